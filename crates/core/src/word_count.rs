//! How long a text is, in words.

/// How many words a text has: stretches between white space that hold a letter or a digit.
///
/// 64 bytes are looked at together, each as one bit of a number: every sentence is counted several
/// times, and most of its bytes need no branch. Time is linear in the text.
pub fn words(text: &str) -> usize {
    let (mut words, mut begins) = (0, true);
    let mut block = [0; BLOCK];
    for start in (0..text.len()).step_by(BLOCK) {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let bytes = rest.first_chunk().unwrap_or_else(|| {
            block[..rest.len()].copy_from_slice(rest);
            block[rest.len()..].fill(0);
            &block
        });
        let (count, goes_on) = first_letters(&Classes::of(bytes, text, start), begins);
        (words, begins) = (words + count, goes_on);
    }

    words
}

/// How many bytes are looked at together.
const BLOCK: usize = u64::BITS as usize;

/// How many words have their first letter in a block, and whether the next block begins, or goes on
/// with, a word that has had none. `begins` says that of this block.
fn first_letters(Classes { letters, spaces }: &Classes, begins: bool) -> (usize, bool) {
    let starts = spaces << 1 | u64::from(begins);
    let others = !(letters | spaces);

    // One is carried from each start through the signs after it, and stops at the first letter or space.
    let (stops, goes_on) = starts.overflowing_add(others);
    let count = (stops & letters).count_ones() as usize;
    (count, goes_on || spaces >> (BLOCK - 1) == 1)
}

/// What the characters of a block are to the counting of words, by the place of their first bytes.
struct Classes {
    /// Those of letters and digits.
    letters: u64,
    /// Those of white space.
    spaces: u64,
}

impl Classes {
    /// Those of some bytes of a text, which start there.
    fn of(bytes: &[u8; BLOCK], text: &str, start: usize) -> Classes {
        let mut letters = bits(&bytes.map(|byte| {
            u8::from((byte | 0x20).wrapping_sub(b'a') < 26) | u8::from(byte.wrapping_sub(b'0') < 10)
        }));
        let mut spaces = bits(&bytes.map(|byte| {
            u8::from(byte == b' ') | u8::from(byte.wrapping_sub(b'\t') <= b'\r' - b'\t')
        }));

        let mut beyond_ascii = bits(&bytes.map(|byte| u8::from(byte >= 0xc0)));
        while beyond_ascii != 0 {
            let at = beyond_ascii.trailing_zeros();
            beyond_ascii &= beyond_ascii - 1;
            let c = text.get(start + at as usize..).and_then(|rest| rest.chars().next());
            letters |= u64::from(c.is_some_and(is_letter)) << at;
            spaces |= u64::from(c.is_some_and(char::is_whitespace)) << at;
        }
        Classes { letters, spaces }
    }
}

/// Whether a character beyond ASCII is a letter or a digit.
fn is_letter(c: char) -> bool {
    match c {
        '×' | '÷' => false,
        'À'..='ɏ' => true,
        // dashes, quotation marks, the apostrophe
        '\u{2010}'..='\u{2027}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The bits that bytes of 0 and 1 stand for, the first as the lowest.
fn bits(bytes: &[u8; BLOCK]) -> u64 {
    // of the product, the highest byte has the lowest bit of each byte, in their order
    let gather = |eight: &[u8; 8]| {
        u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> (u64::BITS - 8)
    };
    let (eights, _) = bytes.as_chunks();
    eights.iter().rev().fold(0, |bits, eight| bits << 8 | gather(eight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_beyond_ascii_are_those_of_unicode() {
        for c in '\u{80}'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn words_are_counted_as_white_space_parts_them(
            text in "(?s)([ \t\na-eà-öÀ²\u{a0}.«']|[.—]{1,70}|[ab]{1,70}|[ \u{2003}]{1,70}|.){0,40}"
        ) {
            let parted = text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric));
            proptest::prop_assert_eq!(words(&text), parted.count());
        }
    }
}
