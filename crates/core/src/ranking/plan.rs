//! From a query to the terms that rank, with what each weighs in its language.

use std::collections::{BTreeMap, HashSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::bm25::{CollectionStats, K1, idf};
use super::weights::{self, Feature};
use crate::analysis::Kind;
use crate::backend::{KnownWord, Term, Vocabulary};
use crate::hit::TermWeight;
use crate::lang::Lang;
use crate::query::{Clause, Group, Query, Stem, Word};

/// How many different words of a long query rank: those that weigh most.
pub const MAX_WORDS: usize = 48;

/// How many words a prefix may stand for: the most frequent ones.
pub const MAX_EXPANSIONS: usize = 64;

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
    /// in the other, and where it is not the heaviest of several translations.
    pub agreement: f64,
    /// What it weighs by itself: terms of one language share the weight of their word, each by its
    /// own.
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
    /// How often the query repeats it after the first time: it weighs that much more.
    pub repeats: u32,
}

/// What to search for, and what each term weighs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The words that rank, in the order of the query.
    pub words: Vec<PlanWord>,
    /// For each prefix of the query, also where it excludes, the words that it stands for.
    pub prefixes: BTreeMap<String, Vec<String>>,
    /// How many postings it takes at most to check its phrases: for each the frequency of its
    /// rarest word, once for each of its words.
    pub phrase_postings: u64,
    /// The collection it was made for.
    pub collection: CollectionStats,
}

impl Plan {
    /// Plans a query.
    ///
    /// Function words are left out, unless the query has nothing else. A word that comes twice is one
    /// word that weighs twice as much. Of more than [`MAX_WORDS`] words those that weigh most are kept.
    ///
    /// # Errors
    /// Those of `vocabulary`.
    pub fn new<V: Vocabulary>(query: &Query, vocabulary: &V) -> Result<Self, V::Error> {
        let numbers = Numbers::gather(&[query], vocabulary)?;
        Ok(Planner::new(query, &numbers).plan())
    }

    /// Plans several queries, whose numbers are asked for at once.
    ///
    /// # Errors
    /// Those of `vocabulary`.
    pub fn all<V: Vocabulary>(queries: &[&Query], vocabulary: &V) -> Result<Vec<Self>, V::Error> {
        let numbers = Numbers::gather(queries, vocabulary)?;
        Ok(queries.iter().map(|query| Planner::new(query, &numbers).plan()).collect())
    }

    /// Whether any passage may answer: there is a word that ranks, and a passage.
    pub fn may_answer(&self) -> bool {
        !self.words.is_empty() && self.collection.whole().passages > 0
    }

    /// What phase one gives a passage at most.
    pub fn most_in_phase_one(&self) -> f64 {
        let terms = self.words.iter().flat_map(|word| {
            word.matching.iter().map(move |term| word.times() * term.weight * term.idf)
        });
        terms.sum::<f64>() * (K1 + 1.0)
    }

    /// The words that rank and that no passage holds, neither as typed nor by a stem: each as its
    /// first surface form.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let unknown = self.words.iter().filter(|word| word.is_unknown());
        unknown.filter_map(|word| word.surface.first()).map(|(form, _)| form.as_str())
    }

    /// The plan with what only one feature reads left out, for measuring what that costs: the feature
    /// is 0 by it. Features for which nothing more is read are as they were.
    #[must_use]
    pub fn without(&self, feature: Feature) -> Plan {
        let mut plan = self.clone();
        for word in &mut plan.words {
            match feature {
                Feature::Surface => word.surface.clear(),
                Feature::Accents => word.accented = None,
                Feature::Pairs => word.query_position = NO_POSITION,
                Feature::Stems | Feature::Headings | Feature::Opening | Feature::Window => {}
            }
        }
        plan
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
    /// How often it stands in the query: what its weight is to be multiplied by. The number is the
    /// frequency in the query of BM25, which grows without a bound.
    pub fn times(&self) -> f64 {
        f64::from(self.repeats) + 1.0
    }

    /// The weight of its rarest known term, as often as it is asked for: 0 for a word that no
    /// passage holds.
    fn importance(&self) -> f64 {
        self.times() * self.matching.iter().map(|t| t.weight * t.idf).fold(0.0, f64::max)
    }

    fn is_unknown(&self) -> bool {
        let forms = self.surface.iter().all(|(_, idf)| *idf == 0.0);
        forms && self.matching.iter().all(|term| term.df == 0)
    }
}

