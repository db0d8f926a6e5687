//! What one line of a transcript is, seen by itself.

use super::stamp::{self, Stamp};
use crate::timed::labels::{Label, Shape as Voice, named};

/// Longer text beside a time is no name.
const LONGEST_NAME: usize = 60;

/// The shape of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    Blank,
    /// A time alone.
    Only(Stamp),
    /// A time, and words or a name.
    Start(Stamp, &'a str),
    /// Words or a name, and a time.
    End(Stamp, &'a str),
    /// A name, a time and words: `Speaker 1: [00:00:05] Hello`.
    Middle(&'a str, Stamp, &'a str),
    /// Of a chat: who wrote, and what. Its time is one of the day.
    Chat(&'a str, &'a str),
    Plain,
}

impl Shape<'_> {
    /// The name that stands before a time and words.
    pub(super) fn name_before(&self) -> Option<&str> {
        match self {
            Shape::Middle(name, ..) => Some(name),
            _ => None,
        }
    }

    /// The time of a line.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        match self {
            Shape::Only(stamp)
            | Shape::Start(stamp, _)
            | Shape::End(stamp, _)
            | Shape::Middle(_, stamp, _) => Some(*stamp),
            Shape::Blank | Shape::Chat(..) | Shape::Plain => None,
        }
    }
}

/// The shape of a line that is trimmed.
pub(super) fn shape(line: &str) -> Shape<'_> {
    if line.is_empty() {
        return Shape::Blank;
    }
    // Without a digit nothing tells a time.
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return Shape::Plain;
    }
    if let Some(stamp) = stamp::whole(line) {
        return Shape::Only(stamp);
    }
    if let Some(chat) = dated_chat(line) {
        return chat;
    }
    if let Some((stamp, bytes)) = stamp::at_start(line) {
        let rest = &line[bytes..];
        return match after_signs(rest) {
            "" => Shape::Only(stamp),
            words => chat(rest).or_else(|| nick(words)).unwrap_or(Shape::Start(stamp, words)),
        };
    }
    if let Some((stamp, bytes)) = stamp::at_end(line) {
        return Shape::End(stamp, before_signs(&line[..bytes]));
    }
    middle(line).unwrap_or(Shape::Plain)
}

/// Without the signs that part a time from what follows it.
fn after_signs(rest: &str) -> &str {
    rest.trim_start_matches([' ', '\t', '\u{a0}', '-', '–', '—', ':', '·', '|', '•', '*'])
        .trim_end()
}

fn before_signs(text: &str) -> &str {
    text.trim()
        .trim_end_matches([
            ' ', '\t', '\u{a0}', '-', '–', '—', ':', '·', '|', '/', '•', ',', '(', '[',
        ])
        .trim_end()
}

/// `From Jane Roe to Everyone: Hello`, as a chat is saved beside a recording.
fn chat(rest: &str) -> Option<Shape<'_>> {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("From ").or_else(|| rest.strip_prefix("De "))?.trim_start();
    let (who, words) = rest.split_once(':')?;
    let name = [" to ", " à "].iter().find_map(|to| who.split_once(to)).map_or(who, |(who, _)| who);
    let name = name.trim();
    (!name.is_empty() && name.len() <= LONGEST_NAME).then_some(Shape::Chat(name, words.trim()))
}

/// What stands before an hour of the day that a line ends with: `Jane Roe  9:05 AM`.
pub(super) fn at_hour(line: &str) -> Option<&str> {
    const HALVES: [&str; 4] = ["am", "pm", "a.m.", "p.m."];
    if !line.ends_with(['m', 'M', '.']) {
        return None;
    }
    let end = line.len().checked_sub(4).filter(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let half = HALVES.iter().find(|half| line[end..].to_ascii_lowercase().ends_with(**half))?;
    let time = line[..line.len() - half.len()].trim_end();
    stamp::at_end(time).map(|(_, bytes)| before_signs(&time[..bytes]))
}

/// `<roe> hello`, as programs write down a channel of IRC.
fn nick(words: &str) -> Option<Shape<'_>> {
    const LONGEST: usize = 30;
    const TAGS: [&str; 8] = ["b", "i", "u", "s", "br", "em", "v", "c"];
    let (name, words) = words.strip_prefix('<')?.split_once("> ")?;
    let name = name.trim_start_matches(['@', '+', '%', '~', '&', ' ']);
    let is_sign = |c: char| c.is_alphanumeric() || "_-[]\\`^{}|".contains(c);
    let plain = !name.is_empty() && name.len() <= LONGEST && name.chars().all(is_sign);
    (plain && !TAGS.contains(&name)).then(|| Shape::Chat(name, words.trim()))
}

