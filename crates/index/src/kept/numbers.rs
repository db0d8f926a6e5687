//! The numbers of a passage that no column has: its line, and which moment supports which bytes.
//!
//! All are small where they can be: a line is told from the number of the document, which in a file
//! with a document a line is one less, and each stretch of text and each moment from the one before.

use ibid_core::document::Span;
use ibid_core::passage::Passage;
use ibid_core::time::{Method, Moment, Timecode};

use crate::variable_length::{read, write};

/// The methods, by the numbers that stand for them.
const METHODS: [Method; 6] =
    [Method::Cue, Method::Word, Method::Anchor, Method::Interpolated, Method::Page, Method::None];

/// The number that stands for a method, from 1: 0 is no moment.
const fn number(method: Method) -> u64 {
    match method {
        Method::Cue => 1,
        Method::Word => 2,
        Method::Anchor => 3,
        Method::Interpolated => 4,
        Method::Page => 5,
        Method::None => 6,
    }
}

// What is written must be read back.
const _: () = {
    let mut at = 0;
    while at < METHODS.len() {
        assert!(number(METHODS[at]) == at as u64 + 1, "`METHODS` and `number` disagree");
        at += 1;
    }
};

/// A stretch of text takes so many bytes or more.
const LEAST: usize = 4;

/// The flag of a moment of which the end is known, beside the number of its method.
const HAS_END: u64 = 8;

/// What the numbers of a passage say.
#[derive(Debug, PartialEq)]
pub(super) struct Numbers {
    /// Whether its document has a number in its file, which a column has.
    pub(super) is_numbered: bool,
    pub(super) line: u32,
    pub(super) spans: Vec<Span>,
}

/// Where the stretch before ended, on which line it began, and when it ended.
struct Before {
    byte: u64,
    line: u64,
    time: u64,
}

impl Before {
    /// Before the first stretch of a passage.
    fn start(line: u32) -> Self {
        Before { byte: 0, line: line.into(), time: 0 }
    }
}

/// Writes what [`numbers`] reads.
pub(super) fn write_numbers(passage: &Passage, out: &mut Vec<u8>) {
    let number = passage.about.number;
    let line = folded(u64::from(passage.line).wrapping_sub(expected_line(number)));
    write(line << 1 | u64::from(number.is_some()), out);
    write(passage.spans.len() as u64, out);

    let mut before = Before::start(passage.line);
    for span in &passage.spans {
        write_span(span, &mut before, out);
    }
}

fn write_span(span: &Span, before: &mut Before, out: &mut Vec<u8>) {
    write_step(span.start.into(), &mut before.byte, out);
    write_step(span.end.into(), &mut before.byte, out);
    write_step(span.line.into(), &mut before.line, out);
    let Some(moment) = &span.moment else { return write(0, out) };

    let has_end = if moment.end.is_some() { HAS_END } else { 0 };
    write(number(moment.method) | has_end, out);
    write_step(moment.start.millis(), &mut before.time, out);
    if let Some(end) = moment.end {
        write_step(end.millis(), &mut before.time, out);
    }
}

/// The numbers that a record begins with, of a document whose number a column has, and the bytes
/// behind them; `None` where these are none.
pub(super) fn numbers(bytes: &[u8], document: u32) -> Option<(Numbers, &[u8])> {
    let (line, rest) = read(bytes)?;
    let is_numbered = line & 1 != 0;
    let expected = expected_line(is_numbered.then_some(document));
    let line = u32::try_from(expected.wrapping_add(unfolded(line >> 1))).ok()?;
    let (count, mut rest) = read(rest)?;
    // what is broken must not ask for all memory
    let count = usize::try_from(count).ok().filter(|count| *count <= rest.len() / LEAST)?;

    let mut spans = Vec::with_capacity(count);
    let mut before = Before::start(line);
    for _ in 0..count {
        spans.push(read_span(&mut rest, &mut before)?);
    }
    Some((Numbers { is_numbered, line, spans }, rest))
}

fn read_span(rest: &mut &[u8], before: &mut Before) -> Option<Span> {
    let start = u32::try_from(read_step(rest, &mut before.byte)?).ok()?;
    let end = u32::try_from(read_step(rest, &mut before.byte)?).ok()?;
    let line = u32::try_from(read_step(rest, &mut before.line)?).ok()?;

    let method;
    (method, *rest) = read(rest)?;
    let moment = match usize::try_from(method & !HAS_END).ok()?.checked_sub(1) {
        None => None,
        Some(number) => Some(Moment {
            method: *METHODS.get(number)?,
            start: read_time(rest, before)?,
            end: if method & HAS_END == 0 { None } else { Some(read_time(rest, before)?) },
        }),
    };
    Some(Span { start, end, moment, line })
}

