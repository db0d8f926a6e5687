//! The words of a text as Unicode cuts them (UAX #29), whole again where it does not know the sign that
//! holds them together.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::is_apostrophe;
use super::inclusive;

/// A word as Unicode cuts it: byte offsets in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// A word that Unicode never parts, with what follows it up to a space.
pub(super) struct PlainWord {
    /// How many bytes the word has…
    pub(super) word: usize,
    /// …and how many with the signs behind it.
    pub(super) chunk: usize,
    /// It has nothing but letters; otherwise apostrophes between them, too.
    pub(super) letters_only: bool,
}

/// The word that a text begins with, where it has letters, each apostrophe stands between two of them,
/// and only signs follow up to the next space.
pub(super) fn plain_word(text: &[u8]) -> Option<PlainWord> {
    let (mut word, mut letters_only) = (0, true);
    loop {
        let rest = &text[word..];
        if let Some(letter) = letter(rest) {
            word += letter;
        } else if let Some(apostrophe) = inner_apostrophe(rest).filter(|_| word > 0) {
            word += apostrophe;
            letters_only = false;
        } else {
            break;
        }
    }
    let signs = text[word..].iter();
    let signs = signs.take_while(|byte| matches!(byte, b'.' | b',' | b'!' | b'?' | b';' | b':'));
    let chunk = word + signs.count();
    let ends = matches!(text.get(chunk), None | Some(b' '));
    (word > 0 && ends).then_some(PlainWord { word, chunk, letters_only })
}

/// How many bytes the letter up to ÿ has that a text begins with.
fn letter(text: &[u8]) -> Option<usize> {
    match text {
        [byte, ..] if byte.is_ascii_alphabetic() => Some(1),
        // À to Ö, à to ö, ø to ÿ
        [0xc3, 0x80..=0x96 | 0xa0..=0xb6 | 0xb8..=0xbf, ..] => Some(2),
        _ => None,
    }
}

/// How many bytes the apostrophe has that a text begins with, where a letter follows it: between two
/// letters it parts no word.
fn inner_apostrophe(text: &[u8]) -> Option<usize> {
    let (apostrophe, rest) = match text {
        [b'\'', rest @ ..] => (1, rest),
        [0xe2, 0x80, 0x99, rest @ ..] => (3, rest),
        _ => return None,
    };
    letter(rest).is_some().then_some(apostrophe)
}

/// Cuts a part of a text into Unicode words, whole again where an apostrophe or a middle dot that
/// Unicode does not know parted them.
pub(super) fn cut_chunk(text: &str, chunk: Range<usize>, pieces: &mut Vec<Piece>) {
    for (start, word) in text[chunk.clone()].unicode_word_indices() {
        // to Unicode a narrow no-break space is part of a word, to French typography it parts them
        let mut at = chunk.start + start;
        for part in word.split('\u{202f}') {
            if !part.is_empty() {
                add(text, Piece { start: at, end: at + part.len() }, pieces);
            }
            at += part.len() + '\u{202f}'.len_utf8();
        }
    }
}

/// Adds a piece, or makes the one before longer by it.
fn add(text: &str, piece: Piece, pieces: &mut Vec<Piece>) {
    let word = &text[piece.start..piece.end];
    match pieces.last_mut() {
        Some(last) if last.end < piece.start && belongs(&text[last.end..piece.start], word) => {
            last.end = piece.end;
        }
        _ => pieces.push(piece),
    }
}

/// Whether `between` is one sign that holds `word` to the word before.
fn belongs(between: &str, word: &str) -> bool {
    let mut chars = between.chars();
    let (Some(sign), None) = (chars.next(), chars.next()) else { return false };
    is_apostrophe(sign)
        || (matches!(sign, '•' | '⋅' | '∙')
            && word.len() <= 6
            && inclusive::is_suffix(&word.to_lowercase()))
}

/// Whether a word has nothing but letters up to ÿ, the first one of ASCII.
pub(super) fn has_letters_only(word: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, 0x80..=0xbf | 0xc3);
    word.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && word.bytes().all(is_letter)
}
