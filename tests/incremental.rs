//! Indexing again: only what is new, changed or gone, and the answer of an index made in one go.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::environment::{Sandbox, copy, corpus, each, hits, how_many, root, tell, text, timeless};

const HERON: (&str, &str) = ("heron.txt", "The heron waits beside the weir all day long.");
const OTTER: (&str, &str) = ("otter.txt", "The otter sleeps under the bridge at noon.");
const SWANS: (&str, &str) = ("swans.txt", "Two swans and a heron share the reed bed.");

/// Runs again: how many were indexed, skipped and deleted, and how many passages that made.
fn check(place: &Sandbox, want: [u64; 4]) {
    let summary = place.index();
    let got = ["indexed", "skipped", "deleted", "passages"].map(|f| summary[f].as_u64().unwrap());
    assert_eq!(got, want, "indexed, skipped, deleted, passages: {summary}");
    assert_eq!(summary["failed"], Value::Array(Vec::new()));
}

fn found(place: &Sandbox, words: &str) -> usize {
    hits(&place.search(words, &["-n", "100"])).len()
}

/// What questions get from this index, without times and without the folder that it is about.
fn answers(place: &Sandbox) -> Vec<String> {
    let folder = place.sources().display().to_string();
    let ask = |words: &&str| {
        timeless(place.search(words, &["-n", "50", "--total"])).replace(&folder, "FOLDER")
    };
    ["heron", "the otter sleeps", "reed weir", "innovation publique", "the"]
        .iter()
        .map(ask)
        .collect()
}

/// What an index made at once of the same files says.
fn fresh_answers(place: &Sandbox) -> Vec<String> {
    let fresh = Sandbox::new();
    fs::remove_dir(fresh.path("sources")).unwrap();
    copy(&place.path("sources"), &fresh.path("sources"));
    fresh.index();
    answers(&fresh)
}

#[test]
fn a_summary_has_the_keys_of_the_contract() {
    let summary = Sandbox::with(&[HERON]).index();
    for key in ["indexed", "skipped", "deleted", "failed", "passages", "took_ms"] {
        assert!(!summary[key].is_null(), "{key}: {summary}");
    }
}

#[test]
fn a_second_run_skips_everything() {
    let place = Sandbox::with(&[HERON, OTTER]);
    check(&place, [2, 0, 0, 2]);
    let before = answers(&place);
    check(&place, [0, 2, 0, 0]);
    assert_eq!(answers(&place), before);
}

#[test]
fn a_changed_file_is_replaced() {
    let place = Sandbox::with(&[HERON, OTTER, SWANS]);
    check(&place, [3, 0, 0, 3]);
    place.source("otter.txt", "A mink has chased it away from there.");
    // the bytes that were there have gone nowhere: their file is still there
    check(&place, [1, 2, 0, 1]);
    assert_eq!((found(&place, "otter"), found(&place, "mink"), found(&place, "heron")), (0, 1, 2));
    let stats = place.run(&["stats", "--json"]).done().json();
    assert_eq!((&stats["sources"], &stats["passages"]), (&Value::from(3), &Value::from(3)));
    assert_eq!(answers(&place), fresh_answers(&place), "statistics without the deleted passage");
}

#[test]
fn a_new_file_is_added() {
    let place = Sandbox::with(&[HERON]);
    check(&place, [1, 0, 0, 1]);
    place.source(OTTER.0, OTTER.1);
    check(&place, [1, 1, 0, 1]);
    assert_eq!((found(&place, "otter"), found(&place, "heron")), (1, 1));
    assert_eq!(answers(&place), fresh_answers(&place));
}

#[test]
fn a_file_that_has_gone_is_taken_out() {
    let place = Sandbox::with(&[HERON, OTTER, SWANS]);
    check(&place, [3, 0, 0, 3]);
    let id = text(&place.search("otter", &[])["hits"][0]["id"]).to_owned();
    place.remove("otter.txt");
    check(&place, [0, 2, 1, 0]);
    assert_eq!(found(&place, "otter"), 0);
    assert_eq!(place.run(&["show", &id]).code, 1);
    assert_eq!(answers(&place), fresh_answers(&place), "statistics without the deleted passage");
}

