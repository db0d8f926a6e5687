//! A small pull reader for the formats that are XML (<https://www.w3.org/TR/xml/>), over quick-xml.
//!
//! Names are compared without their namespace prefix. What is not well-formed is read as well as it
//! goes and counted: an end without a start is skipped, a start without an end is closed where its
//! parent ends, a bare `&` is text. Entities that a document declares are refused, never expanded.

use std::borrow::Cow;

use quick_xml::events::Event as Raw;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;

use super::Malformed;
use crate::problem::Problem;
use crate::{clean, entities};

/// An end tag closes a start no more than `REACH` levels above the one it stands in.
const REACH: usize = 64;
/// The root stands within `HEAD` bytes.
const HEAD: usize = 64 * 1024;

/// What comes next in a document.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// An element begins.
    Start(Tag<'a>),
    /// An element ends; every start has its end, also where the document lacks it.
    End(&'a str),
    /// Some text, with references resolved; one stretch may come in several events.
    Text(Cow<'a, str>),
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag<'a> {
    /// Its name, without a prefix.
    pub(crate) name: &'a str,
    /// What stands between its angle brackets.
    raw: &'a str,
    /// Where the attributes start in it.
    attributes: usize,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, by its name without a prefix, with references resolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut all = Attributes::new(self.raw, self.attributes);
        // Looking for doubles takes quadratic time.
        let found = all.with_checks(false).flatten().find(|a| local(a.key.0) == name)?;
        Some(match found.value {
            value if !value.contains('&') => value,
            value => Cow::Owned(entities::decode(&value)),
        })
    }
}

/// What was not well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The first line with such a place.
    pub(crate) line: u32,
    /// What is wrong there.
    pub(crate) problem: Problem,
    /// How many such places there are.
    pub(crate) count: u64,
}

impl Broken {
    /// The error where nothing could be read.
    pub(crate) fn malformed(&self) -> Malformed {
        Malformed { line: self.line, problem: self.problem.clone() }
    }
}

/// A reader of one document.
pub(crate) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// The elements that are open, by their whole names.
    open: Vec<&'a str>,
    /// How many of them are to be closed before anything else is read.
    closing: usize,
    /// The byte up to which lines are counted, and the line there.
    counted: usize,
    line: u32,
    done: bool,
    broken: Option<Broken>,
}

impl<'a> Xml<'a> {
    /// Reads `text`, whose lines end with line feeds.
    pub(crate) fn new(text: &'a str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;

        Xml {
            text,
            reader,
            open: Vec::new(),
            closing: 0,
            counted: 0,
            line: 1,
            done: false,
            broken: None,
        }
    }

    /// The line where the last event starts, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// What was not well-formed up to here.
    pub(crate) fn broken(&self) -> Option<&Broken> {
        self.broken.as_ref()
    }

