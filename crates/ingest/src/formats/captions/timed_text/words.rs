//! The `s` of a caption: words with times of their own, or stretches with a pen of their own.

use ibid_core::time::Timecode;

use super::{decoded, millis};
use crate::clean::is_space;
use crate::formats::xml::Tag;
use crate::timed::{Cue, WordTime};

/// The surest that a recogniser is.
const SUREST: f32 = 255.0;

/// One `s`, as written.
#[derive(Debug)]
struct Segment {
    /// From the start of the caption, in milliseconds.
    after: u64,
    text: String,
    confidence: Option<f32>,
}

/// The segments of one caption, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Words {
    segments: Vec<Segment>,
    /// Any has a time or a confidence.
    timed: bool,
    /// Where the caption starts that later ones were appended to.
    base: Option<Timecode>,
}

impl Words {
    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        let time = tag.attribute("t");
        let sure = tag.attribute("ac").and_then(|ac| ac.trim().parse::<u8>().ok());
        self.timed |= time.is_some() || sure.is_some();
        // An unreadable time is that of the word before: it cannot come earlier.
        let before = self.segments.last().map_or(0, |last| last.after);
        let after = time.map_or(Some(0), |t| millis(&t)).unwrap_or(before);
        let confidence = sure.map(|sure| f32::from(sure) / SUREST);
        self.segments.push(Segment { after, text: String::new(), confidence });
    }

    /// Takes text into the last segment, if there is one.
    pub(super) fn text(&mut self, text: &str) -> bool {
        let last = self.segments.last_mut();
        last.map(|last| last.text.push_str(text)).is_some()
    }

    /// Takes the text that stands before the first segment.
    pub(super) fn lead(&mut self, text: &mut String) {
        if !text.trim().is_empty() {
            let text = std::mem::take(text);
            self.segments.push(Segment { after: 0, text, confidence: None });
        }
    }

    /// Makes a text that is all said from `start` on into one segment.
    pub(super) fn all_at(&mut self, start: Timecode, text: &str) {
        self.base.get_or_insert(start);
        self.timed = true;
        if self.segments.is_empty() {
            self.segments.push(Segment { after: 0, text: text.to_owned(), confidence: None });
        }
    }

    /// Goes on with the segments of another caption.
    pub(super) fn append(&mut self, next: &mut Words) {
        let (from, to) = (self.base.unwrap_or_default(), next.base.unwrap_or_default());
        let later = to.millis().saturating_sub(from.millis());
        for mut segment in next.segments.drain(..) {
            segment.after = segment.after.saturating_add(later);
            self.segments.push(segment);
        }
    }

    pub(super) fn are_timed(&self) -> bool {
        self.timed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.text.trim().is_empty())
    }

    pub(super) fn take_text(&mut self) -> String {
        self.segments.drain(..).map(|segment| segment.text).collect()
    }

    /// The cue with the times of its words; nothing where they have no text.
    pub(super) fn cue(&self, start: Timecode, end: Timecode, line: u32) -> Option<Cue> {
        let mut text = String::new();
        let mut words: Vec<WordTime> = Vec::new();
        let (mut gap, mut line_feed) = (false, false);
        let mut at = start;
        for segment in &self.segments {
            let from = text.len();
            let mut first = None;
            for c in decoded(&segment.text).chars() {
                if is_space(c) {
                    gap = true;
                    line_feed |= c == '\n';
                    continue;
                }
                if gap && !text.is_empty() {
                    text.push(if line_feed { '\n' } else { ' ' });
                }
                (gap, line_feed) = (false, false);
                first.get_or_insert(text.len());
                text.push(c);
            }
            let Some(first) = first.filter(|_| text.len() > from) else { continue };
            at = Timecode::from_millis(start.millis().saturating_add(segment.after)).max(at);
            if let Some(last) = words.last_mut() {
                last.end = at;
            }
            let range = offset(first)..offset(text.len());
            let confidence = segment.confidence;
            words.push(WordTime { range, start: at, end: at, confidence, reckoned: false });
        }

        let last = words.last_mut()?;
        last.end = end.max(last.start);
        let mut cue = Cue::new(start, last.end, text, line);
        if crate::clean::is_nfc(&cue.text) {
            cue.words = words;
        } else {
            // References may put together what is no NFC; the words would then be off.
            cue.text = crate::clean::nfc(cue.text);
        }

        Some(cue)
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
