//! The seam to whatever keeps the passages: two small traits.
//!
//! Both sides speak in analysed tokens. A backend never sees a query string and never analyses,
//! so that one that lives elsewhere (a cluster, a test oracle) ranks as the one on disk does.

use serde::{Deserialize, Serialize};

use crate::analysis::Tokens;
use crate::document::Evidence;
use crate::hit::{Hit, Hits};
use crate::ids::{PassageId, SourceId};
use crate::passage::Passage;
use crate::query::Request;

/// A passage with the tokens that the analyser made of it.
#[derive(Clone, Debug)]
pub struct AnalysedPassage {
    /// The passage.
    pub passage: Passage,
    /// The tokens of its title and headings, then those of its text.
    pub tokens: Tokens,
    /// The position of the first word of its text.
    pub text_from: u32,
    /// How many words its title and headings have.
    pub heading_words: u32,
    /// The folded words of its title, for filters.
    pub title_words: Vec<String>,
    /// The folded words of its speaker, for filters.
    pub speaker_words: Vec<String>,
}

/// A file that is in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Its bytes.
    pub id: SourceId,
    /// The format it was read as.
    pub format: String,
    /// The version of the reader that read it: another one may read it otherwise.
    pub reader: u32,
    /// The kind of evidence that whoever indexed it said it is, whatever the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Where it was found: pairs of the path to show and the absolute path, sorted.
    pub paths: Vec<SourcePath>,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many passages came of it.
    pub passages: u32,
}

/// One place where a source was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourcePath {
    /// Relative to the folder that was given, with `/` between the parts.
    pub shown: String,
    /// The whole path, so that a later run can tell what has gone.
    pub absolute: String,
}

/// What an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files.
    pub sources: u64,
    /// Passages.
    pub passages: u64,
    /// Passages in French.
    pub french: u64,
    /// Passages in English.
    pub english: u64,
    /// Passages in neither.
    pub neither: u64,
}

/// Somewhere to put passages.
pub trait Store {
    /// What can go wrong.
    type Error: std::error::Error;

    /// The files that are there now.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn sources(&self) -> Result<Vec<SourceRecord>, Self::Error>;

    /// Adds passages of a file: with the first of them go those that were there before. One file
    /// may come in many parts, so that nobody has to hold all of it.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn add(&mut self, source: SourceId, passages: Vec<AnalysedPassage>) -> Result<(), Self::Error>;

    /// Says that a file is whole, with all the passages that were added in this run.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn finish_source(&mut self, record: &SourceRecord) -> Result<(), Self::Error>;

    /// Says anew where a file lies, and leaves its passages as they are.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn update_paths(&mut self, record: &SourceRecord) -> Result<(), Self::Error>;

    /// Takes a file out.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn remove(&mut self, source: SourceId) -> Result<(), Self::Error>;

    /// Makes all of it visible at once, or none of it.
    ///
    /// # Errors
    /// When the store cannot be written; what was there before is then still there.
    fn commit(&mut self) -> Result<(), Self::Error>;
}

/// Somewhere to look for passages.
pub trait Search {
    /// What can go wrong.
    type Error: std::error::Error;

    /// The passages that answer best.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn search(&self, request: &Request) -> Result<Hits, Self::Error>;

    /// The passages of a document around one, itself included, in the order of the document;
    /// empty when no passage has this id. `context` counts passages each way.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn around(&self, id: PassageId, context: u32) -> Result<Vec<Hit>, Self::Error>;

    /// What the index holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn counts(&self) -> Result<Counts, Self::Error>;
}
