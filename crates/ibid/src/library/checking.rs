//! Quotes that are to be checked.

use std::cmp::Reverse;
use std::collections::HashSet;

use ibid_core::backend::Search;
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::notice::Notice;
use ibid_core::query::Request;
use ibid_query::AnswerOptions;
use ibid_query::verify::{self, Agreement, Place, Quote, Spot, Verdict};

use super::Library;
use crate::error::Result;

/// So many passages are looked at together with those before and after.
const MOST_NEIGHBOURHOODS: usize = 20;

const MARKS_LEFT_OUT: &str = "what the quote has in brackets was left out: it was not said there";

impl Library {
    /// Whether a quote is in the sources, to the letter or but for case, accents, apostrophes,
    /// punctuation and white space, and where; also among what nobody said. At most `limit` places.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn verify(&self, quote: &str, limit: usize) -> Result<Verdict> {
        let Some(quote) = Quote::new(quote) else { return Ok(Known::default().verdict(limit)) };
        let known = self.places_of(&quote)?;
        let unmarked = quote.without_marks().filter(|_| known.spots.is_empty());
        let Some(unmarked) = unmarked else { return Ok(known.verdict(limit)) };
        let mut known = self.places_of(&unmarked)?;
        if !known.spots.is_empty() {
            known.lower(Notice::new("marks-left-out", MARKS_LEFT_OUT, &[]));
        }
        Ok(known.verdict(limit))
    }

    /// Where a quote stands.
    fn places_of(&self, quote: &Quote) -> Result<Known> {
        let mut known = Known::default();
        for (query, most) in self.asked(|analyzer| quote.queries(analyzer)) {
            let request = Request { query, limit: most, offset: 0, total: false };
            self.look(quote, &self.reader.search(&request)?.hits, &mut known)?;
            // a place that agrees but for typography may be one of several, and another exact
            if known.has_exact() {
                break;
            }
        }
        Ok(known)
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
    warnings: Vec<Notice>,
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

    /// Says of all places that they agree but for what a notice tells.
    fn lower(&mut self, notice: Notice) {
        self.spots.iter_mut().for_each(|(_, spot)| spot.agreement = Agreement::Normalised);
        self.warnings.push(notice);
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

    /// Whether somebody said the words to the letter.
    fn has_exact(&self) -> bool {
        let mut exact = self.spots.iter().filter(|(_, spot)| spot.agreement == Agreement::Exact);
        exact.any(|(group, spot)| self.hit(*group, spot).is_some_and(|hit| !hit.passage.suspect))
    }

    /// The passage in which a place begins.
    fn hit(&self, group: usize, spot: &Spot) -> Option<&Hit> {
        self.groups.get(group)?.get(spot.at)
    }

    /// The best agreement first, then in the order of the sources, and what nobody said last.
    fn verdict(mut self, limit: usize) -> Verdict {
        let mut spots = std::mem::take(&mut self.spots);
        spots.sort_by_cached_key(|(group, spot)| {
            let hit = self.hit(*group, spot);
            let place = hit.map(|hit| (&hit.path, hit.passage.ordinal, spot.bytes.start));
            let suspect = hit.is_some_and(|hit| hit.passage.suspect);
            (suspect, Reverse(spot.agreement), place)
        });
        let options = AnswerOptions::default().cite;
        let found = spots.first().map_or(Agreement::None, |(_, spot)| spot.agreement);
        let shown = spots.iter().take(limit);
        let places: Vec<Place> = shown
            .filter_map(|(group, spot)| spot.place(self.groups.get(*group)?, &options))
            .collect();
        Verdict { found, places, warnings: self.warnings }
    }
}
