//! Whether sources are as they were when they were read: told by their files.
//!
//! Lengths and times are compared first, as git does, and contents only where these do not tell.

use std::collections::HashMap;
use std::fs::Metadata;
use std::sync::{Mutex, PoisonError};

use ibid_core::backend::{OneState, SourcePath, SourceRecord};
use ibid_core::document::Date;
use ibid_core::ids::SourceId;
use ibid_core::path_text::path_of;
use ibid_core::several::SeveralSnapshot;
use ibid_index::IndexSnapshot;
use ibid_ingest::{Found, Limits, Loaded, stamp};
use ibid_query::Engine;
use ibid_query::origin::{SourceState, Sourced};

use crate::error::Result;
use crate::indexer::milliseconds;

/// How closely files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// A file with the length and the time of before is as it was.
    Quick,
    /// A file that may have been changed and given its old time is read.
    Close,
    /// All files are read.
    Content,
}

/// So many verdicts are remembered, about 1 MB of them; then all are forgotten.
const REMEMBERED: usize = 4096;

/// What reading files has told, as long as their stamps are the same: a file that was touched would
/// be read for each answer that shows it. Can be shared between threads.
#[derive(Default)]
pub(crate) struct Verdicts {
    known: Mutex<HashMap<Seen, SourceState>>,
}

/// A file as it was when it was read, beside the source that it was held against.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Seen {
    source: SourceId,
    path: String,
    /// The names, lengths and times of the file and of what is read with it.
    stamp: u64,
    /// Which file has the name, where the system numbers its files.
    file: Option<(u64, u64)>,
}

impl Seen {
    /// `None` where a file has only just changed: it may change again and keep its times.
    fn new(
        record: &SourceRecord,
        path: &SourcePath,
        found: &Found,
        file: &Metadata,
    ) -> Option<Self> {
        let stamp = stamp(&[found])?;
        let (source, path, file) = (record.id, path.absolute.clone(), number(file));
        Some(Seen { source, path, stamp, file })
    }
}

impl Verdicts {
    /// What is known of a file, or what `read` tells of it. A file is not remembered where it cannot
    /// be read, nor where it has no stamp.
    fn of(&self, seen: Option<Seen>, read: impl FnOnce() -> SourceState) -> SourceState {
        let Some(seen) = seen else { return read() };
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = known().get(&seen) {
            return *state;
        }

        // others are not kept waiting while a file is read
        let state = read();
        if state != SourceState::Gone {
            let mut known = known();
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(seen, state);
        }
        state
    }
}

/// The number of a file and of its file system.
#[cfg(unix)]
fn number(file: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((file.dev(), file.ino()))
}

