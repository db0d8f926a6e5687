//! The collections, which of them are learned from, and spans of words of them.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use ibid_core::analysis::fold::folded;
use ibid_core::lang::Lang;

use crate::random::Random;

/// Texts of one language and one kind.
pub(crate) struct CollectionStats {
    pub(crate) name: &'static str,
    pub(crate) lang: Lang,
    texts: Vec<String>,
    /// The bytes before each text, so that a byte can be drawn.
    before: Vec<usize>,
    bytes: usize,
}

/// Which books of the novels are meant.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Books {
    Learned,
    HeldOut,
}

impl CollectionStats {
    /// Reads the texts of a language out of a file of JSON lines.
    pub(crate) fn read(
        (name, path): (&'static str, &Path),
        lang: Lang,
        keep: impl Fn(&str, &str) -> bool,
    ) -> Result<CollectionStats, Box<dyn Error>> {
        let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut found =
            CollectionStats { name, lang, texts: Vec::new(), before: Vec::new(), bytes: 0 };
        for line in BufReader::new(file).lines() {
            let row: serde_json::Value = serde_json::from_str(&line?)?;
            let field = |name: &str| row.get(name).and_then(|v| v.as_str()).unwrap_or_default();
            let id = if row.get("_id").is_some() { field("_id") } else { field("id") };
            if field("lang") == lang.code() && !field("text").is_empty() && keep(id, field("text"))
            {
                found.before.push(found.bytes);
                found.bytes += field("text").len();
                found.texts.push(field("text").to_owned());
            }
        }
        if found.texts.is_empty() {
            return Err(format!("{}: no text in {lang}", path.display()).into());
        }
        Ok(found)
    }

    /// The novels of a language: every tenth book is held out.
    pub(crate) fn novels(data: &Path, lang: Lang, books: Books) -> Result<Self, Box<dyn Error>> {
        let path = data.join(format!("load/{lang}.eltec.jsonl"));
        let seen = std::cell::RefCell::new(Vec::<String>::new());
        CollectionStats::read(("novels", &path), lang, |id, _| {
            let book = id.split('#').next().unwrap_or_default();
            let mut seen = seen.borrow_mut();
            if seen.last().is_none_or(|last| last != book) {
                seen.push(book.to_owned());
            }
            seen.len().is_multiple_of(10) == (books == Books::HeldOut)
        })
    }

    /// So many words in a row (those without a letter are not counted), from a place drawn at
    /// random; `None` where the text ends before.
    pub(crate) fn span(&self, words: usize, random: &mut Random) -> Option<&str> {
        let byte = random.below(self.bytes);
        let nth = self.before.partition_point(|before| *before <= byte) - 1;
        let text = self.texts.get(nth)?;
        let mut from = byte - self.before.get(nth)?;
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let mut back = text[..from].char_indices().rev();
        let start = back.find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
        let rest = &text[start..];
        let (mut found, mut at) = (0, 0);
        for word in rest.split_inclusive(char::is_whitespace) {
            at += word.len();
            found += usize::from(word.contains(char::is_alphabetic));
            if found == words {
                return Some(rest[..at].trim());
            }
        }
        None
    }
}

/// As people type it who leave out accents and capitals.
pub(crate) fn bare(text: &str) -> String {
    folded(text)
}

impl CollectionStats {
    /// Without what stands in brackets: laws give there the term of the other language.
    pub(crate) fn unbracketed(mut self) -> Self {
        self.bytes = 0;
        for (text, before) in self.texts.iter_mut().zip(&mut self.before) {
            let mut depth = 0_usize;
            text.retain(|c| {
                depth += usize::from(c == '(');
                let keep = depth == 0;
                depth -= usize::from(c == ')' && depth > 0);
                keep
            });
            *before = self.bytes;
            self.bytes += text.len();
        }
        self
    }
}
