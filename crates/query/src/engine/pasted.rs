//! Quotes that are pasted into a search.

use ibid_core::backend::Snapshot;
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Clause, Group, Query, Request};
use ibid_core::ranking::Plan;

use super::session::Session;
use crate::verify::{self, Quote};

/// Among this many of the best hits a pasted quote is looked for.
const LOOKED_AT: usize = 10;
/// By so many of its rarest words it is told whether a question may stand in a passage.
const RAREST: usize = 3;
/// No more passages are looked at together with those before and after.
const MOST_EDGES: usize = 5;

/// Whether a question may be a pasted quote: it is to be answered at all, and excludes nothing. What
/// it requires is in any text that holds all of it.
pub(super) fn may_be_pasted(request: &Request) -> bool {
    request.limit > 0 && !excludes(&request.query.root)
}

/// Whether anything is excluded, at any depth.
fn excludes(group: &Group) -> bool {
    let inside = |clause: &Clause| matches!(clause, Clause::Group(group) if excludes(group));
    !group.not.is_empty() || group.must.iter().chain(&group.should).any(inside)
}

impl<S: Snapshot> Session<S> {
    /// Answers a question that may be a pasted quote: where a passage holds it word by word, it
    /// comes first and is cited where the quote begins.
    ///
    /// Always the same best hits are looked at, so that pages agree.
    pub(super) fn quoted(
        &mut self,
        quote: &Quote,
        request: &Request,
        plan: &Plan,
    ) -> Result<Hits, S::Error> {
        let (offset, limit) = (request.offset, request.limit);
        let most = offset.saturating_add(limit).max(LOOKED_AT).saturating_add(1);
        let mut found = self.search_page(request, plan, 0..most)?;

        let mut touching = Vec::new();
        for (at, hit) in found.hits.iter_mut().enumerate() {
            let (place, touches_edge) = quote.look_in(&hit.passage.text);
            hit.quoted = place.map(|place| place.words);
            touching.extend(Some(at).filter(|at| touches_edge && *at < LOOKED_AT));
        }

        let hits = &mut found.hits;
        let whole = hits.iter().take(LOOKED_AT).position(|hit| hit.quoted.is_some());
        let first = match whole.map(|at| hits.remove(at)) {
            Some(first) => Some(first),
            None => self.quoted_elsewhere(quote, hits, &touching, request, plan)?,
        };

        // it may be among the others, farther down
        hits.retain(|hit| first.as_ref().is_none_or(|f| f.passage.id != hit.passage.id));
        if let Some(mut first) = first {
            first.score = hits.first().map_or(first.score, |best| best.score.max(first.score));
            hits.insert(0, first);
        }
        found.hits.drain(..offset.min(found.hits.len()));
        found.hits.truncate(limit);
        Ok(found)
    }

    /// A passage that holds a quote, or in which it begins, where none of the best hits holds it; a
    /// part of it stands at the edges of those that are `touching`.
    fn quoted_elsewhere(
        &mut self,
        quote: &Quote,
        hits: &[Hit],
        touching: &[usize],
        request: &Request,
        plan: &Plan,
    ) -> Result<Option<Hit>, S::Error> {
        if let Some(first) = self.quoted_whole(quote, request, plan)? {
            return Ok(Some(first));
        }
        if let Some(first) = self.quoted_across(quote, hits, touching, request)? {
            return Ok(Some(first));
        }

        if quote.has_inner_end() {
            return self.quoted_over_ends(quote, request);
        }
        Ok(None)
    }

