//! The archive that a document of a word processor is (ZIP, APPNOTE 6.3), and its parts.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// No part of a document that people wrote is larger, in bytes; an archive of a few bytes may say
/// that it holds any number of them.
pub(super) const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// Whether bytes are an archive with a part that begins so.
pub(super) fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && memchr::memmem::find(bytes, part).is_some()
}

/// A document as it lies in its file.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

/// Why a part is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// There is none, or the archive is damaged there.
    Part,
    /// It is larger than any that people wrote.
    TooLarge,
}

impl<'b> Package<'b> {
    /// Opens an archive; `None` where it is damaged.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        Some(Package { archive: ZipArchive::new(Cursor::new(bytes)).ok()? })
    }

    /// The name of the part that a name means: letters of either case are the same there (ECMA-376,
    /// part 2), and some programs of Windows write the folders as it does.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let same = |other: char, own: char| {
            other.eq_ignore_ascii_case(&own) || other == '\\' && own == '/'
        };
        let is_meant = |other: &str| {
            other.len() == name.len() && other.chars().zip(name.chars()).all(|(a, b)| same(a, b))
        };
        if self.archive.index_for_name(name).is_some() {
            return Some(name.to_owned());
        }
        let mut names = self.archive.file_names().flatten();
        names.find(|other| is_meant(other)).map(|other| other.into_owned())
    }

    /// The text of a part, by its name.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Missing> {
        self.text_within(name, LARGEST_PART)
    }

    /// The same of a part that has at most so many bytes.
    pub(super) fn text_within(&mut self, name: &str, limit: u64) -> Result<String, Missing> {
        let part = self.archive.by_name(name).map_err(|_| Missing::Part)?;
        let mut bytes = Vec::new();
        let mut limited = part.take(limit.saturating_add(1));
        limited.read_to_end(&mut bytes).map_err(|_| Missing::Part)?;
        if bytes.len() as u64 > limit {
            return Err(Missing::TooLarge);
        }

        let decoded = crate::decode::decode(&bytes).ok_or(Missing::Part)?;
        Ok(crate::clean::nfc(decoded.text.into_owned()))
    }
}
