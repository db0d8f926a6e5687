//! The word tables, read once. Adding a row to a table is all it takes to add a word.

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::folded;

pub(super) const FRENCH_IRREGULARS: &str = include_str!("../../tables/french_irregulars.tsv");
pub(super) const FRENCH_EXCEPTIONS: &str = include_str!("../../tables/french_exceptions.tsv");
pub(super) const FRENCH_STOPWORDS: &str = include_str!("../../tables/french_stopwords.txt");
pub(super) const ENGLISH_IRREGULARS: &str = include_str!("../../tables/english_irregulars.tsv");
pub(super) const ENGLISH_EXCEPTIONS: &str = include_str!("../../tables/english_exceptions.tsv");
pub(super) const ENGLISH_ISE: &str = include_str!("../../tables/english_ise_exceptions.txt");
pub(super) const ENGLISH_STOPWORDS: &str = include_str!("../../tables/english_stopwords.txt");

/// Every table: a row that changes makes other terms, and so another fingerprint.
pub(super) const ALL: [&str; 7] = [
    FRENCH_IRREGULARS,
    FRENCH_EXCEPTIONS,
    FRENCH_STOPWORDS,
    ENGLISH_IRREGULARS,
    ENGLISH_EXCEPTIONS,
    ENGLISH_ISE,
    ENGLISH_STOPWORDS,
];

/// Rows of two columns parted by a tab; `#` starts a comment line.
pub(super) type Pairs = FxHashMap<String, &'static str>;

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim_end).filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// Reads a table of pairs; each form can also be looked up with its accents left out, unless that
/// is a row of its own.
pub(super) fn pairs(text: &'static str) -> Pairs {
    let mut pairs = Pairs::default();
    let rows = || lines(text).filter_map(|line| line.split_once('\t'));
    for (form, to) in rows() {
        pairs.insert(form.to_owned(), to);
    }
    for (form, to) in rows() {
        pairs.entry(folded(form)).or_insert(to);
    }
    pairs
}

/// Reads a list of words.
pub(super) fn words(text: &'static str) -> FxHashSet<&'static str> {
    lines(text).collect()
}
