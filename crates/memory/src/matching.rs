//! Whether a passage satisfies a query, told by going through its tokens.

use ibid_core::analysis::{AnalysedPassage, Kind, word_row};
use ibid_core::backend::{Search, SourceRecord};
use ibid_core::document::Date;
use ibid_core::globs::SourceGlobs;
use ibid_core::query::{Clause, Filter, Group, Phrase, Query};
use ibid_core::ranking::{Plan, WordHits, phrase_matches};

/// A search, ready to be held against passages.
pub(crate) struct Matcher<'a> {
    search: &'a Search<'a>,
    /// Whether the query has more than function words.
    content: bool,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(search: &'a Search<'a>) -> Self {
        Matcher { search, content: search.query.root.has_content() }
    }

    /// Whether a passage of a source answers.
    pub(crate) fn matches(&self, held: &AnalysedPassage, source: Option<&SourceRecord>) -> bool {
        let Search { query, plan, among, .. } = self.search;
        let passage = &held.passage;
        let listed = || !query.root.not.iter().any(|clause| self.clause(clause, held));
        let answers = || match query.root.is_plain() {
            _ if query.is_listing() => listed(),
            true => word_hits(plan, held).iter().any(|hits| !hits.positions.is_empty()),
            false => self.group(&query.root, held),
        };

        among.is_none_or(|among| among.contains(&passage.id))
            && passes_filters(query, held, source)
            && answers()
    }

    fn group(&self, group: &Group, held: &AnalysedPassage) -> bool {
        let matches = |clause: &Clause| self.clause(clause, held);
        if group.not.iter().any(matches) {
            return false;
        }
        if !group.must.is_empty() {
            return group.must.iter().all(matches);
        }
        group.should.iter().filter(|clause| !self.is_left_out(clause)).any(matches)
    }

    /// A function word beside others finds nothing by itself.
    fn is_left_out(&self, clause: &Clause) -> bool {
        matches!(clause, Clause::Word(word) if word.stems.is_empty() || (self.content && word.stop))
    }

    fn clause(&self, clause: &Clause, held: &AnalysedPassage) -> bool {
        let has = |kind: Kind, wanted: &dyn Fn(&str) -> bool| {
            held.tokens.iter().any(|token| token.kind == kind && wanted(token.term))
        };
        match clause {
            Clause::Word(word) => {
                has(Kind::Stem, &|term| word.stems.iter().any(|stem| stem.term == term))
            }
            Clause::Prefix(prefix) => {
                let words = self.search.plan.prefixes.get(prefix);
                has(Kind::Exact, &|term| words.is_some_and(|w| w.iter().any(|word| word == term)))
            }
            Clause::Group(group) => self.group(group, held),
            Clause::Phrase(phrase) => has_phrase(phrase, held),
        }
    }
}

/// Whether a passage passes what a query asks beside its words.
pub(crate) fn passes_filters(
    query: &Query,
    held: &AnalysedPassage,
    source: Option<&SourceRecord>,
) -> bool {
    (query.non_speech || !held.passage.non_speech)
        && query.filters.iter().all(|filter| passes(filter, held, source))
}

/// Whether the text of a passage holds surface words at these places from wherever they begin.
pub(crate) fn has_words_at(words: &[(u32, String)], held: &AnalysedPassage) -> bool {
    stand(words, 0, (held, held.text_from))
}

fn has_phrase(phrase: &Phrase, held: &AnalysedPassage) -> bool {
    let mut rows = phrase.variants.iter().filter(|words| !words.is_empty());
    rows.any(|words| stand(words, phrase.slop, (held, 0)))
}

/// Whether words stand in a passage from a position on: at their places if `slop` is 0, or else near
/// one another.
fn stand(words: &[(u32, String)], slop: u32, (held, from): (&AnalysedPassage, u32)) -> bool {
    let offsets: Vec<u32> = words.iter().map(|(offset, _)| *offset).collect();
    let at = |word: &str| {
        let mut at = positions(held, Kind::Exact, word);
        at.retain(|at| *at >= from);
        at
    };
    let at: Vec<Vec<u32>> = words.iter().map(|(_, word)| at(word)).collect();
    phrase_matches(&at, &offsets, slop)
}

fn passes(filter: &Filter, held: &AnalysedPassage, source: Option<&SourceRecord>) -> bool {
    let passage = &held.passage;
    let dated = |wanted: &dyn Fn(Date) -> bool| passage.about.date.is_some_and(wanted);
    let lies_there = || {
        let globs = SourceGlobs::new(&filter.sources);
        source.is_some_and(|record| record.paths.iter().any(|path| globs.matches(&path.shown)))
    };

    (filter.langs.is_empty() || passage.lang.is_some_and(|lang| filter.langs.contains(&lang)))
        && (filter.evidence.is_empty() || filter.evidence.contains(&passage.evidence()))
        && filter.after.is_none_or(|after| dated(&|day| day >= after))
        && filter.before.is_none_or(|before| dated(&|day| day < before))
        && filter.titles.iter().all(|title| has_row(&held.title_row, &title.words))
        && (filter.speakers.is_empty()
            || filter.speakers.iter().any(|name| has_row(&held.speaker_row, &name.words)))
        && (filter.sources.is_empty() || lies_there())
}

/// Whether some words stand side by side in a row.
fn has_row(row: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || row.contains(&word_row(wanted))
}

/// Where a term stands in a passage, ascending.
fn positions(held: &AnalysedPassage, kind: Kind, term: &str) -> Vec<u32> {
    let found = held.tokens.iter().filter(|token| token.kind == kind && token.term == term);
    found.map(|token| token.position).collect()
}

/// How often and where each word of a plan stands in a passage. What by the plan no passage holds
/// is not looked for.
pub(crate) fn word_hits(plan: &Plan, held: &AnalysedPassage) -> Vec<WordHits> {
    let often = |kind: Kind, term: &str| positions(held, kind, term).len() as u32;
    let mut all = Vec::with_capacity(plan.words.len());
    for word in &plan.words {
        let mut hits = WordHits::default();
        for term in &word.matching {
            let known = term.idf > 0.0;
            let at = if known { positions(held, term.kind, &term.term) } else { Vec::new() };
            hits.matching.push(at.len() as u32);
            hits.positions.extend(at);
        }
        hits.positions.sort_unstable();
        hits.positions.dedup();

        let surface = word.surface.iter().filter(|(_, idf)| *idf > 0.0);
        hits.surface = surface.map(|(term, _)| often(Kind::Exact, term)).sum();
        hits.accented = word.accented.iter().any(|term| often(Kind::Accented, term) > 0);
        all.push(hits);
    }
    all
}
