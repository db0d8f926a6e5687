//! From a query to what the engine runs: a flat union that ranks, and a constraint where the query
//! asks for more than a union.

use ibid_core::analysis::Kind;
use ibid_core::backend::Search;
use ibid_core::ids::PassageId;
use ibid_core::query::{Clause, Group, Phrase, Query as Asked, Word};
use ibid_core::ranking::bm25::idf;
use ibid_core::ranking::{Plan, PlanTerm};
use tantivy::Term;
use tantivy::query::{
    AllQuery, Bm25StatisticsProvider, Bm25Weight, BooleanQuery, BoostQuery, ConstScoreQuery,
    EmptyQuery, Occur, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::by_id::IdsQuery;
use crate::directory::IndexDirectory;
use crate::phrases::{PhraseQuery, PhraseTerms};
use crate::schema::Fields;
use crate::term_list::TermWeight;

type Boxed = Box<dyn Query>;

/// Makes engine queries of ours.
pub(crate) struct Matcher<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) directory: &'a IndexDirectory,
    pub(crate) plan: &'a Plan,
    /// Whether the query has more than function words.
    pub(crate) content: bool,
}

impl Matcher<'_> {
    /// The whole of a query, among some passages only if they are given.
    pub(crate) fn query(&self, query: &Asked, among: Option<&[PassageId]>) -> Boxed {
        if query.is_listing() {
            return self.listing(query, among);
        }
        let union = self.union();
        let mut must = Vec::new();
        if !query.root.is_plain() {
            must.push(self.group(&query.root));
        }
        if let Some(ids) = among {
            must.push(Box::new(self.ids(ids)));
        }
        if must.is_empty() {
            return union;
        }

        let constraint =
            |query| -> (Occur, Boxed) { (Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0))) };
        let mut clauses: Vec<(Occur, Boxed)> = must.into_iter().map(constraint).collect();
        // a plain query is required by nothing but its own words
        let occur = if query.root.is_plain() { Occur::Must } else { Occur::Should };
        clauses.push((occur, union));
        Box::new(BooleanQuery::new(clauses))
    }

    /// The phrases of a query that requires these and nothing else; its words rank.
    pub(crate) fn only_phrases(&self, search: &Search<'_>) -> Option<PhraseQuery> {
        let root = &search.query.root;
        if search.among.is_some() || root.must.is_empty() || !root.not.is_empty() {
            return None;
        }
        let terms = root.must.iter().map(|clause| match clause {
            Clause::Phrase(phrase) => only_variant(phrase),
            _ => None,
        });
        let phrases = terms.collect::<Option<Vec<PhraseTerms>>>()?;
        Some(self.phrase_query(phrases))
    }

    /// Whether a query asks for no more than a union of the terms that rank.
    pub(crate) fn is_union(&self, search: &Search<'_>) -> bool {
        let query = search.query;
        search.among.is_none() && query.root.is_plain() && !query.is_listing()
    }

    /// All that is not excluded: what else is asked of a passage is read from columns.
    fn listing(&self, query: &Asked, among: Option<&[PassageId]>) -> Boxed {
        let mut clauses: Vec<(Occur, Boxed)> = vec![(Occur::Must, Box::new(AllQuery))];
        if let Some(ids) = among {
            clauses.push((Occur::Must, Box::new(self.ids(ids))));
        }
        let excluded = query.root.not.iter().map(|clause| (Occur::MustNot, self.clause(clause)));
        clauses.extend(excluded);
        Box::new(BooleanQuery::new(clauses))
    }

    fn ids(&self, ids: &[PassageId]) -> IdsQuery {
        IdsQuery { field: self.fields.id, ids: ids.to_vec(), directory: self.directory.clone() }
    }

    /// The union of all terms that rank: flat, so that the engine can prune it.
    fn union(&self) -> Boxed {
        let boosted = self.ranking().map(|(term, boost)| self.boosted(term, boost));
        let clauses: Vec<(Occur, Boxed)> = boosted.map(|query| (Occur::Should, query)).collect();
        if clauses.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::new(clauses)) }
    }

    /// The terms that rank, as the engine weighs them in [`Matcher::union`].
    pub(crate) fn weights(
        &self,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Vec<TermWeight>> {
        let passages = statistics.total_num_docs()?;
        let weight = |(term, boost): (&PlanTerm, f32)| -> tantivy::Result<TermWeight> {
            let tokens = statistics.total_num_tokens(self.fields.terms(term.kind))?;
            let held_by = statistics.doc_freq(&self.engine_term(term))?;
            let mean = tokens as f32 / passages as f32;
            let weight = Bm25Weight::for_one_term_without_explain(held_by, passages, mean);
            let (kind, term, weight) = (term.kind, term.term.clone(), weight.boost_by(boost));
            Ok(TermWeight { kind, term, weight })
        };
        // each is large: they are not to be copied to make room for more
        let mut weights = Vec::with_capacity(self.ranking().count());
        for term in self.ranking() {
            weights.push(weight(term)?);
        }
        Ok(weights)
    }

    /// The terms that rank, each with what the engine's weight of it is to be multiplied by.
    fn ranking(&self) -> impl Iterator<Item = (&PlanTerm, f32)> {
        self.plan.words.iter().flat_map(move |word| {
            let terms = word.matching.iter().filter(|term| term.idf > 0.0);
            terms.map(move |term| (term, (word.times() * self.boost(term)) as f32))
        })
    }

    fn engine_term(&self, term: &PlanTerm) -> Term {
        Term::from_field_text(self.fields.terms(term.kind), &term.term)
    }

    fn boosted(&self, term: &PlanTerm, boost: f32) -> Boxed {
        let term = self.engine_term(term);
        let query: Boxed = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        // the weights that leave a term as it is are exactly 1
        #[allow(clippy::float_cmp)]
        let unchanged = boost == 1.0;
        if unchanged { query } else { Box::new(BoostQuery::new(query, boost)) }
    }

    /// What the engine's weight of a term is to be multiplied by. The engine knows one number of
    /// passages for all terms, while a term is as rare as it is among the passages of its language.
    fn boost(&self, term: &PlanTerm) -> f64 {
        let engine = idf(term.df, self.plan.collection.whole().passages);
        term.weight * (term.idf / engine)
    }

    fn group(&self, group: &Group) -> Boxed {
        let mut clauses = Vec::new();
        // phrases that are all required are checked together
        let mut phrases = Vec::new();
        for clause in &group.must {
            match clause {
                Clause::Phrase(phrase) if only_variant(phrase).is_some() => phrases.push(phrase),
                other => clauses.push((Occur::Must, self.clause(other))),
            }
        }

        if !phrases.is_empty() {
            let terms = phrases.iter().filter_map(|phrase| only_variant(phrase));
            clauses.push((Occur::Must, self.phrases(terms.collect())));
        }
        if group.must.is_empty() {
            for clause in &group.should {
                if !self.is_left_out(clause) {
                    clauses.push((Occur::Should, self.clause(clause)));
                }
            }
        }

        if clauses.is_empty() {
            return Box::new(EmptyQuery);
        }
        for clause in &group.not {
            clauses.push((Occur::MustNot, self.clause(clause)));
        }

        Box::new(BooleanQuery::new(clauses))
    }

    /// A function word beside others finds nothing by itself.
    fn is_left_out(&self, clause: &Clause) -> bool {
        matches!(clause, Clause::Word(word) if word.stems.is_empty() || (self.content && word.stop))
    }

    fn clause(&self, clause: &Clause) -> Boxed {
        match clause {
            Clause::Word(word) => self.word(word),
            Clause::Phrase(phrase) => self.phrase(phrase),
            Clause::Prefix(prefix) => {
                let words = self.plan.prefixes.get(prefix).into_iter().flatten();
                let field = self.fields.terms(Kind::Exact);
                let terms = words.map(|word| Term::from_field_text(field, word));
                Box::new(TermSetQuery::new(terms.collect::<Vec<_>>()))
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
        let variants = variants(phrase).map(|terms| (Occur::Should, self.phrases(vec![terms])));
        Box::new(BooleanQuery::new(variants.collect()))
    }

    fn phrases(&self, phrases: Vec<PhraseTerms>) -> Boxed {
        Box::new(self.phrase_query(phrases))
    }

    fn phrase_query(&self, phrases: Vec<PhraseTerms>) -> PhraseQuery {
        PhraseQuery { words: self.fields.exact, stop_pairs: self.fields.stop_pairs, phrases }
    }
}

/// The ways of analysing a phrase that have words.
fn variants(phrase: &Phrase) -> impl Iterator<Item = PhraseTerms> {
    let variants = phrase.variants.iter().filter(|terms| !terms.is_empty());
    variants.map(|terms| PhraseTerms { terms: terms.clone(), slop: phrase.slop })
}

/// The way of analysing a phrase, where there is one alone.
fn only_variant(phrase: &Phrase) -> Option<PhraseTerms> {
    let mut variants = variants(phrase);
    variants.next().filter(|_| variants.next().is_none())
}
