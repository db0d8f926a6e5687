//! JSON for the readers that want a few fields of a large file, each with its line.
//!
//! A value is a slice of the text, looked into only where a reader asks. Nothing recurses, so depth
//! costs nothing, and a file that breaks off still gives what stands above. Whether a text is valid
//! JSON is left to `serde_json`.

mod losses;

use serde::de::IgnoredAny;

pub(crate) use losses::{Losses, LostFields};

use super::Malformed;
#[cfg(test)]
use super::lines::LineCount;
use crate::clean::head;
use crate::problem::Problem;
use crate::timed::clock;

/// Sniffing looks no further: what tells formats apart stands before it in every known file.
const LOOKED_AT: usize = 8 * 1024 * 1024;

/// A value as its text has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    /// The byte of the file where it starts.
    pub(super) at: usize,
}

impl<'a> Value<'a> {
    /// The one value of a whole file.
    pub(super) fn from_text(text: &'a str) -> Self {
        let inner = text.trim_start_matches('\u{feff}').trim_start();
        Value { text: inner, at: text.len() - inner.len() }
    }

    /// What a sniffer may look at, if it is an object or an array.
    pub(super) fn start_of(text: &'a str) -> Option<Self> {
        let whole = Value::from_text(text);
        if !whole.text.starts_with(['{', '[']) {
            return None;
        }
        Some(Value { text: head(whole.text, LOOKED_AT), ..whole })
    }

    /// Names and values of an object; nothing for anything else.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        let mut walk = Walk::inside(self, b'{');
        std::iter::from_fn(move || {
            let name = walk.value()?.text.strip_prefix('"')?.strip_suffix('"')?;
            walk.colon()?;
            Some((name, walk.value()?))
        })
    }

    /// The values of an array; nothing for anything else.
    pub(super) fn elements(self) -> impl Iterator<Item = Value<'a>> {
        let mut walk = Walk::inside(self, b'[');
        std::iter::from_fn(move || walk.value())
    }

    /// The value of each line of a file that is not blank.
    pub(super) fn lines(text: &'a str) -> impl Iterator<Item = Value<'a>> {
        let mut at = 0;
        let line = move |line: &'a str| {
            let start = at + line.len() - line.trim_start().len();
            at += line.len();
            Value { text: line.trim().trim_start_matches('\u{feff}'), at: start }
        };
        text.split_inclusive('\n').map(line).filter(|value| !value.text.is_empty())
    }

    /// The objects and arrays of a file that has several, one behind the other.
    pub(super) fn sequence(text: &'a str) -> impl Iterator<Item = Value<'a>> {
        let mut rest = Value::from_text(text);
        std::iter::from_fn(move || {
            let starts = rest.text.starts_with(['{', '[']);
            let end = value_end(rest.text.as_bytes(), 0);
            let value = Value { text: rest.text.get(..end).filter(|_| starts)?, ..rest };
            let after = rest.text.get(end..)?;
            let next = after.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
            rest = Value { text: next, at: rest.at + end + after.len() - next.len() };
            Some(value)
        })
    }

    /// Whether nothing but such values is in a file.
    pub(super) fn is_sequence(text: &str) -> bool {
        let last = Value::sequence(text).last();
        let rest = last.and_then(|last| text.get(last.at + last.text.len()..));
        rest.is_some_and(|rest| {
            rest.trim_matches(|c: char| c == ',' || c.is_whitespace()).is_empty()
        })
    }

    /// Whether it is the start of a number.
    pub(super) fn is_number(self) -> bool {
        self.text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
    }

    pub(super) fn member(self, name: &str) -> Option<Value<'a>> {
        self.members().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn is_string(self) -> bool {
        self.text.starts_with('"')
    }

    pub(super) fn is_object(self) -> bool {
        self.text.starts_with('{')
    }

    pub(super) fn is_array(self) -> bool {
        self.text.starts_with('[')
    }

    /// A string, or a number as it is written.
    pub(super) fn string(self) -> Option<String> {
        match self.text.strip_prefix('"') {
            Some(inner) => Some(unescaped(inner.strip_suffix('"').unwrap_or(inner))),
            None if self.is_number() => Some(self.text.to_owned()),
            None => None,
        }
    }

    /// A number, perhaps written as a string; never infinite, never `NaN`.
    pub(super) fn number(self) -> Option<f64> {
        self.text.trim_matches('"').trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Milliseconds of a number of seconds, or of a time such as `00:00:01,500`.
    pub(super) fn seconds(self) -> Option<u64> {
        let written = self.text.trim_matches('"');
        match self.number() {
            Some(seconds) => millis(seconds * 1000.0),
            None if written.len() < 40 => {
                // `0.50s`
                let number = || written.strip_suffix('s')?.trim().parse::<f64>().ok();
                let time = clock::time(written).map(|time| time.millis());
                time.or_else(|| millis(number()? * 1000.0))
            }
            None => None,
        }
    }

    /// A number of milliseconds.
    pub(super) fn millis(self) -> Option<u64> {
        millis(self.number()?)
    }

    /// Whether nothing but white space follows in the file, as behind the only value of one.
    pub(super) fn is_alone(text: &'a str) -> bool {
        let whole = Value::from_text(text);
        let end = value_end(whole.text.as_bytes(), 0);
        whole.text.get(end..).is_none_or(|rest| rest.trim_start().is_empty())
    }
}

/// Goes through the values within an object or an array.
struct Walk<'a> {
    value: Value<'a>,
    at: usize,
}

