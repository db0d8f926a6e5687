//! The response that people and programs read. The names of its fields are the contract's.

use std::ops::Range;

use ibid_core::analysis::Analyzer;
use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::Evidence;
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::query::Query;
use ibid_core::ranking::weights::{NEAR_WORD, RELATIVE};
use ibid_core::time::Timecode;
use serde::{Deserialize, Serialize};

use crate::cite::{self, Citation, CiteOptions};
use crate::engine::Across;
use crate::explain::Explanation;
use crate::facets::FacetsView;
use crate::highlight::{Highlighter, Mark};
use crate::origin::{Origin, SourceState, sourced};
use crate::parse::Parsed;
use crate::pauses::sentences;
use crate::snippet::{self, Snippet};

/// The version of the response's shape.
const SCHEMA: u32 = 1;

/// Which list says that a word may be spelt like another: the vocabulary of the store.
const SPELLING: &str = "spelling";

/// That the source of an expansion is the rules of word families.
const FAMILY: &str = "word-family";

/// How an answer is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnswerOptions {
    /// How citations are written.
    pub cite: CiteOptions,
    /// How long a snippet is at most, in characters.
    pub snippet_chars: usize,
}

impl Default for AnswerOptions {
    fn default() -> Self {
        AnswerOptions { cite: CiteOptions::default(), snippet_chars: snippet::MAX_CHARS }
    }
}

impl AnswerOptions {
    /// The same with citations that are written otherwise.
    #[must_use]
    pub fn with_cite(self, cite: CiteOptions) -> Self {
        AnswerOptions { cite, ..self }
    }

    /// The same with snippets of at most this many characters.
    #[must_use]
    pub fn with_snippet_chars(self, snippet_chars: usize) -> Self {
        AnswerOptions { snippet_chars, ..self }
    }
}

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Response {
    /// The version of this layout, 1.
    pub schema: u32,
    /// Which state of the store answered: it grows with each commit.
    pub generation: u64,
    /// What was asked, and how it was understood.
    pub query: QueryView,
    /// How many passages matched, when it was asked for.
    pub total: Option<u64>,
    /// Counts of all that matched, when they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facets: Option<FacetsView>,
    /// For words that nothing holds, those of the vocabulary that may be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
    /// How long it took, in microseconds.
    pub took_us: u64,
    /// The best passages, best first.
    pub hits: Vec<HitView>,
    /// The best passages in the other language, where some answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<AcrossView>,
}

/// A word of the question that nothing holds, and those that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Suggestion {
    /// The word, as it was typed.
    pub word: String,
    /// Words of the passages that are spelt nearly so, the likeliest first; at most five.
    pub near: Vec<String>,
}

/// A word that begins as what was typed does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Completion {
    /// What was typed, with its last word completed.
    pub text: String,
    /// How many passages hold that word.
    pub passages: u64,
}

/// The best passages in the other language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AcrossView {
    /// The language; `None` where that of the question is not known, and both were asked.
    pub lang: Option<Lang>,
    /// What was asked in it, in the query language.
    pub interpreted: String,
    /// The passages, best first.
    pub hits: Vec<HitView>,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct QueryView {
    /// As typed.
    pub text: String,
    /// The language that it seems to be in.
    pub lang: Option<Lang>,
    /// What was understood.
    pub interpreted: String,
    /// What could not be honoured.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::DiagnosticSchema>"))]
    pub warnings: Vec<Diagnostic>,
    /// What was searched beside what was typed.
    pub expansions: Vec<Expansion>,
}

/// A term that was searched beside what was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Expansion {
    /// What was typed.
    pub from: String,
    /// What was searched too, as people write it.
    pub to: String,
    /// The language whose passages are searched for it; `None` for those that the question searches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Which list says so.
    pub source: String,
    /// What it weighs, beside 1 for what was typed, to six decimals; translations of one word weigh 1
    /// together.
    pub weight: f64,
}

