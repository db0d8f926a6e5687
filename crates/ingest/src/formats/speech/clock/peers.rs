//! Names that do not look like names, told by where they stand: `maria`, `le président` or `@roe`
//! beside a time, where the names of others stand at the same place, or the same few come again and
//! again.

use std::collections::HashSet;

use super::habits::{come_back, counts};
use super::page::Page;
use super::shape::{self, Shape};
use super::stamp::Stamp;
use crate::timed::blocks::ends_sentence;
use crate::timed::other_names::{LONGEST, before_colon, is_often, perhaps};

/// Where nobody has a plain name, so many places must be named, and each name comes so often.
const FEWEST: usize = 6;
const OFTEN: usize = 3;
/// To so many names one stranger at the most.
const MOST_STRANGERS_ONE_IN: usize = 4;
/// A time stands within so many bytes: behind a name, and brackets around it.
const NEAR: usize = LONGEST + 4;

/// What stands at one place of the lines of a file.
#[derive(Default)]
struct Place<'a> {
    plain: Vec<&'a str>,
    /// What would be no name elsewhere.
    others: Vec<&'a str>,
    /// Something stands there that cannot be a name.
    is_mixed: bool,
}

impl<'a> Place<'a> {
    fn add(&mut self, text: &'a str) {
        match shape::name(text) {
            Some(name) => self.plain.push(name),
            None => match perhaps(text) {
                Some(other) => self.others.push(other),
                None => self.is_mixed = true,
            },
        }
    }

    /// Whether names stand there: plain ones come back, or all that stands there does, often.
    fn is_of_names(&self) -> bool {
        let all = self.plain.len() + self.others.len();
        let distinct: HashSet<&str> = self.plain.iter().chain(&self.others).copied().collect();
        self.has_company() || all >= FEWEST && distinct.len() * OFTEN <= all
    }

    fn has_company(&self) -> bool {
        self.plain.len() >= 2 && come_back(&self.plain)
    }

    /// Those of the others that come back, where names stand.
    fn names(&self) -> HashSet<&'a str> {
        self.names_from(false)
    }

    /// The same, and those that come once where nothing else stands and most are names.
    fn names_apart(&self) -> HashSet<&'a str> {
        let once = counts(&self.others).into_values().filter(|count| *count == 1).count();
        let all = self.plain.len() + self.others.len();
        let is_whole = self.has_company() && !self.is_mixed && once * 2 < all;
        self.names_from(is_whole)
    }

    fn names_from(&self, is_whole: bool) -> HashSet<&'a str> {
        let counts = counts(&self.others).into_iter();
        let names = counts.filter(|(name, count)| is_whole || is_often(name, *count));
        names.map(|(name, _)| name).filter(|_| self.is_of_names()).collect()
    }
}

/// Tells such names of a page: lines that are a name, a time and words get that shape, and names that
/// stand apart from words are known from then on.
pub(super) fn tell(page: &mut Page<'_>) {
    before_times(page);
    before_colons(page);

    let apart = [behind_times(page), at_ends(page)];
    let alone = [above_times(page), below_times(page)];
    let names = apart.iter().map(Place::names_apart).chain(alone.iter().map(Place::names));
    page.names = names.flatten().collect();
}

/// `[maria] [0:05] yes`, `maria (0:05): yes`
fn before_times(page: &mut Page<'_>) {
    let mut place = Place::default();
    let (mut found, mut strangers) = (Vec::new(), Vec::new());
    for at in 0..page.lines.len() {
        match page.shapes[at] {
            Shape::Middle(name, ..) => place.plain.push(name),
            // Another order of the same, as `marks` writes some of them.
            Shape::Start(_, words) => {
                place.plain.extend(shape::label(words).map(|label| label.person));
            }
            Shape::Plain => {
                let Some((before, stamp, said)) = parted(page.text(at)) else { continue };
                if let Some(name) = perhaps(before) {
                    place.others.push(name);
                    found.push((at, Shape::Middle(name, stamp, said)));
                } else if let Some(name) = anything(before) {
                    strangers.push((at, Shape::Middle(name, stamp, said)));
                }
            }
            _ => {}
        }
    }
    if let Some(bare) = bare_names(page) {
        bare.into_iter().for_each(|(at, shape)| page.shapes[at] = shape);
        page.has_peers = true;
    }
    // The signs around it tell a name that comes once.
    if place.has_company() || !place.names().is_empty() {
        page.has_peers |= !found.is_empty();
        found.into_iter().for_each(|(at, shape)| page.shapes[at] = shape);
    }
    // Where nearly all lines have names there, so have the others, whatever they are.
    if place.has_company() && strangers.len() * MOST_STRANGERS_ONE_IN <= place.plain.len() {
        page.has_peers |= !strangers.is_empty();
        strangers.into_iter().for_each(|(at, shape)| page.shapes[at] = shape);
    }
}

