//! The answers that are timed, and the percentiles of their times.

use ibid_index::baseline::Baseline;

use super::clock::{Took, timed};
use super::report::{ClassView, Ratio, Way, WayView};
use super::statistics::{percentile, ratio};
use super::{Asked, BenchOptions, BenchProgress, answer, micros, nanos, times};
use crate::error::{Error, Result};
use crate::library::Library;

/// The times of one class, way by way and round by round, in nanoseconds.
pub(super) struct Shots {
    class: String,
    queries: usize,
    ways: Vec<(Way, Vec<Vec<Took>>)>,
}

/// Asks everything in all ways.
pub(super) fn shots(
    library: &Library,
    mut bare: Option<&mut Baseline>,
    queries: &[Asked],
    options: &BenchOptions,
    progress: &dyn Fn(BenchProgress),
) -> Result<Vec<Shots>> {
    let ways: Vec<Way> =
        Way::ALL.into_iter().filter(|way| *way != Way::Tantivy || bare.is_some()).collect();
    let default = &options.search;
    let own = &default.clone().with_across(0);
    let classes = by_class(queries);
    let mut all: Vec<Shots> = classes.iter().map(|asked| Shots::new(asked, &ways)).collect();

    let rounds = options.rounds.max(1);
    let of = ((rounds + 1) * queries.len() * ways.len()) as u64;
    let mut done = 0;
    progress(BenchProgress::Answers(done, of));
    for round in 0..=rounds {
        for (shots, asked) in all.iter_mut().zip(&classes) {
            // each way comes first in turn
            for turn in 0..ways.len() {
                let (way, kept) = &mut shots.ways[(turn + round) % ways.len()];
                let mut times = Vec::with_capacity(asked.len());
                for asked in asked {
                    let (took, answered) = timed(|| match (&*way, &mut bare) {
                        (Way::Tantivy, Some(bare)) => bare
                            .search(&asked.text, default.limit)
                            .map(|ids| ids.len())
                            .map_err(Error::from),
                        (Way::OwnLanguage, _) => answer(library, &asked.text, own),
                        _ => answer(library, &asked.text, default),
                    });
                    answered?;
                    times.push(took);
                }
                done += asked.len() as u64;
                progress(BenchProgress::Answers(done, of));
                kept.extend((round > 0).then_some(times));
            }
        }
    }
    Ok(all)
}

/// The queries of each class, the classes in the order in which they come first.
fn by_class(queries: &[Asked]) -> Vec<Vec<&Asked>> {
    let mut classes: Vec<Vec<&Asked>> = Vec::new();
    for asked in queries {
        let own = classes.iter_mut().find(|class| class.iter().any(|a| a.class == asked.class));
        match own {
            Some(class) => class.push(asked),
            None => classes.push(vec![asked]),
        }
    }
    classes
}

impl Shots {
    fn new(asked: &[&Asked], ways: &[Way]) -> Self {
        Shots {
            class: asked.first().map(|asked| asked.class.clone()).unwrap_or_default(),
            queries: asked.len(),
            ways: ways.iter().map(|way| (*way, Vec::new())).collect(),
        }
    }

    /// The times of a way by the clock on the wall.
    pub(super) fn walls(&self, way: Way) -> Vec<u64> {
        self.rounds(way, wall).into_iter().flatten().collect()
    }

    /// The times of each round of a way.
    fn rounds(&self, way: Way, of: fn(&Took) -> Option<u64>) -> Vec<Vec<u64>> {
        let own = self.ways.iter().find(|(other, _)| *other == way);
        let rounds = own.map(|(_, rounds)| rounds.as_slice()).unwrap_or_default();
        rounds.iter().map(|round| round.iter().filter_map(of).collect()).collect()
    }

    pub(super) fn view(&self) -> ClassView {
        ClassView {
            class: self.class.clone(),
            queries: self.queries,
            ways: self.ways.iter().map(|(way, _)| self.way_view(*way)).collect(),
        }
    }

    fn way_view(&self, way: Way) -> WayView {
        let mut sorted = self.walls(way);
        sorted.sort_unstable();
        let cpus: Vec<u64> = self.rounds(way, cpu).into_iter().flatten().collect();
        let median_of = |mut round: Vec<u64>| {
            round.sort_unstable();
            micros(percentile(&round, 50))
        };
        WayView {
            way,
            wall: times(&sorted),
            cpu: (!cpus.is_empty()).then(|| times(&cpus)),
            ratio: self.ratio(way, wall),
            cpu_ratio: self.ratio(way, cpu),
            rounds_us: self.rounds(way, wall).into_iter().map(median_of).collect(),
            distribution_us: (0..=100).map(|p| micros(percentile(&sorted, p))).collect(),
        }
    }

    /// The median of a way over that of bare tantivy, where both were measured so.
    fn ratio(&self, way: Way, of: fn(&Took) -> Option<u64>) -> Option<Ratio> {
        let [over, under] = [way, Way::Tantivy].map(|way| self.rounds(way, of));
        let measured = |rounds: &[Vec<u64>]| rounds.iter().any(|round| !round.is_empty());
        if way == Way::Tantivy || !measured(&over) || !measured(&under) {
            return None;
        }
        let (ratio, [low, high]) = ratio(&over, &under);
        Some(Ratio { ratio, low, high })
    }
}

fn wall(took: &Took) -> Option<u64> {
    Some(nanos(took.wall))
}

fn cpu(took: &Took) -> Option<u64> {
    took.cpu.map(nanos)
}
