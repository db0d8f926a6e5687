//! The elements of the format, and what each is to its reader.

use crate::formats::xml::Tag;

/// What an element is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The root, `body` or `div`.
    Block,
    Paragraph,
    Span,
    /// `head` and what is in it.
    Head,
    Title,
    StartOfProgramme,
    Agent,
    AgentName,
    /// Anything whose text is not read.
    Other,
}

impl Kind {
    pub(super) fn from_tag(tag: &Tag<'_>, parent: Option<Kind>) -> Kind {
        use Kind::{
            Agent, AgentName, Block, Head, Other, Paragraph, Span, StartOfProgramme, Title,
        };
        match (parent, tag.name) {
            (None, _) => Block,
            (Some(_), "agent") => Agent,
            (Some(Agent), "name") => AgentName,
            (Some(Block), "head") => Head,
            (Some(Block), "body" | "div") => Block,
            (Some(Block), "p") => Paragraph,
            (Some(Head), "title" | "documentOriginalProgrammeTitle") => Title,
            (Some(Head), "documentStartOfProgramme") => StartOfProgramme,
            (Some(Head), _) => Head,
            (Some(Paragraph | Span), "metadata" | "title" | "desc" | "set" | "animate") => Other,
            (Some(Paragraph | Span), _) if is_reading(tag) => Other,
            // Any other element around text.
            (Some(Paragraph | Span), _) => Span,
            _ => Other,
        }
    }
}

/// The reading of a ruby repeats its base (`tts:ruby`, section 10.2.35).
fn is_reading(tag: &Tag<'_>) -> bool {
    matches!(tag.attribute("ruby").as_deref(), Some("text" | "textContainer" | "delimiter"))
}

/// Whether an element is a whole word or sentence, as Apple's transcripts of podcasts mark them
/// (`podcasts:unit`): they write no spaces between.
pub(super) fn is_unit(tag: &Tag<'_>) -> bool {
    matches!(tag.attribute("unit").as_deref(), Some("word" | "sentence" | "paragraph"))
}
