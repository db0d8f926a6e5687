//! The sample corpus answers its own judgements: the right source, at the right second.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::environment::{Sandbox, corpus, each, hits, indexed_corpus, text};

/// A line of `queries.tsv`.
struct Judgement {
    id: String,
    query: String,
    source: String,
    second: Option<f64>,
    within: usize,
}

fn judgements() -> Vec<Judgement> {
    let table = fs::read_to_string(corpus().join("queries.tsv")).unwrap();
    table.lines().filter(|line| !line.starts_with('#')).map(judgement).collect()
}

fn judgement(line: &str) -> Judgement {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, query, source, second, within] = columns[..] else { panic!("five columns: {line}") };
    Judgement {
        id: id.to_owned(),
        query: query.to_owned(),
        source: source.to_owned(),
        second: (second != "-").then(|| second.parse().unwrap()),
        within: within.parse().unwrap(),
    }
}

/// Searches as a newcomer does: in the folder, without an index made beforehand.
fn ask(place: &Sandbox, query: &str) -> Value {
    let folder = corpus();
    let folder = folder.to_str().unwrap();
    let run = place.run(&["search", "--in", folder, "--json", "--", query]);
    assert!(run.code <= 1, "{query}: {run:?}");
    run.json()
}

/// Whether the first citation of a hit begins in this second; in none where there is none.
fn is_at(hit: &Value, second: Option<f64>) -> bool {
    match (hit["citations"][0]["t"].as_f64(), second) {
        (Some(t), Some(second)) => (t.floor() - second).abs() < 0.5,
        (None, None) => true,
        _ => false,
    }
}

/// What is wrong with an answer, or nothing.
fn complaint(judged: &Judgement, response: &Value) -> Option<String> {
    let good = |hit: &Value| hit["source"] == judged.source.as_str() && is_at(hit, judged.second);
    if hits(response).iter().take(judged.within).any(good) {
        return None;
    }
    let Judgement { id, query, source, second, within } = judged;
    let got: Vec<String> = hits(response)
        .iter()
        .take(within + 2)
        .map(|hit| format!("{} at {}", text(&hit["source"]), hit["citations"][0]["t"]))
        .collect();
    let got = got.join(", ");
    Some(format!("{id} {query}: wanted {source} at {second:?} within {within}, got {got}"))
}

#[test]
fn every_judgement_holds() {
    let judgements = judgements();
    assert!(judgements.len() >= 40, "{} judgements", judgements.len());
    let place = Sandbox::new();
    let complaints: Vec<String> = judgements
        .iter()
        .filter_map(|judged| complaint(judged, &ask(&place, &judged.query)))
        .collect();
    assert!(complaints.is_empty(), "{} fail:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn judgements_have_names_of_their_own_and_sources_that_exist() {
    let judgements = judgements();
    let ids: BTreeSet<&str> = judgements.iter().map(|j| j.id.as_str()).collect();
    assert_eq!(ids.len(), judgements.len(), "an id comes twice");
    for judged in &judgements {
        let file = judged.source.split('#').next().unwrap();
        assert!(corpus().join(file).is_file(), "{}: no file {file}", judged.id);
    }
    for lang in ["fr", "en"] {
        let of = ids.iter().filter(|id| id.starts_with(lang)).count();
        assert!(of >= 20, "{of} judgements in {lang}");
    }
}

#[test]
fn what_is_about_the_corpus_is_not_in_it() {
    let place = indexed_corpus();
    let stats = place.run(&["stats", "--json"]).done().json();
    assert!(stats["sources"].as_u64() >= Some(8), "{stats}");
    assert!(stats["french"].as_u64() > Some(0) && stats["english"].as_u64() > Some(0), "{stats}");
    for name in ["README.md", "queries.tsv", ".ibidignore"] {
        let response = place.search("ibid corpus judgements", &["--source", name]);
        assert!(hits(&response).is_empty(), "{name} is indexed");
    }
}

#[test]
fn every_kind_of_source_is_there() {
    let place = indexed_corpus();
    let library = ibid::open(place.path(".ibid")).unwrap();
    let formats: BTreeSet<String> =
        library.sources().unwrap().into_iter().map(|record| record.format.to_string()).collect();
    let all = "ass chat clock-text console docx epub hansard html info-json json3 jsonl lrc markdown microdvd odt pdf \
               recogniser-json rtf sami sbv scc spruce-stl srt table tei text textgrid timed-text ttml \
               webvtt whisper-json";
    assert_eq!(formats.into_iter().collect::<Vec<_>>().join(" "), all);
}

#[test]
fn the_same_talk_is_found_in_both_languages_at_the_same_second() {
    let place = indexed_corpus();
    for (french, english) in [
        ("quittance de loyer", "rent receipt"),
        ("lecteur d’écran", "screen reader"),
        ("abandon 38 % à 17 %", "drop-out rate 38% to 17%"),
    ] {
        let french = place.search(french, &["--source", "talk-fr.md"]);
        let english = place.search(english, &["--source", "talk-en.md"]);
        let link = |response: &Value| response["hits"][0]["citations"][0]["url"].clone();
        assert!(link(&french).is_string(), "{french}");
        assert_eq!(link(&french), link(&english));
    }
}

#[test]
fn the_question_of_the_readme_finds_sources_in_both_languages() {
    let response = ask(&Sandbox::new(), "innovation publique");
    let langs: BTreeSet<&str> = each(&response, "lang").into_iter().collect();
    assert_eq!(langs.into_iter().collect::<Vec<_>>(), ["en", "fr"]);
}
