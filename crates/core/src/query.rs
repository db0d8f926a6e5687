//! A question, parsed and analysed: what a backend is asked.
//!
//! The tree knows no index and holds no unanalysed text that a backend could need: a backend sees
//! analysed tokens only.

use std::time::Duration;

use crate::document::{Date, Evidence};
use crate::lang::Lang;

/// One word of the query, with every token that stands for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// As typed, for showing.
    pub text: String,
    /// Its stems in each language, tagged as the index tags them; any of them matches.
    pub stems: Vec<Stem>,
    /// Its folded surface forms; the first is the form as typed.
    pub exact: Vec<String>,
    /// Words of the vocabulary that were put beside it, because nothing holds it: their stems and
    /// forms are among `stems` and `exact`, after its own.
    pub near: Vec<String>,
    /// Words of the vocabulary that are of its family: their stems are among `stems`, after its own,
    /// and lighter.
    pub relatives: Vec<String>,
    /// Its form with accents and ligatures, tagged, if it was typed with any.
    pub accented: Option<String>,
    /// Whether it is a function word, or carries nothing but the question.
    pub stop: bool,
    /// Whether it frames a question and says little of what it is about: `obtenir`, `possible`.
    pub frame: bool,
    /// Its position among the words of the query, from 0.
    pub query_position: u32,
    /// What it weighs beside the other words, 1 for a word as it was typed. Finite, above 0.
    pub weight: f64,
    /// Whether it was typed between quotation marks: it is meant as it stands, and not translated.
    pub quoted: bool,
    /// Words with the same number are a set phrase, in the order and at the distances of their
    /// positions: they rank each by itself, and are marked as one.
    pub set_phrase: Option<u32>,
}

impl Default for Word {
    /// A word without tokens that weighs 1.
    fn default() -> Self {
        Word {
            text: String::new(),
            stems: Vec::new(),
            exact: Vec::new(),
            near: Vec::new(),
            relatives: Vec::new(),
            accented: None,
            stop: false,
            frame: false,
            query_position: 0,
            weight: 1.0,
            quoted: false,
            set_phrase: None,
        }
    }
}

/// A stem and the language it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Stem {
    /// The tagged term.
    pub term: String,
    /// Its language; `None` for the folded word of a passage in neither language.
    pub lang: Option<Lang>,
    /// What it weighs beside the other stems of its word in the same language: 1 where all weigh
    /// alike. Finite, above 0.
    pub weight: f64,
    /// Whether it is of another word of the same family. It takes nothing from the weight of the
    /// other stems, and has that weight times its own.
    pub relative: bool,
}

impl Stem {
    /// A stem that weighs as much as the others of its word.
    pub fn new(term: impl Into<String>, lang: Option<Lang>) -> Self {
        Stem { term: term.into(), lang, weight: 1.0, relative: false }
    }
}

/// Words in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// As typed, for showing.
    pub text: String,
    /// The rows of folded surface forms that match: one for each way of analysing the words, each
    /// form with its distance from the first.
    pub variants: Vec<Vec<(u32, String)>>,
    /// 0 for words in this order side by side; otherwise how many other words may stand among
    /// them, in any order.
    pub slop: u32,
    /// The single words, which rank.
    pub words: Vec<Word>,
    /// Whether a sign or an operator requires it, beside the quotation marks.
    pub required: bool,
}

/// A node of the query.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// A word.
    Word(Word),
    /// Words in a row.
    Phrase(Phrase),
    /// Every word with this folded beginning.
    Prefix(String),
    /// A group: all of `must`, at least one of `should` when there is no `must`, none of `not`.
    Group(Group),
}

impl Clause {
    /// Whether it says what a question is about; a group by itself says nothing.
    pub(crate) fn has_subject(&self) -> bool {
        let of_word = |word: &Word| !word.stop && !word.frame;
        match self {
            Clause::Word(word) => of_word(word),
            Clause::Phrase(phrase) => phrase.words.iter().any(of_word),
            Clause::Prefix(_) => true,
            Clause::Group(_) => false,
        }
    }

    /// Whether it is more than function words; a group by itself is nothing.
    fn has_content(&self) -> bool {
        match self {
            Clause::Word(word) => !word.stop,
            Clause::Phrase(phrase) => phrase.words.iter().any(|word| !word.stop),
            Clause::Prefix(_) => true,
            Clause::Group(_) => false,
        }
    }
}

/// A group of clauses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Each must match.
    pub must: Vec<Clause>,
    /// These rank, and one of them must match when nothing else is required.
    pub should: Vec<Clause>,
    /// None may match.
    pub not: Vec<Clause>,
}

