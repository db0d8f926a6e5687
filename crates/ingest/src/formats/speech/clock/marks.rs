//! The marks that tools put around times and names, written as the plainest shape of each:
//! `#00:01:20-0#` as `[00:01:20.0]`, `[[0:07]]` as `[0:07]`, and `TC 0:07` as `0:07`.

use std::borrow::Cow;

use ibid_core::time::Timecode;

use super::light::{self, Line};
use super::stamp::{self, Like, Stamp};
use super::{above, cells, echoes, habits, millis, outlines, panels, rows, signs, spoken};
use crate::formats::links;

/// What stands before a time to say that it is one.
const LEADS: [&str; 21] = [
    "timecode in",
    "timecode out",
    "tc in",
    "tc out",
    "timecode",
    "time code",
    "timestamp",
    "time stamp",
    "code temporel",
    "horodatage",
    "minutage",
    "tc",
    "time",
    "temps",
    "start",
    "from",
    "de",
    "t",
    "at",
    "à",
    "À",
];
/// What stands before the time at which something ends, below the one at which it begins.
const ENDS: [&str; 2] = ["timecode out", "tc out"];

/// Rewrites the lines of a text.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    millis::rewrite(lines);
    outlines::rewrite(lines);
    let (mut hashed, mut ends) = (Vec::new(), Vec::new());
    for (at, line) in lines.iter_mut().enumerate() {
        if is_of_avid(&line.text) {
            line.text = Cow::Borrowed("");
        }
        // All that follows stands around times.
        if !line.text.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        if let Some(plain) = between_hashes(&line.text) {
            line.text = Cow::Owned(plain);
            hashed.push(at);
        }
        if let Some(plain) = doubled(&line.text) {
            line.text = Cow::Owned(light::without_item(&plain).to_owned());
        }
        if let Some(plain) = signs::without(&line.text) {
            line.text = Cow::Owned(plain);
        }
        let is_end = |end: &&str| starts_with(line.text.trim_start_matches(['[', '(']), end);
        ends.extend(ENDS.iter().any(is_end).then_some(at));
        let marked = quoted(&line.text).or_else(|| led(&line.text));
        let marked = marked.or_else(|| slanted(&line.text)).or_else(|| set_off(&line.text));
        if let Some(plain) = marked {
            line.text = Cow::Owned(plain);
        }
    }
    ends.into_iter().for_each(|at| join_end(lines, at));
    panels::rewrite(lines);
    spoken::rewrite(lines);
    echoes::rewrite(lines);
    rows::rewrite(lines);

    square(lines);
    without_quotation(lines);
    turn_to_front(lines, &hashed);
    cells::rewrite(lines);
    above::rewrite(lines);
}

/// What Avid's captions say around the captions.
fn is_of_avid(text: &str) -> bool {
    matches!(text, "<begin subtitles>" | "<end subtitles>")
        || text.starts_with("@ This file written with")
}

/// `#00:01:20-0#` as `[00:01:20.0]`, wherever it stands: f4 and MAXQDA write tenths of a second so.
fn between_hashes(text: &str) -> Option<String> {
    let (mut out, mut from) = (String::new(), 0);
    for open in memchr::memchr_iter(b'#', text.as_bytes()).filter(|open| *open + 1 < text.len()) {
        let inner = &text[open + 1..];
        let Some((_, bytes)) = timed(inner).filter(|_| open >= from) else { continue };
        let rest = &inner[bytes..];
        let tenths = rest.strip_prefix('-').unwrap_or_default();
        let digits = tenths.bytes().take_while(u8::is_ascii_digit).count();
        let signs = if digits > 0 { 1 + digits } else { 0 };
        if !rest[signs..].starts_with('#') {
            continue;
        }
        let fraction = if digits > 0 { format!(".{}", &tenths[..digits]) } else { String::new() };
        out.push_str(&text[from..open]);
        out.push_str(&format!("[{}{fraction}]", &inner[..bytes]));
        from = open + 1 + bytes + signs + 1;
    }

    (from > 0).then(|| out + &text[from..])
}

/// A time with colons and without brackets, that a text begins with.
fn timed(text: &str) -> Option<(Stamp, usize)> {
    stamp::at_start(text).filter(|(stamp, _)| !stamp.bracketed && stamp.like == Like::Nothing)
}

