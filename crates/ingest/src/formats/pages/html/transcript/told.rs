//! Times that the attributes of elements tell: `data-m="1200"` of Hyperaudio, `data-start="3.5"` and
//! its like of players, and the anchors `ts_1200_4100_S01` of noScribe.

use super::super::tags::attributes;
use super::marks::Piece;
use crate::formats::links;
use crate::timed::clock;

/// What numbers count under names that do not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Millis,
    Seconds,
}

/// Names whose numbers are milliseconds.
const MILLIS: [&str; 4] = ["data-m", "data-ms", "data-start-ms", "data-startms"];
/// Names whose numbers are seconds or milliseconds, or clocks.
const UNTOLD: [&str; 6] = [
    "data-start",
    "data-start-time",
    "data-starttime",
    "data-begin",
    "data-time",
    "data-timestamp",
];
/// No medium lasts longer, in seconds.
const LONGEST: f64 = 360_000.0;

/// Whether a page may have such times: cheap to look for, since nearly every page has attributes for
/// its scripts.
pub(super) fn may_be_in(page: &str) -> bool {
    let is_ours = |(at, _): (usize, &str)| {
        let rest = &page.as_bytes()[at..];
        MILLIS.iter().chain(&UNTOLD).any(|name| {
            let ends = |byte: &u8| *byte == b'=' || byte.is_ascii_whitespace();
            let (known, length) = (name.as_bytes(), name.len());
            rest.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(known))
                && rest.get(length).is_some_and(ends)
        })
    };
    page.contains("\"ts_") || page.contains("'ts_") || page.match_indices("data-").any(is_ours)
}

/// The milliseconds that an element with these attributes begins at.
pub(super) fn millis(attributes_of: &str, unit: Unit) -> Option<u64> {
    let number = |text: &str, scale: f64| {
        let number = text.parse::<f64>().ok().filter(|n| (0.0..LONGEST * 1000.0).contains(n))?;
        let millis = number * scale;
        // The bounds make the cast exact.
        (millis < LONGEST * 1000.0).then(|| millis.round() as u64)
    };
    attributes(attributes_of).find_map(|(name, value)| {
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        let digit = value.starts_with(|c: char| c.is_ascii_digit());
        if name == "name" || name == "id" {
            let (start, rest) = value.strip_prefix("ts_")?.split_once('_')?;
            let end = rest.split('_').next().unwrap_or(rest);
            return number(end, 1.0).and(number(start, 1.0));
        }
        if !digit {
            return None;
        }
        if MILLIS.contains(&name.as_str()) {
            return number(value, 1.0);
        }
        if !UNTOLD.contains(&name.as_str()) {
            return None;
        }
        if value.contains(':') {
            return clock::time(value).map(|time| time.millis());
        }
        let seconds = value.strip_suffix('s').unwrap_or(value);
        let is_fraction = seconds.contains('.') || seconds.len() < value.len();
        let scale = if unit == Unit::Millis && !is_fraction { 1.0 } else { 1000.0 };
        number(seconds, scale)
    })
}

/// Whether an element names who speaks.
pub(super) fn is_speaker(attributes_of: &str) -> bool {
    let class = attributes(attributes_of).find(|(name, _)| name.eq_ignore_ascii_case("class"));
    class.is_some_and(|(_, class)| {
        class.split_ascii_whitespace().any(|one| matches!(one, "speaker" | "speaker-name"))
    })
}

/// Whether an element is called a time by its class.
pub(super) fn is_clock_class(attributes_of: &str) -> bool {
    let class = attributes(attributes_of).find(|(name, _)| name.eq_ignore_ascii_case("class"));
    class.is_some_and(|(_, class)| names_clock(class))
}

fn names_clock(class: &str) -> bool {
    const NAMES: [&str; 6] =
        ["time", "timestamp", "timecode", "time-stamp", "time-code", "horodatage"];
    class.split_ascii_whitespace().any(|one| NAMES.contains(&one))
}

/// Whether a few elements of a page are called times: cheap to look for, and most pages have none.
pub(super) fn has_clock_classes(page: &str) -> bool {
    const FEWEST: usize = 2;
    /// No class that names a time is longer, in bytes.
    const LONGEST: usize = 200;
    let bytes = page.as_bytes();
    let called = |at: &usize| {
        let rest = &bytes[at + "class=".len()..];
        let rest = &rest[..rest.len().min(LONGEST)];
        let Some((sign, inner)) = rest.split_first() else { return false };
        let end = inner.iter().position(|byte| byte == sign).unwrap_or_default();
        std::str::from_utf8(&inner[..end]).is_ok_and(names_clock)
    };
    memchr::memmem::find_iter(bytes, "class=").filter(called).take(FEWEST).count() == FEWEST
}

/// Whether people can have said what stands between the times: they rise, and as many words stand
/// between the first and the last as speech has. Widgets, dates and comments have others.
pub(super) fn is_speech(pieces: &[(usize, Piece)]) -> bool {
    /// Words of a minute.
    const SLOWEST: u64 = 12;
    const FASTEST: u64 = 480;
    let times: Vec<u64> = pieces.iter().filter_map(|(_, piece)| time(piece)).collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return false };
    let back = times.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let to = pieces.iter().rposition(|(_, piece)| time(piece).is_some()).unwrap_or_default();
    let from = pieces.iter().position(|(_, piece)| time(piece).is_some()).unwrap_or_default();
    let said = pieces[from..to].iter().map(|(_, piece)| match piece {
        Piece::Text(text) => text.split_whitespace().count() as u64,
        _ => 0,
    });
    let words: u64 = said.sum();
    let lasts = last.saturating_sub(*first);
    let (slow, fast) = (lasts.saturating_mul(SLOWEST), lasts.saturating_mul(FASTEST));
    back * 20 <= times.len() && (slow..=fast).contains(&(words * 60_000))
}

/// Where the first of the times stands that a page tells and that no speech fits, and how many there
/// are: such as may be seconds all the same.
pub(super) fn not_believed(pieces: &[(usize, Piece)]) -> Option<(usize, usize)> {
    let times = pieces.iter().filter_map(|(at, piece)| Some((*at, time(piece)?)));
    links::perhaps_seconds(&times.collect::<Vec<_>>())
}

fn time(piece: &Piece) -> Option<u64> {
    match piece {
        Piece::Time(time, _) => Some(*time),
        _ => None,
    }
}
