//! Pages that are transcripts: times stand beside their paragraphs.
//!
//! Four habits are known: `cite`, `time` and `p` in turn, as Podcasting 2.0 asks for
//! (`transcripts.md`, "HTML"); the transcript panel of `YouTube`, saved with its page; links that
//! open a medium at a second, at one edge of each paragraph; and times that attributes tell. A page where most words have no time of
//! their own is read as any other page.

mod marks;
mod told;

use ibid_core::address::Address;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Block, BlockKind, Document, Medium};
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

/// The cues of a page, if it is a transcript, in a document without anything said of it; or else what
/// is told of the seconds that its attributes or its links tell.
pub(super) fn read(
    text: &str,
    page: &Page,
    source: SourceId,
) -> Result<Document, Option<Diagnostic>> {
    let found = marks::find(text);
    let unused = marks::unused(text, &found);
    cues(text, page, source, found).ok_or_else(|| {
        let (at, count) = unused?;
        let line = Lines { text, at: 0, line: 1 }.line(at);
        Some(counted(Code::TimesNotUsed, line, count))
    })
}

fn cues(text: &str, page: &Page, source: SourceId, found: Found) -> Option<Document> {
    let count = |is: fn(&Piece) -> bool| found.pieces.iter().filter(|(_, piece)| is(piece)).count();
    let times = count(|piece| matches!(piece, Piece::Time(..)));
    let within = count(|piece| matches!(piece, Piece::Time(_, Edge::Middle)));
    let named = count(|piece| matches!(piece, Piece::Name(_))) > 0;
    let fewest = if named || found.panel { FEWEST_SURE } else { FEWEST };
    if times < fewest || within * 2 > times {
        return None;
    }

    let said = if follows(&found.pieces) { before(found.pieces) } else { after(found.pieces) };
    // Links, attributes and the panel say what their times are.
    let are_bare = !found.panel && found.links.is_empty() && found.told == 0;
    if are_bare && are_hours(&said) {
        return None;
    }
    let words = |text: &str| text.split_whitespace().count();
    let told = |said: &Said| words(&said.text) + said.speaker.as_deref().map_or(0, words);
    let timed: usize = said.iter().filter(|s| s.time.is_some()).map(told).sum();
    let main = page.blocks.iter().filter(|block| block.rule.is_none());
    let main: usize = main.map(|block| words(&block.text)).sum();
    // A panel stands on a page that is full of other things.
    if timed == 0 || !found.panel && timed * 10 < main * 6 {
        return None;
    }

    let mut document = document(text, said, source);
    document.about.medium = medium(&found.links);
    Some(document)
}

/// Whether clocks are hours of the day, as in a programme or a timetable: minutes and seconds would
/// begin late, and most are round, or nobody speaks as slowly as they go on.
fn are_hours(said: &[Said]) -> bool {
    const EARLY: u64 = 5 * 60_000;
    const DAY_OF_PAIRS: u64 = 24 * 60_000;
    const SLOWEST: u64 = 8_000;
    let timed: Vec<(u64, &str)> =
        said.iter().filter_map(|said| Some((said.time?, said.text.as_str()))).collect();
    let steps = timed.len().saturating_sub(1);
    let is_round = |(time, _): &&(u64, &str)| time.is_multiple_of(5_000);
    let round = timed.iter().filter(is_round).count();
    let is_slow = |pair: &&[(u64, &str)]| {
        let words = pair[0].1.split_whitespace().count() as u64;
        words * SLOWEST < pair[1].0.saturating_sub(pair[0].0)
    };
    let slow = timed.windows(2).filter(is_slow).count();

    timed.first().is_some_and(|(first, _)| *first >= EARLY)
        && timed.iter().all(|(time, _)| *time < DAY_OF_PAIRS)
        && (round * 2 > timed.len() || slow * 2 > steps)
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
fn after(pieces: Vec<(usize, Piece)>) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut now = Said::default();
    for (at, piece) in pieces {
        match piece {
            Piece::Name(name) => {
                let time = now.time.filter(|_| now.text.is_empty());
                let next = Said { time, speaker: Some(name), ..Said::default() };
                all.push(std::mem::replace(&mut now, next));
            }
            Piece::Time(time, _) => {
                let speaker = now.speaker.clone().filter(|_| now.text.is_empty());
                let next = Said { time: Some(time), speaker, ..Said::default() };
                all.push(std::mem::replace(&mut now, next));
            }
            Piece::Text(text) => now.say(&text, at),
        }
    }
    all.push(now);
    all.retain(|said| !said.text.is_empty());
    all
}

/// What was said, where a time stands behind its words.
fn before(pieces: Vec<(usize, Piece)>) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut now = Said::default();
    for (at, piece) in pieces {
        match piece {
            Piece::Name(name) => {
                let next = Said { speaker: Some(name), ..Said::default() };
                all.push(std::mem::replace(&mut now, next));
            }
            Piece::Time(time, _) => {
                now.time = Some(time);
                all.push(std::mem::take(&mut now));
            }
            Piece::Text(text) => now.say(&text, at),
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
fn document(text: &str, said: Vec<Said>, source: SourceId) -> Document {
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
    document
}

/// The main text of a page as a transcript, where its paragraphs are one as plain text would be, with
/// clocks beside them: what was said between two of them is more than the name of a chapter.
pub(super) fn with_clocks(page: &Document, source: SourceId) -> Option<Document> {
    let paragraph = |block: &Block| {
        let (kind, text) = (block.kind, block.text.clone());
        Paragraph { kind, text, quoted: false }
    };
    let paragraphs: Vec<Paragraph> = page.blocks.iter().map(paragraph).collect();
    let mut said = paragraphs::transcript(&paragraphs, Format::Html, source, |format| {
        matches!(format, Format::ClockText | Format::Console)
    })?;

    let words: usize = said.cues.iter().map(|cue| crate::clean::words(&cue.text)).sum();
    if said.cues.len() < FEWEST || words < said.cues.len() * WORDS_OF_CUE {
        return None;
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
    Some(said)
}

/// The medium that most links open.
fn medium(links: &[String]) -> Option<Medium> {
    let key = |link: &str| {
        let address = Address::read(link)?;
        Some(match address.youtube_id() {
            Some(id) => Medium::YouTube(id.to_owned()),
            None => Medium::Web(crate::formats::links::without_time(link)),
        })
    };
    let all: Vec<Medium> = links.iter().filter_map(|link| key(link)).collect();
    let first = all.first()?.clone();
    let same = all.iter().filter(|medium| **medium == first).count();
    (same * 2 > all.len()).then_some(first)
}

#[cfg(test)]
mod tests;
