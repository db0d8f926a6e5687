//! What a PDF would unpack to, before anything of it is unpacked.
//!
//! Streams of a few bytes may unpack to any number of them (Deflate makes up to 1032 bytes of one),
//! a page may draw a form that draws others, again and again, and any number of pages may be one
//! page. People make none of this beyond the limits here.

mod counted;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_font::hayro_syntax::content::TypedIter;
use hayro_font::hayro_syntax::content::ops::TypedInstruction;
use hayro_font::hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro_font::hayro_syntax::page::Resources;
use hayro_font::hayro_syntax::{Filter, Pdf};

use super::Fault;

/// No stream that people make holds more bytes: a picture of a whole newspaper page, say.
const LARGEST_STREAM: u64 = 256 * 1024 * 1024;
/// What the pages of a document draw takes no more bytes of instructions.
const MOST_DRAWN: u64 = 512 * 1024 * 1024;
/// Deflate and LZW make no more bytes of one: 258 bytes of two bits; a whole table of LZW.
const DEFLATE_RATIO: u64 = 1032;
const LZW_RATIO: u64 = 1366;
/// As do run lengths, and the `z` of ASCII 85.
const RUNS_RATIO: u64 = 64;
const ASCII85_RATIO: u64 = 4;
/// Forms are drawn within each other no deeper.
pub(super) const DEEPEST: u8 = 50;

/// Looks at the streams of a file as they lie in it, which opening it may unpack at once: object
/// streams, and tables of where objects are.
///
/// # Errors
///
/// [`Fault::TooMuch`] where one of them is packed by Deflate and larger than people make.
pub(super) fn of_file(bytes: &[u8]) -> Result<(), Fault> {
    const MARK: &[u8] = b"stream";
    for at in memchr::memmem::find_iter(bytes, MARK) {
        if at >= 3 && bytes.get(at - 3..at) == Some(b"end") {
            continue;
        }
        let after = bytes.get(at + MARK.len()..).unwrap_or_default();
        let data = after.strip_prefix(b"\r").unwrap_or(after);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        if is_zlib(data) && !fits(ZlibDecoder::new(data)) {
            return Err(Fault::TooMuch);
        }
    }
    Ok(())
}

