//! What can go wrong with an index, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use ibid_core::diagnostic::{Code, Diagnostic};

use crate::lock::RunNote;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no index at this place.
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder holds other things.
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// The folder for bare tantivy holds other things, or other passages.
    NotABaseline {
        /// The folder.
        path: PathBuf,
    },
    /// Another version of the analysis wrote it: its words would not be found.
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
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Another process is writing to it.
    Locked {
        /// The index.
        path: PathBuf,
        /// That process, where it could be told.
        holder: Option<RunNote>,
    },
    /// Other processes change it so often that no state of it could be read as a whole.
    Changing {
        /// The index.
        path: PathBuf,
    },
    /// It is being made, and nothing can be read of it yet.
    BeingMade {
        /// The index.
        path: PathBuf,
        /// The run that makes it.
        run: RunNote,
    },
    /// The run that was to make it was cut off.
    Unfinished {
        /// The index.
        path: PathBuf,
        /// That run.
        run: RunNote,
    },
    /// The disk said no.
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
    Damaged {
        /// The index.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What is known of the sources is damaged too: the index cannot be made anew from it.
    RecordsLost {
        /// The index.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The engine failed.
    Engine {
        /// The index.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Which file of an index is not as it was written: the cause of [`Error::Damaged`], where that is
/// known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BrokenFile {
    /// It is not there.
    Missing {
        /// Its name.
        file: String,
    },
    /// It was cut or changed.
    Changed {
        /// Its name.
        file: String,
    },
    /// A block of it was changed.
    Block {
        /// Its name.
        file: String,
        /// Which one, from 0.
        block: usize,
    },
}

impl BrokenFile {
    /// The cause as a code with fields, for translation.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            BrokenFile::Missing { file } => {
                Diagnostic::new(Code::IndexFileMissing, &[("file", file)])
            }
            BrokenFile::Changed { file } => {
                Diagnostic::new(Code::IndexFileBroken, &[("file", file)])
            }
            BrokenFile::Block { file, block } => {
                let fields = [("file", file.as_str()), ("block", &block.to_string())];
                Diagnostic::new(Code::IndexBlockBroken, &fields)
            }
        }
    }

    /// What an error of the system carries, where it is one of ours.
    pub(crate) fn of(error: &std::io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// That a file is missing, by its name alone.
    fn missing(file: &Path) -> Self {
        let name = file.file_name().unwrap_or(file.as_os_str());
        BrokenFile::Missing { file: name.to_string_lossy().into_owned() }
    }
}

impl fmt::Display for BrokenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic().message)
    }
}

impl std::error::Error for BrokenFile {}

impl From<BrokenFile> for std::io::Error {
    fn from(broken: BrokenFile) -> Self {
        std::io::Error::new(std::io::ErrorKind::InvalidData, broken)
    }
}

impl Error {
    /// The error as a code with fields, for translation; the cause is not told here.
    pub fn diagnostic(&self) -> Diagnostic {
        let path = self.path().display().to_string();
        let mut fields = vec![("path", path)];
        match self {
            Error::OtherAnalysis { made_by, found, expected, .. } => fields.extend([
                ("made_by", made_by.clone()),
                ("found", found.clone()),
                ("expected", expected.clone()),
            ]),
            Error::OtherLayout { made_by, found, expected, .. } => fields.extend([
                ("made_by", made_by.clone()),
                ("found", found.to_string()),
                ("expected", expected.to_string()),
            ]),
            Error::Locked { holder: Some(run), .. }
            | Error::BeingMade { run, .. }
            | Error::Unfinished { run, .. } => fields.extend([
                ("process", run.process.to_string()),
                ("since", run.since()),
                ("files", run.files.to_string()),
                ("of_files", run.of_files.to_string()),
            ]),
            _ => {}
        }

        Diagnostic::with_values(self.code(), &fields)
    }

    /// What the error is about.
    pub fn code(&self) -> Code {
        match self {
            Error::Missing { .. } => Code::IndexMissing,
            Error::NotAnIndex { .. } => Code::NotAnIndex,
            Error::NotABaseline { .. } => Code::NotABaseline,
            Error::OtherAnalysis { .. } => Code::IndexOtherAnalysis,
            Error::OtherLayout { .. } => Code::IndexOtherLayout,
            Error::Manifest { .. } => Code::IndexManifest,
            Error::Locked { holder: None, .. } => Code::IndexLocked,
            Error::Locked { .. } => Code::IndexLockedBy,
            Error::Changing { .. } => Code::IndexChanging,
            Error::BeingMade { run, .. } if run.of_files == 0 => Code::IndexBegun,
            Error::BeingMade { .. } => Code::IndexBeingMade,
            Error::Unfinished { .. } => Code::IndexUnfinished,
            Error::Io { verb: "write", .. } => Code::CannotWrite,
            Error::Io { .. } => Code::CannotRead,
            Error::Damaged { .. } => Code::IndexDamaged,
            Error::RecordsLost { .. } => Code::IndexRecordsLost,
            Error::Engine { .. } => Code::IndexEngine,
        }
    }

    fn path(&self) -> &Path {
        match self {
            Error::Missing { path }
            | Error::NotAnIndex { path }
            | Error::NotABaseline { path }
            | Error::OtherAnalysis { path, .. }
            | Error::OtherLayout { path, .. }
            | Error::Manifest { path, .. }
            | Error::Locked { path, .. }
            | Error::Changing { path }
            | Error::BeingMade { path, .. }
            | Error::Unfinished { path, .. }
            | Error::Io { path, .. }
            | Error::Damaged { path, .. }
            | Error::RecordsLost { path, .. }
            | Error::Engine { path, .. } => path,
        }
    }
}

/// The text of the code.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic().message)
    }
}

/// Says of which index an engine's error is.
pub(crate) trait At<T> {
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for std::result::Result<T, tantivy::TantivyError> {
    fn at(self, path: &Path) -> Result<T> {
        use tantivy::TantivyError as Engine;
        use tantivy::directory::error::OpenReadError;
        self.map_err(|source| match source {
            Engine::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                let source = Box::new(BrokenFile::missing(&file));
                Error::Damaged { path: path.to_owned(), source }
            }
            Engine::OpenReadError(OpenReadError::IoError { io_error, filepath })
                if io_error.kind() == std::io::ErrorKind::NotFound =>
            {
                let source = Box::new(BrokenFile::missing(&filepath));
                Error::Damaged { path: path.to_owned(), source }
            }
            Engine::DataCorruption(_)
            | Engine::OpenReadError(OpenReadError::IncompatibleIndex(_)) => {
                Error::Damaged { path: path.to_owned(), source: Box::new(source) }
            }
            _ => Error::Engine { path: path.to_owned(), source: Box::new(source) },
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
