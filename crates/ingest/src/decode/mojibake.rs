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

impl Doubled {
    /// Counts those of the lines that come next.
    pub(super) fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
            rest = rest.get(at..).unwrap_or_default();
            if let Some(after) = doubled_at_start(rest) {
                self.doubled += 1;
                rest = after;
            } else {
                self.others += 1;
                let mut chars = rest.chars();
                chars.next();
                rest = chars.as_str();
            }
        }
    }
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

    proptest! {
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