/// Whether bytes begin as those that zlib packed (RFC 1950): its method, a window, and a check.
fn is_zlib(data: &[u8]) -> bool {
    match data {
        [method, flags, ..] => {
            method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Whether what a reader gives is no larger than a stream may be; what is packed once more counts.
fn fits(mut packed: impl Read) -> bool {
    let mut head = [0; 2];
    if packed.read_exact(&mut head).is_err() {
        return true;
    }
    let whole = head.chain(packed);
    match is_zlib(&head) {
        // Instructions never begin so.
        true => within_limit(ZlibDecoder::new(whole)),
        false => within_limit(whole),
    }
}

/// Whether a reader gives no more bytes than a stream may have. What is damaged ends there.
fn within_limit(mut reader: impl Read) -> bool {
    let mut buffer = vec![0; 64 * 1024];
    let mut count: u64 = 0;
    while count <= LARGEST_STREAM {
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) => return true,
            Ok(more) => count += more as u64,
        }
    }
    false
}

/// Looks at the streams that the first look did not know: those that are locked with an empty
/// password, or packed in another way.
pub(super) fn of_streams(pdf: &Pdf) -> Result<(), Fault> {
    let streams = pdf.objects().into_iter().filter_map(Object::into_stream);
    match streams.filter(|stream| !stream_fits(stream)).count() {
        0 => Ok(()),
        _ => Err(Fault::TooMuch),
    }
}

fn stream_fits(stream: &Stream<'_>) -> bool {
    let filters = stream.filters();
    let data = stream.raw_data();
    let ratio = filters.iter().fold(1, |all: u64, filter| all.saturating_mul(ratio_of(*filter)));
    if (data.len() as u64).saturating_mul(ratio) <= LARGEST_STREAM {
        return true;
    }
    match &filters[..] {
        [Filter::FlateDecode] => deflated_fits(&data),
        [Filter::Ascii85Decode, Filter::FlateDecode] => {
            ascii_85(&data).is_some_and(|data| deflated_fits(&data))
        }
        [Filter::LzwDecode] => counted::lzw_fits(&data),
        [Filter::Ascii85Decode, Filter::LzwDecode] => {
            ascii_85(&data).is_some_and(|data| counted::lzw_fits(&data))
        }
        // Scanners pack the runs of black and white so.
        [Filter::FlateDecode, Filter::RunLengthDecode] => deflated_runs_fit(&data),
        // Pictures are not unpacked.
        filters => filters.iter().any(|filter| is_of_pictures(*filter)),
    }
}

/// How many bytes a filter makes of one at most.
fn ratio_of(filter: Filter) -> u64 {
    match filter {
        Filter::FlateDecode => DEFLATE_RATIO,
        Filter::LzwDecode => LZW_RATIO,
        Filter::RunLengthDecode => RUNS_RATIO,
        Filter::Ascii85Decode => ASCII85_RATIO,
        _ => 1,
    }
}

fn is_of_pictures(filter: Filter) -> bool {
    use Filter::{CcittFaxDecode, DctDecode, Jbig2Decode, JpxDecode};
    matches!(filter, CcittFaxDecode | DctDecode | Jbig2Decode | JpxDecode)
}

fn deflated_fits(data: &[u8]) -> bool {
    // Without its head, or with a broken one, it is unpacked all the same.
    let body = data.get(2..).unwrap_or_default();
    within_limit(ZlibDecoder::new(data))
        && within_limit(DeflateDecoder::new(data))
        && within_limit(DeflateDecoder::new(body))
}

/// The same of what stands for runs of bytes.
fn deflated_runs_fit(data: &[u8]) -> bool {
    let body = data.get(2..).unwrap_or_default();
    deflated_fits(data)
        && counted::runs_fit(ZlibDecoder::new(data))
        && counted::runs_fit(DeflateDecoder::new(data))
        && counted::runs_fit(DeflateDecoder::new(body))
}

/// The bytes that ASCII 85 stands for (Adobe's PostScript, 3.13.3); `None` for what it does not know.
fn ascii_85(text: &[u8]) -> Option<Cow<'static, [u8]>> {
    let mut out = Vec::with_capacity(text.len());
    let mut group: Vec<u32> = Vec::with_capacity(5);
    for byte in text.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ if byte.is_ascii_whitespace() || *byte == 0 => {}
            _ => return None,
        }
        if group.len() == 5 {
            out.extend(value_of(&group).to_be_bytes());
            group.clear();
        }
    }
    if let Some(count) = group.len().checked_sub(1) {
        group.resize(5, 84);
        out.extend(value_of(&group).to_be_bytes().iter().take(count));
    }
    Some(out.into())
}

fn value_of(group: &[u32]) -> u32 {
    group.iter().fold(0, |all: u32, digit| all.wrapping_mul(85).wrapping_add(*digit))
}

/// Looks at what the pages draw.
pub(super) fn of_pages(pdf: &Pdf) -> Result<(), Fault> {
    let mut forms = Forms::default();
    let mut drawn: u64 = 0;
    for (number, page) in (0..).zip(pdf.pages().iter()) {
        let scope = Scope::Page(number);
        let content = page.page_stream().unwrap_or_default();
        let children = forms.children(content, page.resources(), scope);
        let own = forms.drawn(&children, DEEPEST) + content.len() as u64;

        let notes: Vec<Child> = appearances(page.raw())
            .filter_map(|form| forms.child(&form, page.resources(), scope))
            .collect();
        drawn = drawn.saturating_add(own).saturating_add(forms.drawn(&notes, DEEPEST));
        if drawn.max(forms.unpacked) > MOST_DRAWN {
            return Err(Fault::TooMuch);
        }
    }
    Ok(())
}

