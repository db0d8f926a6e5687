//! WebVTT, after the file parsing rules of <https://www.w3.org/TR/webvtt1/>, and more forgiving.
//!
//! A file may lack its header, and times may lack zeros or hours. Text that no time speaks for is
//! never put into a cue: a wrong second is worse than none. It is recorded in `left_out`.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;

use super::lines::{Line, Lines};
use crate::Format;
use crate::clean::clean;
use crate::timed::clock::arrow;
use crate::timed::markup::Dialect;
use crate::timed::{Transcript, Trouble};

/// Whether a text starts with the signature.
pub(crate) fn has_signature(text: &str) -> bool {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("WEBVTT");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::WebVtt);
    let mut lines = Lines::of(text);
    if has_signature(text) {
        lines.next();
        header(&mut lines, &mut file);
    } else {
        file.tally.add(Trouble::MissingHeader, 1);
    }
    // The last cue had no text yet: what follows an empty line may be its.
    let mut hungry = None;
    while let Some(line) = lines.next() {
        if line.text.contains("-->") {
            hungry = cue(line, &mut lines, &mut file);
        } else if has_signature(line.text) {
            // The segments of a stream, one after the other, each with its header.
            header(&mut lines, &mut file);
        } else if !line.text.trim().is_empty() {
            block(line, &mut lines, &mut file, hungry.take());
        }
    }
    file.into_document(source)
}

type Times = (ibid_core::time::Timecode, ibid_core::time::Timecode);

/// The lines below the signature, up to an empty one or a cue.
fn header(lines: &mut Lines<'_>, file: &mut Transcript) {
    while let Some(line) = lines.next_if(|line| !line.is_empty() && !line.contains("-->")) {
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
fn cue(line: Line<'_>, lines: &mut Lines<'_>, file: &mut Transcript) -> Option<Times> {
    let first = lines.place();
    while lines.next_if(|line| !line.is_empty() && !line.contains("-->")).is_some() {}
    let payload = lines.since(first);
    let Some(times) = arrow(line.text) else {
        file.tally.add(Trouble::UnreadableTime, line.number);
        file.leave_untimed(line.text, line.number);
        file.leave_untimed(payload, line.number.saturating_add(1));
        return None;
    };
    if payload.trim().is_empty() {
        return Some(times);
    }
    file.push(times, payload, line.number.saturating_add(1), Dialect::WebVtt);
    None
}

/// A block that starts without times: a comment, a style, a region, the name of a cue, or text.
fn block(line: Line<'_>, lines: &mut Lines<'_>, file: &mut Transcript, hungry: Option<Times>) {
    let first = line.at;
    let mut last = line;
    while let Some(next) = lines.next_if(|line| !line.is_empty() && !line.contains("-->")) {
        last = next;
    }
    if is_apart(line.text) {
        return;
    }
    // The line right above the times is the name of the cue.
    let named = lines.peek().is_some_and(|next| next.contains("-->"));
    let end = if named { last.at } else { lines.place() };
    let text = lines.slice(first, end);
    match hungry {
        Some(times) if !text.trim().is_empty() => {
            file.push(times, text, line.number, Dialect::WebVtt);
        }
        _ => file.leave_untimed(text, line.number),
    }
}

/// `NOTE`, `STYLE`, `REGION`.
fn is_apart(line: &str) -> bool {
    let note = line.strip_prefix("NOTE");
    note.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        || matches!(line.trim_end(), "STYLE" | "REGION")
}
