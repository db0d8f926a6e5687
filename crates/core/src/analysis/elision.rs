//! What an apostrophe cuts off: elided French words before it, English possessives after it.

use super::fold::{is_apostrophe, lower};
use crate::lang::Lang;

/// The French words that lose their vowel before another.
const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Those that stand in English text only as a quotation of French (`d'intérêt`), or in a name.
const ELIDED_IN_ENGLISH: [&str; 3] = ["l", "d", "qu"];

/// French words whose apostrophe belongs to them, by how they begin.
const LEXICAL: [&str; 7] =
    ["aujourd'", "presqu'î", "presqu'i", "quelqu'", "prud'h", "entr'", "grand'"];

/// How many bytes of `lower` an elided word and its apostrophe take; 0 where nothing is elided.
///
/// `lower` is in lower case, with `'` as the only apostrophe.
pub fn elided_prefix(lower: &str, lang: Option<Lang>) -> usize {
    let Some(at) = lower.find('\'') else { return 0 };
    let elided: &[&str] = match lang {
        Some(Lang::Fr) | None => &ELIDED,
        Some(Lang::En) => &ELIDED_IN_ENGLISH,
    };

    let rest = &lower[at + 1..];
    let goes_on = rest.chars().next().is_some_and(char::is_alphanumeric);

    // an English clitic (`d's`, `l's`) is no word of its own
    let is_word = lang != Some(Lang::En) || rest.chars().nth(1).is_some();
    if goes_on && is_word && elided.contains(&&lower[..at]) && !is_lexical(lower) {
        at + 1
    } else {
        0
    }
}

/// Whether the apostrophe belongs to the word: `aujourd'hui`, `prud'hommes`.
pub(crate) fn is_lexical(lower: &str) -> bool {
    LEXICAL.iter().any(|start| lower.starts_with(start))
}

/// How many bytes of `lower` a possessive `'s` takes at its end; 0 where there is none.
pub(crate) fn possessive_suffix(lower: &str) -> usize {
    if lower.len() > 2 && lower.ends_with("'s") { 2 } else { 0 }
}

/// A word as a text writes it, without what an apostrophe cuts off in either language: `État` of
/// `l’État`, `NASA` of `NASA’s`, all of `aujourd’hui`.
pub fn without_elision(raw: &str) -> &str {
    let mut low = String::new();
    lower(raw, &mut low);
    let mut word = raw;
    if elided_prefix(&low, None) > 0 {
        word = word.split_once(is_apostrophe).map_or(word, |(_, rest)| rest);
    }
    if possessive_suffix(&low) > 0 {
        word = word.rsplit_once(is_apostrophe).map_or(word, |(rest, _)| rest);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_as_it_is_written() {
        for (raw, word) in [
            ("l’État", "État"),
            ("L'OTAN", "OTAN"),
            ("NASA’s", "NASA"),
            ("l'OTAN's", "OTAN"),
            ("lorsqu´on", "on"),
            ("Aujourd’hui", "Aujourd’hui"),
            ("O'Brien", "O'Brien"),
            ("'s", "'s"),
            ("", ""),
        ] {
            assert_eq!(without_elision(raw), word, "{raw}");
        }
    }

    #[test]
    fn only_elided_words_are_cut_off() {
        let fr = |w: &str| &w[elided_prefix(w, Some(Lang::Fr))..] == "état";
        for word in ["l'état", "d'état", "qu'état", "jusqu'état"] {
            assert!(fr(word), "{word}");
        }
        for whole in
            ["aujourd'hui", "presqu'île", "quelqu'un", "prud'hommes", "o'brien", "l'", "état"]
        {
            assert_eq!(elided_prefix(whole, Some(Lang::Fr)), 0, "{whole}");
        }
        assert_eq!(elided_prefix("d'intérêt", Some(Lang::En)), 2);
        assert_eq!(elided_prefix("c'mon", Some(Lang::En)), 0);
        assert_eq!(possessive_suffix("government's"), 2);
        assert_eq!(possessive_suffix("'s"), 0);
    }
}
