//! Addresses that say a second and stand in a note as they are, at the start or the end of a line or
//! on a line of their own: they are written as links, `<https://youtu.be/ID?t=75>`, line for line.
//!
//! One within a sentence is part of what is said there. Fewer than two may be there for any reason.

use std::borrow::Cow;

use crate::formats::links;

/// Fewer tell no habit.
const FEWEST: usize = 2;

/// What was made of the addresses of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bare<'t> {
    /// They are links now, or there are none.
    Linked(Cow<'t, str>),
    /// It cannot be told what they date; the line of the first, from 1, and how many.
    Unclear(u32, usize),
}

/// Whether a text has such addresses.
pub(super) fn has_any(text: &str) -> bool {
    found(text).len() >= FEWEST
}

/// Makes links of the addresses of a text.
pub(super) fn linked(text: &str) -> Bare<'_> {
    let found = found(text);
    if found.len() < FEWEST {
        return Bare::Linked(Cow::Borrowed(text));
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let Some(side) = side(&lines, &found) else {
        let first = found.first().map_or(0, |link| link.at);
        return Bare::Unclear(u32::try_from(first + 1).unwrap_or(u32::MAX), found.len());
    };

    let mut out: Vec<Cow<'_, str>> = lines.iter().map(|line| Cow::Borrowed(*line)).collect();
    for link in &found {
        let line = lines[link.at];
        let address = &line[link.from..link.to];
        let above = (0..link.at).rev().find(|at| !lines[*at].trim().is_empty());
        match above.filter(|_| side == Side::Below && is_paragraph(&lines, link)) {
            Some(above) if !is_heading(lines[above]) => {
                out[above] = Cow::Owned(format!("{} <{address}>", out[above]));
                out[link.at] = Cow::Borrowed("");
            }
            // Nothing stands between it and the heading.
            Some(_) => {}
            None => {
                out[link.at] =
                    Cow::Owned(format!("{}<{address}>{}", &line[..link.from], &line[link.to..]));
            }
        }
    }
    Bare::Linked(Cow::Owned(out.join("\n")))
}

/// An address: its line, from 0, and its bytes there.
struct Link {
    at: usize,
    from: usize,
    to: usize,
}

/// Where paragraphs that are an address alone stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// There are none.
    Beside,
    /// Above what they date.
    Above,
    /// Below it.
    Below,
}

/// Where the addresses stand that are paragraphs of their own; `None` where that cannot be told.
fn side(lines: &[&str], found: &[Link]) -> Option<Side> {
    let alone: Vec<usize> =
        found.iter().filter(|link| is_paragraph(lines, link)).map(|link| link.at).collect();
    if alone.is_empty() {
        return Some(Side::Beside);
    }
    let is_text = |at: &usize| !lines[*at].trim().is_empty() && !is_heading(lines[*at]);
    let first = (0..lines.len()).find(is_text)?;
    let last = (0..lines.len()).rev().find(is_text)?;
    match (alone.contains(&first), alone.contains(&last)) {
        (false, true) if alone.len() == found.len() => Some(Side::Below),
        (true, false) if alone.len() == found.len() => Some(Side::Above),
        _ => None,
    }
}

/// Whether an address is all of its paragraph.
fn is_paragraph(lines: &[&str], link: &Link) -> bool {
    let line = lines[link.at];
    let is_blank = |at: Option<usize>| {
        at.and_then(|at| lines.get(at))
            .is_none_or(|line| line.trim().is_empty() || is_heading(line))
    };
    line.trim() == &line[link.from..link.to]
        && is_blank(link.at.checked_sub(1))
        && is_blank(Some(link.at + 1))
}

fn is_heading(line: &str) -> bool {
    line.starts_with('#')
}

fn found(text: &str) -> Vec<Link> {
    let mut fence = false;
    let mut found = Vec::new();
    // Most texts have none.
    if memchr::memmem::find(text.as_bytes(), b"://").is_none() {
        return found;
    }
    for (at, line) in text.split('\n').enumerate() {
        fence ^= line.trim_start().starts_with("```");
        // Indented lines may be code.
        if !fence && line.contains("://") && !line.starts_with("    ") && !line.contains('`') {
            found.extend(address(line).map(|(from, to)| Link { at, from, to }));
        }
    }
    found
}

