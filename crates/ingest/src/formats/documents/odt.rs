//! Documents of `LibreOffice` and its kin: OpenDocument text (OASIS OpenDocument 1.3, part 3).
//!
//! Read are the paragraphs of `content.xml`, notes after the paragraph that they belong to. Heads and
//! feet of pages stand in another part. Comments, and what tracked changes struck out, are not what
//! the document says.

use std::collections::HashSet;

use ibid_core::document::{BlockKind, Document};
use ibid_core::ids::SourceId;

use super::package::{self, LARGEST_PART, Missing, Package};
use super::paragraphs::{Pages, Paragraph, document, is_of_quotations};
use crate::formats::Malformed;
use crate::formats::xml::{Event, Tag, Xml};
use crate::problem::Problem;
use crate::{Error, Format};

/// No run of spaces that people wrote is longer.
const MOST_SPACES: usize = 64;

/// Whether bytes are such a document.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    package::holds(bytes, b"application/vnd.oasis.opendocument.text")
}

/// Reads one file; `name` is what errors call it.
pub(crate) fn read(bytes: &[u8], source: SourceId, name: &str) -> Result<Document, Error> {
    let (mut package, paragraphs) = open(bytes, name)?;
    let mut pages = Pages { paragraphs, ..Pages::default() };
    if let Ok(meta) = package.text("meta.xml") {
        super::properties(&meta, &mut pages.declared);
    }
    Ok(document(pages, Format::Odt, source))
}

/// The paragraphs of one file, as they stand in it.
pub(crate) fn paragraphs(bytes: &[u8], name: &str) -> Result<Vec<Paragraph>, Error> {
    open(bytes, name).map(|(_, paragraphs)| paragraphs)
}

fn open<'b>(bytes: &'b [u8], name: &str) -> Result<(Package<'b>, Vec<Paragraph>), Error> {
    let damaged = |problem| Malformed { line: 1, problem }.into_error(Format::Odt.name(), name);
    let mut package = Package::open(bytes).ok_or_else(|| damaged(Problem::Damaged))?;
    let body = package.text("content.xml").map_err(|missing| match missing {
        Missing::Part => damaged(Problem::Damaged),
        Missing::TooLarge => Error::TooLarge { path: name.to_owned(), limit: LARGEST_PART },
    })?;

    let paragraphs = of_part(&body).map_err(|bad| bad.into_error(Format::Odt.name(), name))?;
    Ok((package, paragraphs))
}

/// The paragraphs of one part, without a package around it.
#[cfg(feature = "fuzzing")]
pub(crate) fn read_part(text: &str, source: SourceId) -> Document {
    let paragraphs = of_part(text).unwrap_or_default();
    document(Pages { paragraphs, ..Pages::default() }, Format::Odt, source)
}

fn of_part(text: &str) -> Result<Vec<Paragraph>, Malformed> {
    let mut reader = Reader::default();
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) if reader.skipped > 0 || is_skipped(tag.name) => reader.skipped += 1,
            Event::End(_) if reader.skipped > 0 => reader.skipped -= 1,
            Event::Start(tag) => reader.start(&tag),
            Event::End(name) => reader.end(name),
            Event::Text(text) => reader.text(&text),
        }
    }
    match xml.broken() {
        Some(broken) if reader.paragraphs.is_empty() => Err(broken.malformed()),
        _ => Ok(reader.paragraphs),
    }
}

#[derive(Default)]
struct Reader {
    paragraphs: Vec<Paragraph>,
    /// The paragraphs that are open: a note may stand within one.
    open: Vec<Paragraph>,
    /// The styles made in passing that are kinds of one of quotations.
    quotations: HashSet<String>,
    /// Notes of the open paragraph.
    notes: Vec<Paragraph>,
    items: usize,
    rows: usize,
    row: String,
    skipped: usize,
}

impl Reader {
    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "p" => {
                let kind = if self.items > 0 { BlockKind::Bullet } else { BlockKind::Paragraph };
                let style = tag.attribute("style-name").unwrap_or_default();
                let quoted = is_of_quotations(&style) || self.quotations.contains(&*style);
                self.open.push(Paragraph { kind, text: String::new(), quoted });
            }
            "h" => {
                let level = tag.attribute("outline-level").and_then(|level| level.parse().ok());
                let level = level.unwrap_or(1_u8).clamp(1, 6);
                let kind = BlockKind::Heading(level);
                self.open.push(Paragraph { kind, text: String::new(), quoted: false });
            }
            "style" => {
                let parent = tag.attribute("parent-style-name").unwrap_or_default();
                if let Some(name) = tag.attribute("name").filter(|_| is_of_quotations(&parent)) {
                    self.quotations.insert(name.into_owned());
                }
            }
            "s" => {
                let count = tag.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.add(&" ".repeat(MOST_SPACES.min(count)));
            }
            "tab" => self.add("\t"),
            "line-break" => self.add("\n"),
            "list-item" => self.items += 1,
            "table-row" => self.rows += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => self.end_paragraph(),
            "list-item" => self.items = self.items.saturating_sub(1),
            "table-cell" if self.rows > 0 => self.row.push('\t'),
            "table-row" => {
                self.rows = self.rows.saturating_sub(1);
                let text = std::mem::take(&mut self.row).trim_end().to_owned();
                self.paragraphs.push(Paragraph { kind: BlockKind::Paragraph, text, quoted: false });
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        if !self.open.is_empty() {
            self.notes.push(Paragraph { kind: BlockKind::Paragraph, ..paragraph });
        } else if self.rows > 0 {
            if !self.row.is_empty() && !self.row.ends_with('\t') {
                self.row.push(' ');
            }
            self.row.push_str(&paragraph.text.replace(['\n', '\t'], " "));
        } else {
            self.paragraphs.push(paragraph);
            self.paragraphs.append(&mut self.notes);
        }
    }

    fn text(&mut self, text: &str) {
        // A line feed of the file is a space.
        self.add(&text.replace('\n', " "));
    }

    fn add(&mut self, text: &str) {
        if let (Some(open), 0) = (self.open.last_mut(), self.skipped) {
            open.text.push_str(text);
        }
    }
}

/// Whether nothing in an element is said.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "tracked-changes"
            | "note-citation"
            | "table-of-content"
            | "sequence-decls"
            | "forms"
            | "ruby-text"
    )
}

#[cfg(test)]
mod tests;
