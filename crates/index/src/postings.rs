//! Phase two's numbers: how often and where the words of a plan stand in the candidates, read from
//! postings and positions, never from the document store.

use ibid_core::analysis::Kind;
use ibid_core::ranking::{PassageStats, Plan, PlanWord, WordHitsRef};
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

use crate::columns::{Number, Segment, first_values};
use crate::schema::Fields;

/// The hits of each word of a plan in each of some documents. Its memory is used again, and the numbers
/// of a word lie side by side: with memory of its own for each word in each document a question took
/// four hundredths longer.
#[derive(Default)]
pub(crate) struct HitTable {
    /// One for each word at least.
    words: Vec<WordTable>,
}

/// The hits of one word.
#[derive(Default)]
pub(crate) struct WordTable {
    /// How many matching terms it has.
    terms: usize,
    /// How often each of these stands in each document.
    matching: Vec<u32>,
    /// What each document holds of it beside these.
    hits: Vec<Hits>,
    /// Where it stands in one document after the other.
    positions: Vec<u32>,
    /// Positions of one document while they are merged.
    merged: Vec<u32>,
}

/// What one document holds of a word.
#[derive(Clone, Copy, Default)]
struct Hits {
    surface: u32,
    accented: bool,
    /// Where in the positions of all documents its own begin, and how many they are.
    positions: (u32, u32),
}

impl HitTable {
    /// Reads the words of a plan in the `docs` of a segment, which must ascend.
    pub(crate) fn read(
        &mut self,
        segment: Segment<'_>,
        fields: &Fields,
        plan: &Plan,
        docs: &[DocId],
    ) -> tantivy::Result<()> {
        let words = WordReader { segment, fields, docs };
        for (word, hits) in plan.words.iter().zip(self.empty(plan, docs.len())) {
            words.matching(word, IndexRecordOption::WithFreqsAndPositions, hits)?;
            words.surface(word, hits)?;
            words.accented(word, hits)?;
        }
        Ok(())
    }

    /// Tables without hits for the words of a plan in some documents.
    pub(crate) fn empty(&mut self, plan: &Plan, docs: usize) -> &mut [WordTable] {
        if self.words.len() < plan.words.len() {
            self.words.resize_with(plan.words.len(), WordTable::default);
        }
        let tables = self.words.get_mut(..plan.words.len()).unwrap_or_default();
        for (table, word) in tables.iter_mut().zip(&plan.words) {
            table.empty(word.matching.len(), docs);
        }
        tables
    }

    /// For each of some documents, by their order, the hits of each word of a plan.
    pub(crate) fn rows<'t>(
        &'t self,
        plan: &Plan,
        docs: usize,
    ) -> impl ExactSizeIterator<Item: Iterator<Item = WordHitsRef<'t>>> + Clone {
        let words = self.words.get(..plan.words.len()).unwrap_or_default();
        (0..docs).map(move |doc| words.iter().map(move |word| word.of(doc)))
    }
}

impl WordTable {
    fn empty(&mut self, terms: usize, docs: usize) {
        self.terms = terms;
        self.matching.clear();
        self.matching.resize(terms * docs, 0);
        self.hits.clear();
        self.hits.resize(docs, Hits::default());
        self.positions.clear();
    }

    /// The hits in a document.
    fn of(&self, doc: usize) -> WordHitsRef<'_> {
        let (terms, hits) = (doc * self.terms..(doc + 1) * self.terms, self.hits[doc]);
        let (from, many) = hits.positions;
        let positions = from as usize..(from + many) as usize;
        WordHitsRef {
            matching: &self.matching[terms],
            surface: hits.surface,
            accented: hits.accented,
            positions: &self.positions[positions],
        }
    }

    /// Adds where a term stands in a document, among what stands there already: each place once, and
    /// ascending.
    fn add_positions(&mut self, doc: usize, postings: &mut impl Postings) {
        let from = self.positions.len();
        postings.append_positions_with_offset(0, &mut self.positions);
        let own = &mut self.hits[doc].positions;
        let (before, many) = *own;
        // two forms of a word may stand in one place with the same term
        let ascends = self.positions[from..].is_sorted_by(|a, b| a < b);
        if many > 0 || !ascends {
            let before = before as usize..(before + many) as usize;
            self.merged.clear();
            self.merged.extend_from_slice(&self.positions[before]);
            self.merged.extend_from_slice(&self.positions[from..]);
            self.merged.sort_unstable();
            self.merged.dedup();
            self.positions.truncate(from);
            self.positions.extend_from_slice(&self.merged);
        }
        *own = (from as u32, (self.positions.len() - from) as u32);
    }
}

