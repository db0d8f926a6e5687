//! Words that frame a question: they say that something is asked, and little of what it is about.
//!
//! The table is French only. On judged questions such a table helped in French and not in English,
//! where most words of this kind are function words already.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::tables::FRENCH_FRAME_WORDS;
use super::{Analyzer, Kind, Tokens};
use crate::lang::Lang;

/// Whether a stem, with the tag of its language, is that of a word that frames questions.
pub fn is_frame_stem(stem: &str) -> bool {
    static STEMS: OnceLock<FxHashSet<String>> = OnceLock::new();
    STEMS.get_or_init(stems).contains(stem)
}

fn stems() -> FxHashSet<String> {
    let mut analyzer = Analyzer::new();
    let mut tokens = Tokens::new();
    let words = FRENCH_FRAME_WORDS.lines().filter(|line| !line.starts_with('#'));
    words.for_each(|word| analyzer.analyze(word, Some(Lang::Fr), &mut tokens));
    let stems = tokens.iter().filter(|token| token.kind == Kind::Stem);
    stems.map(|token| token.term.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_frame(word: &str) -> bool {
        let mut tokens = Tokens::new();
        Analyzer::new().analyze(word, Some(Lang::Fr), &mut tokens);
        tokens.iter().any(|token| token.kind == Kind::Stem && is_frame_stem(token.term))
    }

    #[test]
    fn all_forms_of_a_word_frame_a_question() {
        for word in ["obtenir", "possibles", "différences", "exister", "façons"] {
            assert!(is_frame(word), "{word}");
        }
    }

    #[test]
    fn what_a_question_is_about_does_not() {
        for word in ["marché", "fonction", "demande", "don", "données", "permis", "service", "avis"]
        {
            assert!(!is_frame(word), "{word}");
        }
    }
}
