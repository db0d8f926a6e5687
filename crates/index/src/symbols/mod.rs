//! Short text in fewer bytes, each by itself: a table of frequent strings, each with a code.
//!
//! What is kept of passages is short, and read one by one. A general compressor finds little to
//! repeat in so few bytes, and of a block of many passages it must unpack all to give one. A table
//! that is known beforehand needs neither: text is cut into its strings, the longest that fits first,
//! and of each its code is written. The table is learned from French and English passages as they are
//! kept, and compiled in.
//!
//! After P. Boncz, T. Neumann and V. Leis, "FSST: Fast Random Access String Compression", PVLDB 13
//! (2020); theirs has 255 strings of at most eight bytes, made for each column anew. Ours is the same
//! for all indexes, so that segments are merged without looking into it.
//!
//! A code has one byte, below [`ONE_BYTE`], or two. All single bytes are among the strings: whatever
//! is written can be read back, and takes twice its bytes at most.
//!
//! `cargo run --release -p ibid-index --example symbols -- learn INDEX... TABLE` makes the table.

mod encode;
mod tree;

use std::sync::LazyLock;

pub use encode::Encoder;
use ibid_core::passage::Passage;

use crate::kept;

/// How many codes have one byte.
pub const ONE_BYTE: usize = 160;

/// How many strings a table has: every code means one.
pub const SYMBOLS: usize = ONE_BYTE + (256 - ONE_BYTE) * 256;

/// The longest string.
pub const MAX_LENGTH: usize = 16;

/// The strings, by their codes.
#[derive(Clone, Debug)]
pub struct Table {
    bytes: &'static [u8],
    /// Where each string begins in `bytes`, and in the lowest byte how many bytes it has: so one look
    /// tells both.
    places: Vec<u32>,
}

/// What of a passage is coded by the table, as it is before.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn texts_of(passage: &Passage) -> serde_json::Result<Vec<u8>> {
    kept::texts(passage)
}

/// The table that every index is written with.
static SHIPPED: LazyLock<Option<Table>> =
    LazyLock::new(|| Table::new(include_bytes!("../../tables/symbols.bin")));

impl Table {
    /// The table that every index is written with; none if what was compiled in is none.
    pub fn shipped() -> Option<&'static Table> {
        SHIPPED.as_ref()
    }

    /// Reads a table: the length of each string, in one byte, then all strings. `None` where it is
    /// none.
    pub fn new(table: &'static [u8]) -> Option<Table> {
        let (lengths, bytes) = table.split_at_checked(SYMBOLS)?;
        let mut end = 0;
        let places = lengths.iter().map(|length| {
            let place = end << 8 | u32::from(*length);
            end += u32::from(*length);
            place
        });
        let table = Table { places: places.collect(), bytes };
        let possible = |length: &u8| (1..=MAX_LENGTH).contains(&usize::from(*length));
        (lengths.iter().all(possible) && end as usize == bytes.len()).then_some(table)
    }

    /// Writes a table of strings, in the order of their codes.
    pub fn written(symbols: &[Vec<u8>]) -> Vec<u8> {
        let lengths = symbols.iter().map(|symbol| symbol.len() as u8);
        lengths.chain(symbols.iter().flatten().copied()).collect()
    }

    /// The string of a code.
    pub fn symbol(&self, code: usize) -> &[u8] {
        let (start, length) = self.place(code).unwrap_or_default();
        self.bytes.get(start..start + length).unwrap_or_default()
    }

    /// Where the string of a code begins, and how many bytes it has.
    fn place(&self, code: usize) -> Option<(usize, usize)> {
        let place = *self.places.get(code)?;
        Some(((place >> 8) as usize, (place & 0xff) as usize))
    }

    /// Puts what is coded after what stands in `out`. `None` where it ends within a code.
    pub fn decode(&self, coded: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let mut end = out.len();
        out.resize(end + coded.len() * MAX_LENGTH, 0);
        let mut bytes = coded.iter().map(|byte| usize::from(*byte));
        while let Some(first) = bytes.next() {
            let code = match first.checked_sub(ONE_BYTE) {
                None => first,
                Some(high) => ONE_BYTE + high * 256 + bytes.next()?,
            };
            let (start, length) = self.place(code)?;
            let (string, room) = (self.bytes.get(start..)?, out.get_mut(end..)?);
            // as many bytes as the longest has are copied at once, those that follow it among them
            match (string.first_chunk::<MAX_LENGTH>(), room.first_chunk_mut::<MAX_LENGTH>()) {
                (Some(string), Some(room)) => *room = *string,
                _ => room.get_mut(..length)?.copy_from_slice(string.get(..length)?),
            }
            end += length;
        }
        out.truncate(end);
        Some(())
    }
}

/// The bytes of a code, of which the second may not count.
fn code_bytes(code: usize) -> ([u8; 2], usize) {
    match code.checked_sub(ONE_BYTE) {
        None => ([code as u8, 0], 1),
        Some(high) => ([(ONE_BYTE + high / 256) as u8, (high % 256) as u8], 2),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round(text: &[u8]) -> (usize, Vec<u8>) {
        let mut coded = Vec::new();
        Encoder::shipped().unwrap().encode(text, &mut coded).unwrap();
        let mut back = Vec::new();
        Table::shipped().unwrap().decode(&coded, &mut back).unwrap();
        (coded.len(), back)
    }

    #[test]
    fn every_code_means_its_string_and_no_string_has_two() {
        let table = Table::shipped().unwrap();
        let all: std::collections::HashSet<&[u8]> =
            (0..SYMBOLS).map(|code| table.symbol(code)).collect();
        assert_eq!(all.len(), SYMBOLS);
        for code in 0..SYMBOLS {
            let (bytes, length) = code_bytes(code);
            let mut out = Vec::new();
            table.decode(&bytes[..length], &mut out).unwrap();
            assert_eq!(out, table.symbol(code));
        }
        assert!(table.decode(&[255], &mut Vec::new()).is_none(), "half a code");
    }

    #[test]
    fn french_and_english_take_less_than_half() {
        for text in [
            "La commission a entendu hier les représentants des communes, qui demandent que les \
             travaux du pont commencent avant l’hiver.",
            "Yesterday the committee heard what the towns have to say: they want the work on the \
             bridge to begin before winter.",
        ] {
            let (length, back) = round(text.as_bytes());
            assert_eq!(back, text.as_bytes());
            assert!(length * 2 < text.len(), "{length} of {}", text.len());
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
            let (length, back) = round(&bytes);
            prop_assert_eq!(&back, &bytes);
            prop_assert!(length <= 2 * bytes.len());
            prop_assert_eq!(round(text.as_bytes()).1, text.as_bytes());
        }
    }
}
