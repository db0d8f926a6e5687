//! The record of a passage: what neither its columns nor its keys say of it.
//!
//! It is the end of the id, of which a column has the rest, and then the passage as JSON, without its
//! id and source, coded by the table of [`symbols`](crate::symbols). Read back it is the passage to
//! the byte.

use ibid_core::ids::{PassageId, SourceId};
use ibid_core::passage::Passage;

use crate::by_id::{self, ENDING};
use crate::symbols::{Encoder, Table};

/// What is said of most passages beside their text has fewer bytes than these.
const ABOUT: usize = 384;

/// How the JSON of a passage begins: with what the record leaves out.
fn head(id: PassageId, source: SourceId) -> String {
    format!("{{\"id\":\"{id}\",\"source\":\"{source}\",")
}

/// The JSON of a passage, and how long its head is.
fn written(passage: &Passage) -> serde_json::Result<(Vec<u8>, usize)> {
    let mut json = Vec::with_capacity(passage.text.len() + ABOUT);
    serde_json::to_writer(&mut json, passage)?;
    let head = head(passage.id, passage.source);
    if !json.starts_with(head.as_bytes()) {
        return Err(serde::ser::Error::custom("the id and the source do not come first"));
    }
    Ok((json, head.len()))
}

/// The end of the id, and the JSON of a passage without its id and source: what of it is compared to
/// tell whether it has changed.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn json(passage: &Passage) -> serde_json::Result<Vec<u8>> {
    let (json, head) = written(passage)?;
    Ok([by_id::ending(&passage.id), json.get(head..).unwrap_or_default()].concat())
}

/// The record of a passage.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn record(passage: &Passage) -> serde_json::Result<Vec<u8>> {
    let (json, head) = written(passage)?;
    let rest = json.get(head..).unwrap_or_default();
    // nearly all text takes less than half of its bytes
    let mut record = Vec::with_capacity(ENDING + rest.len() / 2);
    record.extend_from_slice(by_id::ending(&passage.id));
    let coded = Encoder::shipped().and_then(|encoder| encoder.encode(rest, &mut record));
    coded.ok_or_else(|| serde::ser::Error::custom("the table of strings is broken"))?;
    Ok(record)
}

/// What [`json`] gave for the passage of a record; `None` if this is none.
pub(crate) fn json_of(record: &[u8]) -> Option<Vec<u8>> {
    let (ending, coded) = record.split_at_checked(ENDING)?;
    let mut json = ending.to_vec();
    Table::shipped()?.decode(coded, &mut json)?;
    Some(json)
}

/// The passage of a record, of which the first bits of the id and the source are known; `None` if the
/// record is none.
pub(crate) fn passage(
    record: &[u8],
    first_bits: u64,
    source: SourceId,
) -> Option<serde_json::Result<Passage>> {
    let (ending, coded) = record.split_at_checked(ENDING)?;
    let id = PassageId::from_parts(first_bits, ending.try_into().ok()?);
    let mut json = head(id, source).into_bytes();
    Table::shipped()?.decode(coded, &mut json)?;
    Some(serde_json::from_slice(&json))
}
