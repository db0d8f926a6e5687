//! What a file about a video adds to the document of its speech: what that does not say itself, and
//! its chapters as headings.

use ibid_core::document::{Block, BlockKind, Document, Span};
use ibid_core::time::Timecode;

use super::Info;
use crate::formats::{is_long, shortened};

/// A chapter holds what begins at most `TOLERANCE` milliseconds before it.
const TOLERANCE: u64 = 500;

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
            let after = tail(&mut block, cut.span);
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
    span: usize,
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
        for (span, at) in it.spans.iter().enumerate() {
            let Some(moment) = at.moment.filter(|_| begins_word(it, at)) else { continue };
            let reach = moment.start.millis().saturating_add(TOLERANCE);
            let mut title = None;
            while let Some((_, own)) = chapters.next_if(|(start, _)| start.millis() <= reach) {
                title = Some(own.as_str());
            }
            cuts.extend(title.map(|title| Cut { block, span, title }));
        }
    }

    cuts
}

fn begins_word(block: &Block, span: &Span) -> bool {
    let before = block.text.get(..span.start as usize);
    before.is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
}

/// Takes a block from one of its spans on.
fn tail(block: &mut Block, span: usize) -> Block {
    let at = block.spans.get(span).map_or(0, |span| span.start);
    let mut spans = block.spans.split_off(span.min(block.spans.len()));
    for span in &mut spans {
        span.start = span.start.saturating_sub(at);
        span.end = span.end.saturating_sub(at);
    }

    let line = spans.first().map(|span| span.line).filter(|line| *line > 0);
    let text = block.text.split_off(at as usize);
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
