//! Words in a row, or near each other: a query of our own for the engine.
//!
//! The engine's phrase query panics on one term and does not know nearness in any order. Ours takes
//! several phrases at once: first a passage must hold the words of all of them, and only then are
//! positions read, which cost most.

use ibid_core::ranking::phrase_matches;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED};
use tantivy::{TantivyError, Term};

/// Terms with their distances from the first, and how loosely they may stand.
#[derive(Clone, Debug)]
pub(crate) struct PhraseTerms {
    pub(crate) terms: Vec<(u32, String)>,
    /// 0 for these distances exactly; otherwise how many other words may stand among them.
    pub(crate) slop: u32,
}

/// Phrases of one field, all of which must stand in a passage.
#[derive(Clone, Debug)]
pub(crate) struct PhraseQuery {
    pub(crate) field: Field,
    pub(crate) phrases: Vec<PhraseTerms>,
}

impl Query for PhraseQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for PhraseQuery {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(reader)? else { return Ok(Box::new(EmptyScorer)) };
        scorer.find_from(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("a row of words does not rank document {doc}")))
    }
}

impl PhraseQuery {
    /// The phrases in a segment; `None` where it lacks one of their words.
    pub(crate) fn open(&self, reader: &SegmentReader) -> tantivy::Result<Option<PhraseScorer>> {
        let inverted = reader.inverted_index(self.field)?;
        let mut scorer = PhraseScorer::default();
        for phrase in &self.phrases {
            if phrase.terms.is_empty() || !scorer.add(phrase, self.field, &inverted)? {
                return Ok(None);
            }
        }
        scorer.order();
        Ok((!scorer.words.is_empty()).then_some(scorer))
    }
}

/// One word of the phrases, each once.
struct PhraseWord {
    term: String,
    postings: SegmentPostings,
    positions: Vec<u32>,
    /// The document whose positions were read.
    read: Option<DocId>,
}

/// One phrase: its words by their numbers, and their distances from the first.
struct Phrase {
    words: Vec<usize>,
    offsets: Vec<u32>,
    slop: u32,
}

/// Goes through the passages of a segment that hold all phrases.
#[derive(Default)]
pub(crate) struct PhraseScorer {
    words: Vec<PhraseWord>,
    phrases: Vec<Phrase>,
    /// The numbers of the words, the rarest first: it leads.
    order: Vec<usize>,
    doc: DocId,
}

impl PhraseScorer {
    /// Takes a phrase in; whether all its words are in the segment.
    fn add(
        &mut self,
        phrase: &PhraseTerms,
        field: Field,
        inverted: &InvertedIndexReader,
    ) -> tantivy::Result<bool> {
        let mut words = Vec::with_capacity(phrase.terms.len());
        for (_, text) in &phrase.terms {
            if let Some(known) = self.words.iter().position(|word| word.term == *text) {
                words.push(known);
                continue;
            }
            let term = Term::from_field_text(field, text);
            let with = IndexRecordOption::WithFreqsAndPositions;
            let Some(postings) = inverted.read_postings(&term, with)? else { return Ok(false) };
            words.push(self.words.len());
            let (term, positions) = (text.clone(), Vec::new());
            self.words.push(PhraseWord { term, postings, positions, read: None });
        }

        let offsets = phrase.terms.iter().map(|(offset, _)| *offset).collect();
        self.phrases.push(Phrase { words, offsets, slop: phrase.slop });
        Ok(true)
    }

    /// Settles what is looked at first.
    fn order(&mut self) {
        self.order = (0..self.words.len()).collect();
        self.order.sort_by_key(|word| self.words[*word].postings.size_hint());
        // short phrases are checked before long ones
        self.phrases.sort_by_key(|phrase| phrase.words.len());
    }

    /// Whether a passage holds all phrases; to be asked of passages in their order.
    pub(crate) fn hold(&mut self, doc: DocId) -> bool {
        self.next_with_all(doc) == doc && self.all_match()
    }

    /// Goes to the first match at `candidate` or after it.
    fn find_from(&mut self, mut candidate: DocId) -> DocId {
        while candidate < TERMINATED {
            let held = self.next_with_all(candidate);
            if held == candidate && self.all_match() {
                break;
            }
            candidate = if held == candidate { candidate + 1 } else { held };
        }
        self.doc = candidate.min(TERMINATED);
        self.doc
    }

    /// `candidate` if it holds all words; otherwise a later document, before which none does.
    fn next_with_all(&mut self, candidate: DocId) -> DocId {
        for word in &self.order {
            let postings = &mut self.words[*word].postings;
            if postings.doc() < candidate {
                postings.seek(candidate);
            }
            if postings.doc() > candidate {
                return postings.doc();
            }
        }

        candidate
    }

    /// Whether every phrase stands in the document that holds all words.
    fn all_match(&mut self) -> bool {
        let PhraseScorer { words, phrases, .. } = self;
        for phrase in phrases {
            phrase.words.iter().for_each(|word| words[*word].read_positions());
            let at: Vec<&[u32]> =
                phrase.words.iter().map(|word| words[*word].positions.as_slice()).collect();
            if !phrase_matches(&at, &phrase.offsets, phrase.slop) {
                return false;
            }
        }

        true
    }
}

impl PhraseWord {
    /// Reads where the word stands in its document, once.
    fn read_positions(&mut self) {
        let doc = Some(self.postings.doc());
        if self.read != doc {
            self.postings.positions(&mut self.positions);
            self.read = doc;
        }
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
        self.words.iter().map(|word| word.postings.size_hint()).min().unwrap_or(0)
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        1.0
    }
}
