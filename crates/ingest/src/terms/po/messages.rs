//! The messages of a file, one after the other.

use ibid_core::diagnostic::ProblemKind;
use ibid_core::lexicon::terms::LeftOut;

/// A message and its translation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    /// Where it begins, from 1.
    pub(super) line: u32,
    pub(super) context: Option<String>,
    pub(super) id: String,
    pub(super) plural: Option<String>,
    /// One, or one for each number that the language tells apart.
    pub(super) translations: Vec<String>,
    /// Whether the translation is not for sure.
    pub(super) fuzzy: bool,
}

impl Message {
    /// Whether it says something of the file.
    pub(super) fn is_header(&self) -> bool {
        self.id.is_empty() && self.context.is_none()
    }
}

/// Reads messages.
pub(super) struct Messages<'t> {
    lines: std::iter::Peekable<std::iter::Enumerate<std::str::Lines<'t>>>,
    /// How many messages the file keeps that its program does not have any more.
    pub(super) obsolete: usize,
    /// Lines that are no part of a message.
    pub(super) bad: Vec<LeftOut>,
}

/// Where a string goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    Plural,
    Translation,
    /// The name of a domain, which says nothing here.
    Domain,
}

impl<'t> Messages<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Messages { lines: text.lines().enumerate().peekable(), obsolete: 0, bad: Vec::new() }
    }

    /// Whether a line begins another message, where one has its translation already.
    fn is_next(line: &str) -> bool {
        let keyword = keyword(line).map(|(field, _)| field);
        line.starts_with('#') || matches!(keyword, Some(Field::Context | Field::Id | Field::Domain))
    }

    fn comment(&mut self, line: &str, message: &mut Message) {
        if let Some(old) = line.strip_prefix("#~") {
            let old = old.trim_start();
            self.obsolete += usize::from(matches!(keyword(old), Some((Field::Id, _))));
        } else if let Some(flags) = line.strip_prefix("#,") {
            message.fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
        }
    }

    fn bad(&mut self, line: u32, problem: ProblemKind) {
        self.bad.push(LeftOut::new(line, problem));
    }
}

impl Iterator for Messages<'_> {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        let mut message = Message::default();
        let mut field: Option<Field> = None;
        while let Some((at, line)) = self.lines.peek() {
            let number = u32::try_from(*at).unwrap_or(u32::MAX).saturating_add(1);
            let line = line.trim();
            if !message.translations.is_empty() && Self::is_next(line) {
                break;
            }
            self.lines.next();
            if line.starts_with('#') {
                self.comment(line, &mut message);
                continue;
            }

            let (began, quoted) = match keyword(line) {
                Some((began, quoted)) => (Some(began), quoted),
                None => (None, line),
            };
            let Some(text) = quoted.strip_prefix('"').filter(|_| began.or(field).is_some()) else {
                if !line.is_empty() {
                    self.bad(number, ProblemKind::NoMessage);
                }
                continue;
            };
            let (text, closed) = unescaped(text);
            if !closed {
                self.bad(number, ProblemKind::OpenCell);
            }

            if began.is_some() && message.line == 0 {
                message.line = number;
            }
            if began == Some(Field::Id) && !message.id.is_empty() {
                // the one before has no translation at all
                self.bad(message.line, ProblemKind::NotTranslated);
                message = Message { line: number, ..Message::default() };
            }
            field = began.or(field);
            message.put(field, began.is_some(), &text);
        }

        (message.line > 0).then_some(message)
    }
}

impl Message {
    /// Puts a string into a field, behind what is there or as the first.
    fn put(&mut self, field: Option<Field>, begins: bool, text: &str) {
        match field {
            Some(Field::Id) => self.id.push_str(text),
            Some(Field::Context) => self.context.get_or_insert_default().push_str(text),
            Some(Field::Plural) => self.plural.get_or_insert_default().push_str(text),
            Some(Field::Translation) if begins => self.translations.push(text.to_owned()),
            Some(Field::Translation) => {
                if let Some(last) = self.translations.last_mut() {
                    last.push_str(text);
                }
            }
            Some(Field::Domain) | None => {}
        }
    }
}

/// The field that a line begins, and what follows its name.
fn keyword(line: &str) -> Option<(Field, &str)> {
    let end = line.find(|c: char| c.is_whitespace() || c == '"' || c == '[')?;
    let (word, rest) = line.split_at(end);
    let field = match word {
        "msgctxt" => Field::Context,
        "msgid" => Field::Id,
        "msgid_plural" => Field::Plural,
        "msgstr" => Field::Translation,
        "domain" => Field::Domain,
        _ => return None,
    };

    let number = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    Some((field, number.map_or(rest, |(_, after)| after).trim_start()))
}

/// The text of a string behind its first quotation mark, with C's escapes resolved; and whether it
/// has its second.
fn unescaped(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return (out, true),
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }

    (out, false)
}
