//! Goes through the lines of a transcript with a clock.

use ibid_core::diagnostic::Code;
use ibid_core::document::{Block, BlockKind, Document, Evidence, LeftOut};
use ibid_core::ids::SourceId;
use ibid_core::rules::Rule;
use ibid_core::time::Timecode;

use super::doubt;
use super::entry::{Entry, Loose};
use super::front;
use super::habits::{self, Habits, Names};
use super::light;
use super::messages::is_chat;
use super::page::Page;
use super::shape::{self, Shape};
use super::stamp::Stamp;
use super::times::times;
use crate::Format;
use crate::clean::{collapse, words};
use crate::formats::notes::markdown::front_matter::{self, front_matter};
use crate::formats::notes::markdown::medium_of;
use crate::formats::{Declared, bound, counted};
use crate::timed::blocks::ends_sentence;
use crate::timed::markup::Dialect;
use crate::timed::{CueProblem, Transcript};

/// Signs that close a sentence or a quotation.
const CLOSING: [char; 8] = ['.', '…', '!', '?', '»', '”', ',', ';'];
/// A title has no more words.
pub(super) const LONGEST_TITLE: usize = 15;

/// What was read from the lines.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) entries: Vec<Entry>,
    /// What stands above the first time.
    pub(super) above: Vec<(String, u32)>,
    /// The addresses of media there, each with its line.
    media: Vec<(String, u32)>,
    headings: Vec<(u8, String, u32)>,
    /// What stands below a heading and above the first time there.
    loose: Vec<Loose>,
    /// No time was met since the last heading.
    is_loose: bool,
    /// The name that the next time is for.
    pending: Option<String>,
    parted: bool,
    /// The lines that were read ahead.
    skip: usize,
    /// Words were given to a time.
    has_words: bool,
    /// The last name with a time ended with brackets and a colon.
    head_ends: bool,
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    read_as(text, source, Format::ClockText)
}

/// Reads what Whisper prints, and other lines that begin with a time in brackets.
pub(crate) fn read_console(text: &str, source: SourceId) -> Document {
    read_as(text, source, Format::Console)
}

fn read_as(text: &str, source: SourceId, format: Format) -> Document {
    let (yaml, body) = front_matter(text).unwrap_or(("", text));
    let passed = text[..text.len() - body.len()].matches('\n').count();
    let mut lines = light::lines(body);
    let passed = u32::try_from(passed).unwrap_or(u32::MAX);
    lines.iter_mut().for_each(|line| line.number = line.number.saturating_add(passed));

    let page = Page::new(&lines);
    let mut reading = Reading::default();
    let mut document = if is_chat(&page) {
        reading.chat(&page);
        reading.into_chat(source, format, &page)
    } else {
        let habits = habits::habits(&page).unwrap_or_default();
        for at in 0..lines.len() {
            reading.line(&page, &habits, at);
        }
        let mut document = reading.into_document(source, format, &page, &habits);
        let doubt = doubt::in_doubt(&page, &habits);
        let told = doubt.map(|(line, count)| counted(Code::ClocksInDoubt, line, count));
        document.warnings.extend(told);
        document
    };

    if !yaml.is_empty() {
        let (declared, diagnostic): (Declared, _) = front_matter::read(yaml);
        let title = document.about.title.take();
        let medium = document.about.medium.take();
        declared.fill(&mut document, 1);
        document.about.title = document.about.title.take().or(title);
        document.about.medium = document.about.medium.take().or(medium);
        document.warnings.extend(diagnostic);
    }
    bound(&mut document, 1);
    document
}

impl Reading {
    fn line(&mut self, page: &Page<'_>, habits: &Habits, at: usize) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let number = page.lines[at].number;
        match page.shapes[at] {
            Shape::Blank => {}
            Shape::Only(stamp) => self.only(page, habits, at, stamp),
            Shape::Start(stamp, rest) => self.start(page, habits, at, (stamp, rest)),
            Shape::Middle(name, stamp, rest) if habits.middles => {
                self.begin(Entry { speaker: Some(name.to_owned()), ..Entry::at(stamp, number) });
                self.words(rest, number, habits);
            }
            Shape::End(stamp, before) if habits.after && page.lines[at].heading.is_some() => {
                self.headed(page, at, (stamp, before));
            }
            Shape::End(stamp, before) if habits.after => {
                self.begin(Entry::at(stamp, number));
                self.words(before, number, habits);
            }
            Shape::End(stamp, _) if habits.heads => match page.head(at) {
                Some(name) => {
                    self.head_ends = page.ends_with_colon(at);
                    self.begin(Entry {
                        speaker: Some(name.to_owned()),
                        ..Entry::at(stamp, number)
                    });
                }
                None => self.end(page, habits, at, stamp),
            },
            Shape::Middle(..) | Shape::End(..) | Shape::Plain | Shape::Chat(..) => {
                self.plain(page, habits, at);
            }
        }
    }

