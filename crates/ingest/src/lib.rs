//! Reading: from the bytes of a file to documents, and from documents to passages.
//!
//! The steps are one file each, in this order: [`walk`](mod@walk) finds files, `decode` makes text of
//! bytes, [`sniff`](mod@sniff) tells the format from the content (never from the name), `formats` reads
//! blocks (those of captions by way of `timed`), and
//! [`split`](mod@split) cuts them into passages, by their languages (`language`).
//! Nothing here panics on any input, and every step takes time linear in it.

mod beside;
mod clean;
#[cfg(test)]
#[path = "../../core/tests/cost/mod.rs"]
mod cost;
mod decode;
mod draft;
mod embeds;
mod entities;
mod error;
pub mod folder;
mod formats;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod ignores;
mod language;
mod large;
mod memory;
mod not_read;
mod open;
mod problem;
mod saved;
pub mod sniff;
pub mod split;
mod stamp;
pub mod terms;
mod timed;
mod track;
pub mod walk;

use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::{Document, Evidence, Medium};
use ibid_core::ids::{ByteHash, SourceId};
use ibid_core::lang::Lang;

use beside::metadata_if_there;
use folder::FolderRules;
use formats::captions::parts::PartsReader;
use formats::json::Losses;
use formats::notes::org;
use formats::records::info_json::{self, Info};
use formats::records::jsonl;
use formats::registry;
use large::{Broken, Kind, LargeFile};

pub use beside::Beside;
pub use draft::{Draft, Quotation, read_draft};
pub use error::Error;
pub use ibid_core::format::Format;
pub use memory::memory_for;
pub use problem::Problem;
pub use sniff::sniff;
pub use split::{Splitter, split};
pub use stamp::stamp;
pub use walk::{Found, Walk, known_files, walk};

/// The version of reading and splitting: raised with every change that makes other passages of
/// the same bytes, so that files which an older version read are read anew.
pub const VERSION: u32 = 18;

/// How much reading may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest file that is read, in bytes.
    pub file_bytes: u64,
    /// How much memory reading one file may take, in bytes; as much as it takes where that is `None`.
    /// A file that would take more, as far as its length tells, is not read.
    pub memory_bytes: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { file_bytes: 512 * 1024 * 1024, memory_bytes: None }
    }
}

/// A file as it was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its bytes; none of a large file, which is read some lines at a time.
    pub bytes: Vec<u8>,
    large: Option<Arc<LargeFile>>,
    memory: u64,
    /// The bytes of the `.info.json` beside it, where there is one: `talk.info.json` for `talk.fr.vtt`.
    pub info: Option<Vec<u8>>,
    /// The id of a video on `YouTube` in its name.
    pub video: Option<String>,
    /// The recording that lies beside it, by its name.
    pub recording: Option<String>,
    /// The language in its name, where there is such a file, or where it says how the words came
    /// about: `fr` for `talk.fr.vtt`, `fr-en` for what a machine translated.
    pub tag: Option<String>,
    /// What its folder says of its files, with its name.
    pub rules: Option<(Arc<FolderRules>, String)>,
    /// What there is to know before it is read.
    pub warnings: Vec<Diagnostic>,
}

impl Loaded {
    /// A text that was in no file.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        let (rules, warnings) = (None, Vec::new());
        let (large, memory, info, tag) = (None, memory::memory_of(&bytes), None, None);
        Loaded { bytes, large, memory, info, video: None, recording: None, tag, rules, warnings }
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.large.as_ref().map_or(self.bytes.len() as u64, |large| large.length())
    }

    /// How much memory reading it takes at most, in bytes, as far as its bytes tell. A large file of
    /// JSON lines or captions takes little, whatever its length: it is read some lines at a time.
    pub fn memory(&self) -> u64 {
        self.memory
    }

    /// The id of all that is read of it.
    pub fn id(&self) -> SourceId {
        let info = self.info.as_deref().unwrap_or_default();
        let names = [&self.tag, &self.video, &self.recording];
        let names = names.map(|name| name.as_deref().unwrap_or_default()).join("\0");
        let names = names.trim_end_matches('\0');
        let rules = self.rules.as_ref().map(|(rules, name)| {
            // an address may have the name of the file in it
            let name = if rules.use_names() { name.as_str() } else { "" };
            format!("\0{}\0{name}", rules.key())
        });
        let rules = rules.unwrap_or_default();
        let hash = self.large.as_ref().map(|large| large.hash());
        let hash = hash.unwrap_or_else(|| ByteHash::of(&self.bytes));
        if info.is_empty() && names.is_empty() && rules.is_empty() {
            return SourceId::from_hash(hash);
        }
        SourceId::with(hash, &[info, names.as_bytes(), rules.as_bytes()].concat())
    }
}

