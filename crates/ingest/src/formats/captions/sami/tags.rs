//! Text and tags of a page, as loosely as players read them.

/// A tag is never longer, so that a lone `<` costs no more than this to see through.
const LONGEST_TAG: usize = 400;

/// What a page is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
}

/// What stands between `<` and `>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a>(&'a str);

impl<'a> Tag<'a> {
    pub(super) fn is(&self, name: &str) -> bool {
        let end = self.0.find(|c: char| c.is_whitespace()).unwrap_or(self.0.len());
        self.0[..end].trim_end_matches('/').eq_ignore_ascii_case(name)
            || self.0[..end].eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, in quotes or without.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.0;
        while let Some(at) = rest.find('=') {
            let (before, after) = (rest[..at].trim_end(), rest[at + 1..].trim_start());
            let (value, behind) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inner = &after[1..];
                    let end = inner.find(quote).unwrap_or(inner.len());
                    (&inner[..end], inner.get(end + 1..).unwrap_or_default())
                }
                _ => {
                    let end = after.find(char::is_whitespace).unwrap_or(after.len());
                    (&after[..end], &after[end..])
                }
            };
            let own = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            if own.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = behind;
        }

        None
    }
}

/// The nodes of a page with their places. Remarks are passed over, and styles are in remarks.
pub(super) fn nodes(page: &str) -> impl Iterator<Item = (usize, Node<'_>)> {
    let mut at = 0;
    let last_remark = page.rfind("-->");
    std::iter::from_fn(move || next_node(page, &mut at, last_remark))
}

/// The node at `at`, which moves behind it; `last_remark` is where the last remark ends.
fn next_node<'a>(
    page: &'a str,
    at: &mut usize,
    last_remark: Option<usize>,
) -> Option<(usize, Node<'a>)> {
    while page[*at..].starts_with("<!--") && last_remark.is_some_and(|last| last > *at) {
        *at += page[*at..].find("-->")? + 3;
    }

    let rest = &page[*at..];
    let sign = rest.chars().next()?;
    let from = *at;
    if let Some(end) = tag_end(rest) {
        *at += end + 1;
        return Some((from, Node::Tag(Tag(rest[1..end].trim()))));
    }

    let next = rest[sign.len_utf8()..].find('<').map_or(rest.len(), |next| next + sign.len_utf8());
    *at += next;
    Some((from, Node::Text(&rest[..next])))
}

/// Where the tag ends that a text starts with; a sign that opens none is text.
fn tag_end(rest: &str) -> Option<usize> {
    let named = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
    if !rest.strip_prefix('<')?.starts_with(named) {
        return None;
    }
    rest.bytes().take(LONGEST_TAG).position(|b| b == b'>')
}

/// Where ASCII text first stands, in any case.
pub(super) fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|w| w.eq_ignore_ascii_case(wanted.as_bytes()))
}
