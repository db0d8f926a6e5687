//! The list of contents of a book: how each of its pages is called there (the `nav` of EPUB 3, and the
//! NCX of EPUB 2).

use std::collections::HashMap;

use super::super::package::Package;
use super::within;
use crate::clean::clean;
use crate::formats::xml::{Event, Xml};

/// The first label that leads to each page, by the name of its part.
pub(super) fn labels(package: &mut Package<'_>, root: &str, opf: &str) -> HashMap<String, String> {
    let mut labels = HashMap::new();
    for part in lists(opf).into_iter().map(|href| within(root, &href)) {
        let Ok(text) = package.text(&part) else { continue };
        add(&text, &part, &mut labels);
    }
    labels
}

/// The labels of one list, which is the part of this name.
#[cfg(feature = "fuzzing")]
pub(super) fn labels_of(text: &str, part: &str) -> HashMap<String, String> {
    let mut labels = HashMap::new();
    add(text, part, &mut labels);
    labels
}

/// The addresses of such lists, the newer kind first.
fn lists(opf: &str) -> Vec<String> {
    let (mut navs, mut others) = (Vec::new(), Vec::new());
    let mut xml = Xml::new(opf);
    while let Ok(Some(event)) = xml.next() {
        let Event::Start(tag) = event else { continue };
        let value = |name: &str| tag.attribute(name).map(|value| value.into_owned());
        let Some(href) = value("href").filter(|_| tag.name == "item") else { continue };
        let is_nav = value("properties").is_some_and(|all| all.split(' ').any(|one| one == "nav"));
        if is_nav {
            navs.push(href);
        } else if value("media-type").is_some_and(|kind| kind.contains("dtbncx")) {
            others.push(href);
        }
    }
    navs.append(&mut others);
    navs
}

/// Adds the labels of one list: the text of each link of a `nav`, or of each `navLabel`, which stands
/// before the address that it is for.
fn add(text: &str, part: &str, labels: &mut HashMap<String, String>) {
    let mut label = String::new();
    let (mut link, mut is_label) = (None, false);
    let mut add = |href: &str, label: &str| {
        let label = clean(label);
        // What leads into a page names a part of it.
        if !label.is_empty() && !href.contains('#') {
            labels.entry(within(part, href)).or_insert(label);
        }
    };

    let mut xml = Xml::new(text);
    while let Ok(Some(event)) = xml.next() {
        match event {
            Event::Start(tag) if tag.name == "a" => {
                link = tag.attribute("href").map(|href| href.into_owned());
                (is_label, label) = (link.is_some(), String::new());
            }
            Event::Start(tag) if tag.name == "navLabel" => {
                (is_label, label) = (true, String::new());
            }
            Event::Start(tag) if tag.name == "content" => {
                if let Some(href) = tag.attribute("src") {
                    add(&href, &label);
                }
            }
            Event::Text(text) if is_label => label.push_str(&text),
            Event::End("a") => {
                if let Some(href) = link.take() {
                    add(&href, &label);
                }
                is_label = false;
            }
            Event::End("navLabel") => is_label = false,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_lists_name_pages() {
        let nav = "<html><body><nav><ol><li><a href=\"a.xhtml\">The <i>quay</i></a></li>\
            <li><a href=\"b.xhtml#two\">Nets</a></li></ol></nav></body></html>";
        let ncx = "<ncx><navMap><navPoint><navLabel><text>Le quai</text></navLabel>\
            <content src=\"../text/a%20b.xhtml\"/></navPoint></navMap></ncx>";
        let mut labels = HashMap::new();
        add(nav, "OEBPS/nav.xhtml", &mut labels);
        add(ncx, "OEBPS/toc.ncx", &mut labels);
        let mut all: Vec<_> = labels.iter().map(|(page, label)| (&**page, &**label)).collect();
        all.sort_unstable();
        assert_eq!(all, [("OEBPS/a.xhtml", "The quay"), ("text/a b.xhtml", "Le quai")]);
    }
}
