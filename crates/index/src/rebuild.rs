//! Making an index anew beside itself, and putting the new one in its place.

use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ibid_core::backend::{Backend, SourceRecord};
use ibid_core::diagnostic::Reason;
use tantivy::fastfield::AliveBitSet;
use tantivy::index::SegmentComponent;
use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;
use tantivy::{Index, Segment, TantivyDocument};

use crate::directory::{IndexDirectory, guarded, is_of_the_engine, sync_file, sync_folder};
use crate::error::{At, Error, Result};
use crate::lock::{self, WriteLock};
use crate::manifest::Manifest;
use crate::reader::{Reader, refuse_unfinished};
use crate::schema::RECORD;
use crate::snapshot::IndexSnapshot;
use crate::statistics::Statistics;
use crate::writer::names;

/// An index that is being made anew: nobody else writes to it meanwhile, and others read it.
pub struct Rebuild {
    index: PathBuf,
    new: PathBuf,
    /// None where they are damaged.
    records: Option<Vec<SourceRecord>>,
    generation: u64,
    /// Lets go of the lock when all is done.
    _lock: WriteLock,
}

impl Rebuild {
    /// Reads what an index knows of its sources, and makes room for the new one beside it. The index
    /// may be of another layout or analysis: only its records are read.
    ///
    /// # Errors
    /// When there is no index, when another process is writing to it, or when its records cannot be
    /// read: [`Error::RecordsLost`] where they are damaged.
    pub fn begin(index: &Path) -> Result<Self> {
        Rebuild::with(index, |directory| {
            // the engine loses on its way why it could not read
            let known = recorded(directory).or_else(|error| guarded(directory, || Err(error)));
            match known {
                Ok((records, generation)) => Ok((Some(records), generation)),
                Err(Error::Damaged { path, source }) => Err(Error::RecordsLost { path, source }),
                Err(other) => Err(other),
            }
        })
    }

    /// The same where the records are damaged: nothing is known of the sources, and the new index
    /// counts its states on from the seconds of the clock, which no index has reached by its runs.
    ///
    /// # Errors
    /// When there is no index, and when another process is writing to it.
    pub fn without_records(index: &Path) -> Result<Self> {
        let seconds = UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        Rebuild::with(index, |_| Ok((None, seconds)))
    }

    fn with(
        index: &Path,
        known: impl FnOnce(&IndexDirectory) -> Result<(Option<Vec<SourceRecord>>, u64)>,
    ) -> Result<Self> {
        if !Manifest::exists(index)? && !IndexDirectory::is_published(index)? {
            return Err(Error::Missing { path: index.to_owned() });
        }
        // the folder itself is replaced, and not a link to it
        let index = &index.canonicalize().map_err(|source| Error::Io {
            verb: "read",
            path: index.to_owned(),
            source,
        })?;
        refuse_unfinished(index)?;
        let lock = WriteLock::take(index)?;
        let directory = IndexDirectory::for_reading(index)?;
        let (records, generation) = known(&directory)?;
        let new = beside(index);
        clear(&new)?;
        Ok(Rebuild { index: index.to_owned(), new, records, generation, _lock: lock })
    }

    /// What is known of the sources.
    pub fn records(&self) -> &[SourceRecord] {
        self.records.as_deref().unwrap_or_default()
    }

    /// Whether they are not known, since they are damaged.
    pub fn is_without_records(&self) -> bool {
        self.records.is_none()
    }

    /// The index that is made anew, by its whole path.
    pub fn index(&self) -> &Path {
        &self.index
    }

    /// Where the new index is to be made.
    pub fn place(&self) -> &Path {
        &self.new
    }

    /// The number of the state that readers see; that of the new index must be greater.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The index as it is; `None` where this version cannot read its passages, or they are damaged.
    ///
    /// # Errors
    /// Where it may be whole and the system does not let it be read now: what is nowhere else would
    /// be lost without a need.
    pub fn old(&self) -> Result<Option<IndexSnapshot>> {
        match Reader::open(&self.index).and_then(|reader| reader.snapshot()) {
            Ok(old) => Ok(Some(old)),
            Err(Error::Io { verb, path, source }) if may_be_read_later(&source) => {
                Err(Error::Io { verb, path, source })
            }
            Err(error @ Error::Changing { .. }) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Puts the new index in the place of the old one, which is removed; what else lies in its folder
    /// is taken along. Where the system can change two names at once it does; elsewhere there is no
    /// index for an instant.
    ///
    /// # Errors
    /// When the system refuses: either index is then where it was, or what else lay beside the old one
    /// is still there.
    pub fn replace(self) -> Result<()> {
        let fail = |source| Error::Io { verb: "write", path: self.index.clone(), source };
        self.take_along().map_err(fail)?;
        exchange(&self.new, &self.index).map_err(fail)?;
        self.move_rest().map_err(fail)?;
        sync_folder(self.index.parent().unwrap_or(&self.index)).map_err(fail)?;
        // what cannot be removed now is removed by the next one
        let _ = std::fs::remove_dir_all(&self.new);
        Ok(())
    }

    /// Copies the files that others keep in the folder of the index, such as a list of what is to stay
    /// out: the new one has them from the first.
    fn take_along(&self) -> std::io::Result<()> {
        for (entry, new) in foreign(&self.index, &self.new)? {
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), &new)?;
                sync_file(&new)?;
            }
        }
        sync_folder(&self.new)
    }

    /// Moves what else was kept there, once the folders have changed places.
    fn move_rest(&self) -> std::io::Result<()> {
        for (entry, new) in foreign(&self.new, &self.index)? {
            std::fs::rename(entry.path(), new)?;
        }
        sync_folder(&self.index)
    }

    /// Removes what was made of the new index.
    pub fn give_up(self) {
        let _ = std::fs::remove_dir_all(&self.new);
    }
}

