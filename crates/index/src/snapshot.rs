//! What one search sees, and how it answers: candidates, ranking, fetching.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use ibid_core::analysis::Kind;
use ibid_core::backend::SourcePath;
use ibid_core::hit::Hit;
use ibid_core::ids::SourceId;
use ibid_core::query::{Filter, Request};
use ibid_core::ranking::{self, CANDIDATES, Frequencies, Plan};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument, Term};

use crate::candidates::{Candidate, Gather, bound_slack};
use crate::dedup::{Dedup, TimedSegment};
use crate::error::{At, Error, Result};
use crate::filter::{SegmentFilters, wanted_sources};
use crate::matching::Matcher;
use crate::postings::{PassageStatsReader, word_hits};
use crate::reader::sources;
use crate::schema::{Fields, column, source_key};
use crate::statistics::{Provider, Statistics};

/// So many candidates more than needed are gathered, in the place of those that count only once.
pub(crate) const SPARE: usize = 32;

/// How many words a prefix may stand for: the most frequent ones.
const MAX_EXPANSIONS: usize = 64;

/// What one search sees: a snapshot, whatever is written meanwhile.
pub(crate) struct Snapshot<'r> {
    pub(crate) path: &'r Path,
    pub(crate) fields: &'r Fields,
    pub(crate) searcher: Searcher,
    pub(crate) statistics: Statistics,
    /// Where the files of this answer lie: ten hits are often of one.
    paths: RefCell<FxHashMap<SourceId, SourcePath>>,
}

/// A passage on its way to the answer.
pub(crate) struct Ranked {
    pub(crate) address: DocAddress,
    pub(crate) phase_one: f64,
    pub(crate) scored: Scored,
}

impl<'r> Snapshot<'r> {
    pub(crate) fn new(
        path: &'r Path,
        fields: &'r Fields,
        searcher: Searcher,
        statistics: Statistics,
    ) -> Self {
        Snapshot { path, fields, searcher, statistics, paths: RefCell::default() }
    }