/// One passage of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HitView {
    /// The best citation in one line.
    pub citation: String,
    /// The passage's name.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PassageId,
    /// The path of its source.
    pub source: String,
    /// The title of its document.
    pub title: Option<String>,
    /// The headings above it, from the widest.
    pub section: Vec<String>,
    /// Its language.
    pub lang: Option<Lang>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What kind of evidence it is.
    pub evidence: Evidence,
    /// Whether nobody said it: see [`Passage::non_speech`](ibid_core::passage::Passage).
    #[serde(rename = "suspect", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_speech: bool,
    /// Its score, to four decimals; comparable within one response only.
    pub score: f64,
    /// Its text, verbatim.
    pub text: String,
    /// The part of it that answers best.
    pub snippet: Snippet,
    /// What matched, in the order of the text.
    pub highlights: Vec<HighlightView>,
    /// What matched in its title, in the order of the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title_highlights: Vec<HighlightView>,
    /// What matched in each of the headings; empty where nothing did in any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub section_highlights: Vec<Vec<HighlightView>>,
    /// The moments to open, best first.
    pub citations: Vec<Citation>,
    /// What became of its source since it was read; `None` where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_state: Option<SourceState>,
    /// Where it was read, for whoever looks.
    #[serde(skip)]
    pub origin: Option<Origin>,
    /// The passage that says the same in the other language, where the talk exists in both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<PairView>,
    /// Where else the same text stands: the first ten places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<PlaceView>,
    /// In how many places it stands beside these.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub also_more: u64,
    /// What gave it its score, when that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain: Option<Explanation>,
    /// The passages before it in its document, when they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<PassageView>,
    /// The passages after it in its document, when they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<PassageView>,
}

sourced!(HitView);
sourced!(PassageView);

/// The counterpart of a hit in the other language, found by its talk and its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PairView {
    /// The passage's name.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PassageId,
    /// Its language.
    pub lang: Option<Lang>,
    /// Seconds from the start of the medium: where it says what the hit is cited for.
    pub t: Option<f64>,
}

/// Another place of a hit's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PlaceView {
    /// The best citation in one line.
    pub citation: String,
    /// The path of its source.
    pub source: String,
    /// The title of its document.
    pub title: Option<String>,
    /// The name of its document among several in one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What to open.
    pub url: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(crate) fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A stretch of a passage's text: from and to, the end not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HighlightView {
    /// In bytes of UTF-8.
    pub bytes: [usize; 2],
    /// In UTF-16 units, as browsers count.
    pub utf16: [usize; 2],
}

/// One passage that is shown without a question: its citations are all its moments, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PassageView {
    /// The first citation in one line.
    pub citation: String,
    /// The passage's name.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PassageId,
    /// The path of its source.
    pub source: String,
    /// The title of its document.
    pub title: Option<String>,
    /// The headings above it, from the widest.
    pub section: Vec<String>,
    /// Its language.
    pub lang: Option<Lang>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What kind of evidence it is.
    pub evidence: Evidence,
    /// Whether nobody said it: see [`Passage::non_speech`](ibid_core::passage::Passage).
    #[serde(rename = "suspect", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_speech: bool,
    /// Its text, verbatim.
    pub text: String,
    /// Its moments, in the order of the text.
    pub citations: Vec<Citation>,
    /// What became of its source since it was read; `None` where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_state: Option<SourceState>,
    /// Where it was read, for whoever looks.
    #[serde(skip)]
    pub origin: Option<Origin>,
}

