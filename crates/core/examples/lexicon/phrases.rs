//! Phrases that stand for each other, cut out along the links of words.
//!
//! Two phrases go together where the words of each are linked with words of the other and with none
//! outside (Och and Ney, "The Alignment Template Approach to Statistical Machine Translation", 2004).

use std::collections::BTreeMap;

use ibid_core::wordlist::WordList;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::data::{Data, Pair, Part, written};
use crate::stems::Keys;
use crate::words::Words;

/// A link must be as sure as this to cut along it.
const SURE: f32 = 0.4;

/// A phrase has at most this number of words, in either language.
const MOST_WORDS: usize = 5;

/// A pair of phrases must be met so often.
const LEAST_COUNT: u32 = 4;

/// The geometric mean of the shares that a pair of phrases has in both directions is at least this.
const LEAST_SHARE: f64 = 0.15;

/// The best translation of a phrase has at least this.
const LEAST_BEST: f64 = 0.3;

/// As much as this of a translation may come of single words, or the phrase says nothing new.
pub(crate) const MOST_COMPOSED: f64 = 0.5;

/// Where a pair of phrases was met: the pair of sentences, and where they begin and end, French
/// first.
#[derive(Clone, Copy, Debug)]
struct Place {
    pair: u32,
    spans: [[u8; 2]; 2],
}

/// All places of phrases.
#[derive(Default)]
pub(crate) struct Places(Vec<Place>);

/// How often a pair of phrases was met in each part, and some of its places.
type Met = ([u32; Part::COUNT], Vec<u32>);

/// A pair of phrases.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// Their words, French first.
    pub(crate) words: [Vec<u32>; 2],
    /// How often they were met, in each part.
    counts: [u32; Part::COUNT],
    /// The share that the translation has among those of the phrase, by the language of the phrase.
    pub(crate) mean: f64,
    /// Whether both are what the other most often says.
    mutual: bool,
    /// Some of the places where they stand.
    places: Vec<u32>,
}

/// So many places of a pair of phrases are looked at for how it is written.
const MOST_PLACES: usize = 24;

impl Places {
    /// Cuts the phrases out of a pair of sentences, with its links French word by French word.
    pub(crate) fn add(&mut self, data: &Data, at: usize, agreed: &[f32]) {
        let pair = &data.pairs[at];
        let [french, english] = pair.words.each_ref().map(Vec::len);
        let linked = |f: usize, e: usize| agreed[f * english + e] >= SURE;
        let content = |side: usize, at: usize| {
            let word = data.vocabularies[side].get(pair.words[side][at]);
            !word.is_stop() && word.stems[0].chars().all(|c| c.is_alphabetic() || c == '-')
        };

        // `non autorisé` is one word in English
        let is_non = |at: usize| data.vocabularies[0].get(pair.words[0][at]).stems[0] == "non";

        for start in (0..french).filter(|at| content(0, *at) || is_non(*at)) {
            for end in
                (start + 1..=(start + MOST_WORDS).min(french)).filter(|end| content(0, end - 1))
            {
                let mut over = (0..english).filter(|e| (start..end).any(|f| linked(f, *e)));
                let Some(first) = over.next() else { continue };
                let last = over.next_back().unwrap_or(first) + 1;
                let short = last - first <= MOST_WORDS;
                let closed = || {
                    (first..last)
                        .all(|e| (0..french).all(|f| (start..end).contains(&f) || !linked(f, e)))
                };
                let ends = |f: usize| (first..last).any(|e| linked(f, e));
                let begins = || ends(start) || is_non(start) && start + 1 < end;
                let whole =
                    || begins() && ends(end - 1) && content(1, first) && content(1, last - 1);
                if short && closed() && whole() && same_signs(data, pair, [start..end, first..last])
                {
                    let spans = [[start as u8, end as u8], [first as u8, last as u8]];
                    self.0.push(Place { pair: at as u32, spans });
                }
            }
        }
    }

    /// The pairs of phrases that say more than their words, the most telling first.
    pub(crate) fn phrases(&self, data: &Data, words: &Words) -> Vec<Phrase> {
        let mut found: FxHashMap<[&[u32]; 2], Met> = FxHashMap::default();
        for (at, place) in self.0.iter().enumerate() {
            let (counts, places) = found.entry(place.words(data)).or_default();
            counts[data.pairs[place.pair as usize].part as usize] += 1;
            if places.len() < MOST_PLACES {
                places.push(at as u32);
            }
        }

        // what each phrase was met with in all, and most often
        let mut totals: [FxHashMap<&[u32], (u32, u32)>; 2] = Default::default();
        for (both, (counts, _)) in &found {
            let count: u32 = counts.iter().sum();
            for side in [0, 1] {
                let (all, most) = totals[side].entry(both[side]).or_default();
                *all += count;
                *most = (*most).max(count);
            }
        }

        let mut phrases = Vec::new();
        for (both, (counts, places)) in &found {
            let count: u32 = counts.iter().sum();
            if count < LEAST_COUNT {
                continue;
            }
            let of = |side: usize| totals[side].get(both[side]).copied().unwrap_or_default();
            let share = |side: usize| f64::from(count) / f64::from(of(side).0);
            let mean = (share(0) * share(1)).sqrt();
            let mutual = [0, 1].iter().all(|side| of(*side).1 == count);
            let single = both.iter().all(|words| words.len() == 1);
            if single || mean < LEAST_SHARE {
                continue;
            }
            let words = both.map(<[u32]>::to_vec);
            phrases.push(Phrase { words, counts: *counts, mean, mutual, places: places.clone() });
        }
        phrases.sort_by(|a, b| a.words.cmp(&b.words));
        phrases.retain(|phrase| worth_keeping(data, words, phrase));

        phrases
    }

