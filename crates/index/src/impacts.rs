//! What the blocks of a list of postings can give at most, read from the list's own table of blocks.
//!
//! The engine looks at that table only where it stands in the list, one block after the other. Here it
//! is read at once: what the postings of any stretch of passages can give is known then without going
//! there. The name is Lucene's.

use std::io;

use tantivy::HasLen;
use tantivy::directory::FileSlice;
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
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Impacts {
    last: Vec<DocId>,
    most: Vec<Score>,
}

impl Impacts {
    /// The engine puts so many postings into a block; a last one has fewer.
    pub(crate) const BLOCK: usize = 128;

    /// Reads those of a list with so many postings. Of the postings behind the last full block it is
    /// only known what any posting can give.
    pub(crate) fn read(list: &FileSlice, postings: u32, weight: &Bm25Weight) -> io::Result<Self> {
        let blocks = postings as usize / Impacts::BLOCK;
        let mut impacts =
            Impacts { last: Vec::with_capacity(blocks + 1), most: Vec::with_capacity(blocks + 1) };
        if blocks > 0 {
            let table = table(list, blocks)?;
            for entry in table.as_slice().chunks_exact(ENTRY) {
                let [a, b, c, d, .., length, frequency] = *entry else { break };
                let frequency = if frequency == VERY_OFTEN { u32::MAX } else { frequency.into() };
                impacts.last.push(DocId::from_le_bytes([a, b, c, d]));
                impacts.most.push(weight.score(length, frequency));
            }
        }

        impacts.last.push(TERMINATED);
        impacts.most.push(if (postings as usize).is_multiple_of(Impacts::BLOCK) {
            0.0
        } else {
            weight.max_score()
        });
        Ok(impacts)
    }

    /// The first block from `block` on that may hold a passage from `doc` on.
    pub(crate) fn block_from(&self, mut block: usize, doc: DocId) -> usize {
        while self.last.get(block).is_some_and(|last| *last < doc) {
            block += 1;
        }
        block
    }

    /// The last passage of a block; of the last block of all, no passage is behind it.
    pub(crate) fn last_of(&self, block: usize) -> DocId {
        self.last.get(block).copied().unwrap_or(TERMINATED)
    }

    /// What a posting of a block can give at most.
    pub(crate) fn most_of(&self, block: usize) -> Score {
        self.most.get(block).copied().unwrap_or_default()
    }

    /// What a posting before passage `end` can give at most, from a block on.
    pub(crate) fn most_before(&self, block: usize, end: DocId) -> Score {
        let mut most: Score = 0.0;
        for (last, of_block) in self.last.iter().zip(&self.most).skip(block) {
            most = most.max(*of_block);
            if *last >= end - 1 {
                break;
            }
        }
        most
    }

    /// What any posting can give at most.
    pub(crate) fn most(&self) -> Score {
        self.most.iter().copied().fold(0.0, Score::max)
    }
}

/// The table of a list with so many full blocks.
fn table(list: &FileSlice, blocks: usize) -> io::Result<tantivy::directory::OwnedBytes> {
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
