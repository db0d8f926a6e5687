//! What decides is the file as a whole: whether its lines tell the seconds of a medium, and where
//! names stand beside them.
//!
//! Most lines or paragraphs tell a time, the times mostly rise, and they are none of the day. A
//! programme, a log, a result list or a chapter of a law has lines that look the same one by one.

use std::collections::{HashMap, HashSet};

use super::others;
use super::page::Page;
use super::shape::{self, Shape};
use super::stamp::Stamp;
use crate::timed::labels::{Shape as NameShape, asks_or_answers, function};
use crate::timed::other_names::{before_colon, is_often, opens_with_colon};

/// Of so many lines one must tell a time where times are written as only media have them.
const STRONG_ONE_IN: usize = 8;
/// Of so many where it is sure what they are.
const SURE_ONE_IN: usize = 60;
/// Of so many lines one must where a ratio or a time of the day is written alike.
const WEAK_ONE_IN: usize = 3;
/// A medium begins before this, in seconds of `minutes:seconds`: as hours and minutes this is early
/// in the morning.
pub(super) const EARLY: u64 = 5 * 60;
/// The same of `hours:minutes:seconds`.
pub(super) const EARLY_HOURS: u64 = 6 * 3600;
/// More than this cannot be a time of the day.
pub(super) const DAY_OF_PAIRS: u64 = 24 * 60;

/// More words before a colon are part of a sentence, where they do not begin with a capital.
const MOST_WORDS_OF_A_STRANGER: usize = 3;

/// Where the names of speakers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Names {
    /// Beside the words, before a colon, or nowhere.
    #[default]
    BesideWords,
    /// On the line above a time.
    Above,
    /// On the line below a time, or behind a time whose words stand below.
    Below,
}

/// How a file tells times and names.
#[derive(Debug, Default)]
pub(super) struct Habits {
    pub(super) names: Names,
    /// A name and a time head the words that stand below them.
    pub(super) heads: bool,
    /// A name, a time and words follow each other.
    pub(super) middles: bool,
    /// The time of a line follows its words.
    pub(super) after: bool,
    /// Times in square brackets stand in the running text.
    pub(super) inline: bool,
    /// The names before colons that are sure, and how often each comes.
    pub(super) known: HashMap<String, usize>,
    /// Half of the lines with a time open with a name, and nearly all others with something before a
    /// colon.
    pub(super) are_labelled: bool,
    /// Turns have no times of their own: those stand between them, every few minutes.
    pub(super) sparse: bool,
    /// The last line of a list of times, which no paragraph below belongs to.
    pub(super) list: Option<usize>,
}

/// How a file tells times; `None` where it does not.
pub(super) fn habits(page: &Page<'_>) -> Option<Habits> {
    let mut habits = Habits::default();
    let heads = (0..page.lines.len()).filter_map(|at| page.head(at)).collect::<Vec<_>>();
    let ends = page.shapes.iter().filter(|shape| matches!(shape, Shape::End(..))).count();
    let handles = heads.iter().filter(|name| page.name_in(name).is_none()).count();
    let are_known = handles == 0 || counts(&heads).len() * 3 <= heads.len() * 2;
    habits.heads =
        heads.len() >= 2 && heads.len() * 10 >= ends * 7 && are_known && are_people(page, &heads);
    let middles: Vec<&str> = page.shapes.iter().filter_map(Shape::name_before).collect();
    let are_names = middles.len() >= 2 && come_back(&middles);
    habits.middles = page.has_peers || are_names && (are_voices(&middles) || !are_results(page));
    let fronts = page.shapes.iter().filter(|shape| is_front(shape)).count();
    habits.after = !habits.heads && ends >= 2 && fronts == 0 && is_list_of_times(page);

    let timed = habits.timed(page);
    habits.names = names(page);
    habits.inline = is_inline(page, timed.len());
    let covered = timed.len() >= 2 && is_covered(page, &timed, &habits);
    let alone = !timed.is_empty() && timed.iter().all(|(at, _)| page.is_only(*at));
    // So it is told of most texts, before a look at who speaks in them.
    if !covered && !alone && !habits.inline {
        return None;
    }
    let first = timed.first().map_or(page.lines.len(), |(at, _)| *at);
    (habits.known, habits.are_labelled) = known(page, first);
    habits.sparse = alone && is_sparse(page, &habits.known);

    let stamps: Vec<Stamp> = timed.iter().map(|(_, stamp)| *stamp).collect();
    if habits.inline && stamps.len() < 2 {
        return Some(habits);
    }
    let enough = habits.sparse || covered;
    let is_medium = enough && rise(&stamps) && !others::are(page, &timed, &habits);
    if !is_medium || are_of_day(page, &timed) {
        return None;
    }
    habits.list = last_of_list(page, &timed, &habits);
    Some(habits)
}