    /// The addresses of what bears a key.
    pub(crate) fn find(&self, field: Field, key: &[u8]) -> Result<Vec<DocAddress>> {
        let query = TermQuery::new(Term::from_field_bytes(field, key), IndexRecordOption::Basic);
        let weight =
            query.weight(EnableScoring::disabled_from_searcher(&self.searcher)).at(self.path)?;
        let mut found = Vec::new();
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let mut docs = weight.scorer(segment, 1.0).at(self.path)?;
            while docs.doc() != TERMINATED {
                let doc = docs.doc();
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    found.push(DocAddress::new(ord as u32, doc));
                }
                docs.advance();
            }
        }
        Ok(found)
    }

    pub(crate) fn fetch(&self, address: DocAddress, score: f64) -> Result<Hit> {
        let stored: TantivyDocument = self.searcher.doc(address).at(self.path)?;
        let passage = self.fields.read_passage(&stored, self.path)?;
        let SourcePath { shown, absolute } = self.path_of(passage.source)?;
        let path = match &passage.about.name {
            Some(name) => format!("{shown}#{name}"),
            None => shown,
        };
        Ok(Hit { passage, path, file: absolute, score, quoted: None })
    }

    /// Where a file lies, or its id if nothing says so.
    fn path_of(&self, source: SourceId) -> Result<SourcePath> {
        if let Some(path) = self.paths.borrow().get(&source) {
            return Ok(path.clone());
        }
        let path = self.find_path(source)?;
        self.paths.borrow_mut().insert(source, path.clone());
        Ok(path)
    }

    fn find_path(&self, source: SourceId) -> Result<SourcePath> {
        let key = source_key(source);
        let nowhere = || SourcePath { shown: key.clone(), absolute: key.clone() };
        let found = self.find(self.fields.record_of, key.as_bytes())?;
        let Some(address) = found.into_iter().min() else { return Ok(nowhere()) };
        let stored: TantivyDocument = self.searcher.doc(address).at(self.path)?;
        let record = self.fields.read_record(&stored, self.path)?;
        Ok(record.paths.into_iter().next().unwrap_or_else(nowhere))
    }

    /// What to search for.
    pub(crate) fn plan(&self, request: &Request) -> Result<Plan> {
        Plan::new(&request.query, self.statistics.collection(), self)
    }

    /// Whether any passage may answer.
    pub(crate) fn may_answer(&self, plan: &Plan) -> bool {
        !plan.words.is_empty() && self.statistics.collection().whole().passages > 0
    }

    pub(crate) fn matcher(&self, request: &Request) -> Matcher<'_, Self> {
        let content = request.query.root.has_content();
        Matcher { fields: self.fields, frequencies: self, content }
    }

    /// For each filter of the query, the keys of the files that it wants, if it wants any.
    pub(crate) fn sources_of(&self, filters: &[Filter]) -> Result<Vec<Option<Vec<String>>>> {
        if filters.iter().all(|filter| filter.sources.is_empty()) {
            return Ok(vec![None; filters.len()]);
        }
        let records = sources(&self.searcher, self.fields, self.path)?;
        Ok(filters.iter().map(|filter| wanted_sources(filter, records.iter())).collect())
    }

    /// How many passages match; those with one id count once.
    pub(crate) fn count(&self, request: &Request, plan: &Plan) -> Result<u64> {
        let query = self.matcher(request).query(&request.query, plan)?;
        let sources = self.sources_of(&request.query.filters)?;
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring).at(self.path)?;
        let mut ids = FxHashSet::default();
        for segment in self.searcher.segment_readers() {
            let filters = SegmentFilters::new(&request.query, &sources, segment).at(self.path)?;
            let ties = segment.fast_fields().u64(column::TIE_BREAKER).at(self.path)?;
            let alive = segment.alive_bitset();
            let mut each = |docs: &[u32]| {
                let passing = docs.iter().copied().filter(|doc| {
                    alive.is_none_or(|alive| alive.is_alive(*doc)) && filters.pass(*doc)
                });
                ids.extend(passing.filter_map(|doc| ties.first(doc)));
            };
            weight.for_each_no_score(segment, &mut each).at(self.path)?;
        }
        Ok(ids.len() as u64)
    }

    /// The passages that answer, best first, each place once: as many as the request can show, or
    /// all.
    pub(crate) fn rank(&self, request: &Request, plan: &Plan) -> Result<Vec<Ranked>> {
        let query = self.matcher(request).query(&request.query, plan)?;
        let sources = self.sources_of(&request.query.filters)?;
        let wanted = request.offset.saturating_add(request.limit);
        let all = self.statistics.collection().whole().passages as usize;
        let mut blocks = wanted.div_ceil(CANDIDATES).max(1).saturating_mul(CANDIDATES);
        let mut limit = blocks.saturating_add(SPARE).min(all);
        loop {
            let candidates = self.candidates(request, (plan, query.as_ref()), &sources, limit)?;
            let complete = candidates.len() < limit || limit >= all;
            let mut ranked = self.rerank(plan, candidates)?;
            // passages with the same id count once, so that more candidates may be needed
            if !complete && ranked.len() < blocks {
                limit = limit.saturating_mul(2).min(all);
                continue;
            }
            let more = !complete || ranked.len() > blocks;
            ranked.truncate(blocks);
            sort_blocks(&mut ranked, |r| &mut r.scored, |r| &r.scored);
            self.drop_same_moments(&mut ranked)?;
            if !more || ranked.len() >= wanted {
                return Ok(ranked);
            }
            blocks = blocks.saturating_mul(2);
            limit = limit.max(blocks.saturating_add(SPARE)).min(all);
        }
    }

    /// Keeps the best passage of each place, see [`Dedup`].
    pub(crate) fn drop_same_moments(&self, ranked: &mut Vec<Ranked>) -> Result<()> {
        let mut columns = Vec::new();
        for segment in self.searcher.segment_readers() {
            let numbers = |name| segment.fast_fields().u64(name).at(self.path);
            let medium = numbers(column::MEDIUM)?;
            columns.push(match medium.max_value() {
                0 => None,
                _ => Some((medium, (numbers(column::FROM)?, numbers(column::TO)?))),
            });
        }
        let mut places = Dedup::default();
        ranked.retain(|r| {
            let DocAddress { segment_ord, doc_id } = r.address;
            let Some(Some((medium, (from, to)))) = columns.get(segment_ord as usize) else {
                return true;
            };
            let of = |column: &Column<u64>| column.first(doc_id).unwrap_or(0);
            let said = TimedSegment { medium: of(medium), from: of(from), to: of(to) };
            places.is_new(said, r.scored.passage.place().0)
        });
        Ok(())
    }

    pub(crate) fn candidates(
        &self,
        request: &Request,
        (plan, query): (&Plan, &dyn Query),
        sources: &[Option<Vec<String>>],
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        let whole = plan.collection.whole();
        let provider = Provider { searcher: &self.searcher, fields: self.fields, whole };
        let scoring = EnableScoring::enabled_from_statistics_provider(&provider, &self.searcher);
        let weight = query.weight(scoring).at(self.path)?;
        let mut gather = Gather::new(limit);
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let filters = SegmentFilters::new(&request.query, sources, segment).at(self.path)?;
            let bound_slack = bound_slack(segment, self.fields, plan).at(self.path)?;
            let segment = (ord as u32, segment);
            gather.segment(weight.as_ref(), segment, &filters, bound_slack).at(self.path)?;
        }
        Ok(gather.into_candidates())
    }

    /// Scores candidates in a fixed order, and orders them by what phase one makes of them, each id
    /// once.
    pub(crate) fn rerank(
        &self,
        plan: &Plan,
        mut candidates: Vec<Candidate>,
    ) -> Result<Vec<Ranked>> {
        candidates.sort_unstable_by_key(|c| (c.segment, c.doc));
        let mut ranked = Vec::with_capacity(candidates.len());
        for in_segment in candidates.chunk_by(|a, b| a.segment == b.segment) {
            let segment = self.searcher.segment_reader(in_segment[0].segment);
            let shapes = PassageStatsReader::new(segment, self.fields).at(self.path)?;
            // a block at a time: deep pages must not hold all positions at once
            for block in in_segment.chunks(CANDIDATES) {
                let docs: Vec<u32> = block.iter().map(|c| c.doc).collect();
                let hits = word_hits(segment, self.fields, plan, &docs).at(self.path)?;
                for (candidate, hits) in block.iter().zip(&hits) {
                    let shape = shapes.of(candidate.doc);
                    let passage = plan.candidate(hits, &shape);
                    ranked.push(Ranked {
                        address: DocAddress::new(candidate.segment, candidate.doc),
                        phase_one: plan.phase_one(hits, &shape),
                        scored: Scored { tie_breaker: candidate.tie_breaker, passage, score: 0.0 },
                    });
                }
            }
        }
        sort_by_phase_one(&mut ranked);
        self.drop_duplicates(&mut ranked)?;
        Ok(ranked)
    }

    /// Of passages with one id, keeps the one that scores best, or whose file has the smallest id;
    /// within a file the first, by document and place.
    pub(crate) fn drop_duplicates(&self, ranked: &mut Vec<Ranked>) -> Result<()> {
        let mut first: FxHashMap<u64, usize> = FxHashMap::default();
        let mut dropped = vec![false; ranked.len()];
        for i in 0..ranked.len() {
            let kept = *first.entry(ranked[i].scored.tie_breaker).or_insert(i);
            if kept == i {
                continue;
            }
            let same = ranked[kept].phase_one.total_cmp(&ranked[i].phase_one).is_eq();
            if same && self.origin_of(&ranked[i])? < self.origin_of(&ranked[kept])? {
                dropped[kept] = true;
                first.insert(ranked[i].scored.tie_breaker, i);
            } else {
                dropped[i] = true;
            }
        }
        let mut dropped = dropped.into_iter();
        ranked.retain(|_| !dropped.next().unwrap_or(false));
        Ok(())
    }

    fn origin_of(&self, ranked: &Ranked) -> Result<(Vec<u8>, u64, u32)> {
        let (document, ordinal) = ranked.scored.passage.place();
        Ok((self.source_of(ranked.address)?, document, ordinal))
    }

    /// The key of the file that a passage came from, read from its column.
    pub(crate) fn source_of(&self, address: DocAddress) -> Result<Vec<u8>> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let column = segment.fast_fields().bytes(column::SOURCE).at(self.path)?;
        let mut key = Vec::new();
        if let Some(column) = column
            && let Some(ord) = column.ords().first(address.doc_id)
        {
            column.ord_to_bytes(ord, &mut key).at(self.path)?;
        }
        Ok(key)
    }
}

