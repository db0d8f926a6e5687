//! Documents in RTF (Microsoft, "Rich Text Format Specification", version 1.9.1): their paragraphs.
//!
//! A text of groups in braces and control words. What stands in a destination that is not the text
//! (tables of fonts, styles, pictures, heads and feet of pages) is passed over.

use std::collections::HashMap;

use encoding_rs::Encoding;
use ibid_core::document::{BlockKind, Document};
use ibid_core::ids::SourceId;

use super::paragraphs::{Pages, Paragraph, document, is_of_quotations};
use crate::Format;

/// Groups that are nested deeper are read as if they were not.
const DEEPEST: usize = 256;

/// A style is made from another, which is made from another, no more often than this.
const MOST_BASES: usize = 8;

/// Destinations that hold nothing of the text.
const PASSED_OVER: [&str; 24] = [
    "annotation",
    "atnauthor",
    "atnid",
    "bkmkend",
    "bkmkstart",
    "colortbl",
    "datastore",
    "filetbl",
    "fldinst",
    "fonttbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "info",
    "listtable",
    "pict",
    "rsidtbl",
    "stylesheet",
    "themedata",
];

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    text.trim_start().starts_with("{\\rtf")
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let pages = Pages { paragraphs: paragraphs(text), ..Pages::default() };
    document(pages, Format::Rtf, source)
}

/// The paragraphs of a text in this format.
pub(crate) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut reader = Reader::new(text);
    reader.run();
    reader.paragraphs
}

/// The encoding that Windows has under a number.
fn code_page(number: i32) -> Option<&'static Encoding> {
    match number {
        932 => Some(encoding_rs::SHIFT_JIS),
        936 => Some(encoding_rs::GBK),
        949 => Some(encoding_rs::EUC_KR),
        950 => Some(encoding_rs::BIG5),
        10_000 => Some(encoding_rs::MACINTOSH),
        65_001 => Some(encoding_rs::UTF_8),
        number => Encoding::for_label(format!("windows-{number}").as_bytes()),
    }
}

/// What a group changes until it ends.
#[derive(Clone, Copy)]
struct State {
    hidden: bool,
    /// It is of the table of styles: what stands in it are their names.
    sheet: bool,
    /// The style of paragraphs, by its number.
    style: Option<i32>,
    /// How many characters stand behind a `\u` for programs that do not know it.
    fallback: usize,
    level: Option<u8>,
}

/// A style of paragraphs, as the table of styles has it.
#[derive(Default)]
struct Style {
    name: String,
    /// The number of the style that it is made from.
    base: Option<i32>,
}

struct Reader<'a> {
    rest: &'a str,
    styles: HashMap<i32, Style>,
    states: Vec<State>,
    state: State,
    encoding: &'static Encoding,
    /// Bytes of characters in the code page, not yet decoded.
    bytes: Vec<u8>,
    /// The first half of a character beyond the basic plane.
    high: Option<u16>,
    /// Characters still to be passed over.
    skip: usize,
    /// A star: the next control word is a destination that may be passed over.
    optional: bool,
    text: String,
    row: bool,
    bullet: bool,
    note: Option<Note>,
    /// The notes of the open paragraph, which stand below it.
    notes: Vec<String>,
    paragraphs: Vec<Paragraph>,
}

/// A footnote that is being read, within the text that it belongs to.
struct Note {
    /// How many groups are open in it.
    depth: usize,
    /// The paragraph so far, and whether it is an item of a list.
    text: String,
    bullet: bool,
}

impl<'a> Reader<'a> {
    fn new(rest: &'a str) -> Self {
        Reader {
            rest,
            styles: HashMap::new(),
            states: Vec::new(),
            state: State { hidden: false, sheet: false, style: None, fallback: 1, level: None },
            encoding: encoding_rs::WINDOWS_1252,
            bytes: Vec::new(),
            high: None,
            skip: 0,
            optional: false,
            text: String::new(),
            row: false,
            bullet: false,
            note: None,
            notes: Vec::new(),
            paragraphs: Vec::new(),
        }
    }

    fn run(&mut self) {
        let mut chars = self.rest.chars();
        while let Some(sign) = chars.next() {
            self.rest = chars.as_str();
            match sign {
                '{' => self.open(),
                '}' => self.close(),
                '\\' => self.control(),
                '\n' | '\r' | '\0' => {}
                other => self.character(other),
            }
            chars = self.rest.chars();
        }
        while self.note.is_some() {
            self.close();
        }
        self.end_paragraph();
    }

    fn open(&mut self) {
        self.flush_bytes();
        if self.states.len() < DEEPEST {
            self.states.push(self.state);
        }
    }

    fn close(&mut self) {
        self.flush_bytes();
        if let Some(note) = self.note.take_if(|note| note.depth >= self.states.len()) {
            self.notes.push(std::mem::replace(&mut self.text, note.text));
            self.bullet = note.bullet;
        }
        self.state = self.states.pop().unwrap_or(self.state);
        self.skip = 0;
        self.optional = false;
    }

    /// A control word or sign behind a backslash.
    fn control(&mut self) {
        let word = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if word == 0 {
            return self.control_sign();
        }
        let (name, after) = self.rest.split_at(word);
        let digits = after.bytes().enumerate();
        let is_number = |(i, b): &(usize, u8)| b.is_ascii_digit() || *i == 0 && *b == b'-';
        let length = digits.take_while(is_number).count();
        let (number, after) = after.split_at(length);
        self.rest = after.strip_prefix(' ').unwrap_or(after);
        self.word(name, number.parse().ok());
    }