/// `[[0:07]]` and `[[talk.mp4#t=7|0:07]]` as `[0:07]`; so is the second `![[talk.mp4#t=7]]` of a
/// recording that is embedded.
fn doubled(text: &str) -> Option<String> {
    let (mut out, mut rest, mut changed) = (String::new(), text, false);
    while let Some((before, (inner, after))) =
        rest.split_once("[[").and_then(|(before, rest)| Some((before, rest.split_once("]]")?)))
    {
        out.push_str(before);
        let label = inner.rsplit('|').next().unwrap_or(inner).trim();
        let embedded = before.strip_suffix('!').and_then(|_| second_of_recording(inner));
        if stamp::whole(label).is_some() {
            out.push_str(&format!("[{label}]"));
            changed = true;
        } else if let Some(time) = embedded {
            out.pop();
            out.push_str(&format!("[{time}]"));
            changed = true;
        } else {
            out.push_str(&format!("[[{inner}]]"));
        }
        rest = after;
    }
    changed.then(|| out + rest)
}

/// The second of a recording that a link says: `talk.mp4#t=7|300`.
fn second_of_recording(target: &str) -> Option<Timecode> {
    let address = target.split('|').next().unwrap_or(target).trim();
    let time = links::time_of(address).map(Timecode::from_millis)?;
    crate::beside::is_recording(address.split('#').next()?).then_some(time)
}

/// A time that is set as code, wherever it stands, without the marks around it.
fn quoted(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('`')?;
    let (inner, after) = rest.split_once('`')?;
    stamp::whole(inner).map(|_| format!("{before}{inner}{after}"))
}

/// A line that begins with a mark or a word before its time, without it: `*0:07*`, `@0:07`,
/// `TC 0:07`, `[TC: 0:07]`.
fn led(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix('@') {
        return stamp::at_start(rest).map(|_| rest.to_owned());
    }
    if let Some(sign) = text.chars().next().filter(|sign| matches!(sign, '*' | '_')) {
        let inner = &text[1..];
        let (_, bytes) = stamp::at_start(inner)
            .or_else(|| inner.split_once(sign).and_then(|(time, _)| stamp::at_start(time)))?;
        let after = inner[bytes..].strip_prefix(sign)?;
        return Some(format!("{}{after}", &inner[..bytes]));
    }

    let open = text.len() - text.trim_start_matches(['[', '(']).len();
    let inner = &text[open..];
    let word = LEADS.iter().find(|lead| starts_with(inner, lead))?;
    let after = &inner[word.len()..];
    let time = after.trim_start_matches([' ', ':', '=', '+', '\u{a0}']);
    let plain = format!("{}{time}", &text[..open]);
    (time.len() < after.len() && stamp::at_start(&plain).is_some()).then_some(plain)
}

