//! What the columns of a transcript are called, by what is in them.

use ibid_core::lang::Lang;

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

const TEXTS: &[&str] = &[
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
const MARKERS: &[&str] = &["description", "comments", "notes", "marker name", "name"];

/// Both times of a line in one cell, as `NVivo` writes them.
const SPANS: &[&str] = &["timespan", "time span", "time range", "plage", "plage horaire"];

const SPEAKERS: &[&str] = &[
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
    "tier",
    "tier name",
    "voice",
    "voix",
];

const CONFIDENCES: &[&str] = &["confidence", "conf", "probability", "score", "confiance"];

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
            confidence: None,
            width: text + 1,
            unread: Vec::new(),
            is_plain: false,
            is_headless: true,
            is_span: false,
            is_of_day: false,
            lists_markers: false,
        }
    }

    /// Those of a head; `None` where it names no time or no words.
    pub(super) fn from_head<'h>(names: impl Iterator<Item = &'h str>) -> Option<Self> {
        let written: Vec<&str> = names.collect();
        let names: Vec<(String, Unit)> = written.iter().copied().map(name_and_unit).collect();
        let find = |known: &[&str]| {
            known.iter().find_map(|name| names.iter().position(|(own, _)| own == name))
        };
        let with_unit = |known| find(known).and_then(|at| Some((at, names.get(at)?.1)));
        let plain = ["start", "end", "text"];
        let told: Vec<(usize, Lang)> = names
            .iter()
            .enumerate()
            .filter_map(|(at, (name, _))| Some((at, language(name)?)))
            .collect();
        let known = find(TEXTS).or_else(|| told.first().map(|(at, _)| *at));
        let lasts = find(ENDS).or_else(|| find(DURATIONS)).is_some();
        let text = known.or_else(|| find(MARKERS).filter(|_| lasts))?;
        let lang = told.iter().find(|(at, _)| *at == text).map(|(_, lang)| *lang);
        let others = told.iter().filter(|(at, _)| *at != text).map(|(at, l)| (*at, Some(*l)));

        let (start, span) = (with_unit(STARTS), with_unit(SPANS));
        let mut columns = Columns {
            width: written.len(),
            unread: Vec::new(),
            start: start.or(span).or_else(|| with_unit(HOURS))?,
            end: with_unit(ENDS),
            lasts: with_unit(DURATIONS),
            text,
            lang,
            others: others.collect(),
            // The name of a marker is nobody.
            speaker: find(SPEAKERS).filter(|_| known.is_some()),
            confidence: find(CONFIDENCES),
            is_headless: false,
            is_span: start.is_none() && span.is_some(),
            is_of_day: start.or(span).is_none(),
            lists_markers: known.is_none(),
            is_plain: names.iter().map(|(name, _)| name.as_str()).eq(plain),
        };
        let unread = |at: &usize| !columns.reads(*at);
        let named = |at: usize| Some((at, written.get(at)?.trim().to_owned()));
        columns.unread = (0..written.len()).filter(unread).filter_map(named).collect();
        Some(columns)
    }

    /// Whether no other column than that of the text holds words, as far as the head tells.
    pub(super) fn holds_words_once(&self) -> bool {
        self.others.is_empty() && self.unread.is_empty() && !self.lists_markers
    }

    /// Whether something is read of a column.
    pub(super) fn reads(&self, at: usize) -> bool {
        let of_times = [Some(self.start), self.end, self.lasts].into_iter().flatten();
        at == self.text
            || of_times.map(|(at, _)| at).any(|own| own == at)
            || self.others.iter().any(|(own, _)| *own == at)
            || [self.speaker, self.confidence].contains(&Some(at))
    }
}

/// The language that the head of a column of words names: `english`, `texte fr`.
fn language(name: &str) -> Option<Lang> {
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
    const SECONDS: [&str; 8] = ["s", "sec", "secs", "seconds", "secondes", "hms", "hh:mm:ss", "tc"];
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
