//! Pairs of the most frequent function words, as terms of their own: `of the`, `de la`.
//!
//! Nearly every passage holds most of these words, so that to find `of the` by its words is to look
//! where both stand in hundreds of thousands of passages. The pair is one term, of which it is kept
//! only which passages hold it. Of rarer words the lists are short enough, and the pairs of all
//! function words would make an index larger by a thirtieth.

use ibid_core::analysis::{Kind, Tokens};

/// Words that an eighth or more of our passages hold, of which half are French and half English; in
/// their order. Whoever changes them raises the layout: passages that were written before have no
/// such pairs.
const PAIRED: [&str; 26] = [
    "a", "and", "dans", "de", "des", "du", "en", "est", "et", "for", "il", "in", "is", "it", "la",
    "le", "les", "of", "on", "ou", "que", "that", "the", "to", "un", "une",
];

/// None of them is longer, in bytes: most other words need not be looked up.
const LONGEST: usize = 4;

/// The pairs that stand in a passage, each once.
pub(crate) fn of_passage(tokens: &Tokens) -> Vec<String> {
    let words = tokens.iter().filter(|token| token.kind == Kind::Exact && is_paired(token.term));
    let mut words: Vec<(u32, &str)> = words.map(|token| (token.position, token.term)).collect();
    // a word may stand for several that come after it
    words.sort_by_key(|(position, _)| *position);

    let mut pairs = Vec::new();
    for (i, (position, first)) in words.iter().enumerate() {
        let after = words.iter().skip(i + 1).skip_while(|(other, _)| other == position);
        let second = after.take_while(|(other, _)| *other == position + 1);
        pairs.extend(second.map(|(_, second)| term(first, second)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The pairs that a passage holds if it holds some words at these distances from the first.
pub(crate) fn of_row(words: &[(u32, String)]) -> Vec<String> {
    let mut pairs = Vec::new();
    for (at, first) in words.iter().filter(|(_, word)| is_paired(word)) {
        let next = words.iter().filter(|(other, word)| *other == at + 1 && is_paired(word));
        pairs.extend(next.map(|(_, second)| term(first, second)));
    }
    pairs
}

fn term(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

/// Whether a folded word is in pairs, whatever the language of the passage.
fn is_paired(word: &str) -> bool {
    word.len() <= LONGEST && PAIRED.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::Analyzer;
    use ibid_core::analysis::stopwords::is_stop;
    use ibid_core::lang::Lang;
    use ibid_core::ranking::phrase_matches;
    use proptest::prelude::*;

    use super::*;

    fn row(words: &[&str]) -> Vec<(u32, String)> {
        (0..).zip(words.iter().map(|word| (*word).to_owned())).collect()
    }

    #[test]
    fn all_are_function_words_and_are_found() {
        for word in PAIRED {
            assert!(is_paired(word), "{word}");
            assert!(Lang::ALL.iter().any(|lang| is_stop(word, *lang)), "{word}");
        }
        for word in ["", "port", "avec", "was"] {
            assert!(!is_paired(word), "{word}");
        }
    }

    #[test]
    fn only_function_words_side_by_side_are_paired() {
        assert_eq!(of_row(&row(&["is", "of", "the", "port"])), ["is of", "of the"]);
        assert_eq!(of_row(&row(&["de", "ville", "la"])), [""; 0]);
        // a word is left out between them
        assert_eq!(of_row(&[(0, "de".to_owned()), (2, "la".to_owned())]), [""; 0]);
    }

    proptest! {
        #[test]
        fn a_passage_has_a_pair_exactly_where_the_two_stand_in_a_row(
            title in "((de|la|ville|l'|of) ){0,4}",
            text in "((de|la|à|l'|of|the|is|port|qu'|dit-il|avec|·e|thé)[ -]?){0,30}",
        ) {
            let (mut tokens, mut analyzer) = (Tokens::new(), Analyzer::new());
            analyzer.analyze(&title, Some(Lang::Fr), &mut tokens);
            tokens.leave_gap(32);
            analyzer.analyze(&text, Some(Lang::Fr), &mut tokens);

            let exact = || tokens.iter().filter(|token| token.kind == Kind::Exact);
            let at = |word: &str| -> Vec<u32> {
                exact().filter(|token| token.term == word).map(|token| token.position).collect()
            };
            let mut words: Vec<&str> = exact().map(|token| token.term).collect();
            words.sort_unstable();
            words.dedup();
            let mut want = Vec::new();
            for first in &words {
                for second in &words {
                    let pair = of_row(&row(&[first, second]));
                    if phrase_matches(&[at(first), at(second)], &[0, 1], 0) {
                        want.extend(pair);
                    }
                }
            }
            want.sort();
            prop_assert_eq!(of_passage(&tokens), want);
        }
    }
}