/// The same with a date before its time: `2026-05-04 09:14:02 From Jane Roe to Everyone:`.
fn dated_chat(line: &str) -> Option<Shape<'_>> {
    let signs = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.');
    let time = line.trim_start_matches(signs);
    let is_date = (8..=10).contains(&(line.len() - time.len()));
    let time = time.strip_prefix([' ', 'T']).filter(|_| is_date)?;
    let (_, bytes) = stamp::at_start(time)?;
    chat(&time[bytes..])
}

/// `Speaker 1: [00:00:05] Hello`, `Jane Roe (0:05): Hello`, `Jane Roe  0:05  Hello`.
fn middle(line: &str) -> Option<Shape<'_>> {
    let (before, stamp, after) = around_time(line, LONGEST_NAME)?;
    let in_square = line[before.len()..].trim_start().starts_with('[');
    // `Jane Roe – 0:05: Hello`
    let undashed = before.trim_end_matches(['-', '–', '—']);
    let before = if undashed.ends_with([' ', '\u{a0}']) { undashed.trim_end() } else { before };
    // In brackets a time may also stand in a sentence that begins like a name.
    let sure = match named(before.trim()) {
        Some(Voice::Titled | Voice::Numbered | Voice::Office) => true,
        Some(Voice::Mixed | Voice::Capitals) => in_square && before.trim().contains(' '),
        None => false,
    };
    let parted = before.ends_with(':') || after.starts_with(':') || !stamp.bracketed || sure;
    let words = without_signs(after);
    name(before)
        .filter(|_| parted && !words.is_empty())
        .map(|name| Shape::Middle(name, stamp, words))
}

/// What stands before the first time of a line that begins within so many bytes and does not open it,
/// the time, and what stands behind it.
pub(super) fn around_time(line: &str, within: usize) -> Option<(&str, Stamp, &str)> {
    let may_open = |at: usize| line[..at].ends_with([' ', '\t', '\u{a0}', ':']);
    let signs = line.bytes().enumerate().take(within);
    let (open, (stamp, bytes)) = signs
        .filter(|(at, b)| *at > 0 && matches!(b, b'[' | b'(' | b'0'..=b'9') && may_open(*at))
        .find_map(|(at, _)| Some((at, stamp::at_start(&line[at..])?)))?;
    Some((line[..open].trim_end(), stamp, line[open + bytes..].trim_start()))
}

/// Words without the signs that part them from a time or a name before them.
pub(super) fn without_signs(after: &str) -> &str {
    after.trim_start_matches([':', '-', '–', '—', '|', ' ', '\u{a0}', '\t'])
}

/// A text that may be a name where it stands beside a time.
pub(super) fn name(text: &str) -> Option<&str> {
    let text = without_role(text.trim().trim_end_matches([':', ',', ' ', '\u{a0}']));
    let inner = [('[', ']'), ('(', ')')].into_iter().find_map(|(open, close)| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
    });
    // `Claire Morin à 0:07`
    let text = [" à", " at", " @"].iter().find_map(|at| text.strip_suffix(at)).unwrap_or(text);
    // In brackets a sound is no name.
    let is_name = named(text).is_some() || is_code(text);
    let text = inner.unwrap_or(text).trim();
    (text.len() <= LONGEST_NAME && is_name).then_some(text)
}

/// `Speaker: Jane Roe` says what `Jane Roe` says.
fn without_role(text: &str) -> &str {
    const ROLES: [&str; 6] = ["speaker", "name", "locuteur", "locutrice", "intervenant", "nom"];
    let named = text.split_once(':').filter(|(role, _)| {
        let role = role.trim().to_lowercase();
        ROLES.contains(&role.as_str())
    });
    named.map_or(text, |(_, name)| name.trim())
}

