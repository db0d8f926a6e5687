//! Bare tantivy over the passages of an index: what a benchmark holds its times against, under the
//! feature `bench`.
//!
//! One text field holds title and text. Words are cut and put in lower case by tantivy's own
//! tokenizer; function words are left out by ibid's lists, and stems are Snowball's, all in one
//! language. Scores are tantivy's BM25. There is one segment, and nothing is stored: an answer is
//! the first eight bytes of the ids, best first.

mod words;

use std::fs;
use std::path::{Path, PathBuf};

use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenStream};
use tantivy::{DocAddress, Index, IndexWriter, Searcher, TantivyDocument, Term};

use crate::columns::Number;
use crate::directory::guarded;
use crate::error::{At, Error, Result};
use crate::reader::Reader;
use crate::schema::NOT_A_PASSAGE;

/// The name under which the engine knows the words.
const WORDS: &str = "words";
/// Bytes of memory for each thread that writes.
const MEMORY: usize = 64 << 20;

/// The two fields.
#[derive(Clone)]
struct Fields {
    schema: Schema,
    body: Field,
    id: Field,
}

impl Fields {
    fn new() -> Self {
        let mut builder = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer(WORDS)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        Fields {
            body: builder
                .add_text_field("body", TextOptions::default().set_indexing_options(words)),
            id: builder.add_u64_field("id", FAST),
            schema: builder.build(),
        }
    }
}

/// Calls `each` with every passage of an index, in the order in which they are stored.
///
/// # Errors
/// When the index cannot be read, and those of `each`.
pub fn each_passage(reader: &Reader, each: &mut dyn FnMut(&Passage) -> Result<()>) -> Result<()> {
    let state = &reader.state();
    guarded(&state.directory, || {
        for (ord, segment) in state.segments().enumerate() {
            let langs = segment.number(Number::Lang).at(&state.path)?;
            for doc in segment.reader.doc_ids_alive() {
                if langs.first(doc).is_none_or(|lang| lang == NOT_A_PASSAGE) {
                    continue;
                }
                let hit = state.fetch(DocAddress::new(ord as u32, doc), 0.0)?;
                each(&hit.passage)?;
            }
        }
        Ok(())
    })
}

/// Bare tantivy while it is filled.
pub struct BaselineWriter {
    folder: PathBuf,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    lang: Lang,
}

impl BaselineWriter {
    /// Makes an empty one in a folder, which is made too, by so many threads.
    ///
    /// # Errors
    /// When the folder cannot be written, or holds such an index already.
    pub fn new(folder: &Path, lang: Lang, threads: usize) -> Result<Self> {
        let made = fs::create_dir_all(folder);
        made.map_err(|source| Error::Io { verb: "write", path: folder.to_owned(), source })?;
        let fields = Fields::new();
        let index = Index::create_in_dir(folder, fields.schema.clone()).at(folder)?;
        index.tokenizers().register(WORDS, words::analyzer(lang));
        let threads = threads.max(1);
        let writer = index.writer_with_num_threads(threads, threads * MEMORY).at(folder)?;
        Ok(BaselineWriter { folder: folder.to_owned(), fields, index, writer, lang })
    }

    /// Adds a passage.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn add(&mut self, passage: &Passage) -> Result<()> {
        let title = passage.about.title.as_deref().unwrap_or_default();
        let mut doc = TantivyDocument::new();
        doc.add_text(self.fields.body, format!("{title}\n{}", passage.text));
        doc.add_u64(self.fields.id, passage.id.leading_bits());
        self.writer.add_document(doc).at(&self.folder)?;
        Ok(())
    }

    /// Writes all of it as one segment, and opens it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn finish(mut self) -> Result<Baseline> {
        let path = &self.folder;
        self.writer.commit().at(path)?;
        let segments = self.index.searchable_segment_ids().at(path)?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait().at(path)?;
        }
        self.writer.wait_merging_threads().at(path)?;
        Baseline::of(&self.index, self.fields, path, self.lang)
    }
}

/// Bare tantivy, open for searching.
pub struct Baseline {
    folder: PathBuf,
    body: Field,
    searcher: Searcher,
    /// The ids of each segment.
    ids: Vec<Column<u64>>,
    words: TextAnalyzer,
}