/// The last time of a file whose times stand in one list, a line each with nothing between: chapters
/// in a description, or a transcript with a line a time. What follows an empty line is none of it.
fn last_of_list(page: &Page<'_>, timed: &[(usize, Stamp)], habits: &Habits) -> Option<usize> {
    const FEWEST: usize = 3;
    let is_list = timed.len() >= FEWEST
        && habits.names == Names::BesideWords
        && !habits.heads
        && timed.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1)
        && timed.iter().all(|(at, _)| matches!(page.shapes[*at], Shape::Start(..)));
    let (last, _) = timed.last()?;
    (is_list && page.shapes.get(last + 1) == Some(&Shape::Blank)).then_some(*last)
}

impl Habits {
    /// The times that count, each with its line.
    pub(super) fn timed(&self, page: &Page<'_>) -> Vec<(usize, Stamp)> {
        let counted = (0..page.lines.len()).filter(|at| self.counts(page, *at));
        counted.filter_map(|at| Some((at, page.shapes[at].stamp()?))).collect()
    }

    /// Whether the time of a line counts.
    pub(super) fn counts(&self, page: &Page<'_>, at: usize) -> bool {
        match page.shapes.get(at) {
            Some(Shape::End(..)) => self.after || self.heads && page.head(at).is_some(),
            Some(Shape::Middle(..)) => self.middles,
            Some(Shape::Only(_) | Shape::Start(..)) => true,
            _ => false,
        }
    }
}

impl Habits {
    /// Whether words open with what may be the name of somebody unknown, in a file that names those
    /// who speak.
    pub(super) fn is_stranger(&self, words: &str) -> bool {
        if !self.known.is_empty() && asks_or_answers(words) {
            return true;
        }
        let few = |name: &&str| name.split(' ').count() <= MOST_WORDS_OF_A_STRANGER;
        let other = || before_colon(words).map(|(name, _)| name).filter(few);
        let name = function(words).map(|(name, _)| name).or_else(other);
        let label = shape::label(words);
        let is_known = |name: &str| self.known.contains_key(name);
        let is_named = name.into_iter().chain(label.map(|label| label.person)).any(is_known);
        let may_name = name.is_some() || self.are_labelled && opens_with_colon(words);
        !self.known.is_empty() && may_name && !is_named
    }
}

pub(super) fn is_front(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Only(_) | Shape::Start(..) | Shape::Middle(..))
}

/// Whether names are those of people who speak: one comes back, they are few, or each is plainly
/// that of a voice.
pub(super) fn come_back(names: &[&str]) -> bool {
    one_returns(names) || names.len() <= 3 || names.iter().all(|name| is_voice(name))
}

/// How often each name comes.
pub(super) fn counts<'n>(names: &[&'n str]) -> HashMap<&'n str, usize> {
    let mut counts = HashMap::new();
    names.iter().for_each(|name| *counts.entry(*name).or_default() += 1);
    counts
}

fn one_returns(names: &[&str]) -> bool {
    counts(names).len() < names.len()
}

/// Whether names stand beside times in units, `Ida Moss (9 min 05 s): third`, as in results of a race.
fn are_results(page: &Page<'_>) -> bool {
    page.lines.iter().zip(&page.shapes).any(|(line, shape)| match shape {
        Shape::Middle(name, _, rest) => {
            let to = line.text.len().saturating_sub(rest.len());
            let from = line.text.find(name).map_or(to, |at| at + name.len());
            line.text.get(from..to).is_some_and(|time| time.contains(char::is_alphabetic))
        }
        _ => false,
    })
}

/// The same of names above words. In headings a few that never come back may be titles.
fn are_people(page: &Page<'_>, names: &[&str]) -> bool {
    let heading = page.lines.iter().zip(&page.shapes).any(|(line, shape)| {
        line.heading.is_some()
            && matches!(shape, Shape::End(_, name) if shape::name(name).is_some())
    });
    come_back(names) && (!heading || are_sure(names))
}

