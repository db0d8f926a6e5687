//! The lists that are kept beside an index, each in a file of its own with a checksum: which folders
//! were named, and what is to stay out.

use std::fs;
use std::io;
use std::io::ErrorKind::{NotADirectory, NotFound};
use std::path::Path;

use ibid_core::diagnostic::Diagnostic;
use ibid_index::BrokenFile;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{forget::Forgotten, roots::Roots};
use crate::error::{Error, Result};

/// The names of all lists.
pub(super) const NAMES: &[&str] = &[Roots::NAME, Forgotten::NAME];

/// A list that an index has at most one of.
pub(super) trait List: Default + Serialize + DeserializeOwned {
    /// The name of its file, in the folder of the index.
    const NAME: &'static str;

    /// Reads the list of an index; none is an empty one.
    ///
    /// # Errors
    /// [`Error::Index`] when it is not as it was written, or is gone, and [`Error::File`] when it cannot be read.
    fn read(index: &Path) -> Result<Self> {
        let path = index.join(Self::NAME);
        match fs::read(&path) {
            Ok(bytes) => {
                let list = ibid_index::unsealed(&bytes).map(serde_json::from_slice);
                list.and_then(serde_json::Result::ok).ok_or_else(|| {
                    broken(index, BrokenFile::Changed { file: Self::NAME.to_owned() })
                })
            }
            Err(_) if ibid_index::is_missing_beside(index, Self::NAME) => {
                Err(broken(index, BrokenFile::Missing { file: Self::NAME.to_owned() }))
            }
            // where there is no index there is no list, and that is told elsewhere
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(Self::default()),
            Err(source) => Err(Error::File { path, source }),
        }
    }

    /// Reads the list of an index, or nothing where it is not as it was written.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read_whole(index: &Path) -> Result<Option<Self>> {
        match Self::read(index) {
            Err(Error::Index(_)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Writes it, whole or not at all, with its checksum; it is on the disk when this returns.
    fn write(&self, index: &Path) -> Result<()> {
        let path = index.join(Self::NAME);
        let bytes = serde_json::to_vec(self).map_err(io::Error::from);
        let written =
            bytes.and_then(|bytes| ibid_index::replace(&path, &ibid_index::sealed(&bytes)));
        written.map_err(|source| Error::File { path, source })
    }
}

fn broken(index: &Path, file: BrokenFile) -> Error {
    ibid_index::Error::Damaged { path: index.to_owned(), source: file.into() }.into()
}

/// What is wrong with the lists of an index; those that cannot be read now are passed over.
pub(crate) fn faults(index: &Path) -> Vec<Diagnostic> {
    [fault::<Roots>(index), fault::<Forgotten>(index)].into_iter().flatten().collect()
}

fn fault<L: List>(index: &Path) -> Option<Diagnostic> {
    let Err(Error::Index(ibid_index::Error::Damaged { source, .. })) = L::read(index) else {
        return None;
    };
    source.downcast_ref().map(BrokenFile::diagnostic)
}
