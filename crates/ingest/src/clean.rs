//! Cleaning: Unicode NFC, and white space. Nothing else about a text ever changes.

use unicode_normalization::UnicodeNormalization;

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
    for c in text.chars() {
        // What nearly all text is made of comes first: every sentence is counted several times.
        if matches!(c, 'a'..='z' | 'A'..='Z' | 'à'..='ö') || c.is_alphanumeric() {
            words += usize::from(!counted);
            counted = true;
        } else if c.is_whitespace() {
            counted = false;
        }
    }
    words
}

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
