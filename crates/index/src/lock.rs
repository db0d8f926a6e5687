//! One writes at a time, and says who he is and how far he has come.
//!
//! The lock is the system's own: that of a process that died is free. Who holds it stands in a file
//! beside it, since a locked file cannot be read on every system.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ibid_core::document::Date;
use serde::{Deserialize, Serialize};

use crate::directory::seal;
use crate::error::{Error, Result};

/// How often the progress of a run is written down.
const NOTED_EVERY: Duration = Duration::from_secs(1);

/// The run that is writing to an index, or that was when it was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNote {
    /// The number of the process.
    pub process: u32,
    /// When it began, in milliseconds since 1970.
    pub since_ms: u64,
    /// Whether nothing was in the index before.
    pub first: bool,
    /// How many files it has read, of how many; both 0 where that is not known.
    pub files: u64,
    /// How many files there are to read.
    pub of_files: u64,
}

impl RunNote {
    pub(crate) const FILE: &'static str = "run.json";

    /// When it began, in universal time: `2026-01-31 08:30:00 UTC`.
    pub fn since(&self) -> String {
        let seconds = self.since_ms / 1000;
        let day = i64::try_from(seconds / 86_400).ok().and_then(Date::from_unix_days);
        let day = day.map_or_else(String::new, |day| day.to_string());
        let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
        format!("{day} {hour:02}:{minute:02}:{:02} UTC", seconds % 60)
    }

