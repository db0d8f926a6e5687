//! A time as a transcript tells it: `0:05`, `[00:00:05.120]`, `(00:05)`, `00:00:05:12 - 00:00:09:01`,
//! `1h02m03s`, `1 minute 12 seconds`.

use ibid_core::time::Timecode;

/// Nothing longer is a time that is written in words.
const LONGEST_IN_WORDS: usize = 60;

/// A time, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) start: Timecode,
    /// Never before the start.
    pub(super) end: Option<Timecode>,
    /// It stands in brackets.
    pub(super) bracketed: bool,
    /// Hours and minutes alone may be written so: nothing but the file tells that it is none of
    /// the day.
    pub(super) may_be_day: bool,
    /// It has hours, minutes and seconds.
    pub(super) has_hours: bool,
    /// Two numbers without anything more, as a ratio or a verse is written.
    pub(super) bare: bool,
    /// It is written as a measure or a date may be.
    pub(super) like: Like,
}

/// What else is written as a time is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Like {
    #[default]
    Nothing,
    /// `1'20`, `6'02"`, `1min20`: results of races, feet and inches.
    Measure,
    /// `01.02.07`: dates.
    Date,
}

/// A time that one sign or more than one was read for.
#[derive(Clone, Copy)]
struct Clock {
    millis: u64,
    /// Numbers between colons.
    parts: usize,
    fraction: bool,
    like: Like,
    bytes: usize,
}

/// The time that a text begins with, in brackets or not, and its bytes.
pub(super) fn at_start(text: &str) -> Option<(Stamp, usize)> {
    let close = match text.bytes().next()? {
        b'[' => Some(']'),
        b'(' => Some(')'),
        b'{' => Some('}'),
        b'<' => Some('>'),
        b'0'..=b'9' => None,
        _ => return None,
    };
    let lead = usize::from(close.is_some());
    let inner = text[lead..].trim_start_matches(' ');
    let from = text.len() - inner.len();
    let first = clock(inner).or_else(|| close.and_then(|_| decimal_seconds(inner)))?;
    let second = range(&inner[first.bytes..], first);
    let to = from + first.bytes + second.map_or(0, |(_, bytes)| bytes);
    let stamp = stamp(first, second.map(|(clock, _)| clock), close.is_some());

    let Some(close) = close else {
        return is_apart(&text[to..]).then_some((stamp, to));
    };
    let rest = text[to..].trim_start_matches(' ').strip_prefix(close)?;
    Some((stamp, text.len() - rest.len()))
}

/// The time that a text ends with, in brackets or not, perhaps before a colon; and the bytes before
/// it.
pub(super) fn at_end(text: &str) -> Option<(Stamp, usize)> {
    let text = text.trim_end().trim_end_matches(':').trim_end();
    // Only the last few signs can be one.
    let near = text.char_indices().rev().take(40).last().map_or(0, |(at, _)| at);
    let is_sign = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | ';');
    let end = text.trim_end_matches([']', ')']);
    let mut from = end[near.min(end.len())..]
        .rfind(|c| !is_sign(c))
        .map_or(near, |at| near + at + end[near + at..].chars().next().map_or(1, char::len_utf8));
    if text.len() > end.len() {
        from = text[..from].rfind(['[', '(']).filter(|open| *open >= near)?;
    }
    let apart = from == 0 || text[..from].ends_with([' ', '\t', '\u{a0}', '(', '-', '–', '|', '·']);
    let found = at_start(&text[from..]).filter(|(_, bytes)| apart && from + bytes == text.len());
    let Some((stamp, _)) = found else { return units_at_end(text) };
    Some(range_to_end(text, from).unwrap_or((stamp, from)))
}

/// The time with units that a text ends with, `7s`, `(1m 15s)`, and the bytes before it.
fn units_at_end(text: &str) -> Option<(Stamp, usize)> {
    const MOST: usize = 5;
    if !text.trim_end_matches([')', ']']).ends_with(['s', 'c', '"', '″', '”', '\'', '’']) {
        return None;
    }
    let near = text.char_indices().rev().take(24).last().map_or(0, |(at, _)| at);
    let spaces = text[near..].char_indices().filter(|(_, c)| matches!(c, ' ' | '\t' | '\u{a0}'));
    let starts = spaces.map(|(at, c)| near + at + c.len_utf8());
    starts.rev().take(MOST).fold(None, |found, from| {
        let whole = at_start(&text[from..]).filter(|(_, bytes)| from + bytes == text.len());
        whole.map(|(stamp, _)| (stamp, from)).or(found)
    })
}

