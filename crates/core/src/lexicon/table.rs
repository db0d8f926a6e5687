//! The table of a lexicon, as bytes: read in place by binary search, never built.
//!
//! Numbers are little-endian. The table is:
//!
//! | Part | Holds |
//! | --- | --- |
//! | `ibidlex1` | what it is |
//! | 6 × `u32` | the bytes of each part below |
//! | French index, French entries | of each block of 16 entries, where it begins; the blocks |
//! | English index, English entries | the same |
//! | French texts, English texts | what the entries of the other language give: one byte for the length of a text, then the text |
//!
//! An entry: how many bytes of its key are those of the key before, how many follow, these bytes;
//! one byte for its list (upper half) and the number of its translations (lower half); for each
//! translation three bytes, of which the upper 20 bits say where its text begins and the lower 4
//! bits its weight, in parts of the sum over the entry. The first key of a block is whole. Keys
//! are in the order of their bytes, and no two are the same. A key is one stem or several parted by
//! spaces, or `=` and one form of a word.

use super::Translation;
use crate::lang::Lang;

/// How a table begins.
pub(super) const MAGIC: &[u8; 8] = b"ibidlex1";

/// Entries in a block.
pub(super) const BLOCK: usize = 16;

/// The names of the lists, by the number that an entry has.
pub(super) const LISTS: [&str; 3] = ["learned", "terms", "hand"];

/// Parts of a table after its lengths.
pub(super) const PARTS: usize = 6;

/// The bytes of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    parts: [&'static [u8]; PARTS],
    size: usize,
}

/// The entries of one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    index: &'static [u8],
    entries: &'static [u8],
    /// The texts of the other language.
    texts: &'static [u8],
}

/// Where an entry's translations are, once its key is read.
#[derive(Clone, Copy, Debug)]
struct Found {
    list: u8,
    translations: &'static [u8],
}

impl Table {
    pub(super) fn empty() -> Table {
        Table { parts: [&[]; PARTS], size: 0 }
    }

    /// Finds the parts; `None` if the bytes are no table, or are cut short.
    pub(super) fn over(bytes: &'static [u8]) -> Option<Table> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut lengths = [0; PARTS];
        for length in &mut lengths {
            *length = take_u32(&mut rest)?;
        }

        let mut parts: [&[u8]; PARTS] = [&[]; PARTS];
        for (part, length) in parts.iter_mut().zip(lengths) {
            *part = take(&mut rest, length)?;
        }

        rest.is_empty().then_some(Table { parts, size: bytes.len() })
    }

    pub(super) fn side(&self, from: Lang) -> Side {
        let [french_index, french, english_index, english, french_texts, english_texts] =
            self.parts;
        match from {
            Lang::Fr => Side { index: french_index, entries: french, texts: english_texts },
            Lang::En => Side { index: english_index, entries: english, texts: french_texts },
        }
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }
}

impl Side {
    /// What the entry of this key gives.
    pub(super) fn get(&self, key: &str) -> Option<Vec<Translation>> {
        let (found, entry) = self.from(key).next()?;
        (found == key.as_bytes()).then(|| self.translations(entry))
    }

    /// Whether an entry has this key and another word after it.
    pub(super) fn goes_on(&self, key: &str) -> bool {
        let longer = format!("{key} ");
        let next = self.from(&longer).next();
        next.is_some_and(|(found, _)| found.starts_with(longer.as_bytes()))
    }

    /// All keys, in their order.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> + use<> {
        self.from("").filter_map(|(key, _)| String::from_utf8(key).ok())
    }

    /// The entries from the first whose key is not before `key`, with their keys.
    fn from(&self, key: &str) -> Entries {
        let blocks = self.index.len() / size_of::<u32>();
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = low.midpoint(high);
            let before = self.first_key(middle).is_some_and(|first| first <= key.as_bytes());
            if before { low = middle + 1 } else { high = middle }
        }

        let mut entries = Entries { rest: self.block(low.saturating_sub(1)), key: Vec::new() };
        loop {
            let mut ahead = entries.clone();
            match ahead.next() {
                Some((found, _)) if found.as_slice() < key.as_bytes() => entries = ahead,
                _ => return entries,
            }
        }
    }

    /// The entries from the beginning of a block to the end.
    fn block(&self, block: usize) -> &'static [u8] {
        let mut place = self.index.get(block * size_of::<u32>()..).unwrap_or_default();
        let start = take_u32(&mut place);
        start.and_then(|start| self.entries.get(start..)).unwrap_or_default()
    }

    fn first_key(&self, block: usize) -> Option<&'static [u8]> {
        let mut rest = self.block(block);
        take(&mut rest, 1)?;
        let length = take_u8(&mut rest)?;
        take(&mut rest, usize::from(length))
    }

    /// What an entry gives; a text that is not there is left out.
    fn translations(&self, entry: Found) -> Vec<Translation> {
        let list = LISTS.get(usize::from(entry.list)).copied().unwrap_or_default();
        let found = entry.translations.as_chunks::<3>().0.iter().filter_map(|bytes| {
            let [low, middle, high] = *bytes;
            let packed = u32::from_le_bytes([low, middle, high, 0]);
            Some((self.text((packed >> 4) as usize)?, f64::from(packed & 15)))
        });
        let found: Vec<(&str, f64)> = found.collect();
        let sum: f64 = found.iter().map(|(_, weight)| weight).sum();

        let share = |weight: f64| if sum > 0.0 { weight / sum } else { 0.0 };
        let give = |(text, weight): (&str, f64)| Translation {
            text: text.to_owned(),
            weight: share(weight),
            list: list.to_owned(),
        };
        found.into_iter().map(give).collect()
    }

    fn text(&self, at: usize) -> Option<&'static str> {
        let mut rest = self.texts.get(at..)?;
        let length = take_u8(&mut rest)?;
        std::str::from_utf8(take(&mut rest, usize::from(length))?).ok()
    }
}

/// Entries one after the other, each with its whole key.
#[derive(Clone, Debug)]
struct Entries {
    rest: &'static [u8],
    key: Vec<u8>,
}

impl Iterator for Entries {
    type Item = (Vec<u8>, Found);

    fn next(&mut self) -> Option<Self::Item> {
        let shared = take_u8(&mut self.rest)?;
        let length = take_u8(&mut self.rest)?;
        let end = take(&mut self.rest, usize::from(length))?;
        self.key.truncate(usize::from(shared));
        self.key.extend_from_slice(end);

        let head = take_u8(&mut self.rest)?;
        let translations = take(&mut self.rest, usize::from(head & 15) * 3)?;
        Some((self.key.clone(), Found { list: head >> 4, translations }))
    }
}

/// Cuts `length` bytes off the beginning; `None` if there are fewer.
fn take(rest: &mut &'static [u8], length: usize) -> Option<&'static [u8]> {
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head)
}

fn take_u8(rest: &mut &'static [u8]) -> Option<u8> {
    take(rest, 1)?.first().copied()
}

fn take_u32(rest: &mut &'static [u8]) -> Option<usize> {
    let bytes = take(rest, size_of::<u32>())?.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}
