//! What the disk refused, or what was found broken, while the engine was at work.
//!
//! The engine keeps errors to itself in some places, panics on them in others, and loses their
//! cause on its way from one thread to another. So the first of them is noted where it is met, and
//! asked for at our edge.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{BrokenFile, Error, Result};

use super::IndexDirectory;

/// What was done when it was met.
#[derive(Clone, Copy)]
pub(super) enum Verb {
    Read,
    Write,
}

/// The first trouble of a directory. It stays: what was read since then is not to be trusted.
#[derive(Default)]
pub(super) struct Trouble(Mutex<Option<(Verb, PathBuf, io::Error)>>);

impl Trouble {
    /// Notes that the system refused something.
    pub(super) fn note(&self, verb: Verb, path: PathBuf, error: io::Error) -> io::Error {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = Some((verb, path, again(&error)));
        }
        error
    }

    /// The error of it, where there was any.
    fn error(&self, index: &Path) -> Option<Error> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (verb, path, error) = first.as_ref()?;
        let source = again(error);
        Some(match (verb, error.kind()) {
            (Verb::Read, io::ErrorKind::InvalidData) => {
                let broken = BrokenFile::of(error).cloned();
                let source = broken.map_or_else(|| Box::new(source).into(), |file| file.into());
                Error::Damaged { path: index.to_owned(), source }
            }
            (Verb::Read, _) => Error::Io { verb: "read", path: path.clone(), source },
            (Verb::Write, _) => Error::Io { verb: "write", path: path.clone(), source },
        })
    }
}

/// The same error once more: those of the system by their number, ours as what they are.
pub(super) fn again(error: &io::Error) -> io::Error {
    match (error.raw_os_error(), BrokenFile::of(error)) {
        (Some(number), _) => io::Error::from_raw_os_error(number),
        (None, Some(broken)) => broken.clone().into(),
        (None, None) => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Has the engine do something. What it says counts only if nothing was refused or broken; and an
/// engine that panics has read what it did not write.
pub(crate) fn guarded<T>(
    directory: &IndexDirectory,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let done = catch_unwind(AssertUnwindSafe(work));
    if let Some(error) = directory.0.trouble.error(directory.path()) {
        return Err(error);
    }
    done.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
        let source = said.unwrap_or_else(|| "the engine gave up".to_owned()).into();
        Err(Error::Damaged { path: directory.path().to_owned(), source })
    })
}
