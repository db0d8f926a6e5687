//! What was wrong with the command line, in the person's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::messages::{Messages, visible};

/// One line for a mistake on the command line; clap's own words for the kinds we do not know.
pub(crate) fn explain(error: &clap::Error, m: Messages) -> String {
    let field = |kind: ContextKind| {
        let typed = match error.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            Some(ContextValue::Strings(texts)) => texts.join(", "),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        visible(&typed).into_owned()
    };

    let arg = field(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => m.say("usage.unknown", &[("arg", &arg)]),
        ErrorKind::InvalidSubcommand => {
            m.say("usage.unknown-command", &[("arg", &field(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::MissingRequiredArgument => m.say("usage.missing", &[("arg", &arg)]),
        ErrorKind::MissingSubcommand => {
            m.say("usage.missing", &[("arg", m.text("heading.commands"))])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = field(ContextKind::InvalidValue);
            if value.is_empty() {
                m.say("usage.missing", &[("arg", &arg)])
            } else {
                m.say("usage.value", &[("value", &value), ("arg", &arg)])
            }
        }
        ErrorKind::TooManyValues => {
            m.say("usage.no-value", &[("value", &field(ContextKind::InvalidValue)), ("arg", &arg)])
        }
        ErrorKind::ArgumentConflict => {
            m.say("usage.conflict", &[("arg", &arg), ("other", &field(ContextKind::PriorArg))])
        }
        _ => error.to_string().trim_end().trim_start_matches("error: ").to_owned(),
    };

    // what people search for may begin with a sign
    let sign = matches!(error.kind(), ErrorKind::UnknownArgument) && arg.starts_with('-');
    let hint = if sign { m.text("usage.hint-sign") } else { m.text("usage.hint") };
    format!("{message}\n{hint}")
}
