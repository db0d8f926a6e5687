//! From how often and where words stand in a passage to what ranks it.

use std::sync::Arc;

use super::LanguageStats;
use super::bm25::{norm, saturated_at};
use super::features::{Candidate, Features, PassageStats, SharedWords, WordHitsRef, WordMatch};
use super::plan::{Plan, PlanWord};
use super::weights::Feature;
use super::window::WindowWord;
use crate::analysis::Kind;
use crate::lang::Lang;

/// Scores passages by one plan. What is the same for all of them is worked out once.
pub struct Scorer<'p> {
    plan: &'p Plan,
    /// The means of all passages, and those of the languages that the plan has terms of.
    whole: Lengths,
    portions: [Option<Lengths>; Lang::SLOTS],
    /// What each word is in the passage that was looked at last: its memory is used again.
    matches: Vec<WordMatch>,
}

/// For each kind of length the mean of some passages, or the norm of one of them by that.
#[derive(Clone, Copy, Default)]
struct Lengths {
    stem_terms: f64,
    exact_terms: f64,
    /// Always a mean: the window of a passage may be longer by what stands beside it.
    window: f64,
}

/// The norms of a passage: by the means of all passages, and by those of each language.
struct Norms {
    whole: Lengths,
    portions: [Lengths; Lang::SLOTS],
}

impl Lengths {
    fn means(stats: &LanguageStats) -> Self {
        Lengths {
            stem_terms: stats.average_length(Kind::Stem),
            exact_terms: stats.average_length(Kind::Exact),
            window: stats.average_window(),
        }
    }

    /// The norms of a passage by these means.
    fn norms(self, shape: &PassageStats) -> Self {
        Lengths {
            stem_terms: norm(shape.stem_terms, self.stem_terms),
            exact_terms: norm(shape.exact_terms, self.exact_terms),
            window: self.window,
        }
    }

    fn of(&self, kind: Kind) -> f64 {
        match kind {
            Kind::Stem => self.stem_terms,
            Kind::Exact | Kind::Accented => self.exact_terms,
        }
    }
}

impl Norms {
    /// Those by which a term of a kind and language is ranked.
    fn of(&self, kind: Kind, lang: Option<Lang>) -> &Lengths {
        match kind {
            Kind::Stem => &self.portions[Lang::slot(lang)],
            Kind::Exact | Kind::Accented => &self.whole,
        }
    }
}

