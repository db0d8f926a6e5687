//! From a hit to its citations: which second, how it is known, the link, the words.

use std::ops::Range;

use ibid_core::document::{Evidence, Span};
use ibid_core::hit::Hit;
use ibid_core::passage::Passage;
use ibid_core::time::{Method, Timecode};
use serde::{Deserialize, Serialize};

use crate::highlight::{Mark, distinct_weight};
use crate::link;
use crate::pauses::sentences;
use crate::snippet::{MAX_CHARS, best_part, inside};

/// How citations are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CiteOptions {
    /// Seconds by which a link opens earlier than the time that is cited.
    pub lead_in: u64,
    /// What a link to a file is, for passages whose source names no medium.
    pub local: LocalLinks,
}

/// What a link to a file is. All but [`LocalLinks::None`] end in the line: `#L12`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LocalLinks {
    /// The whole path of the file.
    #[default]
    Absolute,
    /// The path below the folder that was indexed.
    Relative,
    /// An address, and below it the path below the folder that was indexed.
    Below(String),
    /// No link.
    None,
}

impl CiteOptions {
    /// The same with links that open this number of seconds earlier than the time that is cited.
    #[must_use]
    pub fn with_lead_in(self, seconds: u64) -> Self {
        CiteOptions { lead_in: seconds, ..self }
    }

    /// The same with other links to files.
    #[must_use]
    pub fn with_local(self, local: LocalLinks) -> Self {
        CiteOptions { local, ..self }
    }

    /// The link to the file of a hit, without the line.
    pub(crate) fn file_link(&self, hit: &Hit) -> Option<String> {
        let shown = hit.source();

        match &self.local {
            // a text that came from memory lies nowhere
            LocalLinks::Absolute => Some(hit.file.clone()).filter(|file| !file.is_empty()),
            LocalLinks::Relative => Some(shown.to_owned()),
            LocalLinks::Below(base) => {
                Some(format!("{}/{}", base.trim_end_matches('/'), link::encode_path(shown)))
            }
            LocalLinks::None => None,
        }
    }
}

/// One moment of a passage, and the words that it supports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Citation {
    /// Seconds from the start of the medium; `None` where the source gives no time.
    pub t: Option<f64>,
    /// Seconds at its end, where the source says so.
    pub t_end: Option<f64>,
    /// Where the second came from.
    pub method: Method,
    /// What to open: an address, or `file#L12`.
    pub url: Option<String>,
    /// The words of the source.
    pub quote: String,
    /// The time as it is written; not part of the JSON.
    #[serde(skip)]
    pub time: Option<Timecode>,
}

/// The citations of a hit: the span first where the question stands word by word, if it does; then
/// the one that holds the greatest weight of matched terms, each counted once; ties in the order of
/// the text.
///
/// Spans without a match are left out, unless none has one: then the first is cited. A mark that
/// crosses spans counts where it begins. Without spans the sentences with the best marks are
/// cited, without a time. There is always one citation at least.
pub fn citations(
    hit: &Hit,
    marks: &[Mark],
    quoted: Option<&Range<usize>>,
    options: &CiteOptions,
) -> Vec<Citation> {
    let text = &hit.passage.text;
    let unquoted = || {
        let sentences = sentences(text);
        best_sentences(text, &sentences, marks, best_part(text, &sentences, marks, MAX_CHARS))
    };
    citations_or(hit, marks, quoted, options, unquoted)
}

