//! Phase two's numbers: how often and where the words of a plan stand in the candidates, read from
//! postings and positions, never from the document store.

use ibid_core::analysis::Kind;
use ibid_core::ranking::{Plan, Shape, WordHits};
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, Term};

use crate::schema::{Fields, column};

/// For each of the `docs` of a segment, which must ascend, the hits of each word of the plan.
pub(crate) fn word_hits(
    reader: &SegmentReader,
    fields: &Fields,
    plan: &Plan,
    docs: &[DocId],
) -> tantivy::Result<Vec<Vec<WordHits>>> {
    let blank = plan
        .words
        .iter()
        .map(|word| WordHits { matching: vec![0; word.matching.len()], ..WordHits::default() });
    let mut hits = vec![blank.collect::<Vec<_>>(); docs.len()];
    let mut positions = Vec::new();
    for (w, word) in plan.words.iter().enumerate() {
        for (t, term) in word.matching.iter().enumerate() {
            let with = IndexRecordOption::WithFreqsAndPositions;
            if term.idf == 0.0 {
                continue;
            }
            each_posting(reader, fields, (term.kind, &term.term, with), docs, |i, postings| {
                let hits = &mut hits[i][w];
                hits.matching[t] = postings.term_freq();
                postings.positions(&mut positions);
                merge(&mut hits.positions, &positions);
            })?;
        }
        for (term, _) in word.surface.iter().filter(|(_, idf)| *idf > 0.0) {
            let with = IndexRecordOption::WithFreqs;
            each_posting(reader, fields, (Kind::Exact, term, with), docs, |i, postings| {
                hits[i][w].surface += postings.term_freq();
            })?;
        }
        if let Some(term) = &word.accented {
            let with = IndexRecordOption::Basic;
            each_posting(reader, fields, (Kind::Accented, term, with), docs, |i, _| {
                hits[i][w].accented = true;
            })?;
        }
    }
    Ok(hits)
}

/// Calls `each` with the index of every document that holds the term.
fn each_posting(
    reader: &SegmentReader,
    fields: &Fields,
    (kind, term, with): (Kind, &str, IndexRecordOption),
    docs: &[DocId],
    mut each: impl FnMut(usize, &mut tantivy::postings::SegmentPostings),
) -> tantivy::Result<()> {
    let field = fields.terms(kind);
    let key = Term::from_field_text(field, term);
    let Some(mut postings) = reader.inverted_index(field)?.read_postings(&key, with)? else {
        return Ok(());
    };
    for (i, doc) in docs.iter().enumerate() {
        if postings.doc() < *doc {
            postings.seek(*doc);
        }
        if postings.doc() == *doc {
            each(i, &mut postings);
        }
    }
    Ok(())
}

/// Puts ascending positions among ascending ones, each once.
fn merge(into: &mut Vec<u32>, more: &[u32]) {
    if into.is_empty() {
        into.extend_from_slice(more);
    } else {
        into.extend_from_slice(more);
        into.sort_unstable();
    }
    into.dedup();
}

/// The shapes of passages, their lengths as the index rounds them.
pub(crate) struct ShapeReader {
    stem_terms: FieldNormReader,
    exact_terms: FieldNormReader,
    text_from: Column<u64>,
    heading_words: Column<u64>,
    group: Column<u64>,
    ordinal: Column<u64>,
}

impl ShapeReader {
    pub(crate) fn new(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let norms = |kind| reader.get_fieldnorms_reader(fields.terms(kind));
        let numbers = |name| reader.fast_fields().u64(name);
        Ok(ShapeReader {
            stem_terms: norms(Kind::Stem)?,
            exact_terms: norms(Kind::Exact)?,
            text_from: numbers(column::TEXT_FROM)?,
            heading_words: numbers(column::HEADING_WORDS)?,
            group: numbers(column::GROUP)?,
            ordinal: numbers(column::ORDINAL)?,
        })
    }

    pub(crate) fn of(&self, doc: DocId) -> Shape {
        let small = |column: &Column<u64>| column.first(doc).unwrap_or(0) as u32;
        Shape {
            stem_terms: self.stem_terms.fieldnorm(doc),
            exact_terms: self.exact_terms.fieldnorm(doc),
            text_from: small(&self.text_from),
            heading_words: small(&self.heading_words),
            document: self.group.first(doc).unwrap_or(0),
            ordinal: small(&self.ordinal),
        }
    }
}

/// A length as the index rounds it: to one of 256 values, exact up to 40.
pub(crate) fn rounded(length: u32) -> u32 {
    FieldNormReader::id_to_fieldnorm(FieldNormReader::fieldnorm_to_id(length))
}
