//! Words that frame a question: they say that something is asked, and little of what it is about.
//!
//! The table is French only. On judged questions such a table helped in French and not in English,
//! where most words of this kind are function words already.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::tables::FRENCH_FRAME_WORDS;
use super::tokens::stem_tag;
use crate::lang::Lang;

/// Whether a stem, with the tag of its language, is that of a word that frames questions.
pub fn is_frame_stem(stem: &str) -> bool {
    static STEMS: OnceLock<FxHashSet<&str>> = OnceLock::new();
    let stems = STEMS.get_or_init(|| rows().map(|(stem, _)| stem).collect());
    stem.strip_prefix(stem_tag(Some(Lang::Fr))).is_some_and(|stem| stems.contains(stem))
}

/// The stems of the table, with the words that each stands for.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = FRENCH_FRAME_WORDS.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::super::{Analyzer, Kind, Tokens};
    use super::*;

    fn stems(word: &str) -> Vec<String> {
        let mut tokens = Tokens::new();
        Analyzer::new().analyze(word, Some(Lang::Fr), &mut tokens);
        let stems = tokens.iter().filter(|token| token.kind == Kind::Stem);
        stems.map(|token| token.term.to_owned()).collect()
    }

    fn is_frame(word: &str) -> bool {
        stems(word).iter().any(|stem| is_frame_stem(stem))
    }

    #[test]
    fn a_row_has_the_stem_of_its_words() {
        for (stem, words) in rows() {
            for word in words.split(' ') {
                assert!(stems(word).contains(&format!("fr:{stem}")), "{word}: not {stem}");
            }
        }
    }

    #[test]
    fn all_forms_of_a_word_frame_a_question() {
        for word in ["obtenir", "possibles", "différences", "exister", "façons"] {
            assert!(is_frame(word), "{word}");
        }
    }

    #[test]
    fn what_a_question_is_about_does_not() {
        for word in
            ["marché", "fonction", "demande", "don", "données", "permis", "service", "pouvoirs"]
        {
            assert!(!is_frame(word), "{word}");
        }
    }
}