#[test]
fn the_last_file_can_go_too() {
    let place = Sandbox::indexed(&[HERON]);
    place.remove("heron.txt");
    let summary = place.run(&["index", "sources", "--allow-empty", "--json"]).done().json();
    assert_eq!(summary["deleted"], 1);
    assert_eq!(found(&place, "heron"), 0);
    place.source(OTTER.0, OTTER.1);
    check(&place, [1, 0, 0, 1]);
    assert_eq!(found(&place, "otter"), 1);
}

#[test]
fn what_lies_elsewhere_stays() {
    let place = Sandbox::indexed(&[HERON]);
    fs::create_dir(place.path("others")).unwrap();
    fs::write(place.path("others/otter.txt"), OTTER.1).unwrap();
    place.run(&["index", "others"]).done();
    assert_eq!((found(&place, "heron"), found(&place, "otter")), (1, 1));
    // only below what is named is anything looked for
    place.remove("heron.txt");
    place.run(&["index", "others"]).done();
    assert_eq!(found(&place, "heron"), 1);
}

#[test]
fn two_files_with_the_same_bytes_are_one_source() {
    let place = Sandbox::with(&[HERON, OTTER, ("copy.txt", HERON.1)]);
    check(&place, [3, 0, 0, 2]);
    let stats = place.run(&["stats", "--json"]).done().json();
    assert_eq!((&stats["sources"], &stats["passages"]), (&Value::from(2), &Value::from(2)));
    let response = place.search("heron", &[]);
    assert_eq!(hits(&response).len(), 1);
    // either path finds it
    for path in ["copy.txt", "heron.txt"] {
        assert_eq!(hits(&place.search("heron", &["--source", path])).len(), 1, "{path}");
    }
    place.remove("copy.txt");
    check(&place, [0, 2, 1, 0]);
    let left = place.search("heron", &[]);
    assert_eq!(each(&left, "source"), ["heron.txt"]);
    assert_eq!(each(&left, "id"), each(&response, "id"));
    place.remove("heron.txt");
    check(&place, [0, 1, 1, 0]);
    assert_eq!(found(&place, "heron"), 0);
}

#[test]
fn a_copy_that_comes_later_is_one_more_path() {
    let place = Sandbox::indexed(&[HERON]);
    place.source("copy.txt", HERON.1);
    check(&place, [1, 1, 0, 0]);
    assert_eq!(found(&place, "heron"), 1);
    assert_eq!(hits(&place.search("heron", &["--source", "copy.txt"])).len(), 1);
    assert_eq!(answers(&place), fresh_answers(&place));
}

#[test]
fn a_renamed_file_keeps_its_ids() {
    let place = Sandbox::indexed(&[HERON, OTTER]);
    let before = place.search("heron", &[]);
    fs::rename(place.path("sources/heron.txt"), place.path("sources/wader.txt")).unwrap();
    check(&place, [1, 1, 1, 0]);
    let after = place.search("heron", &[]);
    assert_eq!(each(&after, "source"), ["wader.txt"]);
    for field in ["id", "text"] {
        assert_eq!(each(&after, field), each(&before, field));
    }
    assert_eq!(before["hits"][0]["score"], after["hits"][0]["score"]);
    assert_eq!(answers(&place), fresh_answers(&place));
}

#[test]
fn two_files_that_change_places_are_found_where_they_are() {
    let place = Sandbox::indexed(&[HERON, OTTER]);
    place.source(HERON.0, OTTER.1);
    place.source(OTTER.0, HERON.1);
    place.index();
    assert_eq!(each(&place.search("heron", &[]), "source"), ["otter.txt"]);
    assert_eq!(each(&place.search("otter", &[]), "source"), ["heron.txt"]);
    assert_eq!(answers(&place), fresh_answers(&place));
}

