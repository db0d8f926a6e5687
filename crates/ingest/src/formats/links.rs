//! Links that open a medium at a second: `?t=75`, `&t=1m15s`, `?start=75`, `#t=75`, `#t=00:01:15`.

use crate::timed::clock;

/// The names under which addresses say a second.
const NAMES: [&str; 4] = ["t", "start", "time_continue", "timestamp"];

/// The second that an address says, in milliseconds.
pub(crate) fn time_of(address: &str) -> Option<u64> {
    let (before, fragment) = parts(address);
    let query = before.split_once('?').map(|(_, query)| query);
    [query, fragment].into_iter().flatten().find_map(|part| {
        let fields = part.split('&').filter_map(|field| field.split_once('='));
        fields.filter(|(name, _)| NAMES.contains(name)).find_map(|(_, value)| millis(value))
    })
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