/// Reads the file at `path`; `shown` is what errors call it.
///
/// One document for most formats, one a line for JSON lines, none for an empty file.
///
/// # Errors
///
/// Those of [`load`] and of [`read_each`].
pub fn read_file(path: &Path, shown: &str, limits: &Limits) -> Result<Vec<Document>, Error> {
    collect(load(path, shown, limits)?, shown)
}

/// Reads the bytes of a file; `name` is what errors call it, and says nothing of the format.
///
/// # Errors
///
/// Those of [`read_each`].
pub fn read_bytes(bytes: &[u8], name: &str) -> Result<Vec<Document>, Error> {
    collect(Loaded::from_bytes(bytes.to_owned()), name)
}

fn collect(loaded: Loaded, name: &str) -> Result<Vec<Document>, Error> {
    let mut documents: Vec<Document> = Vec::new();
    let diagnostics = read_each(loaded, name, &mut |part| {
        for document in part {
            match documents.last_mut() {
                // a part of a large file
                Some(last) if last.id() == document.id() => last.append(document),
                _ => documents.push(document),
            }
        }
    })?;
    if let Some(first) = documents.first_mut() {
        first.warnings.splice(0..0, diagnostics);
    }
    Ok(documents)
}

/// The file at `path`, and the one that says what it is about; `shown` is what errors call it.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Io`] and [`Error::NotAFile`] when it cannot be opened,
/// [`Error::NotRead`] for pictures, recordings and archives that say so at once, and
/// [`Error::TooLarge`] beyond the limit; and the same of what lies beside it and is read with it.
pub fn load(path: &Path, shown: &str, limits: &Limits) -> Result<Loaded, Error> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (beside, warnings) = Beside::of(&whole)?;
    let mut loaded = load_with(path, shown, &beside, limits)?;
    loaded.warnings = warnings.into_iter().map(|(_, warning)| warning).collect();
    Ok(loaded)
}

impl Found {
    /// Loads this file, as [`load`] does.
    ///
    /// # Errors
    ///
    /// Those of [`load`].
    pub fn load(&self, limits: &Limits) -> Result<Loaded, Error> {
        load_with(&self.absolute, &self.shown, &self.beside, limits)
    }

    /// Reads this file, as [`read_file`] does.
    ///
    /// # Errors
    ///
    /// Those of [`read_file`].
    pub fn read(&self, limits: &Limits) -> Result<Vec<Document>, Error> {
        collect(self.load(limits)?, &self.shown)
    }
}

fn load_with(path: &Path, shown: &str, beside: &Beside, limits: &Limits) -> Result<Loaded, Error> {
    let Content { bytes, large, memory } = content(path, shown, limits, true)?;
    let info = info_beside(path, shown, beside, limits)?;
    let tag = path.file_name().and_then(|name| track::tag_of(name.to_str()?));
    let tag = tag.filter(|tag| info.is_some() || track::evidence(tag).is_some());
    let tag = tag.map(str::to_owned);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let video = track::video_of(name).map(str::to_owned);
    let rules = beside.rules.clone().map(|rules| (rules, name.to_owned()));
    // What a text names itself is surer than what lies beside it.
    let recording = embeds::recording(&bytes, path).or_else(|| beside.recording.clone());
    let (large, warnings) = (large.map(Arc::new), Vec::new());
    Ok(Loaded { bytes, large, memory, info, video, recording, tag, rules, warnings })
}

