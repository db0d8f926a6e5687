//! Citation accuracy: quotes drawn from timed sources, searched among all of them.
//!
//! From every timed file some stretches of 6 to 12 spoken words are drawn, evenly and always the
//! same ones. Each is pasted into a search as it is, without quotation marks. It is right when the
//! first hit's first citation opens within a second of the cue (or, where words are timed, of the
//! word) with which the quote begins. Quotes whose words occur more than once in the files have no
//! one right answer, and are not counted.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;

use ibid_core::analysis::fold::folded;
use ibid_core::document::Cue;
use ibid_core::format::Format;
use ibid_core::time::Method;
use ibid_ingest::{Limits, walk};
use ibid_query::verify::Agreement;
use rayon::prelude::*;
use serde::Serialize;

use super::progress::{Counter, EvalProgress};
use crate::error::Result;
use crate::library::Library;

/// How many words a quote has.
const WORDS: std::ops::RangeInclusive<usize> = 6..=12;
/// How far a citation may be from the cue or word, in seconds.
const TOLERANCE: f64 = 1.0;
/// The worst misses that are kept.
const WORST: usize = 10;

/// How right the citations are.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// One row a format, by its name.
    pub formats: BTreeMap<String, Row>,
    /// All of them together.
    pub all: Row,
    /// The misses that are farthest off, those not found first.
    pub worst: Vec<Miss>,
}

/// What became of some quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Files with timed speech.
    pub files: u64,
    /// Quotes drawn from them.
    pub drawn: u64,
    /// Those that occur once in all the files: the others are not counted below.
    pub once: u64,
    /// Cited within a second.
    pub right: u64,
    /// Of these, cited at a time that was reckoned within a long cue or between two marks.
    pub interpolated: u64,
    /// Found to the letter by a quote check.
    pub exact: u64,
}

impl Row {
    fn add(&mut self, other: &Row) {
        self.files += other.files;
        self.drawn += other.drawn;
        self.once += other.once;
        self.right += other.right;
        self.interpolated += other.interpolated;
        self.exact += other.exact;
    }
}

/// A quote that was cited wrongly.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Miss {
    /// The file that it was drawn from.
    pub path: String,
    /// The quote.
    pub quote: String,
    /// Seconds at which it begins.
    pub t: f64,
    /// Seconds at which it was cited; `None` where it was not found.
    pub cited: Option<f64>,
    /// The file that was cited.
    pub source: Option<String>,
    /// What the quote check said.
    pub verified: Agreement,
}

/// A stretch of spoken words, and when it begins.
struct Drawn {
    path: String,
    format: Format,
    text: String,
    /// The cue or word with which it begins, in seconds.
    t: f64,
    /// The end of that cue.
    t_end: f64,
    /// The numbers of its words.
    words: Vec<u32>,
}

/// Draws up to `most` quotes from each timed file under `folder`, and looks for each in `library`,
/// which holds that folder.
///
/// # Errors
/// When the index cannot be read. Files that cannot be read are left out.
pub fn quotes(library: &Library, folder: &Path, limits: &Limits, most: usize) -> Result<Report> {
    quotes_with(library, folder, limits, most, &|_, _| ())
}

/// The same; `progress` is told after each quote how many of how many were looked for.
///
/// # Errors
/// As [`quotes`].
pub fn quotes_with(
    library: &Library,
    folder: &Path,
    limits: &Limits,
    most: usize,
    progress: EvalProgress<'_>,
) -> Result<Report> {
    let mut report = Report::default();
    let mut numbers = Numbers::default();
    let mut drawn = Vec::new();
    let mut spoken = Vec::new();
    for file in walk(folder).files {
        let Ok(documents) = file.read(limits) else { continue };
        for document in documents.iter().filter(|document| !document.cues.is_empty()) {
            let words = words_of(&document.cues, &mut numbers);
            let before = drawn.len();
            // Text without a time stands between cues, and is no word of theirs.
            let untimed = document.untimed();
            let untimed: Vec<u32> = untimed.map(|block| block.line).collect();
            draw(&document.cues, &untimed, &words, most, &mut drawn);
            for quote in &mut drawn[before..] {
                quote.path.clone_from(&file.shown);
                quote.format = document.format;
            }
            let row = report.formats.entry(document.format.name().to_owned()).or_default();
            row.files += 1;
            row.drawn += (drawn.len() - before) as u64;
            spoken.push(words.into_iter().map(|word| word.number).collect::<Vec<u32>>());
        }
    }

    let counts = occurrences(&drawn, &spoken);
    let once: Vec<&Drawn> =
        drawn.iter().zip(counts).filter(|(_, count)| *count == 1).map(|(quote, _)| quote).collect();
    let counter = Counter::new(once.len(), progress);
    let outcomes: Vec<Outcome> = once
        .par_iter()
        .map(|quote| Ok(counter.after(look(library, quote)?)))
        .collect::<Result<_>>()?;
    for (quote, outcome) in once.iter().zip(outcomes) {
        report.take(quote, outcome);
    }

    report.formats.values().for_each(|row| report.all.add(row));
    report.worst.sort_by(|a, b| off(b).total_cmp(&off(a)).then_with(|| a.path.cmp(&b.path)));
    report.worst.truncate(WORST);

    Ok(report)
}

/// How far off a miss is; farther than anything where it was not found.
fn off(miss: &Miss) -> f64 {
    miss.cited.map_or(f64::INFINITY, |cited| (cited - miss.t).abs())
}

/// What a search and a check said of a quote.
struct Outcome {
    right: bool,
    method: Method,
    cited: Option<f64>,
    source: Option<String>,
    verified: Agreement,
}

