//! What the instructions of a page draw, as far as its characters go (ISO 32000-1, 8.4, 9.3, 9.4).
//!
//! `hayro` reads the instructions and the fonts. Of the instructions only those are followed that
//! place characters, show them, or draw forms that do: paths, colours and pictures say nothing, so
//! no decoder of pictures is ever run on a file.

use std::collections::HashMap;
use std::sync::Arc;

use hayro_font::hayro_syntax::content::TypedIter;
use hayro_font::hayro_syntax::content::ops::TypedInstruction;
use hayro_font::hayro_syntax::object::{Array, Dict, Name, Number, Object, Rect, Stream};
use hayro_font::hayro_syntax::page::{Page, Resources};
use hayro_font::kurbo::{self, Affine};
use hayro_font::{
    CMapResolverFn, FontCache, FontQuery, FontResolverFn, StandardFont, UNITS_PER_EM,
};

use super::bounds::DEEPEST;
use super::glyphs::Glyphs;
use super::layers::Layers;
use super::state::{InUse, State};

/// States within each other that are kept; a page that saves more of them is not one that people
/// make.
const MOST_SAVED: usize = 4096;
/// The marks of a note that is not shown: hidden, or not to be seen on a screen.
const NOT_SHOWN: u32 = 1 << 1 | 1 << 5;

/// The fonts that some instructions name, with what the resources tell of each.
type Fonts<'a> = HashMap<Vec<u8>, Option<Dict<'a>>>;

/// Follows the instructions of a page.
pub(super) struct Follower<'a, 'p> {
    layers: &'p Layers,
    glyphs: &'p mut Glyphs,
    /// The fonts of this page: of each page anew, so that they take no more than one page has.
    fonts: FontCache<'a>,
    programs: FontResolverFn,
    character_maps: CMapResolverFn,
    state: State<'a>,
    saved: Vec<State<'a>>,
    /// How many states more were saved than are kept.
    not_kept: usize,
    /// Whether what is marked is shown, for each mark within the others.
    shown: Vec<bool>,
    depth: u8,
}

impl<'a, 'p> Follower<'a, 'p> {
    /// Takes the characters of a page down in `glyphs`.
    pub(super) fn follow(page: &Page<'a>, layers: &'p Layers, glyphs: &'p mut Glyphs) {
        let [a, b, c, d, e, f] = page.initial_transform(true).as_coeffs();
        let mut follower = Follower {
            layers,
            glyphs,
            fonts: FontCache::new(),
            // of the fonts that every reader has, and those that a file leaves out
            programs: Arc::new(|wanted| match wanted {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(like) => Some(like.pick_standard_font().get_font_data()),
            }),
            character_maps: Arc::new(|_| None),
            state: State::new(Affine::new([a, b, c, d, e, f])),
            saved: Vec::new(),
            not_kept: 0,
            shown: Vec::new(),
            depth: 0,
        };

        follower.instructions(Affine::IDENTITY, page.typed_operations(), page.resources());
        let notes = page.raw().get::<Array<'_>>(b"Annots".as_slice());
        for note in notes.iter().flat_map(|notes| notes.iter::<Dict<'_>>()) {
            follower.note(&note, page.resources());
        }
    }

    fn is_shown(&self) -> bool {
        self.shown.last().copied().unwrap_or(true)
    }

    /// Follows instructions whose plane `plane` brings to the present one, and leaves the state as it
    /// was before them.
    fn instructions(
        &mut self,
        plane: Affine,
        mut instructions: TypedIter<'_>,
        resources: &Resources<'a>,
    ) {
        let before = self.state.clone();
        self.state.plane *= plane;
        let saved = std::mem::take(&mut self.saved);
        let not_kept = std::mem::take(&mut self.not_kept);
        let marks = self.shown.len();
        let mut fonts = Fonts::new();
        while let Some(instruction) = instructions.next() {
            self.instruction(instruction, resources, &mut fonts);
        }

        (self.state, self.saved, self.not_kept) = (before, saved, not_kept);
        self.shown.truncate(marks);
    }

