//! What was read from one source, before it is cut into passages.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::format::Format;
use crate::ids::{DocumentId, SourceId};
use crate::lang::Lang;
use crate::rules::Rule;
use crate::time::{Moment, Timecode};

/// What kind of evidence the words of a source are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The words themselves, as written or as transcribed by people.
    Verbatim,
    /// Somebody's notes of what was said.
    Paraphrase,
    /// Recognised by a machine.
    Machine,
    /// Translated from another language.
    Translation,
}

impl Evidence {
    /// All kinds, in the order of [`Evidence::number`].
    pub const ALL: [Evidence; 4] =
        [Evidence::Verbatim, Evidence::Paraphrase, Evidence::Machine, Evidence::Translation];

    /// A number for it, from 0: what stores keep in columns.
    pub const fn number(self) -> usize {
        match self {
            Evidence::Verbatim => 0,
            Evidence::Paraphrase => 1,
            Evidence::Machine => 2,
            Evidence::Translation => 3,
        }
    }

    /// The name that the JSON contract uses.
    pub fn name(self) -> &'static str {
        match self {
            Evidence::Verbatim => "verbatim",
            Evidence::Paraphrase => "paraphrase",
            Evidence::Machine => "machine",
            Evidence::Translation => "translation",
        }
    }

    /// Reads the name that the JSON contract uses, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Evidence::ALL.into_iter().find(|e| e.name().eq_ignore_ascii_case(name))
    }

    /// Reads what a person types: the name, or the words for it that answers and references show, in
    /// French or in English, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace(['-', '_'], " ");
        Some(match word.as_str() {
            "note" | "notes" => Evidence::Paraphrase,
            "speech recognition" | "automatic transcription" => Evidence::Machine,
            "reconnaissance vocale" | "transcription automatique" => Evidence::Machine,
            "traduction" => Evidence::Translation,
            name => return Evidence::from_name(name),
        })
    }
}

/// The medium that a source speaks of: what a citation opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// A video on `YouTube`, by its id.
    YouTube(String),
    /// A video or page at an address.
    Web(String),
    /// A recording that lies beside the file, by its name.
    Recording(String),
}

impl Medium {
    /// What identifies the medium, whatever the file that speaks of it.
    pub fn key(&self) -> &str {
        match self {
            Medium::YouTube(id) => id,
            Medium::Web(address) => address,
            Medium::Recording(name) => name,
        }
    }
}

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// From 0 to 9999.
    pub year: u16,
    /// From 1 to 12.
    pub month: u8,
    /// From 1 to 31.
    pub day: u8,
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

impl Date {
    /// A day that exists in the Gregorian calendar, or `None`.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };

        (year <= 9999 && (1..=days).contains(&day)).then_some(Date { year, month, day })
    }

    /// The day as it is written in prose: `28 November 2026`, `1er mai 2026`. The number and the month
    /// are joined by a space that does not break.
    pub fn in_words(self, lang: Lang) -> String {
        let months = match lang {
            Lang::Fr => MONTHS_FR,
            Lang::En => MONTHS_EN,
        };
        let month = months.get(usize::from(self.month).saturating_sub(1)).copied();
        let first = lang == Lang::Fr && self.day == 1;
        let ordinal = if first { "er" } else { "" };
        format!("{}{ordinal}\u{a0}{} {}", self.day, month.unwrap_or_default(), self.year)
    }

    /// Reads the day that an ISO 8601 text starts with: `2017-12-21`, `20171221`,
    /// `2017-12-21T10:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = |range: std::ops::Range<usize>| -> Option<u16> {
            let digits = text.get(range)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };

        let small = |range| number(range).and_then(|n| u8::try_from(n).ok());
        if text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-') {
            return Date::new(number(0..4)?, small(5..7)?, small(8..10)?);
        }

        if text.len() == 8 {
            return Date::new(number(0..4)?, small(4..6)?, small(6..8)?);
        }
        None
    }

    /// The day that `2017`, `2017-05` or `2017-05-12` begins with.
    pub fn first_of(period: &str) -> Option<Self> {
        match period.len() {
            4 => Date::parse(&format!("{period}-01-01")),
            7 => Date::parse(&format!("{period}-01")),
            10 => Date::parse(period),
            _ => None,
        }
    }

    /// The day that is `days` after 1 January 1970, in the Gregorian calendar; `None` outside the
    /// years 0 to 9999.
    ///
    /// The arithmetic is Hinnant's, “chrono-Compatible Low-Level Date Algorithms”, 2014: years begin
    /// in March, so that a leap day comes last, and 400 of them have 146097 days.
    pub fn from_unix_days(days: i64) -> Option<Self> {
        let shifted = days.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);

        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// A number that orders as dates do: `20171221`.
    pub fn ordinal(self) -> u64 {
        u64::from(self.year) * 10_000 + u64::from(self.month) * 100 + u64::from(self.day)
    }

    /// The day of a number that [`Date::ordinal`] gives; `None` for any other.
    pub fn from_ordinal(number: u64) -> Option<Self> {
        let part = |of: u64| u8::try_from(of % 100).ok();
        Date::new(u16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Date::parse(&text).ok_or_else(|| format!("`{text}` is not a date such as 2017-12-21"))
    }
}

// A kind that has a number and is missing from `ALL` must break the build.
const _: () = {
    let last = match Evidence::Verbatim {
        Evidence::Verbatim | Evidence::Paraphrase | Evidence::Machine | Evidence::Translation => {
            Evidence::Translation
        }
    };
    assert!(Evidence::ALL.len() == last.number() + 1, "`ALL` lacks a kind");
    let mut number = 0;
    while number < Evidence::ALL.len() {
        assert!(Evidence::ALL[number].number() == number, "`ALL` and `number` disagree");
        number += 1;
    }
};

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

