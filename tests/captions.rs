//! Files as people keep them: captions beside what they are about, folders of many formats, files
//! larger than anybody wants to hold at once.

use std::fmt::Write;

use serde_json::Value;

use crate::environment::{Sandbox, corpus, each, hits, text};

const CAPTIONS: &str = "WEBVTT

00:00:00.500 --> 00:00:04.000
Bienvenue à cette séance sur les archives du port.

00:01:05.000 --> 00:01:09.000
Le registre des marées commence en mars.
";

const INFO: &str = r#"{"id": "ibidPort001", "title": "Les archives du port", "uploader": "Musée du port",
"upload_date": "20230412", "webpage_url": "https://www.youtube.com/watch?v=ibidPort001", "extractor": "youtube", "extractor_key": "Youtube",
"chapters": [{"start_time": 0.0, "end_time": 60.0, "title": "Accueil"}, {"start_time": 60.0, "end_time": 120.0, "title": "Les marées"}]}"#;

#[test]
fn the_file_beside_captions_says_what_they_are_about() {
    let place = Sandbox::indexed(&[("port.fr.vtt", CAPTIONS), ("port.info.json", INFO)]);
    let response = place.search("registre des marées", &[]);
    let hit = &hits(&response)[0];
    assert_eq!(text(&hit["title"]), "Les archives du port");
    assert_eq!(hit["section"][0], "Les marées");
    assert_eq!(
        text(&hit["citations"][0]["url"]),
        "https://www.youtube.com/watch?v=ibidPort001&t=65s"
    );
    // the language is that of the captions, and the name of the track may say more
    place.source(
        "port.en-j3PyPqV-e1s.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nSix pigeons, rooms.\n",
    );
    place.source("port.fr.srt", "1\n00:00:01,000 --> 00:00:02,000\nSix pigeons, rooms, radio.\n");
    place.index();
    let langs = each(&place.search("pigeons rooms", &[]), "lang").join(" ");
    assert!(langs == "en fr" || langs == "fr en", "{langs}");
    // when it changes the captions are read anew, and when it goes too
    place.source("port.info.json", INFO.replace("Les archives du port", "Le port"));
    assert_eq!(place.index()["indexed"], 4);
    assert_eq!(text(&hits(&place.search("marées", &[]))[0]["title"]), "Le port");
    place.remove("port.info.json");
    place.index();
    let response = place.search("marées", &[]);
    assert_eq!(hits(&response).len(), 1, "{response}");
    assert!(hits(&response)[0]["title"].is_null());
}

#[test]
fn two_files_of_one_talk_are_one_hit_at_each_place() {
    let captions = |words: &str| {
        format!(
            "WEBVTT\n\n00:10.000 --> 00:14.000\nThe harbour pilot {words}.\n\n03:00.000 --> 03:04.000\nNobody spoke of pilots again.\n"
        )
    };
    let place = Sandbox::indexed(&[
        ("typed/port.en.vtt", &captions("boards at dawn")),
        ("typed/port.info.json", INFO),
        ("heard/port.en.vtt", &captions("bored at Dawn")),
        ("heard/port.info.json", INFO),
    ]);
    let at = |words: &str| {
        let response = place.search(words, &[]);
        let seconds = hits(&response).iter().map(|hit| hit["citations"][0]["t"].as_f64());
        seconds.collect::<Option<Vec<f64>>>().unwrap()
    };
    assert_eq!(at("harbour pilot boards at dawn").first(), Some(&10.0));
    assert_eq!(at("harbour"), [10.0], "the same seconds of the same talk are one hit");
    let one = place.search("harbour", &["--source", "heard/*"]);
    assert_eq!(hits(&one).len(), 1, "and each file can be asked for: {one}");
    assert!(text(&hits(&one)[0]["text"]).contains("bored"));
}

#[test]
fn the_name_of_a_track_says_what_kind_of_evidence_it_is() {
    let listed = INFO.replace(
        "\"extractor\"",
        "\"language\": \"fr\", \"subtitles\": {\"en\": []}, \"automatic_captions\": {\"en\": [], \"fr\": []}, \"extractor\"",
    );
    let place = Sandbox::indexed(&[
        ("a/talk.fr-en.vtt", CAPTIONS),
        ("b/talk.fr-orig.vtt", CAPTIONS),
        ("c/talk.fr.vtt", CAPTIONS),
        ("d/port.fr.vtt", CAPTIONS),
        ("d/port.info.json", &listed),
        ("e/port.en.vtt", CAPTIONS),
        ("e/port.info.json", &listed),
    ]);
    for (source, evidence) in [
        ("a/*", "translation"),
        ("b/*", "machine"),
        ("c/*", "verbatim"),
        ("d/*", "machine"),
        ("e/*", "verbatim"),
    ] {
        let response = place.search("registre des marées", &["--source", source]);
        assert_eq!(each(&response, "evidence"), [evidence], "{source}: {response}");
    }
}

