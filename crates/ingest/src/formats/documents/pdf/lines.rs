//! From the glyphs of a page to its lines.

use super::columns::{self, Gutters};
use super::glyphs::Placed;

/// A line of a page, or the part of one that stands in one column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its place among the lines of the page.
    pub(super) number: usize,
    pub(super) text: String,
    /// Where it begins and ends, in points from the left.
    pub(super) x: f64,
    pub(super) end: f64,
    /// In points from the top.
    pub(super) y: f64,
    /// The size of the font.
    pub(super) size: f64,
    /// How far the page is turned to read it.
    pub(super) turn: u16,
}

/// A page with its lines in the order in which they are read.
pub(super) struct Page {
    /// In points.
    pub(super) height: f64,
    pub(super) lines: Vec<Line>,
}

/// A gap of more than this share of the size of the font is a space…
const SPACE: f64 = 0.18;
/// …and this, where spaces are drawn as characters: letters may be set apart.
const SPACE_BESIDE_SPACES: f64 = 0.45;
/// Of so many characters one is a space at least, where spaces are drawn.
const SPACES_ONE_IN: usize = 14;
/// A glyph that stands higher or lower than this share of the size begins another line.
const SHIFT: f64 = 0.55;
/// A gap of more than this many times the size parts columns.
const COLUMN: f64 = 1.6;

/// The lines that the glyphs of a page make, in the order in which they are read.
pub(super) fn lines(glyphs: &[Placed]) -> Vec<Line> {
    let gutters = Gutters::of(glyphs);
    let across = gutters.and_then(|gutters| gutters.across(joined(glyphs, Some(&gutters))));
    let mut lines = across.unwrap_or_else(|| columns::of_rows(joined(glyphs, None)));
    for (number, line) in lines.iter_mut().enumerate() {
        line.number = number;
    }
    lines
}

/// Puts glyphs together, in the order in which they were drawn: writers draw what is read together one
/// after the other. No line goes on beyond a gutter.
fn joined(glyphs: &[Placed], gutters: Option<&Gutters>) -> Vec<Line> {
    let spaces = glyphs.iter().filter(|glyph| glyph.text.trim().is_empty()).count();
    let gap = if spaces * SPACES_ONE_IN >= glyphs.len() { SPACE_BESIDE_SPACES } else { SPACE };
    let mut lines: Vec<Line> = Vec::new();
    // How many characters of the open line are in which size.
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for glyph in glyphs {
        let size = glyph.size;
        let parts = |line: &Line| gutters.is_some_and(|all| all.part(line.end, glyph.x));
        match lines.last_mut().filter(|line| line.takes(glyph) && !parts(line)) {
            Some(line) => line.add(glyph, gap),
            None => {
                settle_size(&mut lines, &mut sizes);
                lines.push(Line::new(glyph));
            }
        }
        match sizes.iter_mut().find(|(known, _)| (*known - size).abs() < 0.05) {
            Some((_, count)) => *count += 1,
            None => sizes.push((size, 1)),
        }
    }
    settle_size(&mut lines, &mut sizes);
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// Gives the last line the size of most of its characters: the sign of an item may be larger.
fn settle_size(lines: &mut [Line], sizes: &mut Vec<(f64, usize)>) {
    let most = sizes.iter().max_by(|(a, n), (b, m)| n.cmp(m).then(a.total_cmp(b)));
    if let (Some(line), Some((size, _))) = (lines.last_mut(), most) {
        line.size = *size;
    }
    sizes.clear();
}

impl Line {
    fn new(glyph: &Placed) -> Self {
        let Placed { x, y, end, size, turn, .. } = *glyph;
        Line { number: 0, text: glyph.text.clone(), x, end, y, size, turn }
    }

    fn takes(&self, glyph: &Placed) -> bool {
        let size = self.size.max(glyph.size);
        let is_level = (glyph.y - self.y).abs() <= size * SHIFT;
        let is_next = glyph.x >= self.end - size * 0.5 && glyph.x <= self.end + size * COLUMN;
        is_level && is_next && glyph.turn == self.turn
    }

    fn add(&mut self, glyph: &Placed, gap: f64) {
        let is_apart = glyph.x - self.end > self.size.min(glyph.size) * gap;
        if is_apart && !self.text.ends_with(char::is_whitespace) && glyph.text.trim() == glyph.text
        {
            self.text.push(' ');
        }
        self.text.push_str(&glyph.text);
        self.end = glyph.end.max(self.end);
        // A raised sign is smaller, and a first letter over two lines larger.
        if glyph.size > self.size && self.text.chars().count() <= 4 {
            self.y = glyph.y;
        }
        self.size = self.size.max(glyph.size);
    }

    /// Whether another line stands at its height, to the right of it.
    pub(super) fn is_left_of(&self, other: &Line) -> bool {
        let is_level = (other.y - self.y).abs() <= self.size.max(other.size) * SHIFT;
        is_level && self.turn == other.turn && other.x > self.end
    }

    pub(super) fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}
