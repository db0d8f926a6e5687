//! The record of a passage: what neither its columns nor its keys say of it.
//!
//! It is the end of the id, of which a column has the rest; the [`numbers`] that no column has; and
//! then what is text, as JSON, coded by the table of [`symbols`](crate::symbols). Read back it is the
//! passage to the byte.

mod numbers;

use std::borrow::Cow;

use ibid_core::document::{About, Date, Evidence, Medium};
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use serde::{Deserialize, Serialize};

use self::numbers::{Numbers, numbers, write_numbers};
use crate::by_id::{self, ENDING};
use crate::symbols::{Encoder, Table};

/// What is said of most passages beside their text has fewer bytes than these.
const ABOUT: usize = 256;

/// What the columns say of a passage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InColumns {
    /// The first bits of its id.
    pub(crate) first_bits: u64,
    /// The number of its document; 0 where it has none.
    pub(crate) document: u32,
    pub(crate) ordinal: u32,
    pub(crate) lang: Option<Lang>,
}

/// What of a passage is text, or is seldom said.
#[derive(Serialize, Deserialize)]
struct Texts<'p> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'p, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Cow<'p, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    medium: Option<Cow<'p, Medium>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<Cow<'p, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    paged: bool,
    #[serde(default, skip_serializing_if = "is_empty")]
    section: Cow<'p, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    speaker: Option<Cow<'p, str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    non_speech: bool,
    text: Cow<'p, str>,
}

fn is_empty(section: &[String]) -> bool {
    section.is_empty()
}

impl<'p> Texts<'p> {
    fn of(passage: &'p Passage) -> Self {
        // all are named, so that whoever adds one must say where it is kept
        let Passage {
            id: _,
            source: _,
            about,
            section,
            ordinal: _,
            line: _,
            lang: _,
            speaker,
            non_speech,
            text,
            spans: _,
        } = passage;
        let About { name, number: _, title, medium, date, author, evidence, paged } = about;
        Texts {
            name: name.as_deref().map(Cow::from),
            title: title.as_deref().map(Cow::from),
            medium: medium.as_ref().map(Cow::Borrowed),
            date: *date,
            author: author.as_deref().map(Cow::from),
            evidence: *evidence,
            paged: *paged,
            section: Cow::Borrowed(section),
            speaker: speaker.as_deref().map(Cow::from),
            non_speech: *non_speech,
            text: Cow::Borrowed(text),
        }
    }

    fn into_passage(
        self,
        id: PassageId,
        source: SourceId,
        columns: &InColumns,
        numbers: Numbers,
    ) -> Passage {
        let Texts { name, title, medium, date, author, evidence, paged, .. } = self;
        let about = About {
            name: name.map(Cow::into_owned),
            number: numbers.is_numbered.then_some(columns.document),
            title: title.map(Cow::into_owned),
            medium: medium.map(Cow::into_owned),
            date,
            author: author.map(Cow::into_owned),
            evidence,
            paged,
        };
        Passage {
            id,
            source,
            about,
            section: self.section.into_owned(),
            ordinal: columns.ordinal,
            line: numbers.line,
            lang: columns.lang,
            speaker: self.speaker.map(Cow::into_owned),
            non_speech: self.non_speech,
            text: self.text.into_owned(),
            spans: numbers.spans,
        }
    }
}

/// The texts of a passage as they are coded in its record.
///
/// # Errors
/// When they cannot be written as JSON.
pub(crate) fn texts(passage: &Passage) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(passage.text.len() + ABOUT);
    serde_json::to_writer(&mut json, &Texts::of(passage))?;
    Ok(json)
}

/// What the record of a passage begins with.
fn start(passage: &Passage, record: &mut Vec<u8>) {
    record.extend_from_slice(by_id::ending(&passage.id));
    write_numbers(passage, record);
}

/// The record of a passage.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn record(passage: &Passage) -> serde_json::Result<Vec<u8>> {
    let json = texts(passage)?;
    // while text is coded it has room for two bytes for each of its own
    let mut record = Vec::with_capacity(ABOUT + 2 * json.len());
    start(passage, &mut record);
    let coded = Encoder::shipped().and_then(|encoder| encoder.encode(&json, &mut record));
    coded.ok_or_else(|| serde::ser::Error::custom("the table of strings is broken"))?;
    Ok(record)
}

/// All that is kept of a passage but its source and the first bits of its id, whose rest follows from
/// what it says: what is compared to tell whether it has changed.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn content(passage: &Passage) -> serde_json::Result<Vec<u8>> {
    let mut content = Vec::new();
    let document = passage.document().number;
    write_columns(document, passage.ordinal, passage.lang, &mut content);
    start(passage, &mut content);
    content.extend(texts(passage)?);
    Ok(content)
}

