//! One transcript, written in each format and read back: its words are the same, its times as exact
//! as the format can hold, and its speakers those that it names.
//!
//! Hansard is not among them, which times minutes, and neither are SCC, whose characters are codes
//! on a grid, and `.info.json`, which holds no speech.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop where it stands

mod captions;
mod clocks;
mod documents;
mod pages;
mod recognisers;
mod scholars;
mod text;

use ibid_ingest::{read_bytes, split};
use proptest::prelude::*;

/// What one person says, from `start` to `end`, in milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) who: &'static str,
    pub(crate) text: String,
}

impl Said {
    /// Its words, each with its start and its end.
    pub(crate) fn words(&self) -> Vec<(u64, u64, &str)> {
        let words: Vec<&str> = self.text.split(' ').collect();
        let step = (self.end - self.start) / words.len() as u64;
        let start = |at: usize| self.start + step * at as u64;
        words.iter().enumerate().map(|(at, word)| (start(at), start(at + 1), *word)).collect()
    }
}

/// A format, as a test writes it.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) name: &'static str,
    pub(crate) write: fn(&[Said]) -> Vec<u8>,
    /// The finest step of its times, in milliseconds.
    pub(crate) step: u64,
    /// What it calls somebody, where it names speakers.
    pub(crate) named: Option<fn(&str) -> String>,
}

/// Speakers by their names.
pub(crate) const BY_NAME: Option<fn(&str) -> String> = Some(str::to_owned);

/// Hours, minutes, seconds and a fraction of so many digits behind `sign`.
pub(crate) fn clock(millis: u64, digits: usize, sign: &str) -> String {
    let (seconds, fraction) = (millis / 1000, format!("{:03}", millis % 1000));
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let whole = format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
    if digits == 0 { whole } else { format!("{whole}{sign}{}", &fraction[..digits]) }
}

/// Seconds with a fraction.
pub(crate) fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// Minutes and seconds, or hours where there are some.
pub(crate) fn short(millis: u64) -> String {
    let seconds = millis / 1000;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// The pieces of a text, one for each that is said.
pub(crate) fn each(all: &[Said], one: impl Fn(usize, &Said) -> String) -> String {
    all.iter().enumerate().map(|(at, said)| one(at, said)).collect()
}

const NAMES: [&str; 2] = ["Mme Roy", "Leo Katz"];
const FRENCH: [&str; 18] = [
    "le",
    "pont",
    "sera",
    "fermé",
    "dès",
    "lundi",
    "où",
    "les",
    "élèves",
    "passent",
    "souvent",
    "à",
    "vélo",
    "vers",
    "l’école",
    "du",
    "vieux",
    "marché",
];
const ENGLISH: [&str; 18] = [
    "the", "bridge", "will", "be", "shut", "from", "Monday", "where", "pupils", "often", "ride",
    "to", "school", "past", "the", "old", "market", "hall",
];

/// A transcript of some minutes in one of the two languages.
fn transcript() -> impl Strategy<Value = Vec<Said>> {
    let turn = (120u64..900, 250u64..500, proptest::collection::vec(0usize..18, 6..12));
    (any::<bool>(), proptest::collection::vec(turn, 4..9)).prop_map(|(french, turns)| {
        let list = if french { FRENCH } else { ENGLISH };
        let mut at = 400;
        let said = |(number, (gap, length, words)): (usize, (u64, u64, Vec<usize>))| {
            let start = at + gap * 10;
            // Somebody speaks two words a second or so.
            let end = start + length * words.len() as u64;
            at = end;
            let words: Vec<&str> = words.into_iter().map(|word| list[word]).collect();
            let text = words.join(" ");
            let first = text.chars().next().unwrap().to_uppercase().to_string();
            let rest: String = text.chars().skip(1).collect();
            Said { start, end, who: NAMES[number % 2], text: format!("{first}{rest}.") }
        };
        turns.into_iter().enumerate().map(said).collect()
    })
}

/// What was read that differs from what was written.
fn difference(format: &Written, all: &[Said]) -> Option<String> {
    let bytes = (format.write)(all);
    let documents = match read_bytes(&bytes, "x") {
        Ok(documents) => documents,
        Err(error) => return Some(format!("not read: {error}")),
    };
    let passages: Vec<_> = documents.iter().flat_map(split).collect();
    let words = |texts: Vec<&str>| -> String {
        texts.iter().flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
    };
    let read = words(passages.iter().map(|passage| passage.text.as_str()).collect());
    let written = words(all.iter().map(|said| said.text.as_str()).collect());
    if read != written {
        return Some(format!("words: {read:?} and not {written:?}"));
    }

    // Each is looked for behind the one before it, for the same may be said twice.
    let (mut passage, mut from) = (0, 0);
    for said in all {
        let place = loop {
            let Some(here) = passages.get(passage) else {
                return Some(format!("parted: {}", said.text));
            };
            match here.text[from..].find(&said.text) {
                Some(at) => break from + at,
                None => (passage, from) = (passage + 1, 0),
            }
        };
        let here = &passages[passage];
        from = place + said.text.len();
        let span = here.spans.iter().find(|s| (s.start as usize..s.end as usize).contains(&place));
        let start = span.and_then(|span| span.moment).map(|moment| moment.start.millis());
        if start.is_none_or(|start| start.abs_diff(said.start) >= format.step) {
            return Some(format!("{start:?} and not {}: {}", said.start, said.text));
        }
        let who = format.named.map(|named| named(said.who));
        if who.is_some() && here.speaker != who {
            return Some(format!("{:?} and not {who:?}: {}", here.speaker, said.text));
        }
    }
    None
}

fn formats() -> Vec<Written> {
    let groups = [
        captions::formats(),
        clocks::formats(),
        pages::formats(),
        text::formats(),
        recognisers::formats(),
        scholars::formats(),
        documents::formats(),
    ];
    groups.into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_in_a_format_is_read_back(all in transcript()) {
        let wrong = formats().into_iter().filter_map(|format| {
            let found = difference(&format, &all)?;
            let text = (format.write)(&all);
            Some(format!("{}: {found}\n{}\n", format.name, String::from_utf8_lossy(&text)))
        });
        let wrong: String = wrong.collect();
        prop_assert!(wrong.is_empty(), "{wrong}");
    }
}
