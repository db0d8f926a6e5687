//! Lines that begin with a time in brackets: what Whisper prints, `[00:00.000 --> 00:04.000]  Words`,
//! and notes taken with a clock, `[00:00:05] Claire: Words`.

use ibid_core::document::{Block, BlockKind, Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::collapse;
use crate::formats::lines::Lines;
use crate::formats::notes::markdown::front_matter::front_matter;
use crate::timed::Transcript;
use crate::timed::clock;
use crate::timed::markup::Dialect;

/// `LOOKED_AT` lines tell.
const LOOKED_AT: usize = 100;
/// How long words last that no other time follows, in milliseconds.
const LAST: u64 = 5_000;

/// Whether most of the first lines begin so.
pub(crate) fn sniff(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
    let timed = lines().filter(|line| times(line).is_some()).count();
    timed >= 2 && timed * 2 > lines().count() && front_matter(text).is_none()
}

/// The time that a line begins with, its end if it has one, and what follows. `[0:05](…)` is a link.
fn times(line: &str) -> Option<(Timecode, Option<Timecode>, &str)> {
    let (inner, rest) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    if inner.len() > 60 || rest.starts_with('(') {
        return None;
    }
    match inner.split_once("-->") {
        Some((start, end)) => Some((clock::time(start)?, Some(clock::time(end)?), rest)),
        None => Some((clock::time(inner)?, None, rest)),
    }
}

/// Words, from their time to the next line that has one.
struct TimedWords<'a> {
    start: Timecode,
    end: Option<Timecode>,
    text: &'a str,
    line: u32,
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut lines = Lines::new(text);
    let mut untimed = Vec::new();
    let mut all: Vec<TimedWords<'_>> = Vec::new();
    while let Some(line) = lines.next() {
        if let Some((start, end, rest)) = times(line.text) {
            let from = line.at + line.text.len() - rest.len();
            while lines.next_if(|line| times(line).is_none()).is_some() {}
            all.push(TimedWords { start, end, text: lines.since(from), line: line.number });
        } else {
            // Above the first time there is a title, or a note.
            let text = collapse(line.text);
            untimed.extend((!text.is_empty()).then_some((text, line.number)));
        }
    }

    let mut file = Transcript::new(Format::Console);
    // Notes of people do not say when each line ends.
    if !all.is_empty() && all.iter().all(|said| said.end.is_some()) {
        file.about.evidence = Some(Evidence::Machine);
    }

    let ends = ends(&all);
    for (said, end) in all.iter().zip(ends) {
        if !said.text.trim().is_empty() {
            file.push((said.start, end), said.text.trim_end(), said.line, Dialect::Sbv);
        }
    }

    let mut document = file.into_document(source);
    let untimed =
        untimed.into_iter().map(|(text, line)| Block::untimed(BlockKind::Paragraph, text, line));
    document.blocks.splice(0..0, untimed);

    document
}

/// Where each ends: as it says, or where the next begins that begins later.
fn ends(all: &[TimedWords<'_>]) -> Vec<Timecode> {
    let mut ends = Vec::with_capacity(all.len());
    let mut next: Option<(Timecode, Timecode)> = None;
    for said in all.iter().rev() {
        let alone = Timecode::from_millis(said.start.millis().saturating_add(LAST));
        let followed = match next {
            Some((start, _)) if start > said.start => start,
            Some((start, end)) if start == said.start => end,
            _ => alone,
        };
        let end = said.end.unwrap_or(followed);
        ends.push(end);
        next = Some((said.start, end));
    }

    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert_eq!(
            (document.blocks[0].text.as_str(), document.blocks[0].line),
            ("Compte rendu", 1)
        );
        assert_eq!(document.blocks[1].line, 3);
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
            let document = read(&text, SourceId::from_bytes(b""));
            prop_assert!(document.blocks.iter().all(|block| !block.text.is_empty()));
        }
    }
}
