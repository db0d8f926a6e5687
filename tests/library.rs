//! What someone gets who embeds ibid.

use std::fs;
use std::ops::ControlFlow;
use std::thread;

use ibid::Filter;
use ibid::Lang;
use ibid::{Error, IndexOptions, Library, SearchOptions};
use ibid_index::{Error as StoreError, Writer, WriterOptions};

use crate::environment::{Sandbox, corpus, timeless};

/// The sample corpus as a library, with the folder that it lives in.
fn library() -> (Sandbox, Library) {
    let place = Sandbox::new();
    ibid::build(corpus(), place.path("index")).unwrap();
    let library = ibid::open(place.path("index")).unwrap();
    (place, library)
}

#[test]
fn three_calls_give_an_answer() {
    let (_place, library) = library();
    let response = library.search("quittance de loyer", 3).unwrap();
    let best = &response.hits[0];
    assert_eq!(best.citations[0].t, Some(430.0));
    let link = "https://www.youtube.com/watch?v=ibidTalk001&t=430s";
    assert_eq!(best.citations[0].url.as_deref(), Some(link));
    assert!(best.citation.ends_with(link));
    assert!(response.hits.len() <= 3);
}

#[test]
fn a_library_is_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Library>();
    is_shared::<Error>();

    let (_place, library) = library();
    let answer =
        |words: &str| timeless(serde_json::to_value(library.search(words, 10).unwrap()).unwrap());
    let questions = ["innovation publique", "rent receipt", "\"page of tears\"", "budget*"];
    let alone: Vec<String> = questions.iter().map(|words| answer(words)).collect();
    thread::scope(|scope| {
        let ask = |start: usize| {
            // each thread begins with another question
            let mut answers = vec![String::new(); questions.len()];
            for i in (start..start + 3 * questions.len()).map(|i| i % questions.len()) {
                answers[i] = answer(questions[i]);
            }
            answers
        };
        let threads: Vec<_> = (0..4).map(|i| scope.spawn(move || ask(i))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

#[test]
fn the_library_answers_as_the_binary_does() {
    let (place, library) = library();
    for words in ["innovation publique", "who can stop the trial?"] {
        let of_library = serde_json::to_value(library.search(words, 10).unwrap()).unwrap();
        let run = place.run(&["search", "--json", "--index", "index", words]).done();
        assert_eq!(timeless(of_library), timeless(run.json()), "{words}");
    }
}

#[test]
fn options_say_more() {
    let (_place, library) = library();
    let french = Filter { langs: vec![Lang::Fr], ..Filter::default() };
    let mut options =
        SearchOptions::default().with_limit(5).with_offset(1).with_total(true).with_filter(french);
    options.answer.cite.lead_in = 10;
    options.answer.snippet_chars = 60;
    let response = library.search_with("innovation", &options).unwrap();
    assert!(response.total > Some(1));
    assert_eq!(response.hits.len() as u64, (response.total.unwrap() - 1).min(5));
    for hit in &response.hits {
        assert_eq!(hit.lang, Some(Lang::Fr));
        assert!(hit.snippet.text.chars().count() <= 64, "{}", hit.snippet.text);
        if let Some(t) = hit.citations[0].t {
            let opens = format!("&t={}s", t - 10.0);
            assert!(hit.citations[0].url.as_deref().unwrap().ends_with(&opens));
        }
    }
}

#[test]
fn show_and_stats_and_sources_agree() {
    let (_place, library) = library();
    let stats = library.stats().unwrap();
    let sources = library.sources().unwrap();
    assert_eq!(stats.counts.sources, sources.len() as u64);
    assert_eq!(stats.source_bytes, sources.iter().map(|s| s.bytes).sum::<u64>());
    let passages: u64 = sources.iter().map(|s| u64::from(s.passages)).sum();
    assert_eq!(stats.counts.passages, passages);
    let counts = &stats.counts;
    assert_eq!(counts.french + counts.english + counts.neither, counts.passages);
    let response = library.search("innovation", 1).unwrap();
    let shown = library.show(response.hits[0].id, 0).unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].text, response.hits[0].text);
}

#[test]
fn an_open_library_sees_what_is_written_when_it_is_told() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits beside the weir.")]);
    let index = place.path("index");
    ibid::build(place.path("sources"), &index).unwrap();
    let library = ibid::open(&index).unwrap();
    let found = |words: &str| library.search(words, 10).unwrap().hits.len();
    place.source("heron.txt", "The otter took its place.");
    ibid::build(place.path("sources"), &index).unwrap();
    assert_eq!((found("heron"), found("otter")), (1, 0), "one snapshot until then");
    library.reload().unwrap();
    assert_eq!((found("heron"), found("otter")), (0, 1));
}

#[test]
fn progress_is_told_for_every_file() {
    let place = Sandbox::with(&[("a.txt", "The heron."), ("b.txt", "The otter."), ("c.txt", "")]);
    let seen = std::sync::Mutex::new(Vec::new());
    let progress = |p: ibid::Progress| {
        seen.lock().unwrap().push((p.files, p.of_files, p.bytes, p.of_bytes));
        ControlFlow::Continue(())
    };
    let writer = WriterOptions { threads: 1, memory: 16 << 20 };
    let options = IndexOptions::default().with_writer(writer).with_progress(&progress);
    ibid::build_with(&[place.path("sources")], &place.path("index"), &options).unwrap();
    assert_eq!(*seen.lock().unwrap(), [(1, 3, 10, 20), (2, 3, 20, 20), (3, 3, 20, 20)]);
}

#[test]
fn errors_can_be_matched() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits beside the weir.")]);
    let index = place.path("index");
    fs::create_dir(place.path("empty")).unwrap();

    let missing = ibid::open(&index).err().unwrap();
    assert!(matches!(&missing, Error::Index(StoreError::Missing { path }) if *path == index));
    assert_eq!(missing.diagnostic().code.name(), "index-missing");

    let nowhere = ibid::build(place.path("nowhere"), &index).unwrap_err();
    assert!(matches!(nowhere, Error::Read(ibid::ReadError::Missing { .. })), "{nowhere}");
    let empty = ibid::build(place.path("empty"), &index).unwrap_err();
    assert!(matches!(empty, Error::NothingToRead { .. }), "{empty}");
    let foreign = ibid::build(place.path("sources"), place.path("sources")).unwrap_err();
    assert!(matches!(foreign, Error::Index(StoreError::NotAnIndex { .. })), "{foreign}");

    ibid::build(place.path("sources"), &index).unwrap();
    let writer = Writer::open(&index, &WriterOptions::default()).unwrap();
    let locked = ibid::build(place.path("sources"), &index).unwrap_err();
    assert!(matches!(locked, Error::Index(StoreError::Locked { .. })), "{locked}");
    drop(writer);

    fs::write(index.join("ibid.json"), "{").unwrap();
    let broken = ibid::open(&index).err().unwrap();
    assert!(matches!(broken, Error::Index(StoreError::Manifest { .. })), "{broken}");
    // an error says what failed, its source says why, and neither says both
    let source = std::error::Error::source(&broken).expect("a cause").to_string();
    assert!(!broken.to_string().contains(&source), "{broken}: {source}");
}
