//! What an index holds as JSON lines, and back.

use serde_json::Value;

use crate::environment::{Sandbox, corpus, hits, text, timeless};

const QUESTIONS: [&str; 9] = [
    "innovation publique",
    "school meals waste",
    "qui a parlé des navettes",
    "\"innovation publique\"",
    "speaker:maire eau",
    "+forêt",
    "what did the ferryman say",
    "les toitures solaires et la mairie",
    // some of its passages are translations
    "source:debates-broadband.xml",
];

/// What an index answers, without times.
fn answers(place: &Sandbox) -> Vec<String> {
    let ask = |words: &&str| timeless(place.search(words, &["-n", "50", "--total"]));
    QUESTIONS.iter().map(ask).collect()
}

#[test]
fn an_export_is_read_back_to_the_same_answers() {
    let place = Sandbox::new();
    let folder = corpus();
    place.run(&["index", folder.to_str().unwrap()]).done();
    let export = place.run(&["export"]).done().out;
    let first = export.lines().next().unwrap();
    assert!(first.starts_with("{\"ibid_export\":1"), "{first}");

    let other = Sandbox::new();
    other.source("archive.jsonl", &export);
    let summary = other.index();
    let sources = export.lines().filter(|line| line.starts_with("{\"source\"")).count();
    let passages = export.lines().filter(|line| line.starts_with("{\"passage\"")).count();
    assert_eq!(summary["indexed"], sources, "{summary}");
    assert_eq!(summary["passages"], passages, "{summary}");
    let before = answers(&place);
    assert!(before.iter().any(|answer| answer.contains("\"translation\"")), "{before:?}");
    assert_eq!(answers(&other), before);

    // and once more: nothing is new, and what is exported again is the same
    let again = other.index();
    assert_eq!((&again["indexed"], &again["skipped"]), (&Value::from(0), &Value::from(sources)));
    assert_eq!(other.run(&["export"]).done().out, export);
}

#[test]
fn an_export_can_be_written_to_a_file() {
    let place = Sandbox::indexed(&[("phare.txt", "Le phare éclaire la baie.\n")]);
    let run = place.run(&["export", "-o", "archive.jsonl", "--ui-lang", "fr"]).done();
    assert!(run.out.contains("passages\u{a0}: 1"), "{run:?}");
    let written = std::fs::read_to_string(place.path("archive.jsonl")).unwrap();
    assert_eq!(written, place.run(&["export"]).done().out);
    assert_eq!(place.run(&["export", "-o", "none/archive.jsonl"]).code, 3);
    assert_eq!(place.run(&["export", "--index", "none"]).code, 4);
}

#[test]
fn a_broken_export_is_named_with_its_line_and_nothing_of_it_is_read() {
    let place = Sandbox::indexed(&[
        ("phare.vtt", "WEBVTT\n\n00:00:07.000 --> 00:00:09.000\nLe phare éclaire la baie.\n"),
        ("quai.txt", "Le quai est fermé.\n"),
    ]);
    let export = place.run(&["export"]).done().out;
    let lines: Vec<&str> = export.lines().collect();
    let timed = lines.iter().position(|line| line.contains("\"spans\"")).unwrap();
    let moved = lines[timed].replace("{\"end\":26,", "{\"end\":1000,");
    assert_ne!(moved, lines[timed], "the end of a span is written");

    let cut = lines[2].split_at(9).0;
    let with = |at: usize, line: &str| {
        let mut changed: Vec<&str> = lines.clone();
        changed[at] = line;
        changed.join("\n")
    };
    for (bytes, line) in [
        (with(timed, &moved), timed + 1),
        (with(2, cut), 3),
        (with(0, "{\"ibid_export\":9}"), 1),
        (with(2, "{\"passage\":{}}"), 3),
        // cut where a line ends
        (lines[..lines.len() - 1].join("\n"), lines.len() - 1),
        (lines[..timed].join("\n"), timed),
        // a passage, and a source, taken out
        ([&lines[..timed], &lines[timed + 1..]].concat().join("\n"), timed + 1),
        ([&lines[..1], &lines[4..]].concat().join("\n"), 5),
        (format!("{export}{}\n", lines[1]), lines.len() + 1),
    ] {
        let other = Sandbox::with(&[("autre.txt", "Un ferry passe.\n")]);
        other.source("archive.jsonl", bytes);
        let summary = other.index();
        assert_eq!(summary["indexed"], 1, "{summary}");
        let said = text(&summary["failed"][0]["error"]);
        assert!(said.contains(&format!("line {line}:")), "{line}: {said}");
        assert!(hits(&other.search("phare quai", &[])).is_empty());
    }
}

#[test]
fn an_export_that_breaks_off_leaves_the_file_of_before() {
    let text: String =
        (0..4000).map(|i| format!("Le phare {i} éclaire la baie {i}.\n\n")).collect();
    let place = Sandbox::indexed(&[("phare.md", &text)]);
    std::fs::write(place.path("archive.jsonl"), "what was there\n").unwrap();
    damage(&place);
    let run = place.run(&["export", "-o", "archive.jsonl"]);
    assert_eq!(run.code, 4, "{run:?}");
    let left = std::fs::read_to_string(place.path("archive.jsonl")).unwrap();
    assert_eq!(left, "what was there\n");
    let files = std::fs::read_dir(place.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    let ours = files.filter(|name| name.to_string_lossy().contains("archive"));
    assert_eq!(ours.count(), 1, "nothing is left beside it");
}

/// Turns bytes in the middle of the largest file of the index, where texts are kept.
fn damage(place: &Sandbox) {
    let files = std::fs::read_dir(place.path(".ibid")).unwrap().map(|entry| entry.unwrap().path());
    let stored = files.filter(|path| path.extension().is_some_and(|e| e == "store"));
    let largest = stored.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(largest, bytes).unwrap();
}
