//! The lines of a transcript without the marks of Markdown: `**Jane:** yes` says what `Jane: yes`
//! says. A text that has no such marks is given as it is.

use std::borrow::Cow;

use ibid_core::address::Address;

use super::{stamp, tags};

/// What opens an item of a list, or a quotation.
const ITEMS: [&str; 5] = ["- ", "* ", "• ", "> ", "+ "];

/// A line, trimmed, without marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: Cow<'a, str>,
    /// From 1.
    pub(super) number: u32,
    /// The level of a heading.
    pub(super) heading: Option<u8>,
    /// The words before its first colon are in bold.
    pub(super) bold_label: bool,
    /// Where a link leads whose label was a time.
    pub(super) link: Option<Cow<'a, str>>,
    /// It is an item of a list, or of a quotation.
    pub(super) item: bool,
    /// It stands in a block that is called `timestamp`.
    pub(super) fenced: bool,
    /// It stands in a block of code.
    pub(super) code: bool,
    /// No time above reaches it: it is a row without one in a table of times, or stands below the table.
    pub(super) apart: bool,
}

impl Line<'_> {
    fn into_owned(self) -> Line<'static> {
        Line {
            text: Cow::Owned(self.text.into_owned()),
            link: self.link.map(|link| Cow::Owned(link.into_owned())),
            ..self
        }
    }
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let marked = ["**", "__", "](", "```"].into_iter().any(has)
        || text.lines().any(|line| heading(line).is_some());
    let tagged = tags::any(text);
    let mut fence = None;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        match tags::plain(line).filter(|_| tagged) {
            Some(plain) => {
                let parts = plain.split('\n').filter(|part| !part.trim().is_empty());
                let from = lines.len();
                lines.extend(parts.map(|part| one(part, number, true, &mut fence).into_owned()));
                if lines.len() == from {
                    lines.push(one("", number, marked, &mut fence));
                }
            }
            None => lines.push(one(line, number, marked || tagged, &mut fence)),
        }
    }
    super::marks::rewrite(&mut lines);
    lines
}

fn one<'a>(line: &'a str, number: u32, marked: bool, fence: &mut Option<bool>) -> Line<'a> {
    // A line of Markdown that goes on below ends with a backslash.
    let text = without_item(line.trim().trim_end_matches('\\').trim_end());
    let mut plain = Line {
        text: without_code(text),
        number,
        heading: None,
        bold_label: false,
        link: None,
        item: item(line.trim_start()).is_some(),
        fenced: *fence == Some(true),
        code: *fence == Some(false),
        apart: false,
    };
    if !marked {
        return plain;
    }

    if let Some(name) = text.strip_prefix("```") {
        *fence = if fence.is_some() { None } else { Some(name.trim() == "timestamp") };
        plain.text = Cow::Borrowed("");
        return plain;
    }

    let (level, text) = heading(text).map_or((None, text), |(level, rest)| (Some(level), rest));
    plain.heading = level;
    plain.text = without_code(text);
    if text.contains("](") {
        let (unlinked, link) = without_links(text);
        plain.text = Cow::Owned(unlinked);
        plain.link = link.map(Cow::Borrowed);
    }
    if plain.text.contains("**") || plain.text.contains("__") {
        plain.bold_label = has_bold_label(&plain.text);
        let bare = plain.text.replace("**", "").replace("__", "");
        // `**Jane** *(0:05)*: yes`
        let bare = bare.replace("*(", "(").replace(")*", ")").replace("_(", "(").replace(")_", ")");
        plain.text = Cow::Owned(bare.trim().to_owned());
    }
    plain
}

/// The level and the words of a heading.
fn heading(line: &str) -> Option<(u8, &str)> {
    let rest = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - rest.len()).ok()?;
    let words = without_attributes(rest.strip_prefix(' ')?.trim());
    ((1..=6).contains(&level) && !words.is_empty()).then_some((level, words))
}

/// A heading without the name that addresses call it by: `0:05 {#0:05}`.
fn without_attributes(words: &str) -> &str {
    let named = words.strip_suffix('}').and_then(|words| words.rsplit_once("{#"));
    named.map_or(words, |(words, _)| words.trim_end())
}

/// What an item of a list, numbered or not, or a quotation holds.
fn item(line: &str) -> Option<&str> {
    // Most lines begin with a word.
    if !line.starts_with(|c: char| c.is_ascii_digit() || "-*•>+".contains(c)) {
        return None;
    }
    let numbered = || {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = rest.strip_prefix(['.', ')']).and_then(|rest| rest.strip_prefix(' '));
        rest.filter(|rest| (3..=5).contains(&(line.len() - rest.len())))
    };
    ITEMS.iter().find_map(|sign| line.strip_prefix(sign)).or_else(numbered)
}

