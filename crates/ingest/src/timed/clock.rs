//! Times as caption files write them, rightly or not.

use ibid_core::time::Timecode;

/// Reads `[H…:]MM:SS[.mmm]`: any number of hours, one or two digits for minutes and seconds, and a
/// point, a comma or a third colon before the fraction. Spaces around a sign do not matter. Seconds
/// that were rounded up to 60, and milliseconds to 1000, are carried.
pub(crate) fn time(text: &str) -> Option<Timecode> {
    if let Some(time) = plain(text.as_bytes()) {
        return Some(time);
    }
    let text = text.trim();
    let mut units = [0u64; 3];
    let mut count = 0;
    let mut rest = text;

    loop {
        let (value, digits, after) = number(rest)?;
        // Minutes go on past the hour where none are written.
        let minutes = count == 0 && (2..=3).contains(&digits) && !text.starts_with("00");
        let leading = minutes || count == 0 && after.trim_start().matches(':').nth(1).is_some();
        let seconds = !after.contains(':') || count == 2;
        let most = if seconds { 60 } else { 59 };
        let limit = if leading { digits <= 18 } else { digits <= 2 && value <= most };
        if !limit || count == 3 {
            return None;
        }
        units[count] = value;
        count += 1;
        let after = after.trim_start();
        match after.chars().next() {
            None => return from_units(&units[..count], 0),
            Some('.' | ',') => return from_units(&units[..count], fraction(&after[1..])?),
            Some(':') if count == 3 => return from_units(&units, fraction(&after[1..])?),
            Some(':') => rest = after[1..].trim_start(),
            Some(_) => return None,
        }
    }
}

/// Reads `HH:MM:SS.mmm`, as nearly all times are written.
fn plain(text: &[u8]) -> Option<Timecode> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, b'.' | b',', f1, f2, f3] = *text else { return None };
    let mut value = 0u64;
    for (digit, base) in
        [h1, h2, m1, m2, s1, s2, f1, f2, f3].into_iter().zip([10, 10, 6, 10, 6, 10, 10, 10, 10])
    {
        let digit = u64::from(digit.wrapping_sub(b'0'));
        if digit >= base {
            return None;
        }
        value = value * base + digit;
    }

    Some(Timecode::from_millis(value))
}

/// The digits that a text starts with: their value, how many, and what follows.
fn number(text: &str) -> Option<(u64, usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    // Nineteen digits may not fit.
    (1..=18)
        .contains(&digits)
        .then(|| text[..digits].parse().ok())?
        .map(|v| (v, digits, &text[digits..]))
}

/// Milliseconds of the digits after the point, however many; a program that wrote a float may have
/// put another point and more digits behind them.
fn fraction(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text[digits..].strip_prefix('.').unwrap_or(&text[digits..]);
    if digits == 0 || !after.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if &text[..digits] == "1000" && after.is_empty() {
        return Some(1000);
    }
    let kept = &text[..digits.min(3)];
    let value: u64 = kept.parse().ok()?;
    Some(value * [100, 10, 1][kept.len() - 1])
}

fn from_units(units: &[u64], millis: u64) -> Option<Timecode> {
    if units.len() < 2 {
        return None;
    }
    let seconds =
        units.iter().try_fold(0u64, |sum, unit| sum.checked_mul(60)?.checked_add(*unit))?;
    Some(Timecode::from_millis(seconds.checked_mul(1000)?.checked_add(millis)?))
}

/// When a cue starts, and when it ends if that can be read.
pub(crate) type Times = (Timecode, Option<Timecode>);

/// Reads SBV's `START,END`.
pub(crate) fn pair(line: &str) -> Option<Times> {
    let line = line.trim();
    if line.len() > 60 || !looks_like_pair(line) {
        return None;
    }
    let (start, end) = line.split_once(',')?;
    Some((time(start)?, time(end)))
}

/// Whether a line was meant as SBV's times, well written or not.
pub(crate) fn looks_like_pair(line: &str) -> bool {
    let line = line.trim();
    let halves = line.len() <= 60 && line.matches(',').count() == 1;
    halves
        && line.split(',').all(|half| {
            half.starts_with(|c: char| c.is_ascii_digit())
                && half.matches(':').count() == 2
                && !half.contains(' ')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_however_they_are_written() {
        let ms = |text: &str| time(text).map(Timecode::millis);

        for (text, want) in [
            ("00:00:01.500", 1500),
            ("00:00:01,500", 1500),
            ("00:00:01:500", 1500),
            ("01:02.5", 62_500),
            ("0:0:7.23", 7230),
            ("123:00:00.000", 442_800_000),
            ("00: 00: 01, 250", 1250),
            ("00:00:02", 2000),
            ("00:00:02.123456", 2123),
            ("00:00:60.000", 60_000),
            ("00:11:60", 720_000),
            ("1:60.5", 120_500),
            ("00:00:01,1000", 2000),
            ("75:30.500", 4_530_500),
            ("120:00", 7_200_000),
            ("00:00:01,1001", 1100),
            ("00:00:01,249.0999999999999", 1249),
            ("00:00:01.12345678901234567890123", 1123),
        ] {
            assert_eq!(ms(text), Some(want), "{text}");
        }

        for bad in [
            "",
            "1",
            "00:60:00.000",
            "60:00:61.000",
            "00:60:00",
            "00:000:00",
            "00:00:01.",
            "00::01",
            "x0:01",
            "-0:01.0",
            "1:2:3:4:5",
            "99999999999999999999:00:00",
            "000:00.000",
        ] {
            assert_eq!(ms(bad), None, "{bad}");
        }
    }

    #[test]
    fn pairs_are_read_by_their_comma() {
        assert_eq!(pair("0:00:01.000,0:00:04.000").unwrap().1.map(Timecode::millis), Some(4000));
        assert_eq!(pair("0:00:01.000,0:00:04.0f0").unwrap().1, None);
        assert_eq!(pair("0:00:01.0f0,0:00:04.000"), None);
        assert!(looks_like_pair("0:00:01.0f0,0:00:04.000"));
        assert!(!looks_like_pair("Il est 10:00, non 11:00"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9:., >-]|\\PC){0,40}") {
            let _ = (time(&text), pair(&text));
        }
    }
}
