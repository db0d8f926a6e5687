//! What the columns of a transcript are called, by what is in them.

use ibid_core::lang::Lang;

use super::elan::{self, Tier};
use crate::formats::speech::recognisers::names::Unit;

/// When a line starts. Premiere and Avid, Descript, Trint, Sonix, Rev, Happy Scribe, `MacWhisper`,
/// `noScribe`, ELAN's and Praat's tables, and people who make their own.
const STARTS: &[&str] = &[
    "start",
    "start time",
    "starttime",
    "start timecode",
    "start timestamp",
    "begin",
    "begin time",
    "from",
    "in",
    "in point",
    "tc in",
    "timecode in",
    "time in",
    "tmin",
    "xmin",
    "onset",
    "t0",
    "time",
    "timestamp",
    "time stamp",
    "timecode",
    "time code",
    "tc",
    "début",
    "debut",
    "de",
    "temps",
    "heure de début",
    "horodatage",
    "minutage",
    "code temporel",
    "entrée",
];

/// When a line starts, where a column of words is named beside it and it holds clocks: this stands for
/// many things.
const BARE_STARTS: &[&str] = &["t"];

/// The hour of the day. A transcript says time, or start.
pub(in crate::formats) const HOURS: &[&str] =
    &["hour", "hours", "time of day", "heure", "heures", "horaire", "horaires"];

const ENDS: &[&str] = &[
    "end",
    "end time",
    "endtime",
    "end timecode",
    "end timestamp",
    "to",
    "out",
    "out point",
    "tc out",
    "timecode out",
    "time out",
    "stop",
    "tmax",
    "xmax",
    "offset",
    "t1",
    "fin",
    "à",
    "a",
    "heure de fin",
    "sortie",
];

const DURATIONS: &[&str] = &["duration", "dur", "lasts", "length", "durée", "duree"];

pub(super) const TEXTS: &[&str] = &[
    "text",
    "transcript",
    "transcription",
    "content",
    "sentence",
    "caption",
    "captions",
    "subtitle",
    "words",
    "word",
    "utterance",
    "speech",
    "message",
    "dialogue",
    "dialog",
    "line",
    "texte",
    "paroles",
    "propos",
    "phrase",
    "contenu",
    "sous-titre",
    "mot",
    "énoncé",
    "annotation",
    "label",
    "verbatim",
    "quote",
    "segment",
    "intervention",
];

/// What markers say, where no column has a name of [`TEXTS`] and an end or a length is told.
pub(super) const MARKERS: &[&str] = &["description", "comments", "notes", "marker name", "name"];

/// Both times of a line in one cell, as `NVivo` writes them.
const SPANS: &[&str] = &["timespan", "time span", "time range", "plage", "plage horaire"];

pub(super) const SPEAKERS: &[&str] = &[
    "speaker",
    "speaker name",
    "speaker label",
    "speaker id",
    "name",
    "who",
    "character",
    "participant",
    "locuteur",
    "locutrice",
    "intervenant",
    "intervenante",
    "orateur",
    "nom",
    "qui",
    "personne",
    "voice",
    "voix",
];

/// The tier of ELAN or Praat, which has the name of who speaks where nothing else tells it.
pub(super) const TIERS: &[&str] = &["tier", "tier name"];

const CONFIDENCES: &[&str] = &["confidence", "conf", "probability", "score", "confiance"];

/// The names of whisper's tables.
const PLAIN: [&str; 3] = ["start", "end", "text"];

/// Which column holds what, from 0.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) start: (usize, Unit),
    pub(super) end: Option<(usize, Unit)>,
    pub(super) lasts: Option<(usize, Unit)>,
    pub(super) text: usize,
    /// The language that its head names.
    pub(super) lang: Option<Lang>,
    /// Further columns with what is said, in languages that their heads name.
    pub(super) others: Vec<(usize, Option<Lang>)>,
    pub(super) speaker: Option<usize>,
    /// What names who speaks in a row whose speaker is not named.
    pub(super) tier: Option<usize>,
    /// Columns that each hold what one tier says; none where the rows are those of one column of words.
    pub(super) tiers: Vec<Tier>,
    pub(super) confidence: Option<usize>,
    /// How many there are.
    pub(super) width: usize,
    /// Those that nothing is read of, by their names.
    pub(super) unread: Vec<(usize, String)>,
    /// There are three, named just `start`, `end` and `text`.
    pub(super) is_plain: bool,
    /// The table has no head.
    pub(super) is_headless: bool,
    /// Both times stand in the cell of the start.
    pub(super) is_span: bool,
    /// Its head says that its times are hours of the day.
    pub(super) is_of_day: bool,
    /// Only the shape of its head says that what it lists was said: it is one of markers.
    pub(super) lists_markers: bool,
    /// Only clocks are times under the name of its start.
    pub(super) wants_clocks: bool,
}

