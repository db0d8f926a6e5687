//! What stands beside the hits of an answer: counts of all that matches, and the passages around.

use ibid_core::backend::{Search, Snapshot};
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::facets::{Facet, FacetCounts, Matched, count};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Order, Request};
use ibid_core::ranking::Plan;

use super::session::Session;
use crate::answer::{self, HitView, Response};
use crate::cite::CiteOptions;

impl<S: Snapshot> Session<S> {
    /// Counts what matches a request, or all that was found in its place, by facets and in all; `None`
    /// where no facets are asked for.
    pub(super) fn facets(
        &self,
        facets: &[Facet],
        request: &Request,
        instead: Option<Vec<Matched>>,
    ) -> Result<(Vec<FacetCounts>, Option<u64>), S::Error> {
        if facets.is_empty() {
            return Ok((Vec::new(), None));
        }
        let matched = match instead {
            Some(matched) => matched,
            None => {
                let plan = &Plan::new(&request.query, &self.snapshot)?;
                let (query, order) = (&request.query, Order::Relevance);
                let (among, limit, offset, total) = (None, 0, 0, false);
                let search =
                    Search { query, plan, among, limit, offset, total, order, spread: None };
                self.snapshot.matched(&search)?
            }
        };
        let total = matched.len() as u64;
        Ok((count(matched, facets), Some(total)))
    }
}

/// What to say where the latest was to come first, and nothing has a date.
pub(super) fn without_dates(hits: &Hits, request: &Request) -> Option<Diagnostic> {
    let dated = |hit: &Hit| hit.passage.about.date.is_some();
    let by_date = request.order == Order::Date && request.offset == 0 && !hits.hits.is_empty();
    let none = by_date && !hits.hits.iter().any(dated);
    none.then(|| Diagnostic::new(Code::NoDates, &[]))
}

/// Puts to each hit the passages around it in its document.
pub(super) fn add_context<S: Snapshot>(
    response: &mut Response,
    snapshot: &S,
    context: u32,
    cite: &CiteOptions,
) -> Result<(), S::Error> {
    let across = response.across.iter_mut().flat_map(|across| &mut across.hits);
    let mut hits: Vec<&mut HitView> = response.hits.iter_mut().chain(across).collect();
    let ids: Vec<PassageId> = hits.iter().map(|hit| hit.id).collect();

    for (hit, around) in hits.iter_mut().zip(snapshot.around_many(&ids, context)?) {
        // the passages around another place of the same words are not those around this one
        let Some(at) =
            around.iter().position(|other| other.passage.id == hit.id && other.path == hit.source)
        else {
            continue;
        };
        let mut views = around.iter().map(|other| answer::passage(other, cite));
        hit.before = views.by_ref().take(at).collect();
        hit.after = views.skip(1).collect();
    }
    Ok(())
}
