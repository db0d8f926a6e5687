//! What is asked in the place of a question that nothing answers.

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::Diagnostic;
use ibid_core::facets::Matched;
use ibid_core::hit::Hits;
use ibid_core::query::{Order, Query, Request};
use ibid_core::ranking::Plan;

use super::pasted::may_be_pasted;
use super::session::Session;
use crate::relax::{Relaxation, relax};
use crate::verify::Quote;

/// What was found in the end.
pub(super) struct Answered {
    pub(super) hits: Hits,
    /// What to say of it.
    pub(super) warnings: Vec<Diagnostic>,
    /// All that answer, where they are not what the query matches.
    pub(super) instead: Option<Vec<Matched>>,
    /// How many can be paged through, where that is not what the query matches.
    pub(super) most: Option<u64>,
}

impl<S: Snapshot> Session<S> {
    /// What answers a request; `quote` is what may have been pasted.
    pub(super) fn answered(
        &mut self,
        quote: Option<&Quote>,
        request: &mut Request,
        plan: &Plan,
    ) -> Result<Answered, S::Error> {
        // a quote that is pasted comes first, and that is no order of days
        let quote = quote.filter(|_| request.order == Order::Relevance);
        let found = match quote.filter(|_| may_be_pasted(request)) {
            Some(quote) => self.quoted(quote, request, plan)?,
            None => self.search_planned(request, plan)?,
        };
        self.with_fallbacks(found, request)
    }

    /// What was found; where that is nothing, what goes on from one passage to the next, or what is
    /// found when less is asked for, and what to say of it. Whether that is so does not depend on
    /// the page.
    fn with_fallbacks(&mut self, found: Hits, request: &mut Request) -> Result<Answered, S::Error> {
        let answered = |hits, told: Option<Diagnostic>| Answered {
            hits,
            warnings: told.into_iter().collect(),
            instead: None,
            most: None,
        };
        if self.is_answered(&found, request)? {
            return Ok(answered(found, None));
        }

        // what is relaxed must be within what is left
        let reserve = self.set_aside(2);
        let crossing = self.crossing(request)?;
        self.take_back(reserve);
        if let Some((crossing, all)) = crossing {
            let most = Some(all.len() as u64);
            let (warnings, instead) = (Vec::new(), Some(all));
            return Ok(Answered { hits: crossing, warnings, instead, most });
        }

        Ok(match self.relaxed(request)? {
            Some((relaxed, diagnostic)) => answered(relaxed, Some(diagnostic)),
            None => answered(found, None),
        })
    }

    /// What is found when less is asked for than phrases do, and what to say of it.
    fn relaxed(&mut self, request: &mut Request) -> Result<Option<(Hits, Diagnostic)>, S::Error> {
        if request.limit == 0 {
            return Ok(None);
        }
        let strict = request.query.clone();
        for step in Relaxation::ALL {
            let Some((root, phrases)) = relax(&strict.root, step) else { continue };
            request.query = Query { root, ..strict.clone() };
            let Some(found) = self.search_instead(request)? else { continue };
            if self.is_answered(&found, request)? {
                return Ok(Some((found, step.diagnostic(&phrases))));
            }
        }

        request.query = strict;
        Ok(None)
    }

    /// Whether anything answers a request, be it on an earlier page than the one that was found.
    fn is_answered(&self, found: &Hits, request: &Request) -> Result<bool, S::Error> {
        if request.limit == 0 {
            return Ok(found.total != Some(0));
        }
        if !found.hits.is_empty() || request.offset == 0 {
            return Ok(!found.hits.is_empty());
        }
        let first = Request { limit: 1, offset: 0, total: false, ..request.clone() };
        Ok(!self.search(&first)?.hits.is_empty())
    }
}
