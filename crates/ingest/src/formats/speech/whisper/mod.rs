//! The JSON of Whisper and its relatives, none of which has a specification but its program:
//!
//! - openai-whisper (`whisper/utils.py`, `WriteJSON`), and the `verbose_json` of its service;
//! - whisper.cpp (`examples/cli`, `--output-json` and `--output-json-full`);
//! - faster-whisper, as programs write its segments down; whisperX; whisper-timestamped;
//! - segments as faster-whisper gives them, an object a line;
//! - the transcripts of podcasts (Podcasting 2.0, `transcripts.md`), which have other names;
//! - the `chunks` of Hugging Face pipelines, and lists of `text`, `start` and `duration`.
//!
//! A segment becomes a cue, or several where its words have several speakers. Its text is kept as it
//! is; times of words are put upon it, and dropped with a warning where the letters differ.

pub(super) mod cues;
mod merge_subwords;
pub(super) mod segment;
pub(super) mod separate_lists;

use std::collections::HashMap;

use ibid_core::document::{Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;

use super::recognisers::item::people;
use super::{beside, recognisers};
use crate::Format;
use crate::formats::Malformed;
use crate::formats::json::{self, Value};
use crate::formats::lines::LineCount;
use crate::formats::records::info_json;
use crate::timed::{CueProblem, Transcript};
use segment::{Segment, Word};
use separate_lists::Words;

/// Whether a text is in this format: one object with segments, an array of them, or one a line.
pub(crate) fn sniff(text: &str) -> bool {
    if is_lines(text) {
        return true;
    }
    let Some(root) = Value::start_of(text) else { return false };
    let found = if root.is_array() {
        root.elements().next().is_some_and(is_segment)
    } else {
        root.members().any(|(name, value)| is_speech(root, name, value))
    };

    // JSON lines may hold such objects, one each.
    found
        && Value::is_alone(text)
        && !recognisers::counts_otherwise(root)
        && !recognisers::tells_other_times(root)
}

/// Whether a member of `root` holds segments or words.
fn is_speech(root: Value<'_>, name: &str, value: Value<'_>) -> bool {
    match name {
        "segments" | "transcription" | "chunks" if value.is_array() => {
            value.elements().next().map_or_else(|| is_of_family(root), is_segment)
        }
        "word_segments" => value.is_array(),
        "words" => value.elements().next().is_some_and(|word| has(word, &["word", "start"])),
        _ => false,
    }
}

/// Whether the first lines are segments, of nothing that has a name of its own.
fn is_lines(text: &str) -> bool {
    const LOOKED_AT: usize = 3;
    const LONGEST: usize = 1024 * 1024;
    let mut found = false;
    for value in Value::lines(text).take(LOOKED_AT) {
        if !value.text.starts_with('{') || value.text.len() > LONGEST {
            return false;
        }
        // A line may be damaged.
        let sound = json::fault(value.text).is_none();
        if sound && !is_nameless_segment(value) {
            return false;
        }
        found |= sound;
    }

    found && !recognisers::are_places(Value::lines(text))
}

/// Whether an object is a segment, and of nothing that has a name of its own.
fn is_nameless_segment(value: Value<'_>) -> bool {
    let named = ["_id", "title", "url", "videoId"].iter().any(|name| has(value, &[name]));
    let starts = value.member("start").is_some_and(Value::is_number);
    let says = value.member("text").is_some_and(Value::is_string);
    starts && says && !named
}

fn has(object: Value<'_>, names: &[&str]) -> bool {
    names.iter().all(|name| object.member(name).is_some())
}

fn is_segment(value: Value<'_>) -> bool {
    has(value, &["text", "start"])
        || has(value, &["body", "startTime"])
        || has(value, &["start", "words"])
        || has(value, &["text", "timestamp"])
        || has(value, &["text", "offsets"])
        || has(value, &["text", "timestamps"])
}

/// Whether an object says nothing but who speaks when.
fn is_turn(value: Value<'_>) -> bool {
    has(value, &["speaker", "start"])
        && ["text", "words", "sentences"].iter().all(|name| !has(value, &[name]))
}

/// A file about silence has no segment to be known by.
fn is_of_family(root: Value<'_>) -> bool {
    ["language", "systeminfo", "result"].iter().any(|name| root.member(name).is_some())
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut file = Transcript::new(Format::Whisper);
    file.about = info_json::about(Value::from_text(text));
    let root = if is_lines(text) {
        Root::from_lines(text)
    } else {
        Root::from_value(Value::from_text(text))
    };

    let (lang, spoken) = root.languages();
    file.lang = lang;
    let mut lines = LineCount::new(text);
    let mut problems = Vec::new();
    let segments = segments(&root, &mut lines, &mut problems);
    let podcast = !segments.is_empty() && segments.iter().all(|segment| segment.is_podcast);
    let machine = segments.iter().any(|segment| !segment.lists_duration);
    for segment in segments {
        cues::add(segment, spoken, &mut file);
    }

    problems.into_iter().for_each(|(problem, line)| file.counts.add(problem, line));
    if file.cues.is_empty() {
        let mut words: Vec<Word> = root.words().collect();
        let said = words.iter_mut().map(|word| (word.piece.start, &mut word.speaker));
        separate_lists::tell_speakers(said, root.turns());
        root.name(words.iter_mut().map(|word| &mut word.speaker));
        let words = separate_lists::in_text(words, root.text.as_deref().unwrap_or_default());
        for segment in segment::segments_from_words(words, &mut lines) {
            cues::add(segment, spoken, &mut file);
        }
    }

    // Lists with durations are also made of captions that people wrote.
    let machine = !podcast && (machine || !root.is_list);
    file.about.evidence = machine.then_some(Evidence::Machine);
    let fault = if root.is_lines { None } else { json::fault(text) };
    let mut document = cues::document(file, fault, source)?;
    if !root.is_lines {
        document.warnings.extend(beside::unread(Value::from_text(text), text, &document));
    }
    Ok(document)
}

/// The segments of a file, with what stands beside them.
fn segments(
    root: &Root<'_>,
    lines: &mut LineCount<'_>,
    problems: &mut Vec<(CueProblem, u32)>,
) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut turn = false;
    for value in root.segments.iter().copied() {
        let broken = root.is_lines && json::fault(value.text).is_some();
        let Some(mut segment) = Segment::from_value(value, lines).filter(|_| !broken) else {
            problems.push((CueProblem::UnreadableEntry, lines.line_of(value.at)));
            continue;
        };
        segment.turn |= turn;
        turn = segment.turn_next;
        segments.push(segment);
    }

    let said = segments.iter_mut().map(|segment| (segment.start, &mut segment.speaker));
    separate_lists::tell_speakers(said, root.turns());
    for segment in &mut segments {
        let words = segment.words.iter_mut().map(|word| &mut word.speaker);
        root.name([&mut segment.speaker].into_iter().chain(words));
    }

    let mut segments = merge_subwords::join(segments);
    if root.words.is_some() && segments.iter().any(|segment| segment.words.is_empty()) {
        let mut words = Words::new(root.words());
        for segment in &mut segments {
            if words.give(segment) {
                problems.push((CueProblem::WordTimes, segment.line));
            }
        }
    }

    segments
}