/// Reads what one word of a plan is in some documents of a segment.
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
        word: &PlanWord,
        with: IndexRecordOption,
        hits: &mut WordTable,
    ) -> tantivy::Result<()> {
        for (t, term) in word.matching.iter().enumerate() {
            if term.idf == 0.0 {
                continue;
            }
            self.each_posting((term.kind, &term.term, with), |i, postings| {
                hits.matching[i * hits.terms + t] = postings.term_freq();
                if with.has_positions() {
                    hits.add_positions(i, postings);
                }
            })?;
        }

        Ok(())
    }

    /// How often its surface forms stand there.
    pub(crate) fn surface(&self, word: &PlanWord, hits: &mut WordTable) -> tantivy::Result<()> {
        for (term, _) in word.surface.iter().filter(|(_, idf)| *idf > 0.0) {
            let with = IndexRecordOption::WithFreqs;
            self.each_posting((Kind::Exact, term, with), |i, postings| {
                hits.hits[i].surface += postings.term_freq();
            })?;
        }
        Ok(())
    }

    /// Whether it stands there with the accents that were typed.
    pub(crate) fn accented(&self, word: &PlanWord, hits: &mut WordTable) -> tantivy::Result<()> {
        let Some(term) = &word.accented else { return Ok(()) };
        self.each_posting((Kind::Accented, term, IndexRecordOption::Basic), |i, _| {
            hits.hits[i].accented = true;
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
    use ibid_core::analysis::{Analyzer, Tokens};
    use ibid_core::backend::Store;
    use ibid_core::lang::Lang;
    use ibid_core::ranking::{PlanTerm, WordHits};
    use tantivy::DocAddress;

    use super::*;
    use crate::{Reader, sample};

    /// A word that two stems stand for.
    fn word(stems: [&str; 2]) -> PlanWord {
        let term = |term: &str| PlanTerm {
            kind: Kind::Stem,
            term: term.to_owned(),
            lang: Some(Lang::Fr),
            df: 1,
            idf: 1.0,
            agreement: 1.0,
            weight: 1.0,
        };
        let surface = vec![("port".to_owned(), 1.0)];
        PlanWord { matching: stems.map(term).to_vec(), surface, ..PlanWord::default() }
    }

    /// What a word is in a text, token by token.
    fn hits(word: &PlanWord, text: &str) -> WordHits {
        let (mut analyzer, mut tokens) = (Analyzer::new(), Tokens::default());
        analyzer.analyze(text, Some(Lang::Fr), &mut tokens);
        let mut hits = WordHits::default();
        for term in &word.matching {
            let here =
                tokens.iter().filter(|token| (token.kind, token.term) == (term.kind, &*term.term));
            let at: Vec<u32> = here.map(|token| token.position).collect();
            hits.matching.push(at.len() as u32);
            hits.positions.extend(at);
        }
        hits.positions.sort_unstable();
        hits.positions.dedup();
        let surface =
            tokens.iter().filter(|token| (token.kind, token.term) == (Kind::Exact, "port"));
        hits.surface = surface.count() as u32;
        hits
    }

    #[test]
    fn words_stand_where_they_were_analysed() {
        // some twice in one place, and some by both of their stems
        let texts = [
            "Les agent·e·s du port",
            "Rien à signaler",
            "Port : l’agente, deux agents et un·e agent·e du port de la mer",
            "La mer et le port",
        ];
        let dir = tempfile::tempdir().unwrap();
        let (mut writer, mut analyzer) = (sample::writer(dir.path()), Analyzer::new());
        for (n, text) in (0..).zip(texts) {
            sample::add_text(&mut writer, n, (text, Some(Lang::Fr)), &mut analyzer);
        }
        writer.commit().unwrap();

        let state = Reader::open(dir.path()).unwrap().state();
        let words = vec![word(["fr:agent", "fr:port"]), word(["fr:mer", "fr:rien"])];
        let plan = Plan { words, ..Plan::default() };
        let segment = state.segment(0);
        let of_text = |doc: &DocId| state.passage(DocAddress::new(0, *doc)).is_ok();
        let docs: Vec<DocId> = (0..segment.reader.max_doc()).filter(of_text).collect();
        assert_eq!(docs.len(), texts.len());

        let (mut table, mut twice) = (HitTable::default(), 0);
        // the memory of one search is used by the next
        for docs in [&docs[..], &docs[2..]] {
            table.read(segment, &state.fields, &plan, docs).unwrap();
            for (doc, row) in docs.iter().zip(table.rows(&plan, docs.len())) {
                let text = state.passage(DocAddress::new(0, *doc)).unwrap().text;
                let row: Vec<WordHits> = row.map(WordHits::from).collect();
                let want: Vec<WordHits> = plan.words.iter().map(|word| hits(word, &text)).collect();
                assert_eq!(row, want, "{text}");
                let stand = row.iter().map(|hits| hits.matching.iter().sum::<u32>() as usize);
                twice += stand.sum::<usize>()
                    - row.iter().map(|hits| hits.positions.len()).sum::<usize>();
            }
        }
        assert!(twice > 0);
    }

    #[test]
    fn the_engine_rounds_lengths_as_we_say() {
        for length in 0..1_000_000 {
            let code = FieldNormReader::fieldnorm_to_id(length);
            let engine = FieldNormReader::id_to_fieldnorm(code);
            assert_eq!(ibid_core::ranking::rounded_length(length), engine, "{length}");
        }
    }
}
