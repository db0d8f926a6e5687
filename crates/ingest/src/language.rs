//! The language of each stretch of a document: what it declares, what most of it is in, and where a
//! block or a sentence is clearly something else.

use std::ops::Range;

use ibid_core::document::Document;
use ibid_core::identify::{Guess, Parts, Stretch, identify, stretches};
use ibid_core::lang::Lang;
use ibid_core::sentences::sentences;

use crate::clean::words;

/// Below `TELLING` words a stretch differs from its surroundings only if it is certain…
const TELLING: usize = 8;
/// …and below `LEAST` never.
const LEAST: usize = 4;
/// The confidence that makes a few words certain.
const CERTAIN: f32 = 0.95;

/// A sentence of more words is taken for several: its stretches are told apart…
const ENDLESS: usize = 40;
/// …and so are those of one that has no end and more words than this.
const UNPUNCTUATED: usize = 16;

/// `WINDOW` bytes are told apart at once.
const WINDOW: usize = 1 << 16;

/// What a document's stretches are measured against.
pub(crate) struct Languages {
    declared: bool,
    /// The declared language, or the one that most of the text is in.
    expected: Option<Lang>,
    /// Most of it is in neither of our languages.
    foreign: bool,
    blocks: Vec<GuessedBlock>,
    /// What the source declares for each block by itself.
    own: Vec<Option<Lang>>,
}

/// What a block looks like.
struct GuessedBlock {
    guess: Guess,
    words: usize,
    sentences: Vec<GuessedSentence>,
}

/// What a sentence of a block looks like.
struct GuessedSentence {
    range: Range<usize>,
    words: usize,
    /// None where it is in the language of its block.
    guess: Option<Guess>,
    /// Of a sentence that is too long, as where speech is not punctuated, the bytes of its stretches in
    /// one language each; none where it has but one.
    stretches: Vec<Range<usize>>,
}

/// A sentence of a block.
pub(crate) struct Sentence {
    pub(crate) range: Range<usize>,
    pub(crate) words: usize,
    pub(crate) lang: Option<Lang>,
}

impl Languages {
    /// Looks at every block once.
    pub(crate) fn from_document(document: &Document) -> Self {
        let blocks: Vec<_> =
            document.blocks.iter().map(|block| GuessedBlock::of(&block.text)).collect();
        let (mut fr, mut en, mut foreign) = (0.0, 0.0, 0.0);
        for (GuessedBlock { guess, words, .. }, block) in blocks.iter().zip(&document.blocks) {
            // what is not speech is in no language of the speakers'
            let weight = if block.non_speech { 0.0 } else { *words as f32 };
            match guess.lang {
                Some(Lang::Fr) => fr += weight * guess.confidence,
                Some(Lang::En) => en += weight * guess.confidence,
                None if guess.foreign => foreign += weight,
                None => {}
            }
        }

        let dominant = if fr > en { Some(Lang::Fr) } else { (en > 0.0).then_some(Lang::En) };
        let foreign = document.lang.is_none() && foreign > fr + en;
        let expected = document.lang.or(dominant.filter(|_| !foreign));
        let own = document.blocks.iter().map(|block| block.lang).collect();

        Languages { declared: document.lang.is_some(), expected, foreign, blocks, own }
    }

    /// The language of a block, by its place in the document.
    pub(crate) fn of_block(&self, block: usize) -> Option<Lang> {
        let expected = self.own.get(block).copied().flatten().or(self.expected);
        let Some(GuessedBlock { guess, words, .. }) = self.blocks.get(block) else {
            return expected;
        };
        self.of_stretch(guess, *words, expected)
    }

    /// The sentences of a block, whose text this is, with their words and languages: the block's own,
    /// save where one is clearly otherwise. A sentence that is too long, as where speech is not
    /// punctuated, is cut where its language changes; any other may hold both.
    pub(crate) fn sentences(&self, block: usize, text: &str) -> Vec<Sentence> {
        let Some(guessed) = self.blocks.get(block) else { return Vec::new() };
        let around = self.of_block(block);
        let mut found = Vec::with_capacity(guessed.sentences.len());
        for GuessedSentence { range: sentence, words: count, guess, stretches } in
            &guessed.sentences
        {
            if stretches.is_empty() {
                let lang = self.of_sentence(guessed, guess.as_ref(), *count, around);
                found.push(Sentence { range: sentence.clone(), words: *count, lang });
                continue;
            }
            for range in stretches {
                let part = &text[sentence.clone()][range.clone()];
                let inner = part.len() - part.trim_start().len();
                let from = sentence.start + range.start + inner;
                let range = from..from + part.trim().len();
                if !range.is_empty() {
                    let part = part.trim();
                    let words = words(part);
                    let guess = tells_apart(words, guessed.words).then(|| identify(part));
                    let lang = self.of_sentence(guessed, guess.as_ref(), words, around);
                    found.push(Sentence { range, words, lang });
                }
            }
        }

        found
    }

