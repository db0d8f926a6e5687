//! Lengths of passages as every store rounds them: to one of 256 values.
//!
//! The values are those of Lucene's `SmallFloat` (`intToByte4`): exact up to 40, and above that with
//! four significant bits. A store that keeps a byte for each passage and one that keeps the whole
//! number then give the same scores.

/// Up to here every length has a code of its own before the codes with four significant bits begin.
const FREE: u32 = 24;

/// How many bits a code keeps of a number, the leading one counted.
const SIGNIFICANT: u32 = 4;

/// A length in terms, rounded down to the next value that has a code.
pub fn rounded_length(length: u32) -> u32 {
    let Some(above) = length.checked_sub(FREE) else { return length };
    let bits = u32::BITS - above.leading_zeros();
    let dropped = bits.saturating_sub(SIGNIFICANT);
    FREE + (above >> dropped << dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lengths_are_exact_and_long_ones_are_never_longer() {
        for length in 0..=40 {
            assert_eq!(rounded_length(length), length);
        }
        assert_eq!((rounded_length(41), rounded_length(42), rounded_length(1000)), (40, 42, 984));
        for length in 0..100_000 {
            let rounded = rounded_length(length);
            assert!(rounded <= length && rounded_length(rounded) == rounded, "{length}");
        }
    }
}