/// Orders candidates by what phase one makes of them, ties by id.
pub(crate) fn sort_by_phase_one(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        b.phase_one.total_cmp(&a.phase_one).then(a.scored.tie_breaker.cmp(&b.scored.tie_breaker))
    });
}

/// What phase two makes of a passage.
#[derive(Default)]
pub(crate) struct Scored {
    /// The leading bits of the passage's id, on which ties break.
    pub(crate) tie_breaker: u64,
    pub(crate) passage: ranking::Candidate,
    pub(crate) score: f64,
}

/// Scores and sorts blocks of candidates, each block for itself, so that a page never depends on
/// how many pages were asked for; no block's score exceeds that of the block before.
pub(crate) fn sort_blocks<T>(
    ranked: &mut [T],
    of: impl Fn(&mut T) -> &mut Scored,
    see: impl Fn(&T) -> &Scored,
) {
    let mut ceiling = f64::INFINITY;
    for block in ranked.chunks_mut(CANDIDATES) {
        score_block(block, &of);
        sort_block(block, &see);
        for item in block.iter_mut() {
            let scored = of(item);
            scored.score = scored.score.min(ceiling);
            ceiling = scored.score;
        }
    }
}

/// Scores a block of candidates, each told what the others hold.
pub(crate) fn score_block<T>(block: &mut [T], of: impl Fn(&mut T) -> &mut Scored) {
    let mut passages: Vec<_> =
        block.iter_mut().map(|item| std::mem::take(&mut of(item).passage)).collect();
    ranking::add_context_features(&mut passages);
    for (item, passage) in block.iter_mut().zip(passages) {
        let scored = of(item);
        scored.score = passage.features.score();
        scored.passage = passage;
    }
}

