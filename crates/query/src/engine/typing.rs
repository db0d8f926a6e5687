//! How likely it is that one word was typed where another was meant.
//!
//! The noisy-channel model of M. Kernighan, K. Church and W. Gale, "A spelling correction program
//! based on a noisy channel model" (1990): how often a word is written, times how often the error is
//! made that lies between it and what was typed. They count errors letter by letter; here the errors
//! have a few kinds, and the keyboard says which letters are hit for one another.

use ibid_core::backend::KnownWord;

/// What an error costs that is made often, in bits: two letters in the wrong order, one of two equal
/// letters left out, a letter typed twice.
const FREQUENT: f64 = 1.0;
/// What one costs that is made now and then: a letter left out, the key beside, another vowel.
const ORDINARY: f64 = 2.0;
/// What any other costs.
const RARE: f64 = 4.0;

/// The rows of letters on the keyboards of France, and of Canada and elsewhere: nobody says on which
/// a word was typed.
const ROWS: [&str; 6] =
    ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Puts the words first that are likeliest meant where `typed` was typed: those that begin with the
/// same letter, and among these as the model has it.
pub(super) fn likeliest_first(typed: &str, words: &mut Vec<KnownWord>) {
    let first = typed.chars().next();
    let rated = words.drain(..).map(|known| {
        let often = f64::from(u32::try_from(known.passages).unwrap_or(u32::MAX)).log2();
        (known.word.chars().next() == first, often - cost(typed, &known.word), known)
    });
    let mut rated: Vec<(bool, f64, KnownWord)> = rated.collect();
    rated.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    words.extend(rated.into_iter().map(|(_, _, known)| known));
}

/// What the error costs that makes what was typed of what was meant, in bits. Of several errors it is
/// not asked which they are: all of these cost the same.
fn cost(typed: &str, meant: &str) -> f64 {
    let typed: Vec<char> = typed.chars().collect();
    let meant: Vec<char> = meant.chars().collect();
    let same = typed.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let (before, typed) = typed.split_at(same);
    let (_, meant) = meant.split_at(same);
    let after = typed.iter().rev().zip(meant.iter().rev()).take_while(|(a, b)| a == b).count();
    let (typed, rest) = typed.split_at(typed.len() - after);
    let (meant, _) = meant.split_at(meant.len() - after);

    let last = before.last();
    match (typed, meant) {
        ([a, b], [c, d]) if a == d && b == c => FREQUENT,
        ([], [left_out]) => {
            if last == Some(left_out) {
                FREQUENT
            } else {
                ORDINARY
            }
        }
        ([extra], []) if last == Some(extra) => FREQUENT,
        ([extra], []) => {
            let mut around = last.into_iter().chain(rest.first());
            if around.any(|key| are_beside(*key, *extra)) { ORDINARY } else { RARE }
        }
        ([a], [b]) if are_beside(*a, *b) || is_vowel(*a) && is_vowel(*b) => ORDINARY,
        _ => RARE,
    }
}

/// Whether the keys of two letters are neighbours.
fn are_beside(a: char, b: char) -> bool {
    ROWS.iter().any(|row| match (row.find(a), row.find(b)) {
        (Some(a), Some(b)) => a.abs_diff(b) == 1,
        _ => false,
    })
}

fn is_vowel(letter: char) -> bool {
    "aeiouy".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(typed: &str, words: &[(&str, u64)]) -> Vec<String> {
        let known = |(word, passages): &(&str, u64)| KnownWord {
            word: (*word).to_owned(),
            passages: *passages,
        };
        let mut words: Vec<KnownWord> = words.iter().map(known).collect();
        likeliest_first(typed, &mut words);
        words.into_iter().map(|known| known.word).collect()
    }

    #[test]
    fn a_likely_error_beats_a_more_frequent_word() {
        assert_eq!(ordered("conection", &[("confection", 9), ("connection", 5)])[0], "connection");
        assert_eq!(ordered("cafre", &[("care", 30), ("cadre", 20)])[0], "cadre");
        assert_eq!(ordered("fomr", &[("foam", 3), ("form", 3), ("four", 3)])[0], "form");
    }

    #[test]
    fn a_word_that_is_written_much_more_often_beats_a_likelier_error() {
        assert_eq!(ordered("menbre", &[("membre", 400), ("mennbre", 1)])[0], "membre");
    }

    #[test]
    fn the_first_letter_is_seldom_wrong() {
        assert_eq!(ordered("maison", &[("raison", 500), ("maisons", 1)])[0], "maisons");
    }

    #[test]
    fn each_kind_of_error_has_its_cost() {
        for (typed, meant, bits) in [
            ("recieve", "receive", FREQUENT),
            ("comission", "commission", FREQUENT),
            ("parrle", "parle", FREQUENT),
            ("commisson", "commission", ORDINARY),
            ("fihes", "fiches", ORDINARY),
            ("budgrt", "budget", ORDINARY),
            ("definately", "definitely", ORDINARY),
            ("budghet", "budget", ORDINARY),
            ("budzet", "budget", RARE),
            ("budxget", "budget", RARE),
            ("acomodation", "accommodation", RARE),
        ] {
            assert!((cost(typed, meant) - bits).abs() < 1e-9, "{typed} for {meant}");
        }
    }
}
