//! The best passages by a union of terms, found without going through all that hold one of them.
//!
//! This is `MaxScore` in windows: H. Turtle and J. Flood, "Query Evaluation: Strategies and
//! Optimizations", Information Processing & Management 31 (1995), with the maxima of blocks in place of
//! those of whole lists, as K. Chakrabarti, S. Chaudhuri and V. Ganti, "Interval-Based Pruning for
//! Top-k Processing over Compressed Lists", ICDE 2011, and as Lucene has it. In a window of passages,
//! lists are left out while what they can give together stays below the edge; the others are added up
//! one after the other, without asking which comes next; and only in what these found are those that
//! were left out looked up.

use tantivy::{DocId, Score, TERMINATED};

use crate::columns::Segment;
use crate::schema::Fields;
use crate::term_list::{TermList, TermWeight};

/// How many passages a window has. Of a thousand to thirty thousand, so many and more were fastest on a
/// million passages; windows that end where blocks do were no faster. In tests they are short, so that
/// there are many.
const WINDOW: usize = if cfg!(test) { 1 << 8 } else { 1 << 14 };

/// To look a list up in one passage takes about as long as to add up so many of its postings.
const LOOK_UP: u64 = 8;

/// So many words of bits are a group. In tests there is one in each, so that there are several groups.
const WORDS: usize = if cfg!(test) { 1 } else { 4 };

// each group has a bit in one word
const _: () = assert!(WINDOW / 64 / WORDS <= 64);

/// The terms of a union in a segment. It only goes forward.
pub(crate) struct UnionScan {
    /// Those that can give most come last.
    lists: Vec<List>,
    /// By how much the maximum of a block may fall short of the best score in it.
    bound_slack: Score,
    /// How many records the segment has.
    records: DocId,
}

/// One term.
struct List {
    list: TermList,
    /// What it can give anywhere.
    most: Score,
    /// What it can give in the window.
    here: Score,
}

/// Passages one after the other, and what was added up for them. Its memory is used again: to make it
/// anew for each search took as long as to go through some short lists.
#[derive(Default)]
pub(crate) struct Window {
    from: DocId,
    /// Where the next window may begin.
    end: DocId,
    /// 0 for passages that are not found.
    scores: Vec<Score>,
    /// A bit for each passage that a list holds which was not left out.
    found: Vec<u64>,
    /// A bit for each group of words of these in which any is set: of rare words most hold nothing.
    groups: u64,
    candidates: Places,
}

/// Places of passages that may yet reach the edge, in their order.
///
/// Whether one stays cannot be guessed, and a branch that is guessed wrong takes longer than to write
/// down one that does not stay: the next is written over it.
#[derive(Default)]
struct Places {
    /// As long as a window.
    places: Vec<u32>,
    /// How many of the first count.
    count: usize,
}

impl UnionScan {
    /// The terms in a segment.
    pub(crate) fn open(
        weights: &[TermWeight],
        segment: Segment<'_>,
        fields: &Fields,
        bound_slack: Score,
    ) -> tantivy::Result<Self> {
        let lists = TermList::open_all(weights, segment, fields)?.into_iter();
        let mut lists: Vec<List> =
            lists.map(|list| List { most: list.most(), list, here: 0.0 }).collect();
        lists.sort_by(|a, b| a.most.total_cmp(&b.most));
        Ok(UnionScan { lists, bound_slack, records: segment.reader.max_doc() })
    }

    /// Calls `keep` with all passages that pass and reach the edge, in their order. It says where the
    /// edge is then.
    pub(crate) fn each_best(
        mut self,
        window: &mut Window,
        edge: Score,
        passes: impl Fn(DocId) -> bool,
        keep: impl FnMut(DocId, Score) -> Score,
    ) {
        match &mut self.lists[..] {
            [] => {}
            [only] => each_best_of_one(&mut only.list, (edge, self.bound_slack), passes, keep),
            _ => self.each_best_of_several(window, edge, passes, keep),
        }
    }

    fn each_best_of_several(
        &mut self,
        window: &mut Window,
        mut edge: Score,
        passes: impl Fn(DocId) -> bool,
        mut keep: impl FnMut(DocId, Score) -> Score,
    ) {
        window.begin();
        let mut order = Vec::with_capacity(self.lists.len());
        while self.next_window(window, edge) {
            if !self.may_reach(window, edge) {
                continue;
            }
            let rest = self.add_up(window, &mut order, edge);
            self.look_up(window, &order, rest, edge);

            for place in window.candidates.all() {
                let (doc, score) = (window.from + place as DocId, window.scores[place]);
                if score >= edge && passes(doc) {
                    edge = keep(doc, score);
                }
            }
            window.clear();
        }
    }

