//! The words of an index and their numbers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ibid_core::analysis::Kind;
use ibid_core::backend::{KnownWord, Term as Wanted};
use rustc_hash::FxHashMap;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, TERMINATED};

use crate::columns::{Number, Segment};
use crate::error::{At, Result};
use crate::phrases::{PhraseQuery, PhraseTerms};
use crate::postings::go_to;
use crate::state::State;

impl State {
    /// How many passages hold a term.
    pub(crate) fn frequency(&self, wanted: &Wanted) -> Result<u64> {
        let (term, fields) = ((wanted.kind, wanted.text.as_str()), &self.fields);
        let mut passages = 0;
        for segment in self.segments() {
            if let Some(info) = segment.term(term, fields).at(&self.path)? {
                let dictionary = segment.dictionary(wanted.kind, fields).at(&self.path)?;
                passages += living(segment, dictionary, &info).at(&self.path)?;
            }
        }
        Ok(passages)
    }

    /// Whether the text of a passage may hold words at these places from wherever they begin: those
    /// that were deleted count too.
    pub(crate) fn may_hold_row(&self, words: &[(u32, String)]) -> Result<bool> {
        if words.is_empty() {
            return Ok(true);
        }
        let phrases = vec![PhraseTerms { terms: words.to_vec(), slop: 0 }];
        let (words, stop_pairs) = (self.fields.exact, self.fields.stop_pairs);
        let row = PhraseQuery { words, stop_pairs, phrases };
        for segment in self.segments() {
            let Some(mut row) = row.open(segment.reader).at(&self.path)? else { continue };
            let text_from = segment.number(Number::TextFrom).at(&self.path)?;
            let mut doc = row.find_from(0, |_| true);
            while doc < TERMINATED {
                let text_from = text_from.first(doc).unwrap_or(0);
                // where two function words stand is not told: it may be in the text
                if row.last_start().is_none_or(|start| u64::from(start) >= text_from) {
                    return Ok(true);
                }
                doc = row.find_from(doc + 1, |_| true);
            }
        }
        Ok(false)
    }

    /// The words that begin so, the most frequent first.
    pub(crate) fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>> {
        let mut words = Words::default();
        for (number, segment) in self.segments().enumerate() {
            let inverted = segment.reader.inverted_index(self.fields.exact).at(&self.path)?;
            let mut stream = inverted.terms().range().ge(prefix).into_stream().at(&self.path)?;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                words.add(stream.key(), (number, segment), stream.value());
            }
        }
        self.most_frequent(words, limit)
    }

    /// The words within some edits of a word, the most frequent first.
    pub(crate) fn words_near(&self, word: &str, edits: u8, limit: usize) -> Result<Vec<KnownWord>> {
        let mut words = Words::default();
        for (number, segment) in self.segments().enumerate() {
            let letters = segment.letters(Kind::Exact, &self.fields).at(&self.path)?;
            let Some(letters) = letters else { continue };
            let dictionary = segment.dictionary(Kind::Exact, &self.fields).at(&self.path)?.terms();
            for near in letters.near(word, edits) {
                if let Some(info) = dictionary.get(&near).at(&self.path)? {
                    words.add(&near, (number, segment), &info);
                }
            }
        }

        words.0.remove(word);
        self.most_frequent(words, limit)
    }

    /// The most frequent of some words. Deleted passages are counted out only of those that may be
    /// among them.
    fn most_frequent(&self, words: Words, limit: usize) -> Result<Vec<KnownWord>> {
        let mut words: Vec<(String, Holders)> = words.0.into_iter().collect();
        words.sort_unstable_by_key(|(_, holders)| Reverse(holders.most));

        let (mut known, mut best) = (Vec::new(), BinaryHeap::new());
        for (word, holders) in words {
            let least = best.peek().map(|Reverse(least)| *least);
            if best.len() >= limit && least.is_none_or(|least| least > holders.most) {
                break;
            }
            let passages = self.living_holders(&holders)?;
            if passages > 0 {
                known.push(KnownWord { word, passages });
                best.push(Reverse(passages));
            }
            if best.len() > limit {
                best.pop();
            }
        }
        Ok(KnownWord::most_frequent(known, limit))
    }

    /// How many passages hold a word.
    fn living_holders(&self, holders: &Holders) -> Result<u64> {
        let mut passages = holders.most;
        for (number, info) in &holders.in_holed {
            let segment = self.segment(*number);
            let inverted = segment.reader.inverted_index(self.fields.exact).at(&self.path)?;
            let living = living(segment, &inverted, info).at(&self.path)?;
            passages -= u64::from(info.doc_freq).saturating_sub(living).min(passages);
        }
        Ok(passages)
    }
}