/// A line whose time is set as code, without the marks around that.
fn without_code(line: &str) -> Cow<'_, str> {
    let code = line.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    match code.filter(|(time, _)| stamp::whole(time).is_some()) {
        Some((time, rest)) => Cow::Owned(format!("{time}{rest}")),
        None => Cow::Borrowed(line),
    }
}

/// An item of a list, or a quotation, that begins with a time: without the sign before it.
pub(super) fn without_item(line: &str) -> &str {
    let item = item(line).map(str::trim_start);
    let bare = |text: &str| {
        text.trim_start_matches(['*', '_'])
            .starts_with(['[', '(', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    };
    // Outliners have headings as items.
    let call = item.map(|item| heading(item).map_or(item, |(_, words)| words));
    let timed = call.filter(|item| item.starts_with("{{")).or_else(|| {
        item.filter(|item| {
            let inner = item.trim_start_matches(['*', '_', '`']);
            bare(item)
                && (stamp::at_start(inner).is_some()
                    || inner.starts_with('[') && item.contains("]("))
        })
    });
    // Turns may be set as quotations, each with its name in bold.
    let turn = || line.strip_prefix("> ").filter(|rest| rest.starts_with("**"));
    timed.or_else(turn).unwrap_or(line)
}

/// A text in which links are their labels; and where the first leads whose label is a time.
fn without_links(text: &str) -> (String, Option<&str>) {
    let (mut out, mut rest, mut link) = (String::with_capacity(text.len()), text, None);
    while let Some(open) = rest.find('[') {
        let label = rest[open..].find("](").map(|at| (open + 1, open + at));
        let target =
            label.and_then(|(_, to)| rest[to + 2..].find(')').map(|at| (to + 2, to + 2 + at)));
        let Some(((from, to), (start, end))) = label.zip(target) else { break };
        // The innermost bracket opens the label.
        let inner = rest[from..to].rfind('[').map_or(from, |at| from + at + 1);
        let label = &rest[inner..to];
        let picture = rest[..inner - 1].ends_with('!');
        // `([5:04](#5:04))` refers to what stands there on this page, and tells no time of its own.
        let is_reference = rest[start..end].starts_with('#');
        out.push_str(rest[..inner - 1].trim_end_matches('!'));
        if !is_reference && stamp::whole(label.trim_matches(['*', '_', '`'])).is_some() {
            let label = label.trim_matches(['*', '_', '`', '[', ']']);
            out.push_str(&format!("[{label}]"));
            link = link.or(Some(&rest[start..end]));
        } else if !picture {
            out.push_str(label);
        }
        rest = &rest[end + 1..];
    }

    out.push_str(rest);
    (out, link.filter(|link| Address::read(link).is_some()))
}

/// Whether a text begins with bold words that end with a colon, perhaps after a time.
fn has_bold_label(text: &str) -> bool {
    let Some((before, rest)) = text.split_once("**") else { return false };
    let Some((bold, after)) = rest.split_once("**") else { return false };
    let before = before.trim();
    let opens = before.is_empty()
        || stamp::whole(before.trim_end_matches(['-', '–', '—', '·', ' '])).is_some();
    opens && (bold.trim_end().ends_with(':') || after.trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_what_they_say_stays() {
        for (line, text) in [
            ("**Jane Roe (00:05):** Oui.", "Jane Roe (00:05): Oui."),
            ("- [00:05](https://youtu.be/x?t=5) Un [lien](https://e.org).", "[00:05] Un lien."),
            ("* **0:05** · mots", "0:05 · mots"),
            ("- pas un temps **gras**", "- pas un temps gras"),
            ("## 0:05 Titre ](", "0:05 Titre ]("),
            ("Fin ([01:15](https://youtu.be/x?t=75))", "Fin ([01:15])"),
            ("![image](a.png) [un", " [un"),
            ("Fin ([01:15](#01:15)).", "Fin (01:15)."),
            ("### 0:05 {#0:05}", "0:05"),
        ] {
            let lines = lines(line);
            assert_eq!(lines[0].text, text, "{line}");
        }

        let lines =
            lines("**A B:** oui\n[0:05] **C**: non\nun **mot** : gras\n```timestamp\n0:05\n```\n");
        let labels: Vec<bool> = lines.iter().map(|line| line.bold_label).collect();
        assert_eq!(labels[..3], [true, true, false]);
        assert!(lines[4].fenced && !lines[6].fenced);
    }
}
