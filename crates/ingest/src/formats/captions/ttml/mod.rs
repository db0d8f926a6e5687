//! W3C TTML (<https://www.w3.org/TR/ttml2/>) with its profiles IMSC and EBU-TT, and DFXP before it.
//!
//! A `p` is a cue. Times count from the element around them, which also cuts them; a `p` without a
//! time has that of the element around it, and without any it is left out: that it shows all along
//! is what the specification says, and no second to cite. Spans with times are the words of
//! their `p`, or cues of their own where they are not in order. A cue without an end lasts until the
//! next one starts. Styles, regions and animation are passed over, and so is the reading of a ruby.
//!
//! SMPTE time codes become time by the frame rate and the drop mode, from `00:00:00:00` on, or from
//! EBU-TT's `documentStartOfProgramme`. Times of a day (`ttp:timeBase="clock"`) are left as they are.

use std::collections::HashMap;

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::formats::Malformed;
use crate::formats::xml::{self, Event, Tag, Xml};
use crate::timed::{CueProblem, Transcript};
use element::{Kind, is_unit};
use interval::{Level, Origin, TimeAttributes};
use paragraph::{Paragraph, Part, Style};
use time::Clock;

mod element;
mod interval;
mod paragraph;
mod time;

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    let Some(("tt", tag)) = xml::root(text) else { return false };
    // HTML has an element of this name too.
    tag.contains("ttml") || tag.contains("ttaf") || xml::head(text).contains("<body")
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut xml = Xml::new(text);
    let mut reader = TtmlReader::from_xml(&mut xml, Origin::Parent)?;
    if let Some((line, count)) = reader.counted_from_medium() {
        xml = Xml::new(text);
        reader = TtmlReader::from_xml(&mut xml, Origin::Medium)?;
        reader.file.counts.add_all(CueProblem::TimesFromMedium, line, count);
    }

    let title_line = reader.title_line;
    let mut file = reader.finish();
    if let Some(broken) = xml.broken() {
        if file.cues.is_empty() && file.left_out.is_empty() {
            return Err(broken.malformed());
        }
        file.counts.add_all(CueProblem::BrokenXml, broken.line, broken.count);
    }

    let mut document = file.into_document(source);
    crate::formats::bound(&mut document, title_line);
    Ok(document)
}

/// Whether the id of an agent is what programs that tell voices apart call one: `SPEAKER_1`.
fn is_label(id: &str) -> bool {
    let name = id.get(..7).filter(|name| name.eq_ignore_ascii_case("speaker"));
    let number = id.get(7..).unwrap_or_default().trim_start_matches(['_', '-']);
    name.is_some() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// An open element.
#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    level: Level,
    style: Style,
    /// The timed span it is in; 0 in none.
    span: u32,
}

struct TtmlReader {
    file: Transcript,
    clock: Clock,
    origin: Origin,
    /// How many times fit the one origin alone, and how many the other, with the first line.
    from_parent: u64,
    from_medium: Option<(u32, u64)>,
    stack: Vec<Open>,
    paragraph: Option<Paragraph>,
    /// The ids of agents as met, and the place of each.
    agents: Vec<String>,
    places: HashMap<String, usize>,
    /// Names by the id of their agent.
    names: HashMap<String, String>,
    agent: String,
    /// Text of the head that is being read.
    said: String,
    title_line: u32,
    start_of_programme: u64,
    spans: u32,
    /// One a cue.
    notes: Vec<Note>,
}

/// What is known of a cue besides itself.
struct Note {
    /// Who speaks.
    agent: Option<usize>,
    /// Its end is not given.
    open: bool,
    /// It was said that its end is before its start.
    negative: bool,
}

impl TtmlReader {
    /// Reads a whole document, whose times count from `origin`.
    fn from_xml(xml: &mut Xml<'_>, origin: Origin) -> Result<Self, Malformed> {
        let mut reader = TtmlReader::new(origin);
        while let Some(event) = xml.next()? {
            match event {
                Event::Start(tag) => reader.start(&tag, xml.line()),
                Event::Text(text) => reader.text(&text, xml.line()),
                Event::End(_) => reader.end(),
            }
        }
        Ok(reader)
    }

