//! A segment while it is filled, and how its files are written.
//!
//! They are those that the engine itself would write of the same records, to the byte, and the engine's
//! own serialisers write them. What differs is how records are kept until then: see [`postings`].

mod columns;
mod known;
mod postings;
mod terms;
#[cfg(test)]
mod tests;

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
use postings::FieldPostings;

/// A record as a segment takes it: a passage, or a file.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The terms of a passage.
    pub(crate) tokens: Tokens,
    /// By what it is found besides.
    pub(crate) keys: Vec<(Field, Vec<u8>)>,
    /// What columns say of it.
    pub(crate) numbers: Vec<(Field, u64)>,
    pub(crate) texts: Vec<(Field, String)>,
    /// What is stored.
    pub(crate) stored: Option<(Field, Vec<u8>)>,
}

/// A segment that is being filled.
pub(crate) struct SegmentBuilder {
    segment: Segment,
    /// Of each kind of term.
    terms: Vec<(Kind, FieldPostings)>,
    known: KnownTerms,
    keys: Vec<(Field, FieldPostings)>,
    lengths: FieldNormsWriter,
    columns: Columns,
    store: StoreWriter,
    records: u32,
    stored: Vec<u8>,
}

impl SegmentBuilder {
    /// A segment without records.
    pub(crate) fn new(index: &Index, fields: &Fields) -> tantivy::Result<Self> {
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
            terms: Kind::ALL.iter().map(|kind| (*kind, postings(fields.terms(*kind)))).collect(),
            known: KnownTerms::default(),
            keys: keys.map(|field| (field, postings(field))).collect(),
            lengths: FieldNormsWriter::for_schema(&schema),
            columns: Columns::new(&schema),
            store,
            records: 0,
            stored: Vec::new(),
            segment,
        })
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, record: &Record) -> tantivy::Result<()> {
        let known = self.known.of(record.tokens.vocabulary());
        for (kind, postings) in &mut self.terms {
            let count = postings.add(record.tokens.of_kind(*kind), known);
            self.lengths.record(self.records, postings.field(), count);
        }
        for (field, postings) in &mut self.keys {
            let keys = record.keys.iter().filter(|(own, _)| own == field);
            postings.add_keys(keys.map(|(_, key)| key.as_slice()));
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
        let fields = || self.terms.iter().map(|(_, p)| p).chain(self.keys.iter().map(|(_, p)| p));
        let now: usize = fields().map(FieldPostings::memory).sum();
        // one field after the other
        let closing = fields().map(FieldPostings::memory_to_close).max().unwrap_or(0);
        now + closing
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
        let mut serializer = InvertedIndexSerializer::open(segment)?;
        let terms = self.terms.into_iter().map(|(_, postings)| postings);
        let keys = self.keys.into_iter().map(|(_, postings)| postings);
        let mut fields: Vec<FieldPostings> = terms.chain(keys).collect();
        fields.sort_by_key(FieldPostings::field);
        for postings in fields {
            let lengths = lengths.get_field(postings.field())?;
            postings.serialize(&mut serializer, lengths)?;
        }
        serializer.close()?;
        self.columns.serialize(self.records, segment.open_write(SegmentComponent::FastFields)?)?;
        self.store.close()?;

        let meta = self.segment.with_max_doc(self.records).meta().clone();
        // the engine looks for a file that it makes only where records are to be sorted
        meta.untrack_temp_docstore();
        Ok(meta)
    }
}
