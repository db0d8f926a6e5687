//! The stamp on an index: which layout, which analysis, which version made it.

use std::fs;
use std::path::Path;

use ibid_core::analysis;
use ibid_core::document::Evidence;
use ibid_core::lang::Lang;
use serde::{Deserialize, Serialize};

use crate::directory::{IndexDirectory, is_there, replace, seal};
use crate::error::{BrokenFile, Error, Result};

/// The layout of the schema; changes with every change that an older version could not read.
const LAYOUT: u32 = 10;

// The columns and the statistics keep what stands in these slots: raise LAYOUT with their numbers.
const _: () = assert!(LAYOUT == 10 && Lang::SLOTS == 3 && Evidence::ALL.len() == 4);

/// What an index says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of its fields.
    pub layout: u32,
    /// The fingerprint of the analysis that made its terms.
    pub analysis: String,
    /// The version of ibid that made it.
    pub made_by: String,
}

impl Manifest {
    /// The file beside the engine's own.
    pub(crate) const FILE: &'static str = "ibid.json";

    /// The manifest that this version writes.
    pub fn current() -> Self {
        Manifest {
            layout: LAYOUT,
            analysis: analysis::FINGERPRINT.to_owned(),
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Reads and checks the manifest of an index.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none; [`Error::OtherAnalysis`] and [`Error::OtherLayout`]
    /// where this version would find other words than were written.
    pub fn check(index: &Path) -> Result<Self> {
        let path = index.join(Manifest::FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                // an index that lost its stamp is no folder of other things
                if IndexDirectory::is_published(index)? {
                    return Err(Manifest::lost(index));
                }
                return Err(Error::Missing { path: index.to_owned() });
            }
            Err(source) => return Err(Error::Io { verb: "read", path, source }),
        };

        // those of other layouts may have no seal, or another
        let first = serde_json::Deserializer::from_slice(&bytes).into_iter::<Manifest>().next();
        // an empty file breaks off where it begins
        let ended = || serde_json::from_slice(&[]);
        let found = first
            .unwrap_or_else(ended)
            .map_err(|source| Error::Manifest { path: path.clone(), source })?;
        let path = index.to_owned();
        let (current, made_by) = (Manifest::current(), found.made_by.clone());
        if found.layout != current.layout {
            return Err(Error::OtherLayout {
                path,
                made_by,
                found: found.layout,
                expected: LAYOUT,
            });
        }

        if found.analysis != current.analysis {
            let (found, expected) = (found.analysis, current.analysis);
            return Err(Error::OtherAnalysis { path, made_by, found, expected });
        }
        if seal::unsealed(&bytes).is_none() {
            let source = BrokenFile::Changed { file: Manifest::FILE.to_owned() }.into();
            return Err(Error::Damaged { path, source });
        }
        Ok(found)
    }

    /// Writes the manifest of a new index, at once or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn write(index: &Path) -> Result<()> {
        let path = index.join(Manifest::FILE);
        let text = serde_json::to_vec_pretty(&Manifest::current())
            .map_err(|source| Error::Manifest { path: path.clone(), source })?;

        replace(&path, &seal::sealed(&text)).map_err(|source| Error::Io {
            verb: "write",
            path,
            source,
        })
    }

    /// That it is missing where an index is.
    fn lost(index: &Path) -> Error {
        let source = BrokenFile::Missing { file: Manifest::FILE.to_owned() }.into();
        Error::Damaged { path: index.to_owned(), source }
    }

    /// Whether there is one.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub(crate) fn exists(index: &Path) -> Result<bool> {
        is_there(&index.join(Manifest::FILE))
    }
}