/// What is drawn for the notes and the fields of a page.
fn appearances<'a>(page: &Dict<'a>) -> impl Iterator<Item = Stream<'a>> {
    let notes = page.get::<Array<'_>>(b"Annots".as_slice()).into_iter();
    let notes = notes.flat_map(|notes| notes.iter::<Dict<'_>>().collect::<Vec<_>>());
    notes.flat_map(|note| {
        let drawn = note.get::<Dict<'_>>(b"AP".as_slice());
        match drawn.and_then(|drawn| drawn.get::<Object<'_>>(b"N".as_slice())) {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Dict(states)) => {
                let names: Vec<_> = states.keys().collect();
                names.into_iter().filter_map(|name| states.get::<Stream<'_>>(name)).collect()
            }
            _ => Vec::new(),
        }
    })
}

/// Where the names that a form draws by are told: by a page, or by the form with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scope {
    Page(u32),
    Form(u32),
}

/// A form as it is drawn: its number, and where its names are told.
type Child = (u32, Scope);

/// The forms of a file: how long their instructions are, and what these draw.
#[derive(Default)]
struct Forms {
    known: HashMap<Child, (u64, Vec<Child>)>,
    drawn: HashMap<(Child, u8), u64>,
    /// Bytes that were unpacked to know it.
    unpacked: u64,
}

impl Forms {
    /// The forms that some instructions draw, one for each time.
    fn children(&mut self, content: &[u8], resources: &Resources<'_>, scope: Scope) -> Vec<Child> {
        self.children_within(content, resources, scope, DEEPEST)
    }

    fn children_within(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        scope: Scope,
        depth: u8,
    ) -> Vec<Child> {
        let mut children = Vec::new();
        let mut instructions = TypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            let TypedInstruction::XObject(drawn) = instruction else { continue };
            let Some(form) = resources.get_x_object(drawn.0) else { continue };
            children.extend(self.child_within(&form, resources, scope, depth));
        }
        children
    }

    fn child(&mut self, form: &Stream<'_>, around: &Resources<'_>, scope: Scope) -> Option<Child> {
        self.child_within(form, around, scope, DEEPEST)
    }

    /// A form that is drawn, after a look at what it draws; `None` for a picture.
    fn child_within(
        &mut self,
        form: &Stream<'_>,
        around: &Resources<'_>,
        scope: Scope,
        depth: u8,
    ) -> Option<Child> {
        let number = form.dict().obj_id()?.obj_number;
        let own = form.dict().get::<Dict<'_>>(b"Resources".as_slice());
        let scope = if own.is_some() { Scope::Form(number) } else { scope };
        let child = (number, scope);
        if self.known.contains_key(&child) || depth == 0 || self.unpacked > MOST_DRAWN {
            return Some(child);
        }
        let is_form = form.dict().contains_key(b"BBox".as_slice());
        let content = form.decoded_data().ok().filter(|_| is_form)?;

        // A form that draws itself is known by then.
        self.unpacked += content.len() as u64;
        self.known.insert(child, (content.len() as u64, Vec::new()));
        let own = own.map(Resources::new);
        let resources = own.as_ref().unwrap_or(around);
        let children = self.children_within(&content, resources, scope, depth - 1);
        self.known.insert(child, (content.len() as u64, children));
        Some(child)
    }

    /// How many bytes of instructions it takes to draw some forms.
    fn drawn(&mut self, children: &[Child], depth: u8) -> u64 {
        let mut all: u64 = 0;
        for child in children {
            all = all.saturating_add(self.drawn_by(*child, depth));
        }
        all
    }

    fn drawn_by(&mut self, child: Child, depth: u8) -> u64 {
        if let Some(known) = self.drawn.get(&(child, depth)) {
            return *known;
        }
        let Some((own, children)) = self.known.get(&child).cloned() else { return 0 };
        let more = if depth == 0 { 0 } else { self.drawn(&children, depth - 1) };
        // A form without a word of its own takes some work too.
        let all = own.saturating_add(more).saturating_add(64);
        self.drawn.insert((child, depth), all);
        all
    }
}
