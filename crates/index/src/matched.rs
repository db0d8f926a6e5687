//! All passages that match a search, with what they can be counted by: read from columns.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use ibid_core::backend::Search;
use ibid_core::document::Date;
use ibid_core::facets::{Matched, SpeakerName};
use ibid_core::ids::{DocumentId, SourceId};
use ibid_core::lang::Lang;
use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId};

use crate::columns::{Number, Segment};
use crate::error::{At, Error, Result};
use crate::schema::column;
use crate::state::State;

/// A source of a segment: the key of its passages, and its path as it is shown.
pub(crate) type Source = (SourceId, Arc<str>);

/// The sources and speakers of one segment, by their numbers in its columns.
pub(crate) struct Names<'a> {
    segment: Segment<'a>,
    speakers: Option<StrColumn>,
    known_sources: FxHashMap<u64, Source>,
    known_speakers: FxHashMap<u64, Arc<str>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(segment: Segment<'a>) -> tantivy::Result<Self> {
        Ok(Names {
            segment,
            speakers: segment.reader.fast_fields().str(column::SPEAKER)?,
            known_sources: FxHashMap::default(),
            known_speakers: FxHashMap::default(),
        })
    }
}

impl State {
    /// All passages that match, those with one id each for itself.
    pub(crate) fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>> {
        let mut all = Vec::new();
        self.each_matching(search, |(number, segment), docs| {
            let from = all.len();
            self.read_matched(segment, docs, &mut all)?;
            self.name_speakers(number, docs, all.get_mut(from..).unwrap_or_default())
        })?;
        Ok(all)
    }

    fn read_matched(
        &self,
        segment: Segment<'_>,
        docs: &[DocId],
        all: &mut Vec<Matched>,
    ) -> Result<()> {
        let columns =
            [Number::TieBreaker, Number::Document, Number::Ordinal, Number::Lang, Number::Date];
        let mut numbers = Vec::with_capacity(columns.len());
        for number in columns {
            numbers.push(segment.number(number).at(&self.path)?);
        }
        let mut names = Names::new(segment).at(&self.path)?;

        all.reserve(docs.len());
        for doc in docs {
            let mut values = [0; 5];
            for (value, column) in values.iter_mut().zip(&numbers) {
                *value = column.first(*doc).unwrap_or(0);
            }
            let [id, number, ordinal, lang, date] = values;
            let (key, path) = self.source_in(&mut names, *doc)?;
            let ordinal = u32::try_from(ordinal).unwrap_or(u32::MAX);
            all.push(Matched {
                id,
                place: (self.keys.numbered(key, number), ordinal),
                lang: Lang::BY_SLOT.get(lang as usize).copied().flatten(),
                source: path,
                speaker: SpeakerName {
                    folded: self.speaker_in(&mut names, *doc)?,
                    ..Default::default()
                },
                date: Date::from_ordinal(date),
            });
        }
        Ok(())
    }

    /// The source of a passage.
    pub(crate) fn source_in(&self, names: &mut Names<'_>, doc: DocId) -> Result<Source> {
        let column = names.segment.sources().at(&self.path)?;
        let Some((column, number)) =
            column.and_then(|column| Some((column, column.ords().first(doc)?)))
        else {
            let source = "a passage lacks its source".into();
            return Err(Error::Damaged { path: self.path.clone(), source });
        };
        if let Some(known) = names.known_sources.get(&number) {
            return Ok(known.clone());
        }

        let key = names.segment.key_of_source(column, number).at(&self.path)?;
        let key = key
            .map_err(|source| Error::Damaged { path: self.path.clone(), source: source.into() })?;
        let known: Source = (key, self.path_of(self.keys.source(key))?.shown.into());
        names.known_sources.insert(number, known.clone());
        Ok(known)
    }

    /// The folded words of a speaker.
    fn speaker_in(&self, names: &mut Names<'_>, doc: DocId) -> Result<Arc<str>> {
        let number = names.speakers.as_ref().and_then(|column| column.ords().first(doc));
        let (Some(number), Some(column)) = (number, &names.speakers) else {
            return Ok(Arc::default());
        };
        if let Some(known) = names.known_speakers.get(&number) {
            return Ok(known.clone());
        }

        let mut padded = String::new();
        column.ord_to_str(number, &mut padded).at(&self.path)?;
        let known: Arc<str> = padded.trim().into();
        names.known_speakers.insert(number, known.clone());
        Ok(known)
    }

    /// Gives each speaker the name that the first of the passages has: only folded words are in a
    /// column, so that one passage of each speaker is read.
    fn name_speakers(&self, segment: u32, docs: &[DocId], matched: &mut [Matched]) -> Result<()> {
        let mut first: BTreeMap<Arc<str>, ((DocumentId, u32), DocId)> = BTreeMap::new();
        for (passage, doc) in matched.iter().zip(docs) {
            let here = (passage.place, *doc);
            match first.entry(passage.speaker.folded.clone()) {
                Entry::Vacant(entry) => drop(entry.insert(here)),
                Entry::Occupied(mut entry) if here < *entry.get() => drop(entry.insert(here)),
                Entry::Occupied(_) => {}
            }
        }

        let mut shown: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        for (folded, (_, doc)) in first {
            let passage = self.passage(DocAddress::new(segment, doc))?;
            shown.insert(folded, passage.speaker.unwrap_or_default().into());
        }
        for passage in matched {
            let name = shown.get(&passage.speaker.folded).cloned();
            passage.speaker.shown = name.unwrap_or_default();
        }
        Ok(())
    }
}
