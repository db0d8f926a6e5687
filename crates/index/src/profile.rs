//! The profile of a search one after the other, each timed: for benches, under the feature `bench`.
//!
//! What runs here is what [`Reader`]'s own search runs, in the same order, save that every step
//! goes through all words before the next begins. The hits are the same.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ibid_core::backend::Search;
use ibid_core::hit::Hits;
use ibid_core::query::Request;
use ibid_core::ranking::{
    CANDIDATES, Feature, PassageStats, Plan, PlanWord, Scored, Scorer, rank_blocks, score_block,
    sort_block,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId};

use crate::candidates::{Best, Candidate};
use crate::columns::Segment;
use crate::error::{At, Result};
use crate::postings::{HitTable, LengthReader, PassageStatsReader, WordReader, WordTable};
use crate::rank::{Ranked, SPARE, sort_by_phase_one};
use crate::reader::Reader;
use crate::snapshot::IndexSnapshot;
use crate::state::State;

/// How long each stage of one search took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stages {
    /// From the request to the terms that rank.
    pub plan: Duration,
    /// Gathering candidates: the pruned union.
    pub candidates: Duration,
    /// All of phase two as a search runs it, from candidates to the sorted block.
    pub together: Duration,
    /// Emptying the table of hits.
    pub allocation: Duration,
    /// Reading frequencies of stems alone, which a search never does: see `positions`.
    pub stems: Duration,
    /// Reading frequencies of stems with their positions, as a search does in one go.
    pub positions: Duration,
    /// Reading frequencies of surface forms.
    pub surface: Duration,
    /// Reading which candidates hold the accents that were typed.
    pub accents: Duration,
    /// Opening lengths and columns, in each segment.
    pub opening: Duration,
    /// Reading them.
    pub shapes: Duration,
    /// Scoring in a fixed order by phase one.
    pub first_scores: Duration,
    /// Making the features of each candidate by itself.
    pub scoring: Duration,
    /// Telling candidates what their windows hold, and adding up.
    pub windows: Duration,
    /// Sorting them by phase one.
    pub by_phase_one: Duration,
    /// Dropping those with the id of another.
    pub duplicates: Duration,
    /// Sorting by the score of phase two.
    pub sorting: Duration,
    /// Keeping the best passage of each place.
    pub places: Duration,
    /// Fetching the hits.
    pub fetching: Duration,
    /// How many candidates all of this was for: ties and what lies near the edge come on top.
    pub gathered: usize,
    /// In how many segments they were.
    pub segments: usize,
}

/// Answers a request by both phases, stage by stage.
///
/// Phase two runs twice: first as a search runs it, which also warms what it reads, then step by
/// step. Where duplicates leave too few candidates the steps are taken over fewer: no others are read,
/// no more are gathered, and nothing is counted.
///
/// # Errors
/// When the index cannot be read.
pub fn both_phases(reader: &Reader, request: &Request) -> Result<(Hits, Stages)> {
    let mut times = Stages::default();
    let snapshot = &reader.state();
    let plan = timed(&mut times.plan, || plan(reader, request))?;
    let search = &search(request, &plan);
    if !plan.may_answer() {
        return Ok((Hits::default(), times));
    }

    let found = || gather(snapshot, search, CANDIDATES + SPARE);
    let candidates = timed(&mut times.candidates, found)?;
    let best = Best::of(&candidates, CANDIDATES).best;
    times.gathered = best.len();
    timed(&mut times.together, || {
        let (mut ranked, _) = snapshot.rerank_best(&plan, &candidates, CANDIDATES)?;
        ranked.truncate(CANDIDATES);
        rank_blocks(&mut ranked, |r| &mut r.scored, |r| &r.scored);
        snapshot.drop_same_moments(&mut ranked)?;
        Ok(black_box(ranked))
    })?;
    let mut ranked = rerank(snapshot, &plan, &best, &mut times)?;
    timed(&mut times.windows, || score_block(&mut ranked, |r| &mut r.scored));
    timed(&mut times.sorting, || sort_block(&mut ranked, |r| &r.scored));
    timed(&mut times.places, || snapshot.drop_same_moments(&mut ranked))?;
    let fetched = || fetch(snapshot, request, &plan, &ranked);

    Ok((timed(&mut times.fetching, fetched)?, times))
}