/// What may be the name of an account, `jane.roe`: no name but where it comes back beside times.
pub(super) fn handle(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches(':');
    let few = text.split(' ').count() <= 2 && text.len() <= 30;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-');
    (few && text.starts_with(char::is_alphabetic) && text.chars().all(is_plain)).then_some(text)
}

/// `S1`, `P02`, `SPK_1`: how voices are numbered where a time stands beside.
pub(super) fn is_code(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = text[letters..].trim_start_matches(['_', '-']);
    (1..=3).contains(&letters)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// How many numbers of verses stand in square brackets in a text: `[3:7]`, `[ 3: 7b]`.
pub(super) fn verses(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let is_verse = |at: usize| {
        let inner = text[at + 1..].trim_start_matches(' ');
        let chapter = digits(inner);
        let Some(rest) = inner[chapter..].strip_prefix(':').filter(|_| chapter > 0) else {
            return false;
        };
        let verse = rest.trim_start_matches(' ');
        let after = digits(verse);
        let end = &verse[after..];
        let part = end.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let other = after == 1 || verse.len() < rest.len() || part.len() < end.len();
        (1..=3).contains(&after) && other && part.starts_with(']')
    };
    memchr::memchr_iter(b'[', text.as_bytes()).filter(|at| is_verse(*at)).count()
}

/// The label that words begin with.
pub(super) fn label(words: &str) -> Option<Label<'_>> {
    Label::from_line(words)
}

/// Whether a line begins with numbers that are parted by a colon and are no time: `3:7`, `2:255`.
pub(super) fn is_other_pair(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '(']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let pair = digits > 0 && line[digits..].starts_with(':');
    let next = pair && line[digits + 1..].starts_with(|c: char| c.is_ascii_digit());
    next && stamp::at_start(line).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_by_where_its_time_stands() {
        let seen = |line: &str| match shape(line) {
            Shape::Blank => "blank".to_owned(),
            Shape::Only(_) => "only".to_owned(),
            Shape::Start(_, rest) => format!("start|{rest}"),
            Shape::End(_, before) => format!("end|{before}"),
            Shape::Middle(name, _, rest) => format!("middle|{name}|{rest}"),
            Shape::Chat(name, rest) => format!("chat|{name}|{rest}"),
            Shape::Plain => "plain".to_owned(),
        };
        for (line, want) in [
            ("", "blank"),
            ("[0:05]", "only"),
            ("[0:05] *", "only"),
            ("00:00:05:12 - 00:00:09:01", "only"),
            ("0:05 Jane: Oui", "start|Jane: Oui"),
            ("[00:00:05.120] - Jane Roe", "start|Jane Roe"),
            ("Jane Roe  00:05", "end|Jane Roe"),
            ("Jane Roe | 0:05", "end|Jane Roe"),
            ("Speaker 1 (00:02):", "end|Speaker 1"),
            ("Speaker 1: [00:00:05] Hello", "middle|Speaker 1|Hello"),
            ("Jane Roe (0:05): Hello", "middle|Jane Roe|Hello"),
            ("09:00:05 From Jane Roe to Everyone: Hello", "chat|Jane Roe|Hello"),
            ("[00:01] <jane_r> Hello > you", "chat|jane_r|Hello > you"),
            ("[00:01] <i> Hello", "start|<i> Hello"),
            ("[00:01] <Jane Roe> Hello", "start|<Jane Roe> Hello"),
            ("00;00;05;12 - 00;00;09;01", "only"),
            ("he scored (12:34) and left", "plain"),
            ("Jane: I came at 10:30, and left", "plain"),
        ] {
            assert_eq!(seen(line), want, "{line}");
        }
        assert!(is_other_pair("3:7 The river") && !is_other_pair("3:17 The river"));
        assert_eq!(verses("one [3:7] two [ 4: 12b] three [4:12] four [1:02:03] [a:b] [5"), 2);
    }
}
