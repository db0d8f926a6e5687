//! One fast look at the bytes of a text for what calls for a slower one.

/// How often something stands in a text that is rare in any.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    /// Control characters that no text needs, NUL among them.
    pub(super) controls: usize,
    /// NUL characters.
    pub(super) nuls: usize,
    /// Carriage returns.
    pub(super) returns: usize,
    /// Pairs of bytes that text encoded twice is full of.
    pub(super) doubled: usize,
}

/// So many bytes are counted at a time, and none where a faster look sees that there is nothing to
/// count. Short enough that a byte can count.
const BLOCK: usize = 128;

/// What a byte and the next one may begin, by the first and by the second of them: a bit for each kind.
static KINDS: [[u8; 256]; 2] = {
    const ALONE: u8 = 1;
    const C1: u8 = 2;
    const DOUBLED: u8 = 4;
    const DOUBLED_SIGN: u8 = 8;

    let (mut first, mut second) = ([0; 256], [ALONE; 256]);
    let mut byte = 0;
    while byte < 256 {
        first[byte] = match byte as u8 {
            b'\t' | b'\n' | 0x0b | 0x0c | 0x1b => 0,
            ..0x20 | 0x7f => ALONE,
            0xc2 => C1,
            0xc3 => DOUBLED,
            0xa2 => DOUBLED_SIGN,
            _ => 0,
        };
        second[byte] |= match byte as u8 {
            0x82 | 0x83 => C1 | DOUBLED,
            ..0xa0 => C1,
            0xe2 => DOUBLED_SIGN,
            _ => 0,
        };
        byte += 1;
    }
    [first, second]
};

/// Whether there may be something to count in a block, which the last byte follows.
fn is_suspect(block: &[u8], after: u8) -> bool {
    let [first, second] = &KINDS;
    let (mut kinds, mut begun) = (0, 0);
    for byte in block {
        kinds |= begun & second[usize::from(*byte)];
        begun = first[usize::from(*byte)];
    }
    (kinds | begun & second[usize::from(after)]) != 0
}

impl Survey {
    /// Looks at the bytes of a text in UTF-8.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let mut seen = Survey::default();
        let next = bytes.get(1..).unwrap_or_default().chunks(BLOCK).chain([[].as_slice()]);
        for (block, next) in bytes.chunks(BLOCK).zip(next) {
            let after = next.get(block.len() - 1).copied().unwrap_or_default();
            if !is_suspect(block, after) {
                continue;
            }
            let (mut controls, mut returns, mut pairs) = (0_u8, 0_u8, 0_u8);
            for b in block {
                let layout = b.wrapping_sub(b'\t') <= 4 || *b == 0x1b;
                controls += u8::from((*b < 0x20) & !layout | (*b == 0x7f));
                returns += u8::from(*b == b'\r');
            }
            for (a, b) in block.iter().zip(next) {
                pairs |= u8::from(is_c1(*a, *b) | is_doubled(*a, *b));
            }
            seen.controls += usize::from(controls);
            seen.returns += usize::from(returns);
            if controls > 0 {
                seen.nuls += block.iter().filter(|b| **b == 0).count();
            }
            if pairs > 0 {
                let of = |is: fn(u8, u8) -> bool| {
                    block.iter().zip(next).filter(|(a, b)| is(**a, **b)).count()
                };
                seen.controls += of(is_c1);
                seen.doubled += of(is_doubled);
            }
        }

        seen
    }
}

/// The C1 controls, save NEL, which ends a line.
fn is_c1(a: u8, b: u8) -> bool {
    (a == 0xc2) & (b < 0xa0) & (b != 0x85)
}

/// `Ã` and `Â`, which stand before most doubled letters, and `â` before `€`, as in doubled signs.
fn is_doubled(a: u8, b: u8) -> bool {
    (a == 0xc3) & ((b == 0x82) | (b == 0x83)) | (a == 0xa2) & (b == 0xe2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_is_counted() {
        let seen = Survey::from_bytes("a\0\u{1}\u{7f}\u{85}\u{9b}\t\r\n\u{1b}Ã©â€™".as_bytes());
        assert_eq!(seen, Survey { controls: 4, nuls: 1, returns: 1, doubled: 2 });
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_slow_look(text in "([\0-\u{a1}]|[ÂÃâ]|\\PC|abcdefgh|plain text without any of it, as nearly all is){0,300}") {
            let control = |c: &char| c.is_control() && !matches!(c, '\t'..='\r' | '\u{1b}' | '\u{85}');
            let seen = Survey::from_bytes(text.as_bytes());
            prop_assert_eq!(seen.controls, text.chars().filter(control).count());
            prop_assert_eq!(seen.returns, text.matches('\r').count());
            prop_assert_eq!(seen.nuls, text.matches('\0').count());
            let pairs = text.as_bytes().windows(2).filter(|pair| is_doubled(pair[0], pair[1]));
            prop_assert_eq!(seen.doubled, pairs.count());
        }
    }
}
