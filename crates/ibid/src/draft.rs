//! Drafts, held against the sources of any store.

use std::path::Path;

use ibid_core::backend::Backend;
use ibid_ingest::{Draft, Limits};
use ibid_query::verify::{CheckedQuotation, DraftReport};
use ibid_query::{Engine, VerifyOptions};

/// Holds every quotation of a draft against the sources of a store. For an index on disk
/// [`Library::verify_draft`](crate::Library::verify_draft) does more: it looks whether files are as
/// they were.
///
/// ```
/// use ibid::{Engine, Memory, Store, VerifyOptions, add_text, check_draft, read_draft};
///
/// let memory = Memory::new();
/// let mut writer = memory.writer();
/// add_text(&mut writer, "note.txt", "The keeper climbed two hundred steps each evening.")?;
/// writer.commit()?;
///
/// let draft = read_draft("He “climbed three hundred steps each evening”.".as_bytes(), "draft")?;
/// let report = check_draft(&Engine::new(memory), draft, &VerifyOptions::default())?;
/// assert_eq!(report.summary.altered, 1);
/// let differs = &report.quotes[0].nearest.as_ref().map(|near| near.differs[0].source.clone());
/// assert_eq!(differs.as_deref(), Some("two"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the store cannot be read.
pub fn check_draft<B: Backend>(
    engine: &Engine<B>,
    draft: Draft,
    options: &VerifyOptions,
) -> Result<DraftReport, B::Error> {
    let checked = check_quotations(engine, &draft, options)?;
    Ok(report(draft, checked))
}

/// The bytes of a draft; `shown` is what errors call it.
///
/// # Errors
/// When the file cannot be read.
pub fn load_draft(path: &Path, shown: &str) -> Result<Vec<u8>, crate::Error> {
    Ok(ibid_ingest::file_bytes(path, shown, &Limits::default())?)
}

pub(crate) fn check_quotations<B: Backend>(
    engine: &Engine<B>,
    draft: &Draft,
    options: &VerifyOptions,
) -> Result<Vec<CheckedQuotation>, B::Error> {
    let quotations = draft.quotations.iter();
    quotations.map(|quotation| engine.check_quotation(&quotation.text, options)).collect()
}

pub(crate) fn report(draft: Draft, checked: Vec<CheckedQuotation>) -> DraftReport {
    let quotations = draft.quotations.into_iter().zip(checked);
    let quotations = quotations.map(|(quotation, one)| (quotation.text, quotation.line, one));
    DraftReport::new(quotations, draft.too_short, draft.warnings)
}
