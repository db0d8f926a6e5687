//! Which of the two languages a text is in, and where it changes.
//!
//! [`identify`] tells the language of a text; passages and queries both go through it. Behind it
//! stands a logistic model of our own over hashed runs of letters ([`ngrams`], [`model`]), which
//! `examples/language/main.rs` trains and measures. [`Parts`] does the same for several parts of a text
//! that is read once, and [`stretches`] finds where a text changes from one language to the other, by
//! the same scores.

mod cache;
mod foreign;
pub mod model;
pub mod ngrams;
mod parts;
mod scored;
mod stretches;

pub use parts::Parts;
pub use stretches::{Stretch, stretches};

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::lang::Lang;
use model::UNIT;
use ngrams::Word;
use scored::{ScoredWord, scored_words};

// The model weighs one language against the other: a third one needs another model.
const _: () = assert!(Lang::ALL.len() == 2);

/// The first bytes of a text, some 350 words, are enough to tell its language.
pub(crate) const SAMPLE_BYTES: usize = 2048;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// French, English, or no telling.
    pub lang: Option<Lang>,
    /// How sure, from 0 to 1; above 0.8 the text is clearly in `lang`.
    pub confidence: f32,
    /// The text is long enough to say that it is in neither language; `lang` is `None` then.
    pub foreign: bool,
}

impl Guess {
    const NOTHING: Guess = Guess { lang: None, confidence: 0.0, foreign: false };
    const FOREIGN: Guess = Guess { lang: None, confidence: 1.0, foreign: true };

    /// Whether the evidence is strong enough to go against what the surroundings say.
    pub fn is_clear(&self) -> bool {
        self.lang.is_some() && self.confidence >= 0.8
    }
}

/// Tells French from English, and either from another language.
///
/// Right on nearly every text of three words or more; below that a word without evidence
/// (`innovation`, a number) gives no language. Accents that were not typed hardly matter, and a
/// capital only makes a word count less, as names do. Only the first `SAMPLE_BYTES` are looked
/// at, so that time is bounded.
pub fn identify(text: &str) -> Guess {
    let sample = head(text, SAMPLE_BYTES);
    let mut tally = Tally::default();
    scored_words(sample, |word| tally.count(&word));
    tally.guess(sample)
}

/// What guesses are made from, for the fingerprint of the analysis: the language of a passage
/// decides how it is analysed.
#[cfg(test)]
pub(crate) fn tables() -> [&'static [u8]; 4] {
    let words = [foreign::OWN_WORDS, foreign::FOREIGN_WORDS, ELISIONS].map(str::as_bytes);
    [model::TABLE, words[0], words[1], words[2]]
}

/// The start of a text, cut at a character.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The log-odds, in nats, below which there is no telling, for one word, two, and more: of what
/// both languages have, `innovation`, one is always a little commoner.
const LEAST_LEAD: [f32; 3] = [3.2, 1.2, 0.2];

/// No word says more than this, whatever it is made of.
const MOST_OF_A_WORD: i32 = 4 * UNIT;

/// What an elision says, which is more.
const ELISION: i32 = 5 * UNIT;

/// Nothing but French has these before an apostrophe.
const ELISIONS: &str = "c'a d'a j'a l'a m'a n'a s'a t'a qu'a jusqu'a lorsqu'a presqu'a puisqu'a \
                        quelqu'a quoiqu'a";

static ELIDED: LazyLock<FxHashSet<u64>> = LazyLock::new(|| ngrams::keys(ELISIONS));

/// What a word says, of what its letters say.
fn said(score: i32, word: &Word) -> i32 {
    if word.other_script > 0 {
        return 0;
    }
    if word.joined && ELIDED.contains(&word.key) {
        return ELISION;
    }

    let score = score.clamp(-MOST_OF_A_WORD, MOST_OF_A_WORD);

    // `Trump`, `London`: names are written alike in both languages.
    if word.capital && word.letters > 3 { score / 2 } else { score }
}

/// The evidence of a text, word by word, in units of the model.
#[derive(Default)]
struct Tally {
    words: u32,
    fr: i64,
    en: i64,
    census: foreign::Census,
}

