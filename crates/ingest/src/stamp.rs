//! Whether files are as they were, told without reading them: by their lengths and times, as git
//! and make do.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Found;

/// A file that changed later than so long ago may change again within the same tick of its file
/// system's clock, and nobody could tell.
const TICK: Duration = Duration::from_millis(50);
/// The tick of a file system that counts in whole seconds, or in pairs of them.
const LONG_TICK: Duration = Duration::from_secs(3);

/// A number that stays the same as long as some files do, and what is read beside each of them: it
/// is made of their names, lengths and times. `None` where that cannot be told, or where a file has
/// only just changed.
pub fn stamp(files: &[&Found]) -> Option<u64> {
    let now = SystemTime::now();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        add(&mut hasher, &file.absolute, now)?;
        if let Some(info) = &file.beside.info {
            add(&mut hasher, &file.absolute.with_file_name(info), now)?;
        }
        if let Some(rules) = &file.beside.rules {
            hasher.update(rules.key().as_bytes());
        }
        hasher.update(file.beside.recording.as_deref().unwrap_or_default().as_bytes());
        hasher.update(b"\0");
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    Some(u64::from_le_bytes(first))
}

fn add(hasher: &mut blake3::Hasher, path: &Path, now: SystemTime) -> Option<()> {
    let metadata = path.metadata().ok()?;
    let modified = metadata.modified().ok()?;
    let changed = status_changed(&metadata).unwrap_or(modified);
    for time in [modified, changed] {
        let since = time.duration_since(UNIX_EPOCH).ok()?;
        let tick = if since.subsec_nanos() == 0 { LONG_TICK } else { TICK };
        if now.duration_since(time).ok()? < tick {
            return None;
        }
        hasher.update(&since.as_nanos().to_le_bytes());
    }

    hasher.update(&metadata.len().to_le_bytes());
    hasher.update(path.file_name()?.as_encoded_bytes());
    hasher.update(b"\0");
    Some(())
}

/// When the system last changed what it knows of a file, which no program can set: a file that was
/// put in place of another one with its time is found out.
#[cfg(unix)]
fn status_changed(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = Duration::from_secs(u64::try_from(metadata.ctime()).ok()?);
    let nanoseconds = Duration::from_nanos(u64::try_from(metadata.ctime_nsec()).ok()?);
    UNIX_EPOCH.checked_add(seconds + nanoseconds)
}

/// Not known here.
#[cfg(not(unix))]
fn status_changed(_: &Metadata) -> Option<SystemTime> {
    None
}