/// The address that a line begins or ends with, perhaps behind the sign of a list.
fn address(line: &str) -> Option<(usize, usize)> {
    const CLOSING: [char; 7] = ['.', ',', ';', ':', '!', '?', ')'];
    let trimmed = line.trim_end().trim_end_matches(CLOSING);
    let last = trimmed
        .rfind([' ', '\t', '\u{a0}', '('])
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
    let begin = line.trim_start().trim_start_matches(['-', '*', '+', '>']).trim_start();
    let first = line.len() - begin.len();
    let end = begin.find([' ', '\t', '\u{a0}']).unwrap_or(begin.len());
    let opening = begin[..end].trim_end_matches(CLOSING);
    let is_timed = |(from, to): &(usize, usize)| {
        let text = &line[*from..*to];
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        let is_plain = !text.contains(['<', '>', '[', ']', '"', '|', '(']);
        let behind_label = line[..*from].ends_with("](");
        is_address && is_plain && !behind_label && links::time_of(text).is_some()
    };
    [(last, trimmed.len()), (first, first + opening.len())].into_iter().find(is_timed)
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Medium;
    use proptest::prelude::*;

    use super::*;

    /// The second and the words of each span.
    fn seen(text: &str) -> Vec<(Option<u64>, String)> {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let timed = document.blocks.iter().any(|block| !block.spans.is_empty());
        let video = Medium::YouTube("ibidTest006".to_owned());
        assert_eq!(document.about.medium, timed.then_some(video), "{text}");
        let spans = document.blocks.iter().flat_map(|block| {
            let of = |span: &ibid_core::document::Span| {
                let words = &block.text[span.start as usize..span.end as usize];
                (span.moment.map(|moment| moment.start.whole_seconds()), words.trim().to_owned())
            };
            block.spans.iter().map(of)
        });
        spans.collect()
    }

    fn at(second: &str) -> String {
        format!("https://youtu.be/ibidTest006?t={second}")
    }

    #[test]
    fn addresses_beside_claims_date_them() {
        let (a, b) = (at("72"), at("1h5s"));
        let want = [
            (Some(72), "The ferry leaves at nine.".to_owned()),
            (Some(3605), "It is late, as it was.".to_owned()),
        ];
        for text in [
            // below, at the end, before, in a list, and as paragraphs of their own
            format!("The ferry leaves at nine.\n{a}\n\nIt is late, as it was.\n{b}\n"),
            format!("# N\n\nThe ferry leaves at nine. {a}\n\nIt is late, as it was. ({b})\n")
                .replace(&format!("({b})"), &b),
            format!("- {a} The ferry leaves at nine.\n- {b} It is late, as it was.\n"),
            format!("- The ferry leaves at nine. {a}\n- It is late, as it was. {b}\n"),
            format!("# N\n\nThe ferry leaves at nine.\n\n{a}\n\nIt is late, as it was.\n\n{b}\n"),
            format!("# N\n\n{a}\n\nThe ferry leaves at nine.\n\n{b}\n\nIt is late, as it was.\n"),
        ] {
            assert_eq!(seen(&text), want, "{text}");
        }
    }

    #[test]
    fn what_an_address_dates_must_be_told() {
        let (a, b) = (at("72"), at("95"));
        for text in [
            // in sentences, one alone, as code, and between claims that may be on either side
            format!(
                "# N\n\nSee {a} for the ferry, which leaves at nine.\n\nAnd {b} for the quay.\n"
            ),
            format!("# N\n\nThe ferry leaves at nine.\n{a}\n\nIt is late.\n"),
            format!("# N\n\n```\n{a}\n{b}\n```\n\nIt is late.\n"),
            format!(
                "# N\n\nIt is late.\n\n{a}\n\nThe ferry leaves.\n\n{b}\n\nIt is at the quay.\n"
            ),
        ] {
            assert!(seen(&text).is_empty(), "{text}");
        }
        let unclear = format!("# N\n\nIt is late.\n\n{a}\n\nIt leaves.\n\n{b}\n\nIt is there.\n");
        let document = crate::read_bytes(unclear.as_bytes(), "x").unwrap().remove(0);
        let codes: Vec<&str> = document.warnings.iter().map(|w| w.code.name()).collect();
        assert_eq!(codes, ["times-not-used"]);
    }

    proptest! {
        #[test]
        fn lines_stay_lines(text in "(https://e.org/a.mp4#t=[0-9]{1,3}|- |# |\n|[a-z(.]{1,3}| |```){0,40}") {
            if let Bare::Linked(linked) = linked(&text) {
                prop_assert_eq!(linked.matches('\n').count(), text.matches('\n').count());
            }
        }
    }
}
