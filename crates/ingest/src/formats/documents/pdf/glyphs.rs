//! Where each character of a page is drawn.

use std::collections::HashMap;

use hayro_font::FontGlyph;
use hayro_font::hayro_cmap::BfString;
use hayro_font::kurbo::{Affine, Point};

/// More glyphs than any page that people read has.
const MOST_GLYPHS: usize = 1_000_000;
/// Fonts count a thousand to their size.
const EM: f64 = 1000.0;
/// How wide a glyph is of which the font does not say it, in thousandths of its size.
const UNTOLD_WIDTH: f32 = 500.0;
/// The same character twice within this share of its size is drawn twice to look bold.
const SAME_PLACE: f64 = 0.12;

/// A character where it is drawn, in points from the left and from the top of a page that is turned
/// so that its words run to the right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) x: f64,
    pub(super) y: f64,
    /// Where the next one would begin.
    pub(super) end: f64,
    /// The size of the font.
    pub(super) size: f64,
    /// How far the page was turned, in degrees from 0 to 359.
    pub(super) turn: u16,
    pub(super) text: String,
}

/// Takes down the glyphs of a page in the order in which they are drawn.
#[derive(Default)]
pub(super) struct Glyphs {
    pub(super) placed: Vec<Placed>,
    /// How many there are of which nothing tells the character.
    pub(super) unknown: usize,
    /// Whether the page shows a picture.
    pub(super) pictures: bool,
    /// Whether there are more than are kept.
    pub(super) too_many: bool,
    /// The glyphs by the square of the page that they begin in.
    squares: HashMap<(i64, i64), Vec<usize>>,
}

impl Glyphs {
    /// Takes a glyph down; `place` brings it from the plane of its font to the page.
    pub(super) fn draw(&mut self, glyph: &FontGlyph<'_>, place: Affine) {
        if self.placed.len() >= MOST_GLYPHS {
            self.too_many = true;
            return;
        }
        let told = match glyph {
            FontGlyph::Outline(outline) => outline.as_unicode(),
            FontGlyph::Type3(own) => own.as_unicode(),
        };
        let text = match told {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        if text.is_empty() || text.contains(['\0', '\u{fffd}']) {
            self.unknown += 1;
            return;
        }
        // Some programs write the space of a font as its first sign, which is a control character.
        let text = text.replace(char::is_control, " ");

        let width = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(own) => Some(own.advance_width()),
        };
        if let Some(placed) = Placed::new(place, width.unwrap_or(UNTOLD_WIDTH), text)
            && !self.is_drawn(&placed)
        {
            self.squares.entry(square(&placed)).or_default().push(self.placed.len());
            self.placed.push(placed);
        }
    }

    /// Whether the same character stands there already.
    fn is_drawn(&self, glyph: &Placed) -> bool {
        let (column, row) = square(glyph);
        let near = |other: &Placed| {
            let reach = glyph.size * SAME_PLACE;
            (other.x - glyph.x).abs() < reach && (other.y - glyph.y).abs() < reach
        };
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        around.filter_map(|at| self.squares.get(&at)).flatten().any(|at| {
            let other = self.placed.get(*at);
            other.is_some_and(|other| other.text == glyph.text && near(other))
        })
    }
}

/// The square of four points that a glyph begins in.
fn square(glyph: &Placed) -> (i64, i64) {
    // Places are within the bounds of `Placed::new`, which make the casts exact.
    ((glyph.x / 4.0).floor() as i64, (glyph.y / 4.0).floor() as i64)
}

impl Placed {
    /// No page is wider or higher, in points.
    const FARTHEST: f64 = 1e6;

    /// A character that `place` brings from the plane of its font to the page; `None` where that is
    /// no place.
    fn new(place: Affine, width: f32, text: String) -> Option<Self> {
        let at = |x: f64, y: f64| place * Point::new(x, y);
        let (start, up, end) = (at(0.0, 0.0), at(0.0, EM), at(f64::from(width), 0.0));
        let size = (up - start).hypot();
        let right = at(EM, 0.0) - start;
        // Downwards is greater on a page, and a turn to the left is less.
        let turn = right.y.atan2(right.x).to_degrees().round().rem_euclid(360.0);
        let back = Affine::rotate(-turn.to_radians());
        let (start, end) = (back * start, back * end);

        let numbers = [start.x, start.y, end.x, size];
        let is_sound = numbers.iter().all(|n| n.is_finite() && n.abs() < Self::FARTHEST);
        // The turn is a whole number below 360.
        let turn = turn as u16;
        (is_sound && size > 0.0).then_some(Placed {
            x: start.x,
            y: start.y,
            end: end.x,
            size,
            turn,
            text,
        })
    }
}
