//! The one table of the formats: how each is told, and how it is read.
//!
//! A format is told in two rounds, each in the order of the table: first those that say what they
//! are, then those that only look like something. What is left is text.

use std::borrow::Cow;

use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::Document;
use ibid_core::format::Format;
use ibid_core::ids::SourceId;

use super::captions::{ass, frames, json3, lrc, sami, sbv, scc, srt, timed_text, ttml, webvtt};
#[cfg(feature = "pdf")]
use super::documents::pdf;
use super::documents::rtf;
#[cfg(feature = "documents")]
use super::documents::{docx, epub, odt};
use super::notes::{markdown, text};
use super::pages::html;
use super::records::{info_json, jsonl};
use super::speech::{chat, clock, console, hansard, recognisers, table, tei, textgrid, whisper};
use super::{Malformed, unknown};
use crate::{Error, clean};

/// Whether a text is in some format.
type Sniff = fn(&str) -> bool;

/// How a text is read.
#[derive(Clone, Copy)]
enum Read {
    /// As one document, whatever is in it.
    Always(fn(&str, SourceId) -> Document),
    /// As one document, if anything can be read.
    Whole(fn(&str, SourceId) -> Result<Document, Malformed>),
    /// As documents that are handed out part by part. The text may not be in NFC; the second text is
    /// what errors call the file.
    Parts(PartsReader),
    /// As one document, from bytes that are no text; the last is what errors call the file.
    #[cfg_attr(
        not(any(feature = "documents", feature = "pdf")),
        expect(dead_code, reason = "only these have it")
    )]
    Bytes(fn(&[u8], SourceId, &str) -> Result<Document, Error>),
}

type PartsReader =
    fn(&str, SourceId, &str, &mut dyn FnMut(Vec<Document>)) -> Result<Vec<Diagnostic>, Error>;

/// One format of the table.
pub(crate) struct Row {
    /// Which it is.
    pub(crate) format: Format,
    /// Whether a text says that it is in this format.
    signature: Option<Sniff>,
    /// Whether a text that says nothing looks like this format.
    shape: Option<Sniff>,
    /// Whether bytes that are no text are in this format.
    packed: Option<fn(&[u8]) -> bool>,
    read: Read,
}

impl Row {
    const fn signed(format: Format, signature: Sniff, read: Read) -> Self {
        Row { format, signature: Some(signature), shape: None, packed: None, read }
    }

    const fn shaped(format: Format, shape: Sniff, read: Read) -> Self {
        Row { format, signature: None, shape: Some(shape), packed: None, read }
    }

    #[cfg(any(feature = "documents", feature = "pdf"))]
    const fn packed(
        format: Format,
        packed: fn(&[u8]) -> bool,
        read: fn(&[u8], SourceId, &str) -> Result<Document, Error>,
    ) -> Self {
        let (signature, shape) = (None, None);
        Row { format, signature, shape, packed: Some(packed), read: Read::Bytes(read) }
    }

    const fn with_shape(self, shape: Sniff) -> Self {
        Row { shape: Some(shape), ..self }
    }

    /// Whether a file in this format is one value of JSON, of which a field may be lost that stands
    /// there twice.
    pub(crate) fn is_json(&self) -> bool {
        matches!(
            self.format,
            Format::InfoJson | Format::Json3 | Format::Recogniser | Format::Whisper
        )
    }

    /// Reads a text in this format: `each` is given some documents at a time, and `name` is what
    /// errors call the file. Gives what there is to know of the file as a whole.
    pub(crate) fn read(
        &self,
        text: Cow<'_, str>,
        source: SourceId,
        name: &str,
        each: &mut dyn FnMut(Vec<Document>),
    ) -> Result<Vec<Diagnostic>, Error> {
        let mut document = match self.read {
            Read::Parts(read) => return read(&text, source, name, each),
            Read::Bytes(read) => read(text.as_bytes(), source, name)?,
            Read::Always(read) => read(&self.checked(text, name)?, source),
            Read::Whole(read) => read(&self.checked(text, name)?, source)
                .map_err(|bad| bad.into_error(self.format.name(), name))?,
        };
        match self.format {
            Format::Markdown | Format::Text => clock::settle(&mut document, clock::Use::Date),
            // A page is no recording, whatever its clocks are of.
            Format::Html => clock::settle(&mut document, clock::Use::Tell),
            _ => {}
        }
        each(vec![document]);
        Ok(Vec::new())
    }

    /// Reads bytes that are no text; an error where the format is one of texts.
    pub(crate) fn read_bytes(
        &self,
        bytes: &[u8],
        source: SourceId,
        name: &str,
    ) -> Result<Document, Error> {
        match self.read {
            Read::Bytes(read) => read(bytes, source, name),
            _ => Err(Error::not_read(name, crate::not_read::of_bytes(bytes))),
        }
    }

    /// The text in NFC; an error where it is in a format without a reader.
    fn checked<'t>(&self, text: Cow<'t, str>, name: &str) -> Result<Cow<'t, str>, Error> {
        let text =
            if clean::is_nfc(&text) { text } else { Cow::Owned(clean::nfc(text.into_owned())) };
        match unknown::fault(&text, self.format) {
            Some((called, bad)) => Err(bad.into_error(called, name)),
            None => Ok(text),
        }
    }
}

/// What is in no other format.
const TEXT: Row = Row::shaped(Format::Text, |_| true, Read::Always(text::read));

