//! The blocks of a draft in Markdown, or in plain text, which is read as such.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::block::{DraftBlock, Lines};
use super::page;
use crate::formats::notes::markdown::front_matter::front_matter;

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<DraftBlock> {
    let body = front_matter(text).map_or(text, |(_, body)| body);
    let skipped = text.len() - body.len();
    let before = text.get(..skipped).unwrap_or_default().matches('\n').count();
    let first = u32::try_from(before + 1).unwrap_or(u32::MAX);

    let mut reader = NotesReader { lines: Lines::new(body, first), ..NotesReader::new() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        reader.event(event, &range);
    }
    reader.flush();
    reader.blocks
}

struct NotesReader {
    lines: Lines,
    blocks: Vec<DraftBlock>,
    open: DraftBlock,
    /// How many quotations are open.
    quoted: usize,
    /// How many pictures and blocks of code are open.
    hidden: usize,
    /// A block of HTML, and the line where it begins.
    html: Option<(String, u32)>,
}

impl NotesReader {
    fn new() -> Self {
        NotesReader {
            lines: Lines::new("", 1),
            blocks: Vec::new(),
            open: DraftBlock::default(),
            quoted: 0,
            hidden: 0,
            html: None,
        }
    }

    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        let line = self.lines.of(range.start);
        match event {
            Event::Start(tag) => self.start(&tag, line),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) if self.hidden == 0 => self.push(&text, line),
            Event::SoftBreak | Event::HardBreak => self.push("\n", line),
            Event::Html(text) => {
                let html = self.html.get_or_insert_with(|| (String::new(), line));
                html.0.push_str(&text);
            }
            Event::InlineHtml(text) => {
                let tag = text.to_ascii_lowercase();
                match tag.trim_matches(['<', '>', ' ', '/']).split(' ').next() {
                    Some("q") if tag.starts_with("</") => self.push("”", line),
                    Some("q") => self.push("“", line),
                    Some("br") => self.push("\n", line),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Text of one line, or of several in a block that is set apart by its indent.
    fn push(&mut self, text: &str, line: u32) {
        for (more, part) in (0..).zip(text.split_inclusive('\n')) {
            self.open.push(part, line.saturating_add(more));
        }
    }

    fn start(&mut self, tag: &Tag<'_>, line: u32) {
        match tag {
            Tag::BlockQuote(_) => {
                self.flush();
                self.quoted += 1;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::Image { .. } => self.hidden += 1,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } => {}
            Tag::HtmlBlock => self.html = Some((String::new(), line)),
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quoted = self.quoted.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            TagEnd::HtmlBlock => {
                self.flush();
                if let Some((html, line)) = self.html.take() {
                    self.blocks.extend(page::blocks(&html, line));
                }
            }
            _ => self.flush(),
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
