//! The list of a term in a segment: which passages hold it, what it gives to each, and what it can give
//! at most. It only goes forward.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::{DocId, Score};

use ibid_core::analysis::Kind;

use crate::columns::Segment;
use crate::impacts::Impacts;
use crate::schema::Fields;

/// A term that ranks, and what it weighs.
pub(crate) struct TermWeight {
    pub(crate) kind: Kind,
    pub(crate) term: String,
    pub(crate) weight: Bm25Weight,
}

/// The list of a term in a segment.
pub(crate) struct TermList {
    postings: BlockSegmentPostings,
    /// Where the next passage stands in the block that is unpacked.
    at: usize,
    weight: Bm25Weight,
    lengths: FieldNormReader,
    impacts: Impacts,
    /// The block that was asked about last.
    block: usize,
}

impl TermList {
    /// The lists of those terms that a record holds.
    pub(crate) fn open_all(
        weights: &[TermWeight],
        segment: Segment<'_>,
        fields: &Fields,
    ) -> tantivy::Result<Vec<Self>> {
        let lists = weights.iter().map(|term| TermList::open(term, segment, fields));
        lists.filter_map(tantivy::Result::transpose).collect()
    }

    /// The list of a term; `None` where no record holds it.
    fn open(
        TermWeight { kind, term, weight }: &TermWeight,
        segment: Segment<'_>,
        fields: &Fields,
    ) -> tantivy::Result<Option<Self>> {
        let Some(info) = segment.term((*kind, term), fields)? else { return Ok(None) };
        let list = segment.list(*kind, &info, fields)?;
        Ok(Some(TermList {
            postings: segment.block_postings(*kind, &info, fields)?,
            at: 0,
            weight: weight.clone(),
            lengths: segment.lengths(*kind, fields)?,
            impacts: Impacts::read(&list, info.doc_freq)?,
            block: 0,
        }))
    }

    /// How many records hold it, those that were deleted among them.
    pub(crate) fn held_by(&self) -> u32 {
        self.postings.doc_freq()
    }

    /// What it can give anywhere.
    pub(crate) fn most(&self) -> Score {
        self.impacts.most(&self.weight)
    }

    /// A passage that may hold it, from `doc` on: none is before it.
    pub(crate) fn next_from(&self, doc: DocId) -> DocId {
        self.postings.doc(self.at).max(doc)
    }

    /// What it can give at most to the passages from `from` on and before `end`.
    pub(crate) fn most_in(&mut self, from: DocId, end: DocId) -> Score {
        if self.postings.doc(self.at) >= end {
            return 0.0;
        }
        self.block = self.impacts.block_from(self.block, from);
        self.impacts.most_before(self.block, end, &self.weight)
    }

    /// What it can give at most to a passage and to those behind it, up to which one.
    pub(crate) fn most_from(&mut self, doc: DocId) -> (Score, DocId) {
        self.block = self.impacts.block_from(self.block, doc);
        (self.impacts.most_of(self.block, &self.weight), self.impacts.last_of(self.block))
    }

    /// What it can give at most to a passage: the block that this may be in need not be unpacked.
    pub(crate) fn most_at(&mut self, doc: DocId) -> Score {
        if self.postings.doc(self.at) > doc { 0.0 } else { self.most_from(doc).0 }
    }

    /// Goes to the first passage at `from` or after it that holds it.
    pub(crate) fn go_to(&mut self, from: DocId) -> DocId {
        let next = self.postings.doc(self.at);
        if next >= from {
            return next;
        }
        self.at = self.postings.seek(from);
        self.postings.doc(self.at)
    }

    /// What it gives to a passage.
    pub(crate) fn score(&mut self, doc: DocId) -> Score {
        if self.go_to(doc) != doc {
            return 0.0;
        }
        self.weight.score(self.lengths.fieldnorm_id(doc), self.postings.freq(self.at))
    }

    /// Calls `each` with the passages that hold it from `from` on and before `end`, and with what it
    /// gives to each.
    pub(crate) fn each_before(
        &mut self,
        (from, end): (DocId, DocId),
        mut each: impl FnMut(DocId, Score),
    ) {
        self.go_to(from);
        loop {
            let (docs, frequencies) = (self.postings.docs(), self.postings.freqs());
            let (docs, frequencies) = (
                docs.get(self.at..).unwrap_or_default(),
                frequencies.get(self.at..).unwrap_or_default(),
            );
            let before = docs.partition_point(|doc| *doc < end);

            // lengths lie far apart: where all are asked for first, none waits for another
            let mut lengths = [0; Impacts::BLOCK];
            for (length, doc) in lengths.iter_mut().zip(&docs[..before]) {
                *length = self.lengths.fieldnorm_id(*doc);
            }
            for ((doc, frequency), length) in docs[..before].iter().zip(frequencies).zip(lengths) {
                each(*doc, self.weight.score(length, *frequency));
            }

            self.at += before;
            if before < docs.len() || self.postings.block_len() < Impacts::BLOCK {
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
