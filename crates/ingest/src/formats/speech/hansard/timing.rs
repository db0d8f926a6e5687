//! From the marks of a record, a minute every so often, to the time of each sentence.

use ibid_core::document::Span;
use ibid_core::sentences::sentences;
use ibid_core::time::{Method, Moment, TimeSpan, Timecode};

use super::Part;
use crate::timed::{CueProblem, DiagnosticCounts};

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;
/// The sitting opens no earlier than this before its first mark.
const OPENING: u64 = 60 * MINUTE;
/// Marks further apart have a break between them, and what is said does not fill the time.
const BREAK: u64 = 10 * MINUTE;
/// Marks stand so far apart; what follows the last one takes no longer.
const USUAL: u64 = 5 * MINUTE;
/// How long a character takes, where no two marks give it.
const PACE: f64 = 65.0;

/// A mark, and the part that it stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) part: usize,
    /// The time of the day, in milliseconds.
    pub(super) clock: u64,
    pub(super) line: u32,
}

/// Parts between two marks.
struct Window {
    from: usize,
    to: usize,
    start: u64,
    /// How long it takes to say them.
    length: u64,
    characters: u64,
}

/// Gives the parts their times; `opening` is the hour the record says the sitting began at.
pub(super) fn place(
    parts: &mut [Part],
    marks: &[Mark],
    opening: Option<u64>,
    counts: &mut DiagnosticCounts,
) {
    let marks = in_order(marks, counts);
    let Some(first) = marks.first() else { return };
    let near = |at: &u64| *at <= first.clock && first.clock - at <= OPENING;
    let origin = opening.filter(near);
    let start = Mark { part: 0, ..*first };
    let opened = origin.map(|clock| Mark { clock, ..start });
    let marks: Vec<Mark> = opened.into_iter().chain(marks.iter().copied()).collect();
    let zero = marks.first().map_or(0, |mark| mark.clock);

    for window in windows(parts, &marks, zero) {
        let inside = parts.get_mut(window.from..window.to).unwrap_or_default();
        fill(inside, &window);
    }
}

/// The marks that do not lie before the one above, counted on past midnight.
fn in_order(marks: &[Mark], counts: &mut DiagnosticCounts) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let last = kept.last().map_or(0, |last| last.clock);
        let mut clock = mark.clock.saturating_add(last / DAY * DAY);
        if clock + DAY / 2 < last {
            clock += DAY;
        }
        if clock < last {
            counts.add(CueProblem::MarkOutOfOrder, mark.line);
        } else {
            kept.push(Mark { clock, ..*mark });
        }
    }

    kept
}

fn windows(parts: &[Part], marks: &[Mark], zero: u64) -> Vec<Window> {
    let nexts = marks.iter().skip(1).map(Some).chain([None]);
    let mut windows = Vec::with_capacity(marks.len());
    let mut lengths = Vec::with_capacity(marks.len());
    let (mut time, mut said) = (0, 0);
    for (mark, next) in marks.iter().zip(nexts) {
        let to = next.map_or(parts.len(), |next| next.part);
        let inside = parts.get(mark.part..to).unwrap_or_default();
        let characters = inside.iter().map(|part| part.characters).sum();
        let length = next.map(|next| next.clock - mark.clock);
        if let Some(length) = length.filter(|length| characters > 0 && *length <= BREAK) {
            time += length;
            said += characters;
        }
        let start = mark.clock - zero;
        lengths.push(length);
        windows.push(Window { from: mark.part, to, start, length: 0, characters });
    }

    let pace = if time > 0 && said > 0 { time as f64 / said as f64 } else { PACE };
    for (window, length) in windows.iter_mut().zip(lengths) {
        let spoken = (window.characters as f64 * pace) as u64;
        window.length = match length {
            Some(length) if length <= BREAK => length,
            Some(length) => spoken.min(length),
            None => spoken.min(USUAL),
        };
    }

    windows
}

