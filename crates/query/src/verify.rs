//! Whether a quote stands in a text, to the letter or but for its typography, and where.
//!
//! Two writings are the same but for typography when their words are: stretches of letters and
//! digits, without case, accents and ligatures. Apostrophes, hyphens, punctuation and white space
//! only part words.

use std::ops::Range;

use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::Evidence;
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use serde::{Deserialize, Serialize};

use crate::cite::{self, Citation, CiteOptions};
use crate::origin::{self, Origin, SourceState, Sourced, sourced};

mod alignment;
mod draft;
mod marks;
mod nearest;
mod parts;
mod pattern;
mod quote;
mod words;

pub use draft::{CheckedQuotation, DraftQuote, DraftReport, DraftSummary, DraftVerdict};
pub(crate) use nearest::nearest;
pub use nearest::{Difference, Nearest};
pub use parts::QuotePart;
pub(crate) use parts::parts;
pub(crate) use pattern::Pattern;
pub use quote::{Found, Quote};

/// A quote of more words is not compared word by word with what comes near it.
pub(crate) const LONGEST_COMPARED: usize = 500;

/// How far a quote agrees with the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// It is not there.
    None,
    /// It is there but for case, accents, apostrophes, punctuation or white space.
    Normalised,
    /// It is there to the letter; only line breaks and runs of white space may differ.
    Exact,
}

/// A place where a quote stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TextMatch {
    /// The best citation in one line.
    pub citation: String,
    /// The passage in which the quote begins.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PassageId,
    /// The path of its source.
    pub source: String,
    /// The title of its document.
    pub title: Option<String>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// Who speaks, one after the other, where the quote goes on with what somebody else said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// What kind of evidence it is.
    pub evidence: Evidence,
    /// Whether nobody said it: see [`Passage::non_speech`](ibid_core::passage::Passage).
    #[serde(rename = "suspect", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_speech: bool,
    /// How far the quote agrees with it.
    pub found: Agreement,
    /// From and to in `text`, in bytes of UTF-8, the end not counted.
    pub bytes: [usize; 2],
    /// The passage, verbatim; with those after it where the quote goes on there.
    pub text: String,
    /// Where to open it: first the moment at which the quote begins.
    pub citations: Vec<Citation>,
    /// What became of its source since it was read; `None` where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_state: Option<SourceState>,
    /// Where it was read, for whoever looks.
    #[serde(skip)]
    pub origin: Option<Origin>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Verdict {
    /// Which state of the store was looked at: it grows with each commit.
    pub generation: u64,
    /// The best agreement of all places; of those that nobody said only where there is no other.
    pub found: Agreement,
    /// Where it stands: the best agreement first, then in the order of the sources, and what nobody
    /// said last.
    pub places: Vec<TextMatch>,
    /// How many places more were found; there may be others that were not looked for.
    #[serde(default, skip_serializing_if = "crate::answer::is_zero")]
    pub more: u64,
    /// What comes nearest to the quote, where it is nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
    /// Where the parts of a quote stand that is nowhere as a whole, in the order of the quote: put
    /// together of what stands in several places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<QuotePart>,
    /// What the quote says beside the sources, where that was left out to find it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::DiagnosticSchema>"))]
    pub warnings: Vec<Diagnostic>,
}

sourced!(TextMatch);

/// Puts places whose sources are as they were first, and keeps at most `limit`. How far the first
/// agrees.
fn settle(places: &mut Vec<TextMatch>, limit: usize) -> Option<Agreement> {
    places.sort_by_key(|place| !place.stands());
    places.truncate(limit);
    places.first().map(|place| place.found)
}

impl Verdict {
    /// Puts places whose sources are as they were first, says how far the quote agrees with these,
    /// keeps at most `limit`, and tells of the sources of those that are left. Where all have changed
    /// or gone, `found` says what held when they were read.
    pub fn settle(&mut self, limit: usize) {
        let found = self.places.len();
        if let Some(found) = settle(&mut self.places, limit) {
            self.found = found;
        }
        self.more += (found - self.places.len()) as u64;
        self.warnings.extend(origin::stale(&self.places));
    }

    /// Keeps at most `limit` places, and counts the others.
    pub fn show_at_most(&mut self, limit: usize) {
        let found = self.places.len();
        self.places.truncate(limit);
        self.more += (found - self.places.len()) as u64;
    }

    /// Whether the quote is in the sources as they are: in one of the places at least that nothing
    /// is known to have changed.
    pub fn stands(&self) -> bool {
        self.places.iter().any(TextMatch::stands)
    }
}

impl TextMatch {
    /// Whether nothing is known to have changed there since it was read.
    pub fn stands(&self) -> bool {
        self.state().is_none_or(SourceState::stands)
    }
}

/// A place where a quote stands, before it is made into what is shown.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// The passage in which the quote begins, by its place among those that were looked at.
    pub at: usize,
    /// How far it agrees.
    pub agreement: Agreement,
    /// Its bytes in the texts of that passage and those after it, a line each.
    pub bytes: Range<usize>,
    /// The bytes of its words, in the same.
    words: Range<usize>,
    /// How many of the passages after it the quote goes on in.
    following: usize,
}

