//! One reader a format: from cleaned text to blocks.

pub(crate) mod captions;
pub(crate) mod documents;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod links;
pub(crate) mod notes;
pub(crate) mod pages;
pub(crate) mod records;
pub(crate) mod registry;
mod speech;
mod turns;
pub(crate) mod unknown;
pub(crate) mod xml;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{About, BlockKind, Date, Document, Evidence, Medium};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;

use crate::clean::clean;
use crate::problem::Problem;
use crate::{Error, Format};

/// Titles and headings, which every passage below them repeats, have no more characters than this.
const LONGEST_TITLE: usize = 300;
/// Beyond `SHOWN_WARNINGS` of one kind in a file, warnings are only counted.
const SHOWN_WARNINGS: usize = 100;
/// The warnings that a file may have without end, each with what stands for the rest of them.
const COUNTED_WARNINGS: &[(Code, Code)] = &[
    (Code::UnreadableField, Code::MoreUnreadableFields),
    (Code::UnreadableTime, Code::MoreUnreadableTimes),
    (Code::LongTitle, Code::MoreLongTitles),
];

/// What stopped a reader, where nothing could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The line of the source, from 1.
    pub(crate) line: u32,
    /// What is wrong there.
    pub(crate) problem: Problem,
}

impl Malformed {
    /// The error about the file at `path`, read as what is called `format`.
    pub(crate) fn into_error(self, format: &'static str, path: &str) -> Error {
        Error::Malformed { path: path.to_owned(), line: self.line, format, problem: self.problem }
    }
}

/// Whether a text is too long for a title or a heading.
fn is_long(text: &str) -> bool {
    text.chars().nth(LONGEST_TITLE).is_some()
}

/// What is told of something that stands in a text several times: the first line, and how often.
fn counted(code: Code, line: u32, count: impl ToString) -> Diagnostic {
    let (line, count) = (line.to_string(), count.to_string());
    Diagnostic::new(code, &[("line", line.as_str()), ("count", count.as_str())])
}

/// Bounds what every passage repeats: a long heading becomes a paragraph, and a long title, which
/// stands at `line`, is cut.
fn bound(document: &mut Document, line: u32) {
    let is_heading = |kind| matches!(kind, BlockKind::Heading(_));
    for block in &mut document.blocks {
        if is_heading(block.kind) && is_long(&block.text) {
            block.kind = BlockKind::Paragraph;
        }
    }

    if let Some(title) = document.about.title.as_mut().filter(|title| is_long(title)) {
        *title = shortened(title);
        let (line, limit) = (line.to_string(), LONGEST_TITLE.to_string());
        let fields = [("line", line.as_str()), ("limit", limit.as_str())];
        document.warnings.push(Diagnostic::new(Code::LongTitle, &fields));
    }
}

/// The words of a long text that fit, and `…`; a part of its first word when that alone is too long.
fn shortened(text: &str) -> String {
    let fits = |limit| text.char_indices().nth(limit).map_or(text, |(end, _)| &text[..end]);
    // One character more tells whether a word ends right at the edge.
    let words = fits(LONGEST_TITLE).rfind(char::is_whitespace).map(|end| text[..end].trim_end());
    let kept = words.filter(|words| !words.is_empty()).unwrap_or(fits(LONGEST_TITLE - 1));
    format!("{kept}…")
}

/// Keeps the first warnings of each kind in a file, however many documents it has.
#[derive(Default)]
pub(crate) struct Cap([usize; COUNTED_WARNINGS.len()]);

impl Cap {
    /// Leaves out the warnings beyond the first ones.
    pub(crate) fn apply(&mut self, documents: &mut [Document]) {
        for (count, (code, _)) in self.0.iter_mut().zip(COUNTED_WARNINGS) {
            for document in documents.iter_mut() {
                document.warnings.retain(|diagnostic| {
                    *count += usize::from(diagnostic.code == *code);
                    diagnostic.code != *code || *count <= SHOWN_WARNINGS
                });
            }
        }
    }

    /// How many more there were of each kind.
    pub(crate) fn rest(self) -> Vec<Diagnostic> {
        let counted = self.0.into_iter().zip(COUNTED_WARNINGS);
        let more = counted.filter(|(count, _)| *count > SHOWN_WARNINGS);
        more.map(|(count, (_, more))| {
            let count = (count - SHOWN_WARNINGS).to_string();
            Diagnostic::new(*more, &[("count", &count)])
        })
        .collect()
    }
}

/// A document without anything in it yet.
pub(crate) fn empty(source: SourceId, format: Format) -> Document {
    Document {
        source,
        format,
        about: About::default(),
        lang: None,
        blocks: Vec::new(),
        cues: Vec::new(),
        left_out: Vec::new(),
        warnings: Vec::new(),
    }
}

/// What a source says of itself, in the words it uses.
#[derive(Clone, Default)]
pub(crate) struct Declared {
    name: Option<String>,
    title: Option<String>,
    video: Option<String>,
    url: Option<String>,
    date: Option<String>,
    lang: Option<String>,
    author: Option<String>,
    evidence: Option<String>,
}

impl Declared {
    /// Writes it into the document; what cannot be understood becomes a warning at `line`.
    fn fill(self, document: &mut Document, line: u32) {
        let filled = |text: Option<String>| text.map(|t| clean(&t)).filter(|t| !t.is_empty());
        let about = &mut document.about;
        about.name = filled(self.name);
        about.title = filled(self.title);
        about.author = filled(self.author);
        let (video, url) = (filled(self.video), filled(self.url));
        about.medium = video.map(Medium::YouTube).or(url.map(Medium::Web));
        let mut unread = |field: &str, value: &str| {
            let line = line.to_string();
            let fields = [("line", line.as_str()), ("field", field), ("value", value)];
            document.warnings.push(Diagnostic::new(Code::UnreadableField, &fields));
        };

        if let Some(date) = filled(self.date) {
            about.date = Date::parse(&date).or_else(|| notes::text::publication::whole_date(&date));
            if about.date.is_none() {
                unread("date", &date);
            }
        }

        if let Some(evidence) = filled(self.evidence) {
            about.evidence = Evidence::from_name(&evidence);
            if about.evidence.is_none() {
                unread("evidence", &evidence);
            }
        }

        // Another language than ours is no mistake: its passages are identified as foreign.
        document.lang = filled(self.lang).as_deref().and_then(Lang::from_tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let cut = |text: &str| shortened(text);
        assert_eq!(cut(&"é".repeat(400)), "é".repeat(299) + "…");
        assert_eq!(cut(&format!("{} {}", "é".repeat(299), "b".repeat(9))), "é".repeat(299) + "…");
        assert_eq!(cut(&format!("un  {}", "b".repeat(400))), "un…");
        assert!(!is_long(&"é".repeat(300)) && is_long(&"é".repeat(301)));
    }
}
