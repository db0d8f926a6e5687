//! The pieces of a page that may be a transcript, in order: times, names, texts.

use std::collections::HashSet;

use super::super::elements::{Purpose, Role, is_void, is_whole, role};
use super::super::references::decode;
use super::super::tags::{PagePiece, Pieces, attributes};
use super::links::{Links, Only};
use super::told::{self, Unit};
use crate::clean::clean;
use crate::formats::links::{number_of, time_of, time_of_link};
use crate::timed::clock;

/// Where a time stands in its paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// In front of its words.
    Head,
    /// Behind words.
    Tail,
    /// Between words.
    Middle,
    /// There are no words in its paragraph.
    Alone,
}

/// A piece of a transcript.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// Milliseconds.
    Time(u64, Edge),
    /// Who speaks.
    Name(String),
    /// A paragraph, or a part of one.
    Text(String),
}

/// All that was found.
#[derive(Default)]
pub(super) struct Found {
    /// Each with where it starts in the page.
    pub(super) pieces: Vec<(usize, Piece)>,
    /// Links that say a second.
    pub(super) links: Links,
    /// How many `time` elements name a day.
    pub(super) dated: usize,
    /// The pieces are those of `YouTube`'s panel, and nothing else on the page is one.
    pub(super) panel: bool,
    /// How many times attributes tell.
    pub(super) told: usize,
}

/// Where the first of the times stands that the attributes or the links of a page tell, and how many
/// there are, on a page that is read as no transcript. `found` is what [`find`] gave.
pub(super) fn unused(page: &str, found: &Found) -> Option<(usize, usize)> {
    if told::may_be_in(page) && found.told == 0 {
        let found = walk(page, false, Some(Unit::Seconds));
        if found.told > 0 {
            return told::not_believed(&found.pieces);
        }
    }
    let is_told = found.told > 0 || found.links.count() > 0;
    let told = is_told.then(|| told::not_believed(&found.pieces)).flatten();
    told.or_else(|| found.links.unused())
}

/// Finds the pieces of a page: only those in `YouTube`'s panel where it has one, and with the times
/// that attributes tell where people can have said so much in that time.
pub(super) fn find(page: &str) -> Found {
    const FEWEST: usize = 3;
    if told::may_be_in(page) {
        for unit in [Unit::Seconds, Unit::Millis] {
            let found = walk(page, false, Some(unit));
            if found.told >= FEWEST && told::is_speech(&found.pieces) {
                return found;
            }
            if found.told == 0 {
                break;
            }
        }
    }

    let panel = page.contains("transcript-segment");
    let all = walk(page, panel, None);
    if panel && all.pieces.is_empty() { walk(page, false, None) } else { all }
}

fn walk(page: &str, panel: bool, unit: Option<Unit>) -> Found {
    let found = walk_media(page, panel, unit, Only::Any);
    match found.links.several() {
        Some(only) => walk_media(page, panel, unit, only),
        None => found,
    }
}

fn walk_media(page: &str, panel: bool, unit: Option<Unit>, only: Only) -> Found {
    let found = Found { panel, links: Links::new(only), ..Found::default() };
    let classed = told::has_clock_classes(page);
    let mut walker = Walker { found, unit, classed, ..Walker::default() };
    let mut pieces = Pieces::new(page);
    while let Some((at, piece)) = pieces.next() {
        match piece {
            PagePiece::Open(name, all) => {
                let name = name.to_ascii_lowercase();
                let raw = ["script", "style", "textarea", "iframe", "title"];
                if let Some(raw) = raw.into_iter().find(|raw| *raw == name) {
                    _ = pieces.raw_text(raw);
                } else {
                    walker.open(&name, all, at);
                }
            }
            PagePiece::Close(name) => walker.close(&name.to_ascii_lowercase()),
            PagePiece::Text(text) => walker.text(text, at),
        }
    }
    walker.flush();
    name_heads(&mut walker.found.pieces);
    walker.found
}

