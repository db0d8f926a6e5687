//! The terms of a dictionary within some edits of a word.
//!
//! The engine walks a dictionary with an automaton too, but asks it of every byte by which a term may
//! go on. Where no edits are left only the letters of the word lead on, and these are looked up: on
//! ten thousand passages that took two thirds off the time.

use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::{HasLen, TantivyError};
use tantivy_fst::raw::{Fst, Node};

/// A byte that no term has, in the place of all letters that a word does not have.
const OTHER_LETTER: u8 = 1;

/// The terms of a dictionary, letter by letter.
pub(crate) struct TermLetters(Fst<OwnedBytes>);

impl TermLetters {
    /// Opens the dictionary of one field: the terms, where the lists of each are, how many bytes say
    /// this, the version of the terms, and what kind of dictionary it is.
    pub(crate) fn open(dictionary: &FileSlice) -> tantivy::Result<Self> {
        /// As the engine calls what it writes.
        const VERSION_AND_KIND: [u8; 8] = [1, 0, 0, 0, 1, 0, 0, 0];

        let unknown = || TantivyError::InternalError("a dictionary is of another kind".to_owned());
        let ending = size_of::<u64>() + VERSION_AND_KIND.len();
        if dictionary.len() < ending {
            return Err(unknown());
        }
        let (body, ending) = dictionary.clone().split_from_end(ending);
        let ending = ending.read_bytes()?;
        let (lists, version_and_kind) = ending.split_at(size_of::<u64>());
        let lists = lists.try_into().map_or(u64::MAX, u64::from_le_bytes);
        if version_and_kind != VERSION_AND_KIND || lists > body.len() as u64 {
            return Err(unknown());
        }

        let (terms, _) = body.split_from_end(lists as usize);
        Ok(TermLetters(Fst::new(terms.read_bytes()?).map_err(|_| unknown())?))
    }

    /// The terms within one edit of a word, or, with two, those within two that begin with the same
    /// letter; in their order. An edit is a letter put in, left out or changed, or two neighbours that
    /// are swapped.
    pub(crate) fn near(&self, word: &str, edits: u8) -> Vec<Vec<u8>> {
        let automaton = builder(edits).build_dfa(word);
        let mut letters: Vec<u8> = word.bytes().collect();
        letters.sort_unstable();
        letters.dedup();
        let ways = vec![None; automaton.num_states()];
        let (few, term, near) = (Vec::new(), Vec::new(), Vec::new());
        let mut walk = Walk { terms: &self.0, automaton, letters, ways, few, term, near };

        let first = if edits < 2 { 0 } else { word.chars().next().map_or(0, char::len_utf8) };
        let (mut node, mut state) = (self.0.root(), walk.automaton.initial_state());
        for letter in &word.as_bytes()[..first] {
            let Some(found) = node.find_input(*letter) else { return walk.near };
            node = self.0.node(node.transition_addr(found));
            state = walk.automaton.transition(state, *letter);
            walk.term.push(*letter);
        }
        walk.on_from(node, state);
        walk.near
    }
}

/// A walk through the terms near a word.
struct Walk<'t> {
    terms: &'t Fst<OwnedBytes>,
    automaton: DFA,
    /// The bytes of the word, each once.
    letters: Vec<u8>,
    /// How a term may go on in each state of the automaton, where that is known.
    ways: Vec<Option<Ways>>,
    /// Letters that lead on, with the states that they lead to.
    few: Vec<(u8, u32)>,
    /// The bytes up to where the walk is.
    term: Vec<u8>,
    /// What was found.
    near: Vec<Vec<u8>>,
}

/// How a term may go on.
#[derive(Clone, Copy)]
enum Ways {
    /// By any byte.
    Any,
    /// By some of [`Walk::few`], from the first place to before the second.
    Few(usize, usize),
}

