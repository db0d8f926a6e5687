//! The lines of a text with their numbers and places, for the readers that go line by line.

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// The byte where it starts.
    pub(super) at: usize,
    /// From 1.
    pub(super) number: u32,
}

/// Goes through the lines of a text, one ahead.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lines::below(text, 0)
    }

    /// Those of a text that stands below so many lines of its file.
    pub(super) fn below(text: &'a str, above: u32) -> Self {
        Lines { text, at: 0, number: above }
    }

    pub(super) fn next(&mut self) -> Option<Line<'a>> {
        let text = self.peek()?;
        self.number = self.number.saturating_add(1);
        let line = Line { text, at: self.at, number: self.number };
        self.at = (self.at + text.len() + 1).min(self.text.len());
        Some(line)
    }

    /// The next line, without going on.
    pub(super) fn peek(&self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let end = || memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        (!rest.is_empty()).then(|| &rest[..end()])
    }

    pub(super) fn next_if(&mut self, wanted: impl Fn(&str) -> bool) -> Option<Line<'a>> {
        if self.peek().is_some_and(wanted) { self.next() } else { None }
    }

    /// The byte where the next line starts.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// The text from a place up to the next line.
    pub(super) fn since(&self, place: usize) -> &'a str {
        self.slice(place, self.at)
    }

    /// The text between two places.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }
}

/// Counts lines up to places that follow each other.
pub(crate) struct LineCount<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> LineCount<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        LineCount { text, at: 0, line: 1 }
    }

    /// The line of a byte, from 1; never before the line given last.
    pub(crate) fn line_of(&mut self, at: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        let feeds = passed.iter().filter(|b| **b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(feeds).unwrap_or(u32::MAX));
        self.at = self.at.max(at);
        self.line
    }
}
