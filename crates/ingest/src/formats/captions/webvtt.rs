//! WebVTT, after the file parsing rules of <https://www.w3.org/TR/webvtt1/>, and more forgiving.
//!
//! A file may lack its header, and times may lack zeros or hours. Text without a time is
//! never put into a cue: a wrong second is worse than none. It is recorded in `left_out`.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use super::headerless;
use super::parts::{CueReader, Place};
use crate::Format;
use crate::clean::clean;
use crate::formats::lines::{Line, Lines};
use crate::timed::arrow::{self, Arrow, is_times};
use crate::timed::clock::{self, Times};
use crate::timed::markup::Dialect;
use crate::timed::{CueProblem, Transcript};

/// Whether a text has a header: the signature, and a cue below it or nothing at all.
pub(crate) fn has_header(text: &str) -> bool {
    has_signature(text) && (!text.trim().contains("\n\n") || text.lines().any(is_times))
}

/// Whether a text without a header has the times of WebVTT.
pub(crate) fn sniff(text: &str) -> bool {
    headerless::format(text) == Some(Format::WebVtt)
}

/// Whether a text starts with the signature, perhaps after white space and in small letters.
fn has_signature(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let signed = |start: &str| start.eq_ignore_ascii_case("WEBVTT");
    let rest = start.split_at_checked(6).filter(|(start, _)| signed(start)).map(|(_, rest)| rest);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::WebVtt);
    Reader::default().take(text, 0, &mut file);
    file.into_document(source)
}

/// Whether a part of a file may end right before a line: there a cue begins, whatever stands above.
pub(super) fn may_part(place: &Place<'_>) -> bool {
    let named = || !place.line.trim().is_empty() && place.below.is_some_and(is_times);
    let begins = place.above.is_empty() && (is_times(place.line) || named());
    // a cue without a text may have what stands below an empty line
    begins && place.last_above().is_some_and(|line| !is_times(line))
}

/// What is known of a file from the parts of it that were read.
#[derive(Default)]
pub(super) struct Reader {
    stream: Stream,
    /// The header was read, or found missing.
    begun: bool,
}

impl CueReader for Reader {
    fn take(&mut self, text: &str, above: u32, file: &mut Transcript) {
        let mut lines = Lines::below(text, above);
        let stream = &mut self.stream;
        if std::mem::replace(&mut self.begun, true) {
            // what comes next is below the header
        } else if has_signature(text) {
            while lines.next_if(|line| !has_signature(line)).is_some() {}
            lines.next();
            header(&mut lines, file, stream);
        } else {
            file.counts.add(CueProblem::MissingHeader, 1);
        }

        // The last cue had no text yet: what follows an empty line may be its.
        let mut hungry = None;
        while let Some(line) = lines.next() {
            if let Some(arrow) = arrow::read(line.text) {
                hungry = cue(line, arrow, &mut lines, file, stream);
            } else if line.text.starts_with("WEBVTT") && has_signature(line.text) {
                // The segments of a stream, one after the other, each with its header.
                header(&mut lines, file, stream);
            } else if !line.text.trim().is_empty() {
                block(line, &mut lines, file, hungry.take());
            }
        }
    }
}

/// The clock of a stream whose segments stand in one file, each counting from its own start:
/// `X-TIMESTAMP-MAP` (RFC 8216, section 3.5) says where in the stream that is.
///
/// Times are counted from the first segment, for where the medium starts the stream does not say.
#[derive(Default)]
struct Stream {
    first: Option<u64>,
    shift: u64,
}

impl Stream {
    /// Reads a line of a header; whether it shifts the times below it.
    fn read(&mut self, line: &str) -> bool {
        let Some(fields) = line.strip_prefix("X-TIMESTAMP-MAP=") else { return false };
        let field = |name: &str| fields.split(',').find_map(|f| f.trim().strip_prefix(name));
        let ticks = field("MPEGTS:").and_then(|ticks| ticks.trim().parse::<u64>().ok());
        let local = field("LOCAL:").and_then(clock::time);
        let Some((ticks, local)) = ticks.zip(local) else { return false };

        // The clock has 90 kHz and 33 bits, and starts again.
        let around = (1u64 << 33) / 90;
        let at = (ticks % (1 << 33) / 90 + around - local.millis() % around) % around;
        let first = *self.first.get_or_insert(at);
        self.shift = (at + around - first) % around;

        self.shift > 0
    }

