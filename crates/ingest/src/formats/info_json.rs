//! What yt-dlp writes of a video beside its captions.

use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use super::Malformed;
use crate::Format;

/// Whether a text is in this format.
pub(crate) fn sniff(_text: &str) -> bool {
    false
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(_text: &str, source: SourceId) -> Result<Document, Malformed> {
    Ok(super::empty(source, Format::InfoJson))
}

/// What it says of the file beside it.
pub(crate) struct Info;

/// Reads it.
pub(crate) fn info(_text: &str) -> Option<Info> {
    None
}

/// Fills in what a document does not say itself.
pub(crate) fn apply(_info: &Info, _document: &mut Document) {}
