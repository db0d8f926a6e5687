//! What single words say in the other language, from the links of all pairs.

use rustc_hash::FxHashMap;

use ibid_core::lexicon::MAX_TRANSLATIONS;

use crate::align::Model;
use crate::data::{Data, Part};

/// A link that both directions doubt more counts for nothing.
const SURE_ENOUGH: f32 = 0.05;

/// A translation below this weight is none.
pub(crate) const LEAST: f64 = 0.05;

/// A word, and a translation of it, must have been linked so often.
const LEAST_LINKS: f64 = 1.5;

/// A word that a part links `n` times weighs `n` to this power there: so that what a large part
/// says a thousand times does not drown what a small one says a hundred times.
const DAMPING: f64 = 0.5;

/// How often two words were linked, in each part.
pub(crate) type Counts = [f32; Part::COUNT];

/// How often each pair of words was linked, and each pair of their forms.
#[derive(Default)]
pub(crate) struct Links {
    words: FxHashMap<[u32; 2], Counts>,
    pub(crate) forms: FxHashMap<[u32; 2], Counts>,
}

impl Links {
    /// How often a French and an English word were linked, over all parts.
    pub(crate) fn of(&self, both: [u32; 2]) -> f64 {
        let counts = self.words.get(&both).copied().unwrap_or_default();
        counts.iter().map(|count| f64::from(*count)).sum()
    }

    /// How often each word was linked, French first.
    pub(crate) fn of_words(&self, data: &Data) -> [Vec<f64>; 2] {
        let mut sums = [0, 1].map(|side| vec![0.0; data.vocabularies[side].words.len()]);
        let mut sorted: Vec<&[u32; 2]> = self.words.keys().collect();
        sorted.sort_unstable();
        for both in sorted {
            for (side, sums) in sums.iter_mut().enumerate() {
                sums[both[side] as usize] += self.of(*both);
            }
        }

        sums
    }
}

/// Counts the links of all pairs; `each` sees those of every pair of sentences.
pub(crate) fn links(data: &Data, model: &Model, mut each: impl FnMut(usize, &[f32])) -> Links {
    let mut links = Links::default();
    for (at, pair) in data.pairs.iter().enumerate() {
        let (agreed, numbers) = model.agreed(data, at);
        each(at, &agreed);
        let english = pair.words[1].len();
        for (place, (likely, number)) in agreed.iter().zip(numbers).enumerate() {
            if *likely > SURE_ENOUGH {
                let both = model.words[*number as usize];
                links.words.entry(both).or_default()[pair.part as usize] += likely;
                let forms = [pair.forms[0][place / english], pair.forms[1][place % english]];
                links.forms.entry(forms).or_default()[pair.part as usize] += likely;
            }
        }
    }

    links
}

/// A word of the other language, and its shares in both directions: there and back.
pub(crate) type Linked = (u32, [f64; 2]);

/// Of each word of each language what it says in the other.
pub(crate) struct Words {
    /// The heaviest first.
    pub(crate) to: [Vec<Vec<(u32, f64)>>; 2],
    /// All that it was linked with and may give.
    pub(crate) linked: [Vec<Vec<Linked>>; 2],
}

/// How much the direction that is asked counts beside the other one (see [`weight`]): as much.
const OWN: f64 = 0.5;

/// What each word says: the geometric mean of how likely it is in both directions.
pub(crate) fn words(data: &Data, links: &Links, allowed: impl Fn([u32; 2]) -> bool) -> Words {
    let content = |both: &[u32; 2]| {
        let words = [0, 1].map(|side| data.vocabularies[side].get(both[side]));
        words.iter().all(|word| word.is_content())
    };
    let mut kept: Vec<([u32; 2], Counts)> = links
        .words
        .iter()
        .filter(|(both, _)| content(both))
        .map(|(both, parts)| (*both, *parts))
        .collect();
    kept.sort_unstable_by_key(|(both, _)| *both);
    let shares = [0, 1].map(|side| shares(data.vocabularies[side].words.len(), &kept, side));

    let mut words = Words {
        to: [0, 1].map(|side| vec![Vec::new(); data.vocabularies[side].words.len()]),
        linked: [0, 1].map(|side| vec![Vec::new(); data.vocabularies[side].words.len()]),
    };
    for ((both, parts), shares) in kept.iter().zip(shares[0].iter().zip(&shares[1])) {
        let shares = [*shares.0, *shares.1];
        let linked: f64 = parts.iter().map(|count| f64::from(*count)).sum();
        if linked < LEAST_LINKS || !allowed(*both) {
            continue;
        }
        for side in [0, 1] {
            let (word, target) = (both[side] as usize, both[1 - side]);
            let weight = weight(shares[side], shares[1 - side], OWN);
            words.linked[side][word].push((target, [shares[side], shares[1 - side]]));
            if weight >= LEAST {
                words.to[side][word].push((target, weight));
            }
        }
    }
    for translations in words.to.iter_mut().flatten() {
        heaviest(translations);
    }

    words
}

/// What a translation weighs: the geometric mean of how likely it is in its own direction and in the
/// other one, of which its own counts for the share `own`, from 0 to 1.
pub(crate) fn weight(there: f64, back: f64, own: f64) -> f64 {
    there.powf(own) * back.powf(1.0 - own)
}

/// Keeps the heaviest.
pub(crate) fn heaviest(translations: &mut Vec<(u32, f64)>) {
    translations.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    translations.truncate(MAX_TRANSLATIONS);
}

/// Of each pair its share among those of its word on one side, over all parts; there are `size`
/// words on that side.
pub(crate) fn shares(size: usize, links: &[([u32; 2], Counts)], side: usize) -> Vec<f64> {
    let mut totals = vec![[0.0; Part::COUNT]; size];
    for (both, parts) in links {
        for (total, count) in totals[both[side] as usize].iter_mut().zip(parts) {
            *total += f64::from(*count);
        }
    }

    let share = |(both, parts): &([u32; 2], Counts)| {
        let totals = &totals[both[side] as usize];
        let damped = |total: &f64| if *total > 0.0 { total.powf(DAMPING - 1.0) } else { 0.0 };
        let of_pair: f64 = totals.iter().zip(parts).map(|(t, n)| damped(t) * f64::from(*n)).sum();
        let of_all: f64 = totals.iter().map(|total| damped(total) * total).sum();
        of_pair / of_all
    };
    links.iter().map(share).collect()
}
