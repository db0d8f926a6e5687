//! What the elements of a page are to its text.

use ibid_core::rules::Rule;

use super::references::decode;
use super::tags::attributes;

/// What an element does to the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It stands apart.
    Block,
    Paragraph,
    Heading(u8),
    List,
    Item,
    Table,
    Row,
    Cell,
    Link,
    Button,
    /// `br`.
    Break,
    /// Its text is no content, by this rule.
    LeftOut(Rule),
    /// It has no text for readers.
    Hidden,
    /// It changes nothing.
    Inline,
}

/// The role of an element by its name in lower case.
pub(super) fn role(name: &str) -> Role {
    match name {
        "p" => Role::Paragraph,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "ul" | "ol" | "menu" => Role::List,
        "li" => Role::Item,
        "table" => Role::Table,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "a" => Role::Link,
        "button" => Role::Button,
        "br" | "hr" => Role::Break,
        "nav" => Role::LeftOut(Rule::Navigation),
        "footer" => Role::LeftOut(Rule::Footer),
        "dialog" => Role::LeftOut(Rule::Dialog),
        "svg" | "math" | "select" | "datalist" | "template" | "object" | "canvas" | "audio"
        | "video" | "noscript" | "map" | "progress" | "meter" => Role::Hidden,
        "div" | "section" | "article" | "main" | "header" | "aside" | "figure" | "figcaption"
        | "address" | "fieldset" | "legend" | "details" | "summary" | "center" | "dl" | "dt"
        | "dd" | "form" | "hgroup" | "body" | "html" | "blockquote" | "pre" | "caption"
        | "thead" | "tbody" | "tfoot" | "search" | "head" => Role::Block,
        _ => Role::Inline,
    }
}

/// Whether an element never has anything in it, and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// The attributes that tell what an element is for.
#[derive(Default)]
pub(super) struct Purpose<'a> {
    pub(super) class: &'a str,
    pub(super) id: &'a str,
    pub(super) role: &'a str,
    /// A link within the page.
    pub(super) is_anchor: bool,
    /// No reader sees it.
    pub(super) invisible: bool,
    /// It is not read aloud.
    silent: bool,
}

/// Whether an element holds all of a page or its main text, and is never left out whatever its
/// attributes say.
pub(super) fn is_whole(name: &str) -> bool {
    matches!(name, "html" | "body" | "main" | "article")
}

impl<'a> Purpose<'a> {
    pub(super) fn from_attributes(all: &'a str) -> Self {
        let mut found = Purpose::default();
        for (name, value) in attributes(all) {
            match name.to_ascii_lowercase().as_str() {
                "class" if found.class.is_empty() => found.class = value,
                "id" if found.id.is_empty() => found.id = value,
                "role" => found.role = value,
                "href" => found.is_anchor = value.starts_with('#'),
                "hidden" => found.invisible |= !value.eq_ignore_ascii_case("until-found"),
                "aria-hidden" => found.silent |= value == "true",
                "style" if value.len() < 1000 => found.invisible |= is_invisible(value),
                _ => {}
            }
        }

        found
    }

    /// The rule by which the element is left out for sure.
    pub(super) fn left_out(&self) -> Option<Rule> {
        match self.role {
            _ if self.invisible || self.silent => Some(Rule::Hidden),
            "navigation" | "menu" | "menubar" => Some(Rule::Navigation),
            "search" => Some(Rule::Search),
            "banner" => Some(Rule::Banner),
            "contentinfo" => Some(Rule::Footer),
            "dialog" | "alertdialog" => Some(Rule::Dialog),
            _ => None,
        }
    }

    /// The rule that fits its names. Names are no proof: a page may be about cookies.
    pub(super) fn doubtful(&self) -> Option<Rule> {
        // Longer lists of names are those of frameworks, and say it in the first of them.
        let words = [self.class, self.id].into_iter().flat_map(|names| {
            names.split_ascii_whitespace().take(12).filter(|name| name.len() < 60)
        });
        words.filter_map(|name| by_name(&decode(name).to_ascii_lowercase())).next()
    }
}

fn is_invisible(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// The rule of one name of a class or an id: `cookie-banner`, `post_comments`.
fn by_name(name: &str) -> Option<Rule> {
    let parts = || name.split(|c: char| !c.is_ascii_alphanumeric());
    let has = |words: &[&str]| parts().any(|part| words.contains(&part));

    // `has-comments`, `no-sidebar`: of the page, not of the element.
    if has(&["has", "with", "no", "without", "open", "closed", "page", "body"]) {
        return None;
    }
    if has(&["cookie", "cookies", "gdpr", "rgpd", "tarteaucitron", "cookiebar"]) {
        Some(Rule::CookieBanner)
    } else if has(&["breadcrumb", "breadcrumbs", "ariane"]) {
        Some(Rule::Breadcrumb)
    } else if has(&["share", "sharing", "sharedaddy", "addtoany", "addthis", "partage", "partager"])
        || has(&["social"]) && has(&["links", "media", "icons", "buttons", "networks", "share"])
    {
        Some(Rule::Share)
    } else if has(&["comments", "commentlist", "commentaires", "disqus", "respond"]) {
        Some(Rule::Comments)
    } else if has(&["newsletter"]) {
        Some(Rule::Newsletter)
    } else if has(&["navbar", "pager", "pagination", "skiplink", "skiplinks", "menu"]) {
        Some(Rule::Navigation)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_no_content() {
        let rule = |all: &'static str| {
            let purpose = Purpose::from_attributes(all);
            purpose.left_out().or_else(|| purpose.doubtful())
        };

        for (all, want) in [
            (" class='box share-buttons'", Some(Rule::Share)),
            (" id=cookie_banner", Some(Rule::CookieBanner)),
            (" id=comments class=x", Some(Rule::Comments)),
            (" style='color: red; Display : NONE'", Some(Rule::Hidden)),
            (" hidden", Some(Rule::Hidden)),
            (" role=navigation", Some(Rule::Navigation)),
            (" class='theme-social'", None),
            (" class='has-comments'", None),
            (" class='content'", None),
        ] {
            assert_eq!(rule(all), want, "{all}");
        }
    }
}
