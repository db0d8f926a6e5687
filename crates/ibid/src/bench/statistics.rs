//! Percentiles, and how sure a ratio of medians is.

use crate::random::Random;

/// How often rounds are drawn for an interval.
const DRAWS: usize = 1000;
/// The draws are the same at every call, so that the same times give the same interval.
const SEED: u64 = 0xb007;

/// The smallest of some values that at least `percent` of a hundred of them do not exceed; they are
/// sorted. 0 where there is none.
pub(super) fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let at = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(at).copied().unwrap_or(0)
}

/// The median of the values of some rounds.
fn median<'a>(rounds: impl Iterator<Item = &'a Vec<u64>>, room: &mut Vec<u64>) -> u64 {
    room.clear();
    rounds.for_each(|round| room.extend(round));
    let middle = room.len().div_ceil(2).max(1) - 1;
    if room.is_empty() { 0 } else { *room.select_nth_unstable(middle).1 }
}

/// A ratio of medians with the interval of 95 % that drawing whole rounds anew gives: both ways keep
/// the rounds that they ran in together. It says how far what else the machine did may move the
/// ratio, and nothing of how other queries would do.
pub(super) fn ratio(over: &[Vec<u64>], under: &[Vec<u64>]) -> (f64, [f64; 2]) {
    let mut room = Vec::new();
    let mut of = |rounds: &[usize]| {
        let [a, b] =
            [over, under].map(|way| median(rounds.iter().filter_map(|i| way.get(*i)), &mut room));
        a as f64 / b.max(1) as f64
    };

    let count = over.len().min(under.len());
    let all: Vec<usize> = (0..count).collect();
    let whole = of(&all);
    let mut random = Random::new(SEED);
    let mut drawn: Vec<f64> = (0..DRAWS)
        .map(|_| of(&(0..count).map(|_| random.below(count)).collect::<Vec<usize>>()))
        .collect();
    drawn.sort_by(f64::total_cmp);

    (whole, [drawn[DRAWS / 40], drawn[DRAWS - 1 - DRAWS / 40]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let sorted: Vec<u64> = (1..=200).collect();
        assert_eq!([50, 90, 99, 100].map(|p| percentile(&sorted, p)), [100, 180, 198, 200]);
        assert_eq!((percentile(&[7], 50), percentile(&[7], 99), percentile(&[], 50)), (7, 7, 0));
    }

    #[test]
    fn an_interval_holds_its_ratio_and_is_as_wide_as_the_rounds_differ() {
        let steady = vec![vec![10, 20, 30]; 9];
        let twice = vec![vec![20, 40, 60]; 9];
        assert_eq!(ratio(&twice, &steady), (2.0, [2.0, 2.0]));

        let unsteady: Vec<Vec<u64>> = (0..9).map(|i| vec![20 + 10 * i; 3]).collect();
        let (whole, [low, high]) = ratio(&unsteady, &steady);
        assert!(low < whole && whole < high, "{low} {whole} {high}");
        assert_eq!(ratio(&unsteady, &steady), (whole, [low, high]), "the same at every call");
    }
}