/// What lies in the folder of an index, is not of it, and is not in another folder too; each with its
/// place there.
fn foreign(index: &Path, other: &Path) -> std::io::Result<Vec<(DirEntry, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(index)? {
        let entry = entry?;
        let name = entry.file_name();
        let place = other.join(&name);
        let own = is_of_the_engine(Path::new(&name)) || lock::is_ours(&name.to_string_lossy());
        if !own && place.symlink_metadata().is_err() {
            found.push((entry, place));
        }
    }
    Ok(found)
}

/// Reads all records of sources, whatever the other fields are, and the number of the state. Only the
/// store is opened, and what is broken in it is passed over as long as no record is missing.
fn recorded(directory: &IndexDirectory) -> Result<(Vec<SourceRecord>, u64)> {
    let path = directory.path();
    let index = Index::open(directory.clone()).at(path)?;
    let statistics = Statistics::of_payload(&index.load_metas().at(path)?);
    let field = index.schema().get_field(RECORD).at(path)?;
    let mut records = Vec::new();
    for segment in index.searchable_segments().at(path)? {
        records_of(&segment, field, &mut records).at(path)?;
    }

    if records.len() as u64 != statistics.counts().sources {
        let source = "the records of some sources cannot be read".into();
        return Err(Error::Damaged { path: path.to_owned(), source });
    }
    records.sort_by_key(|record: &SourceRecord| record.id);
    Ok((records, statistics.generation))
}

fn records_of(
    segment: &Segment,
    field: Field,
    records: &mut Vec<SourceRecord>,
) -> tantivy::Result<()> {
    let meta = segment.meta();
    let store = StoreReader::open(segment.open_read(SegmentComponent::Store)?, 1)?;
    let alive = match meta.has_deletes() {
        true => Some(AliveBitSet::open(segment.open_read(SegmentComponent::Delete)?.read_bytes()?)),
        false => None,
    };
    for doc in 0..meta.max_doc() {
        if alive.as_ref().is_some_and(|alive| alive.is_deleted(doc)) {
            continue;
        }
        let Ok(stored) = store.get::<TantivyDocument>(doc) else { continue };
        let bytes = stored.get_first(field).and_then(|value| value.as_bytes());
        records.extend(bytes.and_then(|bytes| serde_json::from_slice(bytes).ok()));
    }
    Ok(())
}

/// The folder beside an index in which the new one is made.
fn beside(index: &Path) -> PathBuf {
    let mut name = index.file_name().unwrap_or(index.as_os_str()).to_owned();
    name.push(".new");
    index.with_file_name(name)
}

/// Whether the system refuses only for now, or to whoever asks.
fn may_be_read_later(error: &std::io::Error) -> bool {
    matches!(Reason::of(error), Some(Reason::PermissionDenied | Reason::TooManyFiles))
}

/// Removes what an earlier attempt has left; anything else is left alone.
fn clear(new: &Path) -> Result<()> {
    // of a folder that is not listed to its end nobody can tell whose it is
    let names = match names(new) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::Io { verb: "read", path: new.to_owned(), source }),
        Ok(names) => names,
    };
    // one that was removed halfway has lost its manifest
    let is_index = Manifest::exists(new)?
        || names.iter().all(|name| lock::is_ours(name))
        || names.iter().any(|name| is_of_the_engine(Path::new(name)));
    if !is_index {
        return Err(Error::NotAnIndex { path: new.to_owned() });
    }
    std::fs::remove_dir_all(new).map_err(|source| Error::Io {
        verb: "write",
        path: new.to_owned(),
        source,
    })
}

/// Has two folders change places.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, old: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        // a file system that cannot do it
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => move_twice(new, old),
        done => Ok(done?),
    }
}

/// Has two folders change places.
#[cfg(not(target_os = "linux"))]
fn exchange(new: &Path, old: &Path) -> std::io::Result<()> {
    move_twice(new, old)
}

/// Has two folders change places, one after the other.
fn move_twice(new: &Path, old: &Path) -> std::io::Result<()> {
    let mut aside = old.as_os_str().to_owned();
    aside.push(".old");
    std::fs::rename(old, &aside)?;
    if let Err(error) = std::fs::rename(new, old) {
        // the old one comes back; what the system says of the new one counts
        let _ = std::fs::rename(&aside, old);
        return Err(error);
    }
    std::fs::rename(&aside, new)
}
