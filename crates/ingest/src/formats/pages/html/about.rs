//! What a page says of itself: in `meta` and `link` elements, and in JSON-LD.

use ibid_core::document::Date;
use serde_json::Value;

use super::references::decode;
use super::tags::attributes;
use crate::clean::{clean, head};
use crate::formats::Declared;

/// Longer JSON-LD than this describes more than a page.
const LONGEST_JSON: usize = 256 * 1024;
/// JSON-LD wraps the page in `DEEPEST` lists and objects at most.
const DEEPEST: usize = 6;
/// What a page says of itself is no longer than `LONGEST` bytes.
const LONGEST: usize = 4096;
/// What parts the title of a page from the name of its site.
const PARTING: &[&str] =
    &[" | ", " - ", " – ", " — ", " · ", " : ", "\u{a0}: ", " « ", " » ", " :: "];

/// What several elements claim: the best claim of each rank, of which the lowest counts.
#[derive(Default)]
struct Best(Vec<(u8, String)>);

impl Best {
    /// Takes a claim; of one rank the first stands, or the first that `fits`.
    fn add(&mut self, rank: u8, claim: &str, fits: fn(&str) -> bool) {
        if claim.len() > LONGEST {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == rank) {
            None => self.0.push((rank, claim.to_owned())),
            Some((_, first)) if !fits(first) && fits(claim) => claim.clone_into(first),
            Some(_) => {}
        }
    }

    /// The first that fits.
    fn fitting(&mut self, fits: fn(&str) -> bool) -> Option<String> {
        self.0.sort_by_key(|(rank, _)| *rank);
        self.0.iter().find(|(_, claim)| fits(claim)).map(|(_, claim)| claim.clone())
    }
}

fn is_address(url: &str) -> bool {
    let url = url.trim();
    url.starts_with("https://") || url.starts_with("http://")
}

/// A page may say when in many ways, and one that can be read is enough.
fn is_date(date: &str) -> bool {
    Date::parse(date).is_some()
}

fn is_name(author: &str) -> bool {
    !is_address(author) && !author.starts_with('@')
}

/// The claims of a page.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) title: Option<String>,
    og_title: Option<String>,
    site: Option<String>,
    pub(super) lang: Option<String>,
    urls: Best,
    dates: Best,
    authors: Best,
}

impl Claims {
    /// A `meta` element.
    pub(super) fn meta(&mut self, all: &str) {
        // Of attributes of one name the first counts, so that there are few.
        let (mut names, mut content) = ([None; 4], None);
        for (name, value) in attributes(all) {
            match name.to_ascii_lowercase().as_str() {
                "name" => _ = names[0].get_or_insert(value),
                "property" => _ = names[1].get_or_insert(value),
                "itemprop" => _ = names[2].get_or_insert(value),
                "http-equiv" => _ = names[3].get_or_insert(value),
                "content" => _ = content.get_or_insert(value),
                _ => {}
            }
        }

        let Some(content) = content.filter(|content| content.len() <= LONGEST) else { return };
        let content = clean(&decode(content));
        if !content.is_empty() {
            for name in names.into_iter().flatten() {
                self.named(&name.trim().to_ascii_lowercase(), &content);
            }
        }
    }

    fn named(&mut self, name: &str, content: &str) {
        let text = || content.to_owned();

        match name {
            "og:title" => _ = self.og_title.get_or_insert_with(text),
            "og:site_name" | "application-name" => _ = self.site.get_or_insert_with(text),
            "og:url" => self.urls.add(1, content, is_address),
            "content-language" => _ = self.lang.get_or_insert_with(text),
            "article:published_time" | "og:article:published_time" => {
                self.dates.add(0, content, is_date);
            }
            "datepublished" | "publication_date" | "pubdate" | "citation_publication_date" => {
                self.dates.add(2, content, is_date);
            }
            "date" | "dc.date" | "dcterms.date" | "dcterms.created" | "dc.date.issued"
            | "dcterms.issued" | "dc.date.created" => self.dates.add(3, content, is_date),
            "author" | "dc.creator" | "dcterms.creator" | "citation_author" => {
                self.authors.add(0, content, is_name);
            }
            "article:author" => self.authors.add(2, content, is_name),
            _ => {}
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
            self.urls.add(0, &decode(href), is_address);
        }
    }

    /// The address that a browser wrote into the page that it saved: `<!-- saved from url=(0044)…
    /// -->`, or the head of `SingleFile`.
    pub(super) fn saved(&mut self, page: &str) {
        const HEAD: usize = 8192;
        let head = head(page, HEAD);
        let by_browser =
            head.split_once("saved from url=(").and_then(|(_, rest)| rest.split_once(')'));
        let by_single_file = || {
            let (_, rest) = head.split_once("Page saved with SingleFile")?;
            rest.split_once("-->")?.0.split_once("url:")
        };
        let found = by_browser.or_else(by_single_file).map(|(_, rest)| rest.trim_start());
        let ends = |c: char| c.is_whitespace() || c == '"' || c == '>';
        if let Some(address) = found.and_then(|rest| rest.split(ends).next()) {
            self.urls.add(9, address.trim_end_matches("--"), is_address);
        }
    }

    /// The `datetime` of a `time` element.
    pub(super) fn time(&mut self, datetime: &str) {
        self.dates.add(4, &decode(datetime), is_date);
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
                    self.dates.add(1, date, is_date);
                    if let Some(names) = object.get("author").map(names).filter(|n| !n.is_empty()) {
                        self.authors.add(1, &names.join(", "), is_name);
                    }
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    object.get(key).into_iter().for_each(|value| self.json_value(value, depth));
                }
            }
            _ => {}
        }
    }

    /// What counts; `h1` is the text of the only first-level heading.
    pub(super) fn declared(mut self, h1: Option<&str>) -> Declared {
        let date = self.dates.fitting(is_date).or_else(|| self.dates.fitting(|_| true));
        Declared {
            title: self.best_title(h1),
            url: self.urls.fitting(is_address),
            date,
            lang: self.lang.take(),
            author: self.authors.fitting(is_name),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(all: &[&str]) -> Claims {
        let mut claims = Claims::default();
        all.iter().for_each(|all| claims.meta(all));
        claims
    }

    #[test]
    fn of_one_rank_the_first_claim_that_can_be_read_is_believed() {
        let declared = claims(&[
            " name=date content=soon",
            " name=date content=2024-01-02",
            " name=date content=2025-01-02",
            " name=author name=date content='Anne Roy' content=2020-01-01",
            " name=author content=@anne",
        ])
        .declared(None);
        assert_eq!(declared.date.as_deref(), Some("2024-01-02"));
        assert_eq!(declared.author.as_deref(), Some("Anne Roy"));
        let unread = claims(&[" name=date content=soon", " name=date content=later"]);
        assert_eq!(unread.declared(None).date.as_deref(), Some("soon"));
    }

    #[test]
    fn claims_without_end_are_not_kept() {
        // Gigabytes, were each of them kept for each name.
        let many = format!("{} content=\"{}\"", " name=date".repeat(20_000), "c".repeat(200_000));
        assert!(claims(&[&many]).dates.0.is_empty());
        let several = vec![" name=date property=date itemprop=author content=x"; 10_000];
        let claims = claims(&several);
        assert_eq!((claims.dates.0.len(), claims.authors.0.len()), (1, 1));
    }
}
