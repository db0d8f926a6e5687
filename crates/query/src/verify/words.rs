//! The words of a text, by which it is compared with a quote.

use std::ops::Range;

use ibid_core::analysis::fold::{fold, lower};

/// A stretch of letters and digits.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) folded: String,
    pub(super) bytes: Range<usize>,
}

/// The words of a text, folded.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut low = String::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // A combining accent and a soft hyphen are part of the word around them.
        let inside = c.is_alphanumeric() || start.is_some() && is_inside(c);
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                let mut folded = String::new();
                lower(&text[from..at], &mut low);
                fold(&low, &mut folded);
                words.push(Word { folded, bytes: from..at });
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn is_inside(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// Whether two texts are the same, where a run of spaces and line breaks counts as one space.
pub(super) fn same_but_space(a: &str, b: &str) -> bool {
    let plain = |c: char| matches!(c, ' ' | '\t'..='\r');
    a.split(plain)
        .filter(|part| !part.is_empty())
        .eq(b.split(plain).filter(|part| !part.is_empty()))
}