/// What a file has besides its segments.
#[derive(Default)]
struct Root<'a> {
    segments: Vec<Value<'a>>,
    /// Turns of speech, as insanely-fast-whisper lists them beside its segments, and programs that
    /// correct transcripts beside the words.
    speakers: Option<Value<'a>>,
    words: Option<Value<'a>>,
    /// The names of speakers by what stands for them.
    people: HashMap<String, String>,
    /// All that is said.
    text: Option<String>,
    lang: Option<Lang>,
    translates: bool,
    is_list: bool,
    is_lines: bool,
}

impl<'a> Root<'a> {
    /// A segment a line.
    fn from_lines(text: &'a str) -> Self {
        let segments = Value::lines(text).collect();
        Root { segments, is_list: true, is_lines: true, ..Root::default() }
    }

    fn from_value(value: Value<'a>) -> Self {
        if value.is_array() {
            let segments = value.elements().collect();
            return Root { segments, is_list: true, ..Root::default() };
        }
        let mut root = Root::default();
        for (name, value) in value.members() {
            match name {
                // `transcription` may also be all the text in one string.
                "segments" | "transcription" | "chunks" if value.is_array() => {
                    root.segments = value.elements().collect();
                }
                "paragraphs" if value.elements().next().is_some_and(is_turn) => {
                    root.speakers = root.speakers.or(Some(value));
                }
                "speakers" if value.elements().next().is_some_and(is_segment) => {
                    root.speakers = Some(value);
                }
                "speakers" => root.people = people(value),
                "word_segments" | "words" => root.words = Some(value),
                "text" => root.text = value.string(),
                "language" => root.lang = language(value).or(root.lang),
                "result" | "info" => {
                    root.lang = value.member("language").and_then(language).or(root.lang);
                }
                "task" => root.translates |= value.string().as_deref() == Some("translate"),
                "params" => {
                    root.lang = root.lang.or_else(|| value.member("language").and_then(language));
                    root.translates |= value.member("translate").is_some_and(|v| v.text == "true");
                }
                _ => {}
            }
        }

        // Turns may be all there is; without words they say nothing.
        let says = |turns: &Value<'_>| !turns.elements().next().is_some_and(is_turn);
        if root.segments.is_empty() {
            root.segments =
                root.speakers.filter(says).into_iter().flat_map(Value::elements).collect();
        }
        root
    }

    /// Who speaks when.
    fn turns(&self) -> Vec<Segment> {
        // Their lines are not needed.
        let mut lines = LineCount::new("");
        let turns = self.speakers.into_iter().flat_map(Value::elements);
        turns.filter_map(|value| Segment::from_value(value, &mut lines)).collect()
    }

    /// Gives speakers the names that the file has for them.
    fn name<'s>(&self, speakers: impl Iterator<Item = &'s mut Option<String>>) {
        for speaker in speakers.flatten() {
            if let Some(name) = self.people.get(speaker) {
                speaker.clone_from(name);
            }
        }
    }

    fn words(&self) -> impl Iterator<Item = Word> {
        self.words.into_iter().flat_map(Value::elements).filter_map(Word::from_value)
    }

    /// The language of the text, and the one spoken where the text is a translation; Whisper only
    /// translates into English.
    fn languages(&self) -> (Option<Lang>, Option<Lang>) {
        if self.translates { (Some(Lang::En), self.lang) } else { (self.lang, None) }
    }
}

fn language(value: Value<'_>) -> Option<Lang> {
    Lang::from_tag(&value.string()?)
}

#[cfg(test)]
mod tests;
