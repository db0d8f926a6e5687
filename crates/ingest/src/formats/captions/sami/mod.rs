//! Microsoft's Synchronized Accessible Media Interchange ("Understanding SAMI 1.0", 2003).
//!
//! `<SYNC Start=1000><P Class=FRCC>` says from when on a text shows, in milliseconds, and the next one
//! of its class, or a space that may not break, ends it. A file may hold a class for each language, as
//! its styles say; each is read from beginning to end, one after the other. A paragraph with
//! `ID=Source` names who speaks.

mod tags;

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::entities;
use crate::formats::Malformed;
use crate::formats::lines::LineCount;
use crate::timed::{Cue, CueProblem, Transcript};
use tags::{Node, Tag};

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    const LOOKED_AT: usize = 1024;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with('<') {
        return false;
    }
    let head: String = start.chars().take(LOOKED_AT).collect();
    tags::nodes(&head).any(|(_, node)| matches!(node, Node::Tag(tag) if tag.is("sami")))
}

/// The captions of one class.
#[derive(Default)]
struct Track {
    class: String,
    cues: Vec<Cue>,
    /// The last one shows until something comes.
    open: bool,
    speaker: Option<String>,
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut file = Transcript::new(Format::Sami);
    let mut reader = SamiReader::new(text);
    for (at, node) in tags::nodes(text) {
        match node {
            Node::Text(text) => reader.text(text, at),
            Node::Tag(tag) => reader.tag(&tag, at, &mut file),
        }
    }

    reader.end_paragraph(&mut file);
    let langs = languages(text);
    let lang = |track: &Track| {
        let own = langs.iter().find(|(class, _)| class.eq_ignore_ascii_case(&track.class));
        own.map(|(_, lang)| *lang)
    };

    let tracks: Vec<Track> = std::mem::take(&mut reader.tracks);
    let mut declared = tracks.iter().map(lang);
    let first = declared.next().flatten();
    file.lang = first.filter(|first| declared.all(|other| other == Some(*first)));
    for track in tracks {
        let lang = lang(&track);
        for (i, mut cue) in track.cues.into_iter().enumerate() {
            cue.lang = lang;
            if i > 0 || file.cues.is_empty() {
                file.add(cue);
            } else {
                // Another language starts again from the beginning, which is no disorder.
                file.cues.push(cue);
                file.marks.push(Vec::new());
            }
        }
    }

    let mut document = file.into_document(source);
    crate::formats::bound(&mut document, 1);
    Ok(document)
}

/// What is read between two tags.
struct SamiReader<'a> {
    lines: LineCount<'a>,
    tracks: Vec<Track>,
    title: Option<String>,
    in_title: bool,
    /// From when on the paragraph shows, and until when if that is said.
    sync: Option<(u64, Option<u64>)>,
    /// A time that cannot be read holds for what follows.
    lost: bool,
    class: String,
    is_source: bool,
    said: String,
    at: Option<usize>,
}

