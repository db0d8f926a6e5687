//! From settings to the defaults of options.

use std::any::TypeId;
use std::path::PathBuf;

use clap::builder::OsStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use super::{From, Setting};
use crate::failure::Usage;
use crate::messages::Messages;

/// The options that all commands have, by their ids.
const COMMON: [&str; 5] = ["index-dir", "json", "quiet", "color", "ui-lang"];

/// Options that are asked for anew each time.
const NEVER: [&str; 2] = ["help", "version"];

pub(crate) fn is_common(arg: &Arg) -> bool {
    COMMON.contains(&arg.get_id().as_str())
}

/// Whether an option is a path.
pub(super) fn takes_path(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == TypeId::of::<PathBuf>()
}

/// All options, each with its command: those of all commands first.
pub(crate) fn options(command: &Command) -> impl Iterator<Item = (&Command, &Arg)> {
    std::iter::once(command).chain(command.get_subcommands()).flat_map(|command| {
        let args = command.get_arguments().filter(|arg| {
            arg.get_long().is_some_and(|long| !NEVER.contains(&long)) && !arg.is_positional()
        });
        args.map(move |arg| (command, arg))
    })
}

/// The name of the variable of an option.
pub(crate) fn variable(option: &str) -> String {
    format!("IBID_{}", option.to_uppercase().replace('-', "_"))
}

/// The settings of the environment; an empty variable says nothing.
pub(crate) fn environment(command: &Command, m: Messages) -> Result<Vec<Setting>, Usage> {
    let mut all: Vec<Setting> = Vec::new();
    for (_, arg) in options(command) {
        let option = arg.get_long().unwrap_or_default();
        let name = variable(option);
        if all.iter().any(|setting| setting.option == option) {
            continue;
        }
        let Some(value) = std::env::var_os(&name).filter(|value| !value.is_empty()) else {
            continue;
        };
        let value = value.to_string_lossy().into_owned();
        let takes_value = || {
            let mut same = options(command).filter(|(_, other)| other.get_long() == Some(option));
            same.any(|(_, other)| !is_flag(other))
        };
        let setting = |values| Setting {
            command: None,
            option: option.to_owned(),
            values,
            from: From::Environment(name.clone()),
        };
        if is_flag(arg) && !takes_value() {
            let said = boolean(&value).ok_or_else(|| setting(vec![value.clone()]).wrong(m))?;
            all.push(setting(vec![said.to_string()]));
        } else {
            all.push(setting(vec![value]));
        }
    }
    Ok(all)
}

fn is_flag(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

fn boolean(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "1" | "true" | "yes" | "oui" | "on" => Some(true),
        "0" | "false" | "no" | "non" | "off" => Some(false),
        _ => None,
    }
}

/// Says of settings that mean nothing which they are: each is tried as if it were typed.
pub(crate) fn check(command: &Command, settings: &[Setting], m: Messages) -> Result<(), Usage> {
    for setting in settings {
        let of = |name: &str| setting.command.as_deref().is_none_or(|own| own == name);
        for (owner, arg) in options(command) {
            let same = arg.get_long() == Some(setting.option.as_str());
            if !same || !of(owner.get_name()) || is_flag(arg) {
                continue;
            }
            let typed = setting.values.iter().map(|value| format!("--{}={value}", setting.option));
            let program = std::iter::once("ibid".to_owned());
            let owner =
                (owner.get_name() != command.get_name()).then(|| owner.get_name().to_owned());
            let line = program.chain(owner).chain(typed);
            let parsed = command.clone().try_get_matches_from(line);
            if parsed.is_err_and(|error| is_of_value(&error, &setting.option)) {
                return Err(setting.wrong(m));
            }
        }
    }
    Ok(())
}

/// Whether a command line is wrong by the value of an option.
fn is_of_value(error: &clap::Error, option: &str) -> bool {
    let kind = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation);
    let arg = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(arg)) => arg.as_str(),
        _ => "",
    };
    kind && arg.split([' ', '=']).next() == Some(&format!("--{option}"))
}

/// The command line with settings as the defaults of its options.
pub(crate) fn apply(command: Command, settings: &[Setting]) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let own = command.get_name().to_owned();
    let command = command.mut_args(|arg| with_default(arg, &own, settings));
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |sub| sub.mut_args(|arg| with_default(arg, &name, settings)))
    })
}

fn with_default(arg: Arg, command: &str, settings: &[Setting]) -> Arg {
    let option = arg.get_long().filter(|long| !NEVER.contains(long));
    let setting = option.and_then(|option| Setting::of(settings, command, option));
    let Some(Setting { values, from, .. }) = setting else { return arg };
    // a variable that is a list for one command is no switch of another
    let is_switch = is_flag(&arg);
    if is_switch && values.iter().any(|value| value != "true" && value != "false") {
        return arg;
    }
    let single = !matches!(arg.get_action(), ArgAction::Append);
    debug_assert!(!single || values.len() == 1, "{from:?}");
    let values: Vec<OsStr> = values.iter().map(OsStr::from).collect();
    arg.default_values(values).hide_default_value(true)
}
