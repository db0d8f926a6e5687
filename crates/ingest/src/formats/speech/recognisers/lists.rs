//! Where in a file the speech is: its lists of pieces with times, and which of them tells most.

use std::collections::HashMap;
use std::ops::Range;

use super::item::{Item, people};
use super::time::{Pace, SECONDS, Time, letters_of, scale_of_offsets};
use super::{names, places};
use crate::clean::{clean, is_space};
use crate::formats::json::Value;

/// No service nests its lists deeper.
const DEEPEST: usize = 16;
/// How many entries tell what a list is.
const LOOKED_AT: usize = 16;
/// A recording begins before this, in milliseconds: as hours and minutes this is early in the morning.
const EARLY: f64 = 300_000.0;

/// The lists of a file, each under the names that lead to it.
#[derive(Debug, Default)]
pub(super) struct Lists<'a> {
    /// What was said.
    speech: Vec<(String, Vec<Value<'a>>)>,
    /// What was said that stands in no list: an object of its own each, in something else.
    scattered: Vec<(String, Value<'a>)>,
    /// Who speaks when, without the words.
    turns: Vec<Value<'a>>,
    /// Who speaks in objects that are made of others, in the order in which they begin.
    around: Vec<Around>,
    /// The names of speakers by what stands for them.
    people: HashMap<String, String>,
    /// All that is said, in one text.
    text: Option<String>,
    title: Option<String>,
    /// Lists that say again what others say are looked at too.
    repeated: bool,
    /// Nothing is timed but the titles of chapters.
    are_chapters: bool,
    /// What they call their starts is seconds.
    are_in_seconds: bool,
}

/// An object that is made of others and tells who speaks in it.
#[derive(Debug)]
struct Around {
    bytes: Range<usize>,
    speaker: String,
    /// Which of them it stands in.
    outer: Option<usize>,
}

/// A piece of speech, and the words that it is made of.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) item: Item<'a>,
    pub(super) words: Vec<Item<'a>>,
}

/// The speech of a file.
#[derive(Debug, Default)]
pub(super) struct Speech<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// Each piece is a word.
    pub(super) is_words: bool,
    pub(super) turns: Vec<Item<'a>>,
    around: Vec<Around>,
    people: HashMap<String, String>,
    pub(super) text: Option<String>,
    pub(super) title: Option<String>,
    /// Nobody says it: it is the titles of chapters.
    pub(super) are_chapters: bool,
    are_in_seconds: bool,
}

impl<'a> Lists<'a> {
    /// Those of one value.
    pub(super) fn find(root: Value<'a>) -> Self {
        let mut lists = Lists::default();
        lists.add(root);
        lists
    }

    /// Adds those of a further value of the same file.
    pub(super) fn add(&mut self, root: Value<'a>) {
        if Item::from_value(root).is_some_and(|item| item.is_timed_text()) {
            self.entry("").push(root);
            let beside = root.members().filter(|(name, _)| names::DERIVED.contains(name));
            beside.for_each(|(_, value)| self.take_turns(value));
            root.member("speakers").into_iter().for_each(|value| self.take_people(value));
        } else {
            self.walk(root, "", DEEPEST);
            self.take_scattered();
            if self.speech.is_empty() {
                // Nothing else is timed: what repeats it elsewhere is all there is.
                self.repeated = true;
                self.around.clear();
                self.walk(root, "", DEEPEST);
            }
            if self.speech.is_empty()
                && let Some(chapters) = chapters(root)
            {
                self.are_chapters = true;
                self.are_in_seconds = names_seconds(chapters);
                self.entry("chapters").extend(chapters.elements());
            }
        }
        let text = |name| root.member(name).filter(|text| text.is_string())?.string();
        self.text = self.text.take().or_else(|| text("text").or_else(|| text("transcript")));
        self.title = self.title.take().or_else(|| text("title"));
    }