/// Has texts that are names speak where a name and a time stand together above or before the words
/// of their own paragraph: `<dt>Claire <time>0:05</time></dt><dd>…`, or cells of a table. Most times
/// must have one, and names come back.
fn name_heads(pieces: &mut [(usize, Piece)]) {
    let name = |at: usize| match pieces.get(at) {
        Some((_, Piece::Text(text))) if is_name(text) => Some(text),
        _ => None,
    };
    let is_text = |at: usize| matches!(pieces.get(at), Some((_, Piece::Text(_))));
    let is_time = |at: usize| matches!(pieces.get(at), Some((_, Piece::Time(..))));
    let times: Vec<usize> = (0..pieces.len()).filter(|at| is_time(*at)).collect();
    let above = |at: usize| {
        let tail = matches!(pieces.get(at), Some((_, Piece::Time(_, edge))) if *edge != Edge::Head);
        at.checked_sub(1).filter(|above| tail && name(*above).is_some() && is_text(at + 1))
    };
    let below = |at: usize| {
        let head = matches!(pieces.get(at), Some((_, Piece::Time(_, Edge::Head | Edge::Alone))));
        Some(at + 1).filter(|below| head && name(*below).is_some() && is_text(at + 2))
    };

    let above: Vec<(usize, usize)> =
        times.iter().filter_map(|at| Some((*at, above(*at)?))).collect();
    let below: Vec<(usize, usize)> =
        times.iter().filter_map(|at| Some((*at, below(*at)?))).collect();
    let found = if above.len() > below.len() { above } else { below };
    let names: HashSet<&String> = found.iter().filter_map(|(_, at)| name(*at)).collect();
    let back = names.len() < found.len() || found.len() <= 3;
    if found.len() < 2 || found.len() * 10 < times.len() * 6 || !back {
        return;
    }
    for (time, at) in found {
        if let Some((_, Piece::Time(_, edge))) = pieces.get_mut(time) {
            *edge = Edge::Head;
        }
        if let Some((_, piece)) = pieces.get_mut(at)
            && let Piece::Text(name) = piece
        {
            let name = name.trim_end_matches([':', ' ', '\u{a0}']).to_owned();
            *piece = Piece::Name(name);
        }
    }
}

/// Whether a text is a name, perhaps before a colon.
fn is_name(text: &str) -> bool {
    let name = text.trim_end_matches([':', ' ', '\u{a0}']);
    crate::timed::labels::named(name).is_some()
}

/// A part of a paragraph that is not closed yet.
enum Part {
    Time(u64),
    /// A time that an attribute tells, in front of its words.
    Told(u64),
    Name(String),
    Text(String),
}

#[derive(Default)]
struct Walker {
    found: Found,
    parts: Vec<(usize, Part)>,
    /// The element that is passed over, and how many of its name are open.
    skipped: Option<(String, usize)>,
    /// How many segments of the panel are open.
    segments: usize,
    /// The text of an open `cite`, `time` or link, with where it starts.
    label: Option<Label>,
    /// How many parts the paragraph had where bold words opened at its head.
    bold: Option<usize>,
    /// The open paragraph has words.
    has_words: bool,
    /// In what attributes count, where they are looked at.
    unit: Option<Unit>,
    /// The next text names who speaks.
    names: bool,
    /// Elements of the page are called times.
    classed: bool,
}

struct Label {
    name: &'static str,
    at: usize,
    text: String,
    /// Where a link leads that says a second, or a number that may be one.
    address: String,
}

