//! From text to the items of the query language: words as typed, phrases, signs, brackets,
//! operators, fields.
//!
//! The lexer only looks: whether a sign or an operator is honoured is decided when all the items
//! are known, because in a pasted sentence none of them is.

use std::ops::Range;

use ibid_core::analysis::MOST_SLOP;
use ibid_core::diagnostic::Code;

use super::Warnings;
use super::fields::Field;

/// A sign directly before an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    None,
    Must,
    Not,
}

/// A word between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    And,
    Or,
    Not,
}

impl Op {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "AND" | "ET" => Some(Op::And),
            "OR" | "OU" => Some(Op::Or),
            "NOT" | "SAUF" => Some(Op::Not),
            _ => None,
        }
    }

    /// How it is shown, whatever was typed.
    pub(super) fn name(self) -> &'static str {
        match self {
            Op::And => "AND",
            Op::Or => "OR",
            Op::Not => "NOT",
        }
    }
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Words between two white spaces, as typed.
    Text,
    /// What stands between two quotes.
    Phrase {
        slop: u32,
    },
    /// What stands between two quotes in a question that has other words: it ranks.
    Quoted,
    /// The beginning of a word, without its star.
    Prefix,
    /// The value of a field; `bracketed` right after an opening bracket.
    Field {
        name: Field,
        bracketed: bool,
    },
    Open,
    /// A closing bracket; `listed` after a number or letter that begins a line, as lists have it.
    Close {
        listed: bool,
    },
    Op(Op),
}

/// One item, and the bytes of the cleaned text that hold its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) what: What,
    pub(super) sign: Sign,
    pub(super) range: Range<usize>,
}

/// The endings that brackets add inside a word are no longer than this, in characters.
const MAX_ENDING: usize = 6;

/// The items of a text.
pub(super) fn lex(text: &str, warnings: &mut Warnings) -> Vec<Item> {
    let mut lexer = Lexer {
        text,
        at: 0,
        sign: Sign::None,
        items: Vec::new(),
        last_straight: last_closer(text, '"'),
        last_curly: last_closer(text, '”'),
        operators: has_small_letters(text),
        emphasis: has_emphasis(text),
        guillemets: are_paired(text),
        warnings,
    };

    while let Some(c) = lexer.rest().chars().next() {
        lexer.step(c);
    }
    lexer.items
}

/// Whether anything but the name of a field is in lower case: otherwise capitals say nothing.
fn has_small_letters(text: &str) -> bool {
    let is_field =
        |w: &str| w.split_once(':').is_some_and(|(name, _)| Field::from_name(name).is_some());
    text.split_whitespace().any(|w| w.contains(char::is_lowercase) && !is_field(w))
}

/// Where the last quote of a kind stands that may close something; 0 where none does.
fn last_closer(text: &str, sign: char) -> usize {
    text.rmatch_indices(sign).map(|(at, _)| at).find(|at| !is_inside(text, *at)).unwrap_or(0)
}

/// Whether the sign at `at` stands between two letters or digits.
fn is_inside(text: &str, at: usize) -> bool {
    let (before, from) = text.split_at_checked(at).unwrap_or_default();
    before.chars().next_back().is_some_and(char::is_alphanumeric)
        && from.chars().nth(1).is_some_and(char::is_alphanumeric)
}

/// Whether a star opens emphasis, as Markdown has it: then no star ends a prefix.
fn has_emphasis(text: &str) -> bool {
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '*' && !inside && chars.peek().is_some_and(|next| next.is_alphanumeric()) {
            return true;
        }
        inside = c.is_alphanumeric();
    }
    false
}

