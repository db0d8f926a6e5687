//! The index behind `--in`: kept for what is searched in the person's cache, and refreshed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy;
use ibid::{
    Code, Date, ErrorKind, IndexError, IndexOptions, Indexer, Reason, SourceId, Summary, Warned,
};
use serde::{Deserialize, Serialize};

use crate::failure::Stopped;
use crate::messages::visible;
use crate::output::Output;
use crate::{building, commands};

/// What is kept with an index: what it is of. It is written anew each time that the index is
/// used.
#[derive(Serialize, Deserialize)]
struct Note {
    paths: Vec<String>,
}

impl Note {
    /// None where the bytes are not as they were written.
    fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(ibid::unsealed(bytes)?).ok()
    }
}

/// An index that is kept.
#[derive(Serialize)]
pub(crate) struct Kept {
    /// What it is of; empty where nothing says so.
    pub(crate) paths: Vec<String>,
    /// The folder of the index.
    pub(crate) index: String,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// The day on which it was used last, in universal time.
    pub(crate) used: Option<String>,
    /// How many whole days ago that was.
    #[serde(skip)]
    pub(crate) unused_days: Option<u64>,
}

/// The folder in which indexes are kept; in the system's temporary folder where the person has no
/// cache.
pub(crate) fn folder() -> PathBuf {
    let set = std::env::var_os("IBID_CACHE").filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache =
        set.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("ibid")));
    cache.unwrap_or_else(|| std::env::temp_dir().join("ibid"))
}

/// The indexes that are kept, by what they are of. Other things in the folder are none.
pub(crate) fn kept() -> anyhow::Result<Vec<Kept>> {
    let entries = match std::fs::read_dir(folder()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(ibid::Error::File { path: folder(), source }.into()),
    };
    let mut all = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // as the indexes are named, and nothing else
        if name.parse::<SourceId>().is_ok() && path.join("ibid.json").is_file() {
            all.push(Kept::at(&path)?);
        }
    }
    all.sort_by(|a, b| (&a.paths, &a.index).cmp(&(&b.paths, &b.index)));
    Ok(all)
}

/// Removes an index that is kept, unless it is being written.
pub(crate) fn remove(kept: &Kept) -> anyhow::Result<()> {
    let index = Path::new(&kept.index);
    // it can be removed by whoever could write it, and only then
    if let Err(error) = Indexer::open(index, &IndexOptions::default())
        && error.kind() == ErrorKind::Locked
    {
        return Err(error.into());
    }
    Ok(std::fs::remove_dir_all(index)?)
}

/// Where it stands of what an index is.
fn note_of(index: &Path) -> PathBuf {
    index.join("in.json")
}

impl Kept {
    fn at(index: &Path) -> anyhow::Result<Self> {
        let note = std::fs::read(note_of(index)).ok().and_then(|bytes| Note::read(&bytes));
        let used = note_of(index).metadata().and_then(|metadata| metadata.modified()).ok();
        let seconds = used.and_then(|used| used.duration_since(UNIX_EPOCH).ok());
        let day = seconds.and_then(|seconds| i64::try_from(seconds.as_secs() / 86_400).ok());
        // a clock that was set back since does not make it old
        let unused = used.map(|used| SystemTime::now().duration_since(used).unwrap_or_default());
        Ok(Kept {
            paths: note.map(|note| note.paths).unwrap_or_default(),
            index: index.to_string_lossy().into_owned(),
            bytes: bytes_below(index)?,
            used: day.and_then(Date::from_unix_days).map(|day| day.to_string()),
            unused_days: unused.map(|unused| unused.as_secs() / 86_400),
        })
    }
}

/// How many bytes the files of a folder have.
fn bytes_below(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += if metadata.is_dir() { bytes_below(&entry.path())? } else { metadata.len() };
    }
    Ok(sum)
}

/// Says what an index is of, and that it was used. That it cannot is no reason not to search.
fn note(index: &Path, paths: &[PathBuf]) {
    let whole = |path: &PathBuf| ibid::whole_path(path).to_string_lossy().into_owned();
    let note = Note { paths: paths.iter().map(whole).collect() };
    if let Ok(bytes) = serde_json::to_vec(&note) {
        let _ = std::fs::write(note_of(index), ibid::sealed(&bytes));
    }
}

/// Where the index of the searched paths is kept, in whatever order they are named.
fn index_of(paths: &[PathBuf]) -> PathBuf {
    let whole = |path: &PathBuf| ibid::whole_path(path).into_os_string().into_encoded_bytes();
    let mut names: Vec<Vec<u8>> = paths.iter().map(whole).collect();
    names.sort();
    names.dedup();
    // no path holds a zero byte
    let key = SourceId::from_bytes(&names.join(&0)).to_string();
    folder().join(key)
}

