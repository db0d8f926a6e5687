//! Short lists of words, written as the words themselves.

/// Words parted by white space. Looking one up takes time linear in the list.
#[derive(Clone, Copy, Debug)]
pub struct WordList(pub &'static str);

impl WordList {
    /// Whether a word is in the list, as it is written there.
    pub fn has(self, word: &str) -> bool {
        self.0.split_ascii_whitespace().any(|known| known == word)
    }
}
