//! From lines to raw blocks: broken lines of prose are joined, list signs are taken off.

use crate::clean::collapse;

/// A stretch of text that stands apart, before it is known what it is.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// The text, cleaned, without a list sign.
    pub(super) text: String,
    /// The line where it starts, from 1.
    pub(super) line: u32,
    /// Its list sign: `•`, `-`, `2.`
    pub(super) sign: Option<String>,
    /// No blank line stands before it, and others have one.
    pub(super) adjacent: bool,
    /// A blank line stands before it, or nothing.
    pub(super) apart: bool,
}

impl Raw {
    /// The number that stands for its list sign.
    pub(super) fn number(&self) -> Option<u32> {
        self.sign.as_deref()?.trim_end_matches(['.', ')']).parse().ok()
    }
}

/// A line that is not blank.
struct Line<'a> {
    text: &'a str,
    number: u32,
    sign: Option<&'a str>,
    indented: bool,
    chars: usize,
    /// How far it reaches, with the space before it.
    width: usize,
}

/// Parts a text into raw blocks.
pub(super) fn blocks(text: &str) -> Vec<Raw> {
    let mut found = Vec::new();
    let mut run: Vec<Line<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.trim().is_empty() {
            flush(&mut run, &mut found);
        } else {
            run.push(Line::new(line, number));
        }
    }

    flush(&mut run, &mut found);
    // Text saved without any blank line: nothing can be told from their absence.
    if found.iter().skip(1).all(|raw| raw.adjacent) {
        found.iter_mut().for_each(|raw| raw.adjacent = false);
    }

    found
}

impl<'a> Line<'a> {
    fn new(line: &'a str, number: u32) -> Self {
        let indented = line.starts_with([' ', '\t']);
        let text = line.trim();
        let sign = sign(text);
        let width = line.trim_end().chars().count();
        let text = text[sign.map_or(0, str::len)..].trim_start();
        Line { text, number, sign, indented, chars: text.chars().count(), width }
    }

    /// Whether it is set in as the first line of a paragraph, after the end of another.
    fn begins_after(&self, before: &Line<'_>) -> bool {
        self.indented && !before.indented && ends_sentence(before.text)
    }
}

/// The list sign that a line starts with: it stands before white space and something else.
fn sign(line: &str) -> Option<&str> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let end = if matches!(first, '•' | '·' | '‣' | '◦' | '▪' | '●' | '–' | '—' | '-' | '*' | '+')
    {
        first.len_utf8()
    } else {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let closed = matches!(line.as_bytes().get(digits), Some(b'.' | b')'));
        if !(1..=2).contains(&digits) || !closed {
            return None;
        }
        digits + 1
    };

    let rest = &line[end..];
    (rest.starts_with(char::is_whitespace) && !rest.trim().is_empty()).then(|| &line[..end])
}

fn flush(run: &mut Vec<Line<'_>>, found: &mut Vec<Raw>) {
    let wrapped = wrap_width(run);
    let mut joined: Option<(Raw, String)> = None;
    for (i, line) in run.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|before| run.get(before));
        let opening = found.is_empty() && i == 1;
        match (&mut joined, before) {
            (Some((_, text)), Some(before)) if goes_on(before, line, wrapped, opening) => {
                text.push(' ');
                text.push_str(line.text);
            }
            _ => {
                push(joined.take(), found);
                let sign = line.sign.map(str::to_owned);
                let (text, apart) = (String::new(), i == 0);
                let raw = Raw { text, line: line.number, sign, adjacent: !apart, apart };
                joined = Some((raw, line.text.to_owned()));
            }
        }
    }

    push(joined, found);
    run.clear();
}

fn push(joined: Option<(Raw, String)>, found: &mut Vec<Raw>) {
    if let Some((mut raw, text)) = joined {
        raw.text = collapse(&text);
        found.push(raw);
    }
}

/// Whether `line` continues the sentence that `before` breaks off.
fn goes_on(before: &Line<'_>, line: &Line<'_>, wrapped: Option<usize>, opening: bool) -> bool {
    if line.sign.is_some() || line.text == before.text || line.begins_after(before) {
        return false;
    }
    let lower = line.text.starts_with(char::is_lowercase);
    if let Some(width) = wrapped {
        let word = line.text.split_whitespace().next().unwrap_or_default().chars().count();
        return before.width + 1 + word > width;
    }

    if before.chars <= 60 || ends_sentence(before.text) {
        return false;
    }
    match before.sign {
        Some(_) => lower || line.indented,
        // A long title, and the text right below it.
        None => lower || !opening,
    }
}

/// The width that a run of lines was wrapped at, when it looks like hard-wrapped prose: sentences
/// that go on in lower case on the next line, and lines too full for the word that follows.
fn wrap_width(run: &[Line<'_>]) -> Option<usize> {
    if run.len() < 3 || run.iter().skip(1).any(|line| line.sign.is_some()) {
        return None;
    }
    let width = run.iter().map(|line| line.width).max()?;
    let inner = || run.windows(2).filter(|pair| !pair[1].begins_after(&pair[0]));
    let broken = inner()
        .filter(|pair| !ends_sentence(pair[0].text) && pair[1].text.starts_with(char::is_lowercase))
        .count();
    ((40..=100).contains(&width) && broken > 0 && broken * 2 >= inner().count()).then_some(width)
}

/// Whether a text ends as a sentence, a list item or an introduction does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let bare =
        text.trim_end_matches(['»', '”', '"', ')', '’', '\'', ']', ' ', '\u{a0}', '\u{202f}']);
    bare.ends_with(['.', '!', '?', '…', ':', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        blocks(text).into_iter().map(|r| r.text).collect()
    }

    #[test]
    fn broken_lines_are_joined_and_others_are_not() {
        let long = "The research centre of the capital has been carrying out work on the Interdisciplinary";
        assert_eq!(
            texts(&format!("T\n\n{long}\nCentre for years.\nNext one.")),
            ["T".to_owned(), format!("{long} Centre for years."), "Next one.".into()]
        );
        assert_eq!(texts("Short line\nOther line"), ["Short line", "Other line"]);
        assert_eq!(
            texts(
                "Ces lignes ont été coupées par un éditeur\nà une largeur fixe. Elles forment donc un\nseul paragraphe, rien de plus."
            ),
            [
                "Ces lignes ont été coupées par un éditeur à une largeur fixe. Elles forment donc un seul paragraphe, rien de plus."
            ]
        );

        let spoken = "    Ms. Jones. Question number 0 is whether the department has spent\nthe money as the Congress intended it to be spent.\n    The Witness. It has, and line 0 of our report says so. We gave all\nof it to the towns.";
        assert_eq!(texts(spoken).len(), 2);

        let title = "A very long title of a page which nobody has thought of closing with a stop";
        assert_eq!(texts(&format!("{title}\n{title}\n\nText.")), [title, title, "Text."]);
    }

    #[test]
    fn list_signs_are_taken_off() {
        let raws =
            blocks("  • un ;\n- deux - trois\n12) quatre\n2017. Une année\n-5 degrés\n\u{a0}\n*");
        let read: Vec<_> =
            raws.iter().map(|r| (r.sign.as_deref(), r.text.as_str(), r.line)).collect();

        assert_eq!(
            read,
            [
                (Some("•"), "un ;", 1),
                (Some("-"), "deux - trois", 2),
                (Some("12)"), "quatre", 3),
                (None, "2017. Une année", 4),
                (None, "-5 degrés", 5),
                (None, "*", 7)
            ]
        );
    }
}
