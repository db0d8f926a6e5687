//! Quotations in running text: by their marks, as French and English set them.
//!
//! `« … »`, `“ … ”`, `„ … “`, `‘ … ’` and `"…"`; those of a quotation within another stay in it. A
//! quotation may go on in the next paragraph, which then begins with a mark of its own; and French
//! typography may repeat a guillemet at the head of each line.

use super::Quotation;
use super::block::DraftBlock;

/// After so many marks without a partner no other quotation of a block is looked for.
const MOST_UNCLOSED: usize = 16;
/// No line that names whoever is quoted is longer, in characters.
const LONGEST_SOURCE: usize = 120;

/// The spaces that may stand before a guillemet.
const SPACES: [char; 4] = [' ', '\t', '\u{a0}', '\u{202f}'];

/// What was found in a draft.
#[derive(Default)]
pub(super) struct FoundQuotations {
    pub(super) quotations: Vec<Quotation>,
    /// The lines of marks that nothing closes.
    pub(super) unclosed: Vec<u32>,
}

/// A quotation that goes on in the next block.
struct Carried {
    mark: char,
    text: String,
    line: u32,
}

/// Finds the quotations of some blocks, in order.
pub(super) fn find(blocks: &[DraftBlock]) -> FoundQuotations {
    let mut found = FoundQuotations::default();
    let mut carried: Option<Carried> = None;
    for (at, block) in blocks.iter().enumerate() {
        let next = blocks.get(at + 1).map(|next| next.text.trim_start());
        let next = next.filter(|_| !block.quoted).and_then(|next| next.chars().next());
        match whole(block).filter(|_| carried.is_none()) {
            Some(Whole::Quotation(from, text)) => {
                found.quotations.push(Quotation { text, line: block.line(from) });
            }
            Some(Whole::Source) => {}
            None => found.in_block(block, &mut carried, next),
        }
    }
    if let Some(carried) = carried {
        found.unclosed.push(carried.line);
    }
    found
}

/// What a block that is set as a quotation is.
enum Whole {
    Quotation(usize, String),
    /// A line that names whoever is quoted.
    Source,
}

/// The quotation that a block is as a whole; `None` where it is not set as one, or where marks within
/// it say what is quoted.
fn whole(block: &DraftBlock) -> Option<Whole> {
    if !block.quoted {
        return None;
    }
    let from = block.text.len() - block.text.trim_start().len();
    let text = without_source(block.text.trim());
    if text.is_empty() || text.starts_with("[!") {
        return Some(Whole::Source);
    }

    let mark = text.chars().next().filter(|mark| is_open(*mark) || *mark == '"');
    let Some(mark) = mark else { return Some(Whole::Quotation(from, text.to_owned())) };
    let inside = text.get(mark.len_utf8()..).unwrap_or_default();
    let (end, content) = close_of(inside, mark)?;
    let rest = inside.get(end..).unwrap_or_default();
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric() && !is_open(c));
    rest.is_empty().then_some(Whole::Quotation(from, content))
}

/// A quotation without the line at its end that names whoever said it.
fn without_source(text: &str) -> &str {
    let is_source = |line: &str| {
        let line = line.trim_start();
        let dash = line.starts_with(['—', '–', '―']) || line.starts_with("--");
        dash && line.chars().count() <= LONGEST_SOURCE
    };
    match text.rfind('\n') {
        Some(feed) if is_source(text.get(feed..).unwrap_or_default()) => {
            text.get(..feed).unwrap_or_default().trim_end()
        }
        None if is_source(text) => "",
        _ => text,
    }
}

impl FoundQuotations {
    /// Finds the quotations in the running text of a block. `next` is what the next one begins with.
    fn in_block(&mut self, block: &DraftBlock, carried: &mut Option<Carried>, next: Option<char>) {
        let text = block.text.as_str();
        let mut at = self.carried_on(block, carried, next);
        let mut unclosed = 0;
        while let Some((open, mark)) = next_open(text, at) {
            let from = open + mark.len_utf8();
            let inside = text.get(from..).unwrap_or_default();
            let line = block.line(open);
            match close_of(inside, mark) {
                Some((end, content)) => {
                    self.quotations.push(Quotation { text: content, line });
                    at = from + end;
                }
                None if goes_on(mark, next) => {
                    let text = inside.to_owned();
                    *carried = Some(Carried { mark, text, line });
                    return;
                }
                None => {
                    self.unclosed.push(line);
                    unclosed += 1;
                    if unclosed > MOST_UNCLOSED {
                        return;
                    }
                    at = from;
                }
            }
        }
    }

