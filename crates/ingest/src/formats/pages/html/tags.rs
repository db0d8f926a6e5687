//! Parts a page into text and tags, as the tokeniser of the HTML Standard (section 13.2.5) does where
//! it matters, and in linear time whatever the page.
//!
//! Two leniencies keep text that a browser would lose: a quotation mark or a comment that is never
//! closed does not swallow the rest of the page.

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PagePiece<'a> {
    /// Text, its character references not yet decoded.
    Text(&'a str),
    /// A start tag: its name as written, and its attributes.
    Open(&'a str, &'a str),
    /// An end tag.
    Close(&'a str),
}

/// The pieces of a page, each with its offset.
pub(crate) struct Pieces<'a> {
    page: &'a str,
    at: usize,
    /// Where the last `>` and the last `-->` stand: beyond them none need be looked for.
    last_close: usize,
    last_comment: usize,
    /// Quotation marks no longer part anything: one was never closed.
    no_quotes: bool,
    /// Names of elements of raw text that are not closed any more.
    unclosed: Vec<&'static str>,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(page: &'a str) -> Self {
        let last = |mark| page.rfind(mark).unwrap_or(0);
        let (last_close, last_comment) = (last(">"), last("-->"));
        Pieces { page, at: 0, last_close, last_comment, no_quotes: false, unclosed: Vec::new() }
    }

    fn rest(&self) -> &'a str {
        self.page.get(self.at..).unwrap_or_default()
    }

    /// Takes what follows up to the end tag of the element `name`; `None` when it is never closed,
    /// and then nothing is taken.
    pub(crate) fn raw_text(&mut self, name: &'static str) -> Option<&'a str> {
        if self.unclosed.contains(&name) {
            return None;
        }
        let rest = self.rest();
        let is_end = |at: &usize| {
            let after = rest.get(at + 2..).unwrap_or_default().as_bytes();
            after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        };

        let Some(end) = rest.match_indices("</").map(|(at, _)| at).find(is_end) else {
            self.unclosed.push(name);
            return None;
        };
        self.at += end;
        rest.get(..end)
    }

    /// Where the tag that starts at `from` ends: at a `>` outside of quotation marks.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        if from > self.last_close {
            return None;
        }
        let bytes = self.page.as_bytes();
        let mut at = from;
        let mut after_equals = false;
        while !self.no_quotes {
            match bytes.get(at) {
                None => self.no_quotes = true,
                Some(b'>') => return Some(at),
                Some(quote @ (b'"' | b'\'')) if after_equals => {
                    let value = bytes.get(at + 1..).unwrap_or_default();
                    match value.iter().position(|b| b == quote) {
                        Some(length) => at += length + 1,
                        None => self.no_quotes = true,
                    }
                    after_equals = false;
                }
                Some(b) => after_equals = *b == b'=' || after_equals && b.is_ascii_whitespace(),
            }
            at += 1;
        }

        self.page.get(from..)?.find('>').map(|length| from + length)
    }

    /// The markup that stands here, if any does, and its end; a comment is an empty text.
    fn markup(&mut self) -> Option<(PagePiece<'a>, usize)> {
        let (page, at) = (self.page, self.at);
        let rest = self.rest().strip_prefix('<')?;
        if rest.starts_with("!--") && at + 4 <= self.last_comment {
            let end = page.get(at + 4..)?.find("-->")?;
            return Some((PagePiece::Text(""), at + 4 + end + 3));
        }

        let closing = rest.starts_with('/');
        let name_at = at + 1 + usize::from(closing);
        let name = page.get(name_at..)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let bogus = rest.starts_with(['!', '?', '/']) && at < self.last_close;
            let end = if bogus { page.get(at..)?.find('>')? } else { return None };
            return Some((PagePiece::Text(""), at + end + 1));
        }

        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<');
        let length = name.find(is_end).unwrap_or(name.len());
        let (name, end) = (name.get(..length)?, self.tag_end(name_at + length)?);
        let attributes = page.get(name_at + length..end)?;
        let piece =
            if closing { PagePiece::Close(name) } else { PagePiece::Open(name, attributes) };

        Some((piece, end + 1))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (usize, PagePiece<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        if at >= self.page.len() {
            return None;
        }

        if let Some((piece, end)) = self.markup() {
            self.at = end;
            return Some((at, piece));
        }
        // The first character is text even if it is `<`.
        let rest = self.rest();
        let end = rest.bytes().skip(1).position(|b| b == b'<').map_or(rest.len(), |end| end + 1);
        self.at += end;

        Some((at, PagePiece::Text(rest.get(..end).unwrap_or_default())))
    }
}

