//! From the pieces of a list to words: with the spaces before them, and the signs behind them.

use super::Word;
use super::item::Item;
use crate::clean::is_space;
use crate::timed::words::TimedPiece;

/// The words of a list, each with the space before it where there is one.
///
/// Some lists hold the spaces as entries, some hold them in the texts of words, and most hold none:
/// then a space stands before every word, and none before a sign.
pub(super) fn words<'i, 'a: 'i>(
    items: impl Iterator<Item = &'i Item<'a>>,
    scale: f64,
) -> Vec<Word> {
    let items: Vec<&Item<'a>> = items.collect();
    let by_entry = items.iter().any(|item| item.is_space);
    let by_text = items.iter().any(|item| !item.is_space && item.text.starts_with(is_space));
    let mut words: Vec<Word> = Vec::with_capacity(items.len());
    let mut space = false;

    for item in items {
        if item.is_space {
            space = true;
            continue;
        }
        if item.attached && !words.is_empty() {
            attach(item, std::mem::take(&mut space), &mut words);
            continue;
        }
        let spaced = if by_entry || by_text { std::mem::take(&mut space) } else { true };
        words.push(word(item, spaced, scale));
    }

    words
}

/// Puts a sign behind the last word; a space behind it, as Rev writes it (`". "`), stands before
/// the next one.
fn attach(sign: &Item<'_>, spaced: bool, words: &mut [Word]) {
    let Some(last) = words.last_mut() else { return };
    if spaced {
        last.piece.text.push(' ');
    }
    last.piece.text.push_str(&sign.text);
}

fn word(item: &Item<'_>, spaced: bool, scale: f64) -> Word {
    let mut text = item.text.clone();
    if spaced && !text.starts_with(is_space) {
        text.insert(0, ' ');
    }
    let piece = TimedPiece {
        text,
        start: item.start.and_then(|time| time.millis(scale)),
        end: item.end.and_then(|time| time.millis(scale)),
        confidence: item.confidence,
    };
    Word { piece, speaker: item.speaker.clone(), at: item.at }
}
