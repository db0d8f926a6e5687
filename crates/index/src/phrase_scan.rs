//! The best passages that hold phrases, found without looking where words stand in those that cannot
//! be among the best.

use tantivy::{DocId, Score, TERMINATED};

use crate::phrases::PhraseScorer;
use crate::term_scores::{LONGEST, TermScores};

/// Goes through the passages of a segment that hold phrases, by what their words give them.
///
/// Of two frequent words hundreds of thousands of passages hold both, and to read where the words
/// stand takes longest. So as soon as there is an edge, a passage is looked at only if its score
/// reaches it, and stretches of passages in which none can are not even scored.
pub(crate) struct PhraseScan {
    pub(crate) phrases: PhraseScorer,
    pub(crate) scores: TermScores,
    /// By how much the bound of a stretch may fall short of the best score in it.
    pub(crate) bound_slack: Score,
}

impl PhraseScan {
    /// Calls `keep` with all passages that pass, hold the phrases and reach the edge, in their
    /// order. It says where the edge is then.
    ///
    /// What holds none of the words that rank scores 0, and is as good as what else scores 0: from an
    /// edge of 0 all that match must come.
    pub(crate) fn each_best(
        mut self,
        mut edge: Score,
        passes: impl Fn(DocId) -> bool,
        mut keep: impl FnMut(DocId, Score) -> Score,
    ) {
        let mut next = 0;
        while edge <= 0.0 {
            let doc = self.phrases.find_from(next, &passes);
            if doc == TERMINATED {
                return;
            }
            edge = keep(doc, self.scores.score(doc));
            next = doc + 1;
        }

        let mut scores = [0.0; LONGEST];
        loop {
            let from = self.phrases.next_with_rarest(next);
            if from == TERMINATED {
                return;
            }
            let stretch = self.scores.stretch(from);
            next = stretch.last + 1;
            if stretch.bound * self.bound_slack < edge {
                continue;
            }
            next = next.min(from + LONGEST as DocId);
            let scores = &mut scores[..(next - from) as usize];
            let rest = self.scores.score_all(from, scores);
            let mut doc = from;
            while doc < next {
                let score = scores[(doc - from) as usize];
                if score + rest * self.bound_slack >= edge {
                    let score = score + self.scores.rest_of(doc);
                    if score >= edge && passes(doc) && self.phrases.hold(doc) {
                        edge = keep(doc, score);
                    }
                }
                doc = self.phrases.next_with_rarest(doc + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::Kind;
    use ibid_core::ranking::phrase_matches;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use tantivy::postings::Postings;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{DocSet, Term};

    use super::*;
    use crate::phrases::{PhraseQuery, PhraseTerms};
    use crate::sample;
    use crate::schema::Fields;
    use crate::state::State;

    const WORDS: [&str; 8] = ["de", "la", "ville", "mer", "of", "the", "port", "sable"];

    /// Where a word stands in each record of the first segment.
    fn positions(state: &State, word: &str) -> Vec<Vec<u32>> {
        let segment = state.segment(0);
        let field = state.fields.terms(Kind::Exact);
        let mut all = vec![Vec::new(); segment.reader.max_doc() as usize];
        let with = IndexRecordOption::WithFreqsAndPositions;
        let inverted = segment.reader.inverted_index(field).unwrap();
        let term = Term::from_field_text(field, word);
        if let Some(mut postings) = inverted.read_postings(&term, with).unwrap() {
            while postings.doc() != TERMINATED {
                postings.positions(&mut all[postings.doc() as usize]);
                postings.advance();
            }
        }
        all
    }

    /// The words of a phrase, those that rank, how many are kept, and by how much the mean length
    /// is another than that of the segment.
    type Case = (Vec<usize>, Vec<(usize, f32)>, usize, f32);

    fn of_words(ranking: &[(usize, f32)]) -> Vec<(&'static str, f32)> {
        ranking.iter().map(|(word, boost)| (WORDS[*word], *boost)).collect()
    }

    fn found(state: &State, (words, ranking, most, ratio): &Case) -> (Vec<(DocId, Score)>, Score) {
        let terms = (0u32..).zip(words).map(|(i, word)| (i, WORDS[*word].to_owned()));
        let phrases = vec![PhraseTerms { terms: terms.collect(), slop: 0 }];
        let Fields { exact, stop_pairs, .. } = state.fields;
        let query = PhraseQuery { words: exact, stop_pairs, phrases };
        let segment = state.segment(0);
        let phrases = query.open(segment.reader).unwrap().unwrap();
        let weights = sample::weights(state, &of_words(ranking), *ratio);
        let scores = TermScores::open(&weights, segment, &state.fields, phrases.rarest()).unwrap();
        let scan = PhraseScan { phrases, scores, bound_slack: ratio.max(1.0 / ratio) };
        let (mut kept, mut best): (Vec<(DocId, Score)>, Vec<Score>) = (Vec::new(), Vec::new());
        let mut edge = Score::MIN;
        scan.each_best(
            edge,
            |doc| doc % 7 != 0,
            |doc, score| {
                kept.push((doc, score));
                best.push(score);
                best.sort_by(|a, b| b.total_cmp(a));
                best.truncate(*most);
                edge = if best.len() == *most { best[most - 1] } else { Score::MIN };
                edge
            },
        );
        (kept, edge)
    }

    /// Every passage that holds the phrase, with its score.
    fn all(state: &State, (words, ranking, _, ratio): &Case) -> Vec<(DocId, Score)> {
        let at: Vec<Vec<Vec<u32>>> = words.iter().map(|w| positions(state, WORDS[*w])).collect();
        let offsets: Vec<u32> = (0u32..).take(words.len()).collect();
        let weights = sample::weights(state, &of_words(ranking), *ratio);
        let mut scores = TermScores::open(&weights, state.segment(0), &state.fields, 0).unwrap();
        let mut all = Vec::new();
        for doc in (0..state.segment(0).reader.max_doc()).filter(|doc| doc % 7 != 0) {
            let here: Vec<&[u32]> = at.iter().map(|at| at[doc as usize].as_slice()).collect();
            if phrase_matches(&here, &offsets, 0) {
                all.push((doc, scores.score(doc)));
            }
        }
        all
    }

    #[test]
    fn none_is_skipped_that_is_among_the_best() {
        let dir = tempfile::tempdir().unwrap();
        let state = sample::of_words(dir.path(), &WORDS).state();

        let words = prop::collection::vec(0..WORDS.len(), 1..4);
        let ranking = prop::collection::vec((0..WORDS.len(), 0.2f32..3.0), 0..5);
        let cases = (words, ranking, 1usize..60, 0.1f32..8.0);
        let mut runner = TestRunner::new(ProptestConfig::with_cases(300));
        let run = runner.run(&cases, |case| {
            let (found, edge) = found(&state, &case);
            let same = |(a, b): (&(DocId, Score), &(DocId, Score))| {
                a.0 == b.0 && (a.1 - b.1).abs() <= 1e-5 * b.1
            };
            // from an edge of 0 all must come; at others rounding decides
            let least = if edge > 0.0 { edge * (1.0 + 1e-5) } else { Score::MIN };
            let above = |found: &[(DocId, Score)]| -> Vec<(DocId, Score)> {
                found.iter().copied().filter(|(_, score)| *score > least).collect()
            };
            let (got, want) = (above(&found), above(&all(&state, &case)));
            prop_assert_eq!(got.len(), want.len());
            prop_assert!(got.iter().zip(&want).all(same), "{:?} {:?}", got, want);
            Ok(())
        });
        run.unwrap();
    }
}
