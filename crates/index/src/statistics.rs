//! The numbers of the whole collection: exact, whatever segments and deletions there are.

use ibid_core::analysis::Kind;
use ibid_core::backend::Counts;
use ibid_core::ranking::{CollectionStats, LanguageStats};
use serde::{Deserialize, Serialize};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::schema::{Fields, NOT_A_PASSAGE, column};

/// What a commit says of the collection, so that opening an index need not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    /// By the languages of passages.
    stem_terms: [u64; 3],
    exact_terms: [u64; 3],
    /// How many passages and files there are, in each language and in neither, and files.
    pub(crate) by_lang: [u64; 4],
}

impl Statistics {
    /// Counts all that is alive.
    pub(crate) fn count(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut statistics = Statistics::default();
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let lang = columns.u64(column::LANG)?;
            let stem_terms = columns.u64(column::STEM_TERMS)?;
            let exact_terms = columns.u64(column::EXACT_TERMS)?;
            for doc in segment.doc_ids_alive() {
                let lang = lang.first(doc).unwrap_or(NOT_A_PASSAGE).min(NOT_A_PASSAGE);
                statistics.by_lang[lang as usize] += 1;
                if let Some(terms) = statistics.stem_terms.get_mut(lang as usize) {
                    *terms += stem_terms.first(doc).unwrap_or(0);
                }
                if let Some(terms) = statistics.exact_terms.get_mut(lang as usize) {
                    *terms += exact_terms.first(doc).unwrap_or(0);
                }
            }
        }
        Ok(statistics)
    }

    /// What the last commit said, if it speaks of what the searcher sees; a count otherwise.
    pub(crate) fn from_payload(searcher: &Searcher) -> tantivy::Result<Self> {
        let said = searcher.index().load_metas()?.payload;
        let said = said.and_then(|text| serde_json::from_str::<Statistics>(&text).ok());
        let alive = searcher.num_docs();
        match said.filter(|s| s.by_lang.iter().sum::<u64>() == alive) {
            Some(statistics) => Ok(statistics),
            None => Statistics::count(searcher),
        }
    }

    pub(crate) fn collection(&self) -> CollectionStats {
        let portion = |slot: usize| LanguageStats {
            passages: self.by_lang[slot],
            stem_terms: self.stem_terms[slot],
            exact_terms: self.exact_terms[slot],
        };
        CollectionStats { portions: [0, 1, 2].map(portion) }
    }

    pub(crate) fn counts(&self) -> Counts {
        let [french, english, neither, sources] = self.by_lang;
        Counts { sources, passages: french + english + neither, french, english, neither }
    }
}

/// Gives the engine our numbers in place of its own, which count deleted passages and files.
pub(crate) struct Provider<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) whole: LanguageStats,
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
        // deletions that a killed run left behind must not make more of a term than there are passages
        Ok(self.searcher.doc_freq(term)?.min(self.whole.passages))
    }
}
