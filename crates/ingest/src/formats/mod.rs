//! One reader a format: from cleaned text to blocks.

pub(crate) mod jsonl;
mod lines;
pub(crate) mod markdown;
pub(crate) mod sbv;
pub(crate) mod srt;
pub(crate) mod text;
pub(crate) mod webvtt;

use ibid_core::document::{About, Date, Document, Evidence, Medium};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::notice::Notice;

use crate::Format;
use crate::clean::clean;

/// A document without anything in it yet.
pub(crate) fn empty(source: SourceId, format: Format) -> Document {
    Document {
        source,
        format: format.name().to_owned(),
        about: About::default(),
        lang: None,
        blocks: Vec::new(),
        left_out: Vec::new(),
        warnings: Vec::new(),
    }
}

/// What a source says of itself, in the words it uses.
#[derive(Default)]
struct Declared {
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
            let message = "line {line}: {field} `{value}` is not understood and was left out";
            document.warnings.push(Notice::new("unreadable-field", message, &fields));
        };
        if let Some(date) = filled(self.date) {
            about.date = Date::parse(&date).or_else(|| text::publication::whole_date(&date));
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
mod captions_tests;
