//! Clocks in the running text of notes: `Le pont rouvre en juin [00:12:34].`
//!
//! A file has one habit: its clocks stand behind what they date, as references do, or before it. It
//! is told by counting where they stand in their paragraphs. What cannot be told is said, and no
//! second is given.

use ibid_core::address::Address;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Block, BlockKind, Document, Medium};

use super::habits::{DAY_OF_PAIRS, EARLY, EARLY_HOURS, is_speech_pace};
use super::others::{FASTEST_WITH_NAMES, Pace, is_log_line};
use super::shape::{is_other_pair, verses};
use super::stamp::{self, Stamp};
use crate::clean::words;
use crate::formats::counted;
use crate::formats::notes::markdown::timeline::Timeline;

/// What is done with clocks in running text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// They date words, where that can be told.
    Date,
    /// They are only told of.
    Tell,
}

/// Which words the clocks of a file date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// Where a clock stands in its paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before all words.
    Head,
    /// Behind the end of a sentence, with words after it.
    Sentence,
    /// Right before a sign that closes something.
    Closed,
    /// Behind all words.
    End,
    /// Within a sentence.
    Within,
    /// There are no words.
    Alone,
}

/// A clock in a paragraph.
struct Clock {
    from: usize,
    to: usize,
    stamp: Stamp,
    place: Place,
    /// In round brackets, which hold verses and results of races too, and not written `(00:`.
    doubtful: bool,
}

/// How often clocks stand where they date what is before them or after them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Votes {
    head: usize,
    sentence: usize,
    closed: usize,
    end: usize,
    /// Paragraphs with clocks, and those of them whose last words a clock follows.
    paragraphs: usize,
    ended: usize,
}

impl Votes {
    /// Counts the clocks of one paragraph.
    pub(super) fn add(&mut self, text: &str) {
        let clocks = clocks(text);
        let Some(last) = clocks.last() else { return };
        self.paragraphs += 1;
        self.ended += usize::from(words(&text[last.to..]) == 0 && last.place != Place::Alone);
        for clock in &clocks {
            match clock.place {
                Place::Head => self.head += 1,
                Place::Sentence => self.sentence += 1,
                Place::Closed => self.closed += 1,
                Place::End => self.end += 1,
                Place::Within | Place::Alone => {}
            }
        }
    }

    fn before(&self) -> usize {
        self.closed + self.end
    }

    fn after(&self) -> usize {
        self.head + self.sentence
    }

    /// The habit; `None` where it cannot be told. A clock between two sentences may belong to either
    /// of them: it follows paragraphs that end with clocks and do not begin with them.
    pub(super) fn side(&self) -> Option<Side> {
        let (before, after) = (self.before(), self.after());
        if self.head == 0 && before > 0 && self.ended * 2 > self.paragraphs {
            return Some(Side::Before);
        }
        match (before, after) {
            (1.., _) if before >= 2 * after => Some(Side::Before),
            (_, 1..) if after >= 2 * before => Some(Side::After),
            _ => None,
        }
    }

    /// Whether clocks close sentences so often that they cannot be taken to open all that follows.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.side().is_none() && self.closed * 2 > self.after()
    }
}

/// The clocks in brackets in a text.
fn clocks(text: &str) -> Vec<Clock> {
    let mut found: Vec<Clock> = Vec::new();
    for open in memchr::memchr2_iter(b'[', b'(', text.as_bytes()) {
        let Some((stamp, bytes)) = stamp::at_start(&text[open..]) else { continue };
        let (mut from, mut to) = (open, open + bytes);
        if found.last().is_some_and(|last| from < last.to) {
            continue;
        }
        let padded = matches!(text.as_bytes().get(from + 1..), Some([b'0', b'0'..=b'9', b':', ..]));
        let doubtful = text[from..].starts_with('(') && !(stamp.has_hours && padded);
        // `([00:12:34])`, `[[0:07]]`: nothing else stands in the outer brackets.
        let outer =
            |open: char, close: char| text[..from].ends_with(open) && text[to..].starts_with(close);
        if outer('(', ')') || outer('[', ']') {
            (from, to) = (from - 1, to + 1);
        }
        found.push(Clock { from, to, stamp, place: Place::Within, doubtful });
    }
    // Nearly every paragraph has none: its words need not be counted.
    if found.is_empty() {
        return found;
    }

    // Whether there are words before each clock, and behind each, whatever other clocks stand there.
    let starts = std::iter::once(0).chain(found.iter().map(|clock| clock.to));
    let stops = found.iter().map(|clock| clock.from).chain([text.len()]);
    let gaps: Vec<bool> = starts.zip(stops).map(|(from, to)| words(&text[from..to]) > 0).collect();
    let first = gaps.iter().position(|has| *has).unwrap_or(gaps.len());
    let last = gaps.iter().rposition(|has| *has);
    for (at, clock) in found.iter_mut().enumerate() {
        let (before, after) = (first <= at, last.is_some_and(|last| last > at));
        clock.place = place(&text[..clock.from], &text[clock.to..], before, after);
    }
    found
}

