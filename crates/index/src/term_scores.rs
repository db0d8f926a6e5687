//! What the words of a plan give passages in phase one, and what they can give at most in a stretch
//! of passages.

use ibid_core::analysis::Kind;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::{DocId, Score, TERMINATED};

use crate::columns::Segment;
use crate::schema::Fields;

/// The engine keeps the best frequency and length of so many postings together.
const BLOCK: usize = 128;

/// A term that the next passage to be looked at lacks gives nothing before the next passage that
/// holds it. Where that is farther away, a stretch ends before it; where it is nearer, stretches
/// would be too short.
const FAR: DocId = 64;

/// No stretch whose passages are scored is longer.
pub(crate) const LONGEST: usize = 512;

/// A term with more than so many times the postings of the rarest word is only looked up in the
/// passages that hold that word: these are few in a stretch.
const RARER: u32 = 8;

/// A term that ranks, and what it weighs.
pub(crate) struct TermWeight {
    pub(crate) kind: Kind,
    pub(crate) term: String,
    pub(crate) weight: Bm25Weight,
}

/// Passages one after the other, and what their scores cannot exceed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    /// The last of them.
    pub(crate) last: DocId,
    pub(crate) bound: Score,
}

/// The terms of a plan in a segment. It only goes forward.
pub(crate) struct TermScores {
    terms: Vec<TermInSegment>,
}

/// One term in a segment.
struct TermInSegment {
    postings: BlockSegmentPostings,
    weight: Bm25Weight,
    lengths: FieldNormReader,
    /// Where the next passage stands in the block.
    at: usize,
    /// What it can give to one passage of the stretch; 0 where none of these holds it.
    bound: Score,
    /// See [`RARER`].
    frequent: bool,
    /// Whether it is looked up in single passages of the stretch.
    looked_up: bool,
}

impl TermScores {
    /// The terms in a segment. `rarest` is how many passages hold what all that are looked at hold.
    pub(crate) fn open(
        weights: &[TermWeight],
        segment: Segment<'_>,
        fields: &Fields,
        rarest: u32,
    ) -> tantivy::Result<Self> {
        let mut terms = Vec::with_capacity(weights.len());
        for TermWeight { kind, term, weight } in weights {
            let Some(info) = segment.term((*kind, term), fields)? else { continue };
            let postings = segment.block_postings(*kind, &info, fields)?;
            let frequent = postings.doc_freq() / RARER > rarest;
            let (weight, lengths) = (weight.clone(), segment.lengths(*kind, fields)?);
            let (at, bound, looked_up) = (0, 0.0, true);
            terms.push(TermInSegment { postings, weight, lengths, at, bound, frequent, looked_up });
        }
        Ok(TermScores { terms })
    }

    /// The stretch that begins with a passage.
    pub(crate) fn stretch(&mut self, from: DocId) -> Stretch {
        let mut stretch = Stretch { last: TERMINATED - 1, bound: 0.0 };
        for term in &mut self.terms {
            let next = term.go_to(from);
            let last = if next - from > FAR {
                term.bound = 0.0;
                next - 1
            } else {
                term.bound = term.postings.block_max_score(&term.lengths, &term.weight);
                term.last_of_block()
            };
            stretch.last = stretch.last.min(last);
            stretch.bound += term.bound;
        }
        stretch
    }

    /// Scores all passages of a stretch by the term that can give most, and says what the others, which
    /// are looked up, can give together. `scores` has a place for each passage from the first.
    pub(crate) fn score_all(&mut self, from: DocId, scores: &mut [Score]) -> Score {
        scores.fill(0.0);
        self.terms.iter_mut().for_each(|term| term.looked_up = true);
        let in_all = self.terms.iter_mut().filter(|term| term.bound > 0.0 && !term.frequent);
        if let Some(most) = in_all.max_by(|a, b| a.bound.total_cmp(&b.bound)) {
            most.score_all(from, scores);
            most.looked_up = false;
        }
        self.terms.iter().filter(|term| term.looked_up).map(|term| term.bound).sum()
    }

    /// What the terms that are looked up give a passage of the stretch.
    pub(crate) fn rest_of(&mut self, doc: DocId) -> Score {
        let looked_up = |term: &&mut TermInSegment| term.looked_up && term.bound > 0.0;
        self.terms.iter_mut().filter(looked_up).map(|term| term.score(doc)).sum()
    }

    /// What all terms give a passage.
    pub(crate) fn score(&mut self, doc: DocId) -> Score {
        self.terms.iter_mut().map(|term| term.score(doc)).sum()
    }
}

impl TermInSegment {
    /// Goes to the first passage at `from` or after it that holds the term.
    fn go_to(&mut self, from: DocId) -> DocId {
        let next = self.postings.doc(self.at);
        if next >= from {
            return next;
        }
        self.at = self.postings.seek(from);
        self.postings.doc(self.at)
    }

    /// Scores the passages of a stretch in which it stands.
    fn score_all(&self, from: DocId, scores: &mut [Score]) {
        let postings = self.postings.docs().iter().zip(self.postings.freqs());
        for (doc, frequency) in postings.skip(self.at) {
            let Some(score) = scores.get_mut((doc - from) as usize) else { break };
            *score = self.weight.score(self.lengths.fieldnorm_id(*doc), *frequency);
        }
    }

    fn score(&mut self, doc: DocId) -> Score {
        if self.go_to(doc) != doc {
            return 0.0;
        }
        self.weight.score(self.lengths.fieldnorm_id(doc), self.postings.freq(self.at))
    }

    /// The last passage for which the block says what the term can give.
    fn last_of_block(&self) -> DocId {
        match self.postings.docs().last() {
            Some(last) if self.postings.block_len() == BLOCK => *last,
            // no other block comes
            _ => TERMINATED - 1,
        }
    }
}
