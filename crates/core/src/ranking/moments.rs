//! One hit for each moment: of two files that give the words of one medium (a transcript and its
//! automatic captions, say) the passages that speak of the same seconds are one hit, the better.
//!
//! Only words that were said there count: notes on a video and its translations are other things
//! to find at the same second. Passages of one file never collapse: they hold different words.

use rustc_hash::FxHashMap;

use crate::document::Evidence;
use crate::ids::SourceId;
use crate::lang::Lang;
use crate::passage::Passage;

/// Where a passage was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimedSegment {
    /// A number for the medium and the language; 0 where there is nothing to compare.
    pub medium: u64,
    /// Milliseconds from the start of the medium.
    pub from: u64,
    /// As many at its end, after `from`.
    pub to: u64,
}

impl TimedSegment {
    /// Where the words of a passage were said, if they were, and if its medium has a name.
    pub fn from_passage(passage: &Passage) -> Option<Self> {
        let spoken = match passage.evidence() {
            Evidence::Verbatim | Evidence::Machine => true,
            Evidence::Paraphrase | Evidence::Translation => false,
        };
        let medium = passage.about.medium.as_ref().filter(|_| spoken)?;
        let moments = || passage.spans.iter().filter_map(|span| span.moment);
        let from = moments().map(|moment| moment.start).min()?.millis();
        let to = moments().map(|moment| moment.end.unwrap_or(moment.start)).max()?.millis();
        let key = format!("{} {}", passage.lang.map_or("", Lang::code), medium.key());
        let medium = SourceId::from_bytes(key.as_bytes()).leading_bits().max(1);

        (to > from).then_some(TimedSegment { medium, from, to })
    }

    /// Whether half of the shorter one or more was said while the other was.
    fn is_at(&self, other: &TimedSegment) -> bool {
        let shared = self.to.min(other.to).saturating_sub(self.from.max(other.from));
        shared.saturating_mul(2) >= (self.to - self.from).min(other.to - other.from)
    }
}

/// What has come so far: for each medium its documents, and where their passages were said.
#[derive(Default)]
pub struct Moments(FxHashMap<u64, Vec<(u64, Vec<TimedSegment>)>>);

impl Moments {
    /// Whether a passage of this document is the first of its place.
    pub fn is_new(&mut self, said: TimedSegment, document: u64) -> bool {
        if said.medium == 0 {
            return true;
        }
        let here = self.0.entry(said.medium).or_default();
        let others = here.iter().filter(|(of, _)| *of != document);
        if others.flat_map(|(_, all)| all).any(|other| said.is_at(other)) {
            return false;
        }

        match here.iter_mut().find(|(of, _)| *of == document) {
            Some((_, all)) => all.push(said),
            None => here.push((document, vec![said])),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_taken_by_another_file_at_the_same_seconds() {
        let said = |medium, from, to| TimedSegment { medium, from, to };
        let mut places = Moments::default();
        assert!(places.is_new(said(1, 1000, 9000), 1));
        assert!(!places.is_new(said(1, 4000, 12_000), 2), "five of eight seconds are shared");
        assert!(places.is_new(said(1, 6000, 14_000), 2), "three of eight are");
        assert!(places.is_new(said(1, 1000, 9000), 1), "the same file has other words there");
        assert!(places.is_new(said(2, 1000, 9000), 2), "another medium");
        assert!(places.is_new(said(0, 0, 0), 3) && places.is_new(said(0, 0, 0), 4));
    }
}
