//! The rows of a table, with their lines. A quotation mark that is never closed must not swallow the
//! rows below it.

use csv::{Reader, ReaderBuilder, StringRecord};
use ibid_core::diagnostic::ProblemKind;
use ibid_core::lexicon::terms::LeftOut;

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it begins, from 1.
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
}

/// Reads rows one after the other: those that are empty or a comment are passed over.
pub(super) struct Rows<'t> {
    text: &'t str,
    delimiter: u8,
    reader: Reader<&'t [u8]>,
    record: StringRecord,
    /// Where the reader began, in bytes and in lines.
    from: usize,
    before: u32,
    /// How many bytes may still be read a second time.
    again: usize,
}

impl<'t> Rows<'t> {
    /// The rows of `text`, before which there are `before` lines.
    pub(super) fn new(text: &'t str, delimiter: u8, before: u32) -> Self {
        let reader = reader(text, delimiter, true);
        let record = StringRecord::new();
        Rows { text, delimiter, reader, record, from: 0, before, again: text.len() }
    }

    /// The next record as it stands in the text, and the lines before it; nothing at the end.
    fn raw(&mut self) -> Option<(usize, &'t str, u32)> {
        let read = self.reader.read_record(&mut self.record);
        if !read.unwrap_or(false) {
            return None;
        }
        let start = self.record.position()?;
        let at = self.from.saturating_add(usize::try_from(start.byte()).ok()?);
        let end = usize::try_from(self.reader.position().byte()).ok()?;
        let raw = self.text.get(at..self.from.saturating_add(end))?;
        let line = u32::try_from(start.line()).unwrap_or(u32::MAX);

        // blank lines before a record are counted to it
        let skipped = raw.len() - raw.trim_start_matches('\n').len();
        let lines = u32::try_from(skipped).unwrap_or(u32::MAX).saturating_add(line);
        let before = self.before.saturating_add(lines.saturating_sub(1));
        Some((at + skipped, raw.get(skipped..)?, before))
    }

    /// Goes on behind the first line of what was read from `at`, where a quotation mark is open.
    fn step_back(&mut self, at: usize, raw: &str, before: u32) {
        let line = raw.find('\n').map_or(raw.len(), |end| end + 1);
        let quoting = self.again >= raw.len();
        self.again = self.again.saturating_sub(raw.len());
        self.from = at + line;
        self.before = before.saturating_add(1);
        let rest = self.text.get(self.from..).unwrap_or_default();
        self.reader = reader(rest, self.delimiter, quoting);
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, LeftOut>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (at, raw, before) = self.raw()?;
            let line = before.saturating_add(1);
            if raw.trim_end().contains('\n') && !is_closed(raw, self.delimiter) {
                self.step_back(at, raw, before);
                return Some(Err(LeftOut::new(line, ProblemKind::OpenCell)));
            }

            let cells: Vec<String> = self.record.iter().map(str::to_owned).collect();
            let is_empty = cells.iter().all(|cell| cell.trim().is_empty());
            let first = cells.first().map(|cell| cell.trim_start()).unwrap_or_default();
            let is_comment = first.starts_with("# ") || first == "#";
            if !is_empty && !is_comment {
                return Some(Ok(Row { line, cells }));
            }
        }
    }
}

fn reader(text: &str, delimiter: u8, quoting: bool) -> Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true).quoting(quoting);
    builder.from_reader(text.as_bytes())
}

/// Whether each cell that begins with a quotation mark ends with one.
fn is_closed(raw: &str, delimiter: u8) -> bool {
    let mut rest = raw.as_bytes();
    loop {
        rest = match rest {
            [] => return true,
            [b'"', inside @ ..] => match after_cell(inside) {
                Some(after) => after,
                None => return false,
            },
            _ => {
                let end = rest.iter().position(|b| *b == delimiter || *b == b'\n');
                rest.get(end.unwrap_or(rest.len())..).unwrap_or_default()
            }
        };
        rest = match rest {
            [] => return true,
            [b'\r', b'\n', after @ ..] => after,
            [sign, after @ ..] if *sign == delimiter || *sign == b'\n' => after,
            _ => return false,
        };
    }
}

/// What follows the mark that closes a cell; two marks are one of its text.
fn after_cell(inside: &[u8]) -> Option<&[u8]> {
    let mut rest = inside;
    loop {
        let at = rest.iter().position(|b| *b == b'"')?;
        rest = rest.get(at + 1..)?;
        match rest.strip_prefix(b"\"") {
            Some(after) => rest = after,
            None => return Some(rest),
        }
    }
}
