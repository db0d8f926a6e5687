//! What a person took out of what is searched beside the words that were typed.

use ibid_core::analysis::Analyzer;

/// Words that are not to be searched beside those that were typed, compared without case and
/// accents. A word that was typed takes out all that stands for it.
#[derive(Default)]
pub(crate) struct Removed(Vec<RemovedWord>);

struct RemovedWord {
    text: String,
    folded: Vec<String>,
    /// Whether it took anything out.
    used: bool,
}

impl Removed {
    pub(crate) fn new(words: &[String], analyzer: &mut Analyzer) -> Self {
        let word = |text: &String| {
            let folded = analyzer.surface_words(text, None);
            RemovedWord { text: text.clone(), folded, used: false }
        };
        Removed(words.iter().map(word).collect())
    }

    /// Whether a word or set phrase is one of them.
    pub(crate) fn takes(&mut self, text: &str, analyzer: &mut Analyzer) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let folded = analyzer.surface_words(text, None);
        let mut taken = false;
        for word in self.0.iter_mut().filter(|word| word.folded == folded) {
            word.used = true;
            taken = true;
        }
        taken
    }

    /// Those that took nothing out.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|word| !word.used).map(|word| word.text.as_str())
    }
}
