//! The documents of an index, by page.

use std::collections::BTreeMap;

use ibid_core::backend::DocumentRecord;
use ibid_core::hit::Hit;
use ibid_core::ids::DocumentId;
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyDocument};

use crate::columns::{Number, Segment};
use crate::error::{At, Result};
use crate::schema::document_key;
use crate::state::State;

/// A document, of which some passages were found.
struct Known {
    passages: u32,
    /// The ordinal of its first passage, and where that is.
    first: (u64, DocAddress),
}

impl State {
    /// The documents after `after` in the order of their ids, at most `limit`.
    pub(crate) fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>> {
        let mut found = BTreeMap::new();
        for (ord, segment) in self.segments().enumerate() {
            self.documents_of(segment, ord as u32, after, limit, &mut found).at(&self.path)?;
        }

        let mut records = Vec::with_capacity(limit.min(found.len()));
        for known in found.into_values().take(limit) {
            let stored: TantivyDocument = self.searcher.doc(known.first.1).at(&self.path)?;
            let passage = self.fields.read_passage(&stored, &self.path)?;
            let (id, passages) = (passage.document(), known.passages);
            records.push(DocumentRecord { id, about: passage.about, passages });
        }
        Ok(records)
    }

    /// The passages of a document, in their order.
    pub(crate) fn in_document(&self, document: DocumentId) -> Result<Vec<Hit>> {
        let found = self.find(self.fields.document, document_key(document).as_bytes())?;
        let hits = found.into_iter().map(|address| self.fetch(address, 0.0));
        let mut hits = hits.collect::<Result<Vec<Hit>>>()?;
        hits.sort_by_key(|hit| hit.passage.ordinal);
        Ok(hits)
    }

    fn documents_of(
        &self,
        segment: Segment<'_>,
        ord: u32,
        after: Option<DocumentId>,
        limit: usize,
        found: &mut BTreeMap<Vec<u8>, Known>,
    ) -> tantivy::Result<()> {
        let ordinals = segment.number(Number::Ordinal)?;
        let inverted = segment.reader.inverted_index(self.fields.document)?;
        let range = inverted.terms().range();
        let range = match after {
            Some(after) => range.gt(document_key(after)),
            None => range,
        };

        let mut keys = range.into_stream()?;
        let mut of_segment = 0;
        while of_segment < limit && keys.advance() {
            let basic = IndexRecordOption::Basic;
            let mut docs = inverted.read_postings_from_terminfo(keys.value(), basic)?;
            let mut any = false;
            while docs.doc() != TERMINATED {
                let doc = docs.doc();
                if segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    let here = (ordinal(&ordinals, doc), DocAddress::new(ord, doc));
                    count(found, keys.key(), here);
                    any = true;
                }
                docs.advance();
            }
            of_segment += usize::from(any);
        }
        Ok(())
    }
}

fn ordinal(ordinals: &Column<u64>, doc: u32) -> u64 {
    ordinals.first(doc).unwrap_or(0)
}

fn count(found: &mut BTreeMap<Vec<u8>, Known>, key: &[u8], here: (u64, DocAddress)) {
    match found.get_mut(key) {
        Some(known) => {
            known.passages += 1;
            known.first = known.first.min(here);
        }
        None => {
            found.insert(key.to_vec(), Known { passages: 1, first: here });
        }
    }
}
