//! A long text that is looked at part by part, to see whether decoding would leave it as it is.

use ibid_core::diagnostic::Diagnostic;

use super::mojibake::{self, Doubled};
use super::survey::Survey;

/// Of so many bytes of such a text one may be a control character. Decoding takes fewer characters
/// than that for a sign of bytes that are no text.
const RARE: u64 = 40;

/// What was seen of a text so far.
#[derive(Debug, Default)]
pub(crate) struct PlainText {
    bytes: u64,
    controls: u64,
    doubled_signs: usize,
    doubled: Doubled,
    last: Option<u8>,
}

impl PlainText {
    /// Looks at the whole lines that come next. Whether decoding leaves them as they are but for the
    /// ends of lines: it stops where it would not.
    pub(crate) fn add(&mut self, lines: &[u8]) -> bool {
        let has_mark = self.bytes == 0 && lines.starts_with(super::MARK);
        let Ok(text) = std::str::from_utf8(lines) else { return false };
        let seen = Survey::from_bytes(lines);
        if has_mark || seen.nuls > 0 || seen.returns != line_ends(lines, seen.returns) {
            return false;
        }
        self.bytes += lines.len() as u64;
        self.controls += seen.controls as u64;
        self.doubled_signs += seen.doubled;
        self.doubled.add(text);
        self.last = lines.last().copied();
        true
    }

    /// What decoding says of the text; `None` where it would not leave it as it is.
    pub(crate) fn diagnostics(&self) -> Option<Vec<Diagnostic>> {
        let has_end_mark = self.last == Some(0x1a);
        if has_end_mark || self.controls.saturating_mul(RARE) > self.bytes {
            return None;
        }
        Some(mojibake::of_counts(&self.doubled, self.doubled_signs).into_iter().collect())
    }
}

/// How many lines end with a carriage return and a line feed; `returns` is how many of the first
/// there are.
fn line_ends(lines: &[u8], returns: usize) -> usize {
    if returns == 0 {
        return 0;
    }
    lines.windows(2).filter(|pair| *pair == b"\r\n").count()
}
