//! What is asked in the place of a question that nothing answers.

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::Diagnostic;
use ibid_core::hit::Hits;
use ibid_core::query::{Query, Request};

use super::session::Session;
use crate::relax::{Relaxation, relax};

impl<S: Snapshot> Session<S> {
    /// What was found; where that is nothing, what goes on from one passage to the next, or what is
    /// found when less is asked for, and what to say of it. Whether that is so does not depend on
    /// the page.
    pub(super) fn with_fallbacks(
        &mut self,
        found: Hits,
        request: &mut Request,
    ) -> Result<(Hits, Option<Diagnostic>), S::Error> {
        if self.is_answered(&found, request)? {
            return Ok((found, None));
        }

        // what is relaxed must be within what is left
        let reserve = self.set_aside(2);
        let crossing = self.crossing(request)?;
        self.take_back(reserve);
        if let Some(crossing) = crossing {
            return Ok((crossing, None));
        }

        let relaxed = self.relaxed(request)?;
        Ok(relaxed.map_or((found, None), |(relaxed, diagnostic)| (relaxed, Some(diagnostic))))
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
