//! Captions that roll: each line is shown again while the next ones appear below it.
//!
//! Automatic and live captions are shown this way. A cue then begins with the last lines of the cue
//! before, and what is new stands after them. Collapsing keeps what is new, in the cue where it
//! first appeared. Only a file that rolls as a whole is touched, so that the refrains of others stay;
//! and since only the window right before is compared, a refrain in a file that rolls stays too.

use super::{Cue, offset};

/// No window is higher than `HIGHEST` lines.
const HIGHEST: usize = 8;
/// After a pause of `CLEARED` milliseconds a window starts empty.
const CLEARED: u64 = 3_000;
/// A cue of at most `BRIEF` milliseconds only settles what the one before it showed.
const BRIEF: u64 = 100;

/// Which overlaps a file has, besides those of whole lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Habit {
    /// Lines grow from cue to cue.
    grows: bool,
    /// They grow by less than words.
    by_letters: bool,
}

/// Collapses the cues of a file that rolls; `above` is the one before them.
pub(super) fn collapse(cues: &mut Vec<Cue>, habit: Habit, above: Option<&Cue>) {
    let mut kept: Vec<Cue> = Vec::with_capacity(cues.len());
    let mut before = above;
    for cue in cues.iter() {
        let overlap = before.and_then(|before| overlap(before, cue, habit));
        add(cue, overlap.unwrap_or(0), &mut kept);
        before = Some(cue);
    }

    *cues = kept;
}

/// Adds what a cue shows for the first time. The rest of a word that had begun joins its start.
fn add(cue: &Cue, old: usize, kept: &mut Vec<Cue>) {
    let rest = &cue.text[old..];
    let tail = match kept.last_mut() {
        Some(last) if old > 0 && !cue.text[..old].ends_with(char::is_whitespace) => {
            let tail = rest.find(char::is_whitespace).unwrap_or(rest.len());
            last.text.push_str(&rest[..tail]);
            if let (Some(word), true) = (last.words.last_mut(), tail > 0) {
                word.range.end = offset(last.text.len());
            }
            tail
        }
        _ => 0,
    };

    let new = cue.part(old + tail..cue.text.len());
    if !new.text.is_empty() {
        kept.push(new);
    }
}

/// How the file rolls, if it does.
pub(super) fn habit(cues: &[Cue]) -> Option<Habit> {
    let tagged = cues.iter().any(|cue| cue.tagged.is_some());
    let lines = Habit { grows: false, by_letters: false };
    let growing = Habit { grows: true, by_letters: tagged };
    let (mut rolled, mut grown, mut considered) = (0, 0, 0);
    for pair in cues.windows(2) {
        let (before, cue) = (&pair[0], &pair[1]);
        if !adjoins(before, cue) {
            continue;
        }
        let settles = lasts(cue) <= BRIEF || before.tagged.is_some() && cue.tagged.is_none();
        let tells = |found: usize| found < cue.text.len() || settles;
        // The same text again says nothing: it may be a refrain as well.
        considered += usize::from(before.text != cue.text || settles);
        if !may_overlap(before, cue) {
            continue;
        }
        if let Some(found) = overlap(before, cue, lines) {
            rolled += usize::from(tells(found));
        } else if overlap(before, cue, growing).is_some_and(tells) {
            grown += 1;
        }
    }

    let grows = grown >= 2 && grown * 10 >= considered;
    let telling = rolled + if grows { grown } else { 0 };
    let enough = if tagged { 2 } else { 3 };
    let rolls = telling >= enough && telling * 2 >= considered && telling * 4 >= cues.len();

    rolls.then_some(Habit { grows, by_letters: grows && tagged })
}

fn lasts(cue: &Cue) -> u64 {
    cue.end.millis().saturating_sub(cue.start.millis())
}

/// Whether a cue may show the window of the one before.
fn adjoins(before: &Cue, cue: &Cue) -> bool {
    cue.start >= before.start
        && cue.start.millis() <= before.end.millis().saturating_add(CLEARED)
        && before.speaker == cue.speaker
}

/// Whether the first line of `cue` is, or begins with, a line of the window before it: nearly never
/// in a file that does not roll.
fn may_overlap(before: &Cue, cue: &Cue) -> bool {
    // Bytes first: every two cues are compared here.
    let first = cue.text.as_bytes();
    let mut rest = before.text.as_bytes();
    loop {
        let end = memchr::memchr(b'\n', rest);
        let line = &rest[..end.unwrap_or(rest.len())];
        if line.first() == first.first() && first.starts_with(line) {
            return true;
        }
        let Some(end) = end else { return false };
        rest = &rest[end + 1..];
    }
}

/// How many bytes of the lines `own` repeat the lines `shown`, of which there are equally many; the
/// last one may have grown.
fn repeated(shown: &[&str], own: &[&str], habit: Habit) -> Option<usize> {
    let (last, whole) = shown.split_last()?;
    let (line, above) = own.split_last()?;
    let grown = line != last;
    let is_old = whole == above
        && line.starts_with(last)
        && (!grown || habit.grows && (habit.by_letters || line[last.len()..].starts_with(' ')));

    let old = above.iter().map(|line| line.len() + 1).sum::<usize>() + last.len();
    (is_old && !last.is_empty()).then_some(old)
}

/// How many bytes of `cue` the window before it showed, as its last lines.
fn overlap(before: &Cue, cue: &Cue, habit: Habit) -> Option<usize> {
    if !adjoins(before, cue) {
        return None;
    }
    let mut above: Vec<&str> = before.text.rsplit('\n').take(HIGHEST).collect();
    above.reverse();
    let own: Vec<&str> = cue.text.split('\n').take(HIGHEST).collect();
    let fresh = cue.tagged.map_or(usize::MAX, |at| at as usize);
    let matched = |height: usize| {
        let old = repeated(&above[above.len() - height..], &own[..height], habit)?;
        // What a time tag stands before was never shown.
        (old <= fresh).then_some(old)
    };

    let mut found = (1..=above.len().min(own.len())).rev().filter_map(|h| Some((h, matched(h)?)));
    let (height, first) = found.next()?;

    // A window of one line again and again: it has rolled on by one more of the same.
    let same = height > 1 && first == cue.text.len() && own.iter().all(|line| *line == own[0]);
    if same && lasts(cue) > BRIEF {
        return found.next().map(|(_, second)| second);
    }

    Some(first)
}
