//! Who speaks, as captions write it at the start of a line: `NAME:`, `>> NAME:`, `[Speaker 1]:`,
//! `>>` and dashes for somebody without a name.
//!
//! A colon is ordinary punctuation too. A name stands in capitals, or comes back with a capital
//! letter at least three times in the file; it has five words at most, and is none of the words that
//! introduce a remark.

use std::collections::HashMap;

use super::{Cue, Cutter};

/// A name that is not in capitals must come so often.
const OFTEN: u32 = 3;
const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 5;
/// After a silence of so many milliseconds nobody goes on speaking.
const SILENCE: u64 = 6_000;

/// What stands at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opening<'a> {
    /// Its bytes, which are no part of what is said.
    bytes: usize,
    name: Option<&'a str>,
}

/// A name before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Label<'a> {
    name: &'a str,
    bytes: usize,
    /// In capitals or in brackets.
    sure: bool,
    bracketed: bool,
}

impl Label<'_> {
    /// One word in capitals, which may be no more than an abbreviation.
    fn is_lone_word(&self) -> bool {
        !self.bracketed && !self.name.contains([' ', '\u{a0}', '.'])
    }
}

/// What is known of a file's way to name speakers.
struct Names {
    counts: HashMap<String, u32>,
    /// Everything is in capitals, so they say nothing.
    shouts: bool,
}

/// Takes speakers out of the text; a cue in which several speak becomes several.
pub(super) fn find(cues: Vec<Cue>) -> Vec<Cue> {
    let known = Names::of(&cues);
    let mut found: Vec<Cue> = Vec::with_capacity(cues.len());
    let mut speaks: Option<String> = None;
    let (mut last_start, mut last_end, mut lang) = (0, 0, None);
    for mut cue in cues {
        let start = cue.start.millis();
        let silence = start.saturating_sub(last_end) >= SILENCE;
        // A second track or part begins anew, and nobody goes on speaking there either.
        let anew = start.saturating_add(SILENCE) <= last_start || cue.lang != lang;
        if silence || anew || cue.speaker.is_some() {
            speaks = None;
        }
        (last_start, last_end, lang) = (start, cue.end.millis(), cue.lang);
        if !may_open(&cue.text) {
            if cue.speaker.is_none() {
                cue.speaker.clone_from(&speaks);
            }
            found.extend(Some(cue).filter(|cue| !cue.text.is_empty()));
            continue;
        }
        let mut cutter = Cutter::of(&cue);
        let mut said = false;
        for (from, to, opening) in known.parts(&cue.text) {
            if let Some(opening) = opening {
                speaks = opening.name.map(str::to_owned);
            }
            let mut part = cutter.cut(from..to);
            part.turn = opening.is_some() || cue.turn && from == 0;
            // Who answers within a voice is somebody else.
            let answers = said && opening.is_some();
            if part.speaker.is_none() || answers || opening.is_some_and(|o| o.name.is_some()) {
                part.speaker.clone_from(&speaks);
            }
            said |= !part.text.is_empty();
            if !part.text.is_empty() {
                found.push(part);
            }
        }
    }
    found
}

impl Names {
    fn of(cues: &[Cue]) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for cue in cues.iter().filter(|cue| may_open(&cue.text)) {
            for line in cue.text.split('\n') {
                if let Some(label) = label(&line[mark(line)..]) {
                    *counts.entry(label.name.to_owned()).or_default() += 1;
                }
            }
        }
        let shouts = !counts.is_empty() && shouts(cues);
        Names { counts, shouts }
    }

    /// The parts of a cue's text by who says them: from where, to where, and what opened it.
    fn parts<'t>(&self, text: &'t str) -> Vec<(usize, usize, Option<Opening<'t>>)> {
        let mut parts: Vec<(usize, usize, Option<Opening<'t>>)> = vec![(0, text.len(), None)];
        for at in beginnings(text) {
            let Some(opening) = self.opening(&text[at..]) else { continue };
            if let Some(last) = parts.last_mut() {
                last.1 = at.max(last.0);
            }
            parts.push((at + opening.bytes, text.len(), Some(opening)));
        }
        parts
    }

    fn opening<'t>(&self, text: &'t str) -> Option<Opening<'t>> {
        let line = head(text);
        let marked = mark(line);
        let is_name = |label: &Label<'_>| {
            let arrows = line.starts_with('>');
            let count = self.counts.get(label.name).copied().unwrap_or(0);
            // `TVA :` once is no name; `MME ROY :` is.
            let named = label.sure && (count >= 2 || !label.is_lone_word());
            arrows || named && !self.shouts || count >= OFTEN
        };
        match label(&line[marked..]).filter(is_name) {
            Some(label) => Some(Opening { bytes: marked + label.bytes, name: Some(label.name) }),
            None => (marked > 0).then_some(Opening { bytes: marked, name: None }),
        }
    }
}

