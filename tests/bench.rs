//! `ibid bench`: what it asks, measures and shows. No test says how long anything may take.

use std::fs;

use ibid::read_bytes;
use serde_json::Value;

use crate::environment::{Sandbox, indexed_corpus, text};

/// Few enough rounds and queries for a test.
const FEW: [&str; 5] = ["bench", "--rounds", "2", "--per-class", "3"];

const CLASSES: [&str; 5] = ["word", "two-words", "question", "phrase", "pasted"];

fn measured(place: &Sandbox, more: &[&str]) -> Value {
    place.run(&[&FEW[..], &["--json"], more].concat()).done().json()
}

fn classes(report: &Value) -> Vec<&str> {
    report["classes"].as_array().unwrap().iter().map(|class| text(&class["class"])).collect()
}

/// All ways of all classes.
fn ways(report: &Value) -> impl Iterator<Item = &Value> {
    let classes = report["classes"].as_array().unwrap().iter();
    classes.flat_map(|class| class["ways"].as_array().unwrap())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number is expected: {value}"))
}

/// Whether percentiles are there, and none is above a later one.
fn are_ordered(times: &Value) -> bool {
    let [a, b, c, d] = ["p50_us", "p90_us", "p99_us", "max_us"].map(|name| number(&times[name]));
    0.0 < a && a <= b && b <= c && c <= d
}

#[test]
fn each_class_is_measured_in_each_way_beside_bare_tantivy() {
    let place = indexed_corpus();
    let report = measured(&place, &[]);
    assert_eq!(classes(&report), CLASSES);
    for class in report["classes"].as_array().unwrap() {
        assert_eq!(class["queries"], 3, "{class}");
        let ways: Vec<&str> =
            class["ways"].as_array().unwrap().iter().map(|way| text(&way["way"])).collect();
        assert_eq!(ways, ["tantivy", "own-language", "answer"]);
    }
    for way in ways(&report) {
        assert!(are_ordered(&way["wall"]), "{way}");
        assert_eq!(way["cpu"].is_object(), cfg!(target_os = "linux"), "{way}");
        assert_eq!(way["rounds_us"].as_array().unwrap().len(), 2, "the first round only warms");
        let shares: Vec<f64> =
            way["distribution_us"].as_array().unwrap().iter().map(number).collect();
        assert!(shares.len() == 101 && shares.is_sorted(), "{way}");
        assert_eq!(shares[50], number(&way["wall"]["p50_us"]));
        if way["way"] == "tantivy" {
            assert!(way["ratio"].is_null());
            continue;
        }
        let [low, ratio, high] = ["low", "ratio", "high"].map(|name| number(&way["ratio"][name]));
        assert!(low <= ratio && ratio <= high, "{way}");
    }
    assert!(are_ordered(&report["warm"]));
}

#[test]
fn what_was_asked_and_what_it_ran_on_is_told() {
    let place = indexed_corpus();
    let report = measured(&place, &["--threads", "2", "--no-baseline"]);
    assert!(report["baseline"].is_null() && ways(&report).all(|way| way["ratio"].is_null()));
    assert!(ways(&report).all(|way| way["way"] != "tantivy"));

    let stats = place.run(&["stats", "--json"]).done().json();
    for count in ["passages", "french", "english"] {
        assert_eq!(report["corpus"][count], stats[count], "{count}");
    }
    assert_eq!(text(&report["corpus"]["hash"]).len(), 32);
    assert!(report["machine"]["cores"].as_u64() > Some(0));
    assert_eq!(report["made_by"], env!("CARGO_PKG_VERSION"));
    let threads: Vec<&Value> =
        report["throughput"].as_array().unwrap().iter().map(|of| &of["threads"]).collect();
    assert_eq!(threads, [1, 2]);
    assert_eq!(report["one_shot"]["processes"], 2);
    assert!(are_ordered(&report["one_shot"]["whole"]) && are_ordered(&report["one_shot"]["idle"]));
    assert!(number(&report["opening"]["first_us"]) > 0.0);
}

#[test]
fn the_same_number_draws_the_same_queries() {
    let place = indexed_corpus();
    let drawn = |seed: &str| {
        let report = measured(&place, &["--no-baseline", "--seed", seed]);
        assert_eq!(report["queries"]["seed"].to_string(), seed);
        let hash = |what: &str| text(&report[what]["hash"]).to_owned();
        (hash("queries"), hash("corpus"))
    };
    assert_eq!(drawn("7"), drawn("7"));
    assert_ne!(drawn("7").0, drawn("8").0);
}

