//! What the names of tiers tell: who speaks, and whether anybody does.
//!
//! Aligners and labellers name a tier by what is in it, and behind or before that by who speaks where
//! there are several: the Montreal Forced Aligner (`Ida - words`), FAVE (`Ida - word`), `LaBB-CAT`
//! (`word - Ida`). `MAUS` (`ORT-MAU`), `EasyAlign` (`ortho`, `phono`) and `SPPAS` (`TokensAlign`) have
//! one speaker. `ToBI` and `PoLaR` label the melody.

use super::Tier;

/// Tiers of sounds, not of words.
const SOUNDS: &[&str] = &[
    "phon",
    "phone",
    "phones",
    "phoneme",
    "phonemes",
    "phonème",
    "phonèmes",
    "phono",
    "mau",
    "kan",
    "kan-mau",
    "mas",
    "syl",
    "syll",
    "syllable",
    "syllables",
    "syllabe",
    "syllabes",
    "phonalign",
    "phntokalign",
    "syllalign",
];

/// Tiers of words and of what they were aligned with, as the aligners that name speakers call them.
const ALIGNED: &[&str] = &["word", "words", "utterance", "utterances"];

/// Tiers of words or sentences, by whomever.
const WORDS: &[&str] = &[
    "mot",
    "mots",
    "ort",
    "ort-mau",
    "ortho",
    "orthography",
    "orthographe",
    "tokens",
    "tokensalign",
    "text",
    "texte",
    "transcript",
    "transcription",
    "sentence",
    "sentences",
    "phrase",
    "phrases",
    "énoncé",
    "énoncés",
];

/// Pieces of speech, or of sound.
const SEGMENTS: &[&str] = &["segment", "segments"];

/// Tiers of signs and remarks, by whoever labelled the file.
const LABELS: &[&str] = &[
    "tone",
    "tones",
    "tobi",
    "tobi tones",
    "break",
    "breaks",
    "break index",
    "break indices",
    "misc",
    "miscellaneous",
    "prstr",
    "points",
    "levels",
    "ranges",
];

/// Who has the word, from when to when.
const TURNS: &[&str] = &["turn", "turns", "tours"];

/// What is in a tier, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sounds,
    Aligned,
    Words,
    Segments,
    Labels,
    Turns,
}

/// Who speaks in a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Person<'t> {
    /// Its name tells no one.
    Untold,
    /// Its name may be that of who speaks, or of anything that parts it from the others.
    Perhaps(&'t str),
    /// It is named so, and besides by what is in it.
    Told(&'t str),
}

/// Who speaks in a tier, by its name.
pub(super) fn person(tier: &Tier) -> Person<'_> {
    let name = tier.name.as_str();
    match parts(name) {
        Some((_, "", _)) => Person::Untold,
        // Before other names may stand what the file is about.
        Some((Kind::Aligned, person, PARTED)) => Person::Told(person),
        Some((_, person, _)) => Person::Perhaps(person),
        None if name.is_empty() => Person::Untold,
        None => Person::Perhaps(name),
    }
}

/// Whether somebody speaks in a tier, as far as its name and its intervals tell.
pub(super) fn is_speech(tier: &Tier, all: &[Tier]) -> bool {
    let labels = || tier.intervals.iter().map(|(_, _, text, _)| text.as_str());
    let Some((kind, person, _)) = parts(&tier.name) else { return true };
    let is_of_words = |tier: &Tier| {
        parts(&tier.name).is_some_and(|(kind, ..)| matches!(kind, Kind::Aligned | Kind::Words))
    };
    match kind {
        Kind::Aligned | Kind::Words => true,
        Kind::Sounds => false,
        Kind::Segments => !labels().all(is_sound) || !all.iter().any(is_of_words),
        Kind::Labels => !labels().all(is_sign),
        Kind::Turns => !labels().all(|label| label == person),
    }
}

/// No sound is written with more letters.
fn is_sound(label: &str) -> bool {
    label.chars().filter(|c| c.is_alphanumeric()).count() <= 3
}

