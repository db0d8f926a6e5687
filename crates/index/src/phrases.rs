//! Words in a row, or near each other: a query of our own for the engine.
//!
//! The engine's phrase query panics on one term and does not know nearness in any order.

use ibid_core::ranking::phrase_matches;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Terms of one field with their distances from the first, and how loosely they may stand.
#[derive(Clone, Debug)]
pub(crate) struct PhraseQuery {
    pub(crate) field: Field,
    pub(crate) row: Vec<(u32, String)>,
    /// 0 for these distances exactly; otherwise how many other words may stand among them.
    pub(crate) slop: u32,
}

impl Query for PhraseQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for PhraseQuery {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.field)?;
        let mut postings = Vec::with_capacity(self.row.len());
        for (_, term) in &self.row {
            let term = Term::from_field_text(self.field, term);
            match inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? {
                Some(found) => postings.push(found),
                None => return Ok(Box::new(EmptyScorer)),
            }
        }
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let offsets = self.row.iter().map(|(offset, _)| *offset).collect();
        let positions = vec![Vec::new(); self.row.len()];
        let mut scorer = PhraseScorer { postings, offsets, slop: self.slop, positions, doc: 0 };
        let first = scorer.postings[0].doc();
        scorer.find_from(first);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("a row of words does not rank document {doc}")))
    }
}

struct PhraseScorer {
    postings: Vec<SegmentPostings>,
    offsets: Vec<u32>,
    slop: u32,
    positions: Vec<Vec<u32>>,
    doc: DocId,
}

impl PhraseScorer {
    /// Goes to the first match at `candidate` or after it.
    fn find_from(&mut self, mut candidate: DocId) -> DocId {
        'next: while candidate < TERMINATED {
            for postings in &mut self.postings {
                if postings.doc() < candidate {
                    postings.seek(candidate);
                }
                if postings.doc() > candidate {
                    candidate = postings.doc();
                    continue 'next;
                }
            }
            for (postings, positions) in self.postings.iter_mut().zip(&mut self.positions) {
                postings.positions(positions);
            }
            if phrase_matches(&self.positions, &self.offsets, self.slop) {
                break;
            }
            candidate += 1;
        }
        self.doc = candidate.min(TERMINATED);
        self.doc
    }
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.find_from(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.find_from(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(DocSet::size_hint).min().unwrap_or(0)
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        1.0
    }
}