/// How many passages of a segment hold a term: those that were deleted since it was written stand in
/// its lists still.
fn living(
    segment: Segment<'_>,
    inverted: &InvertedIndexReader,
    info: &TermInfo,
) -> tantivy::Result<u64> {
    /// To look for a passage in a list takes as long as to pass so many.
    const SEEK: usize = 16;

    let Some(alive) = segment.reader.alive_bitset() else { return Ok(info.doc_freq.into()) };
    let mut holders = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    let deleted = segment.deleted();
    if deleted.len().saturating_mul(SEEK) >= info.doc_freq as usize {
        return Ok(holders.doc_freq_given_deletes(alive).into());
    }

    let mut dead = 0;
    for doc in deleted {
        dead += u32::from(go_to(&mut holders, *doc) == *doc);
    }
    Ok(info.doc_freq.saturating_sub(dead).into())
}

/// Words with what holds them.
#[derive(Default)]
struct Words(FxHashMap<String, Holders>);

/// The passages that hold a word.
#[derive(Default)]
struct Holders {
    /// How many there are, with those that were deleted.
    most: u64,
    /// The word in those of the segments in which passages were deleted, by their numbers.
    in_holed: Vec<(u32, TermInfo)>,
}

impl Words {
    /// Counts a term of the surface words in a segment.
    fn add(&mut self, key: &[u8], (number, segment): (usize, Segment<'_>), info: &TermInfo) {
        let holders = self.0.entry(String::from_utf8_lossy(key).into_owned()).or_default();
        holders.most += u64::from(info.doc_freq);
        if segment.reader.has_deletes() {
            holders.in_holed.push((number as u32, info.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::{Analyzer, Kind};
    use ibid_core::backend::{Backend, KnownWord, Store, Term, Vocabulary};

    use crate::sample::{add_source, source_id, writer};
    use crate::{IndexSnapshot, Reader};

    const SOURCES: u32 = 2000;

    fn is_deleted(n: u32) -> bool {
        n.is_multiple_of(37)
    }

    fn term(kind: Kind, text: &str) -> Term {
        Term { kind, text: text.to_owned() }
    }

    /// The numbers of some terms and words.
    fn numbers(snapshot: &IndexSnapshot) -> (Vec<u64>, Vec<Vec<KnownWord>>) {
        let terms = [
            term(Kind::Stem, "fr:budget"),
            term(Kind::Exact, "budget"),
            term(Kind::Exact, "1010"),
            term(Kind::Exact, "370"),
        ];
        let words = [
            snapshot.words_with_prefix("", 1),
            snapshot.words_with_prefix("37", 5),
            snapshot.words_with_prefix("1", 3000),
            snapshot.words_near(&["budgets"], 1, 5).map(|near| near.concat()),
            snapshot.words_near(&["1850"], 1, 200).map(|near| near.concat()),
        ];
        (snapshot.frequencies(&terms).unwrap(), words.into_iter().map(Result::unwrap).collect())
    }

    #[test]
    fn deleted_passages_count_in_no_number() {
        let dir = tempfile::tempdir().unwrap();
        let (path, fresh) = (dir.path().join("index"), dir.path().join("fresh"));
        let mut analyzer = Analyzer::new();
        let (mut first, mut second) = (writer(&path), writer(&fresh));
        for n in 0..SOURCES {
            add_source(&mut first, n, &mut analyzer);
            if !is_deleted(n) {
                add_source(&mut second, n, &mut analyzer);
            }
        }
        first.commit().unwrap();
        second.commit().unwrap();
        for n in (0..SOURCES).filter(|n| is_deleted(*n)) {
            first.remove(source_id(n)).unwrap();
        }
        first.commit().unwrap();

        let deletions = || {
            let names = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            names.filter(|name| name.extension().is_some_and(|end| end == "del")).count()
        };
        let snapshot = |path| Reader::open(path).unwrap().snapshot().unwrap();
        assert_eq!(deletions(), 1, "they are in the segment still");
        let (frequencies, words) = numbers(&snapshot(&path));
        assert_eq!(frequencies, [1945, 1945, 1, 0]);
        assert_eq!((frequencies, words), numbers(&snapshot(&fresh)));

        let hold = |first: &str, distance: u32, second: &str| {
            let row = [(0, first.to_owned()), (distance, second.to_owned())];
            snapshot(&path).may_hold_row(&row).unwrap()
        };
        assert!(hold("budget", 1, "1010") && !hold("budget", 2, "1010"));
        assert!(!hold("1010", 1, "budget") && !hold("1010", 1, "1011") && !hold("budget", 1, "x"));

        first.remove(source_id(1)).unwrap();
        first.expunge();
        first.commit().unwrap();
        assert_eq!(deletions(), 0);
        assert_eq!(numbers(&snapshot(&path)).0, [1944, 1944, 1, 0]);
    }
}
