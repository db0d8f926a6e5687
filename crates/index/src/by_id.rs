//! From the ids of passages to passages.
//!
//! A term for each id would be the largest part of the vocabulary, to be read whole by each process
//! that asks for one id. So the last two bytes of an id are its term, and the column that orders
//! passages holds its first eight: together they are the ten bytes of an id.

use std::collections::{BTreeMap, BTreeSet};

use ibid_core::ids::PassageId;
use tantivy::columnar::Column;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::columns::{Number, first_values};
use crate::directory::IndexDirectory;
use crate::error::{At, Result};
use crate::packed;
use crate::schema::{NOT_A_PASSAGE, column};
use crate::state::State;

/// The term of an id.
pub(crate) fn term(field: Field, id: PassageId) -> Term {
    Term::from_field_bytes(field, ending(&id))
}

/// How many bytes of an id are its term: the last ones.
pub(crate) const ENDING: usize = 2;

/// What of an id is its term.
pub(crate) fn ending(id: &PassageId) -> &[u8] {
    &id.as_bytes()[8..]
}

impl State {
    /// The addresses of the passages with an id, segment by segment.
    pub(crate) fn with_id(&self, id: PassageId) -> Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for (ord, segment) in self.segments().enumerate() {
            let firsts = || segment.number(Number::TieBreaker);
            let docs = docs_with(segment.reader, self.fields.id, id, firsts).at(&self.path)?;
            found.extend(docs.into_iter().map(|doc| DocAddress::new(ord as u32, doc)));
        }
        Ok(found)
    }

    /// The ids from `first` to `last`, in their order, each once; at most `limit`.
    ///
    /// The column is gone through whole: of a million passages that takes some milliseconds.
    pub(crate) fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>> {
        let bits = first.leading_bits()..=last.leading_bits();
        let mut found: BTreeMap<u64, Vec<DocAddress>> = BTreeMap::new();
        for (ord, segment) in self.segments().enumerate() {
            let firsts = segment.number(Number::TieBreaker).at(&self.path)?;
            let langs = segment.number(Number::Lang).at(&self.path)?;
            for doc in 0..segment.reader.max_doc() {
                // of a file the column says 0, as of an id that begins with zeros
                let is_passage = || langs.first(doc) != Some(NOT_A_PASSAGE);
                let alive =
                    || segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
                let own = firsts.first(doc).filter(|own| bits.contains(own));
                if let Some(own) = own.filter(|_| is_passage() && alive()) {
                    found.entry(own).or_default().push(DocAddress::new(ord as u32, doc));
                }
            }
        }

        let mut ids = BTreeSet::new();
        // ids that share their first bytes are in no order yet
        for addresses in found.into_values() {
            if ids.len() >= limit {
                break;
            }
            for address in addresses {
                let id = self.fetch(address, 0.0)?.passage.id;
                if (first..=last).contains(&id) {
                    ids.insert(id);
                }
            }
        }
        Ok(ids.into_iter().take(limit).collect())
    }
}

/// The living passages of a segment with an id; `firsts` opens the column of the first bytes.
fn docs_with(
    segment: &SegmentReader,
    field: Field,
    id: PassageId,
    firsts: impl FnOnce() -> tantivy::Result<Column<u64>>,
) -> tantivy::Result<Vec<DocId>> {
    let inverted = segment.inverted_index(field)?;
    let mut found = Vec::new();
    let term = term(field, id);
    let Some(mut postings) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(found);
    };

    let firsts = firsts()?;
    while !postings.docs().is_empty() {
        let values = first_values(&firsts, postings.docs());
        for (doc, value) in postings.docs().iter().zip(values) {
            let is_alive = segment.alive_bitset().is_none_or(|alive| alive.is_alive(*doc));
            if is_alive && value == Some(id.leading_bits()) {
                found.push(*doc);
            }
        }
        postings.advance();
    }
    Ok(found)
}

/// The passages with some ids: a query for the engine.
#[derive(Clone, Debug)]
pub(crate) struct IdsQuery {
    pub(crate) field: Field,
    pub(crate) ids: Vec<PassageId>,
    pub(crate) directory: IndexDirectory,
}

impl Query for IdsQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for IdsQuery {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut docs = Vec::new();
        for id in &self.ids {
            let firsts = || packed::column(reader, &self.directory, column::TIE_BREAKER);
            docs.append(&mut docs_with(reader, self.field, *id, firsts)?);
        }
        if docs.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }

        docs.sort_unstable();
        docs.dedup();
        Ok(Box::new(Docs { docs, at: 0 }))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("an id does not rank document {doc}")))
    }
}

/// Some passages of a segment, at least one, in their order.
struct Docs {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Docs {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Docs {
    fn score(&mut self) -> Score {
        1.0
    }
}
