//! How a passage is scored, apart from where its numbers come from.
//!
//! A backend finds the numbers (how often, how long, where); this module turns them into a score.
//! Every backend and the test oracle call the same functions in the same order, so that they rank
//! alike to the last bit.
//!
//! Phase one is BM25 over stems (Robertson and Zaragoza, “The Probabilistic Relevance Framework:
//! BM25 and Beyond”, 2009), with the inverse document frequency that Lucene uses. Phase two scores
//! the best candidates again with what a union of terms cannot see.

use std::collections::HashSet;

use crate::analysis::Kind;
use crate::hit::TermWeight;
use crate::query::{Clause, Query, Word};

/// Term frequency saturation of BM25.
pub const K1: f64 = 1.2;

/// Length normalisation of BM25.
pub const B: f64 = 0.75;

/// How many candidates phase two scores again, and the size of the blocks that it sorts: hits
/// beyond the first block are sorted block by block, so that pages never overlap.
pub const CANDIDATES: usize = 256;

/// How many words of a long query rank: the rarest.
pub const MAX_WORDS: usize = 48;

/// The place of a prefix: after all words, and near none of them.
const NOWHERE: u32 = u32::MAX;

/// The weights of what is added to BM25 over stems.
pub mod weights {
    /// BM25 of the folded surface form, beside that of the stem.
    pub const SURFACE: f64 = 0.5;
    /// Neighbours of the query standing together in the passage, in units of the rarer one's idf.
    pub const PAIR: f64 = 0.6;
    /// What is left of a word's weight in the language that the query does not seem to be in.
    pub const OTHER_LANGUAGE: f64 = 0.5;
}

/// What an index knows of all its passages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Collection {
    /// How many passages there are.
    pub passages: u64,
    /// How many stem terms they hold together.
    pub stem_terms: u64,
    /// How many surface terms they hold together.
    pub exact_terms: u64,
}

impl Collection {
    /// The mean length of a passage in terms of one kind; 1 for an empty collection.
    pub fn average_length(&self, kind: Kind) -> f64 {
        let terms = match kind {
            Kind::Stem => self.stem_terms,
            Kind::Exact => self.exact_terms,
        };
        if self.passages == 0 || terms == 0 { 1.0 } else { terms as f64 / self.passages as f64 }
    }
}

/// The weight of a term that `df` of `passages` hold.
pub fn idf(df: u64, passages: u64) -> f64 {
    let (df, passages) = (df as f64, passages.max(df) as f64);
    (1.0 + (passages - df + 0.5) / (df + 0.5)).ln()
}

/// BM25 of a term that stands `tf` times in a passage of `length` terms.
pub fn bm25(tf: u32, length: u32, average: f64, idf: f64) -> f64 {
    if tf == 0 {
        return 0.0;
    }
    let tf = f64::from(tf);
    idf * (K1 + 1.0) * tf / (tf + K1 * (1.0 - B + B * f64::from(length) / average))
}

/// A term that ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanTerm {
    /// Which kind of term it is, and so which lengths count.
    pub kind: Kind,
    /// The term.
    pub term: String,
    /// Its inverse document frequency.
    pub idf: f64,
    /// What it weighs, language and shared places counted in.
    pub weight: f64,
}

/// A word that ranks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanWord {
    /// The terms that find it, in phase one.
    pub matching: Vec<PlanTerm>,
    /// Its surface forms, for phase two.
    pub surface: Vec<PlanTerm>,
    /// Its place among the words of the query, function words counted; they ascend.
    pub place: u32,
}

/// What to search for, and what each term weighs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The words that rank, in the order of the query.
    pub words: Vec<PlanWord>,
    /// The collection it was made for.
    pub collection: Collection,
}

/// How often and where one word of the plan stands in one passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordHits {
    /// For each of [`PlanWord::matching`], how often.
    pub matching: Vec<u32>,
    /// For each of [`PlanWord::surface`], how often.
    pub surface: Vec<u32>,
    /// Where any of the matching terms stands, ascending.
    pub positions: Vec<u32>,
}

/// The lengths of a passage, as the index keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lengths {
    /// Stem terms, headings counted.
    pub stem: u32,
    /// Surface terms, headings counted.
    pub exact: u32,
}

impl Lengths {
    fn of(self, kind: Kind) -> u32 {
        match kind {
            Kind::Stem => self.stem,
            Kind::Exact => self.exact,
        }
    }
}

/// What a plan is made from: the numbers of an index.
pub trait Frequencies {
    /// What can go wrong.
    type Error;

    /// How many passages hold a term.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn passages_with(&self, kind: Kind, term: &str) -> Result<u64, Self::Error>;