    /// The language of a sentence of a block, if there is a guess at it, and of its block otherwise.
    fn of_sentence(
        &self,
        block: &GuessedBlock,
        guess: Option<&Guess>,
        words: usize,
        around: Option<Lang>,
    ) -> Option<Lang> {
        let Some(guess) = guess else { return around };
        // A few words of another language look like ours by chance.
        if block.guess.foreign {
            let certain = words >= TELLING && guess.confidence >= CERTAIN;
            return guess.lang.filter(|_| certain);
        }
        self.of_stretch(guess, words, around)
    }

    fn of_stretch(&self, guess: &Guess, words: usize, around: Option<Lang>) -> Option<Lang> {
        if words < LEAST || words < TELLING && (guess.foreign || guess.confidence < CERTAIN) {
            return if around.is_none() && !self.foreign { guess.lang } else { around };
        }
        if guess.foreign {
            return None;
        }
        // What a source declares takes more to contradict.
        let sure = guess.is_clear() && (!self.declared || guess.confidence >= 0.9);
        if sure || around.is_none() { guess.lang.or(around) } else { around }
    }
}

impl GuessedBlock {
    /// Reads a text once.
    fn of(text: &str) -> Self {
        let parts = Parts::of(text);
        let ranges = sentences(text);
        let counts: Vec<usize> = ranges.iter().map(|range| words(&text[range.clone()])).collect();
        // Where no white space parts two of them, a word may be of both.
        let parted = ranges.iter().zip(ranges.iter().skip(1)).all(|(a, b)| a.end < b.start);
        let all = if parted { counts.iter().sum() } else { words(text) };

        let guessed = |(range, count): (Range<usize>, usize)| {
            let guess = tells_apart(count, all).then(|| parts.guess(range.clone()));
            let stretches = several_stretches(text, &parts, &range, count);
            GuessedSentence { range, words: count, guess, stretches }
        };
        let sentences = ranges.into_iter().zip(counts).map(guessed).collect();
        GuessedBlock { guess: parts.guess(0..text.len()), words: all, sentences }
    }
}

/// Whether a sentence of so many words may be in another language than its block, which has so many.
/// The guess of the block is the guess of its only sentence, or of nearly all of it.
fn tells_apart(words: usize, of_block: usize) -> bool {
    words >= LEAST && of_block >= words + 3
}

/// The stretches of a sentence of so many words, where it is too long and has several. Bytes are of the
/// sentence.
fn several_stretches(
    text: &str,
    parts: &Parts<'_>,
    sentence: &Range<usize>,
    words: usize,
) -> Vec<Range<usize>> {
    let part = &text[sentence.clone()];
    let ends = || part.ends_with(|c: char| c.is_ascii_punctuation() || "…»”’".contains(c));
    if words <= UNPUNCTUATED || words <= ENDLESS && ends() {
        return Vec::new();
    }
    let is_one_window = part.len() <= WINDOW;
    let found = if is_one_window { parts.stretches(sentence.clone()) } else { in_windows(part) };
    let several = found.len() > 1;
    found.into_iter().filter(|_| several).map(|stretch| stretch.range).collect()
}

