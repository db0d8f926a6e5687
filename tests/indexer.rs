//! Putting files and texts into an index step by step, from a program.

use std::ops::ControlFlow;

use ibid::{Error, ErrorKind, IndexOptions, Indexer, SearchParams, Writer, WriterOptions};

use crate::environment::Sandbox;

const CAPTIONS: &str =
    "WEBVTT\n\n00:00:07.000 --> 00:00:09.000\nThe heron waits beside the weir.\n";

/// How many passages an index finds for some words.
fn found(sandbox: &Sandbox, words: &str) -> usize {
    ibid::open(sandbox.path("index")).unwrap().search(words, 10).unwrap().hits.len()
}

#[test]
fn a_text_from_memory_is_found_by_its_name_and_replaced_under_it() {
    let sandbox = Sandbox::with(&[("otter.txt", "The otter sleeps.")]);
    let (index, options) = (sandbox.path("index"), IndexOptions::default());
    let mut indexer = Indexer::open(&index, &options).unwrap();
    indexer.add_text("talk.vtt", CAPTIONS).unwrap();
    indexer.add_files(&[sandbox.path("sources")]).unwrap();
    assert_eq!(indexer.commit().unwrap().indexed, 2);
    assert_eq!((found(&sandbox, "heron source:talk.vtt"), found(&sandbox, "otter")), (1, 1));

    let hit = &ibid::open(&index).unwrap().search("heron", 1).unwrap().hits[0];
    assert_eq!(hit.citations[0].t, Some(7.0));
    assert_eq!(hit.citations[0].url, None, "a text from memory lies nowhere");

    indexer.add_text("talk.vtt", CAPTIONS.replace("heron", "swan")).unwrap();
    let summary = indexer.commit().unwrap();
    assert_eq!((summary.indexed, summary.deleted), (1, 0));
    assert_eq!((found(&sandbox, "heron"), found(&sandbox, "swan")), (0, 1));

    // a run over files leaves texts from memory alone
    drop(indexer);
    ibid::build(sandbox.path("sources"), &index).unwrap();
    assert_eq!((found(&sandbox, "swan"), found(&sandbox, "otter")), (1, 1));
}

#[test]
fn the_same_text_again_is_not_read_again() {
    let sandbox = Sandbox::new();
    let (index, options) = (sandbox.path("index"), IndexOptions::default());
    let mut indexer = Indexer::open(&index, &options).unwrap();
    let id = indexer.add_text("talk.vtt", CAPTIONS).unwrap();
    indexer.commit().unwrap();
    assert_eq!(indexer.add_text("talk.vtt", CAPTIONS).unwrap(), id);
    let summary = indexer.commit().unwrap();
    assert_eq!((summary.indexed, summary.skipped), (0, 1));

    assert!(indexer.remove(id).unwrap());
    assert_eq!(indexer.commit().unwrap().deleted, 1);
    assert!(!indexer.remove(id).unwrap());
    assert_eq!(found(&sandbox, "heron"), 0);
}

#[test]
fn what_is_not_committed_is_not_seen() {
    let sandbox = Sandbox::new();
    let (index, options) = (sandbox.path("index"), IndexOptions::default());
    let mut indexer = Indexer::open(&index, &options).unwrap();
    indexer.add_text("a.txt", "The heron waits.").unwrap();
    indexer.commit().unwrap();
    indexer.add_text("b.txt", "The otter sleeps.").unwrap();
    drop(indexer);
    assert_eq!((found(&sandbox, "heron"), found(&sandbox, "otter")), (1, 0));
}

#[test]
fn a_run_that_is_told_to_stop_writes_nothing() {
    let sandbox = Sandbox::with(&[("a.txt", "The heron."), ("b.txt", "The otter."), ("c.txt", "")]);
    let index = sandbox.path("index");
    let stop = |progress: ibid::Progress| match progress.files {
        2 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let options = IndexOptions::default().with_progress(&stop);
    let stopped = ibid::build_with(&[sandbox.path("sources")], &index, &options).unwrap_err();
    assert!(matches!(stopped, Error::Interrupted), "{stopped}");
    assert_eq!(stopped.kind(), ErrorKind::Interrupted);
    let unfinished = ibid::open(&index).map(drop).unwrap_err();
    assert_eq!(unfinished.kind(), ErrorKind::Unfinished, "there is no state that could answer");

    // and the next run finds nothing in its way
    ibid::build(sandbox.path("sources"), &index).unwrap();
    assert_eq!((found(&sandbox, "heron"), found(&sandbox, "otter")), (1, 1));
}

#[test]
fn a_record_says_when_its_file_changed_and_the_day_it_was_indexed() {
    let sandbox = Sandbox::with(&[("heron.txt", "The heron waits.")]);
    let (index, options) = (sandbox.path("index"), IndexOptions::default());
    let mut indexer = Indexer::open(&index, &options).unwrap();
    indexer.add_files(&[sandbox.path("sources")]).unwrap();
    indexer.add_text("note", "The otter sleeps.").unwrap();
    indexer.commit().unwrap();

    let changed = sandbox.path("sources").join("heron.txt").metadata().unwrap().modified().unwrap();
    let since = changed.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    for record in ibid::open(&index).unwrap().sources().unwrap() {
        let path = &record.paths[0];
        let want = (path.shown == "heron.txt").then_some(i64::try_from(since).unwrap());
        assert_eq!(path.modified_ms, want, "{record:?}");
        assert!(record.indexed_on.is_some_and(|day| day.year >= 2024), "{record:?}");
    }
}

#[test]
fn every_kind_of_error_is_told_apart() {
    let sandbox = Sandbox::with(&[("heron.txt", "The heron waits.")]);
    let (sources, index) = (sandbox.path("sources"), sandbox.path("index"));
    let kind = |error: Error| error.kind();
    assert_eq!(kind(ibid::open(&index).err().unwrap()), ErrorKind::Missing);
    assert_eq!(kind(ibid::build(sandbox.path("no"), &index).unwrap_err()), ErrorKind::Input);
    assert_eq!(kind(ibid::build(&sources, &sources).unwrap_err()), ErrorKind::Incompatible);

    ibid::build(&sources, &index).unwrap();
    let writer = Writer::open(&index, &WriterOptions::default()).unwrap();
    assert_eq!(kind(ibid::build(&sources, &index).unwrap_err()), ErrorKind::Locked);
    drop(writer);

    let library = ibid::open(&index).unwrap();
    let mut params = SearchParams::new("heron");
    assert_eq!(library.ask(&params).unwrap().hits.len(), 1);
    params.after = Some("hier".to_owned());
    let wrong = library.ask(&params).unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::Usage);
    assert!(wrong.to_string().starts_with("after: `hier`"), "{wrong}");

    std::fs::write(index.join("ibid.json"), "{").unwrap();
    assert_eq!(kind(ibid::open(&index).err().unwrap()), ErrorKind::Damaged);
}
