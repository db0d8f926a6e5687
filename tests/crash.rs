//! A run that is killed at any moment leaves an index that answers, and the next run mends the rest.
//!
//! `IBID_CRASH_ROUNDS=500 cargo test -p ibid-cli --test main crash` makes the long loop of it.

use std::process::{Child, Stdio};
use std::time::Instant;

use crate::environment::{BINARY, Sandbox, how_many};

/// Words that make passages of different length and rank.
const WORDS: [&str; 8] = ["weir", "otter", "miller", "bridge", "flood", "gate", "barge", "lock"];

/// A file that differs with every round, and is missing in some.
pub(crate) fn write_sources(place: &Sandbox, round: usize) {
    for file in 0..40 {
        let name = format!("{file}.txt");
        if (file + round).is_multiple_of(7) {
            let _ = std::fs::remove_file(place.path("sources").join(&name));
            continue;
        }
        let version = if file % 3 == 0 { round } else { 0 };
        let word = WORDS[(file + version) % WORDS.len()];
        let text = format!("The {word} of round {version} is described in file {file}. ");
        place.source(&name, text.repeat(1 + (file * 7 + version) % 30));
    }
}

/// What is asked of each state: words, phrases, and what is required or ruled out.
const QUESTIONS: [&str; 20] = [
    "weir",
    "otter",
    "miller",
    "bridge",
    "flood",
    "gate",
    "barge",
    "lock",
    "heron",
    "weir otter",
    "round 3 file 7",
    "\"described in file\"",
    "\"the weir of round\"",
    "+the -weir",
    "+of lock",
    "+\"of the\"",
    "bridge NEAR gate",
    "barg*",
    "milller",
    "file 12 OR file 30",
];

/// What an index answers to some questions: the ids and scores of all hits.
pub(crate) fn answers(place: &Sandbox) -> Vec<Vec<(String, u64)>> {
    let library = ibid::open(place.path(".ibid")).unwrap();
    let ranked = |word: &&str| {
        let hits = library.search(word, 100).unwrap().hits;
        hits.into_iter().map(|hit| (hit.id.to_string(), hit.score.to_bits())).collect()
    };
    QUESTIONS.iter().map(ranked).collect()
}

/// What an index answers that is made at once from the files of a round.
pub(crate) fn answers_of_round(round: usize) -> Vec<Vec<(String, u64)>> {
    let fresh = Sandbox::new();
    fresh.source("stays.txt", "The heron waits where it always waits.");
    write_sources(&fresh, round);
    fresh.index();
    answers(&fresh)
}

/// Has a run begin that is not waited for.
fn start_index(place: &Sandbox) -> Child {
    let mut process = place.process(BINARY);
    process.args(["index", "-q", "sources"]).stdout(Stdio::null()).stderr(Stdio::null());
    process.spawn().unwrap()
}

#[test]
fn a_kill_at_any_moment_leaves_the_state_of_before_or_of_after() {
    let rounds = how_many("IBID_CRASH_ROUNDS", 12);
    let place = Sandbox::new();
    place.source("stays.txt", "The heron waits where it always waits.");
    write_sources(&place, 0);
    let start = Instant::now();
    place.index();
    let whole_run = start.elapsed();
    let (mut killed, mut before) = (0, answers(&place));
    for round in 1..=rounds {
        write_sources(&place, round);
        let mut run = start_index(&place);
        // from before anything is read to after all is committed; in every other round somebody asks
        // meanwhile
        std::thread::sleep(whole_run * (round as u32 * 37 % 100) / 100);
        let meanwhile = if round % 2 == 0 { answers(&place) } else { before.clone() };
        killed += usize::from(run.try_wait().unwrap().is_none());
        let _ = run.kill();
        run.wait().unwrap();

        let after = answers_of_round(round);
        for seen in [meanwhile, answers(&place)] {
            assert!(
                seen == before || seen == after,
                "round {round}: {seen:?} is neither before {before:?} nor after {after:?}"
            );
            before = seen;
        }
        assert_eq!(place.search("heron", &["--total"])["total"], 1, "round {round}");
    }
    assert!(killed > 0, "no run was still going when it was to be killed");
    place.index();
    assert_eq!(answers(&place), answers_of_round(rounds), "what was killed shows in the ranking");
}

#[test]
#[cfg(unix)]
fn the_lock_of_a_process_that_was_killed_is_taken_over() {
    let place = Sandbox::new();
    (0..200).for_each(|file| write_large(&place, file));
    let mut writer = start_index(&place);
    while !place.path(".ibid/run.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(1));
        assert!(writer.try_wait().unwrap().is_none(), "it ended before it noted that it had begun");
    }
    let number = writer.id().to_string();
    let stopped = std::process::Command::new("kill").args(["-STOP", &number]).status().unwrap();
    assert!(stopped.success() && writer.try_wait().unwrap().is_none());

    // it holds the lock as long as it is there, whatever it does
    let second = place.run(&["index", "sources"]);
    assert_eq!(second.code, 5, "{second:?}");
    assert!(second.err.contains(&format!("process {number}, since ")), "{second:?}");
    let unfinished = place.run(&["search", "heron"]);
    assert_eq!(unfinished.code, 4, "{unfinished:?}");

    writer.kill().unwrap();
    writer.wait().unwrap();
    let next = place.run(&["index", "--json", "sources"]).done().json();
    assert_eq!(next["indexed"], 200);
    assert_eq!(place.search("heron", &["--total"])["total"], 200);
}

/// A text that takes a while to read.
#[cfg(unix)]
fn write_large(place: &Sandbox, file: usize) {
    let text = format!("The heron of file {file} waits beside the weir. ");
    place.source(&format!("{file}.txt"), &(text + &"The otter dives. ".repeat(400)));
}
