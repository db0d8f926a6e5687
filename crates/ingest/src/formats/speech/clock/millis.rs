//! Milliseconds in brackets that open each line, `[2120] words`, as some programs save what they
//! recognised; `[2120 - 6480]` tells an end too. The file as a whole decides: all lines open so, the
//! numbers rise, and what stands between them takes as long to say as they tell. Footnotes, years and
//! numbers of processes do not.

use std::borrow::Cow;

use super::light::Line;

/// Fewer lines are no proof.
const FEWEST: usize = 3;
/// A word takes between so many milliseconds, with the pause behind it.
const FASTEST: u64 = 100;
const SLOWEST: u64 = 2_000;

/// A line that opens with milliseconds.
struct Told<'a> {
    start: u64,
    end: Option<u64>,
    words: &'a str,
}

/// Whether a text may tell its times so: cheap to look for.
pub(super) fn may_tell(text: &str) -> bool {
    told(text.trim_start().lines().next().unwrap_or_default()).is_some()
}

/// Writes the milliseconds that open the lines of a text as times.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    let written = lines.iter().filter(|line| !line.text.is_empty());
    let all: Option<Vec<Told<'_>>> = written.map(|line| told(&line.text)).collect();
    if !all.is_some_and(|all| is_speech(&all)) {
        return;
    }
    for line in lines {
        let Some(Told { start, end, words }) = told(&line.text) else { continue };
        let end = end.map(|end| format!(" - {}", clock(end))).unwrap_or_default();
        line.text = Cow::Owned(format!("[{}{end}] {words}", clock(start)));
    }
}

/// `[2120] words`, `[2120 - 6480] words`.
fn told(line: &str) -> Option<Told<'_>> {
    let (inner, words) = line.strip_prefix('[')?.split_once(']')?;
    let number = |text: &str| {
        let is_one = (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_one.then(|| text.parse().ok()).flatten()
    };
    let (start, end) = match inner.split_once('-') {
        Some((start, end)) => {
            (start.trim(), Some(number(end.trim_start_matches(['-', '>', ' ']))?))
        }
        None => (inner.trim(), None),
    };
    let words = words.trim();
    (!words.is_empty()).then_some(Told { start: number(start)?, end, words })
}

/// Whether most lines take as long to say as there is time until the next.
fn is_speech(all: &[Told<'_>]) -> bool {
    let rises = all.windows(2).all(|pair| pair[0].start < pair[1].start);
    let fits = |pair: &&[Told<'_>]| {
        let words = crate::clean::words(pair[0].words) as u64;
        let gap = pair[1].start.saturating_sub(pair[0].start);
        (words * FASTEST..=words * SLOWEST).contains(&gap)
    };
    let steps = all.len().saturating_sub(1);
    all.len() >= FEWEST && rises && all.windows(2).filter(fits).count() * 5 >= steps * 4
}

/// `00:00:02.120`
fn clock(millis: u64) -> String {
    let seconds = millis / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", seconds % 60, millis % 1000)
}

#[cfg(test)]
mod tests {
    use crate::Format;

    #[test]
    fn milliseconds_in_brackets_are_times() {
        for (text, want) in [
            (
                "[2120] Bonjour à tous et bienvenue au moulin.\n[6480] Il tourne depuis trois cents ans.\n[3725040] Il ne moud plus.\n[3727000] Voilà tout.\n[3728900] Oui.\n[3730000] Bien.\n[3731000] Merci.\n",
                vec![2120, 6480, 3_725_040, 3_727_000, 3_728_900, 3_730_000, 3_731_000],
            ),
            (
                "[2120 - 6000] Bonjour à tous et bienvenue au moulin.\n\n[6480 --> 9000] Il tourne.\n[7900] Merci.\n",
                vec![2120, 6480, 7900],
            ),
        ] {
            let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
            let starts: Vec<u64> = document.cues.iter().map(|cue| cue.start.millis()).collect();
            assert_eq!(starts, want);
            assert_eq!(document.cues[0].text, "Bonjour à tous et bienvenue au moulin.");
        }
    }

    #[test]
    fn notes_years_and_logs_in_brackets_are_none() {
        for text in [
            "[1] The mill in the valley, 1962.\n[2] The river and its bridges, 1965.\n[3] On ferries, 1970.\n",
            "[1962] The mill is built.\n[1965] The bridge falls.\n[1970] Both are forgotten.\n",
            "[4012] worker started\n[4013] worker started\n[9077] worker stopped for good\n",
            "[100] A first article of the law.\n[200] A second one that follows it.\n[300] A third.\n",
        ] {
            assert_ne!(crate::sniff(text), Format::ClockText, "{text}");
        }
    }
}
