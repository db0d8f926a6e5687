//! The seam to whatever keeps the passages: a store that is written, and one that is asked.
//!
//! Both sides speak in analysed tokens. A store never sees a query string and never analyses, so
//! that one that lives elsewhere (a cluster, the memory of a test) ranks as the one on disk does.
//!
//! # What a store must hold
//!
//! - Passages come in through [`Store`] and become visible by [`Store::commit`]: all of a run, or
//!   none of it. Every commit that changes anything raises the generation.
//! - A question is answered from one [`Snapshot`]. Nothing that is committed, reloaded or deleted
//!   later changes what a snapshot answers.
//! - The searcher is handed the numbers that rank ([`Search::plan`]); it does not take them from
//!   itself. So several stores can rank as one ([`crate::several`]): their numbers are added up,
//!   each is handed the same plan, and what phase one finds in each is ranked together. A term that
//!   by the plan no passage holds ranks nothing, and finds nothing where nothing else is asked for.
//! - What a score is stands in [`crate::ranking`]. A store finds out how often and where the words
//!   of a plan stand in a passage, and calls [`Plan::phase_one`], [`Plan::candidate`] and
//!   [`crate::ranking::rank_blocks`] in that order; then scores agree to the last bit.
//! - A query without words that rank, but with filters, lists all that passes them
//!   ([`Query::is_listing`]): by the path that is shown, the place of the document in its source, and
//!   the place of the passage in that. All scores are 0; of passages with one
//!   id the first answers, and no moment is left out.
//! - Ties break on the id of the passage. The same search of the same snapshot gives the same hits,
//!   whatever threads, segments or deletions there are, and a page is a part of any longer one.
//! - Of passages with one id, that of the source with the smallest id answers (within a source the
//!   first, by document and place), unless another ranks better. [`Snapshot::twins`] tells of the
//!   others.
//! - Of two sources with the words of one medium, only the better passage answers for the same
//!   seconds: [`crate::ranking::Moments`].
//!
//! Calls that are made many times take a batch, since a store may be a network away. All calls
//! block. The suite that every store must pass is in `tests/stores`.

use serde::{Deserialize, Serialize};

use crate::analysis::{AnalysedPassage, Kind};
use crate::document::{About, Date, Evidence};
use crate::facets::Matched;
use crate::format::Format;
use crate::hit::{Hit, Twins};
use crate::ids::{DocumentId, PassageId, SourceId};
use crate::lang::Lang;
use crate::query::{Order, Query};
use crate::ranking::{CollectionStats, Explained, Features, Plan, Scored, TimedSegment};
use crate::spread::Spread;
use crate::talk::{Stretch, TalkKey};

/// A file or text that is in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Its bytes.
    pub id: SourceId,
    /// The format it was read as.
    pub format: Format,
    /// The version of the reader that read it: another one may read it otherwise.
    pub reader: u32,
    /// The kind of evidence that whoever indexed it said it is, whatever the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Where it was found, sorted.
    pub paths: Vec<SourcePath>,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many passages came of it.
    pub passages: u32,
    /// The day it was indexed, in universal time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_on: Option<Date>,
}

/// One place where a source was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourcePath {
    /// Relative to the folder that was given, with `/` between the parts; the name of a text that
    /// came from memory.
    pub shown: String,
    /// The whole path, so that a later run can tell what has gone, as a [text](crate::path_text); empty
    /// for a text that came from memory.
    pub absolute: String,
    /// When the file was changed, in milliseconds since 1970 in universal time, as its file system
    /// said when it was read; `None` where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified_ms: Option<i64>,
    /// A number that is the same as long as the file and what is read beside it are, made of lengths
    /// and times; `None` where that cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<u64>,
    /// The same of this file and of those that tools may have written beside it under its name;
    /// `None` where there are none, or where it cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_stamp: Option<u64>,
    /// The whole paths of files beside it that say the same, and are not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<String>,
}

/// A document: one of those that a source holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Its name here.
    pub id: DocumentId,
    /// What is known of it.
    pub about: About,
    /// How many passages it has.
    pub passages: u32,
}

