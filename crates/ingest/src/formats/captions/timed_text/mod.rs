//! `YouTube`'s timed-text XML: what `youtube.com/api/timedtext` answers.
//!
//! There is no specification. The shapes below are those that yt-dlp (`--sub-format srv1`, `srv2`,
//! `srv3`, <https://github.com/yt-dlp/yt-dlp>) and youtube-transcript-api
//! (<https://github.com/jdepoix/youtube-transcript-api>) meet:
//!
//! - `<transcript><text start="1.2" dur="3.4">`: seconds; the text is often escaped twice.
//! - `<timedtext><text t="1200" d="3400">`: milliseconds; with `append="1"`, the text goes on.
//! - `<timedtext format="3"><body><p t="1200" d="3400"><s t="200" ac="230">`: milliseconds, and
//!   those of `s` are counted from its `p`; `ac` is the confidence of a word, from 0 to 255. A `p`
//!   with `a="1"` and no text is the line feed of captions that roll.
//!
//! Where words have times, a machine recognised them. Windows of captions that roll overlap; there a
//! cue ends where the next one starts.

use std::borrow::Cow;

use ibid_core::document::{Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::Format;
use crate::formats::Malformed;
use crate::formats::xml::{self, Event, Tag, Xml};
use crate::timed::markup::Dialect;
use crate::timed::{CueProblem, Transcript};
use words::Words;

mod words;

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    match xml::root(text) {
        Some(("timedtext", _)) => true,
        Some(("transcript", _)) => {
            let has_start =
                |tag: &str| tag.split_whitespace().any(|part| part.starts_with("start="));
            let mut texts = xml::head(text).split("<text").skip(1);
            texts.any(|rest| rest.split('>').next().is_some_and(has_start))
        }
        _ => false,
    }
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut xml = Xml::new(text);
    let mut reader = TimedTextReader::new();
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) => reader.start(&tag, xml.line()),
            Event::Text(text) => reader.text(&text, xml.line()),
            Event::End(name) => reader.end(name),
        }
    }

    reader.finish();
    let mut file = reader.file;
    if let Some(broken) = xml.broken() {
        if file.cues.is_empty() && file.left_out.is_empty() {
            return Err(broken.malformed());
        }
        file.counts.add_all(CueProblem::BrokenXml, broken.line, broken.count);
    }

    Ok(file.into_document(source))
}

/// A `text` or a `p` that is being read.
struct Caption {
    /// Nothing where it cannot be read.
    start: Option<Timecode>,
    /// When it ends, where the file says so.
    end: Option<Timecode>,
    /// It goes on with the one before.
    appends: bool,
    /// What stands outside words.
    text: String,
    line: u32,
    words: Words,
}

struct TimedTextReader {
    file: Transcript,
    now: Option<Caption>,
    /// Waits for the next one, at whose start it ends at the latest.
    last: Option<Caption>,
    /// Some words have times.
    machine: bool,
}

impl TimedTextReader {
    fn new() -> Self {
        let file = Transcript::new(Format::TimedText);
        TimedTextReader { file, now: None, last: None, machine: false }
    }

    fn start(&mut self, tag: &Tag<'_>, line: u32) {
        match tag.name {
            "transcript" | "timedtext" => {
                self.file.lang = tag.attribute("lang").as_deref().and_then(Lang::from_tag);
            }
            "text" | "p" => {
                self.end_caption();
                self.now = Some(self.caption(tag, line));
            }
            "s" => {
                if let Some(now) = &mut self.now {
                    now.words.lead(&mut now.text);
                    now.words.open(tag);
                }
            }
            "br" => self.text("\n", line),
            _ => {}
        }
    }

