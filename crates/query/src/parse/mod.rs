//! From what is typed to a query. Nothing that is typed is an error.
//!
//! Words rank and are not required. A short query may say more: `"a phrase"`, `"near words"~3`,
//! `+must`, `-not`, `prefix*`, brackets, `AND OR NOT` (`ET OU SAUF`) in capitals, and fields such
//! as `lang:fr`. A phrase is required where the query is nothing but phrases, where a sign or a
//! distance says so, and in a query with operators; beside other words it ranks. A long text is
//! pasted prose: its quotes, signs and brackets are text, so that a sentence finds itself. What could not be honoured is told in [`Parsed::warnings`].

mod acronyms;
mod clean;
mod fields;
mod lex;
mod tree;
mod unparse;
mod words;

use ibid_core::analysis::Analyzer;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Filter, Group, Phrase, Query, Word};

use crate::verify::Quote;
use lex::{Item, Sign, What};
use words::{Analysed, Ways};

/// What a caller knows better than the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// The language that the query is in, instead of a guess. It filters nothing.
    pub lang: Option<Lang>,
}

/// A query, and what became of the text that was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What is asked.
    pub query: Query,
    /// What could not be honoured; at most 16.
    pub warnings: Vec<Diagnostic>,
    /// What was understood, in the query language.
    pub interpreted: String,
    /// The text as a quote that may have been pasted: where it has as many words as quotes have.
    pub pasted: Option<Quote>,
}

/// A text of fewer words is no quote.
const SHORTEST_QUOTE: usize = 5;

/// Nor is one of more.
pub(crate) const LONGEST_QUOTE: usize = 200;

/// More words than this outside quotes are prose, unless they are full of operators and signs.
const MAX_TYPED_WORDS: usize = 12;

/// A long query is still a typed one if it has an operator or sign for this number of words.
const WORDS_PER_SIGN: usize = 4;

/// Words beyond these are not searched: no passage holds more.
const MAX_WORDS: usize = 2048;

/// Reads a query. Time is linear in the text.
///
/// Filters that were given beside the text are for the caller to add to `query.filters`.
pub fn parse(text: &str, analyzer: &mut Analyzer, options: &ParseOptions) -> Parsed {
    let mut warnings = Warnings::default();
    let cleaned = clean::clean(text);
    let mut items = lex::lex(&cleaned, &mut warnings);
    let lang = options.lang.or_else(|| words::guess(&without_fields(&cleaned, &items)));
    let ways = Ways::new(&cleaned, lang, analyzer);
    let mut analysed = Analysed::new(&cleaned, lang, &ways);
    acronyms::weigh(&mut analysed.words, &cleaned);
    cut(&mut items, &analysed, &mut warnings);

    // tags and links are not typed: a text that held some was pasted
    if cleaned.len() < text.len() || is_prose(&items, &analysed) {
        tree::as_prose(&mut items, &analysed);
    }
    let mut filter = Filter::default();
    let understood = filters(&items, &cleaned, &mut filter, analyzer, &mut warnings);
    let mut items = tree::normalise(items, &analysed, &mut warnings);
    tree::rank_quoted(&mut items, &analysed);
    let root = tree::tree(&items, &analysed, &mut warnings);
    if root.is_empty() {
        warnings.add(Code::NoWords, &[]);
    } else if root.must.is_empty() && root.should.is_empty() {
        warnings.add(Code::OnlyExclusions, &[]);
    }

    let interpreted = unparse::interpreted(&items, &understood, &cleaned, &analysed);
    let filters = if filter.is_empty() { Vec::new() } else { vec![filter] };
    let query = Query { text: text.to_owned(), lang, root, filters, non_speech: false };

    Parsed { query, warnings: warnings.0, interpreted, pasted: pasted(text) }
}

fn pasted(text: &str) -> Option<Quote> {
    Quote::new(text).filter(|quote| (SHORTEST_QUOTE..=LONGEST_QUOTE).contains(&quote.len()))
}

/// A text as words in a row that a passage must hold, whatever signs are in it; and what nobody
/// said too.
pub(crate) fn phrase(text: &str, analyzer: &mut Analyzer) -> Query {
    let (lang, phrase) = words_in_a_row(text, analyzer);
    let root = Group { must: vec![Clause::Phrase(phrase)], ..Group::default() };
    Query { text: text.to_owned(), lang, root, filters: Vec::new(), non_speech: true }
}

