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

use crate::postings::go_to;
use crate::stop_pairs;

/// Terms with their distances from the first, and how loosely they may stand.
#[derive(Clone, Debug)]
pub(crate) struct PhraseTerms {
    pub(crate) terms: Vec<(u32, String)>,
    /// 0 for these distances exactly; otherwise how many other words may stand among them.
    pub(crate) slop: u32,
}

/// Phrases, all of which must stand in a passage.
#[derive(Clone, Debug)]
pub(crate) struct PhraseQuery {
    pub(crate) words: Field,
    /// The field of pairs of function words, see [`stop_pairs`].
    pub(crate) stop_pairs: Field,
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
        scorer.match_from(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("a row of words does not rank document {doc}")))
    }
}

impl PhraseQuery {
    /// The phrases in a segment; `None` where it lacks one of their words.
    pub(crate) fn open(&self, reader: &SegmentReader) -> tantivy::Result<Option<PhraseScorer>> {
        let (words, pairs) =
            (reader.inverted_index(self.words)?, reader.inverted_index(self.stop_pairs)?);
        let mut scorer = PhraseScorer::default();
        for phrase in &self.phrases {
            if phrase.terms.is_empty() {
                return Ok(None);
            }
            let in_row =
                if phrase.slop == 0 { stop_pairs::of_row(&phrase.terms) } else { Vec::new() };
            for pair in &in_row {
                if !scorer.add_pair(pair, self.stop_pairs, &pairs)? {
                    return Ok(None);
                }
            }
            // what holds a pair holds the phrase that is no more than that
            let is_pair = phrase.terms.len() == 2 && in_row.len() == 1;
            if !is_pair && !scorer.add(phrase, self.words, &words)? {
                return Ok(None);
            }
        }
        scorer.order();
        Ok((!scorer.words.is_empty()).then_some(scorer))
    }
}

/// One word of the phrases, or one pair of function words; each once.
struct PhraseWord {
    /// The word; a pair has none.
    word: Option<String>,
    postings: SegmentPostings,
    positions: Vec<u32>,
    /// The document whose positions were read.
    read: Option<DocId>,
}

/// One phrase: its words by their numbers, each with its distance from the first.
struct Phrase {
    words: Vec<(usize, u32)>,
    slop: u32,
}

/// Goes through the passages of a segment that hold all phrases.
#[derive(Default)]
pub(crate) struct PhraseScorer {
    words: Vec<PhraseWord>,
    phrases: Vec<Phrase>,
    /// The numbers of the words, the rarest first: it leads.
    order: Vec<usize>,
    /// Where a phrase may begin in a document; its memory is used again.
    starts: Vec<u32>,
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
        for (offset, text) in &phrase.terms {
            if let Some(known) =
                self.words.iter().position(|known| known.word.as_ref() == Some(text))
            {
                words.push((known, *offset));
                continue;
            }
            let term = Term::from_field_text(field, text);
            let with = IndexRecordOption::WithFreqsAndPositions;
            let Some(postings) = inverted.read_postings(&term, with)? else { return Ok(false) };
            words.push((self.words.len(), *offset));
            let (word, positions) = (Some(text.clone()), Vec::new());
            self.words.push(PhraseWord { word, postings, positions, read: None });
        }