/// What is known of a source as a whole, and said again with each of its passages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The name of this document among several in one file (`_id` of a JSON line).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The place of this document in its file, from 0, where the file has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The title, cleaned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What a citation opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// The day it was published or held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Who wrote or published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The kind of evidence, where the source tells; verbatim otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// It has pages: what stands for the line of a block is the number of its page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paged: bool,
}

/// What a block of text is in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// An item of a list.
    Bullet,
    /// A title that names what follows, from level 1 (widest) on.
    Heading(u8),
}

/// A stretch of a text that one moment supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Byte offset of its start in the text.
    pub start: u32,
    /// Byte offset of its end.
    pub end: u32,
    /// When it was said; `None` where the source gives no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// The line of the source where it starts, from 1; 0 where only its block's is known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub line: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A block of text, cleaned, with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// The text, after NFC and white-space cleaning.
    pub text: String,
    /// The line of the source where the block starts, from 1.
    pub line: u32,
    /// Which moment supports which bytes: in order, not overlapping, covering `text`; empty where
    /// the source gives no time at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Who speaks, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The language that the source declares for it, beside that of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// What kind of evidence it is, where that differs from the rest of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Nobody said it: a sound mark, or a line that speech recognition made up. It is kept, and
    /// left out of results unless it is asked for.
    #[serde(rename = "suspect", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_speech: bool,
}

impl Block {
    /// A block without times.
    pub fn untimed(kind: BlockKind, text: String, line: u32) -> Self {
        let spans = Vec::new();
        let (speaker, lang, evidence, non_speech) = (None, None, None, false);
        Block { kind, text, line, spans, speaker, lang, evidence, non_speech }
    }
}

/// A word of a cue that has a time of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimedWord {
    /// Its bytes in the text of the cue.
    pub bytes: Range<u32>,
    /// Where it starts.
    pub start: Timecode,
    /// Where it ends, never before `start`.
    pub end: Timecode,
    /// How sure its recogniser was, from 0 to 1, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// A stretch of timed speech as its source has it: a caption, a segment, an intervention.
///
/// Blocks are made of them. They are kept beside those, for whoever wants to see what was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cue {
    /// Where it starts.
    pub start: Timecode,
    /// Where it ends, never before `start`.
    pub end: Timecode,
    /// What was said, cleaned; its lines are parted by line feeds.
    pub text: String,
    /// The line of the source where its text starts, from 1.
    pub line: u32,
    /// Who speaks, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The language that the source declares for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// The language it was spoken in, where the source tells, and the text may be a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang_original: Option<Lang>,
    /// Its words, where they are timed: all of them, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<TimedWord>,
    /// What it is instead, where nobody said it.
    #[serde(rename = "suspect", default, skip_serializing_if = "Option::is_none")]
    pub non_speech: Option<NonSpeech>,
}

/// What stands among speech and was said by nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NonSpeech {
    /// A sound mark: `[Applause]`, `♪ … ♪`.
    Sound,
    /// A line that speech recognition made up: what it learned to write where nothing is heard.
    #[serde(rename = "phantom")]
    Hallucination,
}

/// A line of the source that is in no passage, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The line, from 1.
    pub line: u32,
    /// What stood there.
    pub text: String,
    /// The rule that left it out; in JSON its name: `navigation`, `counter`, `repeated-title`…
    pub rule: Rule,
}

/// One document as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The bytes of the file that it was read from.
    pub source: SourceId,
    /// The format it was read as.
    pub format: Format,
    /// What holds for all of it.
    pub about: About,
    /// The language that the source declares, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Its text, in reading order.
    pub blocks: Vec<Block>,
    /// The timed speech that its blocks were made of, in the order of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cues: Vec<Cue>,
    /// What was left out of the passages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// What had to be guessed or could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Diagnostic>,
}

impl Document {
    /// Which it is of those of its source.
    pub fn id(&self) -> DocumentId {
        DocumentId { source: self.source, number: self.about.number.unwrap_or(0) }
    }

    /// Adds another part of the same document, which stands below it.
    pub fn append(&mut self, below: Document) {
        self.blocks.extend(below.blocks);
        self.cues.extend(below.cues);
        self.left_out.extend(below.left_out);
        self.warnings.extend(below.warnings);
    }

    /// The blocks that hold no time at all.
    pub fn untimed(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.spans.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(Date::parse("2017-12-21T10:00:00Z"), Date::new(2017, 12, 21));
        assert_eq!(Date::parse("20171221"), Date::new(2017, 12, 21));
        for bad in ["2017-02-29", "2017-13-01", "2017-1-1", "hier", "", "é017-12-21", "2017-12-2é"]
        {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2020-02-29") < Date::parse("2020-03-01"));
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(Date::from_unix_days(0), Date::new(1970, 1, 1));
        assert_eq!(Date::from_unix_days(11_016), Date::new(2000, 2, 29));
        assert_eq!(Date::from_unix_days(-1), Date::new(1969, 12, 31));
        assert_eq!(Date::from_unix_days(20_785), Date::new(2026, 11, 28));
        assert_eq!(Date::from_unix_days(i64::MAX), None);
        assert_eq!(Date::from_unix_days(4_000_000), None);
    }

    #[test]
    fn a_period_begins_with_its_first_day() {
        assert_eq!(Date::first_of("2017"), Date::new(2017, 1, 1));
        assert_eq!(Date::first_of("2017-05"), Date::new(2017, 5, 1));
        assert_eq!(Date::first_of("2017-05-12"), Date::new(2017, 5, 12));
        for bad in ["", "17", "2017-5", "mai", "2017/05", "2017-13", "été7", "2017-05-12T10"] {
            assert_eq!(Date::first_of(bad), None, "{bad}");
        }
    }
}
