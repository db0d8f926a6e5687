//! A quotation as it is printed: with words left out, and with words of whoever quotes in brackets.

use std::ops::Range;

use ibid_core::hit::Hit;

use super::alignment::{Alignment, Pair, Step, align};
use super::words::{Word, joined, words};
use super::{Agreement, Found, Quote};

/// No word in brackets is longer, in characters.
const LONGEST: usize = 200;
/// Words in brackets stand for as many of the source and some more.
const SOME_MORE: usize = 3;

/// What whoever quotes says of a quotation within it; it stands for nothing of the source.
const REMARKS: [&str; 12] = [
    "sic",
    "emphasis added",
    "emphasis mine",
    "emphasis ours",
    "my emphasis",
    "our emphasis",
    "emphasis in original",
    "italics mine",
    "nous soulignons",
    "je souligne",
    "c est nous qui soulignons",
    "souligne par nous",
];

/// Words that turn a sentence round. In brackets they are words of the quotation as others are.
const NEGATIONS: [&str; 16] = [
    "not", "no", "never", "nor", "none", "without", "cannot", "ne", "n", "pas", "jamais", "aucun",
    "aucune", "sans", "non", "ni",
];

/// A part of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Omission,
    Replaced(usize),
}

/// A quotation, ready to be laid beside a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    /// Its own words, parts parted by ` … `.
    text: String,
    steps: Vec<OwnStep>,
    /// The bytes of its parts in `text`.
    parts: Vec<Range<usize>>,
}

#[derive(Clone, Debug, PartialEq)]
enum OwnStep {
    Word(Word),
    Omission,
    Replaced(usize),
}

impl Pattern {
    /// A quotation; `None` where it has no word.
    pub(crate) fn new(quotation: &str) -> Option<Self> {
        let mut pattern = Pattern { text: String::new(), steps: Vec::new(), parts: Vec::new() };
        for piece in pieces(core(quotation)) {
            match piece {
                Piece::Words(text) => pattern.add(core(&text)),
                Piece::Omission => pattern.steps.push(OwnStep::Omission),
                Piece::Replaced(most) => pattern.steps.push(OwnStep::Replaced(most)),
            }
        }
        (!pattern.parts.is_empty()).then_some(pattern)
    }

