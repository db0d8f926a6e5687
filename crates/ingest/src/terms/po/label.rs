//! What a message of a program says to people: without marks of keys, values and markup.

use crate::clean::clean;
use crate::entities;

/// What marks the key of a menu: `_File` (GTK), `&File` (Qt, Windows), `~File` (office suites).
const KEY_SIGNS: [char; 3] = ['_', '&', '~'];

/// A longer text in braces stands for no value.
const MAX_PLACE_BYTES: usize = 200;

/// What a message says, without what is for the program; nothing where no word is left.
pub(super) fn label(message: &str) -> Option<String> {
    // behind a tab stand the keys of a short cut
    let text = message.split('\t').next().unwrap_or_default();
    let mut text = without_values(&without_tags(&entities::decode(text)));
    for sign in KEY_SIGNS {
        remove_key_sign(&mut text, sign);
    }

    let text = clean(&text);
    let edge = |c: char| c.is_whitespace() || matches!(c, ':' | '.' | '…' | ',' | ';' | '-' | '–');
    let text = text.trim_matches(edge);
    text.contains(char::is_alphanumeric).then(|| text.to_owned())
}

/// The text without `<b>`, `</a>` and the like.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let end = after
            .find(['<', '>'])
            .filter(|end| after.get(*end..).is_some_and(|r| r.starts_with('>')));
        rest = match end.filter(|_| tag).and_then(|end| after.get(end + 1..)) {
            Some(after) => after,
            None => {
                out.push('<');
                after
            }
        };
    }

    out.push_str(rest);
    out
}

/// The text with a space for each value that a program puts in.
fn without_values(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['%', '{', '$']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match value(from).filter(|length| *length > 0) {
            Some(length) => {
                out.push(' ');
                rest = from.get(length..).unwrap_or_default();
            }
            None => {
                let sign = from.chars().next().map_or(0, char::len_utf8);
                let (sign, after) = from.split_at(sign);
                out.push_str(sign);
                rest = after;
            }
        }
    }

    out.push_str(rest);
    out
}

/// How long the place of a value is that a text begins with: `%s`, `%1$d`, `%(name)s`, `%{name}`,
/// `%1`, `{0}`, `{{ name }}`, `${name}`.
fn value(text: &str) -> Option<usize> {
    let after = |sign: char| text.strip_prefix(sign);
    if text.starts_with('{') {
        return braces(text);
    }
    if let Some(rest) = after('$') {
        return Some(braces(rest)? + 1);
    }

    let rest = after('%')?;
    if rest.starts_with('{') {
        return Some(braces(rest)? + 1);
    }
    if rest.starts_with(['%', '@']) {
        return Some(2);
    }
    if rest.starts_with('(') {
        let name = rest.find(')').filter(|end| *end < MAX_PLACE_BYTES)?;
        let length = conversion(rest.get(name + 1..)?)?;
        return Some(1 + name + 1 + length);
    }

    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = rest.get(digits..)?.strip_prefix('$');
    match numbered.filter(|_| digits > 0) {
        Some(rest) => Some(1 + digits + 1 + conversion(rest)?),
        None => match conversion(rest) {
            Some(length) => Some(1 + length),
            // as Qt has it
            None => (1..=2).contains(&digits).then_some(1 + digits),
        },
    }
}

/// How long the rest of a printf conversion is. The flag that is a space is left out: `50 % des`.
fn conversion(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(['-', '+', '#', '\'']);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '*');
    let rest = rest.trim_start_matches(['h', 'l', 'q', 'L', 'j', 'z', 't']);
    let letter = rest.chars().next().filter(|c| "diouxXeEfFgGaAcspnm".contains(*c))?;
    Some(text.len() - rest.len() + letter.len_utf8())
}

/// How long the braces are that a text begins with, those within them included.
fn braces(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(MAX_PLACE_BYTES) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Takes the mark of a key out, where there is just one. Within a word it is one only if the label
/// begins with a capital, and a small letter follows: `E_xit`, and neither `user_name` nor `R&D`.
fn remove_key_sign(text: &mut String, sign: char) {
    let mut places = text.match_indices(sign).filter_map(|(at, _)| {
        let next = text.get(at + sign.len_utf8()..)?.chars().next()?;
        next.is_alphanumeric().then_some((at, next))
    });
    let (Some((at, next)), None) = (places.next(), places.next()) else { return };

    let before = text.get(..at).unwrap_or_default();
    let within = before.ends_with(char::is_alphanumeric);
    let label = text.trim_start().starts_with(char::is_uppercase);
    if !within || (label && next.is_lowercase()) {
        text.remove(at);
    }
}
