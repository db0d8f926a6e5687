//! Spoken texts in TEI (Text Encoding Initiative, P5 guidelines, chapter 8, and ISO 24624): the
//! utterances `u` of a transcription or a parliamentary debate, with who speaks, and when where a
//! timeline says it. Texts in TEI that have none are read by nobody here, and refused.

use std::collections::HashMap;

use ibid_core::document::{Block, BlockKind, Document, LeftOut};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::rules::Rule;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::formats::Malformed;
use crate::formats::xml::{self, Event, Tag, Xml};
use crate::timed::{Cue, CueProblem, Transcript, clock};

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    xml::root(text).is_some_and(|(name, _)| matches!(name, "TEI" | "TEI.2" | "teiCorpus"))
        && (text.contains("<u ") || text.contains("<u>"))
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut reader = Reader::new();
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next()? {
        let line = xml.line();
        match event {
            Event::Start(tag) => reader.start(&tag, line),
            Event::End(name) => reader.end(name),
            Event::Text(text) => reader.text(&text, line),
        }
    }

    if let Some(broken) = xml.broken() {
        if reader.said.is_empty() {
            return Err(broken.malformed());
        }
        reader.file.counts.add_all(CueProblem::BrokenXml, broken.line, broken.count);
    }
    Ok(reader.document(source))
}

/// An utterance.
struct Said {
    line: u32,
    speaker: Option<String>,
    start: Option<String>,
    end: Option<String>,
    text: String,
}

