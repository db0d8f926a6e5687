//! Pages that another format wraps: a browser's save in one file, and what oTranscribe saves.

mod mhtml;
mod otr;

/// A page that was wrapped.
pub(crate) struct SavedPage {
    /// Its text, or its source.
    pub(crate) text: String,
    /// Where it was saved from.
    pub(crate) address: Option<String>,
}

/// The page that bytes wrap; `None` where they do not, or where it is missing.
pub(crate) fn page(bytes: &[u8]) -> Option<SavedPage> {
    if mhtml::sniff(bytes) { mhtml::page(bytes) } else { otr::page(bytes) }
}