/// The bytes of the `.info.json` beside a file; `None` where there is none any more, or what is there
/// is no text. One that the system does not let be read takes the file with it: without it the file
/// would be another source, and cite neither its title nor its video.
fn info_beside(
    path: &Path,
    shown: &str,
    beside: &Beside,
    limits: &Limits,
) -> Result<Option<Vec<u8>>, Error> {
    let Some(name) = &beside.info else { return Ok(None) };
    let shown = shown.rsplit_once('/').map_or(name.clone(), |(above, _)| format!("{above}/{name}"));
    match file_bytes(&path.with_file_name(name), &shown, limits) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::Missing { .. } | Error::NotRead { .. } | Error::NotAFile { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// So many bytes tell a recording from a text.
const HEAD: u64 = 4096;

/// The bytes of a file, without a look at what lies beside it; `shown` is what errors call it.
///
/// # Errors
///
/// Those of [`load`].
pub fn file_bytes(path: &Path, shown: &str, limits: &Limits) -> Result<Vec<u8>, Error> {
    content(path, shown, limits, false).map(|content| content.bytes)
}

/// The bytes of a file of at most so many; `None` where there is none. A link, which may lead out of
/// its folder, is no file here.
///
/// # Errors
///
/// Those of [`load`].
pub(crate) fn bytes_if_there(path: &Path, longest: u64) -> Result<Option<Vec<u8>>, Error> {
    let shown = path.to_string_lossy();
    let metadata = metadata_if_there(path).map_err(|source| Error::from_io(&shown, source))?;
    let Some(metadata) = metadata else { return Ok(None) };
    if !metadata.is_file() {
        return Err(Error::NotAFile { path: shown.into_owned() });
    }
    let limits = Limits { file_bytes: longest, ..Limits::default() };
    file_bytes(path, &shown, &limits).map(Some)
}

/// What is in a file.
struct Content {
    /// Its bytes; none of a large file.
    bytes: Vec<u8>,
    /// The file itself, where it is large and read some lines at a time.
    large: Option<LargeFile>,
    /// How much memory reading the bytes takes at most.
    memory: u64,
}

/// What is in a file, which is read unless it is large and may be.
fn content(
    path: &Path,
    shown: &str,
    limits: &Limits,
    may_be_large: bool,
) -> Result<Content, Error> {
    let io = |source| Error::from_io(shown, source);
    // The file may grow while it is read.
    let (mut file, metadata) = open::regular_file(path, shown)?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(io)?;
    if let Some(why) = not_read::at_once(&bytes) {
        return Err(Error::not_read(shown, why));
    }

    let too_large = || Error::TooLarge { path: shown.to_owned(), limit: limits.file_bytes };
    if metadata.len() > limits.file_bytes {
        return Err(too_large());
    }
    let head = bytes;
    let look = |must| -> Result<Option<Content>, Error> {
        let large = match may_be_large {
            true => LargeFile::look(&file, metadata.len(), &head, must).map_err(io)?,
            false => None,
        };
        match large {
            Some(large) if large.length() > limits.file_bytes => Err(too_large()),
            Some(large) => Ok(Some(Content { bytes: Vec::new(), large: Some(large), memory: 0 })),
            None => Ok(None),
        }
    };
    let fits = within_memory(limits, shown, memory_for(metadata.len()));
    if let Some(large) = look(fits.is_err())? {
        return Ok(large);
    }
    fits?;

    let mut whole = &file;
    whole.rewind().map_err(io)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    whole.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(too_large());
    }
    let memory = memory::memory_of(&bytes);
    if let Err(error) = within_memory(limits, shown, memory) {
        drop(bytes);
        return look(true)?.ok_or(error);
    }

    Ok(Content { bytes, large: None, memory })
}

/// An error where reading a file needs more memory than it may take.
fn within_memory(limits: &Limits, shown: &str, need: u64) -> Result<(), Error> {
    match limits.memory_bytes {
        Some(limit) if need > limit => {
            Err(Error::TooMuchMemory { path: shown.to_owned(), need, limit })
        }
        _ => Ok(()),
    }
}

/// Reads a file part by part: `each` is given some documents at a time, so that those of a
/// large file need not be in memory all at once. Documents of one id that follow each other are parts
/// of one document: a [`Splitter`] numbers their passages on. Gives what is known of the file as a
/// whole.
///
/// # Errors
///
/// [`Error::NotRead`] for what is no text, or of a kind that is not read (a caller who walks a
/// folder names these and goes on),
/// [`Error::NoGoodLine`] for JSON lines of which none can be read, and [`Error::Malformed`] for a
/// file whose format is plain and of which nothing can be read. `each` is then never called.
pub fn read_each(
    mut loaded: Loaded,
    name: &str,
    each: &mut dyn FnMut(Vec<Document>),
) -> Result<Vec<Diagnostic>, Error> {
    let source = loaded.id();
    if let Some(large) = loaded.large.clone() {
        return read_large(&large, &loaded, name, each);
    }
    if let Some(row) = registry::row_of_bytes(&loaded.bytes) {
        let mut documents = vec![row.read_bytes(&loaded.bytes, source, name)?];
        let evidence = loaded.tag.as_deref().and_then(track::evidence);
        complete(&mut documents, None, evidence);
        set_medium(&mut documents, None, &loaded);
        each(documents);
        return Ok(loaded.warnings);
    }
    let saved = saved::page(&loaded.bytes);
    let (text, address) = saved.map_or((None, None), |page| (Some(page.text), page.address));
    // the text takes the place of the bytes, so that a long one is not in memory twice
    let bytes = std::mem::take(&mut loaded.bytes);
    let bytes = text.map_or(bytes, String::into_bytes);
    let decode::Decoded { text, mut diagnostics } = match decode::decode_owned(bytes) {
        Ok(decoded) => decoded,
        Err(bytes) => return Err(Error::not_read(name, not_read::of_bytes(&bytes))),
    };

    diagnostics.splice(0..0, loaded.warnings.iter().cloned());
    if text.trim().is_empty() {
        return Ok(diagnostics);
    }
    let (text, told) = match org::as_markdown(&text) {
        Some(markdown) => (markdown.into(), Some(org::Told::from_text(&text))),
        None => (text, None),
    };
    let row = registry::row_of(&text);
    if let Some(why) = not_read::of_text(&text, row.format, name) {
        return Err(Error::not_read(name, why));
    }
    if let Some(bad) = long_line(&text) {
        return Err(bad.into_error(row.format.name(), name));
    }

    // JSON lines are looked at line by line
    let mut losses = Losses::default();
    if row.is_json() {
        losses.look(&text, 1);
    }
    let mut finish = Finish { told, ..Finish::new(&loaded, address.as_deref()) };
    let read = row.read(text, source, name, &mut |documents| each(finish.documents(documents)))?;
    diagnostics.extend(read);
    diagnostics.extend(losses.diagnostics());
    diagnostics.extend(finish.rest());
    Ok(diagnostics)
}

/// Reads a large file, some lines at a time.
fn read_large(
    large: &LargeFile,
    loaded: &Loaded,
    name: &str,
    each: &mut dyn FnMut(Vec<Document>),
) -> Result<Vec<Diagnostic>, Error> {
    let mut finish = Finish::new(loaded, None);
    let mut give = |documents| each(finish.documents(documents));
    let lines = |each: &mut dyn FnMut(&str)| {
        large.lines(each).map_err(|broken| match broken {
            Broken::Io(source) => Error::from_io(name, source),
            Broken::Changed => Error::Changed { path: name.to_owned() },
        })
    };
    let read = match large.kind() {
        Kind::JsonLines => {
            let mut reader = jsonl::JsonLinesReader::new(loaded.id(), &mut give);
            lines(&mut |text| reader.take_lines(text))?;
            reader.finish(name)?
        }
        Kind::Captions(settled) => {
            let mut reader = PartsReader::new(loaded.id(), settled, &mut give);
            lines(&mut |text| reader.take_lines(text))?;
            reader.finish()
        }
    };
    Ok([loaded.warnings.clone(), large.diagnostics(), read, finish.rest()].concat())
}

/// Adds to documents what is known from beside their file.
struct Finish<'a> {
    loaded: &'a Loaded,
    address: Option<&'a str>,
    info: Option<Info>,
    evidence: Option<Evidence>,
    /// What keywords of Org mode say.
    told: Option<org::Told>,
    cap: formats::Cap,
}

