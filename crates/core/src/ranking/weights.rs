//! The features of ranking and their weights: one table.

use serde::{Deserialize, Serialize};

/// One thing that tells a good passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// BM25 over stems: for each word the best of its stems.
    Stems,
    /// BM25 over the words as they are typed, case and accents apart.
    Surface,
    /// Words with the very accents that were typed.
    Accents,
    /// Words that follow one another in the query and stand near in the passage: a whole one side
    /// by side, less with every word between them, half in the other order; by the rarer of both.
    Pairs,
    /// Words in the title and headings, by the share of these that they are.
    Headings,
    /// Words at the opening of the document, where it says what it is about: all of them in the
    /// first passage, half in the second, a third in the next.
    Opening,
    /// What the stems are worth more in the window round the passage than in itself: less than
    /// nothing where the window holds no more of them.
    Window,
}

impl Feature {
    /// How many there are.
    pub const COUNT: usize = 7;

    /// All of them, in the order of their values.
    pub const ALL: [Feature; Feature::COUNT] = [
        Feature::Stems,
        Feature::Surface,
        Feature::Accents,
        Feature::Pairs,
        Feature::Headings,
        Feature::Opening,
        Feature::Window,
    ];

    /// A stable name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Feature::Stems => "stems",
            Feature::Surface => "surface",
            Feature::Accents => "accents",
            Feature::Pairs => "pairs",
            Feature::Headings => "headings",
            Feature::Opening => "opening",
            Feature::Window => "window",
        }
    }
}

/// What is left of a word's weight in the language that the query does not seem to be in.
pub(crate) const OTHER_LANGUAGE: f64 = 0.65;

/// What is left of a word's weight where nothing holds it and words near it are searched too. By the
/// command `misspelt` of `crates/ibid/examples/ranking`, .4 wins back some 70 % of what a mistake
/// costs, .6 some 85 % and .8 some 90 %. The whole weight wins back a little more in French; it is
/// held below that on purpose, since a guess is not what was typed.
pub const NEAR_WORD: f64 = 0.8;

/// What a word of the same family weighs, beside 1 for the word that was typed.
pub const RELATIVE: f64 = 0.4;

/// What is left of the weight of a word that frames a question, beside words that say what it is
/// about.
pub(crate) const FRAME_WORD: f64 = 0.7;

/// What each feature of phase two weighs: found by the search that `crates/ibid/examples/ranking`
/// is, on eleven judged sets, and rounded; in the order of [`Feature::ALL`]. `Opening` is held down
/// there, on purpose.
pub const WEIGHTS: [(Feature, f64); Feature::COUNT] = [
    (Feature::Stems, 1.0),
    (Feature::Surface, 0.35),
    (Feature::Accents, 0.15),
    (Feature::Pairs, 1.1),
    (Feature::Headings, 0.75),
    (Feature::Opening, 0.25),
    (Feature::Window, 0.75),
];