/// Whether a text starts with a word, in whatever letters.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The time at which something ends, alone on its line, as the end of the one alone on the line above.
fn join_end(lines: &mut [Line<'_>], at: usize) {
    let Some(above) = at.checked_sub(1) else { return };
    let alone = |at: usize| stamp::whole(&lines[at].text).filter(|stamp| stamp.end.is_none());
    if alone(above).zip(alone(at)).is_none_or(|(start, end)| end.start < start.start) {
        return;
    }
    let time = |at: usize| lines[at].text.trim_matches(['[', ']', '(', ')']);
    let both = format!("[{} - {}]", time(above), time(at));
    lines[above].text = Cow::Owned(both);
    lines[at].text = Cow::Borrowed("");
}

/// Writes times in round brackets that stand in running text in square ones, where a text opens with
/// one, they rise, and no time is in square ones.
fn square(lines: &mut [Line<'_>]) {
    let round = |text: &str| -> Vec<(usize, usize, u64)> {
        let opens = memchr::memchr_iter(b'(', text.as_bytes());
        let timed = opens.filter_map(|at| {
            let (stamp, bytes) = stamp::at_start(&text[at..])?;
            Some((at, bytes, stamp.start.millis()))
        });
        timed.collect()
    };
    let found: Vec<Vec<(usize, usize, u64)>> = lines.iter().map(|line| round(&line.text)).collect();
    let times: Vec<u64> = found.iter().flatten().map(|(.., millis)| *millis).collect();
    let first = found.iter().flatten().next();
    let opens = first.is_some_and(|(at, _, millis)| *at == 0 && *millis < 300_000);
    let inside = found.iter().flatten().filter(|(at, ..)| *at > 0).count();
    let rise = times.windows(2).all(|pair| pair[0] <= pair[1]);
    let squared = lines.iter().any(|line| habits::embedded(&line.text).next().is_some());
    if !opens || inside < 2 || !rise || squared {
        return;
    }

    for (line, found) in lines.iter_mut().zip(found) {
        let mut text = line.text.to_string();
        for (at, bytes, _) in found {
            text.replace_range(at..=at, "[");
            text.replace_range(at + bytes - 1..at + bytes, "]");
        }
        line.text = Cow::Owned(text);
    }
}

/// A time in italics that closes a line, without the marks around it: `Jane Roe _0:07_`.
fn slanted(text: &str) -> Option<String> {
    let sign = text.chars().next_back().filter(|sign| matches!(sign, '*' | '_'))?;
    let (before, time) = text[..text.len() - 1].rsplit_once(sign)?;
    stamp::whole(time).map(|_| format!("{before}{time}"))
}

/// A line that is all in italics and ends with a time, without the marks: `*Jane Roe (0:07)*`.
fn set_off(text: &str) -> Option<String> {
    let sign = text.chars().next().filter(|sign| matches!(sign, '*' | '_'))?;
    let inner = text.strip_prefix(sign)?.strip_suffix(sign)?.trim();
    let is_one = !inner.contains(sign) && stamp::at_end(inner).is_some();
    is_one.then(|| inner.to_owned())
}

/// Takes away the sign of a quotation where most lines are in one, or all but those with a time.
fn without_quotation(lines: &mut [Line<'_>]) {
    let all = lines.iter().filter(|line| !line.text.is_empty()).count();
    // A line that begins with a time or with a name in bold has lost its sign already.
    let quoted = lines.iter().filter(|line| line.text.starts_with('>')).count();
    let is_time = |line: &&Line<'_>| {
        let timed = || stamp::at_end(&line.text).is_some() || stamp::at_start(&line.text).is_some();
        line.item || line.heading.is_some() || timed()
    };
    let items = lines.iter().filter(|line| !line.text.starts_with('>')).filter(is_time).count();
    if quoted == 0 || (quoted + items) * 10 < all * 9 {
        return;
    }
    for line in lines {
        if let Some(rest) = line.text.strip_prefix('>') {
            line.text = Cow::Owned(rest.trim_start().to_owned());
        }
    }
}

/// Times that close the lines they were written for, as f4 sets them where Enter is pressed: a line
/// lasts from the one before it to its own.
fn turn_to_front(lines: &mut [Line<'_>], hashed: &[usize]) {
    let front = |text: &str| stamp::at_start(text).is_some();
    let heads = hashed.iter().filter(|at| front(&lines[**at].text)).count();
    if heads * 2 > hashed.len() {
        for at in hashed {
            lasting(&mut lines[*at]);
        }
        return;
    }
    if hashed.len() < 2 || heads > 0 {
        return;
    }

    let mut from = "00:00:00".to_owned();
    let (mut first, mut begun) = (None, false);
    for at in 0..lines.len() {
        if lines[at].text.is_empty() || lines[at].heading.is_some() {
            first = first.filter(|_| begun);
            continue;
        }
        let opens = *first.get_or_insert(at);
        let closing = closing(&lines[at].text).filter(|_| hashed.contains(&at));
        let Some((words, time)) = closing else { continue };
        lines[at].text = Cow::Owned(words);
        let text = format!("[{from} - {time}] {}", lines[opens].text);
        lines[opens].text = Cow::Owned(text);
        (from, first, begun) = (time, None, true);
    }
}

/// `[0:05] words [0:09]` as `[0:05 - 0:09] words`.
fn lasting(line: &mut Line<'_>) {
    let Some((_, bytes)) = stamp::at_start(&line.text) else { return };
    let Some((words, to)) = closing(&line.text[bytes..]) else { return };
    let from = line.text[..bytes].trim_matches(['[', ']']);
    line.text = Cow::Owned(format!("[{from} - {to}] {}", words.trim()));
}

/// The words before the time in brackets that closes a text, and that time.
fn closing(text: &str) -> Option<(String, String)> {
    let (stamp, from) = stamp::at_end(text)?;
    let time = text[from..].trim().trim_matches(['[', ']', '(', ')']);
    let words = text[..from].trim_end().to_owned();
    (stamp.bracketed && stamp.end.is_none()).then(|| (words, time.to_owned()))
}
