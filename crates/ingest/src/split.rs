//! From a document to its passages: whole sentences of one section, in one language, by one speaker,
//! 40 to 120 words where the text allows, and about 45 seconds at most where it was spoken.
//!
//! Headings are not text of a passage but its section. A heading with nothing below it is the one
//! exception: its words would be lost, so it stands in the text of the section around it; and so do
//! all headings of a document that has nothing else.

use std::collections::HashMap;
use std::ops::Range;

use ibid_core::document::{Block, BlockKind, Document, Evidence, Medium, Span};
use ibid_core::ids::{DocumentId, PassageId};
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;

use crate::clean::words;
use crate::language::Languages;
use speech::SpokenInterval;

mod speech;

/// A passage of `ENOUGH` words is closed where the next block starts.
const ENOUGH: usize = 40;
/// A passage is closed before it would pass `MOST` words.
const MOST: usize = 120;
/// A rest below `RUNT` words joins its neighbour…
const RUNT: usize = 15;
/// …if that makes no more than `STRETCHED` words.
const STRETCHED: usize = 140;
/// A lone sentence is cut beyond `LONGEST_SENTENCE` words.
const LONGEST_SENTENCE: usize = 200;

/// A sentence in its block.
struct Unit<'a> {
    block: usize,
    range: Range<usize>,
    words: usize,
    /// It opens its block.
    first: bool,
    bullet: bool,
    /// It ends with a colon, so what follows belongs to it.
    introduces: bool,
    lang: Option<Lang>,
    speaker: Option<&'a str>,
    evidence: Option<Evidence>,
    non_speech: bool,
    section: usize,
    /// When it was said, if the source tells its start and end.
    said: Option<SpokenInterval>,
}

/// Cuts a document into passages, in reading order.
pub fn split(document: &Document) -> Vec<Passage> {
    Splitter::default().split(document)
}

/// Cuts documents into passages that come one after the other, some of them in parts.
#[derive(Default)]
pub struct Splitter {
    document: Option<DocumentId>,
    /// How often passages of it would bear the same name.
    seen: HashMap<PassageId, u32>,
    /// The ordinal of its next passage.
    next: u32,
}

impl Splitter {
    /// Cuts a document, or a part of one that goes on where the last one ended, in reading order.
    pub fn split(&mut self, document: &Document) -> Vec<Passage> {
        if self.document != Some(document.id()) {
            *self = Splitter { document: Some(document.id()), ..Splitter::default() };
        }
        let languages = Languages::from_document(document);
        let (units, sections) = units(document, &languages);
        let mut maker = Maker::new(document, self);
        for group in units.chunk_by(|a, b| may_be_one_passage(a, b, &sections)) {
            for part in pack(group) {
                maker.make(&group[part], &sections);
            }
        }

        maker.passages
    }
}

/// Whether a passage may hold both of two sentences.
fn may_be_one_passage(a: &Unit<'_>, b: &Unit<'_>, sections: &[Vec<String>]) -> bool {
    a.lang == b.lang
        && a.speaker == b.speaker
        && (a.evidence, a.non_speech) == (b.evidence, b.non_speech)
        && sections[a.section] == sections[b.section]
}

/// Every sentence with its section, language and speaker; and the sections they name.
fn units<'a>(document: &'a Document, languages: &Languages) -> (Vec<Unit<'a>>, Vec<Vec<String>>) {
    let blocks = &document.blocks;
    let all_headings = blocks.iter().all(|block| matches!(block.kind, BlockKind::Heading(_)));
    let mut units = Vec::new();
    let mut sections = vec![Vec::new()];
    let mut path: Vec<(u8, &str)> = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        if let (BlockKind::Heading(level), false) = (block.kind, all_headings) {
            path.truncate(path.iter().take_while(|(above, _)| *above < level).count());
            let empty = is_empty_heading(blocks, i);
            // One without words ends the section above it, and opens none.
            if !empty && !block.text.is_empty() {
                path.push((level, &block.text));
            }
            sections.push(path.iter().map(|(_, text)| (*text).to_owned()).collect());
            if !empty {
                continue;
            }
        }
        push_units(block, i, sections.len() - 1, languages, &mut units);
    }

    (units, sections)
}