/// How long phase two takes, from candidates to the sorted block: with all features, then without
/// each of `left_out`, in turn, `rounds` times. Each is the shortest of its rounds: what others take
/// of the machine meanwhile only adds to it.
///
/// # Errors
/// When the index cannot be read.
pub fn phase_two_without(
    reader: &Reader,
    request: &Request,
    left_out: &[Feature],
    rounds: usize,
) -> Result<(Duration, Vec<Duration>)> {
    let snapshot = &reader.state();
    let plan = plan(reader, request)?;
    if !plan.may_answer() {
        return Ok((Duration::ZERO, vec![Duration::ZERO; left_out.len()]));
    }
    let candidates = gather(snapshot, &search(request, &plan), CANDIDATES + SPARE)?;
    let mut ways = vec![(None, plan.clone())];
    ways.extend(left_out.iter().map(|feature| (Some(*feature), plan.without(*feature))));

    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..rounds {
        for ((left_out, plan), times) in ways.iter().zip(&mut times) {
            let mut time = Duration::ZERO;
            timed(&mut time, || phase_two(snapshot, plan, &candidates, *left_out))?;
            times.push(time);
        }
    }

    let mut shortest = times.into_iter().map(|times| times.into_iter().min().unwrap_or_default());
    let all = shortest.next().unwrap_or_default();
    Ok((all, shortest.collect()))
}

/// Phase two as a search runs it, but for windows where these are left out.
fn phase_two(
    snapshot: &State,
    plan: &Plan,
    candidates: &[Candidate],
    left_out: Option<Feature>,
) -> Result<Vec<Ranked>> {
    let (mut ranked, _) = snapshot.rerank_best(plan, candidates, CANDIDATES)?;
    ranked.truncate(CANDIDATES);
    if left_out == Some(Feature::Window) {
        for ranked in &mut ranked {
            ranked.scored.score = ranked.scored.passage.features.score();
        }
        sort_block(&mut ranked, |r| &r.scored);
    } else {
        rank_blocks(&mut ranked, |r| &mut r.scored, |r| &r.scored);
    }
    snapshot.drop_same_moments(&mut ranked)?;
    Ok(ranked)
}

/// Answers a request by phase one alone: a number of candidates gathered, scored in a fixed order, and
/// the best of them fetched. Only what that needs is read.
///
/// # Errors
/// When the index cannot be read.
pub fn phase_one(reader: &Reader, request: &Request, candidates: usize) -> Result<Hits> {
    let snapshot = &reader.state();
    let plan = plan(reader, request)?;
    let search = &search(request, &plan);
    if !plan.may_answer() {
        return Ok(Hits::default());
    }

    let candidates = gather(snapshot, search, candidates)?;
    let mut ranked = Vec::with_capacity(candidates.len());
    for in_segment in candidates.chunk_by(|a, b| a.segment == b.segment) {
        let segment = snapshot.segment(in_segment[0].segment);
        let lengths = LengthReader::new(segment, &snapshot.fields).at(&snapshot.path)?;
        let docs: Vec<DocId> = in_segment.iter().map(|c| c.doc).collect();
        let mut table = HitTable::default();
        let words = WordReader { segment, fields: &snapshot.fields, docs: &docs };
        for (word, hits) in plan.words.iter().zip(table.empty(&plan, docs.len())) {
            let with = IndexRecordOption::WithFreqs;
            words.matching(word, with, hits).at(&snapshot.path)?;
        }
        let scorer = Scorer::new(&plan);
        for (candidate, hits) in in_segment.iter().zip(table.rows(&plan, docs.len())) {
            let phase_one = scorer.phase_one(hits, &lengths.of(candidate.doc));
            let scored = Scored {
                tie_breaker: candidate.tie_breaker,
                score: phase_one,
                ..Scored::default()
            };
            let address = DocAddress::new(candidate.segment, candidate.doc);
            ranked.push(Ranked { address, phase_one, scored });
        }
    }

    sort_by_phase_one(&mut ranked);
    snapshot.drop_duplicates(&mut ranked)?;
    fetch(snapshot, request, &plan, &ranked)
}

fn plan(reader: &Reader, request: &Request) -> Result<Plan> {
    Plan::new(&request.query, &IndexSnapshot(reader.state()))
}

fn search<'a>(request: &'a Request, plan: &'a Plan) -> Search<'a> {
    let Request { query, limit, offset, total, order, .. } = request;
    let (limit, offset, total, order) = (*limit, *offset, *total, *order);
    Search { query, plan, among: None, limit, offset, total, order, spread: None }
}