/// Whether one of the names comes back, or all are full ones or plainly those of voices.
fn are_sure(names: &[&str]) -> bool {
    let full = |name: &str| {
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        name.split(' ').count() >= 2 && name.split(' ').all(capital)
    };
    one_returns(names) || names.iter().all(|name| full(name) || is_voice(name))
}

/// Whether names that stand alone are those of voices: one comes back, or each is plainly that of one.
pub(super) fn are_voices(names: &[&str]) -> bool {
    one_returns(names) || names.iter().all(|name| is_voice(name) || shape::is_code(name))
}

/// A title, an office or a number makes a name sure.
fn is_voice(name: &str) -> bool {
    let label = crate::timed::labels::named(name);
    matches!(label, Some(NameShape::Titled | NameShape::Numbered | NameShape::Office))
}

/// Whether lines that end with a time are a list of chapters, which begins with the medium, or have
/// their times in brackets.
fn is_list_of_times(page: &Page<'_>) -> bool {
    let mut ends = page.shapes.iter().filter_map(|shape| match shape {
        Shape::End(stamp, _) => Some(stamp),
        _ => None,
    });
    let from_start = ends.clone().next().is_some_and(|stamp| stamp.start.millis() == 0);
    let is_linked = page.lines.iter().any(|line| line.link.is_some());
    let headed = page.lines.iter().zip(&page.shapes);
    let headed = headed
        .filter(|(_, shape)| matches!(shape, Shape::End(..)))
        .all(|(line, _)| line.heading.is_some());
    !is_linked && (from_start || headed || ends.all(|stamp| stamp.bracketed))
}

/// Where names stand, by what is true of most times.
fn names(page: &Page<'_>) -> Names {
    let (mut blocks, mut above, mut below) = (0, Vec::new(), Vec::new());
    let (mut starts, mut behind, mut headed) = (0, Vec::new(), false);
    for at in 0..page.lines.len() {
        starts += usize::from(matches!(page.shapes[at], Shape::Start(..)));
        if let (Shape::Start(_, rest), true) = (page.shapes[at], page.is_named_start(at)) {
            headed |= page.lines[at].heading.is_some();
            behind.push(rest);
        }
        // A time in words and the same as a clock are one.
        if !page.is_only(at) || at > 0 && page.is_only(at - 1) {
            continue;
        }
        blocks += 1;
        let last = (at..).take_while(|at| page.is_only(*at)).last().unwrap_or(at);
        above.extend(at.checked_sub(1).and_then(|above| page.name(above)));
        below.extend(page.name(last + 1).filter(|_| page.is_plain(last + 2)));
    }

    let most = |found: &[&str], of: usize| {
        found.len() >= 2 && found.len() * 10 >= of * 7 && come_back(found)
    };
    if most(&above, blocks) {
        Names::Above
    } else if most(&below, blocks) || most(&behind, starts) && (!headed || are_sure(&behind)) {
        Names::Below
    } else {
        Names::BesideWords
    }
}

/// The names before colons that are sure: most of the lines that may open a turn have one, those
/// with a time from the first on, or the plain ones from the first that has a name. Whether those with
/// a time are labelled throughout.
fn known(page: &Page<'_>, first: usize) -> (HashMap<String, usize>, bool) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let (mut timed, mut plain) = (Openings::default(), Openings::default());
    let (mut sure, mut others, mut colons) = (HashSet::new(), Vec::new(), 0);
    for at in 0..page.lines.len() {
        let (words, opens) = match page.shapes[at] {
            Shape::Start(_, rest) => (rest, true),
            Shape::Plain => (page.text(at), false),
            _ => continue,
        };
        let label = shape::label(words);
        let other = before_colon(words).filter(|_| label.is_none()).map(|(name, _)| name);
        let named = label.is_some() || opens && function(words).is_some();
        if opens && at >= first {
            timed.add(named);
            colons += usize::from(opens_with_colon(words));
        } else if !opens && (plain.labelled > 0 || named) {
            plain.add(named);
        }

        let person = match (&label, function(words)) {
            (Some(label), _) => label.person,
            (None, Some((name, _))) if opens => name,
            _ => {
                others.extend(other.map(|name| (name, opens)));
                continue;
            }
        };
        *counts.entry(person.to_owned()).or_default() += 1;
        let full = label.is_some_and(|label| label.words > 1) || is_voice(person);
        if page.lines[at].bold_label || full {
            sure.insert(person.to_owned());
        }
    }

    // Beside names that come back so do those that do not look like names.
    let back = counts.values().any(|count| *count > 1);
    let times = self::counts(&others.iter().map(|(name, _)| *name).collect::<Vec<&str>>());
    let returns = |name: &str| times.get(name).is_some_and(|count| is_often(name, *count));
    let others: Vec<(&str, bool)> =
        others.iter().copied().filter(|(name, _)| back && returns(name)).collect();
    for (name, opens) in &others {
        *counts.entry((*name).to_owned()).or_default() += 1;
        if *opens { &mut timed } else { &mut plain }.labelled += 1;
    }

    let back = counts.len() > 1 && back;
    let turns = plain.labelled >= 3 && plain.labelled * 2 > plain.all && back;
    let bold = page.lines.iter().any(|line| line.bold_label);
    let is_habit = turns || bold || timed.labelled >= 2 && timed.labelled * 2 >= timed.all;
    counts.retain(|person, count| {
        is_habit && (*count > 1 || sure.contains(person)) || is_voice(person) || *count > 2
    });
    let are_labelled = timed.labelled * 2 >= timed.all && colons * 5 >= timed.all * 4;
    (counts, are_labelled && timed.labelled >= 3)
}