fn read_time(rest: &mut &[u8], before: &mut Before) -> Option<Timecode> {
    read_step(rest, &mut before.time).map(Timecode::from_millis)
}

/// On which line the text of a document stands, where each line of its file is a document.
fn expected_line(number: Option<u32>) -> u64 {
    u64::from(number.unwrap_or(0)) + 1
}

/// Writes how far a number is from the one before, in either direction, and takes its place.
fn write_step(number: u64, before: &mut u64, out: &mut Vec<u8>) {
    write(folded(number.wrapping_sub(*before)), out);
    *before = number;
}

/// What [`write_step`] wrote, taken from what is left.
fn read_step(rest: &mut &[u8], before: &mut u64) -> Option<u64> {
    let step;
    (step, *rest) = read(rest)?;
    *before = before.wrapping_add(unfolded(step));
    Some(*before)
}

/// A step in either direction, as a number that is small where the step is.
fn folded(step: u64) -> u64 {
    step << 1 ^ ((step as i64) >> 63) as u64
}

/// What [`folded`] was given.
fn unfolded(number: u64) -> u64 {
    number >> 1 ^ (number & 1).wrapping_neg()
}

#[cfg(test)]
mod tests {
    use ibid_core::document::About;
    use ibid_core::ids::{PassageId, SourceId};
    use proptest::prelude::*;

    use super::*;

    fn moment() -> impl Strategy<Value = Moment> {
        let time = || prop_oneof![0u64..10_000_000, any::<u64>()].prop_map(Timecode::from_millis);
        (time(), proptest::option::of(time()), 0..METHODS.len())
            .prop_map(|(start, end, method)| Moment { start, end, method: METHODS[method] })
    }

    fn span() -> impl Strategy<Value = Span> {
        let byte = || prop_oneof![0u32..300, any::<u32>()];
        (byte(), byte(), byte(), proptest::option::of(moment()))
            .prop_map(|(start, end, line, moment)| Span { start, end, moment, line })
    }

    proptest! {
        #[test]
        fn numbers_are_read_whatever_they_are(
            number in proptest::option::of(any::<u32>()),
            line in any::<u32>(),
            spans in proptest::collection::vec(span(), 0..6),
            after in proptest::collection::vec(any::<u8>(), 0..5),
        ) {
            let mut passage = passage();
            (passage.about.number, passage.line, passage.spans) = (number, line, spans);
            let mut bytes = Vec::new();
            write_numbers(&passage, &mut bytes);
            let length = bytes.len();
            bytes.extend(&after);

            let want =
                Numbers { is_numbered: number.is_some(), line, spans: passage.spans.clone() };
            prop_assert_eq!(numbers(&bytes, number.unwrap_or(0)), Some((want, &after[..])));
            for end in 0..length {
                prop_assert_eq!(numbers(&bytes[..end], number.unwrap_or(0)), None);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Some((_, rest)) = numbers(&bytes, 7) {
                prop_assert!(bytes.ends_with(rest));
            }
        }
    }

    #[test]
    fn a_line_of_json_has_two_bytes_and_a_caption_six_or_seven() {
        let mut passage = passage();
        (passage.about.number, passage.line) = (Some(123_456), 123_457);
        let mut bytes = Vec::new();
        write_numbers(&passage, &mut bytes);
        assert_eq!(bytes.len(), 2);

        let caption = |n: u32| Span {
            start: 50 * n,
            end: 50 * n + 49,
            line: 123_457 + 4 * n,
            moment: Some(Moment {
                start: Timecode::from_millis(2500 * u64::from(n)),
                end: Some(Timecode::from_millis(2500 * u64::from(n) + 2400)),
                method: Method::Cue,
            }),
        };
        passage.spans = (1..5).map(caption).collect();
        bytes.clear();
        write_numbers(&passage, &mut bytes);
        assert!(bytes.len() <= 2 + 4 * 8, "{}", bytes.len());
    }

    fn passage() -> Passage {
        Passage {
            id: PassageId::from_content("", &[], "", 0),
            source: SourceId::from_bytes(b""),
            about: About::default(),
            section: Vec::new(),
            ordinal: 0,
            line: 1,
            lang: None,
            speaker: None,
            non_speech: false,
            text: String::new(),
            spans: Vec::new(),
        }
    }
}
