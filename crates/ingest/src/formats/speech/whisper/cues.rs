//! From a segment to cues: one, or one for each speaker in turn.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use super::segment::{Segment, Word};
use crate::clean::{clean, collapse, is_space, nfc};
use crate::formats::Malformed;
use crate::timed::words::{Stretch, TimedPiece, stretches, times};
use crate::timed::{Cue, CueProblem, Transcript};

/// The document of a transcript in JSON, of which `fault` says where it breaks off: what was read
/// before is kept, with a warning.
///
/// # Errors
/// The fault, where nothing was read before it.
pub(in crate::formats::speech) fn document(
    mut file: Transcript,
    fault: Option<Malformed>,
    source: SourceId,
) -> Result<Document, Malformed> {
    match fault {
        Some(fault) if file.cues.is_empty() => return Err(fault),
        Some(fault) => file.counts.add(CueProblem::BrokenFile, fault.line),
        None => {}
    }

    let mut document = file.into_document(source);
    crate::formats::bound(&mut document, 1);
    Ok(document)
}

/// Adds what a segment says to the transcript.
pub(in crate::formats::speech) fn add(
    segment: Segment,
    spoken: Option<Lang>,
    file: &mut Transcript,
) {
    let text = match clean(&segment.text) {
        text if text.is_empty() => joined(&segment.words),
        text => text,
    };
    if text.is_empty() {
        return;
    }

    let line = segment.line;
    let pieces = pieces_of(&segment.words);
    let speakers: Vec<_> = segment.words.into_iter().map(|word| word.speaker).collect();
    let start = segment.start.or_else(|| pieces.iter().find_map(|piece| piece.start));
    let Some(start) = start else {
        let named = speakers.into_iter().flatten().next();
        let speaker = segment.speaker.or(named);
        file.keep_untimed_for(CueProblem::UnreadableTime, speaker, &text, line);
        return;
    };

    let end = segment.end.or_else(|| pieces.iter().rev().find_map(|piece| piece.end));
    let is_told = end.is_some();
    let end = end.unwrap_or(start);
    let from = Timecode::from_millis(start);
    let mut cue = Cue::new(from, from, text, line);
    cue.end = Timecode::from_millis(end);
    cue.reckoned = segment.reckoned;
    (cue.speaker, cue.turn, cue.lang_original) = (segment.speaker, segment.turn, spoken);
    let found = stretches(&cue.text, &pieces);
    let timed = found.as_ref().and_then(|found| times((start, end.max(start)), found, &pieces));
    match timed {
        Some(words) => cue.words = words,
        // Words of which none has a time are no fault of the file.
        None if pieces.iter().all(|piece| piece.start.is_none()) => {}
        None => file.counts.add(CueProblem::WordTimes, line),
    }

    for part in by_speaker(cue, &found.unwrap_or_default(), &speakers) {
        // That no end is told is no fault of the file.
        if is_told { file.add(part) } else { file.add_told(part) }
    }
}

/// The text of words: as they stand where they bring their spaces, else parted by spaces.
fn joined(words: &[Word]) -> String {
    let spaced = words.iter().any(|word| word.piece.text.starts_with(is_space));
    let texts: Vec<&str> = words.iter().map(|word| word.piece.text.as_str()).collect();
    clean(&texts.join(if spaced { "" } else { " " }))
}

/// The pieces of words, with their text as cues have it.
pub(in crate::formats::speech) fn pieces_of(words: &[Word]) -> Vec<TimedPiece> {
    let piece = |Word { piece, .. }: &Word| TimedPiece {
        text: collapse(&nfc(piece.text.clone())),
        ..piece.clone()
    };
    words.iter().map(piece).collect()
}

/// Parts a cue where another speaker begins; a word without a speaker goes on with the one before.
fn by_speaker(cue: Cue, words: &[Stretch], speakers: &[Option<String>]) -> Vec<Cue> {
    let said_by = |word: &Stretch| speakers.get(*word.pieces.start()).and_then(Option::as_ref);
    let Some(first) = words.iter().find_map(said_by) else { return vec![cue] };
    let mut turns = vec![(0, first)];
    for (i, word) in words.iter().enumerate() {
        let last = turns.last().map(|(_, speaker)| *speaker);
        if let Some(speaker) = said_by(word).filter(|speaker| Some(*speaker) != last) {
            turns.push((i, speaker));
        }
    }

    if turns.len() == 1 {
        return vec![Cue { speaker: Some(first.clone()), ..cue }];
    }
    let ends = turns.iter().skip(1).map(|(i, _)| *i).chain([words.len()]);
    turns
        .iter()
        .zip(ends)
        .filter_map(|((from, speaker), to)| {
            let bytes = words.get(*from)?.bytes.start..words.get(to.checked_sub(1)?)?.bytes.end;
            Some(Cue { speaker: Some((*speaker).clone()), ..part(&cue, bytes, *from..to) })
        })
        .collect()
}

/// A part of a cue: its bytes and the words in them.
fn part(cue: &Cue, bytes: std::ops::Range<usize>, inside: std::ops::Range<usize>) -> Cue {
    let mut words = cue.words.get(inside).unwrap_or_default().to_vec();
    let base = u32::try_from(bytes.start).unwrap_or(u32::MAX);
    for word in &mut words {
        word.range = word.range.start.saturating_sub(base)..word.range.end.saturating_sub(base);
    }

    let start = words.first().map_or(cue.start, |word| word.start);
    let end = words.last().map_or(cue.end, |word| word.end);
    let text = cue.text.get(bytes).unwrap_or_default().to_owned();
    let (turn, lang_original) = (cue.turn, cue.lang_original);

    Cue { words, turn, lang_original, ..Cue::new(start, end, text, cue.line) }
}
