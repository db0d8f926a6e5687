//! What captions hold and nobody said: sound marks, and the lines that speech recognition writes
//! into silence because its training had them. They are flagged, and a mark within a line becomes
//! a cue of its own.

use super::{Cue, Cutter};

/// The rule of a sound mark.
const SOUND: &str = "sound";
/// The rule of a line that recognition made up.
const PHANTOM: &str = "phantom";
/// A sound mark within a line is never longer.
const LONGEST_MARK: usize = 60;

/// Flags what nobody said.
pub(super) fn flag(cues: Vec<Cue>) -> Vec<Cue> {
    let mut flagged = Vec::with_capacity(cues.len());
    for mut cue in cues {
        if is_phantom(&cue.text) {
            cue.phantom = Some(PHANTOM);
        } else if is_sound(&cue.text) {
            cue.phantom = Some(SOUND);
        } else {
            let marks = marks(&cue.text);
            if !marks.is_empty() {
                cut_marks(&cue, marks, &mut flagged);
                continue;
            }
        }
        flagged.push(cue);
    }
    flagged
}

/// Parts a line that also has words from its sound marks, which follow it.
fn cut_marks(cue: &Cue, marks: Vec<(usize, usize)>, flagged: &mut Vec<Cue>) {
    let mut kept: Option<Cue> = None;
    let mut sounds = Vec::new();
    let (mut cutter, mut from) = (Cutter::of(cue), 0);
    for (start, end) in marks.into_iter().chain([(cue.text.len(), cue.text.len())]) {
        let part = cutter.cut(from..start);
        from = end;
        match &mut kept {
            _ if part.text.is_empty() => {}
            Some(kept) => append(kept, &part),
            None => kept = Some(part),
        }
        if start < end {
            sounds.push(Cue { phantom: Some(SOUND), turn: false, ..cutter.cut(start..end) });
        }
    }
    flagged.extend(kept.map(|kept| Cue { tagged: None, ..kept }));
    flagged.append(&mut sounds);
}

fn append(cue: &mut Cue, part: &Cue) {
    // The stop after a mark closes what stands before it.
    if !part.text.starts_with(['.', ',']) {
        cue.text.push(' ');
    }
    let base = super::offset(cue.text.len());
    cue.text.push_str(&part.text);
    cue.words.extend(part.words.iter().map(|word| super::WordTime {
        range: word.range.start + base..word.range.end + base,
        ..word.clone()
    }));
}

/// The sound marks of a text as byte ranges: `[Applause]`, `(rires)`, `♪ … ♪`.
fn marks(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // Both notes begin with these two bytes, and so does little else.
    let opens =
        |any, (a, b): (&u8, &u8)| any | (*a == b'[') | (*a == b'(') | ((*a == 0xe2) & (*b == 0x99));
    let bytes = text.as_bytes();
    if !bytes.iter().zip(bytes.iter().skip(1)).fold(false, opens) {
        return found;
    }
    let mut at = 0;
    while let Some(start) = text[at..].find(['[', '(', '♪', '♫']).map(|i| at + i) {
        let rest = &text[start..];
        let end = match rest.as_bytes()[0] {
            b'[' => bracket(rest, b']'),
            b'(' => bracket(rest, b')'),
            _ => Some(song(rest)),
        };
        at = match end {
            Some(end) => {
                found.push((start, start + end));
                start + end
            }
            None => start + 1,
        };
    }
    found
}

fn bracket(rest: &str, close: u8) -> Option<usize> {
    let end = rest.bytes().take(LONGEST_MARK).position(|b| b == close)?;
    let inner = &rest[1..end];
    // `(Mr. Bell)` is somebody; a mark has a capital letter at its start or throughout.
    let small = inner.chars().any(char::is_lowercase);
    let mut others = inner.split_whitespace().skip(1);
    let names = close == b')' && small && others.any(|word| word.starts_with(char::is_uppercase));
    (!names && names_sound(inner)).then_some(end + 1)
}

/// From a note to the next one, or to the end of the text.
fn song(rest: &str) -> usize {
    let notes = ['♪', '♫'];
    let sung = rest.trim_start_matches(notes);
    match sung.find(notes) {
        Some(end) => rest.len() - sung[end..].trim_start_matches(notes).len(),
        None => rest.len(),
    }
}

/// Whether a whole cue is a sound: a mark, or anything alone in square brackets.
fn is_sound(text: &str) -> bool {
    if !text.starts_with(['[', '♪', '♫']) {
        return false;
    }
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.contains(['[', ']', ':']))
        || text.starts_with(['♪', '♫']) && song(text) == text.len()
}

/// Whether the words in brackets name a sound.
fn names_sound(inner: &str) -> bool {
    const SOUNDS: &[&str] = &[
        "music",
        "musique",
        "applause",
        "applaudissements",
        "applaudissement",
        "laughter",
        "laughs",
        "laughing",
        "rires",
        "rire",
        "cheering",
        "cheers",
        "acclamations",
        "silence",
        "noise",
        "bruit",
        "bruits",
        "coughing",
        "coughs",
        "toux",
        "sighs",
        "soupir",
        "soupirs",
        "inaudible",
        "indistinct",
        "crosstalk",
        "bell",
        "cloche",
        "singing",
        "chant",
        "chants",
        "whistling",
        "sonnerie",
        "jingle",
        "gasps",
        "clapping",
        "background",
        "huées",
        "brouhaha",
    ];
    let lower = inner.trim().to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words().count() <= 4 && words().any(|word| SOUNDS.contains(&word))
}

/// Tells a credit from speech that begins as one does: of the words after the opening one is a name or
/// an address. Where the text has capitals, a name has one.
fn names_somebody(text: &str) -> impl Fn(&str) -> bool {
    const LONGEST_CREDIT: usize = 10;
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    move |rest: &str| {
        let credit = rest.split_whitespace().count();
        let last = words.iter().rev().take(credit);
        let named = |word: &String| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let word = word.rsplit(['\'', '’']).next().unwrap_or(word);
            word.starts_with(char::is_uppercase) || word.contains(['.', '@'])
        };
        (1..=LONGEST_CREDIT).contains(&credit) && last.into_iter().any(named)
    }
}

/// Whether the first letters of a text are those of one of the lines that recognition makes up:
/// cheap, and rarely so.
fn begins_like_phantom(text: &str) -> bool {
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
        b"\xc3\xa0 ",
        b"\xc3\x80 ",
        b"n\xe2\x80",
    ];
    let bytes = text.as_bytes();
    let start = bytes.iter().position(|b| b.is_ascii_alphabetic() || *b == 0xc3);
    let first = start.and_then(|start| bytes.get(start..start + 3));
    first.is_some_and(|first| FIRST.iter().any(|known| first.eq_ignore_ascii_case(*known)))
}

/// Whether a whole cue is one of the lines that recognition makes up.
fn is_phantom(text: &str) -> bool {
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
    ];
    // A long cue says more than that, and hardly any begins like one of these.
    if text.len() > 160 || !begins_like_phantom(text) {
        return false;
    }
    let line = text.to_lowercase().replace(['’', '‘'], "'").replace(['\n', '\u{a0}'], " ");
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    LINES.contains(&line)
        || STARTS
            .iter()
            .find_map(|start| line.strip_prefix(start))
            .is_some_and(names_somebody(text))
}
