//! The columns of numbers and the lengths of a state's segments: each is opened when it is first
//! asked for, and stays open. Opening those that a search reads takes longer than reading them.

use std::sync::OnceLock;

use ibid_core::analysis::Kind;
use ibid_core::ids::{DocumentId, IdError, SourceId};
use ibid_core::lang::Lang;
use tantivy::DocId;
use tantivy::columnar::{BytesColumn, Column};
use tantivy::directory::{CompositeFile, OwnedBytes};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::store::StoreReader;
use tantivy::{Index, SegmentReader};

use crate::dictionary::OpenDictionary;
use crate::directory::IndexDirectory;
use crate::kept::InColumns;
use crate::memo::Memo;
use crate::packed;
use crate::schema::{Fields, column, read_source_key};

/// The columns of numbers that a search may read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    TieBreaker,
    Lang,
    Evidence,
    NonSpeech,
    Date,
    Ordinal,
    TextFrom,
    Document,
    HeadingWords,
    WordsBefore,
    DocumentWords,
    Medium,
    From,
    To,
}

impl Number {
    const COUNT: usize = Number::To as usize + 1;

    fn name(self) -> &'static str {
        match self {
            Number::TieBreaker => column::TIE_BREAKER,
            Number::Lang => column::LANG,
            Number::Evidence => column::EVIDENCE,
            Number::NonSpeech => column::NON_SPEECH,
            Number::Date => column::DATE,
            Number::Ordinal => column::ORDINAL,
            Number::TextFrom => column::TEXT_FROM,
            Number::Document => column::DOCUMENT_NUMBER,
            Number::HeadingWords => column::HEADING_WORDS,
            Number::WordsBefore => column::WORDS_BEFORE,
            Number::DocumentWords => column::DOCUMENT_WORDS,
            Number::Medium => column::MEDIUM,
            Number::From => column::FROM,
            Number::To => column::TO,
        }
    }
}

/// What is open of one segment.
#[derive(Default)]
pub(crate) struct OpenColumns {
    numbers: [OnceLock<Column<u64>>; Number::COUNT],
    sources: OnceLock<Option<BytesColumn>>,
    /// The keys of sources by their numbers in the column: hits are often of few.
    source_keys: Memo<u64, SourceId, MOST_KEYS>,
    stem_lengths: OnceLock<FieldNormReader>,
    exact_lengths: OnceLock<FieldNormReader>,
    deleted: OnceLock<Vec<DocId>>,
    /// By the kinds of their terms.
    pub(crate) dictionaries: [OpenDictionary; Kind::ALL.len()],
    /// The lists of the terms of all kinds.
    pub(crate) lists: OnceLock<CompositeFile>,
    store: OnceLock<StoreReader>,
    /// How many stored records were read.
    #[cfg(test)]
    pub(crate) records_read: std::sync::atomic::AtomicUsize,
}

/// How many blocks of stored records are kept unpacked for each segment, as the engine does.
const STORE_BLOCKS: usize = 100;

/// So many keys of sources are remembered for each segment: some three megabytes. The candidates of a
/// search may be of as many sources as there are of them.
const MOST_KEYS: usize = 1 << 16;

/// One segment, with what is open of it.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    pub(crate) reader: &'a SegmentReader,
    pub(crate) open: &'a OpenColumns,
    pub(crate) directory: &'a IndexDirectory,
    pub(crate) index: &'a Index,
}

