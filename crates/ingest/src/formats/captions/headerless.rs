//! Captions that do not say what they are: told by the times in their first lines.

use ibid_core::format::Format;

use crate::formats::notes::markdown::front_matter::front_matter;
use crate::timed::{arrow, clock};

/// A caption format without a signature: one of the first lines has times, and in all the lines
/// looked at there are times enough. Of times under a counter, one is, and of others two where they
/// are well written; but what a page shows within a fence is an example.
pub(super) fn format(text: &str) -> Option<Format> {
    const LOOKED_AT: usize = 100;
    if front_matter(text).is_some() {
        return None;
    }

    let mut found: Option<(Format, usize)> = None;
    let (mut timed, mut sure, mut all) = (0, 0, 0);
    let (mut above, mut fenced) = ("", false);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT) {
        fenced ^= line.trim_start().starts_with("```");
        if let Some((format, weight)) = times(line, above).filter(|_| !fenced) {
            timed += 1;
            sure += weight;
            found = found.or(Some((format, all)));
        }
        all += 1;
        above = line;
    }

    let (format, at) = found?;
    let (highest, most) = if sure >= 2 { (24, 40) } else { (8, 8) };
    (at < highest && timed * most >= all - at).then_some(format)
}

/// The format of a line with times, seen with the line above it, and how telling it is: 2 where it
/// has a counter, 1 where it is well written.
fn times(line: &str, above: &str) -> Option<(Format, usize)> {
    if clock::pair(line).is_some() {
        return Some((Format::Sbv, 1));
    }
    let arrow = arrow::read(line)?;
    let above = above.trim();
    let counted = above.bytes().all(|b| b.is_ascii_digit()) && !above.is_empty();
    if !counted && !arrow.has_head {
        return None;
    }

    let start = line.split(['-', '>', '→']).next().unwrap_or_default();
    let format = if counted || start.contains(',') { Format::Srt } else { Format::WebVtt };
    let well = arrow.start.is_some() && arrow.end.is_some();

    Some((format, usize::from(well) * (1 + usize::from(counted))))
}
