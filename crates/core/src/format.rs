//! The formats that a source may be in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A format that ibid reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Format {
    /// Notes in Markdown, perhaps with front matter, wiki links and time anchors.
    Markdown,
    /// Plain text, or the text saved from a web page.
    Text,
    /// JSON objects, one document each: one a line, or in one array.
    JsonLines,
    /// W3C WebVTT, with its header or without.
    WebVtt,
    /// SubRip.
    Srt,
    /// `YouTube`'s SBV.
    Sbv,
    /// Lines that begin with a time in brackets, as Whisper prints them.
    Console,
    /// Advanced `SubStation` Alpha, or SSA.
    Ass,
    /// W3C TTML, or DFXP.
    Ttml,
    /// `YouTube`'s timed-text XML.
    TimedText,
    /// `YouTube`'s json3.
    Json3,
    /// The JSON of Whisper and its relatives.
    Whisper,
    /// The JSON of other recognisers of speech.
    Recogniser,
    /// A table with a head, parted by tabs, commas or semicolons: times, words, speakers.
    Table,
    /// What yt-dlp writes of a video.
    InfoJson,
    /// Parliamentary debates as XML.
    Hansard,
    /// Microsoft's SAMI.
    Sami,
    /// Scenarist closed captions.
    Scc,
    /// A web page.
    Html,
    /// Lines or paragraphs of a transcript that tell their time.
    ClockText,
    /// Words of songs and talks with their times, as LRC has them.
    Lrc,
    /// Spruce STL captions.
    SpruceStl,
    /// `MicroDVD` captions that tell their rate of frames.
    MicroDvd,
    /// CHAT, the transcripts of `TalkBank`.
    Chat,
    /// Tiers of Praat.
    TextGrid,
    /// Utterances in TEI.
    Tei,
    /// A document in RTF.
    Rtf,
    /// A document of Word since 2007.
    Docx,
    /// An `OpenDocument` text.
    Odt,
    /// A book in EPUB.
    Epub,
    /// The pages of a PDF.
    Pdf,
    /// A file without any text, or without any document in it.
    Empty,
}

impl Format {
    /// Every format, in the order of their declaration.
    pub const ALL: [Format; 32] = [
        Format::Markdown,
        Format::Text,
        Format::JsonLines,
        Format::WebVtt,
        Format::Srt,
        Format::Sbv,
        Format::Console,
        Format::Ass,
        Format::Ttml,
        Format::TimedText,
        Format::Json3,
        Format::Whisper,
        Format::Recogniser,
        Format::Table,
        Format::InfoJson,
        Format::Hansard,
        Format::Sami,
        Format::Scc,
        Format::Html,
        Format::ClockText,
        Format::Lrc,
        Format::SpruceStl,
        Format::MicroDvd,
        Format::Chat,
        Format::TextGrid,
        Format::Tei,
        Format::Rtf,
        Format::Docx,
        Format::Odt,
        Format::Epub,
        Format::Pdf,
        Format::Empty,
    ];

    /// The name that documents, records and messages use.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Text => "text",
            Format::JsonLines => "jsonl",
            Format::WebVtt => "webvtt",
            Format::Srt => "srt",
            Format::Sbv => "sbv",
            Format::Console => "console",
            Format::Ass => "ass",
            Format::Ttml => "ttml",
            Format::TimedText => "timed-text",
            Format::Json3 => "json3",
            Format::Whisper => "whisper-json",
            Format::Recogniser => "recogniser-json",
            Format::Table => "table",
            Format::InfoJson => "info-json",
            Format::Hansard => "hansard",
            Format::Sami => "sami",
            Format::Scc => "scc",
            Format::Html => "html",
            Format::ClockText => "clock-text",
            Format::Lrc => "lrc",
            Format::SpruceStl => "spruce-stl",
            Format::MicroDvd => "microdvd",
            Format::Chat => "chat",
            Format::TextGrid => "textgrid",
            Format::Tei => "tei",
            Format::Rtf => "rtf",
            Format::Docx => "docx",
            Format::Odt => "odt",
            Format::Epub => "epub",
            Format::Pdf => "pdf",
            Format::Empty => "empty",
        }
    }

    /// The format with exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl From<Format> for &'static str {
    fn from(format: Format) -> Self {
        format.name()
    }
}

impl TryFrom<String> for Format {
    type Error = UnknownFormat;

    fn try_from(name: String) -> Result<Self, UnknownFormat> {
        Format::from_name(&name).ok_or(UnknownFormat(name))
    }
}

/// No format has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no format is called `{0}`")]
pub struct UnknownFormat(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_its_own_name_and_is_found_by_it() {
        for (place, format) in Format::ALL.into_iter().enumerate() {
            assert_eq!(format as usize, place, "{format}");
            assert_eq!(Format::from_name(format.name()), Some(format));
            let json = serde_json::to_string(&format).unwrap();
            assert_eq!(json, format!("\"{format}\""));
            assert_eq!(serde_json::from_str::<Format>(&json).unwrap(), format);
        }
        assert_eq!(Format::from_name("Markdown"), None);
        let error = serde_json::from_str::<Format>("\"docm\"").unwrap_err();
        assert!(error.to_string().starts_with("no format is called `docm`"));
    }
}
