//! Documents of Word since 2007: Office Open XML (ECMA-376, part 1, `WordprocessingML`).
//!
//! Read are the paragraphs of the document, its footnotes and its endnotes. Heads and feet of pages
//! are parts of their own and repeat themselves; comments, and text that was struck out while
//! changes were tracked, are not what the document says.

mod parts;

use std::collections::HashMap;

use ibid_core::document::{BlockKind, Document};
use ibid_core::ids::SourceId;

use self::parts::Parts;
use super::package::{self, LARGEST_PART, Missing, Package};
use super::paragraphs::{Pages, Paragraph, document, is_of_quotations};
use crate::formats::Malformed;
use crate::formats::xml::{Event, Tag, Xml};
use crate::problem::Problem;
use crate::{Error, Format};

/// The name that Word gives the part with the text.
const USUAL_BODY: &[u8] = b"word/document.xml";

/// Whether bytes are such a document; one that breaks off is known by the usual name of its text.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    if !package::holds(bytes, b"[Content_Types].xml") && !package::holds(bytes, USUAL_BODY) {
        return false;
    }
    match Package::open(bytes) {
        Some(mut package) => Parts::of(&mut package).is_some(),
        None => package::holds(bytes, USUAL_BODY),
    }
}

/// Reads one file; `name` is what errors call it.
pub(crate) fn read(bytes: &[u8], source: SourceId, name: &str) -> Result<Document, Error> {
    let (mut package, parts, paragraphs) = open(bytes, name)?;
    let mut pages = Pages { paragraphs, ..Pages::default() };
    if let Ok(core) = package.text(&parts.properties) {
        super::properties(&core, &mut pages.declared);
    }
    Ok(document(pages, Format::Docx, source))
}

/// The paragraphs of one file, as they stand in it.
pub(crate) fn paragraphs(bytes: &[u8], name: &str) -> Result<Vec<Paragraph>, Error> {
    open(bytes, name).map(|(_, _, paragraphs)| paragraphs)
}

fn open<'b>(bytes: &'b [u8], name: &str) -> Result<(Package<'b>, Parts, Vec<Paragraph>), Error> {
    let damaged = |problem| Malformed { line: 1, problem }.into_error(Format::Docx.name(), name);
    let mut package = Package::open(bytes).ok_or_else(|| damaged(Problem::Damaged))?;
    let parts = Parts::of(&mut package).ok_or_else(|| damaged(Problem::Damaged))?;
    let body = package.text(&parts.body).map_err(|missing| match missing {
        Missing::Part => damaged(Problem::Damaged),
        Missing::TooLarge => Error::TooLarge { path: name.to_owned(), limit: LARGEST_PART },
    })?;

    let styles = package.text(&parts.styles).map(|styles| told_styles(&styles));
    let mut reader = Reader { styles: styles.unwrap_or_default(), ..Reader::default() };
    reader.part(&body).map_err(|bad| bad.into_error(Format::Docx.name(), name))?;
    for notes in [&parts.footnotes, &parts.endnotes] {
        if let Ok(notes) = package.text(notes) {
            // What cannot be read of notes takes nothing from the text.
            let _ = reader.part(&notes);
        }
    }
    Ok((package, parts, reader.paragraphs))
}

/// The paragraphs of one part, without a package around it.
#[cfg(feature = "fuzzing")]
pub(crate) fn read_part(text: &str, source: SourceId) -> Document {
    let mut reader = Reader::default();
    let _ = reader.part(text);
    document(Pages { paragraphs: reader.paragraphs, ..Pages::default() }, Format::Docx, source)
}

/// What a style says of its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// They are headings of this level.
    Heading(u8),
    Quotation,
}

impl Style {
    /// A style by its name, which is in English whatever the language of the program.
    fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        match name.strip_prefix("heading ") {
            Some(level) => level.parse().ok().map(Style::Heading),
            None if name == "title" => Some(Style::Heading(1)),
            None => is_of_quotations(&name).then_some(Style::Quotation),
        }
    }

    /// A style by its id, where nothing says how it is named.
    fn of_id(id: &str) -> Option<Self> {
        match id.strip_prefix("Heading") {
            Some(level) => level.parse().ok().map(Style::Heading),
            None => matches!(id, "Quote" | "IntenseQuote").then_some(Style::Quotation),
        }
    }
}

