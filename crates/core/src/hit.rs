//! What a search brings back, before it is made into an answer.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::backend::SourcePath;
use crate::ids::DocumentId;
use crate::passage::Passage;

/// One passage that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The passage, with its text and times.
    pub passage: Passage,
    /// The path of its source, relative to the folder that was indexed; with `#name` for one of
    /// several documents in a file.
    pub path: String,
    /// The whole path of the file, for links.
    pub file: String,
    /// Its score: comparable within one response only.
    pub score: f64,
    /// Where in its text the question stands word by word, if it does: what a pasted quote is to be
    /// cited for. It may go on in the next passage, and ends with the text of this one then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<Range<usize>>,
    /// Where else the same passage stands.
    #[serde(default, skip_serializing_if = "Twins::is_empty")]
    pub also: Twins,
    /// The passage that says the same in the other language, where the talk exists in both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<Box<Hit>>,
}

impl Hit {
    /// A passage that was found, and where its source lies; nothing else is said of it yet.
    pub fn new(passage: Passage, place: SourcePath, score: f64) -> Self {
        let path = match &passage.about.name {
            Some(name) => format!("{}#{name}", place.shown),
            None => place.shown,
        };
        let file = place.absolute;
        Hit { passage, path, file, score, quoted: None, also: Twins::default(), pair: None }
    }
}

/// Passages with the id of another, in other documents: the same words under the same headings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Twins {
    /// The first of them, in the order of their documents. Their scores are 0.
    pub hits: Vec<Hit>,
    /// How many there are beside these.
    pub more: u64,
}

impl Twins {
    /// No more of them are read.
    pub const MOST: usize = 10;

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty() && self.more == 0
    }

    /// The first of some places in the order that they have, without the one that is shown, each
    /// read as a hit.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn read<P, E>(
        places: impl IntoIterator<Item = (DocumentId, P)>,
        shown: DocumentId,
        read: impl FnMut(P) -> Result<Hit, E>,
    ) -> Result<Self, E> {
        let others = places.into_iter().filter(|(document, _)| *document != shown);
        let mut others: Vec<P> = others.map(|(_, place)| place).collect();
        let more = others.len().saturating_sub(Self::MOST) as u64;
        others.truncate(Self::MOST);

        let hits = others.into_iter().map(read).collect::<Result<_, E>>()?;
        Ok(Twins { hits, more })
    }
}

impl Hit {
    /// The name of its document among several in one file; its path where it has none.
    pub fn document_name(&self) -> &str {
        self.passage.about.name.as_deref().unwrap_or(&self.path)
    }

    /// The path of its source, without the name of a document in it.
    pub fn source(&self) -> &str {
        let name = self.passage.about.name.as_deref();
        let without = name.and_then(|name| self.path.strip_suffix(name)?.strip_suffix('#'));
        without.unwrap_or(&self.path)
    }
}

/// How much a term weighed, so that marks and citations weigh alike.
#[derive(Clone, Debug, PartialEq)]
pub struct TermWeight {
    /// The term, as the analyser put it out.
    pub term: String,
    /// Its weight: the inverse document frequency, 0 for a term that no passage holds.
    pub weight: f64,
}

/// What a search brings back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// The best passages, best first; ties in the order of their ids.
    pub hits: Vec<Hit>,
    /// How many passages matched, when it was asked for.
    pub total: Option<u64>,
    /// The weights of the terms that were searched.
    pub weights: Vec<TermWeight>,
    /// What could not be honoured.
    pub warnings: Vec<crate::diagnostic::Diagnostic>,
}
