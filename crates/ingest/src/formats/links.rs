//! Links that open a medium at a second: `?t=75`, `&t=1m15s`, `?start=75`, `#t=75`, `#t=00:01:15`.
//!
//! A number in the query of an address is a second only where the address plays something, or the
//! label of the link shows the same time: forums number their topics so (`viewtopic.php?t=167`), and
//! lists their pages (`?start=20`).

use ibid_core::address::Address;

use crate::beside::is_recording;
use crate::timed::clock;

/// The names under which addresses say a second.
const NAMES: [&str; 4] = ["t", "start", "time_continue", "timestamp"];

/// Hosts that play what stands below a path.
const PLAYERS: [(&str, &str); 24] = [
    ("vimeo.com", "/"),
    ("player.vimeo.com", "/"),
    ("dailymotion.com", "/video/"),
    ("dai.ly", "/"),
    ("archive.org", "/details/"),
    ("rumble.com", "/"),
    ("odysee.com", "/"),
    ("facebook.com", "/"),
    ("fb.watch", "/"),
    ("twitch.tv", "/"),
    ("soundcloud.com", "/"),
    ("open.spotify.com", "/"),
    ("bilibili.com", "/video/"),
    ("ted.com", "/talks/"),
    ("c-span.org", "/video/"),
    ("drive.google.com", "/file/"),
    ("loom.com", "/"),
    ("fathom.video", "/"),
    ("app.fireflies.ai", "/view/"),
    ("otter.ai", "/"),
    ("tldv.io", "/"),
    ("grain.com", "/"),
    ("pca.st", "/"),
    ("overcast.fm", "/"),
];

/// What an address says of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// The second, in milliseconds.
    Second(u64),
    /// A number that may be one.
    Number(u64),
}

/// The second that an address says by itself, in milliseconds.
pub(crate) fn time_of(address: &str) -> Option<u64> {
    match said(address)? {
        Said::Second(time) => Some(time),
        Said::Number(_) => None,
    }
}

/// The second that a link says, in milliseconds: its address does, or its label shows the number
/// that stands there as a time.
pub(crate) fn time_of_link(address: &str, label: &str) -> Option<u64> {
    match said(address)? {
        Said::Second(time) => Some(time),
        Said::Number(time) => shows(label, time).then_some(time),
    }
}

/// The number in an address that is a second only if the label of the link shows it.
pub(crate) fn number_of(address: &str) -> Option<u64> {
    match said(address)? {
        Said::Second(_) => None,
        Said::Number(time) => Some(time),
    }
}

/// Where the first of some numbers stands, and how many there are, if they may be seconds all the same.
pub(crate) fn perhaps_seconds<P: Copy>(numbers: &[(P, u64)]) -> Option<(P, usize)> {
    let (first, _) = numbers.first()?;
    let times: Vec<u64> = numbers.iter().map(|(_, number)| *number).collect();
    may_be_seconds(&times).then_some((*first, times.len()))
}

/// Whether times that stand one after the other may be seconds of a recording: enough, which rise, and
/// not by the same step each, as the numbers of rows, pages and days do.
fn may_be_seconds(times: &[u64]) -> bool {
    const FEWEST: usize = 3;
    let mut times = times.to_vec();
    times.dedup();
    let back = times.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let steps: Vec<u64> = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let same = steps.windows(2).all(|pair| pair[0] == pair[1]);
    times.len() >= FEWEST && back * 5 < times.len() && !same
}

fn said(address: &str) -> Option<Said> {
    let (before, fragment) = parts(address);
    let query = before.split_once('?').map(|(_, query)| query);
    let found = |part: &str| {
        let fields = part.split('&').filter_map(|field| field.split_once('='));
        let mut named = fields.filter(|(name, _)| NAMES.contains(name));
        named.find_map(|(name, value)| Some((name.to_owned(), value.to_owned(), millis(value)?)))
    };
    let (name, value, time, is_query) = match (query.and_then(found), fragment.and_then(found)) {
        (Some((name, value, time)), _) => (name, value, time, true),
        (None, Some((name, value, time))) => (name, value, time, false),
        (None, None) => return None,
    };
    let is_number = value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // Behind the sign of a fragment Media Fragments (W3C) stand; a page may number its parts so.
    let plays = if is_query { plays(before, &name) } else { !path_of(before).is_empty() };
    let sure = !is_number || name == "time_continue" || plays;
    Some(if sure { Said::Second(time) } else { Said::Number(time) })
}

