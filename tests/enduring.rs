//! What shows only in many runs, many files or much time. The ordinary tests do a little of it;
//! CONTRIBUTING.md has the commands that do more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::environment::{BINARY, Dice, Sandbox, corpus, how_many, tell};

const FUNCTION_WORDS: [&str; 16] = [
    "the", "of", "and", "to", "in", "a", "is", "le", "la", "les", "de", "des", "du", "et", "un",
    "à",
];

/// The files of the corpus, and many short passages that say nearly the same.
fn many_sources(place: &Sandbox, dice: &mut Dice) {
    for entry in fs::read_dir(corpus()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && name != "README.md" && name != "queries.tsv" {
            place.source(&name, fs::read(path).unwrap());
        }
    }
    let nouns = ["king", "sea", "budget", "mer", "terre", "roi", "school", "forêt"];
    for file in 0..30 {
        let line = |n: usize| {
            let [a, b] = [0, 1].map(|_| *dice.of(&nouns));
            let [f, g] = [0, 1].map(|_| *dice.of(&FUNCTION_WORDS));
            let text = match n % 4 {
                0 => format!("The {a} of the {b} is in a house."),
                1 => format!("Le {a} de la {b} est dans le village."),
                2 => format!("{f} {g}"),
                _ => format!("{f} {a} {g} {b} {f}"),
            };
            format!("{{\"_id\":\"{file}-{n}\",\"text\":\"{text}\"}}\n")
        };
        let lines: String = (0..60).map(line).collect();
        place.source(&format!("lines-{file}.jsonl"), lines);
    }
}

/// Questions of many shapes: words, phrases, and required and excluded function words.
fn questions(place: &Sandbox, count: usize, dice: &mut Dice) -> Vec<String> {
    let texts = files_of(&place.path("sources"));
    let texts =
        texts.iter().filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "md"));
    let words: BTreeSet<String> = texts
        .flat_map(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_owned);
            words.filter(|word| word.chars().count() > 3).collect::<Vec<_>>()
        })
        .collect();
    let words: Vec<String> = words.into_iter().collect();
    let mut all: Vec<String> =
        ["+la mer -terre", "+le budget", "+a king", "+\"of the\" king", "+la"]
            .map(str::to_owned)
            .into();
    while all.len() < count {
        let [a, b, c] = [0; 3].map(|_| dice.of(&words).clone());
        let [f, g] = [0; 2].map(|_| *dice.of(&FUNCTION_WORDS));
        let start: String = a.chars().take(4).collect();
        all.push(match all.len() % 12 {
            0 => format!("+{f} {a}"),
            1 => format!("+{f} -{a}"),
            2 => format!("+\"{f} {g}\" {a}"),
            3 => format!("{a} {b} {c}"),
            4 => format!("\"{a} {b}\""),
            5 => format!("+{a} -{f}"),
            6 => format!("{start}*"),
            7 => format!("+{f} +{g}"),
            8 => format!("{a} NEAR {b}"),
            9 => format!("+{f} -{g} {a}"),
            10 => format!("lang:fr +{f}"),
            _ => format!("-{f} +{g} king"),
        });
    }
    all.truncate(count);
    all
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// What an index says to some questions: ten hits and three hundred of each.
fn answers(index: &Path, questions: &[String]) -> Vec<[String; 2]> {
    let library = ibid::open(index).unwrap();
    let ask = |question: &String| {
        let pages = [10, 300].map(|limit| {
            let mut response = library.search(question, limit).unwrap();
            (response.took_us, response.generation) = (0, 0);
            response
        });
        let [few, many] = pages.each_ref().map(|page| page.hits.iter().map(|hit| hit.id));
        assert!(few.clone().eq(many.take(few.len())), "{question}: ten are not the first of more");
        pages.map(|page| serde_json::to_string(&page).unwrap())
    };
    questions.iter().map(ask).collect()
}

#[test]
fn threads_and_increments_answer_alike() {
    let (place, mut dice) = (Sandbox::new(), Dice(7));
    many_sources(&place, &mut dice);
    let questions = questions(&place, how_many("IBID_QUESTIONS", 60), &mut dice);
    let make = |name: &str, runs: &[Vec<PathBuf>], threads: usize| {
        let index = place.path(name);
        let writer = ibid::WriterOptions { threads, memory: threads * (16 << 20) };
        let options = ibid::IndexOptions::default().with_writer(writer);
        for files in runs {
            let summary = ibid::build_with(files, &index, &options).unwrap();
            assert!(summary.failed.is_empty(), "{summary:?}");
        }
        answers(&index, &questions)
    };
    let whole = [files_of(&place.sources())];
    let right = make("one", &whole, 1);
    let found = right.iter().filter(|[few, _]| few.contains("\"score\"")).count();
    assert!(found * 3 > questions.len(), "only {found} questions find anything");

    let mut shuffled = whole[0].clone();
    dice.shuffle(&mut shuffled);
    let twenty: Vec<Vec<PathBuf>> =
        shuffled.chunks(shuffled.len().div_ceil(20)).map(<[PathBuf]>::to_vec).collect();
    let others = [("two", &whole[..], 2), ("eight", &whole, 8), ("twenty", &twenty, 2)];
    for (name, runs, threads) in others {
        let said = make(name, runs, threads);
        let differ = questions.iter().zip(said.iter().zip(&right)).filter(|(_, (a, b))| a != b);
        let differ: Vec<&String> = differ.map(|(question, _)| question).collect();
        assert!(differ.is_empty(), "{name}: {} differ: {differ:?}", differ.len());
    }
    tell(&format!("{} questions, {found} find something", questions.len()));
}