/// What [`content`] gave for the passage of a record; `None` if this is none.
pub(crate) fn content_of(record: &[u8], columns: &InColumns) -> Option<Vec<u8>> {
    let (_, rest) = record.split_at_checked(ENDING)?;
    let (_, coded) = numbers(rest, columns.document)?;
    let mut content = Vec::new();
    write_columns(columns.document, columns.ordinal, columns.lang, &mut content);
    content.extend_from_slice(record.strip_suffix(coded)?);
    Table::shipped()?.decode(coded, &mut content)?;
    Some(content)
}

fn write_columns(document: u32, ordinal: u32, lang: Option<Lang>, content: &mut Vec<u8>) {
    content.extend_from_slice(&document.to_le_bytes());
    content.extend_from_slice(&ordinal.to_le_bytes());
    content.push(Lang::slot(lang) as u8);
}

/// The passage of a record, of which the source and what columns say are known; `None` if the record
/// is none. `json` is memory that is used again.
pub(crate) fn passage(
    record: &[u8],
    columns: &InColumns,
    source: SourceId,
    json: &mut Vec<u8>,
) -> Option<serde_json::Result<Passage>> {
    let (ending, rest) = record.split_at_checked(ENDING)?;
    let id = PassageId::from_parts(columns.first_bits, ending.try_into().ok()?);
    let (numbers, coded) = numbers(rest, columns.document)?;
    json.clear();
    Table::shipped()?.decode(coded, json)?;
    let texts: serde_json::Result<Texts<'_>> = serde_json::from_slice(json);
    Some(texts.map(|texts| texts.into_passage(id, source, columns, numbers)))
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Span;
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC{0,30}", "(la|the|\"|\n|\\\\|é| ){0,20}"]
    }

    prop_compose! {
        fn about()(
            name in proptest::option::of(text()),
            number in proptest::option::of(any::<u32>()),
            title in proptest::option::of(text()),
            medium in proptest::option::of((0..3, text())),
            date in proptest::option::of((0u16..=9999, 1u8..=12, 1u8..=28)),
            author in proptest::option::of(text()),
            evidence in proptest::option::of(0..Evidence::ALL.len()),
            paged in any::<bool>(),
        ) -> About {
            let medium = medium.map(|(kind, key)| match kind {
                0 => Medium::YouTube(key),
                1 => Medium::Web(key),
                _ => Medium::Recording(key),
            });
            let date = date.map(|(year, month, day)| Date { year, month, day });
            let evidence = evidence.map(|number| Evidence::ALL[number]);
            About { name, number, title, medium, date, author, evidence, paged }
        }
    }

    prop_compose! {
        fn passages()(
            about in about(),
            section in proptest::collection::vec(text(), 0..3),
            (ordinal, line, lang) in (any::<u32>(), any::<u32>(), 0..Lang::SLOTS),
            speaker in proptest::option::of(text()),
            non_speech in any::<bool>(),
            text in text(),
            timed in any::<bool>(),
        ) -> Passage {
            let span = Span { start: 0, end: text.len() as u32, moment: None, line };
            Passage {
                id: PassageId::from_content("", &[], &text, ordinal),
                source: SourceId::from_bytes(b"a file"),
                about,
                section,
                ordinal,
                line,
                lang: Lang::BY_SLOT[lang],
                speaker,
                non_speech,
                text,
                spans: if timed { vec![span] } else { Vec::new() },
            }
        }
    }

    fn columns(passage: &Passage) -> InColumns {
        InColumns {
            first_bits: passage.id.leading_bits(),
            document: passage.document().number,
            ordinal: passage.ordinal,
            lang: passage.lang,
        }
    }

    proptest! {
        #[test]
        fn a_passage_is_read_back_whole(kept in passages()) {
            let record = record(&kept).unwrap();
            let read = passage(&record, &columns(&kept), kept.source, &mut Vec::new()).unwrap().unwrap();
            prop_assert_eq!(&read, &kept);
            prop_assert_eq!(content_of(&record, &columns(&kept)), Some(content(&kept).unwrap()));
        }

        #[test]
        fn what_differs_has_another_content(one in passages(), other in passages()) {
            let other = Passage { id: one.id, source: one.source, ..other };
            prop_assert_eq!(content(&one).unwrap() == content(&other).unwrap(), one == other);
            let elsewhere = Passage { source: SourceId::from_bytes(b"another"), ..one.clone() };
            prop_assert_eq!(content(&one).unwrap(), content(&elsewhere).unwrap());
        }

        #[test]
        fn what_is_cut_off_is_refused(kept in passages()) {
            let record = record(&kept).unwrap();
            for end in 0..record.len() {
                let read = passage(&record[..end], &columns(&kept), kept.source, &mut Vec::new());
                prop_assert!(read.is_none_or(|read| read.is_err()), "{end}");
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let columns = InColumns { first_bits: 1, document: 2, ordinal: 3, lang: None };
            let read = passage(&bytes, &columns, SourceId::from_bytes(b"a file"), &mut Vec::new());
            prop_assert!(read.is_none_or(|read| read.is_err() || bytes.len() > ENDING));
        }
    }
}