    /// Goes to the window behind one, past passages that none of the lists holds without which the edge
    /// cannot be reached; `false` where none is left.
    fn next_window(&self, window: &mut Window, edge: Score) -> bool {
        let mut without: Score = 0.0;
        let can_do_without = self.lists.iter().take_while(|list| {
            without += list.most;
            without * self.bound_slack < edge
        });
        let needed = self.lists.get(can_do_without.count()..).unwrap_or_default();
        let next = needed.iter().map(|list| list.list.next_from(window.end)).min();
        let Some(from) = next.filter(|from| *from < self.records) else { return false };

        (window.from, window.end) = (from, from + WINDOW as DocId);
        true
    }

    /// Reads what the lists can give in a window, and says whether a passage there may reach the edge.
    fn may_reach(&mut self, window: &Window, edge: Score) -> bool {
        let mut most: Score = 0.0;
        for list in &mut self.lists {
            list.here = list.list.most_in(window.from, window.end);
            most += list.here;
        }
        most * self.bound_slack >= edge
    }

    /// Adds up the lists of a window that are not left out; puts the others into `order`, those that
    /// can give most first, and says what they can give together.
    fn add_up(&mut self, window: &mut Window, order: &mut Vec<usize>, edge: Score) -> Score {
        order.clear();
        order.extend((0..self.lists.len()).filter(|at| self.lists[*at].here > 0.0));
        order.sort_unstable_by(|a, b| self.lists[*b].here.total_cmp(&self.lists[*a].here));
        let mut rest: Score = 0.0;
        let left_out = order.iter().rev().take_while(|at| {
            let with = rest + self.lists[**at].here;
            let is_left_out = with * self.bound_slack < edge;
            rest = if is_left_out { with } else { rest };
            is_left_out
        });
        let added = order.len() - left_out.count();

        for at in order.drain(..added) {
            self.lists[at].add_up(window);
        }
        window.find_candidates(edge - rest * self.bound_slack);
        rest
    }

    /// Looks up in the candidates of a window the lists that were left out, as long as any candidate may
    /// reach the edge.
    fn look_up(&mut self, window: &mut Window, order: &[usize], mut rest: Score, edge: Score) {
        for at in order {
            if window.candidates.count == 0 {
                break;
            }
            let list = &mut self.lists[*at];
            rest = (rest - list.here).max(0.0);
            let least = edge - rest * self.bound_slack;
            let postings = u64::from(list.list.held_by()) * u64::from(window.end - window.from)
                / u64::from(self.records.max(1));
            if postings < LOOK_UP * window.candidates.count as u64 {
                list.add_to_found(window);
                let Window { scores, candidates, .. } = window;
                candidates.retain(|place| scores[place] >= least);
            } else {
                list.look_up(window, least, self.bound_slack);
            }
        }
    }
}

impl List {
    /// Adds up what it gives to the passages of a window, which it finds.
    fn add_up(&mut self, window: &mut Window) {
        let Window { from, end, scores, found, .. } = window;
        self.list.each_before((*from, *end), |doc, score| {
            let place = (doc - *from) as usize;
            found[place / 64] |= 1 << (place % 64);
            scores[place] += score;
        });
    }

    /// Adds up what it gives to those passages of a window alone that were found before.
    fn add_to_found(&mut self, window: &mut Window) {
        let Window { from, end, scores, found, .. } = window;
        self.list.each_before((*from, *end), |doc, score| {
            let place = (doc - *from) as usize;
            let is_found = found[place / 64] >> (place % 64) & 1 != 0;
            scores[place] += if is_found { score } else { 0.0 };
        });
    }

    /// Adds up what it gives to the candidates of a window; those that stay below `least` then are
    /// dropped, and where it cannot give enough it is not looked up.
    fn look_up(&mut self, window: &mut Window, least: Score, bound_slack: Score) {
        let Window { from, scores, candidates, .. } = window;
        candidates.retain(|place| {
            let (doc, score) = (*from + place as DocId, &mut scores[place]);
            if *score + self.list.most_at(doc) * bound_slack < least {
                return false;
            }
            *score += self.list.score(doc);
            *score >= least
        });
    }
}

