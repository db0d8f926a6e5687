//! What is done with whole files and folders, so that it is on the disk when it is said to be.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Makes a folder and those above it that lack; all of them are on the disk when this returns.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<PathBuf> =
        path.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    fs::create_dir_all(path)?;
    for folder in missing {
        match folder.parent() {
            Some(parent) if parent != Path::new("") => sync_folder(parent)?,
            _ => sync_folder(Path::new("."))?,
        }
    }

    Ok(())
}

/// Whether something bears a name, which may be a link.
///
/// # Errors
/// Where that cannot be told.
pub(crate) fn is_there(path: &Path) -> Result<bool> {
    let there = match path.metadata() {
        Ok(_) => Ok(true),
        Err(e) if names_nothing(&e) => Ok(false),
        Err(source) => Err(source),
    };
    there.map_err(|source| Error::Io { verb: "read", path: path.to_owned(), source })
}

/// Whether an error says that there is nothing of a name, or no such folder.
fn names_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether a folder holds nothing, or is not there; also where there is something else than a folder,
/// which whoever writes there will say. One that cannot be looked into is no empty one.
///
/// # Errors
/// When the folder cannot be looked into.
pub fn is_empty_folder(path: &Path) -> Result<bool> {
    let unreadable = |source| Error::Io { verb: "read", path: path.to_owned(), source };
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().transpose().map_err(unreadable)?.is_none()),
        Err(e) if names_nothing(&e) => Ok(true),
        Err(e) => Err(unreadable(e)),
    }
}

/// Writes a file in place of another, at once or not at all, and on the disk when this returns.
/// Whoever may read the folder may read the file.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path.parent().unwrap_or(path))
}

/// Waits until a file is on the disk.
pub(crate) fn sync_file(path: &Path) -> io::Result<()> {
    // some systems sync only what may be written
    fs::OpenOptions::new().append(true).open(path)?.sync_all()
}

/// Waits until the names in a folder are on the disk, where the system can be asked for that.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(path)?.sync_all() {
        // a file system that keeps no names of its own
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}

/// Whether a file in the folder of an index is one that the engine made, or was about to.
///
/// Files of segments are called by 32 hexadecimal digits and an extension; `.tmp…` and
/// `.managed.json` are what earlier versions have left.
pub(crate) fn is_of_the_engine(name: &Path) -> bool {
    let Some(name) = name.to_str() else { return false };
    let segment = name
        .split_once('.')
        .is_some_and(|(stem, _)| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit()));
    segment || name.starts_with(".tmp") || name == ".managed.json" || name == "meta.json.new"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_segments_are_told_from_others() {
        let digits = "0123456789abcdef0123456789abcdef";
        for name in
            [&format!("{digits}.store"), &format!("{digits}.12.del"), ".tmpQx1", ".managed.json"]
        {
            assert!(is_of_the_engine(Path::new(name)), "{name}");
        }
        for name in ["meta.json", "ibid.json", "notes.txt", &digits[1..], ".gitignore"] {
            assert!(!is_of_the_engine(Path::new(name)), "{name}");
        }
    }
}
