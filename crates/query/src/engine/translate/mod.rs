//! From a query to what its words say in the other language.
//!
//! Of a run of words the set phrases come first, the longest before the others, and terms of one's
//! own before what the program knows. A word without an entry is taken as it is spelled: names
//! mostly are. What stands between quotation marks, beginnings of words and what is excluded stay
//! as they were typed.

use ibid_core::analysis::Analyzer;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::lang::Lang;
use ibid_core::lexicon::{Match, Translation};
use ibid_core::query::{Clause, Filter, Group, Phrase, Query, Word};

use super::removed::Removed;
use crate::answer::Expansion;
use crate::parse;
use alternatives::Alternatives;
pub(crate) use dictionaries::Dictionaries;

mod alternatives;
mod dictionaries;

/// So many words of a question are translated at most: of these the plan keeps the heaviest.
const MOST_WORDS: usize = 256;

/// How far the words of one set phrase are from those of the next, so that none seems near another.
const APART: u32 = 16;

/// A query in the other language.
#[derive(Clone, Debug)]
pub(crate) struct Translated {
    /// What is searched, among passages of that language only.
    pub(crate) query: Query,
    /// The query in the query language.
    pub(crate) interpreted: String,
    /// What stands for which of the words that were typed.
    pub(crate) expansions: Vec<Expansion>,
    /// What to tell of words that are required.
    pub(crate) warnings: Vec<Diagnostic>,
    /// The share of its words that have an entry, function words left out: from 0 to 1.
    pub(crate) known: f64,
}

/// How a query is translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Direction {
    /// The language of the passages.
    pub(crate) to: Lang,
    /// Whether a word that this language knows stays as it is: the question may be in either.
    pub(crate) keep_known: bool,
}

/// Translates queries.
pub(crate) struct Translator<'a> {
    pub(crate) dictionaries: &'a Dictionaries,
    pub(crate) removed: &'a mut Removed,
    pub(crate) analyzer: &'a mut Analyzer,
}

impl Translator<'_> {
    /// A query in the other language; `None` where no word of it has an entry.
    pub(crate) fn translate(&mut self, query: &Query, direction: Direction) -> Option<Translated> {
        if !query.root.has_content() {
            return None;
        }
        let positions = query.root.words().into_iter().map(|word| word.query_position);
        let after = positions.max().unwrap_or(0).saturating_add(APART);
        let mut walk = Walk {
            translator: self,
            direction,
            words: 0,
            known: 0,
            next_position: after,
            next_phrase: 0,
            expansions: Vec::new(),
            warnings: Vec::new(),
        };

        let (root, interpreted) = walk.group(&query.root);
        let Walk { expansions, warnings, known, .. } = walk;
        let content = query.root.words().iter().filter(|word| !word.stop).count();
        let known = (known as f64 / content.max(1) as f64).min(1.0);
        if expansions.is_empty() {
            return None;
        }
        let mut filters = query.filters.clone();
        filters.push(Filter { langs: vec![direction.to], ..Filter::default() });
        let lang = Some(direction.to);
        let query = Query { root, filters, lang, ..query.clone() };

        Some(Translated { query, interpreted, expansions, warnings, known })
    }
}

/// One query while it is translated.
struct Walk<'w, 'a> {
    translator: &'w mut Translator<'a>,
    direction: Direction,
    /// How many words were translated.
    words: usize,
    /// How many of them have an entry, function words left out.
    known: usize,
    /// Where the next set phrase stands among the words of the query.
    next_position: u32,
    next_phrase: u32,
    expansions: Vec<Expansion>,
    warnings: Vec<Diagnostic>,
}

/// A part of a group as it is shown, and its place in the query.
type Shown = (u32, String);

