//! Times of something else than a medium: verses and articles, heights and results, what a program
//! writes down of itself, and what nobody can say in the time.

use super::habits::{Habits, Names, is_as_fast_as_speech};
use super::light::Line;
use super::page::Page;
use super::shape::{self, Shape};
use super::stamp::{Like, Stamp};

/// A word takes at least so many milliseconds; where names tell who speaks, times may be rough.
const FASTEST: u64 = 200;
pub(super) const FASTEST_WITH_NAMES: u64 = 120;
/// So few words tell no pace.
const FEW: u64 = 4;

/// Whether what looks like the times of a medium is something else.
pub(super) fn are(page: &Page<'_>, timed: &[(usize, Stamp)], habits: &Habits) -> bool {
    are_other_pairs(page, timed.len())
        || are_in_sentences(page, timed)
        || are_measures(page, timed)
        || are_of_log(page, timed)
        || are_no_speech(page, timed, habits)
}

/// The same of a text whose lines begin with times in brackets.
pub(super) fn are_in_brackets(page: &Page<'_>) -> bool {
    let timed: Vec<(usize, Stamp)> =
        (0..page.lines.len()).filter_map(|at| Some((at, page.shapes[at].stamp()?))).collect();
    are_other_pairs(page, timed.len())
        || are_of_log(page, &timed)
        || timed.len() >= 3 && Pace::from_times(page, &timed).is_past_speech(FASTEST_WITH_NAMES)
}

/// Whether lines begin with numbers of another kind: verses, articles, ratios.
fn are_other_pairs(page: &Page<'_>, timed: usize) -> bool {
    let is_other = |line: &&Line<'_>| shape::is_other_pair(without_book(&line.text));
    let others = page.lines.iter().filter(is_other).count();
    // One of them may be a title, `Jean 3:16`.
    others > 1 && others * 10 > timed
}

/// A line without the word before its first number: `GEN 1:10`, `Genèse 1:10`.
fn without_book(line: &str) -> &str {
    let (word, rest) = line.split_once([' ', '\t', '\u{a0}']).unwrap_or((line, ""));
    let is_book =
        word.chars().all(char::is_alphabetic) && rest.starts_with(|c: char| c.is_ascii_digit());
    if is_book { rest } else { line }
}

/// Whether most times are parts of the sentences that they open: `12:10 at half time`, `10:15 à
/// l'aube`. What is said from some time on seldom opens so.
fn are_in_sentences(page: &Page<'_>, timed: &[(usize, Stamp)]) -> bool {
    const FEWEST: usize = 3;
    const JOINING: [&str; 14] = [
        "after", "against", "at", "avant", "après", "before", "by", "chez", "contre", "for",
        "from", "pour", "versus", "à",
    ];
    let joins = |(at, stamp): &&(usize, Stamp)| {
        let Shape::Start(_, rest) = page.shapes[*at] else { return false };
        let first = rest.split([' ', '\u{a0}']).next().unwrap_or_default();
        stamp.bare && JOINING.contains(&first)
    };
    timed.len() >= FEWEST && timed.iter().filter(joins).count() * 2 > timed.len()
}

/// Whether what looks like times are heights, results of races, or dates: inches are fewer than
/// twelve, and a recording begins with its first minute, or goes on as fast as speech.
fn are_measures(page: &Page<'_>, timed: &[(usize, Stamp)]) -> bool {
    let of = |like: Like| timed.iter().map(|(_, stamp)| stamp).filter(move |s| s.like == like);
    let seconds = |stamp: &Stamp| stamp.start.whole_seconds();
    let are_feet = of(Like::Measure).all(|s| seconds(s) >= 60 && seconds(s) % 60 < 12);
    let first = of(Like::Measure).next().is_some_and(|first| {
        seconds(first) >= 60 && (are_feet || !is_as_fast_as_speech(page, timed))
    });
    first || of(Like::Date).next().is_some_and(|first| seconds(first) >= 3600)
}

/// Whether nobody can have said the words in the time between two times, as between verses and
/// articles; or a list of a few words each begins late and goes on far more slowly than speech, as
/// results and odds do.
fn are_no_speech(page: &Page<'_>, timed: &[(usize, Stamp)], habits: &Habits) -> bool {
    const SLOWEST: u64 = 8_000;
    let named = habits.heads || habits.middles || habits.names != Names::BesideWords;
    let named = named || !habits.known.is_empty();
    let pace = Pace::from_times(page, timed);
    if timed.len() < 3 || named {
        return timed.len() >= 3 && pace.is_past_speech(FASTEST_WITH_NAMES);
    }
    let bracketed = timed.iter().any(|(_, stamp)| stamp.bracketed || stamp.end.is_some());
    let first = timed.first().map_or(0, |(_, stamp)| stamp.start.whole_seconds());
    let is_slow = |(words, gap): &&(u64, u64)| words * SLOWEST < *gap;
    let slow = pace.steps.iter().filter(is_slow).count();
    let short = pace.steps.iter().all(|(words, _)| *words <= FEW);
    pace.is_past_speech(FASTEST)
        || first >= 60 && !bracketed && short && slow * 3 > pace.steps.len() * 2
}

/// The words between each time and the next, and the milliseconds.
pub(super) struct Pace {
    pub(super) steps: Vec<(u64, u64)>,
}

impl Pace {
    fn from_times(page: &Page<'_>, timed: &[(usize, Stamp)]) -> Self {
        let steps = timed.windows(2).map(|pair| {
            let ((from, start), (to, end)) = (pair[0], pair[1]);
            // The time itself is one of them.
            let words = page.words(from..to).saturating_sub(1) as u64;
            (words, end.start.millis().saturating_sub(start.start.millis()))
        });
        Pace { steps: steps.collect() }
    }

