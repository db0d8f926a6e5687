//! The language of each stretch of a document: what it declares, what most of it is in, and where a
//! block or a sentence is clearly something else.

use ibid_core::document::Document;
use ibid_core::identify::{Guess, identify};
use ibid_core::lang::Lang;

use crate::clean::words;

/// Below so many words a stretch never speaks against its surroundings.
const TELLING: usize = 8;

/// What a document's stretches are measured against.
pub(crate) struct Languages {
    declared: bool,
    /// The declared language, or the one that most of the text is in.
    expected: Option<Lang>,
    /// Most of it is in neither of our languages.
    foreign: bool,
    /// One guess a block.
    guesses: Vec<(Guess, usize)>,
}

impl Languages {
    /// Looks at every block once.
    pub(crate) fn of(document: &Document) -> Self {
        let guess = |text: &str| (identify(text), words(text));
        let guesses: Vec<_> = document.blocks.iter().map(|block| guess(&block.text)).collect();
        let (mut fr, mut en, mut foreign) = (0.0, 0.0, 0.0);
        for ((guess, words), block) in guesses.iter().zip(&document.blocks) {
            // what nobody said is in no language of the speakers'
            let weight = if block.suspect { 0.0 } else { *words as f32 };
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
        Languages { declared: document.lang.is_some(), expected, foreign, guesses }
    }

    /// The language of a block, by its place in the document.
    pub(crate) fn of_block(&self, block: usize) -> Option<Lang> {
        let Some((guess, words)) = self.guesses.get(block) else { return self.expected };
        self.of_stretch(guess, *words, self.expected)
    }

    /// The languages of a block's sentences: the block's own, save where one is clearly otherwise.
    pub(crate) fn of_sentence(&self, block: usize, sentence: &str, words: usize) -> Option<Lang> {
        let around = self.of_block(block);
        let whole = self.guesses.get(block).map_or(0, |(_, words)| *words);
        // The guess of the block is the guess of its only sentence, or of nearly all of it.
        if words < TELLING || whole < words + 3 {
            return around;
        }
        self.of_stretch(&identify(sentence), words, around)
    }

    fn of_stretch(&self, guess: &Guess, words: usize, around: Option<Lang>) -> Option<Lang> {
        if words < TELLING {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn langs(declared: Option<Lang>, text: &str) -> Vec<Option<Lang>> {
        let json = format!("{}\n", serde_json::json!({ "text": text }));
        let mut document = crate::read_bytes(json.as_bytes(), "x").unwrap().remove(0);
        document.lang = declared;
        let languages = Languages::of(&document);
        (0..document.blocks.len()).map(|i| languages.of_block(i)).collect()
    }

    const FR: &str = "Les agents de la ville ont ouvert un guichet qui reste accessible le soir.";
    const EN: &str = "They have opened a counter which is staffed by the city in the evening.";
    const DE: &str = "Die öffentliche Verwaltung muss sich verändern, damit die Bürgerinnen und Bürger ihr vertrauen können.";

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
