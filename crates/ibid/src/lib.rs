#![doc = include_str!("../README.md")]
//!
//! # What is here
//!
//! [`build()`] and [`Indexer`] put files and texts into an index, [`open`] opens one as a
//! [`Library`], and a [`Response`] holds the answer. [`Engine`] answers the same questions over any
//! store, [`Memory`] for one. [`SearchParams`] is a question as plain strings and numbers, and
//! [`Error::kind`] says what kind of thing went wrong.
//!
//! Whoever writes a store of their own depends on `ibid-core`, and begins with its `backend`.

/// The examples of the guide, compiled and run as those of this page.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.en.md")]
#[doc = include_str!("../docs/library.fr.md")]
mod guide {}

#[cfg(feature = "bench")]
pub mod bench;
mod check;
mod draft;
mod error;
pub mod eval;
mod export;
mod indexer;
mod library;
mod random;
mod source_state;
pub mod survey;
mod text;

pub use check::{CheckProgress, CheckReport, CheckStage, check};
pub use draft::{check_draft, load_draft};
pub use error::{Error, ErrorKind, Result};
pub use export::{Exported, export};
pub use indexer::{
    Failure, Forgot, IndexOptions, Indexer, PassedOver, Progress, Summary, Warned, build,
    build_with, forget, reindex,
};
pub use indexer::{LEAST_MEMORY, today, whole_path};
pub use library::{Library, Stats, open, open_several};
pub use text::add_text;

pub use ibid_core::address::percent_encoded;
pub use ibid_core::backend::{
    Backend, Counts, DocumentRecord, Snapshot, SourcePath, SourceRecord, Store,
};
pub use ibid_core::diagnostic::{Code, Diagnostic, ProblemKind, Reason};
pub use ibid_core::document::{Date, Document, Evidence, Medium};
pub use ibid_core::facets::Facet;
pub use ibid_core::hit::{Hit, Hits};
pub use ibid_core::ids::{DocumentId, PassageId, SourceId};
pub use ibid_core::lang::Lang;
pub use ibid_core::lexicon::terms::TermList;
pub use ibid_core::passage::Passage;
pub use ibid_core::path_text;
pub use ibid_core::query::{Budget, Filter, Order};
pub use ibid_core::ranking::{Feature, Features, Place, ScoreRule};
pub use ibid_core::rules::Rule;
pub use ibid_core::several::Several;
pub use ibid_core::time::Timecode;
pub use ibid_index::{
    BrokenFile, Checked, Error as IndexError, Manifest, Reader, Writer, WriterOptions,
};
#[doc(hidden)]
pub use ibid_index::{sealed, unsealed};
pub use ibid_ingest::{
    Draft, Error as ReadError, Limits, Quotation, read_bytes, read_draft, read_file, split,
};
pub use ibid_memory::{Memory, MemoryWriter};
pub use ibid_query::answer::{
    AcrossView, AnswerOptions, Completion, Expansion, HighlightView, HitView, PairView,
    PassageView, PlaceView, QueryView, Response, Suggestion,
};
pub use ibid_query::cite::{Citation, CiteOptions, LocalLinks};
pub use ibid_query::explain::{Explanation, PartView};
pub use ibid_query::facets::{FacetsView, Named};
pub use ibid_query::origin::{Origin, SourceState, Sourced, stale};
pub use ibid_query::reference::{Reference, ReferenceKind, ReferenceOptions, ReferenceStyle};
pub use ibid_query::snippet::Snippet;
pub use ibid_query::verify::{
    Agreement, CheckedQuotation, Difference, DraftQuote, DraftReport, DraftSummary, DraftVerdict,
    Nearest, QuotePart, TextMatch, Verdict,
};
pub use ibid_query::{Engine, ParamError, ParamField, SearchOptions, SearchParams, VerifyOptions};

/// The words and stems that a text is found by.
pub mod analysis {
    pub use ibid_core::analysis::{Analyzer, Kind, Token, Tokens};
    pub use ibid_core::identify::identify;
}

/// Lists of terms of one's own in both languages: tables (CSV, TSV), TBX, and gettext's .po.
///
/// ```
/// use ibid::terms::{TermLimits, read_bytes};
///
/// let table = "fr,en\nfonction publique,civil service\ncourriel | mél,email\n,bug\n";
/// let (list, warnings) = read_bytes(table.as_bytes(), "terms.csv", &TermLimits::default())?;
/// assert_eq!((list.len(), list.name()), (2, "terms:terms.csv"));
/// let told = "terms.csv, line 4: left out: there is no term in one of the two languages";
/// assert_eq!(warnings[0].message, told);
///
/// let options = ibid::SearchOptions::default().with_terms(vec![list.into()]);
/// // library.search_with("un courriel de la fonction publique", &options)
/// # assert_eq!(options.terms.len(), 1);
/// # Ok::<(), ibid::ReadError>(())
/// ```
pub mod terms {
    pub use ibid_core::lexicon::terms::{Builder, Direction, Entry, LeftOut, TermList};
    pub use ibid_ingest::terms::{TermLimits, read_bytes, read_file};
}

/// JSON schemas of questions and answers.
#[cfg(feature = "schema")]
pub mod schema {
    pub use ibid_query::schema::*;

    /// The schema of [`BenchReport`](crate::bench::BenchReport).
    #[cfg(feature = "bench")]
    pub fn bench_report() -> schemars::Schema {
        schemars::schema_for!(crate::bench::BenchReport)
    }
}
