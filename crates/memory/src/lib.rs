//! A store in memory: it goes through everything, so that it is slow and easy to believe.
//!
//! [`Memory`] is a [`Backend`] and [`MemoryWriter`] a
//! [`Store`](ibid_core::backend::Store). They answer questions over small sets without a disk, they
//! are what the tests hold other stores against, and they are an example for whoever writes a store.
//!
//! Nothing is shared with other stores but what a score is, in [`ibid_core::ranking`].

mod matching;
mod ranked;
mod snapshot;
mod vocabulary;
mod writer;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};

use ibid_core::analysis::AnalysedPassage;
use ibid_core::backend::{Backend, SourceRecord};
use ibid_core::ids::SourceId;

pub use snapshot::MemorySnapshot;
pub use writer::MemoryWriter;

/// A store in memory. Clones are handles to the same store.
#[derive(Clone, Default)]
pub struct Memory {
    committed: Arc<RwLock<Arc<State>>>,
}

/// All that was committed: it never changes.
#[derive(Clone, Default)]
struct State {
    generation: u64,
    sources: BTreeMap<SourceId, SourceRecord>,
    /// In the order in which they were added.
    passages: Vec<Arc<AnalysedPassage>>,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Self {
        Memory::default()
    }

    /// Something to write to this store with. What it writes is seen after its commit; what it did
    /// not commit is lost with it. Of two writers at once, the one that commits last overwrites the
    /// other: one writes at a time.
    pub fn writer(&self) -> MemoryWriter {
        MemoryWriter::new(self.clone())
    }

    /// What was committed last. A thread that died while it held the lock left it whole.
    fn state(&self) -> Arc<State> {
        self.committed.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn publish(&self, state: State) {
        *self.committed.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
    }
}

impl Backend for Memory {
    type Error = Infallible;
    type Snapshot = MemorySnapshot;

    fn snapshot(&self) -> Result<MemorySnapshot, Infallible> {
        Ok(MemorySnapshot(self.state()))
    }

    /// Nothing to do: a commit is seen at once.
    fn reload(&self) -> Result<(), Infallible> {
        Ok(())
    }
}