    fn instruction(
        &mut self,
        instruction: TypedInstruction<'_, '_>,
        resources: &Resources<'a>,
        fonts: &mut Fonts<'a>,
    ) {
        use TypedInstruction as I;

        let state = &mut self.state;
        match instruction {
            I::SaveState(_) if self.saved.len() < MOST_SAVED => self.saved.push(state.clone()),
            I::SaveState(_) => self.not_kept += 1,
            I::RestoreState(_) => self.restore(),
            I::Transform(m) => state.plane *= matrix([m.0, m.1, m.2, m.3, m.4, m.5]),
            I::SetGraphicsState(named) => self.set(resources.get_ext_g_state(named.0)),

            I::BeginText(_) => state.begin_line(Affine::IDENTITY),
            I::SetTextMatrix(m) => state.begin_line(matrix([m.0, m.1, m.2, m.3, m.4, m.5])),
            I::NextLine(by) => state.next_line((by.0.as_f64(), by.1.as_f64())),
            I::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                state.next_line((by.0.as_f64(), by.1.as_f64()));
            }
            I::NextLineUsingLeading(_) => state.next_line((0.0, -state.leading)),

            I::CharacterSpacing(space) => state.character_space = space.0.as_f64(),
            I::WordSpacing(space) => state.word_space = space.0.as_f64(),
            I::HorizontalScaling(percent) => state.stretch = percent.0.as_f64() / 100.0,
            I::TextLeading(leading) => state.leading = leading.0.as_f64(),
            I::TextRise(rise) => state.rise = rise.0.as_f64(),
            I::TextFont(font) => {
                self.state.size = font.1.as_f64();
                self.state.font = self.named_font(font.0, resources, fonts);
            }

            I::ShowText(text) => self.show(text.0.as_bytes()),
            I::ShowTexts(texts) => self.show_all(texts.0),
            I::NextLineAndShowText(text) => {
                state.next_line((0.0, -state.leading));
                self.show(text.0.as_bytes());
            }
            I::ShowTextWithParameters(text) => {
                state.word_space = text.0.as_f64();
                state.character_space = text.1.as_f64();
                state.next_line((0.0, -state.leading));
                self.show(text.2.as_bytes());
            }

            I::XObject(named) => {
                if let Some(object) = resources.get_x_object(named.0) {
                    self.object(&object, resources);
                }
            }
            I::InlineImage(_) => self.glyphs.pictures |= self.is_shown(),

            I::BeginMarkedContent(_) => self.shown.push(self.is_shown()),
            I::BeginMarkedContentWithProperties(mark) => {
                let shown = self.is_shown() && self.layers.show_marked(mark.1, resources);
                self.shown.push(shown);
            }
            I::EndMarkedContent(_) => drop(self.shown.pop()),
            _ => {}
        }
    }

    fn restore(&mut self) {
        if self.not_kept > 0 {
            self.not_kept -= 1;
        } else if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    /// Takes over the font of a set of parameters.
    fn set(&mut self, parameters: Option<Dict<'a>>) {
        let font = parameters.and_then(|set| set.get::<Array<'_>>(b"Font".as_slice()));
        let Some(font) = font else { return };
        let mut told = font.iter::<Object<'_>>();
        let (dictionary, size) = (told.next(), told.next());
        let (dictionary, size) = (dictionary.and_then(Object::into_dict), size.and_then(number));
        if let (Some(dictionary), Some(size)) = (dictionary, size) {
            self.state.font = self.font(&dictionary);
            self.state.size = size;
        }
    }

    /// A font by its name among the resources: one that is not there is Helvetica to every reader.
    fn named_font(
        &self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        fonts: &mut Fonts<'a>,
    ) -> Option<InUse<'a>> {
        let known = fonts.get(name.as_ref()).cloned();
        let told = known.unwrap_or_else(|| {
            let told = resources.get_font(name);
            fonts.insert(name.to_vec(), told.clone());
            told
        });
        told.map_or_else(|| self.fallback(), |told| self.font(&told))
    }

    fn font(&self, told: &Dict<'a>) -> Option<InUse<'a>> {
        let font = self.fonts.font(told, &self.programs, &self.character_maps);
        let font = font.map(|font| InUse { font, is_fallback: false });
        font.or_else(|| self.fallback())
    }

    fn fallback(&self) -> Option<InUse<'a>> {
        let font = self.fonts.standard_font(StandardFont::Helvetica, &self.programs)?;
        Some(InUse { font, is_fallback: true })
    }

    /// Shows texts, with the distances between them.
    fn show_all(&mut self, texts: &Array<'_>) {
        for object in texts.iter::<Object<'_>>() {
            match object {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Number(back) => {
                    let back = back.as_f64() / f64::from(UNITS_PER_EM);
                    self.state.advance(-back * self.state.size);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, text: &[u8]) {
        if self.state.font.is_none() {
            self.state.font = self.fallback();
        }
        let Some(InUse { font, is_fallback }) = self.state.font.clone() else { return };
        // what other letters stand for, only the font could tell that is not there
        let is_shown = self.is_shown() && (!is_fallback || text.is_ascii());
        let mut at = 0;
        while at < text.len() {
            let (code, bytes) = font.read_code(text, at);
            if is_shown {
                let id = font.map_code(code);
                let in_font = Affine::scale(1.0 / f64::from(UNITS_PER_EM))
                    * Affine::translate(font.origin_displacement(code))
                    * Affine::scale_non_uniform(font.glyph_stretch(id, code), 1.0);
                self.glyphs.draw(&font.glyph(id, code), self.state.place() * in_font);
            }
            self.state.pass(&font, code, bytes);
            at += bytes.max(1);
        }
    }

    /// Draws a form, or notes a picture.
    fn object(&mut self, object: &Stream<'a>, resources: &Resources<'a>) {
        if !self.is_shown() || !self.layers.show_object(object.dict()) {
            return;
        }
        let kind = object.dict().get::<Name<'_>>(b"Subtype".as_slice());
        match kind.as_deref() {
            Some(b"Image") => self.glyphs.pictures = true,
            _ => self.form(object, resources),
        }
    }

    fn form(&mut self, form: &Stream<'a>, around: &Resources<'a>) {
        let own = form.dict().get::<Dict<'_>>(b"Resources".as_slice()).map(Resources::new);
        let is_form = form.dict().contains_key(b"BBox".as_slice());
        let content = form.decoded_data().ok().filter(|_| is_form && self.depth < DEEPEST);
        let Some(content) = content else { return };

        let (plane, resources) = (matrix_of(form.dict()), own.as_ref().unwrap_or(around));
        self.depth += 1;
        self.instructions(plane, TypedIter::new(&content), resources);
        self.depth -= 1;
    }

    /// Draws a note or a field in its rectangle (12.5.5).
    fn note(&mut self, note: &Dict<'a>, resources: &Resources<'a>) {
        let marks = note.get::<u32>(b"F".as_slice()).unwrap_or_default();
        let form = appearance(note).filter(|_| marks & NOT_SHOWN == 0);
        let within = note.get::<Rect>(b"Rect".as_slice());
        let (Some(form), Some(within)) = (form, within) else { return };
        let Some(bounds) = form.dict().get::<Rect>(b"BBox".as_slice()) else { return };

        let bounds = kurbo::Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1);
        let drawn = matrix_of(form.dict()).transform_rect_bbox(bounds);
        let (wide, high) = (within.width() / drawn.width(), within.height() / drawn.height());
        let (right, up) = (within.x0 - wide * drawn.x0, within.y0 - high * drawn.y0);
        let plane = self.state.plane;
        self.state.plane *= Affine::new([wide, 0.0, 0.0, high, right, up]);
        self.object(&form, resources);
        self.state.plane = plane;
    }
}

/// The stream that draws a note as it is now.
fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    let drawn = note.get::<Dict<'_>>(b"AP".as_slice())?;
    match drawn.get::<Object<'_>>(b"N".as_slice())? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => {
            let state = note.get::<Name<'_>>(b"AS".as_slice());
            let drawn = state.and_then(|state| states.get::<Stream<'_>>(state));
            drawn.or_else(|| states.get::<Stream<'_>>(b"Off".as_slice()))
        }
        _ => None,
    }
}

fn matrix(numbers: [Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}

/// From the plane of a form to that in which it is drawn.
fn matrix_of(form: &Dict<'_>) -> Affine {
    form.get::<[f64; 6]>(b"Matrix".as_slice()).map_or(Affine::IDENTITY, Affine::new)
}

fn number(object: Object<'_>) -> Option<f64> {
    object.into_number().map(|number| number.as_f64())
}
