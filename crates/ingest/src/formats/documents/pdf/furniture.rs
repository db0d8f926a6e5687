//! Running heads and feet, and the numbers of pages.

use std::collections::BTreeSet;

use super::lines::{Line, Page};

/// The part of the height of a page, above and below, where they stand.
const OUTER: f64 = 0.12;
/// They have no more characters.
const LONGEST: usize = 120;
/// They come back within so many pages: left and right pages may differ.
const WITHIN: usize = 2;
/// And at the same height, in points.
const SAME_HEIGHT: f64 = 3.0;
/// A number of a page is among so many lines from the top or the bottom.
const FROM_EDGE: usize = 2;

/// The numbers of the lines of each page that are its running heads and its own number: what stands
/// in the outer part of pages near each other, the same but for its digits, and a number that
/// stands there alone.
pub(super) fn furniture(pages: &[Page]) -> Vec<BTreeSet<usize>> {
    let outer: Vec<Vec<(&Line, String)>> = pages.iter().map(outer_lines).collect();
    let repeats = |at: usize, line: &Line, text: &str| {
        let from = at.saturating_sub(WITHIN);
        let near = outer.iter().enumerate().skip(from).take(at + WITHIN + 1 - from);
        near.filter(|(other, _)| *other != at).flat_map(|(_, lines)| lines).any(|(other, same)| {
            same == text && (other.y - line.y).abs() <= SAME_HEIGHT && other.turn == line.turn
        })
    };

    let of_page = |(at, page): (usize, &Page)| {
        let lines = outer.get(at).into_iter().flatten();
        lines
            .filter(|(line, text)| {
                repeats(at, line, text) || is_number(&line.text) && is_at_edge(page, line)
            })
            .map(|(line, _)| line.number)
            .collect()
    };
    pages.iter().enumerate().map(of_page).collect()
}

/// The lines in the outer part of a page, with their texts without digits.
fn outer_lines(page: &Page) -> Vec<(&Line, String)> {
    let edge = page.height * OUTER;
    let is_outer = |line: &&Line| {
        let is_at_side = line.turn != 0;
        is_at_side || line.y < edge || line.y > page.height - edge
    };
    let short = page.lines.iter().filter(|line| line.text.chars().count() <= LONGEST);
    short.filter(is_outer).map(|line| (line, without_digits(&line.text))).collect()
}

/// Whether there are few lines between a line and the edge of its page.
fn is_at_edge(page: &Page, line: &Line) -> bool {
    let beyond = |is: fn(f64, f64) -> bool| {
        page.lines.iter().filter(|other| is(other.y, line.y - 0.1 * line.size)).count()
    };
    let above = beyond(|other, own| other < own);
    let below = page.lines.iter().filter(|other| other.y > line.y + 0.1 * line.size).count();
    above.min(below) < FROM_EDGE
}

fn without_digits(text: &str) -> String {
    text.split_whitespace()
        .map(|word| if is_roman(word) { "#".to_owned() } else { digits_as_one(word) })
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word with one sign for each run of digits.
fn digits_as_one(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        match c.is_ascii_digit() {
            true if out.ends_with('#') => {}
            true => out.push('#'),
            false => out.push(c),
        }
    }
    out
}

/// Whether a text is the number of a page: `12`, `- 12 -`, `Page 12`, `12 / 40`, `12 sur 40`, `xii`.
fn is_number(text: &str) -> bool {
    let bare = text.trim().trim_matches(['-', '–', '—', '.', '[', ']', '|', ' ']).to_lowercase();
    let bare = bare.strip_prefix("page").or(bare.strip_prefix("p.")).unwrap_or(&bare).trim();
    let mut parts = bare.split(|c: char| c == '/' || c.is_whitespace()).filter(|p| !p.is_empty());
    let is_part = |part: &str| {
        let is_digits = part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        is_digits || is_roman(part)
    };
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(own), None, None, None) => is_part(own),
        (Some(own), Some(all), None, None) => is_part(own) && is_part(all),
        (Some(own), Some("of" | "sur" | "de"), Some(all), None) => is_part(own) && is_part(all),
        _ => false,
    }
}

/// Whether a word is a small Roman number, as prefaces are paged.
fn is_roman(word: &str) -> bool {
    let small = word.trim_start_matches('x');
    let units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    !word.is_empty() && word.len() <= 6 && units.contains(&small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_are_told_from_words() {
        for number in
            ["12", "- 12 -", "Page 12", "12 / 40", "3 sur 7", "Page 3 of 7", "xii", "— 4 —"]
        {
            assert!(is_number(number), "{number}");
        }
        for text in ["civil", "12 rue Haute", "il", "1789-1799", "12345", "", "Page", "vi et armis"]
        {
            assert!(!is_number(text), "{text}");
        }
    }
}
