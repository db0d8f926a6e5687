//! Large files of JSON lines and of captions, which are read some lines at a time and are never in
//! memory as a whole.
//!
//! A first pass takes the hash of the file and sees whether its text is plain: UTF-8 of which decoding
//! would change nothing, in lines of an ordinary length. Then a second one hands out whole lines. What
//! is not so is read as a whole, as other files are. Both ways give the same documents; of captions
//! the first ones settle what is otherwise settled by all, which is told.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;

use ibid_core::diagnostic::Diagnostic;
use ibid_core::ids::{ByteHash, ByteHasher};

use crate::Format;
use crate::decode::PlainText;
use crate::formats::captions::parts::{Settled, Settling};
use crate::formats::records::jsonl;
use crate::formats::registry;

/// JSON lines of fewer bytes are read as a whole…
const SHORTEST: u64 = 8 << 20;

/// …and so are captions, unless they take more memory than there is.
const SHORTEST_CAPTIONS: u64 = 16 << 20;

/// So many bytes tell the format.
const HEAD: usize = 1 << 20;

/// How many bytes are read at a time; more where a line is longer.
const WINDOW: usize = 1 << 20;

/// A line of more bytes is none of a text that is read this way.
const LONGEST_LINE: usize = 8 << 20;

/// What a large file is read as.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A document a line.
    JsonLines,
    /// One document, in parts.
    Captions(Box<Settled>),
}

/// A large file, as it was at the first pass.
#[derive(Debug)]
pub(crate) struct LargeFile {
    kind: Kind,
    file: File,
    length: u64,
    hash: ByteHash,
    diagnostics: Vec<Diagnostic>,
}

/// Why the lines of a large file could not all be handed out.
pub(crate) enum Broken {
    /// The system refused.
    Io(io::Error),
    /// It is no longer the file of the first pass.
    Changed,
}

impl LargeFile {
    /// Looks at a file that is open, and has `length` bytes; `head` are its first ones. `None` where
    /// it is to be read as a whole, from its beginning. What `must` not be in memory as a whole is
    /// large whatever its length.
    pub(crate) fn look(
        file: &File,
        length: u64,
        head: &[u8],
        must: bool,
    ) -> io::Result<Option<Self>> {
        let file = file.try_clone()?;
        // most files are told by their length or their first byte
        let settling = if length >= SHORTEST && head.first() == Some(&b'{') {
            if !is_json_lines(&first_lines(&file)?) {
                return Ok(None);
            }
            None
        } else if length >= SHORTEST_CAPTIONS || must {
            let head = first_lines(&file)?.replace("\r\n", "\n");
            let settling = Settling::new(registry::row_of(&head).format);
            if settling.is_none() {
                return Ok(None);
            }
            settling
        } else {
            return Ok(None);
        };
        LargeFile::pass(file, settling)
    }

    /// The first pass: of captions, where there is what they settle.
    fn pass(file: File, mut settling: Option<Settling>) -> io::Result<Option<Self>> {
        let (mut hasher, mut plain) = (ByteHasher::default(), PlainText::default());
        let whole = whole_lines(&file, &mut |lines| {
            hasher.update(lines);
            let text = || std::str::from_utf8(lines).unwrap_or_default();
            let is_plain = plain.add(lines);
            match is_plain && settling.as_mut().is_none_or(|settling| settling.take_lines(text())) {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })?;
        let Some(diagnostics) = whole.then(|| plain.diagnostics()).flatten() else {
            return Ok(None);
        };
        let kind = match settling.map(Settling::finish) {
            Some(None) => return Ok(None),
            Some(Some(settled)) => Kind::Captions(Box::new(settled)),
            None => Kind::JsonLines,
        };
        let (length, hash) = (hasher.length(), hasher.finish());
        Ok(Some(LargeFile { kind, file, length, hash, diagnostics }))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.kind
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn hash(&self) -> ByteHash {
        self.hash
    }

    /// What there is to know of its text.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        self.diagnostics.clone()
    }

    /// Hands out its lines, some at a time, in their order.
    ///
    /// # Errors
    /// Where the file cannot be read any more, or has changed since the first pass: then some of what
    /// was handed out may not be of it.
    pub(crate) fn lines(&self, each: &mut dyn FnMut(&str)) -> Result<(), Broken> {
        let mut hasher = ByteHasher::default();
        let whole = whole_lines(&self.file, &mut |lines| {
            hasher.update(lines);
            match std::str::from_utf8(lines) {
                Ok(text) => {
                    each(text);
                    ControlFlow::Continue(())
                }
                Err(_) => ControlFlow::Break(()),
            }
        });
        let as_it_was = whole.map_err(Broken::Io)? && hasher.finish() == self.hash;
        if as_it_was { Ok(()) } else { Err(Broken::Changed) }
    }
}

/// The first lines of a file; none where they are not UTF-8.
fn first_lines(file: &File) -> io::Result<String> {
    let mut file = file;
    file.rewind()?;
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head)?;
    head.truncate(memchr::memrchr(b'\n', &head).map_or(0, |at| at + 1));
    Ok(String::from_utf8(head).unwrap_or_default())
}

/// Whether a file is JSON lines by its first ones.
fn is_json_lines(lines: &str) -> bool {
    jsonl::begins_with_documents(lines) && registry::row_of(lines).format == Format::JsonLines
}