impl<'a> Segment<'a> {
    /// The records that were deleted since the segment was written, in their order.
    pub(crate) fn deleted(&self) -> &'a [DocId] {
        self.open.deleted.get_or_init(|| {
            let alive = self.reader.alive_bitset();
            let is_deleted = |doc: &DocId| alive.is_some_and(|alive| alive.is_deleted(*doc));
            (0..self.reader.max_doc()).filter(is_deleted).collect()
        })
    }

    /// A stored record, as the engine wrote it.
    pub(crate) fn stored(&self, doc: DocId) -> tantivy::Result<OwnedBytes> {
        #[cfg(test)]
        self.open.records_read.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if let Some(store) = self.open.store.get() {
            return store.get_document_bytes(doc);
        }
        let store = self.reader.get_store_reader(STORE_BLOCKS)?;
        self.open.store.get_or_init(|| store).get_document_bytes(doc)
    }

    /// A column of numbers. Cheap but for the first time.
    pub(crate) fn number(&self, number: Number) -> tantivy::Result<Column<u64>> {
        let open = || packed::column(self.reader, self.directory, number.name());
        opened(&self.open.numbers[number as usize], open)
    }

    /// The column of the files that passages came from, where any has one. Cheap but for the first
    /// time.
    pub(crate) fn sources(&self) -> tantivy::Result<Option<&'a BytesColumn>> {
        if let Some(column) = self.open.sources.get() {
            return Ok(column.as_ref());
        }
        let column = self.reader.fast_fields().bytes(column::SOURCE)?;
        Ok(self.open.sources.get_or_init(|| column).as_ref())
    }

    /// The key of the source that a passage came from; an error where there is none.
    pub(crate) fn source_key(&self, doc: DocId) -> tantivy::Result<Result<SourceId, IdError>> {
        let column = self.sources()?;
        let Some((column, number)) =
            column.and_then(|column| Some((column, column.ords().first(doc)?)))
        else {
            return Ok(read_source_key(b""));
        };
        self.key_of_source(column, number)
    }

    /// The key of a source by its number in the column.
    pub(crate) fn key_of_source(
        &self,
        column: &BytesColumn,
        number: u64,
    ) -> tantivy::Result<Result<SourceId, IdError>> {
        if let Some(key) = self.open.source_keys.get(&number) {
            return Ok(Ok(key));
        }

        let mut key = Vec::new();
        column.ord_to_bytes(number, &mut key)?;
        let key = read_source_key(&key);
        if let Ok(key) = key {
            self.open.source_keys.keep(number, key);
        }
        Ok(key)
    }

    /// What columns say of a passage that its record does not.
    pub(crate) fn in_columns(&self, doc: DocId) -> tantivy::Result<InColumns> {
        let of =
            |number| -> tantivy::Result<u64> { Ok(self.number(number)?.first(doc).unwrap_or(0)) };
        Ok(InColumns {
            first_bits: of(Number::TieBreaker)?,
            document: of(Number::Document)? as u32,
            ordinal: of(Number::Ordinal)? as u32,
            lang: Lang::BY_SLOT.get(of(Number::Lang)? as usize).copied().flatten(),
        })
    }

    /// The numbers of the documents of some passages, as [`DocumentId::hash`] has them under the keys
    /// of their sources; 0 where there is no source. Those that come one after the other are often of
    /// one source.
    pub(crate) fn document_hashes(&self, docs: &[DocId]) -> tantivy::Result<Vec<u64>> {
        let Some(column) = self.sources()? else { return Ok(vec![0; docs.len()]) };
        let numbers = first_values(&self.number(Number::Document)?, docs);
        let sources = match column.num_terms() {
            // all passages are of it
            1 => vec![Some(0); docs.len()],
            _ => first_values(column.ords(), docs),
        };

        let mut last = None;
        let mut hashes = Vec::with_capacity(docs.len());
        for (number, source) in numbers.into_iter().zip(sources) {
            let key = match (last, source) {
                (Some((before, key)), Some(source)) if before == source => Some(key),
                (_, Some(source)) => self.key_of_source(column, source)?.ok(),
                (_, None) => None,
            };
            last = source.zip(key);
            let number = number.unwrap_or(0) as u32;
            hashes.push(key.map_or(0, |source| DocumentId { source, number }.hash()));
        }
        Ok(hashes)
    }

    /// The rounded lengths of passages in terms of one kind. Cheap but for the first time.
    pub(crate) fn lengths(&self, kind: Kind, fields: &Fields) -> tantivy::Result<FieldNormReader> {
        let place = match kind {
            Kind::Stem => &self.open.stem_lengths,
            Kind::Exact | Kind::Accented => &self.open.exact_lengths,
        };
        opened(place, || self.reader.get_fieldnorms_reader(fields.terms(kind)))
    }
}

/// What a column says of some records, which should ascend. Together they are read sooner than one by
/// one: the processor need not wait for each before it asks for the next.
pub(crate) fn first_values(column: &Column<u64>, docs: &[DocId]) -> Vec<Option<u64>> {
    let mut values = vec![None; docs.len()];
    column.first_vals(docs, &mut values);
    values
}

/// What is in a place, which is filled if it is empty. Where two threads fill it at once, both have
/// opened the same.
fn opened<T: Clone>(
    place: &OnceLock<T>,
    open: impl FnOnce() -> tantivy::Result<T>,
) -> tantivy::Result<T> {
    if let Some(value) = place.get() {
        return Ok(value.clone());
    }
    let value = open()?;
    Ok(place.get_or_init(|| value).clone())
}