/// Orders a block by score, ties by id.
pub(crate) fn sort_block<T>(block: &mut [T], see: impl Fn(&T) -> &Scored) {
    block.sort_by(|a, b| {
        let (a, b) = (see(a), see(b));
        b.score.total_cmp(&a.score).then(a.tie_breaker.cmp(&b.tie_breaker))
    });
}

impl Frequencies for Snapshot<'_> {
    type Error = Error;

    fn passages_with(&self, kind: Kind, term: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.terms(kind), term);
        let passages = self.statistics.collection().whole().passages;
        Ok(self.searcher.doc_freq(&term).at(self.path)?.min(passages))
    }

    fn expand(&self, prefix: &str) -> Result<Vec<String>> {
        let mut words: HashMap<String, u64> = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.exact).at(self.path)?;
            let mut stream = inverted.terms().range().ge(prefix).into_stream().at(self.path)?;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                let word = String::from_utf8_lossy(stream.key()).into_owned();
                *words.entry(word).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        Ok(most_frequent(words))
    }
}

/// The most frequent words, ties in the order of the alphabet.
pub(crate) fn most_frequent(words: HashMap<String, u64>) -> Vec<String> {
    let mut words: Vec<(String, u64)> = words.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(MAX_EXPANSIONS);
    words.into_iter().map(|(word, _)| word).collect()
}
