//! What stands around the times of whole lists: numbers that count the lines (`#1 00:00:05 Jane Roe`),
//! dots that lead the eye from a chapter to its time, and times that stand below what they date.

use std::borrow::Cow;

use super::light::Line;
use super::stamp::{self, Like};

/// Fewer lines are no list.
const FEWEST: usize = 2;

/// Takes away what counts and leads, and puts times that stand below their words before those.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    for line in lines.iter_mut() {
        if let Some(plain) = without_leader(&line.text) {
            line.text = Cow::Owned(plain);
        }
    }
    without_counters(lines);
    raise(lines);
}

/// A line without the dots between its words and its time: `Introduction ........ 0:00`, and the other
/// way round. Three dots are an ellipsis.
fn without_leader(text: &str) -> Option<String> {
    const DOTS: [char; 6] = ['.', '…', '·', '‥', '_', '⋯'];
    let is_dot = |c: char| DOTS.contains(&c) || matches!(c, ' ' | '\u{a0}' | '\t');
    let leads = |run: &str| {
        let dots = |c| if c == '…' { 3 } else { usize::from(DOTS.contains(&c)) };
        run.chars().map(dots).sum::<usize>() >= 4
    };
    if !text.contains(DOTS) {
        return None;
    }
    // Before the time: what follows the last dot or space.
    let time = text.trim_end().rsplit(is_dot).next().unwrap_or_default();
    let words = text.trim_end().strip_suffix(time)?.trim_end_matches(is_dot);
    let run = &text[words.len()..text.trim_end().len() - time.len()];
    if !words.is_empty() && leads(run) && is_clock(time) {
        return Some(format!("{words} {time}"));
    }

    let time = text.split(is_dot).next().unwrap_or_default();
    let words = text[time.len()..].trim_start_matches(is_dot);
    let run = &text[time.len()..text.len() - words.len()];
    (!words.is_empty() && leads(run) && is_clock(time)).then(|| format!("{time} {words}"))
}

/// Whether a text is a time with colons, in brackets or not.
fn is_clock(text: &str) -> bool {
    text.contains(':') && stamp::at_start(text).is_some_and(|(_, bytes)| bytes == text.len())
}

