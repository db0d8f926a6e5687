//! From the paragraphs of a document to its blocks; or to a transcript, where they are one.

use ibid_core::document::{Block, BlockKind, Document};
use ibid_core::ids::SourceId;

use crate::Format;
use crate::clean::clean;
use crate::formats::speech::clock;
use crate::formats::{Declared, bound, empty, registry, turns};

/// A paragraph, a heading, an item of a list or a row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) kind: BlockKind,
    /// The cells of a row are parted by tabs, the lines of a paragraph by line feeds.
    pub(crate) text: String,
    /// It is set as a quotation as a whole, by its style.
    pub(crate) quoted: bool,
}

/// Whether a style of paragraphs, by its name in English, is one of quotations.
pub(super) fn is_of_quotations(name: &str) -> bool {
    ["quote", "intense quote", "quotations", "block text"].contains(&name.to_lowercase().as_str())
}

/// What a document holds.
#[derive(Default)]
pub(crate) struct Pages {
    pub(crate) declared: Declared,
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// Makes the document. The number of a paragraph stands for the line.
pub(crate) fn document(pages: Pages, format: Format, source: SourceId) -> Document {
    let mut document = transcript(&pages.paragraphs, format, source, is_timed)
        .unwrap_or_else(|| prose(&pages.paragraphs, format, source));
    let about = std::mem::take(&mut document.about);
    let lang = document.lang;
    pages.declared.fill(&mut document, 1);
    // What a transcript says of itself is nearer than what its file says.
    let told = &mut document.about;
    told.title = about.title.or(told.title.take());
    told.medium = about.medium.or(told.medium.take());
    told.date = about.date.or(told.date);
    told.evidence = about.evidence;
    document.lang = lang.or(document.lang);
    clock::settle(&mut document, clock::Use::Date);
    bound(&mut document, 1);
    document
}

fn prose(paragraphs: &[Paragraph], format: Format, source: SourceId) -> Document {
    let mut document = empty(source, format);
    for (number, paragraph) in (1..).zip(paragraphs) {
        for line in paragraph.text.split('\n') {
            let text = clean(line);
            let ends_section = format == Format::Epub && paragraph.kind == BlockKind::Heading(1);
            if !text.is_empty() || ends_section {
                document.blocks.push(Block::untimed(paragraph.kind, text, number));
            }
        }
    }
    turns::name(&mut document);
    document
}

/// The transcript that the paragraphs are, each on a line of its own, in a format that `is_one`;
/// `None` where they are prose. The number of a paragraph stands for the line.
pub(crate) fn transcript(
    paragraphs: &[Paragraph],
    format: Format,
    source: SourceId,
    is_one: fn(Format) -> bool,
) -> Option<Document> {
    let mut text = String::new();
    let mut numbers: Vec<u32> = Vec::new();
    for (number, paragraph) in (1..).zip(paragraphs) {
        for line in paragraph.text.split('\n') {
            text.push_str(line.trim_end());
            text.push('\n');
            numbers.push(number);
        }
    }

    let row = registry::row_of(&text);
    if !is_one(row.format) {
        return None;
    }
    let mut documents = Vec::new();
    row.read(text.into(), source, "", &mut |part| documents.extend(part)).ok()?;
    let mut document = documents.pop().filter(|document| !document.cues.is_empty())?;

    document.format = format;
    let number = |line: &mut u32| {
        let at = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        *line = numbers.get(at).copied().unwrap_or(*line);
    };
    for block in &mut document.blocks {
        number(&mut block.line);
        block.spans.iter_mut().for_each(|span| number(&mut span.line));
    }
    document.cues.iter_mut().for_each(|cue| number(&mut cue.line));
    document.left_out.iter_mut().for_each(|left| number(&mut left.line));
    Some(document)
}

/// Whether a format of text tells when its words were said.
fn is_timed(format: Format) -> bool {
    !matches!(
        format,
        Format::Text | Format::Markdown | Format::JsonLines | Format::Html | Format::Empty
    )
}
