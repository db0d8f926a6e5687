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

    /// A short time, in a unit that suits it.
    pub fn time(self, micros: u64) -> String {
        let (value, unit) = match micros {
            0..1_000 => (micros as f64, "µs"),
            1_000..1_000_000 => (micros as f64 / 1e3, "ms"),
            _ => (micros as f64 / 1e6, "s"),
        };
        let decimals = usize::from(value < 100.0 && unit != "µs");
        self.quantity(value, decimals, unit)
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
        self.quantity(value, decimals, unit)
    }

    fn quantity(self, value: f64, decimals: usize, unit: &str) -> String {
        let number = self.decimal(value, decimals);
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
        assert_eq!((EN.time(999), EN.time(1_234)), ("999 µs".into(), "1.2 ms".into()));
        assert_eq!(FR.time(2_500_000), "2,5\u{a0}s");
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
