//! Books in EPUB (EPUB 3.3, and 2): the pages of a package, in the order of its spine.
//!
//! All of a page is text of the book, but for what its markup says is not: its lists of contents are
//! for moving about. A page without a heading is headed by what the list of contents calls it, or by
//! its own title, if that is not the book's. Fonts may be encrypted, and nothing of them is read; a
//! book whose pages are is named as locked.

mod contents;

use std::collections::{HashMap, HashSet};

use ibid_core::diagnostic::{Code, Diagnostic, NotRead};
use ibid_core::document::{BlockKind, Document, LeftOut};
use ibid_core::ids::SourceId;
use ibid_core::rules::Rule;

use super::package::{self, LARGEST_PART, Missing, Package};
use super::paragraphs::{Pages, Paragraph, document};
use crate::formats::pages::html;
use crate::formats::xml::{Event, Xml};
use crate::formats::{Declared, Malformed, links};
use crate::problem::Problem;
use crate::{Error, Format};

/// No book that people wrote has more pages.
const MOST_PAGES: usize = 10_000;

/// No page of a book is larger, in bytes: programs that show books take far less.
const LARGEST_PAGE: u64 = 8 * 1024 * 1024;

/// Whether bytes are such a book.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    package::holds(bytes, b"application/epub+zip")
}

/// Reads one file; `name` is what errors call it.
pub(crate) fn read(bytes: &[u8], source: SourceId, name: &str) -> Result<Document, Error> {
    let damaged = || {
        let bad = Malformed { line: 1, problem: Problem::Damaged };
        bad.into_error(Format::Epub.name(), name)
    };
    let too_large = |limit| Error::TooLarge { path: name.to_owned(), limit };
    let why = |missing| match missing {
        Missing::Part => damaged(),
        Missing::TooLarge => too_large(LARGEST_PART),
    };
    let mut package = Package::open(bytes).ok_or_else(damaged)?;
    let container = package.text("META-INF/container.xml").map_err(why)?;
    let root = full_path(&container).ok_or_else(damaged)?;
    let opf = package.text(&root).map_err(why)?;
    let encrypted = package.text("META-INF/encryption.xml").map(|text| encrypted(&text));
    let encrypted = encrypted.unwrap_or_default();

    let mut book = Book::new(&opf);
    let spine = pages(&opf);
    let mut labels = contents::labels(&mut package, &root, &opf);
    // A list of a few pages would have its labels head all pages between.
    let named = spine.iter().flatten().filter(|page| labels.contains_key(&within(&root, page)));
    if named.count() * 2 < spine.iter().flatten().count() {
        labels.clear();
    }
    if spine.len() > MOST_PAGES {
        let bad = Malformed { line: 1, problem: Problem::TooMuch };
        return Err(bad.into_error(Format::Epub.name(), name));
    }
    let (mut unpacked, mut last) = (0, None);
    for page in &spine {
        let Some(page) = page.as_deref().map(|page| within(&root, page)) else {
            book.pictures += 1;
            continue;
        };
        if encrypted.contains(&page) {
            return Err(Error::not_read(name, NotRead::Locked));
        }
        let text = match package.text_within(&page, LARGEST_PAGE) {
            Ok(text) => text,
            Err(Missing::Part) => {
                book.missing();
                continue;
            }
            Err(Missing::TooLarge) => return Err(too_large(LARGEST_PAGE)),
        };
        unpacked += text.len() as u64;
        if unpacked > LARGEST_PART {
            return Err(too_large(LARGEST_PART));
        }
        let label = labels.get(&page).map(String::as_str);
        book.add(&text, label, continues(last.as_deref(), &page));
        last = Some(page);
    }
    // A book of pictures is whole.
    if book.pages == 0 && (book.pictures == 0 || !book.warnings.is_empty()) {
        return Err(damaged());
    }
    Ok(book.finish(source))
}

/// Reads one text as the list of pages and as a page, without a package around it.
#[cfg(feature = "fuzzing")]
pub(crate) fn read_part(text: &str, source: SourceId) -> Document {
    let mut book = Book::new(text);
    for page in pages(text).into_iter().flatten().take(64) {
        book.add(&within("OEBPS/book.opf", &page), None, false);
    }
    let _ = (full_path(text), encrypted(text));
    let label = contents::labels_of(text, "OEBPS/toc.ncx").into_values().next();
    book.add(text, label.as_deref(), false);
    book.finish(source)
}

/// Where the list of the pages stands.
fn full_path(container: &str) -> Option<String> {
    let mut xml = Xml::new(container);
    while let Ok(Some(event)) = xml.next() {
        if let Event::Start(tag) = event
            && tag.name == "rootfile"
        {
            return tag.attribute("full-path").map(|path| path.into_owned());
        }
    }
    None
}

/// The names of the parts that are encrypted.
fn encrypted(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut xml = Xml::new(text);
    while let Ok(Some(event)) = xml.next() {
        if let Event::Start(tag) = event
            && tag.name == "CipherReference"
        {
            found.extend(tag.attribute("URI").map(|name| within("", &name)));
        }
    }
    found
}

