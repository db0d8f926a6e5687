//! The text of a cue: tags, time tags, voices and character references, after the cue text parsing
//! rules of W3C WebVTT, and the HTML and brace codes that SubRip files hold.
//!
//! A sign that opens no tag is text: `3 < 4` stays, and `I <3 you` too. WebVTT has tags of any name;
//! `SubRip` and SBV have those of some names, and what else stands in angle brackets is said.

use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use super::{clock, offset};
use crate::clean::{clean, is_nfc, is_space, nfc};
use crate::entities::{self, Characters};

/// Whose codes a text may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Dialect {
    #[default]
    WebVtt,
    SubRip,
    Sbv,
}

impl Dialect {
    /// The character reference that a text begins with, after its `&`, and its length. WebVTT reads
    /// references as HTML does, so that some need no semicolon.
    fn reference(self, text: &str) -> Option<(Characters, usize)> {
        match self {
            Dialect::WebVtt => entities::html_reference(text),
            Dialect::SubRip | Dialect::Sbv => entities::reference(text),
        }
    }
}

/// What one voice says in a cue.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct VoicePiece {
    /// Cleaned; lines are parted by line feeds.
    pub(crate) text: String,
    /// Time tags: from which byte on, and the time as written.
    pub(crate) marks: Vec<(u32, Timecode)>,
    /// The bytes of the only words that are in bold, underlined or of another font.
    pub(crate) marked: Option<(u32, u32)>,
    pub(crate) speaker: Option<String>,
    pub(crate) lang: Option<Lang>,
}

/// A tag is never longer, so that a lone `<` costs no more than this to see through.
const LONGEST_TAG: usize = 400;
/// More words of another language are in that language.
const FEW_BORROWED: usize = 3;
/// Beyond this a tag of an unknown name is text.
const LONGEST_UNKNOWN: usize = 60;
/// The tags that caption files hold, besides those with a meaning of their own.
const PLAIN_TAGS: [&str; 10] = ["b", "c", "em", "font", "i", "ruby", "s", "span", "strong", "u"];
/// Those of them that may mark the word that is being said.
const STRESS: [&str; 3] = ["b", "font", "u"];

/// Reads the text of a cue; nothing for one without text.
pub(crate) fn pieces(payload: &str, dialect: Dialect) -> Vec<VoicePiece> {
    let text = payload.trim_ascii();
    if is_plain(text) {
        let piece = VoicePiece { text: text.to_owned(), ..VoicePiece::default() };
        return Some(piece).filter(|piece| !piece.text.is_empty()).into_iter().collect();
    }
    coded(payload, dialect)
}

/// Whether a text without white space at its ends is what is said, to the byte, as most are: it has
/// no codes, and one space or line feed between words. May say no without need.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let code =
        |b: u8| (b < 0x0e) & (b != b'\n') | CODES.iter().fold(false, |any, c| any | (b == *c));
    let gap = |b: u8| (b == b' ') | (b == b'\n');

    // U+0085, and the ends of U+2028 and U+2029.
    let space = |a: u8, b: u8| (a == 0xc2) & (b == 0x85) | (a == 0x80) & ((b & 0xfe) == 0xa8);
    // To the end, whatever is met on the way: many bytes are looked at in one step.
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let odd = pairs.fold(false, |odd, (a, b)| odd | code(*a) | gap(*a) & gap(*b) | space(*a, *b));

    !odd && bytes.last().is_none_or(|last| !code(*last))
}

/// Reads a text that may have codes.
fn coded(payload: &str, dialect: Dialect) -> Vec<VoicePiece> {
    let mut reader = MarkupReader { dialect, ..MarkupReader::default() };
    let mut rest = payload;

    while let Some(at) = rest.bytes().position(|b| SIGNS[usize::from(b)] == Sign::Code) {
        reader.plain(&rest[..at]);
        rest = &rest[at..];
        let used = reader.special(rest);
        if used == 0 {
            let sign = if rest.starts_with('\0') { "\u{fffd}" } else { &rest[..1] };
            reader.plain(sign);
        }
        rest = &rest[used.max(1)..];
    }

    reader.plain(rest);
    reader.finish()
}

#[derive(Default)]
struct MarkupReader {
    dialect: Dialect,
    done: Vec<VoicePiece>,
    now: VoicePiece,
    /// White space was met since the last character.
    gap: bool,
    /// A line feed was among it.
    line_feed: bool,
    /// A time tag waits for the character that it times.
    mark: Option<Timecode>,
    /// The places where text in bold and the like begins and ends, so far.
    stressed: Vec<(usize, usize)>,
    /// Where the text begins that is in bold now.
    stress: Option<usize>,
    /// A reference stood for a sign that may join the one before it.
    referred: bool,
    /// Inside a word or two of another language, which part no sentence.
    borrowed: bool,
    /// Inside the reading of a ruby annotation, which repeats its base.
    ruby: bool,
}