/// The two times that a text ends with, `0:05 - 0:09`, of which the second begins at `second`.
fn range_to_end(text: &str, second: usize) -> Option<(Stamp, usize)> {
    let before = text[..second].trim_end();
    let first = before.trim_end_matches(['-', '–', '—', '→', '>']);
    if first.len() == before.len() {
        return None;
    }
    let is_sign = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',');
    let from = first.trim_end().trim_end_matches(is_sign).len();
    let apart = from == 0 || text[..from].ends_with([' ', '\t', '\u{a0}']);
    let (stamp, bytes) = at_start(&text[from..]).filter(|_| apart)?;
    (from + bytes == text.len()).then_some((stamp, from))
}

/// The time that a whole line is: `0:05`, `[0:05]`, `1 minute 12 seconds`.
pub(super) fn whole(line: &str) -> Option<Stamp> {
    let line = line.trim().trim_end_matches([':', '-']).trim_end();
    in_words(line)
        .or_else(|| at_start(line).filter(|(_, to)| *to == line.len()).map(|(stamp, _)| stamp))
}

fn stamp(first: Clock, second: Option<Clock>, bracketed: bool) -> Stamp {
    let start = Timecode::from_millis(first.millis);
    let is_pair = |clock: Clock| clock.parts == 2 && !clock.fraction;
    Stamp {
        start,
        end: second.map(|clock| Timecode::from_millis(clock.millis).max(start)),
        bracketed,
        may_be_day: !first.fraction && (is_pair(first) || first.parts == 3),
        has_hours: first.parts == 3,
        bare: is_pair(first) && !bracketed,
        like: first.like,
    }
}

/// The second time of `0:05 - 0:09`, and the bytes up to its end.
fn range(rest: &str, first: Clock) -> Option<(Clock, usize)> {
    const SIGNS: [&str; 8] = ["-->", "->", "→", "–", "—", "-", "to ", "à "];
    let after = rest.trim_start_matches(' ');
    if let Some(after) = SIGNS.iter().find_map(|sign| after.strip_prefix(sign)) {
        let after = after.trim_start_matches(' ');
        let second = clock(after).or_else(|| decimal_seconds(after))?;
        return Some((second, rest.len() - after.len() + second.bytes));
    }

    // Nothing but a space, a tab or a comma parts the two: they are written alike, and rise.
    let after = rest.trim_start_matches([' ', '\t', ',', ';']);
    let second = clock(after).filter(|_| after.len() < rest.len())?;
    let alike = second.parts == first.parts && second.fraction == first.fraction;
    let rises = second.millis > first.millis;
    (alike && rises && is_apart(&after[second.bytes..]))
        .then_some((second, rest.len() - after.len() + second.bytes))
}

/// Whether a time without brackets may end before `rest`: it is no part of a word, and no time of
/// the day.
fn is_apart(rest: &str) -> bool {
    let word = rest.trim_start_matches([' ', '\u{a0}']);
    let of_day = ["am", "pm", "a.m", "p.m"].iter().any(|half| {
        let (start, after) = (word.get(..half.len()), word.get(half.len()..));
        start.is_some_and(|start| start.eq_ignore_ascii_case(half))
            && after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    });
    let next = rest.chars().next();
    !of_day
        && next.is_none_or(|c| {
            !c.is_alphanumeric() && !matches!(c, '%' | '/' | '\'' | '’' | '′' | '″')
        })
}

/// The clock that a text begins with.
fn clock(text: &str) -> Option<Clock> {
    let (first, digits) = number(text, 3)?;
    match text.as_bytes().get(digits)? {
        b':' => with_colons(text, first, digits),
        b';' => with_semicolons(text),
        b'.' => with_dots(text),
        b'h' | b'm' | b's' | b'\'' => with_units(text),
        _ if text[digits..].starts_with(['’', '′', ' ', '\u{a0}', '\u{202f}']) => {
            with_units(text)
        }
        _ => None,
    }
}

