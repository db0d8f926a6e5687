//! From cues to running text: blocks of one voice, every byte with the time of its cue or word.

use ibid_core::document::{Block, BlockKind, Span};
use ibid_core::time::{Method, Moment, TimeSpan};

use super::{Cue, offset};

/// A pause of so many milliseconds parts blocks where a sentence ends…
const PAUSE: u64 = 2_500;
/// …and one of so many anywhere.
const SILENCE: u64 = 6_000;
/// Words that start within so many milliseconds share a span: a citation then quotes more than a
/// word, and its second is still right.
const TOGETHER: u64 = 1_000;

/// Joins cues into blocks, in the order of the file; those that a rule left out are skipped.
pub(super) fn join(cues: &[Cue]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<&Cue> = None;
    for cue in cues.iter().filter(|cue| cue.phantom.is_none() && !cue.text.is_empty()) {
        match (last, blocks.last_mut()) {
            (Some(before), Some(block)) if !parts(before, cue) => {
                block.text.push(' ');
                if let Some(span) = block.spans.last_mut() {
                    span.end += 1;
                }
            }
            _ => {
                let mut block = Block::untimed(BlockKind::Paragraph, String::new(), cue.line);
                block.speaker.clone_from(&cue.speaker);
                blocks.push(block);
            }
        }
        if let Some(block) = blocks.last_mut() {
            append(block, cue);
        }
        last = Some(cue);
    }
    blocks
}

/// Whether a new block starts between two cues.
fn parts(before: &Cue, cue: &Cue) -> bool {
    let pause = cue.start.millis().saturating_sub(before.end.millis());
    let back = before.start.millis().saturating_sub(cue.start.millis());
    cue.turn
        || before.speaker != cue.speaker
        || before.lang != cue.lang
        || pause >= SILENCE
        || back >= SILENCE
        || pause >= PAUSE && ends_sentence(&before.text)
}

fn append(block: &mut Block, cue: &Cue) {
    let base = offset(block.text.len());
    block.text.extend(cue.text.chars().map(|c| if c == '\n' { ' ' } else { c }));
    let (end, line) = (offset(block.text.len()), cue.line);
    let moment = |method, start, end| Some(Moment::span(TimeSpan::new(start, end), method));
    let Some(first) = cue.words.first() else {
        let moment = moment(Method::Cue, cue.start, cue.end);
        block.spans.push(Span { start: base, end, moment, line });
        return;
    };
    let (mut from, mut began, mut ends) = (base, first.start, first.end);
    for word in &cue.words[1..] {
        if word.start.millis().saturating_sub(began.millis()) >= TOGETHER {
            let to = base + word.range.start;
            let moment = moment(Method::Word, began, word.start);
            block.spans.push(Span { start: from, end: to, moment, line });
            (from, began) = (to, word.start);
        }
        ends = word.end;
    }
    let moment = moment(Method::Word, began, ends);
    block.spans.push(Span { start: from, end, moment, line });
}

/// Whether a text ends as a sentence does, perhaps with closing signs after its stop.
fn ends_sentence(text: &str) -> bool {
    let closers = ['»', '”', '"', ')', '’', '\'', ']', ' ', '\u{a0}', '\u{202f}'];
    text.trim_end_matches(closers).ends_with(['.', '!', '?', '…', '♪'])
}
