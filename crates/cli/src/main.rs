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
    let typed: Vec<OsString> = std::env::args_os().collect();
    let messages = messages::messages(asked_language(&typed));
    let mut command = args::command(messages);
    let matches = match command.try_get_matches_from_mut(&typed) {
        Ok(matches) => matches,
        Err(error)
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) =>
        {
            return shown(printed(&error), messages);
        }
        // nothing was typed after the name: the help says what can be
        Err(_) if typed.len() < 2 => {
            let mut output = Output::plain(messages);
            output.help(&command.render_help());
            return ExitCode::from(USAGE);
        }
        Err(error) => return mistaken(&usage::explain(&error, &command, messages), messages),
    };

    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
    if let Some(message) = usage::apart(matches, messages) {
        return mistaken(&message, messages);
    }
    if name == "help" {
        return match help(matches, command, messages) {
            Ok(help) => shown(printed(&help), messages),
            Err(message) => mistaken(&message, messages),
        };
    }

    let mut output = Output::new(messages, matches);
    match commands::run(name, matches, &mut output) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let failure = Failure::from_error(&error);
            if let Some(text) = failure.text(&error, messages) {
                output.error(&text);
            }
            ExitCode::from(failure.code)
        }
    }
}

/// The help that `ibid help` or `ibid help COMMAND` asks for, or what is wrong with it.
fn help(matches: &ArgMatches, command: Command, m: Messages) -> Result<clap::Error, String> {
    let asked = matches.get_one::<String>("command");
    let typed = ["ibid"].into_iter().chain(asked.map(String::as_str)).chain(["--help"]);
    match command.clone().try_get_matches_from(typed) {
        Err(error) if error.kind() == ErrorKind::DisplayHelp => Ok(error),
        Err(error) => Err(usage::explain(&error, &command, m)),
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

/// `--ui-lang`, which must be known before the command line is described.
fn asked_language(typed: &[OsString]) -> Option<Lang> {
    let typed: Vec<&str> =
        typed.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--").collect();
    let at = typed.iter().rposition(|a| *a == "--ui-lang" || a.starts_with("--ui-lang="))?;
    let value = typed[at].strip_prefix("--ui-lang=").or_else(|| typed.get(at + 1).copied())?;
    Lang::from_tag(value)
}