/// Makes what was found into an answer. Its generation and how long it took are for the caller to
/// fill in.
pub fn respond(
    parsed: &Parsed,
    hits: &Hits,
    analyzer: &mut Analyzer,
    options: &AnswerOptions,
) -> Response {
    let highlighter = Highlighter::new(&parsed.query, &hits.weights);
    let mut warnings = parsed.warnings.clone();
    warnings.extend(hits.warnings.iter().cloned());
    let query = QueryView {
        text: parsed.query.text.clone(),
        lang: parsed.query.lang,
        interpreted: parsed.interpreted.clone(),
        warnings,
        expansions: expansions(&parsed.query),
    };

    let view = |hit: &Hit| {
        let mut marks = highlighter.marks(&hit.passage, analyzer);
        mark_quoted(hit, &mut marks);
        mark_headings(hit_view(hit, &marks, options), &highlighter, analyzer)
    };

    let hits_view = hits.hits.iter().map(view).collect();
    let total = hits.total;
    Response {
        schema: SCHEMA,
        generation: 0,
        query,
        total,
        facets: None,
        suggestions: Vec::new(),
        took_us: 0,
        hits: hits_view,
        across: None,
    }
}

impl Across {
    /// The block as it is shown: each hit with marks on the words that answered.
    pub(crate) fn view(&self, analyzer: &mut Analyzer, options: &AnswerOptions) -> AcrossView {
        let parts = self.parts.iter();
        let highlighters: Vec<Highlighter<'_>> =
            parts.map(|part| Highlighter::new(&part.query, &part.weights)).collect();
        let view = |(part, hit): &(usize, Hit)| {
            let Some(part) = highlighters.get(*part) else { return hit_view(hit, &[], options) };
            let marks = part.marks(&hit.passage, analyzer);
            mark_headings(hit_view(hit, &marks, options), part, analyzer)
        };
        let hits = self.hits.iter().map(view).collect();
        AcrossView { lang: self.lang, interpreted: self.interpreted(), hits }
    }
}

/// The words that were put beside those of a query, in their order, each once.
fn expansions(query: &Query) -> Vec<Expansion> {
    let mut expansions: Vec<Expansion> = Vec::new();
    for word in query.root.words() {
        let near = word.near.iter().map(|near| (near, SPELLING, NEAR_WORD));
        let relatives = word.relatives.iter().map(|other| (other, FAMILY, RELATIVE));
        for (other, source, weight) in near.chain(relatives) {
            let (from, to, source) = (word.text.clone(), other.clone(), source.to_owned());
            let expansion = Expansion { from, to, lang: None, source, weight };
            if !expansions.contains(&expansion) {
                expansions.push(expansion);
            }
        }
    }

    expansions
}

/// Marks what matched in the title and headings of a hit: it may have been found by them alone.
fn mark_headings(
    mut view: HitView,
    highlighter: &Highlighter<'_>,
    analyzer: &mut Analyzer,
) -> HitView {
    let lang = view.lang;
    let mut marked = |text: &str| {
        let marks = highlighter.marks_in(text, lang, analyzer);
        highlights(text, marks.iter().map(|mark| &mark.bytes))
    };
    view.title_highlights = view.title.as_deref().map(&mut marked).unwrap_or_default();
    view.section_highlights = view.section.iter().map(|heading| marked(heading)).collect();
    if view.section_highlights.iter().all(Vec::is_empty) {
        view.section_highlights.clear();
    }
    view
}

/// Marks what stands word by word, where nothing in it is marked: a phrase that goes on in the next
/// passage.
fn mark_quoted(hit: &Hit, marks: &mut Vec<Mark>) {
    let Some(bytes) = hit.quoted.clone() else { return };
    let at = marks.partition_point(|mark| mark.bytes.end <= bytes.start);
    if marks.get(at).is_none_or(|mark| mark.bytes.start >= bytes.end) {
        marks.insert(at, Mark { bytes, weight: 1.0, terms: Vec::new() });
    }
}