/// Shares the time of a window among its characters.
fn fill(parts: &mut [Part], window: &Window) {
    let mut passed = 0u64;
    let at = |passed: u64| {
        let share = u128::from(window.length) * u128::from(passed);
        let after = share.checked_div(u128::from(window.characters)).unwrap_or(0);
        Timecode::from_millis(window.start + u64::try_from(after).unwrap_or(window.length))
    };

    let moment = |from: u64, to: u64| {
        let method = if from == 0 { Method::Anchor } else { Method::Interpolated };
        Some(Moment::span(TimeSpan::new(at(from), at(to)), method))
    };
    for part in parts.iter_mut().filter(|part| part.timed) {
        let text = &part.block.text;
        let mut spans: Vec<Span> = Vec::new();
        let firsts = sentences(text).into_iter().map(|range| range.start);
        // What stands before the first sentence is a part of it.
        let mut starts: Vec<usize> = std::iter::once(0).chain(firsts.skip(1)).collect();
        if part.characters == 0 {
            starts.truncate(1);
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        for (start, end) in starts.iter().copied().zip(ends) {
            let from = passed;
            if part.characters > 0 {
                passed += text.get(start..end).unwrap_or_default().chars().count() as u64;
            }
            let line = part.lines.line_at(start);
            let moment = moment(from, passed);
            spans.push(Span { start: offset(start), end: offset(end), moment, line });
        }
        part.block.spans = spans;
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A mark's time of the day, in milliseconds, of its attributes or of its text: `(1005)`.
pub(super) fn clock(
    hour: Option<&str>,
    minute: Option<&str>,
    second: Option<&str>,
    text: &str,
) -> Option<u64> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (hour, minute) = match (hour.and_then(number), minute.and_then(number)) {
        (Some(hour), Some(minute)) => (hour, minute),
        _ => {
            let digits = text.trim().trim_matches(['(', ')']);
            let digits = Some(digits).filter(|d| d.len() == 4).and_then(number)?;
            (digits / 100, digits % 100)
        }
    };

    let second = second.and_then(number).unwrap_or(0);
    (hour <= 24 && minute < 60 && second < 60)
        .then_some(hour * 60 * MINUTE + minute * MINUTE + second * 1_000)
}

/// The time of the day at which a text says that the sitting began, in milliseconds.
pub(super) fn opening(text: &str) -> Option<u64> {
    let text = text.replace(['\u{a0}', '\u{202f}'], " ").to_lowercase();
    let told = ["met at ", "ouverte à "];
    let rest = told.iter().find_map(|words| text.split_once(words))?.1.trim_start();
    if rest.starts_with("noon") || rest.starts_with("midi") {
        return Some(DAY / 2);
    }

    let (hour, rest) = digits(rest)?;
    let rest = rest.strip_prefix("heures").or_else(|| rest.strip_prefix("heure")).unwrap_or(rest);
    let (minute, rest) = rest
        .strip_prefix([':', 'h'])
        .and_then(|rest| digits(rest.trim_start()))
        .or_else(|| digits(rest.trim_start()))
        .unwrap_or((0, rest));
    let rest = rest.trim_start();
    let hour = match hour {
        12 if rest.starts_with("a.m") => 0,
        1..12 if rest.starts_with("p.m") => hour + 12,
        hour => hour,
    };

    (hour < 24 && minute < 60).then_some((hour * 60 + minute) * MINUTE)
}

/// A number of one or two digits, and what follows it.
fn digits(text: &str) -> Option<(u64, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(count).filter(|_| (1..=2).contains(&count))?;
    Some((number.parse().ok()?, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_hour_of_the_opening_is_read_in_both_languages() {
        let minutes = |text| opening(text).map(|at| at / MINUTE);

        for (text, want) in [
            ("The House met at 10 a.m.", 600),
            ("The House met at 2:30 p.m.", 870),
            ("The House met at 12 p.m.", 720),
            ("The House met at noon.", 720),
            ("La séance est ouverte à 14\u{a0}h\u{a0}30.", 870),
            ("La séance est ouverte à 10 heures.", 600),
            ("La séance est ouverte à midi.", 720),
        ] {
            assert_eq!(minutes(text), Some(want), "{text}");
        }

        for text in ["They met at the station.", "met at 25 p.m.", "La séance est ouverte.", ""] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }

    #[test]
    fn marks_are_read_of_attributes_or_text() {
        assert_eq!(clock(Some("9"), Some("05"), None, ""), Some(545 * MINUTE));
        assert_eq!(clock(Some("9"), Some("05"), Some("30"), ""), Some(545 * MINUTE + 30_000));
        assert_eq!(clock(None, Some("x"), None, " (1005)"), Some(605 * MINUTE));
        assert_eq!(clock(Some("25"), Some("5"), None, ""), None);
        assert_eq!(clock(None, None, None, "(10:05)"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(met at |ouverte à )?([0-9]{0,3}|[ :h]|p\\.m\\.|\\PC){0,8}") {
            let _ = (opening(&text), clock(Some(&text), Some(&text), None, &text));
        }
    }
}