/// Who speaks, and from where to where, as an element says it of the utterances within it.
struct Around {
    name: String,
    speaker: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

/// What ISO 24624 puts around an utterance and what is noted of it, today and before.
const BLOCKS: [&str; 3] = ["annotationBlock", "annotationGrp", "annotatedU"];

struct Reader {
    file: Transcript,
    /// The elements that are open.
    open: Vec<String>,
    /// The blocks that are.
    blocks: Vec<Around>,
    /// The milliseconds of the points of the timeline, by their ids; those that count from another
    /// wait for it.
    points: HashMap<String, u64>,
    waiting: Vec<(String, String, u64)>,
    unit: f64,
    /// Names by the ids of persons.
    names: HashMap<String, String>,
    person: Option<String>,
    name: String,
    title: String,
    said: Vec<Said>,
    left_out: Vec<LeftOut>,
}

impl Reader {
    fn new() -> Self {
        Reader {
            file: Transcript::new(Format::Tei),
            open: Vec::new(),
            blocks: Vec::new(),
            points: HashMap::new(),
            waiting: Vec::new(),
            unit: 1000.0,
            names: HashMap::new(),
            person: None,
            name: String::new(),
            title: String::new(),
            said: Vec::new(),
            left_out: Vec::new(),
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn start(&mut self, tag: &Tag<'_>, line: u32) {
        let value = |name: &str| tag.attribute(name).map(|value| value.trim().to_owned());
        match tag.name {
            "TEI" | "text" => {
                let lang = value("lang").as_deref().and_then(Lang::from_tag);
                self.file.lang = self.file.lang.or(lang);
            }
            "person" => (self.person, self.name) = (value("id"), String::new()),
            "timeline" if value("unit").as_deref() == Some("ms") => self.unit = 1.0,
            "when" => self.point(value("id"), value("absolute"), value("interval"), value("since")),
            name if BLOCKS.contains(&name) => self.blocks.push(Around {
                name: name.to_owned(),
                speaker: value("who"),
                start: value("start"),
                end: value("end"),
            }),
            "u" => {
                let (speaker, start, end) = (value("who"), value("start"), value("end"));
                let around = self.blocks.last();
                self.said.push(Said {
                    line,
                    speaker: speaker.or_else(|| around?.speaker.clone()),
                    start: start.or_else(|| around?.start.clone()),
                    end: end.or_else(|| around?.end.clone()),
                    text: String::new(),
                });
            }
            "anchor" if self.is_in("u") => {
                let at = value("synch");
                if let Some(said) = self.said.last_mut() {
                    match said.text.trim().is_empty() {
                        true => said.start = said.start.take().or(at),
                        false => said.end = at.or(said.end.take()),
                    }
                }
            }
            "w" | "seg" | "pc" | "lb" | "s" | "pause" => self.space(tag.name),
            _ => {}
        }
        self.open.push(tag.name.to_owned());
    }

    /// Words stand apart, whether or not the file has spaces between their elements.
    fn space(&mut self, name: &str) {
        if let Some(said) = self.said.last_mut().filter(|_| name != "pc") {
            said.text.push(' ');
        }
    }

    fn point(
        &mut self,
        id: Option<String>,
        absolute: Option<String>,
        interval: Option<String>,
        since: Option<String>,
    ) {
        let Some(id) = id else { return };
        let number = |text: &str| text.parse().ok().filter(|n: &f64| (0.0..1e9).contains(n));
        // The bounds make the cast exact.
        let millis = |text: &str| number(text).map(|n| (n * self.unit).round() as u64);
        let absolute = absolute
            .and_then(|at| clock::time(&at).map(|time| time.millis()).or_else(|| millis(&at)));
        let interval = interval.as_deref().and_then(millis);
        let since = since.map(|id| id.trim_start_matches('#').to_owned());
        match (absolute, interval, since) {
            (Some(at), ..) => _ = self.points.insert(id, at),
            (None, Some(lasts), Some(since)) => self.waiting.push((id, since, lasts)),
            (None, Some(at), None) => _ = self.points.insert(id, at),
            // The origin is a point without a time.
            (None, None, _) => _ = self.points.entry(id).or_insert(0),
        }
    }

    fn end(&mut self, name: &str) {
        self.open.pop();
        self.blocks.pop_if(|block| block.name == name);
        if name != "person" {
            return;
        }
        if let Some(id) = self.person.take() {
            let name = clean(&self.name);
            self.names.extend((!name.is_empty()).then_some((id, name)));
        }
    }

    fn text(&mut self, text: &str, line: u32) {
        let silent = ["desc", "note", "incident", "vocal", "kinesic", "gap", "del"];
        let innermost = self.open.last().map(String::as_str).unwrap_or_default();
        if self.is_in("u") {
            if silent.iter().any(|name| self.is_in(name)) {
                let text = clean(text);
                if !text.is_empty() {
                    self.left_out.push(LeftOut { line, text, rule: Rule::Hidden });
                }
            } else if let Some(said) = self.said.last_mut() {
                said.text.push_str(text);
            }
        } else if self.person.is_some() && self.is_in("persName") {
            self.name.push(' ');
            self.name.push_str(text);
        } else if innermost == "title" && self.is_in("titleStmt") && self.title.trim().is_empty() {
            self.title.push_str(text);
        }
    }

    /// The milliseconds of a point, whose id has a sign before it.
    fn at(&self, point: Option<&String>) -> Option<u64> {
        self.points.get(point?.trim_start_matches('#')).copied()
    }

    fn document(mut self, source: SourceId) -> Document {
        // Points count from those above them, as a rule.
        for (id, since, lasts) in std::mem::take(&mut self.waiting) {
            let base = self.points.get(&since).copied().unwrap_or_default();
            self.points.insert(id, base.saturating_add(lasts));
        }
        // Where no point has a time, none is the start.
        let timed = self.points.values().any(|at| *at > 0);

        let mut untimed = Vec::new();
        for said in std::mem::take(&mut self.said) {
            let text = clean(&said.text);
            if text.is_empty() {
                continue;
            }
            let id = said.speaker.as_deref().map(|who| who.trim_start_matches('#').to_owned());
            let speaker = id.map(|id| self.names.get(&id).cloned().unwrap_or(id));
            match self.at(said.start.as_ref()).filter(|_| timed) {
                Some(start) => {
                    let end = self.at(said.end.as_ref()).unwrap_or(start);
                    let at = Timecode::from_millis;
                    let mut cue = Cue::new(at(start), at(end), text, said.line);
                    cue.speaker = speaker;
                    self.file.add_told(cue);
                }
                None => {
                    let block = Block::untimed(BlockKind::Paragraph, text, said.line);
                    untimed.push(Block { speaker, ..block });
                }
            }
        }

        self.file.about.title = Some(clean(&self.title)).filter(|title| !title.is_empty());
        self.file.left_out = self.left_out;
        let nothing_timed = self.file.cues.is_empty();
        let mut document = self.file.into_document(source);
        if nothing_timed && !untimed.is_empty() {
            // A debate without times lacks nothing.
            document.warnings.retain(|warning| warning.code != ibid_core::diagnostic::Code::NoCues);
        }
        document.blocks.extend(untimed);
        document.blocks.sort_by_key(|block| block.line);
        crate::formats::bound(&mut document, 1);
        document
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_text(text: &str) -> Document {
        assert_eq!(crate::sniff(text), Format::Tei, "{text}");
        read(text, SourceId::from_bytes(b"x")).unwrap()
    }

    #[test]
    fn utterances_have_their_speakers_and_times() {
        let text = "<?xml version=\"1.0\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"en\"><teiHeader><titleStmt><title>The dike</title></titleStmt>\
            <person xml:id=\"A\"><persName><forename>Ada</forename> <surname>Low</surname></persName></person></teiHeader><text>\
            <timeline unit=\"s\"><when xml:id=\"T0\"/><when xml:id=\"T1\" interval=\"1.5\" since=\"#T0\"/><when xml:id=\"T2\" absolute=\"00:00:04.25\"/></timeline><body>\n\
            <u who=\"#A\" start=\"#T1\" end=\"#T2\"><seg>We walk <vocal><desc>laughs</desc></vocal> the dike.</seg><seg>It is wet.</seg></u>\n<note>They go.</note>\n\
            <u who=\"#B\" start=\"#T2\"><w>And</w><w>cold</w><pc>.</pc></u></body></text></TEI>";
        let document = read_text(text);
        let cues: Vec<_> = document
            .cues
            .iter()
            .map(|cue| {
                (cue.line, cue.start.millis(), cue.speaker.as_deref().unwrap(), cue.text.as_str())
            })
            .collect();
        assert_eq!(
            cues,
            [(3, 1500, "Ada Low", "We walk the dike. It is wet."), (5, 4250, "B", "And cold.")]
        );
        assert_eq!(document.about.title.as_deref(), Some("The dike"));
        assert_eq!(document.left_out[0].text, "laughs");
    }

    #[test]
    fn an_utterance_has_the_speaker_and_the_times_of_the_block_around_it() {
        for block in ["annotationBlock", "annotatedU"] {
            let text = format!(
                "<TEI><text><timeline unit=\"s\"><when xml:id=\"T0\"/><when xml:id=\"T1\" interval=\"1.5\" since=\"#T0\"/>\
                <when xml:id=\"T2\" interval=\"4.25\" since=\"#T0\"/></timeline><body>\
                <{block} who=\"#A\" start=\"#T1\" end=\"#T2\"><u><seg>We walk the dike.</seg></u>\
                <spanGrp><span from=\"#T1\" to=\"#T2\">we walk</span></spanGrp></{block}>\
                <u>Who does?</u><{block} who=\"#B\" start=\"#T2\"><u who=\"#C\">It is wet.</u></{block}></body></text></TEI>"
            );
            let document = read_text(&text);
            let cues = document.cues.iter().map(|cue| {
                let (start, end) = (cue.start.millis(), cue.end.millis());
                (start, end, cue.speaker.as_deref().unwrap(), cue.text.as_str())
            });
            assert_eq!(
                cues.collect::<Vec<_>>(),
                [(1500, 4250, "A", "We walk the dike."), (4250, 4250, "C", "It is wet.")]
            );
            let untimed: Vec<_> = document.untimed().map(|block| &block.speaker).collect();
            assert_eq!(untimed, [&None]);
        }
    }

    #[test]
    fn a_debate_without_times_keeps_who_speaks() {
        let text = "<TEI><text><body><u who=\"#Roy\"><seg>La séance est ouverte.</seg></u><u who=\"#Rey\">Merci, madame.</u></body></text></TEI>";
        let document = read_text(text);
        let said: Vec<_> = document
            .blocks
            .iter()
            .map(|b| (b.speaker.as_deref(), b.text.as_str(), b.spans.len()))
            .collect();
        assert_eq!(
            said,
            [(Some("Roy"), "La séance est ouverte.", 0), (Some("Rey"), "Merci, madame.", 0)]
        );
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<(u|u who='#A' start='#T1'|/u|when xml:id='T1' interval='[0-9]{1,12}' since='#T1'/|person xml:id='A'|/person|persName|/persName|w|/w|anchor synch='#T1'/)>|é| )*") {
            let _ = read(&format!("<TEI>{text}"), SourceId::from_bytes(b"x"));
        }
    }
}
