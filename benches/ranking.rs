//! What the two phases of ranking cost, on one thread, over an index that is built once.
//!
//! The first table holds microseconds for each way of asking, both languages together, once over
//! all that was measured and once over queries, each with the median of its rounds: on a machine
//! with other work the 99th percentile of all shows that work, and of queries the slow ones.
//!
//! - `ten alone`: phase one alone, which gathers ten candidates and fetches them;
//! - `phase one`: phase one alone with as many candidates as phase two wants, of which ten are
//!   fetched;
//! - `both`: both phases, which is what [`ibid_index::Reader`] answers;
//! - `answer`: [`ibid::Library::search`]. What it takes more for questions and sentences is that it
//!   looks for them as pasted quotes; the questions are in no passage, the sentences are in one.
//!
//! The last says what phase two takes, step by step: for each query the median of its rounds, and
//! of these the mean. What the ways of asking are, `benches/common/asking.rs` says.
//!
//! ```text
//! cargo bench --bench ranking
//! IBID_BENCH_PASSAGES=1000000 cargo bench --bench ranking
//! ```
//!
//! It reaches the steps by the feature `bench` of the libraries, which no ordinary build has.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark that cannot start should stop, and its figures are read on a terminal"
)]

mod common;

use std::time::Duration;

use common::asking::{Asking, KINDS, Kind, LIMIT, percentile, request, timed};
use ibid_core::analysis::Analyzer;
use ibid_core::hit::Hit;
use ibid_core::query::Request;
use ibid_core::ranking::CANDIDATES;
use ibid_index::profile::{Stages, both_phases, phase_one};
use ibid_query::{ParseOptions, parse};

/// How often everything is asked, after a round that only warms.
const ROUNDS: usize = 10;

/// A way to an answer.
#[derive(Clone, Copy)]
enum Way {
    TenAlone,
    PhaseOne,
    Both,
    Answer,
}

const WAYS: [Way; 4] = [Way::TenAlone, Way::PhaseOne, Way::Both, Way::Answer];

/// A query, and how long it took in each round.
struct Measured {
    kind: Kind,
    text: String,
    request: Request,
    ways: [Vec<Duration>; WAYS.len()],
    stages: Vec<Stages>,
}

impl Measured {
    fn all(bench: &Asking) -> Vec<Self> {
        let mut analyzer = Analyzer::new();
        let mut measured = |kind, text: &String| Measured {
            kind,
            text: text.clone(),
            request: request(parse(text, &mut analyzer, &ParseOptions::default()).query),
            ways: Default::default(),
            stages: Vec::new(),
        };
        let asked = bench.asked.iter().flat_map(|a| a.queries.iter().map(|text| (a.kind, text)));
        asked.map(|(kind, text)| measured(kind, text)).collect()
    }

    fn ask(&self, bench: &Asking, way: Way) -> Duration {
        let alone = |most| phase_one(&bench.reader, &self.request, most);
        match way {
            Way::TenAlone => timed(|| alone(LIMIT).expect("the index can be read")).0,
            Way::PhaseOne => timed(|| alone(CANDIDATES).expect("the index can be read")).0,
            Way::Both => timed(|| bench.engine(&self.request)).0,
            Way::Answer => timed(|| bench.answer(&self.text)).0,
        }
    }

    /// The median of its rounds.
    fn median(&self, step: fn(&Stages) -> f64) -> f64 {
        let mut all: Vec<f64> = self.stages.iter().map(step).collect();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    }
}

/// Asks everything in every way, query by query, so that what else the machine does hits all alike.
fn measure(bench: &Asking) -> Vec<Measured> {
    let mut all = Measured::all(bench);
    let rounds = if common::is_test() { 1 } else { ROUNDS };
    for round in 0..=rounds {
        for measured in &mut all {
            // each way comes first in turn, and finds what the last one left in the caches
            for i in (0..WAYS.len()).map(|i| (i + round) % WAYS.len()) {
                let took = measured.ask(bench, WAYS[i]);
                measured.ways[i].extend((round > 0).then_some(took));
            }
            let staged = both_phases(&bench.reader, &measured.request);
            let (hits, stages) = staged.expect("the index can be read");
            if round == 0 {
                let whole = bench.engine(&measured.request);
                assert_eq!(ranking(&hits.hits), ranking(&whole.hits), "{}", measured.text);
            } else {
                measured.stages.push(stages);
            }
        }
    }
    all
}

/// What must be the same, however a search is run.
fn ranking(hits: &[Hit]) -> Vec<(Vec<u8>, f64)> {
    hits.iter().map(|hit| (hit.passage.id.as_bytes().to_vec(), hit.score)).collect()
}

/// What is taken of the rounds of a query.
type Taken = fn(&[Duration]) -> Vec<Duration>;

fn median(rounds: &[Duration]) -> Vec<Duration> {
    let mut sorted = rounds.to_vec();
    sorted.sort_unstable();
    vec![sorted[sorted.len() / 2]]
}

