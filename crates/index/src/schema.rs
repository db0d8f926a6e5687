//! The fields of the index: one for each kind of analysis, never one for each language.
//!
//! Two kinds of record live side by side: passages, and the files that they came from. Only
//! passages have terms.

use std::path::Path;

use ibid_core::analysis::{AnalysedPassage, Kind};
use ibid_core::backend::SourceRecord;
use ibid_core::ids::{DocumentId, IdError, SourceId};
use ibid_core::lang::Lang;
use ibid_core::ranking::TimedSegment;
use ibid_core::talk::Stretch;
use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema,
    TextFieldIndexing, TextOptions, Value,
};

use crate::by_id;
use crate::error::{At, Error, Result};
use crate::kept;
use crate::segment::{Record, RecordKeys};
use crate::stop_pairs;
use crate::variable_length;

/// What the `lang` column says of a file's own record, where it says [`Lang::slot`] of passages.
pub(crate) const NOT_A_PASSAGE: u64 = Lang::SLOTS as u64;

/// What the engine is told of how words are cut: it is handed terms, and cuts none.
const TOKENIZER: &str = "ibid";

/// The name of the field that holds the record of a source, in all layouts.
pub(crate) const RECORD: &str = "record";

/// Names of the columns that are read by name.
pub(crate) mod column {
    pub(crate) const TIE_BREAKER: &str = "tie_breaker";
    pub(crate) const LANG: &str = "lang";
    pub(crate) const EVIDENCE: &str = "evidence";
    pub(crate) const DATE: &str = "date";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const NON_SPEECH: &str = "non_speech";
    pub(crate) const ORDINAL: &str = "ordinal";
    pub(crate) const TITLE: &str = "title";
    pub(crate) const SPEAKER: &str = "speaker";
    pub(crate) const STEM_TERMS: &str = "stem_terms";
    pub(crate) const EXACT_TERMS: &str = "exact_terms";
    pub(crate) const TEXT_FROM: &str = "text_from";
    pub(crate) const DOCUMENT_NUMBER: &str = "document_number";
    pub(crate) const MEDIUM: &str = "medium";
    pub(crate) const FROM: &str = "from";
    pub(crate) const TO: &str = "to";
    pub(crate) const PATH: &str = "path";
    pub(crate) const HEADING_WORDS: &str = "heading_words";
    pub(crate) const WORDS_BEFORE: &str = "words_before";
    pub(crate) const DOCUMENT_WORDS: &str = "document_words";
}

/// The fields, by what they hold.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) stem: Field,
    pub(crate) exact: Field,
    accented: Field,
    pub(crate) stop_pairs: Field,
    pub(crate) id: Field,
    pub(crate) source: Field,
    pub(crate) document: Field,
    pub(crate) talk: Field,
    pub(crate) record_of: Field,
    pub(crate) passage: Field,
    pub(crate) record: Field,
    tie_breaker: Field,
    lang: Field,
    evidence: Field,
    non_speech: Field,
    date: Field,
    ordinal: Field,
    title: Field,
    speaker: Field,
    stem_terms: Field,
    exact_terms: Field,
    text_from: Field,
    document_number: Field,
    heading_words: Field,
    words_before: Field,
    document_words: Field,
    medium: Field,
    from: Field,
    to: Field,
    path: Field,
}

impl Fields {
    /// The schema of this version.
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_fieldnorms(true)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(words);
        // of words with their accents it is asked only whether they are in a passage
        let accented = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let accented = TextOptions::default().set_indexing_options(accented);
        let name = TextOptions::default().set_fast(tantivy::tokenizer::RAW_TOKENIZER_NAME);
        let number = NumericOptions::from(FAST);
        // the flag that says "indexed" would keep a length of each key
        let key = BytesOptions::default().set_indexed();

