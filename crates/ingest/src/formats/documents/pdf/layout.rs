//! From the lines of pages to the paragraphs of a document.

use std::collections::{BTreeSet, HashMap, HashSet};

use ibid_core::document::BlockKind;

use super::super::paragraphs::Paragraph;
use super::grid::Grid;
use super::lines::{Line, Page};
use crate::clean::nfc;

/// A paragraph, or a line, and the page that it begins on.
pub(super) struct Text {
    pub(super) page: u32,
    pub(super) paragraph: Paragraph,
    /// The pages that it goes on with, and after how many words.
    pub(super) turns: Vec<(usize, u32)>,
}

impl Text {
    fn new(page: u32, text: String, kind: BlockKind) -> Self {
        Text { page, paragraph: Paragraph { kind, text, quoted: false }, turns: Vec::new() }
    }

    pub(super) fn line(page: u32, text: String) -> Self {
        Text::new(page, nfc(text), BlockKind::Paragraph)
    }

    /// The pages that it goes on with, and how many of its last words stand on each and after it.
    pub(super) fn turns_from_end(&self) -> Vec<(usize, u32)> {
        let all = count(&self.paragraph.text);
        self.turns.iter().map(|(after, page)| (all.saturating_sub(*after), *page)).collect()
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The texts of a document, in paragraphs, line by line, and row by row.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) paragraphs: Vec<Text>,
    pub(super) lines: Vec<Text>,
    /// The rows of the table that begins it, if one does; each holds all lines of its cells.
    pub(super) rows: Vec<Text>,
}

/// Letters that are this much larger than those of the text are a heading.
const HEADING: f64 = 1.15;
/// No heading has more characters.
const LONGEST_HEADING: usize = 200;
/// A step of more than this many usual ones parts paragraphs.
const STEP: f64 = 1.25;
/// Signs that begin an item of a list.
const BULLETS: [char; 11] = ['•', '◦', '▪', '▫', '■', '□', '●', '○', '‣', '⁃', '➢'];

/// Puts the lines of pages together, without those whose numbers are in `furniture`.
pub(super) fn texts(pages: &[Page], furniture: &[BTreeSet<usize>]) -> Texts {
    let body = body_size(pages);
    let words = Words::of(pages);
    let mut texts = Texts::default();
    let mut grid = None;
    for (page, (number, furniture)) in pages.iter().zip((1..).zip(furniture)) {
        let lines: Vec<&Line> =
            page.lines.iter().filter(|line| !furniture.contains(&line.number)).collect();
        let step = usual_step(&lines);
        texts.rows(&lines, number, &mut grid, &words);
        let mut above: Option<&Line> = None;
        for line in lines {
            let open = Open { above, step, body };
            texts.line(line, number, &open, &words);
            texts.paragraph(line, number, &open, &words);
            above = Some(line);
        }
    }
    texts
}

/// What a line is weighed against.
struct Open<'a> {
    /// The line before it on its page.
    above: Option<&'a Line>,
    /// The distance between most lines of the page.
    step: f64,
    /// The size of most letters of the document.
    body: f64,
}

impl Texts {
    /// Adds the lines of a page to the rows of the table that the first page begins with.
    fn rows(&mut self, lines: &[&Line], page: u32, grid: &mut Option<Grid>, words: &Words) {
        let mut rest = lines;
        if grid.is_none()
            && page == 1
            && let Some((found, count)) = Grid::begin(lines)
        {
            self.rows.push(Text::line(page, found.row()));
            (*grid, rest) = (Some(found), &lines[count..]);
        }
        let Some(grid) = grid else { return };
        if grid.repeats(rest) {
            rest = &rest[grid.width()..];
        }
        for line in rest {
            grid.add(line, page, &mut self.rows, words);
        }
    }

    /// Adds a line to the lines; one whose word the line above breaks off belongs to that.
    fn line(&mut self, line: &Line, page: u32, open: &Open<'_>, words: &Words) {
        let text = text_of(line);
        let is_cell = open.above.is_some_and(|above| above.is_left_of(line));
        if let Some(last) = self.lines.last_mut() {
            if is_cell {
                last.paragraph.text.push('\t');
                last.paragraph.text.push_str(&text);
                return;
            }
            if let Some(joined) = words.put_together(&last.paragraph.text, &text) {
                last.paragraph.text = joined;
                return;
            }
        }
        self.lines.push(Text::new(page, text, BlockKind::Paragraph));
    }

    /// Adds a line to the paragraphs.
    fn paragraph(&mut self, line: &Line, page: u32, open: &Open<'_>, words: &Words) {
        let text = text_of(line);
        let (kind, text) = kind_of(line, text, open.body);
        let is_cell = open.above.is_some_and(|above| above.is_left_of(line));
        if let Some(open_text) = self.paragraphs.last_mut()
            && kind != BlockKind::Bullet
        {
            let last = &mut open_text.paragraph;
            let is_same = is_heading(last.kind) == is_heading(kind);
            let goes_on = match open.above {
                Some(_) if is_cell => true,
                Some(above) => is_same && line.follows(above, open.step),
                // What a page breaks off goes on, unless a sentence has ended.
                None => {
                    let is_text = !is_heading(last.kind) && !is_heading(kind);
                    is_text && !ends_sentence(&last.text) && begins_small(&text)
                }
            };
            if goes_on {
                if open.above.is_none() {
                    open_text.turns.push((count(&last.text), page));
                }
                match words.put_together(&last.text, &text) {
                    Some(joined) => last.text = joined,
                    None => {
                        last.text.push(' ');
                        last.text.push_str(&text);
                    }
                }
                return;
            }
        }
        self.paragraphs.push(Text::new(page, text, kind));
    }
}

