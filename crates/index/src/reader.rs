//! An index on disk, open for searching.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ibid_core::backend::Backend;
use tantivy::{Index, IndexReader, ReloadPolicy};

use crate::error::{At, Error, Result};
use crate::manifest::Manifest;
use crate::schema::Fields;
use crate::snapshot::IndexSnapshot;
use crate::state::State;
use crate::tokenizer::{self, Unpacker};

/// An index on disk, open for searching. Can be shared between threads.
pub struct Reader {
    path: PathBuf,
    manifest: Manifest,
    fields: Fields,
    index: Index,
    reader: IndexReader,
    state: RwLock<Arc<State>>,
    /// Held while a state is loaded, so that an older one never takes the place of a newer.
    loading: Mutex<()>,
}

/// Opens the engine's part of an index, and makes it only where there is nothing of it yet: a lost
/// `meta.json` must not become an empty index over what is left.
pub(crate) fn open_engine(path: &Path, fields: &Fields, make: bool) -> Result<Index> {
    let directory = tantivy::directory::MmapDirectory::open(path)
        .map_err(|e| Error::Damaged { path: path.to_owned(), source: Box::new(e) })?;
    let index = if make {
        Index::open_or_create(directory, fields.schema.clone()).at(path)?
    } else {
        Index::open(directory).at(path)?
    };
    index.tokenizers().register(tokenizer::NAME, Unpacker::default());
    Ok(index)
}

impl Reader {
    /// Opens an index.
    ///
    /// # Errors
    /// When there is none, when another layout or analysis wrote it, or when it is damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let manifest = Manifest::check(path)?;
        let fields = Fields::new();
        let index = open_engine(path, &fields, false)?;
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().at(path)?;
        let state = RwLock::new(Arc::new(State::load(path, &fields, &index, &reader)?));
        let (path, loading) = (path.to_owned(), Mutex::default());
        Ok(Reader { path, manifest, fields, index, reader, state, loading })
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
        self.reader.reload().at(&self.path)?;
        let state = State::load(&self.path, &self.fields, &self.index, &self.reader)?;
        // what was read of this state so far is kept; an index that was made anew counts from 1
        if !state.is_same_as(&self.state()) {
            *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        }
        Ok(())
    }
}
