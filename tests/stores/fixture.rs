//! The stores under test: how a fresh one is made, written and asked.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use ibid_core::backend::{Backend, Store};
use ibid_index::{Reader, Writer, WriterOptions};
use ibid_memory::{Memory, MemoryWriter};
use tempfile::TempDir;

/// A fresh store of some kind, that can be opened again and again.
pub(super) trait Fixture: Sync {
    /// What it is written with.
    type Writer: Store;
    /// What it is asked through.
    type Backend: Backend;

    /// Makes an empty store.
    fn new() -> Self;

    /// Opens it for writing. One writes at a time.
    fn writer(&self) -> Self::Writer;

    /// Opens it for asking, as a process does that starts now.
    fn backend(&self) -> Self::Backend;
}

/// What is asked of a fixture's store.
pub(super) type SnapshotOf<F> = <<F as Fixture>::Backend as Backend>::Snapshot;

/// The store in memory.
pub(super) struct MemoryStore(Memory);

impl Fixture for MemoryStore {
    type Writer = MemoryWriter;
    type Backend = Memory;

    fn new() -> Self {
        MemoryStore(Memory::new())
    }

    fn writer(&self) -> MemoryWriter {
        self.0.writer()
    }

    fn backend(&self) -> Memory {
        self.0.clone()
    }
}

/// The store on disk, in a folder that goes with it. Every other writer has two threads, so that
/// segments are of uneven sizes.
pub(super) struct DiskStore {
    dir: TempDir,
    writers: AtomicUsize,
}

impl DiskStore {
    fn path(&self) -> PathBuf {
        self.dir.path().join("index")
    }
}

impl Fixture for DiskStore {
    type Writer = Writer;
    type Backend = Reader;

    fn new() -> Self {
        let store = DiskStore { dir: tempfile::tempdir().unwrap(), writers: AtomicUsize::new(0) };
        // a folder becomes an index by its first commit
        store.writer().commit().unwrap();
        store
    }

    fn writer(&self) -> Writer {
        let threads = 1 + self.writers.fetch_add(1, Ordering::Relaxed) % 2;
        let options = WriterOptions { threads, memory: threads * (16 << 20) };
        Writer::open(&self.path(), &options).unwrap()
    }

    fn backend(&self) -> Reader {
        Reader::open(&self.path()).unwrap()
    }
}
