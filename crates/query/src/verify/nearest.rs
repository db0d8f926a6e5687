//! The passage that comes nearest to a quote which is nowhere, and what differs word by word.

use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use serde::{Deserialize, Serialize};

use super::pattern::{Pattern, text_of};
use super::words::{joined, words};
use super::{Agreement, Found, Spot, starts};
use crate::cite::{Citation, CiteOptions};
use crate::origin::{Origin, SourceState, sourced};

/// Less like a quote than this no passage is near it.
const LEAST: f64 = 0.3;

/// What comes nearest to a quote that is nowhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Nearest {
    /// The best citation in one line.
    pub citation: String,
    /// The passage in which the words begin that are like the quote.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PassageId,
    /// The path of its source.
    pub source: String,
    /// The title of its document.
    pub title: Option<String>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// From and to in `text`, in bytes of UTF-8, the end not counted.
    pub bytes: [usize; 2],
    /// The passage, verbatim; with those after it where the words go on there.
    pub text: String,
    /// What differs, in the order of the quote.
    pub differs: Vec<Difference>,
    /// Where to open it.
    pub citations: Vec<Citation>,
    /// What became of its source since it was read; `None` where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_state: Option<SourceState>,
    /// Where it was read, for whoever looks.
    #[serde(skip)]
    pub origin: Option<Origin>,
    /// How like the quote it is, from 0 to 1; not part of the JSON.
    #[serde(skip)]
    pub likeness: f64,
}

sourced!(Nearest);

/// A run of words that a quote and a source do not share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Difference {
    /// What the quote has; empty where it lacks words.
    pub quote: String,
    /// What the source has; empty where the quote added words.
    pub source: String,
}

/// The stretch of some passages of one document that is nearest to a quotation; `None` where none is
/// near.
pub(crate) fn nearest(pattern: &Pattern, hits: &[Hit], options: &CiteOptions) -> Option<Nearest> {
    let text = text_of(hits);
    let here = joined(&text, &words(&text));
    let alignment = pattern.beside(&here)?;
    if alignment.likeness < LEAST {
        return None;
    }

    let stretch = alignment.stretch()?;
    let bytes = here.get(stretch.start)?.bytes.start..here.get(stretch.end - 1)?.bytes.end;
    let found = Found { agreement: Agreement::None, bytes: bytes.clone(), words: bytes };
    let place = Spot::new(found, &starts(hits)).place(hits, options)?;
    let differs = pattern.differences(&alignment, &here, &text);
    let differs = differs.into_iter().map(|(quote, source)| Difference { quote, source });

    Some(Nearest {
        citation: place.citation,
        id: place.id,
        source: place.source,
        title: place.title,
        speaker: place.speaker,
        bytes: place.bytes,
        text: place.text,
        differs: differs.collect(),
        citations: place.citations,
        source_state: place.source_state,
        origin: place.origin,
        likeness: alignment.likeness,
    })
}
