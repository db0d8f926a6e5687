//! CHAT: the transcripts of linguists (`TalkBank`, "Tools for Analyzing Talk, part 1: the CHAT
//! transcription format"): `*MOT:` and what was said, with its milliseconds between two control
//! characters, `%` tiers that comment on it, and a head of `@` lines.

use std::collections::HashMap;

use ibid_core::document::{Block, BlockKind, Document};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::timed::{Cue, Transcript};

/// What stands before and behind the times of a line.
const BULLET: char = '\u{15}';

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let head = || text.lines().take(40);
    (text.starts_with("@UTF8") || text.starts_with("@Begin"))
        && head().any(|line| line.trim_end() == "@Begin" || line.starts_with("@Participants:"))
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Chat);
    let mut names = HashMap::new();
    let mut untimed = Vec::new();
    for (number, line) in tiers(text) {
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        if let Some(code) = name.strip_prefix('*') {
            let speaker = names.get(code).cloned().unwrap_or_else(|| code.to_owned());
            say(value, speaker, number, &mut file, &mut untimed);
        } else if name == "@Participants" {
            names = participants(value);
        } else if name == "@Languages" {
            file.lang = value.split(',').next().and_then(Lang::from_tag);
        } else if name == "@Title" {
            file.about.title = Some(clean(value)).filter(|title| !title.is_empty());
        }
    }

    let mut document = file.into_document(source);
    // What has no time stands where it was said, as far as that is known: by its line.
    document.blocks.extend(untimed);
    document.blocks.sort_by_key(|block| block.line);
    crate::formats::bound(&mut document, 1);
    document
}

/// The lines of the file, each with those that go on with it, which begin with a tab.
fn tiers(text: &str) -> Vec<(u32, String)> {
    let mut tiers: Vec<(u32, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match tiers.last_mut().filter(|_| line.starts_with(['\t', ' '])) {
            Some((_, above)) => {
                above.push(' ');
                above.push_str(line.trim());
            }
            None => tiers.push((number, line.trim_end().to_owned())),
        }
    }
    tiers
}

/// The names of those who speak by their codes: `CHI Ross Target_Child` has a name, `MOT Mother` a
/// role. A role that two have names neither.
fn participants(value: &str) -> HashMap<String, String> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for entry in value.split(',') {
        let words: Vec<&str> = entry.split_whitespace().collect();
        let name = match words.as_slice() {
            [_, name] | [_, name, _] => name.replace('_', " "),
            _ => continue,
        };
        *seen.entry(name.clone()).or_insert(0) += 1;
        names.extend(words.first().map(|code| ((*code).to_owned(), name)));
    }
    names.retain(|_, name| seen.get(name) == Some(&1));
    names
}

fn say(value: &str, speaker: String, line: u32, file: &mut Transcript, untimed: &mut Vec<Block>) {
    let mut parts = value.split(BULLET);
    let words = spoken(parts.next().unwrap_or_default());
    if words.is_empty() {
        return;
    }
    let times = parts.next().and_then(|times| {
        let (start, end) =
            times.rsplit_once(' ').map_or(times, |(_, times)| times).split_once('_')?;
        let millis = |text: &str| text.parse().ok().filter(|ms: &u64| *ms < 1 << 40);
        Some((millis(start)?, millis(end)?))
    });

    match times {
        Some((start, end)) => {
            let from = Timecode::from_millis(start);
            let mut cue = Cue::new(from, from, words, line);
            cue.end = Timecode::from_millis(end);
            cue.speaker = Some(speaker);
            file.add(cue);
        }
        None => {
            let block = Block::untimed(BlockKind::Paragraph, words, line);
            untimed.push(Block { speaker: Some(speaker), ..block });
        }
    }
}

/// The words of a line without the codes of the transcriber: `[*]`, `&=laughs`, `(.)`, `+...`, `<` and
/// `>` around what a code is about, and brackets round letters that were not said.
fn spoken(line: &str) -> String {
    let plain = without_brackets(line).replace(['<', '>', '\u{2039}', '\u{203a}'], " ");
    let mut out = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        let is_code = word.starts_with("&=") || word.starts_with('+') || word.starts_with('0');
        let is_pause = word.starts_with('(') && word.trim_matches(['(', ')', '.', ':']).is_empty();
        if is_code || is_pause || matches!(word, "xxx" | "yyy" | "www") {
            continue;
        }

        let word = word.trim_start_matches(['&', '-', '~']);
        let word =
            word.split('@').next().unwrap_or(word).replace(['(', ')', '↑', '↓', 'ˈ', 'ˌ'], "");
        let word = word.replace('_', " ");
        let is_sign = word.chars().all(|c| c.is_ascii_punctuation() || c == '„' || c == '‡');
        let closes = is_sign && matches!(word.as_str(), "." | "," | "?" | "!");
        if !out.is_empty() && !closes {
            out.push(' ');
        }
        out.push_str(&word);
    }
    let words = clean(&out);
    if words.chars().any(char::is_alphanumeric) { words } else { String::new() }
}

/// A line without what stands in square brackets.
fn without_brackets(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut depth = 0_usize;
    for c in line.chars() {
        match c {
            '[' => depth += 1,
            ']' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn speakers_and_milliseconds_are_read_and_codes_are_not() {
        let text = "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tCHI Ross Target_Child, MOT Mother, INV Investigator, OBS Investigator\n\
            *MOT:\tlook at the <big dog> [/] big dog , Ross . \u{15}1200_3400\u{15}\n%mor:\tv|look\n\
            *CHI:\t&=laughs (a)bout [*] doggie@c (.) gone\n\tnow +... \u{15}3400_5000\u{15}\n*INV:\tyes ?\n*OBS:\txxx .\n@End\n";
        assert_eq!(crate::sniff(text), Format::Chat);
        let document = read(text, SourceId::from_bytes(b"x"));
        let cues: Vec<_> = document
            .cues
            .iter()
            .map(|cue| {
                (cue.line, cue.start.millis(), cue.speaker.as_deref().unwrap(), cue.text.as_str())
            })
            .collect();
        let want = [
            (5, 1200, "Mother", "look at the big dog big dog, Ross."),
            (7, 3400, "Ross", "about doggie gone now"),
        ];
        assert_eq!(cues, want);
        let last = document.blocks.last().unwrap();
        assert_eq!(
            (last.text.as_str(), last.speaker.as_deref(), last.spans.len()),
            ("yes?", Some("INV"), 0)
        );
        assert_eq!(document.lang, Some(Lang::En));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "@Begin the day with tea.\n",
            "*MOT: hello\n",
            "@UTF8 is an encoding.\nSo it is.\n",
            "",
        ] {
            assert!(!sniff(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\*[A-Z]{3}:\t|@Participants:\t|\u{15}[0-9]{0,20}_[0-9]{0,20}\u{15}|[\\[\\]<>()&+@%*]|\t|é| |,|\n){0,40}") {
            read(&format!("@UTF8\n@Begin\n{text}"), SourceId::from_bytes(b"x"));
        }
    }
}