        Fields {
            stem: builder.add_text_field("stem", words.clone()),
            exact: builder.add_text_field("exact", words),
            accented: builder.add_text_field("accented", accented),
            stop_pairs: builder.add_bytes_field("stop_pairs", key.clone()),
            id: builder.add_bytes_field("id", key.clone()),
            source: builder.add_bytes_field(column::SOURCE, key.clone().set_fast()),
            document: builder.add_bytes_field("document", key.clone()),
            talk: builder.add_bytes_field("talk", key.clone()),
            record_of: builder.add_bytes_field("record_of", key),
            passage: builder.add_bytes_field("passage", STORED),
            record: builder.add_bytes_field(RECORD, STORED),
            tie_breaker: builder.add_u64_field(column::TIE_BREAKER, number.clone()),
            lang: builder.add_u64_field(column::LANG, number.clone()),
            evidence: builder.add_u64_field(column::EVIDENCE, number.clone()),
            non_speech: builder.add_u64_field(column::NON_SPEECH, number.clone()),
            date: builder.add_u64_field(column::DATE, number.clone()),
            ordinal: builder.add_u64_field(column::ORDINAL, number.clone()),
            title: builder.add_text_field(column::TITLE, name.clone()),
            speaker: builder.add_text_field(column::SPEAKER, name.clone()),
            stem_terms: builder.add_u64_field(column::STEM_TERMS, number.clone()),
            exact_terms: builder.add_u64_field(column::EXACT_TERMS, number.clone()),
            text_from: builder.add_u64_field(column::TEXT_FROM, number.clone()),
            document_number: builder.add_u64_field(column::DOCUMENT_NUMBER, number.clone()),
            heading_words: builder.add_u64_field(column::HEADING_WORDS, number.clone()),
            words_before: builder.add_u64_field(column::WORDS_BEFORE, number.clone()),
            document_words: builder.add_u64_field(column::DOCUMENT_WORDS, number.clone()),
            medium: builder.add_u64_field(column::MEDIUM, number.clone()),
            from: builder.add_u64_field(column::FROM, number.clone()),
            to: builder.add_u64_field(column::TO, number),
            path: builder.add_text_field(column::PATH, name),
            schema: builder.build(),
        }
    }

    /// The field that holds terms of one kind.
    pub(crate) fn terms(&self, kind: Kind) -> Field {
        match kind {
            Kind::Stem => self.stem,
            Kind::Exact => self.exact,
            Kind::Accented => self.accented,
        }
    }

    /// A passage as it is kept, under a key of its source.
    pub(crate) fn passage_record(
        &self,
        analysed: AnalysedPassage,
        key: SourceId,
        index: &Path,
    ) -> Result<Record> {
        let AnalysedPassage {
            passage,
            tokens,
            text_from,
            heading_words,
            place,
            title_row,
            speaker_row,
        } = analysed;
        let document = DocumentId { source: key, ..passage.document() };
        let said = TimedSegment::from_passage(&passage).unwrap_or_default();
        let stretch = Stretch::of(&passage);
        let mut keys = RecordKeys::with_room();
        keys.push(self.id, by_id::ending(&passage.id));
        keys.push(self.source, source_key(key).as_bytes());
        keys.push(self.document, document_key(document).as_bytes());
        if let (Some(medium), Some(_)) = (&passage.about.medium, stretch) {
            keys.push(self.talk, medium.key().as_bytes());
        }
        for pair in stop_pairs::of_passage(&tokens) {
            keys.push(self.stop_pairs, pair);
        }
        let Stretch { from, to } = stretch.unwrap_or_default();
        let numbers = vec![
            (self.stem_terms, u64::from(tokens.count(Kind::Stem))),
            (self.exact_terms, u64::from(tokens.count(Kind::Exact))),
            (self.tie_breaker, passage.id.leading_bits()),
            (self.text_from, u64::from(text_from)),
            (self.heading_words, u64::from(heading_words)),
            (self.words_before, u64::from(place.words_before)),
            (self.document_words, u64::from(place.document_words)),
            (self.document_number, u64::from(document.number)),
            (self.ordinal, u64::from(passage.ordinal)),
            (self.medium, said.medium),
            (self.from, from),
            (self.to, to),
            (self.lang, Lang::slot(passage.lang) as u64),
            (self.evidence, passage.evidence().number() as u64),
            (self.non_speech, u64::from(passage.non_speech)),
            (self.date, passage.about.date.map_or(0, |d| d.ordinal())),
        ];
        let texts = vec![(self.title, title_row), (self.speaker, speaker_row)];
        let stored = Some((self.passage, kept::record(&passage).at(index)?));
        Ok(Record { tokens, keys, numbers, texts, stored })
    }

    /// The columns that say something of each passage, but for its language: of a file they say 0.
    fn of_all_records(&self) -> [Field; 15] {
        [
            self.date,
            self.document_number,
            self.document_words,
            self.evidence,
            self.exact_terms,
            self.from,
            self.heading_words,
            self.medium,
            self.non_speech,
            self.ordinal,
            self.stem_terms,
            self.text_from,
            self.tie_breaker,
            self.to,
            self.words_before,
        ]
    }

    /// A file as it is kept.
    pub(crate) fn source_record(&self, record: &SourceRecord, index: &Path) -> Result<Record> {
        // a column with a value for each record is smaller, and read without asking which have one
        let columns = self.of_all_records().into_iter().map(|number| (number, 0));
        let paths = record.paths.iter().map(|path| (self.path, path.shown.clone()));
        let mut keys = RecordKeys::default();
        keys.push(self.record_of, source_key(record.id).as_bytes());
        Ok(Record {
            keys,
            numbers: std::iter::once((self.lang, NOT_A_PASSAGE)).chain(columns).collect(),
            texts: paths.collect(),
            stored: Some((self.record, serde_json::to_vec(record).at(index)?)),
            ..Record::default()
        })
    }

    /// The record of a passage in what the engine has stored; `None` if there is none.
    pub(crate) fn kept_record<'r>(&self, stored: &'r [u8]) -> Option<&'r [u8]> {
        only_bytes(stored, self.passage)
    }

    /// Reads a file's record back.
    pub(crate) fn read_record(&self, doc: &TantivyDocument, index: &Path) -> Result<SourceRecord> {
        serde_json::from_slice(stored(doc, self.record, index)?).at(index)
    }
}

