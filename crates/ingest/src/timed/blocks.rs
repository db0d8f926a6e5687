//! From cues to running text: blocks of one voice, every byte with the time of its cue or word.

use ibid_core::document::{Block, BlockKind, Span};
use ibid_core::time::{Method, Moment, TimeSpan, Timecode};

use super::{Cue, WordTime, offset};

/// A pause of `PAUSE` milliseconds parts blocks where a sentence ends…
const PAUSE: u64 = 2_500;
/// …and one of `SILENCE` milliseconds anywhere.
const SILENCE: u64 = 6_000;
/// Words that start within `TOGETHER` milliseconds share a span: a citation then quotes more than a
/// word, and its second is still right.
const TOGETHER: u64 = 1_000;
/// A cue of more than `LONG` milliseconds says too little of when its last words were said: their
/// times are reckoned by their share of its characters, for stretches of at most `LONG`…
const LONG: u64 = 10_000;
/// …or of at least `SENTENCE` milliseconds, where a sentence ends.
const SENTENCE: u64 = 2_000;
/// Speech takes no more milliseconds for a character: what stays on screen longer was said before.
const SLOWEST: u64 = 120;

/// Joins cues into blocks, in the order of the file; what is not speech comes last, a block each.
pub(super) fn join(cues: &[Cue]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<&Cue> = None;
    let mut said =
        cues.iter().filter(|cue| cue.non_speech.is_none() && !cue.text.is_empty()).peekable();
    while let Some(cue) = said.next() {
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
                block.lang = cue.lang;
                blocks.push(block);
            }
        }
        if let Some(block) = blocks.last_mut() {
            append(block, cue, spoken(cue, said.peek().copied()));
        }
        last = Some(cue);
    }

    blocks.extend(cues.iter().filter(|cue| cue.non_speech.is_some()).map(non_speech));
    blocks
}

/// A block of what is not speech.
fn non_speech(cue: &Cue) -> Block {
    let mut block = Block::untimed(BlockKind::Paragraph, String::new(), cue.line);
    block.non_speech = true;
    append(&mut block, cue, spoken(cue, None));
    block
}

/// When the words of a cue end at the latest: with the cue, or, where that stays long, when the next
/// begins and they cannot take longer.
fn spoken(cue: &Cue, next: Option<&Cue>) -> Timecode {
    let (start, end) = (cue.start.millis(), cue.end.millis());
    if end - start <= LONG {
        return cue.end;
    }
    let most = start.saturating_add(SLOWEST.saturating_mul(cue.text.chars().count() as u64));
    let next = next.map(|next| next.start.millis()).filter(|next| *next > start);
    Timecode::from_millis(end.min(most.max(start + LONG)).min(next.unwrap_or(end)))
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

/// Adds a cue whose words end before `spoken`.
fn append(block: &mut Block, cue: &Cue, spoken: Timecode) {
    let base = offset(block.text.len());
    let mut rest = cue.text.as_str();
    while let Some(end) = memchr::memchr(b'\n', rest.as_bytes()) {
        block.text.push_str(&rest[..end]);
        block.text.push(' ');
        rest = &rest[end + 1..];
    }

    block.text.push_str(rest);
    let (end, line) = (offset(block.text.len()), cue.line);
    let moment = |method, start, end| Some(Moment::span(TimeSpan::new(start, end), method));
    let Some(first) = cue.words.first() else {
        if spoken.millis() - cue.start.millis() > LONG {
            block.spans.extend(reckoned(cue, base, spoken));
        } else {
            let method = if cue.reckoned { Method::Interpolated } else { Method::Cue };
            let moment = moment(method, cue.start, spoken);
            block.spans.push(Span { start: base, end, moment, line });
        }
        return;
    };

    let method = |word: &WordTime| if word.reckoned { Method::Interpolated } else { Method::Word };
    let (mut from, mut began, mut ends, mut how) = (base, first.start, first.end, method(first));
    for word in &cue.words[1..] {
        let apart = word.start.millis().saturating_sub(began.millis()) >= TOGETHER;
        if apart || method(word) != how {
            let to = base + word.range.start;
            let moment = moment(how, began, word.start);
            block.spans.push(Span { start: from, end: to, moment, line });
            (from, began, how) = (to, word.start, method(word));
        }
        ends = word.end;
    }

    let moment = moment(how, began, ends);
    block.spans.push(Span { start: from, end, moment, line });
}

/// The spans of a long cue, whose text stands at `base`: the first has the start of the cue, and the
/// others theirs by their share of its characters.
fn reckoned(cue: &Cue, base: u32, spoken: Timecode) -> Vec<Span> {
    let (start, lasts) = (cue.start.millis(), spoken.millis() - cue.start.millis());
    let all = cue.text.chars().count().max(1) as u128;

    // No product of a time and a count of characters leaves 128 bits, and the share is at most `lasts`.
    let at = |chars: usize| start + (u128::from(lasts) * chars as u128 / all) as u64;
    let mut edges = vec![(0, start)];
    let (mut chars, mut last_word) = (0, "");
    for (from, word) in cue.text.split_inclusive([' ', '\n']).scan(0, |next, word| {
        let from = *next;
        *next += word.len();
        Some((from, word))
    }) {
        let began = edges.last().map_or(start, |(_, time)| *time);
        let said = at(chars).saturating_sub(began);
        let over = at(chars + word.chars().count()).saturating_sub(began) > LONG;
        if from > 0 && said > 0 && (over || said >= SENTENCE && ends_sentence(last_word)) {
            edges.push((from, at(chars)));
        }
        chars += word.chars().count();
        last_word = word;
    }

    edges.push((cue.text.len(), spoken.millis()));
    let mut spans = Vec::with_capacity(edges.len() - 1);
    for pair in edges.windows(2) {
        let ((from, start), (to, end)) = (pair[0], pair[1]);
        let method = if from == 0 && !cue.reckoned { Method::Cue } else { Method::Interpolated };
        let time = TimeSpan::new(Timecode::from_millis(start), Timecode::from_millis(end));
        let moment = Some(Moment::span(time, method));
        let (start, end) = (base + offset(from), base + offset(to));
        spans.push(Span { start, end, moment, line: cue.line });
    }

    spans
}

/// Whether a text ends as a sentence does, perhaps with closing signs after its stop.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let closers = ['»', '”', '"', ')', '’', '\'', ']', ' ', '\u{a0}', '\u{202f}'];
    text.trim_end_matches(closers).ends_with(['.', '!', '?', '…', '♪'])
}