/// The lines of a page of which most are a name, a time in brackets and words, `Ida [0:05] yes`, where
/// two names or more come back: without a colon one such line may be a sentence.
fn bare_names<'a>(page: &Page<'a>) -> Option<Vec<(usize, Shape<'a>)>> {
    let filled = page.shapes.iter().filter(|shape| **shape != Shape::Blank).count();
    let lines = (0..page.lines.len()).filter(|at| page.is_plain(*at));
    let found: Vec<(usize, &str, Shape<'a>)> = lines
        .filter_map(|at| {
            let (before, stamp, said) = shape::around_time(page.text(at), NEAR)?;
            let name = shape::name(before).filter(|_| stamp.bracketed && !said.is_empty())?;
            Some((at, name, Shape::Middle(name, stamp, said)))
        })
        .collect();
    let names: Vec<&str> = found.iter().map(|(_, name, _)| *name).collect();
    let counts = counts(&names);
    let back = counts.values().filter(|count| **count > 1).count();
    (found.len() >= 3 && back > 0 && counts.len() > 1 && found.len() * 10 >= filled * 7)
        .then(|| found.into_iter().map(|(at, _, shape)| (at, shape)).collect())
}

/// A line of what may be a name, a time and words, with signs that part them.
fn parted(line: &str) -> Option<(&str, Stamp, &str)> {
    let (before, stamp, after) = shape::around_time(line, NEAR)?;
    let is_set_off = before.starts_with('[') && before.ends_with(']') && stamp.bracketed;
    let is_parted = before.ends_with(':') || after.starts_with(':') || is_set_off;
    let said = shape::without_signs(after);
    (is_parted && !said.is_empty()).then_some((before, stamp, said))
}

/// What stands where names do, unless it is a sentence.
fn anything(text: &str) -> Option<&str> {
    let text = text.trim_matches(['[', ']', ':', ' ', '\u{a0}']);
    let is_short = text.len() <= LONGEST && !ends_sentence(text);
    (is_short && text.contains(char::is_alphabetic)).then_some(text)
}

/// `[0:05] maria: yes`
fn before_colons(page: &mut Page<'_>) {
    let mut place = Place::default();
    let (mut found, mut all) = (Vec::new(), 0);
    for (at, shape) in page.shapes.iter().enumerate() {
        let Shape::Start(stamp, words) = *shape else { continue };
        all += 1;
        if let Some(label) = shape::label(words) {
            place.plain.push(label.person);
        } else if let Some((name, said)) = before_colon(words).filter(|(_, said)| !said.is_empty())
        {
            place.others.push(name);
            found.push((at, name, Shape::Middle(name, stamp, said)));
        }
    }
    let most = (place.plain.len() + place.others.len()) * 10 >= all * 7;
    let names = place.names();
    for (at, name, shape) in found {
        if names.contains(name) && (most || place.has_company()) {
            page.shapes[at] = shape;
            page.has_peers = true;
        }
    }
}

/// `0:05 maria`, and words below.
fn behind_times<'a>(page: &Page<'a>) -> Place<'a> {
    let mut place = Place::default();
    for at in 0..page.lines.len() {
        if let Shape::Start(_, rest) = page.shapes[at] {
            if page.words_below(at) {
                place.add(rest);
            } else {
                place.is_mixed = true;
            }
        }
    }
    place
}

/// `maria  0:05`, and words below.
fn at_ends<'a>(page: &Page<'a>) -> Place<'a> {
    let mut place = Place::default();
    for at in 0..page.lines.len() {
        if let (Shape::End(_, before), true) = (page.shapes[at], page.words_below(at)) {
            place.add(before);
        }
    }
    place
}

/// `maria` on the line above a time.
fn above_times<'a>(page: &Page<'a>) -> Place<'a> {
    let mut place = Place::default();
    for at in 1..page.lines.len() {
        // What stands right below a time is what is said then.
        let begins = page.is_plain(at - 1) && at.checked_sub(2).is_none_or(|at| page.is_blank(at));
        if page.is_only(at) && begins {
            place.add(page.text(at - 1));
        }
    }
    place
}

/// `maria` on the line below a time, and words below that.
fn below_times<'a>(page: &Page<'a>) -> Place<'a> {
    let mut place = Place::default();
    for at in 0..page.lines.len() {
        if page.is_only(at) && page.is_plain(at + 1) && page.is_plain(at + 2) {
            place.add(page.text(at + 1));
        }
    }
    place
}

#[cfg(test)]
mod tests;
