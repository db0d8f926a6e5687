//! From settings to the defaults of options.

use std::any::TypeId;
use std::path::PathBuf;

use clap::builder::OsStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, Id};

use super::{From, Setting};
use crate::args::APART;
use crate::failure::Usage;
use crate::messages::Messages;

/// Options that are asked for anew each time.
pub(super) const NEVER: [&str; 2] = ["help", "version"];

/// Whether all commands have an option.
pub(crate) fn is_common(arg: &Arg) -> bool {
    arg.is_global_set()
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
        // a lossy path would be another one
        let Some(value) = value.to_str().map(str::to_owned) else {
            return Err(setting(vec![value.to_string_lossy().into_owned()]).wrong(m));
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

/// Whether an option is a switch, without a value.
pub(crate) fn is_flag(arg: &Arg) -> bool {
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
    if settings.is_empty() {
        return Ok(());
    }
    // each command is built once
    let mut tried = command.clone();
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
            let parsed = tried.try_get_matches_from_mut(line);
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

/// The command line with settings as the defaults of its options, but for those that what was typed
/// excludes: it beats them.
pub(crate) fn apply(command: Command, settings: &[Setting], typed: &ArgMatches) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let own = command.get_name().to_owned();
    let excluded = excluded(&command, typed);
    let with_setting = |arg: Arg, command: &str| {
        if excluded.contains(arg.get_id()) { arg } else { with_default(arg, command, settings) }
    };
    let command = command.mut_args(|arg| with_setting(arg, &own));
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |sub| sub.mut_args(|arg| with_setting(arg, &name)))
    })
}

/// The arguments that exclude one that was typed.
fn excluded(command: &Command, matches: &ArgMatches) -> Vec<Id> {
    let Some((name, matches)) = matches.subcommand() else { return Vec::new() };
    let Some(command) = command.find_subcommand(name) else { return Vec::new() };
    let is_typed = |id: &Id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
    let typed: Vec<&Id> = matches.ids().filter(|id| is_typed(id)).collect();

    let mut excluded = Vec::new();
    for arg in command.get_arguments() {
        for other in command.get_arg_conflicts_with(arg) {
            let pair = [arg.get_id(), other.get_id()];
            for (one, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                excluded.extend(typed.contains(&one).then(|| other.clone()));
            }
        }
    }
    for [(a, _), (b, _)] in APART {
        for (one, other) in [(a, b), (b, a)] {
            excluded.extend(typed.iter().any(|id| *id == one).then(|| Id::from(other)));
        }
    }
    // what was typed itself holds whatever it excludes
    excluded.retain(|id| !typed.contains(&id));
    excluded
}

fn with_default(arg: Arg, command: &str, settings: &[Setting]) -> Arg {
    let Some(Setting { values, from, .. }) = Setting::of_arg(settings, command, &arg) else {
        return arg;
    };
    let single = !matches!(arg.get_action(), ArgAction::Append);
    debug_assert!(!single || values.len() == 1, "{from:?}");
    let values: Vec<OsStr> = values.iter().map(OsStr::from).collect();
    let is_switch = is_flag(&arg);
    let arg = arg.default_values(values);
    // clap allows it only of options that take a value
    if is_switch { arg } else { arg.hide_default_value(true) }
}
