//! Putting passages into a store in memory.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;

use ibid_core::analysis::AnalysedPassage;
use ibid_core::backend::{SourceRecord, Store};
use ibid_core::ids::SourceId;

use crate::{Memory, State};

/// Writes to a [`Memory`]: on a copy of what was committed, which takes its place by a commit.
pub struct MemoryWriter {
    memory: Memory,
    staged: State,
    /// Sources of which some passages have come, and maybe not all.
    started: HashSet<SourceId>,
    changed: bool,
}

impl MemoryWriter {
    pub(crate) fn new(memory: Memory) -> Self {
        let staged = State::clone(&memory.state());
        MemoryWriter { memory, staged, started: HashSet::new(), changed: false }
    }

    /// Takes out what an earlier run knew of a source, once, before its passages come anew.
    fn start(&mut self, source: SourceId) {
        if self.started.insert(source) {
            self.drop_source(source);
        }
        self.changed = true;
    }

    fn drop_source(&mut self, source: SourceId) {
        self.staged.sources.remove(&source);
        self.staged.passages.retain(|held| held.passage.source != source);
    }
}

impl Store for MemoryWriter {
    type Error = Infallible;

    fn sources(&self) -> Result<Vec<SourceRecord>, Infallible> {
        Ok(self.memory.state().sources.values().cloned().collect())
    }

    fn add(&mut self, source: SourceId, passages: Vec<AnalysedPassage>) -> Result<(), Infallible> {
        self.start(source);
        self.staged.passages.extend(passages.into_iter().map(Arc::new));
        Ok(())
    }

    fn finish_source(&mut self, record: &SourceRecord) -> Result<(), Infallible> {
        self.start(record.id);
        self.started.remove(&record.id);
        self.staged.sources.insert(record.id, record.clone());
        Ok(())
    }

    fn update_paths(&mut self, record: &SourceRecord) -> Result<(), Infallible> {
        self.staged.sources.insert(record.id, record.clone());
        self.changed = true;
        Ok(())
    }

    fn remove(&mut self, source: SourceId) -> Result<(), Infallible> {
        let started = self.started.remove(&source);
        if started || self.staged.sources.contains_key(&source) {
            self.drop_source(source);
            self.changed = true;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Infallible> {
        if self.changed {
            self.staged.generation += 1;
            self.memory.publish(self.staged.clone());
            self.changed = false;
        }
        Ok(())
    }
}
