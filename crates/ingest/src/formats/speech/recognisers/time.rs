//! Times as recognisers write them, and in what they count where they do not say it.

use std::borrow::Cow;

use ibid_core::time::Timecode;

use super::names::Unit;
use crate::formats::json::Value;
use crate::timed::clock;

/// The milliseconds of a second.
pub(in crate::formats::speech) const SECONDS: f64 = 1000.0;

/// A time whose unit may not be known yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::formats::speech) enum Time {
    /// Milliseconds.
    Millis(f64),
    /// A number in the unit of the file; whether it was written with a fraction.
    Number(f64, bool),
    /// Samples of sound, if the pace of speech does not say otherwise.
    Offset(f64),
}

/// The milliseconds of a sample of sound, 16,000 a second.
const SAMPLE: f64 = 1.0 / 16.0;

impl Time {
    /// A number, or a text that says a time, under a name that may tell the unit.
    pub(in crate::formats::speech) fn from_value(value: Value<'_>, unit: Unit) -> Option<Self> {
        if value.is_object() {
            return of_parts(value);
        }
        Self::from_text(value.text.trim_matches('"'), unit)
    }

    /// The same of a text without quotation marks.
    pub(in crate::formats::speech) fn from_text(text: &str, unit: Unit) -> Option<Self> {
        let text = text.trim();
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        if let Some(number) = number {
            return Some(match unit {
                Unit::Untold => Time::Number(number, text.contains('.')),
                Unit::Seconds => Time::Millis(number * SECONDS),
                Unit::Millis => Time::Millis(number),
                Unit::Ticks => Time::Millis(number / 10_000.0),
                Unit::Samples => Time::Offset(number),
            });
        }

        // No time is longer.
        (text.len() < 40).then(|| of_text(text)).flatten()
    }

    /// The end of what starts here and lasts so long; none where their units differ.
    pub(in crate::formats::speech) fn plus(self, lasts: Time) -> Option<Time> {
        match (self, lasts) {
            (Time::Millis(start), Time::Millis(lasts)) => Some(Time::Millis(start + lasts)),
            (Time::Number(start, a), Time::Number(lasts, b)) => {
                Some(Time::Number(start + lasts, a || b))
            }
            (Time::Offset(start), Time::Offset(lasts)) => Some(Time::Offset(start + lasts)),
            _ => None,
        }
    }

    /// Whole milliseconds; `None` for what is no time of a medium.
    pub(in crate::formats::speech) fn millis(self, scale: f64) -> Option<u64> {
        const LONGEST: f64 = 3.2e12;
        let millis = match self {
            Time::Millis(millis) => millis,
            Time::Number(number, _) => number * scale,
            Time::Offset(number) => number * SAMPLE,
        };
        // The bounds make the cast exact.
        (-1000.0..LONGEST).contains(&millis).then(|| millis.round().max(0.0) as u64)
    }
}

/// `{"seconds": "1", "nanos": 200000000}`, and `{"relative": 1.2}`.
fn of_parts(value: Value<'_>) -> Option<Time> {
    if let Some(seconds) = value.member("relative").and_then(Value::number) {
        return Some(Time::Millis(seconds * 1000.0));
    }
    let part = |name| value.member(name).and_then(Value::number);
    let (seconds, nanos) = (part("seconds"), part("nanos"));
    (seconds.is_some() || nanos.is_some())
        .then(|| Time::Millis(seconds.unwrap_or(0.0) * 1000.0 + nanos.unwrap_or(0.0) / 1e6))
}

/// A start and an end in one value: `[0.5, 4.2]`, `{"start": 0.5, "end": 4.2}`, `"0:00 - 0:04"`.
pub(in crate::formats::speech) fn span(value: Value<'_>) -> Option<(Time, Time)> {
    let time = |value: Value<'_>| Time::from_value(value, Unit::Untold);
    if value.is_array() {
        let times: Vec<Option<Time>> = value.elements().take(3).map(time).collect();
        let [Some(start), Some(end)] = times[..] else { return None };
        return Some((start, end));
    }
    if value.is_object() {
        let both = |start, end| time(value.member(start)?).zip(time(value.member(end)?));
        return both("start", "end").or_else(|| both("from", "to"));
    }
    span_of_text(&value.string().filter(|_| value.is_string())?)
}

