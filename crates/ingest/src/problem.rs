//! What is wrong at a place that stops a reader, as a code with fields: so that it can be told in
//! the language of whoever reads it.

use std::fmt;

use ibid_core::diagnostic::{ProblemKind, fill};

/// What is wrong somewhere in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// An element of XML that the file never closes.
    UnclosedElement {
        /// Its name, or the start of a long one.
        name: String,
    },
    /// An end tag whose element is not open.
    StrayEnd {
        /// Its name, or the start of a long one.
        name: String,
    },
    /// An end tag while other elements are still open within its own.
    OverlappingEnd {
        /// Its name, or the start of a long one.
        name: String,
    },
    /// XML that stops within a tag, a comment, or the like.
    UnclosedMarkup,
    /// Anything else that XML does not allow.
    Xml,
    /// A document type that declares entities: they may stand for more text than any memory holds.
    Entities,
    /// JSON that stops before its values are closed.
    JsonEnd {
        /// The column, from 1.
        column: usize,
    },
    /// What JSON does not allow.
    Json {
        /// The column, from 1; bytes, not characters.
        column: usize,
    },
    /// JSON that lacks a field, or has something else in its place.
    JsonField {
        /// The column where the object ends or the value stands.
        column: usize,
    },
    /// JSON within JSON beyond all measure.
    TooDeep {
        /// How many levels are read.
        limit: usize,
    },
    /// A line longer than any that says something.
    LongLine {
        /// How many bytes of one line are read.
        limit: usize,
    },
    /// An archive or a PDF that cannot be opened.
    Damaged,
    /// An archive or a PDF that unpacks to more than people make.
    TooMuch,
    /// JSON that no reader knows.
    UnknownJson,
    /// XML that no reader knows.
    UnknownXml,
    /// A file with neither a text nor a title.
    NoText,
    /// A value that should be a number.
    NotANumber,
    /// Times of words that are not there, or that do not follow one another.
    Times,
    /// Less follows than the file says.
    BrokenOff,
    /// A version of a format that is not known.
    OtherVersion {
        /// The version.
        version: u32,
    },
}

impl Problem {
    /// What is wrong with a piece of JSON.
    pub fn of_json(error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let column = error.column();
        match error.classify() {
            Category::Eof => Problem::JsonEnd { column },
            Category::Data => Problem::JsonField { column },
            Category::Syntax | Category::Io => Problem::Json { column },
        }
    }

    /// The same without what it is about: its name, and its text.
    pub fn kind(&self) -> ProblemKind {
        match self {
            Problem::UnclosedElement { .. } => ProblemKind::UnclosedElement,
            Problem::StrayEnd { .. } => ProblemKind::StrayEnd,
            Problem::OverlappingEnd { .. } => ProblemKind::OverlappingEnd,
            Problem::UnclosedMarkup => ProblemKind::UnclosedMarkup,
            Problem::Xml => ProblemKind::Xml,
            Problem::Entities => ProblemKind::Entities,
            Problem::JsonEnd { .. } => ProblemKind::JsonEnd,
            Problem::Json { .. } => ProblemKind::Json,
            Problem::JsonField { .. } => ProblemKind::JsonField,
            Problem::TooDeep { .. } => ProblemKind::TooDeep,
            Problem::LongLine { .. } => ProblemKind::LongLine,
            Problem::Damaged => ProblemKind::Damaged,
            Problem::TooMuch => ProblemKind::TooMuch,
            Problem::UnknownJson => ProblemKind::UnknownJson,
            Problem::UnknownXml => ProblemKind::UnknownXml,
            Problem::NoText => ProblemKind::NoText,
            Problem::NotANumber => ProblemKind::NotANumber,
            Problem::Times => ProblemKind::Times,
            Problem::BrokenOff => ProblemKind::BrokenOff,
            Problem::OtherVersion { .. } => ProblemKind::OtherVersion,
        }
    }

    /// What the text of its kind is about, by name.
    fn place(&self) -> Option<(&'static str, String)> {
        match self {
            Problem::UnclosedElement { name }
            | Problem::StrayEnd { name }
            | Problem::OverlappingEnd { name } => Some(("name", name.clone())),
            Problem::JsonEnd { column }
            | Problem::Json { column }
            | Problem::JsonField { column } => Some(("column", column.to_string())),
            Problem::TooDeep { limit } | Problem::LongLine { limit } => {
                Some(("limit", limit.to_string()))
            }
            Problem::OtherVersion { version } => Some(("version", version.to_string())),
            _ => None,
        }
    }

    /// What a diagnostic says of it: the English sentence, the name, and what that is about.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let name = self.kind().name().to_owned();
        let mut fields = vec![("problem", self.to_string()), ("problem-code", name)];
        fields.extend(self.place());
        fields
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        let fields = place.iter().map(|(name, value)| (*name, value.as_str()));
        f.write_str(&fill(self.kind().text(), fields))
    }
}
