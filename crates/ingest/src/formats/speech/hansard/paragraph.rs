//! The text of one element, cleaned as it comes, with the lines it stood on and its type.

use crate::clean::{is_nfc, is_space, nfc};

/// What an element holds.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// From which byte on the text stands on which line.
    lines: Vec<(usize, u32)>,
    /// How many bytes at the start are in bold.
    pub(super) bold: usize,
    /// A character is not in italics.
    upright: bool,
    gap: bool,
}

/// How some text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) bold: bool,
    pub(super) italic: bool,
}

impl Paragraph {
    /// Takes text that starts at `line`.
    pub(super) fn push(&mut self, text: &str, line: u32, set: Type) {
        let mut line = line;
        for c in text.chars() {
            if is_space(c) {
                self.gap = true;
                line = line.saturating_add(u32::from(c == '\n'));
                continue;
            }

            let before = self.text.len();
            if self.gap && before > 0 {
                self.text.push(' ');
            }
            self.gap = false;
            if self.lines.last().is_none_or(|(_, last)| *last != line) {
                self.lines.push((self.text.len(), line));
            }
            self.text.push(c);
            self.upright |= !set.italic;
            if set.bold && self.bold == before {
                self.bold = self.text.len();
            }
        }
    }

    /// Parts what follows from what stands there.
    pub(super) fn part(&mut self, sign: &str) {
        if !self.text.is_empty() && !self.text.ends_with(sign) && !self.text.ends_with(':') {
            self.text.push_str(sign);
        }
        self.gap = true;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The line where it starts.
    pub(super) fn line(&self) -> u32 {
        self.line_at(0)
    }

    /// The line of a byte.
    pub(super) fn line_at(&self, byte: usize) -> u32 {
        let after = self.lines.partition_point(|(at, _)| *at <= byte);
        let found = self.lines.get(after.saturating_sub(1));
        found.map_or(1, |(_, line)| *line)
    }

    /// It was not said: all of it is in italics, or in brackets.
    pub(super) fn is_procedure(&self) -> bool {
        let inner = self.text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        !self.upright || inner.is_some_and(|inner| !inner.contains(['(', ')']))
    }

    /// Cuts what stands before a byte.
    pub(super) fn cut(&mut self, byte: usize) {
        let line = self.line_at(byte);
        self.lines.retain(|(at, _)| *at > byte);
        self.lines.iter_mut().for_each(|(at, _)| *at -= byte);
        self.lines.insert(0, (0, line));
        self.text.drain(..byte.min(self.text.len()));
    }

    /// Puts the text into the form of all texts, which references may have put it out of.
    pub(super) fn compose(&mut self) {
        if !is_nfc(&self.text) {
            self.text = nfc(std::mem::take(&mut self.text));
            self.lines.truncate(1);
            self.bold = 0;
        }
    }
}
