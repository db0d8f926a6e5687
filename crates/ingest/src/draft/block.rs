//! A block of a draft: its text, and the lines that it stands on.

use crate::formats::documents::paragraphs::Paragraph;

/// A paragraph, a heading or an item of a draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DraftBlock {
    /// Its text; the lines of the file are parted by line feeds where they mean something.
    pub(super) text: String,
    /// From which byte of the text which line of the file holds it, in order.
    lines: Vec<(usize, u32)>,
    /// It is set as a quotation as a whole.
    pub(super) quoted: bool,
}

impl DraftBlock {
    /// A block that stands on one line.
    pub(super) fn whole(text: String, line: u32) -> Self {
        DraftBlock { text, lines: vec![(0, line)], quoted: false }
    }

    /// A paragraph of a document, by its number.
    pub(super) fn of_paragraph(paragraph: Paragraph, number: u32) -> Self {
        let quoted = paragraph.quoted;
        DraftBlock { quoted, ..DraftBlock::whole(paragraph.text, number) }
    }

    /// Adds text that stands on a line.
    pub(super) fn push(&mut self, text: &str, line: u32) {
        if self.lines.last().is_none_or(|(_, last)| *last != line) {
            self.lines.push((self.text.len(), line));
        }
        self.text.push_str(text);
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The line on which a byte of the text stands.
    pub(super) fn line(&self, byte: usize) -> u32 {
        let after = self.lines.partition_point(|(start, _)| *start <= byte);
        self.lines.get(after.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }
}

/// The line of each byte of a file, from 1.
pub(super) struct Lines {
    starts: Vec<usize>,
    first: u32,
}

impl Lines {
    /// Those of a text of which the first is line `first`.
    pub(super) fn new(text: &str, first: u32) -> Self {
        let feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines { starts: feeds.map(|(at, _)| at).collect(), first }
    }

    pub(super) fn of(&self, byte: usize) -> u32 {
        let before = self.starts.partition_point(|feed| *feed < byte);
        self.first.saturating_add(u32::try_from(before).unwrap_or(u32::MAX))
    }
}