/// Brings the cached index of some paths up to date, and says where it is. What cannot be kept, or
/// comes through a pipe, is indexed for this run alone.
pub(crate) fn refresh(
    paths: &[PathBuf],
    allow_empty: bool,
    output: &mut Output,
) -> anyhow::Result<PathBuf> {
    if paths.iter().any(|path| commands::is_input(path)) {
        return passing(paths, output);
    }
    let index = index_of(paths);
    let options = IndexOptions::default().with_allow_empty(allow_empty);
    let build = || building::build(paths, &index, &options, output);
    let summary = match build() {
        // a cache that another version wrote, or that was cut short, is made anew
        Err(error) if matches!(error.kind(), ErrorKind::Incompatible | ErrorKind::Damaged) => {
            std::fs::remove_dir_all(&index)?;
            build()
        }
        other => other,
    };

    match summary {
        Ok(summary) => {
            if building::tell_stopped(&summary, output) {
                return Err(Stopped.into());
            }
            tell(&summary, output);
        }
        // another process is refreshing it: what is there can be searched, if anything is
        Err(error) if error.kind() == ErrorKind::Locked => {
            ibid::open(&index)?;
        }
        // a folder in which nothing is to be read answers nothing; what was kept of it stays
        Err(error) if holds_nothing(&error) => {
            let said = output.m.diagnostic(&error.diagnostic());
            output.alert(&said);
            return passing(&[], output);
        }
        Err(error) => {
            let Some(reason) = refusal(&error) else { return Err(error.into()) };
            let (folder, reason) = (folder(), output.m.refusal(reason));
            let folder = folder.to_string_lossy();
            let fields = [("path", &*visible(&folder)), ("reason", &*reason)];
            output.warning(&output.m.say("cache.not-kept", &fields));
            return passing(paths, output);
        }
    }

    note(&index, paths);
    Ok(index)
}

/// An index in a folder that goes with the run.
fn passing(paths: &[PathBuf], output: &mut Output) -> anyhow::Result<PathBuf> {
    let folder = tempfile::tempdir()?;
    let index = folder.path().join("index");
    output.passing = Some(folder);

    let options = IndexOptions::default();
    let (inputs, files): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| commands::is_input(path));
    let summary = match (inputs.first(), paths.is_empty()) {
        (Some(input), _) => {
            let text = commands::input(input, &options.limits).map_err(ibid::Error::from)?;
            let text = (&*commands::shown(input), text);
            building::build_with_text(&files, text, &index, &options, output)?
        }
        // an index of nothing
        (None, true) => building::build_with_text(&[], ("", Vec::new()), &index, &options, output)?,
        (None, false) => building::build(&files, &index, &options, output)?,
    };

    if building::tell_stopped(&summary, output) {
        return Err(Stopped.into());
    }
    tell(&summary, output);
    Ok(index)
}

/// Tells of files that could not be read, and of ignore files.
fn tell(summary: &Summary, output: &mut Output) {
    for failure in &summary.failed {
        output.failed(failure);
    }
    for warned in summary.warnings.iter().filter(|warned| is_of_walking(warned)) {
        output.warned(warned);
    }
}

/// Whether nothing is to be read where one looked, or all that was read there is gone.
fn holds_nothing(error: &ibid::Error) -> bool {
    match error {
        ibid::Error::NothingToRead { .. } => true,
        ibid::Error::FilesGone { gone, known, .. } => gone == known,
        _ => false,
    }
}

/// Why the folder in which indexes are kept cannot be written, where another folder may be.
fn refusal(error: &ibid::Error) -> Option<&io::Error> {
    let ibid::Error::Index(IndexError::Io { source, .. }) = error else { return None };
    let elsewhere = matches!(
        Reason::of(source)?,
        Reason::PermissionDenied | Reason::ReadOnly | Reason::NotAFolder | Reason::NotFound
    );
    elsewhere.then_some(source)
}

/// Whether a warning is about what is found, and not about a file that was read now: those of
/// unchanged files would come back with each search.
fn is_of_walking(warned: &Warned) -> bool {
    matches!(warned.diagnostic.code, Code::BadIgnoreLine | Code::BadIgnoreFile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_is_not_as_it_was_written_names_nothing() {
        let dir = tempfile::tempdir().unwrap();
        note(dir.path(), &[dir.path().join("talks")]);
        let kept = Kept::at(dir.path()).unwrap();
        assert!(kept.paths.len() == 1 && kept.paths[0].ends_with("talks"), "{:?}", kept.paths);
        let whole = std::fs::read(note_of(dir.path())).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(note_of(dir.path()), flipped).unwrap();
            assert_eq!(Kept::at(dir.path()).unwrap().paths, [""; 0], "bit {bit}");
        }
    }
}
