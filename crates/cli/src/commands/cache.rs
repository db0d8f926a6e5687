//! `ibid cache`: the indexes that `--in` keeps.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ibid::ErrorKind;

use crate::cache::{self, Kept};
use crate::messages::{Messages, visible};
use crate::output::Output;
use crate::{FOUND, NOTHING, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let paths: Vec<PathBuf> = matches.get_many("paths").unwrap_or_default().cloned().collect();
    let days = matches.get_one::<u32>("older-than").copied();
    let mut kept = cache::kept()?;
    let all = kept.len();
    kept.retain(|kept| is_wanted(kept, &paths, days));
    if kept.is_empty() && !output.json {
        output.note(&none(all, output.m));
        return Ok(NOTHING);
    }
    if matches.get_flag("clean") {
        return clean(kept, output);
    }

    if output.json {
        output.json(&kept)?;
    } else {
        list(&kept, output)?;
    }
    Ok(if kept.is_empty() { NOTHING } else { FOUND })
}

/// What is said where no index is listed: of so many, none is what was asked for.
fn none(all: usize, m: Messages) -> String {
    let folder = cache::folder();
    let folder = folder.to_string_lossy();
    let fields = [("path", &*visible(&folder)), ("count", &*m.number(all as u64))];
    m.say(if all == 0 { "cache.empty" } else { "cache.none-asked" }, &fields)
}

fn is_wanted(kept: &Kept, paths: &[PathBuf], days: Option<u32>) -> bool {
    let named =
        |path: &PathBuf| kept.paths.iter().any(|of| Path::new(of) == ibid::whole_path(path));
    let old = |days: u32| kept.unused_days.is_none_or(|unused| unused >= u64::from(days));
    (paths.is_empty() || paths.iter().any(named)) && days.is_none_or(old)
}

fn list(kept: &[Kept], output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    let heads = [m.text("cache.path"), m.text("cache.size"), m.text("cache.used")];
    let mut rows = vec![heads.map(str::to_owned)];
    for kept in kept {
        let paths = match kept.paths.is_empty() {
            true => m.text("cache.unknown").to_owned(),
            false => visible(&kept.paths.join(", ")).into_owned(),
        };
        let used = kept.used.clone().unwrap_or_else(|| m.text("cache.unknown").to_owned());
        rows.push([paths, m.number(kept.bytes), used]);
    }
    view::table(&mut output.out, &rows)?;
    output.out.flush()?;
    Ok(())
}

/// Removes indexes; one that is being written stays.
fn clean(kept: Vec<Kept>, output: &mut Output) -> anyhow::Result<u8> {
    let m = output.m;
    let mut removed = Vec::new();
    for kept in kept {
        match cache::remove(&kept) {
            Ok(()) => removed.push(kept),
            Err(error) if is_locked(&error) => {
                let text = m.say("cache.in-use", &[("path", &visible(&kept.index))]);
                output.warning(&text);
            }
            Err(error) => return Err(error),
        }
    }

    if output.json {
        output.json(&removed)?;
    } else {
        let bytes = m.number(removed.iter().map(|kept| kept.bytes).sum());
        let text = m.count("cache.removed", removed.len() as u64, &[("bytes", &bytes)]);
        output.note(&text);
    }
    Ok(if removed.is_empty() { NOTHING } else { FOUND })
}

fn is_locked(error: &anyhow::Error) -> bool {
    error.downcast_ref::<ibid::Error>().is_some_and(|error| error.kind() == ErrorKind::Locked)
}
