//! Notes of Emacs' Org mode, written as the Markdown that says the same, line for line: its headings,
//! links, quotations and code ("Org Syntax", sections 2.2, 4.2 and 5.9).

use std::borrow::Cow;

use ibid_core::document::{Date, Document};

use crate::clean::clean;

/// The lines that tell whether a text is such a note, where no link does.
const LOOKED_AT: usize = 40;

/// The text as Markdown, where it is a note of Org mode: it has a title of its kind, or a link whose
/// label follows its address in brackets.
pub(crate) fn as_markdown(text: &str) -> Option<String> {
    if !is_org(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let (mut drawer, mut code) = (false, false);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let trimmed = line.trim();
        let keyword = keyword(trimmed);
        let is_code = |word: &str| ["begin_src", "begin_example"].contains(&word);
        let is_end = |word: &str| ["end_src", "end_example"].contains(&word);
        match keyword {
            _ if code && !keyword.as_ref().is_some_and(|(word, _)| is_end(word)) => {
                out.push_str(line);
            }
            Some((word, _)) if code || is_code(&word) => {
                code = is_code(&word);
                out.push_str("```");
            }
            Some((word, title)) if word == "title" && !title.is_empty() => {
                out.push_str("# ");
                out.push_str(title);
            }
            // What is said of the file, and what a comment says.
            Some(_) => {}
            None if trimmed == "#" || line.starts_with("# ") => {}
            None if drawer || is_drawer(trimmed) => {
                drawer = !trimmed.eq_ignore_ascii_case(":end:");
            }
            None => {
                out.push_str(&links(&heading(line)));
            }
        }
        out.push_str(end);
    }
    Some(out)
}

/// What the keywords above a note say of it; each only where it says it.
#[derive(Default)]
pub(crate) struct Told {
    date: Option<Date>,
    author: Option<String>,
}

impl Told {
    /// What a note in Org mode says; `org` is its text as it was written.
    pub(crate) fn from_text(org: &str) -> Self {
        let mut told = Told::default();
        for line in org.lines().take(LOOKED_AT) {
            match keyword(line.trim()) {
                // `<2026-05-04 Mon>`
                Some((word, day)) if word == "date" => {
                    let day = day.trim_start_matches(['<', '[']);
                    told.date = told.date.or_else(|| Date::parse(day.get(..10)?));
                }
                Some((word, name)) if word == "author" && !name.is_empty() => {
                    told.author.get_or_insert_with(|| clean(name));
                }
                _ => {}
            }
        }
        told
    }

    /// Adds it to a document that does not say it itself.
    pub(crate) fn complete(&self, document: &mut Document) {
        let about = &mut document.about;
        about.date = about.date.or(self.date);
        about.author = about.author.take().or_else(|| self.author.clone());
    }
}

fn is_org(text: &str) -> bool {
    let mut keywords = text.lines().take(LOOKED_AT).filter_map(|line| keyword(line.trim()));
    let labelled = |after: &str| after.split_once("][").is_some_and(|(to, _)| is_target(to));
    let is_linked = || text.split("[[").skip(1).any(labelled) && !text.contains("](");
    keywords.any(|(word, _)| word == "title") || is_linked()
}

/// The address or the name of a file that a link leads to.
fn is_target(target: &str) -> bool {
    let is_long = target.len() > 2000 || target.contains(['\n', '[', ']']);
    !is_long && (target.contains("://") || target.starts_with("file:"))
}

/// `#+TITLE: words`: its name in small letters, and what it says.
fn keyword(line: &str) -> Option<(String, &str)> {
    let rest = line.strip_prefix("#+")?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let value = rest[end..].trim_start_matches(':').trim();
    (end > 0).then(|| (rest[..end].to_ascii_lowercase(), value))
}

/// `:PROPERTIES:` and `:LOGBOOK:` open what is not for readers.
fn is_drawer(line: &str) -> bool {
    [":properties:", ":logbook:"].iter().any(|name| line.eq_ignore_ascii_case(name))
}

/// Stars at the start of a line head what stands below; the title of the file is above them.
fn heading(line: &str) -> Cow<'_, str> {
    const MOST: usize = 6;
    let words = line.trim_start_matches('*');
    let level = line.len() - words.len();
    match words.strip_prefix(' ') {
        Some(words) if level > 0 => {
            Cow::Owned(format!("{} {}", "#".repeat((level + 1).min(MOST)), words.trim_start()))
        }
        _ => Cow::Borrowed(line),
    }
}

