//! Times that a copied panel tells again in words: `1 minute 12 seconds` below `1:12`, and with the
//! name of who speaks, as Teams shows it to those who listen. They are no words of a transcript.

use std::borrow::Cow;

use super::light::Line;
use super::stamp;

/// So many lines above an echo say the same.
const ABOVE: usize = 4;

/// Empties the lines that say again what stands above them.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    for at in 1..lines.len() {
        if is_echo(lines, at) {
            lines[at].text = Cow::Borrowed("");
        }
    }
}

/// Whether a line is a time in words that a clock above it tells too, alone or behind a name that
/// stands above it too.
fn is_echo(lines: &[Line<'_>], at: usize) -> bool {
    let line = &*lines[at].text;
    let Some((name, seconds)) = spelled_at_end(line) else { return false };
    let above = || lines[at.saturating_sub(ABOVE)..at].iter().rev().map(|line| &*line.text);
    let mut times = above().take_while(|text| stamp::whole(text).is_some() || text.is_empty());
    let told =
        |text: &str| stamp::whole(text).is_some_and(|stamp| stamp.start.whole_seconds() == seconds);
    times.any(told) && (name.is_empty() || above().any(|text| text == name))
}

/// What stands before a time in words that a line ends with, and its seconds.
pub(super) fn spelled_at_end(line: &str) -> Option<(&str, u64)> {
    /// Hours, minutes and seconds, each of two words, with `and` between them.
    const MOST: usize = 8;
    if !line.ends_with(['s', 'e', 'd', 'r']) {
        return None;
    }
    let breaks = line.char_indices().filter(|(_, c)| matches!(c, ' ' | '\u{a0}'));
    let starts: Vec<usize> = breaks.map(|(at, c)| at + c.len_utf8()).collect();
    let near = starts.into_iter().rev().take(MOST).chain([0]);
    near.filter_map(|from| {
        let seconds = stamp::spelled(&line[from..])?;
        Some((line[..from].trim_end(), seconds))
    })
    .min_by_key(|(name, _)| name.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::said;

    #[test]
    fn a_time_that_is_told_again_is_no_word() {
        let turn = |name: &str, spelled: &str, clock: &str, words: &str| {
            format!("{name}\n{spelled}\n{clock}\n{name} {spelled}\n{words}\n")
        };
        let text = turn("Jeanne Morel", "0 minute 4 secondes", "0:04", "La halle est froide.")
            + &turn("Luc Petit", "1 minute 9 secondes", "1:09", "Depuis 2 minutes au moins.")
            + &turn("Jeanne Morel", "1 heure 2 minutes", "1:02:00", "On rentre.");
        let one = |at, name: &str, words: &str| (at, Some(name.to_owned()), words.to_owned());
        assert_eq!(
            said(&text),
            [
                one(4, "Jeanne Morel", "La halle est froide."),
                one(69, "Luc Petit", "Depuis 2 minutes au moins."),
                one(3720, "Jeanne Morel", "On rentre."),
            ]
        );
    }

    #[test]
    fn an_hour_alone_is_told_again_below_its_clock_only() {
        let panel = "59:50\n59 minutes, 50 seconds\nwe wait for\n1:00:00\n1 hour\nthe ferry\n1:00:07\n\
                     1 hour, 7 seconds\n1 hour\n";
        let texts: Vec<String> = said(panel).into_iter().map(|(.., words)| words).collect();
        assert_eq!(texts, ["we wait for", "the ferry", "1 hour"]);
    }
}
