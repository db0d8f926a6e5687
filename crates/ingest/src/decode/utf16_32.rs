//! UTF-16 and UTF-32, by their byte order mark or by where their NUL bytes stand.

use ibid_core::diagnostic::Diagnostic;

use super::{guessed, replaced};

/// `HEAD` bytes tell whether a text without a mark is in one of them.
const HEAD: usize = 4096;

/// The size and order of the units of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UnicodeEncoding {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl UnicodeEncoding {
    fn name(self) -> &'static str {
        match self {
            UnicodeEncoding::Utf16Le => "UTF-16LE",
            UnicodeEncoding::Utf16Be => "UTF-16BE",
            UnicodeEncoding::Utf32Le => "UTF-32LE",
            UnicodeEncoding::Utf32Be => "UTF-32BE",
        }
    }

    /// The text of `bytes`, and how many places in it are broken.
    fn decode(self, bytes: &[u8]) -> (String, usize) {
        let mut bad = 0;
        let mut text: String = match self {
            UnicodeEncoding::Utf16Le | UnicodeEncoding::Utf16Be => {
                let (pairs, _) = bytes.as_chunks::<2>();
                let order = if self == UnicodeEncoding::Utf16Le {
                    u16::from_le_bytes
                } else {
                    u16::from_be_bytes
                };
                let units = pairs.iter().map(|pair| order(*pair));
                char::decode_utf16(units).map(|c| mended(c.ok(), &mut bad)).collect()
            }
            UnicodeEncoding::Utf32Le | UnicodeEncoding::Utf32Be => {
                let (quads, _) = bytes.as_chunks::<4>();
                let order = if self == UnicodeEncoding::Utf32Le {
                    u32::from_le_bytes
                } else {
                    u32::from_be_bytes
                };
                quads.iter().map(|quad| mended(char::from_u32(order(*quad)), &mut bad)).collect()
            }
        };

        if !bytes.len().is_multiple_of(self.width()) {
            text.push(mended(None, &mut bad));
        }
        (text, bad)
    }

    fn width(self) -> usize {
        if matches!(self, UnicodeEncoding::Utf16Le | UnicodeEncoding::Utf16Be) { 2 } else { 4 }
    }
}

/// The character of a unit, or U+FFFD where the unit is broken, which `bad` counts.
fn mended(c: Option<char>, bad: &mut usize) -> char {
    c.unwrap_or_else(|| {
        *bad += 1;
        char::REPLACEMENT_CHARACTER
    })
}

/// The text and what is to be said of it; `None` when the bytes are in neither.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Vec<Diagnostic>)> {
    let mut diagnostics = Vec::new();
    let (encoding, bytes) = match by_mark(bytes) {
        Some(marked) => marked,
        None => {
            let encoding = by_pattern(bytes)?;
            diagnostics.push(guessed(encoding.name()));
            (encoding, bytes)
        }
    };

    let (text, bad) = encoding.decode(bytes);
    diagnostics.extend((bad > 0).then(|| replaced(bad)));
    Some((text, diagnostics))
}

/// WHATWG Encoding, section 6 (BOM sniff), and the marks of UTF-32, which it does not have.
fn by_mark(bytes: &[u8]) -> Option<(UnicodeEncoding, &[u8])> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => Some((UnicodeEncoding::Utf32Le, rest)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some((UnicodeEncoding::Utf32Be, rest)),
        [0xff, 0xfe, rest @ ..] => Some((UnicodeEncoding::Utf16Le, rest)),
        [0xfe, 0xff, rest @ ..] => Some((UnicodeEncoding::Utf16Be, rest)),
        _ => None,
    }
}

/// The NUL bytes stand where the upper halves of Latin letters would, and the rest is a text.
fn by_pattern(bytes: &[u8]) -> Option<UnicodeEncoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if head.len() < 4 || !head.contains(&0) {
        return None;
    }

    let mut nuls = [0_usize; 4];
    for (i, _) in head.iter().enumerate().filter(|(_, b)| **b == 0) {
        nuls[i % 4] += 1;
    }

    let quads = head.len() / 4;
    let (even, odd) = (nuls[0] + nuls[2], nuls[1] + nuls[3]);

    // One upper half in ten at least: even Cyrillic has its spaces.
    let encoding = if nuls[3] >= quads && nuls[2] * 10 >= quads * 9 && nuls[0] * 20 <= quads {
        UnicodeEncoding::Utf32Le
    } else if nuls[0] >= quads && nuls[1] * 10 >= quads * 9 && nuls[3] * 20 <= quads {
        UnicodeEncoding::Utf32Be
    } else if odd * 20 >= head.len() && even * 20 <= odd {
        UnicodeEncoding::Utf16Le
    } else if even * 20 >= head.len() && odd * 20 <= even {
        UnicodeEncoding::Utf16Be
    } else {
        return None;
    };

    let whole = head.len() - head.len() % encoding.width();
    is_plausible(&encoding.decode(&head[..whole]).0).then_some(encoding)
}

/// Most characters are letters, figures or spaces, hardly any is a control or broken, and they are
/// of a few blocks of Unicode: numbers read as characters are not.
fn is_plausible(text: &str) -> bool {
    let mut blocks = std::collections::BTreeMap::new();
    let (mut all, mut words, mut bad) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        words += usize::from(c.is_alphanumeric() || c.is_whitespace());
        let control = c.is_control() && !matches!(c, '\t'..='\r' | '\u{1b}');
        bad += usize::from(control || c == char::REPLACEMENT_CHARACTER);
        *blocks.entry(u32::from(c) >> 8).or_insert(0_usize) += 1;
    }

    let mut blocks: Vec<usize> = blocks.into_values().collect();
    blocks.sort_unstable_by(|a, b| b.cmp(a));
    let common: usize = blocks.iter().take(3).sum();

    // The head may end within a character.
    bad <= 1 + all / 50 && words * 10 >= all * 6 && common * 10 >= all * 9
}
