//! The first hits of some dozens of queries over the sample corpus, held against a golden file: a
//! change that moves one says so, and whoever made it looks whether that is for the better.
//!
//! `IBID_BLESS=1 cargo test rankings` writes the file anew; the difference is then read, not waved
//! through. A line is a source with the second of its first citation.

use std::fmt::Write;

use crate::environment::{hits, indexed_corpus, root, text};

/// So many hits of each query are held.
const HITS: usize = 5;

#[test]
fn the_first_hits_are_those_of_the_golden_file() {
    let path = root().join("tests/golden/rankings.txt");
    let golden = std::fs::read_to_string(&path).unwrap();
    let place = indexed_corpus();
    let mut now = String::new();
    let queries: Vec<&str> = golden.lines().filter_map(|line| line.strip_prefix("? ")).collect();
    assert!(queries.len() >= 36, "{} queries", queries.len());
    for query in queries {
        let response = place.search(query, &["-n", &HITS.to_string()]);
        writeln!(now, "? {query}").unwrap();
        for hit in hits(&response) {
            let second = hit["citations"][0]["t"].as_f64();
            let second = second.map_or("-".to_owned(), |second| second.to_string());
            writeln!(now, "{} {second}", text(&hit["source"])).unwrap();
        }
    }
    if std::env::var_os("IBID_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
        return;
    }
    let moved: Vec<String> = blocks(&golden)
        .zip(blocks(&now))
        .filter(|(before, after)| before != after)
        .map(|(before, after)| format!("{before}  is now\n{after}"))
        .collect();
    assert!(moved.is_empty(), "{} rankings moved:\n{}", moved.len(), moved.join("\n"));
    assert_eq!(golden, now);
}

/// Each query with its hits.
fn blocks(file: &str) -> impl Iterator<Item = &str> {
    file.trim_start_matches("? ").split("\n? ")
}
