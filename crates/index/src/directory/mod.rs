//! The files of an index, as the engine sees them.
//!
//! Whoever reads sees what was published last, and writes nothing. Whoever writes keeps to himself
//! what the engine says of its segments until a run is whole: then all new files are synced, and
//! one rename of `meta.json` makes them visible at once. Files of the published state stay until
//! then, whatever the engine thinks of them.

mod blocks;
mod disk;
pub(crate) mod seal;
mod trouble;

use std::collections::{HashMap, HashSet};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{fmt, fs};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

#[cfg(test)]
pub(crate) use blocks::checked;
pub(crate) use blocks::{CheckedFile, Stretch};
pub use disk::{is_empty_folder, replace};
pub(crate) use disk::{is_of_the_engine, is_there, make_folder, sync_file, sync_folder};
pub(crate) use trouble::guarded;

use crate::error::{BrokenFile, Error, Result};
use blocks::NewFile;
use trouble::{Trouble, Verb};

/// What the engine says of its segments. A new one makes a state visible.
const META: &str = "meta.json";

/// The files of an index. A clone is the same directory.
#[derive(Clone)]
pub(crate) struct IndexDirectory(Arc<Inner>);

struct Inner {
    path: PathBuf,
    files: MmapDirectory,
    trouble: Trouble,
    opened: Mutex<HashMap<PathBuf, Weak<CheckedFile>>>,
    /// What is not published yet; none where one only reads.
    run: Option<Mutex<Run>>,
}

/// What a run has written so far.
#[derive(Default)]
struct Run {
    /// Small files that readers do not see yet.
    held: HashMap<PathBuf, Vec<u8>>,
    /// Files that are not known to be on the disk yet.
    unsynced: HashSet<PathBuf>,
    /// The files of the state that readers see; none while that is not known, and then nothing is
    /// removed.
    published: Option<HashSet<PathBuf>>,
}

impl IndexDirectory {
    /// For reading: nothing is ever written.
    pub(crate) fn for_reading(path: &Path) -> Result<Self> {
        IndexDirectory::new(path, None)
    }

    /// For the one who writes.
    pub(crate) fn for_writing(path: &Path) -> Result<Self> {
        IndexDirectory::new(path, Some(Mutex::default()))
    }