    /// A passage that holds a quote whole, wherever its words rank: those of a short one may be in
    /// many others.
    fn quoted_whole(
        &mut self,
        quote: &Quote,
        request: &Request,
        plan: &Plan,
    ) -> Result<Option<Hit>, S::Error> {
        // beside a word that nothing holds stand the words near it
        if request.query.root.words().iter().any(|word| !word.near.is_empty()) {
            return Ok(None);
        }
        let query = quote.whole(&mut self.analyzer);
        if !self.may_stand(&query, plan)? {
            return Ok(None);
        }

        let found = self.look_up(&[under_filters(query, request)], LOOKED_AT)?;
        let holds = |hit: Hit| {
            let place = quote.find_in(&hit.passage.text).into_iter().next()?;
            Some(Hit { quoted: Some(place.words), ..hit })
        };
        Ok(found.into_iter().flat_map(|found| found.hits).find_map(holds))
    }

    /// Whether the words of a phrase may stand in the text of a passage as they do in the phrase: told
    /// by the rarest of them, which few passages hold together. Titles are often questions.
    fn may_stand(&self, query: &Query, plan: &Plan) -> Result<bool, S::Error> {
        let mut rows = Vec::new();
        query.root.each_positive(&mut |clause| {
            if let Clause::Phrase(phrase) = clause {
                rows.extend(&phrase.variants);
            }
        });

        for row in rows {
            if let Some(rarest) = rarest(row, plan)
                && self.snapshot.may_hold_row(&rarest)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The passage in which a quote begins that ends in another, if one of the best hits is either
    /// of them: these are `touching`.
    fn quoted_across(
        &mut self,
        quote: &Quote,
        hits: &[Hit],
        touching: &[usize],
        request: &Request,
    ) -> Result<Option<Hit>, S::Error> {
        let touching: Vec<&Hit> =
            touching.iter().filter_map(|at| hits.get(*at)).take(MOST_EDGES).collect();
        let ids: Vec<PassageId> = touching.iter().map(|hit| hit.passage.id).collect();

        let around = self.around(&ids, quote.reach())?;
        for (touching, mut around) in touching.into_iter().zip(around) {
            around.retain(|other| other.passage.non_speech == touching.passage.non_speech);
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

    /// The passage in which a quote begins that holds the end of a sentence, found by its longest
    /// stretch without such an end, or by its halves: of these only one is crossed.
    fn quoted_over_ends(
        &mut self,
        quote: &Quote,
        request: &Request,
    ) -> Result<Option<Hit>, S::Error> {
        let queries = quote.around_ends(&mut self.analyzer).into_iter();
        let queries: Vec<Query> = queries.map(|query| under_filters(query, request)).collect();
        for found in self.look_up(&queries, LOOKED_AT)? {
            let touches_edge = |at: &usize| quote.touches_edge(&found.hits[*at].passage.text);
            let touching: Vec<usize> = (0..found.hits.len()).filter(touches_edge).collect();
            let first = self.quoted_across(quote, &found.hits, &touching, request)?;
            if first.is_some() {
                return Ok(first);
            }
        }
        Ok(None)
    }
}

/// The rarest words of a row, each with its distance from the first of them; `None` where a word is
/// one that no passage holds.
fn rarest(row: &[(u32, String)], plan: &Plan) -> Option<Vec<(u32, String)>> {
    let idf = |word: &str| {
        let mut forms = plan.words.iter().flat_map(|word| &word.surface);
        forms.find(|(form, _)| form == word).map(|(_, idf)| *idf)
    };
    let ranked = row.iter().filter_map(|(at, word)| Some((idf(word)?, *at, word)));
    let mut rarest: Vec<(f64, u32, &String)> = ranked.collect();
    // what no passage holds weighs nothing
    if rarest.iter().any(|(idf, ..)| *idf == 0.0) {
        return None;
    }

    rarest.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    rarest.truncate(RAREST);
    rarest.sort_by_key(|(_, at, _)| *at);
    let first = rarest.first().map_or(0, |(_, at, _)| *at);
    Some(rarest.into_iter().map(|(_, at, word)| (at - first, word.clone())).collect())
}

/// A query under the filters of a request.
fn under_filters(query: Query, request: &Request) -> Query {
    let (filters, non_speech) = (request.query.filters.clone(), request.query.non_speech);
    Query { filters, non_speech, ..query }
}
