//! Which columns of a table hold the terms of which language.

use ibid_core::diagnostic::ProblemKind;
use ibid_core::identify::identify;
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::LeftOut;
use ibid_core::wordlist::WordList;

use super::rows::Row;

/// What a column of terms is called beside its language: `TERM_EN`, `SYNONYMES_FR`.
const TERMS: WordList = WordList(
    "term terms terme termes synonym synonyms synonyme synonymes abbreviation abbreviations \
     abréviation abréviations label libellé",
);

/// What the first line of a table may name in place of languages.
const SIDES: WordList = WordList(
    "source target cible term terme terms termes translation traduction equivalent équivalent",
);

/// What names the column of directions.
const DIRECTIONS: WordList = WordList("direction sens");

/// How sure the words of both columns must be together, to go against the order of the two.
const SURE_ENOUGH: f32 = 0.8;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// By `Lang::slot`.
    langs: [Vec<usize>; Lang::ALL.len()],
    pub(super) direction: Option<usize>,
    /// How many there are.
    pub(super) count: usize,
    /// Whether the first row names them.
    pub(super) has_head: bool,
    /// Whether the first column is taken for English because of its words.
    pub(super) told_english_first: bool,
}

impl Columns {
    /// Finds the columns by the first rows of a table.
    pub(super) fn new(sample: &[Row]) -> Result<Self, LeftOut> {
        let Some(first) = sample.first() else {
            return Err(LeftOut::new(1, ProblemKind::NoEntry));
        };
        if is_head(first) {
            return Ok(named(first));
        }
        // one language is named by its code, and the other is not
        if first.cells.iter().any(|cell| is_code(cell)) {
            return Err(LeftOut::new(first.line, ProblemKind::NoTermLanguages));
        }

        told(first, sample)
    }

    /// The columns of a language.
    pub(super) fn of(&self, lang: Lang) -> &[usize] {
        self.langs.get(Lang::slot(Some(lang))).map(Vec::as_slice).unwrap_or_default()
    }

    fn add(&mut self, lang: Lang, column: usize) {
        if let Some(columns) = self.langs.get_mut(Lang::slot(Some(lang))) {
            columns.push(column);
        }
    }
}

/// Whether a row names columns of both languages.
pub(super) fn is_head(row: &Row) -> bool {
    let has = |lang| row.cells.iter().any(|cell| column_language(cell) == Some(lang));
    Lang::ALL.into_iter().all(has)
}

fn named(head: &Row) -> Columns {
    let mut columns = Columns { has_head: true, count: head.cells.len(), ..Columns::default() };
    for (at, cell) in head.cells.iter().enumerate() {
        if let Some(lang) = column_language(cell) {
            columns.add(lang, at);
        } else if DIRECTIONS.has(&cell.trim().to_lowercase()) {
            columns.direction = Some(at);
        }
    }
    columns
}

/// The columns of a table that does not name them.
fn told(first: &Row, sample: &[Row]) -> Result<Columns, LeftOut> {
    let side = |cell: &&String| SIDES.has(&cell.trim().to_lowercase());
    let has_head = first.cells.len() > 1 && first.cells.iter().take(2).all(|cell| side(&cell));
    let rows = sample.get(usize::from(has_head)..).unwrap_or_default();
    let guess = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        identify(&cells.map(String::as_str).collect::<Vec<_>>().join("\n"))
    };

    let guesses = [guess(0), guess(1)];
    if guesses.iter().any(|guess| guess.foreign) {
        return Err(LeftOut::new(first.line, ProblemKind::NoTermLanguages));
    }
    let [english_first, english_second] = guesses.map(|guess| match guess.lang {
        Some(Lang::En) => guess.confidence,
        Some(Lang::Fr) => -guess.confidence,
        None => 0.0,
    });
    let told_english_first = english_first - english_second >= SURE_ENOUGH;

    let mut columns =
        Columns { count: count(rows), has_head, told_english_first, ..Columns::default() };
    let first = if told_english_first { Lang::En } else { Lang::Fr };
    columns.add(first, 0);
    columns.add(first.other(), 1);
    // a third cell may tell the direction, and is a note of some kind otherwise
    let mut third = rows.iter().filter_map(|row| row.cells.get(2)).peekable();
    let is_direction = |cell: &String| super::direction(cell).is_some();
    columns.direction = (third.peek().is_some() && third.all(is_direction)).then_some(2);

    Ok(columns)
}

/// How many cells the most rows have; of as many the more.
fn count(rows: &[Row]) -> usize {
    let mut counts: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
    counts.sort_unstable();
    let runs = counts.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).and_then(|run| run.first()).copied().unwrap_or_default()
}

/// The language that a word names: by its tag, or by its name in French.
pub(super) fn language(name: &str) -> Option<Lang> {
    match name.trim().to_lowercase().as_str() {
        "francais" => Some(Lang::Fr),
        "anglais" => Some(Lang::En),
        tag => Lang::from_tag(tag),
    }
}

/// The language of the column that a cell names.
fn column_language(cell: &str) -> Option<Lang> {
    let name = cell.trim().to_lowercase();
    let parts: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [tag] | [tag, "ca" | "fr" | "gb" | "us" | "be" | "ch" | "uk" | "au" | "ie"]
            if language(tag).is_some() =>
        {
            language(tag)
        }
        [what, tag] | [tag, what] if TERMS.has(what) => language(tag),
        _ => None,
    }
}

/// `fr`, `EN`, `fr-CA`.
fn is_code(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() <= 6 && cell.is_ascii() && column_language(cell).is_some()
}