    fn entry(&mut self, path: &str) -> &mut Vec<Value<'a>> {
        let known = self.speech.iter().position(|(known, _)| known == path);
        let at = known.unwrap_or(self.speech.len());
        if known.is_none() {
            self.speech.push((path.to_owned(), Vec::new()));
        }
        &mut self.speech[at].1
    }

    /// Where no list tells times, takes what each entry of one has within it: at least two, since one
    /// alone may be anything.
    fn take_scattered(&mut self) {
        let scattered = std::mem::take(&mut self.scattered);
        if self.speech.is_empty() && scattered.len() > 1 {
            scattered.into_iter().for_each(|(path, value)| self.entry(&path).push(value));
        }
    }

    fn walk(&mut self, value: Value<'a>, path: &str, deeper: usize) {
        let Some(deeper) = deeper.checked_sub(1) else { return };
        if value.is_array() {
            self.walk_array(value, path, deeper);
            return;
        }

        if !path.is_empty()
            && let Some(speaker) = Item::from_value(value).and_then(|item| item.speaker)
        {
            let bytes = value.at..value.at + value.text.len();
            let outer = innermost(&self.around, value.at);
            self.around.push(Around { bytes, speaker, outer });
        }
        for (name, value) in value.members() {
            let repeats = self.repeated && names::REPEATED.contains(&name);
            if names::DERIVED.contains(&name) && !repeats {
                self.take_turns(value);
                continue;
            }
            if name == "title" && value.is_string() {
                self.title = self.title.take().or_else(|| value.string());
            }
            if name == "speakers" {
                self.take_people(value);
            }
            let likeliest = names::ALTERNATIVES.contains(&name) && value.is_array();
            let value = if likeliest { value.elements().next() } else { Some(value) };
            let holds = |value: &Value<'a>| value.is_object() || value.is_array();
            if let Some(value) = value.filter(holds) {
                let path = format!("{path}.{name}");
                self.walk(value, &path, deeper);
                if self.speech.is_empty() && is_timed_object(value) {
                    self.scattered.push((path, value));
                }
            }
        }
    }

    fn walk_array(&mut self, list: Value<'a>, path: &str, deeper: usize) {
        let first = || list.elements().take(LOOKED_AT).filter_map(Item::from_value);
        if first().any(|item| item.is_timed_text()) {
            self.entry(path).extend(list.elements());
        } else if first().any(|item| item.is_turn()) {
            self.turns.extend(list.elements());
        } else {
            list.elements().filter(|value| value.is_object()).for_each(|value| {
                self.walk(value, path, deeper);
            });
        }
    }

    /// Takes a list that says nothing but who speaks when: the paragraphs of programs that correct
    /// transcripts have their words beside them.
    fn take_turns(&mut self, list: Value<'a>) {
        let mut first = list.elements().take(LOOKED_AT).filter_map(Item::from_value).peekable();
        if first.peek().is_some() && first.all(|item| item.is_turn() && item.words.is_none()) {
            self.turns.extend(list.elements());
        }
    }

    /// Takes the names of speakers.
    fn take_people(&mut self, value: Value<'_>) {
        for (id, name) in people(value) {
            self.people.entry(id).or_insert(name);
        }
    }

    /// Whether there is a list whose times are places in a text, or hours of the day.
    pub(super) fn are_of_text_or_day(&self) -> bool {
        self.speech.iter().any(|(_, list)| {
            let pieces = list.iter().take(LOOKED_AT).filter_map(|value| Item::from_value(*value));
            let pieces: Vec<Item<'_>> = pieces.filter(Item::is_timed_text).collect();
            !pieces.is_empty() && (are_hours(&pieces) || are_places(&pieces))
        })
    }

    /// Whether there is speech, told from the first entries of each list.
    pub(super) fn holds_speech(&self) -> bool {
        self.speech.iter().any(|(_, list)| {
            let pieces = list.iter().take(LOOKED_AT).filter_map(|value| Item::from_value(*value));
            let pieces: Vec<Item<'_>> = pieces.filter(Item::is_timed_text).collect();
            let is_none = pieces.is_empty() || are_hours(&pieces) || are_no_speech(&pieces);
            !is_none && !are_places(&pieces) && !pieces.iter().any(is_instant)
        })
    }

    /// How many milliseconds the unit of the times has, told from the first entries of each list.
    pub(super) fn scale(&self, seconds: Option<f64>) -> f64 {
        let mut pace = Pace::default();
        for (_, list) in &self.speech {
            let first = list.iter().take(LOOKED_AT).filter_map(|value| Piece::from_value(*value));
            pace_of(&first.collect::<Vec<_>>(), &mut pace);
        }
        pace.scale(seconds)
    }

    /// The list that tells most.
    pub(super) fn into_speech(self) -> Speech<'a> {
        let pieces = |list: Vec<Value<'a>>| -> Vec<Piece<'a>> {
            without_repetition(list.into_iter().filter_map(Piece::from_value).collect())
        };
        let lists: Vec<Vec<Piece<'a>>> =
            self.speech.into_iter().map(|(_, list)| pieces(list)).collect();
        let most = lists.iter().map(|list| letters(list)).max().unwrap_or_default();

        // What says much less than another is a part of it.
        let whole = lists.into_iter().filter(|list| letters(list) * 5 >= most * 4);
        let best = whole.reduce(|a, b| if worth(&b) > worth(&a) { b } else { a });
        let mut pieces = best.unwrap_or_default();
        tell_offsets(&mut pieces);
        tell_starts(&mut pieces);
        let turns = self.turns.into_iter().filter_map(Item::from_value);

        Speech {
            is_words: !self.are_chapters && is_words(&pieces),
            pieces,
            turns: turns.filter(Item::is_turn).collect(),
            around: self.around,
            people: self.people,
            text: self.text,
            title: self.title.map(|title| clean(&title)).filter(|title| !title.is_empty()),
            are_chapters: self.are_chapters,
            are_in_seconds: self.are_in_seconds,
        }
    }
}