    fn control_sign(&mut self) {
        let Some(sign) = self.rest.chars().next() else { return };
        self.rest = self.rest.get(sign.len_utf8()..).unwrap_or_default();
        match sign {
            '\'' => {
                let byte = self.rest.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                let Some(byte) = byte else { return };
                self.rest = self.rest.get(2..).unwrap_or_default();
                if self.skip > 0 {
                    self.skip -= 1;
                } else if !self.state.hidden {
                    self.bytes.push(byte);
                }
            }
            '*' => self.optional = true,
            '~' => self.character('\u{a0}'),
            '_' => self.character('\u{2011}'),
            '\n' | '\r' => self.end_paragraph(),
            '{' | '}' | '\\' => self.character(sign),
            _ => {}
        }
    }

    fn word(&mut self, name: &str, number: Option<i32>) {
        let optional = std::mem::take(&mut self.optional);
        if optional || PASSED_OVER.contains(&name) {
            self.state.hidden = true;
            self.state.sheet = !optional && name == "stylesheet";
            return;
        }
        if name != "u" {
            self.flush_bytes();
        }
        match name {
            "ansicpg" => {
                self.encoding = code_page(number.unwrap_or(1252)).unwrap_or(self.encoding);
            }
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "uc" => {
                let count = number.and_then(|n| usize::try_from(n).ok());
                self.state.fallback = count.unwrap_or(1).min(8);
            }
            "u" => self.unicode(number.unwrap_or_default()),
            "footnote" if self.note.is_none() && !self.state.hidden => {
                let text = std::mem::take(&mut self.text);
                let (depth, bullet) = (self.states.len(), self.bullet);
                self.note = Some(Note { depth, text, bullet });
            }
            "par" | "sect" | "page" => self.end_paragraph(),
            "row" => self.end_row(),
            "line" => self.push("\n"),
            "tab" => self.push("\t"),
            "cell" | "nestcell" => {
                self.row = true;
                self.push("\t");
            }
            "pard" => {
                (self.state.level, self.bullet) = (None, false);
                self.state.style = None;
            }
            "s" => self.state.style = number,
            "sbasedon" if self.state.sheet => {
                if let Some(style) = self.own_style() {
                    style.base = number;
                }
            }
            "outlinelevel" => {
                self.state.level = number.and_then(|n| u8::try_from(n).ok()).filter(|n| *n < 9);
            }
            "ls" | "pntext" | "listtext" => {
                self.bullet = true;
                // The sign of the item is no word.
                self.state.hidden |= name != "ls";
            }
            "v" => self.state.hidden = number != Some(0),
            "deleted" => self.state.hidden = number != Some(0),
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            "bullet" => self.push("•"),
            "emspace" | "enspace" | "qmspace" => self.push(" "),
            _ => {}
        }
    }

    /// A character by its number in UTF-16, which may be written as a negative one.
    fn unicode(&mut self, number: i32) {
        self.flush_bytes();
        self.skip = self.state.fallback;
        // The cast keeps the bits.
        let unit = (number & 0xffff) as u16;
        let pair = self.high.take().and_then(|high| char::decode_utf16([high, unit]).next()?.ok());
        if let Some(c) = pair.or_else(|| char::from_u32(u32::from(unit))) {
            self.push(c.encode_utf8(&mut [0; 4]));
        } else {
            self.high = Some(unit);
        }
    }

    fn character(&mut self, c: char) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.flush_bytes();
        self.push(c.encode_utf8(&mut [0; 4]));
    }

    fn push(&mut self, text: &str) {
        if self.state.sheet {
            if let Some(style) = self.own_style() {
                style.name.push_str(text);
            }
        } else if !self.state.hidden {
            self.text.push_str(text);
        }
    }

    /// The style that the table of styles speaks of here; none of those of characters.
    fn own_style(&mut self) -> Option<&mut Style> {
        Some(self.styles.entry(self.state.style?).or_default())
    }

    /// Whether paragraphs of the style that holds here are quotations: by its name, or by that of a
    /// style that it is made from.
    fn is_quoted(&self) -> bool {
        let mut number = self.state.style;
        for _ in 0..MOST_BASES {
            let Some(style) = number.and_then(|number| self.styles.get(&number)) else { break };
            if is_of_quotations(style.name.trim().trim_end_matches(';')) {
                return true;
            }
            number = style.base;
        }
        false
    }

    fn flush_bytes(&mut self) {
        if !self.bytes.is_empty() {
            let (text, _) = self.encoding.decode_without_bom_handling(&self.bytes);
            self.text.push_str(&text);
            self.bytes.clear();
        }
    }

    fn end_row(&mut self) {
        self.row = false;
        self.end_paragraph();
    }

    fn end_paragraph(&mut self) {
        self.flush_bytes();
        if self.row || self.note.is_some() {
            // A paragraph within a cell, or within a note.
            return self.push(" ");
        }
        let text = std::mem::take(&mut self.text).trim_end().to_owned();
        let kind = match self.state.level {
            Some(level) => BlockKind::Heading(level.saturating_add(1).min(6)),
            None if self.bullet => BlockKind::Bullet,
            None => BlockKind::Paragraph,
        };
        let quoted = self.is_quoted();
        self.paragraphs.push(Paragraph { kind, text, quoted });

        for note in std::mem::take(&mut self.notes) {
            let (kind, text) = (BlockKind::Paragraph, note.trim().to_owned());
            self.paragraphs.push(Paragraph { kind, text, quoted: false });
        }
    }
}

#[cfg(test)]
mod tests;
