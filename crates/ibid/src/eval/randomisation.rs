//! Whether a difference between two rankings may be chance: Fisher's randomisation test.
//!
//! If both rankings were equally good, the difference of each query might as well have the other
//! sign (Smucker, Allan and Carterette, "A comparison of statistical significance tests for
//! information retrieval evaluation", 2007).

use crate::random::Random;

/// How often the signs are drawn.
const ROUNDS: u32 = 10_000;

/// The signs are the same at every call, so that the same runs give the same figure.
const SEED: u64 = 0x1b1d;

/// The share of 10,000 draws of signs whose mean is at least as far from zero as that of
/// `differences`: two-sided, and the draw that was observed counted too, so it is never 0.
///
/// Each difference is of one query, or of one group where means are over groups.
pub fn p_value(differences: &[f64]) -> f64 {
    // those that are zero say nothing, whatever their sign
    let differences: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    let observed = differences.iter().sum::<f64>().abs();
    // sums in another order may differ in their last bits
    let threshold = observed - 1e-9;

    let mut random = Random::new(SEED);
    let drawn = (0..ROUNDS).map(|_| sum(&mut random, &differences));
    let as_far = drawn.filter(|sum| sum.abs() >= threshold).count();
    (as_far as f64 + 1.0) / (f64::from(ROUNDS) + 1.0)
}

/// The sum of some values, each with a sign that is drawn: a bit for each.
fn sum(random: &mut Random, values: &[f64]) -> f64 {
    let mut sum = 0.0;
    for values in values.chunks(64) {
        let bits = random.next();
        for (i, value) in values.iter().enumerate() {
            sum += if bits >> i & 1 == 0 { *value } else { -*value };
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_differs_may_be_chance() {
        assert!((p_value(&[]) - 1.0).abs() < 1e-12);
        assert!((p_value(&[0.0; 30]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_share_is_that_of_all_signs() {
        // of 2^4 draws of signs two have all of them equal
        assert!((p_value(&[0.1; 4]) - 2.0 / 16.0).abs() < 0.01);
        // and whatever the signs, one difference alone is as far from zero
        assert!((p_value(&[0.1]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_difference_of_every_query_is_no_chance() {
        let p = p_value(&[0.1; 100]);
        assert!(p < 0.001 && p > 0.0, "{p}");
    }

    #[test]
    fn sides_do_not_matter_and_calls_agree() {
        let differences: Vec<f64> = (0..50).map(|i| f64::from(i % 7) / 10.0 - 0.25).collect();
        let reversed: Vec<f64> = differences.iter().map(|d| -d).collect();
        let p = p_value(&differences);
        assert!(p > 0.01 && p < 1.0, "{p}");
        assert_eq!(p.to_bits(), p_value(&differences).to_bits());
        assert_eq!(p.to_bits(), p_value(&reversed).to_bits());
    }
}