impl Report {
    fn take(&mut self, quote: &Drawn, outcome: Outcome) {
        let row = self.formats.entry(quote.format.name().to_owned()).or_default();
        let reckoned = outcome.right && outcome.method == Method::Interpolated;
        row.once += 1;
        row.right += u64::from(outcome.right);
        row.interpolated += u64::from(reckoned);
        row.exact += u64::from(outcome.verified == Agreement::Exact);

        if !outcome.right || outcome.verified != Agreement::Exact {
            self.worst.push(Miss {
                path: quote.path.clone(),
                quote: quote.text.clone(),
                t: quote.t,
                cited: outcome.cited,
                source: outcome.source,
                verified: outcome.verified,
            });
        }
    }
}

fn look(library: &Library, quote: &Drawn) -> Result<Outcome> {
    let response = library.search(&quote.text, 1)?;
    let verdict = library.verify(&quote.text, 1)?;
    let hit = response.hits.first();
    let citation = hit.and_then(|hit| hit.citations.first());
    let cited = citation.and_then(|citation| citation.t);
    let method = citation.map_or(Method::None, |citation| citation.method);
    let close = cited.is_some_and(|t| (t - quote.t).abs() <= TOLERANCE);

    // within a long cue its start is too early: the stretch with the first words is what is right
    let reckoned = method == Method::Interpolated
        && cited.is_some_and(|t| t >= quote.t && t <= quote.t_end)
        && citation.is_some_and(|citation| begins_in(&quote.text, &citation.quote));
    Ok(Outcome {
        right: close || reckoned,
        method,
        cited,
        source: hit.map(|hit| hit.source.clone()),
        verified: verdict.found,
    })
}

/// Whether the first words of a quote end a text, or stand in it.
fn begins_in(quote: &str, text: &str) -> bool {
    let words: Vec<&str> = quote.split_whitespace().collect();
    let all: Vec<&str> = text.split_whitespace().collect();
    let fits = |at: usize| all[at..].iter().zip(&words).all(|(a, b)| a == b);
    (0..all.len()).any(fits)
}

/// A word as it was spoken.
struct Spoken {
    cue: usize,
    bytes: Range<usize>,
    number: u32,
}

/// Words by number, folded, so that stretches of them compare fast.
#[derive(Default)]
struct Numbers(HashMap<String, u32>);

impl Numbers {
    fn of(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let letters: String = folded(word).chars().filter(|c| c.is_alphanumeric()).collect();
        *self.0.entry(letters).or_insert(next)
    }
}

/// The words of all cues that somebody said.
fn words_of(cues: &[Cue], numbers: &mut Numbers) -> Vec<Spoken> {
    let mut words = Vec::new();
    for (i, cue) in cues.iter().enumerate().filter(|(_, cue)| cue.non_speech.is_none()) {
        let mut at = 0;
        for part in cue.text.split_inclusive([' ', '\n']) {
            let word = part.trim_end_matches([' ', '\n']);
            if word.chars().any(char::is_alphanumeric) {
                let bytes = at..at + word.len();
                words.push(Spoken { cue: i, bytes, number: numbers.of(word) });
            }
            at += part.len();
        }
    }

    words
}

/// Draws quotes at even distances: of one speaker, each with a length of its own.
/// `untimed` are the lines of text without a time, which no quote goes across.
fn draw(cues: &[Cue], untimed: &[u32], words: &[Spoken], most: usize, drawn: &mut Vec<Drawn>) {
    let (shortest, longest) = (*WORDS.start(), *WORDS.end());
    let step = (words.len() / most.max(1)).max(1);
    for (n, at) in (0..words.len()).step_by(step).take(most).enumerate() {
        let length = shortest + (n * 5) % (longest - shortest + 1);
        let Some(stretch) = words.get(at..at + length) else { continue };
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        let one_voice = cues[first.cue..=last.cue]
            .windows(2)
            .all(|pair| pair[0].speaker == pair[1].speaker && pair[0].lang == pair[1].lang);
        let lines = cues[first.cue].line..cues[last.cue].line;
        if !one_voice || untimed.iter().any(|line| lines.contains(line)) {
            continue;
        }
        let cue = &cues[first.cue];
        let word = cue.words.iter().find(|word| word.bytes.end as usize > first.bytes.start);
        let start = word.map_or(cue.start, |word| word.start);
        drawn.push(Drawn {
            path: String::new(),
            format: Format::Empty,
            text: text_of(cues, first, last),
            t: start.seconds(),
            t_end: cue.end.seconds(),
            words: stretch.iter().map(|word| word.number).collect(),
        });
    }
}

/// The text from one word to another, as a reader would copy it.
fn text_of(cues: &[Cue], first: &Spoken, last: &Spoken) -> String {
    let mut text = String::new();
    for (i, cue) in cues.iter().enumerate().take(last.cue + 1).skip(first.cue) {
        if cue.non_speech.is_some() {
            continue;
        }
        let from = if i == first.cue { first.bytes.start } else { 0 };
        let to = if i == last.cue { last.bytes.end } else { cue.text.len() };
        for word in cue.text.get(from..to).unwrap_or_default().split([' ', '\n']) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }

    text
}

/// How often the words of each quote occur in all that was spoken.
fn occurrences(drawn: &[Drawn], spoken: &[Vec<u32>]) -> Vec<u64> {
    let mut counts: HashMap<&[u32], u64> = drawn.iter().map(|quote| (&*quote.words, 0)).collect();
    for words in spoken {
        for length in WORDS {
            for window in words.windows(length) {
                if let Some(count) = counts.get_mut(window) {
                    *count += 1;
                }
            }
        }
    }

    drawn.iter().map(|quote| counts.get(&*quote.words).copied().unwrap_or(0)).collect()
}
