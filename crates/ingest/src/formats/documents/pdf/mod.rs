//! PDF (ISO 32000): the text of its pages, each cited by its number.
//!
//! `hayro` reads the objects, the instructions and the fonts of a file. The instructions of a page
//! are followed (`page`, `state`), without those of hidden layers (`layers`), to where each
//! character is drawn (`glyphs`). Glyphs become lines by their places (`lines`), and lines become
//! paragraphs (`layout`), without what repeats at the head or foot of pages (`furniture`). Before
//! anything is unpacked, `bounds` looks whether that would be more than people make.

mod bounds;
mod columns;
mod furniture;
mod glyphs;
mod grid;
mod layers;
mod layout;
mod lines;
mod page;
mod state;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_font::hayro_syntax::metadata::Metadata;
use hayro_font::hayro_syntax::{LoadPdfError, Pdf};
use ibid_core::diagnostic::{Code, Diagnostic, NotRead};
use ibid_core::document::{Document, LeftOut, Span};
use ibid_core::ids::SourceId;
use ibid_core::rules::Rule;

use super::paragraphs::{self, Pages};
use crate::clean::{clean, nfc};
use crate::formats::{Declared, Malformed};
use crate::problem::Problem;
use crate::{Error, Format};
use glyphs::Glyphs;
use layers::Layers;
use layout::Text;
use lines::Page;
use page::Follower;

/// The mark of a PDF stands within so many bytes, whatever a sender put before it.
const HEAD: usize = 1024;
/// What ends a PDF stands within so many bytes of its end.
const TAIL: usize = 2048;

/// Whether bytes are a PDF: they begin with its mark, but for white space and a byte order mark, or
/// have it on a line near their start and are no text: a program may have written its own before.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"%PDF-";
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bare.get(..HEAD).unwrap_or(bare);
    let is_below = || {
        let is_line = |at: usize| head.get(..at).is_some_and(|above| above.ends_with(b"\n"));
        memchr::memmem::find_iter(head, MARK).any(is_line) && std::str::from_utf8(bytes).is_err()
    };
    head.trim_ascii_start().starts_with(MARK) || is_below()
}

/// Reads one file; `name` is what errors call it.
pub(crate) fn read(bytes: &[u8], source: SourceId, name: &str) -> Result<Document, Error> {
    let broken = |problem| Malformed { line: 1, problem }.into_error(Format::Pdf.name(), name);
    // What a library asserts of a file that is damaged must not end a run.
    let found = catch_unwind(AssertUnwindSafe(|| pages(bytes)))
        .map_err(|_| broken(Problem::Damaged))?
        .map_err(|fault| match fault {
            Fault::Locked => Error::not_read(name, NotRead::Locked),
            Fault::Damaged => broken(Problem::Damaged),
            Fault::TooMuch => broken(Problem::TooMuch),
        })?;

    let mut document = document(&found, source);
    if document.blocks.is_empty() {
        return Err(Error::not_read(name, NotRead::PdfWithoutText));
    }
    found.tell(bytes, &mut document);
    Ok(document)
}

/// Why nothing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It wants a password.
    Locked,
    /// It is no PDF, or nothing of it can be found.
    Damaged,
    /// It holds more than people make.
    TooMuch,
}

impl From<LoadPdfError> for Fault {
    fn from(error: LoadPdfError) -> Self {
        match error {
            LoadPdfError::Decryption(_) => Fault::Locked,
            LoadPdfError::Invalid => Fault::Damaged,
        }
    }
}

/// What was found in a file.
#[derive(Default)]
struct Found {
    pages: Vec<Page>,
    declared: Declared,
    /// Pages that show pictures, and no text.
    pictures: u32,
    /// Glyphs of which nothing tells the character.
    unknown: usize,
}

fn pages(bytes: &[u8]) -> Result<Found, Fault> {
    bounds::of_file(bytes)?;
    let pdf = Pdf::new(bytes.to_vec())?;
    bounds::of_streams(&pdf)?;
    bounds::of_pages(&pdf)?;

    let layers = Layers::read(pdf.xref());
    let mut found = Found { declared: declared(pdf.metadata()), ..Found::default() };
    for page in pdf.pages().iter() {
        let mut glyphs = Glyphs::default();
        Follower::follow(page, &layers, &mut glyphs);
        if glyphs.too_many {
            return Err(Fault::TooMuch);
        }

        found.unknown += glyphs.unknown;
        let lines = lines::lines(&glyphs.placed);
        found.pictures += u32::from(lines.is_empty() && glyphs.pictures);
        let height = f64::from(page.render_dimensions().1);
        found.pages.push(Page { height, lines });
    }
    Ok(found)
}

/// What the file says of itself.
fn declared(told: &Metadata) -> Declared {
    let text = |bytes: Option<&[u8]>| Some(of_info(bytes?)).filter(|text| !text.is_empty());
    let title = text(told.title.as_deref()).filter(|title| is_title(title));
    Declared { title, author: text(told.author.as_deref()), ..Declared::default() }
}

