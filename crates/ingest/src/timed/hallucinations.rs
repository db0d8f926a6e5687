//! The lines that speech recognition writes into silence, because the captions that it learnt from
//! had them there: thanks for watching, and credits of subtitles.

use std::ops::Range;

use super::Cue;

/// A line that stands so often in a row was recognised from silence.
const LOOP: usize = 10;
/// A line that comes again is never longer, in bytes.
const LONGEST_LOOP: usize = 400;

/// The cues that say one line `LOOP` times in a row, in one cue or in as many; in order. Sound marks
/// and lines without a word say nothing.
pub(super) fn repeated(cues: &[Cue]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while from < cues.len() {
        let key = key(&cues[from].text);
        let mut to = from + 1;
        while to < cues.len() && !key.is_empty() && self::key(&cues[to].text) == key {
            to += 1;
        }
        if to - from >= LOOP || is_loop(&cues[from].text) {
            match runs.last_mut() {
                Some(last) if last.end == from => last.end = to,
                _ => runs.push(from..to),
            }
        }
        from = to;
    }
    runs
}

/// Whether two cues say the same line, as far as that is compared.
pub(super) fn are_one(before: &Cue, cue: &Cue) -> bool {
    let key = key(&cue.text);
    !key.is_empty() && key == self::key(&before.text)
}

