//! Phrases that no passage holds whole, because they begin in one and end in the next.

use std::cmp::Reverse;

use ibid_core::analysis::word_row;
use ibid_core::backend::Snapshot;
use ibid_core::facets::Matched;
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Clause, Order, Phrase, Query, Request};

use super::session::Session;
use super::verifying::VerifyState;
use crate::parse::LONGEST_QUOTE;
use crate::relax;
use crate::verify::Quote;

/// No more phrases of a question are looked for.
const MOST_PHRASES: usize = 8;
/// No more passages that hold a half of a phrase are looked at: a search answers at once, and
/// `verify` looks farther.
const MOST_WITH_HALF: usize = 200;
/// Where fewer can be looked at, a phrase is not looked for.
const FEWEST_WITH_HALF: usize = 18;
/// No more places of a phrase are looked at.
const MOST_PLACES: usize = 100;

/// Passages that end with the same words of a phrase.
struct SameEnd {
    end: String,
    hits: Vec<Hit>,
}

impl<S: Snapshot> Session<S> {
    /// The passages in which a phrase begins that goes on in the next, where nothing else keeps them
    /// from answering: those of the first phrase of the question that has any.
    ///
    /// With the page come all of them, to be counted.
    pub(super) fn crossing(
        &mut self,
        request: &Request,
    ) -> Result<Option<(Hits, Vec<Matched>)>, S::Error> {
        let phrases = phrases(&request.query);
        let all = u32::try_from(phrases.len()).unwrap_or(u32::MAX);
        for (phrase, left) in phrases.into_iter().zip((1..=all).rev()) {
            let reserve = self.set_aside(left);
            let found = self.crossing_phrase(phrase, request)?;
            self.take_back(reserve);
            if let Some(found) = found.filter(|found| !found.hits.is_empty()) {
                let all = found.hits.iter().map(|hit| self.matched(hit)).collect();
                return Ok(Some((paged(found, request), all)));
            }
        }

        Ok(None)
    }

    /// A passage by what it can be counted by.
    fn matched(&mut self, hit: &Hit) -> Matched {
        let passage = &hit.passage;
        let name = passage.speaker.as_deref().unwrap_or_default();
        let speaker = word_row(self.analyzer.surface_words(name, passage.lang));
        Matched::new(passage, hit.source().into(), &speaker)
    }

    fn crossing_phrase(
        &mut self,
        phrase: &Phrase,
        request: &Request,
    ) -> Result<Option<Hits>, S::Error> {
        let quote = Quote::new(&phrase.text).filter(|q| (2..=LONGEST_QUOTE).contains(&q.len()));
        let Some(quote) = quote else { return Ok(None) };
        let started = self.started(&quote, request)?;
        if started.is_empty() {
            return Ok(None);
        }
        self.answering(started, phrase, request).map(Some)
    }

    /// The passages in which a quote begins that ends in another.
    fn started(&mut self, quote: &Quote, request: &Request) -> Result<Vec<Hit>, S::Error> {
        let mut halves = quote.halves(&mut self.analyzer);
        halves.iter_mut().for_each(|query| query.non_speech = request.query.non_speech);

        // the passages beside those that are found are looked at too
        let reserve = self.set_aside(2);
        let found = match self.can_fetch(halves.len(), FEWEST_WITH_HALF) {
            true => self.look_up(&halves, MOST_WITH_HALF)?,
            false => Vec::new(),
        };
        self.take_back(reserve);

        let mut state = VerifyState::default();
        for found in found {
            let mut hits = found.hits;
            hits.retain(|hit| quote.touches_edge(&hit.passage.text));
            self.look(quote, &hits, &mut state)?;
        }
        Ok(state.started().take(MOST_PLACES).collect())
    }

    /// Of passages in which a phrase begins, those that answer the question with their own end in
    /// the place of the phrase: so that its words, signs and filters hold for them, and they are
    /// ranked.
    fn answering(
        &mut self,
        started: Vec<Hit>,
        phrase: &Phrase,
        request: &Request,
    ) -> Result<Hits, S::Error> {
        let ends = by_end(started);
        let ids: Vec<Vec<PassageId>> =
            ends.iter().map(|same| same.hits.iter().map(|hit| hit.passage.id).collect()).collect();
        let among: Vec<Option<&[PassageId]>> = ids.iter().map(|ids| Some(ids.as_slice())).collect();

        let mut queries = Vec::with_capacity(ends.len());
        for same in &ends {
            let Some(end) = Quote::new(&same.end) else { continue };
            let end = end.end(&mut self.analyzer);
            let root = relax::replace_phrase(&request.query.root, &phrase.text, &end);
            queries.push(Query { root, ..request.query.clone() });
        }

        let found = self.look_up_among(&queries, &among, MOST_PLACES)?;
        let mut answers = Hits::default();
        for (found, same) in found.into_iter().zip(&ends) {
            for mut hit in found.hits {
                let start = same.hits.iter().find(|start| start.passage.id == hit.passage.id);
                hit.quoted = start.and_then(|start| start.quoted.clone());
                answers.hits.push(hit);
            }
            answers.weights = found.weights;
        }
        Ok(answers)
    }
}

/// Passages by the words that they end with and a phrase begins with, in the order in which they
/// came. Those without such words are left out.
fn by_end(started: Vec<Hit>) -> Vec<SameEnd> {
    let mut ends: Vec<SameEnd> = Vec::new();
    for hit in started {
        let quoted = hit.quoted.clone().and_then(|quoted| hit.passage.text.get(quoted));
        // a quote begins and ends with a word
        let Some(end) = quoted.map(str::to_owned).filter(|end| Quote::new(end).is_some()) else {
            continue;
        };
        match ends.iter_mut().find(|same| same.end == end) {
            Some(same) => same.hits.push(hit),
            None => ends.push(SameEnd { end, hits: vec![hit] }),
        }
    }

    ends
}

/// The phrases that are asked for as they stand.
fn phrases(query: &Query) -> Vec<&Phrase> {
    let mut phrases = Vec::new();
    query.root.each_positive(&mut |clause| match clause {
        Clause::Phrase(phrase) if phrase.slop == 0 => phrases.push(phrase),
        _ => {}
    });
    phrases.truncate(MOST_PHRASES);
    phrases
}

/// The page that is asked for of all that was found, best first.
fn paged(mut found: Hits, request: &Request) -> Hits {
    found.total = request.total.then_some(found.hits.len() as u64);
    found
        .hits
        .sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.passage.id.cmp(&b.passage.id)));
    if request.order == Order::Date {
        found.hits.sort_by_key(|hit| Reverse(hit.passage.about.date));
    }
    found.hits = found.hits.into_iter().skip(request.offset).take(request.limit).collect();
    found
}
