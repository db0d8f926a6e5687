//! Numbers, shares, times and sizes, as each language writes them.

use ibid_core::lang::Lang;

use crate::Messages;

impl Messages {
    /// A number with its digits in groups.
    pub fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(match self.lang() {
                    Lang::En => ',',
                    Lang::Fr => '\u{202f}',
                });
            }
            out.push(digit);
        }

        out
    }

    /// A number with some decimals.
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        let number = format!("{value:.decimals$}");
        match self.lang() {
            Lang::En => number,
            Lang::Fr => number.replace('.', ","),
        }
    }

    /// A share of a hundred, to two decimals.
    pub fn percent(self, share: f64) -> String {
        let number = self.decimal(share, 2);
        match self.lang() {
            Lang::En => format!("{number}%"),
            Lang::Fr => format!("{number}\u{a0}%"),
        }
    }

    /// How long an answer took, always in milliseconds, so that answers can be compared.
    pub fn time(self, micros: u64) -> String {
        let millis = micros as f64 / 1e3;
        if millis < 99.95 {
            return self.quantity(&self.decimal(millis, 1), "ms");
        }
        self.quantity(&self.number(millis.round() as u64), "ms")
    }

    /// How long a run takes, in seconds, and from 100 seconds on in minutes and hours.
    pub fn duration(self, millis: u64) -> String {
        let seconds = (millis + 500) / 1000;
        match seconds {
            0..10 => self.quantity(&self.decimal(millis as f64 / 1e3, 2), "s"),
            10..100 => self.quantity(&self.number(seconds), "s"),
            100..3600 => {
                self.quantity(&format!("{}", seconds / 60), "min") + &self.rest(seconds % 60, "s")
            }
            _ => {
                let minutes = seconds / 60;
                self.quantity(&self.number(minutes / 60), "h") + &self.rest(minutes % 60, "min")
            }
        }
    }

    /// How long something will still take, in whole seconds, minutes or hours.
    pub fn time_left(self, seconds: u64) -> String {
        match seconds {
            0..100 => self.quantity(&self.number(seconds), "s"),
            _ => self.duration(seconds.saturating_mul(1000)),
        }
    }

    /// The smaller unit of a time in two units.
    fn rest(self, value: u64, unit: &str) -> String {
        let space = if self.lang() == Lang::Fr { '\u{a0}' } else { ' ' };
        format!("{space}{}", self.quantity(&format!("{value:02}"), unit))
    }

    /// A number of bytes, in a unit that suits it; each unit is 1024 of the one below, as where
    /// sizes are typed.
    pub fn size(self, bytes: u64) -> String {
        let units = match self.lang() {
            Lang::En => ["B", "KB", "MB", "GB", "TB"],
            Lang::Fr => ["o", "Ko", "Mo", "Go", "To"],
        };
        let (mut value, mut unit) = (bytes as f64, units[0]);
        for larger in units.into_iter().skip(1) {
            // what rounds to 1024 is one of the next
            if value < 1023.95 {
                break;
            }
            (value, unit) = (value / 1024.0, larger);
        }

        let decimals = usize::from(value < 100.0 && unit != units[0]);
        self.quantity(&self.decimal(value, decimals), unit)
    }

    fn quantity(self, number: &str, unit: &str) -> String {
        match self.lang() {
            Lang::En => format!("{number} {unit}"),
            Lang::Fr => format!("{number}\u{a0}{unit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Messages = Messages::new(Lang::En);
    const FR: Messages = Messages::new(Lang::Fr);

    #[test]
    fn numbers_and_times_follow_the_language() {
        assert_eq!(EN.number(1_234_567), "1,234,567");
        assert_eq!(FR.number(1_234), "1\u{202f}234");
        assert_eq!((EN.percent(99.5), FR.percent(99.5)), ("99.50%".into(), "99,50\u{a0}%".into()));
    }

    #[test]
    fn answers_are_timed_in_one_unit() {
        for (micros, en, fr) in [
            (40, "0.0 ms", "0,0\u{a0}ms"),
            (999, "1.0 ms", "1,0\u{a0}ms"),
            (99_949, "99.9 ms", "99,9\u{a0}ms"),
            (99_950, "100 ms", "100\u{a0}ms"),
            (2_500_000, "2,500 ms", "2\u{202f}500\u{a0}ms"),
        ] {
            assert_eq!((EN.time(micros).as_str(), FR.time(micros).as_str()), (en, fr));
        }
    }

    #[test]
    fn runs_are_timed_in_seconds_minutes_and_hours() {
        for (millis, en, fr) in [
            (0, "0.00 s", "0,00\u{a0}s"),
            (2_512, "2.51 s", "2,51\u{a0}s"),
            (9_499, "9.50 s", "9,50\u{a0}s"),
            (9_500, "10 s", "10\u{a0}s"),
            (99_499, "99 s", "99\u{a0}s"),
            (185_000, "3 min 05 s", "3\u{a0}min\u{a0}05\u{a0}s"),
            (3_600_000, "1 h 00 min", "1\u{a0}h\u{a0}00\u{a0}min"),
        ] {
            assert_eq!((EN.duration(millis).as_str(), FR.duration(millis).as_str()), (en, fr));
        }
    }

    #[test]
    fn sizes_follow_the_language() {
        for (bytes, en, fr) in [
            (0, "0 B", "0\u{a0}o"),
            (1023, "1023 B", "1023\u{a0}o"),
            (1 << 10, "1.0 KB", "1,0\u{a0}Ko"),
            (5 << 18, "1.2 MB", "1,2\u{a0}Mo"),
            (128 << 20, "128 MB", "128\u{a0}Mo"),
            ((1 << 20) - 1, "1.0 MB", "1,0\u{a0}Mo"),
            (u64::MAX, "16777216 TB", "16777216\u{a0}To"),
        ] {
            assert_eq!((EN.size(bytes).as_str(), FR.size(bytes).as_str()), (en, fr), "{bytes}");
        }
    }
}
