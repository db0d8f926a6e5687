//! Phrases that no passage holds whole, because they begin in one and end in the next.

use ibid_core::backend::Search;
use ibid_core::hit::{Hit, Hits};
use ibid_core::query::{Clause, Phrase, Query, Request};
use ibid_query::verify::Quote;

use super::Library;
use super::checking::VerifyState;
use super::quotes::LONGEST;
use crate::error::Result;

/// So many phrases of a question are looked for.
const MOST_PHRASES: usize = 8;
/// So many passages that hold a half of a phrase are looked at: a search answers at once, and
/// `verify` looks farther.
const MOST_WITH_HALF: usize = 200;
/// So many places of a phrase are looked at.
const MOST_PLACES: usize = 100;
/// The end of a passage stands at the end of no more others.
const MOST_WITH_END: usize = 100;

impl Library {
    /// The passages in which a phrase begins that goes on in the next, where nothing else keeps them
    /// from answering: those of the first phrase of the question that has any.
    pub(super) fn crossing(&self, request: &Request) -> Result<Option<Hits>> {
        for phrase in phrases(&request.query) {
            let quote = Quote::new(&phrase.text).filter(|q| (2..=LONGEST).contains(&q.len()));
            let Some(quote) = quote else { continue };
            let mut found = Hits::default();
            for begun in self.begun(&quote, request)? {
                if let Some(answers) = self.answering(begun, phrase, request)? {
                    found.hits.extend(answers.hits);
                    found.weights = answers.weights;
                }
            }
            if !found.hits.is_empty() {
                return Ok(Some(paged(found, request)));
            }
        }
        Ok(None)
    }

    /// The passages in which a quote begins that ends in another.
    fn begun(&self, quote: &Quote, request: &Request) -> Result<Vec<Hit>> {
        let mut known = VerifyState::default();
        for mut query in self.with_analyzer(|analyzer| quote.halves(analyzer)) {
            query.non_speech = request.query.non_speech;
            let asked = Request { query, limit: MOST_WITH_HALF, offset: 0, total: false };
            self.look(quote, &self.reader.search(&asked)?.hits, &mut known)?;
        }
        Ok(known.begun().take(MOST_PLACES).collect())
    }

    /// A passage in which a phrase begins, as an answer to the question with its own end in the
    /// place of the phrase: so that its words, signs and filters hold for it, and it is ranked.
    fn answering(&self, begun: Hit, phrase: &Phrase, request: &Request) -> Result<Option<Hits>> {
        let end = begun.quoted.as_ref().and_then(|quoted| begun.passage.text.get(..quoted.end));
        let Some(end) = end.and_then(Quote::new) else { return Ok(None) };
        let end = self.with_analyzer(|analyzer| end.end(analyzer));
        let root = ibid_query::relax::replace_phrase(&request.query.root, &phrase.text, &end);
        let query = Query { root, ..request.query.clone() };
        let asked = Request { query, limit: MOST_WITH_END, offset: 0, total: false };
        let mut found = self.reader.search(&asked)?;
        found.hits.retain(|hit| hit.passage.id == begun.passage.id);
        found.hits.iter_mut().for_each(|hit| hit.quoted.clone_from(&begun.quoted));
        Ok((!found.hits.is_empty()).then_some(found))
    }
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
    found.hits = found.hits.into_iter().skip(request.offset).take(request.limit).collect();
    found
}
