//! SBV, the captions that `YouTube` lets its users write: `0:00:01.000,0:00:04.000`, text, an empty
//! line.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use super::headerless;
use crate::Format;
use crate::formats::lines::Lines;
use crate::timed::clock::{looks_like_pair, pair};
use crate::timed::markup::Dialect;
use crate::timed::{CueProblem, Transcript};

/// Whether a text has the times of this format.
pub(crate) fn sniff(text: &str) -> bool {
    headerless::format(text) == Some(Format::Sbv)
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Sbv);
    let mut lines = Lines::new(text);
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

    file.into_document(source)
}
