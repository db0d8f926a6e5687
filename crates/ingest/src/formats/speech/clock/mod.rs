//! Transcripts with a clock in plain text and Markdown: each line or paragraph tells when it was
//! said, and often who said it, in one of the many shapes that tools and people write.
//!
//! `stamp` reads one time, `light` takes the marks of Markdown away, and `marks` those that tools put
//! around times and names, with `above`, `echoes`, `millis`, `outlines`, `panels`, `signs`,
//! `rows`, `tags` and `spoken`; `shape` tells what one line is, `page` and `peers` what the lines of a
//! file are beside one another, `habits` decides by the file as a whole, `others` what its times may
//! be else, `doubt` whether that is sure, and `reader` goes through it, with `entry`, `front` above the
//! first time, and `messages`. Clocks that stand in the running text of notes are for `running`, which
//! dates the blocks that another reader made.

mod above;
mod cells;
mod doubt;
mod echoes;
mod entry;
mod front;
mod habits;
mod light;
mod marks;
mod messages;
mod millis;
mod notes;
mod others;
mod outlines;
mod page;
mod panels;
mod peers;
mod reader;
mod rows;
mod running;
mod shape;
mod signs;
mod spoken;
mod stamp;
mod tags;
mod times;

use crate::formats::notes::markdown::medium_of;
use page::Page;

pub(crate) use reader::{read, read_console};
pub(crate) use running::{Use, closes_with_clock, settle};

/// Whether the lines or paragraphs of a text tell seconds of a medium.
pub(crate) fn sniff(text: &str) -> bool {
    if text.contains("yt-timestamp") || !has_clock(text) {
        return false;
    }
    // A table whose head says that its times are hours of the day is one of a text.
    if super::table::heads_of_hours(text).next().is_some() {
        return false;
    }
    let lines = light::lines(body(text));
    if lead_apart(&lines) || links_close_lines(&lines) {
        return false;
    }
    let page = Page::new(&lines);
    messages::is_chat(&page)
        || habits::habits(&page).is_some_and(|habits| !notes::are_notes(&page, &habits))
}

/// Whether the times of lines link into several media: then they are notes, and no transcript.
fn lead_apart(lines: &[light::Line<'_>]) -> bool {
    let mut media = lines.iter().filter_map(|line| Some(medium_of(line.link.as_deref()?)));
    let first = media.next();
    media.any(|medium| Some(medium) != first)
}

/// Whether most times are links that stand behind the words of their line: these are notes, which may
/// have a list of chapters above them.
fn links_close_lines(lines: &[light::Line<'_>]) -> bool {
    let closes = |line: &&light::Line<'_>| line.link.is_some() && closes_with_clock(&line.text);
    let closing = lines.iter().filter(closes).count();
    let opening = lines.iter().filter(|line| stamp::at_start(&line.text).is_some()).count();
    closing > opening
}

/// Whether the times in brackets that the lines of a text begin with are those of the day, or of
/// something else than a medium.
pub(super) fn is_no_medium(text: &str) -> bool {
    let lines = light::lines(text);
    let page = Page::new(&lines);
    messages::is_chat(&page) || habits::is_of_day(&page) || others::are_in_brackets(&page)
}

/// A digit, a colon and two digits, minutes with another sign, or a time in words: cheap to look for,
/// and most texts have none.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let clock = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1)) && digit(Some(at + 2));
    let sign = |at: usize| {
        let signs = ["m", "min", "'", "’", "′"];
        let is_sign = || {
            let rest = text.get(at..).unwrap_or_default();
            signs.iter().any(|sign| rest.strip_prefix(sign).is_some_and(is_digit))
        };
        digit(at.checked_sub(1)) && is_sign() || is_spaced_minute(text, at)
    };
    memchr::memchr_iter(b':', bytes).any(clock)
        || memchr::memchr3_iter(b'm', b'\'', 0xE2, bytes).any(sign)
        || memchr::memmem::find(bytes, b" second").is_some()
        || [b"s)", b"s]"]
            .into_iter()
            .any(|end| memchr::memmem::find_iter(bytes, end).any(|at| digit(at.checked_sub(1))))
        || memchr::memchr_iter(b';', bytes).any(|at| clock(at) && digit(at.checked_sub(2)))
        || memchr::memmem::find(bytes, b"youtube-timestamp").is_some()
        || millis::may_tell(body(text))
        || text.lines().any(|line| {
            if !line.bytes().any(|b| b.is_ascii_digit()) {
                return false;
            }
            let line = line.trim().trim_start_matches(['à', 'À', ' ']);
            stamp::at_start(line).is_some() || spoken::may_tell(line) || ends_in_seconds(line)
        })
}

/// Whether minutes stand at a place that are written apart, `1 min 15 s`.
fn is_spaced_minute(text: &str, at: usize) -> bool {
    const SPACES: [char; 3] = [' ', '\u{a0}', '\u{202f}'];
    let Some((before, rest)) = text.split_at_checked(at) else { return false };
    let rest = rest.strip_prefix("min").or_else(|| rest.strip_prefix("mn"));
    rest.is_some_and(|rest| is_digit(rest.trim_start_matches(SPACES)))
        && before.trim_end_matches(SPACES).ends_with(|c: char| c.is_ascii_digit())
}

/// `Jane Roe 7s`, `Jane Roe (1m 15s)`
fn ends_in_seconds(line: &str) -> bool {
    let line = line.trim_end_matches([')', ']', ':', ' ']);
    line.strip_suffix(['s', '"'])
        .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a line begins with a clock, or ends with one in brackets: it tells when something is, or who
/// speaks then, and heads nothing.
pub(crate) fn stands_by_clock(line: &str) -> bool {
    let line = line.trim();
    // `9h30 Accueil`, `14 h : ateliers`
    let hour = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_hour = (1..=2).contains(&(line.len() - hour.len()))
        && hour.trim_start_matches([' ', '\u{a0}']).strip_prefix('h').is_some_and(|rest| {
            let rest = rest.trim_start_matches([' ', '\u{a0}']);
            !rest.starts_with(char::is_alphabetic) && rest.contains(char::is_alphabetic)
        });
    is_hour
        || stamp::at_start(line).is_some()
        || stamp::at_end(line).is_some_and(|(stamp, _)| stamp.bracketed || stamp.end.is_some())
}

fn is_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// What stands below the front matter.
fn body(text: &str) -> &str {
    crate::formats::notes::markdown::front_matter::front_matter(text).map_or(text, |(_, body)| body)
}

#[cfg(test)]
mod cost_tests;
#[cfg(test)]
mod tests;
