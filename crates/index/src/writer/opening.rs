//! What is looked at and made before an index is opened for writing.

use std::path::Path;

use crate::directory::{IndexDirectory, make_folder};
use crate::error::{BrokenFile, Error, Result};
use crate::lock::{self, RunNote, WriteLock};
use crate::manifest::Manifest;

/// The names in a folder.
pub(crate) fn names(path: &Path) -> std::io::Result<Vec<String>> {
    let entries = std::fs::read_dir(path)?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Makes the folder of a new index where there is none; it may hold what a run that was cut off
/// has left, and nothing else.
pub(super) fn prepare(path: &Path) -> Result<()> {
    let write = |source| Error::Io { verb: "write", path: path.to_owned(), source };
    match names(path) {
        Ok(names) => {
            let ours = |name: &String| name.starts_with(Manifest::FILE) || lock::is_ours(name);
            if !names.iter().all(ours) {
                return Err(Error::NotAnIndex { path: path.to_owned() });
            }
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            make_folder(path).map_err(write)?;
        }
        Err(e) => return Err(write(e)),
    }

    Ok(())
}

/// Begins a run, under its lock. Whether there is a state that readers see.
///
/// A `meta.json` that was lost must not become an empty index over what is left: it lacks rightly
/// only where the first run was never finished.
pub(super) fn begin(path: &Path, lock: &mut WriteLock) -> Result<bool> {
    let published = IndexDirectory::is_published(path)?;
    let is_new = !Manifest::exists(path)?;
    let unfinished = RunNote::read(path)?.is_some_and(|note| note.first);
    if !published && !is_new && !unfinished {
        let source = BrokenFile::Missing { file: "meta.json".to_owned() }.into();
        return Err(Error::Damaged { path: path.to_owned(), source });
    }

    lock.begin(!published)?;
    if is_new {
        Manifest::write(path)?;
    } else {
        Manifest::check(path)?;
    }
    Ok(published)
}
