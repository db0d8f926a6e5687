//! The index behind `--in`: kept for what is searched in the person's cache, and refreshed.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use ibid::SourceId;
use ibid::{Code, ErrorKind, IndexOptions, Warned};

use crate::building;
use crate::failure::Stopped;
use crate::output::Output;

/// Where the index of the searched paths is kept, in whatever order they are named; in the system's
/// temporary folder where the person has no cache.
fn index_of(paths: &[PathBuf]) -> PathBuf {
    let whole = |path: &PathBuf| {
        path.canonicalize()
            .or_else(|_| std::path::absolute(path))
            .unwrap_or_else(|_| path.clone())
            .into_os_string()
            .into_encoded_bytes()
    };
    let mut names: Vec<Vec<u8>> = paths.iter().map(whole).collect();
    names.sort();
    names.dedup();
    // no path holds a zero byte
    let key = SourceId::from_bytes(&names.join(&0)).to_string();
    let set = std::env::var_os("IBID_CACHE").filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache =
        set.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("ibid")));
    cache.unwrap_or_else(|| std::env::temp_dir().join("ibid")).join(key)
}

/// Brings the cached index of some paths up to date, and says where it is.
pub(crate) fn refresh(
    paths: &[PathBuf],
    allow_empty: bool,
    output: &mut Output,
) -> anyhow::Result<PathBuf> {
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
            for failure in &summary.failed {
                output.diagnostic(&failure.diagnostic);
            }
            for warned in summary.warnings.iter().filter(|warned| is_of_walking(warned)) {
                output.warned(warned);
            }
        }
        // another process is refreshing it: what is there can be searched, if anything is
        Err(error) if error.kind() == ErrorKind::Locked => {
            ibid::open(&index)?;
        }
        Err(error) => return Err(error.into()),
    }

    Ok(index)
}

/// Whether a warning is about what is found, and not about a file that was read now: those of
/// unchanged files would come back with each search.
fn is_of_walking(warned: &Warned) -> bool {
    matches!(warned.diagnostic.code, Code::BadIgnoreLine | Code::BadIgnoreFile)
}