/// Whether most letters of a file are capitals. Those with accents follow the others in this.
fn shouts(cues: &[Cue]) -> bool {
    let count = |letters: std::ops::RangeInclusive<u8>| -> usize {
        cues.iter().map(|cue| cue.text.bytes().filter(|b| letters.contains(b)).count()).sum()
    };
    count(b'A'..=b'Z') > count(b'a'..=b'z')
}

/// Whether anybody may begin to speak in a text: it has a colon, an arrow, or a line that starts with
/// a dash. Most have none.
fn may_open(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The long dashes begin with the byte 0xE2.
    let dash = |b: u8| (b == b'-') | (b == 0xe2);
    // To the end, whatever is met on the way: so many bytes are looked at in one step.
    let signs = bytes.iter().fold(false, |any, b| any | (*b == b':') | (*b == b'>'));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    signs
        || bytes.first().is_some_and(|b| dash(*b))
        || pairs.fold(false, |any, (a, b)| any | ((*a == b'\n') & dash(*b)))
}

/// The line that a text starts with, as far as an opening may reach.
fn head(text: &str) -> &str {
    let end = text.char_indices().take(2 * LONGEST_NAME).find(|(_, c)| *c == '\n');
    let most = || text.char_indices().nth(2 * LONGEST_NAME).map_or(text.len(), |(at, _)| at);
    &text[..end.map_or_else(most, |(at, _)| at)]
}

/// Where somebody may begin to speak: at the start of a line, and at `>>` anywhere.
fn beginnings(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let starts = move |at: &usize| {
        *at == 0
            || bytes[at - 1] == b'\n'
            || bytes[at - 1] == b' ' && bytes[*at..].starts_with(b">>")
    };
    (0..bytes.len()).filter(starts)
}

/// The bytes of `>>` or of a dash, with the space after it; 0 where there is none.
fn mark(line: &str) -> usize {
    let arrows = line.bytes().take_while(|b| *b == b'>').count();
    if arrows >= 2 {
        return line.len() - line[arrows..].trim_start().len();
    }
    let Some(rest) = line.strip_prefix(['-', '–', '—', '‐', '‑']) else { return 0 };
    let said = rest.trim_start();
    let opens = |c: char| c.is_uppercase() || matches!(c, '«' | '“' | '"' | '¿' | '¡' | '[' | '(');
    let begins =
        said.starts_with(opens) || said.len() < rest.len() && said.starts_with(char::is_numeric);
    if begins { line.len() - said.len() } else { 0 }
}

/// The name before the colon that a line may start with, sure or not.
fn label(line: &str) -> Option<Label<'_>> {
    let colon = line.bytes().take(LONGEST_NAME).position(|b| b == b':')?;
    let rest = &line[colon + 1..];
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    let written = line[..colon].trim_end();
    let inner = bracketed(written);
    let name = inner.unwrap_or(written).trim();
    let bytes = line.len() - rest.trim_start().len();
    let words = name.split_whitespace().count();
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '\'' | '’' | '-' | '&' | '\u{a0}');
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let good = (1..=MOST_WORDS).contains(&words)
        && letters >= 2
        && name.starts_with(char::is_uppercase)
        && name.chars().all(plain)
        && name.split_whitespace().all(is_name_word)
        && !is_remark(name);
    let sure = inner.is_some() || !name.chars().any(char::is_lowercase);
    good.then_some(Label { name, bytes, sure, bracketed: inner.is_some() })
}

fn bracketed(text: &str) -> Option<&str> {
    let square = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    square.or_else(|| text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')))
}

fn is_name_word(word: &str) -> bool {
    const PARTICLES: &[&str] =
        &["de", "du", "des", "la", "le", "von", "van", "of", "the", "and", "et"];
    word.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '&')
        || PARTICLES.contains(&word)
        || word.starts_with("d'")
        || word.starts_with("d’")
}

