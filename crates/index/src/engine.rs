//! The engine while it writes: it is handed whole segments, and told what to delete.

use tantivy::index::SegmentId;
use tantivy::{IndexWriter, SegmentMeta, Term};

/// The engine while it writes.
pub(crate) struct Engine {
    writer: IndexWriter,
    /// Whether it has any segment.
    has_segments: bool,
    /// Whether it was told to delete something since the last commit.
    has_deletions: bool,
}

impl Engine {
    pub(crate) fn new(writer: IndexWriter, has_segments: bool) -> Self {
        Engine { writer, has_segments, has_deletions: false }
    }

    /// Takes segments that were filled: what was deleted before is not deleted in them.
    pub(crate) fn take_in(&mut self, segments: Vec<SegmentMeta>) -> tantivy::Result<()> {
        // it applies to a new segment what it was told to delete and has not yet deleted elsewhere
        if self.has_deletions && !segments.is_empty() {
            self.commit("")?;
        }
        for segment in segments {
            self.writer.add_segment(segment)?;
            self.has_segments = true;
        }
        Ok(())
    }

    /// Deletes what has a term in the segments that it has.
    pub(crate) fn delete(&mut self, term: Term) {
        if self.has_segments {
            self.writer.delete_term(term);
            self.has_deletions = true;
        }
    }

    /// Takes note of all that it was handed and told, and of what the state says of itself.
    pub(crate) fn commit(&mut self, payload: &str) -> tantivy::Result<()> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(payload);
        commit.commit()?;
        self.has_deletions = false;
        Ok(())
    }

    /// Makes one segment of some.
    pub(crate) fn merge(&mut self, segments: &[SegmentId]) -> tantivy::Result<()> {
        self.writer.merge(segments).wait().map(drop)
    }

    /// Removes the files of segments that are no more.
    pub(crate) fn collect_garbage(&self) -> tantivy::Result<()> {
        self.writer.garbage_collect_files().wait().map(drop)
    }
}
