//! The times of words from pieces that have times of their own: words, parts of words, syllables.
//!
//! Pieces and text are matched by their letters alone, so that spaces and punctuation may stand
//! where they like. A word is what stands between white space, with the signs that follow it.

use std::ops::{Range, RangeInclusive};

use ibid_core::time::Timecode;

use super::{WordTime, offset};

/// A piece of speech as its source times it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TimedPiece {
    pub(crate) text: String,
    /// Milliseconds.
    pub(crate) start: Option<u64>,
    pub(crate) end: Option<u64>,
    /// How sure its recogniser was, from 0 to 1.
    pub(crate) confidence: Option<f32>,
}

/// A word of a text, and the pieces it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) bytes: Range<usize>,
    pub(crate) pieces: RangeInclusive<usize>,
}

/// How far, in milliseconds, a word may start outside its cue or before the word above it.
const SLACK: u64 = 1_000;

/// The words of a text with the pieces that they are made of; `None` when the letters differ.
pub(crate) fn stretches(text: &str, pieces: &[TimedPiece]) -> Option<Vec<Stretch>> {
    let last = pieces.len().checked_sub(1)?;
    // A character cut in two by its recogniser cannot be compared; plain letters can.
    let broken = pieces.iter().any(|piece| piece.text.contains(char::REPLACEMENT_CHARACTER));
    let counts = |c: &char| if broken { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() };
    let mut letters = pieces
        .iter()
        .enumerate()
        .flat_map(|(i, piece)| piece.text.chars().filter(counts).map(move |c| (c, i)));
    let mut found: Vec<Stretch> = Vec::new();
    let (mut at, mut from) = (0, None);
    for part in text.split([' ', '\n']) {
        let bytes = at..at + part.len();
        at = bytes.end + 1;
        let mut of: Option<RangeInclusive<usize>> = None;
        for c in part.chars().filter(counts) {
            let (_, piece) = letters.next().filter(|(letter, _)| *letter == c)?;
            of = Some(of.map_or(piece, |of| *of.start())..=piece);
        }
        match (of, found.last_mut()) {
            (Some(pieces), _) => {
                let start = from.take().unwrap_or(bytes.start);
                found.push(Stretch { bytes: start..bytes.end, pieces });
            }
            (None, Some(before)) => before.bytes.end = bytes.end,
            (None, None) => from = from.or(Some(bytes.start)),
        }
    }

    if letters.next().is_some() {
        return None;
    }
    if found.is_empty() {
        found.push(Stretch { bytes: 0..text.len(), pieces: 0..=last });
    }

    Some(found)
}

/// The times of words within a cue. A word without one gets a share of the time between its
/// neighbours; `None` when no time is known, or when the known ones do not fit the cue.
pub(crate) fn times(
    (start, end): (u64, u64),
    stretches: &[Stretch],
    pieces: &[TimedPiece],
) -> Option<Vec<WordTime>> {
    let starts: Vec<Option<u64>> =
        stretches.iter().map(|word| pieces.get(*word.pieces.start())?.start).collect();
    let known = |at: &Option<u64>| at.is_some_and(|at| near(at, start, end));
    if starts.iter().flatten().next().is_none()
        || !starts.iter().all(|at| at.is_none() || known(at))
    {
        return None;
    }

    let told = starts;
    let starts = shared_out(&told, start, end);
    let mut words: Vec<WordTime> = Vec::with_capacity(stretches.len());
    let mut now = start;
    for (i, word) in stretches.iter().enumerate() {
        let at = *starts.get(i)?;
        if at.saturating_add(SLACK) < now {
            return None;
        }
        now = at.clamp(now, end.max(now));
        let next = starts.get(i + 1).copied().unwrap_or(end);
        let own = pieces.get(*word.pieces.end()).and_then(|piece| piece.end);
        let ends = own.unwrap_or(next).clamp(now, end.max(now));
        let sure = pieces.get(word.pieces.clone()).unwrap_or_default();
        words.push(WordTime {
            range: offset(word.bytes.start)..offset(word.bytes.end),
            start: Timecode::from_millis(now),
            end: Timecode::from_millis(ends),
            // A word is as sure as the least sure of its pieces.
            confidence: sure.iter().filter_map(|piece| piece.confidence).reduce(f32::min),
            reckoned: told.get(i).is_some_and(Option::is_none),
        });
    }

    Some(words)
}

fn near(at: u64, start: u64, end: u64) -> bool {
    at.saturating_add(SLACK) >= start && at <= end.saturating_add(SLACK)
}

