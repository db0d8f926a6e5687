//! Captions that highlight each word as it is said: the whole sentence is shown again for every
//! word, which alone is marked, with plain cues of the same text in the pauses.
//!
//! `openai-whisper --highlight_words` and `stable-ts` write so. The cues of a sentence become one, and
//! their starts the times of its words. Only marks that move forward count; a refrain stays.

use ibid_core::time::Timecode;

use super::{Cue, inner};

/// Between two cues of a sentence no more milliseconds pass.
const PAUSE: u64 = 1_000;

/// Whether there are sentences that are shown once a word.
pub(super) fn are_in(cues: &[Cue]) -> bool {
    let moves =
        |pair: &[Cue]| matches!(pair, [a, b] if is_forward(a.marked, b.marked) && goes_on(a, b));
    // Plain cues may part the marked ones.
    let skips = |three: &[Cue]| {
        matches!(three, [a, between, b] if between.marked.is_none()
            && is_forward(a.marked, b.marked) && goes_on(a, between) && goes_on(between, b))
    };

    cues.windows(2).any(moves) || cues.windows(3).any(skips)
}

/// Collapses sentences that are shown once a word.
pub(super) fn collapse(cues: &mut Vec<Cue>) {
    let mut kept: Vec<Cue> = Vec::with_capacity(cues.len());
    let mut sentence: Option<Sentence> = None;
    for cue in cues.drain(..) {
        match &mut sentence {
            Some(sentence) if sentence.has(&cue) => sentence.add(&cue),
            _ => kept.extend(sentence.replace(Sentence::new(cue)).map(Sentence::joined)),
        }
    }

    kept.extend(sentence.map(Sentence::joined));
    *cues = kept;
}

/// Whether a cue may show the sentence of the one before it.
fn goes_on(before: &Cue, cue: &Cue) -> bool {
    cue.start >= before.start
        && cue.start.millis() <= before.end.millis().saturating_add(PAUSE)
        && before.speaker == cue.speaker
        && before.text == cue.text
}

/// Whether the second mark stands behind the first.
fn is_forward(first: Option<(u32, u32)>, second: Option<(u32, u32)>) -> bool {
    first.zip(second).is_some_and(|((_, end), (start, _))| end <= start)
}

/// The cues of one sentence.
struct Sentence {
    cue: Cue,
    /// Where each mark starts, and when.
    marks: Vec<(u32, Timecode)>,
    last: Option<(u32, u32)>,
}

impl Sentence {
    fn new(cue: Cue) -> Self {
        let marks = cue.marked.iter().map(|(at, _)| (*at, cue.start)).collect();
        Sentence { marks, last: cue.marked, cue }
    }

    /// Whether a cue shows the sentence on.
    fn has(&self, cue: &Cue) -> bool {
        let moves =
            self.last.is_none() || cue.marked.is_none() || is_forward(self.last, cue.marked);
        let is_marked = self.last.is_some() || cue.marked.is_some();
        goes_on(&self.cue, cue) && moves && is_marked
    }

    fn add(&mut self, cue: &Cue) {
        self.cue.end = self.cue.end.max(cue.end);
        self.marks.extend(cue.marked.iter().map(|(at, _)| (*at, cue.start)));
        self.last = cue.marked.or(self.last);
    }

    fn joined(mut self) -> Cue {
        if self.cue.words.is_empty() && !self.marks.is_empty() {
            let times: Vec<Timecode> = self.marks.iter().map(|(_, time)| *time).collect();
            self.cue.words = inner::words(&self.cue, &self.marks, &times);
        }
        self.cue
    }
}