    /// How each phrase is written where it was met, in both languages; empty if it never stands
    /// without other signs.
    pub(crate) fn texts(&self, data: &Data, phrase: &Phrase, keys: &mut Keys) -> [String; 2] {
        let mut forms: [BTreeMap<String, u32>; 2] = Default::default();
        for place in phrase.places.iter().filter_map(|at| self.0.get(*at as usize)) {
            let pair = &data.pairs[place.pair as usize];
            for (side, forms) in forms.iter_mut().enumerate() {
                let form = pair.slice(side, place.spans[side], keys);
                if form.chars().all(|c| c.is_alphabetic() || " '’-".contains(c)) {
                    *forms.entry(form.replace('’', "'")).or_default() += 1;
                }
            }
        }

        forms.map(|forms| written(&forms))
    }
}

impl Place {
    /// The words of both phrases.
    fn words<'d>(&self, data: &'d Data) -> [&'d [u32]; 2] {
        let pair = &data.pairs[self.pair as usize];
        [0, 1].map(|side| {
            let [start, end] = self.spans[side].map(usize::from);
            &pair.words[side][start..end]
        })
    }
}

/// Whether no numbers stand in either phrase.
fn same_signs(data: &Data, pair: &Pair, spans: [std::ops::Range<usize>; 2]) -> bool {
    let letters = |side: usize, at: usize| {
        let stem = &data.vocabularies[side].get(pair.words[side][at]).stems[0];
        stem.chars().any(char::is_alphabetic)
    };
    [0, 1].into_iter().all(|side| spans[side].clone().all(|at| letters(side, at)))
}

/// Whether a pair of phrases says more than its words say one by one.
fn worth_keeping(data: &Data, words: &Words, phrase: &Phrase) -> bool {
    let new = [0, 1].map(|side| composed(data, words, phrase, side) < MOST_COMPOSED);
    let best = phrase.mean >= LEAST_BEST && phrase.mutual;
    let often = phrase.counts.iter().sum::<u32>() >= LEAST_COUNT * 2;
    (new[0] || new[1]) && (best || often) && [0, 1].iter().all(|side| is_term(data, phrase, *side))
}

/// The function words that may stand inside a term, French and English.
const INSIDE: [WordList; 2] =
    [WordList("de du des la le les à au aux en non"), WordList("of for in on")];

/// Whether a phrase may be a term: no function words in it but those that hold nouns together,
/// and `non`.
fn is_term(data: &Data, phrase: &Phrase, side: usize) -> bool {
    let mut stops = phrase.words[side].iter().map(|word| data.vocabularies[side].get(*word));
    stops.all(|word| !word.is_stop() || INSIDE[side].has(&word.form()))
}

/// How much it tells to keep a phrase of one language: how often it was met, how strongly its words
/// belong together, and how much of its translation they do not give one by one.
pub(crate) fn telling(data: &Data, words: &Words, phrase: &Phrase, side: usize) -> f64 {
    // the normalised pointwise mutual information of its content words (Bouma 2009)
    let all: f64 = data.vocabularies[side].words.iter().map(|word| f64::from(word.count)).sum();
    let content = phrase.words[side].iter().map(|word| data.vocabularies[side].get(*word));
    let content: Vec<f64> =
        content.filter(|word| !word.is_stop()).map(|word| f64::from(word.count) / all).collect();
    let count = f64::from(phrase.counts.iter().sum::<u32>()) / all;
    let alone: f64 = content.iter().map(|share| share.ln()).sum();
    let together = (count.ln() - alone) / (-count.ln() * (content.len() as f64 - 1.0).max(1.0));

    // as for words, a large part does not drown a small one
    let often: f64 = phrase.counts.iter().map(|count| f64::from(*count).sqrt()).sum();
    often * together.max(0.0) * (1.0 - composed(data, words, phrase, side))
}

/// How much of a phrase's translation the single words of one language give: the mean, over the
/// content words of the translation, of the greatest weight that any word gives each. Of a phrase
/// for a single word nothing is given by its words.
pub(crate) fn composed(data: &Data, words: &Words, phrase: &Phrase, from: usize) -> f64 {
    if phrase.words[from].len() == 1 {
        return 0.0;
    }
    let to = 1 - from;
    let content = phrase.words[to].iter().filter(|w| !data.vocabularies[to].get(**w).is_stop());
    let content: FxHashSet<u32> = content.copied().collect();
    let given = |target: &u32| {
        let all = phrase.words[from].iter().flat_map(|word| {
            let of = &words.to[from][*word as usize];
            let sum: f64 = of.iter().map(|(_, weight)| weight).sum();
            of.iter().filter(|(to, _)| to == target).map(move |(_, weight)| weight / sum)
        });
        all.fold(0.0, f64::max)
    };
    content.iter().map(given).sum::<f64>() / content.len().max(1) as f64
}
