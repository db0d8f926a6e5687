//! Seconds in a medium: points, spans, and how we know them.

use serde::{Deserialize, Serialize};

/// A point in a medium: milliseconds from its start.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timecode(u64);

impl Timecode {
    /// The point `ms` milliseconds after the start.
    pub const fn from_millis(ms: u64) -> Self {
        Timecode(ms)
    }

    /// Milliseconds from the start.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds from the start, rounded down, so that a link never opens after the word.
    pub const fn whole_seconds(self) -> u64 {
        self.0 / 1000
    }

    /// Seconds from the start.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Reads `[[H…:]M:]S[.mmm]`, with a point or a comma before the fraction. Hours are unbounded;
    /// minutes and seconds after a larger unit must be below 60.
    ///
    /// Returns `None` for anything else, and for a time that does not fit 64 bits of milliseconds.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (clock, fraction) = match text.find(['.', ',']) {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (text, ""),
        };

        let parts: Vec<&str> = clock.split(':').collect();
        if parts.len() > 3 {
            return None;
        }

        let mut seconds: u64 = 0;
        for (i, part) in parts.iter().enumerate() {
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let value: u64 = part.parse().ok()?;
            if i > 0 && value >= 60 {
                return None;
            }
            seconds = seconds.checked_mul(60)?.checked_add(value)?;
        }

        let ms = match fraction {
            "" if text.ends_with(['.', ',']) => return None,
            "" => 0,
            f if f.bytes().all(|b| b.is_ascii_digit()) => {
                let digits: String = f.chars().chain("000".chars()).take(3).collect();
                digits.parse().ok()?
            }
            _ => return None,
        };

        Some(Timecode(seconds.checked_mul(1000)?.checked_add(ms)?))
    }
}

impl std::fmt::Display for Timecode {
    /// Writes `HH:MM:SS`, without the fraction.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let s = self.whole_seconds();
        write!(f, "{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    }
}

/// A stretch of a medium, with `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeSpan {
    start: Timecode,
    end: Timecode,
}

impl TimeSpan {
    /// The span from `a` to `b`, in whichever order they come: times in a source are never assumed
    /// sorted.
    pub fn new(a: Timecode, b: Timecode) -> Self {
        TimeSpan { start: a.min(b), end: a.max(b) }
    }

    /// Where the span starts.
    pub fn start(self) -> Timecode {
        self.start
    }

    /// Where the span ends.
    pub fn end(self) -> Timecode {
        self.end
    }
}

/// Where the second of a citation came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// A time that an author of notes put after the claim.
    Anchor,
    /// The cue of a caption file.
    Cue,
    /// The word itself was timed.
    Word,
    /// Reckoned within a cue or between two times.
    Interpolated,
    /// The words are on a page of a document, and have no time.
    Page,
    /// The source gives no time for these words.
    None,
}

impl Method {
    /// The name that the JSON contract uses.
    pub fn name(self) -> &'static str {
        match self {
            Method::Anchor => "anchor",
            Method::Cue => "cue",
            Method::Word => "word",
            Method::Interpolated => "interpolated",
            Method::Page => "page",
            Method::None => "none",
        }
    }
}

/// When something was said, and how we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Where it starts.
    pub start: Timecode,
    /// Where it ends, when the source says so; never before `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timecode>,
    /// How the start is known; never [`Method::None`].
    pub method: Method,
}

impl Moment {
    /// The moment of an anchor: a start, and no known end.
    pub fn anchor(start: Timecode) -> Self {
        Moment { start, end: None, method: Method::Anchor }
    }

    /// The moment of a timed span.
    pub fn span(span: TimeSpan, method: Method) -> Self {
        Moment { start: span.start, end: Some(span.end), method }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let ms = |t: &str| Timecode::parse(t).map(Timecode::millis);
        assert_eq!(ms("00:03:36"), Some(216_000));
        assert_eq!(ms("3:36"), Some(216_000));
        assert_eq!(ms("216"), Some(216_000));
        assert_eq!(ms("100:00:00.5"), Some(360_000_500));
        assert_eq!(ms("00:00:01,250"), Some(1_250));
        for bad in ["", ":", "1:60", "00:03:36:00", "-1", "1.", "a:b", "99999999999999999999"] {
            assert_eq!(ms(bad), None, "{bad}");
        }
        assert_eq!(Timecode::from_millis(1_526_900).to_string(), "00:25:26");
    }

    proptest! {
        #[test]
        fn a_written_time_reads_back(ms in 0u64..1_000_000_000_000) {
            let whole = Timecode::from_millis(ms / 1000 * 1000);
            prop_assert_eq!(Timecode::parse(&whole.to_string()), Some(whole));
        }

        #[test]
        fn spans_are_never_inverted(a in any::<u64>(), b in any::<u64>()) {
            let span = TimeSpan::new(Timecode::from_millis(a), Timecode::from_millis(b));
            prop_assert!(span.start() <= span.end());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = Timecode::parse(&text);
        }
    }
}
