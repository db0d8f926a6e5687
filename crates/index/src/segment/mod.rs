//! A segment while it is filled, and how its files are written.
//!
//! They are those that the engine itself would write of the same records, to the byte, and the engine's
//! own serialisers write them. What differs is how records are kept until then: see [`postings`].

mod columns;
mod known;
mod log;
mod postings;
mod terms;
#[cfg(test)]
mod tests;

use std::thread::{Builder as Thread, ScopedJoinHandle};

use ibid_core::analysis::{Kind, Tokens};
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, FieldType, IndexRecordOption};
use tantivy::store::StoreWriter;
use tantivy::{Index, Segment, SegmentMeta};

use crate::schema::{Fields, write_stored};
use columns::Columns;
use known::KnownTerms;
use postings::{FieldPostings, OrderedPostings};

/// A record as a segment takes it: a passage, or a file.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The terms of a passage.
    pub(crate) tokens: Tokens,
    /// By what it is found besides.
    pub(crate) keys: RecordKeys,
    /// What columns say of it.
    pub(crate) numbers: Vec<(Field, u64)>,
    pub(crate) texts: Vec<(Field, String)>,
    /// What is stored.
    pub(crate) stored: Option<(Field, Vec<u8>)>,
}

/// Keys of some fields. Each record has some, most of them short: they have one memory.
#[derive(Debug, Default)]
pub(crate) struct RecordKeys {
    bytes: Vec<u8>,
    /// Of which field each is, and where it ends.
    ends: Vec<(Field, usize)>,
}

impl RecordKeys {
    /// None yet, with room for those of most passages.
    pub(crate) fn with_room() -> Self {
        RecordKeys { bytes: Vec::with_capacity(256), ends: Vec::with_capacity(16) }
    }

    /// Adds a key.
    pub(crate) fn push(&mut self, field: Field, key: &[u8]) {
        self.bytes.extend_from_slice(key);
        self.ends.push((field, self.bytes.len()));
    }

    /// All of them with their fields, in the order in which they came.
    fn iter(&self) -> impl Iterator<Item = (Field, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |(field, end)| {
            let key = &self.bytes[start..*end];
            start = *end;
            (*field, key)
        })
    }

    /// Those of a field.
    fn of(&self, field: Field) -> impl Iterator<Item = &[u8]> {
        self.iter().filter(move |(own, _)| *own == field).map(|(_, key)| key)
    }
}

/// A segment that is being filled.
pub(crate) struct SegmentBuilder {
    segment: Segment,
    /// Of each kind of term, by its number.
    terms: [FieldPostings; Kind::ALL.len()],
    known: KnownTerms,
    keys: Vec<(Field, FieldPostings)>,
    lengths: FieldNormsWriter,
    columns: Columns,
    store: StoreWriter,
    records: u32,
    stored: Vec<u8>,
    /// How many threads may close it.
    threads: usize,
}

