//! A passage as a reference to paste: plain, in Markdown, as `BibTeX`, as CSL-JSON, or by ISO 690.
//!
//! What stands in a reference is the source's own; what joins it (`accessed`, `[en ligne]`) is in
//! the language of whoever cites, with the typography of that language.

use ibid_core::document::{Date, Evidence, Medium};
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::cite::{self, CiteOptions};
use crate::origin::{Origin, SourceState, sourced};

mod bibtex;
mod csl;
mod prose;
mod words;

/// How a reference is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceStyle {
    /// One line of plain text.
    #[default]
    Plain,
    /// A quotation and its source in Markdown.
    Markdown,
    /// An entry of `BibTeX`, in UTF-8.
    Bibtex,
    /// A list with one item of the Citation Style Language, version 1.0.2.
    CslJson,
    /// A line by ISO 690:2021.
    Iso690,
}

impl ReferenceStyle {
    /// All of them.
    pub const ALL: [ReferenceStyle; 5] = [
        ReferenceStyle::Plain,
        ReferenceStyle::Markdown,
        ReferenceStyle::Bibtex,
        ReferenceStyle::CslJson,
        ReferenceStyle::Iso690,
    ];

    /// A stable name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            ReferenceStyle::Plain => "plain",
            ReferenceStyle::Markdown => "markdown",
            ReferenceStyle::Bibtex => "bibtex",
            ReferenceStyle::CslJson => "csl-json",
            ReferenceStyle::Iso690 => "iso690",
        }
    }

    /// The style of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        ReferenceStyle::ALL.into_iter().find(|style| style.name() == name)
    }
}

/// What a reference says of a passage.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reference {
    /// The passage.
    pub id: PassageId,
    /// The title of its document, or the name of its file.
    pub title: String,
    /// Who wrote or published it.
    pub author: Option<String>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The day it was published or held.
    pub date: Option<Date>,
    /// Its language.
    pub lang: Option<Lang>,
    /// What kind of evidence it is.
    pub evidence: Evidence,
    /// What kind of thing is cited.
    pub kind: ReferenceKind,
    /// When the passage begins, where its source gives a time.
    pub start: Option<Timecode>,
    /// When it ends.
    pub end: Option<Timecode>,
    /// The address of the medium, at the moment; `None` where the source is a file alone.
    pub url: Option<String>,
    /// Where its file lies, as links to files are written, without the line; the path of the source
    /// where there are no such links.
    pub path: String,
    /// The words.
    pub quote: String,
    /// What became of its source since it was read; `None` where nobody has looked.
    pub source_state: Option<SourceState>,
    /// Where it was read, for whoever looks.
    pub origin: Option<Origin>,
}

sourced!(Reference);

/// What kind of thing is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceKind {
    /// A recording.
    Recording,
    /// A page of the web.
    Page,
    /// A file.
    File,
}

/// What a reference is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReferenceOptions {
    /// How it is written.
    pub style: ReferenceStyle,
    /// The language of what joins its parts.
    pub lang: Lang,
    /// The day on which the source was looked at, if that is to be said.
    pub accessed: Option<Date>,
}

impl ReferenceOptions {
    /// A style in a language, without the day.
    pub fn new(style: ReferenceStyle, lang: Lang) -> Self {
        ReferenceOptions { style, lang, accessed: None }
    }

    /// The same with the day on which the source was looked at.
    #[must_use]
    pub fn with_accessed(self, accessed: Option<Date>) -> Self {
        ReferenceOptions { accessed, ..self }
    }
}

impl Reference {
    /// What is said of a passage that was found.
    pub(crate) fn new(hit: &Hit, options: &CiteOptions) -> Self {
        let passage = &hit.passage;
        let citations = cite::all(hit, options);
        let timed = passage.spans.iter().filter_map(|span| span.moment);
        let start = timed.clone().map(|moment| moment.start).min();
        let end = timed.filter_map(|moment| moment.end.or(Some(moment.start))).max();
        let about = &passage.about;
        let addressed = matches!(about.medium, Some(Medium::YouTube(_) | Medium::Web(_)));
        let first = citations.iter().find(|citation| citation.time.is_some());
        let first = first.or(citations.first());
        let title = about.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        let origin = Origin::of(hit);

        Reference {
            id: passage.id,
            title: title.unwrap_or_else(|| file_name(&hit.path)).to_owned(),
            author: about.author.clone(),
            speaker: passage.speaker.clone(),
            date: about.date,
            lang: passage.lang,
            evidence: passage.evidence(),
            kind: match &about.medium {
                Some(Medium::YouTube(_) | Medium::Recording(_)) => ReferenceKind::Recording,
                _ if start.is_some() => ReferenceKind::Recording,
                Some(Medium::Web(_)) => ReferenceKind::Page,
                None => ReferenceKind::File,
            },
            start,
            end: end.filter(|end| start.is_some_and(|start| *end > start)),
            url: first.filter(|_| addressed).and_then(|citation| citation.url.clone()),
            path: options.file_link(hit).unwrap_or_else(|| hit.path.clone()),
            quote: passage.text.clone(),
            source_state: origin.state(),
            origin: Some(origin),
        }
    }

    /// Writes it.
    pub fn write(&self, options: &ReferenceOptions) -> String {
        match options.style {
            ReferenceStyle::Plain => prose::plain(self, options),
            ReferenceStyle::Markdown => prose::markdown(self, options),
            ReferenceStyle::Iso690 => prose::iso690(self, options),
            ReferenceStyle::Bibtex => bibtex::entry(self, options),
            ReferenceStyle::CslJson => csl::items(self, options),
        }
    }

    /// From when to when, as clocks are written: `00:25:26–00:26:10`.
    fn times(&self) -> Option<String> {
        let start = self.start?;
        Some(match self.end.filter(|end| end.whole_seconds() > start.whole_seconds()) {
            Some(end) => format!("{start}–{end}"),
            None => start.to_string(),
        })
    }

    /// The words on one line.
    fn quote_on_a_line(&self) -> String {
        on_a_line(&self.quote)
    }

    /// From when to when, who speaks beside an author, and what kind of evidence it is.
    fn note(&self, lang: Lang) -> String {
        let note = [
            self.times(),
            self.speaker.as_deref().filter(|_| self.author.is_some()).map(on_a_line),
            words::evidence(self.evidence, lang).map(str::to_owned),
        ];
        note.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Whose work it is: the author, or else who speaks.
    fn creator(&self) -> Option<&str> {
        self.author.as_deref().or(self.speaker.as_deref())
    }

    /// The author, where somebody else speaks.
    fn author_beside_speaker(&self) -> Option<&str> {
        self.author.as_deref().filter(|_| self.speaker.is_some())
    }

    /// Who said or wrote it: the speaker, or else the author.
    fn who(&self) -> Option<&str> {
        self.speaker.as_deref().or(self.author.as_deref())
    }
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}

fn on_a_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
