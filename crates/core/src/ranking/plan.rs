//! From a query to the terms that rank, with what each weighs in its language.

use std::collections::HashSet;

use super::bm25::{CollectionStats, idf};
use super::weights;
use crate::analysis::Kind;
use crate::hit::TermWeight;
use crate::lang::Lang;
use crate::query::{Clause, Query, Word};

/// How many words of a long query rank: the rarest.
pub const MAX_WORDS: usize = 48;

/// How many times as often one language must use a word for it to be borrowed by another.
const BORROWED: f64 = 10.0;

/// The place of a prefix: after all words, and near none of them.
pub(super) const NO_POSITION: u32 = u32::MAX;

/// A term that ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanTerm {
    /// Which kind of term it is, and so which lengths count.
    pub kind: Kind,
    /// The term.
    pub term: String,
    /// The language whose passages hold it; `None` for those in neither.
    pub lang: Option<Lang>,
    /// How many passages hold it.
    pub df: u64,
    /// Its inverse document frequency among the passages of its language, or among those of the
    /// language that it borrows the word from.
    pub idf: f64,
    /// What its word weighs in the passages of its language: 1, or less where the query seems to be
    /// in the other.
    pub agreement: f64,
    /// What it weighs by itself: terms of one language share the weight of their word.
    pub weight: f64,
}

/// A word that ranks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanWord {
    /// The terms that find it, in phase one.
    pub matching: Vec<PlanTerm>,
    /// Its surface forms, for phase two, with the inverse document frequency of each: marks and
    /// citations go by it.
    pub surface: Vec<(String, f64)>,
    /// Its form with accents, if it was typed with any, for phase two.
    pub accented: Option<String>,
    /// Its place among the words of the query, function words counted; they ascend.
    pub query_position: u32,
}

/// What to search for, and what each term weighs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The words that rank, in the order of the query.
    pub words: Vec<PlanWord>,
    /// The collection it was made for.
    pub collection: CollectionStats,
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
        collection: CollectionStats,
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
        words.sort_by_key(|word| word.query_position);
        keep_rarest(&mut words);
        Ok(Plan { words, collection })
    }

    /// The weights of all terms, for marks and citations: a word as it was typed is rarer than its
    /// stem, and so worth more.
    pub fn weights(&self) -> Vec<TermWeight> {
        let mut weights = Vec::new();
        for word in &self.words {
            weights.extend(
                word.matching
                    .iter()
                    .map(|t| TermWeight { term: t.term.clone(), weight: t.idf * t.weight }),
            );
            let surface = word.surface.iter();
            weights
                .extend(surface.map(|(term, idf)| TermWeight { term: term.clone(), weight: *idf }));
        }
        weights
    }
}

impl PlanWord {
    /// The weight of its rarest known term: 0 for a word that no passage holds.
    pub(super) fn rarity(&self) -> f64 {
        self.matching.iter().map(|t| t.weight * t.idf).fold(0.0, f64::max)
    }
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

/// The weight of a term; 0 for one that no passage holds.
fn known_idf(df: u64, passages: u64) -> f64 {
    if df == 0 { 0.0 } else { idf(df, passages) }
}

struct Planner<'a, F> {
    query: &'a Query,
    collection: CollectionStats,
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
            let agreement = if agrees { 1.0 } else { weights::OTHER_LANGUAGE };
            let df = self.frequencies.passages_with(Kind::Stem, &stem.term)?;
            let passages = self.collection.in_lang(stem.lang).passages;
            matching.push(PlanTerm {
                kind: Kind::Stem,
                term: stem.term.clone(),
                lang: stem.lang,
                df,
                idf: known_idf(df, passages),
                agreement,
                weight: agreement / sharing as f64,
            });
        }
        self.level(&mut matching);
        let mut surface = Vec::with_capacity(word.exact.len());
        for term in &word.exact {
            let (_, idf) = self.surface(term)?;
            surface.push((term.clone(), idf));
        }
        let accented = word.accented.clone();
        out.push(PlanWord { matching, surface, accented, query_position: word.query_position });
        Ok(())
    }

    /// How many passages hold a surface word, in whatever language, and what it weighs.
    fn surface(&self, term: &str) -> Result<(u64, f64), F::Error> {
        let df = self.frequencies.passages_with(Kind::Exact, term)?;
        Ok((df, known_idf(df, self.collection.whole().passages)))
    }

    /// Makes a word no rarer in a language that merely borrows it: `mairie` is rare in English, and
    /// yet no better a sign there. What counts is its rarity in the language of the query; where
    /// that is not known, a language borrows what another uses [`BORROWED`] times as often.
    fn level(&self, terms: &mut [PlanTerm]) {
        let lang = self.query.lang;
        let known = terms.iter().filter(|t| t.df > 0 && (lang.is_none() || t.lang == lang));
        let Some(least) = known.map(|t| t.idf).reduce(f64::min) else { return };
        let margin = if lang.is_none() { BORROWED.ln() } else { 0.0 };
        for term in terms.iter_mut().filter(|t| lang.is_none() || t.lang != lang) {
            if term.idf > least + margin {
                term.idf = least;
            }
        }
    }

    fn prefix(&mut self, prefix: &'a str, out: &mut Vec<PlanWord>) -> Result<(), F::Error> {
        if !self.seen.insert(vec![prefix]) {
            return Ok(());
        }
        let mut word = PlanWord { query_position: NO_POSITION, ..PlanWord::default() };
        for term in self.frequencies.expand(prefix)? {
            let (df, idf) = self.surface(&term)?;
            let (kind, lang, agreement, weight) = (Kind::Exact, None, 1.0, 1.0);
            word.matching.push(PlanTerm { kind, term, lang, df, idf, agreement, weight });
        }
        out.push(word);
        Ok(())
    }
}