/// `[[https://e.org][words]]` as `[words](https://e.org)`, and `[[https://e.org]]` as an address.
fn links(line: &str) -> Cow<'_, str> {
    if !line.contains("[[") {
        return Cow::Borrowed(line);
    }
    let (mut out, mut rest) = (String::with_capacity(line.len()), line);
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((link, following)) = after.split_once("]]") else { break };
        out.push_str(before);
        let (target, label) = link.split_once("][").unwrap_or((link, ""));
        let bare = target.strip_prefix("file:").unwrap_or(target).replace("::", "#t=");
        if !is_target(target) {
            out.push_str(if label.is_empty() { target } else { label });
        } else if label.is_empty() {
            out.push_str(&format!("<{bare}>"));
        } else if bare.contains([' ', '(', ')']) {
            out.push_str(&format!("[{label}](<{bare}>)"));
        } else {
            out.push_str(&format!("[{label}]({bare})"));
        }
        rest = following;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use ibid_core::document::{BlockKind, Medium};
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Document {
        crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
    }

    /// The second and the words of each dated span.
    fn dated(document: &Document) -> Vec<(u64, String)> {
        let spans = document.blocks.iter().flat_map(|block| {
            block.spans.iter().filter_map(|span| {
                let words = &block.text[span.start as usize..span.end as usize];
                Some((span.moment?.start.whole_seconds(), words.trim().to_owned()))
            })
        });
        spans.collect()
    }

    #[test]
    fn links_of_org_date_the_claims_beside_them() {
        let link =
            |time: &str, label: &str| format!("[[https://youtu.be/ibidTest008?t={time}][{label}]]");
        let want = [
            (72, "The ferry leaves.".to_owned()),
            (95, "It is late.".to_owned()),
            (3605, "It is at the quay.".to_owned()),
        ];
        let (a, b, c) = (link("72", "1:12"), link("95", "1:35"), link("1h5s", "1:00:05"));
        for text in [
            format!(
                "#+title: The ferry\n#+date: 2026-05-04\n\n* North\n- {a} The ferry leaves.\n- {b} It is late.\n* South\n- {c} It is at the quay.\n"
            ),
            format!(
                "#+TITLE: The ferry\n* North\nThe ferry leaves. {a}\n\nIt is late. {b}\n* South\nIt is at the quay. {c}\n"
            ),
        ] {
            let document = read(&text);
            assert_eq!(dated(&document), want, "{text}");
            let about = &document.about;
            assert_eq!(about.title.as_deref(), Some("The ferry"), "{text}");
            assert_eq!(about.medium, Some(Medium::YouTube("ibidTest008".to_owned())), "{text}");
            let heads: Vec<&str> = document
                .blocks
                .iter()
                .filter(|block| matches!(block.kind, BlockKind::Heading(_)))
                .map(|block| block.text.as_str())
                .collect();
            assert_eq!(heads, ["North", "South"], "{text}");
            assert!(!document.blocks.iter().any(|block| block.text.contains("[[")), "{text}");
        }
    }

    #[test]
    fn what_the_keywords_say_is_known_of_the_note() {
        for (day, want) in [
            ("<2026-05-04 Mon>", Some("2026-05-04")),
            ("2026-05-04", Some("2026-05-04")),
            ("hier", None),
        ] {
            let about = read(&format!(
                "#+title: Le bac\n#+AUTHOR:  Jeanne Mas\n#+date: {day}\n\n* Nord\nIl part.\n"
            ))
            .about;
            assert_eq!(about.date.map(|date| date.to_string()).as_deref(), want, "{day}");
            assert_eq!(about.author.as_deref(), Some("Jeanne Mas"));
        }
    }

    #[test]
    fn a_note_of_org_is_written_as_markdown_line_for_line() {
        let org = "#+TITLE: Le bac\n# une remarque\n* TODO Nord\n:PROPERTIES:\n:ID: 1\n:END:\n** Quai *gras*\n[[https://e.org/a][ici]] et [[https://e.org]], [[Le bac]] et [[*Nord][le nord]]\n#+begin_src c\n* a[[b][c]];\n#+end_src\n[[file:le bac.mp4::72][1:12]]\n";
        let markdown = "# Le bac\n\n## TODO Nord\n\n\n\n### Quai *gras*\n[ici](https://e.org/a) et <https://e.org>, Le bac et le nord\n```\n* a[[b][c]];\n```\n[1:12](<le bac.mp4#t=72>)\n";
        assert_eq!(as_markdown(org).as_deref(), Some(markdown));
        for other in
            ["# Le bac\n\n* un\n* deux\n", "a[[0]][1] = b[2];\n", "[[Le bac]][1]", "[[a][b](c)"]
        {
            assert_eq!(as_markdown(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn lines_stay_lines(text in "(#\\+title: |#\\+begin_src|#\\+end_src|\\[\\[|\\]\\[|\\]\\]|https://e|\\* |:END:|\n|\\PC){0,40}") {
            let text = format!("#+title: a\n{text}");
            let markdown = as_markdown(&text).unwrap();
            prop_assert_eq!(markdown.matches('\n').count(), text.matches('\n').count());
        }
    }
}
