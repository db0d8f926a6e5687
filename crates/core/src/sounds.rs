//! Sound marks, as captions have them beside what is said: `[Applause]`, `(rires du public)`.
//!
//! Captions are read without them, and a quote that was copied from a file may have them still.

use crate::wordlist::WordList;

/// Notes, which stand for music and around what is sung.
pub const NOTES: &[char] = &['♪', '♫', '🎵', '🎶'];

/// What is nothing but a sound.
const SOUNDS: WordList = WordList(
    "music musique musiques musical applause applauds applauding applaudissements \
    applaudissement applaudit applaudissent laughter laughs laughing laugh rires rire rit rient \
    cheering cheers acclamations exclamations coughing coughs cough toux tousse sighs sighing \
    soupir soupirs soupire singing whistling sonnerie jingle gasps clapping huées sifflets \
    brouhaha chuckles chuckling ringing",
);
/// What is often something else.
const PERHAPS: WordList = WordList(
    "noise noises bruit bruits silence bell bells cloche cloches chant chants \
    background inaudible indistinct crosstalk cries crying pleurs song chanson",
);
/// What is said of a sound.
const COMPANIONS: WordList = WordList(
    "a an the le la les l un une des de du d and et in on of from to dans sur à \
    au aux en il elle ils elles he she they public audience crowd foule salle room house \
    assistance loud loudly soft softly light upbeat playing plays dramatic gentle theme intro outro \
    générique continues stops fades ends prolongés prolongées nourris vifs vives scattered general \
    généraux quelques some more encore rings tolls sounds",
);

/// Whether the words of a mark name a sound, and nothing else.
pub fn names_sound(inner: &str) -> bool {
    const MOST_WORDS: usize = 9;
    let lower = inner.trim().to_lowercase();
    if !lower.is_empty() && lower.chars().all(|c| c == ' ' || NOTES.contains(&c)) {
        return true;
    }

    // `(BELL RINGS)`: what stands in capitals throughout is not part of a sentence.
    let capitals = !inner.chars().any(char::is_lowercase);
    let sound = |word| SOUNDS.has(word) || capitals && PERHAPS.has(word);
    let known = |word| sound(word) || PERHAPS.has(word) || COMPANIONS.has(word);
    if words(&lower).nth(MOST_WORDS).is_some() || !words(&lower).any(sound) {
        return false;
    }

    // `Applaudissements sur les bancs du groupe`: what begins as a mark goes on as one.
    let mut first = words(&lower);
    let begins =
        first.next().is_some_and(sound) && first.next().is_some_and(|word| COMPANIONS.has(word));
    begins || words(&lower).all(known)
}

/// Whether any of the words of a mark is a sound, or often one.
pub fn mentions_sound(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    words(&lower).any(|word| SOUNDS.has(word) || PERHAPS.has(word))
}

/// The words of a mark: stretches of letters and digits.
pub fn words(inner: &str) -> impl Iterator<Item = &str> {
    inner.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_nothing_else_names_a_sound() {
        for mark in ["Applaudissements", "rires du public", "BELL RINGS", "Music (soft)", "♪ ♪"]
        {
            assert!(names_sound(mark), "{mark}");
        }
        for words in ["", "not", "inaudible", "bruit, odeurs", "Bell Labs", "music industry"] {
            assert!(!names_sound(words), "{words}");
        }
        assert!(mentions_sound("a bell of Bell Labs") && !mentions_sound("not"));
    }
}