/// The places in some passages of one document, given in its order, where a quote begins.
pub(crate) fn spots(quote: &Quote, hits: &[Hit]) -> Vec<Spot> {
    let starts = starts(hits);
    let found = quote.find_in(&pattern::text_of(hits));
    found.into_iter().map(|found| Spot::new(found, &starts)).collect()
}

/// The place in some passages of one document, given in its order, where a quotation stands with
/// what it leaves out.
pub(crate) fn spots_of_pattern(pattern: &Pattern, hits: &[Hit]) -> Vec<Spot> {
    let found = pattern.find_in(&pattern::text_of(hits));
    found.into_iter().map(|found| Spot::new(found, &starts(hits))).collect()
}

/// Whether two texts have the same words in the same order, however they are written.
pub(crate) fn same_words(a: &str, b: &str) -> bool {
    let (a, b) = (words::words(a), words::words(b));
    a.iter().map(|word| &word.folded).eq(b.iter().map(|word| &word.folded))
}

/// Where each of some texts begins, when they are put together, a line each.
fn starts(hits: &[Hit]) -> Vec<usize> {
    let mut starts = Vec::with_capacity(hits.len());
    let mut length = 0;
    for hit in hits {
        starts.push(length);
        length += hit.passage.text.len() + 1;
    }
    starts
}

impl Spot {
    /// What was found in texts that start at `starts`, which grow.
    fn new(found: Found, starts: &[usize]) -> Self {
        let within = |byte: usize| starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let at = within(found.words.start);
        let following = within(found.words.end - 1) - at;

        let from = starts[at];
        let moved = |range: Range<usize>| range.start.saturating_sub(from)..range.end - from;
        let (bytes, words) = (moved(found.bytes), moved(found.words));
        Spot { at, agreement: found.agreement, bytes, words, following }
    }

    /// Says that it agrees to the letter where it does but for the kind of its spaces: those that do
    /// not break are set by a printer.
    pub(crate) fn allow_any_space(&mut self, hits: &[Hit], own: &str) {
        let shown = hits.get(self.at..=self.at + self.following).unwrap_or_default();
        let text = pattern::text_of(shown);
        let here = text.get(self.words.clone()).unwrap_or_default();
        if self.agreement == Agreement::Normalised && pattern::same_but_any_space(own, here) {
            self.agreement = Agreement::Exact;
        }
    }

    /// Whether it goes on in the passage after that in which it begins.
    pub(crate) fn crosses(&self) -> bool {
        self.following > 0
    }

    /// Where its words start and end in the document: the passage, and the byte in its text.
    pub(crate) fn stretch(&self, hits: &[Hit]) -> Option<Range<(u32, usize)>> {
        let start = (hits.get(self.at)?.passage.ordinal, self.words.start);
        let (mut at, mut end) = (self.at, self.words.end);
        for hit in hits.get(self.at..self.at + self.following)? {
            end = end.saturating_sub(hit.passage.text.len() + 1);
            at += 1;
        }
        Some(start..(hits.get(at)?.passage.ordinal, end))
    }

    /// The bytes of the words in the passage in which the quote begins.
    pub(crate) fn quoted(&self, hits: &[Hit]) -> Range<usize> {
        let own = hits.get(self.at).map_or(0, |hit| hit.passage.text.len());
        self.words.start..self.words.end.min(own)
    }

    /// Makes it into what is shown; `hits` are those it was found among.
    pub(crate) fn place(&self, hits: &[Hit], options: &CiteOptions) -> Option<TextMatch> {
        let hit = hits.get(self.at)?;
        let quoted = self.quoted(hits);
        let citations = cite::citations(hit, &[], Some(&quoted), options);
        let line = citations.first().map(|c| cite::line(&hit.passage, &hit.path, c));
        let shown = hits.get(self.at..=self.at + self.following)?;
        let texts: Vec<&str> = shown.iter().map(|hit| hit.passage.text.as_str()).collect();
        let origin = Origin::of(hit);
        Some(TextMatch {
            citation: line.unwrap_or_default(),
            id: hit.passage.id,
            source: hit.path.clone(),
            source_state: origin.state(),
            origin: Some(origin),
            title: hit.passage.about.title.clone(),
            speaker: hit.passage.speaker.clone(),
            speakers: speakers(shown),
            evidence: hit.passage.evidence(),
            non_speech: hit.passage.non_speech,
            found: self.agreement,
            bytes: [self.bytes.start, self.bytes.end],
            text: texts.join("\n"),
            citations,
        })
    }
}

/// Who speaks in some passages, each once; nobody where that is one alone.
fn speakers(hits: &[Hit]) -> Vec<String> {
    let mut speakers: Vec<String> = Vec::new();
    for speaker in hits.iter().filter_map(|hit| hit.passage.speaker.as_ref()) {
        if !speakers.contains(speaker) {
            speakers.push(speaker.clone());
        }
    }
    if speakers.len() > 1 { speakers } else { Vec::new() }
}

#[cfg(test)]
mod tests;
