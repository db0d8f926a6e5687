//! Quotes: those that are pasted into a search, and those that are to be checked.

use std::collections::HashSet;

use ibid_core::backend::Search;
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Clause, Group, Query, Request};
use ibid_query::AnswerOptions;
use ibid_query::verify::{self, Agreement, Place, Quote, Spot, Verdict};

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
/// As many for a quote that is to be checked.
const MOST_NEIGHBOURHOODS: usize = 20;

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
        let row = self.asked(|analyzer| quote.whole(analyzer));
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
            around.retain(|other| other.passage.suspect == passage.suspect);
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
        for half in self.asked(|analyzer| quote.halves(analyzer)) {
            let hits = self.reader.search(&best_for(half, request))?.hits;
            let found = self.quoted_across(quote, &hits, request)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Whether a quote is in the sources, to the letter or but for case, accents, apostrophes,
    /// punctuation and white space, and where; also among what nobody said. At most `limit` places.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn verify(&self, quote: &str, limit: usize) -> Result<Verdict> {
        let none = Verdict { found: Agreement::None, places: Vec::new() };
        let Some(quote) = Quote::new(quote) else { return Ok(none) };
        let mut known = Known::default();
        for (query, most) in self.asked(|analyzer| quote.queries(analyzer)) {
            let request = Request { query, limit: most, offset: 0, total: false };
            self.look(&quote, &self.reader.search(&request)?.hits, &mut known)?;
            // a place that agrees but for typography may be one of several, and another exact
            if known.spots.iter().any(|(_, spot)| spot.agreement == Agreement::Exact) {
                break;
            }
        }
        Ok(known.verdict(limit))
    }

    /// Looks for a quote in passages that hold some of its words, and around a few of these: first
    /// those that hold them at an edge.
    pub(super) fn look(&self, quote: &Quote, hits: &[Hit], known: &mut Known) -> Result<()> {
        let mut parts = Vec::new();
        for hit in hits {
            let alone = std::slice::from_ref(hit);
            let spots = verify::spots(quote, alone);
            if !spots.is_empty() {
                known.add(spots, alone);
            } else if known.seen.insert(hit.passage.id) {
                parts.push(hit);
            }
        }
        parts.sort_by_cached_key(|hit| !quote.touches_edge(&hit.passage.text));
        for hit in parts.into_iter().take(MOST_NEIGHBOURHOODS) {
            let mut around = self.reader.around(hit.passage.id, quote.reach())?;
            around.retain(|other| other.passage.suspect == hit.passage.suspect);
            known.add(verify::spots(quote, &around), &around);
        }
        Ok(())
    }
}

/// A request for a few of the best hits, under the filters of another.
fn best_for(query: Query, request: &Request) -> Request {
    let (filters, suspect) = (request.query.filters.clone(), request.query.suspect);
    let query = Query { filters, suspect, ..query };
    Request { query, limit: LOOKED_AT, offset: 0, total: false }
}

/// What a check has found so far.
#[derive(Default)]
pub(super) struct Known {
    /// Passages that were looked at with their neighbours.
    seen: HashSet<PassageId>,
    /// Where places begin, so that none counts twice.
    starts: HashSet<(PassageId, usize)>,
    /// The passages that were looked at together, for those with places.
    groups: Vec<Vec<Hit>>,
    /// Places, each with its group.
    spots: Vec<(usize, Spot)>,
}

impl Known {
    fn add(&mut self, spots: Vec<Spot>, hits: &[Hit]) {
        let group = self.groups.len();
        let mut new = false;
        for spot in spots {
            let Some(hit) = hits.get(spot.at) else { continue };
            if self.starts.insert((hit.passage.id, spot.bytes.start)) {
                self.spots.push((group, spot));
                new = true;
            }
        }
        if new {
            self.groups.push(hits.to_vec());
        }
    }

    /// The passages in which a place begins that goes on in another, each once.
    pub(super) fn begun(&self) -> impl Iterator<Item = Hit> {
        let mut known = HashSet::new();
        let begun = self.spots.iter().filter_map(|(group, spot)| {
            let hits = self.groups.get(*group)?;
            let hit = hits.get(spot.at).filter(|_| spot.crosses())?;
            Some(Hit { quoted: Some(spot.quoted(hits)), ..hit.clone() })
        });
        begun.filter(move |hit| known.insert(hit.passage.id))
    }

    /// The best agreement first, then in the order of the sources.
    fn verdict(mut self, limit: usize) -> Verdict {
        let groups = &self.groups;
        let hit = |group: usize, at: usize| groups.get(group).and_then(|hits| hits.get(at));
        let place = |(group, spot): &(usize, Spot)| {
            let hit = hit(*group, spot.at);
            hit.map(|hit| (hit.path.clone(), hit.passage.ordinal, spot.bytes.start))
        };
        self.spots.sort_by_cached_key(|found| (std::cmp::Reverse(found.1.agreement), place(found)));
        let options = AnswerOptions::default().cite;
        let found = self.spots.first().map_or(Agreement::None, |(_, spot)| spot.agreement);
        let shown = self.spots.iter().take(limit);
        let places: Vec<Place> =
            shown.filter_map(|(group, spot)| spot.place(groups.get(*group)?, &options)).collect();
        Verdict { found, places }
    }
}
