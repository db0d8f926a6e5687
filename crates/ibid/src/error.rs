//! What can go wrong, in one type.

use std::path::PathBuf;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_ingest::Problem;

use crate::indexer::Failure;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something could not be read.
    #[error(transparent)]
    Read(#[from] ibid_ingest::Error),
    /// The index said no.
    #[error(transparent)]
    Index(#[from] ibid_index::Error),
    /// A value of a question says nothing.
    #[error(transparent)]
    Param(#[from] ibid_query::ParamError),
    /// The run was told to stop; nothing was written.
    #[error("the run was stopped, and nothing was written")]
    Interrupted,
    /// A store that is not an index on disk cannot be written.
    #[error("the store cannot be written")]
    Store {
        /// What the store said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What was to be written out could not be.
    #[error("the output cannot be written")]
    Output {
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gives no threads.
    #[error("no threads can be started")]
    Threads {
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// All or most of the files that were read from a path are gone, as if its disk were not there.
    /// Nothing was changed.
    #[error(
        "{gone} of {known} files that were read from {path} are gone: is its disk there? nothing was changed"
    )]
    FilesGone {
        /// The path that was given.
        path: String,
        /// How many are gone.
        gone: usize,
        /// How many were known.
        known: usize,
    },
    /// There was nothing to read where one looked.
    #[error(
        "nothing to read in {path}: no text, notes, web pages, captions, debates or JSON lines were found there"
    )]
    NothingToRead {
        /// The paths that were given.
        path: String,
    },
    /// There are files where one looked, and none of them could be read.
    #[error("none of the files in {path} could be read")]
    AllFailed {
        /// The paths that were given.
        path: String,
        /// The files, and why.
        failed: Vec<Failure>,
    },
    /// A file of a measurement could not be read or written.
    #[error("{}: cannot be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of queries or judgements says nothing.
    #[error("{}, line {line}: not a query or judgement: {problem}", path.display())]
    Judgements {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u32,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What kind of thing went wrong: what an exit code, an HTTP status or an exception is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no index there.
    Missing,
    /// Another version wrote the index, or something else is in its folder.
    Incompatible,
    /// Another process is writing to the index, or others change it too often for it to be read.
    Locked,
    /// The index is damaged.
    Damaged,
    /// The first run of the index is under way, or was cut off: nothing can be read of it yet.
    Unfinished,
    /// Files cannot be read, or there is nothing in them to read.
    Input,
    /// What was asked for makes no sense.
    Usage,
    /// The work was told to stop.
    Interrupted,
    /// The system refused: no space, no permission, no threads.
    System,
}

impl ErrorKind {
    /// All of them.
    pub const ALL: [ErrorKind; 9] = [
        ErrorKind::Missing,
        ErrorKind::Incompatible,
        ErrorKind::Locked,
        ErrorKind::Damaged,
        ErrorKind::Unfinished,
        ErrorKind::Input,
        ErrorKind::Usage,
        ErrorKind::Interrupted,
        ErrorKind::System,
    ];

    /// A stable name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::Missing => "missing",
            ErrorKind::Incompatible => "incompatible",
            ErrorKind::Locked => "locked",
            ErrorKind::Damaged => "damaged",
            ErrorKind::Unfinished => "unfinished",
            ErrorKind::Input => "input",
            ErrorKind::Usage => "usage",
            ErrorKind::Interrupted => "interrupted",
            ErrorKind::System => "system",
        }
    }
}

impl std::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Error {
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        use ibid_index::Error as Index;
        match self {
            Error::Index(Index::Missing { .. }) => ErrorKind::Missing,
            Error::Index(
                Index::NotAnIndex { .. }
                | Index::NotABaseline { .. }
                | Index::OtherAnalysis { .. }
                | Index::OtherLayout { .. },
            ) => ErrorKind::Incompatible,
            Error::Index(Index::Locked { .. } | Index::Changing { .. }) => ErrorKind::Locked,
            Error::Index(Index::BeingMade { .. } | Index::Unfinished { .. }) => {
                ErrorKind::Unfinished
            }
            Error::Index(Index::Io { .. }) | Error::Threads { .. } | Error::Store { .. } => {
                ErrorKind::System
            }
            Error::Index(_) => ErrorKind::Damaged,
            Error::Read(_)
            | Error::NothingToRead { .. }
            | Error::AllFailed { .. }
            | Error::FilesGone { .. }
            | Error::Output { .. }
            | Error::File { .. }
            | Error::Judgements { .. } => ErrorKind::Input,
            Error::Param(_) => ErrorKind::Usage,
            Error::Interrupted => ErrorKind::Interrupted,
        }
    }

    /// The error as a code with fields, for translation.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Error::Read(error) => error.diagnostic(),
            Error::Index(error) => error.diagnostic(),
            Error::Param(error) => {
                let fields = [
                    ("field", error.field.name().to_owned()),
                    ("value", error.value.clone()),
                    ("expected", error.expected.to_owned()),
                ];
                Diagnostic::with_values(Code::BadParameter, &fields)
            }
            Error::Interrupted => Diagnostic::with_values(Code::Interrupted, &[]),
            Error::Output { .. } => Diagnostic::with_values(Code::OutputRefused, &[]),
            Error::Threads { .. } => Diagnostic::with_values(Code::NoThreads, &[]),
            Error::Store { .. } => Diagnostic::with_values(Code::StoreRefused, &[]),
            Error::FilesGone { path, gone, known } => Diagnostic::with_values(
                Code::FilesGone,
                &[("path", path.clone()), ("gone", gone.to_string()), ("known", known.to_string())],
            ),
            Error::NothingToRead { path } => {
                Diagnostic::with_values(Code::NothingToRead, &[("path", path.clone())])
            }
            Error::AllFailed { path, .. } => {
                Diagnostic::with_values(Code::AllFailed, &[("path", path.clone())])
            }
            Error::File { path, .. } => Diagnostic::with_values(
                Code::MeasuringFile,
                &[("path", path.display().to_string())],
            ),
            Error::Judgements { path, line, problem } => {
                let path = path.display().to_string();
                let mut fields = vec![("path", path), ("line", line.to_string())];
                fields.extend(problem.fields());
                Diagnostic::with_values(Code::BadJudgement, &fields)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn an_error_reads_as_the_text_of_its_code() {
        let mut params = ibid_query::SearchParams::new("phare");
        params.lang = Some("de".to_owned());
        let path = PathBuf::from("a.tsv");
        for error in [
            Error::Param(params.options().unwrap_err()),
            Error::Interrupted,
            Error::Output { source: io::Error::other("full") },
            Error::Threads { source: Box::new(io::Error::other("none")) },
            Error::Store { source: Box::new(io::Error::other("full")) },
            Error::NothingToRead { path: "a".to_owned() },
            Error::FilesGone { path: "a".to_owned(), gone: 7, known: 9 },
            Error::AllFailed { path: "a".to_owned(), failed: Vec::new() },
            Error::File { path: path.clone(), source: io::Error::other("none") },
            Error::Judgements { path, line: 2, problem: Problem::NotANumber },
        ] {
            assert_eq!(error.diagnostic().message, error.to_string());
        }
    }
}
