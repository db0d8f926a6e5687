//! Timed speech: what every caption format is read into, and the way from there to a document.
//!
//! A reader of `formats` makes a [`Transcript`] of [`Cue`]s as they stand in the file. From there the
//! steps are one file each, in this order: `inner` places the times of words, `highlight` and
//! `rolling` collapse captions that mark each word or roll, `speakers` takes names out of the
//! text, `non_speech` flags what is not speech, and `blocks` joins cues into running text.

pub(crate) mod arrow;
pub(crate) mod blocks;
pub(crate) mod clock;
mod diagnostic_counts;
pub(crate) mod habits;
mod hallucinations;
mod highlight;
mod inner;
pub(crate) mod labels;
pub(crate) mod markup;
pub(crate) mod name_lines;
mod non_speech;
pub(crate) mod other_names;
mod rolling;
mod speakers;
pub(crate) mod words;

use std::collections::HashSet;
use std::ops::Range;

use ibid_core::document::{self, About, Block, BlockKind, Document, Evidence, LeftOut, NonSpeech};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::rules::Rule;
use ibid_core::time::Timecode;

use crate::Format;
pub(crate) use diagnostic_counts::{CueProblem, DiagnosticCounts};
use habits::Habits;

/// When one word was said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WordTime {
    /// Its bytes in the text of the cue.
    pub(crate) range: Range<u32>,
    /// Where it starts.
    pub(crate) start: Timecode,
    /// Where it ends, never before `start`.
    pub(crate) end: Timecode,
    /// How sure its recogniser was, from 0 to 1, where the source tells.
    pub(crate) confidence: Option<f32>,
    /// The source does not tell its time, which is reckoned from those of its neighbours.
    pub(crate) reckoned: bool,
}

impl WordTime {
    /// The word as a document shows it.
    fn shown(self) -> document::TimedWord {
        document::TimedWord {
            bytes: self.range,
            start: self.start,
            end: self.end,
            confidence: self.confidence,
        }
    }
}

/// A stretch of captions that appear together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cue {
    /// When it appears.
    pub(crate) start: Timecode,
    /// When it goes, never before `start`.
    pub(crate) end: Timecode,
    /// What it shows, cleaned; its lines are parted by line feeds.
    pub(crate) text: String,
    /// Its words, where they are timed: all of them, in order.
    pub(crate) words: Vec<WordTime>,
    /// Where the first time tag stands in the text: what follows was not shown before.
    pub(crate) tagged: Option<u32>,
    /// The bytes of its only words in bold, underlined or of another font.
    pub(crate) marked: Option<(u32, u32)>,
    /// Who speaks, where the source tells.
    pub(crate) speaker: Option<String>,
    /// Another speaker begins, named or not.
    pub(crate) turn: bool,
    /// The language that the source declares for it.
    pub(crate) lang: Option<Lang>,
    /// The language it was spoken in, where the source tells.
    pub(crate) lang_original: Option<Lang>,
    /// The line of the source where its text starts, from 1.
    pub(crate) line: u32,
    /// Its line feeds are those of the source, and no codes for them.
    pub(crate) as_written: bool,
    /// What it is instead, where it is not speech.
    pub(crate) non_speech: Option<NonSpeech>,
    /// The source does not tell its times, which lie between those that it does tell.
    pub(crate) reckoned: bool,
}

impl Cue {
    /// A cue without anything but times and text.
    pub(crate) fn new(start: Timecode, end: Timecode, text: String, line: u32) -> Self {
        Cue {
            start,
            end: end.max(start),
            text,
            words: Vec::new(),
            tagged: None,
            marked: None,
            speaker: None,
            turn: false,
            lang: None,
            lang_original: None,
            line,
            as_written: false,
            non_speech: None,
            reckoned: false,
        }
    }

    /// The cue as a document shows it.
    fn shown(self) -> document::Cue {
        document::Cue {
            start: self.start,
            end: self.end,
            text: self.text,
            line: self.line,
            speaker: self.speaker,
            lang: self.lang,
            lang_original: self.lang_original,
            words: self.words.into_iter().map(WordTime::shown).collect(),
            non_speech: self.non_speech,
        }
    }

    /// The same cue with a part of its text only, trimmed.
    fn part(&self, range: Range<usize>) -> Cue {
        Cutter::new(self).cut(range)
    }
}