/// Whether a label is a tone (`L+H*`, `!H-L%`, `HiF0`), a break (`4`, `2p`) or a number.
fn is_sign(label: &str) -> bool {
    const LETTERS: &str = "HLMXFip";
    label.chars().all(|c| !c.is_alphabetic() || LETTERS.contains(c))
}

/// What parts a speaker from what is in the tier, for aligners.
const PARTED: &str = " - ";

/// What is in a tier, who speaks, and the sign between them; nothing where only the first is named.
fn parts(name: &str) -> Option<(Kind, &str, &'static str)> {
    const SIGNS: [&str; 3] = [PARTED, "_", "-"];
    if let Some(kind) = kind(name) {
        return Some((kind, "", ""));
    }
    SIGNS.into_iter().find_map(|sign| {
        let behind = name.rsplit_once(sign).map(|(person, last)| (last, person));
        let found = [behind, name.split_once(sign)].into_iter().flatten();
        let mut named = found.filter_map(|(of, person)| Some((kind(of)?, person.trim(), sign)));
        named.find(|(_, person, _)| !person.is_empty())
    })
}

fn kind(name: &str) -> Option<Kind> {
    let name = name.trim().to_lowercase();
    let kinds = [
        (SOUNDS, Kind::Sounds),
        (ALIGNED, Kind::Aligned),
        (WORDS, Kind::Words),
        (SEGMENTS, Kind::Segments),
        (LABELS, Kind::Labels),
        (TURNS, Kind::Turns),
    ];
    kinds.into_iter().find(|(known, _)| known.contains(&name.as_str())).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a tier of this name is read as.
    fn read(name: &str, labels: &[&str]) -> String {
        let intervals = labels.iter().map(|label| (0, 1, (*label).to_owned(), 1)).collect();
        let tier = Tier { name: name.to_owned(), intervals };
        let beside = Tier { name: "mots".to_owned(), intervals: Vec::new() };
        let all = [tier, beside];
        if is_speech(&all[0], &all) { format!("{:?}", person(&all[0])) } else { "-".to_owned() }
    }

    #[test]
    fn names_tell_who_speaks_and_in_which_tiers_nobody_does() {
        for (name, want) in [
            ("Ida - words", "Told(\"Ida\")"),
            ("Zoé Roy - words", "Told(\"Zoé Roy\")"),
            ("Zoé Roy - mots", "Perhaps(\"Zoé Roy\")"),
            ("Visite 3 - transcription", "Perhaps(\"Visite 3\")"),
            ("word - Tim", "Told(\"Tim\")"),
            ("Ida-words", "Perhaps(\"Ida\")"),
            ("mots_Zoé", "Perhaps(\"Zoé\")"),
            ("Ida", "Perhaps(\"Ida\")"),
            ("Jean-Luc", "Perhaps(\"Jean-Luc\")"),
            ("Words", "Untold"),
            ("ORT-MAU", "Untold"),
            ("phrases", "Untold"),
            ("segments", "Untold"),
            ("Misc", "Untold"),
            ("", "Untold"),
            ("phones", "-"),
            ("KAN-MAU", "-"),
            ("Ida - phones", "-"),
            ("Ida_phonèmes", "-"),
            ("phone - Tim", "-"),
        ] {
            assert_eq!(read(name, &["Bonjour", "oui"]), want, "{name}");
        }
        assert_eq!(read("segments", &["HH", "AE1", "t"]), "-");
        assert_eq!(read("Cell Phone", &["Oui."]), "Perhaps(\"Cell Phone\")");
    }

    #[test]
    fn tones_breaks_and_turns_without_words_are_no_speech() {
        assert_eq!(read("ToBI Tones", &["L+H*", "!H-L%", "HiF0"]), "-");
        assert_eq!(read("Breaks", &["1", "4", "2p"]), "-");
        assert_eq!(read("Ida - tones", &["H*"]), "-");
        assert_eq!(read("Misc", &["rires"]), "Untold");
        assert_eq!(read("Ranges", &["110-250"]), "-");
        assert_eq!(read("Ida - turns", &["Ida", "Ida"]), "-");
        assert_eq!(read("Ida - turns", &["Ida", "Oui."]), "Perhaps(\"Ida\")");
    }
}