/// `0:05`, `1:02:03`, `00:05.120`, `00:00:05:12`.
fn with_colons(text: &str, first: u64, digits: usize) -> Option<Clock> {
    let mut seconds = first;
    let (mut parts, mut at) = (1, digits);
    let goes_on = |at: usize| matches!(text.as_bytes().get(at..), Some([b':', b'0'..=b'9', ..]));
    while parts < 3 && goes_on(at) {
        let (value, _) = number(&text[at + 1..], 2).filter(|(v, n)| *n == 2 && *v < 60)?;
        seconds = seconds * 60 + value;
        (parts, at) = (parts + 1, at + 3);
    }

    if parts == 1 {
        return None;
    }
    let rest = &text[at..];
    let like = Like::Nothing;
    let mut clock = Clock { millis: seconds * 1000, parts, fraction: false, like, bytes: at };
    let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    match rest.as_bytes() {
        // Frames, of a rate that is not told: the second is what is known.
        [b':' | b';', b'0'..=b'9', b'0'..=b'9', after @ ..]
            if parts == 3 && !after.first().is_some_and(u8::is_ascii_digit) =>
        {
            clock.fraction = true;
            clock.bytes += 3;
        }
        [b':', b'0'..=b'9', ..] => return None,
        // `0:05,0:09` are two times.
        [b'.' | b',', b'0'..=b'9', ..] if rest.as_bytes().get(1 + digits) != Some(&b':') => {
            let all = rest[1..=digits].bytes().chain(*b"00").take(3);
            clock.millis += all.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
            clock.fraction = true;
            clock.bytes += 1 + digits;
        }
        _ => {}
    }
    Some(clock)
}

/// `00;00;05;12`, as editors of films write times whose frames are dropped; the second is what is known.
fn with_semicolons(text: &str) -> Option<Clock> {
    const BYTES: usize = 11;
    let [hours, minutes, seconds, frames] = [0, 3, 6, 9].map(|at| {
        let part = text.get(at..).and_then(|text| number(text, 2));
        part.filter(|(value, digits)| *digits == 2 && *value < 60).map(|(value, _)| value)
    });
    let signs = [2, 5, 8].iter().all(|at| text.as_bytes().get(*at) == Some(&b';'));
    let seconds = (hours? * 60 + minutes?) * 60 + seconds?;
    let clock = Clock {
        millis: seconds * 1000,
        parts: 3,
        fraction: true,
        like: Like::Nothing,
        bytes: BYTES,
    };
    (signs && frames.is_some()).then_some(clock)
}

/// `00.01.07`: nothing but two digits each, and hours as a recording has them.
fn with_dots(text: &str) -> Option<Clock> {
    let [hour, parts @ ..] = [0, 3, 6].map(|at| text.get(at..).and_then(|text| number(text, 2)));
    let (hours, _) = hour.filter(|(value, digits)| *digits == 2 && *value < 10)?;
    let mut seconds = hours;
    for part in parts {
        let (value, _) = part.filter(|(value, digits)| *digits == 2 && *value < 60)?;
        seconds = seconds * 60 + value;
    }
    let dots = [2, 5].iter().all(|at| text.as_bytes().get(*at) == Some(&b'.'));
    let goes_on = matches!(text.as_bytes().get(8..), Some([b'.', b'0'..=b'9', ..]));
    (dots && !goes_on).then_some(Clock {
        millis: seconds * 1000,
        parts: 3,
        fraction: true,
        like: Like::Date,
        bytes: 8,
    })
}

