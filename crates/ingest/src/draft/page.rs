//! The blocks of a draft in HTML.

use super::block::{DraftBlock, Lines};
use crate::entities;
use crate::formats::pages::html::{PagePiece, Pieces};

/// Elements whose text is not for readers.
const RAW: [&str; 7] = ["script", "style", "title", "textarea", "template", "svg", "code"];
/// Elements within a line.
const INLINE: [&str; 32] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "img",
];
/// What names whoever is quoted, within a quotation.
const SOURCES: [&str; 3] = ["cite", "footer", "figcaption"];

/// The blocks of a page of which the first line is line `first` of a file.
pub(super) fn blocks(page: &str, first: u32) -> Vec<DraftBlock> {
    let lines = Lines::new(page, first);
    let mut reader = PageReader::default();
    let mut pieces = Pieces::new(page);
    while let Some((at, piece)) = pieces.next() {
        match piece {
            PagePiece::Text(text) => reader.text(text, at, &lines),
            PagePiece::Open(name, attributes) => {
                let name = name.to_ascii_lowercase();
                if let Some(raw) = RAW.iter().find(|raw| **raw == name) {
                    pieces.raw_text(raw);
                } else {
                    reader.open(&name, attributes, lines.of(at));
                }
            }
            PagePiece::Close(name) => reader.close(&name.to_ascii_lowercase(), lines.of(at)),
        }
    }
    reader.flush();
    reader.blocks
}

#[derive(Default)]
struct PageReader {
    blocks: Vec<DraftBlock>,
    open: DraftBlock,
    /// How many quotations are open.
    quoted: usize,
    /// How many elements are open that name whoever is quoted.
    sources: usize,
}

impl PageReader {
    fn open(&mut self, name: &str, attributes: &str, line: u32) {
        match name {
            "q" => self.open.push("“", line),
            "br" => self.open.push("\n", line),
            _ if self.quoted > 0 && SOURCES.contains(&name) && !attributes.ends_with('/') => {
                self.sources += 1;
            }
            _ if INLINE.contains(&name) => {}
            "blockquote" => {
                self.flush();
                self.quoted += 1;
            }
            _ => self.flush(),
        }
    }

    fn close(&mut self, name: &str, line: u32) {
        match name {
            "q" => self.open.push("”", line),
            _ if self.sources > 0 && SOURCES.contains(&name) => self.sources -= 1,
            _ if INLINE.contains(&name) => {}
            "blockquote" => {
                self.flush();
                self.quoted = self.quoted.saturating_sub(1);
                self.sources = 0;
            }
            _ => self.flush(),
        }
    }

    fn text(&mut self, text: &str, at: usize, lines: &Lines) {
        if self.sources > 0 {
            return;
        }
        let mut start = at;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.open.push(" ", lines.of(start));
            }
            self.open.push(&entities::decode(line), lines.of(start));
            start += line.len() + 1;
        }
    }

    fn flush(&mut self) {
        let mut block = std::mem::take(&mut self.open);
        block.quoted = self.quoted > 0;
        if !block.is_empty() {
            self.blocks.push(block);
        }
    }
}
