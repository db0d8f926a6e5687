//! From a query to what the engine runs: a flat union that ranks, and a constraint where the query
//! asks for more than a union.

use ibid_core::analysis::Kind;
use ibid_core::query::{Clause, Group, Phrase, Query as Asked, Word};
use ibid_core::ranking::bm25::idf;
use ibid_core::ranking::{Frequencies, Plan, PlanTerm};
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::error::Result;
use crate::phrases::PhraseQuery;
use crate::schema::Fields;

type Boxed = Box<dyn Query>;

/// Makes engine queries of ours.
pub(crate) struct Matcher<'a, F> {
    pub(crate) fields: &'a Fields,
    pub(crate) frequencies: &'a F,
    /// Whether the query has more than function words.
    pub(crate) content: bool,
}

impl<F: Frequencies<Error = crate::Error>> Matcher<'_, F> {
    /// The whole of it.
    pub(crate) fn query(&self, query: &Asked, plan: &Plan) -> Result<Boxed> {
        let union = self.union(plan);
        if is_plain(&query.root) {
            return Ok(union);
        }
        let constraint = self.group(&query.root)?;
        let constraint: Boxed = Box::new(ConstScoreQuery::new(constraint, 0.0));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, constraint), (Occur::Should, union)])))
    }

    /// The union of all terms that rank: flat, so that the engine can prune it.
    fn union(&self, plan: &Plan) -> Boxed {
        let terms = plan.words.iter().flat_map(|word| &word.matching).filter(|t| t.idf > 0.0);
        let clauses: Vec<(Occur, Boxed)> = terms
            .map(|t| {
                let term = Term::from_field_text(self.fields.terms(t.kind), &t.term);
                let query: Boxed = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                let weight = self.boost(t, plan) as f32;
                // the weights that leave a term as it is are exactly 1
                #[allow(clippy::float_cmp)]
                let boosted =
                    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) };
                (Occur::Should, boosted)
            })
            .collect();
        if clauses.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::new(clauses)) }
    }

    /// What the engine's weight of a term is to be multiplied by. The engine knows one number of
    /// passages for all terms, while a term is as rare as it is among the passages of its language.
    fn boost(&self, term: &PlanTerm, plan: &Plan) -> f64 {
        let engine = idf(term.df, plan.collection.whole().passages);
        term.weight * (term.idf / engine)
    }

    fn group(&self, group: &Group) -> Result<Boxed> {
        let mut clauses = Vec::new();
        for clause in &group.must {
            clauses.push((Occur::Must, self.clause(clause)?));
        }
        if group.must.is_empty() {
            for clause in &group.should {
                if !self.is_left_out(clause) {
                    clauses.push((Occur::Should, self.clause(clause)?));
                }
            }
        }
        if clauses.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        for clause in &group.not {
            clauses.push((Occur::MustNot, self.clause(clause)?));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// A function word beside others finds nothing by itself.
    fn is_left_out(&self, clause: &Clause) -> bool {
        matches!(clause, Clause::Word(word) if word.stems.is_empty() || (self.content && word.stop))
    }

    fn clause(&self, clause: &Clause) -> Result<Boxed> {
        match clause {
            Clause::Word(word) => Ok(self.word(word)),
            Clause::Phrase(phrase) => Ok(self.phrase(phrase)),
            Clause::Prefix(prefix) => {
                let words = self.frequencies.expand(prefix)?;
                let field = self.fields.terms(Kind::Exact);
                let terms = words.iter().map(|word| Term::from_field_text(field, word));
                Ok(Box::new(TermSetQuery::new(terms.collect::<Vec<_>>())))
            }
            Clause::Group(group) => self.group(group),
        }
    }

    fn word(&self, word: &Word) -> Boxed {
        let field = self.fields.terms(Kind::Stem);
        let terms = word.stems.iter().map(|stem| Term::from_field_text(field, &stem.term));
        Box::new(TermSetQuery::new(terms.collect::<Vec<_>>()))
    }

    fn phrase(&self, phrase: &Phrase) -> Boxed {
        let field = self.fields.terms(Kind::Exact);
        let variants = phrase.variants.iter().filter(|row| !row.is_empty()).map(|row| {
            let row: Boxed = Box::new(PhraseQuery { field, row: row.clone(), slop: phrase.slop });
            (Occur::Should, row)
        });
        Box::new(BooleanQuery::new(variants.collect()))
    }
}

/// Whether a union says all that the group says.
pub(crate) fn is_plain(group: &Group) -> bool {
    let plain = |clause: &Clause| match clause {
        Clause::Word(_) | Clause::Prefix(_) => true,
        Clause::Phrase(_) => false,
        Clause::Group(inner) => is_plain(inner),
    };
    group.must.is_empty() && group.not.is_empty() && group.should.iter().all(plain)
}
