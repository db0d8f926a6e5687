//! What pasted text carries beside its words: tags, and the targets of links.
//!
//! Quotes, colons and signs inside them are no query language, and their words were never read.

use ibid_core::time::Timecode;

/// The text without HTML tags, `[[target | ` of wiki links, and `](target)` of Markdown links.
///
/// Every look-ahead stops at the next opening sign of its own kind, so that time is linear.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '[', ']']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let taken = match from.as_bytes() {
            [b'<', ..] => tag(from, &mut out),
            [b'[', b'[', ..] => wiki_link(from, &mut out),
            [b']', b'(', ..] => link_target(from, &mut out),
            _ => None,
        };
        let taken = taken.unwrap_or_else(|| {
            out.push_str(from.get(..1).unwrap_or_default());
            1
        });
        rest = from.get(taken..).unwrap_or_default();
    }

    out.push_str(rest);
    out
}

/// A tag, and the time that it shows when it is an anchor: a space stands for both.
fn tag(from: &str, out: &mut String) -> Option<usize> {
    let inside = from.get(1..)?;
    let end = inside.find(['<', '>']).filter(|end| inside[*end..].starts_with('>'))?;
    let inside = inside.get(..end)?;
    if !is_tag(inside) {
        return None;
    }
    out.push(' ');
    let taken = end + 2;
    Some(taken + shown_time(from.get(taken..)?))
}

/// Whether these are a tag's insides: `br/`, `/a`, `a href="…"`, `!-- … --`; not `b and c`.
fn is_tag(inside: &str) -> bool {
    if inside.starts_with("!--") {
        return true;
    }
    let name = inside.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    let (name, attributes) = name.split_at(end);
    let rest = attributes.trim_end_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && (rest.trim().is_empty() || (rest.starts_with(char::is_whitespace) && rest.contains('=')))
}

/// The bytes of a `[00:03:36]` right after a tag: it shows the tag's own time.
fn shown_time(rest: &str) -> usize {
    let Some(inside) = rest.strip_prefix('[') else { return 0 };
    let Some(end) = inside.bytes().take(16).position(|b| b == b']') else { return 0 };
    let is_time =
        inside.get(..end).is_some_and(|t| t.contains(':') && Timecode::parse(t).is_some());
    if is_time { end + 2 } else { 0 }
}

/// `[[target | label]]` becomes its label, `[[target]]` its target.
fn wiki_link(from: &str, out: &mut String) -> Option<usize> {
    let inside = from.get(2..)?;
    let end = inside.find(['[', ']', '\n']).filter(|end| inside[*end..].starts_with("]]"))?;
    let inside = inside.get(..end)?;
    out.push_str(inside.rsplit('|').next().unwrap_or(inside).trim());
    Some(end + 4)
}

/// `](address)` of a link: its label is text already.
fn link_target(from: &str, out: &mut String) -> Option<usize> {
    let inside = from.get(2..)?;
    let stops = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ']');
    let end = inside.find(stops).filter(|end| inside[*end..].starts_with(')'))?;
    let target = inside.get(..end)?;
    if !target.contains(['/', '#']) {
        return None;
    }
    out.push(' ');
    Some(end + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_and_targets_go_and_labels_stay() {
        for (pasted, want) in [
            (r#"Oui <a class="t" data-t="00:01:02">[00:01:02]</a>. Non"#, "Oui . Non"),
            ("un<br/>deux <BR /> trois", "un deux trois"),
            ("a [[one_target | label]] and [[Other page]]", "a label and Other page"),
            ("see [the plan](https://x.org/a?b=c) now", "see [the plan now"),
            ("x <!-- note --> y", "x y"),
        ] {
            assert_eq!(words(pasted), want, "{pasted}");
        }
    }

    #[test]
    fn what_is_no_tag_is_text() {
        for text in [
            "a < b and c > d",
            "<3 data",
            "if <b and c> then",
            "[1] [x](y)",
            "<https://a.fr>",
            "[[",
            "<a href=",
        ] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("à [00:03:36] là"), "à [00:03:36] là");
    }
}
