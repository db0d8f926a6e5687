//! What is settled of captions by all of them: what the times of words are counted from, whether they
//! mark each word or roll, and how they name who speaks.
//!
//! An ordinary file is read as a whole, and settles all of it. Of one that is read in parts its first
//! captions do, and what they settle holds for the others.

use std::collections::HashSet;

use super::inner::WordClock;
use super::rolling::Habit;
use super::speakers::{Names, Speaking};
use super::{Cue, highlight, rolling, speakers};

/// What is settled of a file; nothing at first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    pub(super) clock: WordClock,
    /// Whether names stand on lines of their own.
    pub(super) has_name_lines: Option<bool>,
    collapsed: Option<Collapsed>,
    /// What was shown last, where captions roll.
    shown: Option<Cue>,
    names: Option<Names>,
    speaking: Speaking,
}

/// How captions show words again.
#[derive(Clone, Copy, Debug)]
struct Collapsed {
    highlights: bool,
    rolls: Option<Habit>,
    /// Words have times of their own.
    timed: bool,
}

impl Habits {
    /// Collapses captions that show words again. Whether a machine made them; `captions` says that the
    /// file is of those that one made where its words have times.
    pub(super) fn collapse(&mut self, cues: &mut Vec<Cue>, captions: bool) -> bool {
        let how = *self.collapsed.get_or_insert_with(|| {
            let highlights = highlight::are_in(cues);
            let rolls = if highlights { None } else { rolling::habit(cues) };
            let timed = cues.iter().any(|cue| !cue.words.is_empty());
            Collapsed { highlights, rolls, timed }
        });
        if how.highlights {
            highlight::collapse(cues);
        }
        if let Some(habit) = how.rolls {
            let last = cues.last().cloned();
            rolling::collapse(cues, habit, self.shown.as_ref());
            self.shown = last;
        }
        how.highlights || how.rolls.is_some() || how.timed && captions
    }

    /// Whether the captions roll.
    pub(super) fn rolls(&self) -> bool {
        self.collapsed.is_some_and(|how| how.rolls.is_some())
    }

    /// Whether names are to be looked for on lines of their own.
    pub(super) fn may_have_name_lines(&self) -> bool {
        self.has_name_lines != Some(false)
    }

    /// Takes speakers out of the text.
    pub(super) fn find_speakers(&mut self, cues: Vec<Cue>, sure: HashSet<String>) -> Vec<Cue> {
        let names = self.names.get_or_insert_with(|| Names::from_cues(&cues, sure));
        speakers::find(cues, names, &mut self.speaking)
    }

    /// Whether what is settled says of any captions of the file what it says of all of them: names on
    /// lines of their own are told by most captions, and may stand beside the next.
    pub(crate) fn hold_for_parts(&self) -> bool {
        self.has_name_lines == Some(false)
    }

    /// The same for a file that is read from its beginning.
    pub(crate) fn anew(&self) -> Self {
        let (clock, speaking) = (self.clock.anew(), Speaking::default());
        Habits { clock, speaking, shown: None, ..self.clone() }
    }
}
