//! Whether sources are as they were when they were read: told by their files.
//!
//! Lengths and times are compared first, as git does, and contents only where these do not tell.

use std::collections::HashMap;
use std::path::Path;

use ibid_core::backend::{OneState, SourcePath, SourceRecord};
use ibid_core::document::Date;
use ibid_core::ids::SourceId;
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

/// An engine over the one state of an index, or of several, that an answer was made from.
pub(crate) type OneStateEngine = Engine<OneState<SeveralSnapshot<IndexSnapshot>>>;

/// Says of each of some things what became of its source. A file is looked at once. The records are
/// those of the state that the things were found in: a later one may not have these sources any more,
/// though their files are there.
pub(crate) fn compare<'s, T: Sourced + 's>(
    state: &OneStateEngine,
    shown: impl IntoIterator<Item = &'s mut T>,
    look: Look,
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
                let state = record.as_ref().map_or(SourceState::Gone, |record| of(record, look));
                let found = (state, record.and_then(|record| record.indexed_on));
                *known.entry(id).or_insert(found)
            }
        };
        one.set_state(state, indexed_on);
    }
    Ok(())
}

/// What became of a source: it is as it was if one of its files is.
fn of(record: &SourceRecord, look: Look) -> SourceState {
    let states: Vec<SourceState> =
        record.paths.iter().map(|path| of_path(record, path, look)).collect();
    let order = [SourceState::Same, SourceState::Elsewhere, SourceState::Changed];
    order.into_iter().find(|state| states.contains(state)).unwrap_or(SourceState::Gone)
}

/// What became of one file of a source.
pub(crate) fn of_path(record: &SourceRecord, path: &SourcePath, look: Look) -> SourceState {
    if path.absolute.is_empty() {
        return SourceState::Elsewhere;
    }

    // a link may lead out of the folder that was read, and is no file of it
    let file = Path::new(&path.absolute);
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
    let found = ibid_ingest::walk(file).files.into_iter().next();
    found.map_or(SourceState::Gone, |found| by_content(record, path, &found, look))
}

/// Compares what is in a file, unless its stamp is enough and says that nothing has touched it.
fn by_content(record: &SourceRecord, path: &SourcePath, found: &Found, look: Look) -> SourceState {
    if look != Look::Content && path.stamp.is_some() && stamp(&[found]) == path.stamp {
        return SourceState::Same;
    }

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
