//! What passes the filters of a query that asks for no words, in the order of the sources.

use std::collections::HashSet;
use std::sync::Arc;

use ibid_core::backend::Search;
use ibid_core::ids::DocumentId;
use ibid_core::query::Order;
use ibid_core::ranking::{CANDIDATES, Scored};
use tantivy::DocAddress;

use crate::columns::Number;
use crate::error::{At, Result};
use crate::matched::Names;
use crate::rank::Ranked;
use crate::state::State;

/// A passage that is listed: where it stands, then its id.
struct Listed {
    path: Arc<str>,
    place: (DocumentId, u32),
    tie_breaker: u64,
    address: DocAddress,
}

impl State {
    /// The passages that pass, by the paths of their sources and their places there, each id once:
    /// as many as the request can show, and no less than a block.
    pub(crate) fn listed(&self, search: &Search<'_>) -> Result<Vec<Ranked>> {
        let mut listed = self.passing(search)?;
        listed.sort_unstable_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
        let mut seen = HashSet::new();
        listed.retain(|passage| seen.insert(passage.tie_breaker));

        let wanted = search.offset.saturating_add(search.limit).max(CANDIDATES);
        if search.order == Order::Relevance {
            listed.truncate(wanted);
        }
        let mut ranked: Vec<Ranked> = listed.iter().map(Listed::unscored).collect();
        if search.order == Order::Date {
            self.sort_by_date(&mut ranked)?;
        }
        Ok(ranked)
    }

    fn passing(&self, search: &Search<'_>) -> Result<Vec<Listed>> {
        let mut listed = Vec::new();
        self.each_matching(search, |(number, segment), docs| {
            let ordinals = segment.number(Number::Ordinal).at(&self.path)?;
            let numbers = segment.number(Number::Document).at(&self.path)?;
            let ties = segment.number(Number::TieBreaker).at(&self.path)?;
            let mut names = Names::new(segment).at(&self.path)?;
            for doc in docs {
                let (key, path) = self.source_in(&mut names, *doc)?;
                let document = self.keys.numbered(key, numbers.first(*doc).unwrap_or(0));
                let ordinal = ordinals.first(*doc).unwrap_or(0);
                listed.push(Listed {
                    path,
                    place: (document, u32::try_from(ordinal).unwrap_or(u32::MAX)),
                    tie_breaker: ties.first(*doc).unwrap_or(0),
                    address: DocAddress::new(number, *doc),
                });
            }
            Ok(())
        })?;
        Ok(listed)
    }
}

impl Listed {
    /// The passage among ranked ones: it has nothing that it could be ranked by.
    fn unscored(&self) -> Ranked {
        let mut scored = Scored { tie_breaker: self.tie_breaker, ..Scored::default() };
        scored.passage.set_document(self.place.0);
        Ranked { address: self.address, phase_one: 0.0, scored }
    }
}