/// Whether a line is a label of Audacity: two numbers of seconds with fractions, and words.
pub(super) fn is_label(line: &str) -> bool {
    let mut cells = line.splitn(3, '\t');
    let mut is_number = || {
        let cell = cells.next().unwrap_or_default();
        cell.contains(['.', ','])
            && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
    };
    is_number()
        && is_number()
        && cells.next().is_some_and(|words| words.contains(char::is_alphabetic))
}

impl Columns {
    /// Those of labels.
    pub(super) fn of_labels() -> Self {
        Columns::headless(0, Some(1), 2)
    }

    /// Those of a table without a head, with seconds or clocks.
    pub(super) fn headless(start: usize, end: Option<usize>, text: usize) -> Self {
        Columns {
            start: (start, Unit::Seconds),
            end: end.map(|end| (end, Unit::Seconds)),
            lasts: None,
            text,
            lang: None,
            others: Vec::new(),
            speaker: None,
            tier: None,
            tiers: Vec::new(),
            confidence: None,
            width: text + 1,
            unread: Vec::new(),
            is_plain: false,
            is_headless: true,
            is_span: false,
            is_of_day: false,
            lists_markers: false,
            wants_clocks: false,
        }
    }

    /// Those of a head; `None` where it names no time or no words.
    pub(super) fn from_head<'h>(names: impl Iterator<Item = &'h str>) -> Option<Self> {
        let head = Head::new(names);
        let tiers = elan::tiers(&head);
        let languages = if tiers.is_empty() { head.languages() } else { Vec::new() };
        let first = tiers.first().map(|tier| tier.at);
        let known = first.or_else(|| head.find(TEXTS)).or(languages.first().map(|(at, _)| *at));
        let lasts = head.find(ENDS).or_else(|| head.find(DURATIONS)).is_some();
        let text = known.or_else(|| head.find(MARKERS).filter(|_| lasts))?;
        let lang = languages.iter().find(|(at, _)| *at == text).map(|(_, lang)| *lang);
        let others = languages.iter().filter(|(at, _)| *at != text);

        // The name of a marker is nobody.
        let names_speakers = known.is_some() && tiers.is_empty();
        let start = head.start()?;
        let mut columns = Columns {
            width: head.written.len(),
            unread: Vec::new(),
            start: start.column,
            end: head.with_unit(ENDS),
            lasts: head.with_unit(DURATIONS),
            text,
            lang,
            others: others.map(|(at, lang)| (*at, Some(*lang))).collect(),
            speaker: head.find(SPEAKERS).filter(|_| names_speakers),
            tier: head.find(TIERS).filter(|_| names_speakers),
            tiers,
            confidence: head.find(CONFIDENCES),
            is_headless: false,
            is_span: start.is_span,
            is_of_day: start.is_of_day,
            wants_clocks: start.wants_clocks,
            lists_markers: known.is_none(),
            is_plain: head.names.iter().map(|(name, _)| name.as_str()).eq(PLAIN),
        };
        let unread = |at: &usize| !columns.reads(*at);
        let named = |at: usize| Some((at, head.written.get(at)?.trim().to_owned()));
        columns.unread = (0..columns.width).filter(unread).filter_map(named).collect();
        Some(columns)
    }

    /// These columns for each of those that hold words as their tiers, and who speaks in it.
    pub(super) fn of_each_tier(&self) -> Vec<(Columns, Option<String>)> {
        if self.tiers.is_empty() {
            return vec![(self.clone(), None)];
        }
        let alone = Columns { tiers: Vec::new(), ..self.clone() };
        let of = |tier: &Tier| {
            let columns = Columns { text: tier.at, lang: tier.lang, ..alone.clone() };
            (columns, tier.speaker.clone())
        };
        self.tiers.iter().map(of).collect()
    }

    /// Whether no other column than that of the text holds words, as far as the head tells.
    pub(super) fn holds_words_once(&self) -> bool {
        let is_once = self.others.is_empty() && self.tiers.len() < 2;
        is_once && self.unread.is_empty() && !self.lists_markers
    }

    /// Whether something is read of a column.
    pub(super) fn reads(&self, at: usize) -> bool {
        let of_times = [Some(self.start), self.end, self.lasts].into_iter().flatten();
        at == self.text
            || of_times.map(|(at, _)| at).any(|own| own == at)
            || self.others.iter().any(|(own, _)| *own == at)
            || self.tiers.iter().any(|tier| tier.at == at)
            || [self.speaker, self.tier, self.confidence].contains(&Some(at))
    }
}

