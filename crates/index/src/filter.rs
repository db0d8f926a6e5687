//! What a passage must satisfy whatever its words: read from columns, inside the collector's
//! callback, so that pruning stays on.

use std::collections::HashSet;

use ibid_core::analysis::word_row;
use ibid_core::document::Evidence;
use ibid_core::lang::Lang;
use ibid_core::query::{Filter, NameWords, Query};
use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::columns::{Number, Segment};
use crate::schema::{NOT_A_PASSAGE, column};

/// All filters of a query, made ready for the columns of one segment.
pub(crate) struct SegmentFilters {
    filters: Vec<SegmentFilter>,
    /// Tells what nobody said, where that is to be left out and the segment has any.
    non_speech: Option<Column<u64>>,
}

impl SegmentFilters {
    /// Makes the filters of a query ready; `sources` has for each the keys of the files that its
    /// globs match.
    pub(crate) fn new(
        query: &Query,
        sources: &[Option<Vec<String>>],
        segment: Segment<'_>,
    ) -> tantivy::Result<Self> {
        let pairs = query.filters.iter().zip(sources);
        let ready =
            pairs.map(|(filter, sources)| SegmentFilter::new(filter, sources.as_deref(), segment));
        let filters = ready.collect::<tantivy::Result<_>>()?;
        let non_speech = segment.number(Number::NonSpeech)?;
        let non_speech = (!query.non_speech && non_speech.max_value() > 0).then_some(non_speech);
        Ok(SegmentFilters { filters, non_speech })
    }

    /// Whether a passage passes all of them.
    pub(crate) fn pass(&self, doc: DocId) -> bool {
        self.non_speech.as_ref().is_none_or(|column| column.first(doc) != Some(1))
            && self.filters.iter().all(|filter| filter.passes(doc))
    }
}

/// A filter made ready for the columns of one segment.
struct SegmentFilter {
    lang: Column<u64>,
    langs: u64,
    evidence: Option<(Column<u64>, u64)>,
    date: Option<(Column<u64>, u64, u64)>,
    source: Option<(Option<BytesColumn>, HashSet<u64>)>,
    names: Vec<(Option<StrColumn>, HashSet<u64>)>,
}

impl SegmentFilter {
    fn new(
        filter: &Filter,
        sources: Option<&[String]>,
        segment: Segment<'_>,
    ) -> tantivy::Result<Self> {
        let reader = segment.reader;
        let bits = |wanted: &dyn Fn(usize) -> bool, of: usize| {
            (0..of).filter(|i| wanted(*i)).fold(0u64, |bits, i| bits | 1 << i)
        };

        let langs = if filter.langs.is_empty() {
            !(1 << NOT_A_PASSAGE)
        } else {
            bits(&|i| Lang::BY_SLOT[i].is_some_and(|l| filter.langs.contains(&l)), Lang::SLOTS)
        };
        let evidence = if filter.evidence.is_empty() {
            None
        } else {
            let wanted =
                bits(&|i| filter.evidence.contains(&Evidence::ALL[i]), Evidence::ALL.len());
            Some((segment.number(Number::Evidence)?, wanted))
        };

        let date = if filter.after.is_none() && filter.before.is_none() {
            None
        } else {
            let after = filter.after.map_or(1, |d| d.ordinal());
            let before = filter.before.map_or(u64::MAX, |d| d.ordinal());
            Some((segment.number(Number::Date)?, after, before))
        };

        let source = match sources {
            None => None,
            Some(keys) => {
                let bytes = segment.sources()?.cloned();
                let ords = bytes.as_ref().map(|c| source_ords(c, keys)).transpose()?;
                Some((bytes, ords.unwrap_or_default()))
            }
        };

        let mut names = Vec::new();
        for title in &filter.titles {
            names.push(named(reader, column::TITLE, std::slice::from_ref(title))?);
        }

        if !filter.speakers.is_empty() {
            names.push(named(reader, column::SPEAKER, &filter.speakers)?);
        }
        let lang = segment.number(Number::Lang)?;
        Ok(SegmentFilter { lang, langs, evidence, date, source, names })
    }

    /// Whether a passage passes.
    fn passes(&self, doc: DocId) -> bool {
        let has = |column: &Column<u64>, bits: u64| {
            column.first(doc).is_some_and(|value| value < 64 && bits >> value & 1 == 1)
        };
        has(&self.lang, self.langs)
            && self.evidence.as_ref().is_none_or(|(column, bits)| has(column, *bits))
            && self.date.as_ref().is_none_or(|(column, after, before)| {
                column.first(doc).is_some_and(|date| date >= *after && date < *before)
            })
            && self
                .source
                .as_ref()
                .is_none_or(|(column, ords)| is_among(column.as_ref(), doc, ords))
            && self.names.iter().all(|(column, ords)| is_among(column.as_deref(), doc, ords))
    }
}

/// Whether a passage's entry in a column is one of some; without the column it is not.
fn is_among(column: Option<&BytesColumn>, doc: DocId, ords: &HashSet<u64>) -> bool {
    column.and_then(|c| c.ords().first(doc)).is_some_and(|ord| ords.contains(&ord))
}

/// The numbers of some sources in a column; `keys` are sorted.
fn source_ords(column: &BytesColumn, keys: &[String]) -> tantivy::Result<HashSet<u64>> {
    // beyond these a walk through all of them is cheaper than as many look-ups
    const FEW: usize = 16;
    let mut ords = HashSet::new();
    if keys.len() <= FEW {
        for key in keys {
            ords.extend(column.dictionary().term_ord(key.as_bytes())?);
        }
        return Ok(ords);
    }

    let mut wanted = keys.iter().peekable();
    let mut known = column.dictionary().stream()?;
    while known.advance() {
        while wanted.next_if(|key| key.as_bytes() < known.key()).is_some() {}
        match wanted.peek() {
            Some(key) if key.as_bytes() == known.key() => ords.insert(known.term_ord()),
            Some(_) => false,
            None => break,
        };
    }
    Ok(ords)
}

/// The names of a column that hold the words of one of these in a row.
fn named(
    reader: &SegmentReader,
    name: &str,
    wanted: &[NameWords],
) -> tantivy::Result<(Option<StrColumn>, HashSet<u64>)> {
    let Some(column) = reader.fast_fields().str(name)? else { return Ok((None, HashSet::new())) };
    // any name holds a row of no words
    let row = |NameWords { words, .. }: &NameWords| match words.is_empty() {
        true => String::new(),
        false => word_row(words),
    };
    let rows: Vec<String> = wanted.iter().map(row).collect();
    let mut ords = HashSet::new();
    let mut names = column.dictionary().stream()?;
    while names.advance() {
        let name = String::from_utf8_lossy(names.key());
        if rows.iter().any(|row| name.contains(row.as_str())) {
            ords.insert(names.term_ord());
        }
    }

    Ok((Some(column), ords))
}
