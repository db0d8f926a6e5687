//! Web pages: their main text.
//!
//! The page is read by its tags (`tags`, `references`, `elements`) into blocks (`walker`), with what it
//! says of itself (`about`); which of them are the main text is judged by `main_text`. What is left
//! out is kept in [`Document::left_out`] with the rule that did it.

mod about;
mod copy;
mod elements;
mod main_text;
mod pre;
mod references;
mod sniffing;
mod stack;
mod tags;
mod transcript;
mod walker;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Block, BlockKind, Document, LeftOut};
use ibid_core::ids::SourceId;
use ibid_core::rules::Rule;

pub(crate) use sniffing::sniff;
pub(crate) use tags::{PagePiece, Pieces};

use crate::Format;
#[cfg(feature = "documents")]
use crate::clean::clean;
#[cfg(feature = "documents")]
use crate::formats::documents::paragraphs::Paragraph;
use crate::formats::notes::text;
use crate::formats::turns;
use crate::formats::{Malformed, bound, empty, is_long};
use walker::{Page, Raw, walk};

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut document = empty(source, Format::Html);
    let mut page = walk(text);
    page.claims.saved(text);
    let rules = main_text::rules(&page);
    let claims = std::mem::take(&mut page.claims);
    claims.declared(only_h1(&page)).fill(&mut document, 1);
    let unread = match transcript::read(text, &page, source) {
        Ok(transcript) => return Ok(as_transcript(document, transcript, text, page)),
        Err(unread) => unread,
    };
    if main_text::is_too_large(&page) {
        document.warnings.push(Diagnostic::new(Code::PageNotJudged, &[]));
    }
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut title_line = None;
    for (raw, rule) in std::mem::take(&mut page.blocks).into_iter().zip(rules) {
        let line = lines.line(raw.at);
        if raw.text.is_empty() {
            continue;
        }
        let is_title = is_title(&raw, &document);
        if is_title {
            title_line.get_or_insert(line);
        }
        let rule = if is_title { Some(Rule::RepeatedTitle) } else { rule };
        match rule.or_else(|| boilerplate(&raw)) {
            None if is_publication(&raw, &mut document) => {
                leave_out(raw, line, Rule::Publication, &mut document);
            }
            None => document.blocks.push(Block::untimed(raw.kind, raw.text, line)),
            Some(rule) => leave_out(raw, line, rule, &mut document),
        }
    }

    leave_out_hidden(text, page.hidden, &mut document);
    let clocks = if unread.settled {
        Err(unread)
    } else {
        transcript::with_clocks(text, &document, source)
            .map_err(|clocks| if clocks.settled { clocks } else { unread })
    };
    match clocks {
        Ok(cues) => {
            (document.blocks, document.cues) = (cues.blocks, cues.cues);
            document.left_out.extend(cues.left_out);
            document.warnings.extend(cues.warnings);
            document.about.medium = document.about.medium.or(cues.about.medium);
        }
        Err(unread) => document.warnings.extend(unread.told),
    }
    finish(&mut document, title_line.unwrap_or(1));
    Ok(document)
}

/// A page of a book.
#[cfg(feature = "documents")]
pub(crate) struct BookPage {
    pub(crate) title: Option<String>,
    /// Its text, with the rule that leaves out what is none.
    pub(crate) blocks: Vec<(Paragraph, Option<Rule>)>,
}

/// Reads a page of a book: all of it is main text, but for what its elements say is not.
#[cfg(feature = "documents")]
pub(crate) fn of_book(text: &str) -> BookPage {
    let page = walk(text);
    let paragraph = |kind, text| Paragraph { kind, text, quoted: false };
    let shown = page.blocks.into_iter().filter(|raw| !raw.text.is_empty());
    let mut blocks: Vec<_> = shown.map(|raw| (paragraph(raw.kind, raw.text), raw.rule)).collect();
    let hidden = page.hidden.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty());
    blocks.extend(hidden.map(|text| (paragraph(BlockKind::Paragraph, text), Some(Rule::Hidden))));

    let title = page.claims.title.map(|title| clean(&title)).filter(|title| !title.is_empty());
    BookPage { title, blocks }
}