fn hit_view(hit: &Hit, marks: &[Mark], options: &AnswerOptions) -> HitView {
    let passage = &hit.passage;
    let text = &passage.text;
    let sentences = sentences(text);
    let best = snippet::best_part(text, &sentences, marks, options.snippet_chars);
    let unquoted = || {
        // as a rule both are as long
        let best = match options.snippet_chars {
            snippet::MAX_CHARS => best.clone(),
            _ => snippet::best_part(text, &sentences, marks, snippet::MAX_CHARS),
        };
        cite::best_sentences(text, &sentences, marks, best)
    };
    let quoted = hit.quoted.as_ref();
    let citations = cite::citations_or(hit, marks, quoted, &options.cite, unquoted);
    let snippet = Snippet::of(text, &sentences, marks, best);
    let origin = Origin::of(hit);
    HitView {
        citation: first_line(hit, &citations),
        id: passage.id,
        source: hit.path.clone(),
        source_state: origin.state(),
        origin: Some(origin),
        title: passage.about.title.clone(),
        section: passage.section.clone(),
        lang: passage.lang,
        speaker: passage.speaker.clone(),
        evidence: passage.evidence(),
        non_speech: passage.non_speech,
        score: (hit.score * 10_000.0).round() / 10_000.0,
        text: passage.text.clone(),
        snippet,
        highlights: highlights(&passage.text, marks.iter().map(|m| &m.bytes)),
        title_highlights: Vec::new(),
        section_highlights: Vec::new(),
        pair: hit.pair.as_deref().map(|pair| pair_view(pair, &citations)),
        citations,
        also: hit.also.hits.iter().map(|twin| place_view(twin, hit, marks, options)).collect(),
        also_more: hit.also.more,
        explain: None,
        before: Vec::new(),
        after: Vec::new(),
    }
}

/// The counterpart of a hit: its last moment that is not after the one that the hit is cited for, or
/// its first.
fn pair_view(pair: &Hit, citations: &[Citation]) -> PairView {
    let cited = citations.first().and_then(|citation| citation.time);
    let starts = || pair.passage.spans.iter().filter_map(|span| Some(span.moment?.start));
    let before = starts().filter(|start| cited.is_some_and(|cited| *start <= cited)).max();
    let time = before.or_else(|| starts().min());
    PairView { id: pair.passage.id, lang: pair.passage.lang, t: time.map(Timecode::seconds) }
}

/// Another place of a hit: it has the same text, and so the same marks.
fn place_view(twin: &Hit, hit: &Hit, marks: &[Mark], options: &AnswerOptions) -> PlaceView {
    let citations = cite::citations(twin, marks, hit.quoted.as_ref(), &options.cite);
    PlaceView {
        citation: first_line(twin, &citations),
        source: twin.path.clone(),
        title: twin.passage.about.title.clone(),
        document: twin.passage.about.name.clone(),
        url: citations.into_iter().next().and_then(|citation| citation.url),
    }
}

/// Makes one passage into what is shown of it without a question.
pub fn passage(hit: &Hit, options: &CiteOptions) -> PassageView {
    let passage = &hit.passage;
    let citations = cite::all(hit, options);
    let origin = Origin::of(hit);
    PassageView {
        citation: first_line(hit, &citations),
        id: passage.id,
        source: hit.path.clone(),
        source_state: origin.state(),
        origin: Some(origin),
        title: passage.about.title.clone(),
        section: passage.section.clone(),
        lang: passage.lang,
        speaker: passage.speaker.clone(),
        evidence: passage.evidence(),
        non_speech: passage.non_speech,
        text: passage.text.clone(),
        citations,
    }
}

fn first_line(hit: &Hit, citations: &[Citation]) -> String {
    citations.first().map(|c| cite::line(&hit.passage, &hit.path, c)).unwrap_or_default()
}

/// Ranges, in order and disjoint, in bytes and in UTF-16 units; one pass over the text.
fn highlights<'r>(
    text: &str,
    ranges: impl Iterator<Item = &'r Range<usize>>,
) -> Vec<HighlightView> {
    let (mut byte, mut unit) = (0, 0);
    let mut views = Vec::new();
    for range in ranges {
        let utf16 = [range.start, range.end].map(|to| {
            unit += text.get(byte..to).unwrap_or_default().encode_utf16().count();
            byte = to;
            unit
        });
        views.push(HighlightView { bytes: [range.start, range.end], utf16 });
    }

    views
}

#[cfg(test)]
mod tests;
