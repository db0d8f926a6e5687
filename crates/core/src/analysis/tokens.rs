//! What analysis puts out: terms with their places, in one arena.

use super::forms::FormTerm;
use super::sieve::Sieve;
use crate::lang::Lang;
use crate::passage::{Passage, TextPlace};

/// What a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A surface word with case, accents and ligatures folded.
    Exact,
    /// A stem, tagged with its language.
    Stem,
    /// A surface word in lower case with its accents and ligatures, where it has any.
    Accented,
}

impl Kind {
    /// All of them, by what each is as a number: to have a place for each in an array.
    pub const ALL: [Kind; 3] = [Kind::Exact, Kind::Stem, Kind::Accented];
}

// Whoever counts by kind must find each in its own place.
const _: () = {
    let mut number = 0;
    while number < Kind::ALL.len() {
        assert!(Kind::ALL[number] as usize == number, "`ALL` is in another order");
        number += 1;
    }
};

/// One term at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// The term; a stem starts with its tag (`fr:`, `en:`, `xx:`).
    pub term: &'a str,
    /// Its position; several terms may share one.
    pub position: u32,
    /// Byte offset of the word in the text: after an elided article, never on it.
    pub start: u32,
    /// Byte offset of the word's end.
    pub end: u32,
    /// Whether the word is a function word of its language.
    pub stop: bool,
    /// Whether the word only carries a question (how, comment).
    pub question: bool,
    /// Whether it is the plain reading of its word: not the joined form of a compound, nor the
    /// other gender of inclusive writing.
    pub primary: bool,
    /// Whether it stands for a whole hyphenated compound.
    pub compound: bool,
}

/// A term, as a store takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedTerm<'a> {
    /// What it is.
    pub kind: Kind,
    /// The term.
    pub term: &'a str,
    /// Its position.
    pub position: u32,
    /// Where there is one, a number that only this term of its kind has among all tokens of the same
    /// [`Tokens::vocabulary`]. A term may have several.
    pub number: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    term_start: u32,
    term_end: u32,
    /// [`NO_NUMBER`] where it has none.
    number: u32,
    position: u32,
    start: u32,
    end: u32,
    kind: Kind,
    marks: Marks,
}

/// The yes-or-no of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub(super) stop: bool,
    pub(super) question: bool,
    pub(super) primary: bool,
    pub(super) compound: bool,
}

/// What is said of a term that the analyser does not keep.
pub(super) const NO_NUMBER: u32 = u32::MAX;

/// Whose numbers tokens bear.
#[derive(Clone, Copy, Debug, Default)]
enum Numbered {
    /// There are no tokens yet.
    #[default]
    Not,
    By(u64),
    /// One number may mean several terms.
    BySeveral,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenSpan {
    pub(super) position: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of one text, or of a passage with its headings.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    arena: String,
    entries: Vec<Entry>,
    /// How many terms of each kind there are.
    counts: [u32; Kind::ALL.len()],
    next_position: u32,
    numbered: Numbered,
    /// Which terms are put out, where not all are. It is large, and tokens are moved.
    sieve: Option<Box<Sieve>>,
}

impl Tokens {
    /// No tokens.
    pub fn new() -> Self {
        Tokens::default()
    }

    /// No tokens, with room for those of a text of so many bytes.
    pub(super) fn with_room_for(bytes: usize) -> Self {
        // nearly all text takes less: words of five letters, a stem and a folded form for each
        let (arena, entries) = (bytes * 5 / 2, bytes * 2 / 5);
        Tokens {
            arena: String::with_capacity(arena),
            entries: Vec::with_capacity(entries),
            ..Tokens::default()
        }
    }

    /// No tokens, and from now on only those that pass a sieve: at the positions that they have
    /// among all. Words with their accents are left out.
    pub fn sieved(sieve: Sieve) -> Self {
        // few words of a passage are wanted
        let (arena, entries) = (String::with_capacity(256), Vec::with_capacity(16));
        Tokens { sieve: Some(Box::new(sieve)), arena, entries, ..Tokens::default() }
    }

    /// The tokens, in the order of the text; those of one position in a fixed order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Token<'_>> + Clone {
        self.entries.iter().map(|e| Token {
            kind: e.kind,
            term: &self.arena[e.term_start as usize..e.term_end as usize],
            position: e.position,
            start: e.start,
            end: e.end,
            stop: e.marks.stop,
            question: e.marks.question,
            primary: e.marks.primary,
            compound: e.marks.compound,
        })
    }

