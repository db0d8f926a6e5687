//! Names that stay the same from one run to the next: of sources and of passages.

use serde::{Deserialize, Serialize};

/// Which bytes were read: the first 128 bits of their BLAKE3 hash.
///
/// Two files with the same bytes are one source with two paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId([u8; 16]);

/// Which passage: the first 80 bits of a BLAKE3 hash of the medium's own id or address (if it has
/// one), the section, the text, and how many times the same came before. Never of a path.
///
/// Written as 16 characters of base 32 (RFC 4648, lower case), so that it can be typed and pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PassageId([u8; 10]);

/// Which document: the place of one among those of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentId {
    /// The source.
    pub source: SourceId,
    /// The place in it, from 0; 0 where the source is one document.
    pub number: u32,
}

/// How many characters the id of a passage has.
const ID_LENGTH: usize = 16;

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The hash of some bytes, of which ids are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteHash([u8; 32]);

/// Takes the hash of bytes that come part by part.
#[derive(Clone, Debug, Default)]
pub struct ByteHasher(blake3::Hasher);

impl ByteHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        ByteHash(*blake3::hash(bytes).as_bytes())
    }

    /// The first 128 bits.
    pub fn leading_bits(&self) -> u128 {
        let mut first = [0; 16];
        first.copy_from_slice(&self.0[..16]);
        u128::from_be_bytes(first)
    }
}

impl ByteHasher {
    /// Adds the bytes that come next.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// How many bytes there were.
    pub fn length(&self) -> u64 {
        self.0.count()
    }

    /// The hash of all of them.
    pub fn finish(&self) -> ByteHash {
        ByteHash(*self.0.finalize().as_bytes())
    }
}

impl SourceId {
    /// The id of these bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        SourceId::from_hash(ByteHash::of(bytes))
    }

    /// The id of the bytes that have this hash.
    pub fn from_hash(hash: ByteHash) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&hash.0[..16]);
        SourceId(id)
    }

    /// The id of the bytes of this hash together with those of a file that says what they are about.
    pub fn with(hash: ByteHash, about: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [hash, ByteHash::of(about)] {
            hasher.update(&part.0);
        }
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        SourceId(id)
    }
}

fn leading_bits(id: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&id[..8]);
    u64::from_be_bytes(first)
}

impl SourceId {
    /// The id before it in the order of ids, to ask a store for this one by page; `None` for the
    /// first of all.
    pub fn before(self) -> Option<Self> {
        let number = u128::from_be_bytes(self.0).checked_sub(1)?;
        Some(SourceId(number.to_be_bytes()))
    }

    /// The first 64 bits.
    pub fn leading_bits(self) -> u64 {
        leading_bits(&self.0)
    }
}

/// A step of the golden ratio, so that the documents of one file lie far apart.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// What undoes it.
const STEP_BACK: u64 = 0xf1de_83e1_9937_733d;

const _: () = assert!(STEP.wrapping_mul(STEP_BACK) == 1);

impl DocumentId {
    /// A number for it, for columns: two documents hardly ever share one.
    pub fn hash(self) -> u64 {
        self.source.leading_bits() ^ u64::from(self.number).wrapping_mul(STEP)
    }

    /// The document of a source that has this [`hash`](DocumentId::hash).
    pub fn from_hash(source: SourceId, hash: u64) -> Self {
        let number = (hash ^ source.leading_bits()).wrapping_mul(STEP_BACK);
        DocumentId { source, number: number as u32 }
    }
}

impl PassageId {
    /// The id of the `nth` passage (from 0) that has this `medium`, `section` path and `text`.
    ///
    /// The parts are hashed with their lengths before them, so that no two splits of the same
    /// characters meet.
    pub fn from_content(medium: &str, section: &[&str], text: &str, nth: u32) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut part = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };

        part(medium);
        section.iter().for_each(|heading| part(heading));
        part(text);
        hasher.update(&(section.len() as u64).to_le_bytes());
        hasher.update(&nth.to_le_bytes());
        let mut id = [0; 10];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..10]);

        PassageId(id)
    }

    /// The id of which the first 64 bits and the rest are known, see
    /// [`leading_bits`](PassageId::leading_bits).
    pub fn from_parts(leading_bits: u64, ending: [u8; 2]) -> Self {
        let [a, b, c, d, e, f, g, h] = leading_bits.to_be_bytes();
        let [i, j] = ending;
        PassageId([a, b, c, d, e, f, g, h, i, j])
    }

    /// The first 64 bits, in an order that agrees with the order of ids.
    pub fn leading_bits(self) -> u64 {
        leading_bits(&self.0)
    }

    /// The smallest and the largest id whose text begins so, in either case.
    ///
    /// # Errors
    /// When no id begins so.
    pub fn beginning_with(prefix: &str) -> Result<(Self, Self), IdError> {
        let filled = |with: char| {
            let missing = ID_LENGTH.saturating_sub(prefix.chars().count());
            format!("{prefix}{}", with.to_string().repeat(missing)).parse()
        };
        Ok((filled('a')?, filled('7')?))
    }

    /// The ten bytes of the id.
    pub fn as_bytes(&self) -> &[u8; 10] {
        &self.0
    }
}