/// Every format that is read. The order matters in each round, and only there.
static ROWS: &[Row] = &[
    Row::shaped(Format::Console, console::sniff, Read::Always(clock::read_console)),
    Row::signed(Format::WebVtt, webvtt::has_header, Read::Always(webvtt::read))
        .with_shape(webvtt::sniff),
    Row::signed(Format::Ass, ass::sniff, Read::Whole(ass::read)),
    Row::signed(Format::Scc, scc::sniff, Read::Whole(scc::read)),
    Row::signed(Format::Hansard, hansard::sniff, Read::Whole(hansard::read)),
    Row::signed(Format::Ttml, ttml::sniff, Read::Whole(ttml::read)),
    Row::signed(Format::TimedText, timed_text::sniff, Read::Whole(timed_text::read)),
    Row::signed(Format::Sami, sami::sniff, Read::Whole(sami::read)),
    Row::signed(Format::Json3, json3::sniff, Read::Whole(json3::read)),
    Row::signed(Format::InfoJson, info_json::sniff, Read::Whole(info_json::read)),
    Row::signed(Format::Whisper, whisper::sniff, Read::Whole(whisper::read)),
    Row::signed(Format::Recogniser, recognisers::sniff, Read::Whole(recognisers::read)),
    Row::signed(Format::Html, html::sniff, Read::Whole(html::read)),
    Row::signed(Format::JsonLines, jsonl::sniff, Read::Parts(jsonl::read)),
    Row::signed(Format::Table, table::sniff, Read::Always(table::read)),
    Row::signed(Format::Lrc, lrc::sniff, Read::Always(lrc::read)),
    Row::signed(Format::Chat, chat::sniff, Read::Always(chat::read)),
    Row::signed(Format::TextGrid, textgrid::sniff, Read::Always(textgrid::read)),
    Row::signed(Format::Tei, tei::sniff, Read::Whole(tei::read)),
    Row::signed(Format::MicroDvd, frames::sniff_microdvd, Read::Always(frames::read_microdvd)),
    Row::signed(Format::SpruceStl, frames::sniff_spruce, Read::Always(frames::read_spruce)),
    Row::signed(Format::Rtf, rtf::sniff, Read::Always(rtf::read)),
    #[cfg(feature = "documents")]
    Row::packed(Format::Docx, docx::sniff, docx::read),
    #[cfg(feature = "documents")]
    Row::packed(Format::Odt, odt::sniff, odt::read),
    #[cfg(feature = "documents")]
    Row::packed(Format::Epub, epub::sniff, epub::read),
    #[cfg(feature = "pdf")]
    Row::packed(Format::Pdf, pdf::sniff, pdf::read),
    Row::shaped(Format::Srt, srt::sniff, Read::Always(srt::read)),
    Row::shaped(Format::Sbv, sbv::sniff, Read::Always(sbv::read)),
    Row::shaped(Format::ClockText, clock::sniff, Read::Always(clock::read)),
    Row::shaped(Format::Markdown, markdown::sniff, Read::Always(markdown::read)),
    TEXT,
];

/// The row of the format that a decoded text is in.
pub(crate) fn row_of(text: &str) -> &'static Row {
    let is = |sniff: Option<Sniff>| sniff.is_some_and(|sniff| sniff(text));
    let signed = || ROWS.iter().find(|row| is(row.signature));
    let shaped = || ROWS.iter().find(|row| is(row.shape));
    signed().or_else(shaped).unwrap_or(&TEXT)
}

/// The row of the format of bytes that are no text.
pub(crate) fn row_of_bytes(bytes: &[u8]) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.packed.is_some_and(|is| is(bytes)))
}

/// The row of a format; none for what is not read.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn row(format: Format) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.format == format)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use ibid_core::lang::Lang;

    use super::*;
    use crate::{Limits, read_file, split, walk};

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    #[test]
    fn each_format_but_the_empty_one_has_one_row() {
        for format in Format::ALL {
            let rows = ROWS.iter().filter(|row| row.format == format).count();
            assert_eq!(rows, usize::from(format != Format::Empty), "{format}");
            assert_eq!(row(format).is_some(), rows == 1);
        }
    }

    /// The language that a document declares, or else that of most of its passages.
    fn lang_of(document: &Document) -> Option<Lang> {
        let langs: Vec<Option<Lang>> = split(document).into_iter().map(|p| p.lang).collect();
        let most = |lang| langs.iter().filter(|l| **l == Some(lang)).count() * 2 > langs.len();
        document.lang.or_else(|| Lang::ALL.into_iter().find(|lang| most(*lang)))
    }

    // No format is excepted from these two; one that must be is named here, with the reason.

    #[test]
    fn each_format_has_a_file_in_the_corpus_in_each_language() {
        let mut seen = BTreeSet::new();
        for file in walk(&root().join("corpus")).files {
            let documents = read_file(&file.absolute, &file.shown, &Limits::default()).unwrap();
            seen.extend(documents.iter().filter_map(|d| Some((d.format, lang_of(d)?))));
        }
        for row in ROWS {
            for lang in Lang::ALL {
                assert!(seen.contains(&(row.format, lang)), "{} in {lang}", row.format);
            }
        }
    }

    #[test]
    fn each_format_has_a_fuzz_target() {
        let targets = std::fs::read_dir(root().join("fuzz/targets")).unwrap();
        let sources = targets.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let sources: Vec<String> = sources.collect();
        for row in ROWS {
            let call = format!("Format::{:?},", row.format);
            assert!(sources.iter().any(|source| source.contains(&call)), "{}", row.format);
        }
    }
}