impl Baseline {
    /// Opens what [`BaselineWriter`] wrote, whose passages were taken for texts in `lang`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(folder: &Path, lang: Lang) -> Result<Self> {
        let index = Index::open_in_dir(folder).at(folder)?;
        index.tokenizers().register(WORDS, words::analyzer(lang));
        Baseline::of(&index, Fields::new(), folder, lang)
    }

    fn of(index: &Index, fields: Fields, folder: &Path, lang: Lang) -> Result<Self> {
        let searcher = index.reader().at(folder)?.searcher();
        let readers = searcher.segment_readers().iter();
        let ids = readers.map(|segment| segment.fast_fields().u64("id"));
        let ids = ids.collect::<tantivy::Result<_>>().at(folder)?;
        let words = words::analyzer(lang);
        Ok(Baseline { folder: folder.to_owned(), body: fields.body, searcher, ids, words })
    }

    /// The first eight bytes of the ids of the best passages, best first: at most `limit`. What
    /// stands in quotation marks as a whole is searched as a phrase, and else any of its words.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn search(&mut self, text: &str, limit: usize) -> Result<Vec<u64>> {
        let Some(query) = self.query(text) else { return Ok(Vec::new()) };
        let best = TopDocs::with_limit(limit.max(1)).order_by_score();
        let found = self.searcher.search(&*query, &best).at(&self.folder)?;
        let id = |address: &DocAddress| {
            let column = self.ids.get(address.segment_ord as usize);
            column.and_then(|ids| ids.first(address.doc_id)).unwrap_or(0)
        };
        Ok(found.iter().map(|(_, address)| id(address)).collect())
    }

    /// How many passages there are.
    pub fn passages(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn query(&mut self, text: &str) -> Option<Box<dyn Query>> {
        let mut terms: Vec<(usize, Term)> = Vec::new();
        let mut words = self.words.token_stream(text);
        while let Some(word) = words.next() {
            terms.push((word.position, Term::from_field_text(self.body, &word.text)));
        }
        drop(words);

        if is_quoted(text) && terms.len() > 1 {
            return Some(Box::new(PhraseQuery::new_with_offset(terms)));
        }
        let mut seen = Vec::new();
        let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (_, term) in terms {
            if !seen.contains(&term) {
                let word = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                any.push((Occur::Should, Box::new(word)));
                seen.push(term);
            }
        }
        if any.is_empty() { None } else { Some(Box::new(BooleanQuery::new(any))) }
    }
}

/// Whether a text stands in quotation marks as a whole.
fn is_quoted(text: &str) -> bool {
    let text = text.trim();
    let pairs = [('"', '"'), ('“', '”'), ('«', '»')];
    pairs.iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{index, passage_id};

    fn filled(texts: &[&str], folder: &Path) -> Baseline {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let reader = index(&path, 0..texts.len() as u32);

        let mut made = BaselineWriter::new(folder, Lang::Fr, 1).unwrap();
        let mut texts = texts.iter();
        let mut seen = 0;
        each_passage(&reader, &mut |passage| {
            let text = (*texts.next().unwrap()).to_owned();
            seen += 1;
            made.add(&Passage { text, ..passage.clone() })
        })
        .unwrap();
        assert_eq!(seen, 3, "records of sources are no passages");
        made.finish().unwrap()
    }

    #[test]
    fn words_are_any_of_them_and_quoted_ones_a_row() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("bare");
        let texts = ["les élèves de la vallée", "la vallée des élèves", "un vélo"];
        let mut bare = filled(&texts, &folder);
        assert_eq!(bare.passages(), 3);
        let both = bare.search("L’élève dans une vallée", 10).unwrap();
        assert_eq!(both.len(), 2);
        let row = bare.search("\"élèves de la vallée\"", 10).unwrap();
        assert_eq!(row, [both.iter().copied().find(|id| row.contains(id)).unwrap()]);
        assert_eq!(row.len(), 1);
        assert_eq!(bare.search("de la", 10).unwrap(), Vec::<u64>::new());

        // what was written is opened again, and gives ids
        let mut again = Baseline::open(&folder, Lang::Fr).unwrap();
        let ids: Vec<u64> = (0..3).map(|n| passage_id(n).leading_bits()).collect();
        let found = again.search("vélo", 10).unwrap();
        assert!(found.len() == 1 && ids.contains(&found[0]));
        assert!(BaselineWriter::new(&folder, Lang::Fr, 1).is_err(), "nothing is written over");
    }
}
