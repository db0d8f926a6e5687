//! Keeping and finding passages, on tantivy.
//!
//! [`Writer`] is the [`Store`](ibid_core::backend::Store) and [`Reader`] the
//! [`Backend`](ibid_core::backend::Backend) of an index on disk. Nothing outside this crate names
//! tantivy, and nothing in it analyses text.

#[cfg(feature = "bench")]
pub mod baseline;
mod by_id;
mod candidates;
mod check;
mod columns;
mod dictionary;
mod directory;
mod documents;
mod engine;
mod error;
mod fetch;
mod filter;
mod impacts;
mod kept;
mod keys;
mod listed;
mod lock;
mod manifest;
mod matched;
mod matching;
mod memo;
mod near;
mod open_segments;
mod packed;
mod phrase_scan;
mod phrases;
mod pool;
mod postings;
#[cfg(feature = "bench")]
pub mod profile;
mod rank;
mod reader;
mod rebuild;
mod records;
#[cfg(test)]
mod sample;
mod schema;
mod segment;
mod snapshot;
mod state;
mod statistics;
mod stop_pairs;
mod stored;
pub mod symbols;
mod talks;
mod term_list;
mod term_scores;
mod union_scan;
mod variable_length;
mod vocabulary;
mod writer;

pub use check::{CheckProgress, CheckStage, Checked, check};
pub use directory::seal::{sealed, unsealed};
pub use directory::{is_empty_folder, replace};
pub use error::{BrokenFile, Error, Result};
pub use lock::RunNote;
pub use manifest::Manifest;
pub use reader::Reader;
pub use rebuild::Rebuild;
pub use snapshot::IndexSnapshot;
pub use stored::StoredDocuments;
pub use writer::{BegunSource, Writer, WriterOptions, is_missing_beside};
