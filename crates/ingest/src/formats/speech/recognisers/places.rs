//! Numbers that say where in a text something stands, and not when it was said: a text was cut into
//! parts, or its names were found. Numbers of lines look like seconds, and are taken for them.

use super::time::Time;

/// A start and an end in some unit, and what stands between them.
pub(in crate::formats::speech) struct Stretch {
    start: f64,
    end: f64,
    /// Both were written without a fraction.
    is_whole: bool,
    /// How many characters its text has.
    length: f64,
}

impl Stretch {
    /// Of two numbers without a unit; nothing else counts characters.
    pub(in crate::formats::speech) fn from_times(
        start: Time,
        end: Time,
        text: &str,
    ) -> Option<Self> {
        let (Time::Number(start, first), Time::Number(end, second)) = (start, end) else {
            return None;
        };
        Some(Stretch {
            start,
            end,
            is_whole: !first && !second,
            length: text.trim().chars().count() as f64,
        })
    }

    fn span(&self) -> f64 {
        self.end - self.start
    }

    /// It is exactly as long as its text.
    fn is_exact(&self) -> bool {
        self.length > 1.0 && (self.span() - self.length).abs() < 0.5
    }

    /// It is about as long as a text of some length: spaces at its ends may be gone.
    fn is_near(&self) -> bool {
        const SHORTEST: f64 = 10.0;
        let near = (self.length * 0.1).max(1.0);
        self.is_whole && self.length >= SHORTEST && (self.span() - self.length).abs() <= near
    }
}

/// Whether stretches are of a text and not of a recording.
pub(in crate::formats::speech) fn are_places(stretches: &[Stretch]) -> bool {
    /// Fewer are so by chance.
    const FEWEST: usize = 3;
    /// A word of fewer letters may last for as many seconds.
    const SHORTEST: f64 = 5.0;
    let are_long = stretches.iter().any(|stretch| stretch.length >= SHORTEST);
    let exact = stretches.iter().filter(|stretch| stretch.is_exact()).count();
    let are_many = stretches.len() >= FEWEST;
    !stretches.is_empty()
        && (exact == stretches.len() && (are_long || exact >= FEWEST)
            || exact >= FEWEST && exact * 2 >= stretches.len()
            || are_many && stretches.iter().all(Stretch::is_near))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are(stretches: &[(f64, f64, &str)]) -> bool {
        let time = |number: f64| Time::Number(number, number.fract() != 0.0);
        let stretch = |(start, end, text): &(f64, f64, &str)| {
            Stretch::from_times(time(*start), time(*end), text)
        };
        are_places(&stretches.iter().filter_map(stretch).collect::<Vec<_>>())
    }

    #[test]
    fn places_of_characters_and_lines_are_known() {
        let ten = "The ferry.";
        assert!(are(&[(0.0, 10.0, ten)]));
        assert!(are(&[(0.0, 10.0, ten), (12.0, 22.0, ten), (30.0, 40.0, ten), (50.0, 59.0, "It")]));
        // parts of a text that overlap, cut at spaces
        let long = "The ferry is late, as it is on Mondays.";
        assert!(are(&[(0.0, 40.0, long), (36.0, 76.0, long), (72.0, 112.0, long)]));
    }

    #[test]
    fn seconds_and_milliseconds_are_no_places() {
        let long = "The ferry is late, as it is on Mondays.";
        assert!(!are(&[(0.0, 4.0, long), (4.0, 8.0, long), (8.0, 12.0, long)]));
        assert!(!are(&[(3.0, 7.0, long), (9.0, 12.0, long), (14.0, 18.0, long)]));
        assert!(!are(&[(160.0, 3400.0, long), (3500.0, 6100.0, long), (6900.0, 9000.0, long)]));
        assert!(!are(&[(0.0, 3.0, "Oui")]) && !are(&[(0.0, 4.0, "Oui."), (5.0, 8.0, "Non")]));
        assert!(!are(&[(0.0, 10.5, "The ferry."), (10.5, 15.0, "Late.")]));
        // a title of forty letters may last for forty seconds
        assert!(!are(&[(0.0, 41.0, long), (41.0, 300.0, long), (300.0, 900.0, long)]));
        // made by hand, and with ends a millisecond before what follows
        assert!(!are(&[(0.0, 4.0, long), (5.0, 9.0, long), (10.0, 14.0, long)]));
        assert!(!are(&[(0.0, 2999.0, long), (3000.0, 5999.0, long), (6000.0, 8999.0, long)]));
        // slow speech in whole seconds
        assert!(!are(&[
            (0.0, 10.0, "We are glad to see you at the quay."),
            (11.0, 20.0, long),
            (21.0, 30.0, long)
        ]));
        assert!(!are(&[
            (5.0, 9.0, "Good day."),
            (12.0, 15.0, "Yes, thanks."),
            (17.0, 22.0, "Let us go.")
        ]));
        assert!(!are(&[]));
    }
}