/// Drops all but the words of a long query that weigh most, and keeps the order of the rest.
fn keep_heaviest(words: &mut Vec<PlanWord>) {
    if words.len() <= MAX_WORDS {
        return;
    }
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by(|a, b| words[*b].importance().total_cmp(&words[*a].importance()).then(a.cmp(b)));
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

/// The numbers of a collection that some queries need, asked for at once.
struct Numbers<'q> {
    collection: CollectionStats,
    frequencies: FxHashMap<(Kind, &'q str), u64>,
    prefixes: BTreeMap<String, Vec<KnownWord>>,
}

impl<'q> Numbers<'q> {
    fn gather<V: Vocabulary>(queries: &[&'q Query], vocabulary: &V) -> Result<Self, V::Error> {
        let mut wanted = Wanted::default();
        queries.iter().for_each(|query| wanted.group(&query.root));

        let mut prefixes = BTreeMap::new();
        for prefix in wanted.prefixes {
            let words = vocabulary.words_with_prefix(prefix, MAX_EXPANSIONS)?;
            prefixes.insert(prefix.to_owned(), words);
        }

        let wanted: Vec<(Kind, &str)> = wanted.terms.into_iter().collect();
        let term = |(kind, text): &(Kind, &str)| Term { kind: *kind, text: (*text).to_owned() };
        let terms: Vec<Term> = wanted.iter().map(term).collect();
        let frequencies = wanted.into_iter().zip(vocabulary.frequencies(&terms)?).collect();

        Ok(Numbers { collection: vocabulary.collection()?, frequencies, prefixes })
    }

    fn frequency(&self, kind: Kind, text: &str) -> u64 {
        self.frequencies.get(&(kind, text)).copied().unwrap_or(0)
    }
}

/// The terms and prefixes of some queries.
#[derive(Default)]
struct Wanted<'q> {
    terms: FxHashSet<(Kind, &'q str)>,
    prefixes: FxHashSet<&'q str>,
}

impl<'q> Wanted<'q> {
    fn group(&mut self, group: &'q Group) {
        for clause in group.must.iter().chain(&group.should).chain(&group.not) {
            match clause {
                Clause::Word(word) => self.word(word),
                Clause::Phrase(phrase) => {
                    phrase.words.iter().for_each(|word| self.word(word));
                    let forms = phrase.variants.iter().flatten();
                    self.terms.extend(forms.map(|(_, text)| (Kind::Exact, text.as_str())));
                }
                Clause::Prefix(prefix) => {
                    self.prefixes.insert(prefix);
                }
                Clause::Group(inner) => self.group(inner),
            }
        }
    }

    fn word(&mut self, word: &'q Word) {
        let stems = word.stems.iter().map(|stem| (Kind::Stem, stem.term.as_str()));
        let exact = word.exact.iter().map(|term| (Kind::Exact, term.as_str()));
        self.terms.extend(stems.chain(exact));
    }
}

struct Planner<'a> {
    query: &'a Query,
    numbers: &'a Numbers<'a>,
    words: Vec<PlanWord>,
    /// Whether some word says what the question is about.
    has_subject: bool,
    /// The place in `words` of what was seen: a word by its stems, a prefix by itself.
    seen: FxHashMap<Vec<&'a str>, usize>,
}

impl<'a> Planner<'a> {
    fn new(query: &'a Query, numbers: &'a Numbers<'a>) -> Self {
        let mut has_subject = false;
        query.root.each_positive(&mut |clause| has_subject |= clause.has_subject());
        Planner { query, numbers, words: Vec::new(), has_subject, seen: FxHashMap::default() }
    }

    fn plan(mut self) -> Plan {
        let content = self.query.root.has_content();
        let mut clauses = Vec::new();
        self.query.root.each_positive(&mut |clause| clauses.push(clause));

        for clause in clauses {
            match clause {
                Clause::Word(word) => self.word(word, content),
                Clause::Phrase(phrase) => {
                    phrase.words.iter().for_each(|word| self.word(word, content));
                }
                Clause::Prefix(prefix) => self.prefix(prefix),
                Clause::Group(_) => {}
            }
        }

        // what is required was visited first, wherever it stands
        let mut words = std::mem::take(&mut self.words);
        words.sort_by_key(|word| word.query_position);
        keep_heaviest(&mut words);
        let (prefixes, phrase_postings) = (self.prefixes(), self.phrase_postings(&self.query.root));
        Plan { words, prefixes, phrase_postings, collection: self.numbers.collection }
    }

    /// The words that the prefixes of this query stand for.
    fn prefixes(&self) -> BTreeMap<String, Vec<String>> {
        let mut wanted = Wanted::default();
        wanted.group(&self.query.root);
        let mut prefixes = BTreeMap::new();
        for prefix in wanted.prefixes {
            let words = self.numbers.prefixes.get(prefix).into_iter().flatten();
            prefixes.insert(prefix.to_owned(), words.map(|known| known.word.clone()).collect());
        }
        prefixes
    }

    /// See [`Plan::phrase_postings`].
    fn phrase_postings(&self, group: &Group) -> u64 {
        let clauses = group.must.iter().chain(&group.should).chain(&group.not);
        let postings = clauses.map(|clause| match clause {
            Clause::Phrase(phrase) => {
                phrase.variants.iter().map(|words| self.postings_of(words)).sum()
            }
            Clause::Group(inner) => self.phrase_postings(inner),
            Clause::Word(_) | Clause::Prefix(_) => 0,
        });
        postings.sum()
    }

    fn postings_of(&self, words: &[(u32, String)]) -> u64 {
        let frequencies = words.iter().map(|(_, word)| self.numbers.frequency(Kind::Exact, word));
        frequencies.min().unwrap_or(0) * words.len() as u64
    }

    fn word(&mut self, word: &'a Word, content: bool) {
        if (content && word.stop) || word.stems.is_empty() {
            return;
        }
        let key: Vec<&str> = word.stems.iter().map(|s| s.term.as_str()).collect();
        let place = *self.seen.entry(key).or_insert(self.words.len());
        if let Some(before) = self.words.get_mut(place) {
            before.repeats += 1;
            return;
        }

        let mut matching: Vec<PlanTerm> =
            word.stems.iter().map(|stem| self.stem(stem, word)).collect();
        self.level(&mut matching);

        let whole = self.numbers.collection.whole().passages;
        let weight = self.weight_of(word);
        let idf =
            |term: &String| weight * known_idf(self.numbers.frequency(Kind::Exact, term), whole);
        let surface = word.exact.iter().map(|term| (term.clone(), idf(term))).collect();

        let (accented, query_position) = (word.accented.clone(), word.query_position);
        self.words.push(PlanWord { matching, surface, accented, query_position, repeats: 0 });
    }

    /// What all that stands for a word weighs.
    fn weight_of(&self, word: &Word) -> f64 {
        let near = if word.near.is_empty() { 1.0 } else { weights::NEAR_WORD };
        let frame = if word.frame && self.has_subject { weights::FRAME_WORD } else { 1.0 };
        near * frame * word.weight
    }

    fn stem(&self, stem: &Stem, word: &Word) -> PlanTerm {
        let shares = |other: &&Stem| other.lang == stem.lang && !other.relative;
        let of_its_lang = || word.stems.iter().filter(shares);
        // of the words near one that nothing holds a single one is meant: it has the whole weight
        let alternatives = !word.near.is_empty() || stem.relative;
        let sharing = if alternatives { 1.0 } else { of_its_lang().map(|s| s.weight).sum() };
        let heaviest = of_its_lang().map(|s| s.weight).fold(0.0, f64::max);
        let asked = self.query.lang;
        let agrees = asked.is_none() || stem.lang.is_none() || stem.lang == asked;
        let agreement = self.weight_of(word) * if agrees { 1.0 } else { weights::OTHER_LANGUAGE };
        let df = self.numbers.frequency(Kind::Stem, &stem.term);
        let passages = self.numbers.collection.in_lang(stem.lang).passages;
        // how often a translation is the right one is no measure of how well a passage answers that
        // holds it: on three judged sets, whole and halved, the fourth root of its share ranks best
        let fourth_root = |share: f64| share.sqrt().sqrt();
        let of_best = if stem.relative { stem.weight } else { fourth_root(stem.weight / heaviest) };
        PlanTerm {
            kind: Kind::Stem,
            term: stem.term.clone(),
            lang: stem.lang,
            df,
            idf: known_idf(df, passages),
            agreement: agreement * of_best,
            weight: agreement * stem.weight / sharing,
        }
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

    fn prefix(&mut self, prefix: &'a str) {
        if self.seen.contains_key(&vec![prefix]) {
            return;
        }
        self.seen.insert(vec![prefix], self.words.len());
        let whole = self.numbers.collection.whole().passages;
        let known = self.numbers.prefixes.get(prefix).into_iter().flatten();
        let term = |known: &KnownWord| PlanTerm {
            kind: Kind::Exact,
            term: known.word.clone(),
            lang: None,
            df: known.passages,
            idf: known_idf(known.passages, whole),
            agreement: 1.0,
            weight: 1.0,
        };

        let matching = known.map(term).collect();
        let word = PlanWord { matching, query_position: NO_POSITION, ..PlanWord::default() };
        self.words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::{PassageStats, WordHits};

    #[test]
    fn what_is_left_out_changes_nothing_else() {
        let term = PlanTerm {
            kind: Kind::Stem,
            term: "fr:e".to_owned(),
            lang: Some(Lang::Fr),
            df: 1,
            idf: 2.0,
            agreement: 1.0,
            weight: 1.0,
        };
        let word = |query_position| PlanWord {
            matching: vec![term.clone()],
            surface: vec![("e".to_owned(), 2.0)],
            accented: Some("é".to_owned()),
            query_position,
            repeats: 0,
        };
        let plan = Plan { words: vec![word(0), word(1)], ..Plan::default() };
        let features = |plan: &Plan| {
            let hits = plan.words.iter().enumerate().map(|(i, word)| WordHits {
                matching: vec![1],
                surface: word.surface.len() as u32,
                accented: word.accented.is_some(),
                positions: vec![i as u32],
            });
            let shape = PassageStats { stem_terms: 2, exact_terms: 2, ..PassageStats::default() };
            plan.candidate(&hits.collect::<Vec<_>>(), &shape).features
        };

        let all = features(&plan);
        for feature in [Feature::Surface, Feature::Accents, Feature::Pairs] {
            let less = features(&plan.without(feature));
            for other in Feature::ALL {
                let want = if other == feature { 0.0 } else { all.get(other) };
                assert!((less.get(other) - want).abs() < 1e-12, "{feature:?} {other:?}");
            }
            assert!(all.get(feature) > 0.0);
        }
    }
}
