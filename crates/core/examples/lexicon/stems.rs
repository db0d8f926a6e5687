//! Words as the lexicon keys them: by their stems, without the tag of the language.

use ibid_core::analysis::{Analyzer, Kind, Tokens};
use ibid_core::lang::Lang;

/// One word of a text.
#[derive(Clone, Debug)]
pub(crate) struct Stemmed {
    /// Its stems, one or two.
    pub(crate) stems: Vec<String>,
    /// Where it stands in the text.
    pub(crate) range: std::ops::Range<usize>,
    /// Whether it is a function word.
    pub(crate) stop: bool,
}

/// Makes keys with the analysis of the index.
#[derive(Default)]
pub(crate) struct Keys {
    analyzer: Analyzer,
    tokens: Tokens,
}

impl Keys {
    /// The words of a text, as the parser of questions counts them: the parts of a compound, and
    /// not the compound.
    pub(crate) fn words(&mut self, text: &str, lang: Lang) -> Vec<Stemmed> {
        self.tokens.clear();
        self.analyzer.analyze(text, Some(lang), &mut self.tokens);
        let mut words: Vec<Stemmed> = Vec::new();
        let mut position = None;
        let plain = self.tokens.iter().filter(|token| token.kind == Kind::Stem && token.primary);
        for token in plain {
            let stem = token.term.split_once(':').map_or("", |(_, stem)| stem).to_owned();
            let range = token.start as usize..token.end as usize;
            match words.last_mut().filter(|_| position == Some(token.position)) {
                Some(word) => word.stems.push(stem),
                None => words.push(Stemmed { stems: vec![stem], range, stop: token.stop }),
            }
            position = Some(token.position);
        }

        words
    }

    /// The keys of a text: of its first stems, and of its second ones where a word has two.
    pub(crate) fn keys(&mut self, text: &str, lang: Lang) -> Vec<String> {
        let words = self.words(text, lang);
        let nth = |n: usize| {
            let stems = words.iter().filter_map(|word| word.stems.get(n).or(word.stems.first()));
            stems.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        let mut keys = vec![nth(0), nth(1)];
        keys.dedup();

        keys
    }
}