/// Whether chapters have their starts in seconds: `startTime` says so in Podcasting 2.0
/// (`chapters/jsonChapters.md`). Others count milliseconds where no medium is as long in seconds.
fn names_seconds(chapters: Value<'_>) -> bool {
    /// The seconds of a day.
    const LONGEST: f64 = 86_400.0;
    let is_named = |chapter: Value<'_>| chapter.member("startTime").is_some();
    let is_short = |item: Item<'_>| match item.start {
        Some(Time::Number(start, _)) => start < LONGEST,
        _ => true,
    };
    chapters.elements().all(is_named)
        || chapters.elements().filter_map(Item::from_value).all(is_short)
}

/// The chapters of an object that has nothing else to read, as Podcasting 2.0 writes them: each with
/// its start and a title.
pub(crate) fn chapters(root: Value<'_>) -> Option<Value<'_>> {
    let list = root.member("chapters").filter(|list| list.is_array())?;
    let is_read = |name| root.member(name).is_some_and(Value::is_string);
    let mut first = list.elements().take(LOOKED_AT).filter_map(Item::from_value).peekable();
    let timed = first.peek().is_some() && first.all(|item| item.is_timed_text());
    (timed && !["text", "_id", "webpage_url", "extractor"].into_iter().any(is_read)).then_some(list)
}

impl<'a> Piece<'a> {
    fn from_value(value: Value<'a>) -> Option<Self> {
        let item = Item::from_value(value)?;
        let words = item.words.into_iter().flat_map(Value::elements);
        let words: Vec<Item<'a>> = words.filter_map(Item::from_value).collect();
        // Words without a time add nothing to the text.
        let timed = item.text.is_empty() || words.iter().any(|word| word.start.is_some());
        let words = if timed { words } else { Vec::new() };
        (!item.text.is_empty() || !words.is_empty()).then_some(Piece { item, words })
    }

    /// The pieces with times that are not made of others.
    fn leaves(&self) -> impl Iterator<Item = &Item<'a>> {
        let own = self.words.is_empty().then_some(&self.item);
        own.into_iter().chain(&self.words)
    }
}

impl Speech<'_> {
    /// How a speaker is called, whom the file calls by a name or a number.
    pub(super) fn name_of(&self, label: &str) -> String {
        self.people.get(label).cloned().unwrap_or_else(|| {
            let is_number = label.bytes().all(|b| b.is_ascii_digit());
            if is_number { format!("Speaker {label}") } else { label.to_owned() }
        })
    }

    /// Who speaks at a byte of the file, as the innermost object around it tells.
    pub(super) fn speaker_around(&self, at: usize) -> Option<&str> {
        let innermost = innermost(&self.around, at)?;
        Some(self.around.get(innermost)?.speaker.as_str())
    }

    /// How many milliseconds the unit of its times has, in a file that says how long its medium lasts:
    /// the pace of speech tells, but nobody speaks titles.
    pub(super) fn scale(&self, seconds: Option<f64>) -> f64 {
        match (self.are_chapters, self.are_in_seconds) {
            (true, true) => SECONDS,
            (true, false) => 1.0,
            (false, _) => {
                let mut pace = Pace::default();
                pace_of(&self.pieces, &mut pace);
                pace.scale(seconds)
            }
        }
    }
}

