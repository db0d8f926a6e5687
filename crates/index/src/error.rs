//! What can go wrong with an index, and what to do about it.

use std::path::{Path, PathBuf};

use ibid_core::diagnostic::Diagnostic;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no index at this place.
    #[error("no index in {}: make one with `ibid index`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder holds other things.
    #[error("{} is not empty and holds no index: give another folder for the index", path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// Another version of the analysis wrote it: its words would not be found.
    #[error(
        "the index in {} was made by ibid {made_by} with another analysis ({found}, this one is {expected}): \
         remove that folder and run `ibid index` again, or use the version that wrote it",
        path.display()
    )]
    OtherAnalysis {
        /// The index.
        path: PathBuf,
        /// The version of ibid that wrote it.
        made_by: String,
        /// The fingerprint that it bears.
        found: String,
        /// The fingerprint of this analyser.
        expected: String,
    },
    /// Another version of the layout wrote it.
    #[error(
        "the index in {} was made by ibid {made_by} in layout {found}, this version reads layout {expected}: \
         remove that folder and run `ibid index` again, or use the version that wrote it",
        path.display()
    )]
    OtherLayout {
        /// The index.
        path: PathBuf,
        /// The version of ibid that wrote it.
        made_by: String,
        /// The layout that it bears.
        found: u32,
        /// The layout of this version.
        expected: u32,
    },
    /// Its own description cannot be read.
    #[error("the description of the index in {} cannot be read: remove that folder and run `ibid index` again", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Somebody else is writing to it.
    #[error("the index in {} is being written by another process: wait until it has finished", path.display())]
    Locked {
        /// The index.
        path: PathBuf,
    },
    /// The disk said no.
    #[error("cannot {verb} {}", path.display())]
    Io {
        /// `read`, `write`…
        verb: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A stored passage or record is not what was stored.
    #[error("the index in {} is damaged: remove that folder and run `ibid index` again", path.display())]
    Damaged {
        /// The index.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The engine failed.
    #[error("the engine failed on the index in {}", path.display())]
    Engine {
        /// The index.
        path: PathBuf,
        /// Why.
        #[source]
        source: tantivy::TantivyError,
    },
}

impl Error {
    /// The error as a code with fields, for translation; the cause is not told here.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, path): (&str, &Path) = match self {
            Error::Missing { path } => ("index-missing", path),
            Error::NotAnIndex { path } => ("not-an-index", path),
            Error::OtherAnalysis { path, .. } => ("index-other-analysis", path),
            Error::OtherLayout { path, .. } => ("index-other-layout", path),
            Error::Manifest { path, .. } => ("index-manifest", path),
            Error::Locked { path } => ("index-locked", path),
            Error::Io { verb: "write", path, .. } => ("cannot-write", path),
            Error::Io { path, .. } => ("cannot-read", path),
            Error::Damaged { path, .. } => ("index-damaged", path),
            Error::Engine { path, .. } => ("index-engine", path),
        };
        let mut fields = vec![("path".to_owned(), path.display().to_string())];
        let mut more = |name: &str, value: String| fields.push((name.to_owned(), value));
        match self {
            Error::OtherAnalysis { made_by, found, expected, .. } => {
                more("made_by", made_by.clone());
                more("found", found.clone());
                more("expected", expected.clone());
            }
            Error::OtherLayout { made_by, found, expected, .. } => {
                more("made_by", made_by.clone());
                more("found", found.to_string());
                more("expected", expected.to_string());
            }
            _ => {}
        }
        Diagnostic { code: code.to_owned(), fields, message: self.to_string() }
    }
}

/// Says of which index an engine's error is.
pub(crate) trait At<T> {
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for std::result::Result<T, tantivy::TantivyError> {
    fn at(self, path: &Path) -> Result<T> {
        use tantivy::TantivyError as Engine;
        use tantivy::directory::error::{LockError, OpenReadError};
        self.map_err(|source| match source {
            Engine::LockFailure(LockError::LockBusy, _) => Error::Locked { path: path.to_owned() },
            Engine::DataCorruption(_)
            | Engine::OpenReadError(
                OpenReadError::IncompatibleIndex(_) | OpenReadError::FileDoesNotExist(_),
            ) => Error::Damaged { path: path.to_owned(), source: Box::new(source) },
            _ => Error::Engine { path: path.to_owned(), source },
        })
    }
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| Error::Io { verb: "read", path: path.to_owned(), source })
    }
}

impl<T> At<T> for serde_json::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| Error::Damaged { path: path.to_owned(), source: Box::new(source) })
    }
}