/// A name, or a part of one, that a filter asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameWords {
    /// As typed.
    pub text: String,
    /// Its folded words: a name matches that holds them in a row.
    pub words: Vec<String>,
}

/// What a passage must satisfy whatever its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// In one of these languages; empty for any.
    pub langs: Vec<Lang>,
    /// Path matches one of these globs; empty for any.
    pub sources: Vec<String>,
    /// Speaker holds the words of one of these; empty for any.
    pub speakers: Vec<NameWords>,
    /// Title holds the words of each of these.
    pub titles: Vec<NameWords>,
    /// One of these kinds of evidence; empty for any.
    pub evidence: Vec<Evidence>,
    /// Dated on this day or later.
    pub after: Option<Date>,
    /// Dated before this day.
    pub before: Option<Date>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }
}

/// A whole question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// As typed.
    pub text: String,
    /// The language it seems to be in: it weighs, and never excludes.
    pub lang: Option<Lang>,
    /// What is asked.
    pub root: Group,
    /// What every passage must satisfy: each of them.
    pub filters: Vec<Filter>,
    /// Whether to find also what nobody said: see [`Passage::non_speech`](crate::passage::Passage).
    pub non_speech: bool,
}

impl Query {
    /// Whether it asks for no words, and only filters: all passages that pass them are listed, in the
    /// order of the paths of their sources, and in the order of the source within it.
    pub fn is_listing(&self) -> bool {
        self.root.must.is_empty()
            && self.root.should.is_empty()
            && self.filters.iter().any(|filter| !filter.is_empty())
    }
}

/// A question and how much of its answer is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The question.
    pub query: Query,
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to skip.
    pub offset: usize,
    /// Whether to count all that match.
    pub total: bool,
    /// What comes first.
    pub order: Order,
    /// How much work it may cost.
    pub budget: Budget,
}

/// The order of what is found. Each is total: no two passages share a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The best passage first.
    #[default]
    Relevance,
    /// The latest day first, of one day the best passage first; passages without a date come last.
    Date,
}

/// How much work a question may cost beyond its first search, counted and not timed: so that a slow
/// machine gives the answer that a fast one gives.
///
/// What is done when nothing was found (words near one that nothing holds, phrases over two
/// passages, phrases relaxed, pasted quotes) is given up when the budget is spent, and a warning
/// says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many look-ups: each search is one, and so is each passage that comes of it, or that is
    /// read because it stands beside another, and each word whose neighbours in the vocabulary are
    /// looked for.
    pub lookups: u32,
    /// How many postings those searches may go through that check phrases: for each phrase the
    /// frequency of its rarest word, once for each of its words.
    pub postings: u64,
    /// How long the answer may take, checked before each batch of look-ups; `None` for any time.
    /// With a deadline the answer depends on the machine.
    pub deadline: Option<Duration>,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { lookups: 320, postings: 8_000_000, deadline: None }
    }
}

impl Group {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.must.is_empty() && self.should.is_empty() && self.not.is_empty()
    }

    /// Whether a union of its words and prefixes says all that it says: nothing is required, nothing
    /// excluded, and there is no phrase.
    pub fn is_plain(&self) -> bool {
        let plain = |clause: &Clause| match clause {
            Clause::Word(_) | Clause::Prefix(_) => true,
            Clause::Phrase(_) => false,
            Clause::Group(inner) => inner.is_plain(),
        };
        self.must.is_empty() && self.not.is_empty() && self.should.iter().all(plain)
    }

    /// Calls `each` with every clause that can rank, depth first, what is required before the rest:
    /// those under `not` are left out.
    pub fn each_positive<'q>(&'q self, each: &mut impl FnMut(&'q Clause)) {
        for clause in self.must.iter().chain(&self.should) {
            match clause {
                Clause::Group(group) => group.each_positive(each),
                other => each(other),
            }
        }
    }

    /// The words that rank, those of phrases among them, what is required first.
    pub fn words(&self) -> Vec<&Word> {
        let mut words = Vec::new();
        self.each_positive(&mut |clause| match clause {
            Clause::Word(word) => words.push(word),
            Clause::Phrase(phrase) => words.extend(&phrase.words),
            Clause::Prefix(_) | Clause::Group(_) => {}
        });
        words
    }

    /// Whether anything in it that ranks is more than a function word.
    pub fn has_content(&self) -> bool {
        let mut content = false;
        self.each_positive(&mut |clause| content |= clause.has_content());

        content
    }
}
