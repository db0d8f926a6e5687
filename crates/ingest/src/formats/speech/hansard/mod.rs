//! The debates of the Canadian House of Commons and the evidence of its committees, as
//! <https://www.ourcommons.ca/en/open-data> publishes them in XML (root `Hansard`). No schema of it is
//! public; this follows the files of the 41st Parliament (2011) to the 44th (2024).
//!
//! - Orders of business are headings of level 1, subjects of 2, qualifiers and written questions of 3.
//! - A block is a paragraph, with the person who speaks. A name in bold before a colon is the
//!   speaker until the intervention ends; what is in brackets or in italics as a whole was not said.
//! - The floor language holds from where it is told on. A paragraph that was spoken in the other
//!   language is a translation.
//! - `Timestamp` marks a minute, mostly every fifth. Times are counted from the opening that the record
//!   tells (`The House met at 10 a.m.`), or else from the first mark, before which nothing has a time.
//!   Between two marks time is shared by characters. Where they are more than ten minutes
//!   apart there was a break: from the first of them on, words go at the pace of the whole, and so they
//!   do after the last mark, for five minutes at most. Votes and procedure take no time; written answers
//!   and lists of members have none.

use ibid_core::document::{Block, BlockKind, Cue, Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;

use crate::Format;
use crate::formats::Malformed;
use crate::formats::xml::{self, Event, Xml};
use crate::problem::Problem;
use crate::timed::CueProblem;
use paragraph::Paragraph;
use reader::HansardReader;

mod front;
mod paragraph;
mod reader;
mod speaker;
mod timing;

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    matches!(xml::root(text), Some(("Hansard", _)))
}

/// A block, with what decides on its time.
struct Part {
    block: Block,
    /// Where its bytes stand.
    lines: Paragraph,
    /// How much of it is said: 0 takes no time.
    characters: u64,
    /// Marks give its time.
    timed: bool,
    /// What it was spoken in.
    floor: Option<Lang>,
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut xml = Xml::new(text);
    let mut reader = HansardReader::default();
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) => reader.start(&tag, xml.line()),
            Event::Text(text) => reader.text(&text, xml.line()),
            Event::End(_) => reader.end(),
        }
    }

    reader.finish();
    if let Some(broken) = xml.broken() {
        if reader.parts.is_empty() {
            return Err(broken.malformed());
        }
        reader.counts.add_all(CueProblem::BrokenXml, broken.line, broken.count);
    }

    if reader.parts.is_empty() {
        return Err(Malformed { line: 1, problem: Problem::NoText });
    }
    Ok(document(reader, source))
}

fn document(mut reader: HansardReader, source: SourceId) -> Document {
    let opening = reader.opening();
    timing::place(&mut reader.parts, &reader.marks, opening, &mut reader.counts);
    let lang = reader.lang;
    let mut document = crate::formats::empty(source, Format::Hansard);
    document.cues = reader.parts.iter().filter_map(|part| cue(part, lang)).collect();
    let translated = |part: &Part| part.floor.is_some() && lang.is_some() && part.floor != lang;
    let blocks = reader.parts.into_iter().map(|mut part| {
        part.block.evidence = translated(&part).then_some(Evidence::Translation);
        part.block
    });
    document.blocks = blocks.collect();
    document.lang = lang;
    document.about = reader.front.about();
    let title_line = reader.front.line();
    document.left_out = reader.left_out;
    reader.front.leave_out(&mut document.left_out);
    document.left_out.sort_by_key(|left| left.line);
    document.warnings = reader.counts.diagnostics();
    crate::formats::bound(&mut document, title_line);

    document
}

/// A paragraph as timed speech.
fn cue(part: &Part, lang: Option<Lang>) -> Option<Cue> {
    let block = &part.block;
    if block.kind != BlockKind::Paragraph {
        return None;
    }
    let first = block.spans.first()?.moment?;
    let last = block.spans.last()?.moment?;

    Some(Cue {
        start: first.start,
        end: last.end.unwrap_or(last.start),
        text: block.text.clone(),
        line: block.line,
        speaker: block.speaker.clone(),
        lang,
        lang_original: part.floor,
        words: Vec::new(),
        non_speech: None,
    })
}

#[cfg(test)]
mod tests;
