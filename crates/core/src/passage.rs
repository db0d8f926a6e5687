//! The unit that is found, ranked, quoted and cited.

use serde::{Deserialize, Serialize};

use crate::document::{About, Evidence, Span};
use crate::ids::{DocumentId, PassageId, SourceId};
use crate::lang::Lang;
use crate::word_count;

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

    /// Whether its times are of bytes of its text, in order.
    pub fn spans_are_in_text(&self) -> bool {
        let in_text = |from: u32, to: u32| self.text.get(from as usize..to as usize).is_some();
        self.spans.iter().all(|span| in_text(span.start, span.end))
            && self.spans.iter().zip(self.spans.iter().skip(1)).all(|(a, b)| a.end <= b.start)
    }

    /// Whether each of its times ends after it begins.
    pub fn times_are_ordered(&self) -> bool {
        let ordered = |span: &Span| {
            span.moment.as_ref().is_none_or(|m| m.end.is_none_or(|end| m.start <= end))
        };
        self.spans.iter().all(ordered)
    }

    /// The kind of evidence; verbatim where the source says nothing.
    pub fn evidence(&self) -> Evidence {
        self.about.evidence.unwrap_or(Evidence::Verbatim)
    }
}

/// Where the text of a passage stands in that of its document, in words between white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextPlace {
    /// How many words of the document come before it, titles and headings apart.
    pub words_before: u32,
    /// How many words the document has.
    pub document_words: u32,
}

impl TextPlace {
    /// The places of the passages of whole documents, which come one after the other, each in its
    /// order.
    pub fn of_passages(passages: &[Passage]) -> Vec<TextPlace> {
        TextPlaces::default().of_part(passages, &[])
    }
}

/// The places of passages that come part by part, as those of a document that is long.
#[derive(Clone, Debug, Default)]
pub struct TextPlaces {
    last: Option<(DocumentId, u32)>,
    /// The words of its document up to its end.
    words: u32,
}

impl TextPlaces {
    /// The places of some passages, of which `below` are those that come next. A document that goes on
    /// there is taken to end with them: whoever asks what stands around a passage looks no further.
    pub fn of_part(&mut self, passages: &[Passage], below: &[Passage]) -> Vec<TextPlace> {
        let mut places = Vec::with_capacity(passages.len());
        let follows = |last: (DocumentId, u32), next: &Passage| {
            last.0 == next.document() && last.1.checked_add(1) == Some(next.ordinal)
        };
        let place = |passage: &Passage| (passage.document(), passage.ordinal);
        for document in passages.chunk_by(|a, b| follows(place(a), b)) {
            let goes_on = document
                .first()
                .is_some_and(|first| self.last.is_some_and(|last| follows(last, first)));
            self.words = if goes_on { self.words } else { 0 };
            self.last = document.last().map(place);
            let first = places.len();
            for passage in document {
                places.push(TextPlace { words_before: self.words, document_words: 0 });
                self.words = self.words.saturating_add(words(&passage.text));
            }
            let document_words = self.words;
            places[first..].iter_mut().for_each(|place| place.document_words = document_words);
        }

        // what comes next may be of the last one too
        let Some((document, _)) = self.last else { return places };
        let is_of_it = |passage: &&Passage| passage.document() == document;
        let more = below.iter().take_while(is_of_it).map(|passage| words(&passage.text));
        let whole = more.fold(self.words, u32::saturating_add);
        let above = passages.iter().rev().take_while(is_of_it);
        places.iter_mut().rev().zip(above).for_each(|(place, _)| place.document_words = whole);
        places
    }
}

fn words(text: &str) -> u32 {
    u32::try_from(word_count::words(text)).unwrap_or(u32::MAX)
}
