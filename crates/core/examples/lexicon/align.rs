//! Which word of a sentence stands for which of the other: IBM Model 1 with a prior for the
//! diagonal, in both directions.
//!
//! The model is that of Dyer, Chahuneau and Smith, "A Simple, Fast, and Effective Reparameterization
//! of IBM Model 2" (NAACL 2013): a word of one sentence comes from one of the other, or from none;
//! from one at the same relative place rather than from one far off. Its tension is fixed here.
//! Counts are smoothed by a sparse Dirichlet prior, as there.

use rustc_hash::FxHashMap;

use crate::data::Data;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 5;

/// How much nearer the diagonal is better.
const TENSION: f64 = 4.0;

/// How many words come from none.
const FROM_NONE: f64 = 0.08;

/// The prior of each translation: below one, so that few stay.
const SPARSE: f64 = 0.01;

/// Words that stand in sentences of one pair, and how the model sees them.
pub(crate) struct Model {
    /// The French and the English number of each pair of words that ever stood together.
    pub(crate) words: Vec<[u32; 2]>,
    /// Of each pair of sentences the pairs of its words, French word by French word.
    links: Vec<u32>,
    /// Where those of each pair of sentences begin.
    starts: Vec<usize>,
    /// `given[0]`: of each pair of words how likely the English one comes from the French one;
    /// `given[1]` the other way.
    given: [Vec<f32>; 2],
    /// How likely a word of each language comes from none: by the language that it is in.
    none: [Vec<f32>; 2],
}

/// What one direction counts in a round.
struct Counts {
    pairs: Vec<f32>,
    none: Vec<f32>,
}

impl Model {
    /// Learns from all pairs.
    pub(crate) fn learn(data: &Data) -> Model {
        let mut model = Model::empty(data);
        for _ in 0..ROUNDS {
            let (forward, backward) = std::thread::scope(|scope| {
                let forward = scope.spawn(|| model.expect(data, 0));
                let backward = model.expect(data, 1);
                (forward.join(), backward)
            });
            let Ok(forward) = forward else { break };
            model.maximise(data, 0, forward);
            model.maximise(data, 1, backward);
        }

        model
    }

    /// A model that knows only which words stand together.
    fn empty(data: &Data) -> Model {
        let mut numbers: FxHashMap<[u32; 2], u32> = FxHashMap::default();
        let (mut words, mut links, mut starts) = (Vec::new(), Vec::new(), Vec::new());
        for pair in &data.pairs {
            starts.push(links.len());
            for french in &pair.words[0] {
                for english in &pair.words[1] {
                    let both = [*french, *english];
                    let next = words.len() as u32;
                    let number = *numbers.entry(both).or_insert(next);
                    if number == next {
                        words.push(both);
                    }
                    links.push(number);
                }
            }
        }
        starts.push(links.len());

        let even = vec![1.0; words.len()];
        let none = |side: usize| vec![1.0; data.vocabularies[side].words.len()];
        Model { given: [even.clone(), even], none: [none(0), none(1)], words, links, starts }
    }

    /// The links of one pair of sentences.
    fn links(&self, pair: usize) -> &[u32] {
        &self.links[self.starts[pair]..self.starts[pair + 1]]
    }

    /// How likely each word of the one sentence comes from each of the other: French word by French
    /// word, whatever the direction. What is left to one comes from none.
    fn posteriors(&self, data: &Data, pair: usize, direction: usize, out: &mut Vec<f32>) {
        let [french, english] = data.pairs[pair].words.each_ref().map(Vec::len);
        let links = self.links(pair);
        out.clear();
        out.resize(links.len(), 0.0);
        let (sources, targets) = if direction == 0 { (french, english) } else { (english, french) };
        let at = |source: usize, target: usize| {
            if direction == 0 { source * english + target } else { target * english + source }
        };
        let generated = &data.pairs[pair].words[1 - direction];

        for target in 0..targets {
            let place = (target as f64 + 0.5) / targets as f64;
            let prior = |source: usize| {
                let far = ((source as f64 + 0.5) / sources as f64 - place).abs();
                (-TENSION * far).exp()
            };
            let sum: f64 = (0..sources).map(prior).sum();
            let none = FROM_NONE * f64::from(self.none[1 - direction][generated[target] as usize]);
            let mut total = none;
            for source in 0..sources {
                let given = self.given[direction][links[at(source, target)] as usize];
                let likely = (1.0 - FROM_NONE) * prior(source) / sum * f64::from(given);
                out[at(source, target)] = likely as f32;
                total += likely;
            }
            for source in 0..sources {
                out[at(source, target)] /= total as f32;
            }
        }
    }