/// Adds to a sum how long something took.
fn timed<T>(sum: &mut Duration, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = black_box(run());
    *sum += start.elapsed();
    done
}

fn gather(snapshot: &State, search: &Search<'_>, limit: usize) -> Result<Vec<Candidate>> {
    let sources = snapshot.sources_of(&search.query.filters)?;
    let limit = limit.min(search.plan.collection.whole().passages as usize);
    snapshot.candidates(search, &sources, limit)
}

fn fetch(snapshot: &State, request: &Request, plan: &Plan, ranked: &[Ranked]) -> Result<Hits> {
    let page = ranked.iter().skip(request.offset).take(request.limit);
    let fetched = page.map(|found| snapshot.fetch(found.address, found.scored.score));
    let hits = fetched.collect::<Result<_>>()?;
    Ok(Hits { hits, weights: plan.weights(), ..Hits::default() })
}

/// As [`State::rerank`], and cut to one block.
fn rerank(
    snapshot: &State,
    plan: &Plan,
    candidates: &[Candidate],
    times: &mut Stages,
) -> Result<Vec<Ranked>> {
    let mut ranked = Vec::with_capacity(candidates.len());
    for in_segment in candidates.chunk_by(|a, b| a.segment == b.segment) {
        let segment = snapshot.segment(in_segment[0].segment);
        let opened = || PassageStatsReader::new(segment, &snapshot.fields).at(&snapshot.path);
        let shapes = timed(&mut times.opening, opened)?;
        times.segments += 1;
        for block in in_segment.chunks(CANDIDATES) {
            let docs: Vec<DocId> = block.iter().map(|c| c.doc).collect();
            let shapes = timed(&mut times.shapes, || shapes.of_all(&docs)).at(&snapshot.path)?;
            rank_block(snapshot, (segment, plan), (block, &shapes), times, &mut ranked)?;
        }
    }

    timed(&mut times.by_phase_one, || sort_by_phase_one(&mut ranked));
    timed(&mut times.duplicates, || snapshot.drop_duplicates(&mut ranked))?;
    ranked.truncate(CANDIDATES);

    Ok(ranked)
}

/// Reads something of one word.
type Read<'a> = dyn Fn(&PlanWord, &mut WordTable) -> tantivy::Result<()> + 'a;

/// Reads the words of a block of candidates in one segment, and scores it.
fn rank_block(
    snapshot: &State,
    (segment, plan): (Segment<'_>, &Plan),
    (block, shapes): (&[Candidate], &[PassageStats]),
    times: &mut Stages,
    ranked: &mut Vec<Ranked>,
) -> Result<()> {
    let docs: Vec<DocId> = block.iter().map(|c| c.doc).collect();
    let words = WordReader { segment, fields: &snapshot.fields, docs: &docs };
    let mut table = snapshot.hit_tables.take();
    let hits = timed(&mut times.allocation, || table.empty(plan, docs.len()));
    let mut each = |sum: &mut Duration, read: &Read<'_>| {
        let mut all = plan.words.iter().zip(&mut *hits);
        timed(sum, || all.try_for_each(|(word, hits)| read(word, hits))).at(&snapshot.path)
    };

    let (freqs, positions) =
        (IndexRecordOption::WithFreqs, IndexRecordOption::WithFreqsAndPositions);
    each(&mut times.stems, &|word, hits| words.matching(word, freqs, hits))?;
    each(&mut times.positions, &|word, hits| words.matching(word, positions, hits))?;
    each(&mut times.surface, &|word, hits| words.surface(word, hits))?;
    each(&mut times.accents, &|word, hits| words.accented(word, hits))?;
    let mut scorer = Scorer::new(plan);
    let known = || table.rows(plan, docs.len()).zip(shapes);
    let first: Vec<f64> = timed(&mut times.first_scores, || {
        known().map(|(hits, shape)| scorer.phase_one(hits, shape)).collect()
    });
    let passages = timed(&mut times.scoring, || scorer.candidates(known()));
    for ((candidate, passage), phase_one) in block.iter().zip(passages).zip(first) {
        let address = DocAddress::new(candidate.segment, candidate.doc);
        let scored = Scored { tie_breaker: candidate.tie_breaker, passage, score: 0.0 };
        ranked.push(Ranked { address, phase_one, scored });
    }

    snapshot.hit_tables.put(table);
    Ok(())
}
