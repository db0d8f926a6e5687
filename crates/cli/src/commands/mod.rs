//! The commands, a file each. Each returns the exit code of the contract.

mod analyze;
#[cfg(feature = "bench")]
mod bench;
mod cache;
mod check;
mod cite;
mod complete;
mod config;
mod eval;
mod export;
mod forget;
mod index;
mod man;
mod names;
mod parse;
mod reindex;
mod search;
mod show;
mod similar;
mod stats;
mod survey;
mod verify;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use clap_complete::Shell;
use ibid::{Limits, PassageId, ReadError};

use crate::failure::Usage;
use crate::messages::Messages;
use crate::output::Output;
use crate::settings::Settings;
use crate::{FOUND, USAGE};

/// How a text from standard input is called, where hits and errors name it.
const STDIN: &str = "stdin";

/// What a command line may say, and what holds where it says nothing.
pub(crate) struct Asked {
    /// All commands, without settings.
    pub(crate) command: Command,
    pub(crate) settings: Settings,
}

/// Where the index is where nothing else is said.
const INDEX_DIR: &str = ".ibid";

/// Fewer characters than these name no passage.
const SHORTEST_ID: usize = 4;
/// So many passages are named where the beginning of an id is that of several.
const MOST_CANDIDATES: usize = 8;

/// Runs a command by its name.
pub(crate) fn run(
    name: &str,
    matches: &ArgMatches,
    asked: &Asked,
    output: &mut Output,
) -> anyhow::Result<u8> {
    match name {
        "config" => config::run(&asked.command, &asked.settings, matches, output),
        "man" => man::run(&asked.command, matches, output),
        "forget" => forget::run(matches, output),
        "cache" => cache::run(matches, output),
        "index" => index::run(matches, output),
        "search" => search::run(matches, output),
        "show" => show::run(matches, output),
        "cite" => cite::run(matches, output),
        "similar" => similar::run(matches, output),
        "parse" => parse::run(matches, output),
        "analyze" => analyze::run(matches, output),
        #[cfg(feature = "bench")]
        "bench" => bench::run(matches, output),
        "eval" => eval::run(matches, output),
        "verify" => verify::run(matches, output),
        "stats" => stats::run(matches, output),
        "check" => check::run(matches, output),
        "reindex" => reindex::run(matches, output),
        "export" => export::run(matches, output),
        "sources" => names::sources(matches, output),
        "speakers" => names::speakers(matches, output),
        "complete" => complete::run(matches, output),
        "completions" => completions(&asked.command, matches, output),
        _ => Ok(USAGE),
    }
}

/// Where the index is, for commands that have one alone: the last that was named.
fn index_dir(matches: &ArgMatches) -> PathBuf {
    index_dirs(matches).pop().unwrap_or_else(|| PathBuf::from(INDEX_DIR))
}

/// Where the indexes are that are asked as one.
fn index_dirs(matches: &ArgMatches) -> Vec<PathBuf> {
    let said: Vec<PathBuf> = matches.get_many("index-dir").unwrap_or_default().cloned().collect();
    if said.is_empty() { vec![PathBuf::from(INDEX_DIR)] } else { said }
}

/// The index to ask: that of the paths given by `--in`, brought up to date, or those of
/// [`index_dirs`].
fn library(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<ibid::Library> {
    let Some(paths) = matches.get_many::<PathBuf>("in") else {
        return Ok(ibid::open_several(&index_dirs(matches))?);
    };
    let paths: Vec<PathBuf> = paths.cloned().collect();
    Ok(ibid::open(crate::cache::refresh(&paths, matches.get_flag("allow-empty"), output)?)?)
}

/// The passage whose id was typed, or the beginning of it, as git takes those of commits. `None` where
/// no passage has it, which is told.
fn passage_id(
    matches: &ArgMatches,
    library: &ibid::Library,
    output: &mut Output,
) -> anyhow::Result<Option<PassageId>> {
    let typed = matches.get_one::<String>("id").map(|id| id.trim()).unwrap_or_default();
    let (m, id) = (output.m, [("id", typed)]);
    if PassageId::beginning_with(typed).is_err() {
        return Err(Usage(m.say("not-an-id", &id)).into());
    }
    if typed.len() < SHORTEST_ID {
        return Err(Usage(m.say("short-id", &id)).into());
    }

    match library.ids_beginning(typed, MOST_CANDIDATES)?[..] {
        [] => {
            output.note(&m.say("no-such-passage", &id));
            Ok(None)
        }
        [id] => Ok(Some(id)),
        ref several => {
            let several: Vec<String> = several.iter().map(ToString::to_string).collect();
            let fields = [("id", typed), ("ids", &several.join(", "))];
            Err(Usage(m.say("ambiguous-id", &fields)).into())
        }
    }
}

/// How much may be read.
fn limits(matches: &ArgMatches, m: Messages) -> anyhow::Result<Limits> {
    let mut limits = Limits::default();
    if let Some(most) = matches.get_one::<String>("max-file-size") {
        limits.file_bytes = index::size(most, m)?;
    }
    Ok(limits)
}

/// How many are shown at most.
fn limit(matches: &ArgMatches) -> usize {
    // clap has a value for each command that takes one
    matches.get_one::<u32>("limit").map_or(usize::MAX, |limit| *limit as usize)
}

/// Several words as one text, as if they had been typed in one.
fn joined(matches: &ArgMatches, id: &str) -> String {
    let words: Vec<&str> =
        matches.get_many::<String>(id).unwrap_or_default().map(String::as_str).collect();
    words.join(" ")
}

/// Whether what a path stands for can be read once alone: `-` for standard input, or a pipe, as a
/// shell makes of `<(command)`.
pub(crate) fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-" || is_pipe(path)
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    path.metadata().is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

/// How a path is called where hits and errors name it.
pub(crate) fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { STDIN.to_owned() } else { path.to_string_lossy().into_owned() }
}

/// The bytes of a file, or of standard input where its name is `-`.
///
/// # Errors
/// When it cannot be read, or is longer than may be read.
pub(crate) fn input(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let most = limits.file_bytes;
    let mut bytes = Vec::new();
    // one byte more tells what is too long from what just fits
    let read = match path.as_os_str() == "-" {
        true => io::stdin().lock().take(most.saturating_add(1)).read_to_end(&mut bytes),
        false => File::open(path)
            .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes)),
    };
    match read {
        Err(source) => Err(ReadError::Io { path: shown(path), source }),
        Ok(read) if read as u64 > most => {
            Err(ReadError::TooLarge { path: shown(path), limit: most })
        }
        Ok(_) => Ok(bytes),
    }
}

/// Several words as one text, or standard input where the only one is `-`.
fn joined_or_input(matches: &ArgMatches, id: &str, m: Messages) -> anyhow::Result<String> {
    let text = joined(matches, id);
    if text != "-" {
        return Ok(text);
    }
    let bytes = input(Path::new(&text), &Limits::default()).map_err(ibid::Error::from)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(_) => Err(anyhow::anyhow!(m.text("input.not-utf8"))),
    }
}

fn completions(command: &Command, matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut command.clone(), "ibid", &mut script);
        output.out.write_all(&script)?;
    }
    Ok(FOUND)
}
