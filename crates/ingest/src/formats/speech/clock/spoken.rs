//! What copying a panel of captions makes of its times: the time for the eye and the one for the ear
//! in a row, `0:077 secondswords`, or the words right behind the time, `0:07words`; and times that
//! are numbers of seconds alone, `7.20 words`.

use std::borrow::Cow;

use ibid_core::time::Timecode;

use super::light::Line;
use super::stamp;

/// Fewer lines than these tell no habit.
const FEWEST: usize = 3;

/// Rewrites the lines of a text.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    for line in lines.iter_mut() {
        if let Some(plain) = said_twice(&line.text) {
            line.text = Cow::Owned(plain);
        }
    }
    part_glued(lines);
    tell_numbers(lines);
}

/// `0:077 secondswords` and `0:07 7 seconds words` as `0:07 words`.
fn said_twice(text: &str) -> Option<String> {
    let bytes = clock_bytes(text)?;
    let seconds = stamp::at_start(&text[..bytes])?.0.start.whole_seconds();
    let rest = text[bytes..].trim_start_matches([' ', '\t', '\u{a0}', '(', '-', '–', '|']);
    let (said, to) = in_words(rest)?;
    let words = rest[to..].trim_start_matches([')', ' ', '\t', '\u{a0}', ':', '-', '–', '|']);
    (said == seconds).then(|| format!("{} {words}", &text[..bytes]).trim_end().to_owned())
}

/// The bytes of a time with colons, `0:07`, that a text begins with, whatever follows.
fn clock_bytes(text: &str) -> Option<usize> {
    let digits = |at: usize| text.bytes().skip(at).take_while(u8::is_ascii_digit).count();
    let mut at = digits(0);
    if !(1..=2).contains(&at) {
        return None;
    }
    let first = at;
    while at < first + 6 && text[at..].starts_with(':') && digits(at + 1) >= 2 {
        at += 3;
    }
    (at > first).then_some(at)
}

