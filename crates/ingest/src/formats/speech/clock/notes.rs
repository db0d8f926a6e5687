//! Whether the clocks of a file stand in the running text of notes: such a file is read by the reader
//! of Markdown or of text, and `running` dates what that gives.

use super::habits::{Habits, Names, embedded, is_front};
use super::page::Page;
use super::running::{Side, Votes};
use super::shape::Shape;

/// Whether the times of a file stand in the running text of notes, and mostly behind what they date
/// or nowhere at the front of a line.
pub(super) fn are_notes(page: &Page<'_>, habits: &Habits) -> bool {
    let has_front = page.shapes.iter().any(is_front);
    // Links that stand behind what they date are for the reader of Markdown, which knows both sides.
    let is_linked = page.lines.iter().any(|line| line.link.is_some());
    let is_speech = habits.heads
        || habits.middles
        || habits.sparse
        || habits.names != Names::BesideWords
        || is_linked && has_front
        || page.lines.iter().any(|line| line.fenced);
    if is_speech || !habits.inline && !habits.after {
        return false;
    }

    let is_last = |at: usize| {
        matches!(page.shapes[at], Shape::End(..)) && embedded(page.text(at)).count() < 2
    };
    let is_blank = |at: usize| page.shapes[at] == Shape::Blank || page.lines[at].heading.is_some();
    // What stands above a list of chapters is its title, and none of it.
    let bare = |shape: &Shape<'_>| matches!(shape, Shape::End(stamp, _) if !stamp.bracketed);
    let first = page.shapes.iter().position(|shape| shape.stamp().is_some());
    let from = first.filter(|first| bare(&page.shapes[*first])).unwrap_or_default();
    let filled = (from..page.lines.len()).filter(|at| !is_blank(*at));
    let tells =
        |at: usize| page.shapes[at].stamp().is_some() || embedded(page.text(at)).count() > 0;
    if !filled.clone().any(tells) || habits.after && filled.clone().all(is_last) {
        return false;
    }
    let votes = votes(page);
    let fronts = filled.filter(|at| is_front(&page.shapes[*at])).count();
    fronts == 0 || votes.side() == Some(Side::Before) || votes.is_in_doubt()
}

/// Where the times stand in the paragraphs of a file.
fn votes(page: &Page<'_>) -> Votes {
    let (mut votes, mut paragraph) = (Votes::default(), String::new());
    for line in page.lines {
        if line.text.is_empty() || line.heading.is_some() || line.item {
            votes.add(&std::mem::take(&mut paragraph));
        }
        if line.heading.is_none() {
            paragraph.push_str(&line.text);
            paragraph.push(' ');
        }
    }
    votes.add(&paragraph);
    votes
}
