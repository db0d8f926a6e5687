//! What was wrong with the command line, in the person's language.

use std::error::Error;
use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use ibid::{Evidence, Lang};
use strsim::damerau_levenshtein;

use crate::args::APART;
use crate::messages::{Messages, visible};

/// Reads one of some names, in each form in which a person may type it.
#[derive(Clone)]
pub(crate) struct NameParser {
    names: Vec<&'static str>,
    /// The name that something typed stands for.
    read: fn(&str) -> Option<&'static str>,
}

impl NameParser {
    /// A language by its tag: `fr`, `FR`, `fr-CA`.
    pub(crate) fn langs() -> Self {
        let names = Lang::ALL.map(Lang::code).to_vec();
        NameParser { names, read: |typed| Lang::from_tag(typed).map(Lang::code) }
    }

    /// A kind of evidence by its name, or by the words that answers show: `notes`.
    pub(crate) fn evidence() -> Self {
        let names = Evidence::ALL.map(Evidence::name).to_vec();
        NameParser { names, read: |typed| Evidence::from_word(typed).map(Evidence::name) }
    }
}

impl TypedValueParser for NameParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        match value.to_str().and_then(self.read) {
            Some(name) => Ok(name.to_owned()),
            None => PossibleValuesParser::new(&self.names).parse_ref(command, arg, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}

/// What clap knows of a mistake, as it may be shown.
struct Mistake<'a>(&'a clap::Error);

impl Mistake<'_> {
    /// All texts of a kind.
    fn all(&self, kind: ContextKind) -> Vec<String> {
        let texts = match self.0.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            Some(ContextValue::StyledStrs(_)) | None => Vec::new(),
            Some(other) => vec![other.to_string()],
        };
        texts.iter().map(|text| visible(text).into_owned()).collect()
    }

    /// What was typed wrongly: a command, a value or an option, without its hyphens.
    fn wrong(&self) -> String {
        let kinds =
            [ContextKind::InvalidSubcommand, ContextKind::InvalidValue, ContextKind::InvalidArg];
        let said = kinds.map(|kind| self.said(kind));
        let said = said.into_iter().find(|said| !said.is_empty()).unwrap_or_default();
        said.trim_start_matches('-').to_owned()
    }

    /// The same in one text.
    fn said(&self, kind: ContextKind) -> String {
        self.all(kind).join(", ")
    }
}

/// What is wrong, what may have been meant and what can be done, each on a line; clap's own words
/// for the kinds we do not know.
pub(crate) fn explain(error: &clap::Error, command: &Command, m: Messages) -> String {
    let mistake = Mistake(error);
    let arg = mistake.said(ContextKind::InvalidArg);
    let other = mistake.said(ContextKind::PriorArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => m.say("usage.unknown", &[("arg", &arg)]),
        ErrorKind::InvalidSubcommand => {
            let name = mistake.said(ContextKind::InvalidSubcommand);
            m.say("usage.unknown-command", &[("arg", &name)])
        }
        ErrorKind::MissingRequiredArgument => m.say("usage.missing", &[("arg", &arg)]),
        ErrorKind::MissingSubcommand => m.say("usage.missing", &[("arg", m.text("value.COMMAND"))]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(&mistake, &arg, m),
        ErrorKind::TooManyValues => {
            let value = mistake.said(ContextKind::InvalidValue);
            m.say("usage.no-value", &[("value", &value), ("arg", &arg)])
        }
        ErrorKind::ArgumentConflict => m.say("usage.conflict", &[("arg", &arg), ("other", &other)]),
        _ => error.to_string().trim_end().trim_start_matches("error: ").to_owned(),
    };

    let near = near(&mistake, command);
    let mut lines = vec![message];
    if !near.is_empty() {
        lines.push(m.say("usage.near", &[("near", &near.join(", "))]));
    }
    // what people search for may begin with a sign
    let sign =
        near.is_empty() && error.kind() == ErrorKind::UnknownArgument && arg.starts_with('-');
    lines.push(m.text(if sign { "usage.hint-sign" } else { "usage.hint" }).to_owned());
    lines.join("\n")
}

/// What is wrong with a value, and which ones there are.
fn wrong_value(mistake: &Mistake, arg: &str, m: Messages) -> String {
    let value = mistake.said(ContextKind::InvalidValue);
    let values = mistake.said(ContextKind::ValidValue);
    let fields = [("value", value.as_str()), ("arg", arg), ("values", &values)];
    if value.is_empty() {
        return m
            .say(if values.is_empty() { "usage.missing" } else { "usage.missing-value" }, &fields);
    }
    if !values.is_empty() {
        return m.say("usage.value-of", &fields);
    }

    // clap says in words alone which numbers there are
    let cause = mistake.0.source().map(ToString::to_string).unwrap_or_default();
    match cause.split_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
        // the bound is that of the machine, and nobody wants as many
        Some((from, to)) if to == u32::MAX.to_string() => {
            m.say("usage.number-from", &[("value", &value), ("arg", arg), ("from", from)])
        }
        Some((from, to)) => {
            let fields = [("value", value.as_str()), ("arg", arg), ("from", from), ("to", to)];
            m.say("usage.value-range", &fields)
        }
        None if cause.contains("invalid digit") => m.say("usage.number", &fields),
        None => m.say("usage.value", &fields),
    }
}