    fn add(&mut self, part: &str) {
        let of_part = joined(part, &words(part));
        if of_part.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(" … ");
        }
        let from = self.text.len();
        self.text.push_str(part);
        self.parts.push(from..self.text.len());
        let moved = |word: Word| Word {
            bytes: word.bytes.start + from..word.bytes.end + from,
            folded: word.folded,
        };
        self.steps.extend(of_part.into_iter().map(moved).map(OwnStep::Word));
    }

    /// The words of its own, without marks of omission.
    pub(crate) fn words_alone(&self) -> String {
        let parts = self.parts.iter().filter_map(|part| self.text.get(part.clone()));
        parts.collect::<Vec<_>>().join(" ")
    }

    /// Its words in rows: where words are left out, or others stand in brackets, a row ends.
    pub(super) fn stretches(&self) -> Vec<Vec<&Word>> {
        let mut stretches: Vec<Vec<&Word>> = vec![Vec::new()];
        for step in &self.steps {
            match (step, stretches.last_mut()) {
                (OwnStep::Word(word), Some(stretch)) => stretch.push(word),
                _ => stretches.push(Vec::new()),
            }
        }
        stretches.retain(|stretch| !stretch.is_empty());
        stretches
    }

    /// The text of some of its bytes.
    pub(super) fn slice(&self, bytes: Range<usize>) -> Option<&str> {
        self.text.get(bytes)
    }

    /// Its first half and its second, as texts, with the word in the middle in both.
    pub(crate) fn halves(&self) -> Vec<&str> {
        let words: Vec<&Word> = self.stretches().into_iter().flatten().collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return Vec::new() };
        let Some(middle) = words.get(words.len() / 2) else { return Vec::new() };
        let ranges = [first.bytes.start..middle.bytes.end, middle.bytes.start..last.bytes.end];
        ranges.into_iter().filter_map(|range| self.slice(range)).collect()
    }

    /// Its parts, each as a quote.
    pub(crate) fn quotes(&self) -> Vec<Quote> {
        let parts = self.parts.iter().filter_map(|part| self.text.get(part.clone()));
        parts.filter_map(Quote::new).collect()
    }

    /// Whether it is one stretch of words without anything left out.
    pub(crate) fn is_whole(&self) -> bool {
        self.parts.len() == 1
    }

    /// How many words it has.
    pub(crate) fn len(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, OwnStep::Word(_))).count()
    }

    fn steps(&self) -> Vec<Step<'_>> {
        let step = |step| match step {
            &OwnStep::Omission => Step::Omission,
            &OwnStep::Replaced(most) => Step::Replaced(most),
            OwnStep::Word(word) => Step::Word(word),
        };
        self.steps.iter().map(step).collect()
    }

    /// It beside a text.
    pub(super) fn beside(&self, text: &[Word]) -> Option<Alignment> {
        align(&self.steps(), text)
    }

    /// Where it stands in a text, if all of its words do, and how far they agree.
    pub(crate) fn find_in(&self, text: &str) -> Option<Found> {
        let here = joined(text, &words(text));
        let alignment = self.beside(&here)?;
        if !self.is_met(&alignment, &here) {
            return None;
        }

        let stretch = alignment.stretch()?;
        let bytes = here.get(stretch.start)?.bytes.start..here.get(stretch.end - 1)?.bytes.end;
        let exact = self.parts.iter().all(|part| self.is_exact(part, &alignment, &here, text));
        let agreement = if exact { Agreement::Exact } else { Agreement::Normalised };
        Some(Found { agreement, bytes: bytes.clone(), words: bytes })
    }

    /// Whether every word lies beside the same one, and what is covered may be.
    fn is_met(&self, alignment: &Alignment, here: &[Word]) -> bool {
        let mut covered = vec![0usize; self.steps.len()];
        alignment.pairs.iter().all(|pair| match *pair {
            Pair::Same(..) => true,
            Pair::Other(..) | Pair::Added(_) | Pair::Lacking(_) => false,
            Pair::Covered(at, word) => {
                let Some(OwnStep::Replaced(most)) = self.steps.get(at) else { return true };
                let Some(count) = covered.get_mut(at) else { return false };
                *count += 1;
                let turns =
                    here.get(word).is_some_and(|word| NEGATIONS.contains(&word.folded.as_str()));
                *count <= *most && !turns
            }
        })
    }

    /// Whether a part of it is written as the stretch that it lies beside.
    fn is_exact(
        &self,
        part: &Range<usize>,
        alignment: &Alignment,
        here: &[Word],
        text: &str,
    ) -> bool {
        let mut own: Option<Range<usize>> = None;
        let mut source: Option<Range<usize>> = None;
        for pair in &alignment.pairs {
            let Pair::Same(at, word) = *pair else { continue };
            let (Some(OwnStep::Word(mine)), Some(word)) = (self.steps.get(at), here.get(word))
            else {
                continue;
            };
            if !part.contains(&mine.bytes.start) {
                continue;
            }
            let wider = |range: Option<Range<usize>>, bytes: &Range<usize>| {
                Some(range.map_or(bytes.clone(), |range| range.start..bytes.end))
            };
            own = wider(own, &mine.bytes);
            source = wider(source, &word.bytes);
        }
        let (Some(own), Some(source)) = (own, source) else { return false };
        let (own, source) = (self.text.get(own), text.get(source));
        own.zip(source).is_some_and(|(own, source)| same_but_any_space(own, source))
    }

    /// What differs, run by run, as it is written in both.
    pub(super) fn differences(
        &self,
        alignment: &Alignment,
        here: &[Word],
        text: &str,
    ) -> Vec<(String, String)> {
        let same = |pair: &Pair| matches!(pair, Pair::Same(..) | Pair::Covered(..));
        let runs = alignment.pairs.chunk_by(|a, b| same(a) == same(b));
        let mut differences = Vec::new();
        for run in runs.filter(|run| run.first().is_some_and(|pair| !same(pair))) {
            let mut own: Option<Range<usize>> = None;
            let mut source: Option<Range<usize>> = None;
            for pair in run {
                let (at, word) = match *pair {
                    Pair::Other(at, word) | Pair::Same(at, word) => (Some(at), Some(word)),
                    Pair::Added(at) => (Some(at), None),
                    Pair::Lacking(word) | Pair::Covered(_, word) => (None, Some(word)),
                };
                if let Some(OwnStep::Word(mine)) = at.and_then(|at| self.steps.get(at)) {
                    let start = own.map_or(mine.bytes.start, |own| own.start);
                    own = Some(start..mine.bytes.end);
                }
                if let Some(word) = word.and_then(|word| here.get(word)) {
                    let start = source.map_or(word.bytes.start, |source| source.start);
                    source = Some(start..word.bytes.end);
                }
            }
            let of = |text: &str, range: Option<Range<usize>>| {
                range.and_then(|range| text.get(range)).unwrap_or_default().to_owned()
            };
            differences.push((of(&self.text, own), of(text, source)));
        }
        differences
    }
}

