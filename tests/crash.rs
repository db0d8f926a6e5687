//! A run that is killed at any moment leaves an index that answers, and the next run mends the rest.
//!
//! `IBID_CRASH_ROUNDS=500 cargo test -p ibid-cli --test main crash` makes the long loop of it.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::environment::{Sandbox, hits};

/// Words that make passages of different length and rank.
const WORDS: [&str; 8] = ["weir", "otter", "miller", "bridge", "flood", "gate", "barge", "lock"];

/// A file that differs with every round, and is missing in some.
fn write_sources(place: &Sandbox, round: usize) {
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

#[test]
fn a_kill_at_any_moment_leaves_an_index_that_answers() {
    let rounds = std::env::var("IBID_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let place = Sandbox::new();
    place.source("stays.txt", "The heron waits where it always waits.");
    write_sources(&place, 0);
    place.index();
    let mut killed = 0;
    for round in 1..=rounds {
        write_sources(&place, round);
        let mut run = Command::new(env!("CARGO_BIN_EXE_ibid"))
            .args(["index", "-q", "sources"])
            .current_dir(place.path("."))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // from before anything is read to after all is committed
        std::thread::sleep(Duration::from_millis((round as u64 * 37) % 300));
        killed += usize::from(run.try_wait().unwrap().is_none());
        let _ = run.kill();
        run.wait().unwrap();
        let response = place.search("heron", &["--total"]);
        assert_eq!(response["total"], 1, "round {round}: {response}");
    }
    assert!(killed > 0, "no run was still going when it was to be killed");
    place.index();
    let fresh = Sandbox::new();
    fresh.source("stays.txt", "The heron waits where it always waits.");
    write_sources(&fresh, 0);
    write_sources(&fresh, rounds);
    fresh.index();
    for word in WORDS {
        let ranked = |place: &Sandbox| {
            let response = place.search(word, &["--limit", "100", "--total"]);
            let of = |h: &serde_json::Value| (h["id"].to_string(), h["score"].to_string());
            (response["total"].clone(), hits(&response).iter().map(of).collect::<Vec<_>>())
        };
        assert_eq!(ranked(&place), ranked(&fresh), "{word}: what was killed shows in the ranking");
    }
}
