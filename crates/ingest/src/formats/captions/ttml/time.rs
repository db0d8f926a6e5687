//! Time expressions and the parameters they depend on: TTML2, sections 7.2 and 12.3, and appendix I
//! for SMPTE time codes.

use crate::formats::xml::Tag;

/// Parameters beyond this are no parameters.
const LARGEST: u64 = 1_000_000_000;
/// Fractions are counted in millionths.
const MILLION: u128 = 1_000_000;

/// Which frame numbers a time code skips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Drop {
    #[default]
    None,
    Ntsc,
    Pal,
}

/// The parameters of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    rate: u64,
    /// The multiplier of the frame rate.
    times: u64,
    over: u64,
    sub_rate: u64,
    tick_rate: u64,
    /// Times are time codes: they count frames, and not time.
    pub(super) smpte: bool,
    drop: Drop,
}

impl Default for Clock {
    fn default() -> Self {
        let smpte = false;
        Clock { rate: 30, times: 1, over: 1, sub_rate: 1, tick_rate: 1, smpte, drop: Drop::None }
    }
}

impl Clock {
    /// Reads the parameters off the root; those that cannot be read have their initial value.
    pub(super) fn from_root(root: &Tag<'_>) -> Self {
        let number = |name| root.attribute(name).and_then(|value| parameter(&value));
        let mut clock = Clock::default();
        let rate = number("frameRate");
        clock.rate = rate.unwrap_or(clock.rate);
        clock.sub_rate = number("subFrameRate").unwrap_or(1);
        if let Some((times, over)) = root.attribute("frameRateMultiplier").and_then(|v| ratio(&v)) {
            (clock.times, clock.over) = (times, over);
        }

        let ticks = rate.map_or(1, |rate| rate.saturating_mul(clock.sub_rate));
        clock.tick_rate = number("tickRate").unwrap_or(ticks);
        clock.smpte = root.attribute("timeBase").as_deref() == Some("smpte");
        clock.drop = match root.attribute("dropMode").as_deref() {
            Some("dropNTSC") => Drop::Ntsc,
            Some("dropPAL") => Drop::Pal,
            _ => Drop::None,
        };

        clock
    }

    /// Reads a time in milliseconds: `01:02:03.5`, `01:02:03:12.1`, `12.5s`, `300ms`, `75f`,
    /// `1200t`; and what others write, `2:03.5` and `12.5` in seconds.
    pub(super) fn time(&self, text: &str) -> Option<u64> {
        let text = text.trim();
        let millis = if text.contains(':') { self.clock(text) } else { self.offset(text) };
        // Half the range: two such times can be added.
        millis
            .and_then(|millis| u64::try_from(millis).ok())
            .filter(|millis| *millis <= u64::MAX / 2)
    }

    fn offset(&self, text: &str) -> Option<u128> {
        let unit = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, metric) = text.split_at_checked(unit)?;
        let count = decimal(number)?;
        let millionths = match metric {
            "h" => count.checked_mul(3_600_000)?,
            "m" => count.checked_mul(60_000)?,
            "s" | "" => count.checked_mul(1_000)?,
            "ms" => count,
            "f" => self.frames(count)?,
            "t" => count.checked_mul(1_000)? / u128::from(self.tick_rate),
            _ => return None,
        };

        Some(millionths / MILLION)
    }

    fn clock(&self, text: &str) -> Option<u128> {
        let (first, rest) = text.split_once(':')?;
        let (second, rest) = rest.split_once(':').map_or((rest, None), |(s, r)| (s, Some(r)));
        let Some(rest) = rest else {
            // Lyrics have minutes and seconds alone.
            let seconds = whole(first, 12)? * 60 * MILLION + below(second, 61)?;
            return Some(seconds * 1_000 / MILLION);
        };

        let (third, frames) = rest.split_once(':').map_or((rest, None), |(s, f)| (s, Some(f)));
        let (hours, minutes) = (whole(first, 12)?, whole(second, 2).filter(|m| *m < 60)?);
        let seconds = (hours * 60 + minutes) * 60 * MILLION + below(third, 61)?;
        let frames = frames.map_or(Some(0), |frames| self.frame(frames))?;
        if self.smpte {
            let counted = seconds.checked_mul(u128::from(self.rate))?.checked_add(frames)?;
            let dropped = self.dropped(hours, minutes).checked_mul(MILLION)?;
            return Some(self.frames(counted.checked_sub(dropped)?)? / MILLION);
        }

        Some(seconds.checked_mul(1_000)?.checked_add(self.frames(frames)?)? / MILLION)
    }

    /// Millionths of frames: `12`, `12.1` with subframes.
    fn frame(&self, text: &str) -> Option<u128> {
        let (frames, sub) = text.split_once('.').unwrap_or((text, "0"));
        let (frames, sub) = (whole(frames, 9)?, whole(sub, 9)?);
        let fits = frames < u128::from(self.rate) && sub < u128::from(self.sub_rate);
        (fits || sub == 0 && frames < u128::from(self.rate))
            .then(|| frames * MILLION + sub * MILLION / u128::from(self.sub_rate))
    }

    /// Millionths of milliseconds of millionths of frames.
    fn frames(&self, count: u128) -> Option<u128> {
        let scaled = count.checked_mul(1_000)?.checked_mul(u128::from(self.over))?;
        Some(scaled / (u128::from(self.rate) * u128::from(self.times)))
    }

    /// How many frame numbers were skipped up to a minute.
    fn dropped(&self, hours: u128, minutes: u128) -> u128 {
        match self.drop {
            Drop::None => 0,
            Drop::Ntsc => (hours * 54 + minutes - minutes / 10) * 2,
            Drop::Pal => (hours * 27 + minutes / 2 - minutes / 20) * 4,
        }
    }
}

