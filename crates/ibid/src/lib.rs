#![doc = include_str!("../../../README.md")]
//!
//! # The rooms behind this face
//!
//! [`core`] holds the nouns and the analysis chain, [`ingest`] reads, [`store`] keeps and finds,
//! [`ask`] parses questions and writes answers. Most programs need only [`build()`] and [`open`].

mod error;
pub mod eval;
pub mod indexer;
mod library;
pub mod survey;

pub use error::{Error, ErrorKind, Result};
pub use ibid_query::{Engine, SearchOptions, SearchParams, VerifyOptions};
pub use indexer::{Failure, IndexOptions, Indexer, Progress, Summary, Warned, build, build_with};
pub use library::{Library, Stats, open};

/// The nouns and the analysis chain.
pub use ibid_core as core;
/// Reading files into documents and passages.
pub use ibid_ingest as ingest;
/// Questions and answers.
pub use ibid_query as ask;

/// Keeping and finding passages.
pub mod store {
    #[cfg(feature = "bench")]
    pub use ibid_index::profile;
    pub use ibid_index::{Error, Manifest, Reader, Writer, WriterOptions};
}
