//! Words that a program cut in two: it gives a segment to each token, or begins one where a line is
//! full. Its texts then stand one behind the other as they are, and start with a space where a word
//! does.

use super::segment::{PAUSE, Segment, Word};
use super::separate_lists::said;
use crate::clean::is_space;
use crate::timed::words::TimedPiece;

/// Fewer than one in `RARE` phrases are not cut but lack a space.
const RARE: usize = 20;

/// Puts words together that are cut, in a file whose texts bring their spaces.
pub(super) fn join(segments: Vec<Segment>) -> Vec<Segment> {
    let spaced = segments.iter().filter(|segment| segment.text.starts_with(is_space)).count();
    let (all, phrases) = (segments.len(), segments.iter().filter(|s| has_gap(s)).count());

    // Where lines are full, words are cut all the time; a phrase without its space is a slip.
    let slips = phrases * 2 > all && (all - spaced) * RARE < all;
    if spaced * 2 <= all || slips {
        return segments;
    }

    let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
    for mut segment in segments {
        if let Some(last) = joined.last_mut().filter(|last| goes_on(last, &segment)) {
            take_head(last, &mut segment);
            if segment.text.trim().is_empty() {
                last.end = segment.end.or(last.end);
                last.turn_next |= segment.turn_next;
                continue;
            }
        }
        joined.push(segment);
    }

    joined
}

/// Whether a segment begins within the last word of the one before it, or with a sign behind it.
fn goes_on(last: &Segment, segment: &Segment) -> bool {
    let pause = last.end.zip(segment.start).map_or(0, |(end, start)| start.saturating_sub(end));
    let apart = segment.turn || last.speaker != segment.speaker || pause >= PAUSE;
    let mut chars = segment.text.chars();
    let (first, second) = (chars.next(), chars.next());
    if apart || last.text.trim().is_empty() || last.text.ends_with(is_space) {
        return false;
    }

    match first {
        // A capital may begin a sentence, whose space was lost.
        Some(c) if c.is_uppercase() => !has_gap(segment) && !ends_sentence(&last.text),
        Some(c) if c.is_alphanumeric() => true,
        Some('-') => second.is_some_and(char::is_alphanumeric),
        Some('"') => second.is_none_or(|c| !c.is_alphanumeric()),
        Some(c) => "'’.,;:!?…)]»”%".contains(c),
        None => false,
    }
}

fn has_gap(segment: &Segment) -> bool {
    segment.text.trim().contains(is_space)
}

/// Whether a text ends with a stop, and not with one of an initial.
fn ends_sentence(text: &str) -> bool {
    let word = text.rsplit(is_space).next().unwrap_or_default();
    let letters = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).count();
    let initials = word.split_terminator('.').all(|part| letters(part) == 1);
    word.ends_with(['.', '!', '?', '…']) && !initials
}

/// Moves the start of a segment, up to its first space, to the end of the one before it.
fn take_head(last: &mut Segment, segment: &mut Segment) {
    let cut = segment.text.find(is_space).unwrap_or(segment.text.len());
    let rest = segment.text.split_off(cut);
    let head = std::mem::replace(&mut segment.text, rest);
    let is_all = segment.text.trim().is_empty();
    let own = if segment.words.is_empty() {
        let end = segment.end.filter(|_| is_all);
        vec![word(&head, segment.start, end)]
    } else {
        let count = if is_all { Some(segment.words.len()) } else { said(&segment.words, &head) };
        segment.words.drain(..count.unwrap_or_default()).collect()
    };

    // The times of segments are those of words only where each is one.
    if last.words.is_empty() && !has_gap(last) {
        last.words.push(word(&last.text, last.start, last.end));
    }
    if !last.words.is_empty() {
        last.words.extend(own);
    }

    last.text.push_str(&head);
}

fn word(text: &str, start: Option<u64>, end: Option<u64>) -> Word {
    Word {
        piece: TimedPiece { text: text.to_owned(), start, end, confidence: None },
        ..Word::default()
    }
}