fn stored<'d>(doc: &'d TantivyDocument, field: Field, index: &Path) -> Result<&'d [u8]> {
    doc.get_first(field).and_then(|v| v.as_bytes()).ok_or_else(|| Error::Damaged {
        path: index.to_owned(),
        source: "a record lacks its stored bytes".into(),
    })
}

/// The bytes of a stored record that has this field alone; `None` where it is in another form.
///
/// The engine reads them one by one, and so takes longer than what makes a passage of them. What it
/// writes: the number of fields, then for each its number, what kind of value it has, how many bytes
/// these are, and the bytes.
fn only_bytes(record: &[u8], field: Field) -> Option<&[u8]> {
    let (fields, rest) = variable_length::read(record)?;
    let (number, rest) = rest.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first()?;
    let (length, bytes) = variable_length::read(rest)?;
    let own = fields == 1 && u32::from_le_bytes(*number) == field.field_id() && *kind == BYTES;
    (own && length == bytes.len() as u64).then_some(bytes)
}

/// The kind of a value that is bytes.
const BYTES: u8 = 4;

/// Writes what [`only_bytes`] reads: a stored record that has one field, or none.
pub(crate) fn write_stored(stored: Option<&(Field, Vec<u8>)>, out: &mut Vec<u8>) {
    variable_length::write(stored.is_some().into(), out);
    if let Some((field, bytes)) = stored {
        out.extend_from_slice(&field.field_id().to_le_bytes());
        out.push(BYTES);
        variable_length::write(bytes.len() as u64, out);
        out.extend_from_slice(bytes);
    }
}

/// The key of a document: keys are ordered as the ids are.
pub(crate) fn document_key(id: DocumentId) -> String {
    format!("{}{:010}", id.source, id.number)
}

/// Reads the key of a document.
pub(crate) fn read_document_key(key: &[u8]) -> Option<DocumentId> {
    let (source, number) = key.split_at_checked(key.len().checked_sub(10)?)?;
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some(DocumentId { source: read_source_key(source).ok()?, number })
}

/// The key of a file, as it is indexed.
pub(crate) fn source_key(source: SourceId) -> String {
    source.to_string()
}

/// Reads the key of a file.
pub(crate) fn read_source_key(key: &[u8]) -> std::result::Result<SourceId, IdError> {
    String::from_utf8_lossy(key).parse()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_document_key_is_the_id_and_ten_digits(bytes in any::<[u8; 4]>(), number in any::<u32>()) {
            let id = DocumentId { source: SourceId::from_bytes(&bytes), number };
            let key = document_key(id);
            prop_assert_eq!(&key, &format!("{}{number:010}", id.source));
            prop_assert_eq!(read_document_key(key.as_bytes()), Some(id));
        }
    }
}
