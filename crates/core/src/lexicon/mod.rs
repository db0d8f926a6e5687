//! What words of one language say in the other.

/// What some words say in the other language.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// As people write it; one word or several: `fonction publique`.
    pub text: String,
    /// Its share: those of one match add up to 1.
    pub weight: f64,
    /// The name of the list that says so: `learned`, `terms:FILE`, …
    pub list: String,
}

/// What the first of some words say in the other language.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// How many words it takes, from the first; at least 1.
    pub words: usize,
    /// At most four, the heaviest first.
    pub translations: Vec<Translation>,
}
