//! Where a text changes from one language to the other.
//!
//! The best path through two states by dynamic programming (Viterbi, "Error bounds for
//! convolutional codes", 1967), with the scores of the words as emissions. A switch costs, and a
//! stretch has at least `LEAST_WORDS` words, so that a name, a title or a borrowed word is not
//! one.

use std::ops::Range;

use super::model::UNIT;
use super::scored::{ScoredWord, scored_words};
use super::{SAMPLE_BYTES, Tally, head};
use crate::lang::Lang;

/// No stretch beside another has fewer words; an elided one counts.
pub(super) const LEAST_WORDS: usize = 5;

/// What a switch costs, in the units of the model: a stretch has to be so much likelier in the
/// other language.
const SWITCH: i32 = 10 * UNIT;

/// What it costs where a sentence, a quotation or a line begins or ends.
const SWITCH_AT_BREAK: i32 = 8 * UNIT;

/// A part of a text that is in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Bytes of the text, cut at characters.
    pub range: Range<usize>,
    /// `None` where there is no telling, or in neither language.
    pub lang: Option<Lang>,
}

/// The stretches of a text, in its order: they cover it, and two beside each other differ.
///
/// A switch comes between words, as near to the true place as single words tell; a text that no
/// switch is found in is one stretch. Languages other than ours are not found inside a text, only
/// where a whole stretch is in one. Time and memory are linear in the text.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let mut words = Vec::new();
    scored_words(text, |scored| words.push(scored));
    stretches_of_part(text, 0..text.len(), &words)
}

/// Those of a part of a text, which has these words; the bytes are of the part.
pub(super) fn stretches_of_part(
    text: &str,
    part: Range<usize>,
    words: &[ScoredWord],
) -> Vec<Stretch> {
    if part.is_empty() {
        return Vec::new();
    }
    let (gaps, runs) = if may_switch(words) {
        let gaps = gaps(text, part.start, words);
        let runs = runs(words, &gaps);
        (gaps, runs)
    } else {
        (Vec::new(), std::iter::once(0..words.len()).collect())
    };
    let mut found: Vec<Stretch> = Vec::new();
    let mut rest = part.start;
    for run in runs {
        let end = gaps.get(run.end).map_or(part.end, |next| next.cut);
        let lang = words.get(run).and_then(|words| lang(text, words));
        let range = rest - part.start..end - part.start;
        rest = end;
        match found.last_mut() {
            Some(last) if last.lang == lang => last.range.end = range.end,
            _ => found.push(Stretch { range, lang }),
        }
    }

    found
}

/// Whether words speak so much for either language that a switch could pay. In most texts they do not,
/// and there is no need to look for one.
fn may_switch(words: &[ScoredWord]) -> bool {
    let of =
        |sign: i32| words.iter().map(|word| i64::from((sign * word.score).max(0))).sum::<i64>();
    of(1).min(of(-1)) > i64::from(SWITCH_AT_BREAK)
}

/// What stands before a word.
struct Gap {
    /// Where the text is cut if a stretch begins with the word.
    cut: usize,
    /// What it costs to begin one here.
    cost: i32,
}

/// What stands before each word; before the first, from a byte on.
fn gaps(text: &str, from: usize, words: &[ScoredWord]) -> Vec<Gap> {
    let mut before = from;
    let gap_before = |ScoredWord { word, .. }: &ScoredWord| {
        let gap = text.get(before..word.start).unwrap_or_default();
        let cut = before + cut(gap);
        before = word.end;
        Gap { cut, cost: if gap.contains(is_break) { SWITCH_AT_BREAK } else { SWITCH } }
    };
    words.iter().map(gap_before).collect()
}

/// The language of some words of a text in a row.
fn lang(text: &str, words: &[ScoredWord]) -> Option<Lang> {
    let (first, last) = (words.first()?, words.last()?);
    let text = text.get(first.word.start..last.word.end)?;
    Tally::of(words).guess(head(text, SAMPLE_BYTES)).lang
}

/// Where in the gap between two words the second's stretch begins: after the last line break, or
/// else after the first white space, so that an opening quotation mark goes with its words.
fn cut(gap: &str) -> usize {
    if let Some(at) = gap.rfind('\n') {
        return at + 1;
    }
    let Some(from) = gap.find(char::is_whitespace) else { return gap.len() };
    let rest = gap.get(from..).unwrap_or_default();
    from + rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len())
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '.' | '!' | '?' | ':' | ';' | '…' | '«' | '»' | '“' | '”' | '"' | '(' | ')')
}

/// The best way to a word, in each of two states.
#[derive(Clone, Copy)]
struct Step {
    score: i64,
    /// The stretch that this word is in began `LEAST_WORDS` before its end.
    switched: bool,
}

