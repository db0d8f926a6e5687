//! Opening files that may be something else by now.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use crate::Error;

/// Opens a regular file; `shown` is what errors call it. What has taken its place since it was
/// listed, such as a pipe, is not waited for.
pub(crate) fn regular_file(path: &Path, shown: &str) -> Result<(File, Metadata), Error> {
    let io = |source| Error::from_io(shown, source);
    // to open a device may do something already
    let is_file = std::fs::metadata(path).map_err(io)?.is_file();
    let file = is_file.then(|| opened(path)).transpose().map_err(io)?.flatten();
    file.ok_or_else(|| Error::NotAFile { path: shown.to_owned() })
}

/// What is at a path, if that is a regular file.
fn opened(path: &Path) -> io::Result<Option<(File, Metadata)>> {
    let file = open(path)?;
    let metadata = file.metadata()?;
    Ok(metadata.is_file().then_some((file, metadata)))
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => Ok(file.into()),
        // only a file is leased to another, who is asked to give it back: that is waited for
        Err(rustix::io::Errno::WOULDBLOCK) => File::open(path),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
        use rustix::fs::{CWD, FileType, Mode};
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("talk.txt");
        std::fs::write(&path, "The heron waits.").unwrap();
        assert!(regular_file(&path, "talk.txt").is_ok());

        std::fs::remove_file(&path).unwrap();
        let mode = Mode::RUSR | Mode::WUSR;
        rustix::fs::mknodat(CWD, &path, FileType::Fifo, mode, 0).unwrap();
        // as where it was a file when it was looked at
        assert!(opened(&path).unwrap().is_none());
        assert!(matches!(regular_file(&path, "talk.txt"), Err(Error::NotAFile { .. })));
        assert!(opened(dir.path()).unwrap().is_none());
    }
}
