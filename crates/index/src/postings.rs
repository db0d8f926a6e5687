//! Phase two's numbers: how often and where the words of a plan stand in the candidates, read from
//! postings and positions, never from the document store.

use ibid_core::analysis::Kind;
use ibid_core::ranking::{PassageStats, Plan, PlanWord, WordHits};
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

use crate::columns::{Number, Segment, first_values};
use crate::schema::Fields;

/// The hits of each word of a plan in each of some documents. Its memory is used again: to make it
/// anew for each search took as long as to read the words.
#[derive(Default)]
pub(crate) struct HitTable {
    /// For each document the hits of each word: no row is shorter than the plan.
    rows: Vec<Vec<WordHits>>,
}

impl HitTable {
    /// Reads the words of a plan in the `docs` of a segment, which must ascend; in their order, the
    /// hits of each word.
    pub(crate) fn read(
        &mut self,
        segment: Segment<'_>,
        fields: &Fields,
        plan: &Plan,
        docs: &[DocId],
    ) -> tantivy::Result<impl ExactSizeIterator<Item = &[WordHits]> + Clone> {
        let hits = self.empty(plan, docs.len());
        let words = WordReader { segment, fields, docs };
        for word in plan.words.iter().enumerate() {
            words.matching(word, IndexRecordOption::WithFreqsAndPositions, hits)?;
            words.surface(word, hits)?;
            words.accented(word, hits)?;
        }

        let words = plan.words.len();
        Ok(hits.iter().map(move |row| row.get(..words).unwrap_or_default()))
    }

    /// Rows without hits for some documents.
    pub(crate) fn empty(&mut self, plan: &Plan, docs: usize) -> &mut [Vec<WordHits>] {
        if self.rows.len() < docs {
            self.rows.resize_with(docs, Vec::new);
        }
        for row in self.rows.iter_mut().take(docs) {
            if row.len() < plan.words.len() {
                row.resize_with(plan.words.len(), WordHits::default);
            }
            for (hits, word) in row.iter_mut().zip(&plan.words) {
                let WordHits { matching, surface, accented, positions } = hits;
                matching.clear();
                matching.resize(word.matching.len(), 0);
                positions.clear();
                (*surface, *accented) = (0, false);
            }
        }
        self.rows.get_mut(..docs).unwrap_or_default()
    }
}

/// Reads what one word of a plan, given with its number, is in some documents of a segment.
pub(crate) struct WordReader<'a> {
    pub(crate) segment: Segment<'a>,
    pub(crate) fields: &'a Fields,
    /// They must ascend.
    pub(crate) docs: &'a [DocId],
}

impl WordReader<'_> {
    /// How often its matching terms stand there, and where, if positions are to be read.
    pub(crate) fn matching(
        &self,
        (w, word): (usize, &PlanWord),
        with: IndexRecordOption,
        hits: &mut [Vec<WordHits>],
    ) -> tantivy::Result<()> {
        let mut positions = Vec::new();
        for (t, term) in word.matching.iter().enumerate() {
            if term.idf == 0.0 {
                continue;
            }
            self.each_posting((term.kind, &term.term, with), |i, postings| {
                let hits = &mut hits[i][w];
                hits.matching[t] = postings.term_freq();
                if with.has_positions() {
                    postings.positions(&mut positions);
                    merge(&mut hits.positions, &positions);
                }
            })?;
        }

        Ok(())
    }

    /// How often its surface forms stand there.
    pub(crate) fn surface(
        &self,
        (w, word): (usize, &PlanWord),
        hits: &mut [Vec<WordHits>],
    ) -> tantivy::Result<()> {
        for (term, _) in word.surface.iter().filter(|(_, idf)| *idf > 0.0) {
            let with = IndexRecordOption::WithFreqs;
            self.each_posting((Kind::Exact, term, with), |i, postings| {
                hits[i][w].surface += postings.term_freq();
            })?;
        }
        Ok(())
    }

    /// Whether it stands there with the accents that were typed.
    pub(crate) fn accented(
        &self,
        (w, word): (usize, &PlanWord),
        hits: &mut [Vec<WordHits>],
    ) -> tantivy::Result<()> {
        let Some(term) = &word.accented else { return Ok(()) };
        self.each_posting((Kind::Accented, term, IndexRecordOption::Basic), |i, _| {
            hits[i][w].accented = true;
        })
    }

    /// Calls `each` with the index of every document that holds the term.
    fn each_posting(
        &self,
        (kind, term, with): (Kind, &str, IndexRecordOption),
        mut each: impl FnMut(usize, &mut tantivy::postings::SegmentPostings),
    ) -> tantivy::Result<()> {
        let postings = self.segment.postings((kind, term), self.fields, with)?;
        let Some(mut postings) = postings else { return Ok(()) };
        for (i, doc) in self.docs.iter().enumerate() {
            if go_to(&mut postings, *doc) == *doc {
                each(i, &mut postings);
            }
        }

        Ok(())
    }
}

