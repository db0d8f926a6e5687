//! Taking sources out so that they stay out: a list beside the index, which each run minds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::path_text::{path_of, text_of};
use ibid_index::{Reader, Writer, WriterOptions};
use serde::{Deserialize, Serialize};

use super::lists::{self, List};
use super::roots::Roots;
use super::whole_path;
use crate::error::Result;

/// What was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Forgot {
    /// The places of sources, as hits named them.
    pub forgotten: Vec<String>,
    /// How many passages went with them.
    pub passages: u64,
}

/// The files that are to stay out, by their whole paths, each with the whole path that was named
/// when it was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Forgotten {
    files: BTreeMap<String, String>,
}

impl List for Forgotten {
    const NAME: &'static str = "forgotten.json";
}

impl Forgotten {
    /// Whether a file is to stay out.
    pub(super) fn holds(&self, file: &Path) -> bool {
        self.files.contains_key(&*text_of(file))
    }

    /// Takes off the list what is named anew: a file, or what was named when it was taken out.
    /// Whether that was any.
    pub(super) fn recall(&mut self, named: &Path) -> bool {
        let named = text_of(named);
        let before = self.files.len();
        self.files.retain(|file, by| *file != named && *by != named);
        self.files.len() < before
    }
}

/// Takes out the sources that lie at some paths or below them, or that hits name so. They stay out
/// of later runs over the folders that they lie in, until they are named themselves.
///
/// # Errors
/// When there is no index, when another process is writing to it, or when it cannot be written.
pub fn forget(index: &Path, paths: &[PathBuf]) -> Result<Forgot> {
    // a writer would make an index where there is none
    Reader::open(index)?;
    let mut writer = Writer::open(index, &WriterOptions::default())?;
    writer.note_beside(lists::NAMES);
    let mut list = Forgotten::read(index)?;
    let mut forgot = Forgot::default();

    let named: Vec<(&PathBuf, PathBuf)> =
        paths.iter().map(|path| (path, whole_path(path))).collect();
    for record in writer.sources()? {
        let mut kept = record.paths.clone();
        for (path, whole) in &named {
            kept.retain(|place| {
                let out = is_at(place, path, whole);
                if out {
                    forgot.forgotten.push(place.shown.clone());
                    if !place.absolute.is_empty() {
                        let by = text_of(whole).into_owned();
                        list.files.insert(place.absolute.clone(), by);
                    }
                }
                !out
            });
        }
        if kept.is_empty() {
            forgot.passages += u64::from(record.passages);
            writer.remove(record.id)?;
        } else if kept.len() < record.paths.len() {
            writer.update_paths(&SourceRecord { paths: kept, ..record })?;
        }
    }

    // first the list: where the run ends between both, the next one takes the sources out
    list.write(index)?;
    let folders: Vec<PathBuf> = named.into_iter().map(|(_, whole)| whole).collect();
    Roots::forget(index, &folders)?;
    writer.expunge();
    writer.commit()?;
    forgot.forgotten.sort();
    Ok(forgot)
}

/// Whether a source lies at a path or below it, or is named so.
fn is_at(place: &SourcePath, named: &Path, whole: &Path) -> bool {
    let by_name = Path::new(&place.shown) == named;
    by_name || (!place.absolute.is_empty() && path_of(&place.absolute).starts_with(whole))
}