#[test]
fn queries_of_a_file_are_asked_in_their_classes() {
    let place = Sandbox::indexed(&[("note.txt", "The heron waits beside the weir all day.")]);
    let lines = "{\"text\":\"heron\",\"class\":\"birds\"}\nwhat waits at the weir?\n";
    fs::write(place.path("asked.jsonl"), lines).unwrap();
    let run = |more: &[&str]| place.run(&[&FEW[..3], &["--queries", "asked.jsonl"], more].concat());
    let report = run(&["--json"]).done().json();
    assert_eq!(classes(&report), ["birds", "given"]);
    assert!(report["queries"]["seed"].is_null());

    let shown = run(&["--ui-lang", "en"]).done().out;
    assert!(shown.contains("birds (1)") && shown.contains("queries (1)"), "{shown}");
    // what draws queries does nothing then, and that is said
    assert!(run(&["--seed", "3"]).done().err.contains("--seed"));
    let missing = place.run(&["bench", "--queries", "nowhere.jsonl"]);
    assert!(missing.code == 3 && missing.err.contains("nowhere.jsonl"), "{missing:?}");
}

#[test]
fn bare_tantivy_is_kept_where_that_is_asked_and_made_for_other_passages_only_elsewhere() {
    let place = Sandbox::indexed(&[("note.txt", "The heron waits beside the weir all day.")]);
    let run = |folder: &str| place.run(&[&FEW[..], &["--json", "--baseline", folder]].concat());
    assert!(run("bare").done().json()["baseline"]["made_ms"].is_u64());
    assert!(run("bare").done().json()["baseline"]["made_ms"].is_null(), "it was there");

    place.source("other.txt", "An otter sleeps below the old bridge at noon.");
    place.index();
    let refused = run("bare");
    assert!(refused.code == 4 && refused.err.contains("bare"), "{refused:?}");
    // the way out is the option that named the folder
    assert!(refused.err.contains("--baseline") && !refused.err.contains("--index"), "{refused:?}");
    let others = run("sources");
    assert!(others.code == 4 && place.path("sources/note.txt").exists(), "{others:?}");
}

#[test]
fn the_table_fits_its_columns_in_both_languages() {
    let place = indexed_corpus();
    for (lang, heads) in [
        ("en", ["one word (3)", "two words (3)", "question (3)", "phrase (3)", "sentence (3)"]),
        (
            "fr",
            ["un mot (3)", "deux mots (3)", "question (3)", "expression (3)", "phrase collée (3)"],
        ),
    ] {
        let args = [&FEW[..], &["--ui-lang", lang]].concat();
        let shown = place.run_with(&args, &[("COLUMNS", "80")]).done().out;
        for head in heads {
            let line = shown.lines().find(|line| line.starts_with(head));
            assert!(line.is_some_and(|line| line.contains("p99")), "{head}: {shown}");
        }
        for name in ["tantivy", "ibid --no-cross"] {
            assert!(shown.matches(name).count() >= 5, "{name}: {shown}");
        }
        let hash = |line: &str| line.split_whitespace().next_back().is_some_and(|w| w.len() == 32);
        assert_eq!(shown.lines().filter(|line| hash(line)).count(), 2, "{shown}");
        let tables = shown.lines().filter(|line| line.starts_with("ibid") || line.contains("p99"));
        assert!(tables.clone().count() >= 15);
        for line in tables {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn the_picture_is_xml_with_a_curve_for_each_way_of_each_class() {
    let place = indexed_corpus();
    place
        .run(&[&FEW[..], &["--quiet", "--svg", "times.svg", "--report", "times.json"]].concat())
        .done();
    let kept: Value = serde_json::from_slice(&fs::read(place.path("times.json")).unwrap()).unwrap();
    assert_eq!(classes(&kept), CLASSES);
    let svg = fs::read_to_string(place.path("times.svg")).unwrap();
    assert_eq!(svg.matches("<polyline ").count(), 15);
    is_well_formed(&svg);

    let refused = place.run(&[&FEW[..], &["--svg", "nowhere/times.svg"]].concat());
    assert!(refused.code == 3 && refused.err.contains("times.svg"), "{refused:?}");
}

/// Every element is closed in its turn, and nothing is open that should be written otherwise. Our
/// reader of TTML, which wants well-formed XML, is asked too.
fn is_well_formed(svg: &str) {
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, rest) = part.split_once('>').expect("a tag ends");
        assert!(!rest.contains('>') && tag.matches('"').count() % 2 == 0, "{part}");
        let name = |tag: &str| tag.split_whitespace().next().unwrap().to_owned();
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed.to_owned())),
            None if tag.ends_with('/') => {}
            None => open.push(name(tag)),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    let ttml = format!(
        "<tt xmlns=\"http://www.w3.org/ns/ttml\"><head><metadata>{svg}</metadata></head><body><div><p begin=\"1s\" end=\"2s\">heron</p></div></body></tt>"
    );
    assert_eq!(read_bytes(ttml.as_bytes(), "a.ttml").unwrap()[0].cues.len(), 1);
}

#[test]
fn an_index_without_text_is_nothing_to_ask() {
    let place = Sandbox::indexed(&[("note.txt", "…")]);
    let run = place.run(&FEW);
    assert!(run.code == 1 && run.err.contains("nothing to ask"), "{run:?}");
}
