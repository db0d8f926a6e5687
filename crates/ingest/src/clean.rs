//! Cleaning: Unicode NFC, and white space. Nothing else about a text ever changes.

pub(crate) use ibid_core::word_count::words;
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
    let text = text.trim();
    if has_single_spaces(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
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

/// Whether all white space that [`collapse`] looks at is single spaces, as far as one fast look tells.
fn has_single_spaces(text: &str) -> bool {
    let mut before = 0;
    text.bytes().all(|byte| {
        // two spaces, U+0085, and the last bytes of what may be U+2028 or U+2029
        let pair = matches!((before, byte), (b' ', b' ') | (0xc2, 0x85) | (0x80, 0xa8 | 0xa9));
        before = byte;
        !pair && !matches!(byte, b'\t'..=b'\r')
    })
}

/// Both cleanings, for text that did not come through a file's own.
pub(crate) fn clean(text: &str) -> String {
    if is_nfc(text) { collapse(text) } else { collapse(&nfc(text.to_owned())) }
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
        fn white_space_is_one_space_wherever_it_stands(text in "(?s)([a-cé \u{a0}]|[ \t\n\u{85}\u{2028}\u{2029}“]|.){0,30}") {
            let parts = text.trim().split(is_space).filter(|part| !part.is_empty());
            proptest::prop_assert_eq!(collapse(&text), parts.collect::<Vec<_>>().join(" "));
        }
    }
}