#[test]
fn a_file_that_cannot_be_read_this_time_keeps_what_was_read() {
    let place = Sandbox::indexed(&[HERON, OTTER]);
    place.source("heron.txt", format!("{} {}", HERON.1, "More of it. ".repeat(100)));
    let run = place.run(&["index", "sources", "--max-file-size", "100", "--json"]).done();
    assert_eq!(run.json()["failed"][0]["path"], "heron.txt");
    assert_eq!(found(&place, "heron"), 1, "one bad file is reported and skipped, not forgotten");
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Sandbox::with(&[HERON, OTTER]);
    let dry = ["index", "sources", "--dry-run", "--json"];
    let first = place.run(&dry).done().json();
    assert_eq!((&first["indexed"], &first["passages"]), (&Value::from(2), &Value::from(2)));
    assert!(!place.path(".ibid").exists(), "no index is made");

    place.index();
    place.source("otter.txt", "A mink has chased it away from there.");
    place.remove("heron.txt");
    let before = (answers(&place), files(&place));
    let second = place.run(&dry).done().json();
    assert_eq!((&second["indexed"], &second["deleted"]), (&Value::from(1), &Value::from(1)));
    assert_eq!((answers(&place), files(&place)), before);
}

/// The files of an index with their bytes.
fn files(place: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(place.path(".ibid"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn threads_and_order_and_memory_change_nothing() {
    let names: Vec<std::path::PathBuf> = {
        let entries = fs::read_dir(corpus()).unwrap().map(|e| e.unwrap().path());
        let mut names: Vec<_> = entries
            .filter(|p| {
                let name = p.file_name().unwrap().to_string_lossy();
                name != "README.md" && name != "queries.tsv" && !name.starts_with('.')
            })
            .collect();
        names.sort();
        names
    };
    let make = |files: &[std::path::PathBuf], a_few_a_run: bool, more: &[&str]| {
        let place = Sandbox::new();
        let runs: Vec<&[std::path::PathBuf]> =
            if a_few_a_run { files.chunks(3).collect() } else { vec![files] };
        for files in runs {
            let mut args: Vec<&std::ffi::OsStr> = vec!["index".as_ref()];
            args.extend(more.iter().map(std::ffi::OsStr::new));
            args.extend(files.iter().map(|f| f.as_os_str()));
            place.run(&args).done();
        }
        answers(&place)
    };
    let backwards: Vec<_> = names.iter().rev().cloned().collect();
    let one = make(&names, false, &["--threads", "1"]);
    assert!(one.iter().any(|answer| answer.contains("\"score\"")), "something is found");
    assert_eq!(one, make(&names, false, &["--threads", "4"]), "four threads");
    assert_eq!(one, make(&backwards, false, &["--threads", "2"]), "another order");
    assert_eq!(one, make(&backwards, true, &[]), "a few files a run");
    assert_eq!(one, make(&names, false, &["--memory", "16MB", "--threads", "1"]), "less memory");
}

#[test]
fn a_file_named_twice_is_read_once() {
    let place = Sandbox::with(&[HERON]);
    let run = place.run(&["index", "sources", "sources/heron.txt", "./sources", "--json"]).done();
    assert_eq!(run.json()["indexed"], 1, "{run:?}");
    assert_eq!(found(&place, "heron"), 1);
}

#[test]
fn ignored_files_are_not_read_and_go_when_they_become_so() {
    let place = Sandbox::with(&[HERON, OTTER, ("notes/draft.txt", "A draft about a heron.")]);
    place.source(".ibidignore", "draft*\n");
    check(&place, [2, 0, 0, 2]);
    place.source(".gitignore", "otter.txt\n");
    check(&place, [0, 1, 1, 0]);
    assert_eq!((found(&place, "otter"), found(&place, "draft")), (0, 0));
}

#[cfg(unix)]
#[test]
fn a_file_that_was_named_by_a_link_is_gone_when_it_is() {
    let place = Sandbox::with(&[HERON, OTTER]);
    std::os::unix::fs::symlink(place.path("sources"), place.path("link")).unwrap();
    place.run(&["index", "link/heron.txt"]).done();
    assert_eq!(found(&place, "heron"), 1);
    check(&place, [1, 1, 0, 1]);
    place.remove("heron.txt");
    check(&place, [0, 1, 1, 0]);
    assert_eq!(found(&place, "heron"), 0);
}

/// A run of the library, once the clock of the file system has gone on.
fn run(place: &Sandbox) -> ibid::Summary {
    std::thread::sleep(std::time::Duration::from_millis(60));
    ibid::build(place.sources(), place.path(".ibid")).unwrap()
}

const CAPTIONS: &str = "1\n00:00:01,000 --> 00:00:04,000\nThe heron waits beside the weir.\n";
const SAME_TEXT: &str = "The heron waits beside the weir.\n";

#[test]
fn what_is_as_it_was_is_not_opened() {
    let place = Sandbox::with(&[HERON, OTTER, ("talk.srt", CAPTIONS), ("talk.txt", SAME_TEXT)]);
    let first = run(&place);
    assert_eq!((first.files_read, first.indexed, first.passed_over.len()), (4, 3, 1), "{first:?}");

    let second = run(&place);
    assert_eq!((second.files_read, second.skipped), (0, 3), "{second:?}");
    assert_eq!(second.passed_over[0].reason, first.passed_over[0].reason);

    // touched, and the same
    let touched = fs::File::options().append(true).open(place.path("sources/otter.txt")).unwrap();
    touched.set_modified(std::time::SystemTime::now()).unwrap();
    let third = run(&place);
    assert_eq!((third.files_read, third.skipped), (1, 3), "{third:?}");
    assert_eq!(run(&place).files_read, 0);
}

#[test]
fn a_recording_or_a_twin_that_comes_or_goes_is_seen() {
    let place = Sandbox::with(&[("talk.srt", CAPTIONS), ("talk.txt", SAME_TEXT)]);
    run(&place);

    fs::write(place.path("sources/talk.mp4"), b"\0\0\0\x18ftypisom\0\0\0\0").unwrap();
    let with_recording = run(&place);
    assert_eq!((with_recording.indexed, with_recording.deleted), (1, 0), "{with_recording:?}");
    assert!(text(&hits(&place.search("heron", &[]))[0]["citation"]).contains("talk.mp4"));

    fs::remove_file(place.path("sources/talk.srt")).unwrap();
    let without = run(&place);
    assert_eq!((without.indexed, without.deleted), (1, 1), "{without:?}");
    assert_eq!(text(&hits(&place.search("heron", &[]))[0]["source"]), "talk.txt");
}

#[cfg(unix)]
#[test]
fn other_words_of_the_same_length_and_time_are_seen() {
    let place = Sandbox::with(&[HERON]);
    run(&place);
    let path = place.path("sources/heron.txt");
    let then = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, HERON.1.replace("heron", "stork")).unwrap();
    fs::File::options().append(true).open(&path).unwrap().set_modified(then).unwrap();

    assert_eq!(run(&place).indexed, 1);
    assert_eq!((found(&place, "stork"), found(&place, "heron")), (1, 0));
}

/// The files of an index with their lengths. Those of segments are never written over.
fn lengths(place: &Sandbox) -> BTreeMap<String, u64> {
    let entries = fs::read_dir(place.path(".ibid")).unwrap().map(|entry| entry.unwrap());
    let length = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), entry.metadata().unwrap().len())
    };
    entries.map(length).collect()
}

