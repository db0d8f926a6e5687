//! Quotes that are pasted into a search.

use ibid_core::backend::Search;
use ibid_core::hit::{Hit, Hits};
use ibid_core::query::{Clause, Group, Query, Request};
use ibid_query::verify::{self, Quote};

use super::Library;
use crate::error::Result;

/// A question of fewer words is no quote.
const SHORTEST: usize = 5;
/// Nor is one of more.
pub(super) const LONGEST: usize = 200;
/// Among so many of the best hits a pasted quote is looked for.
const LOOKED_AT: usize = 10;
/// So many passages are looked at together with those before and after.
const MOST_EDGES: usize = 5;

/// The question as a quote that may have been pasted: of some words, excluding nothing, and to be
/// answered at all. What it requires is in any text that holds all of it.
pub(super) fn pasted(words: &str, request: &Request) -> Option<Quote> {
    let quote = Quote::new(words).filter(|quote| (SHORTEST..=LONGEST).contains(&quote.len()))?;
    (request.limit > 0 && !excludes(&request.query.root)).then_some(quote)
}

/// Whether anything is excluded, at any depth.
fn excludes(group: &Group) -> bool {
    let inside = |clause: &Clause| matches!(clause, Clause::Group(group) if excludes(group));
    !group.not.is_empty() || group.must.iter().chain(&group.should).any(inside)
}

impl Library {
    /// Answers a question that may be a pasted quote: where a passage holds it word by word, it
    /// comes first and is cited where the quote begins.
    ///
    /// Always the same best hits are looked at, so that pages agree.
    pub(super) fn quoted(&self, quote: &Quote, request: &mut Request) -> Result<Hits> {
        let (offset, limit) = (request.offset, request.limit);
        request.offset = 0;
        request.limit = offset.saturating_add(limit).max(LOOKED_AT).saturating_add(1);
        let mut found = self.reader.search(request)?;
        (request.offset, request.limit) = (offset, limit);
        for hit in &mut found.hits {
            let place = quote.find_in(&hit.passage.text).into_iter().next();
            hit.quoted = place.map(|place| place.words);
        }
        let hits = &mut found.hits;
        let whole = hits.iter().take(LOOKED_AT).position(|hit| hit.quoted.is_some());
        let mut first = whole.map(|at| hits.remove(at));
        if first.is_none() {
            first = self.quoted_whole(quote, request)?;
        }
        if first.is_none() {
            first = self.quoted_across(quote, hits, request)?;
        }
        if first.is_none() && quote.has_inner_end() {
            first = self.quoted_over_ends(quote, request)?;
        }
        // it may be among the others, farther down
        hits.retain(|hit| first.as_ref().is_none_or(|f| f.passage.id != hit.passage.id));
        if let Some(mut first) = first {
            first.score = hits.first().map_or(first.score, |best| best.score.max(first.score));
            hits.insert(0, first);
        }
        found.hits = found.hits.into_iter().skip(offset).take(limit).collect();
        Ok(found)
    }

    /// A passage that holds a quote whole, wherever its words rank: those of a short one may be in
    /// many others.
    fn quoted_whole(&self, quote: &Quote, request: &Request) -> Result<Option<Hit>> {
        let row = self.with_analyzer(|analyzer| quote.whole(analyzer));
        let hits = self.reader.search(&best_for(row, request))?.hits;
        Ok(hits.into_iter().find_map(|hit| {
            let place = quote.find_in(&hit.passage.text).into_iter().next()?;
            Some(Hit { quoted: Some(place.words), ..hit })
        }))
    }

    /// The passage in which a quote begins that ends in another, if one of the best hits is either
    /// of them.
    fn quoted_across(&self, quote: &Quote, hits: &[Hit], request: &Request) -> Result<Option<Hit>> {
        let touching = hits.iter().take(LOOKED_AT).map(|hit| &hit.passage);
        let touching = touching.filter(|passage| quote.touches_edge(&passage.text));
        for passage in touching.take(MOST_EDGES) {
            let mut around = self.reader.around(passage.id, quote.reach())?;
            around.retain(|other| other.passage.non_speech == passage.non_speech);
            for spot in verify::spots(quote, &around) {
                let quoted = spot.quoted(&around);
                let Some(hit) = around.get(spot.at) else { continue };
                // what the filters leave out stays out, even beside what they let through
                let known = hits.iter().any(|other| other.passage.id == hit.passage.id);
                if known || request.query.filters.is_empty() {
                    return Ok(Some(Hit { quoted: Some(quoted), ..hit.clone() }));
                }
            }
        }
        Ok(None)
    }

    /// The passage in which a quote begins that holds the end of a sentence, found by its halves: of
    /// these only one is crossed.
    fn quoted_over_ends(&self, quote: &Quote, request: &Request) -> Result<Option<Hit>> {
        for half in self.with_analyzer(|analyzer| quote.halves(analyzer)) {
            let hits = self.reader.search(&best_for(half, request))?.hits;
            let found = self.quoted_across(quote, &hits, request)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

/// A request for a few of the best hits, under the filters of another.
fn best_for(query: Query, request: &Request) -> Request {
    let (filters, non_speech) = (request.query.filters.clone(), request.query.non_speech);
    let query = Query { filters, non_speech, ..query };
    Request { query, limit: LOOKED_AT, offset: 0, total: false }
}
