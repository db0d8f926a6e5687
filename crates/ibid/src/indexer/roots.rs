//! The folders that an index was made of: a list beside the index, from which it is made anew.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::io::ErrorKind::{NotADirectory, NotFound};
use std::path::{Path, PathBuf};

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::Evidence;
use ibid_index::BrokenFile;
use serde::{Deserialize, Serialize};

use super::IndexOptions;
use crate::error::{Error, Result};

/// The name of the list, in the folder of the index.
const NAME: &str = "roots.json";

/// What is wrong with the list of an index: nothing where there is none, or where it cannot be read now.
pub(crate) fn fault(index: &Path) -> Option<Diagnostic> {
    let is_damaged = matches!(Roots::read(index), Err(Error::Index(_)));
    is_damaged.then(|| Diagnostic::new(Code::IndexFileBroken, &[("file", NAME)]))
}

fn damaged(index: &Path) -> Error {
    let source = BrokenFile::Changed { file: NAME.to_owned() }.into();
    ibid_index::Error::Damaged { path: index.to_owned(), source }.into()
}

/// What was said of a folder when it was named last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RootOptions {
    /// The kind of evidence that its files are, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<Evidence>,
    /// The longest file that is read, in bytes.
    pub(super) file_bytes: u64,
}

impl RootOptions {
    pub(super) fn of(options: &IndexOptions<'_>) -> Self {
        RootOptions { evidence: options.evidence, file_bytes: options.limits.file_bytes }
    }
}

/// The folders that were named, by their whole paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Roots {
    folders: BTreeMap<String, RootOptions>,
}

impl Roots {
    /// Reads the list of an index; none is an empty one.
    ///
    /// # Errors
    /// When it is not as it was written, or cannot be read.
    pub(super) fn read(index: &Path) -> Result<Self> {
        let path = index.join(NAME);
        match fs::read(&path) {
            Ok(bytes) => {
                let list = ibid_index::unsealed(&bytes).map(serde_json::from_slice);
                list.and_then(serde_json::Result::ok).ok_or_else(|| damaged(index))
            }
            // indexes of earlier versions have none
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(Roots::default()),
            Err(source) => Err(Error::File { path, source }),
        }
    }

    /// Notes folders that were named, where that says anything new; it is on the disk when this
    /// returns.
    pub(super) fn note<'p>(
        index: &Path,
        named: impl Iterator<Item = &'p Path>,
        options: &RootOptions,
    ) -> Result<()> {
        let before = Roots::read(index)?;
        let mut roots = before.clone();
        // a path that is no text cannot be kept in one
        let folders = named.filter(|path| path.is_dir()).filter_map(Path::to_str);
        roots.folders.extend(folders.map(|path| (path.to_owned(), options.clone())));
        if roots == before { Ok(()) } else { roots.write(index) }
    }

    /// Takes folders off the list that are taken out of an index: those at some paths or below them.
    pub(super) fn forget(index: &Path, paths: &[PathBuf]) -> Result<()> {
        let mut roots = Roots::read(index)?;
        let before = roots.folders.len();
        roots.folders.retain(|root, _| !paths.iter().any(|path| Path::new(root).starts_with(path)));
        if roots.folders.len() == before { Ok(()) } else { roots.write(index) }
    }

    /// Writes it, whole or not at all, with its checksum.
    pub(super) fn write(&self, index: &Path) -> Result<()> {
        let path = index.join(NAME);
        let bytes = serde_json::to_vec(self).map_err(io::Error::from);
        let written =
            bytes.and_then(|bytes| ibid_index::replace(&path, &ibid_index::sealed(&bytes)));
        written.map_err(|source| Error::File { path, source })
    }

    /// The folders, those above before those below.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&Path, &RootOptions)> {
        self.folders.iter().map(|(path, options)| (Path::new(path), options))
    }
}
