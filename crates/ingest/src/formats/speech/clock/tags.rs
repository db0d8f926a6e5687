//! The little HTML that notes and transcripts hold: `<b>Jane</b>:` says what `**Jane**:` says.

use crate::entities;

/// Elements that part lines.
const BLOCKS: [&str; 13] =
    ["p", "br", "div", "li", "ul", "ol", "tr", "dt", "dd", "dl", "hr", "details", "summary"];
/// Elements that make words bold, and so may set a name off.
const BOLD: [&str; 3] = ["b", "strong", "cite"];
/// Elements that leave no mark.
const OTHERS: [&str; 16] = [
    "i",
    "em",
    "u",
    "span",
    "time",
    "font",
    "small",
    "mark",
    "section",
    "article",
    "blockquote",
    "td",
    "th",
    "table",
    "tbody",
    "sup",
];

/// Whether a text holds tags of those kinds.
pub(super) fn any(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| tag(&text[at..]).is_some())
}

/// A line without its tags: parted by line feeds where they part it, bold words between asterisks.
/// Nothing where it has no tag.
pub(super) fn plain(line: &str) -> Option<String> {
    let (mut out, mut rest, mut found) = (String::with_capacity(line.len()), line, false);
    while let Some(open) = rest.find('<') {
        out.push_str(&entities::decode(&rest[..open]));
        rest = &rest[open..];
        let Some((name, closes, bytes)) = tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        found = true;
        rest = &rest[bytes..];
        if BLOCKS.contains(&name) {
            out.push('\n');
        } else if BOLD.contains(&name) {
            bold(&mut out, closes);
        } else if name == "td" || name == "th" {
            out.push(' ');
        }
    }
    out.push_str(&entities::decode(rest));
    found.then_some(out)
}

/// Opens or closes bold words; spaces at their edges stand outside.
fn bold(out: &mut String, closes: bool) {
    if !closes {
        out.push_str("**");
        return;
    }
    let kept = out.trim_end_matches(' ').len();
    let spaces = out.len() - kept;
    out.truncate(kept);
    out.push_str("**");
    out.extend(std::iter::repeat_n(' ', spaces));
}

/// The tag that a text begins with: its name, whether it closes, and its bytes.
fn tag(text: &str) -> Option<(&'static str, bool, usize)> {
    let inner = text.strip_prefix('<')?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
    let length = inner.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let name = &inner[..length];
    let known = BLOCKS.iter().chain(&BOLD).chain(&OTHERS);
    let known = known.copied().find(|known| known.eq_ignore_ascii_case(name))?;
    let rest = &inner[length..];
    let is_whole = rest.starts_with(['>', ' ', '/', '\t']);
    let end = rest.bytes().take(400).position(|b| b == b'>').filter(|_| is_whole)?;
    // A second one within would be a sign of something else.
    let attributes = &rest[..end];
    (!attributes.contains('<')).then(|| (known, closes, text.len() - rest.len() + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_part_what_they_part() {
        for (line, want) in [
            ("[0:07] <b>JANE ROE</b>: yes", "[0:07] **JANE ROE**: yes"),
            ("<strong>Jane </strong>yes", "**Jane** yes"),
            ("<p><time>0:07</time> yes &amp; no</p>", "\n0:07 yes & no\n"),
            ("0:07 yes<br>0:09 no<br/>", "0:07 yes\n0:09 no\n"),
            ("<span class=\"t\">0:07</span> a < b", "0:07 a < b"),
        ] {
            assert_eq!(plain(line).as_deref(), Some(want), "{line}");
        }
        for line in ["a < b", "<jane> hello", "x <", "<br", "plain", "&amp;"] {
            assert_eq!(plain(line), None, "{line}");
        }
    }
}