#[test]
fn whoever_indexes_says_what_kind_of_evidence_it_is() {
    let place = Sandbox::with(&[("port.vtt", CAPTIONS), ("b.md", "# B\n\nLe port dort.\n")]);
    let kinds = |place: &Sandbox| -> Vec<String> {
        each(&place.search("port", &[]), "evidence").into_iter().map(str::to_owned).collect()
    };
    place.index();
    assert_eq!(kinds(&place), ["verbatim", "verbatim"]);
    let given = place.run(&["index", "sources", "--evidence", "translation", "--json"]).done();
    assert_eq!(given.json()["indexed"], 2, "files of another kind are read anew: {given:?}");
    assert_eq!(kinds(&place), ["translation", "translation"]);
    // a run that says nothing changes nothing
    assert_eq!(place.index()["skipped"], 2);
    assert_eq!(kinds(&place), ["translation", "translation"]);
    // nor does a change of the file
    place.source("b.md", "# B\n\nLe port s’éveille.\n");
    place.index();
    assert_eq!(kinds(&place), ["translation", "translation"]);
    assert_eq!(place.run(&["index", "sources", "--evidence", "gossip"]).code, 2);
}

#[test]
fn a_folder_is_surveyed_by_format() {
    let place = Sandbox::with(&[
        ("a.txt", CAPTIONS),
        ("b.vtt", "Une ligne de texte, rien de plus.\n"),
        ("c.jsonl", "{\"nothing\": 1}\n{\"_id\": 2}\n"),
        (
            "e.jsonl",
            "{\"_id\": \"a\", \"text\": \"La digue tient.\", \"url\": \"https://example.org/a\", \"speaker\": \"Jane Roe\"}\n",
        ),
        ("d.png", "GIF89a\0\0\0\u{1}\0\0"),
        ("old.srt", "1\n00:00:05,000 --> 00:00:04,000\nTrop tard.\n"),
    ]);
    let survey = place.run(&["parse", "sources", "--json"]).done().json();
    let row = |format: &str, field: &str| survey["formats"][format][field].as_u64();
    assert_eq!((row("webvtt", "files"), row("webvtt", "cues")), (Some(1), Some(2)), "{survey}");
    assert_eq!(row("text", "words"), Some(7));
    assert_eq!((row("jsonl", "with_speaker"), row("jsonl", "with_link")), (Some(1), Some(1)));
    assert_eq!(row("srt", "warnings"), Some(1));
    assert_eq!(text(&survey["warnings"][0]["code"]), "negative-duration");
    assert_eq!(survey["passed_over"][0]["path"], "d.png");
    assert_eq!(survey["passed_over"][0]["reason"], "a picture");
    let human = place.run(&["parse", "sources", "--ui-lang", "fr"]).done();
    assert!(human.out.contains("segments") && human.out.contains("tous"), "{human:?}");
    assert!(human.err.contains("old.srt"), "{human:?}");
}

#[test]
fn a_large_file_is_indexed_part_by_part_as_if_it_were_whole() {
    let mut lines = String::new();
    for i in 0..1500 {
        let _ = writeln!(
            lines,
            "{{\"_id\": \"{i}\", \"text\": \"Le phare numéro {i} éclaire la baie.\"}}"
        );
    }
    let place = Sandbox::with(&[("phares.jsonl", &lines), ("twin.jsonl", &lines)]);
    let summary = place.index();
    assert_eq!((summary["indexed"].as_u64(), summary["passages"].as_u64()), (Some(2), Some(1500)));
    let count = |place: &Sandbox| place.run(&["search", "phare", "-c"]).out;
    assert_eq!(count(&place), "1500\n");
    // what was there before goes with the first part of what is new
    place.source("phares.jsonl", lines.replace("1499\"", "1499b\""));
    place.remove("twin.jsonl");
    place.index();
    assert_eq!(count(&place), "1500\n");
    assert_eq!(hits(&place.search("1499", &[])).len(), 1);
}

#[test]
fn citations_are_measured_on_the_sources_themselves() {
    let place = Sandbox::new();
    let folder = corpus();
    let folder = folder.to_str().unwrap();
    let report =
        place.run(&["eval", "--quotes", folder, "--per-file", "20", "--json"]).done().json();
    let all = |field: &str| report["all"][field].as_u64().unwrap();
    assert!(all("once") >= 50, "{report}");
    assert!(all("right") * 100 >= all("once") * 99, "{report}");
    assert_eq!(all("exact"), all("once"), "{report}");
    let human = place.run(&["eval", "--quotes", folder, "--ui-lang", "fr"]).done();
    assert!(human.out.contains("justes"), "{human:?}");
}

#[test]
fn parse_shows_cues_with_their_words() {
    let place = Sandbox::with(&[(
        "a.vtt",
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>Well <00:01.800>then.\n",
    )]);
    let parsed = place.run(&["parse", "sources/a.vtt", "--json"]).done().json();
    let cue: &Value = &parsed["cues"][0];
    assert_eq!(text(&cue["speaker"]), "Ann");
    assert_eq!((cue["start"].as_u64(), cue["end"].as_u64()), (Some(1000), Some(3000)));
    assert_eq!(cue["words"][1]["start"], 1800);
}