    fn caption(&mut self, tag: &Tag<'_>, line: u32) -> Caption {
        let (start, duration) = match tag.attribute("start") {
            Some(start) => (seconds(&start), tag.attribute("dur").map(|dur| seconds(&dur))),
            None => {
                let start = tag.attribute("t").and_then(|t| millis(&t));
                (start, tag.attribute("d").map(|d| millis(&d)))
            }
        };

        let end = match (start, duration) {
            (Some(start), Some(Some(duration))) => start.checked_add(duration),
            _ => None,
        };
        // A time too far off is no time.
        let fits = duration.is_none() || end.is_some();
        let appends = tag.name == "text" && tag.attribute("append").is_some();
        if !fits || start.is_none() {
            self.file.counts.add(CueProblem::UnreadableTime, line);
        }

        Caption {
            start: start.filter(|_| fits).map(Timecode::from_millis),
            end: end.map(Timecode::from_millis),
            appends,
            text: String::new(),
            line,
            words: Words::default(),
        }
    }

    fn text(&mut self, text: &str, line: u32) {
        match &mut self.now {
            Some(now) => {
                if now.is_blank() {
                    now.line = line.saturating_add(xml::blank_lines(text));
                }
                if !now.words.text(text) {
                    now.text.push_str(text);
                }
            }
            None => self.file.keep_untimed(text, line),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "text" | "p" => self.end_caption(),
            _ => {}
        }
    }

    fn end_caption(&mut self) {
        let Some(mut now) = self.now.take() else { return };
        if now.is_blank() {
            // The line feed of a window ends what is appended.
            if now.appends {
                self.flush(now.start);
            }
            return;
        }

        let Some(start) = now.start else {
            let text = now.words.take_text() + &now.text;
            self.file.keep_untimed(&text, now.line);
            return;
        };

        if now.appends {
            now.words.all_at(start, &now.text);
            if let Some(last) = &mut self.last {
                last.append(now);
                return;
            }
        }

        self.flush(Some(start));
        self.last = Some(now);
    }

    /// Adds the caption that waits; the next one starts at `next`.
    fn flush(&mut self, next: Option<Timecode>) {
        let Some(mut last) = self.last.take() else { return };
        let Some(start) = last.start else { return };
        let cut = |end: Timecode| next.filter(|next| *next > start).map_or(end, |n| n.min(end));
        if last.words.are_timed() {
            self.machine = true;
            let end = cut(last.end.unwrap_or(Timecode::from_millis(u64::MAX)));
            let end = if end.millis() == u64::MAX { start } else { end };
            if let Some(cue) = last.words.cue(start, end, last.line) {
                self.file.add(cue);
            }
            return;
        }

        let text = if last.words.is_empty() { last.text } else { last.words.take_text() };
        let end = last.end.or(next.filter(|next| *next > start)).unwrap_or(start);
        self.file.push((start, end), &text, last.line, Dialect::WebVtt);
    }

    fn finish(&mut self) {
        self.end_caption();
        self.flush(None);
        if self.machine {
            self.file.about.evidence = Some(Evidence::Machine);
        }
    }
}

impl Caption {
    fn is_blank(&self) -> bool {
        self.words.is_empty() && self.text.trim().is_empty()
    }

    /// Takes along what goes on with it.
    fn append(&mut self, mut next: Caption) {
        if let Some(start) = self.start {
            self.words.all_at(start, &self.text);
        }
        self.words.append(&mut next.words);
        self.end = self.end.max(next.end);
    }
}

/// Milliseconds of `12.345`.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let thousandths = fraction.bytes().chain(*b"000").take(3);
    let thousandths = thousandths.fold(0, |sum, b| sum * 10 + u64::from(b - b'0'));
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(thousandths)
}

/// A whole number of milliseconds; some writers give them a fraction.
fn millis(text: &str) -> Option<u64> {
    let whole = text.trim().split('.').next().unwrap_or_default();
    whole.bytes().all(|b| b.is_ascii_digit()).then(|| whole.parse().ok())?
}

/// References that were escaped twice.
fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('&') { Cow::Owned(crate::entities::decode(text)) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests;