/// Whether every `«` has its `»` after it: where one lacks, they are signs of a text that was cut out
/// of another.
fn are_paired(text: &str) -> bool {
    let mut open = 0usize;
    for c in text.chars() {
        match c {
            '«' => open += 1,
            '»' if open == 0 => return false,
            '»' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

struct Lexer<'t, 'w> {
    text: &'t str,
    at: usize,
    sign: Sign,
    items: Vec<Item>,
    last_straight: usize,
    last_curly: usize,
    operators: bool,
    emphasis: bool,
    guillemets: bool,
    warnings: &'w mut Warnings,
}

impl<'t> Lexer<'t, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    fn push(&mut self, what: What, range: Range<usize>) {
        let sign = std::mem::replace(&mut self.sign, Sign::None);
        self.items.push(Item { what, sign, range });
    }

    fn step(&mut self, c: char) {
        let end = self.at + c.len_utf8();
        match c {
            _ if c.is_whitespace() => self.at = end,
            '+' | '-' if self.is_sign(end) => {
                self.sign = if c == '+' { Sign::Must } else { Sign::Not };
                self.at = end;
            }
            '"' | '“' | '”' => self.quote(c),
            '«' if self.guillemets => self.guillemets(),
            '(' => {
                self.push(What::Open, self.at..end);
                self.at = end;
            }
            ')' => self.close(),
            _ => self.chunk(),
        }
    }

    /// Whether an item could begin here.
    fn is_fresh(&self) -> bool {
        let at_start = |c: char| c.is_whitespace() || c == '(';
        self.sign != Sign::None || self.before(self.at).is_none_or(at_start)
    }

    /// Whether the sign here stands before a word, a quote or a bracket, and after nothing.
    fn is_sign(&self, end: usize) -> bool {
        let starts = |c: char| {
            c.is_alphanumeric() || matches!(c, '"' | '“' | '(') || (c == '«' && self.guillemets)
        };
        self.sign == Sign::None && self.is_fresh() && self.after(end).is_some_and(starts)
    }

    fn quote(&mut self, c: char) {
        let start = self.at + c.len_utf8();
        let joined = self.before(self.at).is_some_and(char::is_alphanumeric);
        if c != '”'
            && !joined
            && let Some(end) = self.closer(c, start)
        {
            self.at = end + self.after(end).map_or(0, char::len_utf8);
            let slop = self.slop();
            return self.push(What::Phrase { slop }, start..end);
        }

        self.warnings.add(Code::UnbalancedQuote, &[]);
        self.at = start;
        self.sign = Sign::None;
    }

    /// Reads what stands between guillemets.
    fn guillemets(&mut self) {
        let start = self.at + '«'.len_utf8();
        // they are in pairs
        let end = self.guillemet(start).unwrap_or(start);
        self.at = end + self.after(end).map_or(0, char::len_utf8);
        let slop = self.slop();
        self.push(What::Phrase { slop }, start..end);
    }

    /// Where the guillemet that opened before `start` closes, those inside it passed over.
    fn guillemet(&self, start: usize) -> Option<usize> {
        let mut inside = 0usize;
        for (at, c) in self.text.get(start..)?.char_indices() {
            match c {
                '«' => inside += 1,
                '»' if inside == 0 => return Some(start + at),
                '»' => inside -= 1,
                _ => {}
            }
        }
        None
    }

    /// Where the quote that opened before `start` closes: at its own partner or, if none is left,
    /// at the other kind of quote. A quote inside a word closes nothing.
    fn closer(&self, open: char, start: usize) -> Option<usize> {
        let (straight, curly) = (start <= self.last_straight, start <= self.last_curly);
        let sign = match (open, straight, curly) {
            (_, false, false) => return None,
            ('"', true, _) | (_, true, false) => '"',
            _ => '”',
        };

        let mut at = start;
        loop {
            let end = at + self.text.get(at..)?.find(sign)?;
            if !is_inside(self.text, end) {
                return Some(end);
            }
            at = end + sign.len_utf8();
        }
    }

    /// Reads the `~3` after a phrase.
    fn slop(&mut self) -> u32 {
        let Some(rest) = self.rest().strip_prefix('~') else { return 0 };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += 1 + digits;
        let asked = rest.get(..digits).unwrap_or_default();
        match asked.parse::<u32>() {
            Ok(slop) if slop <= MOST_SLOP => slop,
            Err(_) if asked.is_empty() => 0,
            _ => {
                let limit = MOST_SLOP.to_string();
                self.warnings.add(Code::SlopTooWide, &[("asked", asked), ("limit", &limit)]);
                MOST_SLOP
            }
        }
    }

    /// Whether the text before a closing bracket numbers a line of a list: `a)`, `12)`.
    fn numbers_a_line(&self, item: &Item) -> bool {
        let short = self.slice(item.range.clone()).chars().count() <= 2;
        let line = self.before(item.range.start).is_none_or(|c| c == '\n');
        let next = self.after(self.at + 1).is_none_or(char::is_whitespace);
        item.what == What::Text && item.range.end == self.at && short && line && next
    }

    fn close(&mut self) {
        let listed = self.items.last().is_some_and(|item| self.numbers_a_line(item));
        self.push(What::Close { listed }, self.at..self.at + 1);
        self.at += 1;
    }

    /// Reads up to the next white space, bracket or quote, and tells what it is.
    fn chunk(&mut self) {
        let fresh = self.is_fresh();
        let start = self.at;
        let end = self.chunk_end();
        self.at = end;
        let chunk = self.slice(start..end);
        if fresh && self.field(chunk, start) {
            return;
        }

        let alone = self.after(end).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        let may_join = fresh && alone && self.operators && self.sign == Sign::None;
        if let Some(op) = Op::from_word(chunk).filter(|_| may_join) {
            return self.push(What::Op(op), start..end);
        }

        if let Some(stem) = chunk.strip_suffix('*').filter(|_| alone && !self.emphasis) {
            if stem.chars().filter(|c| c.is_alphanumeric()).count() >= 2 && !stem.contains('*') {
                return self.push(What::Prefix, start..end - 1);
            }
            if stem.contains(char::is_alphanumeric) {
                self.warnings.add(Code::ShortPrefix, &[("word", stem)]);
            }
        }

        self.push(What::Text, start..end);
    }

    fn chunk_end(&self) -> usize {
        let mut at = self.at;
        let mut skip_to = self.at;
        for c in self.rest().chars() {
            let end = at + c.len_utf8();
            let stops = match c {
                _ if at < skip_to => false,
                _ if c.is_whitespace() => true,
                ')' => true,
                '(' => {
                    skip_to = self.ending(at).unwrap_or(at);
                    skip_to == at
                }
                '"' | '“' | '”' => !self.is_inner_quote(at, end),
                '«' => self.guillemets,
                _ => false,
            };
            // a chunk never is empty: the sign that it begins with was offered to the others
            if stops && at > self.at {
                return at;
            }
            at = end;
        }

        at
    }

    /// Whether the quote is an inch sign or stands inside a word.
    fn is_inner_quote(&self, at: usize, end: usize) -> bool {
        self.before(at).is_some_and(|before| {
            let inside = self.after(end).is_some_and(char::is_alphanumeric);
            before.is_numeric() || (before.is_alphanumeric() && inside)
        })
    }

    /// Where a bracket inside a word ends: `citoyen(ne)s`, `file(s)`.
    fn ending(&self, at: usize) -> Option<usize> {
        self.before(at).filter(|c| c.is_alphanumeric())?;
        let inside = self.text.get(at + 1..)?;
        let letters = inside.chars().take(MAX_ENDING).take_while(|c| c.is_alphabetic());
        let len: usize = letters.map(char::len_utf8).sum();
        (len > 0 && inside.get(len..)?.starts_with(')')).then_some(at + 1 + len + 1)
    }

    /// Takes `name:value` or `name:"value"`; leaves everything else.
    fn field(&mut self, chunk: &str, start: usize) -> bool {
        let Some((name, value)) = chunk.split_once(':') else { return false };
        let Some(name) = Field::from_name(name) else { return false };
        let bracketed = self.before(start) == Some('(');
        let from = self.at - value.len();
        if value.starts_with("//") || value.contains("://") {
            return false;
        }

        if !value.is_empty() {
            let len = value.trim_end_matches([',', ';']).len();
            self.push(What::Field { name, bracketed }, from..from + len);
            return len > 0;
        }

        let opens = |c: &char| matches!(c, '"' | '“') || (*c == '«' && self.guillemets);
        let Some(quote) = self.after(from).filter(opens) else { return false };
        let open = from + quote.len_utf8();
        let closer = match quote {
            '«' => self.guillemet(open),
            _ => self.closer(quote, open),
        };
        let Some(end) = closer else { return false };
        self.at = end + self.after(end).map_or(0, char::len_utf8);
        self.push(What::Field { name, bracketed }, open..end);

        true
    }
}
