//! Plain BM25 over the same documents, to hold our own ranking against.
//!
//! It has our analysis and our stop lists, so that what differs is the ranking alone: one stem a
//! word, in the language of the question and folded, k1 1.2 and b 0.75. A word that a question
//! repeats counts as often as it stands there. All is held in memory.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use ibid_core::analysis::fold::folded;
use ibid_core::analysis::{Analyzer, Kind, Tokens};
use ibid_core::identify::identify;
use ibid_core::lang::Lang;
use ibid_core::ranking::bm25::idf;
use ibid_core::sentences::sentences;
use rayon::prelude::*;
use serde::Deserialize;

use super::beir::{DEPTH, Judged};
use super::run::Run;
use crate::error::{Error, Result};

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// A passage ends with the sentence that brings it to this number of words.
const PASSAGE_WORDS: usize = 200;

/// The answers of plain BM25.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    /// Each document ranked as a whole: its title, then its text.
    pub documents: Run,
    /// Each document ranked by the best of its passages of some 200 words, cut at the ends of
    /// sentences, with the title before each.
    pub passages: Run,
}

/// Asks the judged queries of a BEIR folder.
///
/// Every document is analysed in the language of the question; a question that names none is in
/// the one that it seems to be in. Lines of `corpus.jsonl` that are no document are left out.
///
/// # Errors
/// When `corpus.jsonl` cannot be read.
pub fn baseline(folder: &Path, judged: &Judged) -> Result<Baseline> {
    let documents = corpus(&folder.join("corpus.jsonl"))?;
    let mut answered = Baseline::default();
    for (lang, questions) in by_language(judged) {
        let whole = Collection::new(&documents, lang, whole);
        answered.documents.answers.extend(whole.answer(&questions));

        let parts = Collection::new(&documents, lang, passages);
        answered.passages.answers.extend(parts.answer(&questions));
    }

    Ok(answered)
}

/// A line of `corpus.jsonl`.
#[derive(Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
}

fn corpus(path: &Path) -> Result<Vec<Document>> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(failed)?;
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// The id and the text of a question.
type Question<'a> = (&'a str, &'a str);

/// The questions of each language, and those in neither.
fn by_language(judged: &Judged) -> Vec<(Option<Lang>, Vec<Question<'_>>)> {
    let mut groups: Vec<(Option<Lang>, Vec<Question<'_>>)> =
        Lang::BY_SLOT.iter().map(|lang| (*lang, Vec::new())).collect();
    for (id, text, said) in judged.questions() {
        let lang = said.or_else(|| identify(text).lang);
        groups[Lang::slot(lang)].1.push((id, text));
    }

    groups.retain(|(_, questions)| !questions.is_empty());
    groups
}

/// A document as one text.
fn whole(document: &Document) -> Vec<String> {
    vec![format!("{}\n{}", document.title, document.text)]
}

/// A document in passages, its title before each.
fn passages(document: &Document) -> Vec<String> {
    let text = document.text.as_str();
    let mut found = Vec::new();
    let (mut start, mut words) = (0, 0);
    for sentence in sentences(text) {
        words += text[sentence.clone()].split_whitespace().count();
        if words >= PASSAGE_WORDS {
            found.push(format!("{}\n{}", document.title, &text[start..sentence.end]));
            (start, words) = (sentence.end, 0);
        }
    }

    if words > 0 || found.is_empty() {
        found.push(format!("{}\n{}", document.title, &text[start..]));
    }
    found
}

/// How often a word stands in a unit.
struct Posting {
    unit: usize,
    count: u32,
}

/// Texts that are ranked, by their words. Each is a unit: a document, or a passage of one.
struct Collection<'a> {
    lang: Option<Lang>,
    postings: HashMap<String, Vec<Posting>>,
    /// For each unit its document.
    documents: Vec<&'a str>,
    /// For each unit how many words it has, function words not counted.
    lengths: Vec<f64>,
    average_length: f64,
}

impl<'a> Collection<'a> {
    /// The units into which `cut` parts the documents.
    fn new(
        documents: &'a [Document],
        lang: Option<Lang>,
        cut: fn(&Document) -> Vec<String>,
    ) -> Self {
        let analysed: Vec<Vec<Vec<String>>> = documents
            .par_iter()
            .map_init(Analyzer::new, |analyzer, document| {
                cut(document).iter().map(|unit| stems(unit, lang, analyzer)).collect()
            })
            .collect();

        let mut collection = Collection {
            lang,
            postings: HashMap::new(),
            documents: Vec::new(),
            lengths: Vec::new(),
            average_length: 0.0,
        };
        for (document, units) in documents.iter().zip(analysed) {
            units.into_iter().for_each(|unit| collection.add(&document.id, unit));
        }

        let total: f64 = collection.lengths.iter().sum();
        collection.average_length = total / collection.lengths.len().max(1) as f64;
        collection
    }