/// Cuts a cue into parts that follow each other, in time linear in its text however many they are.
struct Cutter<'a> {
    cue: &'a Cue,
    /// The byte up to which lines are counted, and the line there.
    counted: usize,
    line: u32,
}

impl<'a> Cutter<'a> {
    fn new(cue: &'a Cue) -> Self {
        Cutter { cue, counted: 0, line: cue.line }
    }

    /// A part, trimmed, with its words and its line; it must not start before the one cut last.
    fn cut(&mut self, range: Range<usize>) -> Cue {
        let cue = self.cue;
        let whole = &cue.text[range.clone()];
        let kept = whole.trim_start();
        let from = range.start + whole.len() - kept.len();
        let kept = kept.trim_end();
        let to = from + kept.len();
        if cue.as_written {
            let passed = cue.text.get(self.counted..from).unwrap_or_default();
            self.line = self.line.saturating_add(offset(passed.matches('\n').count()));
        }

        self.counted = from;
        let moved = |at: u32| offset((at as usize).clamp(from, to) - from);
        let first = cue.words.partition_point(|word| word.range.end as usize <= from);
        let inside = cue.words[first..].iter().take_while(|w| (w.range.start as usize) < to);
        let words = inside.map(|word| WordTime {
            range: moved(word.range.start)..moved(word.range.end),
            ..word.clone()
        });

        Cue {
            words: words.collect(),
            text: kept.to_owned(),
            tagged: cue.tagged.map(moved),
            marked: None,
            line: self.line,
            speaker: cue.speaker.clone(),
            ..*cue
        }
    }
}

/// A byte offset as spans hold it.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Text without a time.
#[derive(Debug)]
struct Untimed {
    text: String,
    line: u32,
    speaker: Option<String>,
}

/// All that was read from one caption file, before it is made into running text.
pub(crate) struct Transcript {
    pub(crate) about: About,
    pub(crate) lang: Option<Lang>,
    /// In the order of the file.
    pub(crate) cues: Vec<Cue>,
    /// The time tags of each cue, as written; empty, or one entry a cue.
    pub(crate) marks: Vec<Vec<(u32, Timecode)>>,
    pub(crate) left_out: Vec<LeftOut>,
    untimed: Vec<Untimed>,
    /// What was odd, counted by kind.
    pub(crate) counts: DiagnosticCounts,
    pub(crate) format: Format,
    /// How many cues start before the one above them ends, and the line of the first.
    overlaps: Option<(u32, u64)>,
    /// The file says `Kind: captions`, as those do that a machine made for `YouTube`.
    pub(crate) captions: bool,
    /// Names that the reader is sure of where they stand before a colon.
    pub(crate) sure: HashSet<String>,
    /// What the source calls its cues, each with the number of the cue.
    pub(crate) called: name_lines::Named,
}

impl Transcript {
    /// A transcript without anything in it yet.
    pub(crate) fn new(format: Format) -> Self {
        Transcript {
            about: About::default(),
            lang: None,
            cues: Vec::new(),
            marks: Vec::new(),
            left_out: Vec::new(),
            untimed: Vec::new(),
            counts: DiagnosticCounts::default(),
            format,
            overlaps: None,
            captions: false,
            sure: HashSet::new(),
            called: Vec::new(),
        }
    }

    /// Takes the text of one cue, with its tags, in the times given; several cues where it has
    /// several voices.
    pub(crate) fn push(
        &mut self,
        (start, end): (Timecode, Timecode),
        payload: &str,
        line: u32,
        dialect: markup::Dialect,
    ) {
        self.take((start, Some(end)), payload, line, dialect);
    }

    /// The same, where the end may be missing: the cue then ends where it starts.
    pub(crate) fn take(
        &mut self,
        (start, end): clock::Times,
        payload: &str,
        line: u32,
        dialect: markup::Dialect,
    ) {
        if end.is_none() {
            self.counts.add(CueProblem::UnreadableEnd, line);
        }
        self.look_at_times(start, end, line);
        let blank = payload.split('\n').take_while(|l| l.trim().is_empty()).count();

        for piece in markup::pieces(payload, dialect) {
            let mut cue = Cue::new(
                start,
                end.unwrap_or(start),
                piece.text,
                line.saturating_add(offset(blank)),
            );
            cue.tagged = piece.marks.first().map(|(at, _)| *at);
            cue.marked = piece.marked;
            cue.as_written = true;
            cue.speaker = piece.speaker;
            cue.lang = piece.lang;
            self.cues.push(cue);
            self.marks.push(piece.marks);
        }
    }

