//! UTF-8 with some broken places: a file that was cut, put together from others, or written by a
//! program that takes characters apart, as whisper.cpp does where a token ends within one.

use encoding_rs::WINDOWS_1252;
use ibid_core::diagnostic::{Code, Diagnostic};

use super::{latin, replaced};

/// The signs that a text is UTF-8, and the signs that it is not.
#[derive(Debug, Default)]
struct Signs {
    /// Characters above ASCII, and those of them that no other encoding of French and English gives
    /// by chance.
    good: usize,
    ours: usize,
    /// Broken places that are not parts of one character.
    bad: usize,
    /// Broken places in all.
    places: usize,
}

/// The text and what was done to it; `None` when it was never UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Vec<Diagnostic>)> {
    let signs = Signs::from_bytes(bytes);
    // Bytes of another encoding are hardly ever valid UTF-8 by chance.
    let plain = signs.good > 4 * signs.bad
        || signs.ours > 0 && signs.ours >= signs.bad
        || signs.good > 0 && signs.places == 1 && is_cut(bytes);
    plain.then(|| repair(bytes))
}

/// Whether the only thing wrong is a last character that is not all there.
fn is_cut(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

impl Signs {
    fn from_bytes(bytes: &[u8]) -> Self {
        let mut signs = Signs::default();
        // The parts so far of a character that was taken apart, and how many they are.
        let (mut parts, mut count) = (Vec::new(), 0);
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                signs.good += 1;
                signs.ours += usize::from(is_ours(c));
            }
            let invalid = chunk.invalid();
            if invalid.is_empty() {
                continue;
            }
            (signs.bad, signs.places) = (signs.bad + 1, signs.places + 1);
            parts.extend_from_slice(invalid);
            count += 1;
            match std::str::from_utf8(&parts) {
                Ok(whole) if whole.chars().all(is_ours) => {
                    signs.good += 1;
                    signs.ours += 1;
                    signs.bad -= count;
                    (parts, count) = (Vec::new(), 0);
                }
                Err(error) if count > 1 && error.error_len().is_none() => {}
                _ if opens(invalid) => (parts, count) = (invalid.to_vec(), 1),
                _ => (parts, count) = (Vec::new(), 0),
            }
        }

        signs
    }
}

/// Whether broken bytes are the first of a character: two at least where the first alone is a letter
/// of French in Windows-1252.
fn opens(invalid: &[u8]) -> bool {
    let first = invalid.first().copied().unwrap_or_default();
    let incomplete = std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
    incomplete && (invalid.len() > 1 || (0xc2..=0xc5).contains(&first))
}

/// Letters and signs of French and English, and pictures. In other encodings their bytes are `Ã`, `Â`
/// or `â` and signs behind; `é »` with a no-break space would be a Chinese character, and `’é` of
/// `MacRoman` an Armenian one.
fn is_ours(c: char) -> bool {
    matches!(
        c,
        '\u{a0}'..='\u{17f}'
            | '\u{300}'..='\u{36f}'
            | '\u{2000}'..='\u{2bff}'
            | '\u{feff}'
            | '\u{fffd}'
            | '\u{1f000}'..='\u{1faff}'
    )
}

/// Reads each broken place by itself.
fn repair(bytes: &[u8]) -> (String, Vec<Diagnostic>) {
    let mut text = String::with_capacity(bytes.len());
    let (mut read, mut lost) = (0, 0);

    // Broken bytes that follow each other, and how many places they make.
    let (mut run, mut places): (Vec<u8>, usize) = (Vec::new(), 0);
    let ends = std::iter::once(("", [].as_slice()));
    for (valid, invalid) in bytes.utf8_chunks().map(|c| (c.valid(), c.invalid())).chain(ends) {
        let after = valid.chars().next();
        if !run.is_empty() && (after.is_some() || invalid.is_empty()) {
            match in_context(&run, text.chars().next_back(), after) {
                Some(decoded) => {
                    read += decoded.chars().count();
                    text.push_str(&decoded);
                }
                None => {
                    lost += places;
                    text.extend(std::iter::repeat_n(char::REPLACEMENT_CHARACTER, places));
                }
            }
            (run, places) = (Vec::new(), 0);
        }
        text.push_str(valid);
        run.extend_from_slice(invalid);
        places += usize::from(!invalid.is_empty());
    }

    let mut diagnostics = Vec::new();
    if read > 0 {
        let count = read.to_string();
        let fields = [("count", count.as_str()), ("encoding", WINDOWS_1252.name())];
        diagnostics.push(Diagnostic::new(Code::MixedEncodings, &fields));
    }

    diagnostics.extend((lost > 0).then(|| replaced(lost)));
    (text, diagnostics)
}

/// Bytes as Windows-1252, where each character stands as French and English have it, in a text and
/// not alone between signs.
fn in_context(run: &[u8], before: Option<char>, after: Option<char>) -> Option<String> {
    let near = |c: Option<char>| c.is_none_or(|c| c.is_alphanumeric() || c.is_whitespace());
    if !near(before) && !near(after) {
        return None;
    }
    let text = WINDOWS_1252.decode_without_bom_handling_and_without_replacement(run)?;
    latin::reads_well(before.unwrap_or(' '), &text, after.unwrap_or(' ')).then(|| text.into_owned())
}