impl<'a> Finish<'a> {
    fn new(loaded: &'a Loaded, address: Option<&'a str>) -> Self {
        let info = loaded.info.as_deref().and_then(decode::decode);
        let mut info = info.and_then(|decoded| info_json::info(&decoded.text));
        let mut evidence = loaded.tag.as_deref().and_then(track::evidence);
        if let (Some(info), Some(tag)) = (&mut info, &loaded.tag) {
            // `language` is that of the video, and these captions may be in another
            info.lang = Lang::from_tag(tag);
            evidence = info.tracks.evidence(tag);
        }
        Finish { loaded, address, info, evidence, told: None, cap: formats::Cap::default() }
    }

    fn documents(&mut self, mut documents: Vec<Document>) -> Vec<Document> {
        if let Some(told) = &self.told {
            documents.iter_mut().for_each(|document| told.complete(document));
        }
        complete(&mut documents, self.info.as_ref(), self.evidence);
        set_medium(&mut documents, self.address, self.loaded);
        self.cap.apply(&mut documents);
        documents
    }

    /// What there is to know of the file beyond the warnings of its documents.
    fn rest(self) -> Vec<Diagnostic> {
        self.cap.rest()
    }
}

/// Adds to documents what is known from the files beside them: what they do not say themselves.
fn complete(documents: &mut [Document], info: Option<&Info>, evidence: Option<Evidence>) {
    for document in documents {
        if let Some(info) = info {
            info_json::apply(info, document);
        }
        document.about.evidence = document.about.evidence.or(evidence);
    }
}

