//! Clocks of a page that nothing says to be of a recording: the hours of a programme or of a live
//! blog, the scores of a match and the results of a race look the same.

use ibid_core::diagnostic::Code;

/// Why clocks are no seconds, each with how many words stand below it; `None` where they may be.
pub(super) fn why(timed: &[(u64, usize)], page: &str) -> Option<Code> {
    const DAY_OF_PAIRS: u64 = 24 * 60_000;
    let may_be_day = timed.iter().all(|(time, _)| *time < DAY_OF_PAIRS);
    if may_be_day && (is_live_blog(page) || is_late(timed) && are_round(timed)) {
        return Some(Code::ClocksOfDay);
    }
    let is_doubtful = go_back(timed) || is_too_fast(timed) || is_late(timed) && is_slow(timed);
    let code = if may_be_day { Code::ClocksOfDay } else { Code::TimesNotUsed };
    is_doubtful.then_some(code)
}

/// Whether a page says of itself that it tells of a day while it lasts (`schema.org`).
fn is_live_blog(page: &str) -> bool {
    let bytes = page.as_bytes();
    let is_type = |at: usize| {
        matches!(at.checked_sub(1).and_then(|at| bytes.get(at)), Some(b'"' | b'\'' | b'/'))
    };
    memchr::memmem::find_iter(bytes, b"LiveBlogPosting").any(is_type)
}

/// Whether clocks begin later than those of a recording do.
fn is_late(timed: &[(u64, usize)]) -> bool {
    const EARLY: u64 = 5 * 60_000;
    timed.first().is_some_and(|(first, _)| *first >= EARLY)
}

/// Whether most clocks are round, as in a programme or a timetable.
fn are_round(timed: &[(u64, usize)]) -> bool {
    timed.iter().filter(|(time, _)| time.is_multiple_of(5_000)).count() * 2 > timed.len()
}

/// Whether nobody speaks as slowly as most clocks go on: they are hours, or the times of a race.
fn is_slow(timed: &[(u64, usize)]) -> bool {
    /// For a word.
    const SLOWEST: u64 = 2_000;
    let is_slow = |pair: &&[(u64, usize)]| {
        (pair[0].1 as u64).saturating_mul(SLOWEST) < pair[1].0.saturating_sub(pair[0].0)
    };
    timed.windows(2).filter(is_slow).count() * 2 > timed.len().saturating_sub(1)
}

/// Whether more than a few clocks lie before the one above them: the newest stands first in a live
/// blog, and scores come in any order.
fn go_back(timed: &[(u64, usize)]) -> bool {
    let back = timed.windows(2).filter(|pair| pair[1].0 < pair[0].0).count();
    back * 5 > timed.len().saturating_sub(1)
}

/// Whether nobody says as many words as stand between the first clock and the last.
fn is_too_fast(timed: &[(u64, usize)]) -> bool {
    /// Words of a minute.
    const FASTEST: u64 = 480;
    let Some(((last, _), above)) = timed.split_last() else { return false };
    let Some((first, _)) = above.first() else { return false };
    let words: u64 = above.iter().map(|(_, words)| *words as u64).sum();
    words.saturating_mul(60_000) > last.saturating_sub(*first).saturating_mul(FASTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_no_speech_fits_are_told_apart() {
        let minutes = |times: &[u64], words: usize| -> Vec<(u64, usize)> {
            times.iter().map(|time| (time * 1000, words)).collect()
        };
        for (times, words, page, want) in [
            (&[5, 12, 19][..], 20, "", None),
            (&[543, 547, 551], 10, "", None),
            (&[543, 547, 551], 10, "\"@type\": \"LiveBlogPosting\"", Some(Code::ClocksOfDay)),
            // newest first, and once back among many
            (&[1305, 1210, 1052, 904], 30, "", Some(Code::ClocksOfDay)),
            (&[5, 19, 12, 25, 32, 39, 46], 20, "", None),
            // a programme, and posts of hours apart
            (&[842, 905, 1030, 1122], 26, "", Some(Code::ClocksOfDay)),
            (&[540, 615, 700], 4, "", Some(Code::ClocksOfDay)),
            (&[1872, 1900, 1925, 2030], 4, "", Some(Code::TimesNotUsed)),
            // two posts of a minute, read as seconds; scores
            (&[484, 486, 487, 490], 40, "", Some(Code::ClocksOfDay)),
            (&[3453, 3453, 3453], 40, "", Some(Code::TimesNotUsed)),
            (&[2007, 730, 1220], 40, "", Some(Code::TimesNotUsed)),
        ] {
            assert_eq!(why(&minutes(times, words), page), want, "{times:?}");
        }
    }
}