/// As [`UnionScan::each_best`], where there is one list.
fn each_best_of_one(
    list: &mut TermList,
    (mut edge, bound_slack): (Score, Score),
    passes: impl Fn(DocId) -> bool,
    mut keep: impl FnMut(DocId, Score) -> Score,
) {
    let mut next = 0;
    while next < TERMINATED {
        let (most, last) = list.most_from(next);
        let end = last.saturating_add(1);
        if most * bound_slack >= edge {
            list.each_before((next, end), |doc, score| {
                if score >= edge && passes(doc) {
                    edge = keep(doc, score);
                }
            });
        }
        next = end;
    }
}

impl Window {
    /// Goes before the first passage.
    fn begin(&mut self) {
        (self.from, self.end) = (0, 0);
        self.scores.resize(WINDOW, 0.0);
        self.found.resize(WINDOW / 64, 0);
        self.candidates.places.resize(WINDOW, 0);
    }

    /// Takes for candidates what was found and has so much.
    fn find_candidates(&mut self, least: Score) {
        let Window { scores, found, groups, candidates, .. } = self;
        let mut count = 0;
        for (group, words) in found.chunks(WORDS).enumerate() {
            if words.iter().fold(0, |all, word| all | word) == 0 {
                continue;
            }
            *groups |= 1 << group;
            let from = group * 64 * WORDS;
            for (word, from) in words.iter().zip((from..).step_by(64)) {
                let mut left = *word;
                while left != 0 {
                    let place = from + left.trailing_zeros() as usize;
                    candidates.places[count] = place as u32;
                    count += usize::from(scores[place] >= least);
                    left &= left - 1;
                }
            }
        }
        candidates.count = count;
    }

    /// Forgets what was found.
    fn clear(&mut self) {
        while self.groups != 0 {
            let from = self.groups.trailing_zeros() as usize * WORDS;
            let (scores, _) = self.scores[from * 64..].as_chunks_mut::<64>();
            let words = scores.iter_mut().zip(self.found[from..].iter_mut().take(WORDS));
            for (scores, word) in words.filter(|(_, word)| **word != 0) {
                *scores = [0.0; 64];
                *word = 0;
            }
            self.groups &= self.groups - 1;
        }
    }
}

impl Places {
    /// All of them.
    fn all(&self) -> impl Iterator<Item = usize> {
        self.places.iter().take(self.count).map(|place| *place as usize)
    }

