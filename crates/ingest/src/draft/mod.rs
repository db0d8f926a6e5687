//! Drafts: articles and reports, read for the quotations that are in them.
//!
//! A draft is read otherwise than a source: all of its text counts, where it stands in the file, and
//! which of it is set as a quotation. `page` and `notes` make blocks of it, and `quotations` finds the
//! quotations in these.

mod block;
mod notes;
mod page;
mod quotations;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::format::Format;

use crate::formats::documents::paragraphs::Paragraph;
use crate::formats::documents::rtf;
use crate::formats::registry;
use crate::{Error, decode, not_read, read_bytes};

use block::DraftBlock;

/// A quotation of fewer words says too little to be looked for.
const FEWEST_WORDS: usize = 4;

/// The quotations of a draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Those of four words or more, in the order of the draft.
    pub quotations: Vec<Quotation>,
    /// How many have fewer words.
    pub too_short: u64,
    /// What else there is to know: how it was decoded, marks without a partner.
    pub warnings: Vec<Diagnostic>,
}

/// A quotation of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// What stands between the marks.
    pub text: String,
    /// The line where it begins, from 1; the paragraph in a document of a word processor.
    pub line: u32,
}

/// Reads the quotations of a draft: Markdown, HTML, plain text, and what word processors write.
///
/// # Errors
///
/// [`Error::NotRead`] for what is no text, and what [`read_bytes`] says of a damaged document.
pub fn read_draft(bytes: &[u8], name: &str) -> Result<Draft, Error> {
    if let Some(row) = registry::row_of_bytes(bytes) {
        return Ok(draft(of_document(row.format, bytes, name)?, Vec::new()));
    }
    let Some(decode::Decoded { text, diagnostics }) = decode::decode(bytes) else {
        return Err(Error::not_read(name, not_read::of_bytes(bytes)));
    };

    let blocks = match registry::row_of(&text).format {
        Format::Html => page::blocks(&text, 1),
        Format::Rtf => of_paragraphs(rtf::paragraphs(&text)),
        _ => notes::blocks(&text),
    };
    Ok(draft(blocks, diagnostics))
}

/// The paragraphs of a document of a word processor.
fn of_document(format: Format, bytes: &[u8], name: &str) -> Result<Vec<DraftBlock>, Error> {
    #[cfg(feature = "documents")]
    {
        use crate::formats::documents::{docx, odt};
        let paragraphs = match format {
            Format::Docx => Some(docx::paragraphs(bytes, name)?),
            Format::Odt => Some(odt::paragraphs(bytes, name)?),
            _ => None,
        };
        if let Some(paragraphs) = paragraphs {
            return Ok(of_paragraphs(paragraphs));
        }
    }
    #[cfg(not(feature = "documents"))]
    let _ = format;

    let documents = read_bytes(bytes, name)?;
    let blocks = documents.into_iter().flat_map(|document| document.blocks);
    Ok(blocks.map(|block| DraftBlock::whole(block.text, block.line)).collect())
}

/// Paragraphs, each with its number.
fn of_paragraphs(paragraphs: Vec<Paragraph>) -> Vec<DraftBlock> {
    let block = |(number, paragraph)| DraftBlock::of_paragraph(paragraph, number);
    (1..).zip(paragraphs).map(block).collect()
}

fn draft(blocks: Vec<DraftBlock>, mut warnings: Vec<Diagnostic>) -> Draft {
    let found = quotations::find(&blocks);
    let unclosed = found.unclosed.iter().map(|line| {
        Diagnostic::new(Code::UnclosedQuotation, &[("line", line.to_string().as_str())])
    });
    warnings.extend(unclosed);
    let (quotations, short): (Vec<Quotation>, Vec<Quotation>) =
        found.quotations.into_iter().partition(|quote| words(&quote.text) >= FEWEST_WORDS);
    let too_short = short.iter().filter(|quote| words(&quote.text) > 0).count() as u64;
    Draft { quotations, too_short, warnings }
}

/// How many words a text has, as they are parted by white space.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests;
