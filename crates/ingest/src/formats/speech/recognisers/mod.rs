//! The JSON of services and programs that recognise speech, each with a shape of its own.
//!
//! One reader goes through all of them. It looks for lists of what was said with times, by the names
//! that [`names`] lists, and takes the list that tells most: the times of words before those of
//! sentences, and who speaks. Words become segments at the ends of sentences, at pauses, and where
//! another speaker begins; from there they go the way of Whisper's (`super::whisper`).

pub(super) mod item;
mod lists;
pub(super) mod names;
pub(super) mod places;
mod spelling;
pub(super) mod time;

use ibid_core::document::{Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;

use super::beside;
use super::whisper::cues;
use super::whisper::segment::{Segment, Word, segments_from_words};
use super::whisper::separate_lists::in_text;
use crate::Format;
use crate::clean::clean;
use crate::formats::Malformed;
use crate::formats::json::{self, Value};
use crate::formats::lines::LineCount;
use crate::formats::records::info_json;
use crate::timed::Transcript;
use crate::timed::words::stretches;
use item::Item;
pub(crate) use lists::chapters;
use lists::{Lists, Piece, Speech};
use time::SECONDS;

/// Whether a text is in one of these shapes: one value, or one after the other.
pub(crate) fn sniff(text: &str) -> bool {
    let Some(start) = Value::start_of(text) else { return false };
    let first = if Value::is_alone(text) { Some(start) } else { Value::sequence(text).next() };
    let holds_speech = |root| !is_record(root, text) && Lists::find(root).holds_speech();
    first.is_some_and(holds_speech)
        && Value::is_sequence(text)
        && !are_places(Value::sequence(text))
}

/// Whether the times of a value that has the shape of Whisper's are no seconds, as its are.
pub(super) fn counts_otherwise(root: Value<'_>) -> bool {
    Lists::find(root).scale(seconds(root)) != SECONDS
}

/// Whether what looks like the times of a value are places in a text, or hours of the day.
pub(super) fn tells_other_times(root: Value<'_>) -> bool {
    Lists::find(root).are_of_text_or_day()
}

/// Whether the entries of a list, or the lines of a file, say where in a text they stand.
pub(super) fn are_places<'a>(entries: impl Iterator<Item = Value<'a>>) -> bool {
    const LOOKED_AT: usize = 16;
    let items: Vec<Item<'a>> = entries.take(LOOKED_AT).filter_map(Item::from_value).collect();
    !items.is_empty() && lists::are_places(&items)
}

/// Whether the first value of a file is a document with a name, or a list of them. One alone may list
/// what was said instead of a text.
fn is_record(root: Value<'_>, file: &str) -> bool {
    let first = if root.is_array() { root.elements().next() } else { Some(root) };
    first.is_some_and(|first| {
        let has = |name: &str| first.member(name).is_some();
        // A line of a medium that it names is one of many media.
        let starts = Item::from_value(first).is_some_and(|item| item.start.is_some());
        let is_named =
            has("_id") && (root.is_array() || !has_no_text(root) || !Value::is_alone(file));
        is_named || starts && ["title", "url", "videoId"].into_iter().any(has)
    })
}

fn has_no_text(object: Value<'_>) -> bool {
    object.member("text").is_none_or(|text| !text.is_string())
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut file = Transcript::new(Format::Recogniser);
    let first = Value::from_text(text);
    file.about = info_json::about(first);
    file.lang = language(first);

    let mut lists = Lists::default();
    Value::sequence(text).for_each(|root| lists.add(root));
    let speech = lists.into_speech();
    file.about.title = file.about.title.take().or_else(|| speech.title.clone());
    // People write the titles of chapters, and nobody says them.
    let evidence = if speech.are_chapters { Evidence::Paraphrase } else { Evidence::Machine };
    file.about.evidence = Some(evidence);

    let scale = speech.scale(seconds(first));
    for segment in segments(&speech, scale, &mut LineCount::new(text)) {
        cues::add(segment, None, &mut file);
    }

    let fault = Value::sequence(text).find_map(|root| json::fault(root.text));
    let mut document = cues::document(file, fault, source)?;
    // The titles of chapters are read then.
    if !speech.are_chapters {
        document.warnings.extend(beside::unread(first, text, &document));
    }
    Ok(document)
}

/// The language that a value declares, itself or in one of its parts.
fn language(root: Value<'_>) -> Option<Lang> {
    const NAMES: [&str; 6] =
        ["language_code", "languageCode", "language", "locale", "spokenLanguageTag", "lang"];
    const PARTS: [&str; 6] =
        ["results", "metadata", "job", "transcription_config", "result", "transcription"];
    let own = |value: Value<'_>| {
        NAMES.iter().find_map(|name| Lang::from_tag(&value.member(name)?.string()?))
    };
    let part = |value: Value<'_>| PARTS.iter().find_map(|name| own(value.member(name)?));
    let first = |list: Value<'_>| list.elements().next().and_then(own);
    own(root).or_else(|| part(root)).or_else(|| {
        PARTS.iter().find_map(|name| {
            let inner = root.member(name)?;
            part(inner).or_else(|| first(inner))
        })
    })
}

