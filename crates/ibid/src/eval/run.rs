//! A run: for each query the documents that were found, as TREC writes it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// The answers to queries, by the ids of these: documents with their scores, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// By query.
    pub answers: BTreeMap<String, Vec<(String, f64)>>,
}

impl Run {
    /// Writes `QUERY Q0 DOCUMENT RANK SCORE ibid`, one a line.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let failed = |source| Error::File { path: path.to_owned(), source };
        let mut out = BufWriter::new(fs::File::create(path).map_err(failed)?);
        for (query, documents) in &self.answers {
            for (i, (document, score)) in documents.iter().enumerate() {
                writeln!(out, "{query} Q0 {document} {} {score:.6} ibid", i + 1).map_err(failed)?;
            }
        }
        out.flush().map_err(failed)
    }

    /// Reads what [`Run::write`] or another engine wrote: by score, ties by rank.
    ///
    /// # Errors
    /// When the file cannot be read. Lines with fewer than five fields say nothing.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .map_err(|source| Error::File { path: path.to_owned(), source })?;
        let mut found: BTreeMap<String, Vec<(f64, u64, String)>> = BTreeMap::new();
        for line in text.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [query, _, document, rank, score, ..] = fields[..] else { continue };
            let (Ok(rank), Ok(score)) = (rank.parse(), score.parse()) else { continue };
            let entry = found.entry(query.to_owned()).or_default();
            entry.push((score, rank, document.to_owned()));
        }

        let ordered = |mut documents: Vec<(f64, u64, String)>| {
            documents.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            documents.into_iter().map(|(score, _, document)| (document, score)).collect()
        };
        let answers = found.into_iter().map(|(query, documents)| (query, ordered(documents)));
        Ok(Run { answers: answers.collect() })
    }
}
