//! Why nothing was found: which words are nowhere, which filter lets nothing through, what stands
//! in the way.

use std::collections::HashSet;

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Filter, Order, Query, Request};
use ibid_core::ranking::Plan;

use super::session::Session;

impl<S: Snapshot> Session<S> {
    /// Why the page of a request is empty; `most` passages can be paged through, where these are not
    /// what it matches.
    pub(super) fn why_nothing(
        &mut self,
        request: &Request,
        plan: &Plan,
        most: Option<u64>,
    ) -> Result<Vec<Diagnostic>, S::Error> {
        let query = &request.query;
        if request.limit == 0 {
            return Ok(Vec::new());
        }
        let on_other_pages = match (request.offset, most) {
            (0, _) => 0,
            (_, Some(most)) => most,
            (_, None) => self.counted(query.clone())?.unwrap_or(0),
        };
        if on_other_pages > 0 {
            let total = on_other_pages;
            let (total, offset) = (total.to_string(), request.offset.to_string());
            let fields = [("total", total.as_str()), ("offset", &offset)];
            return Ok(vec![Diagnostic::new(Code::PastTheEnd, &fields)]);
        }

        if !query.non_speech {
            let all = Query { non_speech: true, ..query.clone() };
            if let Some(count) = self.counted(all)?.filter(|count| *count > 0) {
                let count = count.to_string();
                return Ok(vec![Diagnostic::new(Code::OnlyNonSpeech, &[("count", &count)])]);
            }
        }

        let mut told: Vec<Diagnostic> = words_nowhere(query, plan).into_iter().collect();
        told.extend(self.filtered_out(query)?);
        if told.is_empty() {
            told.extend(self.apart(query)?);
        }
        Ok(told)
    }

    /// How many passages a query matches; `None` where the budget does not allow to look.
    fn counted(&mut self, query: Query) -> Result<Option<u64>, S::Error> {
        if self.take_lookups(1) == 0 {
            return Ok(None);
        }
        let (limit, offset, total) = (0, 0, true);
        let (order, budget) = (Order::Relevance, Default::default());
        let request = Request { query, limit, offset, total, order, budget };
        Ok(self.search(&request)?.total)
    }

    /// What of the filters lets nothing through.
    fn filtered_out(&mut self, query: &Query) -> Result<Vec<Diagnostic>, S::Error> {
        let listing = |filters: Vec<Filter>| Query {
            filters,
            non_speech: query.non_speech,
            ..Query::default()
        };
        let parts = parts(&query.filters);
        let mut told = Vec::new();
        for part in &parts {
            if self.counted(listing(vec![part.filter.clone()]))? == Some(0) {
                told.push(self.empty_part(part)?);
            }
        }
        if !told.is_empty() || parts.is_empty() {
            return Ok(told);
        }

        let names: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        let names = names.join(", ");
        if parts.len() > 1 && self.counted(listing(query.filters.clone()))? == Some(0) {
            told.push(Diagnostic::new(Code::FiltersTogether, &[("filters", &names)]));
        } else if !query.root.is_empty() {
            let without = Query { filters: Vec::new(), ..query.clone() };
            if let Some(count) = self.counted(without)?.filter(|count| *count > 0) {
                let fields = [("count", &*count.to_string()), ("filters", &*names)];
                told.push(Diagnostic::new(Code::FilteredOut, &fields));
            }
        }
        Ok(told)
    }

    /// What to say of a filter that lets nothing through: for a name also those that are like it.
    fn empty_part(&mut self, part: &Part) -> Result<Diagnostic, S::Error> {
        let mut near: Vec<String> = Vec::new();
        for name in &part.filter.speakers {
            near.extend(self.near_speakers(&name.words)?);
        }
        for glob in &part.filter.sources {
            near.extend(self.near_sources(glob)?);
        }
        let mut seen = HashSet::new();
        near.retain(|name| seen.insert(name.clone()));
        let fields = [("filter", part.text.as_str()), ("near", &near.join(", "))];
        Ok(match near.is_empty() {
            true => Diagnostic::new(Code::FilterEmpty, &[("filter", &part.text)]),
            false => Diagnostic::new(Code::FilterEmptyNear, &fields),
        })
    }

