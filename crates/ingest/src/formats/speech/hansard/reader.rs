//! From the elements of a record to its parts, in order.

use std::collections::HashMap;

use ibid_core::document::{Block, BlockKind, LeftOut};
use ibid_core::lang::Lang;
use ibid_core::rules::Rule;

use super::Part;
use super::front::Front;
use super::paragraph::{Paragraph, Type};
use super::speaker;
use super::timing::{self, Mark};
use crate::formats::xml::Tag;
use crate::timed::{CueProblem, DiagnosticCounts};

/// The opening is told within `OPENING` parts.
const OPENING: usize = 3;

/// What an element is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Holds others; text of its own is a paragraph.
    Group,
    /// Holds the words of one person.
    Turn,
    /// A section that has a title of this level.
    Section(u8),
    /// Holds nothing that was spoken.
    Written,
    Speech,
    Procedure,
    Heading(u8),
    /// The running head of a section.
    RunningHead,
    /// Its parts stand side by side in one paragraph.
    List,
    Person,
    /// The name of a person who speaks.
    Name,
    Item,
    Mark,
    Floor,
    /// Of the page and not of the text.
    Boilerplate,
    /// Within a paragraph.
    Inline(Type),
}

/// An open element.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: Kind,
    /// A section that had its title.
    titled: bool,
    written: bool,
    /// The depth of the innermost element that text belongs to: this one, or one around it where
    /// this one is inline. It is kept, for to look for it would not be linear.
    holder: Option<usize>,
    /// The depth of the innermost section, which may be this one.
    section: Option<usize>,
}

/// What is made while reading.
#[derive(Default)]
pub(super) struct HansardReader {
    pub(super) parts: Vec<Part>,
    pub(super) marks: Vec<Mark>,
    pub(super) front: Front,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) counts: DiagnosticCounts,
    pub(super) lang: Option<Lang>,
    stack: Vec<Open>,
    now: Paragraph,
    bold: usize,
    italic: usize,
    speaker: Option<String>,
    /// The name of the person whose turn begins, and the number that stands for that person.
    name: Paragraph,
    person: String,
    /// Who the numbers stand for: some turns have a number alone.
    known: HashMap<String, String>,
    floor: Option<Lang>,
    /// The name of the item that is being read.
    item: String,
    /// Hour, minute and second of the mark that is being read, and its line.
    mark: ([Option<String>; 3], u32),
    /// A running head of a section without a title yet.
    head: Option<(Paragraph, u8)>,
}

impl HansardReader {
    pub(super) fn start(&mut self, tag: &Tag<'_>, line: u32) {
        let above = self.stack.last().copied();
        let kind = kind_of(tag.name, above.map(|open| open.kind));
        if let Kind::Inline(set) = kind {
            self.bold += usize::from(set.bold);
            self.italic += usize::from(set.italic);
            // A space lacks where a name follows a letter.
            let joined = || self.now.text.ends_with(char::is_alphanumeric);
            match tag.name {
                "Line" | "ForceColumnBreak" => self.now.part(""),
                "Affiliation" | "Document" if joined() => self.now.part(""),
                _ => {}
            }
        } else if kind == Kind::List && above.is_some_and(|open| open.kind == Kind::List) {
            self.now.part(",");
        } else {
            self.flush();
        }

        let written = above.is_some_and(|open| open.written) || kind == Kind::Written;
        if above.is_none() {
            self.lang = tag.attribute("lang").as_deref().and_then(Lang::from_tag);
        }

        self.take(kind, tag, line);
        let depth = self.stack.len();
        let around = above.map_or((None, None), |open| (open.holder, open.section));
        let holder = if matches!(kind, Kind::Inline(_)) { around.0 } else { Some(depth) };
        let section = if matches!(kind, Kind::Section(_)) { Some(depth) } else { around.1 };

        self.stack.push(Open { kind, titled: false, written, holder, section });
    }

