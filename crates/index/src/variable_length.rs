//! Numbers as the engine writes them: in seven bits a byte, the lowest first; the last byte has its
//! highest bit set.

/// Writes what [`read`] reads.
pub(crate) fn write(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8);
        number >>= 7;
    }
    out.push(number as u8 | 0x80);
}

/// The number that some bytes begin with, and the bytes behind it; `None` where it does not end.
pub(crate) fn read(bytes: &[u8]) -> Option<(u64, &[u8])> {
    /// The highest bit of each byte.
    const LAST: u64 = 0x8080_8080_8080_8080;

    // nearly all are of at most eight bytes: those are put together at once
    let word = bytes.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    if word & LAST != 0 {
        let length = (word & LAST).trailing_zeros() / 8 + 1;
        let sevens = word & !LAST & (u64::MAX >> (64 - 8 * length));
        return Some((without_highest_bits(sevens), bytes.get(length as usize..)?));
    }

    let last = bytes.iter().take(10).position(|byte| byte & 0x80 != 0)?;
    let (number, rest) = bytes.split_at_checked(last + 1)?;
    let highest_first = number.iter().rev();
    Some((highest_first.fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f)), rest))
}

/// The lower seven bits of each byte, side by side: pairs of bytes are put together, then pairs of
/// these, then the halves.
fn without_highest_bits(bytes: u64) -> u64 {
    let pairs = bytes & 0x007f_007f_007f_007f | (bytes & 0x7f00_7f00_7f00_7f00) >> 1;
    let fours = pairs & 0x0000_3fff_0000_3fff | (pairs & 0x3fff_0000_3fff_0000) >> 2;
    fours & 0x0fff_ffff | (fours & 0x0fff_ffff_0000_0000) >> 4
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_of_any_length_are_read_whatever_comes_after(
            number in any::<u64>(), bits in 0u32..64, after in proptest::collection::vec(any::<u8>(), 0..12)
        ) {
            let number = number >> bits;
            let mut bytes = Vec::new();
            write(number, &mut bytes);
            let length = bytes.len();
            bytes.extend(&after);
            prop_assert_eq!(read(&bytes), Some((number, &after[..])));
            for end in 0..length {
                prop_assert_eq!(read(&bytes[..end]), None);
            }
        }
    }
}
