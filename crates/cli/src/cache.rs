//! The index behind `--in`: kept for each folder in the person's cache, and refreshed.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use ibid::core::ids::SourceId;

/// Where the index of a searched path is kept; in the system's temporary folder where the person
/// has no cache.
pub(crate) fn index_of(path: &Path) -> PathBuf {
    let whole =
        path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.into());
    let key = SourceId::of(whole.as_os_str().as_encoded_bytes()).to_string();
    let set = std::env::var_os("IBID_CACHE").filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache =
        set.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("ibid")));
    cache.unwrap_or_else(|| std::env::temp_dir().join("ibid")).join(key)
}