    fn shifted(&self, (start, end): Times) -> Times {
        let later =
            |time: Timecode| Timecode::from_millis(time.millis().saturating_add(self.shift));
        (later(start), end.map(later))
    }
}

/// The lines below the signature, up to an empty one or a cue.
fn header(lines: &mut Lines<'_>, file: &mut Transcript, stream: &mut Stream) {
    while let Some(line) = lines.next_if(|line| !line.is_empty() && !is_times(line)) {
        if stream.read(line.text) {
            file.counts.add(CueProblem::Segments, line.number);
        }
        let Some((name, value)) = line.text.split_once(':') else { continue };
        let value = clean(value);
        match name.trim().to_ascii_lowercase().as_str() {
            "kind" => file.captions |= value.eq_ignore_ascii_case("captions"),
            "language" => file.lang = Lang::from_tag(&value),
            "title" if !value.is_empty() => file.about.title = Some(value),
            _ => {}
        }
    }
}

/// A cue from its times on. Gives the times back when no text stood below them.
fn cue(
    line: Line<'_>,
    arrow: Arrow<'_>,
    lines: &mut Lines<'_>,
    file: &mut Transcript,
    stream: &Stream,
) -> Option<Times> {
    let (mut first, mut number) = (lines.place(), line.number.saturating_add(1));
    if has_words(arrow.rest) {
        // A name, or speech, on the line of its times.
        (first, number) = (line.at + line.text.len() - arrow.rest.len(), line.number);
    }
    while lines.next_if(|line| !line.is_empty() && !is_times(line)).is_some() {}
    let payload = lines.since(first);
    let Some(times) = arrow.times().map(|times| stream.shifted(times)) else {
        file.counts.add(CueProblem::UnreadableTime, line.number);
        file.leave_untimed(line.text, line.number);
        file.keep_untimed(payload, number);
        return None;
    };

    if payload.trim().is_empty() {
        return Some(times);
    }
    file.take(times, payload, number, Dialect::WebVtt);
    None
}

/// Whether what stands behind the times is no list of settings, such as `align:start size:40%`.
fn has_words(rest: &str) -> bool {
    const SETTINGS: [&str; 6] = ["vertical", "line", "position", "size", "align", "region"];
    let name = rest.trim_start().split(':').next().unwrap_or_default();
    let is_setting = SETTINGS.contains(&name.trim_end()) || name.is_empty();
    let is_word = |word: &str| {
        let bare = word.trim_end_matches([':', ',', '.', '!', '?']);
        !bare.contains(':') && bare.chars().filter(|c| c.is_alphabetic()).count() > 1
    };
    !is_setting && rest.split_whitespace().any(is_word)
}

/// A block that starts without times: a comment, a style, a region, the name of a cue, or text.
fn block(line: Line<'_>, lines: &mut Lines<'_>, file: &mut Transcript, hungry: Option<Times>) {
    let first = line.at;
    let mut last = line;
    while let Some(next) = lines.next_if(|line| !line.is_empty() && !is_times(line)) {
        last = next;
    }

    if is_apart(line.text) {
        return;
    }
    // The line right above the times is the name of the cue.
    let named = lines.peek().is_some_and(is_times);
    if named && last.text.contains(char::is_alphabetic) {
        let name = of_webex(last.text).unwrap_or_else(|| last.text.trim());
        file.called.push((file.cues.len(), name.to_owned()));
    }
    let end = if named { last.at } else { lines.place() };
    let text = lines.slice(first, end);

    match hungry {
        Some(times) if !text.trim().is_empty() => {
            file.take(times, text, line.number, Dialect::WebVtt);
        }
        _ => file.leave_untimed(text, line.number),
    }
}

/// Who speaks by the name of a cue as Webex writes it: `12 "Jane Roe" (1904394496)`.
fn of_webex(name: &str) -> Option<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (number, rest) = name.trim().split_once(" \"")?;
    let (person, account) = rest.rsplit_once("\" (")?;
    let account = account.strip_suffix(')')?;
    (is_number(number) && is_number(account)).then_some(person)
}

/// `NOTE`, `STYLE`, `REGION`.
fn is_apart(line: &str) -> bool {
    let note = line.strip_prefix("NOTE");
    note.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        || matches!(line.trim_end(), "STYLE" | "REGION")
}
