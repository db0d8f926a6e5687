//! From a page to its blocks of text, and to a plain copy of it in which each block is marked.

use ibid_core::document::BlockKind;
use ibid_core::rules::Rule;

use super::about::Claims;
use super::copy::Copy;
use super::elements::{Purpose, Role, is_void, is_whole, role};
use super::pre::{Part, Pre};
use super::references::decode;
use super::stack::{DEEPEST, Element, Stack};
use super::tags::{PagePiece, Pieces, attributes};
use crate::clean::{clean, is_space};

/// A cell of more bytes than this holds prose.
const LONG_CELL: usize = 80;

/// A block of text, and what is known of its place.
pub(super) struct Raw {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    /// Where it starts in the page.
    pub(super) at: usize,
    /// The rule that leaves it out for sure.
    pub(super) rule: Option<Rule>,
    /// The rule that fits the names of its elements.
    pub(super) doubtful: Option<Rule>,
}

/// All that a page holds.
#[derive(Default)]
pub(super) struct Page {
    pub(super) blocks: Vec<Raw>,
    /// What no reader sees, each text with where it starts in the page.
    pub(super) hidden: Vec<(usize, String)>,
    pub(super) claims: Claims,
    pub(super) copy: Copy,
}

struct Walker<'a> {
    pieces: Pieces<'a>,
    page: Page,
    stack: Stack,
    block: Option<Raw>,
    /// The text of the open block, when its lines count.
    pre: Option<Pre>,
    /// All of the open block stands in buttons that are part of no paragraph or heading.
    buttons: bool,
    /// The hidden text that is being read: it is within a block, and no part of it.
    aside: Option<(usize, String)>,
    /// The next block is the first of a list item.
    item: bool,
    heading: Option<u8>,
    /// Since the last text an element within a line has ended.
    ended: bool,
    /// And another has begun.
    parted: bool,
    /// Line breaks since the last text.
    breaks: usize,
    /// How much text the open cell has, in bytes.
    cell: usize,
}

/// Reads a page.
pub(super) fn walk(text: &str) -> Page {
    let mut walker = Walker {
        pieces: Pieces::new(text),
        page: Page::default(),
        stack: Stack::default(),
        block: None,
        pre: None,
        buttons: false,
        aside: None,
        item: false,
        heading: None,
        ended: false,
        parted: false,
        breaks: 0,
        cell: 0,
    };

    while let Some((at, piece)) = walker.pieces.next() {
        match piece {
            PagePiece::Text(text) => walker.text(text, at),
            PagePiece::Open(name, all) => walker.open(&name.to_ascii_lowercase(), all),
            PagePiece::Close(name) => walker.close(&name.to_ascii_lowercase()),
        }
    }

    walker.pop_to(0);
    walker.page
}

