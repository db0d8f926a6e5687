//! How the words of a quote lie beside those of a text: word by word, by dynamic programming.
//!
//! The whole quote is laid beside the stretch of the text that costs least, as Sellers does it for
//! letters (“The theory and computation of evolutionary distances”, 1980): what stands before and
//! after that stretch costs nothing.

use std::ops::Range;

use super::words::Word;

/// A step of a quote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step<'q> {
    /// A word.
    Word(&'q Word),
    /// Words were left out here, any number of them.
    Omission,
    /// Others stand here for at most this number of words.
    Replaced(usize),
}

/// What lies beside what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// The same word, by its place in the steps and in the text.
    Same(usize, usize),
    /// Another word.
    Other(usize, usize),
    /// A word of the quote that the text does not have.
    Added(usize),
    /// A word of the text that the quote does not have.
    Lacking(usize),
    /// A word of the text for which the quote has a mark of omission or a word in brackets, with the
    /// place of that mark.
    Covered(usize, usize),
}

/// A quote beside a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alignment {
    /// What lies beside what, in order.
    pub(super) pairs: Vec<Pair>,
    /// How much of the quote and of the stretch is the same, from 0 to 1: long words count more than
    /// short ones.
    pub(super) likeness: f64,
}

/// More cells are not filled: a quote of 500 words beside 4000 words of text.
const MOST_CELLS: usize = 2_000_000;
/// What a short word counts, and so what it costs to lack one or to have another.
const SHORT_WORD: u32 = 10;
/// What a long word counts.
const LONG_WORD: u32 = 30;
/// Another form of a word costs less than another word, in tenths, so that forms lie beside each
/// other.
const OTHER_FORM: u32 = 6;
/// So does a word that the quote leaves out.
const LEFT_OUT: u32 = 4;
/// What a misspelt word shares with the one that is meant.
const MISSPELT: f64 = 0.5;
/// A word of fewer letters is short; one with a digit never is.
const LONG: usize = 4;

/// How a cell was come to.
#[derive(Clone, Copy, PartialEq)]
enum Move {
    Start,
    Both,
    Quote,
    Text,
}