    /// Takes a cue as it is, cleaned, with the times of its words if they have any; here alone its
    /// end may still be before its start.
    pub(crate) fn add(&mut self, mut cue: Cue) {
        self.look_at_times(cue.start, Some(cue.end), cue.line);
        cue.end = cue.end.max(cue.start);
        self.cues.push(cue);
        self.marks.push(Vec::new());
    }

    /// The same, where what is odd about its end has been said.
    pub(crate) fn add_told(&mut self, cue: Cue) {
        self.look_at_times(cue.start, None, cue.line);
        self.cues.push(cue);
        self.marks.push(Vec::new());
    }

    fn look_at_times(&mut self, start: Timecode, end: Option<Timecode>, line: u32) {
        const LONG: Timecode = Timecode::from_millis(100 * 3_600_000);
        match end {
            Some(end) if end < start => self.counts.add(CueProblem::NegativeDuration, line),
            Some(end) if end == start => self.counts.add(CueProblem::ZeroDuration, line),
            _ => {}
        }

        if start >= LONG {
            self.counts.add(CueProblem::PastHundredHours, line);
        }
        match self.cues.last() {
            Some(last) if start < last.start => self.counts.add(CueProblem::OutOfOrder, line),
            Some(last) if start < last.end => self.overlaps.get_or_insert((line, 0)).1 += 1,
            _ => {}
        }
    }

    /// Says that cues overlap, where that is no way to show them one below the other.
    fn tell_overlaps(&mut self) {
        let apart = matches!(self.format, Format::Srt | Format::Sbv | Format::WebVtt);
        if let Some((line, count)) = self.overlaps.filter(|_| apart) {
            self.counts.add_all(CueProblem::Overlap, line, count);
        }
    }

    /// Keeps a line without a time out of the passages, and counts it as a problem.
    pub(crate) fn leave_untimed(&mut self, text: &str, line: u32) {
        let text = crate::clean::collapse(text);
        if !text.is_empty() {
            self.counts.add(CueProblem::UntimedText, line);
            self.left_out.push(LeftOut { line, text, rule: Rule::NoTime });
        }
    }

    /// Keeps text whose time is missing or cannot be read, without one: nobody's words are thrown away.
    pub(crate) fn keep_untimed(&mut self, text: &str, line: u32) {
        self.keep_untimed_for(CueProblem::KeptUntimed, None, text, line);
    }

    /// The same of what somebody says, and why it has no time.
    pub(crate) fn keep_untimed_for(
        &mut self,
        why: CueProblem,
        speaker: Option<String>,
        text: &str,
        line: u32,
    ) {
        let text = crate::clean::collapse(text);
        if !text.is_empty() {
            self.counts.add(why, line);
            self.untimed.push(Untimed { text, line, speaker });
        }
    }

    /// Puts text without a time where it stands among the blocks of speech.
    fn insert_untimed(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        let mut untimed = std::mem::take(&mut self.untimed).into_iter().peekable();
        let mut all = Vec::with_capacity(blocks.len());
        let block = |untimed: Untimed| {
            let block = Block::untimed(BlockKind::Paragraph, untimed.text, untimed.line);
            Block { speaker: untimed.speaker, ..block }
        };
        for speech in blocks {
            let is_above = |line: u32| line < speech.line || speech.non_speech;
            while let Some(above) = untimed.next_if(|untimed| is_above(untimed.line)) {
                all.push(block(above));
            }
            all.push(speech);
        }
        all.extend(untimed.map(block));
        all
    }

    /// Parts the speech around text without a time, which may be anybody's.
    fn part_around_untimed(&mut self) {
        self.untimed.sort_by_key(|untimed| untimed.line);
        let mut above = self.untimed.iter().map(|untimed| untimed.line).peekable();
        for cue in &mut self.cues {
            while above.next_if(|line| *line < cue.line).is_some() {
                cue.turn = true;
            }
        }
    }

