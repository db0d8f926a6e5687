//! The numbers of the whole collection: exact, whatever segments and deletions there are.

use ibid_core::analysis::Kind;
use ibid_core::backend::Counts;
use ibid_core::lang::Lang;
use ibid_core::ranking::{CollectionStats, LanguageStats, PassageStats, Plan, PlanTerm};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::fastfield::FastFieldReaders;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{DocId, IndexMeta, Searcher, Term};

use crate::schema::{Fields, NOT_A_PASSAGE, column};

/// What a commit says of the collection, so that opening an index need not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    /// The number of the run that published the state: each has one more than that before it.
    #[serde(default)]
    pub(crate) generation: u64,
    /// By the languages of passages.
    pub(crate) stem_terms: [u64; Lang::SLOTS],
    pub(crate) exact_terms: [u64; Lang::SLOTS],
    pub(crate) window_words: [u64; Lang::SLOTS],
    /// How many passages and files there are, in each language and in neither, and files.
    pub(crate) by_lang: [u64; Lang::SLOTS + 1],
}

impl Statistics {
    /// Counts all that is alive.
    pub(crate) fn count(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut statistics = Statistics::default();
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let lang = columns.u64(column::LANG)?;
            let exact_terms = columns.u64(column::EXACT_TERMS)?;
            let stem_terms = columns.u64(column::STEM_TERMS)?;
            let windows = WindowColumns::new(columns)?;
            for doc in segment.doc_ids_alive() {
                let lang = lang.first(doc).unwrap_or(NOT_A_PASSAGE).min(NOT_A_PASSAGE) as usize;
                statistics.by_lang[lang] += 1;
                if lang < Lang::SLOTS {
                    let stems = stem_terms.first(doc).unwrap_or(0);
                    statistics.stem_terms[lang] += stems;
                    statistics.exact_terms[lang] += exact_terms.first(doc).unwrap_or(0);
                    statistics.window_words[lang] += u64::from(windows.words(doc, stems as u32));
                }
            }
        }

        Ok(statistics)
    }

    /// What a commit says of itself; nothing where it says nothing.
    pub(crate) fn of_payload(meta: &IndexMeta) -> Self {
        let said = meta.payload.as_deref();
        said.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// What the last commit said, if it speaks of what the searcher sees; a count otherwise.
    pub(crate) fn from_payload(searcher: &Searcher, meta: &IndexMeta) -> tantivy::Result<Self> {
        let said = Statistics::of_payload(meta);
        if said.by_lang.iter().sum::<u64>() == searcher.num_docs() {
            return Ok(said);
        }
        Ok(Statistics { generation: said.generation, ..Statistics::count(searcher)? })
    }

    pub(crate) fn collection(&self) -> CollectionStats {
        let portion = |slot: usize| LanguageStats {
            passages: self.by_lang[slot],
            stem_terms: self.stem_terms[slot],
            exact_terms: self.exact_terms[slot],
            window_words: self.window_words[slot],
        };
        CollectionStats { portions: std::array::from_fn(portion) }
    }

    pub(crate) fn counts(&self) -> Counts {
        let [passages @ .., sources] = self.by_lang;
        Counts::new(sources, passages)
    }
}

/// What tells how long the windows round passages are.
struct WindowColumns {
    heading_words: Column<u64>,
    words_before: Column<u64>,
    document_words: Column<u64>,
}

impl WindowColumns {
    fn new(columns: &FastFieldReaders) -> tantivy::Result<Self> {
        Ok(WindowColumns {
            heading_words: columns.u64(column::HEADING_WORDS)?,
            words_before: columns.u64(column::WORDS_BEFORE)?,
            document_words: columns.u64(column::DOCUMENT_WORDS)?,
        })
    }

    fn words(&self, doc: DocId, stem_terms: u32) -> u32 {
        let small = |column: &Column<u64>| column.first(doc).unwrap_or(0) as u32;
        let stats = PassageStats {
            stem_terms,
            heading_words: small(&self.heading_words),
            words_before: small(&self.words_before),
            document_words: small(&self.document_words),
            ..PassageStats::default()
        };
        stats.window_words()
    }
}

/// Gives the engine the numbers of the plan in place of its own, which count deleted passages and
/// files, and this store only.
pub(crate) struct Provider<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    whole: LanguageStats,
    /// How many passages hold each term of the plan.
    frequencies: FxHashMap<Term, u64>,
}

impl<'a> Provider<'a> {
    pub(crate) fn new(searcher: &'a Searcher, fields: &'a Fields, plan: &Plan) -> Self {
        let terms = plan.words.iter().flat_map(|word| &word.matching);
        let known =
            |term: &PlanTerm| (Term::from_field_text(fields.terms(term.kind), &term.term), term.df);
        let frequencies = terms.map(known).collect();
        Provider { searcher, fields, whole: plan.collection.whole(), frequencies }
    }
}

impl Bm25StatisticsProvider for Provider<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let stem = field == self.fields.terms(Kind::Stem);
        Ok(if stem { self.whole.stem_terms } else { self.whole.exact_terms })
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.whole.passages)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.frequencies.get(term) {
            Some(frequency) => Ok(*frequency),
            None => Ok(self.searcher.doc_freq(term)?.min(self.whole.passages)),
        }
    }
}