/// What may have been meant: options, commands or values that are spelt nearly so.
fn near(mistake: &Mistake, command: &Command) -> Vec<String> {
    // an option of another command, to the letter
    let typed = mistake.said(ContextKind::InvalidArg);
    if let Some(name) = typed.strip_prefix("--") {
        let has = |sub: &&Command| sub.get_arguments().any(|arg| arg.get_long() == Some(name));
        let named = |sub: &Command| format!("ibid {} {typed}", sub.get_name());
        let elsewhere: Vec<String> = command.get_subcommands().filter(has).map(named).collect();
        if mistake.0.kind() == ErrorKind::UnknownArgument && !elsewhere.is_empty() {
            return elsewhere;
        }
    }

    let kinds =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let said: Vec<String> = kinds.into_iter().flat_map(|kind| mistake.all(kind)).collect();
    nearest_first(&mistake.wrong(), said)
}

/// What is spelt most like `typed`, and what is hardly less so, the nearest first.
fn nearest_first(typed: &str, said: Vec<String>) -> Vec<String> {
    let edits = |other: &String| damerau_levenshtein(typed, other.trim_start_matches('-'));
    let mut near: Vec<(usize, String)> = said.into_iter().map(|one| (edits(&one), one)).collect();
    near.sort();
    let least = near.first().map_or(0, |(edits, _)| *edits);
    near.retain(|(edits, _)| *edits <= least + 1);
    near.into_iter().map(|(_, one)| one).collect()
}

/// Options that exclude each other, where one was typed before the command and one after it.
pub(crate) fn apart(matches: &ArgMatches, m: Messages) -> Option<String> {
    let typed = |id: &str| {
        matches.try_contains_id(id).is_ok()
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let [(_, arg), (_, other)] =
        APART.into_iter().find(|pair| pair.iter().all(|(id, _)| typed(id)))?;
    let message = m.say("usage.conflict", &[("arg", arg), ("other", other)]);
    Some(format!("{message}\n{}", m.text("usage.hint")))
}

/// Options that do nothing for a command, by their ids; of some only where another option is there.
const WITHOUT_EFFECT: [(&str, Option<&str>, &[&str]); 12] = [
    ("man", None, &["json", "index-dir"]),
    ("completions", None, &["json", "index-dir"]),
    ("help", None, &["json", "index-dir"]),
    // it writes lines of JSON whatever is said
    ("export", None, &["json"]),
    ("parse", None, &["index-dir"]),
    ("analyze", None, &["index-dir"]),
    ("eval", None, &["index-dir"]),
    ("cache", None, &["index-dir"]),
    (
        "search",
        Some("count"),
        &[
            "limit",
            "offset",
            "context",
            "ids",
            "jsonl",
            "sort",
            "group",
            "per-source",
            "lead-in",
            "across",
        ],
    ),
    ("bench", Some("queries"), &["per-class", "seed"]),
    ("search", Some("queries"), &["ids", "total"]),
    ("eval", Some("quotes"), &["lang", "qrels", "macro", "run", "against", "per-query"]),
];

/// What to say of options that were typed and do nothing.
pub(crate) fn without_effect(
    name: &str,
    command: &Command,
    matches: &ArgMatches,
    m: Messages,
) -> Vec<String> {
    let typed = |id: &str| {
        matches.try_contains_id(id).is_ok()
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let holds = |other: &Option<&str>| other.is_none_or(typed);
    let rows = WITHOUT_EFFECT.iter().filter(|(of, other, _)| *of == name && holds(other));
    let mut said = Vec::new();
    for (_, other, ids) in rows {
        let with =
            other.map_or_else(String::new, |other| format!(" {}", long(name, other, command)));
        let place = format!("ibid {name}{with}");
        for id in ids.iter().filter(|id| typed(id)) {
            let fields = [("arg", long(name, id, command)), ("command", place.clone())];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            said.push(m.say("usage.without-effect", &fields));
        }
    }
    if name == "eval" && typed("per-file") && !typed("quotes") {
        let fields = [("arg", "--per-file"), ("command", "ibid eval BEIR_FOLDER")];
        said.push(m.say("usage.without-effect", &fields));
    }
    said
}

/// An option as it is typed.
fn long(name: &str, id: &str, command: &Command) -> String {
    let own = command.find_subcommand(name);
    let args = own.into_iter().chain([command]).flat_map(Command::get_arguments);
    let mut named = args.filter(|arg| arg.get_id() == id).filter_map(Arg::get_long);
    named.next().map_or_else(|| id.to_owned(), |long| format!("--{long}"))
}
