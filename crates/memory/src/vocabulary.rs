//! The words of a store in memory, counted anew at each question.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use ibid_core::analysis::{AnalysedPassage, Kind};
use ibid_core::backend::{KnownWord, Term, Vocabulary};
use ibid_core::lang::Lang;
use ibid_core::ranking::{CollectionStats, LanguageStats, PassageStats};

use crate::matching::has_words_at;
use crate::snapshot::MemorySnapshot;

impl Vocabulary for MemorySnapshot {
    type Error = Infallible;

    fn collection(&self) -> Result<CollectionStats, Infallible> {
        let mut portions = [LanguageStats::default(); Lang::BY_SLOT.len()];
        for (portion, lang) in portions.iter_mut().zip(Lang::BY_SLOT) {
            for held in self.passages().filter(|held| held.passage.lang == lang) {
                portion.passages += 1;
                let stats = stats(held);
                portion.stem_terms += u64::from(stats.stem_terms);
                portion.exact_terms += u64::from(stats.exact_terms);
                portion.window_words += u64::from(stats.window_words());
            }
        }

        Ok(CollectionStats { portions })
    }

    fn frequencies(&self, wanted: &[Term]) -> Result<Vec<u64>, Infallible> {
        let frequency =
            |term: &Term| self.passages().filter(|held| holds(held, term)).count() as u64;
        Ok(wanted.iter().map(frequency).collect())
    }

    fn may_hold_row(&self, words: &[(u32, String)]) -> Result<bool, Infallible> {
        Ok(words.is_empty() || self.passages().any(|held| has_words_at(words, held)))
    }

    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>, Infallible> {
        Ok(self.words(|word| word.starts_with(prefix), limit))
    }

    fn words_near(
        &self,
        words: &[&str],
        edits: u8,
        limit: usize,
    ) -> Result<Vec<Vec<KnownWord>>, Infallible> {
        let near = |word: &&str| self.words(|other| is_near(word, other, edits), limit);
        Ok(words.iter().map(near).collect())
    }
}

fn holds(held: &AnalysedPassage, term: &Term) -> bool {
    held.tokens.iter().any(|token| token.kind == term.kind && token.term == term.text)
}

impl MemorySnapshot {
    /// The words of which something holds, the most frequent first.
    fn words(&self, wanted: impl Fn(&str) -> bool, limit: usize) -> Vec<KnownWord> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for held in self.passages() {
            let exact = held.tokens.iter().filter(|token| token.kind == Kind::Exact);
            let words: BTreeSet<&str> =
                exact.map(|token| token.term).filter(|word| wanted(word)).collect();
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        }

        let known = |(word, passages): (&str, u64)| KnownWord { word: word.to_owned(), passages };
        let words: Vec<KnownWord> = counts.into_iter().map(known).collect();
        KnownWord::most_frequent(words, limit)
    }
}

/// How long a passage is, to the word, and where it stands.
pub(crate) fn stats(held: &AnalysedPassage) -> PassageStats {
    PassageStats {
        stem_terms: terms(held, Kind::Stem),
        exact_terms: terms(held, Kind::Exact),
        text_from: held.text_from,
        heading_words: held.heading_words,
        document: held.passage.document().hash(),
        ordinal: held.passage.ordinal,
        words_before: held.place.words_before,
        document_words: held.place.document_words,
    }
}

/// How many terms of one kind a passage has, headings counted.
fn terms(held: &AnalysedPassage, kind: Kind) -> u32 {
    held.tokens.iter().filter(|token| token.kind == kind).count() as u32
}

fn is_near(word: &str, other: &str, edits: u8) -> bool {
    let alike = edits < 2 || word.chars().next() == other.chars().next();
    alike && other != word && distance(word, other) <= usize::from(edits)
}

/// How many insertions, deletions, changes and swaps of neighbours make one word of another, each
/// letter edited once: the table of Damerau (1964), all of it.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                table[i][j] = i + j;
                continue;
            }
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (table[i - 1][j] + 1).min(table[i][j - 1] + 1);
            least = least.min(table[i - 1][j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = least;
        }
    }

    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in [
            ("maire", "maire", 0),
            ("maire", "marie", 1),
            ("maire", "mare", 1),
            ("maire", "mairies", 2),
            ("été", "ete", 2),
            ("", "abc", 3),
        ] {
            assert_eq!(distance(a, b), edits, "{a} {b}");
            assert_eq!(distance(b, a), edits, "{b} {a}");
        }
    }
}