/// Whether an address plays a recording or a video.
pub(crate) fn opens_recording(address: &str) -> bool {
    plays(address, "t")
}

/// Whether an address plays a recording, and takes the second where it starts under a name.
fn plays(address: &str, name: &str) -> bool {
    const FOLDERS: [&str; 3] = ["/w/", "/videos/watch/", "/videos/embed/"];
    if is_recording(path_of(address)) {
        return true;
    }
    let Some(address) = Address::read(address) else { return false };
    // Other sites show the videos of YouTube under the path that it gives them.
    let is_watched = address.path.trim_end_matches('/') == "/watch"
        && address.query.unwrap_or_default().split('&').any(|field| field.starts_with("v="));
    // The videos of Vimeo are numbers, and its other pages have none.
    let is_id = |id: &str| match address.host.ends_with("vimeo.com") {
        true => id.bytes().any(|b| b.is_ascii_digit()),
        false => !id.is_empty(),
    };
    let is_player = |(host, path): &(&str, &str)| {
        address.host == *host && address.path.strip_prefix(path).is_some_and(is_id)
    };
    address.youtube_id().is_some()
        || is_watched
        || PLAYERS.iter().any(is_player)
        || FOLDERS.iter().any(|folder| address.path.starts_with(folder))
        || name == "t" && is_named_recording(address.path)
}

/// What stands before the query of an address.
fn path_of(address: &str) -> &str {
    address.split('?').next().unwrap_or(address)
}

/// Whether a path says that what it leads to is one that is played: `/podcast/12`.
fn is_named_recording(path: &str) -> bool {
    const WORDS: [&str; 12] = [
        "video", "videos", "podcast", "podcasts", "episode", "episodes", "talk", "talks", "player",
        "embed", "listen", "replay",
    ];
    let mut folders = path.split('/').rev();
    let is_id = folders.find(|folder| !folder.is_empty()).is_some();
    is_id && folders.any(|folder| WORDS.contains(&folder))
}

/// Whether the label of a link shows a time, to the second.
fn shows(label: &str, time: u64) -> bool {
    const CLOSE: u64 = 1000;
    let clocks = label.split_whitespace().filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        word.contains(':').then(|| clock::time(word)).flatten()
    });
    clocks.into_iter().any(|clock| clock.millis().abs_diff(time) <= CLOSE)
}

/// The address without what says the second.
pub(super) fn without_time(address: &str) -> String {
    let (before, fragment) = parts(address);
    let (path, query) = before.split_once('?').map_or((before, None), |(p, q)| (p, Some(q)));
    let without = |part: &str| {
        let stays = |field: &&str| {
            !field
                .split_once('=')
                .is_some_and(|(name, value)| NAMES.contains(&name) && millis(value).is_some())
        };
        part.split('&').filter(stays).collect::<Vec<_>>().join("&")
    };

    let mut out = path.to_owned();
    for (sign, part) in [('?', query), ('#', fragment)] {
        if let Some(rest) = part.map(without).filter(|rest| !rest.is_empty()) {
            out.push(sign);
            out.push_str(&rest);
        }
    }
    out
}

