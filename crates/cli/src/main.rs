//! The binary `ibid`: the commands, their exit codes, and what a person reads.

mod args;
mod building;
mod cache;
mod commands;
mod failure;
mod interrupt;
mod messages;
mod output;
mod progress;
mod settings;
mod usage;
mod view;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};
use ibid::Lang;

use failure::Failure;
use messages::Messages;
use output::Output;
use settings::{Mistake, Settings};

/// Found, or done.
pub(crate) const FOUND: u8 = 0;
/// Nothing found.
pub(crate) const NOTHING: u8 = 1;
/// The command line makes no sense.
pub(crate) const USAGE: u8 = 2;
/// Input could not be read.
pub(crate) const INPUT: u8 = 3;
/// The index cannot be used.
pub(crate) const INDEX: u8 = 4;
/// Another process is writing to the index.
pub(crate) const LOCKED: u8 = 5;
/// Stopped before it was done.
pub(crate) const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let typed = indexes_after_command(std::env::args_os().collect());
    let asked = asked_language(&typed);
    let messages = messages::messages(asked, settings::asked_language);
    let command = args::command(messages);
    let (matches, settings) = match understood(&command, &typed, messages) {
        Ok(understood) => understood,
        Err(Refused::Settings(mistake)) => return refused(mistake, messages),
        Err(Refused::Typed(error))
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) =>
        {
            return shown(printed(&error), messages);
        }
        // nothing was typed after the name: the help says what can be
        Err(Refused::Typed(_)) if typed.len() < 2 => {
            let mut output = Output::plain(messages);
            output.help(&command.clone().render_help());
            return ExitCode::from(USAGE);
        }
        Err(Refused::Typed(error)) => {
            return mistaken(&usage::explain(&error, &command, messages), messages);
        }
    };
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
    if let Some(message) = usage::apart(matches, messages) {
        return mistaken(&message, messages);
    }
    let idle = usage::without_effect(name, &command, matches, messages);
    if name == "help" {
        idle.iter().for_each(|said| Output::plain(messages).warning(said));
        return match help(matches, &command, messages) {
            Ok(help) => shown(printed(&help), messages),
            Err(message) => mistaken(&message, messages),
        };
    }
    // of a file among the sources the language is not taken
    let messages = messages::messages(asked, || matches.get_one::<String>("ui-lang").cloned());
    let mut output = Output::new(messages, matches);
    for path in settings::left_aside(&settings) {
        output
            .warning(&messages.say("settings.among-sources", &[("path", &settings::shown(path))]));
    }
    idle.iter().for_each(|said| output.warning(said));
    let asked = commands::Asked { command, settings };
    match commands::run(name, matches, &asked, &mut output) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let failure = Failure::from_error(&error);
            if let Some(ibid::Error::AllFailed { failed, .. }) = error.downcast_ref() {
                failed.iter().for_each(|failure| output.failed(failure));
            }
            if let Some(text) = failure.text(&error, messages) {
                output.error(&text);
            }
            ExitCode::from(failure.code)
        }
    }
}

/// The help that `ibid help` or `ibid help COMMAND` asks for, or what is wrong with it.
fn help(matches: &ArgMatches, command: &Command, m: Messages) -> Result<clap::Error, String> {
    let asked = matches.get_one::<String>("command");
    let typed = ["ibid"].into_iter().chain(asked.map(String::as_str)).chain(["--help"]);
    match command.clone().try_get_matches_from(typed) {
        Err(error) if error.kind() == ErrorKind::DisplayHelp => Ok(error),
        Err(error) => Err(usage::explain(&error, command, m)),
        // a name that stands for no command is an error
        Ok(_) => Err(m.text("usage.hint").to_owned()),
    }
}

/// Prints help or the version.
fn printed(help: &clap::Error) -> std::io::Result<()> {
    view::help(&mut anstream::stdout(), &help.render(), view::out_columns())
}

/// The end of a run that printed help or the version.
fn shown(printed: std::io::Result<()>, messages: Messages) -> ExitCode {
    match printed {
        // a closed pipe is no reason to complain
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Output::plain(messages).error(&messages.refusal(&e));
            ExitCode::from(INPUT)
        }
        _ => ExitCode::from(FOUND),
    }
}

/// The end of a run whose command line makes no sense.
fn mistaken(message: &str, messages: Messages) -> ExitCode {
    Output::plain(messages).error(message);
    ExitCode::from(USAGE)
}

/// The command line with the indexes that are named before the command after its name: indexes add
/// up, and clap keeps those of one side alone.
fn indexes_after_command(mut typed: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    let mut moved = Vec::new();
    while let Some(option) = typed.get(at).and_then(|typed| typed.to_str()) {
        match option {
            "--" => break,
            "--index" => moved.extend(typed.drain(at..(at + 2).min(typed.len()))),
            "--color" | "--ui-lang" => at += 2,
            _ if option.starts_with("--index=") => moved.push(typed.remove(at)),
            _ if option.starts_with('-') => at += 1,
            _ => {
                typed.splice(at + 1..at + 1, moved);
                return typed;
            }
        }
    }
    // there is no command: what was typed is wrong as it stands
    let end = at.min(typed.len());
    typed.splice(end..end, moved);
    typed
}

/// Why a command line is not run.
enum Refused {
    /// By what was typed, or because help was asked for.
    Typed(clap::Error),
    /// By a setting.
    Settings(Mistake),
}

/// The command line as it was typed, with settings where it says nothing.
fn understood(
    command: &Command,
    typed: &[OsString],
    m: Messages,
) -> Result<(ArgMatches, Settings), Refused> {
    let matches = command.clone().try_get_matches_from(typed).map_err(Refused::Typed)?;
    if matches.subcommand_name() == Some("help") {
        return Ok((matches, Settings::default()));
    }
    let settings = settings::settings(command, &matches, m).map_err(Refused::Settings)?;
    if settings.all.is_empty() {
        return Ok((matches, settings));
    }
    let with_settings = settings::apply(command.clone(), &settings.all, &matches);
    let matches = with_settings.try_get_matches_from(typed).map_err(Refused::Typed)?;
    Ok((matches, settings))
}

/// A setting that means nothing, or a file that cannot be read.
fn refused(mistake: Mistake, m: Messages) -> ExitCode {
    let mut output = Output::plain(m);
    match mistake {
        Mistake::Usage(usage) => {
            output.error(&usage.to_string());
            ExitCode::from(USAGE)
        }
        Mistake::Unreadable(path, error) => {
            let reason = m.refusal(&error);
            let fields = [("path", settings::shown(&path)), ("reason", reason)];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            output.error(&m.say("settings.unreadable", &fields));
            ExitCode::from(INPUT)
        }
    }
}

/// `--ui-lang`, which must be known before the command line is described.
fn asked_language(typed: &[OsString]) -> Option<Lang> {
    let typed: Vec<&str> =
        typed.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--").collect();
    let at = typed.iter().rposition(|a| *a == "--ui-lang" || a.starts_with("--ui-lang="))?;
    let value = typed[at].strip_prefix("--ui-lang=").or_else(|| typed.get(at + 1).copied())?;
    Lang::from_tag(value)
}
