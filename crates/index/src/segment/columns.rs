//! The columns of a segment while it is filled.

use std::io;

use tantivy::columnar::{ColumnType, ColumnarWriter};
use tantivy::directory::{TerminatingWrite, WritePtr};
use tantivy::schema::{Field, FieldType, Schema};

use super::Record;

/// The columns of all records so far.
pub(super) struct Columns {
    writer: ColumnarWriter,
    /// The name of the column of each field that has one.
    names: Vec<Option<String>>,
}

impl Columns {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut writer = ColumnarWriter::default();
        let name = |(_, entry): (Field, &tantivy::schema::FieldEntry)| {
            let kind = match entry.field_type() {
                FieldType::Str(_) => ColumnType::Str,
                FieldType::Bytes(_) => ColumnType::Bytes,
                _ => ColumnType::U64,
            };
            entry.is_fast().then(|| {
                // a column without numbers is written too
                writer.record_column_type(entry.name(), kind, false);
                entry.name().to_owned()
            })
        };
        let names = schema.fields().map(name).collect();
        Columns { writer, names }
    }

    /// Adds what columns say of a record.
    pub(super) fn add(&mut self, number: u32, record: &Record) {
        let Columns { writer, names } = self;
        let name = |field: Field| names.get(field.field_id() as usize).and_then(Option::as_deref);
        for (field, value) in &record.numbers {
            if let Some(name) = name(*field) {
                writer.record_numerical(number, name, *value);
            }
        }
        for (field, text) in &record.texts {
            if let Some(name) = name(*field) {
                writer.record_str(number, name, text);
            }
        }
        for (field, key) in record.keys.iter() {
            if let Some(name) = name(field) {
                writer.record_bytes(number, name, key);
            }
        }
    }

    /// How many bytes of memory they take.
    pub(super) fn memory(&self) -> usize {
        self.writer.mem_usage()
    }

    /// Writes the columns of so many records.
    pub(super) fn serialize(mut self, records: u32, mut file: WritePtr) -> io::Result<()> {
        self.writer.serialize(records, None, &mut file)?;
        file.terminate()
    }
}