/// A folded word of the vocabulary as a word of a query in some language; `None` for what is
/// analysed as several words or as none.
pub(crate) fn single_word(text: &str, lang: Option<Lang>, analyzer: &mut Analyzer) -> Option<Word> {
    let ways = Ways::new(text, lang, analyzer);
    let mut words = Analysed::new(text, lang, &ways).words.into_iter().map(|found| found.word);
    words.next().filter(|_| words.next().is_none())
}

/// The language that a text without signs and fields seems to be in.
pub(crate) fn guess_lang(text: &str) -> Option<Lang> {
    words::guess(text)
}

/// A text as words in a row, and the language that it seems to be in.
pub(crate) fn words_in_a_row(text: &str, analyzer: &mut Analyzer) -> (Option<Lang>, Phrase) {
    let lang = words::guess(text);
    let ways = Ways::new(text, lang, analyzer);
    (lang, Analysed::new(text, lang, &ways).phrase(&(0..text.len()), 0))
}

/// The text whose language is guessed.
fn without_fields(text: &str, items: &[Item]) -> String {
    let kept = items.iter().filter(|item| !matches!(item.what, What::Field { .. } | What::Op(_)));
    kept.filter_map(|item| text.get(item.range.clone())).collect::<Vec<_>>().join(" ")
}

/// Whether nothing but fields was typed, or nothing at all.
pub(crate) fn is_fields_alone(text: &str) -> bool {
    let cleaned = clean::clean(text);
    let items = lex::lex(&cleaned, &mut Warnings::default());
    items.iter().all(|item| matches!(item.what, What::Field { .. }))
}

/// Drops what stands behind the last word that is searched.
fn cut(items: &mut Vec<Item>, analysed: &Analysed<'_>, warnings: &mut Warnings) {
    let Some(first) = analysed.words.get(MAX_WORDS) else { return };
    warnings.add(Code::TooManyWords, &[("limit", &MAX_WORDS.to_string())]);
    let end = first.range.start;
    for item in items.iter_mut().filter(|item| is_cut(item)) {
        item.range.end = item.range.end.min(end.max(item.range.start));
    }
    items.retain(|item| !is_cut(item) || item.range.start < end);
}

/// Whether an item ends where the words that are searched end: fields and closing brackets stay.
fn is_cut(item: &Item) -> bool {
    !matches!(item.what, What::Field { .. } | What::Close { .. })
}

/// Whether this is a pasted sentence and not a typed query.
fn is_prose(items: &[Item], analysed: &Analysed<'_>) -> bool {
    let (mut words, mut signs) = (0, 0);
    for item in items {
        signs += usize::from(item.sign != Sign::None);
        match item.what {
            What::Text | What::Prefix => words += analysed.within(&item.range).len(),
            What::Op(_) => signs += 1,
            What::Phrase { .. } | What::Quoted => {}
            What::Field { .. } | What::Open | What::Close { .. } => {}
        }
    }

    words > MAX_TYPED_WORDS && signs * WORDS_PER_SIGN < words
}

/// Reads the fields into a filter; gives back those that were understood, in the query language.
fn filters(
    items: &[Item],
    text: &str,
    filter: &mut Filter,
    analyzer: &mut Analyzer,
    warnings: &mut Warnings,
) -> Vec<String> {
    let mut understood = Vec::new();
    for item in items {
        let What::Field { name, .. } = item.what else { continue };
        let value = text.get(item.range.clone()).unwrap_or_default().trim();
        if item.sign == Sign::Not {
            warnings.add(Code::ExcludedField, &[("field", name.name())]);
        } else if fields::apply(name, value, filter, analyzer, warnings) {
            let quote = if value.contains(char::is_whitespace) { "\"" } else { "" };
            understood.push(format!("{}:{quote}{value}{quote}", name.name()));
        }
    }
    understood
}

/// What could not be honoured: each thing once, and not too many of them.
#[derive(Default)]
struct Warnings(Vec<Diagnostic>);

impl Warnings {
    const MOST: usize = 16;

    fn add(&mut self, code: Code, fields: &[(&str, &str)]) {
        if self.0.len() >= Self::MOST {
            return;
        }
        let diagnostic = Diagnostic::new(code, fields);
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests;
