//! What can go wrong, in one type.

use std::path::PathBuf;

use ibid_core::diagnostic::Diagnostic;
use ibid_ingest::Problem;

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
    /// There was nothing to read where one looked.
    #[error(
        "nothing to read in {path}: no text, notes, web pages, captions, debates or JSON lines were found there"
    )]
    NothingToRead {
        /// The paths that were given.
        path: String,
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

impl Error {
    /// The error as a code with fields, for translation.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Error::Read(error) => error.diagnostic(),
            Error::Index(error) => error.diagnostic(),
            Error::NothingToRead { path } => {
                self.told("nothing-to-read", &[("path", path.clone())])
            }
            Error::File { path, .. } => {
                self.told("measuring-file", &[("path", path.display().to_string())])
            }
            Error::Judgements { path, line, problem } => {
                let path = path.display().to_string();
                let mut fields = vec![("path", path), ("line", line.to_string())];
                fields.extend(problem.fields());
                self.told("bad-judgement", &fields)
            }
        }
    }

    fn told(&self, code: &str, fields: &[(&str, String)]) -> Diagnostic {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Diagnostic { code: code.to_owned(), fields: fields.collect(), message: self.to_string() }
    }
}
