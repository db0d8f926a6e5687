//! What each word and feature gave to a score: its sum in parts.

use serde::{Deserialize, Serialize};

use super::Plan;
use super::features::{Features, PassageStats, WordHits, WordHitsRef};
use super::scorer::Scorer;
use super::weights::{Feature, WEIGHTS};
use crate::hit::Hit;
use crate::query::{Query, Word};

/// A passage that was found, with all that ranked it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The passage.
    pub hit: Hit,
    /// How often and where each word of the plan stands in it.
    pub words: Vec<WordHits>,
    /// How long it is, as its store keeps it, and where it stands.
    pub stats: PassageStats,
    /// The features by which it was ranked, that of the window among them.
    pub features: Features,
}

/// Where a word stands that gave something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the title or the headings.
    Headings,
    /// In the text.
    Text,
}

/// A part of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScorePart {
    /// The feature that it is of.
    pub feature: Feature,
    /// The word that gave it, by its place in [`Plan::words`], and which of its matching terms was
    /// the best; `None` for what the window gave.
    pub word: Option<(usize, usize)>,
    /// The word after it in the question, where both gave it together by standing near.
    pub with: Option<usize>,
    /// Where the word stands, if that is known of the part.
    pub place: Option<Place>,
    /// How much it gave to the score.
    pub gives: f64,
}

impl Plan {
    /// The parts of the score of a passage: they add up to [`Features::score`], but for the last
    /// bits. A word that stands in the headings and in the text has a part for each, by how often
    /// it stands there.
    pub fn parts(&self, explained: &Explained) -> Vec<ScorePart> {
        let Explained { words, stats, features, .. } = explained;
        let hits: Vec<WordHitsRef<'_>> = words.iter().map(WordHitsRef::from).collect();
        let matches: Vec<_> = Scorer::new(self).word_matches(&hits, stats).collect();
        let weight = |feature: Feature| WEIGHTS[feature as usize].1;
        let in_heading = matches.iter().filter(|word| word.in_heading).count() as f64;
        let of_headings = in_heading / f64::from(stats.heading_words).max(in_heading).max(1.0);
        let mut parts = Vec::new();

        for (at, (word, hits)) in matches.iter().zip(&hits).enumerate() {
            let opening = word.weight / (f64::from(stats.ordinal) + 1.0);
            let accents = if word.accented { word.weight } else { 0.0 };
            let headings = if word.in_heading { of_headings * word.weight } else { 0.0 };
            let part = |feature, place, value: f64| ScorePart {
                feature,
                word: Some((at, word.term)),
                with: None,
                place: Some(place),
                gives: value * weight(feature),
            };

            let above = hits.positions.iter().filter(|at| **at < stats.text_from).count();
            let share = above as f64 / (hits.positions.len() as f64).max(1.0);
            for (feature, value) in [
                (Feature::Stems, word.weight * word.stems),
                (Feature::Surface, word.weight * word.surface),
                (Feature::Accents, accents),
                (Feature::Opening, opening),
            ] {
                parts.push(part(feature, Place::Headings, value * share));
                parts.push(part(feature, Place::Text, value * (1.0 - share)));
            }
            parts.push(part(Feature::Headings, Place::Headings, headings));
        }

        for (at, value) in self.pair_values(&hits, &matches) {
            parts.push(ScorePart {
                feature: Feature::Pairs,
                word: Some((at, matches[at].term)),
                with: Some(at + 1),
                place: None,
                gives: value * weight(Feature::Pairs),
            });
        }
        parts.push(ScorePart {
            feature: Feature::Window,
            word: None,
            with: None,
            place: None,
            gives: features.get(Feature::Window) * weight(Feature::Window),
        });
        parts.retain(|part| part.gives != 0.0);
        parts
    }
}

/// A rule that makes a word or a passage count for more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ScoreRule {
    /// Nothing holds the word, and words near it count for less.
    NearWord,
    /// The term is of another word of the same family, and counts for less.
    WordFamily,
    /// The word frames the question, and counts for less than what that is about.
    FrameWord,
    /// The term is not of the language of the question, and counts for less.
    OtherLanguage,
    /// The word stands for another, or for a part of it, and has its share of the weight.
    Share,
    /// The word stands several times in the question, and counts as often.
    Repeated,
    /// The passage holds the question word by word, and is put first; or it goes on in the next.
    Quoted,
    /// No passage scores above one that the first look ranked more than a block before it.
    HeldBelow,
    /// The question is less likely in this of two languages.
    Likelihood,
}

impl ScoreRule {
    /// All of them.
    pub const ALL: [ScoreRule; 9] = [
        ScoreRule::NearWord,
        ScoreRule::WordFamily,
        ScoreRule::FrameWord,
        ScoreRule::OtherLanguage,
        ScoreRule::Share,
        ScoreRule::Repeated,
        ScoreRule::Quoted,
        ScoreRule::HeldBelow,
        ScoreRule::Likelihood,
    ];

    /// A stable name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            ScoreRule::NearWord => "near-word",
            ScoreRule::WordFamily => "word-family",
            ScoreRule::FrameWord => "frame-word",
            ScoreRule::OtherLanguage => "other-language",
            ScoreRule::Share => "share",
            ScoreRule::Repeated => "repeated",
            ScoreRule::Quoted => "quoted",
            ScoreRule::HeldBelow => "held-below",
            ScoreRule::Likelihood => "likelihood",
        }
    }
}

/// What holds of a term of a plan, beside its rarity.
#[derive(Clone, Debug, PartialEq)]
pub struct TermFactor {
    /// The word as it was typed; `None` for a beginning.
    pub typed: Option<String>,
    /// By what its rarity is multiplied.
    pub factor: f64,
    /// The rules that make the factor.
    pub rules: Vec<ScoreRule>,
}

impl Plan {
    /// What holds of one of the matching terms of a word of the plan of a query, both given by their
    /// places in [`Plan::words`]; `None` where there is no such term.
    pub fn factor(&self, query: &Query, (word, term): (usize, usize)) -> Option<TermFactor> {
        let planned = self.words.get(word)?;
        let term = planned.matching.get(term)?;
        let is_it = |word: &&Word| {
            word.query_position == planned.query_position
                && word.stems.iter().any(|stem| stem.term == term.term)
        };
        let typed = query.root.words().into_iter().find(is_it);

        let mut subject = false;
        query.root.each_positive(&mut |clause| subject |= clause.has_subject());
        let stem = |word: &&Word| word.stems.iter().find(|stem| stem.term == term.term).cloned();
        let relative = typed.as_ref().and_then(stem).is_some_and(|stem| stem.relative);
        // the weights that leave a word as it is are exactly 1
        #[allow(clippy::float_cmp)]
        let shares = |word: &&Word| {
            word.weight != 1.0 || stem(word).is_some_and(|s| s.weight != 1.0 && !s.relative)
        };
        let other = query.lang.is_some() && term.lang.is_some() && term.lang != query.lang;
        let holds = [
            (ScoreRule::NearWord, typed.is_some_and(|word| !word.near.is_empty())),
            (ScoreRule::WordFamily, relative),
            (ScoreRule::FrameWord, subject && typed.is_some_and(|word| word.frame)),
            (ScoreRule::OtherLanguage, other),
            (ScoreRule::Share, typed.as_ref().is_some_and(shares)),
            (ScoreRule::Repeated, planned.repeats > 0),
        ];
        Some(TermFactor {
            typed: typed.map(|word| word.text.clone()),
            factor: term.agreement * planned.times(),
            rules: holds.into_iter().filter(|(_, holds)| *holds).map(|(rule, _)| rule).collect(),
        })
    }
}
