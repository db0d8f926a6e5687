//! The files of a run as they were found, and what earlier runs know of them.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use ibid_core::backend::{SourcePath, SourceRecord};
use ibid_core::ids::SourceId;
use ibid_core::path_text::text_of;
use ibid_ingest::{Error, Found, stamp};
use rayon::prelude::*;

use super::IndexOptions;
use super::twins::{self, Compared, Comparing};

/// A file to read.
pub(super) struct File {
    pub(super) found: Found,
    pub(super) bytes: u64,
    /// The source that it held when an earlier run read it, if it is as it was then by its length and
    /// its times.
    pub(super) as_before: Option<SourceId>,
    /// Whether it was opened to find its twins.
    pub(super) was_opened: bool,
    modified_ms: Option<i64>,
    stamp: Option<u64>,
    group: Group,
}

/// What is known of a file by those that tools may have written beside it.
#[derive(Default)]
struct Group {
    /// The stamp of all of them; none of a file that lies alone.
    stamp: Option<u64>,
    /// The whole paths of those that say the same as it.
    twins: Vec<String>,
}

impl File {
    fn new(found: Found, group: Group, was_opened: bool, remembered: &Remembered) -> Self {
        let metadata = found.absolute.metadata().ok();
        let changed = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
        let stamp = stamp(&[&found]);
        File {
            bytes: metadata.map_or(0, |metadata| metadata.len()),
            modified_ms: changed.and_then(milliseconds),
            as_before: remembered.source(&found, stamp),
            was_opened,
            stamp,
            group,
            found,
        }
    }

    pub(super) fn path(&self) -> SourcePath {
        SourcePath {
            shown: self.found.shown.clone(),
            absolute: text_of(&self.found.absolute).into_owned(),
            modified_ms: self.modified_ms,
            stamp: self.stamp,
            group_stamp: self.group.stamp,
            twins: self.group.twins.clone(),
        }
    }
}

/// Milliseconds since 1970, or before it.
pub(crate) fn milliseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).ok(),
        Err(before) => i64::try_from(before.duration().as_millis()).ok().map(|ms| -ms),
    }
}

/// What earlier runs know of the files that lie where they lay, by their whole paths.
#[derive(Default)]
pub(super) struct Remembered {
    /// Those that were read, with their own stamps.
    read: HashMap<String, (u64, SourceId)>,
    /// Those of groups, with the stamps of these.
    grouped: HashMap<String, (u64, Place)>,
}

/// What became of a file of a group.
enum Place {
    /// It was read.
    Read,
    /// It says the same as the file of this whole path.
    TwinOf(String),
}

impl Remembered {
    /// What today's reader would make anew of these sources.
    pub(super) fn new<'r>(records: impl Iterator<Item = &'r SourceRecord>) -> Self {
        let mut known = Remembered::default();
        for record in records.filter(|record| record.reader == ibid_ingest::VERSION) {
            for path in &record.paths {
                if let Some(stamp) = path.stamp {
                    known.read.insert(path.absolute.clone(), (stamp, record.id));
                }
                let Some(stamp) = path.group_stamp else { continue };
                known.grouped.insert(path.absolute.clone(), (stamp, Place::Read));
                for twin in &path.twins {
                    let better = Place::TwinOf(path.absolute.clone());
                    known.grouped.insert(twin.clone(), (stamp, better));
                }
            }
        }
        known
    }

    /// The source that a file held, if it is as it was by its own stamp.
    fn source(&self, file: &Found, stamp: Option<u64>) -> Option<SourceId> {
        let (then, id) = self.read.get(&*text_of(&file.absolute))?;
        (Some(*then) == stamp).then_some(*id)
    }

    /// The twins of a group, as [`Comparing::find`] gives them, if all of it is as it was.
    fn twins(&self, group: &[&Found], stamp: Option<u64>) -> Option<Vec<(usize, usize)>> {
        let mut twins = Vec::new();
        for (i, file) in group.iter().enumerate() {
            let (then, place) = self.grouped.get(&*text_of(&file.absolute))?;
            if Some(*then) != stamp {
                return None;
            }
            if let Place::TwinOf(better) = place {
                let is_better = |other: &&Found| *text_of(&other.absolute) == **better;
                twins.push((i, group.iter().position(is_better)?));
            }
        }
        Some(twins)
    }
}

/// What a look at files brings: those to read, and the names of those that say the same as one of
/// them, each with its name.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) files: Vec<File>,
    pub(super) twins: Vec<(String, String)>,
    /// Those that could not be read when their twins were looked for.
    pub(super) failed: Vec<(Found, Error)>,
    /// How many files were opened to find twins.
    pub(super) opened: u64,
}

impl Looked {
    /// Looks at files, in their order. One that is as it was by its length and its times is not
    /// opened.
    pub(super) fn at(
        files: Vec<Found>,
        remembered: &Remembered,
        options: &IndexOptions<'_>,
    ) -> Self {
        let comparing = Comparing::new(options);
        let groups = twins::groups(files).into_par_iter();
        let groups = groups.map(|group| Looked::at_group(group, remembered, &comparing));
        let mut looked: Vec<(Vec<usize>, Looked)> = groups.collect();

        let mut all = Looked::default();
        let mut files = Vec::new();
        for (places, group) in &mut looked {
            files.extend(places.drain(..).zip(group.files.drain(..)));
            all.twins.append(&mut group.twins);
            all.failed.append(&mut group.failed);
            all.opened += group.opened;
        }
        files.sort_by_key(|(place, _)| *place);
        all.files = files.into_iter().map(|(_, file)| file).collect();
        all
    }

    /// Looks at one group, and gives the places of the files to read with them.
    fn at_group(
        group: Vec<(usize, Found)>,
        remembered: &Remembered,
        comparing: &Comparing,
    ) -> (Vec<usize>, Self) {
        let found: Vec<&Found> = group.iter().map(|(_, file)| file).collect();
        let is_alone = found.len() < 2;
        let stamp = if is_alone { None } else { stamp(&found) };
        let known = if is_alone { Some(Vec::new()) } else { remembered.twins(&found, stamp) };
        let was_opened = known.is_none();
        let mut looked = Looked::default();
        if was_opened {
            looked.opened = found.len() as u64;
        }
        let known = known.map(|twins| Compared { twins, ..Compared::default() });
        let Compared { twins, failed } = known.unwrap_or_else(|| comparing.find(&found));
        // of a group of which not all could be read nothing is remembered
        let stamp = stamp.filter(|_| failed.is_empty());

        let mut twins_of: HashMap<usize, Vec<String>> = HashMap::new();
        for &(twin, better) in &twins {
            let (twin, better_file) = (found[twin], found[better]);
            looked.twins.push((twin.shown.clone(), better_file.shown.clone()));
            let whole = text_of(&twin.absolute).into_owned();
            twins_of.entry(better).or_default().push(whole);
        }

        let mut failed: HashMap<usize, Error> = failed.into_iter().collect();
        let mut places = Vec::new();
        for (i, (place, file)) in group.into_iter().enumerate() {
            if let Some(error) = failed.remove(&i) {
                looked.failed.push((file, error));
            } else if twins.iter().all(|(twin, _)| *twin != i) {
                let twins = twins_of.remove(&i).unwrap_or_default();
                places.push(place);
                let group = Group { stamp, twins };
                looked.files.push(File::new(file, group, was_opened, remembered));
            }
        }
        (places, looked)
    }
}
