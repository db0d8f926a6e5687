//! Pairs of the most frequent function words, as terms of their own: `of the`, `de la`.
//!
//! Nearly every passage holds most of these words, so that to find `of the` by its words is to look
//! where both stand in hundreds of thousands of passages. The pair is one term, of which it is kept
//! only which passages hold it. Of rarer words the lists are short enough, and the pairs of all
//! function words would make an index larger by a thirtieth.

use std::sync::LazyLock;

use ibid_core::analysis::{Kind, Tokens};

/// Words that a thirty-second or more of our passages hold, of which half are French and half
/// English; in their order. Whoever changes them raises the layout: passages that were written before have no
/// such pairs.
const PAIRED: [&str; 105] = [
    "a", "all", "an", "and", "any", "are", "as", "at", "au", "aux", "avait", "avec", "be", "been",
    "but", "by", "can", "ce", "cette", "comme", "dans", "de", "des", "do", "dont", "du", "elle",
    "en", "est", "et", "etait", "etre", "for", "from", "had", "has", "have", "he", "her", "him",
    "his", "i", "if", "il", "in", "into", "is", "it", "je", "la", "le", "les", "lui", "mais",
    "may", "me", "more", "my", "ne", "no", "not", "of", "on", "or", "other", "ou", "out", "par",
    "pas", "plus", "pour", "que", "qui", "sa", "se", "ses", "shall", "she", "si", "so", "son",
    "sont", "sur", "that", "the", "there", "they", "this", "to", "tout", "un", "under", "une",
    "vous", "was", "we", "were", "what", "when", "which", "who", "with", "would", "y", "you",
];

/// None of them is longer, in bytes: most other words need not be looked up.
const LONGEST: usize = 5;

/// How many places the table of words has: so many that most words are found at the first one.
const PLACES: usize = 512;

/// The number of each word, from 1, from the place that its bytes tell on; 0 where there is none.
const TABLE: [u8; PLACES] = {
    let mut table = [0; PLACES];
    let mut number = 0;
    while number < PAIRED.len() {
        let mut place = place_of(PAIRED[number].as_bytes());
        while table[place] != 0 {
            place = (place + 1) % PLACES;
        }
        number += 1;
        table[place] = number as u8;
    }
    table
};

const _: () = assert!(PAIRED.len() < u8::MAX as usize);

/// Where in the table a word is looked for first: the bytes as one number, scattered by a step of the
/// golden ratio.
const fn place_of(word: &[u8]) -> usize {
    let (mut number, mut at) = (0u64, 0);
    while at < word.len() {
        number = number << 8 | word[at] as u64;
        at += 1;
    }
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize % PLACES
}

/// The number of a folded word among those that are paired, whatever the language of the passage.
fn number_of(word: &str) -> Option<u8> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let mut place = place_of(word.as_bytes());
    loop {
        let number = TABLE[place].checked_sub(1)?;
        if PAIRED[usize::from(number)] == word {
            return Some(number);
        }
        place = (place + 1) % PLACES;
    }
}

/// The pairs that stand in a passage, each once.
pub(crate) fn of_passage(tokens: &Tokens) -> Vec<&'static [u8]> {
    let exact = tokens.iter().filter(|token| token.kind == Kind::Exact);
    let mut words: Vec<(u32, u8)> =
        exact.filter_map(|token| Some((token.position, number_of(token.term)?))).collect();
    // a word may stand for several that come after it
    words.sort_by_key(|(position, _)| *position);

    let mut pairs = Vec::with_capacity(words.len());
    for (i, (position, first)) in words.iter().enumerate() {
        let after = words.iter().skip(i + 1).skip_while(|(other, _)| other == position);
        let second = after.take_while(|(other, _)| *other == position + 1);
        pairs.extend(second.map(|(_, second)| (*first, *second)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|(first, second)| kept_term(first, second)).collect()
}

/// The pairs that a passage holds if it holds some words at these distances from the first.
pub(crate) fn of_row(words: &[(u32, String)]) -> Vec<Vec<u8>> {
    let mut pairs = Vec::new();
    let paired = || words.iter().filter_map(|(at, word)| Some((*at, number_of(word)?)));
    for (at, first) in paired() {
        let next = paired().filter(|(other, _)| *other == at + 1);
        pairs.extend(next.map(|(_, second)| term(first, second)));
    }
    pairs
}

/// The term of two words, by their numbers.
fn term(first: u8, second: u8) -> Vec<u8> {
    let word = |number: u8| PAIRED[usize::from(number)].as_bytes();
    [word(first), b" ", word(second)].concat()
}

/// The same as [`term`], made once: passages hold most of them again and again, and whoever writes
/// passages has the half millisecond that it takes to make them all.
fn kept_term(first: u8, second: u8) -> &'static [u8] {
    static TERMS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let numbers = || 0..PAIRED.len() as u8;
        numbers().flat_map(|first| numbers().map(move |second| term(first, second))).collect()
    });
    &TERMS[usize::from(first) * PAIRED.len() + usize::from(second)]
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
        for (number, word) in (0..).zip(PAIRED) {
            assert_eq!(number_of(word), Some(number), "{word}");
            assert!(Lang::ALL.iter().any(|lang| is_stop(word, *lang)), "{word}");
        }
        for word in ["", "port", "ainsi", "toutefois"] {
            assert_eq!(number_of(word), None, "{word}");
        }
    }

    #[test]
    fn only_function_words_side_by_side_are_paired() {
        assert_eq!(of_row(&row(&["is", "of", "the", "port"])), [&b"is of"[..], b"of the"]);
        assert_eq!(of_row(&row(&["de", "ville", "la"])), [b""; 0]);
        // a word is left out between them
        assert_eq!(of_row(&[(0, "de".to_owned()), (2, "la".to_owned())]), [b""; 0]);
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