/// The words of each stretch of the best path.
fn runs(words: &[ScoredWord], gaps: &[Gap]) -> Vec<Range<usize>> {
    let paths = forward(words, gaps);
    let mut runs = Vec::new();
    let (mut at, mut end) = (words.len(), words.len());
    let last = paths.last().map(|[fr, en]| usize::from(en.score > fr.score));
    let mut state = last.unwrap_or_default();
    while at > 0 {
        let switched = paths.get(at).is_some_and(|steps| steps[state].switched);
        if switched {
            at -= LEAST_WORDS;
            runs.push(at..end);
            (end, state) = (at, 1 - state);
        } else {
            at -= 1;
        }
    }

    runs.push(0..end);
    runs.reverse();
    runs
}

/// For each number of words read, the best score in French and in English, and how it came about.
fn forward(words: &[ScoredWord], gaps: &[Gap]) -> Vec<[Step; 2]> {
    let start = Step { score: 0, switched: false };
    let mut paths = Vec::with_capacity(words.len() + 1);
    paths.push([start; 2]);
    let mut sum = 0;
    for (at, ScoredWord { score, .. }) in words.iter().enumerate() {
        sum += i64::from(*score);
        if at >= LEAST_WORDS {
            sum -= i64::from(words[at - LEAST_WORDS].score);
        }
        let mut steps = paths.last().copied().unwrap_or([start; 2]);
        // Only French words count, for or against: the difference is all that matters.
        for (state, gains) in [(0, (i64::from(*score), sum)), (1, (0, 0))] {
            steps[state] = Step { score: steps[state].score + gains.0, switched: false };
            let Some(before) = (at + 1).checked_sub(LEAST_WORDS).filter(|b| *b >= LEAST_WORDS)
            else {
                continue;
            };
            let other: &[Step; 2] = &paths[before];
            let switched = other[1 - state].score - i64::from(gaps[before].cost) + gains.1;
            if switched > steps[state].score {
                steps[state] = Step { score: switched, switched: true };
            }
        }
        paths.push(steps);
    }

    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<(&str, Option<Lang>)> {
        stretches(text).into_iter().map(|s| (&text[s.range], s.lang)).collect()
    }

    const FR: &str = "Les agents de la ville ont ouvert un guichet qui reste accessible le soir";
    const EN: &str = "they have opened a counter which is staffed by the city in the evening";

    #[test]
    fn a_switch_is_found_within_a_line() {
        use Lang::{En, Fr};
        assert_eq!(parts(FR), [(FR, Some(Fr))]);
        let both = format!("{FR} {EN}");
        assert_eq!(parts(&both), [(&both[..FR.len() + 1], Some(Fr)), (EN, Some(En))]);
        let quoted = format!("« {EN}. » {FR}.");
        assert_eq!(parts(&quoted).len(), 2);
        let thrice = format!("{FR}.\n{EN}.\n{FR}.");
        let langs: Vec<_> = parts(&thrice).into_iter().map(|(_, lang)| lang).collect();
        assert_eq!(langs, [Some(Fr), Some(En), Some(Fr)]);
        assert!(parts(&thrice)[1].0.starts_with("they"));
    }

    #[test]
    fn names_titles_and_borrowed_words_are_no_switch() {
        for text in [
            "Le secrétaire d’État a présenté le « French Manifesto » aux homologues étrangers.",
            "The Center is supported by the \"La France s'engage\" program and hosted by the university.",
            "Il travaille chez Open Government Partnership depuis trois ans, à Londres.",
            "He sent his résumé to the café on the Champs-Élysées last week.",
            "Nous avons lu The Lean Startup et nous en avons parlé avec tous les agents.",
        ] {
            assert_eq!(parts(text).len(), 1, "{:?}", parts(text));
        }
    }

    #[test]
    fn what_is_in_neither_language_is_one_stretch_of_none() {
        let de = "Die öffentliche Verwaltung muss sich verändern, damit die Bürger ihr vertrauen.";
        assert_eq!(parts(de), [(de, None)]);
        assert_eq!(parts("2017"), [("2017", None)]);
        assert_eq!(parts(""), []);
    }

    proptest! {
        #[test]
        fn no_switch_is_found_where_none_could_pay(
            parts in proptest::collection::vec("(les agents|the people|city|ouvert|name|[.\n]){1,3} ", 0..30)
        ) {
            let (text, mut words) = (parts.concat(), Vec::new());
            scored_words(&text, |scored| words.push(scored));
            let found = runs(&words, &gaps(&text, 0, &words)).len();
            prop_assert!(found == 1 || may_switch(&words));
        }

        #[test]
        fn stretches_cover_any_text(text in "(?s)(.|les agents|the people|'|\n| ){0,60}") {
            let found = stretches(&text);
            let joined: String = found.iter().map(|s| &text[s.range.clone()]).collect();
            prop_assert_eq!(joined, text);
            prop_assert!(found.windows(2).all(|w| w[0].lang != w[1].lang));
        }
    }
}