impl SegmentBuilder {
    /// A segment without records, which is closed by so many threads.
    pub(crate) fn new(index: &Index, fields: &Fields, threads: usize) -> tantivy::Result<Self> {
        let segment = index.new_segment();
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        )?;
        let schema = segment.schema();
        let postings = |field: Field| {
            let kept = schema.get_field_entry(field).field_type().index_record_option();
            FieldPostings::new(field, kept.unwrap_or(IndexRecordOption::Basic))
        };
        let is_key = |field: &Field| {
            let entry = schema.get_field_entry(*field);
            entry.is_indexed() && matches!(entry.field_type(), FieldType::Bytes(_))
        };
        let keys = schema.fields().map(|(field, _)| field).filter(is_key);
        Ok(SegmentBuilder {
            terms: Kind::ALL.map(|kind| postings(fields.terms(kind))),
            known: KnownTerms::default(),
            keys: keys.map(|field| (field, postings(field))).collect(),
            lengths: FieldNormsWriter::for_schema(&schema),
            columns: Columns::new(&schema),
            store,
            records: 0,
            stored: Vec::new(),
            threads,
            segment,
        })
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, record: &Record) -> tantivy::Result<()> {
        let known = self.known.of(record.tokens.vocabulary());
        for term in record.tokens.placed() {
            self.terms[term.kind as usize].push_term(term, known);
        }
        for kind in Kind::ALL {
            let postings = &mut self.terms[kind as usize];
            postings.end_record();
            self.lengths.record(self.records, postings.field(), record.tokens.count(kind));
        }
        for (field, postings) in &mut self.keys {
            postings.add_keys(record.keys.of(*field));
        }
        self.columns.add(self.records, record);
        self.stored.clear();
        write_stored(record.stored.as_ref(), &mut self.stored);
        self.store.store_bytes(&self.stored)?;
        self.records += 1;
        Ok(())
    }

    /// How many bytes of memory it takes, with what it takes while it is closed.
    pub(crate) fn memory(&self) -> usize {
        let fields = || self.terms.iter().chain(self.keys.iter().map(|(_, p)| p));
        let now: usize = fields().map(FieldPostings::memory).sum();
        now + most_to_close(fields(), self.threads > 1)
            + self.known.memory()
            + self.lengths.mem_usage()
            + self.columns.memory()
            + self.store.mem_usage()
    }

    /// Writes its files.
    pub(crate) fn close(mut self) -> tantivy::Result<SegmentMeta> {
        let segment = &self.segment;
        self.lengths.fill_up_to_max_doc(self.records);
        let lengths =
            FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
        self.lengths.serialize(lengths, None)?;
        // what a block of postings scores at most is written beside it
        let lengths = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
        let keys = self.keys.into_iter().map(|(_, postings)| postings);
        let mut fields: Vec<FieldPostings> = self.terms.into_iter().chain(keys).collect();
        fields.sort_by_key(FieldPostings::field);
        let (columns, store, records) = (self.columns, self.store, self.records);
        let write_others = || -> tantivy::Result<()> {
            columns.serialize(records, segment.open_write(SegmentComponent::FastFields)?)?;
            Ok(store.close()?)
        };

        if self.threads > 1 {
            std::thread::scope(|scope| {
                let others = Thread::new().spawn_scoped(scope, write_others)?;
                write_postings_ahead(segment, &lengths, fields)?;
                joined(others)
            })?;
        } else {
            write_postings(segment, &lengths, fields.into_iter().map(FieldPostings::in_order))?;
            write_others()?;
        }

        let meta = self.segment.with_max_doc(self.records).meta().clone();
        // the engine looks for a file that it makes only where records are to be sorted
        meta.untrack_temp_docstore();
        Ok(meta)
    }
}

/// How many more bytes are taken at most while fields are written, one after the other; where the next
/// one is put in order `ahead`, beside the one that is written. Those that are in order have let their
/// logs go.
fn most_to_close<'p>(fields: impl Iterator<Item = &'p FieldPostings>, ahead: bool) -> usize {
    let (mut most, mut written, mut let_go) = (0, 0, 0);
    for postings in fields {
        let own = postings.memory_in_order();
        let beside = if ahead { written } else { 0 };
        most = most.max((own + beside).saturating_sub(let_go));
        let_go += postings.memory_of_log();
        written = own;
    }
    most
}

/// Writes the postings of all fields, one after the other.
fn write_postings(
    segment: &Segment,
    lengths: &FieldNormReaders,
    fields: impl Iterator<Item = OrderedPostings>,
) -> tantivy::Result<()> {
    let mut serializer = InvertedIndexSerializer::open(segment)?;
    for postings in fields {
        let lengths = lengths.get_field(postings.field())?;
        postings.serialize(&mut serializer, lengths)?;
    }
    Ok(serializer.close()?)
}

/// Writes the postings of all fields, while a second thread puts those of the next field in order.
fn write_postings_ahead(
    segment: &Segment,
    lengths: &FieldNormReaders,
    fields: Vec<FieldPostings>,
) -> tantivy::Result<()> {
    // the thread has one field in hand, and none waits: no more than two are in memory in order
    let (sender, ordered) = std::sync::mpsc::sync_channel(0);
    std::thread::scope(|scope| {
        let order = move || {
            for postings in fields {
                // who writes has given up where nobody takes it
                if sender.send(postings.in_order()).is_err() {
                    break;
                }
            }
            Ok(())
        };
        let ordering = Thread::new().spawn_scoped(scope, order)?;
        write_postings(segment, lengths, ordered.into_iter())?;
        joined(ordering)
    })
}

/// What a thread came to; where it panics, so does this one.
fn joined(thread: ScopedJoinHandle<'_, tantivy::Result<()>>) -> tantivy::Result<()> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