/// Hands out a file from its beginning, as bytes of whole lines. Whether it came to the end: it stops
/// where it is told to, and at a line that is too long.
fn whole_lines(file: &File, each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<bool> {
    let mut file = file;
    file.rewind()?;
    let mut window = Vec::with_capacity(2 * WINDOW);
    loop {
        let before = window.len();
        file.take(WINDOW as u64).read_to_end(&mut window)?;
        let is_last = window.len() == before;
        let new = window.get(before..).unwrap_or_default();
        let end = match memchr::memrchr(b'\n', new) {
            _ if is_last => window.len(),
            Some(at) => before + at + 1,
            None if window.len() > LONGEST_LINE => return Ok(false),
            None => continue,
        };
        let lines = window.get(..end).unwrap_or_default();
        if !lines.is_empty() && each(lines).is_break() {
            return Ok(false);
        }
        if is_last {
            return Ok(true);
        }
        window.drain(..end);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;

    use ibid_core::document::Document;

    use super::*;
    use crate::{Error, Limits, Loaded, load, read_bytes, read_each};

    /// Some lines of more bytes than are read as a whole, with one put in the middle.
    fn lines(middle: &str) -> String {
        let mut text = String::new();
        let mut n = 0;
        while text.len() < SHORTEST as usize + 1000 {
            let words = "Le héron attend près du moulin. ".repeat(1 + n % 9);
            let _ = writeln!(text, "{{\"_id\": \"{n}\", \"text\": \"{n} {words}\"}}");
            n += 1;
            if n == 9000 {
                text.push_str(middle);
            }
        }
        text
    }

    fn loaded(text: &[u8]) -> (tempfile::NamedTempFile, Loaded) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text).unwrap();
        let loaded = load(file.path(), "x", &Limits::default()).unwrap();
        (file, loaded)
    }

    fn read(loaded: Loaded) -> Result<Vec<Document>, Error> {
        let mut documents: Vec<Document> = Vec::new();
        let diagnostics = read_each(loaded, "x", &mut |part| documents.extend(part))?;
        documents[0].warnings.splice(0..0, diagnostics);
        Ok(documents)
    }

    #[test]
    fn a_large_file_gives_what_it_gives_as_a_whole() {
        for middle in [
            "",
            "{oops\n\n{\"text\": \"après\"}\r\n",
            "{\"text\": \"Ã©tÃ© dÃ©jÃ  passÃ©\"}\n{\"title\": \"seul\"}\n",
        ] {
            let text = lines(middle);
            let (_file, loaded) = loaded(text.as_bytes());
            assert!(loaded.large.is_some() && loaded.bytes.is_empty());
            assert_eq!(loaded.length(), text.len() as u64);
            let whole = read_bytes(text.as_bytes(), "x").unwrap();
            assert_eq!(loaded.id(), whole[0].source);
            let parts = read(loaded).unwrap();
            assert!(parts == whole, "{:?}", parts[0].warnings);
        }
    }

    #[test]
    fn what_decoding_would_change_is_read_as_a_whole() {
        let not_utf8 = [lines("").as_bytes(), b"{\"text\": \"d\xe9j\xe0\"}\n"].concat();
        let long = format!("{{\"text\": \"{}\"}}\n", "a ".repeat(LONGEST_LINE));
        for text in [
            not_utf8,
            lines("{\"text\": \"a\"}\r{\"text\": \"b\"}\n").into_bytes(),
            lines("{\"text\": \"a\0b\"}\n").into_bytes(),
            lines(&long).into_bytes(),
            format!("[{}]", lines("")).into_bytes(),
            [lines("").as_bytes(), b"\x1a"].concat(),
        ] {
            let (_file, loaded) = loaded(&text);
            assert!(loaded.large.is_none() && loaded.bytes == text);
        }
    }

    #[test]
    fn a_file_that_changes_meanwhile_is_told() {
        let text = lines("");
        let (mut file, loaded) = loaded(text.as_bytes());
        file.write_all(b"{\"text\": \"more\"}\n").unwrap();
        assert!(matches!(read(loaded), Err(Error::Changed { .. })));
    }

    #[test]
    fn captions_that_take_too_much_memory_are_read_in_parts() {
        let mut text = String::new();
        for n in 0..2_000 {
            let at = format!("00:{:02}:{:02}", n / 60 % 60, n % 60);
            let end = if n % 7 == 0 { "\r\n" } else { "\n" };
            let _ = write!(text, "{n}{end}{at},000 --> {at},900{end}Le héron attend.{end}{end}");
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let whole = read_bytes(text.as_bytes(), "x").unwrap();
        // by its length alone, and by what is in it
        for memory in [text.len() as u64, text.len() as u64 * 6] {
            let limits = Limits { memory_bytes: Some(memory), ..Limits::default() };
            let loaded = load(file.path(), "x", &limits).unwrap();
            assert!(loaded.large.is_some() && loaded.bytes.is_empty());
            assert_eq!(loaded.id(), whole[0].source);
            assert!(read(loaded).unwrap() == whole);
        }
        assert!(load(file.path(), "x", &Limits::default()).unwrap().large.is_none());

        // what decoding would change is not
        file.write_all(b"1\n00:59:59,000 --> 00:59:59,900\nd\xe9j\xe0\n").unwrap();
        let limits = Limits { memory_bytes: Some(1_000), ..Limits::default() };
        assert!(matches!(load(file.path(), "x", &limits), Err(Error::TooMuchMemory { .. })));
    }
}