/// How many seconds the medium lasts, where the file says it.
fn seconds(root: Value<'_>) -> Option<f64> {
    let own = |value: Value<'_>| {
        let named = ["audio_duration", "duration"].iter().find_map(|name| value.member(name));
        named.filter(|value| value.is_number()).and_then(Value::number)
    };
    own(root).or_else(|| own(root.member("metadata")?)).filter(|seconds| *seconds > 0.0)
}

/// What was said, in segments: those of the file, or those that its words make.
fn segments(speech: &Speech<'_>, scale: f64, lines: &mut LineCount<'_>) -> Vec<Segment> {
    let mut segments = Vec::new();
    if speech.is_words {
        let items = speech.pieces.iter().map(|piece| &piece.item);
        let words = speech_words(speech, items, None, scale);
        let text = speech.text.as_deref().unwrap_or_default();
        return segments_from_words(in_text(words, text), lines);
    }

    for Piece { item, words } in &speech.pieces {
        let words = speech_words(speech, words.iter(), item.speaker.as_deref(), scale);
        let text = clean(&item.text);
        // Numbers may be written otherwise in the text: then it is as good as its own time.
        let agree = item.start.is_none()
            || text.is_empty()
            || stretches(&text, &cues::pieces_of(&words)).is_some();
        if !words.is_empty() && agree {
            segments.extend(segments_from_words(in_text(words, &text), lines));
            continue;
        }

        let first = words.first().and_then(|word| word.speaker.clone());
        let around = || speech.speaker_around(item.at).map(|label| speech.name_of(label));
        let speaker = first.or_else(around);
        segments.push(Segment {
            start: item.start.and_then(|time| time.millis(scale)),
            end: item.end.and_then(|time| time.millis(scale)),
            reckoned: item.follows,
            text: item.text.clone(),
            speaker: item.speaker.as_ref().map(|label| speech.name_of(label)).or(speaker),
            line: lines.line_of(item.at),
            ..Segment::default()
        });
    }

    end_at_the_next(&mut segments);
    segments
}

/// Has segments whose end is not told last until the next begins.
fn end_at_the_next(segments: &mut [Segment]) {
    let starts: Vec<Option<u64>> = segments.iter().skip(1).map(|segment| segment.start).collect();
    for (segment, next) in segments.iter_mut().zip(starts) {
        if segment.end.is_none() && segment.words.is_empty() {
            segment.end = next.filter(|next| segment.start.is_some_and(|start| start < *next));
        }
    }
}

/// The words of a list with who says each: as the word tells, or what it is in, or the list of turns.
fn speech_words<'i, 'a: 'i>(
    speech: &Speech<'a>,
    items: impl Iterator<Item = &'i Item<'a>>,
    outer: Option<&str>,
    scale: f64,
) -> Vec<Word> {
    let mut words = spelling::words(items, scale);
    let mut turns = Turns::new(&speech.turns, scale);
    for word in &mut words {
        let label = word.speaker.take().or_else(|| outer.map(str::to_owned));
        let label = label.or_else(|| turns.at(word.piece.start?).map(str::to_owned));
        let label = label.or_else(|| speech.speaker_around(word.at).map(str::to_owned));
        word.speaker = label.map(|label| speech.name_of(&label));
    }
    words
}

/// Who speaks when, in the order of time.
struct Turns<'s> {
    turns: Vec<(u64, u64, &'s str)>,
    next: usize,
}

impl<'s> Turns<'s> {
    fn new(items: &'s [Item<'_>], scale: f64) -> Self {
        let turn = |item: &'s Item<'_>| {
            let start = item.start?.millis(scale)?;
            let end = item.end.and_then(|time| time.millis(scale)).unwrap_or(start);
            Some((start, end, item.speaker.as_deref()?))
        };
        let mut turns: Vec<_> = items.iter().filter_map(turn).collect();
        turns.sort_by_key(|(start, ..)| *start);
        Turns { turns, next: 0 }
    }

    /// Who speaks at a time, asked for in the order of time.
    fn at(&mut self, time: u64) -> Option<&'s str> {
        while self.turns.get(self.next).is_some_and(|(start, ..)| *start <= time) {
            self.next += 1;
        }
        let (start, end, name) = self.turns.get(self.next.checked_sub(1)?)?;
        (time < *end || time == *start).then_some(*name)
    }
}

#[cfg(test)]
mod speaker_tests;
#[cfg(test)]
mod stamped_tests;
#[cfg(test)]
mod tests;
