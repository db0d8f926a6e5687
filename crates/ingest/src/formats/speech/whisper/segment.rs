//! Segments and words as the programs write them, each under names of its own.

use crate::formats::is_long;
use crate::formats::json::Value;
use crate::formats::lines::LineCount;
use crate::formats::speech::recognisers::{item, names, time};
use crate::timed::clock;
use crate::timed::words::TimedPiece;

/// A pause of `PAUSE` milliseconds parts words that come without segments.
pub(in crate::formats::speech) const PAUSE: u64 = 1_000;
/// No medium is longer, in milliseconds.
const LONGEST: u64 = 1_000_000_000;

/// A segment as its file has it; times in milliseconds.
#[derive(Debug, Default, PartialEq)]
pub(in crate::formats::speech) struct Segment {
    pub(in crate::formats::speech) start: Option<u64>,
    pub(in crate::formats::speech) end: Option<u64>,
    /// Its start is reckoned, and not told.
    pub(in crate::formats::speech) reckoned: bool,
    pub(in crate::formats::speech) text: String,
    pub(in crate::formats::speech) speaker: Option<String>,
    pub(in crate::formats::speech) words: Vec<Word>,
    pub(in crate::formats::speech) line: u32,
    /// Another speaker begins here, or in the segment below.
    pub(in crate::formats::speech) turn: bool,
    pub(in crate::formats::speech) turn_next: bool,
    /// It says how long it lasts, and not when it ends: no program of the family does.
    pub(in crate::formats::speech) lists_duration: bool,
    /// It is one of a podcast's transcript, which people write too.
    pub(in crate::formats::speech) is_podcast: bool,
}

/// A word, or a part of one.
#[derive(Debug, Default, PartialEq)]
pub(in crate::formats::speech) struct Word {
    pub(in crate::formats::speech) piece: TimedPiece,
    pub(in crate::formats::speech) speaker: Option<String>,
    pub(in crate::formats::speech) at: usize,
}

impl Segment {
    /// Reads an object; `None` for anything else, and for what breaks off.
    pub(in crate::formats::speech) fn from_value(
        value: Value<'_>,
        lines: &mut LineCount<'_>,
    ) -> Option<Self> {
        let whole = value.text.starts_with('{') && value.text.ends_with('}');
        if !whole {
            return None;
        }

        let mut segment = Segment::default();
        let mut duration = None;
        let mut tokens = Vec::new();
        let mut named = Named::default();
        let mut at = value.at;
        for (name, value) in value.members() {
            match name {
                "start" | "startTime" => segment.start = value.seconds(),
                "end" | "endTime" | "stop" => segment.end = value.seconds(),
                "duration" => duration = value.seconds(),
                "timestamp" | "offsets" | "timestamps" => {
                    let (start, end) = span(name, value);
                    segment.start = segment.start.or(start);
                    segment.end = segment.end.or(end);
                }
                "text" | "body" => {
                    segment.is_podcast |= name == "body";
                    segment.text = value.string().unwrap_or_default();
                    at = value.at;
                }
                "words" => segment.words = value.elements().filter_map(Word::from_value).collect(),
                "tokens" => {
                    let words = value.elements().filter_map(Word::from_value);
                    tokens = words.filter(|word| !word.is_special()).collect();
                }
                "speaker_turn_next" => segment.turn_next = value.text == "true",
                _ => named.look(name, value),
            }
        }

        if segment.words.is_empty() {
            segment.words = tokens;
        }
        segment.lists_duration = segment.end.is_none() && duration.is_some();
        let ends = segment.start.zip(duration).map(|(start, lasts)| start.saturating_add(lasts));
        segment.end = segment.end.or(ends);
        segment.speaker = named.name;
        segment.line = lines.line_of(at);

        Some(segment)
    }
}

