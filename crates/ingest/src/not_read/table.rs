//! Tables that name no times: what a spreadsheet was saved as.

/// How many lines tell.
const LOOKED_AT: usize = 60;
/// A table has at least so many rows…
const FEWEST: usize = 3;
/// …and its cells are no longer than this, on an average, in bytes.
const LONGEST_CELL: usize = 60;

/// Whether a text is a table: each line has as many cells as the others.
pub(super) fn is_table(text: &str) -> bool {
    [(b'\t', 2), (b';', 3), (b',', 3)]
        .into_iter()
        .any(|(delimiter, cells)| is_parted(text, delimiter, cells))
}

fn is_parted(text: &str, delimiter: u8, fewest: usize) -> bool {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .quoting(delimiter != b'\t')
        .from_reader(text.as_bytes());
    let (mut rows, mut width, mut cells, mut bytes, mut spaced) = (0, 0, 0, 0, 0);

    for record in reader.records().take(LOOKED_AT) {
        let Ok(record) = record else { return false };
        if rows == 0 {
            width = record.len();
        }
        if record.len() != width || width < fewest {
            return false;
        }
        rows += 1;
        cells += record.len();
        bytes += record.iter().map(str::len).sum::<usize>();
        // In prose a space follows the sign.
        spaced += record.iter().skip(1).filter(|cell| cell.starts_with(' ')).count();
    }

    rows >= FEWEST && spaced * 2 < cells && bytes < cells * LONGEST_CELL
}