impl Walker<'_> {
    fn open(&mut self, name: &str, all: &str) {
        if self.is_raw(name, all) {
            return;
        }
        match name {
            "html" => {
                let lang = attributes(all).find(|(name, _)| {
                    name.eq_ignore_ascii_case("lang") || name.eq_ignore_ascii_case("xml:lang")
                });
                if let Some((_, lang)) = lang {
                    self.page.claims.lang = Some(decode(lang));
                }
            }
            "meta" => self.page.claims.meta(all),
            "link" => self.page.claims.link(all),
            "time" => {
                let datetime =
                    attributes(all).find(|(name, _)| name.eq_ignore_ascii_case("datetime"));
                if let (Some((_, datetime)), true) = (datetime, self.is_content()) {
                    self.page.claims.time(datetime);
                }
            }
            _ => {}
        }

        self.parted |= self.ended;
        match role(name) {
            Role::Inline if !self.is_tracked(name, all) => {}
            Role::Break => self.line_break(name),
            role => {
                if let Some(depth) = self.stack.implied(role) {
                    self.pop_to(depth);
                }
                if name == "pre" {
                    self.flush();
                }
                self.push(name, role, all);
            }
        }
    }

    /// Whether an element that changes nothing counts all the same: it is hidden, or its end would be
    /// taken for that of a hidden one around it. What has no text of its own ends at once.
    fn is_tracked(&self, name: &str, all: &str) -> bool {
        !is_void(name) && (self.stack.count(name) > 0 || Purpose::from_attributes(all).invisible)
    }

    /// Whether an element holds raw text; that is then dealt with.
    fn is_raw(&mut self, name: &str, all: &str) -> bool {
        match name {
            "script" | "style" => {
                let known = if name == "script" { "script" } else { "style" };
                // One that is never closed has the rest of the page.
                let text = self.pieces.raw_text(known);
                let is_data = attributes(all).any(|(_, value)| value == "application/ld+json");
                if let (Some(text), true) = (text, is_data) {
                    self.page.claims.json(text);
                } else if text.is_none() {
                    self.pieces.by_ref().for_each(drop);
                }
            }
            // The title of a picture is hidden text.
            "title" if self.stack.count("svg") == 0 => {
                let title = self.pieces.raw_text("title").map(|title| clean(&decode(title)));
                if let (None, Some(title)) = (&self.page.claims.title, title) {
                    self.page.claims.title = Some(title);
                }
            }
            "textarea" => _ = self.pieces.raw_text("textarea"),
            "iframe" => _ = self.pieces.raw_text("iframe"),
            _ => return false,
        }

        true
    }

    fn is_hidden(&self) -> bool {
        self.stack.top().is_some_and(|top| top.hidden)
    }

    fn is_content(&self) -> bool {
        self.stack.top().is_none_or(|top| !top.hidden && top.rule.is_none())
    }

    fn line_break(&mut self, name: &str) {
        if self.is_hidden() {
            return self.flush_aside();
        }
        self.breaks += 1;
        if name == "hr" || self.breaks > 1 {
            self.flush();
        } else {
            self.space();
        }

        if self.is_content() {
            self.page.copy.line_break();
        }
    }

    fn push(&mut self, name: &str, role: Role, all: &str) {
        self.edge(role, true);
        let is_empty = matches!(name, "svg" | "math") && all.ends_with('/');
        if self.stack.depth() >= DEEPEST || is_empty {
            return;
        }

        let purpose = Purpose::from_attributes(all);
        let above = self.stack.top();
        let (hidden, above_rule, above_doubtful) =
            above.map_or((false, None, None), |e| (e.hidden, e.rule, e.doubtful));

        // A footer within an article may hold its author, and belongs to it.
        let by_role = match role {
            Role::LeftOut(Rule::Footer) if self.stack.count("article") > 0 => None,
            Role::LeftOut(rule) => Some(rule),
            _ => None,
        };

        let whole = is_whole(name);
        let rule = above_rule.or(by_role).or(purpose.left_out().filter(|_| !whole));
        let doubtful = above_doubtful.or_else(|| purpose.doubtful().filter(|_| !whole));
        let hidden = hidden || role == Role::Hidden || purpose.invisible && !whole;

        // The judgement of the main text would strike a button out.
        let plain = role == Role::Button || matches!(name, "html" | "body" | "head");
        let copied = !hidden && rule.is_none() && !plain;
        if copied {
            self.page.copy.open(name, &purpose);
        }

        match role {
            Role::Item => self.item = true,
            Role::Heading(level) => self.heading = Some(level),
            _ => {}
        }

        self.stack.push(Element { name: name.to_owned(), role, rule, doubtful, hidden, copied });
    }

    fn close(&mut self, name: &str) {
        self.ended |= matches!(role(name), Role::Inline | Role::Link);
        if self.stack.count(name) == 0 {
            // A lone `</p>` or `</div>` parts what is around it all the same.
            self.edge(role(name), false);
            return;
        }
        if let Some(at) = self.stack.find(name) {
            self.pop_to(at);
        }
    }

    /// Closes the elements from `depth` on.
    fn pop_to(&mut self, depth: usize) {
        while self.stack.depth() > depth {
            let Some(element) = self.stack.pop() else { break };
            if element.hidden && !self.is_hidden() {
                self.flush_aside();
            } else if element.name == "pre" {
                self.flush();
            }
            self.edge(element.role, false);
            if element.copied {
                self.page.copy.close(&element.name);
            }
            match element.role {
                Role::Item => self.item = false,
                Role::Heading(_) => self.heading = None,
                _ => {}
            }
        }

        if depth == 0 {
            self.flush();
        }
    }

    /// What the edge of an element does to the text around it. Cells and what they hold stay in
    /// their row, except where one holds prose: then the table is there for the layout.
    fn edge(&mut self, role: Role, opens: bool) {
        if matches!(role, Role::Link | Role::Button | Role::Inline | Role::Hidden | Role::Break) {
            return;
        }
        if self.is_hidden() {
            return self.flush_aside();
        }

        let in_row = matches!(role, Role::Cell | Role::Paragraph | Role::Block)
            && self.stack.count("tr") > 0;
        if self.block.is_none() || !in_row {
            return self.flush();
        }

        let prose = match role {
            Role::Paragraph => self.cell > 0,
            Role::Block => self.cell > LONG_CELL,
            _ => false,
        };

        if opens && prose {
            return self.flush();
        }
        self.space();
        if role == Role::Cell {
            self.cell = 0;
        }
    }

    /// Parts what stands in the open block from what comes.
    fn space(&mut self) {
        if let Some(pre) = &mut self.pre {
            pre.line_break();
        } else if let Some(block) = self.block.as_mut().filter(|b| !b.text.ends_with(' ')) {
            block.text.push(' ');
        }
    }

    fn text(&mut self, raw: &str, at: usize) {
        let start = raw.find(|c: char| !is_space(c));
        if self.is_hidden() {
            return self.hidden_text(raw, start.map(|start| at + start));
        }

        if raw.is_empty() || start.is_none() && self.block.is_none() {
            return;
        }
        let text = decode(raw);
        self.cell += text.trim().len();
        if let (Some(start), None) = (start, &self.block) {
            self.begin(at + start);
        }

        if start.is_some() {
            self.breaks = 0;
            self.buttons &= self.stack.count("button") > 0;
        }
        let parted = std::mem::take(&mut self.parted) && text.starts_with(char::is_alphabetic);
        self.ended = false;
        if let Some(pre) = &mut self.pre {
            pre.push(raw, at);
        } else if let Some(block) = &mut self.block {
            // `<span>0:12</span><span>Words`: a style parts them.
            if parted && ends_with_time(&block.text) {
                block.text.push(' ');
            }
            block.text.push_str(&text);
        }

        if self.is_content() {
            self.page.copy.text(&text);
        }
    }

    fn hidden_text(&mut self, raw: &str, start: Option<usize>) {
        if let (None, Some(start)) = (&self.aside, start) {
            self.aside = Some((start, String::new()));
        }
        if let Some((_, text)) = &mut self.aside {
            text.push_str(&decode(raw));
        }
    }

    fn begin(&mut self, at: usize) {
        self.buttons = self.heading.is_none() && self.stack.count("p") == 0;
        let kind = match self.heading {
            Some(level) => BlockKind::Heading(level),
            None if self.item => BlockKind::Bullet,
            None => BlockKind::Paragraph,
        };

        self.item = false;
        let top = self.stack.top();
        let (rule, doubtful) = top.map_or((None, None), |top| (top.rule, top.doubtful));
        if rule.is_none() {
            self.page.copy.mark(self.page.blocks.len());
        }

        let keeps_lines = self.heading.is_none() && self.stack.count("pre") > 0;
        self.pre = keeps_lines.then(Pre::default);
        self.block = Some(Raw { kind, text: String::new(), at, rule, doubtful });
    }

    fn flush(&mut self) {
        if let Some(mut block) = self.block.take() {
            if self.buttons {
                block.rule.get_or_insert(Rule::Button);
            }
            block.text = clean(&block.text);
            let parts = self.pre.take().map(|pre| pre.parts()).unwrap_or_default();
            let first = self.page.blocks.len();
            for Part { text, is_item, at } in parts {
                // Each has a mark, as the first of them has.
                let number = self.page.blocks.len();
                if number > first && block.rule.is_none() {
                    self.page.copy.mark(number);
                }
                let kind = if is_item { BlockKind::Bullet } else { block.kind };
                self.page.blocks.push(Raw { kind, text, at, ..block });
            }
            // It keeps its place even when nothing is left of it: its mark counts.
            if self.page.blocks.len() == first {
                self.page.blocks.push(block);
            }
        }

        self.breaks = 0;
        self.cell = 0;
    }

    fn flush_aside(&mut self) {
        if let Some((at, text)) = self.aside.take() {
            self.page.hidden.push((at, clean(&text)));
        }
    }
}

/// Whether a text ends with `0:12`, perhaps in brackets.
fn ends_with_time(text: &str) -> bool {
    let text = text.trim_end_matches([']', ')']).as_bytes();
    matches!(text, [.., hour, b':', ten, one]
        if [hour, ten, one].into_iter().all(u8::is_ascii_digit))
}