    /// A line that ends with a time and is no name that is known: it may be that of somebody, whose
    /// words are given to nobody else.
    fn end(&mut self, page: &Page<'_>, habits: &Habits, at: usize, stamp: Stamp) {
        let Shape::End(_, before) = page.shapes[at] else { return };
        let stands_apart = at == 0 || page.is_blank(at - 1);
        let is_sentence = words(before) > LONGEST_TITLE || ends_sentence(before);
        if !stands_apart || !page.words_below(at) || is_sentence {
            self.plain(page, habits, at);
            return;
        }
        self.begin(Entry::at(stamp, page.lines[at].number));
        self.add(before, page.lines[at].number);
    }

    pub(super) fn begin(&mut self, entry: Entry) {
        let parted = std::mem::take(&mut self.parted);
        self.is_loose = false;
        self.entries.push(Entry { parted, ..entry });
    }

    /// A time alone, and perhaps a name above or below it.
    fn only(&mut self, page: &Page<'_>, habits: &Habits, at: usize, stamp: Stamp) {
        // `1 minute 12 seconds` and `1:12` are one time.
        let same = |entry: &Entry| {
            let seconds = entry.start.map(Timecode::whole_seconds);
            entry.text.is_empty() && seconds == Some(stamp.start.whole_seconds())
        };
        let again = self.pending.is_none() && self.entries.last().is_some_and(same);
        if !again {
            // A time alone that is written as those behind names, `(0:46):`, goes on with the turn.
            let goes_on = habits.heads && self.head_ends && page.ends_with_colon(at);
            let last = || self.entries.last().filter(|_| goes_on).and_then(|e| e.speaker.clone());
            let speaker = self.pending.take().or_else(last);
            self.begin(Entry { speaker, ..Entry::at(stamp, page.lines[at].number) });
        }

        let below = page.name(at + 1).filter(|_| page.is_plain(at + 2));
        if let (Names::Below, Some(name)) = (habits.names, below) {
            if let Some(entry) = self.entries.last_mut() {
                entry.speaker = Some(name.to_owned());
            }
            self.skip = 1;
        }
    }

    fn start<'a>(
        &mut self,
        page: &Page<'a>,
        habits: &Habits,
        at: usize,
        (stamp, rest): (Stamp, &'a str),
    ) {
        let line = &page.lines[at];
        if habits.names == Names::Below && page.is_named_start(at) {
            let speaker = page.name_in(rest).map(str::to_owned);
            self.begin(Entry { speaker, ..Entry::at(stamp, line.number) });
            return;
        }
        if line.heading.is_some() {
            self.headed(page, at, (stamp, rest));
            return;
        }
        self.begin(Entry::at(stamp, line.number));
        self.words(rest, line.number, habits);
    }

    /// A heading with a time, which words below it share.
    fn headed(&mut self, page: &Page<'_>, at: usize, (stamp, words): (Stamp, &str)) {
        let line = &page.lines[at];
        let heading = line.heading.map(|level| (level, words.to_owned(), line.number));
        self.headings.extend(heading);
        self.parted = true;
        self.begin(Entry { heads: true, ..Entry::at(stamp, line.number) });
    }

    fn plain(&mut self, page: &Page<'_>, habits: &Habits, at: usize) {
        let line = &page.lines[at];
        let text = line.text.as_ref();
        if habits.names == Names::Above
            && page.is_only(at + 1)
            && let Some(name) = page.name(at)
        {
            self.pending = Some(name.to_owned());
            return;
        }
        if self.entries.is_empty()
            && let Some(address) = front::medium(text)
        {
            self.media.push((address.to_owned(), line.number));
            return;
        }
        if let Some(level) = line.heading {
            self.headings.push((level, text.to_owned(), line.number));
            self.parted = true;
            // A time does not reach over a heading, but for one that is still alone.
            self.is_loose = !self.entries.is_empty() && !self.is_waiting();
            return;
        }

        self.is_loose |= habits.list.is_some_and(|last| at > last);
        self.is_loose |= line.apart && !self.entries.is_empty();
        if self.has_words && front::is_of_tool(text) {
            // What a program says of its transcript is said by nobody.
            self.is_loose = true;
        }
        let turn = habits::turn(page, at, &habits.known);
        let turn = turn.filter(|person| habits.known.contains_key(*person));
        let is_beyond = line.apart || habits.list.is_some_and(|last| at > last);
        if let (true, Some(person)) = (is_beyond, turn) {
            self.loose_turn(text, person, line.number);
            return;
        }
        let inside = habits.inline && habits::embedded(text).next().is_some();
        let begun = !self.entries.is_empty();
        if turn.is_some() && (begun || habits.sparse) && !self.is_waiting() || inside && !begun {
            self.begin(Entry { line: line.number, ..Entry::default() });
        }
        if self.entries.is_empty() {
            let text = collapse(text);
            self.above.extend((!text.is_empty()).then_some((text, line.number)));
        } else {
            self.words(text, line.number, habits);
        }
    }

