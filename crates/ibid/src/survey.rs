//! What can be read in a folder: how many files of each format, how much was said in them, and what
//! went wrong.

use std::collections::BTreeMap;
use std::path::Path;

use ibid_core::document::{BlockKind, Document};
use ibid_core::format::Format;
use ibid_ingest::{Error, Found, Limits, walk};
use rayon::prelude::*;
use serde::Serialize;

use crate::indexer::{Failure, PassedOver, Warned};

/// What was read of the files of one format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FormatStats {
    /// Files.
    pub files: u64,
    /// Documents: more than files where a file holds several.
    pub documents: u64,
    /// Captions, segments, interventions.
    pub cues: u64,
    /// Words, without those of headings and what nobody said.
    pub words: u64,
    /// Passages.
    pub passages: u64,
    /// Passages of which it is known who speaks.
    pub with_speaker: u64,
    /// Passages whose citation opens a page or a recording, and not the file itself.
    pub with_link: u64,
    /// Warnings.
    pub warnings: u64,
    /// Files that could not be read.
    pub failures: u64,
}

impl FormatStats {
    fn add(&mut self, other: &FormatStats) {
        self.files += other.files;
        self.documents += other.documents;
        self.cues += other.cues;
        self.words += other.words;
        self.passages += other.passages;
        self.with_speaker += other.with_speaker;
        self.with_link += other.with_link;
        self.warnings += other.warnings;
        self.failures += other.failures;
    }
}

/// What a folder holds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Survey {
    /// One row a format, by its name; files of an unknown format under `?`.
    pub formats: BTreeMap<String, FormatStats>,
    /// Files that are not read, and why.
    pub passed_over: Vec<PassedOver>,
    /// What to know of files that were read.
    pub warnings: Vec<Warned>,
    /// Files that could not be read, and why.
    pub failed: Vec<Failure>,
}

/// Reads every file under `folder`, on all threads, and keeps none.
pub fn survey(folder: &Path, limits: &Limits) -> Survey {
    let mut survey = Survey::default();
    let mut walk = walk(folder);
    survey.passed_over.extend(PassedOver::beside(&mut walk));
    for (path, error) in walk.failures {
        survey.fail(path.to_string_lossy().into_owned(), &error);
    }

    let read = |file: &Found| Seen::of(file.read(limits));
    let seen: Vec<Seen> = walk.files.par_iter().map(read).collect();
    for (file, seen) in walk.files.into_iter().zip(seen) {
        survey.take(file.shown, seen);
    }

    survey
}

/// What is kept of one file.
enum Seen {
    Read(Format, FormatStats, Vec<ibid_core::diagnostic::Diagnostic>),
    NotRead(Error),
    Failed(Error),
}

impl Seen {
    fn of(read: Result<Vec<Document>, Error>) -> Self {
        let documents = match read {
            Ok(documents) => documents,
            Err(error @ Error::NotRead { .. }) => return Seen::NotRead(error),
            Err(error) => return Seen::Failed(error),
        };

        let mut row = FormatStats { files: 1, ..FormatStats::default() };
        let mut diagnostics = Vec::new();
        for document in &documents {
            row.documents += 1;
            row.cues += document.cues.len() as u64;
            row.words += words(document);
            let passages = ibid_ingest::split(document);
            row.passages += passages.len() as u64;
            row.with_speaker += passages.iter().filter(|p| p.speaker.is_some()).count() as u64;
            row.with_link += passages.iter().filter(|p| p.about.medium.is_some()).count() as u64;
            diagnostics.extend(document.warnings.iter().cloned());
        }

        let format = documents.first().map_or(Format::Empty, |document| document.format);
        Seen::Read(format, row, diagnostics)
    }
}

fn words(document: &Document) -> u64 {
    let said = document
        .blocks
        .iter()
        .filter(|block| !block.non_speech && !matches!(block.kind, BlockKind::Heading(_)));
    let count = |text: &str| {
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    };
    said.map(|block| count(&block.text) as u64).sum()
}

impl Survey {
    fn take(&mut self, path: String, seen: Seen) {
        match seen {
            Seen::NotRead(error) => self.passed_over.extend(PassedOver::of(path, &error)),
            Seen::Failed(error) => self.fail(path, &error),
            Seen::Read(format, mut read, mut diagnostics) => {
                let passages = read.passages;
                let empty = PassedOver::without_text(&path, format, passages, &mut diagnostics);
                self.passed_over.extend(empty);
                read.warnings = diagnostics.len() as u64;
                self.formats.entry(format.name().to_owned()).or_default().add(&read);
                let warned = |diagnostic| Warned { path: path.clone(), diagnostic };
                self.warnings.extend(diagnostics.into_iter().map(warned));
            }
        }
    }

    fn fail(&mut self, path: String, error: &Error) {
        let format = match error {
            Error::Malformed { format, .. } => format,
            Error::NoGoodLine { .. } => Format::JsonLines.name(),
            _ => "?",
        };

        let row = self.formats.entry(format.to_owned()).or_default();
        row.files += 1;
        row.failures += 1;
        self.failed.push(Failure::new(path, error.diagnostic()));
    }

    /// All formats together.
    pub fn all(&self) -> FormatStats {
        let mut all = FormatStats::default();
        self.formats.values().for_each(|row| all.add(row));
        all
    }
}