    /// Whether what is required is nowhere together, or whether exclusions leave nothing.
    fn apart(&mut self, query: &Query) -> Result<Option<Diagnostic>, S::Error> {
        if !query.root.not.is_empty() {
            let mut without = query.clone();
            without.root.not.clear();
            if let Some(count) = self.counted(without)?.filter(|count| *count > 0) {
                let count = count.to_string();
                return Ok(Some(Diagnostic::new(Code::AllExcluded, &[("count", &count)])));
            }
        }
        let required = &query.root.must;
        let told = required.len() > 1;
        let words: Vec<String> = required.iter().filter_map(text_of).collect();
        Ok(told.then(|| Diagnostic::new(Code::NotTogether, &[("words", &words.join(", "))])))
    }
}

/// The words of a query that no passage holds, and that nothing was put beside.
fn words_nowhere(query: &Query, plan: &Plan) -> Option<Diagnostic> {
    let unknown: Vec<&str> = plan.unknown().collect();
    let mut words: Vec<&str> = Vec::new();
    for word in query.root.words() {
        let nowhere = word.exact.first().is_some_and(|form| unknown.contains(&form.as_str()));
        if nowhere && word.near.is_empty() && !words.contains(&word.text.as_str()) {
            words.push(&word.text);
        }
    }
    let words = words.join(", ");
    (!words.is_empty()).then(|| Diagnostic::new(Code::WordsNowhere, &[("words", &words)]))
}

/// A clause as it is typed.
fn text_of(clause: &Clause) -> Option<String> {
    match clause {
        Clause::Word(word) => Some(word.text.clone()),
        Clause::Phrase(phrase) => Some(quoted(&phrase.text)),
        Clause::Prefix(prefix) => Some(format!("{prefix}*")),
        Clause::Group(_) => None,
    }
}

/// One thing that filters ask for.
struct Part {
    /// As it is typed in a question.
    text: String,
    filter: Filter,
}

/// All that some filters ask for, each by itself.
fn parts(filters: &[Filter]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for filter in filters {
        let mut part = |name: &str, value: String, filter: Filter| {
            parts.push(Part { text: format!("{name}:{value}"), filter });
        };
        let none = Filter::default;
        if !filter.langs.is_empty() {
            let codes: Vec<&str> = filter.langs.iter().map(|lang| Lang::code(*lang)).collect();
            part("lang", codes.join(","), Filter { langs: filter.langs.clone(), ..none() });
        }
        if !filter.sources.is_empty() {
            let sources = filter.sources.clone();
            part("source", sources.join(","), Filter { sources, ..none() });
        }
        if !filter.speakers.is_empty() {
            let speakers = filter.speakers.clone();
            let mut names: Vec<String> = speakers.iter().map(|name| quoted(&name.text)).collect();
            // one name may be analysed in several ways
            names.dedup();
            part("speaker", names.join(","), Filter { speakers, ..none() });
        }
        for title in &filter.titles {
            part("title", quoted(&title.text), Filter { titles: vec![title.clone()], ..none() });
        }
        if !filter.evidence.is_empty() {
            let evidence = filter.evidence.clone();
            let names: Vec<&str> = evidence.iter().map(|kind| kind.name()).collect();
            part("evidence", names.join(","), Filter { evidence, ..none() });
        }
        if let Some(day) = filter.after {
            part("after", day.to_string(), Filter { after: Some(day), ..none() });
        }
        if let Some(day) = filter.before {
            part("before", day.to_string(), Filter { before: Some(day), ..none() });
        }
    }
    parts
}

/// A name as it is typed in a question: between quotation marks if it is several words.
fn quoted(name: &str) -> String {
    match name.contains(char::is_whitespace) {
        true => format!("\"{name}\""),
        false => name.to_owned(),
    }
}
