//! Not more than some passages of each source, and those of one source together.

use std::collections::HashMap;

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::hit::Hit;
use ibid_core::ids::SourceId;
use ibid_core::query::Request;
use ibid_core::ranking::Plan;

use super::SearchOptions;
use super::fallbacks::Answered;
use super::session::Session;
use crate::verify::Quote;

/// How many passages of a source stand together where nothing else is said.
const OF_ONE_SOURCE: usize = 3;

/// How many of the best passages are gone through at first, where those of each source are limited;
/// four times as many the next time.
const FIRST_LOOK: usize = 256;

/// No more of the best passages are gone through. Where those of one source stand together, it is
/// always as many, so that pages agree.
pub(super) const MOST: usize = 4096;

/// How what was found is arranged by sources.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrangement {
    /// How many passages of each source at most.
    per_source: usize,
    /// Whether those of one source stand together, the source with the best passage first.
    grouped: bool,
}

impl Arrangement {
    /// What the options ask for, if they ask for any.
    pub(super) fn of(options: &SearchOptions) -> Option<Self> {
        let per_source = options.per_source.or(options.grouped.then_some(OF_ONE_SOURCE))?;
        Some(Arrangement { per_source, grouped: options.grouped })
    }

    /// Arranges the best passages: the beginning of this list is the same however many there are,
    /// but where they are grouped.
    fn arrange(self, hits: Vec<Hit>) -> Vec<Hit> {
        self.arrange_by(hits, |hit| hit.passage.source)
    }

    /// The same of anything that stands in a source.
    pub(super) fn arrange_by<T>(self, hits: Vec<T>, source: impl Fn(&T) -> SourceId) -> Vec<T> {
        let mut sources: HashMap<SourceId, (usize, usize)> = HashMap::new();
        let mut kept = Vec::new();
        for hit in hits {
            let rank = sources.len();
            let (first, count) = sources.entry(source(&hit)).or_insert((rank, 0));
            *count += 1;
            if *count <= self.per_source {
                kept.push((*first, hit));
            }
        }

        if self.grouped {
            // stable: within a source the best stays first
            kept.sort_by_key(|(source, _)| *source);
        }
        kept.into_iter().map(|(_, hit)| hit).collect()
    }
}

impl<S: Snapshot> Session<S> {
    /// What was found for a request, arranged by sources if that is asked for.
    pub(super) fn arranged(
        &mut self,
        arrangement: Option<Arrangement>,
        quote: Option<&Quote>,
        request: &mut Request,
        plan: &Plan,
    ) -> Result<Answered, S::Error> {
        let Some(arrangement) = arrangement.filter(|_| request.limit > 0) else {
            return self.answered(quote, request, plan);
        };
        let end = request.offset.saturating_add(request.limit);
        let mut look = if arrangement.grouped { MOST } else { FIRST_LOOK };
        loop {
            let left = self.left();
            let mut first = Request { offset: 0, limit: look, ..request.clone() };
            let mut answered = self.answered(quote, &mut first, plan)?;
            let whole = answered.hits.hits.len() < look;
            let hits = arrangement.arrange(std::mem::take(&mut answered.hits.hits));
            let enough = whole || hits.len() >= end;
            if !enough && look < MOST {
                // as if it had not been tried: what a page finds does not depend on its number
                self.set_left(left);
                look = look.saturating_mul(4).min(MOST);
                continue;
            }

            answered.most = Some(hits.len() as u64);
            answered.hits.hits =
                hits.into_iter().skip(request.offset).take(request.limit).collect();
            if !enough {
                let count = look.to_string();
                answered.warnings.push(Diagnostic::new(Code::BestAlone, &[("count", &count)]));
            }
            request.query = first.query;
            return Ok(answered);
        }
    }
}
