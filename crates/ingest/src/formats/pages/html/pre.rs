//! The text of `pre`, whose lines are those of a plain text.

use super::references::decode;
use crate::clean::clean;
use crate::formats::notes::text;

/// A stretch of such text.
#[derive(Default)]
pub(super) struct Pre {
    text: String,
    /// Where each line, or part of one, starts in the text, and where in the page.
    starts: Vec<(usize, usize)>,
}

/// A block of it.
pub(super) struct Part {
    pub(super) text: String,
    /// A list sign stood before it.
    pub(super) is_item: bool,
    /// Where it starts in the page.
    pub(super) at: usize,
}

impl Part {
    /// A text with the list sign before it.
    fn new(sign: Option<&str>, text: &str, at: usize) -> Self {
        let numbered = sign.filter(|sign| sign.starts_with(|c: char| c.is_numeric()));
        let text = numbered.map_or_else(|| clean(text), |sign| clean(&format!("{sign} {text}")));
        Part { text, is_item: sign.is_some() && numbered.is_none(), at }
    }
}

impl Pre {
    /// Adds what stands in the page from `at` on.
    pub(super) fn push(&mut self, raw: &str, mut at: usize) {
        for line in raw.split_inclusive('\n') {
            self.starts.push((self.text.len(), at));
            self.text.push_str(&decode(line));
            at += line.len();
        }
    }

    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
    }

    /// The blocks that a plain text of these lines has. A number stays with its text.
    pub(super) fn parts(&self) -> Vec<Part> {
        let mut lines = (1_u32..).zip(self.text.split_inclusive('\n'));
        let mut end = 0;
        let mut parts = Vec::new();
        for (line, sign, text) in text::plain_blocks(&self.text) {
            let mut start = end;
            for (number, known) in lines.by_ref() {
                start = end + known.len() - known.trim_start().len();
                end += known.len();
                if number == line {
                    break;
                }
            }

            parts.push(Part::new(sign.as_deref(), &text, self.place(start)));
        }

        parts
    }

    /// Where in the page the line at an offset into the text stands.
    fn place(&self, offset: usize) -> usize {
        let next = self.starts.partition_point(|(start, _)| *start <= offset);
        self.starts.get(next.saturating_sub(1)).map_or(0, |(_, at)| *at)
    }
}
