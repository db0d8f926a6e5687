//! Each system call of a run that changes a file fails once, or is the last one: what is there answers
//! as before the run or as after it, and the next run is whole.
//!
//! `strace` makes the calls fail (Linux). Where there is none, or it may not trace, the test says so
//! and tries nothing; with `IBID_FAULTS` or `CI` in the environment that is a failure.
#![cfg(target_os = "linux")]

use std::fs;

use serde_json::Value;

use crate::crash::{answers, answers_of_round, write_sources};
use crate::environment::{BINARY, Run, Sandbox, copy, how_many, skipped, tell, timeless};

/// The calls, each with the faults that it may meet. With `KILL` the process ends there.
const CALLS: [(&str, &[&str]); 12] = [
    ("write", &["ENOSPC", "EIO", "KILL"]),
    ("pwrite64", &["ENOSPC", "EIO", "KILL"]),
    ("fsync", &["EIO", "ENOSPC", "KILL"]),
    ("fdatasync", &["EIO", "ENOSPC", "KILL"]),
    ("rename", &["ENOSPC", "EACCES", "KILL"]),
    ("renameat2", &["ENOSPC", "EACCES", "KILL"]),
    ("unlink", &["EIO", "EACCES", "KILL"]),
    ("unlinkat", &["EIO", "EACCES", "KILL"]),
    ("mkdir", &["ENOSPC", "EACCES", "KILL"]),
    ("ftruncate", &["ENOSPC", "EIO", "KILL"]),
    ("openat", &["EMFILE", "EACCES", "KILL"]),
    ("flock", &["EIO", "KILL"]),
];

/// An index run whose system calls are looked at, or meddled with.
fn traced(place: &Sandbox, options: &[&str]) -> Run {
    traced_command(place, options, &["index", "sources", "--json"])
}

/// The same of any command.
fn traced_command(place: &Sandbox, options: &[&str], command: &[&str]) -> Run {
    let mut process = place.process("strace");
    process.args(["-f", "-qq"]).args(options).arg(BINARY).args(command);
    Run::of(process.output().unwrap())
}

/// How often a run makes each call.
fn count(place: &Sandbox) -> Vec<usize> {
    traced(place, &["-o", "trace"]).done();
    let trace = fs::read_to_string(place.path("trace")).unwrap();
    is_synced_after_the_last_rename(&trace);
    let calls = |name: &str| {
        let call = format!("{name}(");
        let made =
            |line: &&str| line.split_whitespace().nth(1).is_some_and(|c| c.starts_with(&call));
        trace.lines().filter(made).count()
    };
    CALLS.iter().map(|(name, _)| calls(name)).collect()
}

/// Holds that the folder is on the disk before a run says that it has ended well.
fn is_synced_after_the_last_rename(trace: &str) {
    let is_rename = |line: &&str| line.contains("rename") && line.contains("meta.json\"");
    let lines: Vec<&str> = trace.lines().collect();
    let renamed = lines.iter().rposition(is_rename).expect("no state was published");
    let after = &lines[renamed..];
    let synced = after.iter().position(|line| line.contains("fsync(")).expect("nothing is synced");
    let said = after.iter().position(|line| line.contains("write(1, ")).expect("nothing is said");
    assert!(synced < said, "success is said before it is on the disk: {after:?}");
}

/// Whether a test can look at calls; where it cannot, that is said, and where it must, it fails.
fn may_trace(place: &Sandbox, test: &str) -> bool {
    let mut probe = place.process("strace");
    let probe = probe.args(["-o", "probe", "true"]).output();
    let may = probe.is_ok_and(|output| output.status.success());
    if !may {
        let lacks = "strace is not there, or may not trace";
        let is_wanted =
            ["IBID_FAULTS", "CI"].into_iter().any(|name| std::env::var_os(name).is_some());
        assert!(!is_wanted, "{lacks}");
        skipped(test, lacks);
    }
    may
}

#[test]
fn the_folders_of_a_new_index_are_on_the_disk_before_success_is_told() {
    let place = Sandbox::new();
    if !may_trace(&place, "the_folders_of_a_new_index_are_on_the_disk_before_success_is_told") {
        return;
    }
    place.source("heron.txt", "The heron waits where it always waits.");
    let calls = "trace=mkdir,fsync,write";
    let options = ["-y", "-o", "trace", "-e", calls, "-E", "IBID_INDEX=deep/new/index"];
    traced(&place, &options).done();

    let trace = fs::read_to_string(place.path("trace")).unwrap();
    let lines: Vec<&str> = trace.lines().collect();
    let said = lines.iter().position(|line| line.contains("write(1<")).expect("nothing is said");
    let root = fs::canonicalize(place.path("")).unwrap();
    for folder in ["", "deep", "deep/new", "deep/new/index"] {
        let path = root.join(folder);
        let path = format!("<{}>", path.to_string_lossy().trim_end_matches('/'));
        let synced = |line: &&str| line.contains("fsync(") && line.contains(&path);
        assert!(lines[..said].iter().any(synced), "{path} is not synced: {lines:?}");
    }
}