/// A file of some passages that differs with each version.
fn daily(file: usize, version: usize) -> String {
    const WORDS: [&str; 8] =
        ["weir", "otter", "miller", "bridge", "flood", "gate", "barge", "lock"];
    let sentence = |n: usize| {
        let word = |k: usize| WORDS[(file * 31 + version * 17 + n * 7 + k * k) % WORDS.len()];
        let (a, b, c) = (word(0), word(1), word(2));
        format!(
            "On day {version} the {a} of place {file} met the {b} and the {c} number {n}, as told. "
        )
    };
    (0..40).map(sentence).collect()
}

/// What this process has had of a processor so far, with all its threads, in milliseconds; 0 where the
/// system is not asked.
fn cpu_ms() -> u64 {
    #[cfg(target_os = "linux")]
    {
        use rustix::time::{ClockId, clock_gettime};
        let time = clock_gettime(ClockId::ProcessCPUTime);
        (time.tv_sec * 1000 + time.tv_nsec / 1_000_000).unsigned_abs()
    }
    #[cfg(not(target_os = "linux"))]
    0
}

/// Bytes are held to what was asked. What the runs take of a processor is told: other tests run in
/// the same process. With `IBID_DAILY_RUNS` all that was measured is written beside the binaries too.
#[test]
fn runs_that_change_a_little_write_a_little() {
    const FILES: usize = 200;
    let runs = how_many("IBID_DAILY_RUNS", 45);
    let place = Sandbox::new();
    (0..FILES).for_each(|file| place.source(&format!("{file}.txt"), daily(file, 0)));
    let options = ibid::IndexOptions::default()
        .with_writer(ibid::WriterOptions { threads: 1, memory: 32 << 20 });
    let index = |place: &Sandbox| {
        ibid::build_with(&[place.sources()], &place.path(".ibid"), &options).unwrap()
    };
    let timed = |place: &Sandbox| {
        let before = cpu_ms();
        index(place);
        cpu_ms() - before
    };
    timed(&place);
    let whole = |place: &Sandbox| lengths(place).values().sum::<u64>();
    let fresh = whole(&place);

    let (mut written, mut taken, mut most_segments) = (Vec::new(), Vec::new(), 0);
    for run in 1..=runs {
        let file = run * 37 % FILES;
        place.source(&format!("{file}.txt"), daily(file, run));
        let before = lengths(&place);
        taken.push(timed(&place));
        let after = lengths(&place);
        let new = after.iter().filter(|(name, _)| !before.contains_key(*name));
        written.push(new.map(|(_, length)| length).sum::<u64>());
        most_segments =
            most_segments.max(after.keys().filter(|name| name.ends_with(".store")).count());
    }

    let remade = Sandbox::new();
    fs::remove_dir(remade.path("sources")).unwrap();
    copy(&place.sources(), &remade.path("sources"));
    let cpu_of_fresh = timed(&remade);
    written.sort_unstable();
    taken.sort_unstable();
    let (median, dearest) = (written[runs / 2], written[runs - 1]);
    let (size, of_fresh) = (whole(&place), whole(&remade));
    let measured = format!(
        "{runs} runs: bytes of a fresh index {fresh}, of the median run {median}, of the dearest \
         {dearest}, of all {}; size {size} of {of_fresh}, segments {most_segments}; \
         CPU of a fresh index {cpu_of_fresh} ms, of the median run {}, of the dearest {}, of all {}",
        written.iter().sum::<u64>(),
        taken[runs / 2],
        taken[runs - 1],
        taken.iter().sum::<u64>(),
    );
    tell(&measured);
    if std::env::var_os("IBID_DAILY_RUNS").is_some() {
        fs::write(root().join("target/daily-runs.txt"), &measured).unwrap();
    }
    assert!(median * 20 <= fresh && dearest <= fresh.max(of_fresh), "{measured}");
    assert!(size * 10 <= of_fresh * 12 && most_segments <= 10, "{measured}");

    let answers = |place: &Sandbox| {
        let library = ibid::open(place.path(".ibid")).unwrap();
        let words = ["weir otter", "day 7", "\"the miller\" met", "+lock -gate", "place 37 number"];
        let ranked = |words: &&str| {
            let hits = library.search(words, 300).unwrap().hits;
            hits.into_iter().map(|hit| (hit.id.to_string(), hit.score.to_bits())).collect()
        };
        let ranked: Vec<Vec<(String, u64)>> = words.iter().map(ranked).collect();
        let completed = format!("{:?}", library.complete("1", 50).unwrap());
        (ranked, completed, library.stats().unwrap().counts)
    };
    assert_eq!(answers(&place), answers(&remade));
    place.run(&["check"]).done();

    // what is taken out by name leaves the files too
    place.run(&["forget", "sources/1.txt"]).done();
    let deletions = lengths(&place).into_keys().filter(|name| name.ends_with(".del")).count();
    assert_eq!(deletions, 0);
}
