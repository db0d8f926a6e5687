//! One question while it is answered: one state of the store, and what may still be spent.

use std::ops::Range;
use std::time::Instant;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{Found, Search, Snapshot};
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Budget, Order, Query, Request};
use ibid_core::ranking::Plan;
use ibid_core::spread::Spread;

use super::removed::Removed;

/// A question while it is answered. All that is asked of the store goes through it.
pub(crate) struct Session<S> {
    pub(crate) snapshot: S,
    pub(crate) analyzer: Analyzer,
    /// What is not to be searched beside the words that were typed.
    pub(crate) removed: Removed,
    left: Left,
}

/// What is left of a budget.
#[derive(Clone, Copy)]
pub(crate) struct Left {
    lookups: u32,
    postings: u64,
    until: Option<Instant>,
    /// Something was not looked at, because too little was left.
    given_up: bool,
}

/// A part of a budget that is kept for later.
pub(crate) struct Reserve {
    lookups: u32,
    postings: u64,
}

impl<S: Snapshot> Session<S> {
    pub(crate) fn new(snapshot: S, analyzer: Analyzer, budget: &Budget) -> Self {
        let left = Left {
            lookups: budget.lookups,
            postings: budget.postings,
            until: budget.deadline.and_then(|time| Instant::now().checked_add(time)),
            given_up: false,
        };
        Session { snapshot, analyzer, removed: Removed::default(), left }
    }

    /// What a request finds, whatever it costs.
    pub(crate) fn search(&self, request: &Request) -> Result<Hits, S::Error> {
        self.search_planned(request, &Plan::new(&request.query, &self.snapshot)?)
    }

    /// As [`Session::search`], by a plan of the request's query.
    pub(crate) fn search_planned(&self, request: &Request, plan: &Plan) -> Result<Hits, S::Error> {
        let page = request.offset..request.offset.saturating_add(request.limit);
        self.search_page(request, plan, page)
    }

    /// As [`Session::search_planned`], another page of the request.
    pub(crate) fn search_page(
        &self,
        request: &Request,
        plan: &Plan,
        page: Range<usize>,
    ) -> Result<Hits, S::Error> {
        let search = Search {
            query: &request.query,
            plan,
            among: None,
            limit: page.len(),
            offset: page.start,
            total: request.total,
            order: request.order,
            spread: None,
        };

        let found = self.snapshot.search(&[search])?.into_iter().next().unwrap_or_default();
        Ok(hits(found, plan))
    }

    /// As [`Session::search`], for what is asked in its place, with near words beside those that
    /// nothing holds; `None` where that would cost more than is left.
    pub(crate) fn search_instead(
        &mut self,
        request: &mut Request,
    ) -> Result<Option<Hits>, S::Error> {
        let plan = self.plan(&mut request.query)?;
        if self.affordable(std::slice::from_ref(&plan)) == 0 {
            self.left.given_up = true;
            return Ok(None);
        }
        self.spend(1, plan.phrase_postings);
        self.search_planned(request, &plan).map(Some)
    }

    /// The best hits of each of some queries, in the same order: `wanted` of each, or fewer where
    /// these would cost more than is left.
    pub(crate) fn look_up(
        &mut self,
        queries: &[Query],
        wanted: usize,
    ) -> Result<Vec<Hits>, S::Error> {
        self.look_up_spread(queries, wanted, None)
    }

    /// As [`Session::look_up`], where only some of the hits are shown: others may be left out.
    pub(crate) fn look_up_spread(
        &mut self,
        queries: &[Query],
        wanted: usize,
        spread: Option<Spread<'_>>,
    ) -> Result<Vec<Hits>, S::Error> {
        let among: Vec<Option<&[PassageId]>> = vec![None; queries.len()];
        self.look_up_in(queries, &among, wanted, spread)
    }

    /// As [`Session::look_up`], each query among some passages only.
    pub(crate) fn look_up_among(
        &mut self,
        queries: &[Query],
        among: &[Option<&[PassageId]>],
        wanted: usize,
    ) -> Result<Vec<Hits>, S::Error> {
        self.look_up_in(queries, among, wanted, None)
    }