impl<'a> SamiReader<'a> {
    fn new(text: &'a str) -> Self {
        SamiReader {
            lines: LineCount::new(text),
            tracks: Vec::new(),
            title: None,
            in_title: false,
            sync: None,
            lost: false,
            class: String::new(),
            is_source: false,
            said: String::new(),
            at: None,
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.in_title {
            self.title = Some(clean(&entities::decode(text))).filter(|title| !title.is_empty());
        } else if self.sync.is_some() || self.lost {
            if self.at.is_none() && !text.trim().is_empty() {
                self.at = Some(at + text.len() - text.trim_start().len());
            }
            // A line of the file is no line of the caption.
            self.said.push_str(&decoded(&text.replace('\n', " ")));
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, at: usize, file: &mut Transcript) {
        if tag.is("sync") {
            self.end_paragraph(file);
            let time = |name| tag.value(name)?.trim().trim_end_matches("ms").parse::<u64>().ok();
            self.sync = time("start").map(|start| (start, time("end")));
            self.lost = self.sync.is_none();
            self.class.clear();
            if self.lost {
                file.counts.add(CueProblem::UnreadableTime, self.lines.line_of(at));
            }
        } else if tag.is("p") {
            self.end_paragraph(file);
            self.class = tag.value("class").unwrap_or_default().trim().to_owned();
            self.is_source = tag.value("id").is_some_and(|id| id.eq_ignore_ascii_case("source"));
        } else if tag.is("br") {
            self.said.push('\n');
        } else if tag.is("title") {
            self.in_title = true;
        } else if tag.is("/title") {
            self.in_title = false;
            file.about.title = self.title.take();
        } else if tag.is("/body") || tag.is("/sami") {
            self.end_paragraph(file);
            (self.sync, self.lost) = (None, false);
        }
    }

    /// Takes what was said since the paragraph began.
    fn end_paragraph(&mut self, file: &mut Transcript) {
        let said = std::mem::take(&mut self.said);
        let is_source = std::mem::take(&mut self.is_source);
        let at = self.at.take();
        // Between a time and its paragraph there is nothing; in it there is at least a space.
        if said.trim_matches([' ', '\n', '\t']).is_empty() {
            return;
        }

        let lines = said.split('\n').map(|line| clean(line.trim()));
        let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let line = at.map_or(1, |at| self.lines.line_of(at));
        let Some((start, end)) = self.sync else {
            file.keep_untimed(&text, line);
            return;
        };

        let track = self.track();
        if is_source {
            let is_name = !text.is_empty() && !crate::formats::is_long(&text);
            track.speaker = is_name.then(|| text.replace('\n', " "));
            return;
        }

        if let Some(last) = track.cues.last_mut().filter(|_| track.open) {
            last.end = Timecode::from_millis(start).max(last.start);
        }
        track.open = !text.is_empty() && end.is_none();
        if !text.is_empty() {
            let (from, to) = (Timecode::from_millis(start), end.unwrap_or(start));
            let cue = Cue::new(from, Timecode::from_millis(to), text, line);
            track.cues.push(Cue { speaker: track.speaker.clone(), ..cue });
        }
    }

    /// The captions of the class that is read. Files have a handful of classes.
    fn track(&mut self) -> &mut Track {
        const MOST: usize = 64;
        let known = self.tracks.iter().position(|t| t.class.eq_ignore_ascii_case(&self.class));
        if known.is_none() && self.tracks.len() < MOST {
            let class = self.class.clone();
            self.tracks.push(Track { class, ..Track::default() });
        }

        let at = known.unwrap_or(self.tracks.len() - 1);
        &mut self.tracks[at]
    }
}

/// The text with its character references replaced; `&nbsp` often comes without its semicolon.
fn decoded(text: &str) -> String {
    let text =
        text.replace("&NBSP", "&nbsp").replace("&nbsp;", "\u{a0}").replace("&nbsp", "\u{a0}");
    entities::decode(&text)
}

/// The languages of classes, as styles declare them: `.FRCC { Name: Français; lang: fr-FR; }`.
fn languages(text: &str) -> Vec<(String, Lang)> {
    const LONGEST: usize = 64 * 1024;
    let Some(from) = tags::find_ignoring_case(text, "<style") else { return Vec::new() };
    let style: String = text.get(from..).unwrap_or_default().chars().take(LONGEST).collect();
    let end = tags::find_ignoring_case(&style, "</style").unwrap_or(style.len());
    let style = style.get(..end).unwrap_or_default();

    style.split('}').filter_map(class_language).collect()
}

/// The class that a rule is about, and its language.
fn class_language(rule: &str) -> Option<(String, Lang)> {
    let (selector, fields) = rule.split_once('{')?;
    let class = selector.rsplit('.').next()?.trim().to_owned();
    let lang = fields.split(';').find_map(|field| {
        let (name, value) = field.split_once(':')?;
        name.trim().eq_ignore_ascii_case("lang").then(|| Lang::from_tag(value))?
    });
    Some((class, lang?))
}

#[cfg(test)]
mod tests;
