//! Lines of times, `START --> END`, however their arrow is written.
//!
//! The arrow that the formats have is taken for one where its times read, or were meant as times;
//! otherwise it is text. Another, or bare dashes, must stand between two times that are
//! whole.

use ibid_core::time::Timecode;

use super::clock::time;

/// No time is longer, nor what was meant as one.
const LONGEST: usize = 40;
/// What arrows end in instead of `>`.
const HEADS: [&str; 5] = ["&gt;", ">", "→", "⟶", "➔"];

/// A line of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrow<'a> {
    /// Nothing where it is mistyped.
    pub(crate) start: Option<Timecode>,
    /// Nothing where it is missing or mistyped.
    pub(crate) end: Option<Timecode>,
    /// What stands behind the times: WebVTT's settings, `SubRip`'s coordinates, or speech.
    pub(crate) rest: &'a str,
    /// It is no mere dash.
    pub(crate) has_head: bool,
}

impl Arrow<'_> {
    /// Its times, if the start can be read.
    pub(crate) fn times(&self) -> Option<super::clock::Times> {
        Some((self.start?, self.end))
    }
}

/// Reads a line of times, well written or not; nothing where a line is no such.
pub(crate) fn read(line: &str) -> Option<Arrow<'_>> {
    let Some(at) = position(line) else { return odd(line) };
    let left = line[..at].trim_end_matches('-').trim();
    let right = line[at + 1..].trim_start();
    let start = time_of(left);
    let (end, rest) = end(right);
    let nothing_more = || right.is_empty() || is_like_time(right);
    let is_meant = match start {
        Some(_) => end.is_some() || is_whole(left) || nothing_more(),
        None if left.is_empty() => end.is_some(),
        None => is_like_time(left) && nothing_more(),
    };

    is_meant.then_some(Arrow { start, end, rest, has_head: true })
}

/// Whether a text begins with what was meant as a time, though it may be none.
fn is_like_time(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    let digits = first.bytes().filter(u8::is_ascii_digit).count();
    let mut pairs = first.as_bytes().windows(2);
    let colon = pairs.any(|pair| pair[0].is_ascii_digit() && pair[1] == b':');
    colon && letters < digits && first.len() <= 60
}

/// Whether a line is one of times, well written or not.
pub(crate) fn is_times(line: &str) -> bool {
    read(line).is_some()
}

/// Where the head of the first `-->` stands.
fn position(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b'>', bytes).find(|at| bytes[..*at].ends_with(b"--"))
}

/// Reads a line whose arrow is written in some other way.
fn odd(line: &str) -> Option<Arrow<'_>> {
    let line = line.trim_start();
    // Cheap to refuse.
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }

    let (left, right) = line.split_at(line.find(|c| !is_sign(c))?);
    let dashes = |c: char| matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | '=' | ' ' | '\t');
    let right = right.trim_start_matches(dashes);
    let headless = HEADS.iter().find_map(|head| right.strip_prefix(head));
    let has_head = headless.is_some();
    let right = headless.unwrap_or(right).trim_start();
    let is_drawn = left.len() + right.len() < line.len();
    let start = time_of(left.trim()).filter(|_| is_drawn)?;
    let (end, rest) = end(right);
    let end = end?;
    let written = [left, &right[..right.len() - rest.len()]];
    let is_meant = if has_head {
        written.into_iter().all(is_whole)
    } else {
        rest.trim().is_empty() && written.into_iter().all(has_fraction)
    };

    is_meant.then_some(Arrow { start: Some(start), end: Some(end), rest, has_head })
}

