//! Reading: from the bytes of a file to documents, and from documents to passages.
//!
//! The steps are one file each, in this order: [`walk`](mod@walk) finds files, `decode` makes text of
//! bytes, [`sniff`](mod@sniff) tells the format from the content (never from the name), `formats` reads
//! blocks (those of captions by way of `timed`), and [`split`](mod@split) cuts them into passages, with the help of `language`.
//! Nothing here panics on any input, and every step takes time linear in it.

mod clean;
mod decode;
mod entities;
mod error;
mod formats;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod language;
pub mod sniff;
pub mod split;
mod timed;
pub mod walk;

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use ibid_core::document::Document;
use ibid_core::ids::SourceId;

pub use error::Error;
pub use sniff::{Format, sniff};
pub use split::split;
pub use walk::{Found, Walk, walk};

/// The version of reading and splitting: raised with every change that makes other passages of
/// the same bytes, so that files which an older version read are read anew.
pub const VERSION: u32 = 1;

/// How much reading may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest file that is read, in bytes.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { file_bytes: 512 * 1024 * 1024 }
    }
}

/// Reads the file at `path`; `shown` is what errors call it.
///
/// One document for most formats, one a line for JSON lines, none for an empty file.
///
/// # Errors
///
/// Those of [`load`] and of [`read_bytes`].
pub fn read_file(path: &Path, shown: &str, limits: &Limits) -> Result<Vec<Document>, Error> {
    read_bytes(&load(path, shown, limits)?, shown)
}

/// The bytes of the file at `path`; `shown` is what errors call it.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Io`] and [`Error::NotAFile`] when it cannot be opened, and
/// [`Error::TooLarge`] beyond the limit.
pub fn load(path: &Path, shown: &str, limits: &Limits) -> Result<Vec<u8>, Error> {
    let io = |source| Error::from_io(shown, source);
    // A pipe or a device would wait for ever.
    let metadata = std::fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        return Err(Error::NotAFile { path: shown.to_owned() });
    }
    let too_large = || Error::TooLarge { path: shown.to_owned(), limit: limits.file_bytes };
    if metadata.len() > limits.file_bytes {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // The file may grow while it is read.
    let mut file = File::open(path).map_err(io)?.take(limits.file_bytes.saturating_add(1));
    file.read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Reads the bytes of a file; `name` is what errors call it, and says nothing of the format.
///
/// # Errors
///
/// [`Error::Binary`] for what is no text (a caller who walks a folder skips these in silence), and
/// [`Error::NoGoodLine`] for JSON lines of which none can be read, and [`Error::Malformed`] for a
/// file whose format is plain and of which nothing can be read.
pub fn read_bytes(bytes: &[u8], name: &str) -> Result<Vec<Document>, Error> {
    let Some(decode::Decoded { text, notices }) = decode::decode(bytes) else {
        return Err(Error::Binary { path: name.to_owned() });
    };
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let source = SourceId::of(bytes);
    let mut documents = read_text(text, source, name)?;
    formats::cap_warnings(&mut documents);
    if let Some(first) = documents.first_mut() {
        first.warnings.splice(0..0, notices);
    }
    Ok(documents)
}

/// Reads a text in the format that it is in.
fn read_text(text: Cow<'_, str>, source: SourceId, name: &str) -> Result<Vec<Document>, Error> {
    let format = sniff(&text);
    read_as(format, text, source, name)
}

/// Reads a text in a given format.
fn read_as(
    format: Format,
    text: Cow<'_, str>,
    source: SourceId,
    name: &str,
) -> Result<Vec<Document>, Error> {
    if format == Format::JsonLines {
        return formats::jsonl::read(&text, source, name);
    }
    let text = &*clean::nfc(text.into_owned());
    let document = match format {
        Format::Markdown => Ok(formats::markdown::read(text, source)),
        Format::Text | Format::JsonLines => Ok(formats::text::read(text, source)),
        Format::WebVtt => Ok(formats::webvtt::read(text, source)),
        Format::Srt => Ok(formats::srt::read(text, source)),
        Format::Sbv => Ok(formats::sbv::read(text, source)),
        Format::Ass => formats::ass::read(text, source),
        Format::Ttml => formats::ttml::read(text, source),
        Format::TimedText => formats::timed_text::read(text, source),
        Format::Json3 => formats::json3::read(text, source),
        Format::Whisper => formats::whisper::read(text, source),
        Format::InfoJson => formats::info_json::read(text, source),
        Format::Hansard => formats::hansard::read(text, source),
        Format::Sami => formats::sami::read(text, source),
        Format::Scc => formats::scc::read(text, source),
        Format::Html => formats::html::read(text, source),
    };
    let malformed = |bad: formats::Malformed| Error::Malformed {
        path: name.to_owned(),
        line: bad.line,
        format: format.name(),
        problem: bad.problem,
    };
    Ok(vec![document.map_err(malformed)?])
}
