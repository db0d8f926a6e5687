//! `ibid index`: read files and folders into an index.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ibid::Evidence;
use ibid::{IndexOptions, LEAST_MEMORY, Summary, WriterOptions};

use crate::failure::Usage;
use crate::messages::Messages;
use crate::output::Output;
use crate::{FOUND, INPUT, INTERRUPTED, building, commands, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let paths: Vec<PathBuf> = matches.get_many("paths").unwrap_or_default().cloned().collect();
    let mut options = writing(matches, output.m)?.with_dry_run(matches.get_flag("dry-run"));
    let evidence = matches.get_one::<String>("evidence");
    options.evidence = evidence.and_then(|name| Evidence::from_word(name));
    tell_memory(&options, output);
    let index = commands::index_dir(matches);
    let summary = build(&paths, &index, &options, output)?;
    tell(&summary, &options, output)?;
    if building::tell_stopped(&summary, output) {
        return Ok(INTERRUPTED);
    }

    Ok(code(&summary))
}

/// How a run ends: a file of a folder that makes no sense is passed over, but what was named, and
/// what the system did not hand over, is input that could not be read.
fn code(summary: &Summary) -> u8 {
    let lacking = summary.failed.iter().any(|failure| failure.named || failure.is_refused());
    if lacking { INPUT } else { FOUND }
}

/// How an index is written.
pub(super) fn writing(matches: &ArgMatches, m: Messages) -> anyhow::Result<IndexOptions<'static>> {
    let mut options = IndexOptions::default().with_allow_empty(matches.get_flag("allow-empty"));
    if let Some(threads) = matches.get_one::<u16>("threads") {
        options.writer = WriterOptions::with_threads(usize::from(*threads));
    }
    if let Some(memory) = matches.get_one::<String>("memory") {
        options.memory = Some(size(memory, m)?);
    }
    options.limits = commands::limits(matches, m)?;
    Ok(options)
}

/// Says that more memory is used than was asked for.
pub(super) fn tell_memory(options: &IndexOptions<'_>, output: &mut Output) {
    let Some(memory) = options.memory.filter(|memory| *memory < LEAST_MEMORY) else { return };
    let m = output.m;
    let (asked, used) = (m.size(memory), m.size(LEAST_MEMORY));
    output.warning(&m.say("memory.bounds", &[("asked", &asked), ("used", &used)]));
}

/// Reads files and folders into an index, and standard input where `-` is among them.
fn build(
    paths: &[PathBuf],
    index: &Path,
    options: &IndexOptions<'_>,
    output: &Output,
) -> anyhow::Result<Summary> {
    let (inputs, files): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| commands::is_input(path));
    let Some(input) = inputs.first() else {
        return Ok(building::build(&files, index, options, output)?);
    };
    let text = commands::input(input, &options.limits).map_err(ibid::Error::from)?;
    let text = (&*commands::shown(input), text);
    Ok(building::build_with_text(&files, text, index, options, output)?)
}

pub(super) fn tell(
    summary: &Summary,
    options: &IndexOptions<'_>,
    output: &mut Output,
) -> anyhow::Result<()> {
    for failure in &summary.failed {
        output.failed(failure);
    }
    for warned in &summary.warnings {
        output.warned(warned);
    }

    if output.json {
        return output.json(summary);
    }
    if output.quiet {
        return Ok(());
    }

    let m = output.m;
    let text = m.say(
        "indexed",
        &[
            ("indexed", &m.number(summary.indexed)),
            ("skipped", &m.number(summary.skipped)),
            ("deleted", &m.number(summary.deleted)),
            ("failed", &m.number(summary.failed.len() as u64)),
            ("passages", &m.number(summary.passages)),
            ("time", &m.duration(summary.took_ms)),
        ],
    );
    output.line(&text)?;
    view::passed_over(&mut output.out, &summary.passed_over, m)?;
    if options.dry_run {
        output.line(m.text("indexed.dry"))?;
    }

    Ok(())
}

/// Bytes of a size such as `128MB`, `1.5 GiB`, `160 Mo` or `4096`; K, M and G are powers of 1024.
pub(super) fn size(text: &str, m: Messages) -> anyhow::Result<u64> {
    let wrong = || Usage(m.say("usage.size", &[("value", text)]));
    let upper = text.trim().to_ascii_uppercase();
    let digits = upper.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(upper.len());
    let (number, unit) = upper.split_at(digits);
    let factor = match unit.trim().trim_end_matches(['B', 'O']).trim_end_matches('I') {
        "" => 1u64,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err(wrong().into()),
    };

    let number: f64 = number.parse().map_err(|_| wrong())?;
    Ok((number * factor as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let m = Messages::new(ibid::Lang::En);
        let read = |text: &str| size(text, m).ok();
        assert_eq!(read("128MB"), Some(128 << 20));
        assert_eq!(read("1.5 GiB"), Some(3 << 29));
        assert_eq!(read("4096"), Some(4096));
        assert_eq!(read("2k"), Some(2048));
        assert_eq!((read("160 Mo"), read("2Gio")), (Some(160 << 20), Some(2 << 30)));
        for bad in ["", "MB", "12 parsecs", "-1MB", "1.2.3"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