#[test]
fn an_index_that_cannot_be_looked_into_is_no_empty_one() {
    let place = Sandbox::new();
    if !may_trace(&place, "an_index_that_cannot_be_looked_into_is_no_empty_one") {
        return;
    }
    place.source("heron.txt", "The heron waits where it always waits.");
    place.source("otter.txt", "The otter dives below the weir.");
    place.index();
    let kept = place.path("kept");
    copy(&place.path(".ibid"), &kept);
    fs::remove_file(place.path("sources/otter.txt")).unwrap();
    place.source("gull.txt", "The gull steals what the heron leaves.");

    let mut refused = 0;
    for n in 1..=4 {
        fs::remove_dir_all(place.path(".ibid")).unwrap();
        copy(&kept, &place.path(".ibid"));
        let fault = format!("inject=openat:error=EMFILE:when={n}");
        let run =
            traced(&place, &["-o", "trace", "-P", ".ibid", "-e", "trace=openat", "-e", &fault]);
        refused += usize::from(run.code == 4 && run.err.contains("too many files are open"));
        let found = |word: &str| place.search(word, &["--total"])["total"].clone();
        let is_before = found("otter") == 1 && found("gull") == 0;
        let is_after = found("otter") == 0 && found("gull") == 1;
        assert!(is_before || is_after, "{n}: {run:?}");
        assert!(run.code != 0 || is_after, "{n}: a loss is no success: {run:?}");
    }
    assert!(refused > 0, "no run met the fault");
}

/// A run of the binary that may open few files.
fn with_few_files(place: &Sandbox, most: u32, args: &[&str]) -> Run {
    let mut shell = place.process("sh");
    let limited = format!("ulimit -n {most}; exec \"$0\" \"$@\"");
    Run::of(shell.args(["-c", &limited, BINARY]).args(args).output().unwrap())
}

#[test]
fn too_many_open_files_are_told_in_words_and_change_nothing() {
    for (language, reason, remedy) in [
        ("en", "too many files are open", "raise the limit with `ulimit -n`"),
        ("fr", "trop de fichiers sont ouverts", "relevez la limite avec «\u{a0}ulimit -n\u{a0}»"),
    ] {
        let place = Sandbox::new();
        place.source("heron.txt", "The heron waits where it always waits.");
        place.index();
        place.source("gull.txt", "The gull steals what the heron leaves.");
        let mut refused = 0;
        for most in 4..=64 {
            let run = with_few_files(&place, most, &["index", "--ui-lang", language, "sources"]);
            // The libraries of the program could not be opened, before it began.
            if run.code == 127 {
                continue;
            }
            if run.code == 0 && run.err.is_empty() {
                break;
            }
            assert!(run.err.contains(reason) && !run.err.contains("Os {"), "{most}: {run:?}");
            assert!(run.err.lines().count() < 6, "{most}: {run:?}");
            place.run(&["search", "heron"]).done();
            // With other codes, a source could not be opened while others were read.
            if run.code == 4 {
                refused += 1;
                assert!(run.err.contains(remedy), "{most}: {run:?}");
                assert_eq!(place.run(&["search", "gull"]).code, 1, "{most} left something");
            }
        }
        assert!(refused > 0, "no limit was too low");
        place.run(&["search", "gull"]).done();
    }
}

