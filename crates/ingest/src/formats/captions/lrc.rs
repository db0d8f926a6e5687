//! LRC: the words of songs and talks, a line each, with one or several times before it.
//!
//! There is no specification but habit: `[mm:ss.xx]` before the words, tags such as `[ti:Title]` at
//! the head, `[offset:+500]` for lines that are to come so many milliseconds earlier, and
//! `<mm:ss.xx>` before words in the enhanced form. A line with several times is said at each of them.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::timed::{Cue, Transcript, clock};

/// The names of tags.
const TAGS: [&str; 14] = [
    "al", "ar", "au", "by", "encoding", "id", "la", "length", "lr", "offset", "re", "ti", "tool",
    "ve",
];
/// How many lines tell.
const LOOKED_AT: usize = 40;

/// Whether a text is in this format: it has a tag at its head, a line with several times or with times
/// before its words, and lines with times.
pub(crate) fn sniff(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LOOKED_AT);
    let head = lines().next().is_some_and(|line| tag(line).is_some());
    let several = lines().any(|line| {
        let (times, words) = stamps(line);
        times.len() > 1 || times.len() == 1 && without_word_times(words).len() < words.len()
    });
    let timed = lines().filter(|line| !stamps(line).0.is_empty()).count();
    (head || several)
        && timed > 0
        && timed * 3 >= lines().filter(|line| tag(line).is_none()).count()
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Lrc);
    let mut offset = 0_i64;
    let mut said: Vec<(u64, String, u32)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some((name, value)) = tag(line) {
            match name {
                "ti" => file.about.title = Some(clean(value)).filter(|title| !title.is_empty()),
                "ar" => file.about.author = Some(clean(value)).filter(|name| !name.is_empty()),
                "la" => file.lang = Lang::from_tag(value),
                "offset" => offset = value.trim().trim_start_matches('+').parse().unwrap_or(0),
                _ => {}
            }
            continue;
        }

        let (times, words) = stamps(line);
        let words = clean(&without_word_times(words));
        if times.is_empty() {
            file.leave_untimed(&words, number);
        }
        said.extend(times.into_iter().map(|time| (time, words.clone(), number)));
    }

    said.sort_by_key(|(time, _, number)| (*time, *number));
    let moved = |time: u64| {
        let millis = i64::try_from(time).unwrap_or(i64::MAX).saturating_sub(offset);
        Timecode::from_millis(u64::try_from(millis).unwrap_or(0))
    };
    let starts: Vec<u64> = said.iter().map(|(time, ..)| *time).collect();
    for (i, (time, words, line)) in said.into_iter().enumerate() {
        // A time without words ends the line above it.
        if !words.is_empty() {
            let end = starts.get(i + 1).copied().unwrap_or(time);
            file.add_told(Cue::new(moved(time), moved(end), words, line));
        }
    }

    let mut document = file.into_document(source);
    crate::formats::bound(&mut document, 1);
    document
}

/// The name and the value of a tag.
fn tag(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    let (name, value) = inner.split_once(':')?;
    TAGS.contains(&name).then_some((name, value))
}

/// The times before a line, and what follows them.
fn stamps(line: &str) -> (Vec<u64>, &str) {
    let (mut times, mut rest) = (Vec::new(), line);
    while let Some((inner, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
        let short = inner.len() <= 12 && inner.starts_with(|c: char| c.is_ascii_digit());
        let Some(time) = clock::time(inner).filter(|_| short) else { break };
        times.push(time.millis());
        rest = after.trim_start();
    }
    (times, rest)
}

/// The words without the times that stand among them.
fn without_word_times(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        match after.split_once('>').filter(|(inner, _)| clock::time(inner).is_some()) {
            Some((_, next)) => rest = next,
            None => {
                out.push('<');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        assert_eq!(crate::sniff(text), Format::Lrc, "{text}");
        let document = read(text, SourceId::from_bytes(b"x"));
        let of_cue = |cue: &ibid_core::document::Cue| {
            format!("{}: {} {} {}", cue.line, cue.start.millis(), cue.end.millis(), cue.text)
        };
        document.cues.iter().map(of_cue).collect()
    }

    #[test]
    fn lines_are_said_at_each_of_their_times() {
        let text = "[ti:Le pont]\n[ar:Anne Roy]\n[offset:500]\n[00:10.00]Sur le pont\n[00:20.50][01:05.37]On y danse\n[00:30.00]\n(bis)\n[01:10.00]<01:10.00>Tous <01:11.00>en rond\n";
        let want = [
            "4: 9500 20000 Sur le pont",
            "5: 20000 29500 On y danse",
            "5: 64870 69500 On y danse",
            "8: 69500 69500 Tous en rond",
        ];
        assert_eq!(shown(text), want);
        let document = read(text, SourceId::from_bytes(b"x"));
        assert_eq!(document.about.title.as_deref(), Some("Le pont"));
        assert_eq!(document.about.author.as_deref(), Some("Anne Roy"));
        assert!(!document.warnings.is_empty(), "a line without a time is told");
    }

    #[test]
    fn times_before_words_are_no_words_where_nothing_else_tells_the_format() {
        let text = "[00:05.10]<00:05.10>Au <00:05.60>bord <00:06.00>de l'eau\n[00:12.00] <00:12.00>on rame\n";
        assert_eq!(shown(text), ["1: 5100 12000 Au bord de l'eau", "2: 12000 12000 on rame"]);
    }

    #[test]
    fn other_texts_in_brackets_are_none() {
        for text in [
            "[00:00:05] Claire: Hi\n[00:00:09] Hello",
            "[ti:x]\nDu texte.\n",
            "[by:Anne] écrit\n",
            "",
        ] {
            assert!(!sniff(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\[(ti:|offset:-?[0-9]{1,20}|[0-9]{1,3}:[0-9]{1,2}(\\.[0-9]{1,3})?)\\]|<|>|é| |\n){0,40}") {
            let _ = sniff(&text);
            read(&text, SourceId::from_bytes(b"x"));
        }
    }
}
