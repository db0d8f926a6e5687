//! The unit that is found, ranked, quoted and cited.

use serde::{Deserialize, Serialize};

use crate::document::{About, Evidence, Span};
use crate::ids::{DocumentId, PassageId, SourceId};
use crate::lang::Lang;

/// Whole sentences of one section of one document, in one language, with their times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its stable name.
    pub id: PassageId,
    /// The bytes of the file that it came from.
    pub source: SourceId,
    /// What is known of the document.
    pub about: About,
    /// The headings above it, from the widest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub section: Vec<String>,
    /// Its place in the document, from 0.
    pub ordinal: u32,
    /// The line of the source where it starts, from 1.
    pub line: u32,
    /// Its language; `None` for text in neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Who speaks, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Nobody said it: sound marks, or lines that speech recognition made up. It is found only
    /// where that is asked for.
    #[serde(rename = "suspect", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_speech: bool,
    /// The text, verbatim after NFC and white-space cleaning; blocks are parted by a line feed.
    pub text: String,
    /// Which moment supports which bytes of `text`: in order, not overlapping, covering it; empty
    /// where the source gives no time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

impl Passage {
    /// The document that it is of.
    pub fn document(&self) -> DocumentId {
        DocumentId { source: self.source, number: self.about.number.unwrap_or(0) }
    }

    /// The kind of evidence; verbatim where the source says nothing.
    pub fn evidence(&self) -> Evidence {
        self.about.evidence.unwrap_or(Evidence::Verbatim)
    }
}
