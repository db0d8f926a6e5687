//! Why the hits of an answer stand where they do.

use std::collections::HashMap;

use ibid_core::backend::{Search, Snapshot};
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::query::{Clause, Group, Order, Query};
use ibid_core::ranking::{Explained, Plan, ScoreRule};

use super::session::Session;
use super::{Across, SearchOptions, arranged};
use crate::explain::Explanation;

impl<S: Snapshot> Session<S> {
    /// What gave each of the hits of a query its score.
    pub(super) fn explained(
        &self,
        query: &Query,
        hits: &[&Hit],
        options: &SearchOptions,
    ) -> Result<Vec<Explanation>, S::Error> {
        let deep = match arranged::Arrangement::of(options) {
            Some(_) => arranged::MOST,
            None => options.offset.saturating_add(options.limit).saturating_add(1),
        };
        self.explained_among(query, hits, deep, options.order, ScoreRule::HeldBelow)
    }

    /// What gave each of the hits of the block in the other language its score.
    pub(super) fn across_explained(
        &self,
        across: &Across,
        options: &SearchOptions,
    ) -> Result<Vec<Explanation>, S::Error> {
        let mut all = vec![None; across.hits.len()];
        for (number, part) in across.parts.iter().enumerate() {
            let places: Vec<usize> =
                (0..all.len()).filter(|at| across.hits[*at].0 == number).collect();
            let hits: Vec<&Hit> = places.iter().map(|at| &across.hits[*at].1).collect();
            let deep = options.across.saturating_add(options.limit).saturating_mul(4);
            let (order, rule) = (Order::Relevance, ScoreRule::Likelihood);
            let explained = self.explained_among(&part.query, &hits, deep, order, rule)?;
            for (at, explanation) in places.into_iter().zip(explained) {
                all[at] = Some(explanation);
            }
        }
        Ok(all.into_iter().flatten().collect())
    }

    /// What gave some hits their scores, which are looked for among the first `deep` that a query
    /// finds; others were found in another way, and are ranked by themselves.
    fn explained_among(
        &self,
        query: &Query,
        hits: &[&Hit],
        deep: usize,
        order: Order,
        rule: ScoreRule,
    ) -> Result<Vec<Explanation>, S::Error> {
        if hits.is_empty() {
            return Ok(Vec::new());
        }
        let plan = &Plan::new(query, &self.snapshot)?;
        let (offset, total) = (0, false);
        let first =
            Search { query, plan, among: None, limit: deep, offset, total, order, spread: None };
        let mut known = by_id(self.snapshot.search_explained(&first)?);

        let missing: Vec<PassageId> =
            hits.iter().map(|hit| hit.passage.id).filter(|id| !known.contains_key(id)).collect();
        if !missing.is_empty() {
            let words = query.root.words().into_iter().cloned().map(Clause::Word).collect();
            let root = Group { should: words, ..Group::default() };
            let lang = query.lang;
            let query = &Query { root, lang, non_speech: true, ..Query::default() };
            let (among, limit) = (Some(&missing[..]), missing.len());
            let alone = Search { query, among, limit, ..first };
            known.extend(by_id(self.snapshot.search_explained(&alone)?));
        }

        let explanation = |hit: &&Hit| {
            let rule = if hit.quoted.is_some() { ScoreRule::Quoted } else { rule };
            Explanation::new(query, plan, known.get(&hit.passage.id), hit.score, rule)
        };
        Ok(hits.iter().map(explanation).collect())
    }
}

fn by_id(explained: Vec<Explained>) -> HashMap<PassageId, Explained> {
    explained.into_iter().map(|explained| (explained.hit.passage.id, explained)).collect()
}