/// A line as it is compared: its words, in lower case.
fn key(text: &str) -> String {
    if text.len() > LONGEST_LOOP || text.starts_with(['[', '(', '♪']) {
        return String::new();
    }
    let word = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<String> = text.split_whitespace().map(word).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// Whether a text is one sentence, `LOOP` times or more.
pub(super) fn is_loop(text: &str) -> bool {
    let mut sentences =
        text.split(['.', '!', '?', ',', '\n']).map(key).filter(|sentence| !sentence.is_empty());
    let Some(first) = sentences.next() else { return false };
    let mut count = 1;
    sentences.all(|sentence| {
        count += 1;
        sentence == first
    }) && count >= LOOP
}

/// Whether a whole cue is nothing but such lines.
pub(super) fn is_hallucination(text: &str) -> bool {
    // A long cue says more than that, and hardly any begins like one of these.
    if text.len() > 160 || !begins_like_one(text) {
        return false;
    }
    let text = text.replace(['’', '‘'], "'").replace(['\n', '\u{a0}'], " ");
    if is_line(&text) {
        return true;
    }

    let parts: Vec<&str> = text
        .split(['.', '!', '?', ',', ';'])
        .flat_map(|part| part.split(" et ").flat_map(|part| part.split(" and ")))
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect();
    parts.iter().any(|part| is_line(part))
        && parts.iter().all(|part| is_line(part) || among(FAREWELLS, part))
}

/// What follows such a line, and is common speech by itself.
const FAREWELLS: &[&str] = &[
    "bye",
    "bye bye",
    "goodbye",
    "see you",
    "see you next time",
    "à bientôt",
    "à la prochaine",
    "au revoir",
    "merci",
    "thank you",
];

/// Whether a text is one of the lines, or a credit.
fn is_line(text: &str) -> bool {
    const LINES: &[&str] = &[
        "thanks for watching",
        "thank you for watching",
        "thank you so much for watching",
        "please subscribe",
        "please subscribe to my channel",
        "like and subscribe",
        "don't forget to like and subscribe",
        "see you in the next video",
        "merci d'avoir regardé cette vidéo",
        "merci d'avoir regardé la vidéo",
        "merci d'avoir regardé",
        "merci d'avoir visionné cette vidéo",
        "abonnez-vous",
        "n'oubliez pas de vous abonner",
        "à la prochaine vidéo",
        "sous-titrage st' 501",
        "sous-titrage st'501",
        "sous-titrage société radio-canada",
        "sous-titrage fr",
        "amara.org",
        "d'amara.org",
        "sous-titres réalisés par la communauté",
        "par soustitreur.com",
        "subscribe",
        "subscribe to my channel",
        "abonnez-vous à la chaîne",
        "n'oubliez pas de vous abonner à la chaîne",
    ];
    const STARTS: &[&str] = &[
        "sous-titres réalisés par",
        "sous-titres réalisés para",
        "sous-titres faits par",
        "sous-titrage réalisé par",
        "sous-titres par",
        "sous-titres fait par",
        "subtitles by",
        "subtitled by",
        "captions by",
        "captioned by",
        "closed captioning by",
        "transcribed by",
        "transcription by",
        "transcript by",
        "subtitles created by",
        "translated by",
        "sous-titrage",
    ];
    let shown = text.trim_matches(|c: char| !c.is_alphanumeric());
    let line = shown.to_lowercase();
    let credit = |start: &&str| {
        let rest = line.strip_prefix(*start).filter(|rest| rest.starts_with(' '))?;
        // Lower case may have another length.
        Some(rest.split_whitespace().count())
    };

    LINES.contains(&line.as_str())
        || STARTS.iter().find_map(credit).is_some_and(|words| names_somebody(shown, words))
}

/// Tells a credit from speech that begins as one does: its last words are an address, or nothing
/// but a name.
fn names_somebody(text: &str, credit: usize) -> bool {
    const LONGEST_CREDIT: usize = 5;
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = &words[words.len().saturating_sub(credit)..];
    let is_name = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let is_address = |word: &&str| {
        let inner = word.trim_end_matches('.');
        inner.contains('@') || inner.split_once('.').is_some_and(|(_, end)| end.len() > 1)
    };

    words.len() <= LONGEST_CREDIT
        && (words.iter().all(is_name) || words.iter().any(is_address))
        && !words.is_empty()
}

fn among(list: &[&str], text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    list.contains(&text.as_str())
}

/// Whether the first letters of a text are those of one of the lines that recognition makes up:
/// cheap, and rarely so.
fn begins_like_one(text: &str) -> bool {
    const FIRST: &[&[u8; 3]] = &[
        b"tha",
        b"ple",
        b"lik",
        b"don",
        b"see",
        b"mer",
        b"abo",
        b"n'o",
        b"sou",
        b"ama",
        b"sub",
        b"cap",
        b"clo",
        b"tra",
        b"par",
        b"d'a",
        b"d\xe2\x80",
        b"\xc3\xa0 ",
        b"\xc3\x80 ",
        b"n\xe2\x80",
    ];

    let bytes = text.as_bytes();
    let start = bytes.iter().position(|b| b.is_ascii_alphabetic() || *b == 0xc3);
    let first = start.and_then(|start| bytes.get(start..start + 3));
    first.is_some_and(|first| FIRST.iter().any(|known| first.eq_ignore_ascii_case(*known)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid_core::time::Timecode;

    #[test]
    fn whole_lines_are_made_up_and_sentences_that_begin_alike_are_not() {
        for text in [
            "Thanks for watching!",
            "Thank you for watching. Bye!",
            "Thanks for watching, please subscribe!",
            "Thanks for watching! Thanks for watching!",
            "Merci d’avoir regardé cette vidéo et à bientôt !",
            "Abonnez-vous à la chaîne !",
            "Sous-titres réalisés par la communauté d'Amara.org",
            "Sous-titres réalisés par la communauté",
            "d’Amara.org",
            "Sous-titrage MFP.",
            "Sous-titrage FR 2021",
            "❤️ par SousTitreur.com",
            "Subtitles by the Amara.org community",
            "Transcribed by Jane Doe",
        ] {
            assert!(is_hallucination(text), "{text}");
        }

        for text in [
            "Thanks for watching over my children.",
            "Merci.",
            "Bye! See you.",
            "Transcription by RNA polymerase II",
            "Captions by law must be shown in Canada",
            "Transcript by Mr. Smith is what I read",
            "Subtitles by the way are important in Québec.",
            "Sous-titrage pour sourds et malentendants",
            "Par ailleurs, le budget est voté.",
            "D’abord, merci.",
        ] {
            assert!(!is_hallucination(text), "{text}");
        }
    }

    #[test]
    fn a_line_that_comes_again_and_again_was_heard_in_silence() {
        let runs = |texts: &[&str]| {
            let at = Timecode::default();
            let cues = texts.iter().map(|text| Cue::new(at, at, (*text).to_owned(), 1));
            let runs = repeated(&cues.collect::<Vec<_>>());
            runs.into_iter().map(|run| (run.start, run.end)).collect::<Vec<_>>()
        };
        let mut texts = vec!["Before."];
        texts.extend(["I'm sorry.", "i'm sorry"].repeat(5));
        texts.push("After.");
        assert_eq!(runs(&texts), [(1, 11)]);
        assert!(runs(&texts[2..]).is_empty());
        assert!(runs(&["[Music]"; 12]).is_empty());
        assert_eq!(runs(&["Oui. Oui. Oui. Oui. Oui. Oui. Oui. Oui. Oui. Oui."]), [(0, 1)]);
        assert!(runs(&["Oui. Oui. Oui. Non. Oui. Oui. Oui. Oui. Oui. Oui. Oui."]).is_empty());
    }
}
