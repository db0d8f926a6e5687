//! Reading back what was exported.

use ibid_core::backend::SourceRecord;
use ibid_core::document::About;
use ibid_core::passage::Passage;
use ibid_ingest::{Error, Problem};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::VERSION;

/// How such a file begins.
const START: &[u8] = b"{\"ibid_export\":";

/// What messages call the format.
const FORMAT: &str = "ibid's export";

/// A source with its passages, document by document.
pub(crate) struct ExportedSource {
    pub(crate) record: SourceRecord,
    pub(crate) passages: Vec<Passage>,
}

#[derive(Deserialize)]
struct Header {
    ibid_export: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Source(SourceRecord),
    Document(Box<About>),
    Passage(Map<String, Value>),
}

/// Whether some bytes are an export.
pub(crate) fn is_export(bytes: &[u8]) -> bool {
    bytes.starts_with(START)
}

/// Reads an export, and gives each of its sources; `name` is what errors call it.
///
/// # Errors
/// [`Error::Malformed`] at the first line that is none of an export of this version, or whose times
/// do not fit its text. `each` is then never called.
pub(crate) fn read(
    bytes: &[u8],
    name: &str,
    each: &mut dyn FnMut(ExportedSource),
) -> Result<(), Error> {
    // All of it is looked at first, since half of an archive must not pass for a whole one.
    read_lines(bytes, name, &mut drop)?;
    read_lines(bytes, name, each)
}

fn read_lines(bytes: &[u8], name: &str, each: &mut dyn FnMut(ExportedSource)) -> Result<(), Error> {
    let mut source: Option<ExportedSource> = None;
    let mut about: Option<About> = None;
    for (number, line) in (1u32..).zip(bytes.split(|b| *b == b'\n')) {
        if line.is_empty() {
            continue;
        }
        let malformed = |problem| Error::Malformed {
            path: name.to_owned(),
            line: number,
            format: FORMAT,
            problem,
        };
        let wrong = |error: serde_json::Error| malformed(Problem::of_json(&error));
        if number == 1 {
            let header: Header = serde_json::from_slice(line).map_err(wrong)?;
            if header.ibid_export != VERSION {
                return Err(malformed(Problem::OtherVersion { version: header.ibid_export }));
            }
            continue;
        }

        match serde_json::from_slice(line).map_err(wrong)? {
            Line::Source(record) => {
                source.take().into_iter().for_each(&mut *each);
                about = None;
                source = Some(ExportedSource { record, passages: Vec::new() });
            }
            Line::Document(document) => about = Some(*document),
            Line::Passage(fields) => {
                let (Some(source), Some(about)) = (&mut source, &about) else {
                    return Err(malformed(Problem::JsonField { column: 1 }));
                };
                let passage = passage(fields, source, about).map_err(wrong)?;
                if !(passage.spans_are_in_text() && passage.times_are_ordered()) {
                    return Err(malformed(Problem::Times));
                }
                source.passages.push(passage);
            }
        }
    }

    source.into_iter().for_each(each);
    Ok(())
}

/// A passage with what its source says, and its document where it does not say that itself.
fn passage(
    mut fields: Map<String, Value>,
    source: &ExportedSource,
    about: &About,
) -> Result<Passage, serde_json::Error> {
    fields.insert("source".to_owned(), Value::String(source.record.id.to_string()));
    if !fields.contains_key("about") {
        fields.insert("about".to_owned(), serde_json::to_value(about)?);
    }
    serde_json::from_value(Value::Object(fields))
}