    /// Whether the last time has no words yet.
    fn is_waiting(&self) -> bool {
        self.entries.last().is_some_and(|entry| entry.text.is_empty())
    }

    /// Adds words to the last entry; a time within them begins another.
    fn words(&mut self, text: &str, line: u32, habits: &Habits) {
        let mut from = 0;
        if habits.inline {
            for (at, stamp) in habits::embedded(text) {
                let Some((_, bytes)) = super::stamp::at_start(&text[at..]) else { continue };
                self.add(&text[from..at], line);
                from = at + bytes;
                // A sign that closes a sentence stays with it.
                let closed = text[from..].trim_start_matches(CLOSING);
                self.close(&text[from..text.len() - closed.len()]);
                from = text.len() - closed.len();
                let entry = match self.entries.last() {
                    Some(last) if !self.is_loose => last.within(stamp, line),
                    _ => Entry::at(stamp, line),
                };
                self.begin(entry);
            }
        }
        self.add(&text[from..], line);
    }

    /// Adds a sign that closes the words before it.
    fn close(&mut self, sign: &str) {
        let last = if self.is_loose {
            self.loose.last_mut().map(|last| &mut last.text)
        } else {
            self.entries.last_mut().map(|entry| &mut entry.text)
        };
        if let Some(last) = last.filter(|last| !last.is_empty()) {
            last.push_str(sign);
        }
    }

    pub(super) fn add(&mut self, text: &str, line: u32) {
        let text = text.trim();
        if self.is_loose {
            self.add_loose(text, line);
            return;
        }
        if let Some(entry) = self.entries.last_mut().filter(|_| !text.is_empty()) {
            entry.add(text, line);
            self.has_words = true;
        }
    }

    /// Lines that follow each other are one paragraph.
    fn add_loose(&mut self, text: &str, line: u32) {
        match self.loose.last_mut() {
            _ if text.is_empty() => {}
            Some(above) if above.to + 1 >= line => {
                above.text.push(' ');
                above.text.push_str(text);
                above.to = line;
            }
            _ => self.loose.push(Loose { text: text.to_owned(), line, to: line, speaker: None }),
        }
    }

    /// A turn that no time reaches, with who speaks.
    fn loose_turn(&mut self, text: &str, person: &str, line: u32) {
        let said = text.split_once(':').map_or(text, |(_, said)| said).trim();
        let speaker = Some(person.to_owned());
        self.loose.push(Loose { text: said.to_owned(), line, to: line, speaker });
    }

    /// The first line of a time that no words stand beside, and how many there are.
    fn idle(&self) -> Option<(u32, u64)> {
        let is_idle = |entry: &&Entry| entry.text.is_empty() && !entry.heads;
        let mut idle = self.entries.iter().filter(is_idle);
        let first = idle.next()?.line;
        Some((first, 1 + idle.count() as u64))
    }

