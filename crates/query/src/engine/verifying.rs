//! Quotes that are to be checked.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;

use super::session::Session;
use crate::cite::CiteOptions;
use crate::verify::{self, Agreement, Quote, Spot, TextMatch, Verdict};

/// No more passages are looked at together with those before and after.
const MOST_NEIGHBOURHOODS: usize = 20;

impl<S: Snapshot> Session<S> {
    /// Where a quote stands: as it is, without the sound marks in its brackets, or part by part
    /// where it leaves words out.
    pub(super) fn verify(&mut self, quote: &Quote) -> Result<VerifyState, S::Error> {
        let mut state = self.matches_of(quote, false)?;
        if let Some(unmarked) = quote.without_marks().filter(|_| state.is_empty()) {
            state = self.matches_of(&unmarked, false)?;
            state.lower(Diagnostic::new(Code::MarksLeftOut, &[]));
        }

        if state.is_empty() {
            state = self.matches_of_parts(&quote.parts())?;
            state.lower(Diagnostic::new(Code::WordsLeftOut, &[]));
        }
        state.warnings.extend(self.given_up());
        Ok(state)
    }

    /// Where a quote stands; where that is to the letter, no farther than is needed to know it, or
    /// all places.
    pub(super) fn matches_of(&mut self, quote: &Quote, all: bool) -> Result<VerifyState, S::Error> {
        let mut state = VerifyState::default();
        for (query, most) in quote.queries(&mut self.analyzer) {
            for found in self.look_up(&[query], most)? {
                self.look(quote, &found.hits, &mut state)?;
            }
            // a place that agrees but for typography may be one of several, and another exact
            if !all && state.has_exact() {
                break;
            }
        }

        Ok(state)
    }

    /// Where the first of some parts of a quote stands, if the others follow it in its document.
    pub(super) fn matches_of_parts(&mut self, parts: &[Quote]) -> Result<VerifyState, S::Error> {
        let mut states = Vec::new();
        for part in parts {
            let state = self.matches_of(part, true)?;
            if state.is_empty() {
                return Ok(VerifyState::default());
            }
            states.push(state);
        }

        let mut parts = states.into_iter();
        let Some(mut first) = parts.next() else { return Ok(VerifyState::default()) };
        let others: Vec<VerifyState> = parts.collect();
        let exactness: Vec<Agreement> = others.iter().map(VerifyState::best).collect();
        let others: Vec<Vec<Stretch<'_>>> = others.iter().map(VerifyState::stretches).collect();

        let leads = |found| first.stretch(found).is_some_and(|stretch| stretch.leads(&others));
        let leads: Vec<bool> = first.spots.iter().map(leads).collect();
        let mut leads = leads.into_iter();
        first.spots.retain(|_| leads.next() == Some(true));
        let least = exactness.into_iter().min().unwrap_or(Agreement::None);
        first.spots.iter_mut().for_each(|(_, spot)| spot.agreement = spot.agreement.min(least));
        Ok(first)
    }

    /// Looks for a quote in passages that hold some of its words, and around a few of these: first
    /// those that hold them at an edge.
    pub(super) fn look(
        &mut self,
        quote: &Quote,
        hits: &[Hit],
        state: &mut VerifyState,
    ) -> Result<(), S::Error> {
        let mut parts = Vec::new();
        for hit in hits {
            let alone = std::slice::from_ref(hit);
            let spots = verify::spots(quote, alone);
            if !spots.is_empty() {
                state.add(spots, alone);
            } else if state.seen.insert(hit.passage.id) {
                parts.push(hit);
            }
        }

        parts.sort_by_cached_key(|hit| !quote.touches_edge(&hit.passage.text));
        parts.truncate(MOST_NEIGHBOURHOODS);
        let ids: Vec<PassageId> = parts.iter().map(|hit| hit.passage.id).collect();
        let around = self.around(&ids, quote.reach())?;
        for (hit, mut around) in parts.into_iter().zip(around) {
            around.retain(|other| other.passage.non_speech == hit.passage.non_speech);
            state.add(verify::spots(quote, &around), &around);
        }
        Ok(())
    }
}

/// What a check has found so far.
#[derive(Default)]
pub(super) struct VerifyState {
    /// Passages that were looked at with their neighbours.
    seen: HashSet<PassageId>,
    /// Where places begin, so that none counts twice.
    starts: HashSet<(PassageId, usize)>,
    /// The passages that were looked at together, for those with places.
    groups: Vec<Vec<Hit>>,
    /// Places, each with its group.
    spots: Vec<(usize, Spot)>,
    warnings: Vec<Diagnostic>,
}

