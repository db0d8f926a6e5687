//! The media into which the links of a note lead. A note is about one of them, and a second of another
//! dates nothing: it would be looked up in the wrong one.

use ibid_core::diagnostic::{Code, Diagnostic};

use crate::formats::counted;
use crate::formats::links::perhaps_seconds;

/// The media that links with a second lead to.
#[derive(Default)]
pub(super) struct Media {
    /// The only one whose seconds count, where that is known.
    pub(super) only: Option<String>,
    /// What each is known by, and how many links lead there.
    counts: Vec<(String, usize)>,
    /// The line of the first link that leads elsewhere, and how many do.
    others: Option<(u32, usize)>,
    /// The lines of links whose numbers are no seconds for sure, and those numbers.
    pub(super) numbers: Vec<(u32, u64)>,
}

impl Media {
    /// A note that leads to more has none that it is about.
    const MOST: usize = 64;

    /// Counts a link on a line; whether its second counts.
    pub(super) fn take(&mut self, key: &str, line: u32) -> bool {
        if self.only.as_deref().is_some_and(|only| only != key) {
            self.others.get_or_insert((line, 0)).1 += 1;
            return false;
        }
        let has_room = self.counts.len() < Self::MOST;
        match self.counts.iter_mut().find(|(known, _)| known == key) {
            Some((_, count)) => *count += 1,
            None if has_room => self.counts.push((key.to_owned(), 1)),
            None => {}
        }
        true
    }

    /// The medium that most links lead to, the first of those with as many, where there are several.
    pub(super) fn most_linked(&self) -> Option<String> {
        let most = self.counts.iter().map(|(_, count)| *count).max()?;
        let (key, _) = self.counts.iter().find(|(_, count)| *count == most)?;
        (self.counts.len() > 1).then(|| key.clone())
    }

    /// Tells of the links that lead elsewhere, or else of those whose numbers may be seconds.
    pub(super) fn told(&self) -> Option<Diagnostic> {
        let (line, count) = self.others.or_else(|| perhaps_seconds(&self.numbers))?;
        Some(counted(Code::TimesNotUsed, line, count))
    }
}