    fn into_document(
        mut self,
        source: SourceId,
        format: Format,
        page: &Page<'_>,
        habits: &Habits,
    ) -> Document {
        let first = self.entries.first().map_or(u32::MAX, |entry| entry.line);
        let tools = front::without_tools(&mut self.headings, first);
        let title = self.title();
        let mut file = Transcript::new(format);
        let left = |(text, line)| LeftOut { line, text, rule: Rule::Banner };
        file.left_out.extend(tools.into_iter().map(left));
        file.sure = habits.known.keys().cloned().collect();
        let timed = || self.entries.iter().filter(|entry| entry.start.is_some());
        let link = page.lines.iter().find_map(|line| line.link.as_deref());
        if link.is_some() || page.lines.iter().any(|line| line.fenced) {
            file.about.evidence = Some(Evidence::Paraphrase);
        } else if timed().next().is_some() && format == Format::Console {
            // Notes of people do not say when each line ends.
            let machine = timed().all(|entry| entry.end.is_some());
            file.about.evidence = machine.then_some(Evidence::Machine);
        }
        file.about.medium = link.or(self.medium()).map(medium_of);
        let doubt = self.media.first().filter(|_| file.about.medium.is_none());
        let doubt = doubt.map(|(_, line)| counted(Code::SeveralMedia, *line, self.media.len()));
        if doubt.is_some() {
            self.above.append(&mut self.media);
            self.above.sort_by_key(|(_, line)| *line);
        }

        let untimed: Vec<Block> = self.untimed(&habits.known);
        let times = times(&self.entries);
        for (entry, time) in self.entries.iter().zip(times) {
            let Some((start, end)) = time.filter(|_| !entry.text.is_empty()) else { continue };
            let from = file.cues.len();
            file.push((start, end), &entry.text, entry.line, Dialect::Sbv);
            for (nth, cue) in file.cues[from..].iter_mut().enumerate() {
                cue.speaker = cue.speaker.take().or_else(|| entry.speaker().cloned());
                // What opens like a name and is none that is known ends what is known of the speaker.
                cue.turn |= nth == 0 && (entry.parted || habits.is_stranger(&entry.text));
                cue.reckoned = entry.start.is_none();
            }
        }

        for loose in std::mem::take(&mut self.loose) {
            let Loose { text, line, speaker, .. } = loose;
            file.keep_untimed_for(CueProblem::KeptUntimed, speaker, &text, line);
        }
        if let Some((line, count)) = self.idle() {
            file.counts.add_all(CueProblem::ClockWithoutText, line, count);
        }
        let mut document = file.into_document(source);
        document.warnings.extend(doubt);
        document.blocks.splice(0..0, untimed);
        insert_headings(&mut document, self.headings);
        if let Some((title, line)) = title {
            let left = LeftOut { line, text: title.clone(), rule: Rule::RepeatedTitle };
            document.left_out.push(left);
            document.left_out.sort_by_key(|left| left.line);
            document.about.title = Some(title);
        }
        document
    }

    /// The address of the medium above the times, where all that stand there lead to the same.
    fn medium(&self) -> Option<&str> {
        let (first, _) = self.media.first()?;
        let same = |(other, _): &(String, u32)| medium_of(other) == medium_of(first);
        self.media.iter().all(same).then_some(first)
    }

    /// The title: the widest heading, or the first line above the first time, where it is one.
    fn title(&mut self) -> Option<(String, u32)> {
        let is_first = |(level, _, line): &(u8, String, u32)| {
            *level == 1 && self.entries.first().is_none_or(|entry| *line < entry.line)
        };
        if let Some(at) = self.headings.iter().position(is_first) {
            let (_, text, line) = self.headings.remove(at);
            return Some((text, line));
        }
        let (text, _) = self.above.first()?;
        let is_title = words(text) <= LONGEST_TITLE
            && !text.ends_with(['.', ':', ';', ',', '?', '!'])
            && shape::label(text).is_none();
        is_title.then(|| self.above.remove(0))
    }

    /// What stands above the first time, and the turns before it.
    pub(super) fn untimed(&self, known: &std::collections::HashMap<String, usize>) -> Vec<Block> {
        let block = |text: &str, line, speaker: Option<&String>| {
            let label = shape::label(text).filter(|label| known.contains_key(label.person));
            let said = &text[label.map_or(0, |label| label.bytes)..];
            let speaker = label.map(|label| label.name.to_owned()).or_else(|| speaker.cloned());
            let block = Block::untimed(BlockKind::Paragraph, collapse(said), line);
            Block { speaker, ..block }
        };
        let above = self.above.iter().map(|(text, line)| block(text, *line, None));
        let before = self.entries.iter().take_while(|entry| entry.start.is_none());
        let turns = before.map(|entry| block(&entry.text, entry.line, entry.speaker.as_ref()));
        above.chain(turns).filter(|block| !block.text.is_empty()).collect()
    }
}

/// Puts headings where they stand among the blocks; those of what is not speech come last.
fn insert_headings(document: &mut Document, headings: Vec<(u8, String, u32)>) {
    if headings.is_empty() {
        return;
    }
    let blocks = std::mem::take(&mut document.blocks);
    let mut headings = headings.into_iter().peekable();
    for block in blocks {
        while let Some((level, text, line)) =
            headings.next_if(|(_, _, line)| *line < block.line || block.non_speech)
        {
            document.blocks.push(Block::untimed(BlockKind::Heading(level), text, line));
        }
        document.blocks.push(block);
    }
    let rest =
        headings.map(|(level, text, line)| Block::untimed(BlockKind::Heading(level), text, line));
    document.blocks.extend(rest);
}
