//! The only way to tokens.
//!
//! Writing, reading, highlighting and quote checking call the same [`Analyzer`], so that index and
//! query cannot drift. The chain is: Unicode words (UAX #29) cut and joined (`words`), lower
//! case and one apostrophe, elisions and possessives ([`elision`]), inclusive writing
//! (`inclusive`), numbers ([`numbers`]), then two kinds of term for each word: the folded
//! surface ([`fold`]) and the stems of its language (`french`, `english`).
//!
//! Analysis never changes a text: each token says which bytes of it it stands for.

pub mod elision;
mod english;
pub mod families;
pub mod fold;
mod french;
mod inclusive;
pub mod numbers;
mod pieces;
mod sieve;
pub mod stopwords;
pub mod tokens;
mod words;

mod forms;
pub mod frame;
mod tables;

use crate::lang::Lang;
use crate::passage::{Passage, TextPlace};

use forms::Forms;
pub use sieve::Sieve;
pub use tokens::{AnalysedPassage, Kind, PlacedTerm, Token, Tokens};

/// Positions left free between the title, each heading, and the text, so that no phrase and no
/// nearness crosses from one to the next.
pub(crate) const POSITION_GAP: u32 = 32;

/// So many other words may stand among words that are to be near each other: with more, the last word
/// of a title would be near the first of its text.
pub const MOST_SLOP: u32 = POSITION_GAP - 1;

/// Longer tokens, in bytes of their folded form, are left out: they are never typed.
pub(crate) const MAX_TOKEN_BYTES: usize = 64;

/// Makes tokens of text. One for each thread: it keeps the forms of words that it has seen.
#[derive(Default)]
pub struct Analyzer {
    forms: Forms,
    words: Vec<pieces::Piece>,
}

impl Analyzer {
    /// An analyser that has seen nothing yet. Cheap to make.
    pub fn new() -> Self {
        Analyzer::default()
    }

    /// Puts the tokens of `text` after those already in `out`, at the next free positions.
    ///
    /// Offsets are bytes of `text`. `lang` chooses the elisions, the numbers and the stems; text in
    /// neither language keeps its folded words as stems of their own.
    pub fn analyze(&mut self, text: &str, lang: Option<Lang>, out: &mut Tokens) {
        let mut pieces = std::mem::take(&mut self.words);
        words::Joiner { text, lang, forms: &mut self.forms, out }.run(&mut pieces);
        self.words = pieces;
    }

    /// The tokens of a passage: those of its title and headings, a gap after each, then those of
    /// its text.
    ///
    /// `place` is one of those that [`TextPlace::of_passages`] gives.
    pub fn passage(&mut self, passage: Passage, place: TextPlace) -> AnalysedPassage {
        let title = passage.about.title.as_deref();
        let headings = passage.section.iter().map(String::len).sum::<usize>();
        let bytes = passage.text.len() + headings + title.map_or(0, str::len);
        let mut tokens = Tokens::with_room_for(bytes);
        let (mut heading_words, mut title_tokens) = (0, 0);
        let headings = title.into_iter().chain(passage.section.iter().map(String::as_str));
        for (number, heading) in headings.enumerate() {
            let from = tokens.next_position();
            self.analyze(heading, passage.lang, &mut tokens);
            heading_words += tokens.next_position() - from;
            tokens.leave_gap(POSITION_GAP);
            if number == 0 && title.is_some() {
                title_tokens = tokens.len();
            }
        }

        let text_from = tokens.next_position();
        self.analyze(&passage.text, passage.lang, &mut tokens);
        let title_row = word_row(surface_words(tokens.iter().take(title_tokens)));
        let speaker = passage.speaker.as_deref().unwrap_or_default();
        let speaker_row = word_row(self.surface_words(speaker, passage.lang));

        AnalysedPassage { passage, tokens, text_from, heading_words, place, title_row, speaker_row }
    }

    /// The tokens of the passages of whole documents, which come one after the other, each in its
    /// order.
    pub fn passages(&mut self, passages: Vec<Passage>) -> Vec<AnalysedPassage> {
        let places = TextPlace::of_passages(&passages);
        let placed = passages.into_iter().zip(places);
        placed.map(|(passage, place)| self.passage(passage, place)).collect()
    }

    /// The folded words of a name or title, for filters.
    pub fn surface_words(&mut self, text: &str, lang: Option<Lang>) -> Vec<String> {
        let mut tokens = Tokens::new();
        self.analyze(text, lang, &mut tokens);
        surface_words(tokens.iter()).map(str::to_owned).collect()
    }
}

/// The folded words of a text, as they stand, without what else is made of them.
fn surface_words<'t>(tokens: impl Iterator<Item = Token<'t>>) -> impl Iterator<Item = &'t str> {
    tokens.filter(|t| t.kind == Kind::Exact && t.primary).map(|t| t.term)
}

/// Words as one text in which some of them can be looked for in a row: ` un deux `.
pub fn word_row(words: impl IntoIterator<Item: AsRef<str>>) -> String {
    let mut row = String::with_capacity(64);
    row.push(' ');
    for (number, word) in words.into_iter().enumerate() {
        if number > 0 {
            row.push(' ');
        }
        row.push_str(word.as_ref());
    }
    row.push(' ');
    row
}

/// A hash of what the chain puts out for a sample of both languages, of its word tables, and of
/// those that tell a passage's language and so choose its analysis; stamped into every index.
///
/// Opening an index that another chain wrote is an error, never a silence. Working it out takes ten
/// milliseconds, so it is written here, and a test compares it.
pub const FINGERPRINT: &str = "b211f37e76d3d82d";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify;

    #[test]
    fn the_fingerprint_is_that_of_this_chain() {
        let computed = compute_fingerprint();
        assert_eq!(
            FINGERPRINT, computed,
            "set FINGERPRINT to {computed}: indexes are then rebuilt"
        );
    }

    /// Works out what [`FINGERPRINT`] must be.
    fn compute_fingerprint() -> String {
        let mut analyzer = Analyzer::new();
        let mut hasher = blake3::Hasher::new();
        for lang in Lang::BY_SLOT {
            let mut tokens = Tokens::new();
            analyzer.analyze(sample(lang), lang, &mut tokens);
            for token in tokens.iter() {
                hasher.update(token.term.as_bytes());
                let place = [token.position, token.start, token.end, token.kind as u32];
                place.iter().for_each(|n| {
                    hasher.update(&n.to_le_bytes());
                });
            }
        }

        tables::ALL.iter().for_each(|table| {
            hasher.update(table.as_bytes());
        });
        identify::tables().iter().for_each(|table| {
            hasher.update(table);
        });
        hasher.update(&POSITION_GAP.to_le_bytes());

        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// A text that shows what the analysis of a language does.
    fn sample(lang: Option<Lang>) -> &'static str {
        match lang {
            Some(Lang::Fr) => include_str!("../../golden/french.tsv"),
            Some(Lang::En) => include_str!("../../golden/english.tsv"),
            None => "Zwölf Boxkämpfer, 3,5 km; S.G.M.A.P. d’ailleurs",
        }
    }
}