/// Whether no text stands below a heading before the next one of its level or above.
fn is_empty_heading(blocks: &[Block], at: usize) -> bool {
    match (blocks[at].kind, blocks.get(at + 1).map(|next| next.kind)) {
        (BlockKind::Heading(level), Some(BlockKind::Heading(next))) => next <= level,
        (BlockKind::Heading(_), next) => next.is_none(),
        _ => false,
    }
}

fn push_units<'a>(
    block: &'a Block,
    index: usize,
    section: usize,
    languages: &Languages,
    units: &mut Vec<Unit<'a>>,
) {
    let mut first = true;

    for sentence in languages.sentences(index, &block.text) {
        for range in speech::pieces(block, &sentence.range) {
            let text = &block.text[range.clone()];
            let is_whole = range == sentence.range;
            units.push(Unit {
                block: index,
                // marks of a whole talk stand together, whenever they were shown
                said: speech::said(block, &range).filter(|_| !block.non_speech),
                range,
                words: if is_whole { sentence.words } else { words(text) },
                first,
                bullet: block.kind == BlockKind::Bullet,
                introduces: text.ends_with(':'),
                lang: sentence.lang,
                speaker: block.speaker.as_deref(),
                evidence: block.evidence,
                non_speech: block.non_speech,
                section,
            });
            first = false;
        }
    }
}

/// Whether a sentence is too long to be in one passage.
fn is_long(sentence: &str) -> bool {
    // A word and what parts it from the next are two bytes at least.
    sentence.len().div_ceil(2) > LONGEST_SENTENCE && words(sentence) > LONGEST_SENTENCE
}

/// A sentence as it is, or cut where clauses end when it is too long.
fn cut(sentence: &str) -> Vec<Range<usize>> {
    if !is_long(sentence) {
        return std::iter::once(0..sentence.len()).collect();
    }
    let mut pieces = Vec::new();
    let (mut start, mut end, mut count) = (None, 0, 0);
    for word in sentence.split_whitespace() {
        // `word` is a part of `sentence`: the distance of their starts is its place.
        let at = end + sentence[end..].find(word).unwrap_or(0);
        // A sign alone opens a piece too, so a piece begins at its first word of any kind.
        let from = *start.get_or_insert(at);
        end = at + word.len();
        count += usize::from(word.chars().any(char::is_alphanumeric));
        let clause = word.ends_with([',', ';', ':', ')', '–', '—', '»']);
        if count >= MOST || clause && count >= MOST / 2 {
            pieces.push(from..end);
            count = 0;
            start = None;
        }
    }

    pieces.extend(start.map(|from| from..end));
    pieces
}

/// Parts the units of one group into passages.
fn pack(group: &[Unit<'_>]) -> Vec<Range<usize>> {
    let count =
        |range: &Range<usize>| group[range.clone()].iter().map(|unit| unit.words).sum::<usize>();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut start, mut total) = (0, 0);
    for (i, unit) in group.iter().enumerate() {
        if i > start {
            let last = &group[i - 1];
            // An introduction stays with its list, and a list together, while the passage may grow.
            let held = last.introduces || last.bullet && unit.bullet;
            let over = total + unit.words > MOST || speech::too_long(group[start].said, unit.said);
            if over || unit.first && total >= ENOUGH && !held {
                let takes_along = over && unit.first && last.introduces && i - 1 > start;
                let end = if takes_along { i - 1 } else { i };
                parts.push(start..end);
                start = end;
                total = count(&(start..i));
            }
        }
        total += unit.words;
    }

    parts.push(start..group.len());
    let near = |a: &Range<usize>, b: &Range<usize>| {
        speech::may_join(group[a.start].said, group[b.end - 1].said)
    };

    join_runts(parts, count, near)
}

/// A few words alone join a neighbour that may grow.
fn join_runts(
    parts: Vec<Range<usize>>,
    count: impl Fn(&Range<usize>) -> usize,
    near: impl Fn(&Range<usize>, &Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let mut joined: Vec<(Range<usize>, usize)> = Vec::with_capacity(parts.len());
    for part in parts {
        let words = count(&part);
        match joined.last_mut() {
            Some((last, before))
                if (words < RUNT || *before < RUNT)
                    && *before + words <= STRETCHED
                    && near(last, &part) =>
            {
                last.end = part.end;
                *before += words;
            }
            _ => joined.push((part, words)),
        }
    }

    joined.into_iter().map(|(part, _)| part).collect()
}

/// Makes passages of packed units, and keeps what makes their names unique.
struct Maker<'a> {
    document: &'a Document,
    medium: &'a str,
    /// Any block gives a time.
    timed: bool,
    named: &'a mut Splitter,
    passages: Vec<Passage>,
}