fn text_of(line: &Line) -> String {
    nfc(line.text.trim().to_owned())
}

/// What a line is by itself, and its text without the sign that says so.
fn kind_of(line: &Line, text: String, body: f64) -> (BlockKind, String) {
    // The fonts of signs have codes of their own.
    let is_sign = |c: char| BULLETS.contains(&c) || ('\u{e000}'..='\u{f8ff}').contains(&c);
    if let Some(item) = text.strip_prefix(is_sign) {
        return (BlockKind::Bullet, item.trim_start().to_owned());
    }
    let is_large = line.size > body * HEADING && text.chars().count() <= LONGEST_HEADING;
    let says = text.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (if is_large && says { BlockKind::Heading(2) } else { BlockKind::Paragraph }, text)
}

fn is_heading(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Heading(_))
}

/// The size in which most letters are set.
fn body_size(pages: &[Page]) -> f64 {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *sizes.entry(tenths(line.size)).or_insert(0) += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(10.0, |(size, _)| f64::from(size) / 10.0)
}

fn tenths(size: f64) -> u32 {
    // The bounds make the cast exact.
    (size * 10.0).round().clamp(0.0, 100_000.0) as u32
}

/// The distance between most lines that follow each other.
fn usual_step(lines: &[&Line]) -> f64 {
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let steps = pairs.map(|(above, below)| below.y - above.y).filter(|step| *step > 1.0);
    let mut steps: Vec<f64> = steps.collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len().saturating_sub(1) / 2).copied().unwrap_or(12.0)
}

impl Line {
    /// Whether the line goes on with the paragraph of the one above it: it is not further away than
    /// others, in the same size, and not drawn in.
    fn follows(&self, above: &Line, step: f64) -> bool {
        let down = self.y - above.y;
        let same_size = (self.size - above.size).abs() < self.size * 0.1;
        let is_level = down.abs() < self.size * 0.5;
        let is_near = down > 0.0 && down <= step.min(self.size * 2.2) * STEP;
        let begins = self.x > above.x + self.size * 0.8 && ends_sentence(&above.text);
        // From the foot of one column to the head of the next.
        let is_next_column = down < 0.0 && self.x > above.end && begins_small(self.text.trim());
        let goes_on = is_level || is_near && !begins || is_next_column;
        same_size && goes_on && self.turn == above.turn
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', '»', ':', ';', '”'])
}

fn begins_small(text: &str) -> bool {
    text.starts_with(char::is_lowercase)
}

/// The words of a document, which tell whether a hyphen at the end of a line belongs to its word.
pub(super) struct Words(HashSet<String>);

/// Words of French that a hyphen joins to the word before them.
const JOINED: [&str; 20] = [
    "il", "ils", "elle", "elles", "on", "je", "tu", "nous", "vous", "ce", "ci", "là", "moi", "toi",
    "lui", "leur", "même", "mêmes", "être", "t",
];

impl Words {
    fn of(pages: &[Page]) -> Self {
        let mut words = HashSet::new();
        for line in pages.iter().flat_map(|page| &page.lines) {
            let text = text_of(line).to_lowercase();
            // What a line breaks off, and its rest, are no words.
            let parts: Vec<&str> = text.split_whitespace().collect();
            let ends_whole = parts.last().is_some_and(|last| broken(last).is_none());
            let whole = if ends_whole { parts.len() } else { parts.len().saturating_sub(1) };
            words.extend(parts.iter().take(whole).map(|word| bare(word).to_owned()));
            let inner = parts.iter().take(whole).flat_map(|word| word.split(is_apostrophe));
            words.extend(inner.map(|word| bare(word).to_owned()));
        }
        words.remove("");
        Words(words)
    }

    /// Two lines as one, where the first breaks a word off that the second goes on with.
    pub(super) fn put_together(&self, above: &str, line: &str) -> Option<String> {
        // `2023-` and `0379`, or the parts of an address.
        let goes_on = above.ends_with(['-', '–']) && line.starts_with(|c: char| c.is_ascii_digit())
            || above.ends_with("//");
        let is_apart = above.ends_with(" -") || above.ends_with(" –");
        if goes_on && !is_apart && above.chars().count() > 1 {
            return Some(format!("{above}{line}"));
        }
        let rest = broken(above).filter(|_| begins_small(line))?;
        let is_word = |text: &str| text.chars().next_back().is_some_and(char::is_alphabetic);
        if !is_word(rest) {
            return None;
        }

        let is_soft = above.ends_with('\u{ad}');
        let last = |text: &str| {
            bare(text.rsplit([' ', '\u{a0}', '\t']).next().unwrap_or(text)).to_lowercase()
        };
        let first = bare(line.split([' ', '\u{a0}', '\t']).next().unwrap_or(line)).to_lowercase();
        let start = last(rest).rsplit(is_apostrophe).next().unwrap_or_default().to_owned();
        let keeps = !is_soft && self.keeps_hyphen(&start, &first);
        let hyphen = if keeps { "-" } else { "" };
        Some(format!("{rest}{hyphen}{line}"))
    }

    /// Whether two parts of a word are joined by a hyphen wherever they stand.
    fn keeps_hyphen(&self, start: &str, rest: &str) -> bool {
        let has = |word: String| self.0.contains(&word);
        if has(format!("{start}{rest}")) {
            return false;
        }
        let first = rest.split('-').next().unwrap_or(rest);
        let is_joined = JOINED.contains(&first) && self.0.contains(start);
        has(format!("{start}-{rest}")) || is_joined || start.contains('-')
    }
}

/// What stands before the hyphen that a line ends with.
fn broken(line: &str) -> Option<&str> {
    line.strip_suffix(['-', '\u{ad}', '\u{2010}', '\u{2011}'])
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}