    /// What is written down in an index; none where no run is under way and none was cut off, and
    /// none where it is not as it was written.
    ///
    /// # Errors
    /// Where that cannot be told: the note may be there and not be read.
    pub(crate) fn read(index: &Path) -> Result<Option<Self>> {
        let path = index.join(RunNote::FILE);
        match std::fs::read(&path) {
            Ok(bytes) => {
                let whole = seal::unsealed(&bytes);
                Ok(whole.and_then(|bytes| serde_json::from_slice(bytes).ok()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Io { verb: "read", path, source }),
        }
    }

    fn write(&self, index: &Path) -> io::Result<()> {
        let (new, path) = (index.join(format!("{}.new", RunNote::FILE)), index.join(RunNote::FILE));
        std::fs::write(&new, seal::sealed(&serde_json::to_vec(self)?))?;
        std::fs::rename(new, path)
    }
}

/// Held while one writes.
pub(crate) struct WriteLock {
    index: PathBuf,
    note: Option<RunNote>,
    noted: Instant,
    /// Let go when it is dropped, after all else.
    _file: File,
}

impl WriteLock {
    pub(crate) const FILE: &'static str = "writer.lock";

    /// Takes the lock of an index.
    ///
    /// A process that is just being started holds open what its parent had open, for the instant
    /// until it runs its program, and who reads may ask whether somebody writes: a lock that is
    /// busy is asked for again a few times.
    ///
    /// # Errors
    /// [`Error::Locked`] where another has it, and when the folder cannot be written.
    pub(crate) fn take(index: &Path) -> Result<Self> {
        const TRIES: usize = 10;
        const PAUSE: Duration = Duration::from_millis(10);
        let path = index.join(WriteLock::FILE);
        let fail = |source| Error::Io { verb: "write", path: path.clone(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(fail)?;
        for left in (0..TRIES).rev() {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if left > 0 => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    // who it is may be left out; that there is somebody is told
                    let holder = RunNote::read(index).unwrap_or_default();
                    return Err(Error::Locked { path: index.to_owned(), holder });
                }
                Err(TryLockError::Error(error)) => return Err(fail(error)),
            }
        }

        Ok(WriteLock { index: index.to_owned(), note: None, noted: Instant::now(), _file: file })
    }

    /// Says in the folder who writes; `first` where nothing is in the index yet.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn begin(&mut self, first: bool) -> Result<()> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let since_ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        let process = std::process::id();
        let note = RunNote { process, since_ms, first, files: 0, of_files: 0 };
        let path = || self.index.join(RunNote::FILE);
        note.write(&self.index).map_err(|source| Error::Io {
            verb: "write",
            path: path(),
            source,
        })?;
        self.note = Some(note);

        Ok(())
    }

    /// Writes down how far the run has come, once in a while. That it cannot be written down stops
    /// no run: what is lost by it is the answer to somebody who asks.
    pub(crate) fn progress(&mut self, files: u64, of_files: u64) {
        let Some(note) = &mut self.note else { return };
        let begins = note.of_files == 0;
        (note.files, note.of_files) = (files, of_files);
        if begins || self.noted.elapsed() >= NOTED_EVERY {
            self.noted = Instant::now();
            let _ = note.write(&self.index);
        }
    }

    /// Says that the index has a state that can be read.
    pub(crate) fn published(&mut self) {
        if let Some(note) = &mut self.note {
            note.first = false;
        }
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // a first run that ends without a state leaves its note: the index was never finished
        if self.note.as_ref().is_some_and(|note| !note.first) {
            let _ = std::fs::remove_file(self.index.join(RunNote::FILE));
        }
    }
}

/// Whether somebody writes to an index now, told without writing.
///
/// # Errors
/// Where the lock is there and cannot be opened or asked for.
pub(crate) fn is_held(index: &Path) -> Result<bool> {
    let path = index.join(WriteLock::FILE);
    let asked = match File::open(&path) {
        Ok(file) => file.try_lock_shared(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => Err(TryLockError::Error(error)),
    };
    match asked {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(source)) => Err(Error::Io { verb: "read", path, source }),
    }
}

/// Whether a file in the folder of an index is one of these.
pub(crate) fn is_ours(name: &str) -> bool {
    name == WriteLock::FILE || name.strip_suffix(".new").unwrap_or(name) == RunNote::FILE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_a_run_began_is_told_in_universal_time() {
        let note =
            RunNote { process: 1, since_ms: 1_769_848_205_999, first: true, files: 0, of_files: 0 };
        assert_eq!(note.since(), "2026-01-31 08:30:05 UTC");
    }

    #[test]
    fn a_note_that_is_not_as_it_was_written_says_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let note = RunNote { process: 7, since_ms: 1, first: true, files: 2, of_files: 9 };
        note.write(dir.path()).unwrap();
        assert_eq!(RunNote::read(dir.path()).unwrap().as_ref(), Some(&note));
        let path = dir.path().join(RunNote::FILE);
        let whole = std::fs::read(&path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, flipped).unwrap();
            assert_eq!(RunNote::read(dir.path()).unwrap(), None, "bit {bit}");
        }
    }

    #[test]
    fn one_holds_it_and_others_are_told_who() {
        let dir = tempfile::tempdir().unwrap();
        let mut held = WriteLock::take(dir.path()).unwrap();
        held.begin(true).unwrap();
        held.progress(2, 7);
        assert!(is_held(dir.path()).unwrap());
        let Err(Error::Locked { holder: Some(holder), .. }) = WriteLock::take(dir.path()) else {
            panic!("two have it");
        };
        assert_eq!((holder.process, holder.files, holder.of_files), (std::process::id(), 2, 7));

        held.published();
        drop(held);
        assert!(!is_held(dir.path()).unwrap());
        assert_eq!(RunNote::read(dir.path()).unwrap(), None);
        WriteLock::take(dir.path()).unwrap().begin(true).unwrap();
        assert!(RunNote::read(dir.path()).unwrap().unwrap().first, "it was never finished");
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_opened_is_an_error_and_no_answer() {
        // a link to itself can be opened by nobody, whatever his rights
        for file in [WriteLock::FILE, RunNote::FILE] {
            let dir = tempfile::tempdir().unwrap();
            assert!(!is_held(dir.path()).unwrap());
            assert_eq!(RunNote::read(dir.path()).unwrap(), None);
            std::os::unix::fs::symlink(file, dir.path().join(file)).unwrap();
            let error = match file {
                WriteLock::FILE => is_held(dir.path()).map(drop),
                _ => RunNote::read(dir.path()).map(drop),
            };
            let Err(Error::Io { path, .. }) = error else { panic!("{file}: {error:?}") };
            assert!(path.ends_with(file));
        }
    }
}
