//! Whether an index can be trusted, and whether its sources are as they were read.

use std::path::Path;

use ibid_core::backend::{Backend, Snapshot};
pub use ibid_index::{CheckProgress, CheckStage};
use ibid_index::{Checked, Reader};
use ibid_query::origin::SourceState;
use serde::Serialize;

use crate::error::Result;
use crate::indexer;
use crate::source_state::{self, Look, Verdicts};

/// What a check of an index found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// Whether the index is as it was written.
    pub trusted: bool,
    /// What was looked at, and what is wrong with it.
    #[serde(flatten)]
    pub index: Checked,
    /// Places of sources that are as they were read.
    pub same: u64,
    /// Those that hold something else now.
    pub changed: Vec<String>,
    /// Those where nothing can be read any more.
    pub gone: Vec<String>,
    /// Sources that have no file here, such as texts from memory.
    pub elsewhere: u64,
}

/// Checks an index: each block of its files, its passages and counts, and then each of its sources
/// against the file that it was read from, whose bytes are read. `progress` is told how many of how
/// many were looked at in each stage.
///
/// # Errors
/// When there is no index, or none that can be opened at all.
pub fn check(index: &Path, progress: CheckProgress<'_>) -> Result<CheckReport> {
    let mut checked = ibid_index::check(index, progress)?;
    checked.faults.extend(indexer::list_faults(index));
    let mut report = CheckReport {
        trusted: checked.faults.is_empty(),
        index: checked,
        same: 0,
        changed: Vec::new(),
        gone: Vec::new(),
        elsewhere: 0,
    };
    if !report.trusted {
        return Ok(report);
    }

    let records = Reader::open(index)?.snapshot()?.sources(None, usize::MAX)?;
    let of = records.iter().map(|record| record.bytes * record.paths.len() as u64).sum();
    let (mut done, verdicts) = (0, Verdicts::default());
    for record in &records {
        for path in &record.paths {
            match source_state::of_path(record, path, Look::Content, &verdicts) {
                SourceState::Elsewhere => report.elsewhere += 1,
                SourceState::Same => report.same += 1,
                SourceState::Changed => report.changed.push(path.shown.clone()),
                SourceState::Gone => report.gone.push(path.shown.clone()),
            }
        }
        done += record.bytes * record.paths.len() as u64;
        progress(CheckStage::Sources, done, of);
    }

    report.changed.sort_unstable();
    report.gone.sort_unstable();
    Ok(report)
}
