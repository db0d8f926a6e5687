//! Advanced `SubStation` Alpha (`v4.00+`) and its forebear SSA (`v4.00`), after the specification of
//! the scripts (`ass-specs.doc` of the Matroska project) and what `libass` makes of files.
//!
//! The order of events means nothing in these files: players show them by their times, and editors
//! group them by layer and style. They are read by their starts, and without a warning. A text that is
//! drawn several times over itself, once a layer, is said once.

mod override_codes;

use std::collections::HashSet;

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::formats::Malformed;
use crate::formats::lines::{Line, Lines};
use crate::timed::clock;
use crate::timed::words::{stretches, times};
use crate::timed::{Cue, CueProblem, Transcript};

/// The columns of events where no `Format:` line says others.
const COLUMNS: [&str; 10] =
    ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"];
/// Titles that programs write by themselves.
const NO_TITLES: [&str; 4] = ["default aegisub file", "<untitled>", "untitled", "default file"];

/// Whether a text is in this format: a section of a script comes first.
pub(crate) fn sniff(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let mut lines =
        start.lines().map(str::trim).filter(|line| !is_remark(line) && !line.is_empty());
    match lines.next().and_then(section) {
        Some(Section::Info | Section::Styles) => true,
        Some(Section::Events) => lines.next().is_some_and(|line| {
            let (name, _) = line.split_once(':').unwrap_or_default();
            ["format", "dialogue", "comment"].iter().any(|known| name.eq_ignore_ascii_case(known))
        }),
        _ => false,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Info,
    Styles,
    Events,
    /// Fonts and pictures, written in signs that may look like anything.
    Data,
    Other,
}

/// The section that a line opens.
fn section(line: &str) -> Option<Section> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?.to_ascii_lowercase();
    Some(match name.as_str() {
        "script info" => Section::Info,
        "v4 styles" | "v4+ styles" | "v4++ styles" => Section::Styles,
        "events" => Section::Events,
        "fonts" | "graphics" => Section::Data,
        _ => Section::Other,
    })
}

fn is_remark(line: &str) -> bool {
    line.starts_with([';', '!'])
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut file = Transcript::new(Format::Ass);
    let mut lines = Lines::new(text.trim_start_matches('\u{feff}'));
    let mut now = Section::Other;
    let mut columns: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
    let mut cues: Vec<Event> = Vec::new();
    while let Some(line) = lines.next() {
        let written = line.text.trim();
        // No line of data has a small letter.
        let opens = now != Section::Data || written.contains(|c: char| c.is_ascii_lowercase());
        if let Some(next) = section(written).filter(|_| opens) {
            now = next;
            continue;
        }
        let Some((name, value)) = line.text.split_once(':').filter(|_| !is_remark(written)) else {
            continue;
        };
        match (now, name.trim().to_ascii_lowercase().as_str()) {
            (Section::Info, "title") => file.about.title = title(value),
            (Section::Events, "format") => {
                columns = value.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
            }
            (Section::Events, "dialogue") => {
                cues.extend(dialogue(value, line, &columns, &mut file));
            }
            _ => {}
        }
    }

    add(cues, &mut file);
    let mut document = file.into_document(source);
    crate::formats::bound(&mut document, 1);

    Ok(document)
}

fn title(value: &str) -> Option<String> {
    let title = clean(value);
    let said = !title.is_empty() && !NO_TITLES.contains(&title.to_lowercase().as_str());
    said.then_some(title)
}

/// A cue, and its end as written if it can be read.
type Event = (Cue, Option<Timecode>);

/// Reads an event.
fn dialogue(
    value: &str,
    line: Line<'_>,
    columns: &[String],
    file: &mut Transcript,
) -> Option<Event> {
    let (mut start, mut end, mut name, mut text) = (None, None, "", "");
    // The text comes last, and may hold commas.
    for (column, field) in columns.iter().zip(value.splitn(columns.len(), ',')) {
        match column.as_str() {
            "start" => start = clock::time(field),
            "end" => end = clock::time(field),
            "name" | "actor" => name = field,
            "text" => text = field,
            _ => {}
        }
    }

    let said = override_codes::read(text);
    if said.text.is_empty() {
        return None;
    }

    let Some(start) = start else {
        file.counts.add(CueProblem::UnreadableTime, line.number);
        file.keep_untimed(&said.text, line.number);
        return None;
    };

    let mut cue = Cue::new(start, end.unwrap_or(start), said.text.clone(), line.number);
    let name = clean(name);
    cue.speaker = (!name.is_empty() && !crate::formats::is_long(&name)).then_some(name);
    if said.sung {
        let pieces = said.pieces(start.millis());
        let found = stretches(&cue.text, &pieces);
        let span = (start.millis(), cue.end.millis());
        match found.and_then(|found| times(span, &found, &pieces)) {
            Some(words) => cue.words = words,
            None => file.counts.add(CueProblem::WordTimes, line.number),
        }
    }

    Some((cue, end))
}

/// Adds events by their starts, each text once a time.
fn add(mut cues: Vec<Event>, file: &mut Transcript) {
    cues.sort_by_key(|(cue, _)| cue.start);
    let mut seen: HashSet<(Timecode, Option<Timecode>, String)> = HashSet::new();

    for (cue, end) in cues {
        if seen.insert((cue.start, end, cue.text.clone())) {
            match end {
                Some(end) => file.add(Cue { end, ..cue }),
                None => {
                    file.counts.add(CueProblem::UnreadableEnd, cue.line);
                    file.add_told(cue);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
