//! Who speaks, and when, in transcripts as people keep them: files of many shapes that were judged
//! by hand, line by line, before the code that reads them was written. Beside them stand files of
//! prose with times in them, none of which tells the second of a medium.
//!
//! A line of a judged file is `WHO|SECOND|LINE`. `WHO` is `-` where nobody is named, and empty where
//! the line is not judged, for it holds no words of speech. `SECOND` is when the line was said, `-`
//! where the file gives no second, and empty where it may be reckoned.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop where it stands
#![allow(clippy::print_stdout, reason = "a failing test shows each line that is not right")]

use std::fs;
use std::path::{Path, PathBuf};

use ibid_core::passage::Passage;
use ibid_core::time::{Method, Moment};
use ibid_ingest::{read_bytes, split};

/// A judged line is found by its last words.
const TOLD_BY: usize = 4;
/// Times may differ by so many milliseconds.
const TOLERANCE: u64 = 60;

/// A line of a judged file.
struct Judged {
    who: String,
    second: String,
    line: String,
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files
}

fn judged(path: &Path) -> Vec<Judged> {
    let line = |line: &str| {
        let mut parts = line.splitn(3, '|').map(str::to_owned);
        let mut next = || parts.next().expect("three parts");
        Judged { who: next(), second: next(), line: next() }
    };
    fs::read_to_string(path).unwrap().lines().map(line).collect()
}

fn passages(text: &str, name: &str) -> Vec<Passage> {
    read_bytes(text.as_bytes(), name).unwrap().iter().flat_map(split).collect()
}

/// The moment of a byte of a passage.
fn moment(passage: &Passage, at: usize) -> Option<Moment> {
    let holds = |start: u32, end: u32| (start as usize..end as usize).contains(&at);
    passage.spans.iter().find(|span| holds(span.start, span.end)).and_then(|span| span.moment)
}

/// The passage that holds the last words of a line, and where they stand there.
fn place<'p>(passages: &'p [Passage], line: &str) -> Option<(&'p Passage, usize)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let words = words[words.len().saturating_sub(TOLD_BY)..].join(" ");
    let at = |passage: &Passage| passage.text.replace('\n', " ").find(&words);
    passages.iter().find_map(|passage| Some((passage, at(passage)?)))
}

/// What was found of the judged lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    lines: usize,
    /// Lines with a name, and how many got it.
    named: usize,
    right: usize,
    /// Lines that were given to another person.
    wrong: usize,
    /// Lines with a second, and how many got it.
    timed: usize,
    on_time: usize,
    /// Lines that got another second, or one where there is none.
    off_time: usize,
}

fn judge(passages: &[Passage], judged: &Judged, counts: &mut Counts) -> bool {
    counts.lines += 1;
    let found = place(passages, &judged.line);
    let speaker = found.and_then(|(passage, _)| passage.speaker.as_deref());
    let is_right = speaker == Some(judged.who.as_str());
    counts.named += usize::from(judged.who != "-");
    counts.right += usize::from(is_right);
    let wrong = speaker.is_some() && !is_right;
    counts.wrong += usize::from(wrong);

    let moment = found.and_then(|(passage, at)| moment(passage, at));
    let start = moment.map(|moment| moment.start.millis());
    let want = judged.second.parse::<f64>().ok().map(|second| (second * 1000.0) as u64);
    let mut off = false;
    if let Some(want) = want {
        let near = |start: u64| start.abs_diff(want) <= TOLERANCE;
        let later = |start: u64| {
            start > want && moment.is_some_and(|moment| moment.method == Method::Interpolated)
        };
        let on = start.is_some_and(|start| near(start) || later(start));
        counts.timed += 1;
        counts.on_time += usize::from(on);
        off = start.is_some() && !on;
    } else if judged.second == "-" {
        off = start.is_some();
    }
    counts.off_time += usize::from(off);

    let reckoned = judged.second.is_empty();
    let is_timed = reckoned || want.is_some() == start.is_some();
    !wrong && !off && (is_right || judged.who == "-") && is_timed
}

#[test]
fn who_speaks_when_is_read_from_transcripts_of_every_shape() {
    let mut all = Counts::default();
    for path in files("transcripts") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let judged = judged(&path);
        let lines: Vec<&str> = judged.iter().map(|judged| judged.line.as_str()).collect();
        let passages = passages(&(lines.join("\n") + "\n"), name);
        for line in judged.iter().filter(|line| !line.who.is_empty()) {
            if !judge(&passages, line, &mut all) {
                println!("{name}: {} at {}: {}", line.who, line.second, line.line);
            }
        }
    }
    println!("{all:?}");
    assert!(all.lines >= 300, "{all:?}");
    // What is read today; no figure may get worse.
    assert!(all.right >= 279 && all.on_time >= 264, "{all:?}");
    assert_eq!((all.wrong, all.off_time), (0, 0), "{all:?}");
}

#[test]
fn prose_with_times_in_it_stays_prose() {
    let files = files("prose");
    assert!(files.len() >= 30);
    for path in files {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let passages = passages(&fs::read_to_string(&path).unwrap(), &name);
        let timed = passages.iter().flat_map(|p| &p.spans).any(|span| span.moment.is_some());
        let spoken = passages.iter().any(|passage| passage.speaker.is_some());
        assert!(!passages.is_empty(), "{name}");
        // Of a chat it is known who wrote what.
        let is_chat = name.starts_with("irc.");
        assert!(!timed && (!spoken || is_chat), "{name}: {passages:?}");
    }
}
