//! The little HTML that notes hold: tags with attributes.

/// A tag as it stands in a note.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tag<'a> {
    /// A time anchor opens, with its `data-t` if it has one.
    Anchor(Option<&'a str>),
    /// A link closes.
    AnchorEnd,
    /// A line break, or the edge of something that stands apart.
    Break,
    /// Its text is not for readers: `script`, `style`.
    Hidden,
    /// Any other.
    Other,
}

/// Reads one tag, from `<` to `>`.
pub(super) fn tag(text: &str) -> Tag<'_> {
    let inside = text.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };

    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let name = inside[..end].to_ascii_lowercase();
    match name.as_str() {
        "a" if closing => Tag::AnchorEnd,
        "a" => anchor(&inside[end..]),
        "script" | "style" if !closing => Tag::Hidden,
        "br" | "p" | "div" | "li" | "tr" | "td" | "th" | "hr" | "section" | "article"
        | "summary" => Tag::Break,
        _ => Tag::Other,
    }
}

fn anchor(attributes: &str) -> Tag<'_> {
    let (mut class, mut time) = (None, None);
    let mut rest = attributes;
    while let Some((name, value, after)) = attribute(rest) {
        if name.eq_ignore_ascii_case("class") {
            class = Some(value);
        } else if name.eq_ignore_ascii_case("data-t") {
            time = Some(value);
        }
        rest = after;
    }

    let is_time = class.is_some_and(|c| c.split_whitespace().any(|c| c == "yt-timestamp"));
    if is_time || time.is_some() { Tag::Anchor(time) } else { Tag::Other }
}

/// The next attribute: its name, its value without quotes, and what follows.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
    if text.is_empty() {
        return None;
    }

    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return Some((name, "", rest));
    };

    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let end = quoted.find(quote).unwrap_or(quoted.len());
            return Some((name, &quoted[..end], quoted[end..].strip_prefix(quote).unwrap_or("")));
        }
    }

    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    Some((name, &value[..end], &value[end..]))
}

/// A piece of raw HTML.
pub(super) enum HtmlPiece<'a> {
    /// Text between tags, entities not yet decoded.
    Text(&'a str),
    /// One tag.
    Tag(&'a str),
}

/// Parts raw HTML into text and tags; comments vanish, a `<` that opens no tag is text.
pub(super) fn pieces(html: &str) -> Vec<HtmlPiece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;

    // The `>` ahead is remembered: looking for it at each `<` would not be linear.
    let mut close = 0;
    while let Some(length) = html[at..].find('<') {
        let open = at + length;
        if close <= open {
            let Some(length) = html[open..].find('>') else { break };
            close = open + length;
        }
        let after = html[open + 1..].chars().next().unwrap_or(' ');
        if html[open..].starts_with("<!--") {
            found.push(HtmlPiece::Text(&html[at..open]));
            at = html[open..].find("-->").map_or(html.len(), |i| open + i + 3);
        } else if after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?') {
            found.push(HtmlPiece::Text(&html[at..open]));
            found.push(HtmlPiece::Tag(&html[open..=close]));
            at = close + 1;
        } else {
            found.push(HtmlPiece::Text(&html[at..=open]));
            at = open + 1;
        }
    }

    found.push(HtmlPiece::Text(&html[at..]));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn anchors_are_known_however_they_are_written() {
        for text in [
            "<a class=\"yt-timestamp\" data-t=\"1:02\">",
            "<A data-t='1:02' href=\"#\" class='x yt-timestamp'>",
            "<a\n data-t = 1:02 class=yt-timestamp>",
        ] {
            assert_eq!(tag(text), Tag::Anchor(Some("1:02")), "{text}");
        }
        assert_eq!(tag("<a class=\"yt-timestamp\">"), Tag::Anchor(None));
        assert_eq!(tag("<a href=x>"), Tag::Other);
        assert_eq!(tag("</a>"), Tag::AnchorEnd);
        assert_eq!(tag("<br/>"), Tag::Break);
    }

    fn shown(html: &str) -> Vec<String> {
        let show = |piece: &HtmlPiece<'_>| match piece {
            HtmlPiece::Text(text) => (*text).to_owned(),
            HtmlPiece::Tag(tag) => format!("[{tag}]"),
        };
        pieces(html).iter().map(show).filter(|shown| !shown.is_empty()).collect()
    }

    #[test]
    fn text_and_tags_are_parted() {
        assert_eq!(
            shown("a < b <i>c</i> <!-- <b> -->d > e <br/> < f <g"),
            ["a <", " b ", "[<i>]", "c", "[</i>]", " ", "d > e ", "[<br/>]", " < f <g"]
        );
        assert_eq!(shown("<<p>>"), ["<", "[<p>]", ">"]);
    }

    #[test]
    fn the_far_end_of_a_tag_is_looked_for_once() {
        // Minutes, were it looked for at each `<`.
        let many = 1_000_000;
        assert_eq!(pieces(&("< ".repeat(many) + "‹ … >")).len(), many + 1);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([<>/=&;#a\"' é!-]|\\PC){0,40}") {
            let _ = tag(&text);
            for piece in pieces(&text) {
                if let HtmlPiece::Tag(t) = piece {
                    let _ = tag(t);
                }
            }
        }
    }
}
