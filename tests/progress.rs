//! How far long work has come, and Ctrl-C in the midst of it.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use crate::environment::{BINARY, Sandbox};

/// So many files take one thread some seconds.
const FILES: usize = 1200;

const WORDS: [&str; 8] = ["weir", "otter", "miller", "bridge", "flood", "gate", "barge", "lock"];

fn many_sources() -> Sandbox {
    let place = Sandbox::new();
    for file in 0..FILES {
        let word = |n: usize| WORDS[(file * 7 + n * (1 + file % 5)) % WORDS.len()];
        let words: Vec<&str> = (0..400).map(word).collect();
        place.source(&format!("{file}.txt"), format!("File {file}: {}.", words.join(" ")));
    }
    place
}

/// A run on one thread, and what it says.
fn started(place: &Sandbox) -> (Child, BufReader<ChildStderr>) {
    let mut command = place.process(BINARY);
    command.args(["index", "sources", "--threads", "1", "--ui-lang", "en"]);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(run.stderr.take().unwrap());
    (run, said)
}

fn press_ctrl_c(run: &Child) {
    let sent = Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// The rest of what a run says, and its exit code.
fn ended(mut run: Child, mut said: BufReader<ChildStderr>) -> (Option<i32>, String) {
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    (run.wait().unwrap().code(), rest)
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<usize> {
    let digits = text.replace(',', "");
    digits.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect()
}

#[test]
fn a_run_tells_how_far_it_is_and_ctrl_c_ends_it_with_what_is_whole() {
    let place = many_sources();
    let (run, mut said) = started(&place);
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let parts: Vec<&str> = line.trim().split(" · ").collect();
    assert!(parts[0].ends_with(" of 1,200 files"), "{line:?}");
    assert!(parts[1].contains("B of ") && parts[2].ends_with("B/s"), "{line:?}");
    assert!(parts[3].ends_with(" s left"), "{line:?}");

    press_ctrl_c(&run);
    let (code, rest) = ended(run, said);
    assert_eq!(code, Some(130), "{rest}");
    let told = rest.lines().find(|line| line.starts_with("error: stopped after ")).expect(&rest);
    let [whole, left] = numbers(told)[..] else { panic!("{told}") };
    assert!(whole > 0 && left > 0 && whole + left == FILES, "{told}");
    let found = place.search("otter", &["--total"]);
    assert!(found["total"].as_u64().unwrap() > 0);

    let next = place.run(&["index", "sources", "--json", "--threads", "1"]).done();
    assert_eq!(next.err, "", "progress is no part of JSON");
    let next = next.json();
    assert_eq!((&next["skipped"], &next["indexed"]), (&whole.into(), &left.into()));
    assert!(next.get("left").is_none(), "{next}");
}

#[test]
fn a_second_ctrl_c_ends_a_run_at_once_and_writes_nothing() {
    let place = Sandbox::with(&[("a.txt", "The heron waits.")]);
    // one document is read as a whole, and this one for long
    place.source(
        "b.txt",
        "The otter sleeps beside the weir, and the miller counts. ".repeat(400_000),
    );
    let (run, said) = started(&place);
    while !place.path(".ibid/run.json").exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    // the index is opened for the first file, and the thread that writes it then reads the second
    std::thread::sleep(Duration::from_millis(400));
    press_ctrl_c(&run);
    std::thread::sleep(Duration::from_millis(100));
    press_ctrl_c(&run);
    let (code, rest) = ended(run, said);
    assert_eq!((code, rest.as_str()), (Some(130), ""));
    assert_eq!(place.run(&["search", "heron"]).code, 4, "nothing was written");
}
