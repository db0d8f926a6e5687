//! json3, in which `YouTube`'s player gets captions; no document specifies it.
//!
//! `events` follow each other; each has a start, a duration and `segs`, which are words when a machine
//! recognised them, with `tOffsetMs` from the start of the event. Events overlap in time, because a
//! line stays while the next one appears, but no text is said twice. Events without `segs` lay out
//! windows, and those of a line feed alone end a line.

use ibid_core::document::{Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::{clean, collapse, nfc};
use crate::formats::Malformed;
use crate::formats::json::{self, Value};
use crate::formats::lines::LineCount;
use crate::timed::words::{TimedPiece, stretches, times};
use crate::timed::{Cue, CueProblem, Transcript};

/// What `acAsrConf` goes up to.
const SUREST: f64 = 255.0;

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    let Some(root) = Value::start_of(text) else { return false };
    let found = root.members().any(|(name, value)| match name {
        "wireMagic" => value.string().as_deref() == Some("pb3"),
        "events" => value.elements().next().is_some_and(|e| e.member("tStartMs").is_some()),
        _ => false,
    });
    found && Value::is_alone(text)
}

/// A line of captions.
struct Event {
    start: Option<u64>,
    lasts: Option<u64>,
    text: String,
    pieces: Vec<TimedPiece>,
    line: u32,
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut file = Transcript::new(Format::Json3);
    let mut lines = LineCount::new(text);
    let mut events = Vec::new();
    let mut recognised = false;
    let root = Value::from_text(text);
    for value in root.member("events").into_iter().flat_map(Value::elements) {
        if !(value.text.starts_with('{') && value.text.ends_with('}')) {
            file.counts.add(CueProblem::UnreadableEntry, lines.line_of(value.at));
        } else if let Some(event) = event(value, &mut lines, &mut recognised) {
            events.push(event);
        }
    }

    if recognised {
        file.about.evidence = Some(Evidence::Machine);
    }
    // Older files say how sure each word is; newer ones write 0 everywhere.
    let tells = events.iter().flat_map(|event| &event.pieces).any(|p| p.confidence > Some(0.0));
    let mut events = events.into_iter().peekable();
    while let Some(mut event) = events.next() {
        if !tells {
            event.pieces.iter_mut().for_each(|piece| piece.confidence = None);
        }
        let next = events.peek().and_then(|next| next.start).filter(|_| recognised);
        add(event, next, recognised, &mut file);
    }

    match json::fault(text) {
        Some(fault) if file.cues.is_empty() => return Err(fault),
        Some(fault) => file.counts.add(CueProblem::BrokenFile, fault.line),
        None => {}
    }

    Ok(file.into_document(source))
}

/// Reads an event; `None` for one without text.
fn event(value: Value<'_>, lines: &mut LineCount<'_>, recognised: &mut bool) -> Option<Event> {
    let (mut start, mut lasts, mut segs) = (None, None, None);
    for (name, value) in value.members() {
        match name {
            "tStartMs" => start = value.millis(),
            "dDurationMs" => lasts = value.millis(),
            "segs" => segs = Some(value),
            _ => {}
        }
    }

    let segs = segs?;
    let mut text = String::new();
    let mut pieces = Vec::new();
    for seg in segs.elements() {
        let mut piece = TimedPiece { start, ..TimedPiece::default() };
        for (name, value) in seg.members() {
            match name {
                "utf8" => piece.text = value.string().unwrap_or_default(),
                "tOffsetMs" => {
                    *recognised = true;
                    let offset = value.millis();
                    piece.start = start.zip(offset).map(|(start, at)| start.saturating_add(at));
                }
                "acAsrConf" => {
                    *recognised = true;
                    let sure = value.number().filter(|sure| (0.0..=SUREST).contains(sure));
                    // A share needs no more digits than this.
                    piece.confidence = sure.map(|sure| (sure / SUREST) as f32);
                }
                _ => {}
            }
        }
        text.push_str(&piece.text);
        piece.text = collapse(&nfc(piece.text));
        pieces.push(piece);
    }

    let text = by_lines(&text);
    (!text.is_empty()).then(|| Event { start, lasts, text, pieces, line: lines.line_of(segs.at) })
}

/// Cleans each line; a zero-width space, which stands for an empty one, is nothing.
fn by_lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| clean(&line.replace('\u{200b}', "")));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn add(event: Event, next: Option<u64>, recognised: bool, file: &mut Transcript) {
    let Some(start) = event.start else {
        file.counts.add(CueProblem::UnreadableTime, event.line);
        file.keep_untimed(&event.text, event.line);
        return;
    };

    let last = event.pieces.iter().filter_map(|piece| piece.start).max();
    let shown = event.lasts.map(|lasts| start.saturating_add(lasts)).or(next).or(last);

    // What a machine heard is said by the time it hears the next line, however long it is shown.
    let next = next.filter(|next| *next > start).unwrap_or(u64::MAX);
    let end = shown.unwrap_or(start).clamp(start, next);
    let (from, to) = (Timecode::from_millis(start), Timecode::from_millis(end));
    let mut cue = Cue::new(from, to, event.text, event.line);
    if recognised && event.pieces.len() > 1 {
        let found = stretches(&cue.text, &event.pieces);
        match found.and_then(|found| times((start, end), &found, &event.pieces)) {
            Some(words) => cue.words = words,
            None => file.counts.add(CueProblem::WordTimes, event.line),
        }
    }

    file.add(cue);
}

#[cfg(test)]
mod tests;
