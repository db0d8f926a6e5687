//! What lies beside a file and is read with it: the `.info.json` that yt-dlp wrote, and the recording
//! that captions belong to.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibid_core::diagnostic::Diagnostic;

use crate::Error;
use crate::folder::{FolderRules, Folders};
use crate::track::stems;

/// The endings of recordings, the one that a browser plays first.
pub(crate) const RECORDINGS: [&str; 14] = [
    "mp4", "webm", "mkv", "mov", "m4v", "ogv", "mp3", "m4a", "ogg", "opus", "oga", "wav", "flac",
    "aac",
];

/// Whether what has this name is a recording, by its ending.
pub(crate) fn is_recording(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| RECORDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// What lies beside a file and belongs to it, by its name. A link is never among it, for it may
/// leave the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beside {
    /// What says what the file is about: `talk.info.json` for `talk.vtt` and for `talk.fr.vtt`.
    pub info: Option<String>,
    /// The recording of what was said: `talk.mp4` for `talk.vtt` and for `talk.fr.vtt`.
    pub recording: Option<String>,
    /// What its folder says of its files.
    pub rules: Option<Arc<FolderRules>>,
}

impl Beside {
    /// What lies beside a file, by its whole path, and what means nothing in the rules of its folders.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub(crate) fn of(path: &Path) -> Result<(Self, Vec<(PathBuf, Diagnostic)>), Error> {
        let mut folders = Folders::default();
        let rules = path.parent().and_then(|folder| folders.rules(folder).ok().flatten());
        if let Some((_, error)) = folders.failures.pop() {
            return Err(error);
        }
        Ok((Beside { rules, ..Beside::on_disk(path)? }, folders.warnings))
    }

    /// What lies beside a file, each name of it asked of the disk.
    fn on_disk(path: &Path) -> Result<Self, Error> {
        let failed = RefCell::new(None);
        let is_there = |name: &str| {
            let beside = path.with_file_name(name);
            match metadata_if_there(&beside) {
                Ok(metadata) => metadata.is_some_and(|metadata| metadata.is_file()),
                Err(source) => {
                    let path = beside.to_string_lossy().into_owned();
                    failed.borrow_mut().get_or_insert(Error::Io { path, source });
                    false
                }
            }
        };
        let name = path.file_name().and_then(|name| name.to_str());
        let beside = name.map_or_else(Beside::default, |name| Beside::among(name, &is_there));
        failed.into_inner().map_or(Ok(beside), Err)
    }

    /// What lies beside a file of this name in a folder with these files.
    pub(crate) fn in_folder(name: &str, files: &HashSet<String>) -> Self {
        Beside::among(name, &|name| files.contains(name))
    }

    fn among(name: &str, is_there: &dyn Fn(&str) -> bool) -> Self {
        let Some((stem, shorter)) = stems(name) else { return Beside::default() };
        let stems = [Some(stem), shorter].into_iter().flatten().filter(|stem| !stem.is_empty());

        let is_other = |other: &String| other != name && is_there(other);
        let mut infos = stems.clone().map(|stem| format!("{stem}.info.json"));
        let mut recordings =
            stems.flat_map(|stem| RECORDINGS.iter().map(move |end| format!("{stem}.{end}")));
        Beside { info: infos.find(is_other), recording: recordings.find(is_other), rules: None }
    }
}

/// What the system knows of a file, and not of what a link leads to; `None` where there is none, be it
/// that no file can have such a name.
///
/// # Errors
/// Where it cannot be told.
pub(crate) fn metadata_if_there(path: &Path) -> io::Result<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => Ok(None),
            _ => Err(error),
        },
    }
}