/// How much a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files, and texts from memory.
    pub sources: u64,
    /// Passages.
    pub passages: u64,
    /// Passages in French.
    pub french: u64,
    /// Passages in English.
    pub english: u64,
    /// Passages in neither.
    pub neither: u64,
}

impl Counts {
    /// From the number of sources, and those of passages in the order of [`Lang::slot`].
    pub fn new(sources: u64, passages: [u64; Lang::SLOTS]) -> Self {
        let [french, english, neither] = passages;
        Counts { sources, passages: passages.iter().sum(), french, english, neither }
    }
}

/// Somewhere to put passages. One writes at a time.
pub trait Store {
    /// What can go wrong.
    type Error: std::error::Error;

    /// The sources that are there: those of the last commit.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn sources(&self) -> Result<Vec<SourceRecord>, Self::Error>;

    /// Adds passages of a source: with the first of them go those that were there before. One
    /// source may come in many parts, so that not all of it need be in memory.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn add(&mut self, source: SourceId, passages: Vec<AnalysedPassage>) -> Result<(), Self::Error>;

    /// Says that a source is whole, with all the passages that were added in this run.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn finish_source(&mut self, record: &SourceRecord) -> Result<(), Self::Error>;

    /// Says anew where a source lies, and leaves its passages as they are.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn update_paths(&mut self, record: &SourceRecord) -> Result<(), Self::Error>;

    /// Takes a source out, with its passages; nothing happens where it is not there.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn remove(&mut self, source: SourceId) -> Result<(), Self::Error>;

    /// Makes all of it visible at once, or none of it. The generation grows if anything changed.
    ///
    /// # Errors
    /// When the store cannot be written; what was there before is then still there.
    fn commit(&mut self) -> Result<(), Self::Error>;
}

/// A store that can be asked, from any number of threads.
pub trait Backend: Send + Sync {
    /// What can go wrong.
    type Error: std::error::Error + Send + Sync + 'static;

    /// One state of the store.
    type Snapshot: Snapshot<Error = Self::Error>;

    /// The state that the last reload saw, or that which was there when the store was opened; a store
    /// may give a later one. Cheap: it is taken for each question.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn snapshot(&self) -> Result<Self::Snapshot, Self::Error>;

    /// Sees what has been committed since. Snapshots that were taken before do not change.
    ///
    /// # Errors
    /// When the store cannot be read any more.
    fn reload(&self) -> Result<(), Self::Error>;
}

/// A store that has one state of another one, for ever.
#[derive(Clone, Debug)]
pub struct OneState<S>(S);

impl<S: Snapshot> OneState<S> {
    /// A store of this state.
    pub fn new(snapshot: S) -> Self {
        OneState(snapshot)
    }
}

impl<S> Backend for OneState<S>
where
    S: Snapshot + Clone + Send + Sync,
    S::Error: std::error::Error + Send + Sync + 'static,
{
    type Error = S::Error;
    type Snapshot = S;

    fn snapshot(&self) -> Result<S, S::Error> {
        Ok(self.0.clone())
    }

    /// Changes nothing.
    fn reload(&self) -> Result<(), S::Error> {
        Ok(())
    }
}

/// A term of the index: what passages are found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// What it is.
    pub kind: Kind,
    /// The term, tagged as the analyser tags it.
    pub text: String,
}

/// A surface word that passages hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWord {
    /// The folded word.
    pub word: String,
    /// How many passages hold it.
    pub passages: u64,
}

impl KnownWord {
    /// The most frequent of some words first, ties in the order of their bytes; at most `limit`.
    pub fn most_frequent(mut words: Vec<KnownWord>, limit: usize) -> Vec<KnownWord> {
        words.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.word.cmp(&b.word)));
        words.truncate(limit);
        words
    }
}

/// The words of a store, and the numbers that rank.
///
/// Words are folded surface words: the terms of kind [`Kind::Exact`].
pub trait Vocabulary {
    /// What can go wrong.
    type Error: std::error::Error;