/// Says what documents open that do not say it themselves: the page that they were saved from, what
/// their folder says, the video that the name of their file tells, or a recording beside it. Other
/// rules of the folder hold too.
fn set_medium(documents: &mut [Document], address: Option<&str>, loaded: &Loaded) {
    if let Some((rules, _)) = &loaded.rules {
        documents.iter_mut().for_each(|document| rules.apply(document));
    }
    for document in documents.iter_mut().filter(|document| document.about.medium.is_none()) {
        let mut spans = document.blocks.iter().flat_map(|block| &block.spans);
        let is_timed = spans.any(|span| span.moment.is_some());
        let rules = loaded.rules.as_ref();
        let ruled = rules.and_then(|(rules, name)| rules.medium(is_timed, name));
        let video = loaded.video.clone().map(Medium::YouTube);
        let recording = loaded.recording.clone().filter(|_| is_timed).map(Medium::Recording);
        document.about.medium = address
            .map(|address| Medium::Web(address.to_owned()))
            .or(ruled)
            .or(video)
            .or(recording);
    }
}

/// The first line that is longer than any line of a text.
fn long_line(text: &str) -> Option<formats::Malformed> {
    const LONGEST: usize = 64 << 20;
    let lines = (text.len() > LONGEST).then(|| text.split('\n')).into_iter().flatten();
    let (line, _) = (1..).zip(lines).find(|(_, line)| line.len() > LONGEST)?;
    Some(formats::Malformed { line, problem: Problem::LongLine { limit: LONGEST } })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The id of the same bytes under a name, in a folder of which a text says something.
    fn id_in_folder(rules: &str, name: &str) -> SourceId {
        let (rules, warnings) = FolderRules::read(rules);
        assert!(warnings.is_empty(), "{warnings:?}");
        let rules = Some((Arc::new(rules), name.to_owned()));
        Loaded { rules, ..Loaded::from_bytes(b"The heron waits.".to_vec()) }.id()
    }

    #[test]
    fn the_name_of_a_file_is_in_its_id_only_where_an_address_has_it() {
        let with_names = |rules| id_in_folder(rules, "a.txt") != id_in_folder(rules, "b.txt");
        assert!(with_names("media = \"https://host/{stem}.mp4\"\n"));
        assert!(with_names("lang = \"fr\"\nurl = \"https://host/?of={name}\"\n"));
        for plain in ["lang = \"fr\"\n", "evidence = \"machine\"\nurl = \"https://host/page\"\n"] {
            assert!(!with_names(plain), "{plain}");
        }
        assert_ne!(id_in_folder("lang = \"fr\"\n", "a"), id_in_folder("lang = \"en\"\n", "a"));
    }
}
