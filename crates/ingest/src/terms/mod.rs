//! Lists of terms in both languages: tables (CSV, TSV), TBX, and gettext's .po.
//!
//! The content decides the format, never the name of the file. What cannot be used is named with its
//! line; a list of which nothing can be used is an error.
//!
//! - A **table** has a column for each language, which its first line names: `fr` and `en`, or
//!   `French`, `anglais`, `term_en`, `SYNONYMES_FR`. Without such a line the first column is French
//!   and the second English, or the other way round where their words say so. A cell holds several
//!   terms with `|` or `;` between them. A column `direction` or `sens` tells one way (`fr>en`) from
//!   both. Cells are parted by tabs, semicolons or commas.
//! - **TBX** (ISO 30042, in its older form `martif` and its newer one `tbx`) names the language of
//!   each term; all terms of an entry say the same. Those that are deprecated come last.
//! - A **.po** file names in its header the language of its translations. Messages that are fuzzy,
//!   obsolete or not translated are left out and counted; what stands for a value, and what marks a
//!   key, is taken out.

mod po;
mod table;
mod tbx;

use std::path::Path;

use ibid_core::diagnostic::{Code, Diagnostic, ProblemKind};
use ibid_core::lexicon::TermList;
use ibid_core::lexicon::terms::{Builder, Entry, LeftOut};

use crate::formats::{Malformed, xml};
use crate::problem::Problem;
use crate::{Error, Limits, decode};

/// How much of a list of terms is read.
#[derive(Clone, Copy, Debug)]
pub struct TermLimits {
    /// The longest file that is read, in bytes.
    pub file_bytes: u64,
    /// The most entries that are read.
    pub entries: usize,
}

impl Default for TermLimits {
    /// 64 MiB and 200,000 entries.
    fn default() -> Self {
        TermLimits { file_bytes: 64 * 1024 * 1024, entries: 200_000 }
    }
}

/// Reads the list of terms at `path`; `shown` is what errors and warnings call it.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Io`] and [`Error::NotAFile`] when it cannot be opened,
/// [`Error::TermsTooLarge`] beyond the limit, and those of [`read_bytes`].
pub fn read_file(
    path: &Path,
    shown: &str,
    limits: &TermLimits,
) -> Result<(TermList, Vec<Diagnostic>), Error> {
    let bytes = crate::file_bytes(
        path,
        shown,
        &Limits { file_bytes: limits.file_bytes, ..Limits::default() },
    );
    let bytes = bytes.map_err(|error| match error {
        Error::TooLarge { path, limit } => Error::TermsTooLarge { path, limit },
        other => other,
    })?;

    read_bytes(&bytes, shown, limits)
}

/// Reads the bytes of a list of terms; `name` is what errors and warnings call it, and says nothing
/// of the format.
///
/// # Errors
///
/// [`Error::NotRead`] for what is no text, [`Error::Malformed`] for XML that is no list of terms, and
/// [`Error::NoTerms`] where no entry can be used.
pub fn read_bytes(
    bytes: &[u8],
    name: &str,
    limits: &TermLimits,
) -> Result<(TermList, Vec<Diagnostic>), Error> {
    let Some(decoded) = decode::decode(bytes) else {
        return Err(Error::not_read(name, crate::not_read::of_bytes(bytes)));
    };

    let mut sink = Sink::new(name, limits.entries);
    if !decoded.diagnostics.is_empty() {
        sink.builder.warn(Code::TermsEncoding, &[]);
    }
    let text = decoded.text.trim_start_matches('\u{feff}');
    match xml::root(text) {
        Some((root, _)) if tbx::is_root(root) => {
            tbx::read(text, &mut sink).map_err(|error| error.into_error("tbx", name))?;
        }
        Some(_) => {
            let error = Malformed { line: 1, problem: Problem::UnknownXml };
            return Err(error.into_error("tbx", name));
        }
        None if po::sniff(text) => po::read(text, &mut sink),
        None => table::read(text, &mut sink),
    }

    sink.finish(name)
}

/// Where readers put entries.
struct Sink {
    builder: Builder,
    /// How many entries may still come.
    left: usize,
    limit: usize,
}

impl Sink {
    fn new(name: &str, limit: usize) -> Self {
        Sink { builder: Builder::new(name), left: limit, limit }
    }

    /// Adds an entry, also one that is of no use; says whether more may come.
    fn add(&mut self, entry: &Entry) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            let limit = self.limit.to_string();
            let fields = [("line", entry.line.to_string()), ("limit", limit)];
            self.builder.warn(Code::TermsCut, &fields);
            return false;
        };

        self.left = left;
        self.builder.add(entry);
        true
    }

    fn leave_out(&mut self, left_out: LeftOut) {
        self.builder.leave_out(left_out);
    }

    fn finish(self, name: &str) -> Result<(TermList, Vec<Diagnostic>), Error> {
        if self.builder.is_empty() {
            let first = self.builder.first_left_out().cloned();
            let left_out = first.unwrap_or_else(|| LeftOut::new(1, ProblemKind::NoEntry));
            return Err(Error::NoTerms { path: name.to_owned(), left_out });
        }

        Ok(self.builder.finish())
    }
}

#[cfg(test)]
mod tests;
