//! What is not read, by its name: so that a file of such a kind is told and never taken for prose.
//!
//! Bytes are known by how they begin, texts by their signs. The name of a file never decides alone:
//! what is called `x.py` and holds sentences is read.

mod alignment;
mod bytes;
mod code;
mod literal;
mod table;

use ibid_core::diagnostic::NotRead;

use crate::Format;
use crate::clean::head;
use crate::formats::captions::frames::microdvd_line;
use crate::formats::unknown;

pub(crate) use bytes::{at_once, cause as of_bytes};
pub(crate) use literal::is_one as is_literal;

/// Why a text is not read that would be taken for prose, for want of a better format.
pub(crate) fn of_text(text: &str, format: Format, name: &str) -> Option<NotRead> {
    if !matches!(format, Format::Text | Format::Markdown | Format::ClockText) {
        return None;
    }
    if let Some(marked) = marked(text) {
        return Some(marked);
    }
    if format == Format::ClockText || unknown::fault(text, format).is_some() {
        return None;
    }

    // Notes in Markdown may quote code, and their tags are full of its signs.
    let is_text = format == Format::Text;
    let table = || (is_text && table::is_table(text)).then_some(NotRead::Table);
    code::cause(text, name, is_text).or_else(table)
}

/// The kind of a text that says what it is.
fn marked(text: &str) -> Option<NotRead> {
    const HEAD: usize = 4096;
    let head = head(text.trim_start(), HEAD);
    let begins = |sign: &str| head.starts_with(sign);
    let is_latex = head.lines().take(80).any(|line| {
        let line = line.trim_start();
        line.starts_with("\\documentclass") || line.starts_with("\\begin{document}")
    });
    match head {
        _ if is_latex => Some(NotRead::Latex),
        _ if begins("%!PS") => Some(NotRead::PostScript),
        _ if begins("BEGIN:VCALENDAR") || begins("BEGIN:VCARD") => Some(NotRead::Data),
        _ if begins("<svg") || begins("<?xml") && head.contains("<svg") => Some(NotRead::Picture),
        _ if begins("File Format=MacCaption") || head.lines().take(3).all(is_mpl2) => {
            Some(NotRead::OtherCaptions)
        }
        _ if alignment::is_one(head) => Some(NotRead::Alignment),
        _ if literal::is_one(text) => Some(NotRead::Code),
        _ if is_cue_sheet(head) => Some(NotRead::Data),
        _ if head.contains("<ANNOTATION_DOCUMENT") => Some(NotRead::Elan),
        _ if head.contains("<!DOCTYPE Trans ") || head.contains("<Trans ") => {
            Some(NotRead::Transcriber)
        }
        _ if head.contains("progid=\"Excel.Sheet\"") => Some(NotRead::Spreadsheet),
        _ if head.lines().take(3).all(|line| microdvd_line(line).is_some()) => {
            Some(NotRead::MicroDvd)
        }
        _ => None,
    }
}

/// A line of MPL2, whose times are tenths of a second: `[21][50]words`.
fn is_mpl2(line: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let times = line.trim().strip_prefix('[').and_then(|rest| rest.split_once("]["));
    times.is_some_and(|(start, rest)| {
        number(start) && rest.split_once(']').is_some_and(|(end, _)| number(end))
    })
}

/// The tracks of a disc, as programs that cut sound write them.
fn is_cue_sheet(head: &str) -> bool {
    let has = |start: &str, end: &str| {
        let line = |line: &str| line.starts_with(start) && line.ends_with(end);
        head.lines().any(|text| line(text.trim()))
    };
    has("FILE \"", "") && has("TRACK ", " AUDIO")
}

#[cfg(test)]
mod tests;