    /// Takes what the attributes of an element say.
    fn take(&mut self, kind: Kind, tag: &Tag<'_>, line: u32) {
        match kind {
            Kind::Turn | Kind::Person => self.speaker = None,
            Kind::Item => {
                let name = tag.attribute("Name");
                self.item = name.map_or_else(|| tag.name.to_owned(), |name| name.into_owned());
            }
            Kind::Name => self.person = tag.attribute("DbId").unwrap_or_default().into_owned(),
            Kind::Mark => {
                let field = |name| tag.attribute(name).map(|value| value.into_owned());
                self.mark = ([field("Hr"), field("Mn"), field("Sc")], line);
            }
            Kind::Floor => {
                self.floor = tag.attribute("language").as_deref().and_then(Lang::from_tag);
            }
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str, line: u32) {
        let set = Type { bold: self.bold > 0, italic: self.italic > 0 };
        match self.stack.last().map(|open| open.kind) {
            Some(Kind::Name) => self.name.push(text, line, Type::default()),
            _ => self.now.push(text, line, set),
        }
    }

    pub(super) fn end(&mut self) {
        let Some(open) = self.stack.last().copied() else { return };
        match open.kind {
            Kind::Inline(set) => {
                self.bold = self.bold.saturating_sub(usize::from(set.bold));
                self.italic = self.italic.saturating_sub(usize::from(set.italic));
            }
            Kind::List if self.in_list() => self.now.part(","),
            Kind::Name => {}
            _ => self.flush(),
        }

        self.stack.pop();
        match open.kind {
            Kind::Turn | Kind::Written => self.speaker = None,
            Kind::Section(_) => self.place_head(),
            _ => {}
        }
    }

    /// Takes what is left at the end.
    pub(super) fn finish(&mut self) {
        self.flush();
        self.place_head();
    }

    /// The time of the day at which the record says that the sitting began.
    pub(super) fn opening(&self) -> Option<u64> {
        let first = self.marks.first().map_or(0, |mark| mark.part);
        self.parts
            .iter()
            .take(first.min(OPENING))
            .find_map(|part| timing::opening(&part.block.text))
    }

    /// The depth of the section that is being read.
    fn section(&self) -> Option<usize> {
        self.stack.last().and_then(|open| open.section)
    }

    /// Whether the element around the innermost one is a list.
    fn in_list(&self) -> bool {
        self.stack.iter().rev().nth(1).is_some_and(|open| open.kind == Kind::List)
    }

    /// Ends the text that stands, as what the innermost element makes of it.
    fn flush(&mut self) {
        let holder = self.stack.last().and_then(|open| self.stack.get(open.holder?));
        // Text outside of everything is a paragraph too.
        let (kind, written) =
            holder.map_or((Kind::Group, false), |holder| (holder.kind, holder.written));
        let mut now = std::mem::take(&mut self.now);
        now.compose();

        match kind {
            Kind::Mark => self.end_mark(now),
            Kind::Person => self.end_person(now),
            _ if now.is_empty() => {}
            Kind::Item => self.front.add(&self.item, &now.text, now.line()),
            Kind::Floor => self.leave_out(&now, Rule::FloorLanguage),
            Kind::Boilerplate => self.leave_out(&now, Rule::PageFurniture),
            Kind::RunningHead => self.end_head(now),
            Kind::Heading(level) => self.end_heading(now, level, written),
            Kind::List => {
                let end = now.text.trim_end_matches(',').len();
                now.text.truncate(end);
                self.add(now, BlockKind::Paragraph, written, true);
            }
            Kind::Procedure => self.add(now, BlockKind::Paragraph, written, true),
            _ => self.speech(now, written),
        }
    }

    fn end_mark(&mut self, now: Paragraph) {
        let ([hour, minute, second], line) = std::mem::take(&mut self.mark);
        let [hour, minute, second] = [hour.as_deref(), minute.as_deref(), second.as_deref()];
        match timing::clock(hour, minute, second, &now.text) {
            Some(clock) => self.marks.push(Mark { part: self.parts.len(), clock, line }),
            None => self.counts.add(CueProblem::UnreadableMark, line),
        }
        self.leave_out(&now, Rule::TimeMark);
    }

    /// The name of who speaks; words may stand behind it.
    fn end_person(&mut self, mut now: Paragraph) {
        let mut name = std::mem::take(&mut self.name);
        let person = std::mem::take(&mut self.person);
        if name.is_empty() && !now.text.contains(char::is_alphabetic) {
            self.speaker = self.known.get(&person).cloned();
            return;
        }

        name.compose();
        if name.is_empty() {
            let colon = now.text.find(':').unwrap_or(now.text.len());
            let written = now.text.get(..colon).unwrap_or_default();
            name.push(written, now.line(), Type::default());
            now.cut(colon);
        }

        self.speaker = speaker::name(&name.text);
        if let Some(speaker) = self.speaker.clone() {
            if speaker.len() < name.text.trim_end_matches([':', ' ']).len() {
                self.leave_out(&name, Rule::Affiliation);
            }
            if !person.is_empty() {
                self.known.insert(person, speaker);
            }
        }

        let said = now.text.trim_start_matches([':', ' ']);
        let skipped = now.text.len() - said.len();
        now.cut(skipped);

        if now.is_procedure() && !now.is_empty() {
            self.leave_out(&now, Rule::Affiliation);
        } else if now.text.contains(char::is_alphanumeric) {
            self.speech(now, self.stack.last().is_some_and(|open| open.written));
        }
    }

    fn speech(&mut self, mut now: Paragraph, written: bool) {
        if now.is_procedure() {
            self.add(now, BlockKind::Paragraph, written, true);
            return;
        }
        if let Some((name, words)) = speaker::label(&now.text, now.bold) {
            self.speaker = Some(name);
            now.cut(words);
        }
        self.add(now, BlockKind::Paragraph, written, false);
    }

    fn end_heading(&mut self, mut now: Paragraph, level: u8, written: bool) {
        let end = now.text.trim_end_matches(['-', '–', '—', ' ']).len();
        now.text.truncate(end);
        if let Some(section) = self.section().and_then(|depth| self.stack.get_mut(depth)) {
            section.titled = true;
        }
        if let Some((head, _)) = self.head.take() {
            self.leave_out(&head, Rule::RunningHead);
        }
        self.add(now, BlockKind::Heading(level), written, true);
    }

    /// A running head stands for a title where there is none.
    fn end_head(&mut self, now: Paragraph) {
        let section = self.section().and_then(|depth| self.stack.get(depth));
        match section.map(|section| (section.titled, section.kind)) {
            Some((false, Kind::Section(level))) => self.head = Some((now, level)),
            _ => self.leave_out(&now, Rule::RunningHead),
        }
    }

    fn place_head(&mut self) {
        if let Some((head, level)) = self.head.take() {
            self.add(head, BlockKind::Heading(level), false, true);
        }
    }

    fn add(&mut self, mut now: Paragraph, kind: BlockKind, written: bool, silent: bool) {
        self.place_head();
        if now.is_empty() {
            return;
        }

        let text = std::mem::take(&mut now.text);
        let characters = if silent || written { 0 } else { text.chars().count() as u64 };
        let mut block = Block::untimed(kind, text, now.line());
        if !silent {
            block.speaker.clone_from(&self.speaker);
        }

        let floor = self.floor.filter(|_| !silent && !written);
        self.parts.push(Part { block, lines: now, characters, timed: !written, floor });
    }

    fn leave_out(&mut self, what: &Paragraph, rule: Rule) {
        if !what.is_empty() {
            let text = what.text.clone();
            self.left_out.push(LeftOut { line: what.line(), text, rule });
        }
    }
}

fn kind_of(name: &str, above: Option<Kind>) -> Kind {
    let plain = Type::default();
    match name {
        _ if above == Some(Kind::Name) => return Kind::Name,
        "I" | "Em" => return Kind::Inline(Type { italic: true, ..plain }),
        "B" | "Strong" => return Kind::Inline(Type { bold: true, ..plain }),
        "Sup" | "Sub" | "U" => return Kind::Inline(plain),
        _ => {}
    }

    let kind = match name {
        "OrderOfBusiness" => Kind::Section(1),
        "SubjectOfBusiness" => Kind::Section(2),
        "OrderOfBusinessTitle" | "MemberListsLabel" => Kind::Heading(1),
        "SubjectOfBusinessTitle" | "title" => Kind::Heading(2),
        "SubjectOfBusinessQualifier" | "QuestionID" | "Subtitle" => Kind::Heading(3),
        "CatchLine" => Kind::RunningHead,
        "Intervention" => Kind::Turn,
        "WrittenQuestionResponse" | "MemberLists" => Kind::Written,
        "PersonSpeaking" | "Questioner" | "Responder" => Kind::Person,
        "ParaText" | "QuotePara" | "Verse" => Kind::Speech,
        "ProceduralText" | "Prayer" | "DivisionNumber" | "MemberListsTitle" | "Representing" => {
            Kind::Procedure
        }
        "DivisionType" | "LabelLine" | "CommitteeMemberGroup" => Kind::List,
        "ExtractedItem" | "DocumentName" => Kind::Item,
        "StartPageNumber" => Kind::Boilerplate,
        "Timestamp" => Kind::Mark,
        "FloorLanguage" => Kind::Floor,
        "Quote" | "CommitteeQuote" | "LegislationQuote" | "Poetry" | "Content" | "Pause" => {
            Kind::Group
        }
        "Affiliation" if above == Some(Kind::Person) => Kind::Name,
        // A member of a list, or a person whom a text names.
        "Affiliation" if matches!(above, Some(Kind::Group | Kind::Written | Kind::List)) => {
            Kind::List
        }
        _ => match above {
            None | Some(Kind::Group | Kind::Turn | Kind::Section(_) | Kind::Written) => Kind::Group,
            Some(_) => Kind::Inline(plain),
        },
    };

    match (kind, above) {
        // Within a list everything is one of its parts.
        (Kind::Heading(_) | Kind::Group | Kind::Inline(_), Some(Kind::List)) => Kind::List,
        _ => kind,
    }
}