/// Not known here.
#[cfg(not(unix))]
fn number(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// An engine over the one state of an index, or of several, that an answer was made from.
pub(crate) type OneStateEngine = Engine<OneState<SeveralSnapshot<IndexSnapshot>>>;

/// Says of each of some things what became of its source. A file is looked at once. The records are
/// those of the state that the things were found in: a later one may not have these sources any more,
/// though their files are there.
pub(crate) fn compare<'s, T: Sourced + 's>(
    state: &OneStateEngine,
    shown: impl IntoIterator<Item = &'s mut T>,
    look: Look,
    verdicts: &Verdicts,
) -> Result<()> {
    let mut known: HashMap<SourceId, (SourceState, Option<Date>)> = HashMap::new();
    for one in shown {
        let Some(origin) = one.origin() else { continue };
        if one.state().is_some() {
            continue;
        }

        let id = origin.source;
        let (state, indexed_on) = match known.get(&id) {
            Some(known) => *known,
            None => {
                let record = state.source(id)?;
                let state =
                    record.as_ref().map_or(SourceState::Gone, |record| of(record, look, verdicts));
                let found = (state, record.and_then(|record| record.indexed_on));
                *known.entry(id).or_insert(found)
            }
        };
        one.set_state(state, indexed_on);
    }
    Ok(())
}

/// What became of a source: it is as it was if one of its files is.
fn of(record: &SourceRecord, look: Look, verdicts: &Verdicts) -> SourceState {
    let state = |path| of_path(record, path, look, verdicts);
    let states: Vec<SourceState> = record.paths.iter().map(state).collect();
    let order = [SourceState::Same, SourceState::Elsewhere, SourceState::Changed];
    order.into_iter().find(|state| states.contains(state)).unwrap_or(SourceState::Gone)
}

/// What became of one file of a source.
pub(crate) fn of_path(
    record: &SourceRecord,
    path: &SourcePath,
    look: Look,
    verdicts: &Verdicts,
) -> SourceState {
    if path.absolute.is_empty() {
        return SourceState::Elsewhere;
    }

    // a link may lead out of the folder that was read, and is no file of it
    let file = &*path_of(&path.absolute);
    let Ok(metadata) = file.symlink_metadata() else { return SourceState::Gone };
    if !metadata.is_file() {
        return SourceState::Gone;
    }
    if metadata.len() != record.bytes {
        return SourceState::Changed;
    }

    let modified = metadata.modified().ok().and_then(milliseconds);
    if look == Look::Quick && modified.is_some() && modified == path.modified_ms {
        return SourceState::Same;
    }
    let Some(found) = ibid_ingest::walk(file).files.into_iter().next() else {
        return SourceState::Gone;
    };
    if look == Look::Content {
        return by_content(record, &found);
    }

    // the stamp is taken before the file is read: what changes meanwhile has another one afterwards
    let seen = Seen::new(record, path, &found, &metadata);
    if seen.as_ref().is_some_and(|seen| Some(seen.stamp) == path.stamp) {
        return SourceState::Same;
    }
    verdicts.of(seen, || by_content(record, &found))
}

/// Compares what is in a file.
fn by_content(record: &SourceRecord, found: &Found) -> SourceState {
    let mut limits = Limits::default();
    limits.file_bytes = limits.file_bytes.max(record.bytes);
    match found.load(&limits) {
        Ok(loaded) => {
            // a recording that has come to lie beside the file changes none of its words
            let same = loaded.id() == record.id || without_recording(loaded).id() == record.id;
            if same { SourceState::Same } else { SourceState::Changed }
        }
        Err(ibid_ingest::Error::NotRead { .. } | ibid_ingest::Error::TooLarge { .. }) => {
            SourceState::Changed
        }
        Err(_) => SourceState::Gone,
    }
}

fn without_recording(mut loaded: Loaded) -> Loaded {
    loaded.recording = None;
    loaded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(n: u64) -> Seen {
        Seen { source: SourceId::from_bytes(b"a"), path: "/a".to_owned(), stamp: n, file: None }
    }

    /// What is told of a file, and whether it was read for that.
    fn ask(verdicts: &Verdicts, seen: Option<Seen>, says: SourceState) -> (SourceState, bool) {
        let mut was_read = false;
        let state = verdicts.of(seen, || {
            was_read = true;
            says
        });
        (state, was_read)
    }

    #[test]
    fn a_file_is_read_once_until_its_stamp_changes() {
        let verdicts = Verdicts::default();
        assert_eq!(ask(&verdicts, Some(seen(1)), SourceState::Same), (SourceState::Same, true));
        assert_eq!(ask(&verdicts, Some(seen(1)), SourceState::Changed), (SourceState::Same, false));

        let changed = (SourceState::Changed, true);
        assert_eq!(ask(&verdicts, Some(seen(2)), SourceState::Changed), changed);
        let other = Seen { file: Some((1, 2)), ..seen(1) };
        assert_eq!(ask(&verdicts, Some(other), SourceState::Changed), changed);
        let other = Seen { source: SourceId::from_bytes(b"b"), ..seen(1) };
        assert_eq!(ask(&verdicts, Some(other), SourceState::Changed), changed);
    }

    #[test]
    fn what_may_change_unseen_and_what_cannot_be_read_is_read_each_time() {
        let verdicts = Verdicts::default();
        for _ in 0..2 {
            assert!(ask(&verdicts, None, SourceState::Same).1);
            assert!(ask(&verdicts, Some(seen(1)), SourceState::Gone).1);
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let verdicts = Verdicts::default();
        for n in 0..2 * REMEMBERED as u64 {
            ask(&verdicts, Some(seen(n)), SourceState::Same);
        }
        assert!(verdicts.known.lock().unwrap().len() <= REMEMBERED);
    }
}