/// Words that introduce what is said and are nobody's name, in both languages.
fn is_remark(name: &str) -> bool {
    const REMARKS: &[&str] = &[
        "note",
        "nb",
        "ps",
        "ndlr",
        "ndt",
        "question",
        "questions",
        "réponse",
        "réponses",
        "answer",
        "answers",
        "attention",
        "warning",
        "caution",
        "important",
        "exemple",
        "example",
        "remarque",
        "conclusion",
        "résultat",
        "résultats",
        "result",
        "results",
        "source",
        "sources",
        "objectif",
        "objectifs",
        "goal",
        "goals",
        "problème",
        "problem",
        "solution",
        "update",
        "titre",
        "title",
        "date",
        "lieu",
        "place",
        "thème",
        "topic",
        "subject",
        "sujet",
        "total",
        "étape",
        "step",
        "http",
        "https",
        "url",
        "email",
        "tel",
        "tél",
        "oui",
        "non",
        "yes",
        "no",
        "donc",
        "so",
        "bref",
        "alors",
        "et",
        "and",
        "or",
        "mais",
        "but",
        "hint",
        "tip",
        "conseil",
        "rappel",
        "reminder",
        "ok",
        "okay",
        "breaking news",
        "breaking",
        "today",
        "aujourd’hui",
        "live",
    ];
    let first = name.split([' ', '\u{a0}']).next().unwrap_or_default().to_lowercase();
    REMARKS.contains(&name.to_lowercase().as_str())
        // `Étape 2`, `Question 3`.
        || REMARKS.contains(&first.as_str()) && name.ends_with(|c: char| c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid_core::time::Timecode;
    use proptest::prelude::*;

    fn read(texts: &[&str]) -> Vec<(Option<String>, bool, String)> {
        let at = |s: usize| Timecode::from_millis(s as u64 * 1000);
        let cues = texts.iter().enumerate();
        let cues = cues.map(|(i, t)| Cue::new(at(i), at(i + 1), (*t).to_owned(), 1)).collect();
        find(cues).into_iter().map(|c| (c.speaker, c.turn, c.text)).collect()
    }

    fn seen(texts: &[&str]) -> Vec<String> {
        let shown = |(speaker, turn, text): (Option<String>, bool, String)| {
            format!("{}{}|{text}", speaker.unwrap_or_default(), if turn { "*" } else { "" })
        };
        read(texts).into_iter().map(shown).collect()
    }

    #[test]
    fn names_in_capitals_speak_until_somebody_else_does() {
        assert_eq!(
            seen(&[
                "MME ROY : Bonjour à tous.",
                "Je commence.",
                ">> DR. LEE: Thanks.\n>> And then?"
            ]),
            ["MME ROY*|Bonjour à tous.", "MME ROY|Je commence.", "DR. LEE*|Thanks.", "*|And then?"]
        );
        assert_eq!(
            seen(&["[Speaker 1]: Hello", "well. >> Sure."]),
            ["Speaker 1*|Hello", "Speaker 1|well.", "*|Sure."]
        );
        assert_eq!(
            seen(&["- Tu viens ?\n- Non.", "-Ah bon", "— et puis voilà"]),
            ["*|Tu viens ?", "*|Non.", "*|Ah bon", "|— et puis voilà"]
        );
    }

    #[test]
    fn ordinary_colons_name_nobody() {
        for text in [
            "Question : qui paie ?",
            "Note: it rained.",
            "NOTE: it rained.",
            "Voilà : c’est fini.",
            "Il est 10:30, RENDEZ-VOUS",
            "https://example.org/a",
            "ÉTAPE 2 : mélanger",
            "A: first",
            "A VERY LONG LINE OF SOME WORDS: yes",
            "-5 degrés",
            "> quoted",
        ] {
            assert_eq!(seen(&[text, "and some small words to be calm"])[0], format!("|{text}"));
        }
        // Where all is in capitals, they say nothing.
        assert_eq!(seen(&["AND THEN HE SAID: GO AWAY NOW"]), ["|AND THEN HE SAID: GO AWAY NOW"]);
    }

    #[test]
    fn a_name_with_a_capital_letter_must_come_back() {
        assert_eq!(seen(&["Anne Roy: un"]), ["|Anne Roy: un"]);
        assert_eq!(
            seen(&["Anne Roy: un", "Marc: deux", "Anne Roy: trois", "Anne Roy: quatre"]),
            ["Anne Roy*|un", "Anne Roy|Marc: deux", "Anne Roy*|trois", "Anne Roy*|quatre"]
        );
        assert_eq!(seen(&["Question : a", "Question : b", "Question : c"])[2], "|Question : c");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(>>|- |: |[A-Zé\\[\\]()\n ]|\\PC){0,60}") {
            for (_, _, said) in read(&[&text, &text, &text]) {
                prop_assert!(!said.is_empty());
            }
        }
    }
}
