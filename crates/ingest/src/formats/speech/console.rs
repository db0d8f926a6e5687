//! Lines that begin with a time in brackets: what Whisper prints, `[00:00.000 --> 00:04.000]  Words`,
//! and notes taken with a clock, `[00:00:05] Claire: Words`.

use super::clock;
use crate::formats::notes::markdown::front_matter::front_matter;
use crate::timed::clock::time;

/// `LOOKED_AT` lines tell.
const LOOKED_AT: usize = 100;

/// Whether most of the first lines begin so.
pub(crate) fn sniff(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
    let timed = lines().filter(|line| is_timed(line)).count();
    timed >= 2
        && timed * 2 > lines().count()
        && front_matter(text).is_none()
        && !clock::is_no_medium(text)
}

/// Whether a line begins with a time in brackets; `[0:05](…)` is a link.
fn is_timed(line: &str) -> bool {
    let inner = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']'));
    inner.filter(|(inner, rest)| inner.len() <= 60 && !rest.starts_with('(')).is_some_and(
        |(inner, _)| match inner.split_once("-->") {
            Some((start, end)) => time(start).is_some() && time(end).is_some(),
            None => time(inner).is_some(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid_core::document::Evidence;
    use ibid_core::format::Format;
    use ibid_core::ids::SourceId;
    use proptest::prelude::*;

    /// Each cue with its times in milliseconds, and who speaks.
    fn seen(text: &str) -> Vec<(u64, u64, Option<String>, String)> {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(document.format, Format::Console);
        let shown = |cue: ibid_core::document::Cue| {
            (cue.start.millis(), cue.end.millis(), cue.speaker, cue.text)
        };
        document.cues.into_iter().map(shown).collect()
    }

    #[test]
    fn what_whisper_prints_keeps_its_times() {
        let evidence =
            |text: &str| crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0).about.evidence;
        let text = "[00:00.000 --> 00:04.000]  Bonjour à tous.\n[00:04.000 --> 00:07.500]  La séance est ouverte.\n";

        assert_eq!(evidence(text), Some(Evidence::Machine));
        assert_eq!(evidence("[00:05] Un\n[00:09] Deux\n"), None);
        assert_eq!(
            seen(text),
            [
                (0, 4000, None, "Bonjour à tous.".to_owned()),
                (4000, 7500, None, "La séance est ouverte.".to_owned())
            ]
        );
        assert_eq!(
            seen(&text.replace("[00:", "[01:00:").replace("> 00:", "> 01:00:"))[1].0,
            3_604_000
        );
    }

    #[test]
    fn notes_with_a_clock_keep_theirs() {
        let text = "Compte rendu\n\n[00:00:05] MME ROY : Bonjour.\nEt merci.\n\n[00:00:09] Un\n[00:00:09] Deux\n[0:12]\n";
        let roy = Some("MME ROY".to_owned());
        assert_eq!(
            seen(text),
            [
                (5000, 9000, roy.clone(), "Bonjour.\nEt merci.".to_owned()),
                (9000, 12_000, roy.clone(), "Un".to_owned()),
                (9000, 12_000, roy, "Deux".to_owned()),
            ]
        );

        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(document.about.title.as_deref(), Some("Compte rendu"));
        assert_eq!(document.left_out[0].line, 1);
        assert_eq!(document.blocks[0].line, 3);
    }

    #[test]
    fn most_lines_must_begin_so() {
        for text in [
            "[00:05] One.",
            "[00:05](https://e.org) One.\n[00:06](https://e.org) Two.",
            "[00:05] One.\n[00:06] Two.\nThree.\nFour.",
            "[1] One.\n[2] Two.",
            "[\"00:05\"]\n[\"00:06\"]",
        ] {
            assert!(!sniff(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\[0:0[0-9]\\] |\\[00:0[0-9].000 --> 0:09.5\\]|A: b|\n|\\PC){0,30}") {
            let _ = sniff(&text);
            let document = clock::read_console(&text, SourceId::from_bytes(b""));
            prop_assert!(document.blocks.iter().all(|block| !block.text.is_empty()));
        }
    }
}