/// A time that is written in words at the start of a text, `1 minute, 12 seconds`, and its bytes. The
/// number tells where the name of its unit ends, as in `7 secondsso`.
pub(super) fn in_words(text: &str) -> Option<(u64, usize)> {
    const UNITS: [(&[&str], u64); 3] =
        [(&["hour", "heure"], 3600), (&["minute"], 60), (&["seconde", "second"], 1)];
    let (mut seconds, mut at, mut from) = (0, 0, 0);
    loop {
        let rest = text[at..].trim_start_matches([' ', ',', '\u{a0}', '\u{202f}']);
        let joined = ["and ", "et ", "et\u{a0}"].iter().find_map(|word| rest.strip_prefix(word));
        let rest = joined.unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(value) = rest[..digits].parse::<u64>().ok().filter(|_| digits <= 3) else { break };
        let name = rest[digits..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        let found = UNITS.iter().enumerate().skip(from).find_map(|(nth, (names, weight))| {
            let many = value > 1 || value == 0 && !name.starts_with("seconde");
            let unit = names.iter().find_map(|unit| {
                let plural = name.strip_prefix(unit)?.strip_prefix('s').filter(|_| many);
                plural.or_else(|| name.strip_prefix(unit).filter(|_| !many))
            })?;
            Some((nth, *weight, unit))
        });
        let Some((nth, weight, after)) = found else { break };
        seconds += value * weight;
        (at, from) = (text.len() - after.len(), nth + 1);
    }
    (at > 0).then_some((seconds, at))
}

/// Parts times from the words that stand right behind them, where most times of a text do.
fn part_glued(lines: &mut [Line<'_>]) {
    let is_glued = |text: &str| {
        clock_bytes(text).is_some_and(|at| {
            let rest = &text[at..];
            let of_day = ["am", "pm", "AM", "PM", "h"].iter().any(|half| {
                let after = rest.strip_prefix(half);
                after.is_some_and(|after| !after.starts_with(char::is_alphabetic))
            });
            rest.starts_with(char::is_alphabetic) && !of_day
        })
    };
    let timed = lines.iter().filter(|line| clock_bytes(&line.text).is_some()).count();
    let glued = lines.iter().filter(|line| is_glued(&line.text)).count();
    if glued < FEWEST || glued * 10 < timed * 7 {
        return;
    }
    for line in lines {
        let at = clock_bytes(&line.text).filter(|at| {
            line.text[*at..].starts_with(|c: char| c.is_alphanumeric() || "«\"“(".contains(c))
        });
        if let Some(at) = at {
            line.text = Cow::Owned(format!("{} {}", &line.text[..at], &line.text[at..]));
        }
    }
}

/// A line that begins with a number with a fraction, or two of them.
struct Numbered {
    at: usize,
    start: Number,
    end: Option<Number>,
    /// Where the words begin.
    words: usize,
}

#[derive(Clone, Copy)]
struct Number {
    whole: u64,
    fraction: u64,
    digits: usize,
    /// It is written as seconds.
    has_unit: bool,
}

impl Number {
    fn as_seconds(self) -> u64 {
        let thousandths = self.fraction * [1, 100, 10, 1][self.digits.min(3)];
        self.whole * 1000 + thousandths
    }

    /// The same number as minutes and seconds, where it can be.
    fn as_minutes(self) -> Option<u64> {
        (self.digits == 2 && self.fraction < 60).then(|| (self.whole * 60 + self.fraction) * 1000)
    }
}

/// Writes numbers at the start of lines as times, where most lines have one, they rise, and the words
/// between them are said at the pace of speech: of seconds, or of minutes and seconds.
fn tell_numbers(lines: &mut [Line<'_>]) {
    let numbered: Vec<Numbered> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| numbers(&line.text).map(|found| Numbered { at, ..found }))
        .collect();
    let filled = lines.iter().filter(|line| !line.text.is_empty()).count();
    if numbered.len() < FEWEST || numbered.len() * 10 < filled * 7 {
        return;
    }

    let words = |one: &Numbered| crate::clean::words(&lines[one.at].text[one.words..]);
    let fits = |millis: &dyn Fn(Number) -> Option<u64>| {
        let times: Option<Vec<u64>> = numbered.iter().map(|one| millis(one.start)).collect();
        times.is_some_and(|times| {
            let rises = times.windows(2).all(|pair| pair[0] <= pair[1]);
            let steps = times.windows(2).zip(&numbered).filter(|(pair, one)| {
                let end = one.end.and_then(millis);
                is_pace(pair[0], end.unwrap_or(pair[1]), words(one))
            });
            rises && steps.count() * 5 >= (times.len() - 1) * 4
        })
    };
    let of_seconds = |number: Number| Some(number.as_seconds());
    let of_minutes = |number: Number| number.as_minutes();
    // `[2.00s -> 5.00s]` says it.
    let is_told = numbered.iter().all(|one| one.start.has_unit);
    let unit: &dyn Fn(Number) -> Option<u64> = match (fits(&of_seconds), fits(&of_minutes)) {
        _ if is_told => &of_seconds,
        (true, false) => &of_seconds,
        (false, true) => &of_minutes,
        _ => return,
    };

    let written: Vec<(usize, String)> = numbered
        .iter()
        .filter_map(|one| {
            let end = match one.end {
                Some(end) => format!(" - {}", clock(unit(end)?)),
                None => String::new(),
            };
            let words = &lines[one.at].text[one.words..];
            Some((one.at, format!("[{}{end}] {words}", clock(unit(one.start)?))))
        })
        .collect();
    for (at, text) in written {
        lines[at].text = Cow::Owned(text);
    }
}

/// Whether so many words may be said between two times in milliseconds.
fn is_pace(start: u64, end: u64, words: usize) -> bool {
    let lasts = end.saturating_sub(start);
    let words = words as u64;
    lasts > 0 && words * 3000 >= lasts && words * 1000 <= lasts * 6
}

fn clock(millis: u64) -> String {
    format!("{}.{:03}", Timecode::from_millis(millis), millis % 1000)
}

/// The numbers that a text begins with, `7.20`, `[7.20 - 9.5]`, `7.2s -> 9.5s`.
fn numbers(text: &str) -> Option<Numbered> {
    let inner = text.trim_start_matches(['[', '(']);
    let (start, rest) = number(inner)?;
    let after = rest.trim_start_matches(' ');
    let drawn = ["-->", "->", "→", "–", "-", "to "].iter().find_map(|s| after.strip_prefix(s));
    let end = drawn.and_then(|after| number(after.trim_start()));
    let rest = end.map_or(rest, |(_, rest)| rest);
    let is_open = inner.len() < text.len();
    let closed = rest.trim_start_matches([']', ')']);
    let apart = if is_open { closed.len() < rest.len() } else { rest.len() == closed.len() };
    let parted = closed.starts_with([' ', '\t', ':', '\u{a0}', '|']) && apart;
    let words = closed.trim_start_matches([' ', '\t', ':', '\u{a0}', '-', '–', '|']);
    let is_said = parted && words.starts_with(|c: char| !c.is_ascii_digit());
    is_said.then(|| Numbered {
        at: 0,
        start,
        end: end.map(|(number, _)| number),
        words: text.len() - words.len(),
    })
}

/// A number with a fraction that a text begins with, perhaps with `s` behind it.
fn number(text: &str) -> Option<(Number, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let rest = text[whole..].strip_prefix('.').filter(|_| (1..=5).contains(&whole))?;
    let after = digits(rest);
    let fraction = rest[..after].parse().ok().filter(|_| (1..=3).contains(&after))?;
    let rest = &rest[after..];
    let whole = text[..whole].parse().ok()?;
    let bare = rest.strip_prefix('s').filter(|rest| !rest.starts_with(char::is_alphanumeric));
    let has_unit = bare.is_some();
    Some((Number { whole, fraction, digits: after, has_unit }, bare.unwrap_or(rest)))
}

/// Whether a line may be one that [`rewrite`] tells a time of.
pub(super) fn may_tell(line: &str) -> bool {
    clock_bytes(line).is_some() || numbers(line).is_some()
}