/// Takes away the numbers that count the times of a text: `#1 00:00:05 Jane Roe`, `02 00:00:09;12`.
/// They begin with 0 or 1 and leave none out, and most lines with a time have one. A time must be
/// written as no result of a race is.
fn without_counters(lines: &mut [Line<'_>]) {
    let counted = |text: &str| {
        let inner = text.strip_prefix('#').unwrap_or(text);
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 =
            inner.get(..digits).filter(|_| (1..=5).contains(&digits))?.parse().ok()?;
        let rest = inner[digits..].trim_start_matches(['.', ')']);
        let time = rest.trim_start_matches([' ', '\t', '\u{a0}', '|', '-', '–']);
        let (stamp, _) = stamp::at_start(time).filter(|_| time.len() < rest.len())?;
        let sure = stamp.has_hours || stamp.bracketed || stamp.end.is_some();
        (sure && stamp.like == Like::Nothing).then(|| (number, text.len() - time.len()))
    };
    let found: Vec<(usize, u32, usize)> = (0..lines.len())
        .filter_map(|at| counted(&lines[at].text).map(|(number, bytes)| (at, number, bytes)))
        .collect();
    let timed = lines.iter().filter(|line| stamp::at_start(&line.text).is_some()).count();
    let first = found.first().is_some_and(|(_, number, _)| *number <= 1);
    let rise = found.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    if found.len() < FEWEST || timed > found.len() || !first || !rise {
        return;
    }
    for (at, _, bytes) in found {
        lines[at].text = Cow::Owned(lines[at].text[bytes..].to_owned());
    }
}

/// Puts times that are alone on the last line of each paragraph before its words: a text that opens
/// with words and ends with a time has them below.
fn raise(lines: &mut [Line<'_>]) {
    // A time in words is said with a clock, or has its own place.
    let is_time = |line: &Line<'_>| {
        let whole = stamp::at_start(&line.text).filter(|(_, bytes)| *bytes == line.text.len());
        whole.is_some_and(|(stamp, _)| stamp.like == Like::Nothing)
    };
    if !lines.iter().any(is_time) {
        return;
    }
    let mut paragraphs: Vec<(usize, usize)> = Vec::new();
    let mut from = None;
    for at in 0..=lines.len() {
        let is_word = lines.get(at).is_some_and(|l| !l.text.is_empty() && l.heading.is_none());
        match (from, is_word) {
            (None, true) => from = Some(at),
            (Some(first), false) => {
                paragraphs.push((first, at - 1));
                from = None;
            }
            _ => {}
        }
    }

    let times =
        |(from, to): &(usize, usize)| (*from..=*to).filter(|at| is_time(&lines[*at])).count();
    let below = |paragraph: &&(usize, usize)| {
        let (from, to) = **paragraph;
        to > from && is_time(&lines[to]) && times(paragraph) == 1 && !is_headed(lines, from)
    };
    let below: Vec<(usize, usize)> = paragraphs.iter().filter(below).copied().collect();
    let others = paragraphs.iter().filter(|paragraph| times(paragraph) > 0).count() - below.len();
    let last = paragraphs.last().is_some_and(|last| below.last() == Some(last));
    if below.len() < FEWEST || others > 0 || !last || below.len() * 10 < paragraphs.len() * 7 {
        return;
    }
    for (from, to) in below {
        let time = lines[to].text.trim_matches(['[', ']', '(', ')', ' ']);
        lines[from].text = Cow::Owned(format!("[{time}] {}", lines[from].text));
        lines[to].text = Cow::Borrowed("");
    }
}

/// Whether a line tells a time itself.
fn is_headed(lines: &[Line<'_>], at: usize) -> bool {
    let text = &*lines[at].text;
    stamp::at_start(text).is_some() || stamp::at_end(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{one, said};

    #[test]
    fn dots_that_lead_to_a_time_are_no_words() {
        let want = [one(0, "", "Ouverture"), one(131, "", "Le bac"), one(405, "", "La cale")];
        for text in [
            "Ouverture ......... 0:00\nLe bac ............ 2:11\nLa cale ........... 6:45\n",
            "Ouverture.........0:00\nLe bac............2:11\nLa cale...........6:45\n",
            "0:00 ………… Ouverture\n2:11 ………… Le bac\n6:45 ………… La cale\n",
            "[0:00] . . . . Ouverture\n[2:11] . . . . Le bac\n[6:45] . . . . La cale\n",
        ] {
            assert_eq!(said(text), want, "{text}");
        }
        // An ellipsis is what somebody says.
        let text = "0:02 Et puis...\n0:07 ... le bac\n0:11 s'en va.\n";
        assert_eq!(said(text)[1], one(7, "", "... le bac"));
        let text = "0:02 Et puis...\n0:07\t\u{a0}... le bac\n0:11 s'en va.\n";
        assert_eq!(said(text)[1], one(7, "", "... le bac"));
        assert!(
            said("Accueil ....... 19:30\nConcert ....... 20:30\nBal ....... 22:00\n").is_empty()
        );
    }

    #[test]
    fn numbers_that_count_the_lines_are_no_words() {
        let want = [
            one(2, "Ida Moss", "It is cold."),
            one(7, "Tim Rook", "It always is."),
            one(12, "Ida Moss", "Then come in."),
        ];
        for text in [
            "#1 00:00:02 Ida Moss\nIt is cold.\n\n#2 00:00:07 Tim Rook\nIt always is.\n\n#3 00:00:12 Ida Moss\nThen come in.\n",
            "001 00:00:02;04 00:00:05;11\nIda Moss: It is cold.\n\n002 00:00:07;00 00:00:09;20\nTim Rook: It always is.\n\n003 00:00:12;02 00:00:14;00\nIda Moss: Then come in.\n",
            "1 - [00:02] Ida Moss: It is cold.\n2 - [00:07] Tim Rook: It always is.\n3 - [00:12] Ida Moss: Then come in.\n",
        ] {
            assert_eq!(said(text), want, "{text}");
        }
        let race = "1 1:02.20 Ida Moss\n2 1:04.00 Tim Rook\n3 1:09.51 Ann Low\n";
        assert!(said(race).is_empty(), "{:?}", said(race));
    }

    #[test]
    fn a_time_below_its_words_dates_those() {
        let text = "It is cold.\n00:00:02 - 00:00:05\n\nIt always is.\n00:00:07 - 00:00:09\n\nShall we go in?\n00:00:12 - 00:00:14\n";
        let want = [
            one(2, "", "It is cold."),
            one(7, "", "It always is."),
            one(12, "", "Shall we go in?"),
        ];
        assert_eq!(said(text), want);
        let above =
            "00:00:02\nIt is cold.\n\n00:00:07\nIt always is.\n\n00:00:12\nShall we go in?\n";
        assert_eq!(said(above), want);
    }
}