/// The time that a text starts with, and what stands behind it, mistyped or not.
fn end(text: &str) -> (Option<Timecode>, &str) {
    let signs = text[..text.find(|c| !is_sign(c)).unwrap_or(text.len())].trim_end();
    let apart = text[signs.len()..].chars().next().is_none_or(char::is_whitespace);

    // A setting may begin with a digit, and spaces may stand inside a time: the longest that reads.
    if let Some(time) = time_of(signs).filter(|_| apart) {
        return (Some(time), &text[signs.len()..]);
    }
    let (first, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    match time_of(first) {
        Some(time) => (Some(time), rest),
        None if first.starts_with(|c: char| c.is_ascii_digit()) => (None, rest),
        None => (None, text),
    }
}

/// What may stand in a time.
fn is_sign(c: char) -> bool {
    matches!(c, '0'..='9' | ':' | '.' | ',' | ' ' | '\t')
}

fn time_of(text: &str) -> Option<Timecode> {
    (text.len() <= LONGEST).then(|| time(text))?
}

/// Whether a time has hours or a fraction, as times in speech do not.
fn is_whole(time: &str) -> bool {
    has_fraction(time) || time.matches(':').nth(1).is_some()
}

fn has_fraction(time: &str) -> bool {
    time.contains(['.', ','])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Read<'a> = (Option<u64>, Option<u64>, &'a str);

    fn all(line: &str) -> Option<Read<'_>> {
        let ms = |time: Option<Timecode>| time.map(Timecode::millis);
        super::read(line).map(|arrow| (ms(arrow.start), ms(arrow.end), arrow.rest.trim()))
    }

    #[test]
    fn what_follows_the_times_is_given_apart() {
        for (line, rest) in [
            ("00:01.000 --> 00:02.000 align:start position:0%", "align:start position:0%"),
            ("00:01.000-->00:02.000", ""),
            ("00:00:01,000 --> 00:00:02,000 X1:10 Y1:2", "X1:10 Y1:2"),
            ("00:00:01,000 --> 00:00:02,000  50%", "50%"),
            ("00:00:01,000 --> 00:00:02,000 6 ou 7", "6 ou 7"),
        ] {
            assert_eq!(all(line), Some((Some(1000), Some(2000), rest)), "{line}");
        }
        for open in ["00:00:01,000 --> 00:00:1d,000", "00:00:01,000 -->", "00:01.000 --> "] {
            assert_eq!(all(open), Some((Some(1000), None, "")), "{open}");
        }
    }

    #[test]
    fn an_arrow_is_read_however_it_is_drawn() {
        for arrow in ["->", "- >", " –> ", "—>", " → ", "--&gt;", " => ", " - ", "–", "--->"]
        {
            let line = format!("00:00:01,000{arrow}00:00:02,000");
            assert_eq!(all(&line), Some((Some(1000), Some(2000), "")), "{line}");
        }
        assert_eq!(all("0:00:01 -> 0:00:02 X1:3"), Some((Some(1000), Some(2000), "X1:3")));

        for speech in [
            "10:30 -> 11:00",
            "10:30:00 - 11:00:00",
            "00:00:01,000 -> ",
            "00:00:01,000 - 00:00:02,000 et",
            "0:00:01.000,0:00:02.000",
            "De 00:00:01,000 -> 00:00:02,000",
            "12 -> 13",
        ] {
            assert_eq!(all(speech), None, "{speech}");
        }
    }

    #[test]
    fn what_speech_says_of_arrows_is_no_line_of_times() {
        for speech in
            ["On passe de A --> B", "-->", "a --> b", "10:30 --> midi", "Vers 10:30 --> 11:00"]
        {
            assert_eq!(all(speech), None, "{speech}");
        }

        for (line, start, end) in [
            ("00:00:aa --> 00:00:05,000", None, Some(5000)),
            ("O0:00:01,000 --> 00:00:02,000", None, Some(2000)),
            ("-00:00:01,000 --> 00:00:02,000", None, Some(2000)),
            ("00:00:1x,000 -->", None, None),
            ("--> 00:00:02,000", None, Some(2000)),
            ("0:10 --> 0:1x", Some(10_000), None),
        ] {
            assert_eq!(all(line), Some((start, end, "")), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9:., >-]|→|–|&gt;|\\PC){0,40}") {
            if let Some(arrow) = super::read(&text) {
                prop_assert!(text.ends_with(arrow.rest));
            }
        }
    }
}