    fn add(&mut self, document: &'a str, words: Vec<String>) {
        let unit = self.documents.len();
        self.documents.push(document);
        self.lengths.push(words.len() as f64);

        for word in words {
            let postings = self.postings.entry(word).or_default();
            match postings.last_mut() {
                Some(last) if last.unit == unit => last.count += 1,
                _ => postings.push(Posting { unit, count: 1 }),
            }
        }
    }

    /// The best documents for each question, by the id of the question.
    fn answer(&self, questions: &[Question<'_>]) -> Vec<(String, Vec<(String, f64)>)> {
        questions
            .par_iter()
            .map_init(Analyzer::new, |analyzer, (id, text)| {
                ((*id).to_owned(), self.best(&stems(text, self.lang, analyzer)))
            })
            .collect()
    }

    /// The documents that hold any of some words, best first, each by its best unit.
    fn best(&self, words: &[String]) -> Vec<(String, f64)> {
        let mut scores = vec![0.0; self.documents.len()];
        for word in words {
            let postings = self.postings.get(word).map(Vec::as_slice).unwrap_or_default();
            for posting in postings {
                scores[posting.unit] += self.bm25(posting, postings.len());
            }
        }

        // the units of a document follow one another
        let mut found: Vec<(&str, f64)> = Vec::new();
        for (document, score) in self.documents.iter().zip(scores).filter(|(_, score)| *score > 0.0)
        {
            match found.last_mut() {
                Some(last) if last.0 == *document => last.1 = last.1.max(score),
                _ => found.push((document, score)),
            }
        }

        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.truncate(DEPTH);
        found.into_iter().map(|(document, score)| (document.to_owned(), score)).collect()
    }

    /// What a word adds to the score of a unit; `frequency` units hold it.
    fn bm25(&self, posting: &Posting, frequency: usize) -> f64 {
        let idf = idf(frequency as u64, self.documents.len() as u64);
        let count = f64::from(posting.count);
        let length = self.lengths[posting.unit] / self.average_length;
        idf * count / (count + K1 * (1.0 - B + B * length))
    }
}

/// The words of a text that are no function words, each as its first stem, folded.
fn stems(text: &str, lang: Option<Lang>, analyzer: &mut Analyzer) -> Vec<String> {
    let mut tokens = Tokens::new();
    analyzer.analyze(text, lang, &mut tokens);

    let mut found = Vec::new();
    let mut seen = None;
    for token in tokens.iter().filter(|t| t.kind == Kind::Stem && t.primary && !t.stop) {
        if seen.replace(token.position) != Some(token.position) {
            found.push(folded(token.term));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, title: &str, text: &str) -> Document {
        Document { id: id.to_owned(), title: title.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn words_are_stems_without_function_words() {
        let mut analyzer = Analyzer::new();
        let words = stems("Les élèves de l’école", Some(Lang::Fr), &mut analyzer);
        assert_eq!(words, stems("eleve ecoles", Some(Lang::Fr), &mut analyzer));
        assert_eq!(words.len(), 2);
    }

    #[test]
    fn passages_end_with_a_sentence_and_bear_the_title() {
        let sentence = format!("Begin {}end.", "word ".repeat(148));
        let text = [sentence.as_str(); 3].join(" ");
        let parts = passages(&document("d", "A title", &text));
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.starts_with("A title\n") && part.ends_with("end.")));
        assert_eq!(passages(&document("d", "A title", "")), ["A title\n"]);
    }

    #[test]
    fn scores_are_those_of_bm25() {
        let documents = [document("a", "", "harbour lights"), document("b", "", "harbour")];
        let collection = Collection::new(&documents, Some(Lang::En), whole);
        let found = collection.best(&stems("lights", Some(Lang::En), &mut Analyzer::new()));
        // two units of 2 and 1 words, one of which holds the word once
        let idf = (1.0f64 + 1.5 / 1.5).ln();
        let want = idf / (1.0 + 1.2 * (0.25 + 0.75 * 2.0 / 1.5));
        assert!(found.len() == 1 && found[0].0 == "a" && (found[0].1 - want).abs() < 1e-12);

        let twice = collection.best(&stems("lights lights", Some(Lang::En), &mut Analyzer::new()));
        assert!((twice[0].1 - 2.0 * want).abs() < 1e-12, "a repeated word counts as often");
    }

    #[test]
    fn a_document_is_found_by_its_best_unit() {
        let long = format!("{}. {}.", "Sand ".repeat(200).trim(), "Harbour ".repeat(200).trim());
        let documents = [document("a", "", &long), document("b", "", "Harbour and sand.")];
        let collection = Collection::new(&documents, Some(Lang::En), passages);
        assert_eq!(collection.documents, ["a", "a", "b"]);
        let found = collection.best(&stems("harbour", Some(Lang::En), &mut Analyzer::new()));
        assert_eq!(found.len(), 2, "each document comes once: {found:?}");
    }
}
