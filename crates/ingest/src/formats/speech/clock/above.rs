//! Names that stand alone above the timed lines of what they say: `SPEAKER_00`, and below it
//! `[0:00:03 - 0:00:09] words`, as aTrain and others write turns.

use std::borrow::Cow;

use super::light::Line;
use super::{habits, shape, stamp};

/// Writes each such name before the words of the lines below it, up to the next that is not timed.
///
/// A title stands above timed lines too. It takes a name that comes back, or names that are plainly
/// those of voices, above most blocks of such lines.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    let is_timed = |line: &Line<'_>| {
        stamp::at_start(&line.text).is_some_and(|(_, bytes)| bytes < line.text.len())
    };
    let opens = |at: &usize| {
        is_timed(&lines[*at]) && at.checked_sub(1).is_none_or(|above| !is_timed(&lines[above]))
    };
    let blocks: Vec<usize> = (0..lines.len()).filter(opens).collect();
    let name = |at: usize| {
        let above = lines.get(at.checked_sub(1)?)?;
        let alone = at < 2 || lines[at - 2].text.is_empty();
        let name = shape::name(&above.text).filter(|_| alone && above.heading.is_none())?;
        Some((at, name.to_owned()))
    };
    let named: Vec<(usize, String)> = blocks.iter().filter_map(|at| name(*at)).collect();
    let names: Vec<&str> = named.iter().map(|(_, name)| name.as_str()).collect();
    if named.len() < 2 || named.len() * 10 < blocks.len() * 7 || !habits::are_voices(&names) {
        return;
    }

    for (first, name) in named {
        lines[first - 1].text = Cow::Borrowed("");
        for line in &mut lines[first..] {
            let Some((_, bytes)) = stamp::at_start(&line.text) else { break };
            let (time, words) = line.text.split_at(bytes);
            line.text = Cow::Owned(format!("{time} {name}: {}", words.trim_start()));
            line.bold_label = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::said;

    #[test]
    fn a_name_above_timed_lines_says_them() {
        let text = "SPEAKER_00\n[0:00:02 - 0:00:05] La halle est froide.\n[0:00:06 - 0:00:09] On \
                    rentre ?\n\nSPEAKER_01\n[0:00:12 - 0:00:14] Pas encore.\n\nSPEAKER_00\n\
                    [0:00:15 - 0:00:17] Bien.\n";
        let one = |at, name: &str, words: &str| (at, Some(name.to_owned()), words.to_owned());
        assert_eq!(
            said(text),
            [
                one(2, "SPEAKER_00", "La halle est froide."),
                one(6, "SPEAKER_00", "On rentre ?"),
                one(12, "SPEAKER_01", "Pas encore."),
                one(15, "SPEAKER_00", "Bien."),
            ]
        );
    }

    #[test]
    fn a_title_above_timed_lines_is_nobody() {
        let text = "Introduction\n0:05 good evening to you all\n0:11 thank you for coming\n\nHarbour\n\
                    1:15 we turn to the harbour\n1:22 it silts up every winter\n";
        let said = said(text);
        assert!(
            !said.is_empty() && said.iter().all(|(_, speaker, _)| speaker.is_none()),
            "{said:?}"
        );
    }
}
