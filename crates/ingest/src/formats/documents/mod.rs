//! Documents of word processors and pages that are printed: from bytes that are no text to paragraphs.
//!
//! The readers make paragraphs, headings and rows of tables (`paragraphs`). Where all of it is a
//! transcript in a shape that is known as text, it is read as that; otherwise as what it is.

#[cfg(feature = "documents")]
pub(crate) mod docx;
#[cfg(feature = "documents")]
pub(crate) mod odt;
#[cfg(feature = "documents")]
mod package;
pub(crate) mod paragraphs;
#[cfg(feature = "pdf")]
pub(crate) mod pdf;
pub(crate) mod rtf;

/// Takes what a document says of itself: the properties that both families name alike (Dublin Core).
#[cfg(feature = "documents")]
fn properties(text: &str, declared: &mut crate::formats::Declared) {
    use crate::formats::xml::{Event, Xml};

    let mut xml = Xml::new(text);
    let mut open = "";
    while let Ok(Some(event)) = xml.next() {
        match event {
            Event::Start(tag) => open = tag.name,
            Event::End(_) => open = "",
            Event::Text(text) => {
                let field = match open {
                    "title" => &mut declared.title,
                    "creator" | "initial-creator" => &mut declared.author,
                    "language" => &mut declared.lang,
                    _ => continue,
                };
                field.get_or_insert_default().push_str(&text);
            }
        }
    }
    // The name of a file that was printed is no title.
    declared.title.take_if(|title| title.starts_with("Microsoft Word - "));
}
