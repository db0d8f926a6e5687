//! What features cost: how much longer phase two takes with each than without it.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use ibid::Feature;
use ibid::Lang;
use ibid::eval::beir::{Judged, Options};
use ibid_core::analysis::Analyzer;
use ibid_core::query::{Budget, Order, Request};
use ibid_index::Reader;
use ibid_index::profile::phase_two_without;
use ibid_query::{ParseOptions, parse};

use crate::data::{self, Row};

/// The features for which something more is read or worked out. The others cost a few sums over
/// numbers that are there.
const MEASURED: [Feature; 4] =
    [Feature::Surface, Feature::Accents, Feature::Pairs, Feature::Window];

/// How many questions of each set are timed, evenly drawn.
const QUESTIONS: usize = 20;

/// How often each is ranked in each way.
const ROUNDS: usize = 15;

/// Microseconds, as means over questions.
pub(crate) struct Costs {
    questions: u32,
    all: Duration,
    without: [Duration; MEASURED.len()],
}

impl Costs {
    /// What the indexes of the rows tell, which must be there. One thread, all ways in turn.
    pub(crate) fn measure(data: &Path) -> Result<Self, Box<dyn Error>> {
        let mut costs = Costs { questions: 0, all: Duration::ZERO, without: Default::default() };
        for row in data::all(data).filter(|row| row.counts()) {
            costs.add(data, row)?;
        }
        Ok(costs)
    }

    fn add(&mut self, data: &Path, row: &Row) -> Result<(), Box<dyn Error>> {
        let reader = Reader::open(&data.join("index").join(row.set))?;
        let options =
            Options { lang: Some(row.lang), qrels: row.qrels.to_owned(), ..Options::default() };
        let judged = Judged::read(&data::folder(data, row), &options)?;
        let texts: Vec<&str> = judged.queries().map(|(text, _, _)| text).collect();
        let step = texts.len().div_ceil(QUESTIONS).max(1);

        let mut analyzer = Analyzer::new();
        for text in texts.into_iter().step_by(step) {
            let request = request(text, row.lang, &mut analyzer);
            let (all, without) = phase_two_without(&reader, &request, &MEASURED, ROUNDS)?;
            self.questions += 1;
            self.all += all;
            self.without.iter_mut().zip(without).for_each(|(sum, time)| *sum += time);
        }
        Ok(())
    }

    /// What all of phase two takes.
    pub(crate) fn all(&self) -> f64 {
        self.mean(self.all)
    }

    /// What a feature adds to that; `None` for one that reads nothing of its own.
    pub(crate) fn of(&self, feature: Feature) -> Option<f64> {
        let place = MEASURED.iter().position(|measured| *measured == feature)?;
        Some(self.mean(self.all) - self.mean(*self.without.get(place)?))
    }

    fn mean(&self, sum: Duration) -> f64 {
        sum.as_secs_f64() * 1e6 / f64::from(self.questions.max(1))
    }
}

fn request(text: &str, lang: Lang, analyzer: &mut Analyzer) -> Request {
    let options = ParseOptions { lang: Some(lang) };
    let query = parse(text, analyzer, &options).query;
    let (order, budget) = (Order::Relevance, Budget::default());
    Request { query, limit: 10, offset: 0, total: false, order, budget }
}
