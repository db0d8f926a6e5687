//! What a file about a video adds to the document of its speech: what that does not say itself, and
//! its chapters as headings.

use ibid_core::document::{Block, BlockKind, Document, Span};
use ibid_core::sentences::sentences;
use ibid_core::time::Timecode;

use super::Info;
use crate::clean::words;
use crate::formats::{is_long, shortened};

/// A chapter holds what begins at most `TOLERANCE` milliseconds before it.
const TOLERANCE: u64 = 500;
/// A sentence of more words has none of its ends marked, and is cut.
const LONGEST_SENTENCE: usize = 60;

/// Fills what a document leaves open, and puts a heading before the first words of each chapter.
///
/// Chapters without words of their own get none, nor do documents without times.
pub(crate) fn apply(info: &Info, document: &mut Document) {
    let (about, known) = (&mut document.about, &info.about);
    about.title = about.title.take().or_else(|| known.title.as_deref().map(fitting));
    about.author = about.author.take().or_else(|| known.author.clone());
    about.date = about.date.or(known.date);
    about.medium = about.medium.take().or_else(|| known.medium.clone());
    document.lang = document.lang.or(info.lang);
    let mut cuts = cuts(&info.chapters, &document.blocks).into_iter().peekable();
    let mut blocks = Vec::with_capacity(document.blocks.len());
    for (i, mut block) in std::mem::take(&mut document.blocks).into_iter().enumerate() {
        let mut own = Vec::new();
        while let Some(cut) = cuts.next_if(|cut| cut.block == i) {
            own.push(cut);
        }
        // From its end, so that nothing is moved twice.
        let mut parts = Vec::new();
        for cut in own.iter().rev() {
            let after = tail(&mut block, cut.at);
            let heading = heading(cut.title, after.line);
            parts.extend([after, heading]);
        }
        parts.extend((!block.text.is_empty()).then_some(block));
        blocks.extend(parts.into_iter().rev());
    }

    document.blocks = blocks;
}

/// Where a chapter begins.
struct Cut<'a> {
    block: usize,
    /// A byte of its text.
    at: usize,
    title: &'a str,
}

/// The first words at or after each chapter's start, in reading order; of chapters that begin at the
/// same words, the last.
fn cuts<'a>(chapters: &'a [(Timecode, String)], blocks: &[Block]) -> Vec<Cut<'a>> {
    let mut chapters: Vec<_> = chapters.iter().collect();
    chapters.sort_by_key(|(start, _)| *start);
    let mut chapters = chapters.into_iter().peekable();
    let mut cuts = Vec::new();
    for (block, it) in blocks.iter().enumerate() {
        for at in &it.spans {
            let Some(moment) = at.moment.filter(|_| begins_word(it, at)) else { continue };
            let reach = moment.start.millis().saturating_add(TOLERANCE);
            let mut title = None;
            while let Some((_, own)) = chapters.next_if(|(start, _)| start.millis() <= reach) {
                title = Some(own.as_str());
            }
            cuts.extend(title.map(|title| Cut { block, at: at.start as usize, title }));
        }
    }

    move_to_sentences(&mut cuts, blocks);
    // A sentence in which two begin is the first one's.
    cuts.dedup_by_key(|cut| (cut.block, cut.at));
    cuts
}

/// Moves each cut within a sentence to its nearer edge, for a heading parts what stands around it.
/// A text without the ends of sentences is cut where the chapter says.
fn move_to_sentences(cuts: &mut [Cut<'_>], blocks: &[Block]) {
    for cuts in cuts.chunk_by_mut(|a, b| a.block == b.block) {
        let Some(block) = cuts.first().and_then(|cut| blocks.get(cut.block)) else { continue };
        let mut sentences = sentences(&block.text).into_iter().peekable();
        for cut in cuts {
            while sentences.next_if(|sentence| sentence.end <= cut.at).is_some() {}
            let Some(sentence) = sentences.peek().filter(|it| it.start < cut.at) else { continue };
            let text = block.text.get(sentence.clone()).unwrap_or_default();
            if words(text) > LONGEST_SENTENCE {
                continue;
            }
            let starts_here = sentence.end - cut.at >= cut.at - sentence.start;
            let after = block.text.get(sentence.end..).unwrap_or_default();
            let next = sentence.end + after.len() - after.trim_start().len();
            let is_last = next >= block.text.len() && cut.block + 1 >= blocks.len();
            if starts_here || is_last {
                cut.at = sentence.start;
            } else if next < block.text.len() {
                cut.at = next;
            } else {
                (cut.block, cut.at) = (cut.block + 1, 0);
            }
        }
    }
}

fn begins_word(block: &Block, span: &Span) -> bool {
    let before = block.text.get(..span.start as usize);
    before.is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
}

/// Takes a block from a byte of its text on; a span that holds it is in both.
fn tail(block: &mut Block, at: usize) -> Block {
    let from = u32::try_from(at).unwrap_or(u32::MAX);
    let first = block.spans.partition_point(|span| span.end <= from);
    let mut spans = block.spans.split_off(first);
    if let Some(cut) = spans.first().filter(|span| span.start < from) {
        block.spans.push(Span { end: from, ..*cut });
    }
    for span in &mut spans {
        span.start = span.start.saturating_sub(from);
        span.end = span.end.saturating_sub(from);
    }

    let line = spans.first().map(|span| span.line).filter(|line| *line > 0);
    let text = block.text.split_off(at);
    block.text.truncate(block.text.trim_end().len());
    let end = u32::try_from(block.text.len()).unwrap_or(u32::MAX);
    while block.spans.pop_if(|span| span.start >= end).is_some() {}
    if let Some(last) = block.spans.last_mut() {
        last.end = last.end.min(end);
    }

    let (line, speaker) = (line.unwrap_or(block.line), block.speaker.clone());
    Block { text, line, spans, speaker, ..*block }
}

fn heading(title: &str, line: u32) -> Block {
    Block::untimed(BlockKind::Heading(1), fitting(title), line)
}

/// A title that passages may repeat.
fn fitting(title: &str) -> String {
    if is_long(title) { shortened(title) } else { title.to_owned() }
}
