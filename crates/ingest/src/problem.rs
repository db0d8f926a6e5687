//! What is wrong at a place that stops a reader, as a code with fields: so that it can be told in
//! the language of whoever reads it.

use std::fmt;

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
    /// JSON that no reader knows.
    UnknownJson,
    /// XML that no reader knows.
    UnknownXml,
    /// A file with neither a text nor a title.
    NoText,
    /// A value that should be a number.
    NotANumber,
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

    /// A stable name in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::UnclosedElement { .. } => "unclosed-element",
            Problem::StrayEnd { .. } => "stray-end",
            Problem::OverlappingEnd { .. } => "overlapping-end",
            Problem::UnclosedMarkup => "unclosed-markup",
            Problem::Xml => "not-xml",
            Problem::Entities => "entities",
            Problem::JsonEnd { .. } => "json-end",
            Problem::Json { .. } => "not-json",
            Problem::JsonField { .. } => "json-field",
            Problem::TooDeep { .. } => "too-deep",
            Problem::LongLine { .. } => "long-line",
            Problem::UnknownJson => "unknown-json",
            Problem::UnknownXml => "unknown-xml",
            Problem::NoText => "no-text",
            Problem::NotANumber => "not-a-number",
        }
    }

    /// What a diagnostic says of it: the English sentence, the code, and what the sentence speaks of.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("problem", self.to_string()), ("problem-code", self.code().into())];
        match self {
            Problem::UnclosedElement { name }
            | Problem::StrayEnd { name }
            | Problem::OverlappingEnd { name } => fields.push(("name", name.clone())),
            Problem::JsonEnd { column }
            | Problem::Json { column }
            | Problem::JsonField { column } => fields.push(("column", column.to_string())),
            Problem::TooDeep { limit } | Problem::LongLine { limit } => {
                fields.push(("limit", limit.to_string()));
            }
            _ => {}
        }
        fields
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::UnclosedElement { name } => write!(f, "`<{name}>` is never closed"),
            Problem::StrayEnd { name } => write!(f, "`</{name}>` closes nothing"),
            Problem::OverlappingEnd { name } => {
                write!(f, "`</{name}>` closes what it did not open")
            }
            Problem::UnclosedMarkup => f.write_str("the file ends within a tag or a comment"),
            Problem::Xml => f.write_str("it is not well-formed here"),
            Problem::Entities => f.write_str("it declares entities, which are not expanded"),
            Problem::JsonEnd { column } => write!(f, "it breaks off at column {column}"),
            Problem::Json { column } => write!(f, "no valid JSON at column {column}"),
            Problem::JsonField { column } => {
                write!(f, "a field is missing or of another type, at column {column}")
            }
            Problem::TooDeep { limit } => write!(f, "it nests deeper than {limit} levels"),
            Problem::LongLine { limit } => write!(f, "the line is longer than {limit} bytes"),
            Problem::UnknownJson => f.write_str("JSON of no known shape"),
            Problem::UnknownXml => f.write_str("XML of no known kind"),
            Problem::NoText => f.write_str("neither text nor title"),
            Problem::NotANumber => f.write_str("a number is expected"),
        }
    }
}
