//! What an index holds as JSON lines, and back: nobody's archive is locked in.
//!
//! ```text
//! {"ibid_export":1,"made_by":"0.1.0"}
//! {"source":{"id":…,"format":…,"paths":[…],…}}     a source; what follows is of it
//! {"document":{"title":…,"medium":…,"number":…}}   a document of it; what follows is of it
//! {"passage":{"id":…,"text":…,"spans":[…],…}}      a passage of it, with its times
//! {"end":{"sources":2,"documents":2,"passages":9}} the last line, with how many came before it
//! ```
//!
//! Half of an archive must not pass for a whole one: without its last line, or with fewer passages of
//! a source than the source says, it is not read.
//!
//! [`Indexer::add_files`](crate::Indexer::add_files) reads such a file back: the passages keep their
//! ids, their words, their times and where their sources lay.

mod read;

use std::io::Write;
use std::path::Path;

use ibid_core::backend::{Backend, Snapshot, SourcePath, SourceRecord};
use ibid_core::document::About;
use ibid_core::ids::DocumentId;
use ibid_core::passage::Passage;
use ibid_index::Reader;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};

pub(crate) use read::{ExportedSource, is_export, read};

/// The version of the lines; one that is not known is refused.
const VERSION: u32 = 1;

/// How many documents are asked for at a time.
const PAGE: usize = 256;

/// How much was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Exported {
    /// Sources.
    pub sources: u64,
    /// Documents that have passages.
    pub documents: u64,
    /// Passages.
    pub passages: u64,
}

/// The first line.
#[derive(Serialize)]
struct Header {
    ibid_export: u32,
    made_by: &'static str,
}

/// Any other line.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Line<'a> {
    Source(&'a SourceRecord),
    Document(&'a About),
    Passage(Value),
    End(Exported),
}

/// Writes all that an index holds as JSON lines: its sources in the order of their ids, each with its
/// documents and their passages.
///
/// # Errors
/// When there is no index, when it cannot be read, or when `out` cannot be written.
pub fn export(index: &Path, out: &mut dyn Write) -> Result<Exported> {
    let snapshot = Reader::open(index)?.snapshot()?;
    let mut writer = Lines { out, exported: Exported::default() };
    writer.line(&Header { ibid_export: VERSION, made_by: env!("CARGO_PKG_VERSION") })?;

    let mut documents = Documents { snapshot: &snapshot, page: Vec::new(), after: None };
    for mut record in snapshot.sources(None, usize::MAX)? {
        // what tells this machine that a file is as it was tells another one nothing
        let here = |path: SourcePath| SourcePath { stamp: None, twins: Vec::new(), ..path };
        record.paths = record.paths.into_iter().map(here).collect();
        writer.line(&Line::Source(&record))?;
        writer.exported.sources += 1;
        while let Some(document) = documents.next_of(&record)? {
            writer.document(&snapshot, document)?;
        }
    }
    let all = writer.exported;
    writer.line(&Line::End(all))?;
    Ok(all)
}

struct Lines<'a> {
    out: &'a mut dyn Write,
    exported: Exported,
}

impl Lines<'_> {
    fn line(&mut self, value: &impl Serialize) -> Result<()> {
        let write = |source| Error::Output { source };
        let mut line = serde_json::to_vec(value).map_err(|e| write(e.into()))?;
        line.push(b'\n');
        self.out.write_all(&line).map_err(write)
    }

    fn document(
        &mut self,
        snapshot: &impl Snapshot<Error = ibid_index::Error>,
        id: DocumentId,
    ) -> Result<()> {
        let [passages] = <[_; 1]>::try_from(snapshot.passages_of(&[id])?).unwrap_or_default();
        let Some(first) = passages.first() else { return Ok(()) };
        self.line(&Line::Document(&first.passage.about))?;
        self.exported.documents += 1;
        for hit in &passages {
            let passage = without_document(&hit.passage, &first.passage.about)?;
            self.line(&Line::Passage(passage))?;
            self.exported.passages += 1;
        }
        Ok(())
    }
}

/// A passage without what its source and its document say; with what is known of it alone, such as
/// that it was translated.
fn without_document(passage: &Passage, document: &About) -> Result<Value> {
    let value = serde_json::to_value(passage);
    let mut value = value.map_err(|e| Error::Output { source: e.into() })?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("source");
        if passage.about == *document {
            fields.remove("about");
        }
    }
    Ok(value)
}

/// The documents of an index, in the order of their sources.
struct Documents<'a, S> {
    snapshot: &'a S,
    /// Those to come of the page that was asked for last, from the end.
    page: Vec<DocumentId>,
    /// The last one of that page.
    after: Option<DocumentId>,
}

impl<S: Snapshot<Error = ibid_index::Error>> Documents<'_, S> {
    /// The next document, if it is of a source.
    fn next_of(&mut self, record: &SourceRecord) -> Result<Option<DocumentId>> {
        if self.page.is_empty() {
            let page = self.snapshot.documents(self.after, PAGE)?;
            self.page = page.iter().rev().map(|document| document.id).collect();
            self.after = self.page.first().copied().or(self.after);
        }
        let is_next = self.page.last().is_some_and(|next| next.source == record.id);
        Ok(if is_next { self.page.pop() } else { None })
    }
}
