//! Encodings of one byte a character or more: the one that the file declares, or a guess.
//!
//! Most texts are French or English. A text whose bytes read well as French or English is in one of
//! them (`latin`); of any other, chardetng says what it is.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use ibid_core::diagnostic::Diagnostic;

use super::{guessed, latin, replaced};

/// A declaration stands at the top; the HTML Standard grants it 1024 bytes, and pages take more.
const HEAD: usize = 4096;
/// `SAMPLE` bytes of lines that are not plain ASCII are enough for a guess.
const SAMPLE: usize = 64 * 1024;

/// The text of bytes that are not UTF-8.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Vec<Diagnostic>) {
    if let Some(text) = declared(bytes).and_then(|encoding| well_read(bytes, encoding)) {
        return (text, Vec::new());
    }
    let encoding = guess(bytes);
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut diagnostics = vec![guessed(encoding.name())];
    if broken {
        diagnostics.push(replaced(text.matches(char::REPLACEMENT_CHARACTER).count()));
    }

    (text, diagnostics)
}

/// The text, if the bytes are what they are declared to be: a declaration that was left behind by a
/// conversion gives broken characters, or controls that no text holds.
fn well_read<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Option<Cow<'a, str>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let control = |c: char| matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}');
    (!text.contains(control)).then_some(text)
}

/// The encoding that an XML declaration or a `meta` element names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let in_xml = || {
        let end = head.iter().position(|b| *b == b'>')?;
        let declaration = head.get(..end).filter(|d| d.starts_with(b"<?xml"))?;
        label(declaration, b"encoding")
    };

    let in_meta = || {
        let tags = head.split(|b| *b == b'<').filter(|tag| starts_with(tag, b"meta"));
        tags.filter_map(|tag| label(tag.split(|b| *b == b'>').next()?, b"charset")).next()
    };
    let encoding = in_xml().or_else(in_meta)?;

    // The bytes are none of these, whatever they say.
    let possible = ![UTF_8, UTF_16LE, UTF_16BE, X_USER_DEFINED].contains(&encoding);
    possible.then_some(encoding)
}

fn starts_with(text: &[u8], name: &[u8]) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// The encoding by the label that follows `name` and an equals sign.
fn label(text: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let at = text.windows(name.len()).position(|w| w.eq_ignore_ascii_case(name))?;
    let rest = text.get(at + name.len()..)?.trim_ascii_start().strip_prefix(b"=")?;
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b';' | b'?' | b'/');
    let end = rest.iter().position(is_end).unwrap_or(rest.len());
    Encoding::for_label(rest.get(..end)?)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = sample(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample, false);
    let other = detector.guess(None, Utf8Detection::Deny);
    latin::best(&sample, other)
}

/// The first lines that are not plain ASCII. A line feed is one byte in every encoding here, and
/// never a part of a character.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    for line in bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        let room = SAMPLE - sample.len();
        // In one long line, what matters may be far from its start.
        let line = if line.len() > room { from_first_high(line) } else { line };
        sample.extend_from_slice(&line[..line.len().min(room)]);
        if sample.len() >= SAMPLE {
            break;
        }
    }

    sample
}

fn from_first_high(line: &[u8]) -> &[u8] {
    let at = line.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    &line[at.saturating_sub(64)..]
}