/// The lines that may open a turn.
#[derive(Default)]
struct Openings {
    all: usize,
    labelled: usize,
}

impl Openings {
    fn add(&mut self, labelled: bool) {
        self.all += 1;
        self.labelled += usize::from(labelled);
    }
}

/// Whether turns stand between times that come every few minutes, as in the transcripts of Meet.
fn is_sparse(page: &Page<'_>, known: &HashMap<String, usize>) -> bool {
    let turns: Vec<usize> =
        (0..page.lines.len()).filter(|at| turn(page, *at, known).is_some()).collect();
    let Some(first) = turns.first() else { return false };
    let plain = (*first..page.lines.len()).filter(|at| page.is_plain(*at)).count();
    let back = known.values().any(|count| *count > 1);
    turns.len() >= 3 && turns.len() * 2 > plain && back
}

/// Who begins to speak in a plain line, as far as its label tells, or as somebody who is known.
pub(super) fn turn<'a>(
    page: &Page<'a>,
    at: usize,
    known: &HashMap<String, usize>,
) -> Option<&'a str> {
    let text = page.text(at);
    let label = shape::label(text).map(|label| label.person);
    let other =
        || before_colon(text).map(|(name, _)| name).filter(|name| known.contains_key(*name));
    label.or_else(other).filter(|_| page.is_plain(at))
}

/// Whether times in square brackets stand within the lines, and rise with the others.
fn is_inline(page: &Page<'_>, timed: usize) -> bool {
    let (mut last, mut inside, mut all, mut verses) = (0, 0, 0, 0);
    let mut opens = false;
    for (at, line) in page.lines.iter().enumerate() {
        verses += shape::verses(&line.text);
        for (place, stamp) in embedded(&line.text) {
            let start = stamp.start.millis();
            if start < last {
                return false;
            }
            last = start;
            inside += usize::from(place > 0);
            opens |= place == 0 && all == 0;
            all += 1;
        }
        if let (Some(stamp), 0) = (page.shapes[at].stamp(), all) {
            last = stamp.start.millis();
        }
    }
    // Some of the verses of a book are written as times are.
    inside > 0 && all >= 2 && verses * 4 < all && (opens || inside >= 3 || timed >= 2)
}

/// The times in square brackets in a text, and where they stand.
pub(super) fn embedded(text: &str) -> impl Iterator<Item = (usize, Stamp)> + '_ {
    let opens = memchr::memchr_iter(b'[', text.as_bytes());
    opens.filter_map(|at| Some((at, super::stamp::at_start(&text[at..])?.0)))
}

