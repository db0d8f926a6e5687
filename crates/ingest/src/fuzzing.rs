//! The entry point of the fuzz targets, which call each reader whatever the content says.

use std::borrow::Cow;

use ibid_core::ids::SourceId;

use crate::formats::registry;
use crate::{Format, split, terms};

/// Reads a text with the reader of `format`, and cuts what comes of it into passages.
pub fn read_as(format: Format, text: &str) {
    let source = SourceId::from_bytes(text.as_bytes());
    // What decoding gives has no other line ends.
    let text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    let mut documents = Vec::new();
    if let Some(row) = registry::row(format) {
        let _ = row.read(text, source, "fuzz", &mut |part| documents.extend(part));
    }
    for document in &documents {
        let passages = split(document);
        assert!(passages.iter().all(|passage| !passage.text.is_empty()));
    }
}

/// Decodes the bytes of a file.
pub fn decode(bytes: &[u8]) {
    if let Some(decoded) = crate::decode::decode(bytes) {
        assert!(!decoded.text.contains('\r'));
    }
}

/// Reads a list of terms, whatever it is.
pub fn read_terms(bytes: &[u8]) {
    let limits = terms::TermLimits { entries: 2000, ..terms::TermLimits::default() };
    if let Ok((list, _)) = terms::read_bytes(bytes, "fuzz", &limits) {
        assert!(!list.is_empty() && list.len() <= limits.entries);
    }
}

/// Reads a PDF, or the part of a document that holds its words, with the reader of `format`, and
/// cuts what comes of it into passages.
pub fn read_packed(format: Format, bytes: &[u8]) {
    use crate::formats::documents::{docx, epub, odt, pdf};

    let source = SourceId::from_bytes(bytes);
    let text = String::from_utf8_lossy(bytes);
    let document = match format {
        Format::Epub => epub::read_part(&text, source),
        Format::Odt => odt::read_part(&text, source),
        Format::Pdf => match pdf::read(bytes, source, "fuzz") {
            Ok(document) => document,
            Err(_) => return,
        },
        _ => docx::read_part(&text, source),
    };
    assert!(split(&document).iter().all(|passage| !passage.text.is_empty()));
}
