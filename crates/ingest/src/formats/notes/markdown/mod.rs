//! Markdown: notes with front matter, wiki links and time anchors.
//!
//! `pulldown-cmark` tells the structure, wiki links among it; what is ours is the front matter, the
//! anchors in inline HTML (see `timeline`), and the shape of blocks: a list item's first paragraph
//! is a bullet, a table row a paragraph. Emphasis, code marks and links leave their text, pictures
//! leave nothing.

mod bare;
pub(crate) mod front_matter;
mod html;
mod media;
mod sections;
mod sniffing;
pub(crate) mod timeline;

use std::borrow::Cow;

use ibid_core::address::Address;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Block, BlockKind, Document, Evidence, LeftOut, Medium};
use ibid_core::ids::SourceId;
use ibid_core::rules::Rule;
use ibid_core::time::Timecode;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::Format;
use crate::clean::words;
use crate::entities;
use crate::formats::speech::table::heads_of_hours;
use crate::formats::{Declared, bound, counted, empty, is_long};
use crate::formats::{links, turns};
pub(crate) use sniffing::sniff;

use html::{HtmlPiece, Tag as HtmlTag};
use media::Media;
use timeline::Timeline;

/// Reads one note. `text` is in NFC.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut document = empty(source, Format::Markdown);
    let (yaml, body) = front_matter::front_matter(text).unwrap_or(("", text));
    let (declared, diagnostic): (Declared, _) = front_matter::read(yaml);
    document.warnings.extend(diagnostic);
    declared.fill(&mut document, 1);
    let passed = text[..text.len() - body.len()].matches('\n').count();
    let passed = u32::try_from(passed).unwrap_or(u32::MAX);
    let body = match bare::linked(body) {
        bare::Bare::Linked(body) => body,
        bare::Bare::Unclear(line, count) => {
            let line = line.saturating_add(passed);
            document.warnings.push(counted(Code::TimesNotUsed, line, count));
            Cow::Borrowed(body)
        }
    };
    let mut reader = MarkdownReader::new(&body, passed);
    if let Some(Medium::YouTube(id)) = &document.about.medium {
        reader.media.only = Some(id.clone());
    }
    reader.run(&body);
    if let Some(only) = reader.media.most_linked() {
        // Seconds of another medium would open this one.
        reader = MarkdownReader::new(&body, passed);
        reader.media.only = Some(only);
        reader.run(&body);
    }
    if reader.leading > reader.trailing {
        // The links of these notes stand before what they date.
        let only = reader.media.only.take();
        reader = MarkdownReader::new(&body, passed);
        (reader.before, reader.media.only) = (true, only);
        reader.run(&body);
    }
    if document.about.medium.is_none() {
        document.about.medium = reader.address.as_deref().map(medium_of);
    }
    finish(reader, document)
}

/// Whether a link leads to a second of a recording: `talk.mp4#t=75`.
fn is_timed_recording(target: &str) -> bool {
    links::time_of(target).is_some() && crate::beside::is_recording(&links::without_time(target))
}

/// The medium that an address with a time opens.
pub(crate) fn medium_of(address: &str) -> Medium {
    let video = Address::read(address).and_then(|address| address.youtube_id().map(str::to_owned));
    video.map_or_else(|| Medium::Web(links::without_time(address)), Medium::YouTube)
}

/// Takes the title from the headings, and times from a document that has none.
fn finish(reader: MarkdownReader, mut document: Document) -> Document {
    document.blocks = reader.blocks;
    if reader.before {
        sections::date(&mut document.blocks);
    }
    document.warnings.extend(reader.warnings);
    document.warnings.extend(reader.media.told());
    document.left_out = reader.left_out;
    if reader.timed {
        document.about.evidence.get_or_insert(Evidence::Paraphrase);
    } else {
        document.blocks.iter_mut().for_each(|block| block.spans.clear());
    }

    let mut title_line = 1;
    let first = document.blocks.iter().position(|block| block.kind == BlockKind::Heading(1));
    if let Some(at) = first {
        let heading = &document.blocks[at];
        let title = document.about.title.get_or_insert_with(|| {
            title_line = heading.line;
            heading.text.clone()
        });
        // The title is said with every passage already, unless it will be cut.
        if title.to_lowercase() == heading.text.to_lowercase() && !is_long(&heading.text) {
            let block = document.blocks.remove(at);
            document.left_out.push(LeftOut {
                line: block.line,
                text: block.text,
                rule: Rule::RepeatedTitle,
            });
        }
    }

    // A note that is nothing but its title can still be found.
    if let (true, Some(title)) = (document.blocks.is_empty(), &document.about.title) {
        document.blocks.push(Block::untimed(BlockKind::Paragraph, title.clone(), 1));
    }
    bound(&mut document, title_line);
    turns::name(&mut document);

    document
}

