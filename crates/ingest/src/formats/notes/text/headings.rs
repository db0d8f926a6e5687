//! Telling titles and headings from paragraphs, by their look and by what follows.
//!
//! A heading is short, stands on its own line, begins like a sentence, does not end like one, and
//! has content below it. Two in a row are a part and its first chapter; where there are more in a
//! row, only the edges of the row can be headings, and the rest are short paragraphs, so that no
//! word is lost. In a text that may have been said, a heading is also set off from what stands before
//! it, and is no question: a heading is no text of a passage. Lines in capitals and
//! `Key: short value` lines above prose are one level below.

use super::boilerplate::is_said;
use super::lines::{Raw, ends_sentence};
use crate::clean::words;
use crate::formats::speech::clock::{closes_with_clock, stands_by_clock};

/// What a raw block turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text, or what could not be told.
    Paragraph,
    /// An item of a list.
    Bullet,
    /// A heading of this level.
    Heading(u8),
    /// `Status:` with nothing after it.
    EmptyLabel,
}

/// What a raw block looks like, before its neighbours are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Prose,
    Bullet,
    /// A numbered line that may be a heading after all.
    Numbered,
    Heading,
    /// Capitals throughout.
    Capitals,
    /// `Key: value`.
    KeyValue,
    /// `Key:` alone.
    Label,
}

/// Whether a text may be the title of a page.
pub(super) fn is_title_like(text: &str) -> bool {
    words(text) <= 25
        && text.chars().count() <= 200
        && begins_like_one(text)
        && !text.contains(". ")
}

/// Whether a text may be a heading.
pub(super) fn is_heading_like(text: &str) -> bool {
    words(text) <= 12
        && text.chars().count() <= 100
        && begins_like_one(text)
        && !text.contains(". ")
        && !text.contains("://")
        && !text.contains('@')
}

fn begins_like_one(text: &str) -> bool {
    let first = text
        .trim_start_matches(['«', '“', '"', '‘', '\'', '(', '[', ' ', '\u{a0}', '\u{202f}'])
        .chars()
        .next();
    // After a year or a number a full stop or a colon may follow, but never a closing one.
    first.is_some_and(|c| c.is_numeric() || c.is_alphabetic() && !c.is_lowercase())
        && !closes_with_clock(text)
        && !stands_by_clock(text)
        && !text.ends_with(['.', ';', ',', ':'])
        && text.chars().any(char::is_alphabetic)
}

/// A sentence or more.
fn is_strong_prose(text: &str) -> bool {
    words(text) >= 12 && ends_sentence(text)
}

fn look(raw: &Raw, is_page: bool) -> Look {
    let text = raw.text.as_str();
    if let Some(sign) = &raw.sign {
        let numbered = sign.starts_with(|c: char| c.is_ascii_digit());
        return if numbered && !raw.adjacent && is_heading_like(text) {
            Look::Numbered
        } else {
            Look::Bullet
        };
    }

    if text.ends_with(':') && words(text) <= 6 {
        return Look::Label;
    }
    let may_be_said = !is_page && (!raw.apart || is_said(text));
    if !is_heading_like(text) || may_be_said {
        return Look::Prose;
    }

    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters >= 3 && !text.chars().any(char::is_lowercase) {
        return Look::Capitals;
    }

    if raw.adjacent {
        return Look::Prose;
    }
    if key_value(text).is_some() { Look::KeyValue } else { Look::Heading }
}

/// `Key: value`, with a short key.
fn key_value(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(": ").or_else(|| text.split_once(":\u{a0}"))?;
    (words(key) <= 6).then_some((key, value))
}

/// Gives each block its role. `raws` are those that are kept, in order.
pub(super) fn roles(raws: &[&Raw], is_page: bool) -> Vec<Role> {
    let mut looks: Vec<Look> = raws.iter().map(|raw| look(raw, is_page)).collect();
    let mut roles = vec![Role::Paragraph; raws.len()];
    reconcile(raws, &mut looks, &mut roles);

    // What is left are headings in rows, parted by content.
    let is_heading = |i: &usize| matches!(looks[*i], Look::Heading | Look::Capitals);
    let mut level = 0;
    let mut at = 0;
    while at < raws.len() {
        let row: Vec<usize> = (at..raws.len()).take_while(is_heading).collect();
        at += row.len().max(1);
        let Some(last) = row.last() else { continue };
        match roles.get(last + 1) {
            // Nothing below: no section of anything.
            None => {}
            // An empty field, and its name.
            Some(Role::EmptyLabel) if row.len() == 1 => roles[*last] = Role::EmptyLabel,
            Some(_) => level = level_row(&row, &looks, raws, &mut roles, level),
        }
    }

    roles
}

/// Decides what only needs the next block: lists, labels, and lines with a colon.
fn reconcile(raws: &[&Raw], looks: &mut [Look], roles: &mut [Role]) {
    for i in (0..raws.len()).rev() {
        let next = raws.get(i + 1).map(|raw| raw.text.as_str());
        let next_look = looks.get(i + 1).copied();
        let above_prose = next_look == Some(Look::Prose) && next.is_some_and(is_strong_prose);
        match looks[i] {
            Look::Bullet => roles[i] = Role::Bullet,
            Look::Numbered if above_prose => looks[i] = Look::Heading,
            Look::Numbered => {
                looks[i] = Look::Bullet;
                roles[i] = Role::Bullet;
            }
            Look::Label => {
                let introduces =
                    matches!(next_look, Some(Look::Prose | Look::Bullet | Look::Numbered));
                if !introduces {
                    roles[i] = Role::EmptyLabel;
                }
                looks[i] = Look::Prose;
            }
            Look::KeyValue => {
                let listed = i > 0 && looks[i - 1] == Look::KeyValue;
                looks[i] = if above_prose && !listed { Look::Heading } else { Look::Prose };
            }
            Look::Prose | Look::Heading | Look::Capitals => {}
        }
    }
}

/// One level below: capitals, and `Midterm: Limited`.
fn is_lesser(raw: &Raw, look: Look) -> bool {
    look == Look::Capitals
        || key_value(&raw.text)
            .is_some_and(|(key, value)| !key.ends_with(['\u{a0}', ' ']) && words(value) <= 3)
}

/// Gives the headings of one row their levels, and returns the last level of a full heading.
fn level_row(row: &[usize], looks: &[Look], raws: &[&Raw], roles: &mut [Role], before: u8) -> u8 {
    let lesser = |i: &usize| is_lesser(raws[*i], looks[*i]);
    let full: Vec<usize> = row.iter().copied().filter(|i| !lesser(i)).collect();
    let mut level = before;
    match full[..] {
        [] => {}
        [one] => {
            roles[one] = Role::Heading(1);
            level = 1;
        }
        [part, chapter] => {
            roles[part] = Role::Heading(1);
            roles[chapter] = Role::Heading(2);
            level = 2;
        }
        [first, _, last] => {
            roles[first] = Role::Heading(1);
            roles[last] = Role::Heading(1);
            level = 1;
        }
        [.., last] => {
            roles[last] = Role::Heading(1);
            level = 1;
        }
    }

    for i in row.iter().filter(|i| lesser(i)) {
        roles[*i] = Role::Heading(level + 1);
    }
    level
}
