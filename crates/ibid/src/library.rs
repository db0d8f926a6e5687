//! An index on disk, open for asking.

use std::path::{Path, PathBuf};

use ibid_core::backend::{Backend, Counts, DocumentRecord, Snapshot, SourceRecord};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::{DocumentId, PassageId};
use ibid_core::ranking::Features;
use ibid_core::several::Several;
use ibid_index::{Manifest, Reader};
use ibid_query::answer::{Completion, PassageView};
use ibid_query::cite::CiteOptions;
use ibid_query::origin::stale;
use ibid_query::reference::Reference;
use ibid_query::verify::{DraftReport, Verdict};
use ibid_query::{Engine, Response, SearchOptions, SearchParams, VerifyOptions};
use serde::{Deserialize, Serialize};

use crate::draft;
use crate::error::Result;
use crate::indexer::whole_path;
use crate::source_state::{Look, OneStateEngine, Verdicts, compare};

/// The files of so many places of a quote are looked at, or of as many as are shown.
const PLACES_LOOKED_AT: usize = 20;

/// An index on disk, or several as one, open for asking: an [`Engine`] over them. Can be shared
/// between threads.
pub struct Library {
    engine: Engine<Several<Reader>>,
    paths: Vec<PathBuf>,
    manifest: Manifest,
    /// What reading files has told.
    verdicts: Verdicts,
}

/// Opens an index.
///
/// # Errors
/// When there is none at this path, when another version's analysis wrote it, or when it is
/// damaged.
pub fn open(index: impl AsRef<Path>) -> Result<Library> {
    let path = index.as_ref().to_owned();
    let reader = Reader::open(&path)?;
    let manifest = reader.manifest().clone();
    Ok(Library::new(vec![reader], vec![path], manifest))
}

/// Opens several indexes, which answer as one index would that holds all: in ids, order and scores.
/// One that is named twice is opened once. What lies in two of them counts twice in the numbers that
/// rank, and is one hit.
///
/// # Errors
/// Those of [`open`], for the first that cannot be opened; [`IndexError::Missing`](crate::IndexError::Missing) where none is
/// given.
pub fn open_several(indexes: &[PathBuf]) -> Result<Library> {
    let (mut seen, mut stores, mut paths) = (Vec::new(), Vec::new(), Vec::new());
    for path in indexes {
        let whole = whole_path(path);
        if !seen.contains(&whole) {
            stores.push(Reader::open(path)?);
            paths.push(path.clone());
            seen.push(whole);
        }
    }

    let Some(first) = stores.first() else { return open("") };
    let manifest = first.manifest().clone();
    Ok(Library::new(stores, paths, manifest))
}

/// What an index is and holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stats {
    /// Which state of the index this is: a number that grows with each commit.
    pub generation: u64,
    /// How much it holds.
    #[serde(flatten)]
    pub counts: Counts,
    /// Bytes of the files that were read.
    pub source_bytes: u64,
    /// What made it.
    #[serde(flatten)]
    pub manifest: Manifest,
}

impl Library {
    fn new(stores: Vec<Reader>, paths: Vec<PathBuf>, manifest: Manifest) -> Self {
        let engine = Engine::new(Several::new(stores));
        Library { engine, paths, manifest, verdicts: Verdicts::default() }
    }

    /// The engine, for what is not here.
    pub fn engine(&self) -> &Engine<Several<Reader>> {
        &self.engine
    }

    /// The folder of the index; of several that of the first.
    pub fn path(&self) -> &Path {
        self.paths.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// The folders of all indexes that answer.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// What made the index; of several the first.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The passages that answer best, at most `limit`, best first.
    ///
    /// Nothing that is asked is an error; what could not be honoured is in the response's warnings.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, words: &str, limit: usize) -> Result<Response> {
        self.search_with(words, &SearchOptions::default().with_limit(limit))
    }