/// A path without percent signs that stand for bytes (RFC 3986).
pub(crate) fn decoded(path: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(path.len()), path.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%');
        out.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

fn parts(address: &str) -> (&str, Option<&str>) {
    address.split_once('#').map_or((address, None), |(before, after)| (before, Some(after)))
}

/// The milliseconds of `75`, `75.5`, `75s`, `1h2m5s`, `npt:75`, `75,80` or `0:01:15`.
fn millis(value: &str) -> Option<u64> {
    /// No medium lasts longer than a hundred hours, in seconds.
    const LONGEST: f64 = 360_000.0;
    let value = value.strip_prefix("npt:").unwrap_or(value);
    let value = value.split(',').next().unwrap_or(value);
    if value.contains(':') {
        return (value.len() < 20).then(|| clock::time(value)).flatten().map(|time| time.millis());
    }
    if let Ok(seconds) = value.trim_end_matches('s').parse::<f64>() {
        // The bounds make the cast exact.
        return (0.0..LONGEST).contains(&seconds).then(|| (seconds * 1000.0).round() as u64);
    }

    let mut sum = 0_u64;
    let mut rest = value;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, after) = rest.split_at(end);
        let number: u64 = digits.parse().ok().filter(|number| *number < 1_000_000)?;
        let unit = match after.as_bytes().first()? {
            b'h' => 3_600_000,
            b'm' => 60_000,
            b's' => 1000,
            _ => return None,
        };
        sum = sum.saturating_add(number.saturating_mul(unit));
        rest = after.get(1..)?;
    }
    (sum > 0).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_an_address_that_plays_nothing_is_no_second() {
        for address in [
            "./viewtopic.php?f=5&t=167",
            "showthread.php?t=48211&p=2",
            "https://forum.e.org/viewtopic.php?t=167#p893",
            "https://x.com/e/status/1790000000000000000?s=20&t=45",
            "#t=20",
            "https://e.org/videos?start=20",
            "https://e.org/videos/?t=20",
            "https://e.org/search?q=bac&start=30",
            "https://www.youtube.com/results?q=bac&t=30",
        ] {
            assert_eq!(time_of(address), None, "{address}");
            let number = number_of(address).unwrap();
            assert_eq!(time_of_link(address, "Isoler un mur (12:30)"), None, "{address}");
            let (minutes, seconds) = (number / 60_000, number / 1000 % 60);
            let label = format!("▶ {minutes}:{seconds:02} Le bac");
            assert_eq!(time_of_link(address, &label), Some(number), "{address}");
        }
        for address in [
            "https://vimeo.com/12?t=45",
            "https://tube.e.org/w/abc?start=45",
            "https://yewtu.be/watch?v=ID&t=45",
            "https://e.org/podcasts/le-bac?t=45",
            "https://e.org/a/bac.mp3?t=45",
            "bac.mp4?t=45",
            "https://e.org/a?t=45s",
            "https://e.org/a?t=0:45",
        ] {
            assert_eq!(time_of(address), Some(45_000), "{address}");
        }
    }

    #[test]
    fn seconds_are_read_and_taken_away() {
        for (address, time, rest) in [
            ("https://youtu.be/ID?t=75", Some(75_000), "https://youtu.be/ID"),
            (
                "https://www.youtube.com/watch?v=ID&t=1m15s",
                Some(75_000),
                "https://www.youtube.com/watch?v=ID",
            ),
            (
                "https://www.youtube.com/watch?t=75s&v=ID",
                Some(75_000),
                "https://www.youtube.com/watch?v=ID",
            ),
            ("https://vimeo.com/1#t=75s", Some(75_000), "https://vimeo.com/1"),
            ("https://e.org/w/a?start=1h0m5s", Some(3_605_000), "https://e.org/w/a"),
            ("talk.mp4#t=12.5,20", Some(12_500), "talk.mp4"),
            ("talk.mp4#t=00:01:15", Some(75_000), "talk.mp4"),
            ("https://e.org/?t=abc", None, "https://e.org/?t=abc"),
            ("https://e.org/?t=9999999999", None, "https://e.org/?t=9999999999"),
            ("https://e.org/a#part", None, "https://e.org/a#part"),
        ] {
            assert_eq!(time_of(address), time, "{address}");
            assert_eq!(without_time(address), rest, "{address}");
        }
    }
}
