//! Phase two's numbers: how often and where the words of a plan stand in the candidates, read from
//! postings and positions, never from the document store.

use ibid_core::analysis::Kind;
use ibid_core::ranking::{Lengths, Plan, PlanTerm, WordHits};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, Term};

use crate::schema::Fields;

/// For each of the `docs` of a segment, which must ascend, the hits of each word of the plan.
pub(crate) fn word_hits(
    reader: &SegmentReader,
    fields: &Fields,
    plan: &Plan,
    docs: &[DocId],
) -> tantivy::Result<Vec<Vec<WordHits>>> {
    let blank = plan.words.iter().map(|word| WordHits {
        matching: vec![0; word.matching.len()],
        surface: vec![0; word.surface.len()],
        positions: Vec::new(),
    });
    let mut hits = vec![blank.collect::<Vec<_>>(); docs.len()];
    let mut positions = Vec::new();
    for (w, word) in plan.words.iter().enumerate() {
        for (t, term) in word.matching.iter().enumerate() {
            let with = IndexRecordOption::WithFreqsAndPositions;
            each_posting(reader, fields, term, with, docs, |i, postings| {
                let hits = &mut hits[i][w];
                hits.matching[t] = postings.term_freq();
                postings.positions(&mut positions);
                merge(&mut hits.positions, &positions);
            })?;
        }
        for (t, term) in word.surface.iter().enumerate() {
            each_posting(
                reader,
                fields,
                term,
                IndexRecordOption::WithFreqs,
                docs,
                |i, postings| {
                    hits[i][w].surface[t] = postings.term_freq();
                },
            )?;
        }
    }
    Ok(hits)
}

/// Calls `each` with the index of every document that holds the term.
fn each_posting(
    reader: &SegmentReader,
    fields: &Fields,
    term: &PlanTerm,
    with: IndexRecordOption,
    docs: &[DocId],
    mut each: impl FnMut(usize, &mut tantivy::postings::SegmentPostings),
) -> tantivy::Result<()> {
    if term.idf == 0.0 {
        return Ok(());
    }
    let field = fields.terms(term.kind);
    let key = Term::from_field_text(field, &term.term);
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

/// The lengths of passages, as the index rounds them.
pub(crate) struct LengthReader {
    stem: FieldNormReader,
    exact: FieldNormReader,
}

impl LengthReader {
    pub(crate) fn new(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let norms = |kind| reader.get_fieldnorms_reader(fields.terms(kind));
        Ok(LengthReader { stem: norms(Kind::Stem)?, exact: norms(Kind::Exact)? })
    }

    pub(crate) fn of(&self, doc: DocId) -> Lengths {
        Lengths { stem: self.stem.fieldnorm(doc), exact: self.exact.fieldnorm(doc) }
    }
}

/// A length as the index rounds it: to one of 256 values, exact up to 40.
pub(crate) fn rounded(length: u32) -> u32 {
    FieldNormReader::id_to_fieldnorm(FieldNormReader::fieldnorm_to_id(length))
}
