//! Documents of word processors and pages that are printed: from bytes that are no text to paragraphs.
//!
//! The readers make paragraphs, headings and rows of tables (`paragraphs`). Where all of it is a
//! transcript in a shape that is known as text, it is read as that; otherwise as what it is.

#[cfg(feature = "documents")]
pub(crate) mod docx;
#[cfg(feature = "documents")]
pub(crate) mod epub;
#[cfg(feature = "documents")]
pub(crate) mod odt;
#[cfg(feature = "documents")]
mod package;
pub(crate) mod paragraphs;
#[cfg(feature = "pdf")]
pub(crate) mod pdf;
pub(crate) mod rtf;

/// Takes what a document says of itself: the properties that all families name alike (Dublin Core).
/// Of several titles and languages the first counts; several persons are named one after the other.
#[cfg(feature = "documents")]
fn properties(text: &str, declared: &mut crate::formats::Declared) {
    use crate::formats::xml::{Event, Xml};

    let mut xml = Xml::new(text);
    let mut said = String::new();
    let (mut first_author, mut authors) = (None, Vec::new());
    while let Ok(Some(event)) = xml.next() {
        match event {
            Event::Start(_) => said.clear(),
            Event::Text(text) => said.push_str(&text),
            Event::End(name) => {
                let value = std::mem::take(&mut said).trim().to_owned();
                if value.is_empty() {
                    continue;
                }
                match name {
                    "title" => _ = declared.title.get_or_insert(value),
                    "language" => _ = declared.lang.get_or_insert(value),
                    "initial-creator" => _ = first_author.get_or_insert(value),
                    "creator" if !authors.contains(&value) && authors.len() < MOST_AUTHORS => {
                        authors.push(value);
                    }
                    _ => {}
                }
            }
        }
    }

    // In `OpenDocument` the other is who saved the file last.
    let authors = (!authors.is_empty()).then(|| authors.join(", "));
    declared.author = declared.author.take().or(first_author).or(authors);
    // The name of a file that was printed is no title.
    declared.title.take_if(|title| title.starts_with("Microsoft Word - "));
}

/// Nobody reads a longer list of persons than this beside a title.
#[cfg(feature = "documents")]
const MOST_AUTHORS: usize = 16;