/// What stands before and behind the sign that parts a start and an end in one text.
pub(in crate::formats::speech) fn parted(text: &str) -> Option<(&str, &str)> {
    /// The longest first.
    const SIGNS: [&str; 6] = ["-->", "->", "→", "–", "—", "-"];
    let (start, end) = SIGNS.iter().find_map(|sign| text.split_once(sign))?;
    Some((start.trim(), end.trim()))
}

/// `0:00 - 0:04`, `00:00:05.120 --> 00:00:09.040`, `1.5s – 2.5s`.
fn span_of_text(text: &str) -> Option<(Time, Time)> {
    /// No two times are longer.
    const LONGEST: usize = 80;
    let text = Some(text).filter(|text| text.len() < LONGEST)?;
    let (start, end) = parted(text)?;
    // Days have such signs too.
    let time = |text: &str| {
        let told = text.contains([':', '.']) || text.ends_with('s');
        Time::from_text(text, Unit::Untold).filter(|_| told)
    };
    time(start).zip(time(end))
}

/// `1.200s`, `PT1M1.6S`, `0 days 00:02:08`, and times such as `00:00:01.25`.
fn of_text(text: &str) -> Option<Time> {
    let finite = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
    if let Some(parts) = text.strip_prefix('P') {
        return of_duration(parts).map(Time::Millis);
    }
    if let Some(time) = of_days(text) {
        return Some(Time::Millis(time.millis() as f64));
    }
    // French tables have a comma in their numbers.
    let decimal = text.replace(',', ".");
    if let Some(seconds) = decimal.strip_suffix('s').or(Some(&decimal)).and_then(finite) {
        return Some(Time::Millis(seconds * 1000.0));
    }
    clock::time(&without_frames(text)).map(|time| Time::Millis(time.millis() as f64))
}

/// `00:00:05:12` without its frames, of a rate that is not told: the second is what is known. Where
/// frames are dropped, semicolons part the numbers, all of them or the last.
fn without_frames(text: &str) -> Cow<'_, str> {
    let frames = text.rsplit_once([':', ';']).filter(|(clock, frames)| {
        clock.matches([':', ';']).count() == 2 && frames.len() == 2 && !clock.contains('.')
    });
    frames.map_or(Cow::Borrowed(text), |(clock, _)| Cow::Owned(clock.replace(';', ":")))
}

/// A clock of three numbers behind the days that Python (`1 day, 0:00:05`) and pandas
/// (`0 days 00:02:08`) write before it.
pub(in crate::formats::speech) fn of_days(text: &str) -> Option<Timecode> {
    const DAY: u64 = 24 * 3_600_000;
    /// No medium is longer.
    const MOST: u64 = 999;
    let (days, rest) = text.split_once(" day")?;
    // What is before the beginning (`-1 days +23:59:59`) is no time of a medium.
    let is_number = days.bytes().all(|b| b.is_ascii_digit());
    let days: u64 = days.parse().ok().filter(|days| is_number && *days <= MOST)?;
    let clock = rest.strip_prefix('s').unwrap_or(rest);
    let clock = clock.strip_prefix(',').unwrap_or(clock).strip_prefix(' ')?;
    let of_day = clock::time(clock).filter(|_| clock.matches(':').count() == 2)?.millis();
    (of_day < DAY).then(|| Timecode::from_millis(days * DAY + of_day))
}

/// The milliseconds of `0DT1H2M3.5S` and `T3.5S` (ISO 8601, durations without months).
fn of_duration(text: &str) -> Option<f64> {
    let (days, of_day) = text.split_once('T')?;
    let days = match days {
        "" => 0.0,
        days => days.strip_suffix('D')?.parse::<u16>().ok()?.into(),
    };
    of_hours(of_day).map(|of_day| of_day + days * 24.0 * 3_600_000.0)
}