/// A number from 1 on.
fn parameter(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|number| (1..=LARGEST).contains(number))
}

/// `1000 1001`, or `1000:1001` as the first drafts had it.
fn ratio(text: &str) -> Option<(u64, u64)> {
    let (times, over) = text.trim().split_once(|c: char| c == ':' || c.is_whitespace())?;
    Some((parameter(times)?, parameter(over)?))
}

/// A whole number of no more than `most` digits.
fn whole(text: &str, most: usize) -> Option<u128> {
    let digits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Millionths of a number with or without a fraction, below `limit`.
fn below(text: &str, limit: u128) -> Option<u128> {
    decimal(text).filter(|number| *number < limit * MILLION)
}

/// Millionths of a number with or without a fraction.
fn decimal(text: &str) -> Option<u128> {
    let (number, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let good = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    let first = fraction.bytes().chain(*b"000000").take(6);
    let millionths = first.fold(0, |sum, b| sum * 10 + u128::from(b.wrapping_sub(b'0')));
    good.then(|| Some(whole(number, 18)? * MILLION + millionths))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::xml::{Event, Xml};

    fn clock(attributes: &str) -> Clock {
        let text = format!("<tt {attributes}>");
        let Ok(Some(Event::Start(tag))) = Xml::new(&text).next() else { panic!() };
        Clock::from_root(&tag)
    }

    #[test]
    fn times_are_read_in_every_notation() {
        let plain = clock("");

        for (text, want) in [
            ("00:00:01.500", 1_500),
            ("100:00:00", 360_000_000),
            ("00:00:01:15", 1_500),
            ("12.5s", 12_500),
            ("300ms", 300),
            ("1.5m", 90_000),
            ("0.5h", 1_800_000),
            ("75f", 2_500),
            ("2t", 2_000),
            ("19.764", 19_764),
            ("3:58.640", 238_640),
            (" 1s ", 1_000),
            ("00:00:01,25", 1_250),
        ] {
            assert_eq!(plain.time(text), Some(want), "{text}");
        }

        for bad in [
            "",
            "s",
            "-1s",
            "1 s",
            "1x",
            "1.s",
            "00:60:00",
            "00:00:61",
            "00:00:00:30",
            "00:00:00:00.1",
            "1:2:3:4:5",
            "wallclock(\"12:00\")",
            "999999999999999999h",
            "9999999999999999999999s",
            "é",
        ] {
            assert_eq!(plain.time(bad), None, "{bad}");
        }
    }

    #[test]
    fn parameters_make_frames_and_ticks() {
        let film =
            clock("ttp:frameRate='24' ttp:frameRateMultiplier='1000 1001' ttp:subFrameRate='2'");
        assert_eq!(film.time("24f"), Some(1_001));
        assert_eq!(film.time("00:00:10:12.1"), Some(10_521));
        assert_eq!(film.time("48t"), Some(1_000));
        assert_eq!(
            clock("ttp:frameRate='30' ttp:frameRateMultiplier='1000:1001'").time("30f"),
            Some(1_001)
        );
        assert_eq!(clock("ttp:tickRate='10000000'").time("15000000t"), Some(1_500));
        assert_eq!(clock("ttp:frameRate='0' ttp:tickRate='x'").time("30f"), Some(1_000));
    }

    #[test]
    fn time_codes_count_frames() {
        let ntsc = "ttp:timeBase='smpte' ttp:frameRate='30' ttp:frameRateMultiplier='1000 1001'";
        assert_eq!(clock(ntsc).time("01:00:00:00"), Some(3_603_600));
        let dropped = clock(&format!("{ntsc} ttp:dropMode='dropNTSC'"));
        assert_eq!(dropped.time("01:00:00:00"), Some(3_599_996));
        assert_eq!(dropped.time("00:01:00:02"), Some(60_060));
        assert_eq!(
            clock("ttp:timeBase='smpte' ttp:frameRate='25'").time("00:00:02:05"),
            Some(2_200)
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9]{1,20}|[:.,]|[hmsft]|ms|\\PC){0,8}") {
            let drop = "ttp:timeBase='smpte' ttp:dropMode='dropPAL' ttp:frameRate='1000000000'";
            let _ = (clock("").time(&text), clock(drop).time(&text));
        }
    }
}
