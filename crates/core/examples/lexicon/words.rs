//! What single words say in the other language, from the links of all pairs.

use rustc_hash::FxHashMap;

use ibid_core::lexicon::MAX_TRANSLATIONS;

use crate::align::Model;
use crate::data::{Data, Part};

/// A link that both directions doubt more counts for nothing.
const SURE_ENOUGH: f32 = 0.05;

/// A translation below this share is none.
const LEAST: f64 = 0.05;

/// A word, and a translation of it, must have been linked so often.
const LEAST_LINKS: f64 = 1.5;

/// A word that a part links `n` times weighs `n` to this power there: so that what a large part
/// says a thousand times does not drown what a small one says a hundred times.
const DAMPING: f64 = 0.5;

/// How often each pair of words was linked, in each part.
pub(crate) type Links = FxHashMap<[u32; 2], [f32; Part::COUNT]>;

/// Counts the links of all pairs; `each` sees those of every pair of sentences.
pub(crate) fn links(data: &Data, model: &Model, mut each: impl FnMut(usize, &[f32])) -> Links {
    let mut links = Links::default();
    for (at, pair) in data.pairs.iter().enumerate() {
        let (agreed, numbers) = model.agreed(data, at);
        each(at, &agreed);
        for (likely, number) in agreed.iter().zip(numbers).filter(|(sure, _)| **sure > SURE_ENOUGH)
        {
            let both = model.words[*number as usize];
            links.entry(both).or_default()[pair.part as usize] += likely;
        }
    }

    links
}

/// Of each word of each language what it says in the other, the heaviest first.
pub(crate) type Words = [Vec<Vec<(u32, f64)>>; 2];

/// What each word says: the geometric mean of how likely it is in both directions.
pub(crate) fn words(data: &Data, links: &Links, allowed: impl Fn([u32; 2]) -> bool) -> Words {
    let content = |both: &[u32; 2]| {
        let words = [0, 1].map(|side| data.vocabularies[side].get(both[side]));
        words.iter().all(|word| !word.is_stop() && word.stems[0].chars().any(char::is_alphabetic))
    };
    let mut kept: Vec<([u32; 2], [f32; Part::COUNT])> = links
        .iter()
        .filter(|(both, _)| content(both))
        .map(|(both, parts)| (*both, *parts))
        .collect();
    kept.sort_unstable_by_key(|(both, _)| *both);
    let shares = [0, 1].map(|side| shares(data, &kept, side));

    let mut words: Words = [0, 1].map(|side| vec![Vec::new(); data.vocabularies[side].words.len()]);
    for ((both, parts), (forward, backward)) in kept.iter().zip(shares[0].iter().zip(&shares[1])) {
        let linked: f64 = parts.iter().map(|count| f64::from(*count)).sum();
        let mean = (forward * backward).sqrt();
        if mean >= LEAST && linked >= LEAST_LINKS && allowed(*both) {
            for side in [0, 1] {
                words[side][both[side] as usize].push((both[1 - side], mean));
            }
        }
    }
    for translations in words.iter_mut().flatten() {
        translations.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        translations.truncate(MAX_TRANSLATIONS);
    }

    words
}

/// Of each pair of words its share among those of its word on one side, over all parts.
fn shares(data: &Data, links: &[([u32; 2], [f32; Part::COUNT])], side: usize) -> Vec<f64> {
    let mut totals = vec![[0.0; Part::COUNT]; data.vocabularies[side].words.len()];
    for (both, parts) in links {
        for (total, count) in totals[both[side] as usize].iter_mut().zip(parts) {
            *total += f64::from(*count);
        }
    }

    let share = |(both, parts): &([u32; 2], [f32; Part::COUNT])| {
        let totals = &totals[both[side] as usize];
        let damped = |total: &f64| if *total > 0.0 { total.powf(DAMPING - 1.0) } else { 0.0 };
        let of_pair: f64 = totals.iter().zip(parts).map(|(t, n)| damped(t) * f64::from(*n)).sum();
        let of_all: f64 = totals.iter().map(|total| damped(total) * total).sum();
        of_pair / of_all
    };
    links.iter().map(share).collect()
}