        self.phrases.push(Phrase { words, slop: phrase.slop });
        Ok(true)
    }

    /// Takes a pair of function words in, that all that match must hold; whether it is in the segment.
    fn add_pair(
        &mut self,
        pair: &[u8],
        field: Field,
        inverted: &InvertedIndexReader,
    ) -> tantivy::Result<bool> {
        let term = Term::from_field_bytes(field, pair);
        let with = IndexRecordOption::Basic;
        let Some(postings) = inverted.read_postings(&term, with)? else { return Ok(false) };
        self.words.push(PhraseWord { word: None, postings, positions: Vec::new(), read: None });
        Ok(true)
    }

    /// Settles what is looked at first.
    fn order(&mut self) {
        self.order = (0..self.words.len()).collect();
        let held_by = |word: usize| self.words[word].postings.size_hint();
        self.order.sort_by_key(|word| held_by(*word));
        for phrase in &mut self.phrases {
            phrase.words.sort_by_key(|(word, _)| held_by(*word));
        }
        // short phrases are checked before long ones
        self.phrases.sort_by_key(|phrase| phrase.words.len());
    }

    /// How many passages hold the rarest word.
    pub(crate) fn rarest(&self) -> u32 {
        self.words.iter().map(|word| word.postings.size_hint()).min().unwrap_or(0)
    }

    /// The first passage at `from` or after it that holds the rarest word.
    pub(crate) fn next_with_rarest(&mut self, from: DocId) -> DocId {
        let Some(word) = self.order.first() else { return TERMINATED };
        go_to(&mut self.words[*word].postings, from)
    }

    /// Whether a passage holds all phrases; to be asked of passages in their order.
    pub(crate) fn hold(&mut self, doc: DocId) -> bool {
        self.next_with_all(doc) == doc && self.all_match()
    }

    /// The first match at `candidate` or after it, among those that are wanted.
    pub(crate) fn find_from(
        &mut self,
        mut candidate: DocId,
        wanted: impl Fn(DocId) -> bool,
    ) -> DocId {
        while candidate < TERMINATED {
            let held = self.next_with_all(candidate);
            if held == candidate && wanted(candidate) && self.all_match() {
                break;
            }
            candidate = if held == candidate { candidate + 1 } else { held };
        }
        candidate.min(TERMINATED)
    }

    /// Where a phrase of words in a row begins last in the passage that was found, if it is the only
    /// one; `None` where it is a pair of function words, of which no places are read.
    pub(crate) fn last_start(&self) -> Option<u32> {
        self.starts.last().copied()
    }

    fn match_from(&mut self, candidate: DocId) -> DocId {
        self.doc = self.find_from(candidate, |_| true);
        self.doc
    }

    /// `candidate` if it holds all words; otherwise a later document, before which none does.
    fn next_with_all(&mut self, candidate: DocId) -> DocId {
        let PhraseScorer { words, order, .. } = self;
        let mut docs = order.iter().map(|word| go_to(&mut words[*word].postings, candidate));
        docs.find(|doc| *doc > candidate).unwrap_or(candidate)
    }

    /// Whether every phrase stands in the document that holds all words.
    fn all_match(&mut self) -> bool {
        let PhraseScorer { words, phrases, starts, .. } = self;
        phrases.iter().all(|phrase| match phrase.slop {
            0 => phrase.stands_in_row(words, starts),
            _ => phrase.stands_near(words),
        })
    }
}

impl Phrase {
    /// Whether the words stand at their distances. Those of the rarest are read first: most documents
    /// are told by these, and to read the positions of a frequent word takes longer.
    fn stands_in_row(&self, words: &mut [PhraseWord], starts: &mut Vec<u32>) -> bool {
        for (i, (word, offset)) in self.words.iter().enumerate() {
            let at = words[*word].read_positions();
            if i == 0 {
                starts.clear();
                starts.extend(at.iter().filter_map(|at| at.checked_sub(*offset)));
            } else {
                // both ascend
                let mut next = 0;
                starts.retain(|start| {
                    let wanted = start + offset;
                    while at.get(next).is_some_and(|at| *at < wanted) {
                        next += 1;
                    }
                    at.get(next) == Some(&wanted)
                });
            }
            if starts.is_empty() {
                return false;
            }
        }
        true
    }

    /// Whether the words stand near one another.
    fn stands_near(&self, words: &mut [PhraseWord]) -> bool {
        self.words.iter().for_each(|(word, _)| _ = words[*word].read_positions());
        let at: Vec<&[u32]> =
            self.words.iter().map(|(word, _)| words[*word].positions.as_slice()).collect();
        let offsets: Vec<u32> = self.words.iter().map(|(_, offset)| *offset).collect();
        phrase_matches(&at, &offsets, self.slop)
    }
}

impl PhraseWord {
    /// Where the word stands in its document; it is read once.
    fn read_positions(&mut self) -> &[u32] {
        let doc = Some(self.postings.doc());
        if self.read != doc {
            self.postings.positions(&mut self.positions);
            self.read = doc;
        }
        &self.positions
    }
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.match_from(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.match_from(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.rarest()
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        1.0
    }
}
