//! UTF-8 that was taken for Windows-1252 and encoded again: `Ã©` where `é` was meant.

use ibid_core::diagnostic::{Code, Diagnostic};

/// Fewer may be examples in a text about encodings.
const SURE: usize = 3;

/// The diagnostic that a text is plainly such, where the survey saw signs of it. Nothing is repaired: what a
/// text says is never changed.
pub(super) fn diagnostic(text: &str, signs: usize) -> Option<Diagnostic> {
    if signs < SURE {
        return None;
    }
    let mut seen = Doubled::default();
    seen.add(text);
    of_counts(&seen, signs)
}

/// How many characters of a text stand as the Windows-1252 reading of their bytes, and how many
/// others there are that are not ASCII.
#[derive(Debug, Default)]
pub(super) struct Doubled {
    doubled: usize,
    others: usize,
}

/// So many bytes are looked at together.
const BLOCK: usize = 256;

impl Doubled {
    /// Counts those of the lines that come next.
    pub(super) fn add(&mut self, text: &str) {
        let bytes = text.as_bytes();
        // all that are not ASCII, of which those are taken out that stand for others
        self.others += bytes.iter().filter(|byte| begins_character(**byte)).count();
        let mut start = 0;
        while let Some(at) = next_suspect(bytes, start) {
            let rest = text.get(at..).unwrap_or_default();
            start = match doubled_at_start(rest) {
                None => at + 1,
                Some(after) => {
                    let end = text.len() - after.len();
                    let taken = bytes.get(at..end).unwrap_or_default().iter();
                    self.others -= taken.filter(|byte| begins_character(**byte)).count();
                    self.doubled += 1;
                    end
                }
            };
        }
    }
}

/// Whether a byte begins a character of several bytes.
fn begins_character(byte: u8) -> bool {
    byte >= 0xc0
}

/// From `start` on, the first place where a character of U+00C2 to U+00F4 stands before one that is not
/// ASCII: only there may a character have been encoded twice.
fn next_suspect(bytes: &[u8], start: usize) -> Option<usize> {
    // without a branch: nearly all blocks have none, which is seen without going byte by byte
    let is_suspect = |first: u8, second: u8, third: u8| {
        (first == 0xc3) & (second.wrapping_sub(0x82) <= 0xb4 - 0x82) & (third >= 0x80)
    };
    let mut at = start;
    while let Some(rest) = bytes.get(at..).filter(|rest| rest.len() > 2) {
        let block = rest.get(..BLOCK + 2).unwrap_or(rest);
        let (seconds, thirds) = (block.get(1..)?, block.get(2..)?);
        let threes = || block.iter().zip(seconds).zip(thirds);
        if threes().fold(false, |any, ((a, b), c)| any | is_suspect(*a, *b, *c)) {
            return threes().position(|((a, b), c)| is_suspect(*a, *b, *c)).map(|place| at + place);
        }
        at += BLOCK;
    }
    None
}

/// What is said of a text in which these were counted, where the survey saw so many signs.
pub(super) fn of_counts(seen: &Doubled, signs: usize) -> Option<Diagnostic> {
    let count = seen.doubled.to_string();
    (signs >= SURE && seen.doubled >= SURE && seen.doubled > seen.others)
        .then(|| Diagnostic::new(Code::Mojibake, &[("count", &count)]))
}

/// What follows a character that stands as the Windows-1252 reading of its bytes in UTF-8.
fn doubled_at_start(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    // what a character of UTF-8 may begin with is in Windows-1252 what it is in Unicode
    let first = u8::try_from(u32::from(chars.next()?)).ok()?;
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };

    let mut bytes = [first, 0, 0, 0];
    for slot in bytes.get_mut(1..length)? {
        // most often a letter follows, which goes on with nothing
        *slot = byte(chars.next()?).filter(|byte| (0x80..0xc0).contains(byte))?;
    }

    std::str::from_utf8(bytes.get(..length)?).is_ok().then_some(chars.as_str())
}

/// The byte of a character in Windows-1252.
fn byte(c: char) -> Option<u8> {
    let high = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u32::from(c) {
        code @ (0..0x80 | 0xa0..0x100) => u8::try_from(code).ok(),
        _ => (0x80..=0x9f).zip(high.chars()).find(|(_, known)| *known == c).map(|(byte, _)| byte),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A character that some bytes in Windows-1252 are in UTF-8, tried at each length.
    fn tried(text: &str) -> Option<&str> {
        let read = |length: usize| {
            let mut chars = text.chars();
            let bytes: Option<Vec<u8>> = (0..length).map(|_| chars.next().and_then(byte)).collect();
            let bytes = bytes.filter(|bytes| bytes[0] >= 0x80)?;
            let one = std::str::from_utf8(&bytes).is_ok_and(|text| text.chars().count() == 1);
            one.then_some(chars.as_str())
        };
        (2..=4).find_map(read)
    }

    /// The counts of a text, character by character.
    fn counted(text: &str) -> (usize, usize) {
        let (mut doubled, mut others, mut rest) = (0, 0, text);
        while let Some(first) = rest.chars().next() {
            if let Some(after) = tried(rest) {
                (doubled, rest) = (doubled + 1, after);
                continue;
            }
            others += usize::from(!first.is_ascii());
            rest = &rest[first.len_utf8()..];
        }
        (doubled, others)
    }

    proptest! {
        #[test]
        fn each_character_is_counted(
            text in "(Ã©|â€™|Å“|ðŸ˜€|[ÂÃâÅð]|[\u{80}-\u{ff}]|é|’|œ|plain text |\\PC){0,90}"
        ) {
            let mut seen = Doubled::default();
            seen.add(&text);
            prop_assert_eq!((seen.doubled, seen.others), counted(&text));
        }

        #[test]
        fn a_character_that_was_encoded_twice_is_known(
            text in "(Ã©|â€™|Å“|ðŸ˜€|[ÂÃâÅð]|[\u{80}-\u{ff}]|é|’|œ|a|\\PC){0,6}"
        ) {
            for (at, _) in text.char_indices() {
                prop_assert_eq!(doubled_at_start(&text[at..]), tried(&text[at..]));
            }
        }
    }
}