/// The best alignment of a quote with a stretch of a text; `None` where one of them has no word, or
/// where they are too long.
pub(super) fn align(quote: &[Step<'_>], text: &[Word]) -> Option<Alignment> {
    let (rows, columns) = (quote.len() + 1, text.len() + 1);
    let has_word = quote.iter().any(|step| matches!(step, Step::Word(_)));
    if !has_word || text.is_empty() || rows.saturating_mul(columns) > MOST_CELLS {
        return None;
    }

    let moves = fill(quote, text, columns);
    let pairs = trace(quote, text, &moves, columns);
    let likeness = likeness(quote, text, &pairs);
    Some(Alignment { pairs, likeness })
}

struct Moves {
    all: Vec<Move>,
    /// Where the cheapest row of the whole quote ends.
    end: usize,
}

/// Fills the table row by row, a row for each step of the quote.
fn fill(quote: &[Step<'_>], text: &[Word], columns: usize) -> Moves {
    let mut all = vec![Move::Start; (quote.len() + 1) * columns];
    let mut above = vec![0u32; columns];
    for (row, step) in (1..).zip(quote) {
        let mut costs = Vec::with_capacity(columns);
        for column in 0..columns {
            let word = column.checked_sub(1).and_then(|at| text.get(at));
            let diagonal = column.checked_sub(1).and_then(|at| above.get(at)).copied();
            let left = column.checked_sub(1).and_then(|at| costs.get(at)).copied();
            let up = above.get(column).copied().unwrap_or(u32::MAX);
            let (both, quote_only, text_only) = step_costs(*step, word);

            let mut best = (up.saturating_add(quote_only), Move::Quote);
            if let Some(cost) = left.map(|left: u32| left.saturating_add(text_only)) {
                best = if cost <= best.0 { (cost, Move::Text) } else { best };
            }
            if let Some(cost) = diagonal.map(|diagonal| diagonal.saturating_add(both)) {
                best = if cost <= best.0 { (cost, Move::Both) } else { best };
            }
            costs.push(best.0);
            if let Some(cell) = all.get_mut(row * columns + column) {
                *cell = best.1;
            }
        }
        above = costs;
    }

    let end = (0..columns).min_by_key(|column| above.get(*column)).unwrap_or(0);
    Moves { all, end }
}

/// What it costs to take a step with a word of the text, alone, and to take the word alone.
fn step_costs(step: Step<'_>, word: Option<&Word>) -> (u32, u32, u32) {
    let here = word.map_or(0, weight);
    // a word left out, such as a negation, is likelier than others in the place of those around it
    let lacking = here * LEFT_OUT / 10;
    match step {
        Step::Word(own) => {
            // where ways cost the same, the same word is likelier than another, and another than one
            // too many
            let other = (weight(own) + here) / 2 + 1;
            let added = weight(own) + 2;
            let both = match word {
                Some(word) if own.folded == word.folded => 0,
                Some(word) if is_form(own, word) => other * OTHER_FORM / 10,
                _ => other,
            };
            (both, added, lacking)
        }
        Step::Omission => (0, 0, 0),
        // a word in brackets stands for one word, or for a few more
        Step::Replaced(_) => (0, 0, 1),
    }
}

/// Whether two words may be forms of one: they begin alike.
fn is_form(a: &Word, b: &Word) -> bool {
    if is_misspelt(a, b) {
        return true;
    }
    let shared = a.folded.chars().zip(b.folded.chars()).take_while(|(a, b)| a == b).count();
    let longest = a.folded.chars().count().max(b.folded.chars().count());
    shared >= 3 && shared * 2 >= longest
}

/// Whether two words are one with a slip of the pen: an edit, or two in a longer word. Numbers are
/// what they are.
fn is_misspelt(a: &Word, b: &Word) -> bool {
    let letters = a.folded.chars().count().min(b.folded.chars().count());
    let most = if letters > LONG + 1 { 2 } else { 1 };
    let has_digit = |word: &Word| word.folded.contains(|c: char| c.is_numeric());
    letters >= LONG
        && !has_digit(a)
        && !has_digit(b)
        && strsim::osa_distance(&a.folded, &b.folded) <= most
}

fn trace(quote: &[Step<'_>], text: &[Word], moves: &Moves, columns: usize) -> Vec<Pair> {
    let (mut row, mut column) = (quote.len(), moves.end);
    let mut pairs = Vec::new();
    while row > 0 {
        let step = quote.get(row - 1).copied().unwrap_or(Step::Omission);
        let is_word = matches!(step, Step::Word(_));
        match moves.all.get(row * columns + column).copied().unwrap_or(Move::Start) {
            Move::Start => break,
            Move::Both => {
                let (at, here) = (row - 1, column - 1);
                let same = match (step, text.get(here)) {
                    (Step::Word(own), Some(word)) => own.folded == word.folded,
                    _ => false,
                };
                pairs.push(match (is_word, same) {
                    (false, _) => Pair::Covered(at, here),
                    (true, true) => Pair::Same(at, here),
                    (true, false) => Pair::Other(at, here),
                });
                (row, column) = (row - 1, column - 1);
            }
            Move::Quote => {
                pairs.extend(is_word.then_some(Pair::Added(row - 1)));
                row -= 1;
            }
            Move::Text => {
                let here = column - 1;
                let pair = if is_word { Pair::Lacking(here) } else { Pair::Covered(row - 1, here) };
                pairs.push(pair);
                column -= 1;
            }
        }
    }

    pairs.reverse();
    trimmed(pairs)
}

/// Without words of the text at either end that nothing of the quote lies beside.
fn trimmed(mut pairs: Vec<Pair>) -> Vec<Pair> {
    let outside = |pair: &Pair| matches!(pair, Pair::Lacking(_) | Pair::Covered(..));
    while pairs.last().is_some_and(outside) {
        pairs.pop();
    }
    let first = pairs.iter().position(|pair| !outside(pair)).unwrap_or(pairs.len());
    pairs.drain(..first);
    pairs
}

/// What a word counts.
pub(super) fn weight(word: &Word) -> u32 {
    if is_long(word) { LONG_WORD } else { SHORT_WORD }
}

/// Whether a word is long, or has a digit.
pub(super) fn is_long(word: &Word) -> bool {
    word.folded.chars().count() >= LONG || word.folded.contains(|c: char| c.is_numeric())
}

fn likeness(quote: &[Step<'_>], text: &[Word], pairs: &[Pair]) -> f64 {
    let of_quote = |at: usize| match quote.get(at) {
        Some(Step::Word(word)) => f64::from(weight(word)),
        _ => 0.0,
    };
    let of_text = |at: usize| text.get(at).map_or(0.0, |word| f64::from(weight(word)));
    let (mut same, mut quoted, mut source) = (0.0, 0.0, 0.0);
    for pair in pairs {
        match *pair {
            Pair::Same(at, _) => {
                same += of_quote(at);
                quoted += of_quote(at);
                source += of_quote(at);
            }
            Pair::Other(at, here) => {
                let slip = match (quote.get(at), text.get(here)) {
                    (Some(Step::Word(own)), Some(word)) => is_misspelt(own, word),
                    _ => false,
                };
                same += if slip { of_quote(at) * MISSPELT } else { 0.0 };
                quoted += of_quote(at);
                source += of_text(here);
            }
            Pair::Added(at) => quoted += of_quote(at),
            Pair::Lacking(here) => source += of_text(here),
            Pair::Covered(..) => {}
        }
    }
    let all = f64::max(quoted, source);
    if all > 0.0 { same / all } else { 0.0 }
}

impl Alignment {
    /// The places in the text of the first word that lies beside one of the quote, and after the
    /// last.
    pub(super) fn stretch(&self) -> Option<Range<usize>> {
        let here = |pair: &Pair| match *pair {
            Pair::Same(_, here) | Pair::Other(_, here) | Pair::Lacking(here) => Some(here),
            Pair::Added(_) | Pair::Covered(..) => None,
        };
        let first = self.pairs.iter().find_map(here)?;
        let last = self.pairs.iter().rev().find_map(here)?;
        Some(first..last + 1)
    }
}
