//! What benchmarks of searching ask, and of what: an index of the made corpus, and queries with
//! words of its sentences.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ibid::{IndexOptions, Library};
use ibid_core::backend::{Backend, Search, Snapshot};
use ibid_core::hit::Hits;
use ibid_core::lang::Lang;
use ibid_core::query::{Budget, Order, Query, Request};
use ibid_core::ranking::Plan;
use ibid_index::Reader;
use ibid_query::Response;
use tempfile::TempDir;

use super::{Corpus, LANGS, SplitMix64, is_content, passages, runs};

/// How many hits are wanted.
pub(crate) const LIMIT: usize = 10;

/// Queries of each kind in each language: 200 in all.
pub(crate) const QUERIES: usize = 20;

/// A way of asking.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Word,
    Words,
    Phrase,
    Question,
    Sentence,
}

/// All of them with their names.
pub(crate) const KINDS: [(Kind, &str); 5] = [
    (Kind::Word, "word"),
    (Kind::Words, "words"),
    (Kind::Phrase, "phrase"),
    (Kind::Question, "question"),
    (Kind::Sentence, "sentence"),
];

/// Queries of one kind in one language.
pub(crate) struct Asked {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) queries: Vec<String>,
}

/// An index of the made corpus, and what to ask it.
pub(crate) struct Asking {
    pub(crate) library: Library,
    pub(crate) reader: Reader,
    pub(crate) asked: Vec<Asked>,
    _folder: TempDir,
}

impl Asking {
    /// Builds the index, and says of how much.
    #[allow(clippy::print_stdout, reason = "figures compare only where this line is the same")]
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (files, index) = (folder.path().join("files"), folder.path().join("index"));
        std::fs::create_dir(&files).expect("the temporary folder can be written");
        let corpus = Corpus::make(passages());
        let bytes = corpus.write(&files);
        let asked = asked(&corpus);
        // a large one takes memory that the pages of the index are to stay in
        drop(corpus);
        let built = ibid::build_with(&[files], &index, &IndexOptions::default());
        let passages = built.expect("the made corpus can be indexed").passages;
        println!("{bytes} bytes: {passages} passages");
        let library = ibid::open(&index).expect("the index can be opened");
        let reader = Reader::open(&index).expect("the index can be opened");
        Asking { library, reader, asked, _folder: folder }
    }

    /// The whole answer.
    pub(crate) fn answer(&self, query: &str) -> Response {
        black_box(self.library.search(black_box(query), LIMIT).expect("the index can be read"))
    }

    /// The backend's part of it.
    pub(crate) fn engine(&self, request: &Request) -> Hits {
        black_box(search(&self.reader, black_box(request)))
    }
}

/// How long something took, and what came of it.
pub(crate) fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = black_box(run());
    (start.elapsed(), done)
}

/// A request for the best hits.
pub(crate) fn request(query: Query) -> Request {
    let (order, budget) = (Order::Relevance, Budget::default());
    Request { query, limit: LIMIT, offset: 0, total: false, order, budget }
}

/// Every kind in every language: the same queries whenever the corpus is the same.
fn asked(corpus: &Corpus) -> Vec<Asked> {
    let mut random = SplitMix64::new(0xA5C);
    let mut all = Vec::new();
    for lang in LANGS {
        let sentences = corpus.sentences(lang);
        for (kind, name) in KINDS {
            let queries =
                (0..QUERIES).map(|_| query(kind, lang, &sentences, &mut random)).collect();
            all.push(Asked { name: format!("{}/{name}", lang.code()), kind, queries });
        }
    }
    all
}

/// A query with words of one sentence, as of somebody who remembers it.
fn query(kind: Kind, lang: Lang, sentences: &[&str], random: &mut SplitMix64) -> String {
    loop {
        let sentence = random.pick(sentences);
        let content: Vec<&str> =
            runs(sentence).into_iter().filter(|run| is_content(run, lang)).collect();
        // a sentence of names and short words lends too little to ask for
        if content.len() >= 3 {
            return asked_of(kind, lang, sentence, &content, random);
        }
    }
}

fn asked_of(
    kind: Kind,
    lang: Lang,
    sentence: &str,
    content: &[&str],
    random: &mut SplitMix64,
) -> String {
    let from = random.below(content.len() - 2);
    let (first, second, third) = (content[from], content[from + 1], content[from + 2]);
    match (kind, lang) {
        (Kind::Word, _) => first.to_owned(),
        (Kind::Words, _) => format!("{first} {second} {third}"),
        (Kind::Phrase, _) => format!("\"{}\"", row(sentence, first)),
        (Kind::Question, Lang::Fr) => {
            format!("comment est-ce que le {first} de la {second} change le {third} ?")
        }
        (Kind::Question, Lang::En) => {
            format!("how does the {first} of the {second} change the {third}?")
        }
        (Kind::Sentence, _) => sentence.to_owned(),
    }
}

/// Three words of the sentence from `first` on, with what stands between them.
fn row(sentence: &str, first: &str) -> String {
    let all = runs(sentence);
    let from = all.iter().position(|run| *run == first).unwrap_or(0);
    all[from..].iter().take(5).copied().collect::<String>().trim().to_owned()
}

/// The value that so many percent of the sorted ones do not exceed.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> u128 {
    let at = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(at).map_or(0, Duration::as_micros)
}

/// A search as the engine asks it: a plan, and one batch.
fn search(reader: &Reader, request: &Request) -> Hits {
    let snapshot = reader.snapshot().expect("the index can be read");
    let plan = Plan::new(&request.query, &snapshot).expect("the index can be read");
    let Request { query, limit, offset, total, order, .. } = request;
    let (limit, offset, total, order) = (*limit, *offset, *total, *order);
    let search =
        Search { query, plan: &plan, among: None, limit, offset, total, order, spread: None };
    let found = snapshot.search(&[search]).expect("the index can be read").remove(0);
    Hits { hits: found.hits, total: found.total, weights: plan.weights(), warnings: Vec::new() }
}