/// Whether most lines or paragraphs tell a time.
fn is_covered(page: &Page<'_>, timed: &[(usize, Stamp)], habits: &Habits) -> bool {
    let Some((first, _)) = timed.first() else { return false };
    let first = first.saturating_sub(usize::from(habits.names == Names::Above));
    let body = &page.shapes[first..];
    let lines = body.iter().filter(|shape| **shape != Shape::Blank).count();
    let above = page.shapes[..first].iter().filter(|shape| **shape != Shape::Blank).count();

    let (mut paragraphs, mut told) = (0, 0);
    for paragraph in body.split(|shape| *shape == Shape::Blank).filter(|p| !p.is_empty()) {
        paragraphs += 1;
        told += usize::from(paragraph.iter().take(3).any(|shape| shape.stamp().is_some()));
    }

    let bare = timed.iter().filter(|(_, stamp)| stamp.bare).count();
    let heads = habits.heads || habits.names != Names::BesideWords;
    let is_strong = heads || bare * 2 < timed.len();
    // Names that head long turns, and words that are said as fast as people speak, make it sure.
    let is_sure = habits.heads || others::are_spoken(page, timed);
    let one_in = match (is_sure, is_strong) {
        (true, _) => SURE_ONE_IN,
        (false, true) => STRONG_ONE_IN,
        (false, false) => WEAK_ONE_IN,
    };
    let by_paragraphs = paragraphs >= 2 && told * 2 > paragraphs && told >= 2;
    let words = body.iter().any(|shape| {
        matches!(shape, Shape::Plain | Shape::Start(..) | Shape::Middle(..) | Shape::End(..))
    });
    words && above <= 40 + 2 * lines && (timed.len() * one_in >= lines || by_paragraphs)
}

/// Whether times mostly rise.
fn rise(stamps: &[Stamp]) -> bool {
    let back = stamps.windows(2).filter(|pair| pair[1].start < pair[0].start).count();
    back * 5 <= stamps.len().saturating_sub(1)
}

/// Whether the times at the start of lines are those of the day.
pub(super) fn is_of_day(page: &Page<'_>) -> bool {
    let timed =
        |at: usize| Some((at, page.shapes[at].stamp()?)).filter(|_| is_front(&page.shapes[at]));
    let timed: Vec<(usize, Stamp)> = (0..page.lines.len()).filter_map(timed).collect();
    are_of_day(page, &timed)
}

/// Whether times may be those of the day. Hours and minutes are told from minutes and seconds by
/// where they begin, and by how fast one would have to speak. Where there are hours, minutes and
/// seconds the pace tells nothing: speech goes on as fast by the clock on the wall.
pub(super) fn are_of_day(page: &Page<'_>, timed: &[(usize, Stamp)]) -> bool {
    let chat = page.shapes.iter().any(|shape| matches!(shape, Shape::Chat(..)));
    let nick = |shape: &Shape<'_>| matches!(shape, Shape::Start(_, rest) if rest.starts_with('<'));
    let nicks = page.shapes.iter().filter(|shape| nick(shape)).count();
    if chat || nicks * 2 > timed.len() {
        return true;
    }
    let seconds = |stamp: &Stamp| stamp.start.whole_seconds();
    let Some((_, first)) = timed.first() else { return false };
    let may_be = timed.iter().all(|(_, stamp)| stamp.may_be_day);
    let pairs = timed.iter().all(|(_, stamp)| seconds(stamp) < DAY_OF_PAIRS);
    let hours = timed.iter().any(|(_, stamp)| stamp.has_hours);
    let late =
        if pairs && !hours { seconds(first) >= EARLY } else { seconds(first) >= EARLY_HOURS };
    may_be && late && (hours || !is_as_fast_as_speech(page, timed))
}

/// Whether the words between most times take as long as speech does.
pub(super) fn is_as_fast_as_speech(page: &Page<'_>, timed: &[(usize, Stamp)]) -> bool {
    is_speech_pace(timed.windows(2).map(|pair| {
        let ((from, start), (to, end)) = (pair[0], pair[1]);
        (start.start.whole_seconds(), end.start.whole_seconds(), page.words(from..to))
    }))
}

/// Whether as many words stand between most times as speech has in that time. Each step is the
/// seconds of two times, and the words between them.
pub(super) fn is_speech_pace(steps: impl Iterator<Item = (u64, u64, usize)>) -> bool {
    let (mut plausible, mut all, mut round, mut none) = (0, 0, 0, 0);
    for (start, end, words) in steps {
        let gap = end.saturating_sub(start);
        let words = words as u64;
        all += 1;
        none += usize::from(gap == 0);
        plausible += usize::from(gap > 0 && words * 2 >= gap && words <= gap * 5);
        round += usize::from(end.is_multiple_of(5));
    }
    all >= 3 && none == 0 && plausible * 5 >= all * 4 && round * 2 <= all
}
