//! The times of words within a cue.
//!
//! The specification has them on the clock of the medium. Files from `YouTube` also write them from
//! the start of the cue, and those of live streams from the start of a segment of the stream, which
//! is the start of some cue above. One file keeps to one clock: the one that most cues fit.

use ibid_core::time::Timecode;

use super::{Cue, CueProblem, DiagnosticCounts, WordTime, offset};

/// What the times in tags are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Medium,
    Cue,
    Segment,
}

/// How far outside its cue a time may lie, in milliseconds.
const SLACK: u64 = 100;

/// What was settled of the times of words: what they are counted from, and the start of the last
/// segment.
#[derive(Clone, Debug, Default)]
pub(super) struct WordClock {
    origin: Option<Origin>,
    base: Option<u64>,
}

impl WordClock {
    /// The same for a file that is read from its beginning.
    pub(super) fn anew(&self) -> Self {
        WordClock { base: None, ..self.clone() }
    }
}

/// Gives the words of cues their times; `marks` has one entry a cue. What they are counted from is
/// what was settled before, if it was.
pub(super) fn resolve(
    cues: &mut [Cue],
    marks: &[Vec<(u32, Timecode)>],
    clock: &mut WordClock,
    counts: &mut DiagnosticCounts,
) {
    if marks.iter().all(Vec::is_empty) {
        return;
    }
    let origin = *clock.origin.get_or_insert_with(|| origin(cues, marks));
    for (cue, marks) in cues.iter_mut().zip(marks).filter(|(_, marks)| !marks.is_empty()) {
        match times(cue, marks, origin, &mut clock.base) {
            Some(times) => cue.words = words(cue, marks, &times),
            None => counts.add(CueProblem::WordTimes, cue.line),
        }
    }
}

/// What the times of words are counted from: what most cues fit.
fn origin(cues: &[Cue], marks: &[Vec<(u32, Timecode)>]) -> Origin {
    let fits = |origin: Origin| {
        let mut base = None;
        let pairs = cues.iter().zip(marks).filter(|(_, marks)| !marks.is_empty());
        pairs.filter(|(cue, marks)| times(cue, marks, origin, &mut base).is_some()).count()
    };

    let counted = [Origin::Segment, Origin::Cue, Origin::Medium].map(|o| (fits(o), o));
    // Of equals the last is taken: the specification's own.
    counted.into_iter().max_by_key(|(count, _)| *count).map_or(Origin::Medium, |o| o.1)
}

/// The times of a cue's tags on the clock of the medium, as `origin` has them counted.
fn times(
    cue: &Cue,
    marks: &[(u32, Timecode)],
    origin: Origin,
    base: &mut Option<u64>,
) -> Option<Vec<Timecode>> {
    match origin {
        Origin::Medium => times_counted_from(0, cue, marks),
        Origin::Cue => times_counted_from(cue.start.millis(), cue, marks),
        Origin::Segment => {
            base.and_then(|base| times_counted_from(base, cue, marks)).or_else(|| {
                let found = times_counted_from(cue.start.millis(), cue, marks)?;
                *base = Some(cue.start.millis());
                Some(found)
            })
        }
    }
}

/// The times of tags that count from `base`, if all lie within the cue and in order.
fn times_counted_from(base: u64, cue: &Cue, marks: &[(u32, Timecode)]) -> Option<Vec<Timecode>> {
    let (start, end) = (cue.start.millis(), cue.end.millis());
    let mut last = start;
    let mut times = Vec::with_capacity(marks.len());
    for (_, time) in marks {
        let at = base.checked_add(time.millis())?;
        if at.saturating_add(SLACK) < last || at > end.saturating_add(SLACK) {
            return None;
        }
        last = at.clamp(last, end.max(last));
        times.push(Timecode::from_millis(last));
    }

    Some(times)
}

/// Every word with the time of its first character.
pub(super) fn words(cue: &Cue, marks: &[(u32, Timecode)], times: &[Timecode]) -> Vec<WordTime> {
    let mut words: Vec<WordTime> = Vec::new();
    let mut marks = marks.iter().zip(times).peekable();
    let (mut now, mut at) = (cue.start, 0);
    for part in cue.text.split([' ', '\n']) {
        while let Some((_, time)) = marks.next_if(|((mark, _), _)| *mark as usize <= at) {
            now = *time;
        }
        if let Some(last) = words.last_mut() {
            last.end = now.max(last.start);
        }
        words.push(WordTime {
            range: offset(at)..offset(at + part.len()),
            start: now,
            end: cue.end.max(now),
            confidence: None,
            reckoned: false,
        });
        at += part.len() + 1;
    }

    words
}