impl Walk<'_> {
    /// Goes on from a node of the dictionary, in a state of the automaton. No term is longer than the
    /// word by more than the edits, and so no walk is deeper.
    fn on_from(&mut self, node: Node<'_>, state: u32) {
        if node.is_final() && matches!(self.automaton.distance(state), Distance::Exact(_)) {
            self.near.push(self.term.clone());
        }

        match self.ways(state) {
            Ways::Any => {
                for step in node.transitions() {
                    let next = self.automaton.transition(state, step.inp);
                    if next != SINK_STATE {
                        self.step(step.inp, step.addr, next);
                    }
                }
            }
            Ways::Few(from, to) => {
                for at in from..to {
                    let (letter, next) = self.few[at];
                    if let Some(found) = node.find_input(letter) {
                        self.step(letter, node.transition_addr(found), next);
                    }
                }
            }
        }
    }

    fn step(&mut self, letter: u8, node: usize, state: u32) {
        self.term.push(letter);
        self.on_from(self.terms.node(node), state);
        self.term.pop();
    }

    /// How a term may go on in a state. Letters that the word does not have are all alike: where one
    /// leads nowhere, none leads to a term.
    fn ways(&mut self, state: u32) -> Ways {
        let Walk { automaton, letters, ways, few, .. } = self;
        let find = || match automaton.transition(state, OTHER_LETTER) {
            SINK_STATE => {
                let from = few.len();
                let next = letters.iter().map(|letter| automaton.transition(state, *letter));
                let ways = letters.iter().copied().zip(next);
                few.extend(ways.filter(|(_, next)| *next != SINK_STATE));
                Ways::Few(from, few.len())
            }
            _ => Ways::Any,
        };
        *ways[state as usize].get_or_insert_with(find)
    }
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

#[cfg(test)]
mod tests {
    use ibid_core::analysis::{Analyzer, Kind};
    use ibid_core::backend::Store;
    use ibid_core::lang::Lang;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::builder;
    use crate::{Reader, sample};

    /// Words of few letters, so that many are near each other.
    fn words() -> Vec<String> {
        let letters = ["a", "b", "é", "ü", "r", "œ", "語"];
        let number = |mut n: usize| {
            let mut word = String::new();
            while n > 0 {
                word.push_str(letters[n % letters.len()]);
                n /= letters.len();
            }
            word
        };
        (1..6000).step_by(3).map(number).collect()
    }

    #[test]
    fn those_near_are_found_and_no_others() {
        let dir = tempfile::tempdir().unwrap();
        let (mut writer, mut analyzer) = (sample::writer(dir.path()), Analyzer::new());
        sample::add_text(&mut writer, 0, (&words().join(" "), Some(Lang::Fr)), &mut analyzer);
        writer.commit().unwrap();
        let state = Reader::open(dir.path()).unwrap().state();
        let segment = state.segment(0);
        let letters = segment.letters(Kind::Accented, &state.fields).unwrap();
        let dictionary = segment.dictionary(Kind::Accented, &state.fields).unwrap();
        let mut all: Vec<Vec<u8>> = Vec::new();
        let mut stream = dictionary.terms().stream().unwrap();
        while stream.advance() {
            all.push(stream.key().to_vec());
        }
        assert!(all.len() > 1000, "{}", all.len());

        let mut runner = TestRunner::new(ProptestConfig::with_cases(300));
        let run = runner.run(&("[abéürœ語xz]{0,7}", 1u8..3), |(word, edits)| {
            let automaton = builder(edits).build_dfa(&word);
            let first = word.chars().next().map(String::from).unwrap_or_default();
            let is_near = |term: &&Vec<u8>| {
                let is_within = automaton.eval(term).to_u8() <= edits;
                is_within && (edits < 2 || term.starts_with(first.as_bytes()))
            };
            let near: Vec<Vec<u8>> = all.iter().filter(is_near).cloned().collect();
            prop_assert_eq!(letters.near(&word, edits), near);
            Ok(())
        });
        run.unwrap();
    }
}