    /// Has names on lines of their own speak, in captions whose lines are those of the source. Whether
    /// there are any.
    fn find_name_lines(&mut self) -> bool {
        let is_written = matches!(self.format, Format::Srt | Format::WebVtt | Format::Sbv);
        if !is_written {
            return false;
        }
        let called = std::mem::take(&mut self.called);
        let top = self.cues.first().map_or(0, |cue| cue.line);
        let first = self.untimed.first().filter(|untimed| untimed.line < top);
        let unnamed = self.cues.iter().all(|cue| cue.speaker.is_none());
        let took =
            name_lines::find(&mut self.cues, called, first.map(|untimed| untimed.text.as_str()));
        if took {
            self.untimed.remove(0);
        }
        unnamed && self.cues.iter().any(|cue| cue.speaker.is_some())
    }

    /// Takes off what comes from a cue on, as a part of its own: it has what is to be told of all.
    pub(crate) fn split_off(&mut self, at: usize) -> Transcript {
        let line = self.cues.get(at).map_or(u32::MAX, |cue| cue.line);
        let untimed = self.untimed.partition_point(|untimed| untimed.line < line);
        let left_out = self.left_out.partition_point(|left| left.line < line);
        let called = self.called.partition_point(|(cue, _)| *cue < at);
        let called = self.called.split_off(called);
        Transcript {
            about: self.about.clone(),
            lang: self.lang,
            cues: self.cues.split_off(at),
            marks: self.marks.split_off(at.min(self.marks.len())),
            left_out: self.left_out.split_off(left_out),
            untimed: self.untimed.split_off(untimed),
            counts: std::mem::take(&mut self.counts),
            format: self.format,
            overlaps: self.overlaps.take(),
            captions: self.captions,
            sure: self.sure.clone(),
            called: called.into_iter().map(|(cue, name)| (cue - at, name)).collect(),
        }
    }

    /// The last place up to which nothing of the captions says anything of those below, if there is
    /// one: there they are silent, or begin anew.
    pub(crate) fn last_silence(&self) -> Option<usize> {
        let is_one = |at: usize| {
            let [last, before, cue, next] = self.cues.get(at.checked_sub(2)?..at + 2)? else {
                return None;
            };
            let apart = |a, b| !hallucinations::are_one(a, b);
            let is_telling = speakers::parts(before, cue)
                && apart(last, before)
                && apart(before, cue)
                && apart(cue, next)
                && non_speech::is_speech(before)
                && non_speech::is_speech(cue);
            is_telling.then_some(at)
        };
        (2..self.cues.len()).rev().find_map(is_one)
    }

    /// The place of the longest pause in the second half of the captions.
    pub(crate) fn longest_pause(&self) -> usize {
        let half = self.cues.len() / 2;
        let pause = |at: &usize| match self.cues.get(at - 1..=*at) {
            Some([before, cue]) => cue.start.millis().saturating_sub(before.end.millis()),
            _ => 0,
        };
        (half.max(1)..self.cues.len()).max_by_key(pause).unwrap_or(half)
    }

    /// Makes the document.
    pub(crate) fn into_document(self, source: SourceId) -> Document {
        self.into_document_of(source, &mut Habits::default())
    }

    /// Makes the document of a file, or of a part of one, of which some habits are settled; the others
    /// are settled now.
    pub(crate) fn into_document_of(mut self, source: SourceId, habits: &mut Habits) -> Document {
        if self.cues.is_empty() {
            self.counts.add(CueProblem::NoCues, 1);
        }
        inner::resolve(&mut self.cues, &self.marks, &mut habits.clock, &mut self.counts);
        self.marks = Vec::new();
        if habits.collapse(&mut self.cues, self.captions) {
            self.about.evidence.get_or_insert(Evidence::Machine);
        }
        if !habits.rolls() {
            self.tell_overlaps();
        }

        if habits.may_have_name_lines() {
            habits.has_name_lines = Some(self.find_name_lines());
        }
        self.part_around_untimed();
        let (cues, sure) = (std::mem::take(&mut self.cues), std::mem::take(&mut self.sure));
        self.cues = non_speech::flag(habits.find_speakers(cues, sure));
        self.left_out.sort_by_key(|left| left.line);
        let mut document = crate::formats::empty(source, self.format);
        document.blocks = self.insert_untimed(blocks::join(&self.cues));
        document.cues = self.cues.into_iter().map(Cue::shown).collect();
        document.about = self.about;
        document.lang = self.lang;
        document.left_out = self.left_out;
        document.warnings = self.counts.diagnostics();

        document
    }
}

#[cfg(test)]
mod tests;