    /// Whether in most steps one would have to say more than a word in so many milliseconds.
    pub(super) fn is_past_speech(&self, fastest: u64) -> bool {
        let is_fast = |(words, gap): &&(u64, u64)| *words > FEW && words * fastest >= *gap;
        self.steps.iter().filter(is_fast).count() * 2 > self.steps.len()
    }
}

/// Whether most of the words between times are said as fast as people speak.
pub(super) fn are_spoken(page: &Page<'_>, timed: &[(usize, Stamp)]) -> bool {
    const FEWEST: usize = 3;
    let pace = Pace::from_times(page, timed);
    let is_spoken =
        |(words, gap): &&(u64, u64)| *gap > 0 && words * 2000 >= *gap && words * 1000 <= gap * 5;
    pace.steps.len() >= FEWEST
        && pace.steps.iter().filter(is_spoken).count() * 5 >= pace.steps.len() * 4
}

/// Whether times stand before what a program writes of itself: how grave it is, or a command.
fn are_of_log(page: &Page<'_>, timed: &[(usize, Stamp)]) -> bool {
    const FEWEST: usize = 3;
    let is_command = |at: usize| matches!(page.shapes[at], Shape::Start(_, rest) if rest.starts_with(['+', '$']));
    let is_log = |(at, _): &&(usize, Stamp)| is_command(*at) || is_log_line(page.text(*at));
    timed.len() >= FEWEST && timed.iter().filter(is_log).count() * 2 > timed.len()
}

/// Whether a line says how grave it is near its start, as those of logs do.
pub(super) fn is_log_line(line: &str) -> bool {
    const LEVELS: [&str; 9] =
        ["INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "SEVERE", "NOTICE"];
    const LOOKED_AT: usize = 6;
    line.split(' ').take(LOOKED_AT).any(|word| {
        let mut parts = word.split(['/', '[', ']', '(', ')', '<', '>', ':', '|']);
        parts.any(|part| LEVELS.contains(&part))
    })
}

#[cfg(test)]
mod tests {
    /// How many moments a text tells.
    fn moments(text: &str) -> usize {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let spans = document.blocks.iter().flat_map(|block| &block.spans);
        document.cues.len() + spans.filter(|span| span.moment.is_some()).count()
    }

    #[test]
    fn verses_are_no_seconds_whatever_stands_before_them() {
        let verse = "Et il vit la lumière, et il la sépara des ténèbres qui étaient là.";
        let shapes: [fn(u32, u32) -> String; 5] = [
            |chapter, verse| format!("GEN {chapter}:{verse}"),
            |chapter, verse| format!("Genèse {chapter}:{verse}"),
            |chapter, verse| format!("[{chapter}:{verse}]"),
            |chapter, verse| format!("[{chapter}:{verse:02}]"),
            |chapter, verse| format!("{chapter}:{verse:02}"),
        ];
        for shape in shapes {
            let all = (1..4).flat_map(|chapter| (1..24).map(move |verse| (chapter, verse)));
            let lines: Vec<String> =
                all.map(|(chapter, nth)| format!("{} {verse}", shape(chapter, nth))).collect();
            let text = format!("La Genèse\n\n{}\n", lines.join("\n"));
            assert_eq!(moments(&text), 0, "{}", shape(1, 12));
        }
    }

    #[test]
    fn what_a_program_writes_down_is_no_transcript() {
        for lines in [
            [
                "[00:01:05] [main thread/INFO]: Starting the server",
                "[00:01:12] [worker 1/INFO]: Loading the properties of it",
                "[00:01:19] [main thread/WARN]: No world was found",
                "[00:01:26] [main thread/INFO]: Generating one",
            ],
            [
                "00:00:00.343 + git fetch --tags",
                "00:00:03.706 + make -j4 all",
                "00:00:06.657 + cc -c main.c -o main.o",
                "00:00:09.233 + ./run the tests",
            ],
            [
                "00:00:01.120 INFO [main] starting",
                "00:00:02.450 INFO [main] reading the settings",
                "00:00:03.780 ERROR [main] they cannot be read",
                "00:00:04.110 INFO [main] stopping",
            ],
        ] {
            assert_eq!(moments(&format!("{}\n", lines.join("\n"))), 0, "{}", lines[0]);
        }
        let speech = "[0:05] Ida: I have some information for you.\n[0:09] Tim: An error, I fear.\n[0:14] Ida: No.\n";
        assert_eq!(crate::read_bytes(speech.as_bytes(), "x").unwrap()[0].cues.len(), 3);
    }

    #[test]
    fn code_within_a_text_tells_nothing_of_it() {
        let text = "# A node\n\nWe started a node, and it wrote this.\n\n```\n0:05 connecting to a peer\n0:09 connected to the peer\n0:14 reading its blocks now\n0:19 reading them still\n```\n\nThen we went home.\n\nIn the morning it was done, and we wrote this page about it.\n\nIt works, and we are glad that it does.\n\nNobody had told us so.\n\nThat is why.\n";
        assert_eq!(moments(text), 0);
        let several = "# Ways to write it.\n\n```\n0:05 Ida: We begin.\n0:09 Tim: Now?\n0:14 Ida: Yes.\n```\n\nOr so:\n\n```\n0:05 We begin.\n0:09 Now?\n0:14 Yes.\n```\n";
        assert_eq!(moments(several), 0);
        let fenced = "```\n0:05 We begin with the quay.\n0:09 It is closed again.\n0:14 Nobody told us.\n```\n";
        assert_eq!(crate::read_bytes(fenced.as_bytes(), "x").unwrap()[0].cues.len(), 3);
    }
}