/// `1h02m03s`, `5m12s`, `12s`, `1'12"`, `1 min 12 s`; and `1'12`, `1min12`, `0h01m12`, where two
/// digits after the minutes are seconds. Anything else must end with seconds.
fn with_units(text: &str) -> Option<Clock> {
    const UNITS: [(&[&str], u64); 3] = [
        (&["h"], 3600),
        (&["min", "mn", "m", "'", "’", "′"], 60),
        (&["sec", "s", "\"", "”", "″", "''", "’’", "′′"], 1),
    ];
    const PRIMES: [&str; 3] = ["'", "’", "′"];
    let unspaced = |text: &str| text.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let (mut seconds, mut at, mut from, mut last) = (0, 0, 0, 0);
    let (mut units, mut spaced, mut minutes, mut like) = (0, false, "", Like::Nothing);
    loop {
        let start = text.len() - unspaced(&text[at..]);
        let Some((value, digits)) = number(&text[start..], 3) else { break };
        let to = text.len() - unspaced(&text[start + digits..]);
        let unit = UNITS.iter().enumerate().skip(from).find_map(|(at, (names, weight))| {
            let found = names.iter().filter(|name| text[to..].starts_with(**name));
            Some((at, *found.max_by_key(|name| name.len())?, *weight))
        });
        let goes_on = |end: usize| text[end..].starts_with(char::is_alphabetic);
        let Some((nth, name, weight)) = unit.filter(|(_, name, _)| !goes_on(to + name.len()))
        else {
            // `1'12`, and no `5m20`, which may be metres.
            let sure = PRIMES.contains(&minutes) || minutes.len() > 1 || units == 2;
            let after = text[start + digits..].trim_start_matches([' ', '\u{a0}']);
            let closes = after.is_empty() || after.starts_with([':', '-', '–', ')', ']']);
            let near = start == at || minutes.len() > 1 && closes;
            if last == 60 && sure && near && digits == 2 && value < 60 {
                (seconds, at, last) = (seconds + value, start + digits, 1);
                (units, like) = (units + 1, Like::Measure);
            }
            break;
        };

        if weight == 60 {
            minutes = name;
        }
        spaced |= start > at || to > start + digits;
        seconds += value * weight;
        (at, from, last, units) = (to + name.len(), nth + 1, weight, units + 1);
    }

    if PRIMES.contains(&minutes) {
        like = Like::Measure;
    }
    let enough = last == 1 && (!spaced || units > 1);
    let millis = seconds * 1000;
    enough.then_some(Clock { millis, parts: 3, fraction: true, like, bytes: at })
}

/// `75.2s`, `75,25 s`: in brackets or as an end; elsewhere it may be the result of a race.
fn decimal_seconds(text: &str) -> Option<Clock> {
    let (whole, digits) = number(text, 5)?;
    let fraction = text[digits..].strip_prefix(['.', ','])?;
    let (_, places) = number(fraction, 3)?;
    let unit = fraction[places..].trim_start_matches([' ', '\u{a0}']).strip_prefix('s')?;
    let all = fraction[..places].bytes().chain(*b"00").take(3);
    let millis = all.fold(whole, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let bytes = text.len() - unit.len();
    let ends = !unit.starts_with(char::is_alphanumeric);
    ends.then_some(Clock { millis, parts: 3, fraction: true, like: Like::Nothing, bytes })
}

/// The digits that a text begins with, no more than `most`: their value, and how many.
fn number(text: &str, most: usize) -> Option<(u64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=most).contains(&digits).then(|| Some((text[..digits].parse().ok()?, digits)))?
}

/// `1 minute 12 seconds`, `1 heure 4 minutes et 9 secondes`; hours alone are a length more often.
fn in_words(line: &str) -> Option<Stamp> {
    let (seconds, smallest) = parts_in_words(line)?;
    let start = Timecode::from_millis(seconds * 1000);
    let written = Stamp {
        start,
        end: None,
        bracketed: false,
        may_be_day: false,
        has_hours: true,
        bare: false,
        like: Like::Nothing,
    };
    (smallest <= 60).then_some(written)
}

/// The seconds of a time that a whole text spells, hours alone as well.
pub(super) fn spelled(text: &str) -> Option<u64> {
    parts_in_words(text).map(|(seconds, _)| seconds)
}