impl Walker {
    fn open(&mut self, name: &str, all: &str, at: usize) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(*skipped == name);
            return;
        }
        if is_passed_over(name, all) && !is_void(name) {
            self.flush();
            self.skipped = Some((name.to_owned(), 1));
            return;
        }

        if let Some(time) = self.unit.and_then(|unit| told::millis(all, unit)) {
            if is_block(name) {
                self.flush();
            }
            self.tell(time, all, at);
            // A link may say its second too, and open the medium.
            if name != "a" {
                return;
            }
        }
        let timed = || self.parts.iter().any(|(_, part)| matches!(part, Part::Told(_)));
        if self.unit.is_some() && timed() && told::is_speaker(all) {
            self.names = true;
        }
        if is_bold(name) && !self.has_words && self.label.is_none() {
            if !matches!(self.parts.last(), Some((_, Part::Text(_)))) {
                self.parts.push((at, Part::Text(String::new())));
            }
            self.bold = Some(self.parts.len());
        }
        self.segments += usize::from(is_segment(name));
        let labels = ["cite", "time", "a"].into_iter();
        let known = labels.chain(self.clock_element(name, all)).find(|known| *known == name);
        match known {
            Some(known) => {
                let address = if known == "a" { timed_address(all) } else { None };
                if known != "a" || address.is_some() {
                    let address = address.unwrap_or_default();
                    self.label = Some(Label { name: known, at, text: String::new(), address });
                }
                self.found.dated += usize::from(known == "time" && names_day(all));
            }
            None if is_block(name) => self.flush(),
            None if role(name) == Role::Break => {
                self.end_line();
                self.text(" ", at);
            }
            None => {}
        }
        self.names |= self.classed && told::is_speaker(all);
    }

    /// The name of an element that is called a time: `<span class="timestamp">`.
    fn clock_element(&mut self, name: &str, all: &str) -> Option<&'static str> {
        let known = ["span", "div", "small", "p", "td"].into_iter().find(|known| *known == name);
        let known = known.filter(|_| self.classed && told::is_clock_class(all))?;
        if is_block(name) {
            self.flush();
        }
        Some(known)
    }

    /// A time that ends a line stands apart from the words below: `<b>Ida</b> · 0:07<br>Yes.`
    fn end_line(&mut self) {
        /// Signs and a time take no more bytes.
        const LONGEST: usize = 40;
        const SIGNS: [char; 7] = ['·', '•', '|', '-', '–', '—', ','];
        let Some((_, part @ Part::Text(_))) = self.parts.last_mut() else { return };
        let Part::Text(text) = &*part else { return };
        if text.len() > LONGEST {
            return;
        }
        let time = clock_of(text.trim_matches(|c: char| c.is_whitespace() || SIGNS.contains(&c)));
        if let Some(time) = time {
            *part = Part::Time(time);
        }
    }

    /// Puts a time before the words that follow, where a sentence begins with them or the time before
    /// is long past: one of each word says no more.
    fn tell(&mut self, time: u64, all: &str, at: usize) {
        const LONG: u64 = 10_000;
        const ENDS: [char; 8] = ['.', '?', '!', '…', '»', '”', '"', ')'];
        self.names = told::is_speaker(all);
        self.end_open_label();
        let words = self.parts.iter().rev().find_map(|(_, part)| match part {
            Part::Text(text) => Some(text.trim_end()).filter(|text| !text.is_empty()),
            _ => None,
        });
        let last = self.parts.iter().rev().find_map(|(_, part)| match part {
            Part::Told(time) => Some(*time),
            _ => None,
        });
        let opens = words.is_none_or(|words| words.ends_with(ENDS));
        if opens || last.is_none_or(|last| time >= last.saturating_add(LONG)) {
            self.found.told += 1;
            self.parts.push((at, Part::Told(time)));
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(*skipped == name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }

        if is_bold(name) {
            self.end_bold();
        }
        if self.label.as_ref().is_some_and(|label| label.name == name) {
            self.end_label();
        } else if is_block(name) {
            self.flush();
        }
        if is_segment(name) {
            self.segments = self.segments.saturating_sub(1);
        }
    }

    fn text(&mut self, raw: &str, at: usize) {
        let outside = self.found.panel && self.segments == 0;
        if self.skipped.is_some() || outside {
            return;
        }
        let text = decode(raw);
        if self.names && !text.trim().is_empty() {
            self.names = false;
            let signs = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | ':');
            self.parts.push((at, Part::Name(clean(text.trim_matches(signs)))));
            return;
        }
        if let Some(label) = &mut self.label {
            if label.text.trim().is_empty() {
                label.at = at;
            }
            label.text.push_str(&text);
            return;
        }
        self.words(text, at);
    }

    /// Adds words to the paragraph.
    fn words(&mut self, text: String, at: usize) {
        self.has_words = self.has_words || text.contains(char::is_alphanumeric);
        match self.parts.last_mut() {
            Some((_, Part::Text(last))) => last.push_str(&text),
            _ => self.parts.push((at, Part::Text(text))),
        }
    }

    /// Parts a name in bold at the head of a paragraph from what follows it.
    fn end_bold(&mut self) {
        let open = self.bold.take().filter(|count| *count == self.parts.len());
        let Some((at, Part::Text(text))) = self.parts.last().filter(|_| open.is_some()) else {
            return;
        };
        if is_name(&clean(text)) {
            let at = *at;
            self.parts.push((at, Part::Text(String::new())));
        }
    }

    fn end_label(&mut self) {
        let Some(label) = self.label.take() else { return };
        let text = clean(&label.text);
        let told = clock_of(&text);
        match label.name {
            "cite" => {
                self.flush();
                let name = text.trim_end_matches([':', ' ', '\u{a0}']).to_owned();
                if !name.is_empty() && !crate::formats::is_long(&name) {
                    self.found.pieces.push((label.at, Piece::Name(name)));
                }
            }
            "a" => self.end_link(label, told.is_some()),
            _ => self.parts.push(match told {
                Some(time) => (label.at, Part::Time(time)),
                None => (label.at, Part::Text(label.text)),
            }),
        }
    }

    /// The second of a link; `is_clock` where its label says no more.
    fn end_link(&mut self, label: Label, is_clock: bool) {
        let Label { at, text, address, .. } = label;
        let second = time_of_link(&address, &text);
        match second.filter(|_| self.found.links.take(address.clone(), at)) {
            Some(time) => {
                self.parts.push((at, Part::Time(time)));
                if !is_clock && !text.trim().is_empty() {
                    self.parts.push((at, Part::Text(text)));
                }
            }
            None => {
                let number = number_of(&address).filter(|_| second.is_none());
                if let Some(number) = number {
                    self.found.links.leave(number, at);
                }
                // The time of another medium is no word.
                if second.is_none() || !is_clock {
                    self.words(text, at);
                }
            }
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        self.end_open_label();
        (self.has_words, self.bold, self.names) = (false, None, false);
        let mut parts: Vec<(usize, Part)> = Vec::new();
        for (at, part) in self.parts.drain(..) {
            match part {
                Part::Text(text) => {
                    let text = clean(&text);
                    // Brackets around a link are no words.
                    let is_word = text.contains(char::is_alphanumeric);
                    match clock_of(&text) {
                        Some(time) => parts.push((at, Part::Time(time))),
                        None if !is_word => {}
                        None => parts.push((at, Part::Text(text))),
                    }
                }
                time => parts.push((at, time)),
            }
        }

        strip_around_times(&mut parts);
        name_of_told(&mut parts);
        let mut speaker: Option<String> = None;
        let last = parts.len().saturating_sub(1);
        let has_text = parts.iter().any(|(_, part)| matches!(part, Part::Text(_)));
        for (i, (at, part)) in parts.into_iter().enumerate() {
            let piece = match part {
                Part::Text(text) => Piece::Text(text),
                Part::Name(name) => {
                    speaker = Some(name.clone());
                    Piece::Name(name)
                }
                Part::Told(time) => {
                    let again = speaker.clone().map(|name| (at, Piece::Name(name)));
                    self.found.pieces.extend(again);
                    Piece::Time(time, Edge::Head)
                }
                Part::Time(time) if !has_text => Piece::Time(time, Edge::Alone),
                Part::Time(time) if i == 0 => Piece::Time(time, Edge::Head),
                Part::Time(time) if i == last => Piece::Time(time, Edge::Tail),
                Part::Time(time) => Piece::Time(time, Edge::Middle),
            };
            self.found.pieces.push((at, piece));
        }
    }

    /// A label that is not closed within its paragraph is text.
    fn end_open_label(&mut self) {
        if let Some(label) = self.label.take() {
            self.parts.push((label.at, Part::Text(label.text)));
        }
    }
}

