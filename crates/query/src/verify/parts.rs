//! A quote that is nowhere as a whole while its parts stand in several places: put together of what
//! two people said, or of two passages.

use ibid_core::hit::Hit;
use serde::{Deserialize, Serialize};

use super::alignment::{is_long, weight};
use super::pattern::{Pattern, text_of};
use super::words::{Word, joined, words};
use super::{Quote, TextMatch, spots};
use crate::cite::CiteOptions;

/// A part has at least so many words.
const FEWEST: usize = 4;
/// So many of them are long: short ones stand side by side anywhere.
const LONG_WORDS: usize = 2;
/// The parts are told where they hold at least this share of the quote, long words counting more.
const COVERED: f64 = 0.8;
/// And so much more of it than the passage that comes nearest.
const MORE: f64 = 0.1;

/// A part of a quote, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct QuotePart {
    /// Its words, as the quote has them.
    pub quote: String,
    /// The first place where they stand.
    #[serde(flatten)]
    pub place: TextMatch,
}

/// A stretch of the words of a quote, and the passages that hold it, by their number.
struct Run<'q> {
    words: &'q [&'q Word],
    group: usize,
}

/// The parts of a quote that stand each in one of some groups of passages; none where they are not most
/// of it, or not more than the passage that is `likeness` like it.
pub(crate) fn parts(
    pattern: &Pattern,
    groups: &[Vec<Hit>],
    likeness: f64,
    options: &CiteOptions,
) -> Vec<QuotePart> {
    let texts: Vec<String> = groups.iter().map(|group| text_of(group)).collect();
    let texts: Vec<Vec<Word>> = texts.iter().map(|text| joined(text, &words(text))).collect();
    let stretches = pattern.stretches();
    let runs: Vec<Run<'_>> = stretches.iter().flat_map(|words| runs(words, &texts)).collect();

    let weigh = |words: &[&Word]| words.iter().map(|word| weight(word)).sum::<u32>();
    let all: u32 = stretches.iter().map(|words| weigh(words)).sum();
    let held: u32 = runs.iter().map(|run| weigh(run.words)).sum();
    let share = f64::from(held) / f64::from(all.max(1));
    if runs.len() < 2 || share < COVERED || share <= likeness + MORE {
        return Vec::new();
    }

    let found = runs.iter().map(|run| part(pattern, run, groups.get(run.group)?, options));
    found.collect::<Option<Vec<QuotePart>>>().unwrap_or_default()
}

/// A run as it is shown.
fn part(
    pattern: &Pattern,
    run: &Run<'_>,
    group: &[Hit],
    options: &CiteOptions,
) -> Option<QuotePart> {
    let (first, last) = (run.words.first()?, run.words.last()?);
    let quote = pattern.slice(first.bytes.start..last.bytes.end)?;
    let spot = spots(&Quote::new(quote)?, group).into_iter().next()?;
    Some(QuotePart { quote: quote.to_owned(), place: spot.place(group, options)? })
}

/// The longest stretches of some words that one of the texts holds, from the first word on.
fn runs<'q>(words: &'q [&'q Word], texts: &[Vec<Word>]) -> Vec<Run<'q>> {
    let mut runs = Vec::new();
    let mut rest = words;
    while rest.len() >= FEWEST {
        // of several texts the first, which answers best
        let mut longest = (0, 0);
        for (group, text) in texts.iter().enumerate() {
            let held = longest_in(rest, text);
            longest = if held > longest.0 { (held, group) } else { longest };
        }

        let (own, after) = rest.split_at(longest.0.min(rest.len()));
        if is_telling(own) {
            runs.push(Run { words: own, group: longest.1 });
            rest = after;
        } else {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    runs
}

/// How many of some words a text holds in a row, from the first of them on.
fn longest_in(words: &[&Word], text: &[Word]) -> usize {
    let held = |from: usize| {
        let here = text.get(from..).unwrap_or_default().iter();
        here.zip(words).take_while(|(here, word)| here.folded == word.folded).count()
    };
    (0..text.len()).map(held).max().unwrap_or(0)
}

/// Whether some words tell one place from others.
fn is_telling(words: &[&Word]) -> bool {
    words.len() >= FEWEST && words.iter().filter(|word| is_long(word)).count() >= LONG_WORDS
}