    /// The surface words with this beginning, the most frequent first, at most a few dozen.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn expand(&self, prefix: &str) -> Result<Vec<String>, Self::Error>;
}

impl Plan {
    /// Plans a query over a collection.
    ///
    /// Function words are left out, unless the query has nothing else. Of more than [`MAX_WORDS`]
    /// words the rarest are kept, and a word that comes twice counts once.
    ///
    /// # Errors
    /// Those of `frequencies`.
    pub fn new<F: Frequencies>(
        query: &Query,
        collection: Collection,
        frequencies: &F,
    ) -> Result<Self, F::Error> {
        let mut planner = Planner { query, collection, frequencies, seen: HashSet::new() };
        let content = query.root.has_content();
        let mut words = Vec::new();
        let mut clauses = Vec::new();
        query.root.each_positive(&mut |clause| clauses.push(clause));
        for clause in clauses {
            match clause {
                Clause::Word(word) => planner.word(word, content, &mut words)?,
                Clause::Phrase(phrase) => {
                    for word in &phrase.words {
                        planner.word(word, content, &mut words)?;
                    }
                }
                Clause::Prefix(prefix) => planner.prefix(prefix, &mut words)?,
                Clause::Group(_) => {}
            }
        }
        // what is required was visited first, wherever it stands
        words.sort_by_key(|word| word.place);
        keep_rarest(&mut words);
        Ok(Plan { words, collection })
    }

    /// The score of phase one: what the union of terms gives.
    pub fn phase_one(&self, hits: &[WordHits], lengths: Lengths) -> f64 {
        let mut score = 0.0;
        for (word, hits) in self.words.iter().zip(hits) {
            for (term, tf) in word.matching.iter().zip(&hits.matching) {
                score += term.weight * self.bm25(term, *tf, lengths);
            }
        }
        score
    }

    /// The score of phase two, which is the one that is shown.
    pub fn phase_two(&self, hits: &[WordHits], lengths: Lengths) -> f64 {
        let mut score = 0.0;
        for (word, hits) in self.words.iter().zip(hits) {
            let best = |terms: &[PlanTerm], tfs: &[u32]| {
                let scores = terms.iter().zip(tfs).map(|(term, tf)| self.bm25(term, *tf, lengths));
                scores.fold(0.0, f64::max)
            };
            let agreement = word.agreement(hits);
            score += agreement * best(&word.matching, &hits.matching);
            score += agreement * weights::SURFACE * best(&word.surface, &hits.surface);
        }
        for (i, pair) in self.words.windows(2).enumerate() {
            if pair[1].place == NOWHERE {
                break;
            }
            let apart = pair[1].place - pair[0].place;
            let closeness = closeness(&hits[i].positions, &hits[i + 1].positions, apart);
            let agreement = pair[0].agreement(&hits[i]).min(pair[1].agreement(&hits[i + 1]));
            score += weights::PAIR
                * closeness
                * agreement
                * pair[0].held_idf(&hits[i]).min(pair[1].held_idf(&hits[i + 1]));
        }
        score
    }

    /// The weights of all terms, for marks and citations.
    pub fn weights(&self) -> Vec<TermWeight> {
        let terms = self.words.iter().flat_map(|word| word.matching.iter().chain(&word.surface));
        terms.map(|t| TermWeight { term: t.term.clone(), weight: t.idf * t.weight }).collect()
    }

    fn bm25(&self, term: &PlanTerm, tf: u32, lengths: Lengths) -> f64 {
        bm25(tf, lengths.of(term.kind), self.collection.average_length(term.kind), term.idf)
    }
}

impl PlanWord {
    /// What the word weighs by its language, in a passage that holds it; 0 in one that does not.
    fn agreement(&self, hits: &WordHits) -> f64 {
        let held = self.matching.iter().zip(&hits.matching).filter(|(_, tf)| **tf > 0);
        // terms of one language share their word's weight: their sum is the language's
        held.map(|(term, _)| {
            let tag = crate::analysis::tokens::stem_lang(&term.term);
            let same = |t: &&PlanTerm| crate::analysis::tokens::stem_lang(&t.term) == tag;
            self.matching.iter().filter(same).map(|t| t.weight).sum::<f64>().min(1.0)
        })
        .fold(0.0, f64::max)
    }

    /// The weight of the rarest of its terms that a passage holds.
    fn held_idf(&self, hits: &WordHits) -> f64 {
        let held = self.matching.iter().zip(&hits.matching).filter(|(_, tf)| **tf > 0);
        held.map(|(term, _)| term.idf).fold(0.0, f64::max)
    }

    /// The weight of its rarest known term: 0 for a word that no passage holds.
    fn rarity(&self) -> f64 {
        self.matching.iter().map(|t| t.weight * t.idf).fold(0.0, f64::max)
    }
}

