//! What time adds to splitting: timed speech is cut by the clock too, also where nothing is
//! punctuated.
//!
//! Only blocks whose every moment has an end are speech; the anchors of notes are points, and say
//! nothing of how long something took.

use std::ops::Range;

use ibid_core::document::{Block, Span};
use ibid_core::time::Moment;

use super::{ENOUGH, MOST, cut, is_long};
use crate::clean::words;

/// A passage of speech is closed before it would take longer, in milliseconds.
const LONGEST: u64 = 45_000;
/// A rest joins its neighbour if that makes no more.
const STRETCHED: u64 = 52_000;
/// Between words without punctuation, a silence of `PAUSE` milliseconds is a pause.
const PAUSE: u64 = 400;

/// From when to when something was said, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpokenInterval {
    start: u64,
    end: u64,
}

impl SpokenInterval {
    fn from_moment(moment: Option<Moment>) -> Option<SpokenInterval> {
        let moment = moment?;
        Some(SpokenInterval { start: moment.start.millis(), end: moment.end?.millis() })
    }

    /// From the start of this to the end of `last`. What was said before this, in a source out of
    /// order, is as far away as it takes to come back.
    fn until(self, last: SpokenInterval) -> u64 {
        let on = last.end.saturating_sub(self.start);
        on.max(self.start.saturating_sub(last.start))
    }

    fn with(self, next: SpokenInterval) -> SpokenInterval {
        SpokenInterval { start: self.start, end: self.end.max(next.end) }
    }
}

/// When a part of a block was said, if the source tells its start and end.
pub(super) fn said(block: &Block, range: &Range<usize>) -> Option<SpokenInterval> {
    let from = block.spans.partition_point(|span| span.end as usize <= range.start);
    let inside = block.spans[from..].iter().take_while(|span| (span.start as usize) < range.end);
    let mut whole: Option<SpokenInterval> = None;
    for span in inside {
        let said = SpokenInterval::from_moment(span.moment)?;
        whole = Some(whole.map_or(said, |whole| whole.with(said)));
    }
    whole
}

/// Whether a passage from `first` to `last` would be too long.
pub(super) fn too_long(first: Option<SpokenInterval>, last: Option<SpokenInterval>) -> bool {
    first.zip(last).is_some_and(|(first, last)| first.until(last) > LONGEST)
}

/// Whether a rest may join its neighbour.
pub(super) fn may_join(first: Option<SpokenInterval>, last: Option<SpokenInterval>) -> bool {
    first.zip(last).is_none_or(|(first, last)| first.until(last) <= STRETCHED)
}

/// A cue or some words, as far as they belong to one sentence.
struct Atom {
    range: Range<usize>,
    said: SpokenInterval,
    words: usize,
}

/// Cuts a sentence of a block where it is too long to be one passage; ranges are in the block.
pub(super) fn pieces(block: &Block, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = &block.text[sentence.clone()];
    let shifted = |piece: Range<usize>| sentence.start + piece.start..sentence.start + piece.end;
    let Some(whole) = said(block, sentence) else {
        return cut(text).into_iter().map(shifted).collect();
    };

    if whole.until(whole) <= LONGEST && !is_long(text) {
        return std::iter::once(sentence.clone()).collect();
    }
    let atoms = atoms(block, sentence);
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < atoms.len() {
        let end = full(&atoms[start..]) + start;
        let end = if end < atoms.len() { pause(&atoms[start..=end]) + start } else { end };
        let range = atoms[start].range.start..atoms[end - 1].range.end;
        let text = &block.text[range.clone()];
        // One cue may hold more than a passage.
        pieces.extend(cut(text).into_iter().map(|p| range.start + p.start..range.start + p.end));
        start = end;
    }

    pieces
}

fn atoms(block: &Block, sentence: &Range<usize>) -> Vec<Atom> {
    let from = block.spans.partition_point(|span| span.end as usize <= sentence.start);
    let inside = block.spans[from..].iter().take_while(|span| (span.start as usize) < sentence.end);
    inside.filter_map(|span| atom(block, sentence, span)).collect()
}

/// The part of a span that is in a sentence; `None` without text or times.
fn atom(block: &Block, sentence: &Range<usize>, span: &Span) -> Option<Atom> {
    let start = (span.start as usize).max(sentence.start);
    let text = &block.text[start..(span.end as usize).min(sentence.end)];
    let kept = text.trim_start();
    let start = start + text.len() - kept.len();
    let kept = kept.trim_end();

    let said = SpokenInterval::from_moment(span.moment)?;
    (!kept.is_empty()).then(|| Atom { range: start..start + kept.len(), said, words: words(kept) })
}

/// How many atoms fit into one passage; one at least.
fn full(atoms: &[Atom]) -> usize {
    let Some(first) = atoms.first() else { return 1 };
    let mut count = 0;
    let over = |atom: &Atom| {
        count += atom.words;
        count > MOST || first.said.until(atom.said) > LONGEST
    };
    atoms.iter().position(over).unwrap_or(atoms.len()).max(1)
}

/// The best place to cut some atoms, the last of which is already too much: the longest pause that
/// leaves enough before it, or the last edge.
fn pause(atoms: &[Atom]) -> usize {
    let last = atoms.len() - 1;
    let all: usize = atoms[..last].iter().map(|atom| atom.words).sum();
    let least = (all / 2).min(ENOUGH);
    let (mut best, mut longest, mut count) = (last, PAUSE - 1, 0);
    for (i, pair) in atoms.windows(2).enumerate() {
        count += pair[0].words;
        let silence = pair[1].said.start.saturating_sub(pair[0].said.end);
        if count > least && silence > longest {
            (best, longest) = (i + 1, silence);
        }
    }

    best.max(1)
}
