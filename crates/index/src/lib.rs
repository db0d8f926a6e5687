//! Keeping and finding passages, on tantivy.
//!
//! [`Writer`] is the [`Store`](ibid_core::backend::Store) and [`Reader`] the
//! [`Search`](ibid_core::backend::Search) of an index on disk; [`oracle::Oracle`] is both, in
//! memory, exhaustive and slow, to prove the other right. Nothing outside this crate names
//! tantivy, and nothing in it analyses text.

mod candidates;
mod dedup;
mod error;
mod filter;
mod manifest;
mod matching;
pub mod oracle;
mod phrases;
mod postings;
#[cfg(feature = "bench")]
pub mod profile;
mod reader;
mod schema;
mod snapshot;
mod statistics;
mod tokenizer;
mod writer;

pub use error::{Error, Result};
pub use manifest::Manifest;
pub use reader::Reader;
pub use writer::{Writer, WriterOptions};
