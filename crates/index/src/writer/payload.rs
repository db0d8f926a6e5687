//! What a state says of itself, and of the files beside it.

use std::collections::BTreeMap;
use std::path::Path;

use ibid_core::ids::SourceId;
use serde::{Deserialize, Serialize};
use tantivy::Index;

use crate::directory::IndexDirectory;
use crate::statistics::Statistics;

/// What a commit says of itself.
#[derive(Serialize)]
pub(super) struct Payload<'a> {
    #[serde(flatten)]
    pub(super) statistics: &'a Statistics,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) keys: &'a BTreeMap<SourceId, SourceId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) beside: Vec<&'static str>,
}

/// What a state says of the files beside it.
#[derive(Default, Deserialize)]
struct Beside {
    #[serde(default)]
    beside: Vec<String>,
}

/// Whether the state of an index that would answer now says that a file stood beside it which is not
/// there: see [`Writer::note_beside`](crate::Writer::note_beside). Where no state can be read there is nothing to say.
pub fn is_missing_beside(index: &Path, name: &str) -> bool {
    let said = || {
        let directory = IndexDirectory::for_reading(index).ok()?;
        let payload = Index::open(directory).ok()?.load_metas().ok()?.payload?;
        serde_json::from_str::<Beside>(&payload).ok()
    };
    !index.join(name).exists() && said().unwrap_or_default().beside.iter().any(|said| said == name)
}