    /// The next event; nothing at the end.
    ///
    /// # Errors
    ///
    /// If the document declares entities.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, Malformed> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                if let Some(name) = self.open.pop() {
                    return Ok(Some(Event::End(local(name))));
                }
            }
            if self.done {
                return Ok(None);
            }
            let from = self.position();
            let event = self.reader.read_event();
            let to = self.position();
            self.count_to(from);
            match event {
                Ok(Raw::Eof) => self.finish(from),
                Ok(raw) => {
                    if let Some(event) = self.event(&raw, from, to)? {
                        return Ok(Some(event));
                    }
                }
                Err(error) => {
                    self.note(self.line, || problem(&error));
                    self.finish(from);
                }
            }
        }
    }

    fn event(
        &mut self,
        raw: &Raw<'a>,
        from: usize,
        to: usize,
    ) -> Result<Option<Event<'a>>, Malformed> {
        let source = self.text.get(from..to).unwrap_or_default();

        Ok(match raw {
            Raw::Start(tag) => Some(self.start(source, ">", tag.name().0.len())),
            Raw::Empty(tag) => {
                let event = self.start(source, "/>", tag.name().0.len());
                self.closing = 1;
                Some(event)
            }
            Raw::End(_) => {
                self.end(source);
                None
            }
            Raw::Text(_) if self.open.is_empty() && source.trim().is_empty() => None,
            Raw::Text(_) => Some(Event::Text(Cow::Borrowed(source))),
            Raw::CData(_) => {
                let inside = source.strip_prefix("<![CDATA[").and_then(|s| s.strip_suffix("]]>"));
                Some(Event::Text(Cow::Borrowed(inside.unwrap_or_default())))
            }
            Raw::GeneralRef(_) => Some(Event::Text(resolve(source))),
            Raw::DocType(_) => {
                self.refuse_entities(source)?;
                None
            }
            Raw::Comment(_) | Raw::PI(_) | Raw::Decl(_) | Raw::Eof => None,
        })
    }

    fn start(&mut self, source: &'a str, end: &str, name: usize) -> Event<'a> {
        let raw = source.strip_prefix('<').unwrap_or_default();
        let raw = raw.strip_suffix(end).unwrap_or_default();
        let whole = raw.get(..name).unwrap_or_default();
        self.open.push(whole);
        Event::Start(Tag { name: local(whole), raw, attributes: name })
    }

    /// An end tag closes what it names, and what stands open within that.
    fn end(&mut self, source: &'a str) {
        let name = source.strip_prefix("</").and_then(|s| s.strip_suffix('>')).unwrap_or_default();
        let name = name.trim_end();
        match self.open.iter().rev().take(REACH).position(|open| *open == name) {
            Some(above) => {
                self.closing = above + 1;
                if above > 0 {
                    self.note(self.line, || Problem::OverlappingEnd { name: shown(name) });
                }
            }
            None => self.note(self.line, || Problem::StrayEnd { name: shown(name) }),
        }
    }

    /// Entities of a document's own may stand for more text than any memory holds.
    fn refuse_entities(&self, source: &str) -> Result<(), Malformed> {
        let Some(at) = source.find("<!ENTITY") else { return Ok(()) };
        let above = source.get(..at).unwrap_or_default();
        let line = self.line.saturating_add(lines(above));
        Err(Malformed { line, problem: Problem::Entities })
    }

    /// Nothing more can be read: closes what is open.
    fn finish(&mut self, at: usize) {
        self.done = true;
        self.count_to(at);
        self.closing = self.open.len();
        if let Some(name) = self.open.last().copied() {
            self.note(self.line, || Problem::UnclosedElement { name: shown(name) });
        }
    }

    fn note(&mut self, line: u32, problem: impl FnOnce() -> Problem) {
        match &mut self.broken {
            Some(broken) => broken.count += 1,
            None => self.broken = Some(Broken { line, problem: problem(), count: 1 }),
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    fn count_to(&mut self, at: usize) {
        let passed = self.text.get(self.counted..at).unwrap_or_default();
        self.line = self.line.saturating_add(lines(passed));
        self.counted = at.max(self.counted);
    }
}

/// The name of a document's root without its prefix, and the start tag; seen from the start of the
/// text alone.
pub(crate) fn root(text: &str) -> Option<(&str, &str)> {
    let mut rest = head(text).trim_start_matches('\u{feff}').trim_start();
    loop {
        let skipped = if rest.starts_with("<?") {
            rest.split_once("?>")?.1
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")?.1
        } else if rest.starts_with("<!") {
            after_doctype(rest)?
        } else {
            break;
        };
        rest = skipped.trim_start();
    }

    let inside = rest.strip_prefix('<')?;
    let end = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    let name = inside.get(..end).filter(|name| name.starts_with(char::is_alphabetic))?;
    let tag = inside.split_once('>').map_or(inside, |(tag, _)| tag);

    Some((local(name), tag))
}

/// The start of a text: as far as telling a format may look.
pub(crate) fn head(text: &str) -> &str {
    clean::head(text, HEAD)
}

fn after_doctype(rest: &str) -> Option<&str> {
    let end = rest.find(['>', '['])?;
    let after = rest.get(end + 1..)?;
    if rest.get(end..)?.starts_with('>') {
        return Some(after);
    }
    let (_, after) = after.split_once("]")?;
    after.trim_start().strip_prefix('>').or_else(|| after.split_once("]>").map(|(_, rest)| rest))
}

/// How many lines down from its start a text has its first word.
pub(crate) fn blank_lines(text: &str) -> u32 {
    lines(text.get(..text.len() - text.trim_start().len()).unwrap_or_default())
}

fn lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|b| *b == b'\n').count()).unwrap_or(u32::MAX)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The characters of a reference; an unknown one is text.
fn resolve(source: &str) -> Cow<'_, str> {
    match source {
        "&amp;" => Cow::Borrowed("&"),
        "&lt;" => Cow::Borrowed("<"),
        "&gt;" => Cow::Borrowed(">"),
        "&quot;" => Cow::Borrowed("\""),
        "&apos;" => Cow::Borrowed("'"),
        _ => match source.strip_prefix('&').and_then(entities::reference) {
            Some((characters, _)) => Cow::Owned(characters.collect()),
            None => Cow::Borrowed(source),
        },
    }
}

/// The start of a name, which may be as long as the document.
fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

fn problem(error: &quick_xml::Error) -> Problem {
    match error {
        quick_xml::Error::Syntax(_) => Problem::UnclosedMarkup,
        _ => Problem::Xml,
    }
}

#[cfg(test)]
mod tests;
