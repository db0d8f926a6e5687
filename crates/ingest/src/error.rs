//! The one error of reading.

use ibid_core::diagnostic::{Diagnostic, refusal};

use crate::problem::Problem;

/// Why something could not be read. `path` is the name that the caller gave.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing at this path.
    #[error("{path}: no such file or folder")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// It is neither a file nor a folder, or is a folder where a file was expected.
    #[error("{path}: not a file that can be read")]
    NotAFile {
        /// The path as given.
        path: String,
    },
    /// The system refused.
    #[error("{path}: cannot be read")]
    Io {
        /// The path as given.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Listing a folder failed.
    #[error("{path}: cannot be listed")]
    Walk {
        /// The path as given, or as far as it is known.
        path: String,
        /// What the walker said.
        source: std::io::Error,
    },
    /// The file is longer than allowed.
    #[error("{path}: longer than the limit of {limit} bytes")]
    TooLarge {
        /// The path as given.
        path: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The bytes are not text.
    #[error("{path}: not a text file")]
    Binary {
        /// The path as given.
        path: String,
    },
    /// A file whose format is plain, and of which nothing can be read.
    #[error("{path}, line {line}: cannot be read as {format}: {problem}")]
    Malformed {
        /// The path as given.
        path: String,
        /// Where reading stopped, from 1.
        line: u32,
        /// The name of the format.
        format: &'static str,
        /// What is wrong there.
        problem: Problem,
    },
    /// JSON lines without one line that holds a document.
    #[error(
        "{path}, line {line}: no line holds a document; this is the first that fails: {problem}"
    )]
    NoGoodLine {
        /// The path as given.
        path: String,
        /// The first bad line, from 1.
        line: u32,
        /// What is wrong with it.
        problem: Problem,
    },
}

impl Error {
    /// The error as a code with fields, for translation; with the reason where the system refused.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut more: Vec<(&str, String)> = Vec::new();
        let (code, path) = match self {
            Error::Missing { path } => ("missing", path),
            Error::NotAFile { path } => ("not-a-file", path),
            Error::Io { path, source } => {
                more.extend(reason(source));
                ("unreadable-file", path)
            }
            Error::Walk { path, source } => {
                more.extend(reason(source));
                ("unreadable-folder", path)
            }
            Error::TooLarge { path, limit } => {
                more.push(("limit", limit.to_string()));
                ("too-large", path)
            }
            Error::Binary { path } => ("not-text", path),
            Error::Malformed { path, line, format, problem } => {
                more.push(("line", line.to_string()));
                more.push(("format", (*format).to_owned()));
                more.extend(problem.fields());
                ("malformed", path)
            }
            Error::NoGoodLine { path, line, problem } => {
                more.push(("line", line.to_string()));
                more.extend(problem.fields());
                ("no-good-line", path)
            }
        };
        let reason = more.iter().find(|(name, _)| *name == "reason");
        let message = reason.map_or_else(|| self.to_string(), |(_, why)| format!("{self}: {why}"));
        let more = more.into_iter().map(|(name, value)| (name.to_owned(), value));
        let fields = std::iter::once(("path".to_owned(), path.clone())).chain(more).collect();
        Diagnostic { code: code.to_owned(), fields, message }
    }

    /// An error of the system, where a missing file is told from the rest.
    pub(crate) fn from_io(path: &str, source: std::io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            std::io::ErrorKind::NotFound => Error::Missing { path },
            _ => Error::Io { path, source },
        }
    }
}

/// What the system said, as fields: in English, and by its name where it has one.
fn reason(source: &std::io::Error) -> Vec<(&'static str, String)> {
    match refusal(source.kind()) {
        Some((code, words)) => {
            vec![("reason", words.to_owned()), ("reason-code", code.to_owned())]
        }
        None => vec![("reason", source.to_string())],
    }
}
