//! A quote, ready to be looked for.

use std::ops::Range;

use ibid_core::analysis::Analyzer;
use ibid_core::query::{Phrase, Query};

use super::Agreement;
use super::marks::without_marks;
use super::words::{Joins, UnfoldedWords, Word, joined, same_but_space, words};
use crate::parse::{self, ParseOptions};

/// The number of passages that are looked at because they hold a row of its words.
const MOST_WITH_ROW: usize = 1000;
/// The number of passages that are looked at because they hold its words.
const MOST_WITH_WORDS: usize = 20;
/// A passage of lively talk has so few words.
const FEW: usize = 3;
/// No quote leaves words out more often.
const MOST_PARTS: usize = 8;
/// No quote reaches over more passages each way.
const FARTHEST: u32 = 40;

/// A quote, ready to be looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// As given, trimmed.
    text: String,
    words: Vec<Word>,
    /// The same with numbers and initials in one word each.
    joined: Vec<Word>,
}

impl Quote {
    /// The number of words in a row that are looked for at once.
    const ROW: usize = 16;

    /// A quote to look for; `None` when it has no word.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim().to_owned();
        let words = words(&text);
        let joined = joined(&text, &words);
        (!words.is_empty()).then_some(Quote { text, words, joined })
    }

    /// It without the sound marks that it has in brackets; `None` when it has none.
    pub(crate) fn without_marks(&self) -> Option<Self> {
        Quote::new(&without_marks(&self.text)?)
    }

    /// Its parts where it leaves words out, as in `the first […] and the last`; none where it does
    /// not, or where a part has a word alone.
    pub fn parts(&self) -> Vec<Self> {
        let parts = self.text.split('…').flat_map(|part| part.split("..."));
        let parts: Vec<Self> = parts.filter_map(Quote::new).collect();
        let whole = parts.iter().all(|part| part.len() > 1);
        if whole && (2..=MOST_PARTS).contains(&parts.len()) { parts } else { Vec::new() }
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Never: a quote has a word at least.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What to ask a backend for, one after the other until there is an answer, and how many
    /// passages to look at.
    ///
    /// Wherever the quote stands within one passage, the first finds it. Where it crosses from one
    /// to the next, one of those after it does: of any two stretches only one is crossed. Where it
    /// crosses many, in a lively talk, its words are left.
    pub fn queries(&self, analyzer: &mut Analyzer) -> Vec<(Query, usize)> {
        let all = self.joined.len();
        let halves = self.half_rows().into_iter().filter(|_| all > 1);
        let last = (all > 2 * Self::ROW).then(|| all - Self::ROW..all);
        let variants = std::iter::once(0..all.min(Self::ROW)).chain(halves).chain(last);
        let row = |row| (self.row(row, analyzer), MOST_WITH_ROW);
        let mut queries: Vec<(Query, usize)> = variants.map(row).collect();
        let words = parse::parse(&self.text, analyzer, &ParseOptions::default()).query;
        queries.push((Query { non_speech: true, ..words }, MOST_WITH_WORDS));
        queries
    }

    /// What to ask a backend for to find the quote within one passage.
    pub fn whole(&self, analyzer: &mut Analyzer) -> Query {
        self.row(0..self.joined.len().min(Self::ROW), analyzer)
    }

    /// What to ask a backend for to find either half within one passage.
    pub fn halves(&self, analyzer: &mut Analyzer) -> [Query; 2] {
        self.half_rows().map(|row| self.row(row, analyzer))
    }

    /// Its last words, as words in a row.
    pub fn end(&self, analyzer: &mut Analyzer) -> Phrase {
        let all = self.joined.len();
        parse::words_in_a_row(self.text_of(all.saturating_sub(Self::ROW)..all), analyzer).1
    }

    /// The first words of each half.
    fn half_rows(&self) -> [Range<usize>; 2] {
        let all = self.joined.len();
        let half = all.div_ceil(2);
        [0..half.min(Self::ROW), half..all.min(half + Self::ROW)]
    }

    /// What to ask a backend for where passages may part at the ends of sentences: its longest
    /// stretch without such an end, then either half.
    pub(crate) fn around_ends(&self, analyzer: &mut Analyzer) -> Vec<Query> {
        let mut stretches = Vec::new();
        let mut start = 0;
        for stretch in self.joined.chunk_by(|a, b| !self.sentence_ends(a, b)) {
            stretches.push(start..start + stretch.len());
            start += stretch.len();
        }

        let longest = stretches.into_iter().max_by_key(Range::len).unwrap_or_default();
        let longest = longest.start..longest.end.min(longest.start + Self::ROW);
        let rows = std::iter::once(longest).chain(self.half_rows());
        rows.map(|row| self.row(row, analyzer)).collect()
    }

    /// Whether a sentence ends within it.
    pub(crate) fn has_inner_end(&self) -> bool {
        self.words.windows(2).any(|pair| self.sentence_ends(&pair[0], &pair[1]))
    }

    fn sentence_ends(&self, before: &Word, after: &Word) -> bool {
        let between = self.text.get(before.bytes.end..after.bytes.start);
        between.is_some_and(|signs| signs.contains(['.', '?', '!', '…', '\n']))
    }

    /// How many passages each way the quote may reach, if it has a few words in each; a long one has
    /// more of them in each.
    pub fn reach(&self) -> u32 {
        u32::try_from(self.words.len() / FEW + 1).unwrap_or(u32::MAX).min(FARTHEST)
    }

    fn row(&self, row: Range<usize>, analyzer: &mut Analyzer) -> Query {
        parse::phrase(self.text_of(row), analyzer)
    }

    fn text_of(&self, row: Range<usize>) -> &str {
        let words = self.joined.get(row).unwrap_or_default();
        let bytes =
            words.first().map_or(0, |w| w.bytes.start)..words.last().map_or(0, |w| w.bytes.end);
        self.text.get(bytes).unwrap_or_default()
    }

    /// Whether a text may hold a part of the quote at its edge, the rest of which stands in the text
    /// before or after: it ends as the quote begins, or begins as the quote ends, or is all within
    /// the quote.
    pub(crate) fn touches_edge(&self, text: &str) -> bool {
        self.stands_at_edge(&mut UnfoldedWords::new(text))
    }

    fn stands_at_edge(&self, here: &mut UnfoldedWords<'_>) -> bool {
        let (count, all) = (here.len(), self.words.len());
        (1..all.min(count + 1)).any(|n| {
            here.stand_at(count - n, &self.words[..n]) || here.stand_at(0, &self.words[all - n..])
        }) || count > 0 && self.words.windows(count).any(|part| here.stand_at(0, part))
    }

    /// Where the quote stands in a text, and how far it agrees there.
    pub(crate) fn find_in(&self, text: &str) -> Vec<Found> {
        self.find_among(text, &mut UnfoldedWords::new(text))
    }

    /// Where the quote stands in a text first, and whether a part of it stands at its edge: see
    /// [`Quote::find_in`] and [`Quote::touches_edge`].
    pub(crate) fn look_in(&self, text: &str) -> (Option<Found>, bool) {
        let mut unfolded = UnfoldedWords::new(text);
        let touches_edge = self.stands_at_edge(&mut unfolded);
        (self.find_among(text, &mut unfolded).into_iter().next(), touches_edge)
    }

    fn find_among(&self, text: &str, unfolded: &mut UnfoldedWords<'_>) -> Vec<Found> {
        if self.may_stand_among(unfolded) { self.places_in(text) } else { Vec::new() }
    }

    /// Whether it may stand among words that are not folded yet: to fold them takes longest.
    fn may_stand_among(&self, here: &mut UnfoldedWords<'_>) -> bool {
        if here.hold(&self.words) {
            return true;
        }
        let has_joined = self.joined.len() != self.words.len();
        let Joins { initials, numbers } = here.may_join();
        if !initials {
            // numbers are joined to numbers: any other word must stand here as it is
            let is_word = |word: &&Word| !word.folded.chars().any(char::is_numeric);
            let longest = self.joined.iter().filter(is_word).max_by_key(|word| word.folded.len());
            if longest.is_some_and(|word| !here.contain(word)) {
                return false;
            }
        }
        has_joined || initials || numbers
    }

    /// Where it stands in a text: as it is, or else with numbers and initials joined.
    pub(super) fn places_in(&self, text: &str) -> Vec<Found> {
        let here = words(text);
        let found: Vec<_> = places(&self.words, &here).collect();
        if !found.is_empty() {
            return found.into_iter().map(|words| self.compared(text, words)).collect();
        }

        let joined = joined(text, &here);
        if joined.len() == here.len() && self.joined.len() == self.words.len() {
            return Vec::new();
        }

        let agreement = Agreement::Normalised;
        let found = |words: Range<usize>| Found { agreement, bytes: words.clone(), words };
        places(&self.joined, &joined).map(found).collect()
    }

    /// How far the quote agrees with words of a text that are its own; with the signs around them
    /// where those are in the quote.
    fn compared(&self, text: &str, words: Range<usize>) -> Found {
        let first = self.words.first().map_or(0, |word| word.bytes.start);
        let last = self.words.last().map_or(0, |word| word.bytes.end);
        let (lead, rest) = self.text.split_at(first);
        let trail = rest.get(last - first..).unwrap_or_default();
        let core = rest.get(..last - first).unwrap_or_default();
        let lead_here = text[..words.start].ends_with(lead);
        let trail_here = text[words.end..].starts_with(trail);
        if lead_here && trail_here && same_but_space(core, &text[words.clone()]) {
            let bytes = words.start - lead.len()..words.end + trail.len();
            return Found { agreement: Agreement::Exact, bytes, words };
        }

        Found { agreement: Agreement::Normalised, bytes: words.clone(), words }
    }
}

/// The bytes of the places where some words stand among others.
fn places(words: &[Word], here: &[Word]) -> impl Iterator<Item = Range<usize>> {
    let same = move |at: &&[Word]| at.iter().zip(words).all(|(a, b)| a.folded == b.folded);
    let windows = here.windows(words.len().max(1)).filter(same);
    windows.filter_map(|w| Some(w.first()?.bytes.start..w.last()?.bytes.end))
}

/// Where a quote stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How far it agrees.
    pub agreement: Agreement,
    /// Its bytes, with the signs around its words that it has too.
    pub bytes: Range<usize>,
    /// The bytes from its first word to its last: what stands before may belong to the cue before.
    pub words: Range<usize>,
}
