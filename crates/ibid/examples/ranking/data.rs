//! The development sets, and what phase two sees of their candidates.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use ibid::Feature;
use ibid::Lang;
use ibid::Library;
use ibid::eval::beir::{Judged, Options};
use rayon::prelude::*;

/// A row of the table: a set, or one language of a set in two.
pub(crate) struct Row {
    pub(crate) set: &'static str,
    pub(crate) lang: Lang,
    pub(crate) qrels: &'static str,
    pub(crate) field: Option<&'static str>,
    /// The set that its judgements come from: weights that never saw the row are found without it.
    pub(crate) of: &'static str,
    /// nDCG@10 of Lucene 9.9.1 on the same judgements, the better of two analysers of the language;
    /// `None` for the sets of our own making.
    pub(crate) lucene: Option<f64>,
}

impl Row {
    /// Whether it is part of the means, and seen by the search.
    pub(crate) fn counts(&self) -> bool {
        self.lucene.is_some()
    }

    /// Its set and language, as tables name it.
    pub(crate) fn label(&self) -> String {
        format!("{} ({})", self.set, self.lang.code())
    }
}

/// The rows, French first: in each language most are questions to pages or paragraphs, and the last
/// two are short answers beside long pages, or speech.
const ROWS: [Row; 15] = [
    row("cdtn-real-queries", Lang::Fr, "test", Some("topic"), 0.3236),
    row("piaf-v1.1", Lang::Fr, "test", None, 0.8010),
    row("service-public-qr", Lang::Fr, "test", None, 0.6017),
    row("xl-softdocs", Lang::Fr, "mono", None, 0.6788),
    row("xl-canada-laws", Lang::Fr, "mono", None, 0.4210),
    row("cnil-faq", Lang::Fr, "test", None, 0.6641),
    row("fr-faq-gouv", Lang::Fr, "test", None, 0.5729),
    row("afriqa-en", Lang::En, "test", None, 0.6984),
    row("squad2-dev-en", Lang::En, "test", None, 0.8901),
    row("cisi", Lang::En, "test", None, 0.3175),
    row("cacm", Lang::En, "test", None, 0.4561),
    row("xl-softdocs", Lang::En, "mono", None, 0.6899),
    row("xl-canada-laws", Lang::En, "mono", None, 0.4688),
    row("en-faq-gov", Lang::En, "test", None, 0.3985),
    row("btc-chapters", Lang::En, "test", None, 0.3352),
];

/// Rows of our own making (`make.rs`): shown under the others, and no part of means and verdicts.
const OWN: [Row; 4] = [
    own("service-public-untitled", Lang::Fr, None, "service-public-qr"),
    own("cdtn-untitled", Lang::Fr, Some("topic"), "cdtn-real-queries"),
    own("cnil-faq-mixed", Lang::Fr, None, "cnil-faq"),
    own("en-faq-gov-mixed", Lang::En, None, "en-faq-gov"),
];

/// The rows whose sets are there; those of our own making may be missing.
pub(crate) fn all(data: &Path) -> impl Iterator<Item = &'static Row> {
    let own = OWN.iter().filter(|row| folder(data, row).join("corpus.jsonl").exists());
    ROWS.iter().chain(own)
}

const fn own(set: &'static str, lang: Lang, field: Option<&'static str>, of: &'static str) -> Row {
    Row { set, lang, qrels: "test", field, of, lucene: None }
}

const fn row(
    set: &'static str,
    lang: Lang,
    qrels: &'static str,
    field: Option<&'static str>,
    lucene: f64,
) -> Row {
    Row { set, lang, qrels, field, of: set, lucene: Some(lucene) }
}

/// A row with its questions.
pub(crate) struct Loaded {
    pub(crate) row: &'static Row,
    pub(crate) asked: Vec<Asked>,
}

/// The candidates of one query.
pub(crate) struct Asked {
    pub(crate) group: String,
    /// The best sum of gains that any ranking can have.
    pub(crate) ideal: f64,
    /// For each document the gain of finding it.
    pub(crate) gains: Vec<f32>,
    /// For each passage its document.
    pub(crate) documents: Vec<u16>,
    pub(crate) features: Vec<[f32; Feature::COUNT]>,
}

/// The folder of a row's set.
pub(crate) fn folder(data: &Path, row: &Row) -> PathBuf {
    data.join("beir").join(row.set)
}

/// The index of a row's set, and its judgements.
pub(crate) fn open(data: &Path, row: &Row) -> Result<(Library, Judged), Box<dyn Error>> {
    let folder = folder(data, row);
    let index = data.join("index").join(row.set);
    ibid::build_with(&[folder.join("corpus.jsonl")], &index, &ibid::IndexOptions::default())?;
    let options = Options {
        lang: Some(row.lang),
        qrels: row.qrels.to_owned(),
        macro_field: row.field.map(str::to_owned),
        ..Options::default()
    };
    Ok((ibid::open(&index)?, Judged::read(&folder, &options)?))
}

/// Asks the queries of a row, at most `most` of them, spread evenly.
pub(crate) fn load(data: &Path, row: &Row, most: usize) -> Result<Vec<Asked>, Box<dyn Error>> {
    let (library, judged) = open(data, row)?;
    let queries: Vec<_> = judged.queries().collect();
    let step = queries.len().div_ceil(most).max(1);
    let chosen: Vec<_> = queries.into_iter().step_by(step).collect();
    let asked = chosen.par_iter().map(|(text, group, grades)| {
        let found = library.explain(text)?;
        let mut numbers: HashMap<&str, u16> = HashMap::new();
        let mut asked = Asked {
            group: (*group).to_owned(),
            ideal: ideal(grades),
            gains: Vec::new(),
            documents: Vec::new(),
            features: Vec::new(),
        };
        for (hit, features) in &found {
            let name = hit.document_name();
            let next = numbers.len() as u16;
            let number = *numbers.entry(name).or_insert(next);
            if number == next {
                asked.gains.push(grades.get(name).copied().unwrap_or(0.0) as f32);
            }
            asked.documents.push(number);
            asked.features.push(Feature::ALL.map(|feature| features.get(feature) as f32));
        }
        Ok::<_, ibid::Error>(asked)
    });
    Ok(asked.collect::<Result<_, _>>()?)
}

fn ideal(grades: &HashMap<String, f64>) -> f64 {
    let mut gains: Vec<f64> = grades.values().copied().filter(|g| *g > 0.0).collect();
    gains.sort_by(|a, b| b.total_cmp(a));
    discounted(gains.into_iter())
}

/// The discounted gain of the first ten.
pub(crate) fn discounted(gains: impl Iterator<Item = f64>) -> f64 {
    gains.take(10).enumerate().map(|(i, gain)| gain / ((i + 2) as f64).log2()).sum()
}