    fn expect(&self, data: &Data, direction: usize) -> Counts {
        let mut counts = Counts {
            pairs: vec![0.0; self.words.len()],
            none: vec![0.0; self.none[1 - direction].len()],
        };
        let mut posteriors = Vec::new();
        for pair in 0..data.pairs.len() {
            self.posteriors(data, pair, direction, &mut posteriors);
            let [_, english] = data.pairs[pair].words.each_ref().map(Vec::len);
            let generated = &data.pairs[pair].words[1 - direction];
            let mut left = vec![1.0_f32; generated.len()];
            for (at, (link, likely)) in self.links(pair).iter().zip(&posteriors).enumerate() {
                counts.pairs[*link as usize] += likely;
                let target = if direction == 0 { at % english } else { at / english };
                left[target] -= likely;
            }
            for (word, left) in generated.iter().zip(left) {
                counts.none[*word as usize] += left.max(0.0);
            }
        }

        counts
    }

    fn maximise(&mut self, data: &Data, direction: usize, counts: Counts) {
        let size = data.vocabularies[direction].words.len();
        let targets = data.vocabularies[1 - direction].words.len() as f64;
        let mut totals = vec![0.0_f64; size];
        for (both, count) in self.words.iter().zip(&counts.pairs) {
            totals[both[direction] as usize] += f64::from(*count);
        }
        let totals: Vec<f64> = totals.iter().map(|sum| digamma(sum + SPARSE * targets)).collect();
        for ((both, count), given) in
            self.words.iter().zip(&counts.pairs).zip(&mut self.given[direction])
        {
            let total = totals[both[direction] as usize];
            *given = (digamma(f64::from(*count) + SPARSE) - total).exp() as f32;
        }

        let sum: f64 = counts.none.iter().map(|count| f64::from(*count)).sum();
        for (count, none) in counts.none.iter().zip(&mut self.none[1 - direction]) {
            *none = ((f64::from(*count) + SPARSE) / (sum + SPARSE * targets)) as f32;
        }
    }

    /// How far both directions agree on each link of a pair of sentences: the geometric mean of
    /// what they say, French word by French word. `links` gets the pairs of words.
    pub(crate) fn agreed(&self, data: &Data, pair: usize) -> (Vec<f32>, &[u32]) {
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        self.posteriors(data, pair, 0, &mut forward);
        self.posteriors(data, pair, 1, &mut backward);
        let agreed = forward.iter().zip(&backward).map(|(a, b)| (a * b).sqrt()).collect();

        (agreed, self.links(pair))
    }
}

/// The derivative of the logarithm of the gamma function, by its recurrence and its asymptotic
/// series (Abramowitz and Stegun, 6.3.5 and 6.3.18).
fn digamma(mut x: f64) -> f64 {
    let mut result = 0.0;
    while x < 7.0 {
        result -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);

    result + x.ln() - 0.5 / x - square * (1.0 / 12.0 - square * (1.0 / 120.0 - square / 252.0))
}

#[cfg(test)]
mod tests {
    use super::digamma;

    #[test]
    fn digamma_is_that_of_the_tables() {
        for (x, value) in [(1.0, -0.577_215_665), (0.5, -1.963_510_026), (10.0, 2.251_752_589)] {
            assert!((digamma(x) - value).abs() < 1e-8, "{x}: {}", digamma(x));
        }
    }
}