/// Which of some objects, in the order in which they begin, is the innermost around a byte.
fn innermost(around: &[Around], at: usize) -> Option<usize> {
    let begun = around.partition_point(|object| object.bytes.start <= at);
    let mut nearest = begun.checked_sub(1);
    while let Some(object) = around.get(nearest?).filter(|object| !object.bytes.contains(&at)) {
        nearest = object.outer;
    }
    nearest
}

/// Gives offsets their unit, which their names do not tell.
fn tell_offsets(pieces: &mut [Piece<'_>]) {
    let said = |item: &Item<'_>| Some((item.start?, item.end?));
    let all = pieces.iter().flat_map(|piece| [&piece.item].into_iter().chain(&piece.words));
    let timed = all.filter_map(|item| said(item).map(|(start, end)| (start, end, &*item.text)));
    let scale = scale_of_offsets(timed);

    let items =
        pieces.iter_mut().flat_map(|piece| [&mut piece.item].into_iter().chain(&mut piece.words));
    for time in items.flat_map(|item| [&mut item.start, &mut item.end]).flatten() {
        if let Time::Offset(number) = *time {
            *time = Time::Millis(number * scale);
        }
    }
}

/// Gives results without words in time, of which only the end is told, their start: the end of the one
/// before. Those of several channels that end together begin together.
fn tell_starts(pieces: &mut [Piece<'_>]) {
    let millis = |time: Time| time.millis(SECONDS).unwrap_or_default();
    let (mut from, mut to) = (0, 0);
    for piece in pieces {
        let last = piece.words.last().and_then(|word| word.end);
        let end = piece.item.end.or(last).map_or(to, millis);
        if end > to {
            (from, to) = (to, end);
        }
        if piece.item.follows && piece.words.is_empty() {
            // Milliseconds of a medium are exact as a float.
            piece.item.start = Some(Time::Millis(from as f64));
        }
    }
}

fn pace_of(pieces: &[Piece<'_>], pace: &mut Pace) {
    let mut items = pieces.iter().flat_map(Piece::leaves).peekable();
    while let Some(item) = items.next() {
        // Where no end is told, what follows ends it.
        let end = item.end.or_else(|| items.peek()?.start);
        pace.add(item.start, end, &item.text);
        pace.hundredths |= item.hundredths;
    }
}

/// Whether pieces say where in a text they stand, and not when they were said.
pub(super) fn are_places(pieces: &[Item<'_>]) -> bool {
    let stretch = |item: &Item<'_>| {
        let numbers = places::Stretch::from_times(item.start?, item.end?, &item.text);
        numbers.filter(|_| item.words.is_none())
    };
    let stretches: Option<Vec<places::Stretch>> = pieces.iter().map(stretch).collect();
    stretches.is_some_and(|stretches| places::are_places(&stretches))
}

/// Whether pieces say at which hour of the day they were written, as messages do: a recording begins
/// with its first words.
fn are_hours(pieces: &[Item<'_>]) -> bool {
    let clock = |item: &Item<'_>| match item.start.filter(|_| item.stamped)? {
        Time::Millis(millis) => Some(millis),
        _ => None,
    };
    pieces.iter().find_map(clock).is_some_and(|first| first > EARLY) || are_appointments(pieces)
}

/// Whether clocks say from when to when something is that nobody speaks for so long: `09:00` and
/// `10:15`, of a day that begins late for a recording.
fn are_appointments(pieces: &[Item<'_>]) -> bool {
    /// Letters of a second.
    const FEWEST: f64 = 1.0;
    let (mut seconds, mut letters) = (0.0, 0);
    for item in pieces {
        let (Some(Time::Millis(start)), Some(Time::Millis(end))) = (item.start, item.end) else {
            return false;
        };
        let whole = |millis: f64| (millis / SECONDS).fract().abs() < f64::EPSILON;
        if start < EARLY || !whole(start) || !whole(end) {
            return false;
        }
        seconds += (end - start) / SECONDS;
        letters += letters_of(&item.text);
    }
    seconds > 0.0 && (letters as f64) < seconds * FEWEST
}

/// Whether numbers that may be any do not rise, or nobody speaks as fast or as slowly: the minutes of
/// a recipe or of a match are no seconds.
fn are_no_speech(pieces: &[Item<'_>]) -> bool {
    /// Letters of a second; with pauses there are fewer. Small whole numbers may count anything.
    const SLOWEST: f64 = 1.0;
    const SLOWEST_WHOLE: f64 = 4.0;
    const FASTEST: f64 = 40.0;
    let number = |item: &Item<'_>| match item.start.filter(|_| item.stamped)? {
        Time::Number(number, has_fraction) => Some((number, has_fraction)),
        _ => None,
    };
    let numbers: Vec<(f64, bool)> = pieces.iter().filter_map(number).collect();
    let is_whole = !numbers.iter().any(|(_, has_fraction)| *has_fraction);
    let starts: Vec<f64> = numbers.into_iter().map(|(start, _)| start).collect();
    let (Some(first), Some(last)) = (starts.first(), starts.last()) else { return false };
    let mut pace = Pace::default();
    for (i, item) in pieces.iter().enumerate() {
        pace.add(item.start, pieces.get(i + 1).and_then(|next| next.start), &item.text);
    }
    let said = &pieces[..pieces.len().saturating_sub(1)];
    let letters: usize = said.iter().map(|item| letters_of(&item.text)).sum();
    let scale = pace.scale(None);
    let seconds = (last - first) * scale / SECONDS;
    let are_seconds = (scale - SECONDS).abs() < 1.0;
    let slowest = if is_whole && are_seconds { SLOWEST_WHOLE } else { SLOWEST };
    let rises = starts.windows(2).all(|pair| pair[0] <= pair[1]);
    !rises || !(slowest..=FASTEST).contains(&(letters as f64 / seconds))
}

/// Whether a value is an object that says something at a time itself.
fn is_timed_object(value: Value<'_>) -> bool {
    value.is_object() && Item::from_value(value).is_some_and(|item| item.is_timed_text())
}

/// Whether a piece says at which instant of history it was written, as messages do.
fn is_instant(item: &Item<'_>) -> bool {
    matches!(item.start, Some(Time::Number(start, _)) if start >= 1e9)
}

fn letters(pieces: &[Piece<'_>]) -> usize {
    let of_item = |item: &Item<'_>| letters_of(&item.text);
    let of_piece = |piece: &Piece<'_>| match of_item(&piece.item) {
        0 => piece.words.iter().map(of_item).sum(),
        letters => letters,
    };
    pieces.iter().map(of_piece).sum()
}

/// What a list tells: the times of words, who speaks, and what goes together.
fn worth(pieces: &[Piece<'_>]) -> (bool, bool, bool) {
    let nested = pieces.iter().any(|piece| !piece.words.is_empty());
    let speakers = |piece: &Piece<'_>| {
        piece.item.speaker.is_some() || piece.words.iter().any(|word| word.speaker.is_some())
    };
    (nested || is_words(pieces), pieces.iter().any(speakers), nested)
}

/// Whether each piece is a word, but for some that are two.
fn is_words(pieces: &[Piece<'_>]) -> bool {
    let spaced = |piece: &&Piece<'_>| piece.item.text.trim().contains(is_space);
    let nested = pieces.iter().any(|piece| !piece.words.is_empty());
    !nested && !pieces.is_empty() && pieces.iter().filter(spaced).count() * 5 <= pieces.len()
}

/// The pieces without those that the last of them repeats: where Google tells speakers apart, its
/// last result has all words again, with who said each.
fn without_repetition(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let Some((last, before)) = pieces.split_last() else { return pieces };
    let start = |piece: &Piece<'_>| piece.words.first().and_then(|word| word.start);
    let all: usize = before.iter().map(|piece| piece.words.len()).sum();
    let begins_anew = before.first().and_then(start).is_some_and(|at| start(last) == Some(at));
    if all > 0 && begins_anew && last.words.len() >= all {
        pieces.drain(..pieces.len().saturating_sub(1));
    }
    pieces
}
