//! From text to words: Unicode boundaries, then the joins that they miss.
//!
//! UAX #29 keeps `l’innovation`, `agent·e·s` and `S.G.M.A.P` whole and splits `C++`, `COVID-19`
//! and `126 000`; here each becomes the words that people mean.

use super::elision::elided_prefix;
use super::fold::{is_apostrophe, lower};
use super::forms::Forms;
use super::pieces::{Piece, PlainWord, cut_chunk, has_letters_only, plain_word};
use super::sieve::TOLD_BY;
use super::tokens::{Kind, Marks, TokenSpan, Tokens, stem_tag};
use super::{MAX_TOKEN_BYTES, inclusive, numbers};
use crate::lang::Lang;

/// How many parts a hyphenated compound may have and still be joined.
const MAX_COMPOUND_PARTS: usize = 5;

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_inner_sign(c: char) -> bool {
    c == '_' || c == ':' || inclusive::is_separator(c)
}

/// Makes tokens of a text.
pub(super) struct Joiner<'a> {
    pub(super) text: &'a str,
    pub(super) lang: Option<Lang>,
    pub(super) forms: &'a mut Forms,
    pub(super) out: &'a mut Tokens,
}

impl Joiner<'_> {
    /// Makes tokens of the whole text; `pieces` is memory that is used again.
    ///
    /// A space parts words whatever stands around it, and most of what it parts is a plain word, which
    /// is joined with nothing: only what stands between plain words is cut as Unicode has it.
    pub(super) fn run(&mut self, pieces: &mut Vec<Piece>) {
        self.forms.make_room();
        self.out.numbered_by(self.forms.vocabulary());
        let text = self.text;
        let mixed_case = text.chars().any(char::is_lowercase);
        let mut start = 0;
        while start < text.len() {
            let rest = &text.as_bytes()[start..];
            let chunk = match plain_word(rest) {
                Some(PlainWord { word, chunk, letters_only }) => {
                    self.join(pieces, mixed_case);
                    let piece = Piece { start, end: start + word };
                    if letters_only {
                        self.letters(piece, mixed_case);
                    } else {
                        let position = self.out.next_position();
                        self.word(piece, position, mixed_case);
                    }
                    chunk
                }
                None => {
                    let chunk = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
                    cut_chunk(text, start..start + chunk, pieces);
                    chunk
                }
            };
            start += chunk + 1;
        }
        self.join(pieces, mixed_case);
    }

    /// Puts out what pieces make, and forgets them.
    fn join(&mut self, pieces: &mut Vec<Piece>, mixed_case: bool) {
        let mut i = 0;
        while i < pieces.len() {
            i += self.step(&pieces[i..], mixed_case);
        }
        pieces.clear();
    }

    /// Puts out what the first pieces make, and says how many they were.
    fn step(&mut self, pieces: &[Piece], mixed_case: bool) -> usize {
        let piece = pieces[0];
        let word = &self.text[piece.start..piece.end];
        match self.text[piece.end..].chars().next() {
            Some('(') => {
                if let Some(taken) = self.bracketed(pieces) {
                    return taken;
                }
            }
            Some(c) if is_hyphen(c) => {
                if let Some(taken) = self.compound(pieces, mixed_case) {
                    return taken;
                }
            }
            Some(c) if numbers::is_group_space(c) => {
                if let Some(taken) = self.digit_groups(pieces) {
                    return taken;
                }
            }
            Some('+' | '#') if self.symbol_word(piece) => return 1,
            _ => {}
        }

        if has_letters_only(word) {
            self.letters(piece, mixed_case);
        } else if word.contains(',') && numbers::is_number(word) {
            self.number(piece);
        } else if word.contains(is_inner_sign) {
            self.signed(piece, mixed_case);
        } else {
            let position = self.out.next_position();
            self.word(piece, position, mixed_case);
        }

        1
    }

    /// A word of nothing but letters up to ÿ.
    fn letters(&mut self, piece: Piece, mixed_case: bool) {
        let position = self.out.next_position();
        if self.out.may_take(&self.text[piece.start..piece.end]) {
            self.word(piece, position, mixed_case);
        } else {
            self.out.advance_to(position + 1);
        }
    }

    /// A word without signs inside.
    fn word(&mut self, piece: Piece, position: u32, mixed_case: bool) {
        let raw = &self.text[piece.start..piece.end];
        let id = self.forms.of(raw, self.lang);
        let skipped = self.forms.get(id).skipped();
        let place = TokenSpan { position, start: piece.start + skipped, end: piece.end };
        let is_name = mixed_case && raw.len() > 1 && !raw.chars().any(char::is_lowercase);
        let marks = Marks { primary: true, ..Marks::default() };
        self.emit(id, place, marks, is_name);
        if piece.start > 0 && self.text.as_bytes()[piece.start - 1] == b'#' {
            let tag = format!("#{}", self.forms.get(id).exact());
            self.emit_verbatim(
                &tag,
                TokenSpan { start: piece.start - 1, ..place },
                Marks::default(),
            );
        }

        self.out.advance_to(position + 1);
    }

    /// Puts out all forms of a word.
    fn emit(&mut self, id: u32, place: TokenSpan, marks: Marks, is_name: bool) {
        let form = self.forms.get(id);
        if form.exact().is_empty() || form.exact().len() > MAX_TOKEN_BYTES {
            return;
        }

        let stop = form.stop() && !is_name;
        let marks = Marks { stop, question: form.question() && !is_name, ..marks };
        self.out.push_all(form.text(), form.terms(), place, marks);
    }

    /// Puts out a term that is not analysed any further.
    fn emit_verbatim(&mut self, term: &str, place: TokenSpan, marks: Marks) {
        if term.len() <= MAX_TOKEN_BYTES {
            let stem = [stem_tag(self.lang), term].concat();
            self.out.push(Kind::Exact, term, place, marks);
            self.out.push(Kind::Stem, &stem, place, marks);
        }
    }

    /// `C++`, `C#`: short words whose sign is part of them.
    fn symbol_word(&mut self, piece: Piece) -> bool {
        let word = &self.text[piece.start..piece.end];
        let after = &self.text[piece.end..];
        let Some(sign) = ["++", "#"].into_iter().find(|sign| after.starts_with(sign)) else {
            return false;
        };

        let ends =
            !after[sign.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '+' || c == '#');
        if !ends || word.len() > 2 || !word.bytes().all(|b| b.is_ascii_alphabetic()) {
            return false;
        }

        let term = format!("{}{sign}", word.to_ascii_lowercase());
        let position = self.out.next_position();
        let place = TokenSpan { position, start: piece.start, end: piece.end + sign.len() };
        self.emit_verbatim(&term, place, Marks { primary: true, ..Marks::default() });
        self.out.advance_to(position + 1);

        true
    }

    /// `126 000 000`, with any of the spaces that group digits.
    fn digit_groups(&mut self, pieces: &[Piece]) -> Option<usize> {
        let digits = |p: &Piece| {
            let word = &self.text[p.start..p.end];
            word.bytes().all(|b| b.is_ascii_digit()).then_some(word)
        };
        let head = digits(&pieces[0]).filter(|w| w.len() <= 3)?;
        let mut number = head.to_owned();
        let mut taken = 1;
        while let Some(next) = pieces.get(taken) {
            let mut gap = self.text[pieces[taken - 1].end..next.start].chars();
            let one_space = gap.next().is_some_and(numbers::is_group_space) && gap.next().is_none();
            let word = &self.text[next.start..next.end];
            let group = word.get(..3).filter(|g| g.bytes().all(|b| b.is_ascii_digit()));
            let (true, Some(_)) = (one_space, group) else { break };
            match word.as_bytes().get(3) {
                None => number.push_str(word),
                Some(b'.' | b',') if numbers::is_number(word) => {
                    number.push_str(&word.replace(',', "."));
                    taken += 1;
                    break;
                }
                _ => break,
            }
            taken += 1;
        }

        if taken == 1 {
            return None;
        }
        let position = self.out.next_position();
        let place = TokenSpan { position, start: pieces[0].start, end: pieces[taken - 1].end };
        self.emit_verbatim(&number, place, Marks { primary: true, ..Marks::default() });
        self.out.advance_to(position + 1);

        Some(taken)
    }

    /// `citoyen(ne)s`, `file(s)`.
    fn bracketed(&mut self, pieces: &[Piece]) -> Option<usize> {
        let (base, ending) = (pieces[0], *pieces.get(1)?);
        if ending.start != base.end + 1 || !self.text[ending.end..].starts_with(')') {
            return None;
        }

        let mut end = ending.end + 1;
        let mut taken = 2;
        let mut suffixes = vec![self.text[ending.start..ending.end].to_lowercase()];
        if let Some(last) =
            pieces.get(2).filter(|p| p.start == end && &self.text[p.start..p.end] == "s")
        {
            suffixes.push("s".to_owned());
            end = last.end;
            taken = 3;
        }

        let known = |s: &String| match self.lang {
            Some(Lang::En) => s == "s" || s == "es",
            Some(Lang::Fr) | None => inclusive::is_suffix(s),
        };
        (suffixes.iter().all(known) && self.both_genders(base, &suffixes, end)).then_some(taken)
    }

    /// Puts out the two words that an inclusive one stands for.
    fn both_genders(&mut self, base: Piece, suffixes: &[String], end: usize) -> bool {
        let raw = &self.text[base.start..base.end];
        let mut low = String::new();
        lower(raw, &mut low);
        let elided = elided_prefix(&low, self.lang);
        let start = base.start + self.raw_prefix(base, elided);
        let suffixes: Vec<&str> = suffixes.iter().map(String::as_str).collect();
        let Some((masculine, feminine)) = inclusive::forms(&low[elided..], &suffixes) else {
            return false;
        };

        let position = self.out.next_position();
        let place = TokenSpan { position, start, end };
        let masculine = self.forms.of(&masculine, self.lang);
        self.emit(masculine, place, Marks { primary: true, ..Marks::default() }, false);
        let feminine = self.forms.of(&feminine, self.lang);
        self.emit(feminine, place, Marks::default(), false);
        self.out.advance_to(position + 1);

        true
    }

    /// How many bytes of the text an elided prefix takes, when its lower-case form has `elided`.
    fn raw_prefix(&self, piece: Piece, elided: usize) -> usize {
        let raw = &self.text[piece.start..piece.end];
        let sign = raw.char_indices().find(|(_, c)| is_apostrophe(*c));
        sign.filter(|_| elided > 0).map_or(0, |(at, c)| at + c.len_utf8())
    }

    /// A word with points, middle dots, colons or low lines inside.
    fn signed(&mut self, piece: Piece, mixed_case: bool) {
        let raw = &self.text[piece.start..piece.end];
        if numbers::is_number(raw) {
            return self.number(piece);
        }

        let mut low = String::new();
        lower(raw, &mut low);
        let elided = elided_prefix(&low, self.lang);
        let start = piece.start + self.raw_prefix(piece, elided);
        let parts: Vec<&str> =
            low[elided..].split(is_inner_sign).filter(|p| !p.is_empty()).collect();
        let dotted = low.contains('.') && !low.contains(['_', ':']);
        let acronym =
            parts.iter().all(|p| p.chars().count() == 1 && p.chars().all(char::is_alphabetic));
        if dotted && acronym && parts.len() > 1 {
            let joined = parts.concat();
            let position = self.out.next_position();
            let id = self.forms.of(&joined, self.lang);
            let place = TokenSpan { position, start, end: piece.end };
            self.emit(id, place, Marks { primary: true, ..Marks::default() }, true);
            return self.out.advance_to(position + 1);
        }

        let inclusive = match self.lang {
            Some(Lang::Fr) | None => true,
            Some(Lang::En) => false,
        };
        if inclusive && !low.contains(['_', ':']) {
            let suffixes: Vec<String> = parts.iter().skip(1).map(|p| (*p).to_owned()).collect();
            let first =
                self.text[start..piece.end].find(is_inner_sign).map_or(piece.end, |at| start + at);
            if self.both_genders(Piece { start, end: first }, &suffixes, piece.end) {
                return;
            }
        }

        self.parts(piece, mixed_case);
    }

    /// The words between the signs, one after the other.
    fn parts(&mut self, piece: Piece, mixed_case: bool) {
        let mut start = piece.start;
        for part in self.text[piece.start..piece.end].split(is_inner_sign) {
            if !part.is_empty() {
                let position = self.out.next_position();
                self.word(Piece { start, end: start + part.len() }, position, mixed_case);
            }
            let sign = self.text[start + part.len()..].chars().next().map_or(0, char::len_utf8);
            start += part.len() + sign;
        }
    }

    fn number(&mut self, piece: Piece) {
        let raw = &self.text[piece.start..piece.end];
        let position = self.out.next_position();
        let number = numbers::normalise(raw, self.lang);
        let place = TokenSpan { position, start: piece.start, end: piece.end };
        self.emit_verbatim(&number, place, Marks { primary: true, ..Marks::default() });
        self.out.advance_to(position + 1);
    }

    /// `porte-parole`: its parts, and at the first of them the joined form.
    fn compound(&mut self, pieces: &[Piece], mixed_case: bool) -> Option<usize> {
        let mut parts = 1;
        while let Some(next) = pieces.get(parts) {
            let mut between = self.text[pieces[parts - 1].end..next.start].chars();
            if !between.next().is_some_and(is_hyphen) || between.next().is_some() {
                break;
            }
            parts += 1;
        }

        if parts == 1 {
            return None;
        }
        let position = self.out.next_position();
        self.joined(&pieces[..parts], position);
        for piece in &pieces[..parts] {
            self.step(std::slice::from_ref(piece), mixed_case);
        }

        Some(parts)
    }

    fn joined(&mut self, parts: &[Piece], position: u32) {
        let word = |p: &Piece| &self.text[p.start..p.end];
        let plain = parts.iter().all(|p| !word(p).contains(is_inner_sign));
        let worded = parts.iter().any(|p| word(p).contains(char::is_alphabetic));
        let tiny = parts.iter().all(|p| p.end - p.start <= 1);
        if !plain || !worded || tiny || parts.len() > MAX_COMPOUND_PARTS {
            return;
        }
        // joined it begins as its first part does, if that has all the letters that tell
        let first = word(&parts[0]);
        if first.len() >= TOLD_BY && has_letters_only(first) && !self.out.may_take(first) {
            return;
        }

        let mut joined = String::new();
        let mut start = parts[0].start;
        for (i, part) in parts.iter().enumerate() {
            let id = self.forms.of(&self.text[part.start..part.end], self.lang);
            let form = self.forms.get(id);
            joined.push_str(form.lower());
            if i == 0 {
                start += form.skipped();
            }
        }

        if joined.len() <= MAX_TOKEN_BYTES {
            let id = self.forms.of(&joined, self.lang);
            let place = TokenSpan { position, start, end: parts[parts.len() - 1].end };
            self.emit(id, place, Marks { compound: true, ..Marks::default() }, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The tokens of a text.
    fn tokens(
        (text, lang): (&str, Option<Lang>),
        run: impl FnOnce(&mut Joiner<'_>),
    ) -> Vec<(Kind, String, u32, u32, u32)> {
        let (mut forms, mut out) = (Forms::default(), Tokens::new());
        run(&mut Joiner { text, lang, forms: &mut forms, out: &mut out });
        out.iter().map(|t| (t.kind, t.term.to_owned(), t.position, t.start, t.end)).collect()
    }

    proptest! {
        #[test]
        fn spaces_part_words_as_unicode_does(
            text in "([a-zéÀÖ×ßØà÷ÿ]{1,3}|[lL]['’][a-zé]|[0-9]{3}|[ .,'’·:(#\u{301}\u{200d}\u{ad}\u{a0}\u{202f}1א\"-]|ア|漢|🇫|\\PC){0,16}",
            lang in proptest::option::of(proptest::sample::select(&Lang::ALL[..])),
        ) {
            let whole = tokens((&text, lang), |joiner| {
                let mut pieces = Vec::new();
                cut_chunk(&text, 0..text.len(), &mut pieces);
                // a lone vowel sign, to Unicode a letter, takes the space before it along
                for piece in &mut pieces {
                    let word = &text[piece.start..piece.end];
                    piece.start = piece.end - word.trim_start_matches(' ').len();
                }
                let mixed_case = text.chars().any(char::is_lowercase);
                joiner.join(&mut pieces, mixed_case);
            });
            let parted = tokens((&text, lang), |joiner| joiner.run(&mut Vec::new()));
            prop_assert_eq!(parted, whole);
        }
    }
}