fn place(before: &str, after: &str, words_before: bool, words_after: bool) -> Place {
    const CLOSING: [char; 10] = ['.', '…', '!', '?', '»', '”', ',', ';', ')', ']'];
    let next = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    match (words_before, words_after) {
        (false, false) => Place::Alone,
        (false, true) => Place::Head,
        (true, _) if next.starts_with(CLOSING) => Place::Closed,
        (true, false) => Place::End,
        (true, true) => {
            let said = before.trim_end().trim_end_matches(['»', '”', '"', '’', ')', ' ', '\u{a0}']);
            let ends = said.ends_with(['.', '!', '?', '…']);
            if ends { Place::Sentence } else { Place::Within }
        }
    }
}

/// Whether a text ends with a clock, as what notes say of a medium does.
pub(crate) fn closes_with_clock(text: &str) -> bool {
    let closes = |clock: &Clock| matches!(clock.place, Place::Closed | Place::End);
    clocks(text).last().is_some_and(|clock| !clock.doubtful && closes(clock))
}

/// Whether clocks are times of a medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sure {
    Yes,
    /// They may be.
    Perhaps,
    No,
}

/// Judges the clocks of a document by how they are written, whether they rise, and whether the
/// document names a medium.
fn sure(paragraphs: &[(&Block, Vec<Clock>)], medium: Option<&Medium>) -> Sure {
    let all = || paragraphs.iter().flat_map(|(_, clocks)| clocks);
    let stamps: Vec<Stamp> = all().map(|clock| clock.stamp).collect();
    let Some(first) = stamps.first() else { return Sure::No };
    let is_video = match medium {
        Some(Medium::YouTube(_)) => true,
        Some(Medium::Web(url)) => Address::read(url).is_some_and(|url| url.youtube_id().is_some()),
        _ => false,
    };
    let has_hours = stamps.iter().all(|stamp| stamp.has_hours || !stamp.may_be_day);
    let others = paragraphs.iter().any(|(block, _)| has_other_pair(&block.text));
    if others {
        return Sure::No;
    }

    if are_no_speech(paragraphs) {
        return Sure::Perhaps;
    }

    let seconds = |stamp: &Stamp| stamp.start.whole_seconds();
    let pairs = stamps.iter().all(|stamp| !stamp.has_hours && seconds(stamp) < DAY_OF_PAIRS);
    let late = seconds(first) >= if pairs { EARLY } else { EARLY_HOURS };
    let late = late && stamps.iter().all(|stamp| stamp.may_be_day);
    // `9:00`, `10:30`: hours of a programme.
    if late && pairs && stamps.iter().all(|stamp| seconds(stamp).is_multiple_of(5)) {
        return if is_video && stamps.len() > 1 { Sure::Perhaps } else { Sure::No };
    }
    if stamps.len() < 2 {
        return match is_video {
            true if has_hours => Sure::Yes,
            true => Sure::Perhaps,
            false if has_hours && !late => Sure::Perhaps,
            false => Sure::No,
        };
    }
    // The clock on the wall goes as fast as that of a recording.
    let of_day = late && (has_hours || !is_as_fast_as_speech(paragraphs));

    let back = stamps.windows(2).filter(|pair| pair[1].start < pair[0].start).count();
    let up = stamps.windows(2).any(|pair| pair[1].start > pair[0].start);
    let rise = up && back * 5 < stamps.len();
    let certain = !all().any(|clock| clock.doubtful);
    let enough = has_hours || stamps.len() >= 3;
    match medium {
        Some(_) if is_video => Sure::Yes,
        Some(_) if rise && !of_day && certain => Sure::Yes,
        _ if rise && !of_day && certain && enough => Sure::Yes,
        _ if rise || back == 0 || has_hours => Sure::Perhaps,
        _ => Sure::No,
    }
}