/// The milliseconds of `1H2M3.5S`.
fn of_hours(text: &str) -> Option<f64> {
    let mut sum = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = (rest.get(..end)?.parse::<f64>().ok()?, rest.get(end..)?);
        let unit = match after.as_bytes().first()? {
            b'H' => 3_600_000.0,
            b'M' => 60_000.0,
            b'S' => 1000.0,
            _ => return None,
        };
        sum += number * unit;
        rest = after.get(1..)?;
    }
    Some(sum)
}

/// What there is to tell the unit by: how much was said, in how much time.
#[derive(Debug, Default)]
pub(in crate::formats::speech) struct Pace {
    letters: f64,
    lasts: f64,
    numbers: u64,
    fractions: u64,
    last: f64,
    /// The times have the names that whisper.cpp gives to hundredths of a second.
    pub(in crate::formats::speech) hundredths: bool,
}

impl Pace {
    /// Counts one piece of speech.
    pub(in crate::formats::speech) fn add(
        &mut self,
        start: Option<Time>,
        end: Option<Time>,
        text: &str,
    ) {
        for time in [start, end].into_iter().flatten() {
            if let Time::Number(number, has_fraction) = time {
                self.numbers += 1;
                self.fractions += u64::from(has_fraction && number.fract() != 0.0);
                self.last = self.last.max(number);
            }
        }
        if let (Some(Time::Number(start, _)), Some(Time::Number(end, _))) = (start, end) {
            self.letters += letters_of(text) as f64;
            self.lasts += (end - start).max(0.0);
        }
    }

    /// How many milliseconds the unit of the file has. `seconds` is how long the file says that its
    /// medium lasts.
    ///
    /// Times with fractions are seconds. Whole numbers are what makes people speak at some 12
    /// letters a second; tens and hundreds of times slower or faster than that nobody speaks.
    pub(in crate::formats::speech) fn scale(&self, seconds: Option<f64>) -> f64 {
        const MOST: f64 = 60.0;
        if self.fractions * 20 > self.numbers || self.lasts <= 0.0 || self.letters <= 0.0 {
            return SECONDS;
        }

        let pace = |scale: f64| self.letters / (self.lasts * scale / 1000.0);
        let fits = |scale: &f64| {
            let told = seconds.map(|seconds| seconds.mul_add(1.05, 2.0));
            pace(*scale) <= MOST && told.is_none_or(|told| self.last * scale / 1000.0 <= told)
        };
        let oddity = |scale: f64| oddity(pace(scale));

        let hundredths = self.hundredths.then_some(10.0);
        let scales = [Some(SECONDS), hundredths, Some(1.0)].into_iter().flatten().filter(fits);
        scales.min_by(|a, b| oddity(*a).total_cmp(&oddity(*b))).unwrap_or(SECONDS)
    }
}

