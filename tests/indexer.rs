//! Putting files and texts into an index step by step, from a program.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Runs over `sources/` on one thread, told to stop once `now` says so.
fn stopped_run(sandbox: &Sandbox, now: fn(ibid::Progress) -> bool) -> ibid::Summary {
    let stop = AtomicBool::new(false);
    let tell = |progress: ibid::Progress| {
        stop.fetch_or(now(progress), Ordering::SeqCst);
        ControlFlow::Continue(())
    };
    let writer = WriterOptions { threads: 1, memory: 16 << 20 };
    let options = IndexOptions::default().with_writer(writer).with_progress(&tell).with_stop(&stop);
    ibid::build_with(&[sandbox.path("sources")], &sandbox.path("index"), &options).unwrap()
}

#[test]
fn a_run_that_is_stopped_keeps_what_is_whole_and_the_next_one_goes_on() {
    let names: Vec<String> = (0..40).map(|n| format!("note-{n:02}.txt")).collect();
    let sandbox = Sandbox::new();
    names.iter().for_each(|name| sandbox.source(name, format!("The heron of {name}.")));
    let summary = stopped_run(&sandbox, |progress| progress.files == 3);
    assert!((3..40).contains(&summary.indexed), "{summary:?}");
    assert_eq!(summary.indexed + summary.left, 40, "{summary:?}");
    assert_eq!(serde_json::to_value(&summary).unwrap()["left"], summary.left);
    assert_eq!(found(&sandbox, "heron") as u64, summary.indexed.min(10));

    let next = ibid::build(sandbox.path("sources"), sandbox.path("index")).unwrap();
    assert_eq!((next.indexed, next.skipped, next.left), (summary.left, summary.indexed, 0));
    assert!(serde_json::to_value(&next).unwrap().get("left").is_none());
}

#[test]
fn a_file_that_a_stopped_run_was_in_the_midst_of_is_not_there_in_part() {
    let line =
        |n: usize| format!("{{\"_id\":\"{n}\",\"text\":\"{}\"}}\n", "An otter sleeps. ".repeat(40));
    let sandbox = Sandbox::with(&[("a.txt", "The heron waits.")]);
    sandbox.source("b.jsonl", (0..6000).map(line).collect::<String>());
    let summary = stopped_run(&sandbox, |progress| progress.files == 1 && progress.bytes > 1 << 20);
    assert_eq!((summary.indexed, summary.left), (1, 1), "{summary:?}");
    assert_eq!((found(&sandbox, "heron"), found(&sandbox, "otter")), (1, 0));
    assert!(ibid::check(&sandbox.path("index"), &mut |_, _, _| ()).unwrap().trusted);

    let next = ibid::build(sandbox.path("sources"), sandbox.path("index")).unwrap();
    assert_eq!((next.indexed, next.skipped), (1, 1));
    assert_eq!(found(&sandbox, "otter"), 10);
}

#[test]
fn a_stopped_run_takes_nothing_for_gone() {
    let sandbox =
        Sandbox::with(&[("a.txt", "The heron."), ("b.txt", "The otter."), ("c.txt", "The eel.")]);
    ibid::build(sandbox.path("sources"), sandbox.path("index")).unwrap();
    sandbox.remove("b.txt");
    sandbox.source("a.txt", "The crane.");
    (0..40).for_each(|n| sandbox.source(&format!("d-{n:02}.txt"), format!("The newt {n}.")));
    let summary = stopped_run(&sandbox, |progress| progress.files == 1);
    assert_eq!(summary.deleted, 0, "{summary:?}");
    assert!(summary.left > 0, "{summary:?}");
    assert_eq!(["crane", "heron", "otter"].map(|word| found(&sandbox, word)), [1, 0, 1]);

    let next = ibid::build(sandbox.path("sources"), sandbox.path("index")).unwrap();
    assert_eq!((next.deleted, found(&sandbox, "otter"), found(&sandbox, "newt")), (1, 0, 10));
}

#[test]
fn files_that_go_while_a_run_reads_are_not_taken_out_by_it() {
    let sandbox = Sandbox::new();
    let write = |animal: &str| {
        for n in 0..60 {
            sandbox.source(&format!("{n:02}.txt"), format!("The {animal} waits at place {n}."));
        }
    };
    let (sources, index) = (sandbox.path("sources"), sandbox.path("index"));
    write("heron");
    ibid::build(&sources, &index).unwrap();
    write("otter");

    // as where a disk goes: those that come last are there when they are looked for, and then not
    let progress = |progress: ibid::Progress| {
        if progress.files == 1 {
            (40..60).for_each(|n| sandbox.remove(&format!("{n:02}.txt")));
        }
        std::ops::ControlFlow::Continue(())
    };
    let writer = ibid::WriterOptions { threads: 1, memory: 16 << 20 };
    let options = IndexOptions::default().with_writer(writer).with_progress(&progress);
    let summary = ibid::build_with(std::slice::from_ref(&sources), &index, &options).unwrap();
    assert_eq!((summary.indexed, summary.failed.len(), summary.deleted), (40, 20, 0));
    let asked = |word| ibid::open(&index).unwrap().search(word, 100).unwrap().hits.len();
    assert_eq!((asked("otter"), asked("heron")), (40, 20));

    let next = ibid::build(&sources, &index).unwrap();
    assert_eq!((next.deleted, asked("heron")), (20, 0), "now they are gone");
}

#[test]
fn a_first_run_that_is_stopped_before_anything_is_whole_leaves_no_index() {
    let sandbox = Sandbox::with(&[("a.txt", "The heron waits.")]);
    let stop = AtomicBool::new(true);
    let (index, options) = (sandbox.path("index"), IndexOptions::default().with_stop(&stop));
    let summary = ibid::build_with(&[sandbox.path("sources")], &index, &options).unwrap();
    assert_eq!((summary.indexed, summary.left), (0, 1));
    assert!(ibid::open(&index).is_err());
    ibid::build(sandbox.path("sources"), &index).unwrap();
    assert_eq!(found(&sandbox, "heron"), 1);
}

#[test]
fn a_stopped_reindex_leaves_the_index_as_it_was() {
    let sandbox = Sandbox::with(&[("a.txt", "The heron waits."), ("b.txt", "The otter sleeps.")]);
    let index = sandbox.path("index");
    ibid::build(sandbox.path("sources"), &index).unwrap();
    let stop = AtomicBool::new(true);
    let options = IndexOptions::default().with_stop(&stop);
    let stopped = ibid::reindex(&index, &options).unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Interrupted);
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
