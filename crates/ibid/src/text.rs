//! Texts that go into any store.

use ibid_core::analysis::{AnalysedPassage, Analyzer};
use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::format::Format;
use ibid_core::ids::SourceId;

use crate::error::{Error, Result};

/// Reads a text in whatever format it is, and adds it to a store under a name that stands for its
/// path. It is seen after the commit of the store. For an index on disk [`Indexer`](crate::Indexer)
/// does more: it knows what has not changed.
///
/// # Errors
/// When the text cannot be read, and [`Error::Store`] when the store cannot be written.
pub fn add_text<S>(store: &mut S, name: &str, text: impl Into<Vec<u8>>) -> Result<SourceId>
where
    S: Store,
    S::Error: Send + Sync + 'static,
{
    let bytes = text.into();
    let documents = ibid_ingest::read_bytes(&bytes, name)?;

    let mut analyzer = Analyzer::new();
    let passages = documents.iter().flat_map(ibid_ingest::split).collect();
    let passages: Vec<AnalysedPassage> = analyzer.passages(passages);

    let id = SourceId::from_bytes(&bytes);
    let format = documents.first().map_or(Format::Empty, |first| first.format);
    let record = SourceRecord {
        id,
        format,
        reader: ibid_ingest::VERSION,
        evidence: None,
        paths: vec![SourcePath { shown: name.to_owned(), ..SourcePath::default() }],
        bytes: bytes.len() as u64,
        passages: u32::try_from(passages.len()).unwrap_or(u32::MAX),
        indexed_on: None,
    };
    let added = store.add(id, passages).and_then(|()| store.finish_source(&record));
    added.map_err(|error| Error::Store { source: Box::new(error) })?;
    Ok(id)
}
