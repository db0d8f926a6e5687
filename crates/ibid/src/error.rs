//! What can go wrong, in one type.

use ibid_core::notice::Notice;

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
    #[error("nothing to read in {path}: no text, notes, captions or JSON lines were found there")]
    NothingToRead {
        /// The paths that were given.
        path: String,
    },
}

impl Error {
    /// The error as a code with fields, for translation.
    pub fn notice(&self) -> Notice {
        match self {
            Error::Read(error) => error.notice(),
            Error::Index(error) => error.notice(),
            Error::NothingToRead { path } => Notice {
                code: "nothing-to-read".to_owned(),
                fields: vec![("path".to_owned(), path.clone())],
                message: self.to_string(),
            },
        }
    }
}