/// A block that is being read.
struct Open {
    kind: BlockKind,
    line: u32,
    text: Timeline,
    /// Bytes of text that wiki links gave.
    linked: usize,
}

/// The label of an anchor that is open: `[00:03:36]`, as a rule.
struct Anchor {
    time: Option<String>,
    /// That of a link, whose label may also be the words that it dates.
    link: Option<Timecode>,
    label: String,
    line: u32,
}

struct MarkdownReader {
    /// Byte offsets of the line starts of the body.
    lines: Vec<usize>,
    /// The lines above the body.
    passed: u32,
    /// The lines of the heads of tables of hours, which say no more than that.
    heads: Vec<u32>,
    blocks: Vec<Block>,
    left_out: Vec<LeftOut>,
    warnings: Vec<Diagnostic>,
    open: Option<Open>,
    anchor: Option<Anchor>,
    /// The next text is the first of a list item.
    item: bool,
    /// Inside pictures, and elements whose text is not for readers.
    hidden: usize,
    /// Raw text of a code or HTML block, with the offset where it starts.
    raw: Option<(String, usize)>,
    /// Where the text of an open wiki link starts, and whether its target stands for it.
    wiki: Option<(usize, bool)>,
    /// A readable anchor was seen.
    timed: bool,
    /// Links with a time stand before what they date…
    before: bool,
    /// …as so many that open a block do, and so many others.
    leading: usize,
    trailing: usize,
    /// Where the first of them leads.
    address: Option<String>,
    /// Where they all lead.
    media: Media,
    /// The sign that closes the bracket that stood around a time.
    closing: Option<char>,
    /// The time of a block that has nothing else.
    carried: Option<Timecode>,
}

impl MarkdownReader {
    fn new(body: &str, passed: u32) -> Self {
        let starts = body.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);

