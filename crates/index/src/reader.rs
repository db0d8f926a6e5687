//! Looking for passages in an index on disk.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ibid_core::backend::{Counts, Search, SourceRecord};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::Request;
use ibid_core::ranking::Features;
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use crate::error::{At, Error, Result};
use crate::manifest::Manifest;
use crate::schema::{Fields, column, document_key};
use crate::snapshot::{Ranked, Snapshot};
use crate::statistics::Statistics;
use crate::tokenizer::{self, Unpacker};

/// An index on disk, open for searching. Can be shared between threads.
pub struct Reader {
    path: PathBuf,
    fields: Fields,
    reader: IndexReader,
    /// The statistics of the last snapshot, with its generation.
    statistics: Mutex<Option<(u64, Statistics)>>,
}

/// Opens the engine's part of an index, and makes it only where there is nothing of it yet: a lost
/// `meta.json` must not become an empty index over what is left.
pub(crate) fn open_engine(path: &Path, fields: &Fields, make: bool) -> Result<Index> {
    let directory = tantivy::directory::MmapDirectory::open(path)
        .map_err(|e| Error::Damaged { path: path.to_owned(), source: Box::new(e) })?;
    let index = if make {
        Index::open_or_create(directory, fields.schema.clone()).at(path)?
    } else {
        Index::open(directory).at(path)?
    };
    index.tokenizers().register(tokenizer::NAME, Unpacker::default());
    Ok(index)
}

impl Reader {
    /// Opens an index.
    ///
    /// # Errors
    /// When there is none, when another layout or analysis wrote it, or when it is damaged.
    pub fn open(path: &Path) -> Result<Self> {
        Manifest::check(path)?;
        let fields = Fields::new();
        let index = open_engine(path, &fields, false)?;
        let reader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().at(path)?;
        Ok(Reader { path: path.to_owned(), fields, reader, statistics: Mutex::new(None) })
    }

    /// Sees what has been committed since.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn reload(&self) -> Result<()> {
        self.reader.reload().at(&self.path)
    }

    /// The best block of candidates with the features by which they were ranked, best first: for
    /// tuning, and to explain a ranking. At most [`CANDIDATES`](ibid_core::ranking::CANDIDATES).
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn explain(&self, request: &Request) -> Result<Vec<(Hit, Features)>> {
        let snapshot = self.snapshot()?;
        let plan = snapshot.plan(request)?;
        if !snapshot.may_answer(&plan) {
            return Ok(Vec::new());
        }
        let ranked = snapshot.rank(&Request { offset: 0, limit: 1, ..request.clone() }, &plan)?;
        let fetch = |found: Ranked| {
            let hit = snapshot.fetch(found.address, found.scored.score)?;
            Ok((hit, found.scored.passage.features))
        };
        ranked.into_iter().map(fetch).collect()
    }

    /// The files in the index.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRecord>> {
        sources(&self.reader.searcher(), &self.fields, &self.path)
    }

    pub(crate) fn snapshot(&self) -> Result<Snapshot<'_>> {
        let searcher = self.reader.searcher();
        let generation = searcher.generation().generation_id();
        // a thread that died here left nothing half done
        let mut known = self.statistics.lock().unwrap_or_else(PoisonError::into_inner);
        let statistics = match *known {
            Some((of, statistics)) if of == generation => statistics,
            _ => Statistics::from_payload(&searcher).at(&self.path)?,
        };
        *known = Some((generation, statistics));
        drop(known);
        Ok(Snapshot::new(&self.path, &self.fields, searcher, statistics))
    }
}

/// The files that a searcher sees, in the order of their ids.
pub(crate) fn sources(
    searcher: &Searcher,
    fields: &Fields,
    path: &Path,
) -> Result<Vec<SourceRecord>> {
    let mut records = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let lang = segment.fast_fields().u64(column::LANG).at(path)?;
        for doc in segment.doc_ids_alive() {
            if lang.first(doc) == Some(crate::schema::NOT_A_PASSAGE) {
                let stored: TantivyDocument =
                    searcher.doc(DocAddress::new(ord as u32, doc)).at(path)?;
                records.push(fields.read_record(&stored, path)?);
            }
        }
    }
    records.sort_by_key(|record: &SourceRecord| record.id);
    Ok(records)
}

impl Search for Reader {
    type Error = Error;

    fn search(&self, request: &Request) -> Result<Hits> {
        let snapshot = self.snapshot()?;
        let plan = snapshot.plan(request)?;
        let mut hits = Hits { weights: plan.weights(), ..Hits::default() };
        if !snapshot.may_answer(&plan) {
            hits.total = request.total.then_some(0);
            return Ok(hits);
        }
        if request.total {
            hits.total = Some(snapshot.count(request, &plan)?);
        }
        if request.limit > 0 {
            let ranked = snapshot.rank(request, &plan)?;
            for found in ranked.iter().skip(request.offset).take(request.limit) {
                hits.hits.push(snapshot.fetch(found.address, found.scored.score)?);
            }
        }
        Ok(hits)
    }

    fn around(&self, id: PassageId, context: u32) -> Result<Vec<Hit>> {
        let snapshot = self.snapshot()?;
        let mut duplicates = Vec::new();
        for address in snapshot.find(self.fields.id, id.as_bytes())? {
            duplicates.push((snapshot.source_of(address)?, address));
        }
        let Some((_, address)) = duplicates.into_iter().min() else { return Ok(Vec::new()) };
        let hit = snapshot.fetch(address, 0.0)?;
        let here = hit.passage.ordinal;
        let key = document_key(&hit.passage);
        let mut hits = Vec::new();
        let found = snapshot.find(self.fields.document, key.as_bytes())?;
        for in_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let segment = snapshot.searcher.segment_reader(in_segment[0].segment_ord);
            let ordinals = segment.fast_fields().u64(column::ORDINAL).at(&self.path)?;
            for address in in_segment {
                let ordinal = ordinals.first(address.doc_id).unwrap_or(0);
                if ordinal.abs_diff(u64::from(here)) <= u64::from(context) {
                    hits.push(snapshot.fetch(*address, 0.0)?);
                }
            }
        }
        hits.sort_by_key(|hit| hit.passage.ordinal);
        Ok(hits)
    }

    fn counts(&self) -> Result<Counts> {
        Ok(self.snapshot()?.statistics.counts())
    }
}