#[test]
fn readers_and_writers_side_by_side() {
    let place = Sandbox::new();
    place.source("stays.txt", "The heron waits where it always waits.");
    let write = |round: usize| {
        for file in 0..60 {
            let version = if file % 3 == 0 { round } else { 0 };
            let text = format!("The weir of round {version} is told in file {file}. ");
            place.source(&format!("{file}.txt"), text.repeat(1 + (file * 7 + version) % 30));
        }
    };
    write(0);
    place.index();
    let end = Instant::now() + Duration::from_secs(how_many("IBID_BUSY_SECONDS", 3) as u64);
    let counts = Mutex::new(BTreeMap::new());
    let count = |who: &'static str, code: i32| {
        *counts.lock().unwrap().entry((who, code)).or_insert(0) += 1;
    };
    let read = || {
        while Instant::now() < end {
            assert_eq!(place.search("heron", &["--total"])["total"], 1);
            count("reader", 0);
        }
    };
    let writer = |changes: bool| {
        for round in 1.. {
            if Instant::now() > end {
                break;
            }
            if changes {
                write(round);
            }
            let run = place.run(&["index", "sources", "--json"]);
            assert!(run.code == 0 || run.code == 5, "{run:?}");
            count("writer", run.code);
        }
    };
    std::thread::scope(|scope| {
        (0..4).for_each(|_| drop(scope.spawn(read)));
        scope.spawn(|| writer(true));
        scope.spawn(|| writer(false));
    });
    let counts = counts.into_inner().unwrap();
    assert!(
        counts.contains_key(&("reader", 0)) && counts.contains_key(&("writer", 0)),
        "{counts:?}"
    );
    tell(&format!("{counts:?}"));

    place.index();
    let fresh = place.path("fresh");
    ibid::build(place.sources(), &fresh).unwrap();
    let asked = ["weir round", "heron", "\"told in file\" 7"].map(str::to_owned);
    let same = answers(&place.path(".ibid"), &asked) == answers(&fresh, &asked);
    assert!(same, "the index does not answer as a fresh one does");
}

#[test]
fn of_many_files_only_those_that_changed_are_read() {
    let (place, count) = (Sandbox::new(), how_many("IBID_MANY_FILES", 400));
    let text = |file: usize, version: usize| {
        format!("The miller of place {file} has {} sacks in year {version}. ", file % 97).repeat(3)
    };
    let name = |file: usize| format!("{}/{file}.txt", file % 100);
    (0..count).for_each(|file| place.source(&name(file), text(file, 0)));
    let run = || {
        // once the clock of the file system has gone on
        std::thread::sleep(Duration::from_millis(60));
        let start = Instant::now();
        let summary = ibid::build(place.sources(), place.path(".ibid")).unwrap();
        ((summary.files_read, summary.indexed, summary.skipped), start.elapsed())
    };
    let (first, first_time) = run();
    assert_eq!(first, (count as u64, count as u64, 0));
    let (again, again_time) = run();
    assert_eq!(again, (0, 0, count as u64));
    (0..10).for_each(|file| place.source(&name(file), text(file, 1)));
    let (ten, ten_time) = run();
    assert_eq!(ten, (10, 10, count as u64 - 10));
    tell(&format!(
        "{count} files: first {first_time:?}, unchanged {again_time:?}, ten changed {ten_time:?}"
    ));
    assert_eq!(place.search("\"year 1\"", &["--total"])["total"], 10);
}

