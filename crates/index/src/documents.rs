//! The documents of an index, by page.

use std::collections::BTreeMap;
use std::ops::Bound;

use ibid_core::backend::DocumentRecord;
use ibid_core::hit::Hit;
use ibid_core::ids::{DocumentId, SourceId};
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED};

use crate::columns::{Number, Segment};
use crate::error::{At, Result};
use crate::schema::{document_key, read_document_key};
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
            let passage = self.passage(known.first.1)?;
            let (id, passages) = (passage.document(), known.passages);
            records.push(DocumentRecord { id, about: passage.about, passages });
        }
        Ok(records)
    }

    /// The passages of a document, in their order.
    pub(crate) fn in_document(&self, document: DocumentId) -> Result<Vec<Hit>> {
        let key = document_key(self.keys.of_document(document));
        let found = self.find(self.fields.document, key.as_bytes())?;
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
        found: &mut BTreeMap<DocumentId, Known>,
    ) -> tantivy::Result<()> {
        let first = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.documents_in((segment, ord), (first, Bound::Unbounded), None, limit, found)?;

        // those of other keys stand elsewhere in the dictionary than their ids do
        for (source, key) in self.keys.by_source() {
            let document = |number| DocumentId { source: *key, number };
            let first = match after {
                Some(after) if after.source > *source => continue,
                Some(after) if after.source == *source => Bound::Excluded(document(after.number)),
                _ => Bound::Included(document(0)),
            };
            let last = Bound::Included(document(u32::MAX));
            self.documents_in((segment, ord), (first, last), Some(*source), limit, found)?;
        }
        Ok(())
    }

    /// Counts the documents between two of a segment: those under one key, which are of a source that
    /// is named, or all whose keys are the ids of their sources.
    fn documents_in(
        &self,
        (segment, ord): (Segment<'_>, u32),
        (first, last): (Bound<DocumentId>, Bound<DocumentId>),
        source: Option<SourceId>,
        limit: usize,
        found: &mut BTreeMap<DocumentId, Known>,
    ) -> tantivy::Result<()> {
        let ordinals = segment.number(Number::Ordinal)?;
        let inverted = segment.reader.inverted_index(self.fields.document)?;
        let range = inverted.terms().range();
        let range = match first {
            Bound::Excluded(first) => range.gt(document_key(first)),
            Bound::Included(first) => range.ge(document_key(first)),
            Bound::Unbounded => range,
        };
        let range = match last {
            Bound::Included(last) => range.le(document_key(last)),
            Bound::Excluded(last) => range.lt(document_key(last)),
            Bound::Unbounded => range,
        };

        let mut keys = range.into_stream()?;
        let mut of_segment = 0;
        while of_segment < limit && keys.advance() {
            let Some(document) = read_document_key(keys.key()) else { continue };
            if source.is_none() && self.keys.differs(document.source) {
                continue;
            }
            let document = DocumentId { source: source.unwrap_or(document.source), ..document };
            let basic = IndexRecordOption::Basic;
            let mut docs = inverted.read_postings_from_terminfo(keys.value(), basic)?;
            let mut any = false;
            while docs.doc() != TERMINATED {
                let doc = docs.doc();
                if segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    let here = (ordinal(&ordinals, doc), DocAddress::new(ord, doc));
                    count(found, document, here);
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

fn count(found: &mut BTreeMap<DocumentId, Known>, id: DocumentId, here: (u64, DocAddress)) {
    match found.get_mut(&id) {
        Some(known) => {
            known.passages += 1;
            known.first = known.first.min(here);
        }
        None => {
            found.insert(id, Known { passages: 1, first: here });
        }
    }
}