/// Goes to the first document of a list at `from` or after it, unless the list is there already or
/// farther.
pub(crate) fn go_to(list: &mut impl DocSet, from: DocId) -> DocId {
    if list.doc() < from { list.seek(from) } else { list.doc() }
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

/// The lengths of passages as the index rounds them: all that phase one knows of their shapes.
pub(crate) struct LengthReader {
    stem_terms: FieldNormReader,
    exact_terms: FieldNormReader,
}

impl LengthReader {
    pub(crate) fn new(segment: Segment<'_>, fields: &Fields) -> tantivy::Result<Self> {
        let norms = |kind| segment.lengths(kind, fields);
        Ok(LengthReader { stem_terms: norms(Kind::Stem)?, exact_terms: norms(Kind::Exact)? })
    }

    pub(crate) fn of(&self, doc: DocId) -> PassageStats {
        PassageStats {
            stem_terms: self.stem_terms.fieldnorm(doc),
            exact_terms: self.exact_terms.fieldnorm(doc),
            ..PassageStats::default()
        }
    }
}

/// The shapes of passages.
pub(crate) struct PassageStatsReader<'a> {
    segment: Segment<'a>,
    lengths: LengthReader,
    text_from: Column<u64>,
    heading_words: Column<u64>,
    ordinal: Column<u64>,
    words_before: Column<u64>,
    document_words: Column<u64>,
}

impl<'a> PassageStatsReader<'a> {
    pub(crate) fn new(segment: Segment<'a>, fields: &Fields) -> tantivy::Result<Self> {
        let numbers = |number| segment.number(number);
        Ok(PassageStatsReader {
            segment,
            lengths: LengthReader::new(segment, fields)?,
            text_from: numbers(Number::TextFrom)?,
            heading_words: numbers(Number::HeadingWords)?,
            ordinal: numbers(Number::Ordinal)?,
            words_before: numbers(Number::WordsBefore)?,
            document_words: numbers(Number::DocumentWords)?,
        })
    }

    /// The shapes of some passages, which must ascend: a column at a time, and so with one call for
    /// all of them where the column has a value for each record.
    pub(crate) fn of_all(&self, docs: &[DocId]) -> tantivy::Result<Vec<PassageStats>> {
        let mut shapes: Vec<PassageStats> = docs.iter().map(|doc| self.lengths.of(*doc)).collect();
        let mut each = |column: &Column<u64>, set: &dyn Fn(&mut PassageStats, u64)| {
            for (shape, value) in shapes.iter_mut().zip(first_values(column, docs)) {
                set(shape, value.unwrap_or(0));
            }
        };
        each(&self.text_from, &|shape, value| shape.text_from = value as u32);
        each(&self.heading_words, &|shape, value| shape.heading_words = value as u32);
        each(&self.ordinal, &|shape, value| shape.ordinal = value as u32);
        each(&self.words_before, &|shape, value| shape.words_before = value as u32);
        each(&self.document_words, &|shape, value| shape.document_words = value as u32);
        for (shape, document) in shapes.iter_mut().zip(self.segment.document_hashes(docs)?) {
            shape.document = document;
        }
        Ok(shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_rounds_lengths_as_we_say() {
        for length in 0..1_000_000 {
            let code = FieldNormReader::fieldnorm_to_id(length);
            let engine = FieldNormReader::id_to_fieldnorm(code);
            assert_eq!(ibid_core::ranking::rounded_length(length), engine, "{length}");
        }
    }
}
