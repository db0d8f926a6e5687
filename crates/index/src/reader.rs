//! An index on disk, open for searching.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ibid_core::backend::Backend;
use tantivy::directory::error::OpenReadError;
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy, TantivyError};

use crate::directory::{IndexDirectory, guarded};
use crate::error::{At, Error, Result};
use crate::lock::{self, RunNote};
use crate::manifest::Manifest;
use crate::schema::Fields;
use crate::snapshot::IndexSnapshot;
use crate::state::State;

/// So many bytes of records are compressed together. To read one, its block is unpacked: half of
/// the sixteen kilobytes that the engine has by itself, which make a store smaller by a hundredth.
const STORE_BLOCK: usize = 8192;

/// An index on disk, open for searching. Can be shared between threads.
pub struct Reader {
    directory: IndexDirectory,
    manifest: Manifest,
    fields: Fields,
    index: Index,
    reader: IndexReader,
    state: RwLock<Arc<State>>,
    /// Held while a state is loaded, so that an older one never takes the place of a newer.
    loading: Mutex<()>,
}

/// Opens the engine's part of an index, or makes it.
pub(crate) fn open_engine(
    directory: &IndexDirectory,
    fields: &Fields,
    make: bool,
) -> Result<Index> {
    let path = directory.path();
    Ok(if make {
        let settings =
            IndexSettings { docstore_blocksize: STORE_BLOCK, ..IndexSettings::default() };
        Index::create(directory.clone(), fields.schema.clone(), settings).at(path)?
    } else {
        Index::open(directory.clone()).at(path)?
    })
}

/// Opens segments: again, where a run has replaced them between the reading of their names and
/// their opening.
pub(crate) fn reopened<T>(mut open: impl FnMut() -> tantivy::Result<T>) -> tantivy::Result<T> {
    const TRIES: usize = 20;
    for _ in 1..TRIES {
        match open() {
            Err(TantivyError::OpenReadError(
                OpenReadError::FileDoesNotExist(_) | OpenReadError::IoError { .. },
            )) => {}
            done => return done,
        }
    }
    open()
}

/// Refuses an index of which nothing was ever published, and says why.
pub(crate) fn refuse_unfinished(path: &Path) -> Result<()> {
    if IndexDirectory::is_published(path)? {
        return Ok(());
    }
    let Some(run) = RunNote::read(path)?.filter(|run| run.first) else { return Ok(()) };
    let is_held = lock::is_held(path)?;
    let path = path.to_owned();
    Err(if is_held { Error::BeingMade { path, run } } else { Error::Unfinished { path, run } })
}

impl Reader {
    /// Opens an index.
    ///
    /// # Errors
    /// When there is none, when its first run is not finished, when another layout or analysis
    /// wrote it, or when it is damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let manifest = Manifest::check(path)?;
        refuse_unfinished(path)?;
        let directory = IndexDirectory::for_reading(path)?;
        guarded(&directory, || {
            let fields = Fields::new();
            let index = open_engine(&directory, &fields, false)?;
            let open = || -> tantivy::Result<IndexReader> {
                index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
            };
            let reader = reopened(open).at(path)?;
            let state = State::load(&directory, &fields, &index, &reader)?;
            let (state, loading) = (RwLock::new(Arc::new(state)), Mutex::default());
            let directory = directory.clone();
            Ok(Reader { directory, manifest, fields, index, reader, state, loading })
        })
    }

    /// What made the index.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The state that was loaded last. A thread that died while it held it left it whole.
    pub(crate) fn state(&self) -> Arc<State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Backend for Reader {
    type Error = Error;
    type Snapshot = IndexSnapshot;

    fn snapshot(&self) -> Result<IndexSnapshot> {
        Ok(IndexSnapshot(self.state()))
    }

    fn reload(&self) -> Result<()> {
        let _loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        guarded(&self.directory, || {
            reopened(|| self.reader.reload()).at(self.directory.path())?;
            let state = State::load(&self.directory, &self.fields, &self.index, &self.reader)?;
            // what was read of this state so far is kept; an index that was made anew counts from 1
            if !state.is_same_as(&self.state()) {
                *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
            }
            Ok(())
        })
    }
}