/// A page that is a transcript: `claims` is a document with what the page says of itself.
fn as_transcript(claims: Document, transcript: Document, text: &str, page: Page) -> Document {
    let mut document = transcript;
    let medium = document.about.medium.take();
    (document.about, document.lang) = (claims.about, claims.lang);
    document.about.medium = medium.or(document.about.medium);
    document.warnings.splice(0..0, claims.warnings);

    let mut lines = Lines { text, at: 0, line: 1 };
    let left_out = page.blocks.into_iter().filter_map(|raw| {
        let line = lines.line(raw.at);
        raw.rule.filter(|_| !raw.text.is_empty()).map(|rule| LeftOut { line, text: raw.text, rule })
    });
    document.left_out.extend(left_out);
    leave_out_hidden(text, page.hidden, &mut document);
    bound(&mut document, 1);
    document
}

fn leave_out(raw: Raw, line: u32, rule: Rule, document: &mut Document) {
    document.left_out.push(LeftOut { line, text: raw.text, rule });
}

/// What stands within a block and is no part of it was met on the way.
fn leave_out_hidden(text: &str, hidden: Vec<(usize, String)>, document: &mut Document) {
    let mut lines = Lines { text, at: 0, line: 1 };
    for (at, text) in hidden.into_iter().filter(|(_, text)| !text.is_empty()) {
        let line = lines.line(at);
        document.left_out.push(LeftOut { line, text, rule: Rule::Hidden });
    }
    document.left_out.sort_by_key(|left| left.line);
}

fn only_h1(page: &Page) -> Option<&str> {
    let mut all = page.blocks.iter().filter(|block| {
        block.kind == BlockKind::Heading(1) && block.rule.is_none() && !block.text.is_empty()
    });
    all.next().filter(|_| all.next().is_none()).map(|block| block.text.as_str())
}

/// A heading that says the title again; one that is too long for a title is text.
fn is_title(raw: &Raw, document: &Document) -> bool {
    matches!(raw.kind, BlockKind::Heading(_))
        && !is_long(&raw.text)
        && document
            .about
            .title
            .as_ref()
            .is_some_and(|t| t.to_lowercase() == raw.text.to_lowercase())
}

/// What stands in the main text for the browser all the same.
fn boilerplate(raw: &Raw) -> Option<Rule> {
    let heading = matches!(raw.kind, BlockKind::Heading(_));
    (!heading && text::is_boilerplate(&raw.text)).then_some(Rule::Furniture)
}

/// The line above the text that says when and by whom it was published; what the head of the page
/// says comes before it.
fn is_publication(raw: &Raw, document: &mut Document) -> bool {
    if document.blocks.len() > 3 || matches!(raw.kind, BlockKind::Heading(_)) {
        return false;
    }
    let Some(found) = text::published(&raw.text) else { return false };
    let about = &mut document.about;
    about.date = about.date.or(found.date);
    if about.author.is_none() {
        about.author = found.author;
    }

    true
}

fn finish(document: &mut Document, title_line: u32) {
    // A page that is nothing but its title can still be found.
    if let (true, Some(title)) = (document.blocks.is_empty(), &document.about.title) {
        let block = Block::untimed(BlockKind::Paragraph, title.clone(), title_line);
        document.blocks.push(block);
    }
    if document.blocks.is_empty() {
        document.warnings.push(Diagnostic::new(Code::NoText, &[]));
    }

    bound(document, title_line);
    turns::name(document);
}

/// Counts lines on the way through a text.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line, from 1, of an offset that is not before the last one.
    fn line(&mut self, at: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        let feeds = passed.iter().filter(|b| **b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(feeds).unwrap_or(u32::MAX));
        self.at = self.at.max(at);
        self.line
    }
}

#[cfg(test)]
mod tests;