        MarkdownReader {
            lines: std::iter::once(0).chain(starts).collect(),
            passed,
            heads: heads_of_hours(body).map(|line| line.saturating_add(passed)).collect(),
            blocks: Vec::new(),
            left_out: Vec::new(),
            warnings: Vec::new(),
            open: None,
            anchor: None,
            item: false,
            hidden: 0,
            raw: None,
            wiki: None,
            timed: false,
            before: false,
            leading: 0,
            trailing: 0,
            address: None,
            media: Media::default(),
            closing: None,
            carried: None,
        }
    }

    fn run(&mut self, body: &str) {
        let options =
            Options::ENABLE_WIKILINKS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        // `## Words {#name}` ends with what addresses call it.
        let options = options | Options::ENABLE_TASKLISTS | Options::ENABLE_HEADING_ATTRIBUTES;
        for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
            let written = body.get(range.clone()).unwrap_or_default();
            self.event(event, range.start, written);
        }
        self.close();
    }

    /// The line of the file, from 1, at an offset into the body.
    fn line(&self, at: usize) -> u32 {
        let line = self.lines.partition_point(|start| *start <= at);
        u32::try_from(line).unwrap_or(u32::MAX).saturating_add(self.passed)
    }

    fn event(&mut self, event: Event<'_>, at: usize, written: &str) {
        match event {
            Event::Start(tag) => self.start(tag, at, written),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.raw.is_some() => self.raw_text(&text),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => {
                self.text(&text, at);
            }
            Event::Html(html) if self.raw.is_some() => self.raw_text(&html),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, at),
            Event::SoftBreak | Event::HardBreak => self.text(" ", at),
            Event::Rule => self.close(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize, written: &str) {
        match tag {
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading(level as u8), at),
            Tag::Item => {
                self.close();
                self.item = true;
            }
            Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock => {
                self.close();
                self.raw = Some((String::new(), at));
            }
            Tag::TableCell => self.text(" ", at),
            Tag::Image { dest_url, .. } => {
                self.embed(&dest_url, at);
                self.hidden += 1;
            }
            // `[[talk.mp4#t=75]]`: a second of a recording, and no page of the notes.
            Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. }
                if is_timed_recording(&dest_url) && self.is_of_medium(&dest_url, at) =>
            {
                let time = links::time_of(&dest_url);
                self.timed_link(&dest_url, time, at);
            }
            Tag::Link { link_type: LinkType::WikiLink { has_pothole }, .. } => {
                self.ready(at);
                let start = self.open.as_ref().map_or(0, |open| open.text.len());
                self.wiki = Some((start, !has_pothole));
            }
            Tag::Link { dest_url, .. } => {
                let label = written.split("](").next().unwrap_or_default();
                match links::time_of_link(&dest_url, label) {
                    Some(time) if self.is_of_medium(&dest_url, at) => {
                        self.timed_link(&dest_url, Some(time), at);
                    }
                    Some(_) => {}
                    None => {
                        let line = self.line(at);
                        self.media.numbers.extend(links::number_of(&dest_url).map(|n| (line, n)));
                    }
                }
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Superscript | Tag::Subscript => {}
            _ => self.close(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::TableCell => {}
            TagEnd::Link if self.anchor.as_ref().is_some_and(|anchor| anchor.link.is_some()) => {
                self.end_anchor();
            }
            TagEnd::Link => {
                if let (Some((start, _)), Some(open)) = (self.wiki.take(), &mut self.open) {
                    open.linked += open.text.len().saturating_sub(start);
                    open.text.forget_gap();
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                if let Some((text, at)) = self.raw.take() {
                    self.raw_block(&text, at);
                }
                self.close();
            }
            _ => self.close(),
        }
    }

    fn begin(&mut self, kind: BlockKind, at: usize) {
        self.close();
        self.item = false;
        let line = self.line(at);
        let mut text = Timeline::default();
        if let Some(time) = self.carried.take() {
            text.anchor(Some(time));
        }
        self.open = Some(Open { kind, line, text, linked: 0 });
    }

    /// Opens a block for the text that comes, unless one is open.
    fn ready(&mut self, at: usize) {
        if self.open.is_none() {
            let kind = if self.item { BlockKind::Bullet } else { BlockKind::Paragraph };
            self.begin(kind, at);
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.hidden > 0 {
            return;
        }
        if let Some(anchor) = &mut self.anchor {
            anchor.label.push_str(text);
            return;
        }

        if self.open.is_none() && text.trim().is_empty() {
            return;
        }
        self.ready(at);
        let text = match self.closing.take().and_then(|sign| text.strip_prefix(sign)) {
            Some(rest) => rest,
            None => text,
        };
        let Some(open) = &mut self.open else { return };

        match self.wiki {
            Some((start, bare)) => {
                // `[[target | label]]`: the space is layout, save one that stood before the link.
                let first = open.text.len() == start;
                let text = if first { text.trim_start() } else { text };
                if bare { open.text.push(&text.replace('_', " ")) } else { open.text.push(text) }
            }
            None => open.text.push(text),
        }
    }

    fn html(&mut self, html: &str, at: usize) {
        match html::tag(html) {
            HtmlTag::Anchor(time) => {
                self.end_anchor();
                self.ready(at);
                let (time, line) = (time.map(str::to_owned), self.line(at));
                self.anchor = Some(Anchor { time, link: None, label: String::new(), line });
                // The space before it goes even when its time cannot be read.
                if let Some(open) = &mut self.open {
                    open.text.anchor(None);
                }
            }
            HtmlTag::AnchorEnd => self.end_anchor(),
            HtmlTag::Break => self.text(" ", at),
            HtmlTag::Hidden | HtmlTag::Other => {}
        }
    }

    /// Whether a link leads to the medium that this note is about.
    fn is_of_medium(&mut self, address: &str, at: usize) -> bool {
        let line = self.line(at);
        self.media.take(medium_of(address).key(), line)
    }

    /// A link that says the second.
    fn timed_link(&mut self, address: &str, time: Option<u64>, at: usize) {
        self.end_anchor();
        self.ready(at);
        let Some(time) = time.map(Timecode::from_millis) else { return };
        // A recording beside the note is found by whoever sees the folder.
        let is_beside = Address::read(address).is_none() && is_timed_recording(address);
        if !is_beside {
            self.address.get_or_insert_with(|| address.to_owned());
        }
        let line = self.line(at);
        self.anchor = Some(Anchor { time: None, link: Some(time), label: String::new(), line });
    }

    /// A recording that is shown from a second on says it as a link does: `![[talk.mp4#t=75]]`. What
    /// else is embedded leaves nothing.
    fn embed(&mut self, address: &str, at: usize) {
        if self.hidden > 0 || !is_timed_recording(address) || !self.is_of_medium(address, at) {
            return;
        }
        self.timed_link(address, links::time_of(address), at);
        if let Some(anchor) = &mut self.anchor {
            anchor.label = address.to_owned();
        }
        self.end_anchor();
    }

    /// The label of a link vanishes when it is a time; words in it are what it dates.
    fn end_link(&mut self, label: &str, time: Timecode) {
        self.timed = true;
        let Some(open) = &mut self.open else { return };
        let (clock, words) = split_label(label);
        let is_clock = Timecode::parse(clock).is_some();
        // An address that stands for itself says no word.
        let is_time = is_clock && words.is_empty() || links::time_of(label).is_some();
        let label = if is_clock { words } else { label };
        if is_time {
            self.closing = open.text.open_bracket();
        }
        let leads = open.text.is_empty();
        self.leading += usize::from(leads && is_time);
        self.trailing += usize::from(!leads || !is_time);
        if self.before || is_time {
            open.text.anchor(Some(time));
        }
        if !is_time {
            open.text.push(label);
            if !self.before {
                open.text.anchor(Some(time));
            }
        }
    }

    /// The label vanishes when it is a time; words in it are words of the text.
    fn end_anchor(&mut self) {
        let Some(anchor) = self.anchor.take() else { return };
        if let Some(time) = anchor.link {
            self.end_link(&anchor.label, time);
            return;
        }
        let (label, words) = split_label(&anchor.label);
        let written = anchor.time.as_deref().unwrap_or(label);
        let time = Timecode::parse(written);
        if time.is_none() {
            let line = anchor.line.to_string();
            let fields = [("line", line.as_str()), ("value", written)];
            self.warnings.push(Diagnostic::new(Code::UnreadableTime, &fields));
        }

        self.timed |= time.is_some();
        if let Some(open) = &mut self.open {
            open.text.anchor(time);
            if !words.is_empty() {
                open.text.push(" ");
                open.text.push(words);
            }
        }
    }

    fn raw_text(&mut self, text: &str) {
        if let Some((raw, _)) = &mut self.raw {
            raw.push_str(text);
        }
    }

    /// Raw HTML, or lines that indentation alone made a code block: anchors count there too.
    fn raw_block(&mut self, text: &str, at: usize) {
        let mut hidden = false;
        for piece in html::pieces(text) {
            match piece {
                HtmlPiece::Tag(tag) if html::tag(tag) == HtmlTag::Hidden => hidden = true,
                HtmlPiece::Tag(tag) => {
                    hidden = false;
                    self.html(tag, at);
                }
                HtmlPiece::Text(text) if !hidden => self.text(&entities::decode(text), at),
                HtmlPiece::Text(_) => {}
            }
        }
    }

    /// Ends the open block.
    fn close(&mut self) {
        self.end_anchor();
        self.wiki = None;
        let Some(open) = self.open.take() else { return };
        let label_bytes = open.text.len().saturating_sub(open.linked);
        if self.before {
            self.carried = open.text.lone_anchor();
        }
        let (text, spans) =
            if self.before { open.text.finish_before() } else { open.text.finish() };
        if text.is_empty() {
            return;
        }

        if self.blocks.is_empty() && open.linked > 0 && is_breadcrumb(&text, label_bytes) {
            self.left_out.push(LeftOut { line: open.line, text, rule: Rule::Breadcrumb });
            return;
        }
        if self.heads.binary_search(&open.line).is_ok() {
            self.left_out.push(LeftOut { line: open.line, text, rule: Rule::Label });
            return;
        }
        self.blocks.push(Block { spans, ..Block::untimed(open.kind, text, open.line) });
    }
}

/// `From: [[folder]]` at the top of a note: a short label with a colon, and links alone.
fn is_breadcrumb(text: &str, label_bytes: usize) -> bool {
    let Some((label, _)) = text.split_once(':') else { return false };
    words(label) <= 3 && label_bytes <= label.len() + 4
}

/// Parts the label of an anchor into its time and the words that a missing `</a>` put there.
fn split_label(label: &str) -> (&str, &str) {
    let trimmed = label.trim();
    // `▶ 0:05`: signs before a time are no words.
    let bare = trimmed.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = bare.starts_with(|c: char| c.is_ascii_digit());
    let inside = if begins { bare } else { trimmed.trim_start_matches(['[', '(']) };
    let end = inside
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','))
        .unwrap_or(inside.len());
    let time = inside[..end].trim_end_matches(['.', ',']);
    if time.is_empty() {
        // `[?]` and the like say nothing; words do.
        return if words(trimmed) == 0 { (trimmed, "") } else { ("", trimmed) };
    }

    let rest = &inside[time.len()..];
    (time, rest.strip_prefix([']', ')']).unwrap_or(rest).trim())
}

#[cfg(test)]
mod tests;
