//! The first hits of some dozens of queries over the sample corpus, held against a golden file: a
//! change that moves one says so, and whoever made it looks whether that is for the better.
//!
//! `IBID_BLESS=1 cargo test rankings` writes the file anew; the difference is then read, not waved
//! through. A line is a source with the second of its first citation.

use std::fmt::Write;

use serde_json::Value;

use crate::environment::{Sandbox, each, hits, indexed_corpus, root, text};

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

#[test]
fn a_language_scores_as_if_it_stood_alone() {
    let french = "{\"text\": \"La commission vote le budget de la marine.\"}\n\
                  {\"text\": \"Le budget de la commission des phares est voté en mai.\"}\n\
                  {\"text\": \"Une commission visite les phares de la marine.\"}\n\
                  {\"text\": \"La marine entretient les phares et leurs gardiens.\"}\n";
    let english: String = (0..80)
        .map(|i| {
            format!("{{\"text\": \"The commission sets budget number {i} of the marine.\"}}\n")
        })
        .collect();
    let place = Sandbox::indexed(&[("fr.jsonl", french)]);
    let queries = [
        "le budget de la commission",
        "phares de la marine",
        "commission",
        "la marine et son budget",
    ];
    let french_hits = |place: &Sandbox, query: &str| -> Vec<(String, f64)> {
        let response = place.search(query, &["--lang", "fr"]);
        let scored = |hit: &Value| (text(&hit["id"]).to_owned(), hit["score"].as_f64().unwrap());
        hits(&response).iter().map(scored).collect()
    };
    let alone = queries.map(|query| french_hits(&place, query));
    assert!(alone.iter().all(|found| found.len() >= 2), "{alone:?}");
    place.source("en.jsonl", &english);
    place.index();
    assert_eq!(queries.map(|query| french_hits(&place, query)), alone);
    // and a word that English borrows is not rarer there
    place.source(
        "more.jsonl",
        "{\"text\": \"They wrote phares on the board of the hotel once.\"}\n",
    );
    place.index();
    let first = place.search("phares", &["-n", "1"]);
    assert_eq!(text(&hits(&first)[0]["lang"]), "fr", "{first}");
}

#[test]
fn the_accents_that_were_typed_come_first() {
    let place = Sandbox::indexed(&[
        ("a.txt", "Le péché originel est un récit ancien.\n"),
        ("b.txt", "La pêche originelle est un métier ancien.\n"),
    ]);
    let sources = |words: &str| {
        each(&place.search(words, &[]), "source").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(sources("le péché"), ["a.txt", "b.txt"]);
    assert_eq!(sources("la pêche"), ["b.txt", "a.txt"]);
    assert_eq!(sources("la peche").len(), 2);
}