    fn new(path: &Path, run: Option<Mutex<Run>>) -> Result<Self> {
        let files = MmapDirectory::open(path)
            .map_err(|e| Error::Damaged { path: path.to_owned(), source: Box::new(e) })?;
        let (path, trouble, opened) = (path.to_owned(), Trouble::default(), Mutex::default());
        Ok(IndexDirectory(Arc::new(Inner { path, files, trouble, opened, run })))
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Whether a state was ever published in a folder.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub(crate) fn is_published(path: &Path) -> Result<bool> {
        disk::is_there(&path.join(META))
    }

    fn whole(&self, file: &Path) -> PathBuf {
        self.0.path.join(file)
    }

    /// What the run has written; none where one only reads. A thread that died while it held it
    /// left it whole.
    fn run(&self) -> Option<MutexGuard<'_, Run>> {
        self.0.run.as_ref().map(|run| run.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn refused(&self, verb: Verb, file: &Path, error: io::Error) -> io::Error {
        // what was only interrupted is tried again
        match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => self.0.trouble.note(verb, self.whole(file), error),
        }
    }

    /// The files that are open now. A thread that died while it held them left them whole.
    fn opened(&self) -> MutexGuard<'_, HashMap<PathBuf, Weak<CheckedFile>>> {
        self.0.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file that the engine has open; `None` where it has not.
    pub(crate) fn open_file(&self, file: &Path) -> Option<Arc<CheckedFile>> {
        self.opened().get(file).and_then(Weak::upgrade)
    }

    /// A file that is checked as it is read. One that is open already is not checked again.
    fn checked(&self, file: &Path, whole: &dyn FileHandle) -> io::Result<Arc<dyn FileHandle>> {
        let bytes = whole.read_bytes(0..whole.len())?;
        let checked = Arc::new(CheckedFile::new(file, self, bytes)?);
        let mut opened = self.opened();
        opened.retain(|_, file| file.strong_count() > 0);
        opened.insert(file.to_owned(), Arc::downgrade(&checked));
        Ok(checked)
    }

    /// The files of a state, to be checked as a whole, in the order of their names: none for one
    /// that is missing, or whose own checksums are broken.
    ///
    /// # Errors
    /// Where the system does not let one be opened that may be whole.
    pub(crate) fn blocks(&self, files: HashSet<PathBuf>) -> Result<Vec<(PathBuf, Option<Blocks>)>> {
        // there is one of deletions where something was deleted, and one that is made and goes again
        let may_lack = |file: &Path| file.extension().is_some_and(|e| e == "del" || e == "temp");
        let mut files: Vec<PathBuf> = files.into_iter().collect();
        files.sort_unstable();
        let mut opened = Vec::with_capacity(files.len());
        for file in files {
            if !may_lack(&file) || disk::is_there(&self.whole(&file))? {
                let blocks = self.blocks_of(&file)?;
                opened.push((file, blocks));
            }
        }
        Ok(opened)
    }

    fn blocks_of(&self, file: &Path) -> Result<Option<Blocks>> {
        let opened = match self.0.files.get_file_handle(file) {
            Ok(whole) => {
                let bytes = whole.read_bytes(0..whole.len());
                bytes.and_then(|bytes| CheckedFile::new(file, self, bytes))
            }
            Err(OpenReadError::IoError { io_error, .. }) => Err(trouble::again(&io_error)),
            Err(_) => return Ok(None),
        };
        match opened {
            Ok(checked) => Ok(Some(Blocks(checked))),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
            Err(source) => Err(Error::Io { verb: "read", path: self.whole(file), source }),
        }
    }

    /// Says which files belong to the state that readers see.
    pub(crate) fn set_published(&self, files: HashSet<PathBuf>) {
        if let Some(mut run) = self.run() {
            run.published = Some(files);
        }
    }

    /// Makes what the engine wrote visible, at once, and on the disk when this returns. `files` are
    /// those of the new state.
    ///
    /// # Errors
    /// When the disk refuses: then the state of before is still there.
    pub(crate) fn publish(&self, files: HashSet<PathBuf>) -> Result<()> {
        let Some(mut run) = self.run() else { return Ok(()) };
        let fail = |path: &Path| {
            let path = self.whole(path);
            move |source| Error::Io { verb: "write", path, source }
        };
        for file in run.unsynced.iter().filter(|file| files.contains(*file)) {
            disk::sync_file(&self.whole(file)).map_err(fail(file))?;
        }
        sync_folder(&self.0.path).map_err(fail(Path::new("")))?;

        // where the last step fails nobody can tell which of the two states readers see
        let before = run.published.take().unwrap_or_default();
        run.published = Some(before.union(&files).cloned().collect());
        let meta = Path::new(META);
        if let Some(bytes) = run.held.get(meta) {
            replace(&self.whole(meta), &seal::sealed(bytes)).map_err(fail(meta))?;
        }
        run.held.remove(meta);
        run.unsynced.clear();
        run.published = Some(files);
        drop(run);

        self.sweep();
        Ok(())
    }

    /// Removes what the published state does not name: what a run that was cut off has left, and
    /// what is no longer needed. What cannot be removed now is tried again in the next run.
    pub(crate) fn sweep(&self) {
        let Some(run) = self.run() else { return };
        let Some(published) = &run.published else { return };
        let Ok(entries) = fs::read_dir(&self.0.path) else { return };
        for entry in entries.flatten() {
            let name = PathBuf::from(entry.file_name());
            if disk::is_of_the_engine(&name) && !published.contains(&name) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// All blocks of a file.
pub(crate) struct Blocks(CheckedFile);

impl Blocks {
    /// How many bytes they hold.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.len() as u64
    }

    /// How many of them are not as they were written.
    pub(crate) fn broken(&self) -> usize {
        self.0.broken_blocks()
    }
}

impl fmt::Debug for IndexDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndexDirectory({:?})", self.0.path)
    }
}

impl Directory for IndexDirectory {
    fn get_file_handle(
        &self,
        file: &Path,
    ) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(open) = self.open_file(file) {
            return Ok(open);
        }
        match self.0.files.get_file_handle(file) {
            // the engine would take a file of positions that is not there for an empty one
            Err(OpenReadError::FileDoesNotExist(_))
                if file.extension().is_some_and(|e| e == "pos") =>
            {
                let missing = io::Error::from(io::ErrorKind::NotFound);
                Err(OpenReadError::wrap_io_error(missing, file.to_owned()))
            }
            Err(OpenReadError::IoError { io_error, filepath }) => {
                let error = self.refused(Verb::Read, file, trouble::again(&io_error));
                Err(OpenReadError::wrap_io_error(error, filepath))
            }
            Err(other) => Err(other),
            Ok(whole) => self.checked(file, whole.as_ref()).map_err(|error| {
                let error = self.refused(Verb::Read, file, error);
                OpenReadError::wrap_io_error(error, file.to_owned())
            }),
        }
    }

