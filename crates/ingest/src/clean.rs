//! Cleaning: Unicode NFC, and white space. Nothing else about a text ever changes.

use unicode_normalization::UnicodeNormalization;

/// The start of a text, of at most so many bytes.
pub(crate) fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The end of a text, of at most so many bytes.
pub(crate) fn tail(text: &str, most: usize) -> &str {
    let mut from = text.len().saturating_sub(most);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..).unwrap_or_default()
}

/// The text in Unicode normalisation form C.
pub(crate) fn nfc(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// Whether a text is in Unicode normalisation form C.
pub(crate) fn is_nfc(text: &str) -> bool {
    // Below U+0300 everything is, and of the general punctuation all but two spaces; and nearly all
    // text of ours has nothing else.
    let mut bytes = text.as_bytes();
    while let Some(at) = bytes.iter().position(|b| *b >= 0xcc) {
        match bytes[at..] {
            [0xe2, 0x80, third, ..] if third > 0x81 => bytes = &bytes[at + 3..],
            _ => return unicode_normalization::is_nfc(text),
        }
    }

    true
}

/// White space that carries no meaning: ASCII's, and the line breaks of Unicode. The typographic
/// spaces (U+00A0, U+202F…) are part of the text.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// One space for each run of white space, none at either end.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.trim().chars() {
        if is_space(c) {
            gap = true;
        } else {
            if gap {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }

    out
}

/// Both cleanings, for text that did not come through a file's own.
pub(crate) fn clean(text: &str) -> String {
    collapse(&nfc(text.to_owned()))
}

/// How many words a text has: stretches between white space that hold a letter or a digit.
pub(crate) fn words(text: &str) -> usize {
    let (mut words, mut counted) = (0, false);
    // Without a branch where there is no need for one: every sentence is counted several times.
    for (at, byte) in text.bytes().enumerate() {
        let mut class = CLASSES[usize::from(byte)];
        if class == Class::LEAD {
            class = Class::from_char(text.get(at..).and_then(|rest| rest.chars().next()));
        }
        let letter = class == Class::LETTER;
        words += usize::from(letter & !counted);
        counted = (counted | letter) & (class != Class::SPACE);
    }

    words
}

/// What a byte or a character is to the counting of words.
struct Class;

impl Class {
    /// A sign, or the rest of a character.
    const OTHER: u8 = 0;
    /// A letter or a digit.
    const LETTER: u8 = 1;
    const SPACE: u8 = 2;
    /// The first byte of a character beyond ASCII.
    const LEAD: u8 = 3;

    fn from_char(c: Option<char>) -> u8 {
        match c {
            Some(c) if c.is_alphanumeric() => Class::LETTER,
            Some(c) if c.is_whitespace() => Class::SPACE,
            _ => Class::OTHER,
        }
    }
}

const CLASSES: [u8; 256] = {
    let mut classes = [Class::OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::LETTER,
            b' ' | b'\t'..=b'\r' => Class::SPACE,
            0xc0.. => Class::LEAD,
            _ => Class::OTHER,
        };
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typographic_spaces_stay_and_others_run_together() {
        assert_eq!(clean("  a \t\n b\u{a0}!\u{202f}? \u{a0}"), "a b\u{a0}!\u{202f}?");
        assert_eq!(clean("e\u{301}te\u{301}\u{2028}x"), "été x");
        assert_eq!(words("« à 12 % »"), 2);
    }

    proptest::proptest! {
        #[test]
        fn words_are_counted_as_white_space_parts_them(text in "(?s)([ \t\na-eà-öÀ²\u{a0}.«']|.){0,40}") {
            let parted = text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric));
            proptest::prop_assert_eq!(words(&text), parted.count());
        }
    }
}
