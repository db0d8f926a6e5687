//! From bytes to text, whatever the encoding: a mark at the start, UTF-8, and otherwise a guess.
//!
//! In this order: what is plainly no text, `utf16_32` (UTF-16 and UTF-32, with a byte order mark or
//! without), UTF-8 even with some broken places (`repair`), and `single_byte` (what the file
//! declares, or what its bytes look like). The encodings and their labels are those of the WHATWG Encoding Standard.
//! `survey` looks for what text does not hold, and valid UTF-8 without any of it is not even copied.

mod latin;
mod mojibake;
mod plain;
mod repair;
mod single_byte;
mod survey;
mod utf16_32;

use std::borrow::Cow;

use encoding_rs::UTF_8;
use ibid_core::diagnostic::{Code, Diagnostic};

pub(crate) use plain::PlainText;
use survey::Survey;

/// How files start that hold no text, however much of the rest looks like it.
const BINARY: &[&[u8]] = &[
    b"\x7fELF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"%PDF-",
    b"\x1f\x8b",
    b"OggS\0",
    b"ID3\x02",
    b"ID3\x03",
    b"ID3\x04",
    b"\x1aE\xdf\xa3",
    b"SQLite format 3\0",
];
/// The mark at the start of a text in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// A text that was repaired by an editor or a disk has no more NUL characters in a row than this.
const NULS_IN_A_ROW: usize = 8;

/// The text of a file, with line feeds for line ends.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// The text.
    pub(crate) text: Cow<'a, str>,
    /// What had to be guessed or repaired.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The text of a file; `None` when the bytes are no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    // EBU STL begins with a code page and the rate of frames.
    let is_stl = bytes.get(3..6) == Some(b"STL") && bytes.get(8..11) == Some(b".01");
    if is_stl || BINARY.iter().any(|start| bytes.starts_with(start)) {
        return None;
    }
    if let Some((text, diagnostics)) = utf16_32::decode(bytes) {
        return finish(Cow::Owned(text), diagnostics, 10);
    }

    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    // Several times as fast as the standard library where letters have accents.
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => finish(text, Vec::new(), 10),
        None => match repair::decode(bytes) {
            Some((text, diagnostics)) => finish(Cow::Owned(text), diagnostics, 10),
            None => {
                let (text, diagnostics) = single_byte::decode(bytes);
                // Any bytes at all are text in some encoding, so a guess must look better.
                finish(text, diagnostics, 50)
            }
        },
    }
}

/// The text of bytes that are not needed any more: they become the text where they are its own. Those
/// that are no text come back.
pub(crate) fn decode_owned(mut bytes: Vec<u8>) -> Result<Decoded<'static>, Vec<u8>> {
    let (length, diagnostics) = match decode(&bytes) {
        None => return Err(bytes),
        Some(Decoded { text: Cow::Owned(text), diagnostics }) => {
            return Ok(Decoded { text: Cow::Owned(text), diagnostics });
        }
        Some(Decoded { text: Cow::Borrowed(text), diagnostics }) => (text.len(), diagnostics),
    };
    // it begins after the mark, and ends before what ends a file of DOS
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    bytes.truncate(length);
    let text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)?;
    Ok(Decoded { text: Cow::Owned(text), diagnostics })
}

/// Judges and tidies a decoded text; `None` when more than one character in `rare` is a control.
fn finish(
    text: Cow<'_, str>,
    mut diagnostics: Vec<Diagnostic>,
    rare: usize,
) -> Option<Decoded<'_>> {
    let text = without_end_mark(text);
    let seen = Survey::from_bytes(text.as_bytes());
    if seen.controls > 0 && seen.controls.saturating_mul(rare) > text.chars().count() {
        // Nothing but NUL at the end: a file that was made longer than what was written.
        let written = text.trim_end_matches('\0');
        if seen.nuls == 0 || written.len() == text.len() || is_binary(written, rare) {
            return None;
        }
    }

    if seen.nuls > 0 && has_gap(&text) {
        return None;
    }
    // WebVTT says itself what becomes of its NUL characters.
    let nuls = if text.starts_with("WEBVTT") { 0 } else { seen.nuls };
    if nuls > 0 {
        let count = nuls.to_string();
        diagnostics.push(Diagnostic::new(Code::DroppedNuls, &[("count", &count)]));
    }

    diagnostics.extend(mojibake::diagnostic(&text, seen.doubled));
    let text = if seen.returns > 0 || nuls > 0 { tidy(&text, nuls > 0).into() } else { text };
    Some(Decoded { text, diagnostics })
}

/// Control-Z ends a file of DOS, whatever fills its last block.
fn without_end_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = text.trim_end_matches('\u{1a}').len();
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

fn is_binary(text: &str, rare: usize) -> bool {
    Survey::from_bytes(text.as_bytes()).controls.saturating_mul(rare) > text.chars().count()
}

/// Whether NUL characters stand in a row as they do between the parts of a binary file.
fn has_gap(text: &str) -> bool {
    let mut row = 0;
    text.trim_end_matches('\0').bytes().any(|b| {
        row = if b == 0 { row + 1 } else { 0 };
        row > NULS_IN_A_ROW
    })
}

/// One line feed for each line end, and no NUL characters if they are to go.
fn tidy(text: &str, drop_nuls: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let next = |rest: &str| if drop_nuls { rest.find(['\r', '\0']) } else { rest.find('\r') };
    while let Some(at) = next(rest) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        rest = match after.strip_prefix('\r') {
            // What some programs make of CR LF: CR CR LF.
            Some(after) => {
                let next = after.trim_start_matches('\r');
                let ends = if next.starts_with('\n') { 1 } else { after.len() - next.len() + 1 };
                out.extend(std::iter::repeat_n('\n', ends));
                next.strip_prefix('\n').unwrap_or(next)
            }
            None => after.strip_prefix('\0').unwrap_or(after),
        };
    }

    out.push_str(rest);
    out
}

fn replaced(count: usize) -> Diagnostic {
    let count = count.to_string();
    Diagnostic::new(Code::ReplacedCharacters, &[("count", &count)])
}

fn guessed(encoding: &str) -> Diagnostic {
    Diagnostic::new(Code::GuessedEncoding, &[("encoding", encoding)])
}

#[cfg(test)]
mod tests;
