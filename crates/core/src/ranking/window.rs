//! The window round a passage: the stretch of its document that is ranked with it.
//!
//! A passage is as short as what is shown and cited, and a question is often answered over some
//! more sentences than that. BM25 finds better in stretches of some 200 to 300 words than in
//! passages of 40 to 120, and much better than in whole documents where these are hearings of hours.
//! So a passage is also worth what its words are worth in the window round it. The window knows its
//! length: what a long page says elsewhere does not add up.
//!
//! Only candidates of the same search are looked at. A passage of the window that is none holds
//! little of what was asked, and would have to be read from the index.

use std::ops::Range;

use super::blocks::in_order;
use super::bm25::saturated;
use super::features::{Candidate, PassageStats};
use super::weights::Feature;

/// How long a window is where the document is as long, in words: a minute and a half to two
/// minutes of speech.
const WINDOW: u32 = 300;

impl PassageStats {
    /// How many words its text has.
    fn text_words(&self) -> u32 {
        self.stem_terms.saturating_sub(self.heading_words)
    }

    /// The words of the document that are in the window: as many before the passage as after it,
    /// as far as the document goes.
    pub(super) fn window(&self) -> Range<u32> {
        let own = self.text_words();
        let each_side = WINDOW.saturating_sub(own) / 2;
        let end = self.words_before.saturating_add(own);
        let start = self.words_before.saturating_sub(each_side);
        start..end.saturating_add(each_side).min(self.document_words.max(end))
    }

    /// The word in the middle of the passage.
    pub(super) fn middle(&self) -> u32 {
        self.words_before.saturating_add(self.text_words() / 2)
    }

    /// How many words the window has, title and headings counted.
    pub fn window_words(&self) -> u32 {
        let window = self.window();
        (window.end - window.start).saturating_add(self.heading_words)
    }
}

/// What a window must know of one word of the plan in one passage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct WindowWord {
    /// Its weight there; 0 if it is not there.
    pub(super) weight: f64,
    /// The mean length of windows in the language of its best term.
    pub(super) average: f64,
    /// How often it stands there.
    pub(super) tf: u32,
    /// How often it stands in the text: title and headings are those of all passages around.
    pub(super) text_tf: u32,
}

/// Tells each candidate of a block what its window is worth.
///
/// What the other passages of a window hold counts for the best of them only, by what each is worth
/// alone: it is the one to show and to cite, and one place is found once.
pub(crate) fn add_window_features(candidates: &mut [&mut Candidate]) {
    let order = in_order(candidates, |c| c.place().0, |c| c.place());

    for candidate in candidates.iter_mut() {
        let alone = candidate.window_worth(&[]);
        candidate.set_window(alone);
    }
    let scores: Vec<f64> = candidates.iter().map(|candidate| candidate.features.score()).collect();

    let mut best = Vec::new();
    for document in order.chunk_by(|a, b| candidates[*a].place().0 == candidates[*b].place().0) {
        for (at, i) in document.iter().enumerate() {
            let beside = beside(candidates, document, at);
            // with nothing beside it, it is worth what it is alone
            if beside.is_empty() {
                continue;
            }
            if beside.iter().all(|j| scores[*j] < scores[*i] || (scores[*j] <= scores[*i] && j > i))
            {
                let others: Vec<&Candidate> = beside.iter().map(|j| &*candidates[*j]).collect();
                best.push((*i, candidates[*i].window_worth(&others)));
            }
        }
    }

    for (i, worth) in best {
        candidates[i].set_window(worth);
    }
}

/// Which other candidates of a document are in the window of one, the nearest before it first;
/// `document` is in the order of the text.
fn beside(candidates: &[&mut Candidate], document: &[usize], at: usize) -> Vec<usize> {
    let window = &candidates[document[at]].window;
    let within = |j: &&usize| window.contains(&candidates[**j].middle);
    let before = document[..at].iter().rev().take_while(within);
    let after = document[at + 1..].iter().take_while(within);
    before.chain(after).copied().collect()
}

impl Candidate {
    /// BM25 of its window, of which `beside` are the other passages that count.
    fn window_worth(&self, beside: &[&Candidate]) -> f64 {
        let mut sum = 0.0;
        for (w, own) in self.words.iter().enumerate() {
            let (mut best, mut tf) = (*own, own.tf);
            for other in beside.iter().filter_map(|other| other.words.get(w)) {
                tf = tf.saturating_add(other.text_tf);
                if other.weight > best.weight {
                    best = *other;
                }
            }
            if best.weight > 0.0 {
                sum += best.weight * saturated(tf, self.window_words, best.average);
            }
        }
        sum
    }

    fn set_window(&mut self, worth: f64) {
        let own = self.features.get(Feature::Stems);
        self.features.set(Feature::Window, worth - own);
    }
}