impl MarkupReader {
    fn plain(&mut self, text: &str) {
        if self.ruby {
            return;
        }
        let mut rest = text;

        // Whole words at a time, and single spaces with them: that is how nearly all text is.
        while let Some(first) = rest.chars().next() {
            if is_space(first) {
                self.gap = true;
                self.line_feed |= first == '\n';
                rest = &rest[first.len_utf8()..];
            } else {
                let end = words_end(rest);
                self.put(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }

    /// Takes some words with single spaces between them.
    fn put(&mut self, words: &str) {
        let text = &mut self.now.text;
        if self.gap && !text.is_empty() {
            text.push(if self.line_feed { '\n' } else { ' ' });
        }
        (self.gap, self.line_feed) = (false, false);
        if let Some(time) = self.mark.take() {
            self.now.marks.push((offset(text.len()), time));
        }
        text.push_str(words);
    }

    /// Reads what may be a code; how many bytes it has, 0 for text.
    fn special(&mut self, rest: &str) -> usize {
        match rest.as_bytes()[0] {
            b'<' => self.tag(rest),
            b'&' => self.reference(rest),
            b'{' if rest.starts_with("{\\") => close(rest, b'}').map_or(0, |end| end + 1),
            b'\\' if self.dialect == Dialect::SubRip && rest.starts_with("\\N") => {
                self.plain("\n");
                2
            }
            b'\\' if self.dialect == Dialect::SubRip && rest.starts_with("\\h") => {
                self.plain(" ");
                2
            }
            b'[' if self.dialect == Dialect::Sbv && rest.starts_with("[br]") => {
                self.plain("\n");
                4
            }
            _ => 0,
        }
    }

    fn reference(&mut self, rest: &str) -> usize {
        let Some((characters, length)) = self.dialect.reference(&rest[1..]) else { return 0 };
        for c in characters {
            self.plain(c.encode_utf8(&mut [0; 4]));
            self.referred |= !c.is_ascii();
        }
        length + 1
    }

    fn tag(&mut self, rest: &str) -> usize {
        let Some(end) = close(rest, b'>') else { return 0 };
        let inside = &rest[1..end];
        let known = match inside.chars().next() {
            None | Some('.') => self.has_any_tag() && is_classes(inside),
            Some(c) if c.is_ascii_digit() => match clock::time(inside) {
                Some(time) => {
                    self.mark = Some(time);
                    true
                }
                None => false,
            },
            Some('/') => self.end_tag(&inside[1..]),
            Some(c) if c.is_ascii_alphabetic() => {
                let borrowed = self.borrows(inside, &rest[end + 1..]);
                self.borrowed |= borrowed;
                borrowed || self.start_tag(inside)
            }
            Some(_) => false,
        };

        if known { end + 1 } else { 0 }
    }

    /// Whether tags may have any name.
    fn has_any_tag(&self) -> bool {
        self.dialect == Dialect::WebVtt
    }

    fn start_tag(&mut self, inside: &str) -> bool {
        let (name, rest) = name_of(inside);
        let (classes, said) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let (classes, said) = (classes.trim_end_matches('/'), said.trim());

        // Attributes, as HTML writes them, or nothing; `<b as in bee>` is neither.
        let is_html = said.is_empty() || said == "/" || said.contains('=');
        let has_any = self.has_any_tag();
        let annotation = || {
            let text = inside.split_once(|c: char| c.is_whitespace()).map_or("", |(_, text)| text);
            clean(&entities::decode_with(text, |text| self.dialect.reference(text)))
        };

        match name.as_str() {
            _ if !classes.is_empty() && !classes.starts_with('.') => return false,
            "v" => {
                let name = annotation();
                self.voice((!name.is_empty()).then_some(name));
            }
            "lang" => self.language(Lang::from_tag(&annotation())),
            "rt" if has_any || is_html => self.ruby = true,
            "br" if has_any || is_html => self.plain("\n"),
            known if PLAIN_TAGS.contains(&known) && (has_any || is_html) => {
                if STRESS.contains(&known) {
                    self.stress = Some(self.now.text.len());
                }
            }
            _ => {
                return has_any
                    && is_html
                    && is_classes(classes)
                    && inside.len() <= LONGEST_UNKNOWN
                    && !inside.contains('\n');
            }
        }
        true
    }

    /// Whether a tag of a language holds but a word or two of what stands around it.
    fn borrows(&self, inside: &str, rest: &str) -> bool {
        const NEAR: usize = 200;
        if name_of(inside).0 != "lang" {
            return false;
        }
        let near = rest.char_indices().nth(NEAR).map_or(rest, |(end, _)| &rest[..end]);
        let Some((words, after)) = near.split_once("</lang") else { return false };
        let said =
            |part: &str| part.rsplit('>').next().unwrap_or(part).contains(char::is_alphanumeric);
        let around = self.now.text.contains(char::is_alphanumeric) || after.split('<').any(said);
        around && crate::clean::words(words) <= FEW_BORROWED
    }

    fn end_tag(&mut self, inside: &str) -> bool {
        let (name, rest) = name_of(inside.trim());

        match name.as_str() {
            _ if !is_classes(rest) => return false,
            "v" => self.voice(None),
            "lang" if self.borrowed => self.borrowed = false,
            "lang" => self.language(None),
            "rt" | "ruby" => self.ruby = false,
            "br" => self.plain("\n"),
            known if STRESS.contains(&known) => self.end_stress(),
            known => {
                return PLAIN_TAGS.contains(&known)
                    || self.has_any_tag() && inside.len() <= LONGEST_UNKNOWN;
            }
        }
        true
    }

    /// Ends text in bold and the like; tags around the same words count once.
    fn end_stress(&mut self) {
        let Some(from) = self.stress.take() else { return };
        let text = self.now.text.get(from..).unwrap_or_default();
        let range = (self.now.text.len() - text.trim_start().len(), self.now.text.len());
        if range.0 < range.1 && self.stressed.len() < 2 {
            self.stressed.push(range);
        }
    }

    fn voice(&mut self, speaker: Option<String>) {
        if self.now.speaker != speaker {
            self.part();
            self.now.speaker = speaker;
        }
    }

    fn language(&mut self, lang: Option<Lang>) {
        if self.now.lang != lang {
            self.part();
            self.now.lang = lang;
        }
    }

    /// Ends a piece; signs without a word stay with what they follow.
    fn part(&mut self) {
        let (speaker, lang) = (self.now.speaker.clone(), self.now.lang);
        let next = VoicePiece { speaker, lang, ..VoicePiece::default() };
        let mut piece = std::mem::replace(&mut self.now, next);
        if let [(from, to)] = self.stressed[..] {
            piece.marked = Some((offset(from), offset(to)));
        }

        self.stressed.clear();
        self.stress = None;
        (self.gap, self.line_feed) = (false, false);

        match self.done.last_mut() {
            Some(last) if !piece.text.contains(char::is_alphanumeric) => {
                last.text.push_str(&piece.text);
            }
            _ if !piece.text.is_empty() => self.done.push(piece),
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<VoicePiece> {
        self.part();
        for piece in &mut self.done {
            // Character references may put together what is no NFC; the marks would then be off.
            if self.referred && !is_nfc(&piece.text) {
                piece.text = nfc(std::mem::take(&mut piece.text));
                piece.marks.clear();
                piece.marked = None;
            }
        }

        self.done
    }
}

/// The name that the inside of a tag starts with, in small letters, and what follows.
fn name_of(inside: &str) -> (String, &str) {
    let (name, rest) =
        inside.split_at(inside.bytes().take_while(u8::is_ascii_alphanumeric).count());
    (name.to_ascii_lowercase(), rest)
}

/// Whether a text is nothing, or `.class.class`.
fn is_classes(text: &str) -> bool {
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut classes = text.split('.');
    classes.next() == Some("") && classes.all(|class| !class.is_empty() && class.chars().all(sign))
}

/// What a byte may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A letter, or anything else that is text.
    Text,
    /// A code.
    Code,
    /// White space, but for the plain space.
    Space,
    /// The plain space.
    Blank,
    /// A character of several bytes that may be white space: U+0085, U+2028 and U+2029 are.
    Perhaps,
}

/// What a code begins with, but for NUL.
const CODES: [u8; 5] = *b"<&{\\[";

const SIGNS: [Sign; 256] = {
    let mut signs = [Sign::Text; 256];
    let mut byte = 0;
    while byte < 256 {
        signs[byte] = match byte as u8 {
            b'<' | b'&' | b'{' | b'\\' | b'[' | b'\0' => Sign::Code,
            b'\t'..=b'\r' => Sign::Space,
            b' ' => Sign::Blank,
            0xc2 | 0xe2 => Sign::Perhaps,
            _ => Sign::Text,
        };
        byte += 1;
    }
    signs
};

/// How far a text goes in words with single spaces between them; it starts with a word.
fn words_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let ends = match SIGNS[usize::from(*byte)] {
            Sign::Text | Sign::Code => false,
            Sign::Space => true,
            Sign::Blank => bytes
                .get(at + 1)
                .is_none_or(|next| !matches!(SIGNS[usize::from(*next)], Sign::Text | Sign::Code)),
            Sign::Perhaps => text[at..].starts_with(is_space),
        };
        if ends {
            break;
        }
        at += 1;
    }

    at
}

/// Where the first `sign` stands, near enough to end a code.
fn close(rest: &str, sign: u8) -> Option<usize> {
    rest.bytes().take(LONGEST_TAG).position(|b| b == sign)
}

#[cfg(test)]
mod tests;