impl<'a> Maker<'a> {
    fn new(document: &'a Document, named: &'a mut Splitter) -> Self {
        let name = document.about.name.as_deref();
        // A recording is told by its path, which no id depends on.
        let told = document.about.medium.as_ref().filter(|m| !matches!(m, Medium::Recording(_)));
        let medium = told.map(Medium::key).or(name).unwrap_or_default();
        let timed = document.blocks.iter().any(|block| !block.spans.is_empty());
        Maker { document, medium, timed, named, passages: Vec::new() }
    }

    fn make(&mut self, units: &[Unit<'_>], sections: &[Vec<String>]) {
        let Some(first) = units.first() else { return };
        let (text, mut spans) = self.text_of(units);
        let section = sections[first.section].clone();
        let block = &self.document.blocks[first.block];
        let id = self.name(&section, &text);
        let mut about = self.document.about.clone();
        about.evidence = first.evidence.or(about.evidence);
        let line = spans.first().map_or(0, |span| span.line).max(block.line);
        if about.paged {
            join_pages(&mut spans);
        }

        let ordinal = self.named.next;
        self.named.next = ordinal.saturating_add(1);
        self.passages.push(Passage {
            id,
            source: self.document.source,
            about,
            section,
            ordinal,
            line,
            lang: first.lang,
            speaker: first.speaker.map(str::to_owned),
            non_speech: first.non_speech,
            text,
            spans,
        });
    }

    /// The id, with the title as the widest heading.
    fn name(&mut self, section: &[String], text: &str) -> PassageId {
        let title = self.document.about.title.as_deref().unwrap_or_default();
        let path: Vec<&str> =
            std::iter::once(title).chain(section.iter().map(String::as_str)).collect();
        let named = |nth| PassageId::from_content(self.medium, &path, text, nth);
        let first = named(0);
        let nth = self.named.seen.entry(first).or_insert(0);
        let id = if *nth == 0 { first } else { named(*nth) };
        *nth += 1;
        id
    }

    /// The text of some units that follow each other, blocks parted by a line feed, and its spans.
    fn text_of(&self, units: &[Unit<'_>]) -> (String, Vec<Span>) {
        let mut text = String::new();
        let mut spans: Vec<Span> = Vec::new();
        for run in units.chunk_by(|a, b| a.block == b.block) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            if !text.is_empty() {
                text.push('\n');
                if let Some(span) = spans.last_mut() {
                    span.end += 1;
                }
            }
            let block = &self.document.blocks[first.block];
            let range = first.range.start..last.range.end;
            carry(block, &range, text.len(), &mut spans);
            text.push_str(&block.text[range]);
        }

        if !self.timed {
            spans.clear();
        }
        (text, spans)
    }
}

/// Carries the spans of a part of a block over to the passage, where that part starts at `base`.
fn carry(block: &Block, range: &Range<usize>, base: usize, spans: &mut Vec<Span>) {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let moved = |at: usize| offset(at.clamp(range.start, range.end) - range.start + base);
    if block.spans.is_empty() {
        spans.push(Span {
            start: moved(range.start),
            end: moved(range.end),
            moment: None,
            line: 0,
        });
    }

    let from = block.spans.partition_point(|span| span.end as usize <= range.start);
    let inside = block.spans[from..].iter().take_while(|span| (span.start as usize) < range.end);
    spans.extend(inside.map(|span| Span {
        start: moved(span.start as usize),
        end: moved(span.end as usize),
        ..*span
    }));
}

/// Joins the spans of each page; none are left where a text stands on one page, which is then its line.
fn join_pages(spans: &mut Vec<Span>) {
    spans.dedup_by(|next, span| {
        let is_same =
            |a: &Span, b: &Span| a.moment.is_none() && b.moment.is_none() && a.line == b.line;
        let joins = is_same(next, span);
        if joins {
            span.end = next.end;
        }
        joins
    });
    if spans.len() == 1 {
        spans.retain(|span| span.moment.is_some());
    }
}

#[cfg(test)]
mod tests;
