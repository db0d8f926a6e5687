//! Queries drawn from the passages of an index.
//!
//! - `word`: a content word of a sentence;
//! - `two-words`: the two content words of a sentence that the fewest passages hold;
//! - `question`: the three rarest content words of a sentence in a frame that asks, so that the
//!   question stands in no passage;
//! - `phrase`: two to four words in a row, in quotation marks;
//! - `pasted`: a sentence of 12 to 25 words, or as much of the beginning of a longer one.
//!
//! The same passages and the same seed give the same queries, however the passages are stored.

use std::collections::HashSet;

use ibid_core::analysis::Kind;
use ibid_core::analysis::fold::folded;
use ibid_core::analysis::stopwords::is_stop;
use ibid_core::backend::{Backend, Term, Vocabulary};
use ibid_core::lang::Lang;
use ibid_core::sentences::sentences;

use super::Asked;
use super::corpus::Drawable;
use crate::error::Result;
use crate::library::Library;
use crate::random::Random;

/// The classes, in the order in which they are shown.
pub const CLASSES: [&str; 5] = ["word", "two-words", "question", "phrase", "pasted"];

/// Letters from which on a word says something.
const LETTERS: usize = 4;
/// Words of a phrase.
const PHRASE: std::ops::RangeInclusive<usize> = 2..=4;
/// Words of a pasted sentence.
const PASTED: std::ops::RangeInclusive<usize> = 12..=25;

const FRENCH: [&str; 4] = [
    "comment est-ce que {a} change {b} et {c} ?",
    "que sait-on de {a}, de {b} et de {c} ?",
    "pourquoi parle-t-on de {a} avec {b} plutôt que de {c} ?",
    "quel est le lien entre {a}, {b} et {c} ?",
];
const ENGLISH: [&str; 4] = [
    "how does the {a} of the {b} change the {c}?",
    "what is known about {a}, {b} and {c}?",
    "why did people speak of {a} with {b} rather than {c}?",
    "what is the link between {a}, {b} and {c}?",
];

/// Draws up to `each` queries of every class, those of one class one after the other.
pub(super) fn draw(
    library: &Library,
    passages: &[Drawable],
    each: usize,
    seed: u64,
) -> Result<Vec<Asked>> {
    let mut all = Vec::new();
    for (number, class) in CLASSES.iter().enumerate() {
        let mut random = Random::new(seed.wrapping_add(number as u64));
        let mut seen = HashSet::new();
        // each class begins with passages of its own, and takes those of others where they run out
        let own = passages.iter().skip(number).step_by(CLASSES.len());
        let others = passages.iter().enumerate().filter(|(i, _)| i % CLASSES.len() != number);
        for passage in own.chain(others.map(|(_, passage)| passage)) {
            if seen.len() >= each {
                break;
            }
            let Some(text) = query(library, class, passage, &mut random)? else { continue };
            if seen.insert(text.clone()) {
                all.push(Asked { class: (*class).to_owned(), text });
            }
        }
    }
    Ok(all)
}

/// A query of a class from one sentence of a passage, if that lends itself.
fn query(
    library: &Library,
    class: &str,
    passage: &Drawable,
    random: &mut Random,
) -> Result<Option<String>> {
    let all = sentences(&passage.text);
    let Some(range) = all.get(random.below(all.len())) else { return Ok(None) };
    let sentence = &passage.text[range.clone()];
    let words = content(sentence, passage.lang);
    Ok(match class {
        "word" => words.get(random.below(words.len())).map(|word| (*word).to_owned()),
        "two-words" => rarest(library, &words, 2)?.map(|words| words.join(" ")),
        "question" => {
            rarest(library, &words, 3)?.map(|words| question(&words, passage.lang, random))
        }
        "phrase" => phrase(sentence, &words, random),
        _ => pasted(sentence, random),
    })
}

