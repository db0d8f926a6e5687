//! Where the parts of a document lie in its package (ECMA-376, part 2): relationships say it, and the
//! names that Word gives are only usual. Office on the web writes `word/document2.xml`.

use super::super::package::Package;
use crate::formats::xml::{Event, Xml};

/// The names of the parts that are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) body: String,
    pub(super) styles: String,
    pub(super) footnotes: String,
    pub(super) endnotes: String,
    pub(super) properties: String,
}

impl Parts {
    /// The parts of a document of Word; `None` for a package of another kind.
    pub(super) fn of(package: &mut Package<'_>) -> Option<Self> {
        const USUAL: &str = "word/document.xml";
        let whole = relations(package, "");
        let told = whole.target("officeDocument").filter(|part| package.find(part).is_some());
        let body = told.unwrap_or_else(|| USUAL.to_owned());
        if body != USUAL && !is_of_word(package, &body) {
            return None;
        }

        let own = relations(package, &body);
        let part = |all: &Relations, kind: &str, usual: &str| {
            let name = all.target(kind).unwrap_or_else(|| usual.to_owned());
            package.find(&name).unwrap_or(name)
        };
        Some(Parts {
            styles: part(&own, "styles", "word/styles.xml"),
            footnotes: part(&own, "footnotes", "word/footnotes.xml"),
            endnotes: part(&own, "endnotes", "word/endnotes.xml"),
            properties: part(&whole, "core-properties", "docProps/core.xml"),
            body: package.find(&body)?,
        })
    }
}

/// Whether the list of types says that a part is the text of Word: a document, or a template of one.
fn is_of_word(package: &mut Package<'_>, part: &str) -> bool {
    let Ok(types) = package.text("[Content_Types].xml") else { return false };
    let mut xml = Xml::new(&types);
    while let Ok(Some(event)) = xml.next() {
        let Event::Start(tag) = event else { continue };
        let name = tag.attribute("PartName").unwrap_or_default();
        if tag.name == "Override" && name.trim_start_matches('/').eq_ignore_ascii_case(part) {
            let kind = tag.attribute("ContentType").unwrap_or_default();
            return kind.contains("wordprocessingml") || kind.contains("ms-word");
        }
    }
    false
}

/// What a part is related to: the last word of each kind of relationship, and the part.
struct Relations(Vec<(String, String)>);

impl Relations {
    fn target(&self, kind: &str) -> Option<String> {
        let found = self.0.iter().find(|(known, _)| known == kind);
        found.map(|(_, target)| target.clone())
    }
}

/// The relationships of a part, or of the whole package where its name is empty.
fn relations(package: &mut Package<'_>, part: &str) -> Relations {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let list = if folder.is_empty() {
        format!("_rels/{name}.rels")
    } else {
        format!("{folder}/_rels/{name}.rels")
    };
    let mut found = Vec::new();
    let list = package.find(&list).unwrap_or(list);
    let text = package.text(&list).unwrap_or_default();
    let mut xml = Xml::new(&text);
    while let Ok(Some(event)) = xml.next() {
        let Event::Start(tag) = event else { continue };
        let is_outside = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
        let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target")) else {
            continue;
        };
        if !is_outside {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push((kind, whole_name(folder, &target)));
        }
    }
    Relations(found)
}

/// The name of a part that is named from a folder; one that begins with `/` is named from the top.
fn whole_name(folder: &str, target: &str) -> String {
    let (mut names, target) = match target.strip_prefix('/') {
        Some(target) => (Vec::new(), target),
        None => (folder.split('/').filter(|name| !name.is_empty()).collect(), target),
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => _ = names.pop(),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::tests::packed;
    use super::*;

    #[test]
    fn names_are_those_of_the_package() {
        for (folder, target, whole) in [
            ("", "word/document2.xml", "word/document2.xml"),
            ("word", "styles2.xml", "word/styles2.xml"),
            ("word", "/word/./styles.xml", "word/styles.xml"),
            ("word", "../docProps/core.xml", "docProps/core.xml"),
            ("", "../../a.xml", "a.xml"),
        ] {
            assert_eq!(whole_name(folder, target), whole);
        }
    }

    #[test]
    fn a_package_of_another_kind_is_no_document() {
        let kind = "application/vnd.openxmlformats-officedocument.";
        for (part, of, is_word) in [
            ("word/document2.xml", "wordprocessingml.document.main+xml", true),
            ("Content/text.xml", "wordprocessingml.template.main+xml", true),
            ("word/document2.xml", "spreadsheetml.sheet.main+xml", false),
            ("xl/workbook.xml", "spreadsheetml.sheet.main+xml", false),
        ] {
            let types = format!(
                "<Types><Override PartName=\"/{part}\" ContentType=\"{kind}{of}\"/></Types>"
            );
            let rels = format!(
                "<Relationships><Relationship Type=\"http://e.org/relationships/officeDocument\" Target=\"{part}\"/></Relationships>"
            );
            let bytes =
                packed(&[("[Content_Types].xml", &types), ("_rels/.rels", &rels), (part, "<a/>")]);
            let mut package = Package::open(&bytes).unwrap();
            let body = Parts::of(&mut package).map(|parts| parts.body);
            assert_eq!(body.as_deref(), is_word.then_some(part), "{part} {of}");
        }
    }
}
