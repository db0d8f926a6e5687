//! One object with words and their times, as its file has it.

use std::collections::HashMap;

use super::names::{self, Unit};
use super::time::{self, Time};
use crate::clean::{clean, is_space};
use crate::formats::is_long;
use crate::formats::json::Value;

/// A piece of speech: a word, or some of them.
#[derive(Debug, Default)]
pub(super) struct Item<'a> {
    pub(super) start: Option<Time>,
    pub(super) end: Option<Time>,
    pub(super) text: String,
    pub(super) speaker: Option<String>,
    pub(super) confidence: Option<f32>,
    /// The list of its words, where it has one.
    pub(super) words: Option<Value<'a>>,
    /// It is a sign, and belongs to the word before it.
    pub(super) attached: bool,
    /// It is the space between words.
    pub(super) is_space: bool,
    /// It begins where the one before it ends.
    pub(super) follows: bool,
    /// Its start may be the hour of the day at which it was written.
    pub(super) stamped: bool,
    /// Its start may be in hundredths of a second.
    pub(super) hundredths: bool,
    pub(super) at: usize,
}

impl<'a> Item<'a> {
    /// Reads an object, with what the first of its alternatives says, or a triple of IBM's
    /// `timestamps`; `None` for anything else, and for what breaks off.
    pub(super) fn from_value(value: Value<'a>) -> Option<Self> {
        if value.is_array() {
            return from_triple(value);
        }
        let whole = value.is_object() && value.text.ends_with('}');
        if !whole {
            return None;
        }

        let mut members: Vec<(&str, Value<'a>)> = value.members().collect();
        for name in names::ALTERNATIVES {
            let first = find(&members, name).and_then(|list| list.elements().next());
            let own = first.into_iter().flat_map(Value::members);
            members.extend(own.filter(|(_, value)| value.text != "null"));
        }

        let mut item = Item { at: value.at, ..Item::default() };
        item.take_times(&members);
        item.take_words(&members);
        item.take_kind(&members);
        Some(item)
    }

    fn take_times(&mut self, members: &[(&str, Value<'a>)]) {
        let time = |names: &[(&str, Unit)]| {
            names.iter().find_map(|(name, unit)| Time::from_value(find(members, name)?, *unit))
        };
        self.start = time(names::STARTS);
        if self.start.is_none() {
            self.start = time(names::STAMPS);
            self.stamped = self.start.is_some();
        }
        let ends = names::RESULT_ENDS.iter().any(|name| find(members, name).is_some());
        self.follows = ends && self.start.is_none();
        self.hundredths = ["t0", "stop"].iter().any(|name| find(members, name).is_some());
        self.end = time(names::ENDS).or_else(|| self.start?.plus(time(names::DURATIONS)?));
        if self.start.is_none() {
            let span = |name: &&str| find(members, name).and_then(time::span);
            let (start, end) = names::SPANS.iter().find_map(span).unzip();
            (self.start, self.end) = (start, self.end.or(end));
        }
    }

    fn take_words(&mut self, members: &[(&str, Value<'a>)]) {
        let text = |name: &&str| find(members, name).and_then(written);
        self.text = names::TEXTS.iter().find_map(text).unwrap_or_default();
        // Kaldi's programs write a word once more, with its signs.
        let punct = find(members, "punct").filter(|value| value.is_string());
        let whole = punct.and_then(Value::string).filter(|whole| says_the_same(whole, &self.text));
        self.text = whole.unwrap_or(std::mem::take(&mut self.text));
        if self.text.is_empty() {
            self.text = find(members, "lines").and_then(lines).unwrap_or_default();
        }
        // Google's numbers begin with 1.
        let none = |name: &str, value: &Value<'_>| name.ends_with("ag") && value.text == "0";
        let speaker =
            |name: &&str| find(members, name).filter(|value| !none(name, value)).and_then(speaker);
        let sender = |name: &&str| {
            find(members, name).filter(|value| value.is_object()).and_then(self::speaker)
        };
        let named = names::SPEAKERS.iter().find_map(speaker);
        self.speaker = named.or_else(|| names::SENDERS.iter().find_map(sender));

        let sure = names::CONFIDENCES.iter().find_map(|name| find(members, name)?.number());
        // A probability needs no more digits than this.
        self.confidence = sure.filter(|sure| (0.0..=1.0).contains(sure)).map(|sure| sure as f32);

        let list = |name: &&str| {
            find(members, name).filter(|list| {
                let first = list.elements().next().and_then(Item::from_value);
                first.is_some_and(|item| !item.text.is_empty())
            })
        };
        self.words = names::WORDS.iter().find_map(list);
    }

    fn take_kind(&mut self, members: &[(&str, Value<'a>)]) {
        let kind = find(members, "type").and_then(Value::string).unwrap_or_default();
        let attaches = find(members, "attaches_to").and_then(Value::string);
        self.is_space = !self.text.is_empty() && self.text.chars().all(is_space);
        self.attached = matches!(kind.as_str(), "punctuation" | "punct")
            || attaches.is_some_and(|to| to == "previous");
    }

    /// Whether it says something, at some time.
    pub(super) fn is_timed_text(&self) -> bool {
        let timed_word = || {
            let first = self.words.into_iter().flat_map(Value::elements).take(8);
            first.filter_map(Item::from_value).any(|word| word.start.is_some())
        };
        let follows = || self.follows && !self.text.is_empty() && self.end.is_some();
        (!self.text.is_empty() || self.words.is_some())
            && (self.start.is_some() || follows() || timed_word())
    }

    /// Whether it says nothing but who speaks when.
    pub(super) fn is_turn(&self) -> bool {
        self.text.is_empty() && self.start.is_some() && self.speaker.is_some()
    }
}

fn find<'a>(members: &[(&str, Value<'a>)], name: &str) -> Option<Value<'a>> {
    members.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// Whether two texts have the same letters.
fn says_the_same(text: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let own = letters(text);
    !own.is_empty() && own == letters(other)
}

/// The lines of a text, as aeneas writes them: `["Rough winds", "do shake"]`.
fn lines(value: Value<'_>) -> Option<String> {
    let strings = value.elements().map(|line| line.string().filter(|_| line.is_string()));
    let lines: Vec<String> = strings.collect::<Option<_>>()?;
    Some(lines.join(" ")).filter(|text| !text.trim().is_empty())
}

/// A text, or the runs of one, as `YouTube` writes them: `{"runs": [{"text": "un"}]}`.
fn written(value: Value<'_>) -> Option<String> {
    if value.is_string() {
        return value.string();
    }
    let text = |part: Value<'_>| part.member("text").filter(|text| text.is_string())?.string();
    let runs = value.member("runs")?.elements().filter_map(text);
    Some(runs.collect::<String>()).filter(|text| !text.is_empty())
}

/// `["word", 0.1, 0.5]`.
fn from_triple(value: Value<'_>) -> Option<Item<'_>> {
    let mut parts = value.elements();
    let text = parts.next().filter(|text| text.is_string())?.string()?;
    let mut time = || Time::from_value(parts.next()?, Unit::Untold);
    let (start, end) = (time(), time());
    start.is_some().then(|| Item { start, end, text, at: value.at, ..Item::default() })
}

/// The names of speakers by what stands for them: a list of persons, or a name for each id.
pub(in crate::formats::speech) fn people(value: Value<'_>) -> HashMap<String, String> {
    let person = |person: Value<'_>| {
        let id = person.member("id").and_then(speaker);
        let name = ["name", "speaker_name"].iter().find_map(|n| speaker(person.member(n)?));
        id.zip(name)
    };
    let listed = value.elements().filter_map(person);
    let of_id = |(id, value): (&str, Value<'_>)| {
        Some((id.to_owned(), speaker(value).filter(|name| name.contains(char::is_alphabetic))?))
    };
    let mut people = HashMap::new();
    for (id, name) in listed.chain(value.members().filter_map(of_id)) {
        people.entry(id).or_insert(name);
    }
    people
}

/// Who speaks: a name, a number, or an object with one of them.
pub(in crate::formats::speech) fn speaker(value: Value<'_>) -> Option<String> {
    if value.is_object() {
        return names::PERSONS.iter().find_map(|name| speaker(value.member(name)?));
    }
    let written = clean(&value.string()?);
    let name = written.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
    let name = name.unwrap_or(&written).trim();

    // `UU` is what Speechmatics writes where it cannot tell.
    let unknown =
        name.is_empty() || name.starts_with('-') || matches!(name, "?" | "UU" | "unknown");
    (!unknown && !is_long(name)).then(|| name.to_owned())
}
