//! Where the next character of a page stands (the text state of ISO 32000-1, 9.3).

use hayro_font::kurbo::Affine;
use hayro_font::{Font, UNITS_PER_EM};

/// A font that is in use.
#[derive(Clone)]
pub(super) struct InUse<'a> {
    pub(super) font: Font<'a>,
    /// Whether it stands in the place of one that the file should have told.
    pub(super) is_fallback: bool,
}

/// Where the next character stands, and how large it is.
#[derive(Clone)]
pub(super) struct State<'a> {
    /// From the plane of the instructions to the page.
    pub(super) plane: Affine,
    pub(super) font: Option<InUse<'a>>,
    pub(super) size: f64,
    /// Between characters, and further after a space, in points.
    pub(super) character_space: f64,
    pub(super) word_space: f64,
    /// 1 where the font is as wide as it was made.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// Where the next character stands, and where its line began.
    at: Affine,
    line: Affine,
}

impl State<'_> {
    /// The state at the start of a page.
    pub(super) fn new(plane: Affine) -> Self {
        State {
            plane,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            at: Affine::IDENTITY,
            line: Affine::IDENTITY,
        }
    }

    /// From a plane in which the font is one point high.
    pub(super) fn place(&self) -> Affine {
        let size = Affine::new([self.size * self.stretch, 0.0, 0.0, self.size, 0.0, self.rise]);
        self.plane * self.at * size
    }

    /// Begins a line there.
    pub(super) fn begin_line(&mut self, line: Affine) {
        (self.line, self.at) = (line, line);
    }

    /// Begins a line so many points from the start of the last.
    pub(super) fn next_line(&mut self, by: (f64, f64)) {
        self.begin_line(self.line * Affine::translate(by));
    }

    /// Goes on in the direction of writing, by a number of points that is not stretched yet.
    pub(super) fn advance(&mut self, by: f64) {
        let by = match self.font.as_ref().is_some_and(|used| used.font.is_horizontal()) {
            true => (by * self.stretch, 0.0),
            false => (0.0, by),
        };
        self.at *= Affine::translate(by);
    }

    /// Goes on behind a character.
    pub(super) fn pass(&mut self, font: &Font<'_>, code: u32, bytes: usize) {
        let width = font.code_advance(code);
        let width = if font.is_horizontal() { width.x } else { width.y };
        let space = if code == 32 && bytes == 1 { self.word_space } else { 0.0 };
        self.advance(width / f64::from(UNITS_PER_EM) * self.size + self.character_space + space);
    }
}