impl<'a> Walk<'a> {
    /// Before the first value within `value`, if that starts with the bracket `open`; else at its end.
    fn inside(value: Value<'a>, open: u8) -> Self {
        let opens = value.text.as_bytes().first() == Some(&open);
        Walk { value, at: if opens { 1 } else { value.text.len() } }
    }

    /// The next value; `None` at the end, and where no value stands.
    fn value(&mut self) -> Option<Value<'a>> {
        let bytes = self.value.text.as_bytes();
        self.skip(|b| b == b',' || b.is_ascii_whitespace());
        let end = value_end(bytes, self.at);
        let text = self.value.text.get(self.at..end).filter(|text| !text.is_empty())?;
        let found = Value { text, at: self.value.at + self.at };
        self.at = end;
        Some(found)
    }

    fn colon(&mut self) -> Option<()> {
        self.skip(|b| b.is_ascii_whitespace());
        let found = self.value.text.as_bytes().get(self.at) == Some(&b':');
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        found.then_some(())
    }

    fn skip(&mut self, passes: impl Fn(u8) -> bool) {
        let rest = self.value.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|b| passes(**b)).count();
    }
}

/// Where the value that starts at a byte ends; the end of the text for one that breaks off.
fn value_end(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0usize;
    let mut at = from;

    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b',' | b':' if depth == 0 => return at,
            byte if depth == 0 && byte.is_ascii_whitespace() => return at,
            _ => {
                at += 1;
                continue;
            }
        }

        if depth == 0 {
            return at;
        }
    }

    bytes.len()
}

/// The byte behind the string whose quote stands at `from`.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(rest) = bytes.get(at..) {
        match memchr::memchr2(b'"', b'\\', rest) {
            Some(found) if rest[found] == b'"' => return at + found + 1,
            Some(found) => at += found + 2,
            None => break,
        }
    }
    bytes.len()
}

/// The text of a string; half a surrogate pair, which recognisers write, becomes U+FFFD.
fn unescaped(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;

    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(sign) = rest.chars().next() else { break };
        rest = &rest[sign.len_utf8()..];
        match sign {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' | 'f' => out.push(' '),
            'u' => rest = character(rest, &mut out),
            other => out.push(other),
        }
    }

    out.push_str(rest);
    out
}

/// Reads the digits after `\u`, and a second half if there is one; what follows.
fn character<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let unit = |text: &str| u16::from_str_radix(text.get(..4)?, 16).ok();
    let Some(first) = unit(rest) else {
        out.push(char::REPLACEMENT_CHARACTER);
        return rest;
    };

    let after = rest.get(4..).unwrap_or_default();
    let second = after.strip_prefix("\\u").and_then(unit);
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    let is_half = (0xd800..0xdc00).contains(&first);

    match pair.filter(|_| is_half) {
        Some(c) => {
            out.push(c);
            after.get(6..).unwrap_or_default()
        }
        None => {
            out.push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER));
            after
        }
    }
}

/// Whether a text is one object or one list, and no part of it; what stands in it may be in the way of
/// JavaScript.
pub(crate) fn is_one_value(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['{', '['])
        && text.ends_with(['}', ']'])
        && value_end(text.as_bytes(), 0) == text.len()
}

/// Whole milliseconds. A little before the start is the start, as models write it; times beyond a
/// hundred years are none.
fn millis(millis: f64) -> Option<u64> {
    const LONGEST: f64 = 3.2e12;
    // The bounds make the cast exact.
    (-1000.0..LONGEST).contains(&millis).then(|| millis.round().max(0.0) as u64)
}

/// Where and why a text is no valid JSON.
pub(super) fn fault(text: &str) -> Option<Malformed> {
    let check = |text: &str| serde_json::from_str::<IgnoredAny>(text).err();
    let error = match check(text.trim_start_matches('\u{feff}'))? {
        _ if text.contains("NaN") || text.contains("Infinity") => check(&without_nan(text))?,
        error => error,
    };
    let problem = Problem::of_json(&error);
    Some(Malformed { line: u32::try_from(error.line()).unwrap_or(u32::MAX).max(1), problem })
}