/// The addresses of the pages of a book, in the order of its spine; what has no place in it comes
/// last (`linear="no"`). `None` for a page that is a picture.
fn pages(opf: &str) -> Vec<Option<String>> {
    let mut items: HashMap<String, Option<String>> = HashMap::new();
    let (mut spine, mut aside) = (Vec::new(), Vec::new());
    let mut xml = Xml::new(opf);
    while let Ok(Some(event)) = xml.next() {
        let Event::Start(tag) = event else { continue };
        let value = |name: &str| tag.attribute(name).map(|value| value.into_owned());
        match tag.name {
            "item" => {
                if let (Some(id), Some(href)) = (value("id"), value("href")) {
                    let is_page = value("media-type").is_none_or(|kind| kind.contains("html"));
                    items.insert(id, is_page.then_some(href));
                }
            }
            "itemref" if value("linear").as_deref() == Some("no") => aside.extend(value("idref")),
            "itemref" => spine.extend(value("idref")),
            _ => {}
        }
    }
    spine.append(&mut aside);
    // one that is listed nowhere is a page that is missing
    let nowhere = || Some(String::new());
    spine.iter().map(|id| items.get(id).cloned().unwrap_or_else(nowhere)).collect()
}

/// The name of a part that an address beside `root` means.
fn within(root: &str, href: &str) -> String {
    let mut path: Vec<&str> = root.split('/').collect();
    path.pop();
    let href = href.split('#').next().unwrap_or_default();
    for step in href.split('/') {
        match step {
            "." | "" => {}
            ".." => _ = path.pop(),
            step => path.push(step),
        }
    }
    links::decoded(&path.join("/"))
}

/// Whether a page goes on with the chapter of the one before it: programs cut a long chapter into
/// `ch01_split_000.html` and `ch01_split_001.html`.
fn continues(last: Option<&str>, page: &str) -> bool {
    let whole = |name: &str| name.rsplit_once("_split_").map(|(whole, _)| whole.to_owned());
    whole(page).is_some_and(|name| last.and_then(whole).as_ref() == Some(&name))
}

/// A book while its pages are read. The number of a paragraph stands for the line.
struct Book {
    declared: Declared,
    /// The title of the book as a whole.
    title: String,
    paragraphs: Vec<Paragraph>,
    left_out: Vec<LeftOut>,
    warnings: Vec<Diagnostic>,
    /// How many pages were there.
    pages: usize,
    /// How many more are pictures, of which nothing is read.
    pictures: usize,
}

impl Book {
    fn new(opf: &str) -> Self {
        let mut declared = Declared::default();
        super::properties(opf, &mut declared);
        let title = crate::clean::clean(declared.title.as_deref().unwrap_or_default());
        let (paragraphs, left_out, warnings) = (Vec::new(), Vec::new(), Vec::new());
        Book { declared, title, paragraphs, left_out, warnings, pages: 0, pictures: 0 }
    }

    /// The number of the next paragraph, from 1.
    fn line(&self) -> u32 {
        u32::try_from(self.paragraphs.len() + 1).unwrap_or(u32::MAX)
    }

    /// Tells that a page is not there. Once is enough: the number says where the first one is missed.
    fn missing(&mut self) {
        if self.warnings.is_empty() {
            let line = self.line().to_string();
            self.warnings.push(Diagnostic::new(Code::BrokenFile, &[("line", line.as_str())]));
        }
    }

    /// Adds a page, with what the list of contents calls it; one without text adds nothing. One that
    /// nothing names is no part of the chapter above it, but where it goes on with that.
    fn add(&mut self, text: &str, label: Option<&str>, continues: bool) {
        self.pages += 1;
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let page = html::of_book(&text);
        // The cover says the title of the book, and so does the head of many a page.
        let title = self.title.to_lowercase();
        let is_title = |text: &str| text.to_lowercase() == title;
        let first = page.blocks.iter().find(|(_, rule)| rule.is_none()).map(|(block, _)| block);
        let headed = first.is_none_or(|block| matches!(block.kind, BlockKind::Heading(_)));
        // Programs that make books give the title of the book to every page, with more or less around.
        let of_book = |text: &str| !title.is_empty() && text.to_lowercase().contains(&title);
        let own = page.title.filter(|title| !of_book(title));
        let label = label.filter(|label| !is_title(label)).map(str::to_owned);
        let name = label.or(own);
        let is_heading = |one: &&Paragraph| matches!(one.kind, BlockKind::Heading(_));
        let above = self.paragraphs.iter().rfind(is_heading);
        let ends = !continues && above.is_some_and(|above| !above.text.is_empty());
        if !headed && (name.is_some() || ends) {
            // A heading without words ends what is above it.
            let (kind, text) = (BlockKind::Heading(1), name.unwrap_or_default());
            self.paragraphs.push(Paragraph { kind, text, quoted: false });
        }

        for (block, rule) in page.blocks {
            let is_cover = self.paragraphs.is_empty() && is_title(&block.text);
            match rule.or(is_cover.then_some(Rule::RepeatedTitle)) {
                None => self.paragraphs.push(block),
                Some(rule) => {
                    let line = self.line();
                    self.left_out.push(LeftOut { line, text: block.text, rule });
                }
            }
        }
    }

    fn finish(mut self, source: SourceId) -> Document {
        // what stands behind the last paragraph is told there
        let last = u32::try_from(self.paragraphs.len()).unwrap_or(u32::MAX).max(1);
        self.left_out.iter_mut().for_each(|left| left.line = left.line.min(last));
        if self.pictures > 0 {
            let (count, pages) = (self.pictures, self.pages + self.pictures);
            let fields = [("count", count.to_string()), ("pages", pages.to_string())];
            self.warnings.push(Diagnostic::with_values(Code::PagesWithoutText, &fields));
        }

        let pages = Pages { declared: self.declared, paragraphs: self.paragraphs };
        let mut document = document(pages, Format::Epub, source);
        document.left_out.extend(self.left_out);
        document.left_out.sort_by_key(|left| left.line);
        document.warnings.extend(self.warnings);
        if document.blocks.is_empty() {
            document.warnings.push(Diagnostic::new(Code::NoText, &[]));
        }
        document
    }
}

#[cfg(test)]
mod tests;