impl VerifyState {
    pub(super) fn add(&mut self, spots: Vec<Spot>, hits: &[Hit]) {
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

    /// Says of all places that they agree but for what a diagnostic tells.
    fn lower(&mut self, diagnostic: Diagnostic) {
        if self.is_empty() {
            return;
        }
        self.spots.iter_mut().for_each(|(_, spot)| spot.agreement = Agreement::Normalised);
        self.warnings.push(diagnostic);
    }

    /// The passages in which a place begins that goes on in another, each once.
    pub(super) fn started(&self) -> impl Iterator<Item = Hit> {
        let mut seen = HashSet::new();
        let started = self.spots.iter().filter_map(|(group, spot)| {
            let hits = self.groups.get(*group)?;
            let hit = hits.get(spot.at).filter(|_| spot.crosses())?;
            Some(Hit { quoted: Some(spot.quoted(hits)), ..hit.clone() })
        });
        started.filter(move |hit| seen.insert(hit.passage.id))
    }

    /// Says of places that agree but for the kind of their spaces that they do to the letter.
    pub(super) fn allow_any_space(&mut self, own: &str) {
        for (group, spot) in &mut self.spots {
            if let Some(hits) = self.groups.get(*group) {
                spot.allow_any_space(hits, own);
            }
        }
    }

    /// The passages in which places begin, each once.
    pub(super) fn begun(&self) -> Vec<PassageId> {
        let mut seen = HashSet::new();
        let hits = self.spots.iter().filter_map(|(group, spot)| self.hit(*group, spot));
        hits.map(|hit| hit.passage.id).filter(|id| seen.insert(*id)).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// How far the best place agrees.
    fn best(&self) -> Agreement {
        self.spots.iter().map(|(_, spot)| spot.agreement).max().unwrap_or(Agreement::None)
    }

    /// Where a place lies.
    fn stretch(&self, (group, spot): &(usize, Spot)) -> Option<Stretch<'_>> {
        let range = spot.stretch(self.groups.get(*group)?)?;
        Some(Stretch { path: &self.hit(*group, spot)?.path, range })
    }

    fn stretches(&self) -> Vec<Stretch<'_>> {
        self.spots.iter().filter_map(|found| self.stretch(found)).collect()
    }

    /// Whether somebody said the words to the letter.
    fn has_exact(&self) -> bool {
        let mut exact = self.spots.iter().filter(|(_, spot)| spot.agreement == Agreement::Exact);
        exact.any(|(group, spot)| self.hit(*group, spot).is_some_and(|hit| !hit.passage.non_speech))
    }

    /// The passage in which a place begins.
    fn hit(&self, group: usize, spot: &Spot) -> Option<&Hit> {
        self.groups.get(group)?.get(spot.at)
    }

    /// What was said before what was not, then the best agreement, then the order of the sources.
    fn order(&self, group: usize, spot: &Spot) -> impl Ord + use<'_> {
        let hit = self.hit(group, spot);
        let place = hit.map(|hit| (&hit.path, hit.passage.ordinal, spot.bytes.start));
        let non_speech = hit.is_some_and(|hit| hit.passage.non_speech);
        (non_speech, Reverse(spot.agreement), place)
    }

    /// The best agreement first, then in the order of the sources, and what nobody said last.
    pub(super) fn verdict(
        mut self,
        limit: usize,
        generation: u64,
        options: &CiteOptions,
    ) -> Verdict {
        let mut spots = std::mem::take(&mut self.spots);
        spots.sort_by_cached_key(|(group, spot)| self.order(*group, spot));
        let found = spots.first().map_or(Agreement::None, |(_, spot)| spot.agreement);
        let shown = spots.iter().take(limit);
        let places: Vec<TextMatch> = shown
            .filter_map(|(group, spot)| spot.place(self.groups.get(*group)?, options))
            .collect();

        let more = (spots.len() - places.len()) as u64;
        let (nearest, parts, warnings) = (None, Vec::new(), self.warnings);
        Verdict { generation, found, places, more, nearest, parts, warnings }
    }
}

/// Where a place lies in its document.
struct Stretch<'a> {
    path: &'a str,
    range: Range<(u32, usize)>,
}

impl Stretch<'_> {
    /// Whether a place of each of some others follows, in their order.
    fn leads(&self, others: &[Vec<Stretch<'_>>]) -> bool {
        let next = |at: (u32, usize), places: &Vec<Stretch<'_>>| {
            let after = places.iter().filter(|p| p.path == self.path && p.range.start >= at);
            after.map(|place| place.range.end).min()
        };
        others.iter().try_fold(self.range.end, next).is_some()
    }
}