impl<'p> Scorer<'p> {
    /// Scores by a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let has_stems_in = |lang: Option<Lang>| {
            let mut terms = plan.words.iter().flat_map(|word| &word.matching);
            terms.any(|term| term.kind == Kind::Stem && term.lang == lang)
        };
        let means = |lang| Lengths::means(&plan.collection.in_lang(lang));
        let portions = Lang::BY_SLOT.map(|lang| has_stems_in(lang).then(|| means(lang)));
        let whole = Lengths::means(&plan.collection.whole());
        Scorer { plan, whole, portions, matches: Vec::with_capacity(plan.words.len()) }
    }

    fn norms(&self, shape: &PassageStats) -> Norms {
        let of = |means: Option<Lengths>| means.map(|means| means.norms(shape)).unwrap_or_default();
        Norms { whole: self.whole.norms(shape), portions: self.portions.map(of) }
    }

    /// The score of phase one: what the union of terms gives.
    ///
    /// All languages share one mean length there: blocks of postings were summed up under one.
    pub fn phase_one<'h>(
        &self,
        hits: impl IntoIterator<Item = impl Into<WordHitsRef<'h>>>,
        shape: &PassageStats,
    ) -> f64 {
        let norms = self.whole.norms(shape);
        let mut score = 0.0;
        for (word, hits) in self.plan.words.iter().zip(hits) {
            for (term, tf) in word.matching.iter().zip(hits.into().matching) {
                let weight = word.times() * term.weight;
                score += weight * (term.idf * saturated_at(*tf, norms.of(term.kind)));
            }
        }

        score
    }

    /// What phase two sees of each of some passages by itself; `add_window_features` adds the rest.
    pub fn candidates<'h, H>(
        &mut self,
        passages: impl ExactSizeIterator<Item = (H, &'h PassageStats)>,
    ) -> Vec<Candidate>
    where
        H: IntoIterator<Item: Into<WordHitsRef<'h>>>,
    {
        let mut words = Vec::with_capacity(passages.len() * self.plan.words.len());
        let mut row: Vec<WordHitsRef<'h>> = Vec::with_capacity(self.plan.words.len());
        let candidate = |(hits, shape): (H, &PassageStats)| {
            row.clear();
            row.extend(hits.into_iter().map(Into::into));
            self.candidate_with(&row, shape, &mut words)
        };
        let mut candidates: Vec<Candidate> = passages.map(candidate).collect();

        let words = Arc::new(words);
        for candidate in &mut candidates {
            candidate.words.of_all = Some(words.clone());
        }
        candidates
    }

    /// Puts what each word is into `all`, which the candidate is still to share.
    fn candidate_with(
        &mut self,
        hits: &[WordHitsRef<'_>],
        shape: &PassageStats,
        all: &mut Vec<WindowWord>,
    ) -> Candidate {
        let mut matches = std::mem::take(&mut self.matches);
        matches.clear();
        matches.extend(self.word_matches(hits, shape));

        // of nothing the sum is -0, and a list asks for no words
        let sum = |value: &dyn Fn(&WordMatch) -> f64| matches.iter().map(value).sum::<f64>() + 0.0;
        let mut features = Features::default();
        features.set(Feature::Stems, sum(&|h| h.weight * h.stems));
        features.set(Feature::Surface, sum(&|h| h.weight * h.surface));
        features.set(Feature::Accents, sum(&|h| if h.accented { h.weight } else { 0.0 }));
        features.set(Feature::Pairs, self.plan.pairs(hits, &matches));
        let in_heading = matches.iter().filter(|h| h.in_heading).count() as f64;
        let share = in_heading / f64::from(shape.heading_words).max(in_heading).max(1.0);
        features
            .set(Feature::Headings, share * sum(&|h| if h.in_heading { h.weight } else { 0.0 }));
        let held = sum(&|h| h.weight);
        features.set(Feature::Opening, held / (f64::from(shape.ordinal) + 1.0));

        let first = all.len();
        all.extend(matches.iter().map(|h| h.window));
        let candidate = Candidate {
            words: SharedWords { of_all: None, own: first..all.len() },
            window: shape.window(),
            window_words: shape.window_words(),
            middle: shape.middle(),
            document: shape.document,
            ordinal: shape.ordinal,
            features,
        };
        self.matches = matches;
        candidate
    }

    /// What each word is in a passage.
    pub(super) fn word_matches(
        &self,
        hits: &[WordHitsRef<'_>],
        shape: &PassageStats,
    ) -> impl Iterator<Item = WordMatch> {
        let norms = self.norms(shape);
        let words = self.plan.words.iter().zip(hits);
        words.map(move |(word, hits)| word_match(word, hits, (shape, &norms)))
    }
}

/// What a word is in a passage, by the stem of it that weighs most there.
fn word_match(
    word: &PlanWord,
    hits: &WordHitsRef<'_>,
    (shape, norms): (&PassageStats, &Norms),
) -> WordMatch {
    let mut best = WordMatch::default();
    let terms = word.matching.iter().zip(hits.matching).enumerate();
    for (at, (term, tf)) in terms.filter(|(_, (_, tf))| **tf > 0) {
        let idf = term.idf * term.agreement;
        let norms = norms.of(term.kind, term.lang);
        let stems = saturated_at(*tf, norms.of(term.kind));
        if idf * stems > best.idf * best.stems {
            let surface = saturated_at(hits.surface, norms.exact_terms);
            let in_heading = hits.positions.first().is_some_and(|p| *p < shape.text_from);
            let (weight, accented) = (idf * word.times(), hits.accented);
            let in_text = hits.positions.iter().filter(|p| **p >= shape.text_from).count();
            let window = WindowWord {
                weight,
                average: norms.window,
                tf: hits.positions.len() as u32,
                text_tf: in_text as u32,
            };
            best =
                WordMatch { term: at, idf, weight, stems, surface, accented, in_heading, window };
        }
    }

    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ranking::{CollectionStats, PlanTerm, WordHits};

    fn plan(words: usize) -> Plan {
        let term = |at: usize, lang| PlanTerm {
            kind: Kind::Stem,
            term: format!("w{at}"),
            lang,
            df: 1,
            idf: 1.0 + at as f64,
            agreement: 0.65,
            weight: 0.5,
        };
        let prefix = |at| PlanTerm { kind: Kind::Exact, lang: None, ..term(at, None) };
        let word = |at: usize| PlanWord {
            matching: vec![term(at, Some(Lang::Fr)), term(at, Some(Lang::En)), prefix(at)],
            query_position: at as u32,
            ..PlanWord::default()
        };
        let portion = |n: u64| LanguageStats {
            passages: 10,
            stem_terms: 300 + n,
            exact_terms: 200 + n,
            window_words: 2000 + n,
        };
        let collection = CollectionStats { portions: [0, 70, 900].map(portion) };
        Plan { words: (0..words).map(word).collect(), collection, ..Plan::default() }
    }

    fn hits() -> impl Strategy<Value = WordHits> {
        let positions = proptest::collection::btree_set(0u32..90, 0..4);
        let matching = proptest::collection::vec(0u32..3, 3);
        (matching, 0u32..3, any::<bool>(), positions).prop_map(
            |(matching, surface, accented, at)| WordHits {
                matching,
                surface,
                accented,
                positions: at.into_iter().collect(),
            },
        )
    }

    proptest! {
        #[test]
        fn what_was_scored_before_changes_nothing(
            passages in proptest::collection::vec((proptest::collection::vec(hits(), 3), 1u32..200), 1..6)
        ) {
            let plan = plan(3);
            let shape = |length: u32| PassageStats {
                stem_terms: length,
                exact_terms: length + 3,
                heading_words: 2,
                text_from: 34,
                ..PassageStats::default()
            };
            let shapes: Vec<PassageStats> =
                passages.iter().map(|(_, length)| shape(*length)).collect();
            let known = passages.iter().zip(&shapes).map(|((hits, _), shape)| (&hits[..], shape));
            let scored = Scorer::new(&plan).candidates(known);
            for (((hits, length), shape), scored) in passages.iter().zip(&shapes).zip(scored) {
                let candidate = plan.candidate(hits, shape);
                prop_assert_eq!(&scored, &candidate);

                // the stems by the mean of their language, as BM25 has them
                let mut stems = 0.0;
                for (word, hits) in plan.words.iter().zip(hits) {
                    let of = |at: usize| {
                        let term = &word.matching[at];
                        let stats = match term.kind {
                            Kind::Stem => plan.collection.in_lang(term.lang),
                            Kind::Exact | Kind::Accented => plan.collection.whole(),
                        };
                        let length = if term.kind == Kind::Stem { *length } else { length + 3 };
                        let average = stats.average_length(term.kind);
                        0.65 * crate::ranking::bm25::bm25(hits.matching[at], length, average, term.idf)
                    };
                    stems += (0..3).map(of).fold(0.0, f64::max);
                }
                prop_assert!((candidate.features.get(Feature::Stems) - stems).abs() < 1e-9);
            }
        }
    }
}
