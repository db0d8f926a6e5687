//! The terms of a dictionary within some edits of a word.
//!
//! Within one edit, each edit is tried at each letter. Within two, an automaton is walked, as the engine
//! would walk it; but where no edits are left only the letters of the word lead on, and these are looked
//! up, while the engine asks of every byte by which a term may go on.

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
        if edits < 2 { self.within_one(word) } else { self.within_two(word) }
    }

    /// Tries each edit at each letter: to make an automaton of a word takes longer.
    fn within_one(&self, word: &str) -> Vec<Vec<u8>> {
        let mut edit = OneEdit { terms: &self.0, term: Vec::new(), near: Vec::new() };
        let (mut node, mut rest) = (Some(self.0.root().addr()), word.as_bytes());
        for letter in word.chars() {
            let Some(here) = node else { break };
            let (own, behind) = rest.split_at(letter.len_utf8());
            edit.add(here, behind);
            edit.add_swapped(here, own, behind);
            edit.each_letter(here, None, &mut |edit, next| {
                edit.add(next, behind);
                edit.add(next, rest);
            });
            edit.term.extend(own);
            (node, rest) = (edit.behind(here, own), behind);
        }
        if let Some(here) = node {
            edit.add(here, b"");
            edit.each_letter(here, None, &mut |edit, next| edit.add(next, b""));
        }

        edit.near.sort_unstable();
        edit.near.dedup();
        edit.near
    }

    fn within_two(&self, word: &str) -> Vec<Vec<u8>> {
        /// Making a table of edits takes longer than using it.
        static EDITS: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();

        let edits = EDITS.get_or_init(|| LevenshteinAutomatonBuilder::new(2, true));
        let automaton = edits.build_dfa(word);
        let mut letters: Vec<u8> = word.bytes().collect();
        letters.sort_unstable();
        letters.dedup();
        let ways = vec![None; automaton.num_states()];
        let (few, term, near) = (Vec::new(), Vec::new(), Vec::new());
        let mut walk = Walk { terms: &self.0, automaton, letters, ways, few, term, near };

        let first = word.chars().next().map_or(0, char::len_utf8);
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

/// A walk along a word, and what an edit of it finds.
struct OneEdit<'t> {
    terms: &'t Fst<OwnedBytes>,
    /// The bytes up to where the walk is.
    term: Vec<u8>,
    /// What was found.
    near: Vec<Vec<u8>>,
}

impl OneEdit<'_> {
    /// Where some bytes lead from a node of the dictionary.
    fn behind(&self, node: usize, bytes: &[u8]) -> Option<usize> {
        bytes.iter().try_fold(node, |node, byte| {
            let node = self.terms.node(node);
            Some(node.transition_addr(node.find_input(*byte)?))
        })
    }

    /// Adds the term that ends with some bytes behind a node, if there is one.
    fn add(&mut self, node: usize, rest: &[u8]) {
        let end = self.behind(node, rest);
        if end.is_some_and(|end| self.terms.node(end).is_final()) {
            self.near.push([&self.term[..], rest].concat());
        }
    }

    /// Adds the term in which a letter and the one behind it are swapped.
    fn add_swapped(&mut self, node: usize, own: &[u8], behind: &[u8]) {
        let Some(first) = behind.first() else { return };
        let (next, rest) = behind.split_at(1 + continued(*first));
        let swapped = [next, own].concat();
        if let Some(node) = self.behind(node, &swapped) {
            let before = self.term.len();
            self.term.extend(swapped);
            self.add(node, rest);
            self.term.truncate(before);
        }
    }

    /// Calls `each` with what stands behind each letter that follows a node; `left` says how many bytes
    /// are left of one that has begun.
    fn each_letter(
        &mut self,
        node: usize,
        left: Option<usize>,
        each: &mut impl FnMut(&mut Self, usize),
    ) {
        for step in self.terms.node(node).transitions() {
            self.term.push(step.inp);
            match left.unwrap_or_else(|| continued(step.inp)) {
                0 => each(self, step.addr),
                left => self.each_letter(step.addr, Some(left - 1), each),
            }
            self.term.pop();
        }
    }
}

/// How many bytes of a letter come after its first one in UTF-8.
fn continued(first: u8) -> usize {
    (first.leading_ones() as usize).saturating_sub(1)
}

/// A walk through the terms within two edits of a word.
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

#[cfg(test)]
mod tests {
    use ibid_core::analysis::{Analyzer, Kind};
    use ibid_core::backend::Store;
    use ibid_core::lang::Lang;
    use levenshtein_automata::LevenshteinAutomatonBuilder;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use crate::{Reader, sample};

    /// Words of few letters, so that many are near each other.
    fn words() -> Vec<String> {
        let letters = ["a", "b", "é", "ü", "r", "œ", "ế"];
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
        let letters = segment.letters(Kind::Accented, &state.fields).unwrap().unwrap();
        let dictionary = segment.dictionary(Kind::Accented, &state.fields).unwrap();
        let mut all: Vec<Vec<u8>> = Vec::new();
        let mut stream = dictionary.terms().stream().unwrap();
        while stream.advance() {
            all.push(stream.key().to_vec());
        }
        assert!(all.len() > 1000, "{}", all.len());

        let builders = [1, 2].map(|edits| LevenshteinAutomatonBuilder::new(edits, true));
        let mut runner = TestRunner::new(ProptestConfig::with_cases(600));
        let run = runner.run(&("[abéürœếxz]{0,7}", 1u8..3), |(word, edits)| {
            let automaton = builders[usize::from(edits) - 1].build_dfa(&word);
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
