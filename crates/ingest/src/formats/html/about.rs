//! What a page says of itself: in `meta` and `link` elements, and in JSON-LD.

use ibid_core::document::Date;
use serde_json::Value;

use super::references::decode;
use super::tags::attributes;
use crate::clean::clean;
use crate::formats::Declared;

/// Longer JSON-LD than this describes more than a page.
const LONGEST_JSON: usize = 256 * 1024;
/// JSON-LD wraps the page in so many lists and objects at most.
const DEEPEST: usize = 6;
/// What parts the title of a page from the name of its site.
const PARTING: &[&str] =
    &[" | ", " - ", " – ", " — ", " · ", " : ", "\u{a0}: ", " « ", " » ", " :: "];

/// The claims of a page, each with its rank: the first of the lowest is believed.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) title: Option<String>,
    og_title: Option<String>,
    site: Option<String>,
    pub(super) lang: Option<String>,
    urls: Vec<(u8, String)>,
    dates: Vec<(u8, String)>,
    authors: Vec<(u8, String)>,
}

impl Claims {
    /// A `meta` element.
    pub(super) fn meta(&mut self, all: &str) {
        let (mut names, mut content) = (Vec::new(), None);
        for (name, value) in attributes(all) {
            match name.to_ascii_lowercase().as_str() {
                "name" | "property" | "itemprop" | "http-equiv" => {
                    names.push(value.trim().to_ascii_lowercase());
                }
                "content" => content = Some(clean(&decode(value))).filter(|text| !text.is_empty()),
                _ => {}
            }
        }
        let Some(content) = content else { return };
        for name in names {
            let content = content.clone();
            match name.as_str() {
                "og:title" => _ = self.og_title.get_or_insert(content),
                "og:site_name" | "application-name" => _ = self.site.get_or_insert(content),
                "og:url" => self.urls.push((1, content)),
                "content-language" => _ = self.lang.get_or_insert(content),
                "article:published_time" | "og:article:published_time" => {
                    self.dates.push((0, content));
                }
                "datepublished" | "publication_date" | "pubdate" | "citation_publication_date" => {
                    self.dates.push((2, content));
                }
                "date" | "dc.date" | "dcterms.date" | "dcterms.created" | "dc.date.issued"
                | "dcterms.issued" | "dc.date.created" => self.dates.push((3, content)),
                "author" | "dc.creator" | "dcterms.creator" | "citation_author" => {
                    self.authors.push((0, content));
                }
                "article:author" => self.authors.push((2, content)),
                _ => {}
            }
        }
    }

    /// A `link` element.
    pub(super) fn link(&mut self, all: &str) {
        let value = |wanted: &str| {
            attributes(all).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, v)| v)
        };
        let canonical = value("rel")
            .is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")));
        if let (true, Some(href)) = (canonical, value("href")) {
            self.urls.push((0, decode(href)));
        }
    }

    /// The `datetime` of a `time` element.
    pub(super) fn time(&mut self, datetime: &str) {
        self.dates.push((4, decode(datetime)));
    }

    /// The text of a script of the type `application/ld+json`.
    pub(super) fn json(&mut self, text: &str) {
        if text.len() > LONGEST_JSON {
            return;
        }
        if let Ok(value) = serde_json::from_str(text) {
            self.json_value(&value, DEEPEST);
        }
    }

    fn json_value(&mut self, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Array(all) => all.iter().for_each(|value| self.json_value(value, depth)),
            Value::Object(object) => {
                if let Some(Value::String(date)) = object.get("datePublished") {
                    self.dates.push((1, date.clone()));
                    let author = object.get("author").map(names).filter(|names| !names.is_empty());
                    self.authors.extend(author.map(|names| (1, names.join(", "))));
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    object.get(key).into_iter().for_each(|value| self.json_value(value, depth));
                }
            }
            _ => {}
        }
    }

    /// What is believed; `h1` is the text of the only first-level heading.
    pub(super) fn declared(mut self, h1: Option<&str>) -> Declared {
        let lowest = |claims: &mut Vec<(u8, String)>, fits: &dyn Fn(&str) -> bool| {
            claims.sort_by_key(|(rank, _)| *rank);
            claims.iter().find(|(_, claim)| fits(claim)).map(|(_, claim)| claim.clone())
        };
        let is_address = |url: &str| {
            let url = url.trim();
            url.starts_with("https://") || url.starts_with("http://")
        };
        let is_name = |author: &str| !is_address(author) && !author.starts_with('@');
        // A page may say when in many ways, and one that can be read is enough.
        let is_date = |date: &str| Date::parse(date).is_some();
        let date = lowest(&mut self.dates, &is_date).or_else(|| lowest(&mut self.dates, &|_| true));
        Declared {
            title: self.best_title(h1),
            url: lowest(&mut self.urls, &is_address),
            date,
            lang: self.lang.take(),
            author: lowest(&mut self.authors, &is_name),
            ..Declared::default()
        }
    }

    fn best_title(&self, h1: Option<&str>) -> Option<String> {
        let written =
            |title: &Option<String>| title.as_deref().map(clean).filter(|t| !t.is_empty());
        let title = written(&self.og_title).or_else(|| written(&self.title));
        let Some(title) = title else { return h1.map(str::to_owned) };
        Some(self.without_site(&title, h1).to_owned())
    }

    /// The title without the name of the site, where something else says that it is one.
    fn without_site<'a>(&self, title: &'a str, h1: Option<&str>) -> &'a str {
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let site = self.site.as_deref().unwrap_or_default();
        for mark in PARTING {
            for (at, _) in title.match_indices(mark).take(8) {
                let (before, after) = (title[..at].trim(), title[at + mark.len()..].trim());
                let known = |part| !site.is_empty() && same(part, site);
                if known(after) || h1.is_some_and(|h1| same(h1, before)) {
                    return before;
                }
                if known(before) || h1.is_some_and(|h1| same(h1, after)) {
                    return after;
                }
            }
        }
        title
    }
}

/// The names of one author or several, as JSON-LD has them.
fn names(author: &Value) -> Vec<String> {
    match author {
        Value::String(name) => vec![name.clone()],
        Value::Object(author) => {
            author.get("name").and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        Value::Array(all) => {
            let one = |author: &Value| match author {
                Value::Array(_) => Vec::new(),
                author => names(author),
            };
            all.iter().flat_map(one).collect()
        }
        _ => Vec::new(),
    }
}