impl Walk<'_, '_> {
    /// A group in the other language, and as it is shown.
    fn group(&mut self, asked: &Group) -> (Group, String) {
        let mut group = Group { not: asked.not.clone(), ..Group::default() };
        let mut shown: Vec<Shown> = Vec::new();
        for clause in &asked.must {
            match clause {
                Clause::Word(word) => self.required(word, &mut group, &mut shown),
                other => group.must.extend(self.other(other, "+", &mut shown)),
            }
        }

        let mut run: Vec<&Word> = Vec::new();
        for clause in &asked.should {
            match clause {
                Clause::Word(word) if !word.quoted => run.push(word),
                other => {
                    self.run(&std::mem::take(&mut run), &mut group, &mut shown);
                    group.should.extend(self.other(other, "", &mut shown));
                }
            }
        }
        self.run(&run, &mut group, &mut shown);

        for clause in &asked.not {
            shown.push((u32::MAX, format!("-{}", as_typed(clause))));
        }
        shown.sort_by_key(|(place, _)| *place);
        let shown: Vec<String> = shown.into_iter().map(|(_, text)| text).collect();
        (group, shown.join(" "))
    }

    /// What is not a word to translate, as it was typed.
    fn other(&mut self, clause: &Clause, sign: &str, shown: &mut Vec<Shown>) -> Option<Clause> {
        let place = first_position(clause);
        match clause {
            Clause::Group(inner) => {
                let (group, text) = self.group(inner);
                shown.push((place, format!("{sign}({text})")));
                (!group.is_empty()).then_some(Clause::Group(group))
            }
            Clause::Word(word) => {
                let word = self.as_spelled(word)?;
                shown.push((place, format!("{sign}{}", word.text)));
                Some(Clause::Word(word))
            }
            Clause::Phrase(_) | Clause::Prefix(_) => {
                shown.push((place, format!("{sign}{}", as_typed(clause))));
                Some(clause.clone())
            }
        }
    }

    /// A word that must be there: it, or one of its translations.
    fn required(&mut self, word: &Word, group: &mut Group, shown: &mut Vec<Shown>) {
        let found = if word.quoted { None } else { self.entry(word) };
        // a word that nothing stands for must be there itself
        let found = found.filter(|found| !found.translations.is_empty());
        let alternatives = found.and_then(|found| self.alternatives(&[word], found));
        let Some(alternatives) = alternatives else {
            let spelled = self.other(&Clause::Word(word.clone()), "+", shown);
            group.must.extend(spelled);
            return;
        };

        let texts = alternatives.texts.join(", ");
        let fields = [("word", word.text.as_str()), ("translations", texts.as_str())];
        self.warnings.push(Diagnostic::new(Code::TranslationsRequired, &fields));
        let text = alternatives.shown().unwrap_or_default();
        shown.push((word.query_position, format!("+{text}")));
        group.must.extend(alternatives.one_of());
    }

    /// Words that stand side by side and rank.
    fn run(&mut self, run: &[&Word], group: &mut Group, shown: &mut Vec<Shown>) {
        let left = MOST_WORDS.saturating_sub(self.words);
        let run = run.get(..left).unwrap_or(run);
        self.words += run.len();

        let mut at = 0;
        for (from, found) in self.translator.dictionaries.in_run(run, self.direction) {
            self.spelled_run(run.get(at..from).unwrap_or_default(), group, shown);
            at = from.saturating_add(found.words);
            let words = run.get(from..at).unwrap_or_default();
            match self.alternatives(words, found) {
                Some(alternatives) => {
                    let place = words.first().map_or(0, |word| word.query_position);
                    shown.extend(alternatives.shown().map(|text| (place, text)));
                    group.should.extend(alternatives.clauses());
                }
                None => self.spelled_run(words, group, shown),
            }
        }
        self.spelled_run(run.get(at..).unwrap_or_default(), group, shown);
    }

    /// Words without an entry.
    fn spelled_run(&mut self, words: &[&Word], group: &mut Group, shown: &mut Vec<Shown>) {
        for word in words.iter().filter(|word| !word.stop) {
            let near = self.near_entry(word);
            match near.and_then(|found| self.alternatives(&[word], found)) {
                Some(alternatives) => {
                    shown.extend(alternatives.shown().map(|text| (word.query_position, text)));
                    group.should.extend(alternatives.clauses());
                }
                None => group.should.extend(self.as_spelled(word).map(|word| {
                    shown.push((word.query_position, word.text.clone()));
                    Clause::Word(word)
                })),
            }
        }
    }