impl std::fmt::Display for SourceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // written as a whole: an id is written for each passage, more than once
        let mut digits = [0; 32];
        for (two, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            two.copy_from_slice(&[byte >> 4, byte & 15].map(|half| HEXADECIMAL[usize::from(half)]));
        }
        f.write_str(std::str::from_utf8(&digits).map_err(|_| std::fmt::Error)?)
    }
}

impl std::fmt::Display for PassageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut symbols = [0; ID_LENGTH];
        for (eight, five) in symbols.chunks_exact_mut(8).zip(self.0.chunks_exact(5)) {
            let bits = five.iter().fold(0u64, |bits, b| bits << 8 | u64::from(*b));
            for (symbol, i) in eight.iter_mut().zip((0..8).rev()) {
                *symbol = BASE32[(bits >> (5 * i) & 31) as usize];
            }
        }
        f.write_str(std::str::from_utf8(&symbols).map_err(|_| std::fmt::Error)?)
    }
}

/// A text that is not an id of ibid.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not an id: {expected} are expected")]
pub struct IdError {
    text: String,
    expected: &'static str,
}

impl std::str::FromStr for SourceId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let err = || IdError { text: text.to_owned(), expected: "32 hexadecimal digits" };
        if text.len() != 32 || !text.is_ascii() {
            return Err(err());
        }
        let mut id = [0; 16];
        for (i, byte) in id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| err())?;
        }
        Ok(SourceId(id))
    }
}

impl std::str::FromStr for PassageId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let err =
            || IdError { text: text.to_owned(), expected: "16 letters and digits from a to 7" };
        if text.len() != ID_LENGTH || !text.is_ascii() {
            return Err(err());
        }

        let mut id = [0; 10];
        for (half, symbols) in text.as_bytes().chunks(8).enumerate() {
            let mut bits = 0u64;
            for symbol in symbols {
                let value = BASE32.iter().position(|s| *s == symbol.to_ascii_lowercase());
                bits = bits << 5 | value.ok_or_else(err)? as u64;
            }
            id[half * 5..half * 5 + 5].copy_from_slice(&bits.to_be_bytes()[3..]);
        }

        Ok(PassageId(id))
    }
}

macro_rules! text_form {
    ($id:ty) => {
        impl TryFrom<String> for $id {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }
        impl From<$id> for String {
            fn from(id: $id) -> String {
                id.to_string()
            }
        }
    };
}
text_form!(SourceId);
text_form!(PassageId);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_part_of_a_passage_id_counts() {
        let id = PassageId::from_content;
        let base = id("m", &["a", "b"], "text", 0);
        assert_eq!(base, id("m", &["a", "b"], "text", 0));
        for other in [
            id("", &["a", "b"], "text", 0),
            id("m", &["ab"], "text", 0),
            id("m", &["a"], "btext", 0),
            id("m", &["a", "b"], "text", 1),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn the_id_before_another_is_the_next_smaller_one() {
        let id = |digits: &str| digits.parse::<SourceId>().unwrap();
        let (zero, one) = (id(&"0".repeat(32)), id(&format!("{:032x}", 1)));
        assert_eq!((zero.before(), one.before()), (None, Some(zero)));
        let hundred = id(&format!("{:032x}", 0x100));
        assert_eq!(hundred.before(), Some(id(&format!("{:032x}", 0xff))));
    }

    proptest! {
        #[test]
        fn ids_read_back(bytes in proptest::collection::vec(any::<u8>(), 0..40), nth in 0u32..9) {
            let source = SourceId::from_bytes(&bytes);
            prop_assert_eq!(source.to_string().parse::<SourceId>().unwrap(), source);
            let passage = PassageId::from_content("m", &[], &source.to_string(), nth);
            prop_assert_eq!(passage.to_string().parse::<PassageId>().unwrap(), passage);
        }

        #[test]
        fn an_id_lies_between_those_that_begin_as_it_does(text in ".*", length in 0usize..=16) {
            let id = PassageId::from_content("", &[], &text, 0);
            let shown = id.to_string().to_uppercase();
            let (first, last) = PassageId::beginning_with(&shown[..length]).unwrap();
            prop_assert!(first <= id && id <= last);
            prop_assert_eq!(&first.to_string()[..length], &last.to_string()[..length]);
        }

        #[test]
        fn the_hash_of_a_document_tells_its_place(bytes in any::<[u8; 4]>(), number in any::<u32>()) {
            let document = DocumentId { source: SourceId::from_bytes(&bytes), number };
            prop_assert_eq!(DocumentId::from_hash(document.source, document.hash()), document);
        }

        #[test]
        fn ids_order_as_their_leading_bits(a in ".*", b in ".*") {
            let (a, b) = (PassageId::from_content("", &[], &a, 0), PassageId::from_content("", &[], &b, 0));
            prop_assert!(a.leading_bits() == b.leading_bits() || a.cmp(&b) == a.leading_bits().cmp(&b.leading_bits()));
        }

        #[test]
        fn no_text_makes_them_panic(text in ".*") {
            let _ = text.parse::<SourceId>().is_ok() || text.parse::<PassageId>().is_ok();
        }
    }
}