/// What the styles say of their paragraphs, by their ids. Ids are in the language of the program that
/// wrote them; names are not.
fn told_styles(styles: &str) -> HashMap<String, Style> {
    let mut found = HashMap::new();
    let mut xml = Xml::new(styles);
    let mut id = None;
    while let Ok(Some(event)) = xml.next() {
        let Event::Start(tag) = event else { continue };
        match tag.name {
            "style" => id = tag.attribute("styleId").map(|id| id.into_owned()),
            "name" => {
                let style = Style::named(&tag.attribute("val").unwrap_or_default());
                if let (Some(id), Some(style)) = (&id, style) {
                    found.insert(id.clone(), style);
                }
            }
            _ => {}
        }
    }
    found
}

#[derive(Default)]
struct Reader {
    styles: HashMap<String, Style>,
    paragraphs: Vec<Paragraph>,
    text: String,
    kind: Option<BlockKind>,
    /// Whether the paragraph is set as a quotation.
    quoted: bool,
    /// Rows that are open, and the text of the innermost.
    rows: usize,
    row: String,
    /// Elements within one that says nothing.
    skipped: usize,
    in_text: bool,
}

impl Reader {
    fn part(&mut self, text: &str) -> Result<(), Malformed> {
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            match event {
                Event::Start(tag) if self.skipped > 0 || is_skipped(&tag) => self.skipped += 1,
                Event::End(_) if self.skipped > 0 => self.skipped -= 1,
                Event::Start(tag) => self.start(&tag),
                Event::End(name) => self.end(name),
                Event::Text(text) if self.in_text && self.skipped == 0 => self.text.push_str(&text),
                Event::Text(_) => {}
            }
        }
        match xml.broken() {
            Some(broken) if self.paragraphs.is_empty() => Err(broken.malformed()),
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "t" => self.in_text = true,
            "tab" | "ptab" if !self.text.is_empty() => self.text.push('\t'),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('\u{2011}'),
            "pStyle" => {
                let id = tag.attribute("val").unwrap_or_default();
                match self.styles.get(&*id).copied().or_else(|| Style::of_id(&id)) {
                    Some(Style::Heading(level @ 1..=9)) => {
                        self.kind = Some(BlockKind::Heading(level.min(6)));
                    }
                    Some(Style::Quotation) => self.quoted = true,
                    Some(Style::Heading(_)) | None => {}
                }
            }
            "numPr" => self.kind = self.kind.or(Some(BlockKind::Bullet)),
            "tr" => self.rows += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" if self.rows > 0 => self.row.push('\t'),
            "tr" => {
                self.rows = self.rows.saturating_sub(1);
                let text = std::mem::take(&mut self.row).trim_end().to_owned();
                self.paragraphs.push(Paragraph { kind: BlockKind::Paragraph, text, quoted: false });
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        let quoted = std::mem::take(&mut self.quoted);
        if self.rows > 0 {
            if !self.row.is_empty() && !self.row.ends_with('\t') {
                self.row.push(' ');
            }
            self.row.push_str(&text.replace(['\n', '\t'], " "));
        } else {
            let tab = if kind == BlockKind::Paragraph { "\t" } else { " " };
            self.paragraphs.push(Paragraph { kind, text: text.replace('\t', tab), quoted });
        }
    }
}

/// Whether nothing in an element is said: what was struck out, codes of fields, the second form
/// of the same shape, and the marks that part the notes from the text.
fn is_skipped(tag: &Tag<'_>) -> bool {
    let is_mark = tag.name == "footnote" || tag.name == "endnote";
    matches!(tag.name, "del" | "moveFrom" | "instrText" | "Fallback" | "delText")
        || is_mark && tag.attribute("type").is_some_and(|kind| kind != "normal")
}

#[cfg(test)]
pub(crate) mod tests;
