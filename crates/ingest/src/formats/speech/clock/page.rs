//! The lines of a text with what each is, seen by itself and beside the others.

use std::collections::HashSet;

use super::habits::{are_of_day, come_back};
use super::light::Line;
use super::peers;
use super::shape::{self, Shape};
use super::stamp::Stamp;
use crate::timed::other_names::perhaps;

/// The lines of a file, each with its shape.
pub(super) struct Page<'a> {
    pub(super) lines: &'a [Line<'a>],
    pub(super) shapes: Vec<Shape<'a>>,
    /// What is a name only because it stands where names do.
    pub(super) names: HashSet<&'a str>,
    /// Such a name, a time and words follow each other in a line.
    pub(super) has_peers: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(lines: &'a [Line<'a>]) -> Self {
        // Code in a text tells nothing of it; a text may also be all in one block.
        let filled = |line: &&Line<'_>| !line.text.is_empty();
        let code = lines.iter().filter(|line| line.code).filter(filled).count();
        let blocks = lines.windows(2).filter(|pair| pair[1].code && !pair[0].code).count();
        let is_aside = blocks > 1 || code * 2 < lines.iter().filter(filled).count();
        let shape = |line: &'a Line<'a>| match line.code && is_aside && !line.text.is_empty() {
            true => Shape::Plain,
            false => shape::shape(&line.text),
        };
        let shapes = lines.iter().map(shape).collect();
        let mut page = Page { lines, shapes, names: HashSet::new(), has_peers: false };
        page.pass_over_length();
        page.tell_sentences();
        peers::tell(&mut page);
        page.tell_messages();
        page
    }

    /// Names with an hour of the day above what they say, as programs for messages write them, are
    /// those of a chat.
    fn tell_messages(&mut self) {
        let at_hour: Vec<(usize, &'a str)> = (0..self.lines.len())
            .filter_map(|at| {
                let hour = shape::at_hour(self.text(at)).and_then(|name| self.name_in(name));
                Some((at, hour.filter(|_| self.words_below(at))?))
            })
            .collect();
        let stamped: Vec<(usize, &'a str)> = (0..self.lines.len())
            .filter_map(|at| Some((at, self.head(at).and_then(|name| self.name_in(name))?)))
            .collect();
        let timed: Vec<(usize, Stamp)> =
            stamped.iter().filter_map(|(at, _)| Some((*at, self.shapes[*at].stamp()?))).collect();

        let mut told = at_hour;
        if are_of_day(self, &timed) {
            told.extend(stamped);
        }
        let names: Vec<&str> = told.iter().map(|(_, name)| *name).collect();
        if told.len() >= 2 && come_back(&names) {
            told.into_iter().for_each(|(at, name)| self.shapes[at] = Shape::Chat(name, ""));
        }
    }

    /// What ends with a time below a name and a time is said there: `we came back at 0:30`.
    fn tell_sentences(&mut self) {
        for at in 1..self.lines.len() {
            let named = |shape| matches!(shape, Shape::End(_, text) if shape::name(text).is_some());
            if matches!(self.shapes[at], Shape::End(..))
                && named(self.shapes[at - 1])
                && !named(self.shapes[at])
                && self.is_plain(at + 1)
            {
                self.shapes[at] = Shape::Plain;
            }
        }
    }

    /// A time alone at the top that those below do not reach at first is how long the medium lasts.
    fn pass_over_length(&mut self) {
        const TOP: usize = 12;
        let only = self.shapes.iter().enumerate().take(TOP).find_map(|(at, shape)| match shape {
            Shape::Only(stamp) => Some((at, *stamp)),
            _ => None,
        });
        let Some((at, length)) = only else { return };
        let mut next = self.shapes[at + 1..].iter().filter_map(Shape::stamp);
        let is_past = |stamp: Option<Stamp>| stamp.is_some_and(|stamp| stamp.start < length.start);
        let words = self.shapes[..at].contains(&Shape::Plain);
        if words && is_past(next.next()) && is_past(next.next()) {
            self.shapes[at] = Shape::Plain;
        }
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.lines.get(at).map_or("", |line| &line.text)
    }

    /// How many words stand from one line up to another, each time counted as one.
    pub(super) fn words(&self, lines: std::ops::Range<usize>) -> usize {
        lines.map(|at| crate::clean::words(self.text(at))).sum()
    }

    pub(super) fn is_plain(&self, at: usize) -> bool {
        self.shapes.get(at) == Some(&Shape::Plain)
    }

    pub(super) fn is_only(&self, at: usize) -> bool {
        matches!(self.shapes.get(at), Some(Shape::Only(_)))
    }

    pub(super) fn is_blank(&self, at: usize) -> bool {
        self.shapes.get(at) == Some(&Shape::Blank)
    }

    /// A text that may be a name where it stands beside a time.
    pub(super) fn name_in(&self, text: &'a str) -> Option<&'a str> {
        let told = || perhaps(text).filter(|name| self.names.contains(name));
        shape::name(text).or_else(told)
    }

    /// The name of a line that is a name and a time, above words.
    pub(super) fn head(&self, at: usize) -> Option<&'a str> {
        let Some(Shape::End(_, before)) = self.shapes.get(at) else { return None };
        let name = self.name_in(before).or_else(|| shape::handle(before));
        name.filter(|_| self.words_below(at))
    }

    /// Whether a line ends as those with a time behind a name do in some transcripts: `Ida Roe (0:03):`.
    pub(super) fn ends_with_colon(&self, at: usize) -> bool {
        let text = self.text(at);
        text.ends_with("):") || text.ends_with("]:")
    }

    /// The plain line that the next line with anything on it is.
    pub(super) fn words_below(&self, at: usize) -> bool {
        let below = (at + 1..self.shapes.len()).find(|at| self.shapes[*at] != Shape::Blank);
        below.is_some_and(|below| self.is_plain(below) && below <= at + 2)
    }

    /// The name that a plain line is.
    pub(super) fn name(&self, at: usize) -> Option<&'a str> {
        self.name_in(self.text(at)).filter(|_| self.is_plain(at))
    }

    /// Whether a line is a name behind a time, with its words below.
    pub(super) fn is_named_start(&self, at: usize) -> bool {
        let Some(Shape::Start(_, rest)) = self.shapes.get(at) else { return false };
        self.name_in(rest).is_some() && self.words_below(at)
    }
}
