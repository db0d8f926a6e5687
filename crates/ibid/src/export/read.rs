//! Reading back what was exported.

use ibid_core::backend::SourceRecord;
use ibid_core::document::About;
use ibid_core::passage::Passage;
use ibid_ingest::{Error, Problem};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Exported, VERSION};

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
    End(Exported),
}

/// Whether some bytes are an export.
pub(crate) fn is_export(bytes: &[u8]) -> bool {
    bytes.starts_with(START)
}

/// Reads an export, and gives each of its sources; `name` is what errors call it.
///
/// # Errors
/// [`Error::Malformed`] at the first line that is none of an export of this version, or whose times
/// do not fit its text, or at which less came than was said. `each` is then never called.
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
    let mut archive = Archive { source: None, about: None, came: Exported::default(), each };
    let (mut last, mut ended) = (1, false);
    for (number, line) in (1u32..).zip(bytes.split(|b| *b == b'\n')) {
        if line.is_empty() {
            continue;
        }
        let malformed = |problem| malformed(name, number, problem);
        let wrong = |error: serde_json::Error| malformed(Problem::of_json(&error));
        last = number;
        if number == 1 {
            let header: Header = serde_json::from_slice(line).map_err(wrong)?;
            if header.ibid_export != VERSION {
                return Err(malformed(Problem::OtherVersion { version: header.ibid_export }));
            }
            continue;
        }

        match serde_json::from_slice(line).map_err(wrong)? {
            _ if ended => return Err(malformed(Problem::JsonField { column: 1 })),
            Line::End(all) => {
                archive.end_source().map_err(malformed)?;
                if all != archive.came {
                    return Err(malformed(Problem::BrokenOff));
                }
                ended = true;
            }
            line => archive.take(line).map_err(malformed)?,
        }
    }

    if ended { Ok(()) } else { Err(malformed(name, last, Problem::BrokenOff)) }
}

fn malformed(name: &str, line: u32, problem: Problem) -> Error {
    Error::Malformed { path: name.to_owned(), line, format: FORMAT, problem }
}

/// An export while it is read.
struct Archive<'a> {
    source: Option<ExportedSource>,
    about: Option<About>,
    /// How much came so far.
    came: Exported,
    each: &'a mut dyn FnMut(ExportedSource),
}

impl Archive<'_> {
    fn take(&mut self, line: Line) -> Result<(), Problem> {
        match line {
            Line::Source(record) => {
                self.end_source()?;
                self.came.sources += 1;
                self.source = Some(ExportedSource { record, passages: Vec::new() });
            }
            Line::Document(document) => {
                self.came.documents += 1;
                self.about = Some(*document);
            }
            Line::Passage(fields) => {
                let (Some(source), Some(about)) = (&mut self.source, &self.about) else {
                    return Err(Problem::JsonField { column: 1 });
                };
                let passage = passage(fields, source, about);
                let passage = passage.map_err(|error| Problem::of_json(&error))?;
                if !(passage.spans_are_in_text() && passage.times_are_ordered()) {
                    return Err(Problem::Times);
                }
                self.came.passages += 1;
                source.passages.push(passage);
            }
            Line::End(_) => {}
        }
        Ok(())
    }

    /// Gives the source that came, once all of it did.
    fn end_source(&mut self) -> Result<(), Problem> {
        self.about = None;
        let Some(source) = self.source.take() else { return Ok(()) };
        if source.passages.len() != source.record.passages as usize {
            return Err(Problem::BrokenOff);
        }
        (self.each)(source);
        Ok(())
    }
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
