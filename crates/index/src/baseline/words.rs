//! The words of bare tantivy: its own, without function words, as stems.

use ibid_core::analysis::stopwords::is_stop;
use ibid_core::lang::Lang;
use rust_stemmers::{Algorithm, Stemmer};
use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream,
    Tokenizer,
};

/// Bytes from which on a word is none.
const LONG: usize = 80;

/// What cuts a text into words.
pub(super) fn analyzer(lang: Lang) -> TextAnalyzer {
    let words = TextAnalyzer::builder(SimpleTokenizer::default());
    words.filter(RemoveLongFilter::limit(LONG)).filter(LowerCaser).filter(Stems(lang)).build()
}

/// Leaves function words out, and makes stems of the others.
#[derive(Clone, Copy)]
struct Stems(Lang);

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, words: T) -> StemTokenizer<T> {
        StemTokenizer { lang: self.0, words }
    }
}

#[derive(Clone)]
struct StemTokenizer<T> {
    lang: Lang,
    words: T,
}

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let stemmer = Stemmer::create(match self.lang {
            Lang::Fr => Algorithm::French,
            Lang::En => Algorithm::English,
        });
        StemStream { lang: self.lang, stemmer, words: self.words.token_stream(text) }
    }
}

struct StemStream<S> {
    lang: Lang,
    stemmer: Stemmer,
    words: S,
}

impl<S: TokenStream> TokenStream for StemStream<S> {
    fn advance(&mut self) -> bool {
        while self.words.advance() {
            let word = self.words.token_mut();
            if is_stop(&word.text, self.lang) {
                continue;
            }
            let stem = self.stemmer.stem(&word.text);
            if *stem != *word.text {
                word.text = stem.into_owned();
            }
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        self.words.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.words.token_mut()
    }
}