    /// The terms with their positions, in the order of the text.
    pub fn placed(&self) -> impl Iterator<Item = PlacedTerm<'_>> {
        let is_numbered = self.vocabulary().is_some();
        self.entries.iter().map(move |e| PlacedTerm {
            kind: e.kind,
            term: &self.arena[e.term_start as usize..e.term_end as usize],
            position: e.position,
            number: (is_numbered && e.number != NO_NUMBER).then_some(e.number),
        })
    }

    /// Which terms their numbers mean: those that an analyser kept at a time. No other ones have this
    /// name in the process.
    pub fn vocabulary(&self) -> Option<u64> {
        match self.numbered {
            Numbered::By(vocabulary) => Some(vocabulary),
            Numbered::Not | Numbered::BySeveral => None,
        }
    }

    /// Takes note of whose numbers the tokens bear that come next.
    pub(super) fn numbered_by(&mut self, vocabulary: u64) {
        self.numbered = match self.numbered {
            Numbered::Not => Numbered::By(vocabulary),
            Numbered::By(known) if known == vocabulary => Numbered::By(known),
            Numbered::By(_) | Numbered::BySeveral => Numbered::BySeveral,
        };
    }

    /// How many terms of a kind there are.
    pub fn count(&self, kind: Kind) -> u32 {
        self.counts[kind as usize]
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Forgets all, keeps the memory.
    pub fn clear(&mut self) {
        self.arena.clear();
        self.entries.clear();
        self.counts = [0; Kind::ALL.len()];
        self.next_position = 0;
        self.numbered = Numbered::Not;
    }

    /// Leaves `gap` positions free, if there is anything before them.
    pub fn leave_gap(&mut self, gap: u32) {
        if !self.entries.is_empty() {
            self.next_position = self.next_position.saturating_add(gap);
        }
    }

    pub(super) fn next_position(&self) -> u32 {
        self.next_position
    }

    pub(super) fn advance_to(&mut self, position: u32) {
        self.next_position = position;
    }

    /// Whether a word of nothing but letters, as it stands in a text, may make a term that is put out.
    pub(super) fn may_take(&self, letters: &str) -> bool {
        self.sieve.as_ref().is_none_or(|sieve| sieve.may_make(letters))
    }

    /// Adds a term without a number; a stem with the tag of its language.
    pub(super) fn push(&mut self, kind: Kind, term: &str, at: TokenSpan, marks: Marks) {
        let whole = FormTerm { kind, number: NO_NUMBER, start: 0, end: term.len() as u32 };
        self.push_all(term, std::iter::once(whole), at, marks);
    }

    /// Adds terms of one place that are parts of a text, stems with the tag of their language.
    pub(super) fn push_all(
        &mut self,
        text: &str,
        terms: impl Iterator<Item = FormTerm>,
        at: TokenSpan,
        marks: Marks,
    ) {
        let base = self.arena.len() as u32;
        self.arena.push_str(text);
        for FormTerm { kind, number, start, end } in terms {
            if let Some(sieve) = &self.sieve {
                let untagged =
                    if kind == Kind::Stem { start as usize + TAG } else { start as usize };
                if kind == Kind::Accented || !sieve.passes(&text[untagged..end as usize]) {
                    continue;
                }
            }
            self.counts[kind as usize] += 1;
            self.entries.push(Entry {
                term_start: base + start,
                term_end: base + end,
                number,
                position: at.position,
                start: at.start as u32,
                end: at.end as u32,
                kind,
                marks,
            });
        }
    }
}

/// How many bytes the tag of a stem has.
pub(super) const TAG: usize = 3;

/// The beginning of every stem of a language, so that French `chat` and English `chat` differ.
pub(crate) fn stem_tag(lang: Option<Lang>) -> &'static str {
    match lang {
        Some(Lang::Fr) => "fr:",
        Some(Lang::En) => "en:",
        None => "xx:",
    }
}

/// A passage with the tokens that the analyser made of it.
#[derive(Clone, Debug)]
pub struct AnalysedPassage {
    /// The passage.
    pub passage: Passage,
    /// The tokens of its title and headings, then those of its text.
    pub tokens: Tokens,
    /// The position of the first word of its text.
    pub text_from: u32,
    /// How many words its title and headings have.
    pub heading_words: u32,
    /// Where its text stands in its document.
    pub place: TextPlace,
    /// The folded words of its title, for filters: a [`word_row`](super::word_row).
    pub title_row: String,
    /// The same of its speaker.
    pub speaker_row: String,
}