/// As [`citations`]; `unquoted` gives what is quoted where a passage has no spans, and the question
/// does not stand there word by word.
pub(crate) fn citations_or(
    hit: &Hit,
    marks: &[Mark],
    quoted: Option<&Range<usize>>,
    options: &CiteOptions,
    unquoted: impl FnOnce() -> Range<usize>,
) -> Vec<Citation> {
    let passage = &hit.passage;
    let writer = CitationWriter { passage, file: options.file_link(hit), lead_in: options.lead_in };
    let Some(first) = passage.spans.first() else {
        let quote = quoted.cloned().unwrap_or_else(unquoted);
        return vec![writer.cite(None, quote)];
    };

    let mut weighed: Vec<(f64, &Span)> = Vec::new();
    let mut from = 0;
    for span in &passage.spans {
        let rest = marks.get(from..).unwrap_or_default();
        let own = rest.partition_point(|m| m.bytes.start < span.end as usize);
        from += own;
        let range = span.start as usize..span.end as usize;
        if quoted.is_some_and(|quoted| range.contains(&quoted.start)) {
            weighed.push((f64::INFINITY, span));
        } else if own > 0 {
            weighed.push((distinct_weight(rest.iter().take(own)), span));
        }
    }

    weighed.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    if weighed.is_empty() {
        weighed.push((0.0, first));
    }

    weighed.into_iter().map(|(_, span)| writer.cite_span(span)).collect()
}

/// The citations of all spans of a passage, in the order of the text.
pub fn all(hit: &Hit, options: &CiteOptions) -> Vec<Citation> {
    let passage = &hit.passage;
    if passage.spans.is_empty() {
        return citations(hit, &[], None, options);
    }
    let writer = CitationWriter { passage, file: options.file_link(hit), lead_in: options.lead_in };
    passage.spans.iter().map(|span| writer.cite_span(span)).collect()
}

/// The citation in one line: title or path, time, link.
pub fn line(passage: &Passage, path: &str, citation: &Citation) -> String {
    let title = passage.about.title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let time = citation.time.map(|t| t.to_string());
    let parts = [Some(title.unwrap_or(path).to_owned()), time, citation.url.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Writes the citations of one passage.
struct CitationWriter<'a> {
    passage: &'a Passage,
    file: Option<String>,
    lead_in: u64,
}

impl CitationWriter<'_> {
    fn cite_span(&self, span: &Span) -> Citation {
        self.cite(Some(span), span.start as usize..span.end as usize)
    }

    fn cite(&self, span: Option<&Span>, quote: Range<usize>) -> Citation {
        let passage = self.passage;
        let quote = passage.text.get(quote).unwrap_or_default().trim().to_owned();
        let moment = span.and_then(|s| s.moment);
        let time = moment.map(|m| m.start);
        let end = moment.and_then(|m| m.end);
        let opens = time.map(|t| t.millis().saturating_sub(self.lead_in.saturating_mul(1000)));
        let line = span.map(|s| s.line).filter(|line| *line > 0).unwrap_or(passage.line);
        let untimed = if passage.about.paged { Method::Page } else { Method::None };
        let place = link::LinkTarget {
            start: opens.map(Timecode::from_millis),
            end,
            quote: &quote,
            on_page: passage.evidence() == Evidence::Verbatim,
            paged: passage.about.paged,
        };

        Citation {
            t: time.map(Timecode::seconds),
            t_end: end.map(Timecode::seconds),
            method: moment.map_or(untimed, |m| m.method),
            url: link::url(passage.about.medium.as_ref(), self.file.as_deref(), line, &place),
            quote,
            time,
        }
    }
}

/// The sentences from the first with a mark to the last within the best part of a text; the first
/// sentence where nothing is marked.
pub(crate) fn best_sentences(
    text: &str,
    all: &[Range<usize>],
    marks: &[Mark],
    best: Range<usize>,
) -> Range<usize> {
    // a sentence that the best part cuts is quoted as far as the part goes
    let shared = all.iter().map(|s| s.start.max(best.start)..s.end.min(best.end));
    let mut quoted = shared.filter(|s| s.start < s.end && !inside(marks, s).is_empty());
    match (quoted.next(), all.first()) {
        (Some(first), _) => first.start..quoted.next_back().map_or(first.end, |last| last.end),
        (None, Some(first)) => first.clone(),
        (None, None) => 0..text.len(),
    }
}

#[cfg(test)]
mod tests;