/// The stretches of a text, window by window: telling them apart takes many times the memory of the
/// text, and there is text without any end of a sentence.
fn in_windows(text: &str) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let mut to = (from + WINDOW).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        // A word is whole in one of them.
        to += text[to..].find(char::is_whitespace).unwrap_or(text.len() - to);
        for Stretch { range, lang } in stretches(&text[from..to]) {
            let range = range.start + from..range.end + from;
            match found.last_mut() {
                Some(last) if last.lang == lang => last.range.end = range.end,
                _ => found.push(Stretch { range, lang }),
            }
        }
        from = to;
    }

    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn langs(declared: Option<Lang>, text: &str) -> Vec<Option<Lang>> {
        let json = format!("{}\n", serde_json::json!({ "text": text }));
        let mut document = crate::read_bytes(json.as_bytes(), "x").unwrap().remove(0);
        document.lang = declared;
        let languages = Languages::from_document(&document);
        (0..document.blocks.len()).map(|i| languages.of_block(i)).collect()
    }

    const FR: &str = "Les agents de la ville ont ouvert un guichet qui reste accessible le soir.";
    const EN: &str = "They have opened a counter which is staffed by the city in the evening.";
    const DE: &str = "Die öffentliche Verwaltung muss sich verändern, damit die Bürgerinnen und Bürger ihr vertrauen können.";

    #[test]
    fn speech_without_punctuation_is_cut_where_its_language_changes() {
        let fr = "alors ce que nous avons voulu faire c’est ouvrir le guichet le soir parce que les gens travaillent";
        let en = "and then we found that people would come if the counter was staffed by somebody who could answer them";
        let text = format!("{fr} {en} {fr}");
        let sentences = |text: &str| {
            let json = format!("{}\n", serde_json::json!({ "text": text }));
            let document = crate::read_bytes(json.as_bytes(), "x").unwrap().remove(0);
            Languages::from_document(&document).sentences(0, text)
        };
        let found = sentences(&text);
        let langs: Vec<_> = found.iter().map(|sentence| sentence.lang).collect();
        assert_eq!(langs, [Some(Lang::Fr), Some(Lang::En), Some(Lang::Fr)]);
        assert_eq!(&text[found[1].range.clone()], en);
        assert!(found.iter().all(|s| s.words == words(&text[s.range.clone()])));

        let short = "Il a dit « we will see what happens » et puis il est parti sans rien ajouter.";
        assert_eq!(sentences(short).len(), 1, "a sentence holds both");
    }

    #[test]
    fn a_short_answer_in_the_other_language_is_in_that() {
        use Lang::{En, Fr};
        for answer in [
            "Nous n'avons jamais été consultés.",
            "Merci beaucoup, madame la présidente.",
            "Monsieur le ministre, je vous remercie beaucoup.",
        ] {
            assert_eq!(
                langs(None, &format!("{EN}\n{answer}\n{EN}")),
                [Some(En), Some(Fr), Some(En)]
            );
            let text = format!("{EN} {answer} {EN}");
            let json = format!("{}\n", serde_json::json!({ "text": text }));
            let document = crate::read_bytes(json.as_bytes(), "x").unwrap().remove(0);
            let found = Languages::from_document(&document).sentences(0, &text);
            assert_eq!(found[1].lang, Some(Fr), "{answer}");
        }

        let names = "Il a cité Ruth Bader Ginsburg Smith et John Adams.";
        assert_eq!(langs(None, &format!("{FR}\n{names}\n{FR}"))[1], Some(Fr));
    }

    #[test]
    fn a_short_sentence_of_a_foreign_block_is_foreign() {
        let text = "Die Brücke bleibt zu. Der Rat hat kein Geld mehr. Wir haben das gestern Abend erfahren, und niemand war überrascht.";
        let json = format!("{}\n", serde_json::json!({ "text": text }));
        let document = crate::read_bytes(json.as_bytes(), "x").unwrap().remove(0);
        let found = Languages::from_document(&document).sentences(0, text);
        assert!(found.len() > 1 && found.iter().all(|sentence| sentence.lang.is_none()));
    }

    #[test]
    fn a_block_is_in_its_own_language_and_a_short_one_in_that_of_the_rest() {
        use Lang::{En, Fr};
        assert_eq!(
            langs(None, &format!("{FR}\nAgile innovation lab\n{EN}\n{DE}\n{FR}\n2017")),
            [Some(Fr), Some(Fr), Some(En), None, Some(Fr), Some(Fr)]
        );
        assert_eq!(langs(Some(En), &format!("{FR}\nun mot")), [Some(Fr), Some(En)]);
        assert_eq!(langs(None, &format!("{DE}\n{DE}\nInnovation")), [None, None, None]);
        assert_eq!(langs(None, "2017"), [None]);
    }
}