/// `(3:7)`, `[2:255]`, `[ 3: 7b]`: verses and ratios.
fn has_other_pair(text: &str) -> bool {
    if verses(text) > 0 {
        return true;
    }
    memchr::memchr2_iter(b'[', b'(', text.as_bytes()).any(|open| {
        let inner = &text[open + 1..];
        inner.starts_with(|c: char| c.is_ascii_digit()) && is_other_pair(inner)
    })
}

/// The seconds of each clock and of the next, and the words between them.
fn steps(paragraphs: &[(&Block, Vec<Clock>)]) -> Vec<(u64, u64, usize)> {
    let (mut steps, mut last, mut said) = (Vec::new(), None, 0);
    for (block, clocks) in paragraphs {
        let mut from = 0;
        for clock in clocks {
            said += words(&block.text[from..clock.from]);
            let start = clock.stamp.start.whole_seconds();
            if let Some(last) = last.replace(start) {
                steps.push((last, start, said));
            }
            (from, said) = (clock.to, 0);
        }
        said += words(&block.text[from..]);
    }
    steps
}

/// Whether the words between clocks take as long as speech does.
fn is_as_fast_as_speech(paragraphs: &[(&Block, Vec<Clock>)]) -> bool {
    is_speech_pace(steps(paragraphs).into_iter())
}

/// Whether clocks stand before the lines of a log, or nobody can say the words between most of them.
fn are_no_speech(paragraphs: &[(&Block, Vec<Clock>)]) -> bool {
    const FEWEST: usize = 3;
    let timed = || paragraphs.iter().filter(|(_, clocks)| !clocks.is_empty());
    let lines = || timed().flat_map(|(block, _)| block.text.split('\n'));
    let logs = lines().filter(|line| is_log_line(line)).count();
    let gap = |(start, end, words): (u64, u64, usize)| {
        (words as u64, end.saturating_sub(start).saturating_mul(1000))
    };
    let pace = Pace { steps: steps(paragraphs).into_iter().map(gap).collect() };
    let is_past_speech = pace.steps.len() >= FEWEST && pace.is_past_speech(FASTEST_WITH_NAMES);
    is_past_speech || logs >= FEWEST && logs * 2 > lines().count()
}

/// Has the clocks in the running text of a document date its words, or tells that they do not.
pub(crate) fn settle(document: &mut Document, what: Use) {
    let paragraphs: Vec<(&Block, Vec<Clock>)> =
        document.blocks.iter().map(|block| (block, clocks(&block.text))).collect();
    let sure = sure(&paragraphs, document.about.medium.as_ref());
    let count: usize = paragraphs.iter().map(|(_, clocks)| clocks.len()).sum();
    let first = paragraphs.iter().find(|(_, clocks)| !clocks.is_empty());
    let line = first.map_or(1, |(block, _)| block.line);
    let mut votes = Votes::default();
    document.blocks.iter().filter(|block| !is_heading(block)).for_each(|b| votes.add(&b.text));

    let is_speech = !document.cues.is_empty();
    let side = votes.side().filter(|_| what == Use::Date && sure == Sure::Yes && !is_speech);
    match side {
        Some(side) => date(document, side),
        None if sure != Sure::No => {
            document.warnings.push(counted(Code::ClocksNotUsed, line, count));
        }
        None if count == 0 => {
            let found = bare(&document.blocks).or_else(|| opening(&document.blocks));
            document.warnings.extend(found);
        }
        None => {}
    }
}

