//! The text of an event: what is said, without its override codes, shapes and line breaks; and when
//! its syllables are sung.

use crate::clean::{clean, collapse, nfc};
use crate::timed::words::TimedPiece;

/// What an event says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct EventText {
    /// Cleaned; its lines are parted by line feeds.
    pub(super) text: String,
    /// Karaoke codes time it.
    pub(super) sung: bool,
    /// Centiseconds from the start of the event: from, to, and the text between.
    syllables: Vec<(u64, u64, String)>,
}

impl EventText {
    /// The syllables on the clock of the medium, when their event starts at `start` milliseconds.
    pub(super) fn pieces(&self, start: u64) -> Vec<TimedPiece> {
        self.syllables.iter().map(|syllable| piece(syllable, start)).collect()
    }
}

/// A syllable of an event that starts at `start` milliseconds.
fn piece((from, to, text): &(u64, u64, String), start: u64) -> TimedPiece {
    let time = |centis: u64| Some(start.saturating_add(centis.saturating_mul(10)));
    let text = collapse(&nfc(text.clone()));
    TimedPiece { text, start: time(*from), end: time(*to), confidence: None }
}

/// Reads the text of an event.
pub(super) fn read(text: &str) -> EventText {
    let mut reader =
        OverrideReader { syllables: vec![(0, 0, String::new())], ..OverrideReader::default() };
    // Beyond the last brace none closes.
    let last = text.rfind('}').unwrap_or(0);
    let mut at = 0;
    while let Some(found) = text[at..].find(['{', '\\']) {
        reader.plain(&text[at..at + found]);
        at += found;
        let rest = &text[at..];
        if rest.starts_with('{') && at < last {
            let end = rest.find('}').unwrap_or(0);
            reader.codes(&rest[1..end.max(1)]);
            at += end + 1;
        } else {
            at += reader.escape(rest);
        }
    }

    reader.plain(&text[at..]);
    reader.finish()
}

#[derive(Default)]
struct OverrideReader {
    /// Shapes are drawn, not said.
    draws: bool,
    sung: bool,
    syllables: Vec<(u64, u64, String)>,
}

impl OverrideReader {
    fn plain(&mut self, text: &str) {
        if let Some((.., syllable)) = self.syllables.last_mut().filter(|_| !self.draws) {
            syllable.push_str(text);
        }
    }

    /// A sign that is no code, or a break; how many bytes it has.
    fn escape(&mut self, rest: &str) -> usize {
        let sign = match rest.as_bytes().get(1) {
            Some(b'N') if rest.starts_with('\\') => "\n",
            Some(b'n' | b'h') if rest.starts_with('\\') => " ",
            Some(b'{') if rest.starts_with('\\') => "{",
            Some(b'}') if rest.starts_with('\\') => "}",
            _ => {
                self.plain(&rest[..1]);
                return 1;
            }
        };
        self.plain(sign);
        2
    }

    /// What stands in braces: codes, each after a backslash, and remarks.
    fn codes(&mut self, inside: &str) {
        for code in inside.split('\\').skip(1) {
            let code = code.trim();
            let name = code.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            let number = code[name.len()..].split('.').next().and_then(|n| n.parse::<u64>().ok());
            match (name, number) {
                ("p", Some(scale)) => self.draws = scale > 0,
                ("k" | "K" | "kf" | "ko", Some(lasts)) => self.syllable(lasts),
                ("kt", Some(from)) => {
                    self.sung = true;
                    self.syllables.push((from, from, String::new()));
                }
                _ => {}
            }
        }
    }

    fn syllable(&mut self, lasts: u64) {
        self.sung = true;
        let from = self.syllables.last().map_or(0, |(_, to, _)| *to);
        self.syllables.push((from, from.saturating_add(lasts), String::new()));
    }

    fn finish(self) -> EventText {
        let whole: String = self.syllables.iter().map(|(.., text)| text.as_str()).collect();
        let lines = whole.split('\n').map(clean).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join("\n");
        let said = |(.., text): &(u64, u64, String)| !text.trim().is_empty();
        let syllables = self.syllables.into_iter().filter(said).collect();
        EventText { text, sung: self.sung, syllables }
    }
}
