//! The index as something to write to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use ibid_core::backend::{Backend, Snapshot, SourceRecord, Store};
use ibid_core::ids::SourceId;
use ibid_index::{Reader, Writer, is_empty_folder};

use super::{IndexOptions, Progress, lists};
use crate::error::{Error, Result};

/// The index as something to write to; a new one is made when there is something to write.
pub(super) struct Sink<'a> {
    pub(super) index: &'a Path,
    pub(super) options: &'a IndexOptions<'a>,
    writer: OnceLock<Writer>,
    /// Held by the thread that opens it.
    opening: Mutex<()>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(index: &'a Path, options: &'a IndexOptions<'a>) -> Self {
        Sink { index, options, writer: OnceLock::new(), opening: Mutex::default() }
    }

    /// The writer; none when nothing is to be written.
    pub(super) fn writer(&self) -> Result<Option<&Writer>> {
        if self.options.dry_run {
            return Ok(None);
        }
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if self.writer.get().is_none() {
            let mut writer = Writer::open(self.index, &self.options.writer_share())?;
            writer.note_beside(lists::NAMES);
            // nobody else sets it: this thread is the one that opens
            let _ = self.writer.set(writer);
        }
        Ok(self.writer.get())
    }

    /// The same, to do what only one thread may do at a time.
    pub(super) fn writer_mut(&mut self) -> Result<Option<&mut Writer>> {
        self.writer()?;
        Ok(self.writer.get_mut())
    }

    /// The files in the index; none where there is no index yet.
    ///
    /// Where something is there it is opened for writing first, so that another writer, or a folder
    /// of other things, is found out before anything is read.
    pub(super) fn known(&mut self) -> Result<BTreeMap<SourceId, SourceRecord>> {
        let records = match (is_empty_folder(self.index)?, self.options.dry_run) {
            (true, _) => Vec::new(),
            (false, true) => match Reader::open(self.index) {
                Ok(reader) => reader.snapshot()?.sources(None, usize::MAX)?,
                // a first run that was cut off has left nothing
                Err(ibid_index::Error::Unfinished { .. }) => Vec::new(),
                Err(error) => return Err(error.into()),
            },
            (false, false) => self.writer()?.map_or(Ok(Vec::new()), Store::sources)?,
        };
        Ok(records.into_iter().map(|record| (record.id, record)).collect())
    }

    /// Whether there is an index that is written to: not in a dry run, and not where there is nothing
    /// to write.
    pub(super) fn is_open(&self) -> bool {
        self.writer.get().is_some()
    }

    /// Has the states of the index count on from that of another one.
    pub(super) fn continue_from(&mut self, generation: u64) -> Result<()> {
        if let Some(writer) = self.writer_mut()? {
            writer.continue_from(generation);
        }
        Ok(())
    }

    /// Tells whoever runs this, and whoever asks for the index, how far the run has come.
    ///
    /// # Errors
    /// When whoever runs this stops it.
    pub(super) fn tell(&self, progress: Progress) -> Result<()> {
        if let Some(writer) = self.writer.get() {
            writer.progress(progress.files as u64, progress.of_files as u64);
        }
        match self.options.progress {
            Some(tell) if tell(progress).is_break() => Err(Error::Interrupted),
            _ => Ok(()),
        }
    }

    /// Makes what was written visible, if anything was.
    pub(super) fn commit(&mut self) -> Result<()> {
        if let Some(writer) = self.writer.get_mut() {
            writer.commit()?;
        }
        Ok(())
    }
}
