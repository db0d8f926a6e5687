//! What captions hold besides speech: sound marks, and lines that speech recognition made up
//! (`hallucinations.rs`). They are flagged, and a mark within a line becomes a cue of its own.
//!
//! Within a line only what can be nothing else is a mark: brackets belong to sentences too, and
//! `[inaudible]` stands for words that were said.

use ibid_core::document::NonSpeech;
use ibid_core::sounds::{self, NOTES};

use super::hallucinations::{self, is_hallucination};
use super::{Cue, Cutter};

/// A sound mark within a line is never longer.
pub(super) const LONGEST_MARK: usize = 60;

/// Flags what is not speech.
pub(super) fn flag(cues: Vec<Cue>) -> Vec<Cue> {
    let mut flagged = Vec::with_capacity(cues.len());
    let looped = hallucinations::repeated(&cues);
    for (nth, mut cue) in cues.into_iter().enumerate() {
        let is_looped = looped.iter().any(|run| run.contains(&nth));
        if is_looped || is_hallucination(&cue.text) {
            cue.non_speech = Some(NonSpeech::Hallucination);
        } else if is_sound(&cue.text) {
            cue.non_speech = Some(NonSpeech::Sound);
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

/// Whether all of a cue is speech, as far as it tells by itself.
pub(super) fn is_speech(cue: &Cue) -> bool {
    let text = &cue.text;
    let nobody = hallucinations::is_loop(text) || is_hallucination(text) || is_sound(text);
    !nobody && marks(text).is_empty()
}

/// Parts a line that also has words from its sound marks, which follow it.
fn cut_marks(cue: &Cue, marks: Vec<(usize, usize)>, flagged: &mut Vec<Cue>) {
    let mut kept: Option<Cue> = None;
    let mut sounds = Vec::new();
    let (mut cutter, mut from) = (Cutter::new(cue), 0);
    for (start, end) in marks.into_iter().chain([(cue.text.len(), cue.text.len())]) {
        let part = cutter.cut(from..start);
        from = end;
        match &mut kept {
            _ if part.text.is_empty() => {}
            Some(kept) => append(kept, &part),
            None => kept = Some(part),
        }
        if start < end {
            sounds.push(Cue {
                non_speech: Some(NonSpeech::Sound),
                turn: false,
                ..cutter.cut(start..end)
            });
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

/// The sound marks of a text as byte ranges: `[Applause]`, `(rires)`, `*music*`, `♪ … ♪`.
fn marks(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // Notes have these two bytes in them, and so does little else.
    let opens = |any, (a, b): (&u8, &u8)| {
        let bracket = (*a == b'[') | (*a == b'(') | (*a == b'*') | (*a == b'#');
        any | bracket | ((*a == 0xe2) & (*b == 0x99)) | ((*a == 0x9f) & (*b == 0x8e))
    };

    let bytes = text.as_bytes();
    if !bytes.iter().zip(bytes.iter().skip(1)).fold(false, opens) {
        return found;
    }

    let mut at = 0;
    let begins = |c: char| matches!(c, '[' | '(' | '*' | '#') || NOTES.contains(&c);
    while let Some((i, c)) = text[at..].char_indices().find(|(_, c)| begins(*c)) {
        let start = at + i;
        let rest = &text[start..];
        let end = if NOTES.contains(&c) { Some(song(rest)) } else { bracket(rest) };
        at = match end {
            Some(end) => {
                found.push((start, start + end));
                start + end
            }
            None => start + c.len_utf8(),
        };
    }

    found
}

/// The bytes of the mark in brackets that a text starts with.
pub(super) fn bracket(rest: &str) -> Option<usize> {
    let close = match rest.bytes().next()? {
        b'[' => b']',
        b'(' => b')',
        sign @ (b'*' | b'#') => sign,
        _ => return None,
    };
    let end = rest.bytes().take(LONGEST_MARK).skip(1).position(|b| b == close)? + 1;
    sounds::names_sound(&rest[1..end]).then_some(end + 1)
}

/// From a note to the next one, or to the end of the text; several notes alone are a mark.
fn song(rest: &str) -> usize {
    let sung = rest.trim_start_matches(NOTES);
    let run = rest.len() - sung.len();
    match sung.find(NOTES) {
        Some(end) => rest.len() - sung[end..].trim_start_matches(NOTES).len(),
        None if rest.chars().nth(1).is_some_and(|c| NOTES.contains(&c)) => run,
        None => rest.len(),
    }
}

/// Whether a whole cue is a sound: a song, or a few words alone in square brackets.
fn is_sound(text: &str) -> bool {
    /// More words than this are a sentence, unless one of them is a sound.
    const FEW: usize = 3;
    if text.starts_with(NOTES) {
        return song(text) == text.len();
    }

    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.filter(|inner| !inner.contains(['[', ']', ':'])).is_some_and(|inner| {
        let few = sounds::words(inner).nth(FEW).is_none() && !inner.ends_with(['.', '!', '?']);
        few || inner.len() <= LONGEST_MARK && sounds::mentions_sound(inner)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid_core::time::Timecode;

    /// What is said, and what is flagged.
    fn read(text: &str) -> (String, Vec<String>) {
        let cue = Cue::new(Timecode::default(), Timecode::default(), text.to_owned(), 1);
        let (noise, said): (Vec<_>, Vec<_>) =
            flag(vec![cue]).into_iter().partition(|cue| cue.non_speech.is_some());
        let text = |cue: Cue| cue.text;
        (said.into_iter().map(text).collect(), noise.into_iter().map(text).collect())
    }

    #[test]
    fn marks_are_flagged_and_what_is_said_stays() {
        for (text, said, marks) in [
            ("Merci. [Applaudissements] Je continue (rires).", "Merci. Je continue.", 2),
            ("(Applaudissements sur les bancs du groupe LR)", "", 1),
            ("Bien. (Le public applaudit.) Enfin.", "Bien. Enfin.", 1),
            ("*rires* Oui #musique#", "Oui", 2),
            ("🎵 🎵", "", 1),
            ("(♪♪) Bonsoir.", "Bonsoir.", 1),
            ("♪♪ Bonsoir à tous.", "Bonsoir à tous.", 1),
            ("♪♪♪\nGood evening.", "Good evening.", 1),
            ("♪ la mer ♪", "", 1),
            ("[phone ringing loudly in a room]", "", 1),
            ("[Door closes]", "", 1),
            ("[inaudible]", "", 1),
        ] {
            let (heard, noise) = read(text);
            assert_eq!((heard.as_str(), noise.len()), (said, marks), "{text}: {noise:?}");
        }
    }

    #[test]
    fn brackets_of_a_sentence_are_part_of_it() {
        for text in [
            "I did [inaudible] take the money.",
            "Nous n’avons (inaudible) autorisé cette dépense.",
            "Les nuisances (bruit, odeurs) sont réelles.",
            "We need more (background) information.",
            "[Bell Labs] was founded there.",
            "The ratio (signal to noise) is low.",
            "Le chœur (chant grégorien) est beau.",
            "[I never signed that contract.]",
            "[Je vous remercie.]",
            "[We will rebuild this city together]",
            "Le code *1234# sert à cela.",
            "We need (music industry) jobs.",
        ] {
            assert_eq!(read(text), (text.to_owned(), Vec::new()));
        }
    }
}