    fn look_up_in(
        &mut self,
        queries: &[Query],
        among: &[Option<&[PassageId]>],
        wanted: usize,
        spread: Option<Spread<'_>>,
    ) -> Result<Vec<Hits>, S::Error> {
        let limit = wanted.min(self.hits_each(queries.len()));
        if limit == 0 {
            self.left.given_up |= !queries.is_empty() && wanted > 0;
            return Ok(Vec::new());
        }
        let queries: Vec<&Query> = queries.iter().collect();
        let plans = Plan::all(&queries, &self.snapshot)?;
        let affordable = self.affordable(&plans);
        self.left.given_up |= affordable < queries.len();

        let mut searches = Vec::with_capacity(affordable);
        for ((query, plan), among) in queries.iter().zip(&plans).zip(among).take(affordable) {
            let (among, total, order) = (*among, false, Order::Relevance);
            searches.push(Search { query, plan, among, limit, offset: 0, total, order, spread });
        }
        let found = self.snapshot.search(&searches)?;

        for (found, plan) in found.iter().zip(&plans) {
            let reached = found.hits.len() + found.left_out;
            self.left.given_up |= reached == limit && limit < wanted;
            self.spend(1 + count(found.hits.len()), plan.phrase_postings);
        }
        Ok(found.into_iter().zip(&plans).map(|(found, plan)| hits(found, plan)).collect())
    }

    /// The passages around some others, `context` each way: around the first ones only where all of
    /// them would cost more than is left.
    pub(crate) fn around(
        &mut self,
        ids: &[PassageId],
        context: u32,
    ) -> Result<Vec<Vec<Hit>>, S::Error> {
        let each = context.saturating_mul(2).saturating_add(1);
        let affordable = if self.is_late() { 0 } else { self.left.lookups / each };
        self.left.given_up |= (affordable as usize) < ids.len();
        let ids = ids.get(..affordable as usize).unwrap_or(ids);
        if ids.is_empty() {
            return Ok(Vec::new());
        }

        let found = self.snapshot.around_many(ids, context)?;
        self.spend(count(found.iter().map(Vec::len).sum()), 0);
        Ok(found)
    }

    /// Pays for look-ups of one each, and says for how many: fewer than are wanted where these would
    /// cost more than is left.
    pub(crate) fn take_lookups(&mut self, wanted: usize) -> usize {
        self.take_words(wanted, wanted)
    }

    /// Pays for words that are looked for in the vocabulary, one look-up each, and says for how many:
    /// at most `most`, and fewer where these would cost more than is left.
    pub(crate) fn take_words(&mut self, wanted: usize, most: usize) -> usize {
        let left = if self.is_late() { 0 } else { self.left.lookups as usize };
        let taken = wanted.min(most).min(left);
        self.left.given_up |= taken < wanted;
        self.spend(count(taken), 0);
        taken
    }

    /// Whether the budget allows this number of hits for each of some searches; if not, the searches
    /// are given up.
    pub(crate) fn can_fetch(&mut self, searches: usize, hits: usize) -> bool {
        let enough = self.hits_each(searches) >= hits;
        self.left.given_up |= !enough;
        enough
    }

    /// How many hits each of some searches can fetch.
    fn hits_each(&self, searches: usize) -> usize {
        let each = self.left.lookups / count(searches).max(1);
        each.saturating_sub(1) as usize
    }

    /// How many of some plans can be searched for, one after the other.
    fn affordable(&self, plans: &[Plan]) -> usize {
        let mut postings = 0u64;
        let fits = |plan: &&Plan| {
            postings = postings.saturating_add(plan.phrase_postings);
            postings <= self.left.postings
        };
        if self.is_late() { 0 } else { plans.iter().take_while(fits).count() }
    }

    fn is_late(&self) -> bool {
        self.left.until.is_some_and(|until| Instant::now() >= until)
    }

    fn spend(&mut self, lookups: u32, postings: u64) {
        self.left.lookups = self.left.lookups.saturating_sub(lookups);
        self.left.postings = self.left.postings.saturating_sub(postings);
    }

    /// What is left.
    pub(crate) fn left(&self) -> Left {
        self.left
    }

    /// Goes back to what was left before.
    pub(crate) fn set_left(&mut self, left: Left) {
        self.left = left;
    }

    /// Keeps a part of what is left for later: one of `parts` may be spent.
    pub(crate) fn set_aside(&mut self, parts: u32) -> Reserve {
        let parts = parts.max(1);
        let lookups = self.left.lookups - self.left.lookups / parts;
        let postings = self.left.postings - self.left.postings / u64::from(parts);
        self.spend(lookups, postings);
        Reserve { lookups, postings }
    }

    /// Takes back what was kept.
    pub(crate) fn take_back(&mut self, reserve: Reserve) {
        self.left.lookups = self.left.lookups.saturating_add(reserve.lookups);
        self.left.postings = self.left.postings.saturating_add(reserve.postings);
    }

    /// What to tell of it, where something was not looked at.
    pub(crate) fn given_up(&self) -> Option<Diagnostic> {
        self.left.given_up.then(|| Diagnostic::new(Code::WorkGivenUp, &[]))
    }
}

fn hits(found: Found, plan: &Plan) -> Hits {
    let Found { hits, total, left_out: _ } = found;
    Hits { hits, total, weights: plan.weights(), warnings: Vec::new() }
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
