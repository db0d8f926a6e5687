//! The links of a page that say a second, and the medium that they open: seconds of another one would
//! be looked up in the wrong place.

use std::collections::HashMap;

use ibid_core::address::Address;
use ibid_core::document::Medium;

use crate::formats::links::perhaps_seconds;
use crate::formats::notes::markdown::medium_of;

/// Into which media links count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Only {
    #[default]
    Any,
    /// The medium that this stands for.
    One(String),
    /// No medium has most of the links.
    Nothing,
}

/// The links of a page.
#[derive(Default)]
pub(super) struct Links {
    only: Only,
    /// The addresses of those whose second counts.
    counted: Vec<String>,
    /// Where the first of those stands whose second is one of another medium, and how many there are.
    elsewhere: Option<(usize, usize)>,
    /// Where links stand whose numbers are no seconds for sure, and those numbers.
    numbers: Vec<(usize, u64)>,
}

impl Links {
    pub(super) fn new(only: Only) -> Self {
        Links { only, ..Links::default() }
    }

    /// How many there are whose second counts.
    pub(super) fn count(&self) -> usize {
        self.counted.len()
    }

    /// Takes a link; whether its second counts.
    pub(super) fn take(&mut self, address: String, at: usize) -> bool {
        let counts = match &self.only {
            Only::Any => true,
            Only::One(key) => medium_of(&address).key() == key,
            Only::Nothing => false,
        };
        if counts {
            self.counted.push(address);
        } else {
            self.elsewhere.get_or_insert((at, 0)).1 += 1;
        }
        counts
    }

    /// Passes over a link whose number is no second for sure.
    pub(super) fn leave(&mut self, number: u64, at: usize) {
        self.numbers.push((at, number));
    }

    /// Which links count where they lead into several media: those into the one that has most of them.
    pub(super) fn several(&self) -> Option<Only> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for link in &self.counted {
            *counts.entry(medium_of(link).key().to_owned()).or_default() += 1;
        }
        if counts.len() < 2 {
            return None;
        }
        let most = counts.into_iter().find(|(_, count)| count * 2 > self.counted.len());
        Some(most.map_or(Only::Nothing, |(key, _)| Only::One(key)))
    }

    /// Whether they lead into several media, of which none has most of them.
    pub(super) fn lead_apart(&self) -> bool {
        self.only == Only::Nothing
    }

    /// The medium that most links open.
    pub(super) fn medium(&self) -> Option<Medium> {
        let all: Vec<Medium> = self
            .counted
            .iter()
            .filter(|link| Address::read(link).is_some())
            .map(|link| medium_of(link))
            .collect();
        let first = all.first()?.clone();
        let same = all.iter().filter(|medium| **medium == first).count();
        (same * 2 > all.len()).then_some(first)
    }

    /// Where the first of the links stands whose seconds do not count, and how many there are: a few
    /// into other media, or else numbers that may be seconds all the same.
    pub(super) fn unused(&self) -> Option<(usize, usize)> {
        const FEWEST: usize = 3;
        let elsewhere = self.elsewhere.filter(|(_, count)| *count >= FEWEST);
        elsewhere.or_else(|| perhaps_seconds(&self.numbers))
    }
}
