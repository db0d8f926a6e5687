//! The words of an index and their numbers.

use std::sync::OnceLock;

use ibid_core::analysis::tokens::ACCENTED_TAG;
use ibid_core::backend::{KnownWord, Term as Wanted};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy_fst::Automaton;

use crate::error::{At, Result};
use crate::state::State;

impl State {
    /// How many passages hold a term.
    pub(crate) fn frequency(&self, wanted: &Wanted) -> Result<u64> {
        let term = Term::from_field_text(self.fields.terms(wanted.kind), &wanted.text);
        let passages = self.collection().whole().passages;
        // deletions that a killed run left behind must not make more of a term than there are
        Ok(self.searcher.doc_freq(&term).at(&self.path)?.min(passages))
    }

    /// The words that begin so, the most frequent first.
    pub(crate) fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>> {
        let mut words = Words::default();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.exact).at(&self.path)?;
            let mut stream = inverted.terms().range().ge(prefix).into_stream().at(&self.path)?;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                words.add(stream.key(), stream.value().doc_freq);
            }
        }
        Ok(self.most_frequent(words, limit))
    }

    /// The words within some edits of a word, the most frequent first.
    pub(crate) fn words_near(&self, word: &str, edits: u8, limit: usize) -> Result<Vec<KnownWord>> {
        let automaton = Near(builder(edits).build_dfa(word));
        let (from, to) = if edits < 2 { Default::default() } else { first_letter(word) };
        let mut words = Words::default();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.exact).at(&self.path)?;
            let mut near = inverted.terms().search(&automaton).ge(&from);
            if !to.is_empty() {
                near = near.lt(&to);
            }
            let mut stream = near.into_stream().at(&self.path)?;
            while stream.advance() {
                words.add(stream.key(), stream.value().doc_freq);
            }
        }

        words.0.remove(word);
        Ok(self.most_frequent(words, limit))
    }

    fn most_frequent(&self, words: Words, limit: usize) -> Vec<KnownWord> {
        let most = self.collection().whole().passages;
        let known = |(word, count): (String, u64)| KnownWord { word, passages: count.min(most) };
        let words: Vec<KnownWord> = words.0.into_iter().map(known).collect();
        KnownWord::most_frequent(words, limit)
    }
}

/// Words with the numbers of passages that hold them.
#[derive(Default)]
struct Words(FxHashMap<String, u64>);

impl Words {
    /// Counts a term of the surface words. Those with their accents stand among them, tagged, and
    /// are no words of their own.
    fn add(&mut self, key: &[u8], passages: u32) {
        let word = String::from_utf8_lossy(key);
        if !word.starts_with(ACCENTED_TAG) {
            *self.0.entry(word.into_owned()).or_default() += u64::from(passages);
        }
    }
}

/// The bytes that begin a word, and those before which all words end that begin so.
fn first_letter(word: &str) -> (Vec<u8>, Vec<u8>) {
    let from = word.chars().next().map(|first| first.to_string().into_bytes()).unwrap_or_default();
    let mut to = from.clone();
    // no byte of UTF-8 is the greatest there is
    if let Some(last) = to.last_mut() {
        *last += 1;
    }
    (from, to)
}

/// Making a table of edits takes longer than using it.
fn builder(edits: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    match edits {
        0 | 1 => ONE.get_or_init(|| LevenshteinAutomatonBuilder::new(1, true)),
        _ => TWO.get_or_init(|| LevenshteinAutomatonBuilder::new(2, true)),
    }
}

/// Words near a word, for the dictionary of terms.
struct Near(DFA);

impl Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        // half of the dictionary are words with their accents, which are no words of their own
        if *state == self.0.initial_state() && byte == ACCENTED_TAG as u8 {
            return SINK_STATE;
        }
        self.0.transition(*state, byte)
    }
}