/// Fills the gaps between known times evenly.
fn shared_out(known: &[Option<u64>], start: u64, end: u64) -> Vec<u64> {
    let mut filled = Vec::with_capacity(known.len());
    let mut before = start;
    let mut at = 0;
    while let Some(time) = known.get(at) {
        if let Some(time) = time {
            filled.push(*time);
            before = *time;
            at += 1;
            continue;
        }
        let gap = known.iter().skip(at).take_while(|time| time.is_none()).count();
        let after = known.get(at + gap).copied().flatten().unwrap_or(end).max(before);
        // The word before the gap keeps a share too, unless the gap begins the cue.
        let (first, parts) = if at == 0 { (0, gap) } else { (1, gap + 1) };
        let lasts = u128::from(after - before);
        let share = |i: usize| lasts * (i + first) as u128 / parts.max(1) as u128;
        filled.extend((0..gap).map(|i| before + u64::try_from(share(i)).unwrap_or_default()));
        at += gap;
    }

    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece(text: &str, start: impl Into<Option<u64>>, end: impl Into<Option<u64>>) -> TimedPiece {
        TimedPiece {
            text: text.to_owned(),
            start: start.into(),
            end: end.into(),
            confidence: Some(0.5),
        }
    }

    fn read(
        text: &str,
        span: (u64, u64),
        pieces: &[TimedPiece],
    ) -> Option<Vec<(String, u64, u64)>> {
        let words = times(span, &stretches(text, pieces)?, pieces)?;
        let shown = |word: &WordTime| {
            let range = word.range.start as usize..word.range.end as usize;
            (text[range].to_owned(), word.start.millis(), word.end.millis())
        };
        Some(words.iter().map(shown).collect())
    }

    fn word(text: &str, start: u64, end: u64) -> (String, u64, u64) {
        (text.to_owned(), start, end)
    }

    #[test]
    fn pieces_make_words_whatever_their_spaces_and_signs() {
        let pieces = [piece("L'", 0, 100), piece("eau", 100, 300), piece("coule,", 300, 900)];
        assert_eq!(
            read("« L'eau coule !", (0, 1000), &pieces),
            Some(vec![word("« L'eau", 0, 300), word("coule !", 300, 900)])
        );
        assert_eq!(read("L'eau coulait", (0, 1000), &pieces), None);
        assert_eq!(read("L'eau coule bien", (0, 1000), &pieces), None);
        assert_eq!(read("L'eau", (0, 1000), &pieces), None);
        assert_eq!(read("...", (0, 9), &[piece("...", 2, 8)]), Some(vec![word("...", 2, 8)]));
        let cut = [piece("d\u{fffd}", 0, 10), piece("\u{fffd}j", 10, 20), piece("à", 20, 30)];
        assert_eq!(read("déjà", (0, 30), &cut), Some(vec![word("déjà", 0, 20)]));
    }

    #[test]
    fn missing_times_are_shared_out_between_neighbours() {
        let pieces = [
            piece("In", None, None),
            piece("1992", None, None),
            piece("a", 3000, 3100),
            piece("ship", None, None),
            piece("sank", 5000, None),
        ];

        assert_eq!(
            read("In 1992 a ship sank", (1000, 6000), &pieces),
            Some(vec![
                word("In", 1000, 2000),
                word("1992", 2000, 3000),
                word("a", 3000, 3100),
                word("ship", 4000, 5000),
                word("sank", 5000, 6000)
            ])
        );
        assert_eq!(read("In", (0, 9), &[piece("In", None, None)]), None);
    }

    #[test]
    fn times_that_were_shared_out_are_marked() {
        let pieces = [piece("En", 0, 90), piece("2014", None, None), piece("ici", 900, 990)];
        let text = "En 2014 ici";
        let words = times((0, 990), &stretches(text, &pieces).unwrap(), &pieces).unwrap();
        assert_eq!(
            words.iter().map(|word| word.reckoned).collect::<Vec<_>>(),
            [false, true, false]
        );
    }

    #[test]
    fn times_that_do_not_fit_are_none() {
        let two = |a: u64, b: u64| [piece("a", a, a + 10), piece("b", b, b + 10)];
        assert_eq!(
            read("a b", (100, 500), &two(90, 80)),
            Some(vec![word("a", 100, 100), word("b", 100, 100)])
        );
        assert_eq!(read("a b", (100, 500), &two(100, 9000)), None);
        assert_eq!(read("a b", (10_000, 15_000), &two(14_000, 11_000)), None);
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_cover_the_text(
            pieces in proptest::collection::vec(("[aé.]{0,3}", proptest::option::of(0u64..9000), proptest::option::of(any::<u64>())), 0..9),
            spaces in any::<u16>(), start in 0u64..5000, lasts in 0u64..5000,
        ) {
            let pieces: Vec<_> = pieces.iter().map(|(t, s, e)| piece(t, *s, *e)).collect();
            let text: String = pieces.iter().enumerate().map(|(i, p)| {
                format!("{}{}", p.text, if spaces & (1 << i) != 0 { " " } else { "" })
            }).collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let Some(found) = stretches(&text, &pieces) else { return Ok(()) };

            if let Some(words) = times((start, start + lasts), &found, &pieces) {
                let (mut at, mut now) = (0, start);
                for word in words {
                    prop_assert!(text[at..word.range.start as usize].trim().is_empty());
                    prop_assert!(word.start.millis() >= now && word.end >= word.start);
                    prop_assert!(word.end.millis() <= start + lasts);
                    (at, now) = (word.range.end as usize, word.start.millis());
                }
                prop_assert_eq!(at, text.len());
            }
        }
    }
}