/// Where a text that starts as JSON nests deeper than any JSON that says something.
pub(crate) fn too_deep(text: &str) -> Option<Malformed> {
    const DEEPEST: usize = 128;
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }

    let (mut depth, mut line, mut quoted, mut escaped) = (0usize, 1u32, false, false);
    for byte in text.bytes() {
        line = line.saturating_add(u32::from(byte == b'\n'));
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(Malformed { line, problem: Problem::TooDeep { limit: DEEPEST } });
        }
    }

    None
}

/// The text with zeros for the numbers that Python writes and JSON does not have; what it does to
/// strings leaves them valid.
fn without_nan(text: &str) -> String {
    text.replace("-Infinity", "0").replace("Infinity", "0").replace("NaN", "0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_found_where_they_stand() {
        let text = "\n{ \"a\" : [1, {\"b\": \"x]}\\\"\"}, null],\n\"c\":\"é\",\"d\":-1.5e1 }";
        let root = Value::from_text(text);
        let seen: Vec<_> = root.members().map(|(name, value)| (name, value.text)).collect();
        assert_eq!(
            seen,
            [("a", "[1, {\"b\": \"x]}\\\"\"}, null]"), ("c", "\"é\""), ("d", "-1.5e1")]
        );

        let a = root.member("a").unwrap();
        assert_eq!(a.elements().map(|v| v.text).collect::<Vec<_>>().len(), 3);
        assert_eq!(&text[a.at..a.at + 2], "[1");

        let c = root.member("c").unwrap();
        assert_eq!(LineCount::new(text).line_of(c.at), 3);
        assert_eq!(root.member("d").unwrap().number(), Some(-15.0));
        assert!(Value::is_alone(text) && !Value::is_alone("{}\n{}") && Value::is_alone("[1"));
        assert_eq!(a.members().count() + root.elements().count(), 0);
    }

    #[test]
    fn numbers_are_read_as_programs_write_them() {
        let ms = |text| Value::from_text(text).seconds();

        for (text, want) in [
            ("1.5", Some(1500)),
            ("\"1.5\"", Some(1500)),
            ("-0.02", Some(0)),
            ("\"00:00:01,250\"", Some(1250)),
            ("1e300", None),
            ("1e999", None),
            ("-5", None),
            ("NaN", None),
            ("null", None),
            ("\"soon\"", None),
            ("4.35", Some(4350)),
            ("\"4.35s\"", Some(4350)),
            ("\"infs\"", None),
        ] {
            assert_eq!(ms(text), want, "{text}");
        }
    }

    #[test]
    fn faults_have_their_line() {
        assert_eq!(fault("{\"a\": [NaN, -Infinity]}"), None);
        let fault = fault("{\n\"a\": NaN,\n\"b\" 1}").unwrap();
        assert_eq!((fault.line, fault.problem), (3, Problem::Json { column: 5 }));
        assert_eq!(super::fault(&"[".repeat(9)).unwrap().line, 1);
    }

    #[test]
    fn what_nests_without_end_is_refused_at_its_line() {
        let deep = format!("{{\"a\":\n{}", "[".repeat(1000));
        assert_eq!(too_deep(&deep).map(|bad| bad.line), Some(2));
        assert_eq!(too_deep(&format!("[\"{}\"]", "[".repeat(1000))), None);
        assert_eq!(too_deep(&format!("« {}", "[".repeat(1000))), None);
    }

    #[test]
    fn half_a_pair_is_replaced() {
        let read = |text: &str| Value::from_text(text).string().unwrap();
        assert_eq!(
            read(r#""\ud83d\ude00 \ud83d! \u00e9 \ude00 \uZZZZ \n\/""#),
            "😀 \u{fffd}! é \u{fffd} \u{fffd}ZZZZ \n/"
        );
    }

    #[test]
    fn depth_and_length_cost_no_more_than_their_bytes() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(Value::from_text(&deep).elements().count(), 1);
        let long = format!("[\"{}\"]", "\\\"".repeat(1_000_000));
        assert_eq!(Value::from_text(&long).elements().count(), 1);
        assert!(Value::start_of(&"é".repeat(9)).is_none());
        assert!(Value::start_of(&format!("[{}", "é".repeat(LOOKED_AT))).is_some());
    }

    proptest! {
        #[test]
        fn strings_read_as_serde_reads_them(text in "\\PC{0,20}|[\\\\\"\n\té😀]{0,9}") {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Value::from_text(&json).string(), Some(text));
        }

        #[test]
        fn no_text_makes_it_panic(text in "([\\[\\]{}:,\"\\\\u0-9a é\n]|\\PC){0,60}") {
            let value = Value::from_text(&text);
            for (_, value) in value.members() {
                let _ = (value.string(), value.seconds(), value.elements().count());
            }
            for value in value.elements() {
                prop_assert_eq!(&text[value.at..value.at + value.text.len()], value.text);
            }
            let _ = (fault(&text), Value::is_alone(&text), value.string());
        }
    }
}