/// Whether a title is not the name of a file, which many programs put in its place.
fn is_title(title: &str) -> bool {
    const ENDINGS: [&str; 10] =
        [".doc", ".docx", ".dot", ".indd", ".odt", ".pdf", ".ppt", ".pptx", ".qxd", ".tmp"];
    let small = title.to_lowercase();
    let is_one = !title.contains(char::is_whitespace) && title.contains(['_', '.']);
    let is_named = is_one || ENDINGS.iter().any(|ending| small.ends_with(ending));
    !is_named && !small.starts_with("microsoft word - ") && small != "untitled"
}

/// A text of the properties: UTF-16 or UTF-8 with a mark, or else PDF's own letters, which are those
/// of Windows-1252 but for a few signs.
fn of_info(bytes: &[u8]) -> String {
    let (text, _) = match bytes {
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode_with_bom_removal(bytes),
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE.decode_with_bom_removal(bytes),
        [0xef, 0xbb, 0xbf, ..] => encoding_rs::UTF_8.decode_with_bom_removal(bytes),
        _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes),
    };
    clean(&nfc(text.into_owned()))
}

impl Found {
    /// Tells what is not in the document.
    fn tell(&self, bytes: &[u8], document: &mut Document) {
        let mut warn = |code, fields: &[(&'static str, String)]| {
            document.warnings.push(Diagnostic::with_values(code, fields));
        };
        if self.pictures > 0 {
            let count = ("count", self.pictures.to_string());
            warn(Code::PagesWithoutText, &[count, ("pages", self.pages.len().to_string())]);
        }
        if self.unknown > 0 {
            warn(Code::UnknownGlyphs, &[("count", self.unknown.to_string())]);
        }
        let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
        if memchr::memmem::find(tail, b"%%EOF").is_none() {
            warn(Code::PdfWithoutEnd, &[]);
        }
    }
}

/// The document of some pages. The number of its page is the line of a block.
fn document(found: &Found, source: SourceId) -> Document {
    let (pages, furniture) = (&found.pages, furniture::furniture(&found.pages));
    let texts = layout::texts(pages, &furniture);
    let declared = || Pages { declared: found.declared.clone(), paragraphs: Vec::new() };
    // A transcript has a clock or a name on lines of their own, which paragraphs would swallow.
    let read = |texts: &[Text]| {
        let paragraphs = texts.iter().map(|text| text.paragraph.clone()).collect();
        paragraphs::document(Pages { paragraphs, ..declared() }, Format::Pdf, source)
    };
    let is_table = |said: &Document| said.cues.len() * 2 >= texts.rows.len();
    let of_rows = Some(&texts.rows).filter(|rows| !rows.is_empty()).map(|rows| read(rows));
    let (mut document, texts) = match of_rows.filter(is_table) {
        Some(said) => (said, texts.rows),
        None => match read(&texts.lines) {
            said if said.cues.is_empty() => (read(&texts.paragraphs), texts.paragraphs),
            said => (said, texts.lines),
        },
    };

    document.about.paged = true;
    number(&mut document, &texts);
    for (page, (number, furniture)) in pages.iter().zip((1..).zip(&furniture)) {
        for line in page.lines.iter().filter(|line| furniture.contains(&line.number)) {
            let text = clean(&line.text);
            document.left_out.push(LeftOut { line: number, text, rule: Rule::RunningHead });
        }
    }
    document
}

/// Puts the number of its page in the place of that of each paragraph.
fn number(document: &mut Document, texts: &[Text]) {
    let text = |paragraph: u32| {
        let at = usize::try_from(paragraph.saturating_sub(1)).unwrap_or(usize::MAX);
        texts.get(at).or(texts.last())
    };
    let page = |paragraph: u32| text(paragraph).map_or(1, |text| text.page);
    for block in &mut document.blocks {
        for span in block.spans.iter_mut().filter(|span| span.line > 0) {
            span.line = page(span.line);
        }
        // A passage of two pages says which of its words stand on which.
        if block.spans.is_empty() {
            let turns = text(block.line).map(Text::turns_from_end).unwrap_or_default();
            block.spans = pages_of(&block.text, page(block.line), &turns);
        }
        block.line = page(block.line);
    }
    document.cues.iter_mut().for_each(|cue| cue.line = page(cue.line));
    document.left_out.iter_mut().for_each(|left| left.line = page(left.line));
}

/// The pages of a text that begins on one of them, and goes on with others before so many words from
/// its end.
fn pages_of(text: &str, first: u32, turns: &[(usize, u32)]) -> Vec<Span> {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut is_word = false;
    let begins: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| !std::mem::replace(&mut is_word, !c.is_whitespace()) && is_word)
        .map(|(at, _)| at)
        .collect();
    let begin = |from_end: usize| {
        let at = begins.len().saturating_sub(from_end);
        begins.get(at).copied().unwrap_or_default()
    };
    let mut spans = vec![Span { start: 0, end: offset(text.len()), moment: None, line: first }];
    for (from_end, page) in turns.iter().filter(|(from_end, _)| *from_end > 0) {
        let (start, end) = (offset(begin(*from_end)), offset(text.len()));
        if let Some(last) = spans.last_mut().filter(|last| last.start < start && start < end) {
            last.end = start;
            spans.push(Span { start, end, moment: None, line: *page });
        }
    }
    spans
}

#[cfg(test)]
mod tests;