/// Tells of clocks without brackets (`the quay shuts 00:20:00.`): two or more that rise, and are
/// written as media have them. They date nothing, as a duration or a record is written alike.
fn bare(blocks: &[Block]) -> Option<Diagnostic> {
    let mut found: Vec<(u32, u64)> = Vec::new();
    for block in blocks {
        for at in memchr::memchr_iter(b'0', block.text.as_bytes()) {
            let rest = block.text.as_bytes().get(at + 1..).unwrap_or_default();
            let apart =
                !block.text[..at].ends_with(|c: char| c.is_alphanumeric() || ".,:/-".contains(c));
            if !apart || !matches!(rest, [b'0'..=b'9', b':', ..]) {
                continue;
            }
            let stamp = stamp::at_start(&block.text[at..]).filter(|(stamp, _)| stamp.has_hours);
            found.extend(stamp.map(|(stamp, _)| (block.line, stamp.start.whole_seconds())));
        }
    }

    let (line, first) = *found.first()?;
    let rise = found.len() > 1 && found.windows(2).all(|pair| pair[0].1 < pair[1].1);
    (rise && first < EARLY_HOURS).then(|| counted(Code::ClocksNotUsed, line, found.len()))
}

/// Tells of clocks that open paragraphs or lines (`0:05 the quay`), where they begin as a medium does
/// and rise, and the file was taken for no transcript. Where pairs of another kind open some, all may
/// be verses or ratios.
fn opening(blocks: &[Block]) -> Option<Diagnostic> {
    const FEWEST: usize = 3;
    let mut found: Vec<(u32, u64)> = Vec::new();
    for block in blocks.iter().filter(|block| block.spans.iter().all(|span| span.moment.is_none()))
    {
        for line in block.text.split('\n') {
            if is_other_pair(line) {
                return None;
            }
            let stamp = stamp::at_start(line).filter(|(stamp, bytes)| {
                stamp.bare && *bytes < line.len() && line[*bytes..].starts_with(' ')
            });
            found.extend(stamp.map(|(stamp, _)| (block.line, stamp.start.whole_seconds())));
        }
    }

    let (line, first) = *found.first()?;
    let rise = found.windows(2).all(|pair| pair[0].1 < pair[1].1);
    let enough = found.len() >= FEWEST && rise && first < EARLY;
    enough.then(|| counted(Code::ClocksNotUsed, line, found.len()))
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

/// Takes the clocks out of the text, and has them date their side of it. Those of headings stay.
fn date(document: &mut Document, side: Side) {
    let mut idle: Option<(u32, usize)> = None;
    let mut left: Option<(u32, usize)> = None;
    for block in &mut document.blocks {
        let clocks = clocks(&block.text);
        if clocks.is_empty() {
            continue;
        }
        // What anchors or links date already is not told twice.
        let is_dated = block.spans.iter().any(|span| span.moment.is_some());
        if is_heading(block) || is_dated {
            left.get_or_insert((block.line, 0)).1 += clocks.len();
            continue;
        }
        let (text, spans, unused) = dated(&block.text, &clocks, side);
        (block.text, block.spans) = (text, spans);
        if unused > 0 {
            idle.get_or_insert((block.line, 0)).1 += unused;
        }
    }

    document.blocks.retain(|block| !block.text.is_empty());
    for (code, some) in [(Code::ClocksNotUsed, left), (Code::ClockWithoutText, idle)] {
        document.warnings.extend(some.map(|(line, count)| counted(code, line, count)));
    }
}

/// The text without its clocks, its spans, and how many clocks date nothing.
fn dated(
    text: &str,
    clocks: &[Clock],
    side: Side,
) -> (String, Vec<ibid_core::document::Span>, usize) {
    let mut timeline = Timeline::default();
    let (mut from, mut unused) = (0, 0);
    for (at, clock) in clocks.iter().enumerate() {
        timeline.push(&text[from..clock.from]);
        let next = clocks.get(at + 1).map_or(text.len(), |next| next.from);
        let serves = match side {
            Side::Before => words(&text[from..clock.from]) > 0,
            Side::After => clock.place != Place::Closed && words(&text[clock.to..next]) > 0,
        };
        match side {
            _ if serves => timeline.anchor(Some(clock.stamp.start)),
            Side::Before => timeline.anchor(None),
            Side::After => timeline.stop(),
        }
        unused += usize::from(!serves);
        from = clock.to;
    }

    timeline.push(&text[from..]);
    let (text, spans) = match side {
        Side::Before => timeline.finish(),
        Side::After => timeline.finish_before(),
    };
    (text, spans, unused)
}

#[cfg(test)]
mod tests;