/// The attributes of a tag: names as written, values without quotes, references not yet decoded.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || next_attribute(&mut rest))
}

/// The attribute that `rest` starts with, which then is what follows.
fn next_attribute<'a>(rest: &mut &'a str) -> Option<(&'a str, &'a str)> {
    *rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    let length = rest.find(|c: char| c == '=' || c.is_ascii_whitespace() || c == '/');
    let (name, after) = match length {
        // A name may start with an equals sign, and no other holds one.
        Some(0) => rest.split_at(1),
        Some(length) => rest.split_at(length),
        None if rest.is_empty() => return None,
        None => (*rest, ""),
    };

    let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
        *rest = after;
        return Some((name, ""));
    };

    let value = value.trim_ascii_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, after) = match quote {
        Some(quote) => {
            let quoted = value.strip_prefix(quote).unwrap_or(value);
            quoted.split_once(quote).unwrap_or((quoted, ""))
        }
        None => {
            let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
            value.split_at(end)
        }
    };

    *rest = after;
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost;
    use proptest::prelude::*;

    fn shown(page: &str) -> Vec<String> {
        let show = |(_, piece)| match piece {
            PagePiece::Text(text) => text.to_owned(),
            PagePiece::Open(name, attributes) => format!("[{name}|{attributes}]"),
            PagePiece::Close(name) => format!("[/{name}]"),
        };
        Pieces::new(page).map(show).filter(|shown: &String| !shown.is_empty()).collect()
    }

    #[test]
    fn text_and_tags_are_parted() {
        assert_eq!(
            shown(
                "<!doctype html>a < b<br/><a x='>' y=\">\" z = '>'>c</a ><!-- > <b> -->d<?x?></>e"
            ),
            ["a ", "< b", "[br|/]", "[a| x='>' y=\">\" z = '>']", "c", "[/a]", "d", "e"]
        );
        assert_eq!(
            shown("<p title=\"open>text</p><b"),
            ["[p| title=\"open]", "text", "[/p]", "<b"]
        );
        assert_eq!(shown("<!-- never closed <b>x"), ["x"]);
        assert_eq!(shown("l'<b>été</b>"), ["l'", "[b|]", "été", "[/b]"]);
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        let read: Vec<_> = attributes(" a=1 B = \"2 3\" c='4'd e=/x/ / = f").collect();
        let want =
            [("a", "1"), ("B", "2 3"), ("c", "4"), ("d", ""), ("e", "/x/"), ("=", ""), ("f", "")];
        assert_eq!(read, want);
    }

    #[test]
    fn raw_text_ends_at_its_own_end_tag() {
        let mut pieces = Pieces::new("<script>a</b>c</SCRIPT>d<script>e");
        pieces.next();
        assert_eq!(pieces.raw_text("script"), Some("a</b>c"));
        assert_eq!(pieces.nth(2).unwrap().1, PagePiece::Open("script", ""));
        assert_eq!(pieces.raw_text("script"), None);
        assert_eq!(pieces.next().unwrap().1, PagePiece::Text("e"));
    }

    #[test]
    fn the_cost_of_hostile_pages_grows_with_their_length() {
        for unit in
            ["<", "<a ", "<a x=\"", "<a x='<b y=\">", "<!--", "</", "<?", "< ", "<a =", "<!-->"]
        {
            cost::grows_with_its_input(unit, 2_000_000 / unit.len(), |times| {
                let page = unit.repeat(times) + "\" ' > text";
                assert!(Pieces::new(&page).count() > 0, "{unit}");
            });
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([<>/=\"'!?-]|a|é| |<!--|-->|</a|\\PC){0,60}") {
            for (at, piece) in Pieces::new(&text) {
                prop_assert!(at < text.len());
                if let PagePiece::Open(_, all) = piece {
                    prop_assert!(attributes(all).count() <= all.len());
                }
            }
        }
    }
}
