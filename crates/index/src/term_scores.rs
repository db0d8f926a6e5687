//! What the words of a plan give passages in phase one, and what they can give at most in a stretch
//! of passages.

use tantivy::{DocId, Score, TERMINATED};

use crate::columns::Segment;
use crate::schema::Fields;
use crate::term_list::{TermList, TermWeight};

/// A term that the next passage to be looked at lacks gives nothing before the next passage that
/// holds it. Where that is farther away, a stretch ends before it; where it is nearer, stretches
/// would be too short.
const FAR: DocId = 64;

/// No stretch whose passages are scored is longer.
pub(crate) const LONGEST: usize = 512;

/// A term with more than so many times the postings of the rarest word is only looked up in the
/// passages that hold that word: these are few in a stretch.
const RARER: u32 = 8;

/// Passages one after the other, and what their scores cannot exceed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    /// The last of them.
    pub(crate) last: DocId,
    pub(crate) bound: Score,
}

/// The terms of a plan in a segment. It only goes forward.
pub(crate) struct TermScores {
    terms: Vec<Term>,
}

/// One term.
struct Term {
    list: TermList,
    /// What it can give to one passage of the stretch; 0 where none of these holds it.
    bound: Score,
    /// See [`RARER`].
    frequent: bool,
    /// Whether most stretches hold it: then none is gone to only to learn what it can give there.
    is_dense: bool,
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
        let term = |list: TermList| {
            let frequent = list.held_by() / RARER > rarest;
            let is_dense = segment.reader.max_doc() / list.held_by().max(1) < FAR;
            Term { list, bound: 0.0, frequent, is_dense, looked_up: true }
        };
        let lists = TermList::open_all(weights, segment, fields)?;
        Ok(TermScores { terms: lists.into_iter().map(term).collect() })
    }

    /// The stretch that begins with a passage.
    pub(crate) fn stretch(&mut self, from: DocId) -> Stretch {
        let mut stretch = Stretch { last: TERMINATED - 1, bound: 0.0 };
        for term in &mut self.terms {
            let next =
                if term.is_dense { term.list.next_from(from) } else { term.list.go_to(from) };
            let last = if next - from > FAR {
                term.bound = 0.0;
                next - 1
            } else {
                let (most, last) = term.list.most_from(from);
                term.bound = most;
                last.min(TERMINATED - 1)
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
            let end = from + scores.len() as DocId;
            most.list.each_before((from, end), |doc, score| scores[(doc - from) as usize] = score);
            most.looked_up = false;
        }
        self.terms.iter().filter(|term| term.looked_up).map(|term| term.bound).sum()
    }

    /// What the terms that are looked up give a passage of the stretch.
    pub(crate) fn rest_of(&mut self, doc: DocId) -> Score {
        let looked_up = |term: &&mut Term| term.looked_up && term.bound > 0.0;
        self.terms.iter_mut().filter(looked_up).map(|term| term.list.score(doc)).sum()
    }

    /// What all terms give a passage.
    pub(crate) fn score(&mut self, doc: DocId) -> Score {
        self.terms.iter_mut().map(|term| term.list.score(doc)).sum()
    }
}