    fn delete(&self, file: &Path) -> std::result::Result<(), DeleteError> {
        let Some(mut run) = self.run() else { return Ok(()) };
        // readers may still open it
        if run.published.as_ref().is_none_or(|published| published.contains(file)) {
            return Ok(());
        }
        run.unsynced.remove(file);
        match fs::remove_file(self.whole(file)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(DeleteError::FileDoesNotExist(file.to_owned()))
            }
            Err(e) => {
                Err(DeleteError::IoError { io_error: Arc::new(e), filepath: file.to_owned() })
            }
            Ok(()) => Ok(()),
        }
    }

    fn exists(&self, file: &Path) -> std::result::Result<bool, OpenReadError> {
        if self.run().is_some_and(|run| run.held.contains_key(file)) {
            return Ok(true);
        }
        let fail = |e| OpenReadError::wrap_io_error(e, file.to_owned());
        self.whole(file).try_exists().map_err(fail)
    }

    fn open_write(&self, file: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        let fail = |e| OpenWriteError::wrap_io_error(e, file.to_owned());
        let Some(mut run) = self.run() else { return Err(fail(only_read())) };
        let created = fs::OpenOptions::new().write(true).create_new(true).open(self.whole(file));
        let opened = created.map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(file.to_owned()),
            _ => fail(self.refused(Verb::Write, file, e)),
        })?;

        run.unsynced.insert(file.to_owned());
        Ok(BufWriter::new(Box::new(NewFile::new(opened, file, self))))
    }

    fn atomic_read(&self, file: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        if let Some(bytes) = self.run().and_then(|run| run.held.get(file).cloned()) {
            return Ok(bytes);
        }
        let none = || OpenReadError::FileDoesNotExist(file.to_owned());
        // the list of the engine's files: a folder can be listed
        if file != Path::new(META) {
            return Err(none());
        }
        let read = fs::read(self.whole(file)).and_then(|bytes| match seal::unsealed(&bytes) {
            Some(right) => Ok(right.to_owned()),
            None => Err(BrokenFile::Changed { file: META.to_owned() }.into()),
        });
        read.map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => none(),
            _ => OpenReadError::wrap_io_error(self.refused(Verb::Read, file, e), file.to_owned()),
        })
    }

    fn atomic_write(&self, file: &Path, data: &[u8]) -> io::Result<()> {
        let mut run = self.run().ok_or_else(only_read)?;
        run.held.insert(file.to_owned(), data.to_owned());
        Ok(())
    }

    /// Nothing that the engine does in between is to outlast the machine: see
    /// [`IndexDirectory::publish`].
    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// The lock of who writes is held for longer than the engine would hold it, see
    /// [`crate::lock`]; and who reads needs none, since he opens again what went away meanwhile.
    fn acquire_lock(&self, _: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn only_read() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the index is open for reading only")
}
