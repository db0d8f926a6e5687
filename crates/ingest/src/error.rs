//! The one error of reading.

use std::fmt;

use ibid_core::diagnostic::{Code, Diagnostic, NotRead, Reason, fill};
use ibid_core::lexicon::terms::LeftOut;

use crate::problem::Problem;

/// Why something could not be read. `path` is the name that the caller gave.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing at this path.
    Missing {
        /// The path as given.
        path: String,
    },
    /// It is neither a file nor a folder, or is a folder where a file was expected.
    NotAFile {
        /// The path as given.
        path: String,
    },
    /// The system refused.
    Io {
        /// The path as given.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Listing a folder failed.
    Walk {
        /// The path as given, or as far as it is known.
        path: String,
        /// What the walker said.
        source: std::io::Error,
    },
    /// The file is longer than allowed.
    TooLarge {
        /// The path as given.
        path: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// Reading the file would take more memory than is allowed.
    TooMuchMemory {
        /// The path as given.
        path: String,
        /// How much it would take, in bytes, as far as its length tells.
        need: u64,
        /// How much it may take, in bytes.
        limit: u64,
    },
    /// The file changed while it was read.
    Changed {
        /// The path as given.
        path: String,
    },
    /// It is of a kind that is not read, or says nothing that another file does not say.
    NotRead {
        /// The path as given.
        path: String,
        /// Why.
        why: NotRead,
        /// The file that this is a part or a twin of, where there is one.
        of: Option<String>,
    },
    /// A file whose format is plain, and of which nothing can be read.
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
    /// A list of terms that is longer than allowed.
    TermsTooLarge {
        /// The path as given.
        path: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// A list of terms without one entry in both languages.
    NoTerms {
        /// The path as given.
        path: String,
        /// The first thing in it that is no entry.
        left_out: LeftOut,
    },
    /// JSON lines without one line that holds a document.
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
    /// What the error is about.
    pub fn code(&self) -> Code {
        match self {
            Error::Missing { .. } => Code::Missing,
            Error::NotAFile { .. } => Code::NotAFile,
            Error::Io { .. } => Code::UnreadableFile,
            Error::Walk { .. } => Code::UnreadableFolder,
            Error::TooLarge { .. } => Code::TooLarge,
            Error::TooMuchMemory { .. } => Code::TooMuchMemory,
            Error::Changed { .. } => Code::ChangedMeanwhile,
            Error::NotRead { .. } => Code::NotRead,
            Error::Malformed { .. } => Code::Malformed,
            Error::NoGoodLine { .. } => Code::NoGoodLine,
            Error::TermsTooLarge { .. } => Code::TermsTooLarge,
            Error::NoTerms { .. } => Code::NoTerms,
        }
    }

    /// What its text is about, by name.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let (path, mut more) = match self {
            Error::Missing { path } | Error::NotAFile { path } | Error::Changed { path } => {
                (path, Vec::new())
            }
            Error::NotRead { path, why, of } => (path, cause(*why, of.as_deref())),
            Error::Io { path, source } | Error::Walk { path, source } => (path, reason(source)),
            Error::TooLarge { path, limit } | Error::TermsTooLarge { path, limit } => {
                (path, vec![("limit", limit.to_string())])
            }
            Error::TooMuchMemory { path, need, limit } => {
                let megabytes = |bytes: u64| bytes.div_ceil(1 << 20).to_string();
                (path, vec![("need", megabytes(*need)), ("limit", megabytes(*limit))])
            }
            Error::Malformed { path, line, format, problem } => {
                let format = (*format).to_owned();
                (
                    path,
                    [vec![("line", line.to_string()), ("format", format)], problem.fields()]
                        .concat(),
                )
            }
            Error::NoTerms { path, left_out } => (path, left_out.fields()),
            Error::NoGoodLine { path, line, problem } => {
                (path, [vec![("line", line.to_string())], problem.fields()].concat())
            }
        };

        more.insert(0, ("path", path.clone()));
        more
    }

    /// A file that is not read, by itself.
    pub(crate) fn not_read(path: &str, why: NotRead) -> Self {
        Error::NotRead { path: path.to_owned(), why, of: None }
    }

    /// The error as a code with fields, for translation; with the reason where the system refused.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::with_values(self.code(), &self.fields())
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

/// Why something is not read, as fields: in English, by its name, and what it speaks of.
fn cause(why: NotRead, of: Option<&str>) -> Vec<(&'static str, String)> {
    let of = of.map(|of| ("of", of.to_owned()));
    let text = fill(why.text(), of.iter().map(|(name, value)| (*name, value.as_str())));
    let mut fields = vec![("cause", text), ("cause-code", why.name().to_owned())];
    fields.extend(of);
    fields
}

/// The text of the code; without the reason of the system, which the source says.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.code().text();
        let fields = self.fields();
        let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
        f.write_str(&fill(text.strip_suffix(": {reason}").unwrap_or(text), fields))
    }
}

/// What the system said, as fields: in English, and by its name where it has one.
fn reason(source: &std::io::Error) -> Vec<(&'static str, String)> {
    match Reason::of(source) {
        Some(reason) => {
            vec![("reason", reason.text().to_owned()), ("reason-code", reason.name().to_owned())]
        }
        None => vec![("reason", source.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_the_system_is_in_the_diagnostic_and_left_to_the_source_elsewhere() {
        let path = || "a.txt".to_owned();
        let source = || std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        for (error, text) in [
            (Error::Io { path: path(), source: source() }, "a.txt: cannot be read"),
            (Error::Walk { path: path(), source: source() }, "a.txt: cannot be listed"),
        ] {
            assert_eq!(error.to_string(), text);
            assert_eq!(error.diagnostic().message, format!("{text}: permission denied"));
        }
        let error = Error::NoGoodLine { path: path(), line: 2, problem: Problem::NoText };
        assert_eq!(error.to_string(), error.diagnostic().message);
    }
}
