//! Lists whose times were taken for those of a medium, and which nothing but their times says to be of
//! one: a diary of the night, a log, prices or the steps of a recipe look the same.

use super::habits::{Habits, Names};
use super::page::Page;
use super::stamp::Stamp;

/// Fewer times tell nothing.
const FEWEST: usize = 3;
/// Where people speak, so many seconds pass for a word at the most.
const SLOWEST: u64 = 4;

/// The first line of such a list, and how many times it has. Chapters begin with the medium, names and
/// links tell of one, and what is said takes its time.
pub(super) fn in_doubt(page: &Page<'_>, habits: &Habits) -> Option<(u32, usize)> {
    let tells_people = habits.heads || habits.middles || habits.names != Names::BesideWords;
    let is_linked = page.lines.iter().any(|line| line.link.is_some() || line.fenced);
    if tells_people || is_linked || habits.inline || habits.sparse {
        return None;
    }
    let timed = habits.timed(page);
    let (at, first) = timed.first().filter(|_| timed.len() >= FEWEST)?;
    let may_be_day = timed.iter().all(|(_, stamp)| stamp.may_be_day);
    let named = !habits.known.is_empty() && timed.iter().any(|(_, stamp)| stamp.has_hours);
    if first.start.millis() == 0 || !may_be_day || named {
        return None;
    }

    let is_said = |pair: &&[(usize, Stamp)]| {
        let [(from, start), (to, end)] = **pair else { return false };
        // The time itself is one of them.
        let words = page.words(from..to).saturating_sub(1) as u64;
        words * SLOWEST >= end.start.whole_seconds().saturating_sub(start.start.whole_seconds())
    };
    let said = timed.windows(2).filter(is_said).count();
    (said * 2 < timed.len() - 1).then(|| (page.lines[*at].number, timed.len()))
}

#[cfg(test)]
mod tests {
    use ibid_core::diagnostic::Diagnostic;

    fn codes(text: &str) -> Vec<String> {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let code = |told: &Diagnostic| told.code.name().to_owned();
        document.warnings.iter().map(code).collect()
    }

    #[test]
    fn lists_that_may_be_no_recording_are_told() {
        for text in [
            "0:12 France, Belgique\n0:35 France, Espagne\n0:58 France, Grèce\n1:45 Ailleurs\n",
            "00:10 - 00:55 Ronde du port\n00:55 - 01:40 Relève\n01:40 - 02:30 Ronde\n",
            "00:10 Ronde\n00:55 Relève\n01:40 Ronde\n02:30 Porte ouverte, refermée\n",
        ] {
            assert_eq!(codes(text), ["clocks-in-doubt"], "{text}");
        }
    }

    #[test]
    fn chapters_and_speech_are_not_doubted() {
        for text in [
            "0:00 Ouverture\n5:12 Le quai\n31:40 Vote\n",
            "0:07 Nous voici sur le quai nord.\n0:11 Il fait un froid de loup ici.\n0:16 Alors on rentre tous au bar.\n",
            "[00:00:12] Ida Moss: Yes.\n[00:01:40] Tim Rook: No.\n[00:03:05] Ida Moss: Why?\n",
            "Ida Moss 0:12\nYes.\n\nTim Rook 1:40\nNo.\n\nIda Moss 3:05\nWhy?\n",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }
}
