//! What stands beside the segments of a file: words that belong to them, the signs around words that
//! come alone, and who speaks when.

use ibid_core::sentences::sentences;

use super::cues::pieces_of;
use super::segment::{Segment, Word};
use crate::clean::{clean, is_space, nfc};
use crate::timed::words::{Stretch, TimedPiece, stretches};

/// How far, in milliseconds, words may be said before their segment starts.
const EARLY: u64 = 1_000;
/// `TRIED` of the words near its start are tried as the first of a segment.
const TRIED: usize = 16;

/// Words that a file lists apart from its segments, in order.
pub(in crate::formats::speech) struct Words {
    words: Vec<Word>,
    next: usize,
}

impl Words {
    pub(in crate::formats::speech) fn new(words: impl Iterator<Item = Word>) -> Self {
        let has_letters = |word: &Word| word.piece.text.contains(char::is_alphanumeric);
        Words { words: words.filter(has_letters).collect(), next: 0 }
    }

    /// Gives a segment the words that its text is made of, which start near it. Whether words were
    /// said in its time that are not those of its text.
    pub(in crate::formats::speech) fn give(&mut self, segment: &mut Segment) -> bool {
        let Some(start) = segment.start.filter(|_| segment.words.is_empty()) else { return false };
        let past = |at: u64| at.saturating_add(EARLY) < start;
        while self.words.get(self.next).is_some_and(|word| word.piece.start.is_some_and(past)) {
            self.next += 1;
        }

        let text = clean(&segment.text);
        for from in self.next..self.next.saturating_add(TRIED) {
            let rest = self.words.get_mut(from..).unwrap_or_default();
            if let Some(own) = said(rest, &text).and_then(|count| rest.get_mut(..count)) {
                self.next = from + own.len();
                segment.words = own.iter_mut().map(std::mem::take).collect();
                return false;
            }
        }

        let first = self.words.get(self.next).and_then(|word| word.piece.start);
        text.contains(char::is_alphanumeric)
            && first.zip(segment.end).is_some_and(|(first, end)| first < end)
    }
}

/// How many words from the first on make up the letters of a text, all of them.
pub(in crate::formats::speech) fn said(words: &[Word], text: &str) -> Option<usize> {
    let mut letters = text.chars().filter(|c| c.is_alphanumeric()).peekable();
    for (i, word) in words.iter().enumerate() {
        letters.peek()?;
        for c in nfc(word.piece.text.clone()).chars().filter(|c| c.is_alphanumeric()) {
            letters.next().filter(|letter| *letter == c)?;
        }
        if letters.peek().is_none() {
            return Some(i + 1);
        }
    }

    None
}

/// Words that come without segments, each with whether a sentence ends with it: as the text has them,
/// with its signs; or as they are where its letters differ.
pub(in crate::formats::speech) fn in_text(words: Vec<Word>, text: &str) -> Vec<(Word, bool)> {
    let text = clean(text);
    let pieces = pieces_of(&words);
    let Some(found) = stretches(&text, &pieces) else {
        let ends = |word: &Word| {
            word.piece.text.trim_end_matches(is_space).ends_with(['.', '!', '?', '…'])
        };
        return words.into_iter().map(|word| (ends(&word), word)).map(|(e, w)| (w, e)).collect();
    };

    let mut ends = sentences(&text).into_iter().map(|sentence| sentence.end).peekable();
    let in_text = found.into_iter().filter_map(|stretch| {
        while ends.next_if(|end| *end <= stretch.bytes.start).is_some() {}
        let word = word_of_stretch(&stretch, &text, &words, &pieces)?;
        Some((word, ends.peek().is_some_and(|end| *end <= stretch.bytes.end)))
    });

    in_text.collect()
}

/// The word of the text that some pieces make.
fn word_of_stretch(
    stretch: &Stretch,
    text: &str,
    words: &[Word],
    pieces: &[TimedPiece],
) -> Option<Word> {
    let own = pieces.get(stretch.pieces.clone())?;
    let (first, last) = (words.get(*stretch.pieces.start())?, own.last()?);
    let piece = TimedPiece {
        text: text.get(stretch.bytes.clone())?.to_owned(),
        start: first.piece.start,
        end: last.end,
        confidence: own.iter().filter_map(|piece| piece.confidence).reduce(f32::min),
    };
    Some(Word { piece, speaker: first.speaker.clone(), at: first.at })
}

/// Tells segments or words who speaks, each with its start, from the turns of a file in order; what lies
/// beyond them has no speaker.
pub(in crate::formats::speech) fn tell_speakers<'s>(
    said: impl Iterator<Item = (Option<u64>, &'s mut Option<String>)>,
    turns: Vec<Segment>,
) {
    let mut turns = turns.into_iter().peekable();
    let mut turn: Option<Segment> = None;
    for (start, speaker) in said {
        let Some(start) = start else { continue };
        let begun = |turn: &Segment| turn.start.is_some_and(|from| from <= start);
        while let Some(next) = turns.next_if(begun) {
            turn = Some(next);
        }

        let now = turn
            .as_ref()
            .filter(|turn| turn.start == Some(start) || turn.end.is_none_or(|end| start < end));
        *speaker = speaker.take().or_else(|| now?.speaker.clone());
    }
}
