//! Pages that are transcripts: times stand beside their paragraphs.
//!
//! Four habits are known: `cite`, `time` and `p` in turn, as Podcasting 2.0 asks for
//! (`transcripts.md`, "HTML"); the transcript panel of `YouTube`, saved with its page; links that
//! open a medium at a second, at one edge of each paragraph; and times that attributes tell. A page where most words have no time of
//! their own is read as any other page.

mod doubt;
mod links;
mod marks;
mod told;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Block, BlockKind, Document};
use ibid_core::ids::SourceId;
use ibid_core::time::Timecode;

use super::Lines;
use super::walker::Page;
use crate::Format;
use crate::formats::counted;
use crate::formats::documents::paragraphs::{self, Paragraph};
use crate::timed::{Cue, Transcript};
use marks::{Edge, Found, Piece};

/// Fewer times than these may stand on any page.
const FEWEST: usize = 3;
/// So many words are said between two clocks of a page, on average, or more.
const WORDS_OF_CUE: usize = 5;
/// The same where `time` elements stand beside the names of those who speak, or in a panel that is
/// made of nothing else.
const FEWEST_SURE: usize = 2;

/// What was said between two times.
#[derive(Default)]
struct Said {
    at: usize,
    time: Option<u64>,
    speaker: Option<String>,
    text: String,
}

/// A page that is read as no transcript.
#[derive(Default)]
pub(super) struct Unread {
    /// What is told of the times that it tells.
    pub(super) told: Option<Diagnostic>,
    /// Its clocks are known to be no seconds.
    pub(super) settled: bool,
}

impl Unread {
    fn clocks(code: Code, line: u32, count: usize) -> Self {
        Unread { told: Some(counted(code, line, count)), settled: true }
    }
}

/// The cues of a page, if it is a transcript, in a document without anything said of it.
pub(super) fn read(text: &str, page: &Page, source: SourceId) -> Result<Document, Unread> {
    let line = |at: usize| Lines { text, at: 0, line: 1 }.line(at);
    let not_used = |(at, count)| counted(Code::TimesNotUsed, line(at), count);
    let found = marks::find(text);
    let said = is_transcript(page, &found).then(|| no_seconds(text, &found));
    match said {
        Some(None) => {
            let elsewhere = found.links.unused();
            let mut document = document(text, found, source);
            document.warnings.extend(elsewhere.map(not_used));
            Ok(document)
        }
        Some(Some((code, at, count))) => Err(Unread::clocks(code, line(at), count)),
        None => {
            let told = marks::unused(text, &found).map(not_used);
            Err(Unread { told, settled: found.links.lead_apart() })
        }
    }
}

/// Whether most words of a page have a time of their own.
fn is_transcript(page: &Page, found: &Found) -> bool {
    let count = |is: fn(&Piece) -> bool| found.pieces.iter().filter(|(_, piece)| is(piece)).count();
    let times = count(|piece| matches!(piece, Piece::Time(..)));
    let within = count(|piece| matches!(piece, Piece::Time(_, Edge::Middle)));
    let named = count(|piece| matches!(piece, Piece::Name(_))) > 0;
    let fewest = if named || found.panel { FEWEST_SURE } else { FEWEST };
    if times < fewest || within * 2 > times {
        return false;
    }

    let words = |text: &str| text.split_whitespace().count();
    let told = |said: &Said| words(&said.text) + said.speaker.as_deref().map_or(0, words);
    let said = said(&found.pieces);
    let timed: usize = said.iter().filter(|s| s.time.is_some()).map(told).sum();
    let main = page.blocks.iter().filter(|block| block.rule.is_none());
    let main: usize = main.map(|block| words(&block.text)).sum();
    // A panel stands on a page that is full of other things.
    timed > 0 && (found.panel || timed * 10 >= main * 6)
}

fn said(pieces: &[(usize, Piece)]) -> Vec<Said> {
    if follows(pieces) { before(pieces) } else { after(pieces) }
}

/// Why the clocks of a page are no seconds, where the first stands, and how many there are. Links,
/// attributes and the panel say what their times are.
fn no_seconds(text: &str, found: &Found) -> Option<(Code, usize, usize)> {
    let times = found.pieces.iter().filter(|(_, piece)| matches!(piece, Piece::Time(..)));
    let count = times.clone().count();
    let is_told = found.panel || found.told > 0 || found.links.count() * 2 > count;
    if is_told || count < FEWEST {
        return None;
    }
    let (at, _) = times.clone().next()?;
    if found.dated * 2 > count {
        return Some((Code::ClocksOfDay, *at, count));
    }
    let code = doubt::why(&words_below(&found.pieces), text)?;
    Some((code, *at, count))
}

/// Each time, and how many words stand between it and the next one.
fn words_below(pieces: &[(usize, Piece)]) -> Vec<(u64, usize)> {
    let mut timed: Vec<(u64, usize)> = Vec::new();
    for (_, piece) in pieces {
        match (piece, timed.last_mut()) {
            (Piece::Time(time, _), _) => timed.push((*time, 0)),
            (Piece::Text(text), Some((_, words))) => *words += text.split_whitespace().count(),
            _ => {}
        }
    }
    timed
}