/// How many letters and digits a text has.
pub(super) fn letters_of(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// How unlike people speak at so many letters a second: some 12 are usual.
fn oddity(letters_a_second: f64) -> f64 {
    const USUAL: f64 = 12.0;
    (letters_a_second / USUAL).ln().abs()
}

/// How many milliseconds the unit of offsets has: starts and ends, each with what was said.
///
/// Otter counts samples, others milliseconds or seconds: it is what lets people speak the least
/// unlike others. Where no end is told, it is samples.
pub(in crate::formats::speech) fn scale_of_offsets<'t>(
    said: impl Iterator<Item = (Time, Time, &'t str)>,
) -> f64 {
    let (mut letters, mut lasts) = (0.0, 0.0);
    for (start, end, text) in said {
        if let (Time::Offset(start), Time::Offset(end)) = (start, end) {
            letters += letters_of(text) as f64;
            lasts += (end - start).max(0.0);
        }
    }
    if lasts <= 0.0 || letters <= 0.0 {
        return SAMPLE;
    }
    let oddity = |scale: f64| oddity(letters / (lasts * scale / SECONDS));
    let scales = [SAMPLE, 1.0, SECONDS].into_iter();
    scales.min_by(|a, b| oddity(*a).total_cmp(&oddity(*b))).unwrap_or(SAMPLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str, unit: Unit) -> Option<u64> {
        Time::from_value(Value::from_text(text), unit)?.millis(1000.0)
    }

    #[test]
    fn times_are_read_as_services_write_them() {
        for (text, unit, want) in [
            ("1.5", Unit::Untold, Some(1500)),
            ("\"0.04\"", Unit::Untold, Some(40)),
            ("250", Unit::Millis, Some(250)),
            ("700000.0", Unit::Ticks, Some(70)),
            ("16000", Unit::Samples, Some(1000)),
            ("\"1.200s\"", Unit::Samples, Some(1200)),
            ("\"PT1M1.6S\"", Unit::Untold, Some(61_600)),
            ("\"PT0.07S\"", Unit::Untold, Some(70)),
            ("\"00:00:05.1234567\"", Unit::Samples, Some(5123)),
            ("{\"seconds\": \"1\", \"nanos\": 200000000}", Unit::Untold, Some(1200)),
            ("{\"nanos\": 5000000}", Unit::Untold, Some(5)),
            ("{\"relative\": 3.25}", Unit::Untold, Some(3250)),
            ("{\"name\": \"Jane\"}", Unit::Untold, None),
            ("\"PT5X\"", Unit::Untold, None),
            ("\"P0DT0H2M8.5S\"", Unit::Untold, Some(128_500)),
            ("\"P1M\"", Unit::Untold, None),
            ("\"0 days 00:02:08\"", Unit::Untold, Some(128_000)),
            ("\"0 days 00:00:01.500000\"", Unit::Seconds, Some(1500)),
            ("\"0 days 00:00:01.500000250\"", Unit::Seconds, Some(1500)),
            ("\"1 days 00:00:05\"", Unit::Untold, Some(86_405_000)),
            ("\"1 day, 0:00:05\"", Unit::Untold, Some(86_405_000)),
            ("\"-1 days +23:59:59\"", Unit::Untold, None),
            ("\"2 days 05:09\"", Unit::Untold, None),
            ("\"2 days\"", Unit::Untold, None),
            ("\"hier\"", Unit::Untold, None),
            ("-9000", Unit::Untold, None),
            ("1e300", Unit::Ticks, None),
        ] {
            assert_eq!(millis(text, unit), want, "{text}");
        }
    }

    #[test]
    fn the_pace_of_speech_tells_the_unit() {
        let scale_of = |hundredths, times: &[(f64, f64)], text: &str, seconds| {
            let mut pace = Pace { hundredths, ..Pace::default() };
            for (start, end) in times {
                let time = |number: f64| Some(Time::Number(number, number.fract() != 0.0));
                pace.add(time(*start), time(*end), text);
            }
            pace.scale(seconds)
        };

        let scale = |times: &[(f64, f64)], text, seconds| scale_of(false, times, text, seconds);
        let words = "Bonjour à tous et à toutes.";
        assert_eq!(scale(&[(0.0, 2.0), (2.0, 4.0)], words, None), 1000.0);
        assert_eq!(scale(&[(0.0, 2000.0), (2000.0, 4100.0)], words, None), 1.0);
        assert_eq!(scale_of(true, &[(0.0, 200.0), (200.0, 410.0)], words, None), 10.0);
        assert_eq!(scale(&[(0.5, 2000.25)], words, None), 1000.0);
        // a caption that stays on screen for long
        assert_eq!(scale(&[(0.0, 20.0)], "Merci.", None), 1000.0);
        assert_eq!(scale_of(true, &[(0.0, 26_100.0)], words, Some(245.0)), 1.0);
        assert_eq!(scale(&[], words, None), 1000.0);
    }
}