/// The words of a sentence that say something, each once.
fn content(sentence: &str, lang: Lang) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for word in sentence.split(|c: char| !c.is_alphanumeric()) {
        let says = word.chars().count() >= LETTERS
            && word.chars().all(char::is_alphabetic)
            && !is_stop(&word.to_lowercase(), lang);
        if says && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// The words that the fewest passages hold, in the order of the sentence; `None` of fewer than so many.
fn rarest<'a>(library: &Library, words: &[&'a str], count: usize) -> Result<Option<Vec<&'a str>>> {
    if words.len() < count {
        return Ok(None);
    }
    let terms: Vec<Term> =
        words.iter().map(|word| Term { kind: Kind::Exact, text: folded(word) }).collect();
    let frequencies = library.engine().backend().snapshot()?.frequencies(&terms)?;

    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|i| frequencies.get(*i).copied().unwrap_or(0));
    order.truncate(count);
    order.sort_unstable();
    Ok(Some(order.into_iter().map(|i| words[i]).collect()))
}

fn question(words: &[&str], lang: Lang, random: &mut Random) -> String {
    let frames = match lang {
        Lang::Fr => FRENCH,
        Lang::En => ENGLISH,
    };
    let mut text = frames[random.below(frames.len())].to_owned();
    for (place, word) in ["{a}", "{b}", "{c}"].into_iter().zip(words) {
        text = text.replace(place, word);
    }
    text
}

/// Words in a row that nothing but a space parts, one of them a content word.
fn phrase(sentence: &str, content: &[&str], random: &mut Random) -> Option<String> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let count = PHRASE.start() + random.below(PHRASE.end() - PHRASE.start() + 1);
    let plain = |word: &&str| {
        let inner = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
        !word.is_empty() && word.chars().all(inner)
    };
    let says =
        |row: &&[&str]| row.iter().all(plain) && row.iter().any(|word| content.contains(word));
    let rows: Vec<&[&str]> = words.windows(count).filter(says).collect();
    let row = rows.get(random.below(rows.len()))?;
    Some(format!("\"{}\"", row.join(" ")))
}

fn pasted(sentence: &str, random: &mut Random) -> Option<String> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let (least, most) = (*PASTED.start(), *PASTED.end());
    if words.len() < least {
        return None;
    }
    let count =
        if words.len() <= most { words.len() } else { least + random.below(most - least + 1) };
    Some(words[..count].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "L’équipe du port a réparé, dès l’aube, les trois bateaux que la tempête \
                            avait jetés sur la digue de pierre.";

    #[test]
    fn words_that_say_something_are_left() {
        let words = content(SENTENCE, Lang::Fr);
        assert!(words.contains(&"équipe") && words.contains(&"digue"), "{words:?}");
        assert!(!words.contains(&"avait") && !words.contains(&"sur"), "{words:?}");
    }

    #[test]
    fn phrases_stand_in_the_sentence_and_pasted_ones_have_their_words() {
        for seed in 0..50 {
            let random = &mut Random::new(seed);
            let phrase = phrase(SENTENCE, &content(SENTENCE, Lang::Fr), random).unwrap();
            let words = phrase.trim_matches('"');
            assert!(SENTENCE.contains(words), "{phrase}");
            assert!(PHRASE.contains(&words.split(' ').count()), "{phrase}");

            let long = [SENTENCE; 2].join(" ");
            let pasted = pasted(&long, random).unwrap();
            assert!(PASTED.contains(&pasted.split(' ').count()), "{pasted}");
        }
        assert_eq!(pasted("Trop court.", &mut Random::new(1)), None);
    }

    #[test]
    fn a_frame_is_filled() {
        for (lang, seed) in [(Lang::Fr, 1), (Lang::En, 2), (Lang::Fr, 3), (Lang::En, 4)] {
            let text = question(&["phare", "digue", "bateau"], lang, &mut Random::new(seed));
            assert!(!text.contains('{') && text.contains("digue"), "{text}");
        }
    }
}