/// Whether times stand behind what they time. One that is alone in its paragraph does so where the
/// page ends with one.
fn follows(pieces: &[(usize, Piece)]) -> bool {
    let ends = matches!(pieces.last(), Some((_, Piece::Time(..))));
    let (mut heads, mut tails) = (0, 0);
    for (_, piece) in pieces {
        match piece {
            Piece::Time(_, Edge::Head) => heads += 1,
            Piece::Time(_, Edge::Tail) => tails += 1,
            Piece::Time(_, Edge::Alone) if ends => tails += 1,
            Piece::Time(_, Edge::Alone) => heads += 1,
            _ => {}
        }
    }
    tails > heads
}

/// What was said, where a time stands before its words. Who speaks is told anew for each time.
fn after(pieces: &[(usize, Piece)]) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut now = Said::default();
    for (at, piece) in pieces {
        match piece {
            Piece::Name(name) => {
                let time = now.time.filter(|_| now.text.is_empty());
                let next = Said { time, speaker: Some(name.clone()), ..Said::default() };
                all.push(std::mem::replace(&mut now, next));
            }
            Piece::Time(time, _) => {
                let speaker = now.speaker.clone().filter(|_| now.text.is_empty());
                let next = Said { time: Some(*time), speaker, ..Said::default() };
                all.push(std::mem::replace(&mut now, next));
            }
            Piece::Text(text) => {
                // What stands above the first time is no one paragraph.
                if now.time.is_none() && now.speaker.is_none() && !now.text.is_empty() {
                    all.push(std::mem::take(&mut now));
                }
                now.say(text, *at);
            }
        }
    }
    all.push(now);
    all.retain(|said| !said.text.is_empty());
    all
}

/// What was said, where a time stands behind its words.
fn before(pieces: &[(usize, Piece)]) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut now = Said::default();
    let mut is_above = true;
    for (at, piece) in pieces {
        match piece {
            Piece::Name(name) => {
                let next = Said { speaker: Some(name.clone()), ..Said::default() };
                all.push(std::mem::replace(&mut now, next));
            }
            Piece::Time(time, _) => {
                now.time = Some(*time);
                is_above = false;
                all.push(std::mem::take(&mut now));
            }
            Piece::Text(text) => {
                // The first time is that of the paragraph before it, and of no title above that.
                if is_above && !now.text.is_empty() {
                    all.push(std::mem::take(&mut now));
                }
                now.say(text, *at);
            }
        }
    }
    all.push(now);
    all.retain(|said| !said.text.is_empty());
    all
}

impl Said {
    fn say(&mut self, text: &str, at: usize) {
        if self.text.is_empty() {
            self.at = at;
        } else {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }
}

/// The document of what was said; what has no time stands above or below, as on the page.
fn document(text: &str, found: Found, source: SourceId) -> Document {
    let said = said(&found.pieces);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut file = Transcript::new(Format::Html);
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let starts: Vec<Option<u64>> = said.iter().map(|said| said.time).collect();
    for (i, said) in said.into_iter().enumerate() {
        let line = lines.line(said.at);
        let Some(start) = said.time else {
            let untimed = if file.cues.is_empty() { &mut above } else { &mut below };
            untimed.push(Block::untimed(BlockKind::Paragraph, said.text, line));
            continue;
        };
        let start = Timecode::from_millis(start);
        let mut later =
            starts.iter().skip(i + 1).flatten().map(|next| Timecode::from_millis(*next));
        let end = later.next().filter(|next| *next > start).unwrap_or(start);
        let mut cue = Cue::new(start, end, said.text, line);
        cue.speaker = said.speaker;
        file.add_told(cue);
    }

    let mut document = file.into_document(source);
    document.blocks.splice(0..0, above);
    document.blocks.extend(below);
    document.about.medium = found.links.medium();
    document
}

/// The main text of a page as a transcript, where its paragraphs are one as plain text would be, with
/// clocks beside them: what was said between two of them is more than the name of a chapter.
pub(super) fn with_clocks(
    text: &str,
    page: &Document,
    source: SourceId,
) -> Result<Document, Unread> {
    let paragraph = |block: &Block| {
        let (kind, text) = (block.kind, block.text.clone());
        Paragraph { kind, text, quoted: false }
    };
    let paragraphs: Vec<Paragraph> = page.blocks.iter().map(paragraph).collect();
    let said = paragraphs::transcript(&paragraphs, Format::Html, source, |format| {
        matches!(format, Format::ClockText | Format::Console)
    });
    let mut said = said.ok_or_else(Unread::default)?;

    let words: usize = said.cues.iter().map(|cue| crate::clean::words(&cue.text)).sum();
    if said.cues.len() < FEWEST || words < said.cues.len() * WORDS_OF_CUE {
        return Err(Unread::default());
    }
    // The place of a paragraph is where its block stands in the page.
    let line = |line: &mut u32| {
        let at = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        *line = page.blocks.get(at).map_or(*line, |block| block.line);
    };
    for block in &mut said.blocks {
        line(&mut block.line);
        block.spans.iter_mut().filter(|span| span.line > 0).for_each(|span| line(&mut span.line));
    }
    said.cues.iter_mut().for_each(|cue| line(&mut cue.line));
    said.left_out.iter_mut().for_each(|left| line(&mut left.line));

    let timed =
        |cue: &ibid_core::document::Cue| (cue.start.millis(), crate::clean::words(&cue.text));
    let timed: Vec<(u64, usize)> = said.cues.iter().map(timed).collect();
    match doubt::why(&timed, text) {
        Some(code) => {
            let first = said.cues.first().map_or(1, |cue| cue.line);
            Err(Unread::clocks(code, first, timed.len()))
        }
        None => Ok(said),
    }
}

#[cfg(test)]
mod tests;