/// Whether two texts are the same, where any white space counts as one space.
pub(crate) fn same_but_any_space(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// The texts of some passages as one, a line each.
pub(crate) fn text_of(hits: &[Hit]) -> String {
    let texts: Vec<&str> = hits.iter().map(|hit| hit.passage.text.as_str()).collect();
    texts.join("\n")
}

/// A quotation without the signs at its ends that its sentence may have given it: a stop or a comma
/// of the source is often another one of the text around it. A question or an exclamation stays.
fn core(quotation: &str) -> &str {
    let lead = |c: char| !c.is_alphanumeric() && !matches!(c, '[' | '(' | '…' | '.');
    let trail = |c: char| {
        !c.is_alphanumeric() && !matches!(c, ']' | ')' | '?' | '!' | '%' | '…' | '€' | '$' | '£')
    };
    let text = quotation.trim_start_matches(lead);
    let ends_in_dots = text.trim_end().ends_with("...");
    if ends_in_dots { text.trim_end() } else { text.trim_end_matches(trail) }
}

/// Parts a quotation where it leaves words out, or has words in brackets.
fn pieces(quotation: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut own = String::new();
    let mut rest = quotation;
    while let Some(c) = rest.chars().next() {
        let end_of_own = |own: &mut String, pieces: &mut Vec<Piece>| {
            pieces.push(Piece::Words(std::mem::take(own)));
        };
        let taken = match c {
            '…' => {
                end_of_own(&mut own, &mut pieces);
                pieces.push(Piece::Omission);
                c.len_utf8()
            }
            '.' if rest.starts_with("...") => {
                end_of_own(&mut own, &mut pieces);
                pieces.push(Piece::Omission);
                rest.len() - rest.trim_start_matches('.').len()
            }
            '[' | '(' => match bracket(rest, &own) {
                Some((Bracket::Letters(letters), length)) => {
                    own.push_str(letters);
                    length
                }
                Some((Bracket::Remark, length)) => length,
                Some((Bracket::Omission, length)) => {
                    end_of_own(&mut own, &mut pieces);
                    pieces.push(Piece::Omission);
                    length
                }
                Some((Bracket::Replaced(most), length)) => {
                    end_of_own(&mut own, &mut pieces);
                    pieces.push(Piece::Replaced(most));
                    length
                }
                None => {
                    own.push(c);
                    c.len_utf8()
                }
            },
            c => {
                own.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }

    pieces.push(Piece::Words(own));
    pieces
}

/// What stands in brackets.
enum Bracket<'t> {
    /// Letters of a word: `[T]he`.
    Letters(&'t str),
    /// A remark of whoever quotes.
    Remark,
    Omission,
    Replaced(usize),
}

/// The brackets that a text begins with, after `before`, and their length; `None` where they are
/// like any other sign.
fn bracket<'t>(text: &'t str, before: &str) -> Option<(Bracket<'t>, usize)> {
    let (open, close) = if text.starts_with('[') { ('[', ']') } else { ('(', ')') };
    let inside = text.strip_prefix(open)?;
    let (end, _) = inside.char_indices().take(LONGEST).find(|(_, c)| *c == close)?;
    let (inside, after) = inside.split_at(end);
    let length = end + 2;
    let of_inside: Vec<String> = words(inside).into_iter().map(|word| word.folded).collect();

    if of_inside.is_empty() && inside.contains(['.', '…', '-', '—']) {
        return Some((Bracket::Omission, length));
    }
    if REMARKS.contains(&of_inside.join(" ").as_str()) {
        return Some((Bracket::Remark, length));
    }
    if open == '(' || of_inside.is_empty() {
        return None;
    }
    let after = after.get(1..).unwrap_or_default();
    if before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric) {
        return Some((Bracket::Letters(inside), length));
    }
    if of_inside.iter().any(|word| NEGATIONS.contains(&word.as_str())) {
        return None;
    }
    Some((Bracket::Replaced(of_inside.len() + SOME_MORE), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(quotation: &str, text: &str) -> Option<Agreement> {
        Some(Pattern::new(quotation)?.find_in(text)?.agreement)
    }

    #[test]
    fn what_is_left_out_or_in_brackets_is_no_word_of_the_source() {
        use Agreement::{Exact, Normalised};
        let text =
            "She warned them that swaps tire people who already work short-handed, and left.";
        for (quotation, want) in [
            ("warned [the ministry] that swaps tire people", Some(Exact)),
            ("warned them […] who already work", Some(Exact)),
            ("warned them (...) who already WORK.", Some(Normalised)),
            ("[s]he warned them that", Some(Normalised)),
            ("warned them [sic] that swaps", Some(Exact)),
            ("swaps [always] tire people", Some(Exact)),
            ("swaps [do not] tire people", None),
            ("warned [the ministry] that swaps tire nobody", None),
            ("work short-handed […] warned them that", None),
            ("swaps tire people who already work short-handed,", Some(Exact)),
            ("", None),
            ("[…]", None),
        ] {
            assert_eq!(find(quotation, text), want, "{quotation}");
        }
        // words in brackets cover no negation
        assert_eq!(find("we [really] saw it", "we never saw it"), None);
        assert_eq!(find("we [really] saw it", "we then saw it"), Some(Exact));
    }

    #[test]
    fn what_differs_is_told_run_by_run() {
        let differ = |quotation: &str, text: &str| {
            let here = joined(text, &words(text));
            let pattern = Pattern::new(quotation).unwrap();
            let alignment = pattern.beside(&here).unwrap();
            pattern.differences(&alignment, &here, text)
        };
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let text = "Nous n’avons pas ouvert 36 guichets en 2019, dit-il.";
        assert_eq!(differ("nous avons ouvert 36 guichets", text), pairs(&[("", "n"), ("", "pas")]));
        assert_eq!(differ("pas ouvert 41 guichets", text), pairs(&[("41", "36")]));
        assert_eq!(differ("pas ouvrir 36 guichets", text), pairs(&[("ouvrir", "ouvert")]));
        assert_eq!(differ("ouvert 36 guichets à Lille", text).len(), 1);
    }
}