    /// As [`Library::search`], with more to say.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search_with(&self, words: &str, options: &SearchOptions) -> Result<Response> {
        let state = self.engine.at_one_state()?;
        let response = state.search(words, options)?;
        self.looked_at(&state, response)
    }

    /// As [`Library::search`], with all that is asked in plain strings and numbers.
    ///
    /// # Errors
    /// [`Error::Param`](crate::Error::Param) where a value says nothing, and when the index cannot
    /// be read.
    pub fn ask(&self, params: &SearchParams) -> Result<Response> {
        self.search_with(&params.query, &params.options()?)
    }

    /// What [`Library::search_with`] answers with, before it is written: for measuring.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn hits(&self, words: &str, options: &SearchOptions) -> Result<Hits> {
        Ok(self.engine.hits(words, options)?)
    }

    /// The best passages with the features by which they are ranked: for tuning.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn explain(&self, words: &str) -> Result<Vec<(Hit, Features)>> {
        Ok(self.engine.explain(words)?)
    }

    /// Whether a quote is in the sources, to the letter or but for case, accents, apostrophes,
    /// punctuation and white space, and where; also among what nobody said. At most `limit` places.
    ///
    /// The files of the places are looked at: those that are as they were come first, and
    /// [`Verdict::stands`] says whether there is one. Of the others `source_state` and a warning tell.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn verify(&self, quote: &str, limit: usize) -> Result<Verdict> {
        self.verify_with(quote, &VerifyOptions::default().with_limit(limit))
    }

    /// As [`Library::verify`], with more to say.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn verify_with(&self, quote: &str, options: &VerifyOptions) -> Result<Verdict> {
        // places in files that have changed or gone give way to those after them
        let more = options.clone().with_limit(options.limit.max(PLACES_LOOKED_AT));
        let state = self.engine.at_one_state()?;
        let mut verdict = state.verify(quote, &more)?;
        compare(&state, &mut verdict.places, Look::Close, &self.verdicts)?;
        verdict.settle(options.limit.max(1));
        compare(&state, &mut verdict.nearest, Look::Close, &self.verdicts)?;
        verdict.warnings.extend(stale(&verdict.nearest));
        let parts = verdict.parts.iter_mut().map(|part| &mut part.place);
        compare(&state, parts, Look::Close, &self.verdicts)?;
        verdict.warnings.extend(stale(verdict.parts.iter().map(|part| &part.place)));
        Ok(verdict)
    }

    /// Holds every quotation of a draft against the sources: of `« … »`, `“ … ”`, `"…"`, block
    /// quotes, those of four words or more. The draft is Markdown, HTML, plain text, or what a word
    /// processor wrote; `name` is what errors call it.
    ///
    /// # Errors
    /// When the draft cannot be read, and when the index cannot be read.
    pub fn verify_draft(
        &self,
        draft: &[u8],
        name: &str,
        options: &VerifyOptions,
    ) -> Result<DraftReport> {
        let draft = ibid_ingest::read_draft(draft, name)?;
        let more = options.clone().with_limit(options.limit.max(PLACES_LOOKED_AT));
        let state = self.engine.at_one_state()?;
        let mut checked = draft::check_quotations(&state, &draft, &more)?;

        let places = checked.iter_mut().flat_map(|one| &mut one.places);
        compare(&state, places, Look::Close, &self.verdicts)?;
        let nearest = checked.iter_mut().flat_map(|one| &mut one.nearest);
        compare(&state, nearest, Look::Close, &self.verdicts)?;
        let parts = checked.iter_mut().flat_map(|one| &mut one.parts);
        compare(&state, parts.map(|part| &mut part.place), Look::Close, &self.verdicts)?;
        checked.iter_mut().for_each(|one| one.settle(options.limit.max(1)));
        Ok(draft::report(draft, checked))
    }

    /// A passage among its neighbours, `context` each way, in the order of the document; empty when
    /// no passage has this id. `source_state` says whether its file is as it was.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn show(&self, id: PassageId, context: u32) -> Result<Vec<PassageView>> {
        self.show_with(id, context, &CiteOptions::default())
    }

    /// As [`Library::show`], with citations written otherwise.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn show_with(
        &self,
        id: PassageId,
        context: u32,
        options: &CiteOptions,
    ) -> Result<Vec<PassageView>> {
        let state = self.engine.at_one_state()?;
        let mut passages = state.show(id, context, options)?;
        compare(&state, &mut passages, Look::Close, &self.verdicts)?;
        Ok(passages)
    }

    /// A passage as a reference, to be written in a style; `None` where no passage has this id.
    /// `source_state` says whether its file is as it was.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn reference(&self, id: PassageId, options: &CiteOptions) -> Result<Option<Reference>> {
        let state = self.engine.at_one_state()?;
        let mut reference = state.reference(id, options)?;
        compare(&state, &mut reference, Look::Close, &self.verdicts)?;
        Ok(reference)
    }

    /// Passages like another one, best first: never the passage itself, nor the same words
    /// elsewhere. `None` where no passage has this id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn similar(&self, id: PassageId, options: &SearchOptions) -> Result<Option<Response>> {
        let state = self.engine.at_one_state()?;
        let response = state.similar(id, options)?;
        response.map(|response| self.looked_at(&state, response)).transpose()
    }

    /// The ids that begin with `prefix`, in their order, at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ids_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<PassageId>> {
        Ok(self.engine.ids_beginning(prefix, limit)?)
    }

    /// What the index holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let snapshot = self.engine.backend().snapshot()?;
        let sources = snapshot.sources(None, usize::MAX)?;
        Ok(Stats {
            generation: snapshot.generation(),
            counts: snapshot.counts()?,
            source_bytes: sources.iter().map(|record| record.bytes).sum(),
            manifest: self.manifest().clone(),
        })
    }

    /// All sources of the index, in the order of their ids.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRecord>> {
        Ok(self.engine.sources(None, usize::MAX)?)
    }

    /// Who speaks in the passages, with the number of passages of each; the most frequent first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn speakers(&self) -> Result<Vec<(String, u64)>> {
        Ok(self.engine.speakers()?)
    }

    /// What was typed with its last word completed, by the words of the passages, the most frequent
    /// first; at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn complete(&self, typed: &str, limit: usize) -> Result<Vec<Completion>> {
        Ok(self.engine.complete(typed, limit)?)
    }

    /// The documents after `after` in the order of their ids, at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>> {
        Ok(self.engine.documents(after, limit)?)
    }

    /// Sees what has been committed since it was opened.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn reload(&self) -> Result<()> {
        Ok(self.engine.reload()?)
    }

    /// Says of each hit whether its file is as it was.
    fn looked_at(&self, state: &OneStateEngine, mut response: Response) -> Result<Response> {
        let across = response.across.iter_mut().flat_map(|across| &mut across.hits);
        let shown = response.hits.iter_mut().chain(across);
        compare(state, shown, Look::Quick, &self.verdicts)?;
        let across = response.across.iter().flat_map(|across| &across.hits);
        response.query.warnings.extend(stale(response.hits.iter().chain(across)));
        Ok(response)
    }
}