#[test]
fn a_call_that_fails_or_is_the_last_loses_nothing() {
    let place = Sandbox::new();
    if !may_trace(&place, "a_call_that_fails_or_is_the_last_loses_nothing") {
        return;
    }
    place.source("stays.txt", "The heron waits where it always waits.");
    write_sources(&place, 0);
    place.index();
    let (before, after) = (answers_of_round(0), answers_of_round(1));
    assert_ne!(before, after);
    let (index, kept) = (place.path(".ibid"), place.path("kept"));
    copy(&index, &kept);
    write_sources(&place, 1);
    let made = count(&place);
    let all: Vec<(&str, &str, usize)> = CALLS
        .iter()
        .zip(&made)
        .flat_map(|((call, faults), made)| {
            faults.iter().flat_map(move |fault| (1..=*made).map(move |n| (*call, *fault, n)))
        })
        .collect();
    assert!(all.len() > 100, "{made:?}");

    let wanted = how_many("IBID_FAULTS", 12).min(all.len());
    let mut stopped = 0;
    for (call, fault, n) in (0..wanted).map(|i| all[i * all.len() / wanted]) {
        fs::remove_dir_all(&index).unwrap();
        copy(&kept, &index);
        let fault =
            if fault == "KILL" { "signal=KILL".to_owned() } else { format!("error={fault}") };
        let what = format!("inject={call}:{fault}:when={n}");
        let run = traced(&place, &["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &what]);
        stopped += usize::from(run.code != 0);

        for word in ["panicked", "Os {", "Custom {"] {
            assert!(!run.err.contains(word), "{what}: {run:?}");
        }
        // a file that could not be read is named, and what was read of it before stays
        let summary = serde_json::from_str::<serde_json::Value>(&run.out).unwrap_or_default();
        let named = [0, 3].contains(&run.code) && summary["failed"][0].is_object();
        let seen = answers(&place);
        assert!(named || seen == before || seen == after, "{what}: neither: {run:?}");
        assert!(run.code != 0 || named || seen == after, "{what}: a loss is no success: {run:?}");
        place.index();
        assert_eq!(answers(&place), after, "{what}: the next run");
    }
    assert!(stopped * 8 >= wanted, "only {stopped} of {wanted} runs were stopped");
    tell(&format!("{wanted} faults of {}, {stopped} runs stopped", all.len()));
}

/// What is found in the files of a test of what lies beside files, with all that is cited.
fn cited(place: &Sandbox) -> Vec<String> {
    let ask = |word: &str| timeless(place.search(word, &["--total"]));
    ["heron", "otter", "gull"].map(ask).into()
}

#[test]
fn what_lies_beside_a_file_is_never_missed_in_silence() {
    const CUE: &str = "00:00:01.000 --> 00:00:04.000\n";
    let place = Sandbox::new();
    if !may_trace(&place, "what_lies_beside_a_file_is_never_missed_in_silence") {
        return;
    }
    place.source("heron.vtt", format!("WEBVTT\n\n{CUE}The heron waits where it always waits.\n"));
    place.source("heron.mp4", b"\0\0\0\x18ftypisom\0\0\0\0");
    place.source(
        "heron.info.json",
        r#"{"id": "x", "title": "The weir in winter", "extractor": "generic", "webpage_url": "https://example.org/weir"}"#,
    );
    place.source("ibid.toml", "evidence = \"machine\"\n");
    place
        .source("otter.srt", "1\n00:00:01,000 --> 00:00:04,000\nThe otter dives below the weir.\n");
    place.source("otter.txt", "The otter dives below the weir.\n");
    place.source(".ibidignore", "gull.txt\n");
    place.source("gull.txt", "The gull steals what the heron leaves.");
    place.index();
    let right = cited(&place);
    assert!(right[0].contains("The weir in winter") && right[0].contains("machine"), "{right:?}");

    let (index, mut named) = (place.path(".ibid"), 0);
    let root = fs::canonicalize(place.path("sources")).unwrap();
    let beside = ["", "heron.info.json", "ibid.toml", "otter.srt", "otter.txt", ".ibidignore"];
    for file in beside {
        for (call, fault, most) in [("openat", "EMFILE", 3), ("statx", "EACCES", 3)] {
            for n in 1..=most {
                fs::remove_dir_all(&index).unwrap();
                let path = root.join(file);
                let path = path.to_string_lossy();
                let path = path.trim_end_matches('/');
                let fault = format!("inject={call}:error={fault}:when={n}");
                let options = ["-o", "/dev/null", "-P", path, "-e", call, "-e", &fault];
                let run = traced(&place, &options);

                let summary = serde_json::from_str::<Value>(&run.out).unwrap_or_default();
                let is_named = summary["failed"][0].is_object();
                named += usize::from(is_named);
                let is_right = run.code == 0 && cited(&place) == right;
                assert!(is_named || run.code != 0 || is_right, "{file}, {fault}: {run:?}");
                place.index();
                assert_eq!(cited(&place), right, "{file}, {fault}: the next run");
            }
        }
    }
    assert!(named >= 6, "only {named} runs met the fault");
}

#[test]
fn an_index_that_cannot_be_opened_now_is_not_made_anew_without_it() {
    let place = Sandbox::new();
    if !may_trace(&place, "an_index_that_cannot_be_opened_now_is_not_made_anew_without_it") {
        return;
    }
    place.source("heron.txt", "The heron waits where it always waits.");
    let (index, options) = (place.path(".ibid"), ibid::IndexOptions::default());
    let mut indexer = ibid::Indexer::open(&index, &options).unwrap();
    indexer.add_files(&[place.sources()]).unwrap();
    // it lies in no file, and is nowhere but in the index
    indexer.add_text("gull.txt", "The gull steals what the heron leaves.").unwrap();
    indexer.commit().unwrap();
    drop(indexer);

    let kept = place.path("kept");
    copy(&index, &kept);
    let manifest = fs::canonicalize(index.join("ibid.json")).unwrap();
    let mut refused = 0;
    for n in 1..=8 {
        fs::remove_dir_all(&index).unwrap();
        copy(&kept, &index);
        let fault = format!("inject=openat:error=EMFILE:when={n}");
        let path = manifest.to_string_lossy();
        let options = ["-o", "/dev/null", "-P", &path, "-e", "openat", "-e", &fault];
        let run = traced_command(&place, &options, &["reindex"]);
        refused += usize::from(run.code != 0);
        assert_eq!(place.search("gull", &["--total"])["total"], 1, "{n}: {run:?}");
    }
    assert!(refused > 0, "no run met the fault");
}
