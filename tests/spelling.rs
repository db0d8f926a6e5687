//! Words that are misspelt as people misspell them, and what is suggested for them.
//!
//! With `IBID_SPELLING=FOLDER` the words are those of that folder, and the rates are printed.

#![allow(clippy::print_stdout, reason = "the rates are what the test tells")]

use std::path::PathBuf;

use ibid::analysis::{Analyzer, Kind, Tokens};
use ibid::{Backend, Lang, Library, SearchOptions};
use ibid_core::backend::{Term, Vocabulary};

use crate::environment::{Dice, Sandbox, corpus};

/// How many words of each language are misspelt.
const MISSPELT: usize = 200;
/// How many right words are asked for.
const RIGHT: usize = 2000;

/// The letters beside each letter on the keyboards of both languages.
const AZERTY: [&str; 3] = ["azertyuiop", "qsdfghjklm", "wxcvbn"];
const QWERTY: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// A word with one error after its first letter.
fn misspelt(word: &str, lang: Lang, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + dice.below(letters.len() - 1);
    let doubled = (1..letters.len()).find(|i| letters[*i] == letters[i - 1]);
    match dice.below(6) {
        // two letters in the wrong order
        0 if at + 1 < letters.len() => letters.swap(at, at + 1),
        // one left out
        1 => drop(letters.remove(at)),
        // one typed twice
        2 => letters.insert(at, letters[at]),
        // the key beside it
        3 => letters[at] = beside(letters[at], lang, dice),
        // one of two equal letters forgotten
        4 if doubled.is_some() => drop(letters.remove(doubled.unwrap_or(at))),
        // the wrong vowel
        5 if "aeiouy".contains(letters[at]) => {
            let others: Vec<char> = "aeiou".chars().filter(|c| *c != letters[at]).collect();
            letters[at] = others[dice.below(others.len())];
        }
        _ => drop(letters.remove(at)),
    }
    letters.into_iter().collect()
}

fn beside(letter: char, lang: Lang, dice: &mut Dice) -> char {
    let rows = if lang == Lang::Fr { AZERTY } else { QWERTY };
    for row in rows {
        let row: Vec<char> = row.chars().collect();
        if let Some(at) = row.iter().position(|c| *c == letter) {
            let left = at.checked_sub(1).and_then(|at| row.get(at));
            let near: Vec<&char> = left.into_iter().chain(row.get(at + 1)).collect();
            return *near[dice.below(near.len())];
        }
    }
    'e'
}

/// How many passages hold a word or one of its stems, in each language.
fn known(library: &Library, word: &str) -> [u64; 2] {
    let snapshot = library.engine().backend().snapshot().unwrap();
    let mut analyzer = Analyzer::new();
    Lang::ALL.map(|lang| {
        let mut tokens = Tokens::new();
        analyzer.analyze(word, Some(lang), &mut tokens);
        let stems = tokens.iter().filter(|token| token.kind == Kind::Stem);
        let terms: Vec<Term> =
            stems.map(|token| Term { kind: Kind::Stem, text: token.term.to_owned() }).collect();
        snapshot.frequencies(&terms).unwrap().iter().sum()
    })
}

/// Words of one language alone, of five letters or more, spread over the alphabet.
fn words(library: &Library, lang: Lang, wanted: usize) -> Vec<String> {
    let snapshot = library.engine().backend().snapshot().unwrap();
    let all = snapshot.words_with_prefix("", usize::MAX).unwrap();
    let long =
        |word: &str| word.chars().count() >= 5 && word.chars().all(|c| c.is_ascii_lowercase());
    let mut words: Vec<String> =
        all.into_iter().map(|known| known.word).filter(|word| long(word)).collect();
    words.sort_unstable();
    let step = |len: usize| (len / (wanted * 5)).max(1);
    let every = step(words.len());
    let spread = words.into_iter().step_by(every);
    let own = spread.filter(|word| {
        let [french, english] = known(library, word);
        if lang == Lang::Fr { french > 0 && english == 0 } else { english > 0 && french == 0 }
    });
    own.take(wanted).collect()
}

fn suggested(library: &Library, question: &str) -> Vec<ibid::Suggestion> {
    let options = SearchOptions::default().with_limit(1).with_across(0);
    library.search_with(question, &options).unwrap().suggestions
}

/// How many of the misspelt words get the right one first, and among five.
fn rates(library: &Library, lang: Lang) -> (usize, usize, usize) {
    let mut dice = Dice(7);
    let (mut asked, mut first, mut among) = (0, 0, 0);
    let mut analyzer = Analyzer::new();
    for word in words(library, lang, MISSPELT * 2) {
        let wrong = (0..8)
            .map(|_| misspelt(&word, lang, &mut dice))
            .find(|wrong| wrong.len() >= 5 && *wrong != word && known(library, wrong) == [0, 0]);
        let Some(wrong) = wrong.filter(|_| asked < MISSPELT) else { continue };
        asked += 1;
        let near = suggested(library, &wrong).pop().map(|found| found.near).unwrap_or_default();
        // as the vocabulary has it: `agit-il` is one word there, without its hyphen
        let folded: Vec<String> =
            near.iter().map(|near| analyzer.surface_words(near, Some(lang)).concat()).collect();
        first += usize::from(folded.first() == Some(&word));
        among += usize::from(folded.contains(&word));
        if std::env::var_os("IBID_SPELLING").is_some() && folded.first() != Some(&word) {
            println!("{wrong}: {word} is not first of {near:?}");
        }
    }
    (asked, first, among)
}

#[test]
fn misspelt_words_get_the_right_one_and_right_words_get_none() {
    let place = Sandbox::new();
    let folder = std::env::var_os("IBID_SPELLING").map_or_else(corpus, PathBuf::from);
    let index = place.path("index");
    ibid::build(&folder, &index).unwrap();
    let library = ibid::open(&index).unwrap();
    for lang in Lang::ALL {
        let (asked, first, among) = rates(&library, lang);
        println!(
            "{lang}: of {asked} misspelt words {first} have the right one first, {among} among five"
        );
        assert!(first * 100 >= asked * 80, "{lang}: {first} of {asked} first");
        assert!(among * 100 >= asked * 95, "{lang}: {among} of {asked} among five");

        let right = words(&library, lang, RIGHT);
        for some in right.chunks(100) {
            assert!(suggested(&library, &some.join(" ")).is_empty(), "{some:?}");
        }
        println!("{lang}: {} right words get no suggestion", right.len());
    }
}
