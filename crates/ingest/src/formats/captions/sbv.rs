//! SBV, the captions that `YouTube` lets its users write: `0:00:01.000,0:00:04.000`, text, an empty
//! line.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use super::headerless;
use super::parts::{CueReader, Place};
use crate::Format;
use crate::formats::lines::Lines;
use crate::timed::clock::{looks_like_pair, pair};
use crate::timed::markup::Dialect;
use crate::timed::{CueProblem, Transcript};

/// Whether a text has the times of this format.
pub(crate) fn sniff(text: &str) -> bool {
    headerless::format(text) == Some(Format::Sbv)
}

/// Whether a line may stand above the cues: a tag of `SubViewer`, as `[TITLE]Budget`, or nothing.
fn is_head(line: &str) -> bool {
    let tag = line.trim().strip_prefix('[').and_then(|rest| rest.split_once(']'));
    line.trim().is_empty()
        || tag.is_some_and(|(tag, _)| {
            tag.len() > 2 && tag.chars().all(|c| c.is_ascii_uppercase() || c == ' ')
        })
}

/// The title that a tag of `SubViewer` says.
fn title_of(line: &str) -> Option<String> {
    let title = line.trim().strip_prefix("[TITLE]")?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Sbv);
    Reader::default().take(text, 0, &mut file);
    file.into_document(source)
}

/// Whether a part of a file may end right before a line: nothing but times begins a cue.
pub(super) fn may_part(place: &Place<'_>) -> bool {
    looks_like_pair(place.line)
}

/// What is known of a file from the parts of it that were read.
#[derive(Default)]
pub(super) struct Reader {
    /// Its head was read.
    begun: bool,
}

impl CueReader for Reader {
    fn take(&mut self, text: &str, above: u32, file: &mut Transcript) {
        let mut lines = Lines::below(text, above);
        while let Some(line) = lines.next_if(|line| !self.begun && is_head(line)) {
            file.about.title = file.about.title.take().or_else(|| title_of(line.text));
        }
        self.begun = true;
        take(&mut lines, file);
    }
}

/// Reads cues.
fn take(lines: &mut Lines<'_>, file: &mut Transcript) {
    while let Some(line) = lines.next() {
        if line.text.trim().is_empty() {
            continue;
        }
        let is_times = looks_like_pair(line.text);
        let first = if is_times { lines.place() } else { line.at };
        // An empty line within a cue is part of it: nothing but times begins another.
        while lines.next_if(|line| !looks_like_pair(line)).is_some() {}
        let payload = lines.since(first);
        let below = line.number.saturating_add(u32::from(is_times));
        match pair(line.text) {
            Some(times) => file.take(times, payload, below, Dialect::Sbv),
            None => {
                if is_times {
                    file.counts.add(CueProblem::UnreadableTime, line.number);
                }
                file.keep_untimed(payload, below);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_head_of_subviewer_is_not_said() {
        let text = "[INFORMATION]\n[TITLE]Budget\n[AUTHOR]\n[END INFORMATION]\n[SUBTITLE]\n[COLF]&HFFFFFF\n00:00:05.00,00:00:09.00\n[Music]\nHello\n\n00:00:10.00,00:00:12.00\nBye\n";
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(document.about.title.as_deref(), Some("Budget"));
        let words: Vec<&str> = document.cues.iter().map(|cue| cue.text.as_str()).collect();
        assert!(words.iter().any(|text| text.contains("Hello")), "{words:?}");
        assert!(document.blocks.iter().all(|block| !block.text.contains("INFORMATION")));
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    }
}