fn print_ways(title: &str, taken: Taken, all: &[Measured]) {
    println!("\nmicroseconds, {title}");
    let ways = ["ten alone", "phase one", "both", "answer"];
    let ways: String = ways.iter().map(|way| format!("{way:>16}")).collect();
    println!("{:<10}{ways}{:>16}{:>16}", "", "both/one", "answer/both");
    println!("{:<10}{}", "", format!("{:>8}{:>8}", "p50", "p99").repeat(6));
    for (kind, name) in KINDS {
        print_way(name, taken, all.iter().filter(|m| m.kind == kind));
    }
    print_way("all", taken, all.iter());
}

fn print_way<'a>(name: &str, taken: Taken, all: impl Iterator<Item = &'a Measured>) {
    let mut ways: [Vec<Duration>; WAYS.len()] = Default::default();
    for measured in all {
        for (sum, way) in ways.iter_mut().zip(&measured.ways) {
            sum.extend(taken(way));
        }
    }
    ways.iter_mut().for_each(|way| way.sort_unstable());
    let at = |way: Way, percent| percentile(&ways[way as usize], percent);
    let times = WAYS.map(|way| format!("{:>8}{:>8}", at(way, 50), at(way, 99)));
    let ratio = |over: Way, under: Way| {
        let of = |percent| at(over, percent) as f64 / at(under, percent).max(1) as f64;
        format!("{:>8.2}{:>8.2}", of(50), of(99))
    };
    let ratios = ratio(Way::Both, Way::PhaseOne) + &ratio(Way::Answer, Way::Both);
    println!("{name:<10}{}{ratios}", times.concat());
}

/// A row of the second table: its name, and what it says of a search.
type Step = (&'static str, fn(&Stages) -> f64);

/// What phase two takes, and with the last rows what else a search does.
const STEPS: [Step; 20] = [
    ("memory for the hits of words", |s| micros(s.allocation)),
    ("stem frequencies alone", |s| micros(s.stems)),
    ("positions (Pairs, Headings)", |s| micros(s.positions) - micros(s.stems)),
    ("surface frequencies (Surface)", |s| micros(s.surface)),
    ("accented forms (Accents)", |s| micros(s.accents)),
    ("shapes (Headings, Opening)", |s| micros(s.opening + s.shapes)),
    ("  of it: opening the columns", |s| micros(s.opening)),
    ("scores of phase one", |s| micros(s.first_scores)),
    ("scoring (Plan::candidate)", |s| micros(s.scoring)),
    ("windows", |s| micros(s.windows)),
    ("sorting", |s| micros(sorting(s))),
    ("  of it: by phase one", |s| micros(s.by_phase_one)),
    ("  of it: dropping duplicates", |s| micros(s.duplicates)),
    ("  of it: by score", |s| micros(s.sorting)),
    ("one hit for each place", |s| micros(s.places)),
    ("= the sum of these", |s| micros(stepwise(s))),
    ("the same as a search runs it", |s| micros(s.together)),
    ("before: plan", |s| micros(s.plan)),
    ("before: gathering candidates", |s| micros(s.candidates)),
    ("after: fetching ten", |s| micros(s.fetching)),
];

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

fn sorting(s: &Stages) -> Duration {
    s.by_phase_one + s.duplicates + s.sorting
}

/// All of phase two; what reading stems alone takes is part of reading positions.
fn stepwise(s: &Stages) -> Duration {
    let read = s.allocation + s.positions + s.surface + s.accents + s.opening + s.shapes;
    read + s.first_scores + s.scoring + s.windows + sorting(s) + s.places
}

fn print_steps(all: &[Measured]) {
    let names: String = KINDS.iter().map(|(_, name)| format!("{name:>10}")).collect();
    println!("\n{:<32}{names}{:>10}", "microseconds, mean", "all");
    for step in STEPS {
        print_step(step, all);
    }
    print_step(("candidates that this was for", |s| s.gathered as f64), all);
    print_step(("segments that they were in", |s| s.segments as f64), all);
}

fn print_step((name, step): Step, all: &[Measured]) {
    let mean = |of: Vec<f64>| of.iter().sum::<f64>() / of.len().max(1) as f64;
    let of_kind = |kind| all.iter().filter(move |m| m.kind == kind).map(|m| m.median(step));
    let kinds = KINDS.map(|(kind, _)| format!("{:>10.1}", mean(of_kind(kind).collect())));
    let whole = mean(all.iter().map(|m| m.median(step)).collect());
    println!("{name:<32}{}{whole:>10.1}", kinds.concat());
}

fn main() {
    let bench = Asking::new();
    let all = measure(&bench);
    print_ways("all rounds", <[Duration]>::to_vec, &all);
    print_ways("queries, each with its median", median, &all);
    print_steps(&all);
}