impl Word {
    /// Reads an object with a text; `None` for anything else, such as the number of a token.
    pub(in crate::formats::speech) fn from_value(value: Value<'_>) -> Option<Self> {
        let mut word = Word { at: value.at, ..Word::default() };
        let mut text = None;
        let mut named = Named::default();
        for (name, value) in value.members() {
            match name {
                "word" | "text" if value.is_string() => text = value.string(),
                "start" => word.piece.start = value.seconds(),
                "end" => word.piece.end = value.seconds(),
                "timestamp" | "offsets" | "timestamps" => {
                    let (start, end) = span(name, value);
                    word.piece.start = word.piece.start.or(start);
                    word.piece.end = word.piece.end.or(end);
                }
                "probability" | "confidence" | "score" | "p" => {
                    let sure = value.number().filter(|p| (0.0..=1.0).contains(p));
                    // A probability needs no more digits than this.
                    word.piece.confidence = sure.map(|p| p as f32);
                }
                _ => named.look(name, value),
            }
        }

        word.speaker = named.name;
        word.piece.text = text?;
        Some(word)
    }

    /// A mark of the model that is no text: `[_BEG_]`, `[_TT_150]`, `<|fr|>`.
    fn is_special(&self) -> bool {
        let text = self.piece.text.trim();
        text.starts_with("[_") && text.ends_with(']')
            || text.starts_with("<|") && text.ends_with("|>")
    }
}

/// Who speaks, by the best of the names that an object has for it: Podlove numbers speakers, and names
/// them besides.
#[derive(Default)]
struct Named {
    name: Option<String>,
    rank: Option<usize>,
}

impl Named {
    fn look(&mut self, field: &str, value: Value<'_>) {
        let Some(rank) = names::SPEAKERS.iter().position(|known| *known == field) else { return };
        let name = speaker(value).filter(|_| self.rank.is_none_or(|known| rank < known));
        if name.is_some() {
            (self.name, self.rank) = (name, Some(rank));
        }
    }
}

/// Start and end under the names of whisper.cpp and of Hugging Face.
fn span(name: &str, value: Value<'_>) -> (Option<u64>, Option<u64>) {
    if let Some((start, end)) = time::span(value).filter(|_| name == "timestamp") {
        return (start.millis(time::SECONDS), end.millis(time::SECONDS));
    }
    if name == "timestamp" && !value.is_array() {
        // More is an instant of history.
        return (value.seconds().filter(|millis| *millis < LONGEST), None);
    }
    if name == "timestamp" {
        let mut times = value.elements().map(Value::seconds);
        return (times.next().flatten(), times.next().flatten());
    }
    let time = |name: &str| {
        let value = value.member(name)?;
        let written = || clock::time(&value.string()?).map(|time| time.millis());
        value.millis().or_else(written)
    };

    (time("from"), time("to"))
}

/// Who speaks; whisper.cpp writes `?` where it cannot tell. No name is as long as a paragraph.
fn speaker(value: Value<'_>) -> Option<String> {
    if value.is_object() {
        return item::speaker(value);
    }
    let name = crate::clean::clean(&value.string()?);
    (!name.is_empty() && name != "?" && !is_long(&name)).then_some(name)
}

/// Segments of words that come without any, each with whether a sentence ends with it: up to there, a
/// pause or another speaker.
pub(in crate::formats::speech) fn segments_from_words(
    words: Vec<(Word, bool)>,
    lines: &mut LineCount<'_>,
) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut ended = false;
    for (word, ends) in words {
        let goes_on =
            segments.last().and_then(|segment| segment.words.last()).is_some_and(|last| {
                let times = last.piece.end.or(last.piece.start).zip(word.piece.start);
                let pause = times.map_or(0, |(end, start)| start.saturating_sub(end));
                !ended && pause < PAUSE && last.speaker == word.speaker
            });
        ended = ends;
        match segments.last_mut() {
            Some(segment) if goes_on => segment.words.push(word),
            _ => {
                let line = lines.line_of(word.at);
                segments.push(Segment { line, words: vec![word], ..Segment::default() });
            }
        }
    }

    segments
}