/// How near two words stand: 1 as in the query, less with every word between, half of it in the
/// other order, 0 from eight words on.
fn closeness(first: &[u32], second: &[u32], apart: u32) -> f64 {
    let mut best: f64 = 0.0;
    let mut j = 0;
    for a in first {
        while j < second.len() && second[j] <= *a {
            j += 1;
        }
        if let Some(after) = second.get(j) {
            let distance = after - a;
            let extra = distance.abs_diff(apart);
            if extra < 8 {
                best = best.max(1.0 / f64::from(1 + extra));
            }
        }
        if let Some(before) = j.checked_sub(1).and_then(|j| second.get(j)).filter(|b| *b < a) {
            let distance = a - before;
            if distance < 8 {
                best = best.max(0.5 / f64::from(distance));
            }
        }
    }
    best
}

/// Drops all but the rarest words of a long query, and keeps the order of the rest.
fn keep_rarest(words: &mut Vec<PlanWord>) {
    if words.len() <= MAX_WORDS {
        return;
    }
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by(|a, b| words[*b].rarity().total_cmp(&words[*a].rarity()).then(a.cmp(b)));
    let kept: HashSet<usize> = order.into_iter().take(MAX_WORDS).collect();
    let mut i = 0;
    words.retain(|_| {
        i += 1;
        kept.contains(&(i - 1))
    });
}

struct Planner<'a, F> {
    query: &'a Query,
    collection: Collection,
    frequencies: &'a F,
    seen: HashSet<Vec<&'a str>>,
}

impl<'a, F: Frequencies> Planner<'a, F> {
    fn word(
        &mut self,
        word: &'a Word,
        content: bool,
        out: &mut Vec<PlanWord>,
    ) -> Result<(), F::Error> {
        if (content && word.stop) || word.stems.is_empty() {
            return Ok(());
        }
        let key: Vec<&str> = word.stems.iter().map(|s| s.term.as_str()).collect();
        if !self.seen.insert(key) {
            return Ok(());
        }
        let mut matching = Vec::with_capacity(word.stems.len());
        for stem in &word.stems {
            let sharing = word.stems.iter().filter(|s| s.lang == stem.lang).count();
            let agrees =
                self.query.lang.is_none() || stem.lang.is_none() || stem.lang == self.query.lang;
            let weight = if agrees { 1.0 } else { weights::OTHER_LANGUAGE };
            matching.push(self.term(Kind::Stem, &stem.term, weight / sharing as f64)?);
        }
        let mut surface = Vec::with_capacity(word.exact.len());
        for exact in &word.exact {
            surface.push(self.term(Kind::Exact, exact, 1.0)?);
        }
        out.push(PlanWord { matching, surface, place: word.place });
        Ok(())
    }

    fn prefix(&mut self, prefix: &'a str, out: &mut Vec<PlanWord>) -> Result<(), F::Error> {
        if !self.seen.insert(vec![prefix]) {
            return Ok(());
        }
        let mut word = PlanWord { place: NOWHERE, ..PlanWord::default() };
        for term in self.frequencies.expand(prefix)? {
            word.matching.push(self.term(Kind::Exact, &term, 1.0)?);
        }
        out.push(word);
        Ok(())
    }

    fn term(&self, kind: Kind, term: &str, weight: f64) -> Result<PlanTerm, F::Error> {
        let df = self.frequencies.passages_with(kind, term)?;
        let idf = if df == 0 { 0.0 } else { idf(df, self.collection.passages) };
        Ok(PlanTerm { kind, term: term.to_owned(), idf, weight })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_words_and_more_of_them_weigh_more() {
        assert!(idf(1, 100) > idf(10, 100));
        assert!(idf(100, 100) > 0.0);
        assert!(bm25(2, 50, 50.0, 1.0) > bm25(1, 50, 50.0, 1.0));
        assert!(bm25(1, 20, 50.0, 1.0) > bm25(1, 80, 50.0, 1.0));
        assert!(bm25(0, 20, 50.0, 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn words_side_by_side_are_nearest() {
        assert!((closeness(&[3], &[4], 1) - 1.0).abs() < 1e-12);
        assert!((closeness(&[3], &[5], 2) - 1.0).abs() < 1e-12);
        assert!((closeness(&[3], &[5], 1) - 0.5).abs() < 1e-12);
        assert!((closeness(&[4], &[3], 1) - 0.5).abs() < 1e-12);
        assert!(closeness(&[3], &[40], 1).abs() < 1e-12);
        assert!(closeness(&[], &[40], 1).abs() < 1e-12);
        assert!((closeness(&[1, 30], &[12, 31], 1) - 1.0).abs() < 1e-12);
    }
}
