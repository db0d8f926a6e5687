//! The folders that an index was made of: a list beside the index, from which it is made anew.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ibid_core::document::Evidence;
use ibid_core::path_text::{path_of, text_of};
use serde::{Deserialize, Serialize};

use super::IndexOptions;
use super::lists::List;
use crate::error::Result;

/// What was said of a folder when it was named last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RootOptions {
    /// The kind of evidence that its files are, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<Evidence>,
    /// The longest file that is read, in bytes.
    pub(super) file_bytes: u64,
}

impl RootOptions {
    pub(super) fn of(options: &IndexOptions<'_>) -> Self {
        RootOptions { evidence: options.evidence, file_bytes: options.limits.file_bytes }
    }
}

/// The folders that were named, by their whole paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Roots {
    folders: BTreeMap<String, RootOptions>,
}

impl List for Roots {
    const NAME: &'static str = "roots.json";
}

impl Roots {
    /// Notes folders that were named, where that says anything new; it is on the disk when this
    /// returns.
    pub(super) fn note<'p>(
        index: &Path,
        named: impl Iterator<Item = &'p Path>,
        options: &RootOptions,
    ) -> Result<()> {
        let before = Roots::read(index)?;
        let mut roots = before.clone();
        let folders = named.filter(|path| path.is_dir()).map(text_of);
        roots.folders.extend(folders.map(|path| (path.into_owned(), options.clone())));
        if roots == before { Ok(()) } else { roots.write(index) }
    }

    /// Takes folders off the list that are taken out of an index: those at some paths or below them.
    pub(super) fn forget(index: &Path, paths: &[PathBuf]) -> Result<()> {
        let mut roots = Roots::read(index)?;
        let before = roots.folders.len();
        roots.folders.retain(|root, _| !paths.iter().any(|path| path_of(root).starts_with(path)));
        if roots.folders.len() == before { Ok(()) } else { roots.write(index) }
    }

    /// The folders, those above before those below.
    pub(super) fn folders(&self) -> impl Iterator<Item = (Cow<'_, Path>, &RootOptions)> {
        self.folders.iter().map(|(path, options)| (path_of(path), options))
    }
}