/// Where a link leads that says a second, or a number that may be one.
fn timed_address(all: &str) -> Option<String> {
    let named = |(name, _): &(&str, &str)| name.eq_ignore_ascii_case("href");
    let (_, address) = attributes(all).find(named)?;
    let address = decode(address.trim());
    (time_of(&address).is_some() || number_of(&address).is_some()).then_some(address)
}

/// Whether a `time` element names a day: `datetime="2026-05-04T21:45"`.
fn names_day(all: &str) -> bool {
    let named = |(name, _): &(&str, &str)| name.eq_ignore_ascii_case("datetime");
    let day = attributes(all).find(named).and_then(|(_, value)| value.trim().get(..10));
    day.is_some_and(|day| ibid_core::document::Date::parse(day).is_some())
}

/// Takes from the texts around times the signs that set those apart: `(0:05) `, `[0:05] – `.
fn strip_around_times(parts: &mut [(usize, Part)]) {
    let is_time = |part: Option<&(usize, Part)>| matches!(part, Some((_, Part::Time(_))));
    for i in 0..parts.len() {
        let before = i.checked_sub(1).is_some_and(|before| is_time(parts.get(before)));
        let after = is_time(parts.get(i + 1));
        let Some((_, Part::Text(text))) = parts.get_mut(i) else { continue };
        let mut rest = text.as_str();
        if before {
            rest = rest.trim_start_matches([')', ']', ':', '-', '–', '—', ' ']);
        }
        if after {
            rest = rest.trim_end_matches(['(', '[', ' ']);
        }
        *text = rest.to_owned();
    }
}

