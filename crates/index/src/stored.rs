//! What is kept of the documents of one source, to tell which of them have changed.

use ibid_core::ids::{ByteHash, SourceId};
use ibid_core::passage::Passage;

use crate::directory::guarded;
use crate::error::{At, Result};
use crate::kept;
use crate::snapshot::IndexSnapshot;
use crate::state::State;

/// What is kept of the documents of one source: a hash of each.
#[derive(Clone, Debug)]
pub struct StoredDocuments {
    /// By their numbers.
    documents: Vec<StoredDocument>,
}

/// What is kept of one document.
#[derive(Clone, Copy, Debug)]
struct StoredDocument {
    number: u32,
    passages: u32,
    /// The hashes of its records, added up.
    sum: u128,
}

impl IndexSnapshot {
    /// What is kept of the documents of a source.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stored_documents(&self, source: SourceId) -> Result<StoredDocuments> {
        guarded(&self.0.directory, || self.0.stored_documents(source))
    }
}

impl State {
    fn stored_documents(&self, source: SourceId) -> Result<StoredDocuments> {
        let key = self.keys.of(source);
        let mut documents: Vec<StoredDocument> = Vec::new();
        let found = self.find(self.fields.source, key.to_string().as_bytes())?;
        for in_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let segment = self.segment(in_segment[0].segment_ord);
            for address in in_segment {
                let stored = segment.stored(address.doc_id).at(&self.path)?;
                // what cannot be read equals nothing
                let columns = segment.in_columns(address.doc_id).at(&self.path)?;
                let record = self.fields.kept_record(&stored);
                let content = record.and_then(|record| kept::content_of(record, &columns));
                let sum = hash_of(&content.unwrap_or_default());
                documents.push(StoredDocument { number: columns.document, passages: 1, sum });
            }
        }

        documents.sort_by_key(|document| document.number);
        documents.dedup_by(|next, first| {
            let same = next.number == first.number;
            if same {
                first.passages += next.passages;
                first.sum = first.sum.wrapping_add(next.sum);
            }
            same
        });
        Ok(StoredDocuments { documents })
    }
}

impl StoredDocuments {
    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The number of the document at a place among these.
    pub fn number(&self, place: usize) -> Option<u32> {
        self.documents.get(place).map(|document| document.number)
    }

    /// The numbers of the documents, in their order.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.documents.iter().map(|document| document.number)
    }

    /// Whether the document at a place among these is made of just these passages: all that is kept of
    /// them is the same, but for the id of the source.
    pub fn is_same(&self, place: usize, passages: &[Passage]) -> bool {
        let Some(kept) = self.documents.get(place) else { return false };
        if kept.passages as usize != passages.len() {
            return false;
        }
        let mut sum: u128 = 0;
        for passage in passages {
            let Ok(content) = kept::content(passage) else { return false };
            sum = sum.wrapping_add(hash_of(&content));
        }
        sum == kept.sum
    }
}

fn hash_of(content: &[u8]) -> u128 {
    ByteHash::of(content).leading_bits()
}
