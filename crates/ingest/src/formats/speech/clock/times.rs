//! When what stands between clocks was said.

use ibid_core::time::Timecode;

use super::entry::Entry;

/// How long words last that no other time follows, in milliseconds.
const LAST: u64 = 5_000;
/// Speech takes no more milliseconds for a character: a turn without a time is reckoned so.
const SLOWEST: u64 = 120;

/// When each entry starts and ends; nothing for those before the first time. An end is where the
/// entry says, or where the next begins that begins later. Turns between two times share what lies
/// between them by their characters, and never more slowly than people speak.
pub(super) fn times(entries: &[Entry]) -> Vec<Option<(Timecode, Timecode)>> {
    let mut times = vec![None; entries.len()];
    let mut next: Option<(Timecode, Timecode)> = None;
    let mut last = entries.len();
    for at in (0..entries.len()).rev() {
        let Some(start) = entries[at].start else { continue };
        let alone = Timecode::from_millis(start.millis().saturating_add(LAST));
        let followed = match next {
            Some((after, _)) if after > start => after,
            Some((after, end)) if after == start => end,
            _ => alone,
        };
        let end = entries[at].end.unwrap_or(followed);
        next = Some((start, end));
        share(&entries[at..last], (start, end), &mut times[at..last]);
        last = at;
    }
    times
}

/// Shares a stretch of time among the turns in it.
fn share(
    entries: &[Entry],
    (start, end): (Timecode, Timecode),
    times: &mut [Option<(Timecode, Timecode)>],
) {
    let length = |entry: &Entry| entry.text.chars().count() as u64;
    let all = entries.iter().map(length).sum::<u64>().max(1);
    let lasts = end.millis().saturating_sub(start.millis());
    // No product of a time and a count of characters leaves 128 bits, and the share is at most `lasts`.
    let by_share = |chars: u64| (u128::from(lasts) * u128::from(chars) / u128::from(all)) as u64;
    let at = |chars: u64| {
        let after = by_share(chars).min(SLOWEST.saturating_mul(chars));
        Timecode::from_millis(start.millis().saturating_add(after))
    };

    let mut chars = 0;
    let count = entries.len();
    for (nth, (entry, time)) in entries.iter().zip(times).enumerate() {
        let from = at(chars);
        chars += length(entry);
        let to = if nth + 1 == count { end } else { at(chars) };
        *time = Some((from, to.max(from)));
    }
}
