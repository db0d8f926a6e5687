//! Panels that are copied from the page that plays a medium: that of Teams, where the initials of who
//! speaks stand above a name and a time in words, and that of `YouTube`, which has a title above each
//! chapter.

use std::borrow::Cow;

use ibid_core::time::Timecode;

use super::light::Line;
use super::{echoes, shape, spoken, stamp};

/// Fewer times tell no habit.
const FEWEST: usize = 2;
/// What stands above a name and its time, at most: initials, the name, and the time once more.
const ABOVE: usize = 3;
/// How the title of a chapter stands below that of the medium.
const CHAPTER: u8 = 2;

/// Rewrites the lines of a text.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    of_teams(lines);
    chapters(lines);
}

/// `Jane Roe 0 minutes 3 seconds` as `Jane Roe 00:00:03`, without what stands above it, where initials
/// do.
fn of_teams(lines: &mut [Line<'_>]) {
    let heads: Vec<(usize, String, u64)> = (0..lines.len())
        .filter_map(|at| {
            let (name, seconds) = echoes::spelled_at_end(&lines[at].text)?;
            let name = shape::name(name)?.to_owned();
            Some((at, name, seconds))
        })
        .collect();
    let initialled = heads.iter().filter(|(at, name, _)| {
        let above = lines[at.saturating_sub(ABOVE)..*at].iter();
        above.rev().any(|line| are_initials(&line.text, name))
    });
    if heads.len() < FEWEST || initialled.count() * 2 < heads.len() {
        return;
    }

    for (at, name, seconds) in heads {
        for line in lines[at.saturating_sub(ABOVE)..at].iter_mut().rev() {
            let text = &*line.text;
            let is_said_again =
                text == name || are_initials(text, &name) || is_glued(text, seconds);
            if !is_said_again {
                break;
            }
            line.text = Cow::Borrowed("");
        }
        let time = Timecode::from_millis(seconds * 1000);
        lines[at].text = Cow::Owned(format!("{name} {time}"));
    }
}

/// Whether a text may be the initials of a name: a few capitals, of which the first is its own.
fn are_initials(text: &str, name: &str) -> bool {
    (1..=3).contains(&text.chars().count())
        && text.chars().all(char::is_uppercase)
        && text.chars().next() == name.chars().next()
}

/// `0 minutes 3 seconds0:03`
fn is_glued(text: &str, seconds: u64) -> bool {
    let Some((said, to)) = spoken::in_words(text).filter(|(said, _)| *said == seconds) else {
        return false;
    };
    let rest = text[to..].trim();
    rest.is_empty() || stamp::whole(rest).is_some_and(|stamp| stamp.start.whole_seconds() == said)
}

/// Makes headings of the lines that stand above times, where each time has one line of words: then a
/// second one is the title of the chapter that begins.
fn chapters(lines: &mut [Line<'_>]) {
    let is_time = |at: usize| {
        let clock = stamp::whole(&lines[at].text)?;
        let again = echoes::spelled_at_end(&lines.get(at + 1)?.text)?;
        (again.0.is_empty() && again.1 == clock.start.whole_seconds()).then_some(at)
    };
    let times: Vec<usize> = (0..lines.len()).filter_map(is_time).collect();
    let words = |from: usize, to: usize| -> Vec<usize> {
        (from + 2..to).filter(|at| !lines[*at].text.is_empty()).collect()
    };
    let entries: Vec<Vec<usize>> = times.windows(2).map(|pair| words(pair[0], pair[1])).collect();
    let single = entries.iter().filter(|words| words.len() == 1).count();
    if single < FEWEST || single * 2 < entries.len() {
        return;
    }

    let mut titles: Vec<usize> = entries
        .iter()
        .filter_map(|words| match words[..] {
            [_, title] => Some(title),
            _ => None,
        })
        .collect();
    let first = times.first().and_then(|first| first.checked_sub(1));
    titles.extend(first.filter(|at| !titles.is_empty() && !lines[*at].text.is_empty()));
    for title in titles {
        lines[title].heading = Some(CHAPTER);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{one, said};

    #[test]
    fn the_panel_of_teams_tells_who_speaks_when() {
        let want = [
            one(4, "Ida Moss", "The quay is wet."),
            one(12, "Ida Moss", "And it is cold."),
            one(69, "Tim van Rook", "Then we go in."),
        ];
        let text = "IM\nIda Moss\n0 minutes 4 seconds0:04\nIda Moss 0 minutes 4 seconds\nThe quay is wet.\n\
                    IM\nIda Moss 0 minutes 12 seconds\nAnd it is cold.\n\
                    TR\nTim van Rook\n1 minute 9 seconds1:09\nTim van Rook 1 minute 9 seconds\nThen we go in.\n";
        assert_eq!(said(text), want);
        let french = text.replace("minutes", "minute").replace("seconds", "secondes");
        assert_eq!(said(&french), want);
    }

    #[test]
    fn chapters_of_a_panel_are_headings() {
        let text = "La digue\n0:00\n0 seconde\nbonjour à tous\n0:05\n5 secondes\nnous voici\nLe port\n\
                    0:09\n9 secondes\nil est tard\n1:02\n1 minute et 2 secondes\net froid\n";
        let texts: Vec<_> = said(text).into_iter().map(|(at, _, words)| (at, words)).collect();
        let want = [(0, "bonjour à tous"), (5, "nous voici"), (9, "il est tard"), (62, "et froid")];
        assert_eq!(texts, want.map(|(at, words)| (at, words.to_owned())));
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let heads = document
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, ibid_core::document::BlockKind::Heading(_)));
        let heads: Vec<&str> = heads.map(|block| block.text.as_str()).collect();
        assert_eq!(heads, ["La digue", "Le port"]);

        // Lines that are wrapped are words.
        let wrapped =
            text.replace("bonjour à tous", "bonjour à\ntous").replace("il est", "il\nest");
        assert!(said(&wrapped).iter().any(|(.., words)| words.contains("Le port")));
    }
}
