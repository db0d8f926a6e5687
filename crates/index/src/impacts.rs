//! What the blocks of a list of postings can give at most, read from the list's own table of blocks.
//!
//! The engine looks at that table only where it stands in the list. Here what the postings of a stretch
//! of passages can give is known without going there. The name is Lucene's.

use std::io;

use tantivy::HasLen;
use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::query::Bm25Weight;
use tantivy::{DocId, Score, TERMINATED};

use crate::variable_length;

/// What the table says of a block of a field with positions: its last passage (4 bytes), how many bits
/// its passages and frequencies have (1 each), how many positions (4), and the length and frequency
/// that give most (1 each). The lowest byte of each number comes first.
const ENTRY: usize = 12;

/// A frequency of so many or more.
const VERY_OFTEN: u8 = u8::MAX;

/// The blocks of a list: the last passage of each, and what each can give at most.
#[derive(Debug)]
pub(crate) struct Impacts {
    table: OwnedBytes,
    /// Whether postings are behind the last full block.
    has_rest: bool,
}

impl Impacts {
    /// The engine puts so many postings into a block; a last one has fewer.
    pub(crate) const BLOCK: usize = 128;

    /// Those of a list with so many postings. Of the postings behind the last full block it is only
    /// known what any posting can give.
    pub(crate) fn read(list: &FileSlice, postings: u32) -> io::Result<Self> {
        let postings = postings as usize;
        let table = match postings / Impacts::BLOCK {
            0 => OwnedBytes::empty(),
            blocks => table(list, blocks)?,
        };
        Ok(Impacts { table, has_rest: !postings.is_multiple_of(Impacts::BLOCK) })
    }

    fn entry(&self, block: usize) -> Option<&[u8; ENTRY]> {
        self.table.as_slice().get(block * ENTRY..)?.first_chunk()
    }

    /// The first block from `block` on that may hold a passage from `doc` on.
    pub(crate) fn block_from(&self, mut block: usize, doc: DocId) -> usize {
        while self.last_of(block) < doc {
            block += 1;
        }
        block
    }

    /// The last passage of a block; of the last block of all, no passage is behind it.
    pub(crate) fn last_of(&self, block: usize) -> DocId {
        match self.entry(block) {
            Some([a, b, c, d, ..]) => DocId::from_le_bytes([*a, *b, *c, *d]),
            None => TERMINATED,
        }
    }

    /// What a posting of a block can give at most.
    pub(crate) fn most_of(&self, block: usize, weight: &Bm25Weight) -> Score {
        match self.entry(block) {
            Some([.., length, VERY_OFTEN]) => weight.score(*length, u32::MAX),
            Some([.., length, frequency]) => weight.score(*length, (*frequency).into()),
            None if self.has_rest => weight.max_score(),
            None => 0.0,
        }
    }

    /// What a posting before passage `end` can give at most, from a block on.
    pub(crate) fn most_before(&self, mut block: usize, end: DocId, weight: &Bm25Weight) -> Score {
        let mut most = self.most_of(block, weight);
        while self.last_of(block) < end - 1 {
            block += 1;
            most = most.max(self.most_of(block, weight));
        }
        most
    }

    /// What any posting can give at most.
    pub(crate) fn most(&self, weight: &Bm25Weight) -> Score {
        self.most_before(0, TERMINATED + 1, weight)
    }
}

/// The table of a list with so many full blocks.
fn table(list: &FileSlice, blocks: usize) -> io::Result<OwnedBytes> {
    /// The length of a table takes no more bytes.
    const LONGEST: usize = 10;

    let broken = || io::Error::new(io::ErrorKind::InvalidData, "a list of postings is cut off");
    let head = list.read_bytes_slice(0..LONGEST.min(list.len()))?;
    let (length, rest) = variable_length::read(head.as_slice()).ok_or_else(broken)?;
    let (start, length) = (head.len() - rest.len(), length as usize);
    if length != blocks * ENTRY || list.len() < start + length {
        return Err(broken());
    }
    list.read_bytes_slice(start..start + length)
}