    /// Goes on with a quotation of the block before, and says where it ends in this one.
    fn carried_on(
        &mut self,
        block: &DraftBlock,
        carried: &mut Option<Carried>,
        next: Option<char>,
    ) -> usize {
        let Some(open) = carried.take() else { return 0 };
        let text = block.text.as_str();
        let head = text.len() - text.trim_start().len();
        let repeated = text.get(head..).and_then(|text| text.chars().next());
        let from = head + repeated.map_or(0, char::len_utf8);
        let inside = text.get(from..).unwrap_or_default();
        match close_of(inside, open.mark) {
            Some((end, content)) => {
                let text = format!("{}\n{content}", open.text);
                self.quotations.push(Quotation { text, line: open.line });
                from + end
            }
            None if goes_on(open.mark, next) => {
                let text = format!("{}\n{inside}", open.text);
                *carried = Some(Carried { text, ..open });
                block.text.len()
            }
            None => {
                self.unclosed.push(open.line);
                0
            }
        }
    }
}

fn is_open(mark: char) -> bool {
    matches!(mark, '«' | '“' | '„' | '‘' | '‹')
}

/// Whether a quotation goes on in a block that begins so.
fn goes_on(mark: char, next: Option<char>) -> bool {
    next.is_some_and(|next| {
        next == mark || mark == '«' && next == '»' || mark == '“' && next == '”'
    })
}

/// The next mark from a byte on that opens a quotation.
fn next_open(text: &str, from: usize) -> Option<(usize, char)> {
    let rest = text.get(from..)?;
    let mut before = text.get(..from)?.chars().next_back();
    for (at, c) in rest.char_indices() {
        let after = rest.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let within_word = before.is_some_and(char::is_alphanumeric);
        let opens = match c {
            '"' => !within_word && after.is_some_and(|after| !is_stop(after)),
            '‘' => !within_word && after.is_some_and(|after| !after.is_whitespace()),
            c => is_open(c),
        };
        if opens {
            return Some((from + at, c));
        }
        before = Some(c);
    }
    None
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | ')' | '!' | '?')
}

/// Where the quotation ends that a mark before `text` opens: the byte after the mark that closes it;
/// and its text, without the guillemets that stand at the head of its lines.
fn close_of(text: &str, mark: char) -> Option<(usize, String)> {
    let mut content = String::new();
    let mut depth = 0usize;
    // guillemets are repeated at the heads of all lines or of none
    let mut repeated = mark == '«';
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let rest = text.get(end..).unwrap_or_default();
        if c == '\n' {
            repeated &= rest.trim_start_matches(SPACES).starts_with(['«', '»']);
        }
        let at_head = repeated && matches!(c, '«' | '»') && is_head(text, at);
        if at_head && (c == '«' || next_guillemet(rest) == Some('»')) {
            continue;
        }

        if closes(mark, c, text.get(..at).unwrap_or_default(), rest) {
            if depth == 0 {
                return Some((end, content.trim().to_owned()));
            }
            depth -= 1;
        } else if c == mark && mark != '"' && mark != '‘' {
            depth += 1;
        }
        content.push(c);
    }
    None
}

/// Whether a byte is the first of a line that is not the first.
fn is_head(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.trim_end_matches(SPACES).ends_with('\n')
}

fn next_guillemet(text: &str) -> Option<char> {
    text.chars().find(|c| matches!(c, '«' | '»'))
}

fn closes(mark: char, c: char, before: &str, after: &str) -> bool {
    match mark {
        '«' => c == '»',
        '“' => c == '”',
        '„' => matches!(c, '“' | '”'),
        '‹' => c == '›',
        '"' => c == '"',
        // an apostrophe is the same sign: it stands before a letter, or after the s of a plural
        '‘' => {
            let next = after.chars().next();
            let last = before.chars().next_back();
            c == '’' && !next.is_some_and(char::is_alphanumeric) && last != Some('s')
        }
        _ => false,
    }
}
