//! What the reader of clocks puts together: words from one time on, and paragraphs that no time
//! reaches.

use ibid_core::time::Timecode;

use super::shape;
use super::stamp::Stamp;
use crate::timed::labels::function;

/// Words that one person says, from one time on.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Nothing for a turn that begins between two times.
    pub(super) start: Option<Timecode>,
    pub(super) end: Option<Timecode>,
    pub(super) speaker: Option<String>,
    /// The line of its first words.
    pub(super) line: u32,
    pub(super) text: String,
    /// A heading stands above it.
    pub(super) parted: bool,
    /// Its time stands in a heading.
    pub(super) heads: bool,
    /// The line of its last words.
    pub(super) to: u32,
    /// It goes on in the paragraph of the time before it, whose speaker it has.
    pub(super) goes_on: bool,
}

impl Entry {
    pub(super) fn at(stamp: Stamp, line: u32) -> Self {
        Entry { start: Some(stamp.start), end: stamp.end, line, to: line, ..Entry::default() }
    }

    /// The time within the words of another one: who speaks does not change there.
    pub(super) fn within(&self, stamp: Stamp, line: u32) -> Self {
        let goes_on = self.speaker.is_some() && self.to + 1 >= line;
        let speaker = self.speaker.clone().filter(|_| goes_on);
        Entry { speaker, goes_on, ..Entry::at(stamp, line) }
    }

    /// Who speaks, if nobody else seems to begin.
    pub(super) fn speaker(&self) -> Option<&String> {
        let is_named = || shape::label(&self.text).is_some() || function(&self.text).is_some();
        let answers = || self.text.starts_with(['-', '–', '—', '>']) || is_named();
        self.speaker.as_ref().filter(|_| !(self.goes_on && answers()))
    }

    pub(super) fn add(&mut self, text: &str, line: u32) {
        if self.text.is_empty() {
            self.line = line;
        } else {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.to = line;
    }
}

/// A paragraph that no time reaches.
#[derive(Debug)]
pub(super) struct Loose {
    pub(super) text: String,
    /// Its first line and its last.
    pub(super) line: u32,
    pub(super) to: u32,
    pub(super) speaker: Option<String>,
}