impl Tally {
    /// That of some words.
    fn of<'w>(words: impl IntoIterator<Item = &'w ScoredWord>) -> Self {
        let mut tally = Tally::default();
        words.into_iter().for_each(|word| tally.count(word));
        tally
    }

    fn count(&mut self, ScoredWord { word, function_word, score }: &ScoredWord) {
        self.census.count(word, *function_word);
        self.words += 1;
        self.fr += i64::from((*score).max(0));
        self.en += i64::from((-score).max(0));
    }

    /// What a text looks like whose words these are.
    fn guess(&self, text: &str) -> Guess {
        if self.words == 0 {
            return Guess::NOTHING;
        }
        if foreign::is_foreign(text, &self.census, self.lead()) {
            return Guess::FOREIGN;
        }
        self.decide()
    }

    /// What one language has before the other, in units of the model.
    fn lead(&self) -> i64 {
        (self.fr - self.en).abs()
    }

    /// A language needs some evidence, and clearly more than the other has.
    fn decide(&self) -> Guess {
        let (fr, en) = (self.fr as f32 / UNIT as f32, self.en as f32 / UNIT as f32);
        let lead = (fr - en).abs();
        let [one, two, more] = LEAST_LEAD;
        let least = match self.words {
            0 | 1 => one,
            2 => two,
            _ => more,
        };

        if lead < least {
            return Guess::NOTHING;
        }
        let lang = if fr > en { Lang::Fr } else { Lang::En };
        let confidence = lead / (fr + en) * (1.0 - (-lead / 2.0).exp());

        Guess { lang: Some(lang), confidence, foreign: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lang(text: &str) -> Option<Lang> {
        identify(text).lang
    }

    #[test]
    fn french_is_french() {
        for text in [
            "comment obtenir un passeport",
            "demission cdi preavis",
            "L’innovation publique avance",
            "aide au logement étudiant",
            "signaux faibles",
            "déclaration non contraignante",
            "secretaire d'etat charge du numerique",
            "manifeste présenté à Ottawa",
            "conges payes duree",
            "la France partage sa vision et ses expériences",
            "startups d’État",
            "accélérateurs publics territoriaux",
            "semaine de l'innovation publique novembre 2016 toute la France",
            "quel delai pour renouveler un permis",
            "OÙ VOTER DIMANCHE",
            "carte grise changement adresse",
            "prime activite conditions",
            "les agents testent",
            "innovation dans le secteur public",
            "plan d'action national",
        ] {
            assert_eq!(lang(text), Some(Lang::Fr), "{text}: {:?}", identify(text));
        }
    }

    #[test]
    fn english_is_english() {
        for text in [
            "how to apply for benefits",
            "weak signals",
            "civil servant public servant difference between countries",
            "failure controlled experimentation auditing",
            "portfolio approach hedge bets",
            "side of desk to center of desk",
            "passport renewal fees",
            "behavioural approach and nudge in public policy",
            "He sent his résumé to the café",
            "The “Futurs Publics” program of the SGMAP is based in Paris",
            "don't know",
            "unemployment benefits eligibility",
            "territorial hackathons Etalab network building",
            "leadership mindsets research",
            "public sector innovation",
            "the national action plan",
        ] {
            assert_eq!(lang(text), Some(Lang::En), "{text}: {:?}", identify(text));
        }
    }

    #[test]
    fn no_evidence_gives_no_language() {
        for text in [
            "",
            "   ",
            "2017",
            "126 000 000 €",
            "innovation",
            "Innovation",
            "...",
            "OCDE 2019",
            "a",
        ] {
            assert_eq!(identify(text), Guess::NOTHING, "{text}");
        }
    }

    #[test]
    fn an_elision_is_sure_evidence_of_french() {
        for text in ["d'innovation", "L’innovation", "qu'innovation", "startups d’État"] {
            assert_eq!(lang(text), Some(Lang::Fr), "{text}: {:?}", identify(text));
        }
    }

    #[test]
    fn accents_say_the_same_composed_or_not() {
        let text = "le secrétaire général du comité interministériel";
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
        assert_eq!(identify(&decomposed), identify(text));
    }

    #[test]
    fn other_languages_are_foreign_when_long_enough() {
        for text in [
            "La innovación pública es un proceso que se desarrolla en todas las administraciones del estado español.",
            "Die öffentliche Verwaltung muss sich verändern, damit die Bürgerinnen und Bürger ihr vertrauen können.",
            "L'innovazione pubblica è un processo che coinvolge tutte le amministrazioni dello stato e i cittadini italiani.",
            "A inovação pública é um processo que não depende apenas das administrações, mas também dos cidadãos.",
            "Общественные инновации меняют работу государства",
            "公共部門のイノベーションは政府の仕事を変える",
        ] {
            assert!(identify(text).foreign, "{text}: {:?}", identify(text));
            assert_eq!(lang(text), None, "{text}");
        }
        assert!(!identify("Die Verwaltung").foreign);
    }

    #[test]
    fn twenty_words_of_a_neighbour_are_in_neither_language() {
        for text in [
            "Wir haben gestern im Rathaus lange über den neuen Spielplatz gesprochen, und am Ende waren sich fast alle Nachbarn einig.",
            "De gemeente heeft besloten dat de brug nog een jaar dicht blijft, omdat er geen geld is voor een nieuwe.",
            "Kommunen har besluttet, at broen skal være lukket et år mere, fordi der ikke er penge til en ny lige nu.",
            "Kommunen har bestämt att bron ska vara stängd ett år till, eftersom det inte finns pengar till en ny just nu.",
            "Kommunen har bestemt at brua skal være stengt et år til, fordi det ikke finnes penger til en ny akkurat nå.",
            "El ayuntamiento ha decidido que el puente siga cerrado un año más, porque no hay dinero para construir uno nuevo.",
            "Il comune ha deciso che il ponte resterà chiuso ancora un anno, perché non ci sono soldi per costruirne uno nuovo.",
            "A câmara decidiu que a ponte vai ficar fechada mais um ano, porque não há dinheiro para construir uma nova agora.",
        ] {
            assert!(identify(text).foreign, "{text}: {:?}", identify(text));
        }
        // Names and borrowed words make nothing foreign.
        for text in [
            "Le tableau de Piero della Francesca est exposé à Los Angeles avec celui de Leonardo da Vinci.",
            "The paintings of Piero della Francesca and Ludwig van Beethoven's letters are shown in San Francisco.",
        ] {
            assert!(lang(text).is_some(), "{text}: {:?}", identify(text));
        }
    }

    #[test]
    fn a_sentence_is_clear_and_names_do_not_sway_it() {
        let en = identify(
            "The Center is supported by the \"La France s'engage\" program and hosted by the university.",
        );
        assert_eq!(en.lang, Some(Lang::En));
        let fr = identify(
            "Le secrétaire d’État a présenté le « French Manifesto » aux homologues étrangers.",
        );
        assert!(fr.is_clear() && fr.lang == Some(Lang::Fr), "{fr:?}");
        let en = identify(
            "They aim to foster a common understanding across different levels of government.",
        );
        assert!(en.is_clear() && en.lang == Some(Lang::En), "{en:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let guess = identify(&text);
            prop_assert!((0.0..=1.0).contains(&guess.confidence));
            prop_assert!(!(guess.foreign && guess.lang.is_some()));
        }
    }
}
