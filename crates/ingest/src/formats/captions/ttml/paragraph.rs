//! The text of one `p`: lines, voices and languages, and the times of its spans.

use std::ops::Range;

use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use super::interval::Interval;
use crate::clean::{is_space, nfc};
use crate::timed::{Cue, WordTime};

/// What holds for a stretch of text, from the elements around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Who speaks, by the place of the name in a list of all that are met.
    pub(super) agent: Option<usize>,
    pub(super) lang: Option<Lang>,
    /// Line feeds are kept.
    pub(super) preserve: bool,
}

/// Text of one timed element.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it starts in the text of its piece.
    from: usize,
    line: u32,
    at: Interval,
    /// The timed span it stands in; 0 for the paragraph itself.
    span: u32,
}

/// What one voice says in one language, if it has a time.
#[derive(Debug)]
struct ParagraphPiece {
    style: Style,
    timed: bool,
    text: String,
    runs: Vec<Run>,
    line: u32,
}

/// A piece as it leaves the paragraph.
pub(super) enum Part {
    /// With its times; the end is open where nothing tells it.
    Cue { cue: Cue, open: bool, negative: bool, style: Style },
    /// Nothing says when.
    Untimed { text: String, line: u32 },
}

/// A `p` that is being read.
#[derive(Debug)]
pub(super) struct Paragraph {
    at: Interval,
    pieces: Vec<ParagraphPiece>,
    /// White space was met since the last character.
    gap: bool,
    /// A line ended among it.
    line_feed: bool,
}

impl Paragraph {
    pub(super) fn new(at: Interval) -> Self {
        Paragraph { at, pieces: Vec::new(), gap: false, line_feed: false }
    }

    pub(super) fn end_line(&mut self) {
        (self.gap, self.line_feed) = (true, true);
    }

    /// What comes next is another word, though no space stands before it.
    pub(super) fn end_word(&mut self) {
        self.gap = true;
    }

    /// Takes text that starts at `line`, shown at `at`, in the timed span of number `span`.
    pub(super) fn text(&mut self, text: &str, line: u32, style: Style, at: Interval, span: u32) {
        let mut line = line;
        for c in text.chars() {
            if is_space(c) {
                self.gap = true;
                self.line_feed |= style.preserve && c == '\n';
                line = line.saturating_add(u32::from(c == '\n'));
            } else {
                self.put(c, line, style, at, span);
            }
        }
    }

    fn put(&mut self, c: char, line: u32, style: Style, at: Interval, span: u32) {
        let timed = at.timed && !at.unreadable;
        let style = Style { preserve: false, ..style };
        let same = |piece: &ParagraphPiece| piece.style == style && piece.timed == timed;
        if !self.pieces.last().is_some_and(same) {
            let text = String::new();
            self.pieces.push(ParagraphPiece { style, timed, text, runs: Vec::new(), line });
        }

        let Some(piece) = self.pieces.last_mut() else { return };
        if self.gap && !piece.text.is_empty() {
            piece.text.push(if self.line_feed { '\n' } else { ' ' });
        }

        (self.gap, self.line_feed) = (false, false);
        if piece.runs.last().is_none_or(|last| last.span != span) {
            piece.runs.push(Run { from: piece.text.len(), line, at, span });
        }

        piece.text.push(c);
    }

    /// The parts of the paragraph, in order.
    pub(super) fn finish(self) -> impl Iterator<Item = Part> {
        let at = self.at;
        self.pieces.into_iter().flat_map(move |piece| piece.parts(at))
    }
}

impl ParagraphPiece {
    fn parts(mut self, at: Interval) -> Vec<Part> {
        if !self.timed {
            return vec![Part::Untimed { text: self.text, line: self.line }];
        }
        // References may put together what is no NFC; the runs would then be off.
        if !crate::clean::is_nfc(&self.text) {
            self.text = nfc(self.text);
            self.runs.truncate(usize::from(self.runs.iter().all(|run| run.span > 0)));
        }

        if self.runs.iter().all(|run| run.span == 0) {
            return vec![self.cue(0..self.text.len(), self.line, at, Vec::new())];
        }
        let in_order = self.runs.windows(2).all(|pair| match pair {
            [a, b] => b.span == 0 || a.at.begin <= b.at.begin,
            _ => true,
        });

        if in_order { vec![self.whole(at)] } else { self.apart() }
    }

    /// One cue whose words are the runs; what stands outside spans belongs to the one before it.
    fn whole(&self, at: Interval) -> Part {
        let mut words: Vec<WordTime> = Vec::new();
        let mut ends: Vec<Option<u64>> = Vec::new();
        let nexts = self.runs.iter().skip(1).map(|run| run.from).chain([self.text.len()]);
        for (run, next) in self.runs.iter().zip(nexts) {
            let end = run.from + self.text.get(run.from..next).unwrap_or_default().trim_end().len();
            match words.last_mut() {
                Some(last) if run.span == 0 => last.range.end = offset(end),
                _ => {
                    let start = words
                        .last()
                        .map_or(run.at.begin, |last| run.at.begin.max(last.start.millis()));
                    let start = Timecode::from_millis(start);
                    let range = offset(run.from)..offset(end);
                    words.push(WordTime {
                        range,
                        start,
                        end: start,
                        confidence: None,
                        reckoned: false,
                    });
                    ends.push(run.at.end);
                }
            }
        }

        let all_spans = self.runs.iter().all(|run| run.span > 0);
        let begin = words.first().map_or(at.begin, |word| word.start.millis());
        let last = ends.iter().copied().max_by_key(|end| end.unwrap_or(u64::MAX)).flatten();
        let (begin, end) =
            if all_spans { (begin, last) } else { (at.begin.min(begin), at.end.or(last)) };
        for i in 0..words.len() {
            let next = words.get(i + 1).map(|next| next.start.millis());
            let own = ends.get(i).copied().flatten();
            let until = [own, next.or(end)].into_iter().flatten().min();
            if let Some(word) = words.get_mut(i) {
                word.end = Timecode::from_millis(until.unwrap_or(0)).max(word.start);
            }
        }

        self.cue(0..self.text.len(), self.line, Interval { begin, end, ..at }, words)
    }

    /// A cue for each run, since they overlap in another order than they are written.
    fn apart(&self) -> Vec<Part> {
        let nexts = self.runs.iter().skip(1).map(|run| run.from).chain([self.text.len()]);
        let runs = self.runs.iter().zip(nexts);
        runs.map(|(run, next)| self.cue(run.from..next, run.line, run.at, Vec::new())).collect()
    }

    fn cue(&self, range: Range<usize>, line: u32, at: Interval, words: Vec<WordTime>) -> Part {
        let text = self.text.get(range).unwrap_or_default().trim_end().to_owned();
        let begin = Timecode::from_millis(at.begin);
        let end = at.end.map_or(begin, Timecode::from_millis);
        let cue = Cue { words, ..Cue::new(begin, end, text, line) };
        let (open, negative) = (at.end.is_none(), at.negative);
        Part::Cue { cue, open, negative, style: self.style }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