    fn new(origin: Origin) -> Self {
        TtmlReader {
            file: Transcript::new(Format::Ttml),
            clock: Clock::default(),
            origin,
            from_parent: 0,
            from_medium: None,
            stack: Vec::new(),
            paragraph: None,
            agents: Vec::new(),
            places: HashMap::new(),
            names: HashMap::new(),
            agent: String::new(),
            said: String::new(),
            title_line: 1,
            start_of_programme: 0,
            spans: 0,
            notes: Vec::new(),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, line: u32) {
        let parent = self.stack.last().copied();
        let kind = Kind::from_tag(tag, parent.map(|open| open.kind));
        let mut open = Open { kind, ..parent.unwrap_or_else(|| self.root(tag, kind)) };
        match kind {
            Kind::Block | Kind::Paragraph | Kind::Span if parent.is_some() => {
                self.enter(&mut open, tag, line);
            }
            Kind::Agent => self.agent = tag.attribute("id").unwrap_or_default().into_owned(),
            _ => self.said.clear(),
        }

        if kind == Kind::Title && self.file.about.title.is_none() {
            self.title_line = line;
        }
        if kind == Kind::Paragraph {
            self.paragraph = Some(Paragraph::new(open.level.at));
        }

        if let (Kind::Span, "br", Some(paragraph)) = (kind, tag.name, &mut self.paragraph) {
            paragraph.end_line();
        }
        if let (true, Some(paragraph)) = (is_unit(tag), &mut self.paragraph) {
            paragraph.end_word();
        }
        self.stack.push(open);
    }

    fn root(&mut self, tag: &Tag<'_>, kind: Kind) -> Open {
        self.clock = Clock::from_root(tag);
        self.file.lang = tag.attribute("lang").as_deref().and_then(Lang::from_tag);
        let preserve = tag.attribute("space").as_deref() == Some("preserve");
        let style = Style { preserve, ..Style::default() };
        Open { kind, level: Level::default(), style, span: 0 }
    }

    /// Whether more times count from the start of the medium: the line of the first, and how many.
    fn counted_from_medium(&self) -> Option<(u32, u64)> {
        self.from_medium.filter(|(_, count)| *count > self.from_parent)
    }

    /// An element of the body: its time, its language and its voice.
    fn enter(&mut self, open: &mut Open, tag: &Tag<'_>, line: u32) {
        let said = TimeAttributes::from_tag(tag, &self.clock);
        if said.is_unreadable() {
            self.file.counts.add(CueProblem::UnreadableTime, line);
        }

        if said.is_endless() {
            self.file.counts.add(CueProblem::UnreadableEnd, line);
        }
        match open.level.origin_of(said) {
            Some(Origin::Parent) => self.from_parent += 1,
            Some(Origin::Medium) => self.from_medium.get_or_insert((line, 0)).1 += 1,
            None => {}
        }

        open.level = open.level.child(said, tag, self.origin);
        if open.level.at.negative {
            self.file.counts.add(CueProblem::NegativeDuration, line);
        }

        if open.kind == Kind::Span && said.is_something() {
            self.spans = self.spans.saturating_add(1);
            open.span = self.spans;
        }
        if let Some(tag) = tag.attribute("lang") {
            open.style.lang = Lang::from_tag(&tag).filter(|lang| self.file.lang != Some(*lang));
        }

        if let Some(space) = tag.attribute("space") {
            open.style.preserve = space == "preserve";
        }
        if let Some(agent) = tag.attribute("agent") {
            let next = self.agents.len();
            let place = *self.places.entry(agent.clone().into_owned()).or_insert(next);
            if place == next {
                self.agents.push(agent.into_owned());
            }
            open.style.agent = Some(place);
        }
    }

    fn text(&mut self, text: &str, line: u32) {
        let Some(open) = self.stack.last() else {
            self.file.leave_untimed(text, line);
            return;
        };

        match (open.kind, &mut self.paragraph) {
            (Kind::Paragraph | Kind::Span, Some(paragraph)) => {
                paragraph.text(text, line, open.style, open.level.at, open.span);
            }
            (Kind::Title | Kind::AgentName | Kind::StartOfProgramme, _) => self.said.push_str(text),
            (Kind::Block, _) => {
                let line = line.saturating_add(xml::blank_lines(text));
                self.file.leave_untimed(text, line);
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        let said = || clean(&self.said);
        match open.kind {
            Kind::Block | Kind::Paragraph | Kind::Span => {
                if let Some(parent) = self.stack.last_mut() {
                    parent.level.close(&open.level);
                }
            }
            Kind::Title if self.file.about.title.is_none() => {
                self.file.about.title = Some(said()).filter(|title| !title.is_empty());
            }
            Kind::AgentName => {
                let name = said();
                if !name.is_empty() {
                    self.names.entry(self.agent.clone()).or_insert(name);
                }
            }
            Kind::StartOfProgramme if self.clock.smpte => {
                self.start_of_programme = self.clock.time(&self.said).unwrap_or(0);
            }
            _ => {}
        }

        if open.kind == Kind::Paragraph {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraph.take() else { return };
        for part in paragraph.finish() {
            match part {
                Part::Untimed { text, line } => self.file.keep_untimed(&text, line),
                Part::Cue { mut cue, open, negative, style } => {
                    cue.lang = style.lang;
                    self.notes.push(Note { agent: style.agent, open, negative });
                    self.shift(&mut cue);
                    self.file.cues.push(cue);
                }
            }
        }
    }

    /// Counts from the start of the programme.
    fn shift(&self, cue: &mut crate::timed::Cue) {
        let zero = self.start_of_programme;
        if zero == 0 {
            return;
        }

        let shifted = |time: &mut Timecode| {
            *time = Timecode::from_millis(time.millis().saturating_sub(zero));
        };
        shifted(&mut cue.start);
        shifted(&mut cue.end);

        for word in &mut cue.words {
            shifted(&mut word.start);
            shifted(&mut word.end);
        }
    }

    /// Names the voices and closes open ends, now that all is known.
    fn finish(mut self) -> Transcript {
        let cues = std::mem::take(&mut self.file.cues);
        let starts: Vec<Timecode> = cues.iter().map(|cue| cue.start).collect();
        let notes = std::mem::take(&mut self.notes);
        for (i, (mut cue, note)) in cues.into_iter().zip(&notes).enumerate() {
            cue.speaker = note.agent.and_then(|place| self.speaker(self.agents.get(place)?));
            if note.open {
                let next = starts.get(i + 1).filter(|next| **next > cue.start);
                cue.end = next.copied().unwrap_or(cue.end).max(cue.end);
                if let Some(word) = cue.words.last_mut() {
                    word.end = cue.end.max(word.start);
                }
            }
            if note.negative {
                self.file.add_told(cue);
            } else {
                self.file.add(cue);
            }
        }

        self.file
    }

    /// The names of some agents, parted by spaces; nothing where none has a name.
    fn speaker(&self, ids: &str) -> Option<String> {
        let name = |id| {
            let known = self.names.get(id).map(String::as_str);
            known.or_else(|| Some(id).filter(|id| is_label(id)))
        };
        let ids = ids.split_whitespace().map(|id| id.trim_start_matches('#'));
        let names: Vec<&str> = ids.filter_map(name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

#[cfg(test)]
mod tests;