/// Takes the name before a colon, and a clock in brackets behind it, from the words of a paragraph
/// whose time an attribute tells: `S01: [00:00:12] Yes.`
fn name_of_told(parts: &mut Vec<(usize, Part)>) {
    let mut at = 0;
    while at + 1 < parts.len() {
        at += 1;
        let told = matches!(parts.get(at - 1), Some((_, Part::Told(_))));
        let Some((start, Part::Text(text))) = parts.get(at).filter(|_| told) else { continue };
        let (start, mut rest) = (*start, text.as_str());
        // The same time for the eye.
        if let Some((_, words)) =
            rest.split_once(' ').filter(|(first, _)| clock_of(first).is_some())
        {
            rest = words.trim_start();
        }
        let name = rest.split_once(": ").filter(|(name, _)| is_code(name) || is_name(name));
        if let Some((_, words)) = name {
            rest = words.trim_start();
        }
        let name = name.map(|(name, _)| name.trim_end().to_owned());
        let inner = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        if let Some((_, words)) = inner.filter(|(clock, _)| clock_of(clock).is_some()) {
            rest = words.trim_start();
        }
        let rest = rest.to_owned();
        if let Some((_, part)) = parts.get_mut(at) {
            *part = Part::Text(rest);
        }
        if let Some(name) = name {
            parts.insert(at, (start, Part::Name(name)));
            at += 1;
        }
    }
}

/// `S01`: how voices are numbered beside times.
fn is_code(name: &str) -> bool {
    let number = name.strip_prefix('S').unwrap_or_default();
    (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

fn is_bold(name: &str) -> bool {
    matches!(name, "b" | "strong")
}

fn is_segment(name: &str) -> bool {
    name.contains("transcript-segment")
}

/// Whether an element parts what is around it; those that programs define do.
fn is_block(name: &str) -> bool {
    !matches!(role(name), Role::Inline | Role::Link | Role::Break) || name.contains("-renderer")
}

/// Whether nothing in an element is said.
fn is_passed_over(name: &str, all: &str) -> bool {
    let unread = ["A11y", "a11y", "sr-only", "visually-hidden"];
    let class = attributes(all).find(|(name, _)| name.eq_ignore_ascii_case("class"));
    matches!(role(name), Role::Hidden | Role::LeftOut(_))
        || matches!(name, "aside" | "head")
        || !is_whole(name) && Purpose::from_attributes(all).left_out().is_some()
        || class.is_some_and(|(_, class)| unread.iter().any(|sign| class.contains(sign)))
}

/// The time that a text is, and nothing else.
fn clock_of(text: &str) -> Option<u64> {
    const LONGEST: usize = 16;
    let inner = text.trim_matches(|c: char| "[]()".contains(c) || c.is_whitespace());
    let signs = |c: char| c.is_ascii_digit() || ":.,".contains(c);
    let is_clock = inner.len() <= LONGEST && inner.contains(':') && inner.chars().all(signs);
    is_clock.then(|| clock::time(inner)).flatten().map(|time| time.millis())
}
