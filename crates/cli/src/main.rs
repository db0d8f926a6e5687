//! The binary `ibid`: the commands, their exit codes, and what a person reads.

mod args;
mod cache;
mod commands;
mod failure;
mod messages;
mod output;
mod usage;
mod view;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use ibid::Lang;

use failure::Failure;
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
    let matches = match args::command(messages).try_get_matches_from(typed) {
        Ok(matches) => matches,
        Err(error)
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) =>
        {
            // a closed pipe is no reason to complain
            return match error.print() {
                Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
                    let mut output = Output::plain(messages);
                    output.error(&messages.refusal(&e));
                    ExitCode::from(INPUT)
                }
                _ => ExitCode::from(FOUND),
            };
        }
        Err(error) => {
            let mut output = Output::plain(messages);
            output.error(&usage::explain(&error, messages));
            return ExitCode::from(USAGE);
        }
    };

    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
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

/// `--ui-lang`, which must be known before the command line is described.
fn asked_language(typed: &[OsString]) -> Option<Lang> {
    let typed: Vec<&str> =
        typed.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--").collect();
    let at = typed.iter().rposition(|a| *a == "--ui-lang" || a.starts_with("--ui-lang="))?;
    let value = typed[at].strip_prefix("--ui-lang=").or_else(|| typed.get(at + 1).copied())?;
    Lang::from_tag(value)
}