/// What a row says that names columns.
pub(super) struct Head<'h> {
    pub(super) written: Vec<&'h str>,
    /// The same in small letters, each with its unit.
    names: Vec<(String, Unit)>,
}

/// The column of the starts.
struct Start {
    column: (usize, Unit),
    is_span: bool,
    is_of_day: bool,
    wants_clocks: bool,
}

impl<'h> Head<'h> {
    fn new(names: impl Iterator<Item = &'h str>) -> Self {
        let written: Vec<&str> = names.collect();
        let names = written.iter().copied().map(name_and_unit).collect();
        Head { written, names }
    }

    /// The first column that has one of these names, the first of them before the others.
    pub(super) fn find(&self, known: &[&str]) -> Option<usize> {
        known.iter().find_map(|name| self.names.iter().position(|(own, _)| own == name))
    }

    fn with_unit(&self, known: &[&str]) -> Option<(usize, Unit)> {
        self.find(known).and_then(|at| Some((at, self.names.get(at)?.1)))
    }

    fn languages(&self) -> Vec<(usize, Lang)> {
        let all = self.names.iter().enumerate();
        all.filter_map(|(at, (name, _))| Some((at, language(name)?))).collect()
    }

    fn start(&self) -> Option<Start> {
        let start =
            |column| Start { column, is_span: false, is_of_day: false, wants_clocks: false };
        let span = |column| Start { is_span: true, ..start(column) };
        let hour = |column| Start { is_of_day: true, ..start(column) };
        let bare = |column| Start { wants_clocks: true, ..start(column) };
        let stands_alone =
            |(_, unit): &(usize, Unit)| *unit == Unit::Untold && self.find(TEXTS).is_some();
        let named = self.with_unit(STARTS).map(start);
        let named = named.or_else(|| self.with_unit(SPANS).map(span));
        let named = named.or_else(|| self.with_unit(HOURS).map(hour));
        named.or_else(|| self.with_unit(BARE_STARTS).filter(stands_alone).map(bare))
    }
}

/// The language that the head of a column of words names: `english`, `texte fr`.
pub(super) fn language(name: &str) -> Option<Lang> {
    let of_word = |word: &str| match word {
        "fr" | "fra" | "fre" | "french" | "français" | "francais" | "fr-fr" | "fr-ca" => {
            Some(Lang::Fr)
        }
        "en" | "eng" | "english" | "anglais" | "en-us" | "en-gb" => Some(Lang::En),
        _ => None,
    };
    let is_of_text = |word: &str| TEXTS.contains(&word) || word == "translation";
    let (first, last) = name.split_once(' ').unwrap_or((name, name));
    let other = if of_word(last).is_some() { first } else { last };
    let alone = !name.contains(' ') || is_of_text(other);
    of_word(last).or_else(|| of_word(first)).filter(|_| alone)
}

/// A name in small letters without its unit, and the unit: `Start (ms)`, `end_ms`, `begin [s]`.
fn name_and_unit(written: &str) -> (String, Unit) {
    // The last two are ELAN's.
    const SECONDS: [&str; 10] = [
        "s",
        "sec",
        "secs",
        "seconds",
        "secondes",
        "hms",
        "hh:mm:ss",
        "tc",
        "hh:mm:ss.ms",
        "ss.msec",
    ];
    const MILLIS: [&str; 4] = ["ms", "msec", "milliseconds", "millisecondes"];
    let lower = written.trim().trim_matches('"').to_lowercase();
    let spaced = lower.replace(['_', '-', '(', ')', '[', ']'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();

    if let Some((last, before)) = words.split_last().filter(|(_, before)| !before.is_empty()) {
        if MILLIS.contains(last) {
            return (before.join(" "), Unit::Millis);
        }
        if SECONDS.contains(last) {
            return (before.join(" "), Unit::Seconds);
        }
    }
    (words.join(" "), Unit::Untold)
}