/// The most memory of its own that a process had, in kilobytes: `RssAnon`, without mapped files.
#[cfg(target_os = "linux")]
fn peak_of(child: &mut std::process::Child) -> u64 {
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    while child.try_wait().unwrap().is_none() {
        let said = fs::read_to_string(&status).unwrap_or_default();
        let line = said.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_of_lines_takes_no_more_memory_than_is_given() {
    use std::io::Write;
    let (place, megabytes) = (Sandbox::new(), how_many("IBID_LARGE_MB", 2));
    let file = fs::File::create(place.path("sources/large.jsonl")).unwrap();
    let (mut file, mut written, mut dice) = (std::io::BufWriter::new(file), 0, Dice(3));
    let words = ["weir", "otter", "miller", "bridge", "flood", "gate", "barge", "lock", "heron"];
    let mut lines = 0;
    while written < megabytes << 20 {
        let mut text = String::new();
        for _ in 0..60 {
            text += &format!("{}{} ", dice.of(&words), dice.below(4000));
        }
        let line = format!("{{\"_id\":\"{lines}\",\"text\":\"{text}.\"}}\n");
        file.write_all(line.as_bytes()).unwrap();
        written += line.len();
        lines += 1;
    }
    file.into_inner().unwrap().sync_all().unwrap();

    let mut run = place.process(BINARY);
    run.args(["index", "-q", "sources", "--memory", "256MB", "--max-file-size", "2GB"]);
    let mut child = run.spawn().unwrap();
    let peak = peak_of(&mut child);
    assert!(child.wait().unwrap().success());
    tell(&format!("{megabytes} MB, {lines} lines: {peak} kB of its own at most"));
    assert!(peak < 256_000, "{peak} kB");
    let stats = ibid::open(place.path(".ibid")).unwrap().stats().unwrap();
    assert!(stats.counts.passages >= lines, "{stats:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_of_captions_takes_no_more_memory_than_is_given() {
    use std::io::Write;
    let (place, megabytes) = (Sandbox::new(), how_many("IBID_LARGE_MB", 4));
    let (memory, most) = if megabytes > 4 { ("256MB", 256_000) } else { ("160MB", 160_000) };
    let file = fs::File::create(place.path("sources/talk.srt")).unwrap();
    let (mut file, mut written, mut dice) = (std::io::BufWriter::new(file), 0, Dice(3));
    let words = ["weir", "otter", "miller", "bridge", "flood", "gate", "barge", "lock", "heron"];
    let clock = |ms: usize| {
        let (s, ms) = (ms / 1000, ms % 1000);
        format!("{:02}:{:02}:{:02},{ms:03}", s / 3600, s / 60 % 60, s % 60)
    };
    let (mut cues, mut now) = (0, 0);
    while written < megabytes << 20 {
        cues += 1;
        // a silence once in a while, and speech of an hour without one
        now += if cues % 3_000 == 0 { 8_000 } else { 0 };
        let times = format!("{} --> {}", clock(now), clock(now + 2_000));
        now += 2_000;
        let said: Vec<String> =
            (0..6).map(|_| format!("{}{}", dice.of(&words), dice.below(4000))).collect();
        let cue = format!("{cues}\n{times}\n{}.\n\n", said.join(" "));
        file.write_all(cue.as_bytes()).unwrap();
        written += cue.len();
    }
    let last = format!("{}\n{} --> {}\nA drawbridge.\n", cues + 1, clock(now), clock(now + 900));
    file.write_all(last.as_bytes()).unwrap();
    file.into_inner().unwrap().sync_all().unwrap();

    let mut run = place.process(BINARY);
    run.args(["index", "--json", "sources", "--memory", memory, "--max-file-size", "2GB"]);
    run.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let mut child = run.spawn().unwrap();
    let peak = peak_of(&mut child);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    tell(&format!("{megabytes} MB, {cues} cues: {peak} kB of its own at most"));
    assert!(peak < most, "{peak} kB");

    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(summary["warnings"].to_string().contains("read-in-parts"), "{summary}");
    // it is one document, whose last words are cited at their second
    let library = ibid::open(place.path(".ibid")).unwrap();
    let documents = library.documents(None, 9).unwrap();
    let passages: Vec<u64> = documents.iter().map(|document| document.passages.into()).collect();
    assert_eq!(passages, [library.stats().unwrap().counts.passages]);
    let found = place.run(&["search", "--json", "drawbridge"]).done().json();
    assert_eq!(found["hits"][0]["citations"][0]["t"], now as f64 / 1000.0, "{found}");
    place.run(&["check"]).done();
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_would_take_more_memory_than_is_given_are_named() {
    let place = Sandbox::new();
    // cues as short as they can be cost much more than they are long: they are read in parts
    let cues = "1\n00:00:01,000 --> 00:00:02,000\na b c d e f\n\n".repeat(200_000);
    place.source("talk.srt", cues);
    // beside it lies what may say the same, so that they are compared
    place.source("talk.txt", "a b c d e f\n\n".repeat(200_000));
    place.source("heron.txt", "The heron waits where it always waits.");

    let mut run = place.process(BINARY);
    run.args(["index", "--json", "sources", "--memory", "160MB"]);
    run.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let mut child = run.spawn().unwrap();
    let peak = peak_of(&mut child);
    let output = child.wait_with_output().unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let failed: Vec<&str> =
        summary["failed"].as_array().unwrap().iter().filter_map(|f| f["path"].as_str()).collect();
    assert_eq!(failed, ["talk.txt"], "{summary}");
    assert!(summary["warnings"].to_string().contains("read-in-parts"), "{summary}");
    assert!(peak < 160_000, "{peak} kB");
}