    /// What a word says by itself.
    fn entry(&mut self, word: &Word) -> Option<Match> {
        let found = self.translator.dictionaries.in_run(&[word], self.direction);
        found.into_iter().next().map(|(_, found)| found).or_else(|| self.near_entry(word))
    }

    /// What the words say that were put beside a misspelt one.
    fn near_entry(&mut self, word: &Word) -> Option<Match> {
        let from = self.direction.to.other();
        word.near.iter().find_map(|near| {
            let near = parse::single_word(near, Some(from), self.translator.analyzer)?;
            let found = self.translator.dictionaries.in_run(&[&near], self.direction);
            found.into_iter().next().map(|(_, found)| found)
        })
    }

    /// A word as it is spelled, in the other language; `None` for one of its function words.
    fn as_spelled(&mut self, word: &Word) -> Option<Word> {
        let to = self.direction.to;
        let same = parse::single_word(&word.text, Some(to), self.translator.analyzer);
        let Word { query_position, quoted, .. } = *word;
        let mut spelled = Word { query_position, quoted, ..same.unwrap_or_else(|| word.clone()) };
        spelled.stems.retain(|stem| stem.lang == Some(to));

        (!spelled.stop && !spelled.stems.is_empty()).then_some(spelled)
    }

    /// What stands for some words, without what was taken out; `None` where nothing is left, and
    /// they are to be taken as they are spelled.
    fn alternatives(&mut self, words: &[&Word], found: Match) -> Option<Alternatives> {
        let typed: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let typed = typed.join(" ");
        let Translator { removed, analyzer, .. } = &mut *self.translator;
        if removed.takes(&typed, analyzer) {
            return None;
        }
        let some = !found.translations.is_empty();
        let kept = found.translations.into_iter().filter(|t| !removed.takes(&t.text, analyzer));
        let mut kept: Vec<Translation> = kept.collect();
        let whole: f64 = kept.iter().map(|translation| translation.weight).sum();
        kept.retain(|translation| translation.weight > 0.0);
        kept.iter_mut().for_each(|translation| translation.weight /= whole);

        let mut alternatives = Alternatives::new(words, self.direction.to);
        for translation in &kept {
            let analyzer = &mut *self.translator.analyzer;
            alternatives.add(translation, analyzer, &mut self.next_position, &mut self.next_phrase);
        }
        if kept.is_empty() && some {
            return None;
        }

        self.known += words.iter().filter(|word| !word.stop).count();
        for Translation { text, weight, list } in kept {
            let weight = (weight * 1e6).round() / 1e6;
            let (from, lang) = (typed.clone(), Some(self.direction.to));
            let expansion = Expansion { from, to: text, lang, source: list, weight };
            if !self.expansions.contains(&expansion) {
                self.expansions.push(expansion);
            }
        }
        Some(alternatives)
    }
}

/// The place in the query of the first word of a clause; the last of all where it has none.
fn first_position(clause: &Clause) -> u32 {
    let first = |words: &[&Word]| words.iter().map(|word| word.query_position).min();
    let place = match clause {
        Clause::Word(word) => Some(word.query_position),
        Clause::Phrase(phrase) => phrase.words.first().map(|word| word.query_position),
        Clause::Prefix(_) => None,
        Clause::Group(group) => first(&group.words()),
    };
    place.unwrap_or(u32::MAX)
}

/// A clause in the query language.
fn as_typed(clause: &Clause) -> String {
    match clause {
        Clause::Word(word) => word.text.clone(),
        Clause::Phrase(Phrase { text, slop: 0, .. }) => format!("\"{text}\""),
        Clause::Phrase(Phrase { text, slop, .. }) => format!("\"{text}\"~{slop}"),
        Clause::Prefix(prefix) => format!("{prefix}*"),
        Clause::Group(group) => {
            let clauses = group.must.iter().chain(&group.should);
            format!("({})", clauses.map(as_typed).collect::<Vec<_>>().join(" "))
        }
    }
}
