//! SubRip, which no document specifies: numbered cues, `00:00:01,000 --> 00:00:02,000`, text.
//!
//! Numbers may be missing or wrong, a point may stand for the comma, and empty lines within a cue
//! are part of it. Only a number that counts on, without a time below it, tells that a time is
//! missing: its text is kept without one, with a warning.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use super::headerless;
use super::parts::{CueReader, Place};
use crate::Format;
use crate::formats::lines::{Line, Lines};
use crate::timed::arrow::{self, is_times};
use crate::timed::clock::Times;
use crate::timed::markup::Dialect;
use crate::timed::{CueProblem, Transcript};

/// A cue whose text is being read.
struct Open {
    /// `None` when its times cannot be read, or are missing.
    times: Option<Times>,
    /// The byte and the line where its text starts.
    at: usize,
    line: u32,
}

/// Whether a text has the times of this format.
pub(crate) fn sniff(text: &str) -> bool {
    headerless::format(text) == Some(Format::Srt)
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Srt);
    Reader::default().take(text, 0, &mut file);
    file.into_document(source)
}

/// Whether a part of a file may end right before a line: there a cue begins, whatever stands above.
pub(super) fn may_part(place: &Place<'_>) -> bool {
    let counted = || number(place.line).is_some() && place.below.is_some_and(is_times);
    let begins = place.above.trim().is_empty() && (is_times(place.line) || counted());
    begins && place.last_above().is_some_and(|line| number(line).is_none() && !is_times(line))
}

/// What is known of a file from the parts of it that were read.
#[derive(Default)]
pub(super) struct Reader {
    /// The number of the last cue.
    counted: Option<u64>,
}

impl CueReader for Reader {
    fn take(&mut self, text: &str, above: u32, file: &mut Transcript) {
        self.counted = take(text, above, self.counted, file);
    }
}

/// Reads cues below some lines, after one of a number. Gives the number of the last of them.
fn take(
    text: &str,
    lines_above: u32,
    mut counted: Option<u64>,
    file: &mut Transcript,
) -> Option<u64> {
    let mut lines = Lines::below(text, lines_above);
    let mut open = Open { times: None, at: 0, line: lines_above.saturating_add(1) };

    // The last line with something on it, and whether an empty one came after.
    let (mut above, mut gap): (Option<Line<'_>>, bool) = (None, true);
    while let Some(line) = lines.next() {
        let number = number(line.text);
        let counts = number.is_some() && number == counted.map(|n| n.saturating_add(1));
        if let Some(arrow) = arrow::read(line.text) {
            // In a file that has no numbers so far, a lone `1` below its first cue is speech.
            let begins = |n: u64| n <= 1 && (counted.is_some() || open.times.is_none());
            let counts_on = |n: u64| begins(n) || counted.is_some_and(|c| n == c.saturating_add(1));
            let name = above.filter(|above| {
                self::number(above.text).is_some_and(|number| !gap || counts_on(number))
            });
            close(&open, &lines, name.map_or(line.at, |name| name.at), file);
            counted = name
                .and_then(|name| self::number(name.text))
                .or(counted.map(|n| n.saturating_add(1)));
            let times = arrow.times();
            if times.is_none() {
                file.counts.add(CueProblem::UnreadableTime, line.number);
            }
            open = Open { times, at: lines.place(), line: line.number.saturating_add(1) };
            if !is_placement(arrow.rest) {
                // Speech on the line of its times.
                open.at = line.at + line.text.len() - arrow.rest.len();
                open.line = line.number;
            }
        } else if counts && gap && !timed_next(&lines) {
            close(&open, &lines, line.at, file);
            counted = number;
            open = Open { times: None, at: lines.place(), line: line.number.saturating_add(1) };
        }
        gap = line.text.trim().is_empty();
        if !gap {
            above = Some(line);
        }
    }

    close(&open, &lines, text.len(), file);
    counted
}

/// Whether times follow, perhaps after an empty line.
fn timed_next(lines: &Lines<'_>) -> bool {
    lines.peek().is_some_and(|next| is_times(next) || next.trim().is_empty())
}

/// Whether what stands behind times says where their cue is shown: coordinates, or WebVTT's settings.
fn is_placement(rest: &str) -> bool {
    const NAMES: [&str; 10] =
        ["x1", "x2", "y1", "y2", "vertical", "line", "position", "size", "align", "region"];
    let is_named = |word: &str| {
        word.split_once(':')
            .is_some_and(|(name, _)| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
    };

    let is_number =
        |word: &str| word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'%' | b'-' | b'.'));
    let rest = rest.trim();
    rest.is_empty()
        || rest.contains([':', '%'])
            && rest.split_whitespace().all(|word| is_named(word) || is_number(word))
}

fn number(line: &str) -> Option<u64> {
    if line.len() > 40 {
        return None;
    }
    let line = line.trim().trim_start_matches('\u{feff}');
    let digits = (1..=9).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| line.parse().ok())?
}

/// Ends the text of a cue before the byte `end`.
fn close(open: &Open, lines: &Lines<'_>, end: usize, file: &mut Transcript) {
    let payload = lines.slice(open.at, end.max(open.at));
    match open.times {
        Some(times) => file.take(times, payload, open.line, Dialect::SubRip),
        None => file.keep_untimed(payload, open.line),
    }
}
