//! How analysed tokens reach the engine: packed into one string, and unpacked by a tokenizer that
//! decides nothing.
//!
//! Each token is one character for the step from the position before, one for the bytes of the term,
//! and the term. Nothing is allocated for a token on either side.

use ibid_core::analysis::{Kind, Tokens};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the schema knows it.
pub(crate) const NAME: &str = "ibid";

/// Larger steps do not occur, and no longer terms: gaps are small, and no character may be a surrogate.
const MAX: u32 = 0xd000;

/// Packs the tokens of one kind; says how many they are.
pub(crate) fn pack(tokens: &Tokens, kind: Kind, out: &mut String) -> u64 {
    out.clear();
    let (mut last, mut count) = (0, 0);
    for token in tokens.iter().filter(|t| t.kind == kind) {
        let step = token.position.saturating_sub(last).min(MAX);
        last += step;
        let length = token.term.floor_char_boundary(MAX as usize);
        out.extend([step, length as u32].map(|n| char::from_u32(n).unwrap_or('\0')));
        out.push_str(&token.term[..length]);
        count += 1;
    }

    count
}

/// Unpacks tokens.
#[derive(Clone, Default)]
pub(crate) struct Unpacker {
    token: Token,
}

impl Tokenizer for Unpacker {
    type TokenStream<'a> = Unpacked<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Unpacked<'a> {
        self.token.reset();
        self.token.position = 0;
        Unpacked { rest: text, token: &mut self.token }
    }
}

/// Tokens as they are unpacked.
pub(crate) struct Unpacked<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Unpacked<'_> {
    fn advance(&mut self) -> bool {
        let mut chars = self.rest.chars();
        let (Some(step), Some(length)) = (chars.next(), chars.next()) else { return false };
        let Some((term, rest)) = chars.as_str().split_at_checked(length as usize) else {
            return false;
        };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position += step as usize;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::Analyzer;
    use ibid_core::lang::Lang;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(text in "[\\PC\n\t]{0,200}", title in "\\PC{0,30}") {
            let mut tokens = Tokens::new();
            let mut analyzer = Analyzer::new();
            analyzer.analyze(&title, Some(Lang::Fr), &mut tokens);
            tokens.leave_gap(32);
            analyzer.analyze(&text, Some(Lang::Fr), &mut tokens);
            let mut packed = String::new();
            for kind in [Kind::Exact, Kind::Stem, Kind::Accented] {
                pack(&tokens, kind, &mut packed);
                let mut got = Vec::new();
                let mut unpacker = Unpacker::default();
                let mut stream = unpacker.token_stream(&packed);
                while stream.advance() {
                    got.push((stream.token().text.clone(), stream.token().position as u32));
                }
                let want: Vec<(String, u32)> = tokens.iter().filter(|t| t.kind == kind)
                    .map(|t| (t.term.to_owned(), t.position)).collect();
                prop_assert_eq!(got, want);
            }
        }
    }
}