/// The seconds of such a time, and those of the smallest unit in it.
fn parts_in_words(line: &str) -> Option<(u64, u64)> {
    if line.len() > LONGEST_IN_WORDS || !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut words = line.split([' ', ',', '\u{a0}']).filter(|w| !matches!(*w, "" | "and" | "et"));
    let (mut seconds, mut smallest) = (0u64, u64::MAX);
    while let Some(word) = words.next() {
        let (value, _) = number(word, 3).filter(|(_, digits)| *digits == word.len())?;
        let weight = match words.next()? {
            "hour" | "hours" | "heure" | "heures" => 3600,
            "minute" | "minutes" => 60,
            "second" | "seconds" | "seconde" | "secondes" => 1,
            _ => return None,
        };
        if weight >= smallest {
            return None;
        }
        seconds += value * weight;
        smallest = weight;
    }
    (smallest < u64::MAX).then_some((seconds, smallest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_however_they_are_written() {
        for (text, start, end, rest) in [
            ("0:05 words", 5000, None, " words"),
            ("[00:00:05.120] - Jane", 5120, None, " - Jane"),
            ("(1:02:03)", 3_723_000, None, ""),
            ("[ 0:05 ] a", 5000, None, " a"),
            ("00:00:05:12 - 00:00:09:01", 5000, Some(9000), ""),
            ("00:00:05;12 a", 5000, None, " a"),
            ("[00:05 --> 00:09,5] a", 5000, Some(9500), " a"),
            ("0:05: words", 5000, None, ": words"),
            ("0:05, words", 5000, None, ", words"),
            ("1h02m03s a", 3_723_000, None, " a"),
            ("5min12s a", 312_000, None, " a"),
            ("1'12\" a", 72_000, None, " a"),
            ("125:10 a", 7_510_000, None, " a"),
            ("1'20 mots", 80_000, None, " mots"),
            ("1’20’’ mots", 80_000, None, " mots"),
            ("[62′07″]", 3_727_000, None, ""),
            ("1min20 mots", 80_000, None, " mots"),
            ("(0h01m20)", 80_000, None, ""),
            ("1 min 20 s : mots", 80_000, None, " : mots"),
            ("1 h 02 min 03 s", 3_723_000, None, ""),
            ("00.01.20 a", 80_000, None, " a"),
            ("00:00:05 00:00:09 a", 5000, Some(9000), " a"),
            ("0:05,0:09 a", 5000, Some(9000), " a"),
            ("0:05 0:04 a", 5000, None, " 0:04 a"),
            ("[75.25s] a", 75_250, None, " a"),
            ("(0.5s - 4,2 s): a", 500, Some(4_200), ": a"),
        ] {
            let (stamp, bytes) = at_start(text).unwrap_or_else(|| panic!("{text}"));
            let end: Option<u64> = end;
            assert_eq!(
                (stamp.start.millis(), stamp.end.map(Timecode::millis), &text[bytes..]),
                (start, end, rest),
                "{text}"
            );
        }

        for bad in [
            "1:5",
            "0:60",
            "10:30am",
            "10:30 PM",
            "9h00",
            "10h30",
            "3:12b",
            "1:2:3",
            "[0:05 words]",
            "0:05/6",
            "2017",
            "",
            "[",
            "45'+2",
            "12' But",
            "5m20 high",
            "12 s later",
            "3 m 20",
            "1'2 a",
            "1'75",
            "2 many",
            "12.05.24",
            "00.01.20.5",
            "1.20",
            "1:30%",
            "12.5s",
            "(12.5)",
            "(12.5 stages)",
        ] {
            assert_eq!(at_start(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_time_may_close_a_line_or_be_all_of_it() {
        for (text, before) in [
            ("Jane Roe  00:05", "Jane Roe  "),
            ("Speaker 1 (00:02):", "Speaker 1 "),
            ("Jean · 1:02:03", "Jean · "),
            ("Élodie [0:05]", "Élodie "),
            ("Jane Roe 00:00:05 - 00:01:10", "Jane Roe "),
            ("Jane Roe  0:05 → 1:10", "Jane Roe  "),
        ] {
            assert_eq!(at_end(text).map(|(_, from)| &text[..from]), Some(before), "{text}");
        }
        for bad in ["Jane", "a0:05", "version 1.2", "à 10h30", "0:05)", "é:05", "Room 3:1"] {
            assert_eq!(at_end(bad), None, "{bad}");
        }

        let millis = |line: &str| whole(line).map(|stamp| stamp.start.millis());
        assert_eq!(millis("1 minute 12 seconds"), Some(72_000));
        assert_eq!(millis("1 heure, 4 minutes et 9 secondes"), Some(3_849_000));
        assert_eq!(millis(" [0:05] "), Some(5000));
        for bad in ["12 apples", "5 seconds 3 minutes", "3 hours", "0:05 a", "1 minute"] {
            assert_eq!(millis(bad).filter(|_| bad != "1 minute"), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9]{1,2}|[\\[\\](){}:.,;' -]|[hms]|à|’|\\PC){0,24}") {
            if let Some((_, bytes)) = at_start(&text) {
                prop_assert!(text.is_char_boundary(bytes));
            }
            if let Some((_, bytes)) = at_end(&text) {
                prop_assert!(text.is_char_boundary(bytes));
            }
            let _ = whole(&text);
        }
    }
}
