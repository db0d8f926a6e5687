//! When an element is shown: TTML2, section 12.2. Times count from the parent, or in a sequence from
//! the end of the sibling before; nothing outlasts its parent. Some writers, of lyrics above all,
//! count every time from the start of the medium instead; that shows where times stand within
//! elements whose begin and end are both given.

use super::time::Clock;
use crate::formats::xml::Tag;

/// When an element is shown, on the clock of the document, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) begin: u64,
    /// Nothing where it is open.
    pub(super) end: Option<u64>,
    /// It or an element around it says when.
    pub(super) timed: bool,
    /// A time of it or around it cannot be read.
    pub(super) unreadable: bool,
    /// It ends before it begins.
    pub(super) negative: bool,
}

/// What the times of a document count from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// The element around them, as the specification has it.
    #[default]
    Parent,
    Medium,
}

/// What an element says of its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TimeAttributes {
    begin: Option<u64>,
    end: Option<u64>,
    dur: Option<u64>,
    unreadable: bool,
    /// It begins, and when it ends cannot be read.
    endless: bool,
}

impl TimeAttributes {
    pub(super) fn from_tag(tag: &Tag<'_>, clock: &Clock) -> Self {
        let time = |name| {
            let value = tag.attribute(name)?;
            Some(clock.time(&value))
        };
        let [begin, end, dur] = ["begin", "end", "dur"].map(time);
        let endless = end == Some(None) || dur == Some(None);
        let (begin, unreadable) = (begin.flatten(), begin == Some(None));

        TimeAttributes {
            begin,
            end: end.flatten(),
            dur: dur.flatten(),
            unreadable: unreadable || endless && begin.is_none(),
            endless: endless && begin.is_some(),
        }
    }

    pub(super) fn is_endless(self) -> bool {
        self.endless
    }

    pub(super) fn is_unreadable(self) -> bool {
        self.unreadable
    }

    /// Whether it says anything that it does not merely inherit.
    pub(super) fn is_something(self) -> bool {
        self != TimeAttributes::default()
    }
}

/// An open element, as far as time goes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    pub(super) at: Interval,
    /// Its children follow each other.
    sequence: bool,
    /// Where the last of its children ended.
    latest: u64,
    /// Its own end, which its parent may cut.
    own_end: Option<u64>,
    /// Its begin and its end as written.
    written: Option<(u64, u64)>,
}

impl Level {
    /// A child of this. A duration alone places nothing, unless it has a place in a sequence.
    pub(super) fn child(&self, said: TimeAttributes, tag: &Tag<'_>, origin: Origin) -> Level {
        let parent = self.at;
        let base = match origin {
            Origin::Medium if said.begin.is_some() => 0,
            _ if self.sequence => self.latest,
            _ => parent.begin,
        };

        let begin = base.checked_add(said.begin.unwrap_or(0));
        let ends = [
            said.end.and_then(|end| base.checked_add(end)),
            said.dur.and_then(|dur| begin?.checked_add(dur)),
        ];
        let own = ends.into_iter().flatten().min();
        let begin = begin.unwrap_or(u64::MAX);
        let negative = own.is_some_and(|end| end < begin);
        let own = own.filter(|_| !negative);
        let over = parent.end.is_some_and(|end| begin >= end && said.is_something());
        let placed =
            said.begin.is_some() || said.end.is_some() || said.dur.is_some() && tag.name != "body";
        let at = Interval {
            begin,
            end: [own, parent.end].into_iter().flatten().min(),
            // What begins when its parent has gone is never shown.
            timed: (parent.timed || placed) && !over,
            unreadable: parent.unreadable || said.unreadable || begin == u64::MAX,
            negative,
        };

        let sequence = tag.attribute("timeContainer").as_deref() == Some("seq");
        // An element without times of its own parts nothing.
        let passed_on = self.written.filter(|_| !said.is_something());
        let written = said.begin.zip(said.end).or(passed_on);
        Level { at, sequence, latest: begin, own_end: own.and(at.end), written }
    }

    /// What the begin of a child counts from, where it fits the one origin and not the other.
    pub(super) fn origin_of(&self, child: TimeAttributes) -> Option<Origin> {
        let ((begin, end), child) = (self.written?, child.begin?);
        let from_parent = child <= end.saturating_sub(begin);
        let from_medium = (begin..=end).contains(&child);
        match (from_parent, from_medium) {
            (true, false) => Some(Origin::Parent),
            (false, true) => Some(Origin::Medium),
            _ => None,
        }
    }

    /// Closes a child of this.
    pub(super) fn close(&mut self, child: &Level) {
        self.latest = self.latest.max(child.own_end.unwrap_or(child.latest));
    }
}
