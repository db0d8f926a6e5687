//! Where the terms of a segment have their lists: each is looked up in the dictionary once, and then
//! remembered. A search asks for the same term several times, and other searches ask for it again.

use std::sync::{Arc, OnceLock};

use ibid_core::analysis::Kind;
use tantivy::directory::{CompositeFile, Directory, FileSlice};
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, TantivyError, Term};

use crate::columns::Segment;
use crate::memo::Memo;
use crate::near::TermLetters;
use crate::schema::Fields;

/// So many terms of each kind are remembered for a segment: some two megabytes.
const MOST_TERMS: usize = 1 << 14;

/// In so many bytes it is said before the lists of a kind how many tokens they have.
const TOKENS: usize = size_of::<u64>();

/// The dictionary of one kind of terms, and what was looked up in it.
#[derive(Default)]
pub(crate) struct OpenDictionary {
    dictionary: OnceLock<Arc<InvertedIndexReader>>,
    letters: OnceLock<Option<TermLetters>>,
    /// `None` for a term that is not there.
    known: Memo<Box<str>, Option<TermInfo>, MOST_TERMS>,
}

impl<'a> Segment<'a> {
    /// The dictionary of the terms of a kind. Cheap but for the first time.
    pub(crate) fn dictionary(
        &self,
        kind: Kind,
        fields: &Fields,
    ) -> tantivy::Result<&'a InvertedIndexReader> {
        let place = &self.open.dictionaries[kind as usize].dictionary;
        if let Some(dictionary) = place.get() {
            return Ok(dictionary);
        }
        let dictionary = self.reader.inverted_index(fields.terms(kind))?;
        Ok(place.get_or_init(|| dictionary))
    }

    /// The terms of a kind, letter by letter; `None` where the segment has none. Cheap but for the
    /// first time.
    pub(crate) fn letters(
        &self,
        kind: Kind,
        fields: &Fields,
    ) -> tantivy::Result<Option<&'a TermLetters>> {
        let place = &self.open.dictionaries[kind as usize].letters;
        if let Some(letters) = place.get() {
            return Ok(letters.as_ref());
        }
        // of a kind without terms the file has no part
        let terms = self.parts("term")?.open_read(fields.terms(kind));
        let letters = terms.map(|terms| TermLetters::open(&terms)).transpose()?;
        Ok(place.get_or_init(|| letters).as_ref())
    }

    /// The file of the segment with such an ending, which has a part for each kind of terms.
    fn parts(&self, ending: &str) -> tantivy::Result<CompositeFile> {
        let file = format!("{}.{ending}", self.reader.segment_id().uuid_string());
        Ok(CompositeFile::open(&self.index.directory().open_read(file.as_ref())?)?)
    }

    /// Where a term has its list; `None` where no record holds it.
    pub(crate) fn term(
        &self,
        (kind, text): (Kind, &str),
        fields: &Fields,
    ) -> tantivy::Result<Option<TermInfo>> {
        let known = &self.open.dictionaries[kind as usize].known;
        if let Some(info) = known.get(text) {
            return Ok(info);
        }

        let term = Term::from_field_text(fields.terms(kind), text);
        let info = self.dictionary(kind, fields)?.get_term_info(&term)?;
        known.keep(text.into(), info.clone());
        Ok(info)
    }

    /// A list of which it is known where it is, block by block, with frequencies.
    pub(crate) fn block_postings(
        &self,
        kind: Kind,
        info: &TermInfo,
        fields: &Fields,
    ) -> tantivy::Result<BlockSegmentPostings> {
        let with = IndexRecordOption::WithFreqs;
        Ok(self.dictionary(kind, fields)?.read_block_postings_from_terminfo(info, with)?)
    }

    /// The bytes of a list of which it is known where it is.
    pub(crate) fn list(
        &self,
        kind: Kind,
        info: &TermInfo,
        fields: &Fields,
    ) -> tantivy::Result<FileSlice> {
        let place = &self.open.lists;
        let lists = match place.get() {
            Some(lists) => lists,
            None => {
                let lists = self.parts("idx")?;
                place.get_or_init(|| lists)
            }
        };
        let lists = lists.open_read(fields.terms(kind)).ok_or_else(|| {
            TantivyError::InternalError("the lists of a kind of terms are missing".to_owned())
        })?;
        Ok(lists.slice_from(TOKENS).slice(info.postings_range.clone()))
    }

    /// The list of a term; `None` where no record holds it.
    pub(crate) fn postings(
        &self,
        term: (Kind, &str),
        fields: &Fields,
        with: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let Some(info) = self.term(term, fields)? else { return Ok(None) };
        Ok(Some(self.dictionary(term.0, fields)?.read_postings_from_terminfo(&info, with)?))
    }
}