    /// How many passages there are in each language, and how long they are. Sources that have been
    /// taken out do not count.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn collection(&self) -> Result<CollectionStats, Self::Error>;

    /// How many passages hold each of the terms, in the same order; 0 for a term that is not there.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn frequencies(&self, terms: &[Term]) -> Result<Vec<u64>, Self::Error>;

    /// Whether the text of a passage, without title and headings, may hold folded surface words at
    /// these places from wherever they begin, such as the first and the third of a row: `false` only
    /// where none does. To tell it takes less than to search for them; a store that cannot tell says
    /// `true`.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn may_hold_row(&self, _words: &[(u32, String)]) -> Result<bool, Self::Error> {
        Ok(true)
    }

    /// The words that begin so, the most frequent first, ties in the order of their bytes; at most
    /// `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>, Self::Error>;

    /// For each of some words, in the same order, the words that differ from it by no more than
    /// `edits` insertions, deletions, changes of a letter or swaps of two neighbours (Damerau, 1964,
    /// each letter edited once), itself left out; the most frequent first, ties in the order of
    /// their bytes; at most `limit`. `edits` is 1, or 2 for those only that begin with the same
    /// letter: few err in the first letter, and to look everywhere takes many times as long.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn words_near(
        &self,
        words: &[&str],
        edits: u8,
        limit: usize,
    ) -> Result<Vec<Vec<KnownWord>>, Self::Error>;
}

/// One search: what is asked of a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// What a passage must satisfy.
    pub query: &'a Query,
    /// What ranks, with the numbers of the whole collection, made of the same query.
    pub plan: &'a Plan,
    /// Only these passages, if given; at most some hundreds.
    pub among: Option<&'a [PassageId]>,
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to skip.
    pub offset: usize,
    /// Whether to count all that match.
    pub total: bool,
    /// What comes first.
    pub order: Order,
    /// That only some of the hits are shown. A store may leave out the others, and counts them then;
    /// it saves reading their text.
    pub spread: Option<Spread<'a>>,
}

impl Search<'_> {
    /// Whether any passage may answer: there are passages, and a word that ranks or a filter to list
    /// by.
    pub fn may_answer(&self) -> bool {
        let listed = self.query.is_listing() && self.plan.collection.whole().passages > 0;
        listed || self.plan.may_answer()
    }
}

/// Words of a talk: what is asked for where they may have been said in another language too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkMoment {
    /// The talk.
    pub talk: TalkKey,
    /// In this language only.
    pub lang: Lang,
    /// When they were said.
    pub stretch: Stretch,
}

impl TalkMoment {
    /// No more passages of one moment are read.
    pub const MOST: usize = 4;

    /// How much of the time a hit shares with the moment; `None` where it is of another talk or
    /// language, where too little is shared, and for what nobody said.
    pub fn shared(&self, hit: &Hit) -> Option<u64> {
        let passage = &hit.passage;
        let same = passage.lang == Some(self.lang)
            && !passage.non_speech
            && TalkKey::of(passage, &hit.path).as_ref() == Some(&self.talk);
        if same { Stretch::of(passage)?.shared(&self.stretch) } else { None }
    }

    /// Those of some hits that were said then: those that share most of the time first, ties in the
    /// order of their ids; each id once, that of the smallest document; at most [`TalkMoment::MOST`].
    pub fn choose(&self, hits: impl IntoIterator<Item = Hit>) -> Vec<Hit> {
        let with_shared = |hit: Hit| self.shared(&hit).map(|shared| (shared, hit));
        let mut found: Vec<(u64, Hit)> = hits.into_iter().filter_map(with_shared).collect();
        found.sort_by_key(|(shared, hit)| {
            let passage = &hit.passage;
            (std::cmp::Reverse(*shared), passage.id, passage.document(), passage.ordinal)
        });
        let mut chosen: Vec<Hit> = Vec::new();
        for (_, hit) in found {
            if chosen.iter().all(|other| other.passage.id != hit.passage.id) {
                chosen.push(hit);
            }
        }
        chosen.truncate(Self::MOST);
        chosen
    }
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The page of hits that was asked for, best first.
    pub hits: Vec<Hit>,
    /// How many passages match, those with one id counted once; if it was asked for.
    pub total: Option<u64>,
    /// How many hits of the page were left out, since [`Search::spread`] does not show them.
    pub left_out: usize,
}