    /// Keeps some of them.
    fn retain(&mut self, mut stays: impl FnMut(usize) -> bool) {
        let mut count = 0;
        for at in 0..self.count {
            let place = self.places[at];
            self.places[count] = place;
            count += usize::from(stays(place as usize));
        }
        self.count = count;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::impacts::Impacts;
    use crate::sample;
    use crate::state::State;
    use crate::term_scores::TermScores;

    const WORDS: [&str; 9] = ["mer", "port", "sable", "quai", "harbour", "sea", "mast", "of", "de"];

    /// The words that rank, each so many times, how many passages are kept, and by how much the mean
    /// length is another than that of the segment.
    type Case = (Vec<(usize, f32)>, usize, f32);

    fn weights(state: &State, (ranking, _, ratio): &Case) -> Vec<TermWeight> {
        let ranking: Vec<(&str, f32)> =
            ranking.iter().map(|(word, boost)| (WORDS[*word], *boost)).collect();
        sample::weights(state, &ranking, *ratio)
    }

    fn passes(doc: DocId) -> bool {
        !doc.is_multiple_of(7)
    }

    /// What the scan keeps, and where the edge is at the end.
    fn found(state: &State, case: &Case) -> (Vec<(DocId, Score)>, Score) {
        let (_, most, ratio) = case;
        let slack = ratio.max(1.0 / ratio);
        let scan =
            UnionScan::open(&weights(state, case), state.segment(0), &state.fields, slack).unwrap();
        let (mut kept, mut best): (Vec<(DocId, Score)>, Vec<Score>) = (Vec::new(), Vec::new());
        let mut edge = Score::MIN;
        scan.each_best(&mut Window::default(), edge, passes, |doc, score| {
            kept.push((doc, score));
            best.push(score);
            best.sort_by(|a, b| b.total_cmp(a));
            best.truncate(*most);
            edge = if best.len() == *most { best[most - 1] * (1.0 - 1e-4) } else { Score::MIN };
            edge
        });
        (kept, edge)
    }

    /// Every passage that holds one of the words, with its score.
    fn all(state: &State, case: &Case) -> Vec<(DocId, Score)> {
        let segment = state.segment(0);
        let mut scores =
            TermScores::open(&weights(state, case), segment, &state.fields, 0).unwrap();
        let docs = (0..segment.reader.max_doc()).filter(|doc| passes(*doc));
        docs.map(|doc| (doc, scores.score(doc))).filter(|(_, score)| *score > 0.0).collect()
    }

    #[test]
    fn none_is_skipped_that_is_among_the_best() {
        let dir = tempfile::tempdir().unwrap();
        let state = sample::of_words(dir.path(), &WORDS).state();
        assert!(state.segment(0).reader.max_doc() as usize > 10 * WINDOW);

        let ranking = prop::collection::vec((0..WORDS.len(), 0.1f32..4.0), 0..8);
        let mut runner = TestRunner::new(ProptestConfig::with_cases(400));
        let run = runner.run(&(ranking, 1usize..400, 0.1f32..8.0), |case| {
            let ((found, edge), all) = (found(&state, &case), all(&state, &case));
            let ascends = |pair: &[(DocId, Score)]| pair[0].0 < pair[1].0;
            prop_assert!(found.windows(2).all(ascends), "each once, in their order");
            let kept = |doc: DocId| found.iter().find(|(kept, _)| *kept == doc);
            for (doc, score) in all.iter().filter(|(_, score)| *score > edge * (1.0 + 1e-5)) {
                let kept = kept(*doc).map(|(_, score)| *score);
                let close = kept.is_some_and(|kept| (kept - score).abs() <= 1e-5 * score);
                prop_assert!(close, "{doc}: {score}, kept as {kept:?}, edge {edge}");
            }
            Ok(())
        });
        run.unwrap();
    }

    #[test]
    fn what_blocks_can_give_is_what_the_engine_says() {
        let dir = tempfile::tempdir().unwrap();
        let state = sample::of_words(dir.path(), &WORDS).state();
        let segment = state.segment(0);
        let mut blocks = 0;
        for word in WORDS {
            let weight = &sample::weights(&state, &[(word, 1.5)], 1.3)[0];
            let info = segment.term((weight.kind, word), &state.fields).unwrap().unwrap();
            let list = segment.list(weight.kind, &info, &state.fields).unwrap();
            let own = Impacts::read(&list, info.doc_freq).unwrap();
            let mut postings = segment.block_postings(weight.kind, &info, &state.fields).unwrap();
            let lengths = segment.lengths(weight.kind, &state.fields).unwrap();
            let mut block = 0;
            while postings.block_len() == Impacts::BLOCK {
                let most = postings.block_max_score(&lengths, &weight.weight);
                assert_eq!(
                    own.most_of(block, &weight.weight).to_bits(),
                    most.to_bits(),
                    "{word} {block}"
                );
                assert_eq!(postings.docs().last(), Some(&own.last_of(block)), "{word} {block}");
                let last = own.last_of(block);
                assert_eq!(own.block_from(0, last), block);
                assert_eq!(own.block_from(block, last + 1), block + 1);
                block += 1;
                postings.advance();
            }
            assert_eq!(own.last_of(block), TERMINATED);
            let last = postings.block_max_score(&lengths, &weight.weight);
            assert!(postings.block_len() == 0 || own.most_of(block, &weight.weight) >= last);
            let most = own.most(&weight.weight);
            assert!((0..=block).all(|block| own.most_of(block, &weight.weight) <= most));
            blocks += block;
        }
        assert!(blocks > 20, "{blocks}");
    }

    #[test]
    fn a_list_that_is_cut_off_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let state = sample::of_words(dir.path(), &WORDS).state();
        let segment = state.segment(0);
        let weight = &sample::weights(&state, &[(WORDS[0], 1.0)], 1.0)[0];
        let info = segment.term((weight.kind, WORDS[0]), &state.fields).unwrap().unwrap();
        let list = segment.list(weight.kind, &info, &state.fields).unwrap();
        assert!(info.doc_freq as usize > 2 * Impacts::BLOCK);
        for cut in [0, 1, 5] {
            let cut = list.slice_to(cut);
            assert!(Impacts::read(&cut, info.doc_freq).is_err());
        }
        let fewer = info.doc_freq - Impacts::BLOCK as u32;
        assert!(Impacts::read(&list, fewer).is_err());
    }
}