/// A passage that phase one found, before it is ranked among others.
#[derive(Clone, Debug, PartialEq)]
pub struct GatheredPassage {
    /// Its document, and its place there.
    pub place: (DocumentId, u32),
    /// What phase one makes of it.
    pub phase_one: f64,
    /// Where it was said; nowhere by its default.
    pub said: TimedSegment,
    /// The number of its date, see [`Date::ordinal`]; 0 where it has none.
    pub date: u64,
    /// What phase two knows of it; its score is not worked out yet.
    pub scored: Scored,
}

/// What phase one found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// The best first, ties in the order of their ids; each id once, as a store settles duplicates.
    pub passages: Vec<GatheredPassage>,
    /// Whether these are all that match.
    pub whole: bool,
}

/// One state of a store: it answers the same whatever is written meanwhile.
pub trait Snapshot: Vocabulary {
    /// A number that grows with each commit that changed anything.
    fn generation(&self) -> u64;

    /// How much there is.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn counts(&self) -> Result<Counts, Self::Error>;

    /// What each of the searches finds, in the same order.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn search(&self, searches: &[Search<'_>]) -> Result<Vec<Found>, Self::Error>;

    /// What a search finds, in its order, each with all that ranked it. It costs more than a search.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn search_explained(&self, search: &Search<'_>) -> Result<Vec<Explained>, Self::Error>;

    /// All passages that match a search, each with what it can be counted by, in any order; of those
    /// with one id the first at least, by document and place. `limit`, `offset` and `order` do not
    /// matter.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>, Self::Error>;

    /// The best candidates of a search by phase one, for ranking among those of other stores: all
    /// that are as good as the last one given, and about `most` of them, or fewer where some are
    /// equal. `limit`, `offset` and `order` do not matter.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn gather(&self, search: &Search<'_>, most: usize) -> Result<Gathered, Self::Error>;

    /// The passages at some places of documents, in the same order; `None` where there is none.
    /// Their scores are 0.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn at_places(&self, places: &[(DocumentId, u32)]) -> Result<Vec<Option<Hit>>, Self::Error>;

    /// The best block of candidates of one search with the features by which they were ranked, best
    /// first: at most [`CANDIDATES`](crate::ranking::CANDIDATES). `limit` and `offset` do not matter.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn explain(&self, search: &Search<'_>) -> Result<Vec<(Hit, Features)>, Self::Error>;

    /// The passages with these ids, in the same order; `None` for an id that no passage has. Their
    /// scores are 0.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn fetch(&self, ids: &[PassageId]) -> Result<Vec<Option<Hit>>, Self::Error>;

    /// The ids of passages from `first` to `last`, both included, in their order, each once; at most
    /// `limit`. It may look at every passage.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>, Self::Error>;

    /// For each of some hits the passages with its id in other documents that pass the filters of a
    /// query, in the order of their documents. Asked for the hits that are shown.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>, Self::Error>;

    /// For each of the ids the passages of its document around it, itself included, in the order of
    /// the document; empty where no passage has the id. `context` counts passages each way.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn around_many(&self, ids: &[PassageId], context: u32) -> Result<Vec<Vec<Hit>>, Self::Error>;

    /// For each of some moments of talks the passages that were said then, as
    /// [`TalkMoment::choose`] has them. Their scores are 0.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>, Self::Error>;

    /// The sources in the order of their ids: those after `after`, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>, Self::Error>;

    /// The documents that have passages, in the order of their ids: those after `after`, at most
    /// `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>, Self::Error>;

    /// For each of some documents its passages in their order; none where there is no such document.
    /// Their scores are 0.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn passages_of(&self, documents: &[DocumentId]) -> Result<Vec<Vec<Hit>>, Self::Error>;
}
