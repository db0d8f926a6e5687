//! Where nothing is found it is said why, and what may be meant; and what there is to ask for.

use serde_json::{Value, json};

use crate::environment::{Sandbox, each, hits, text};

const DEBATE: &str = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Zoé Lefèvre>Le phare ne s’allume plus \
    depuis l’évènement.\n\n00:09.000 --> 00:12.000\n<v Luc Morel>La commune répare la digue.\n";

fn place() -> Sandbox {
    Sandbox::indexed(&[
        ("débats/port.vtt", DEBATE),
        (
            "notes.md",
            "---\ndate: 2021-03-01\n---\nThe lighthouse keeper repairs the harbour lamp.\n",
        ),
    ])
}

fn codes(response: &Value) -> Vec<&str> {
    let warnings = response["query"]["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| text(&warning["code"])).collect()
}

#[test]
fn why_nothing_was_found_is_said() {
    let place = place();
    for (question, code, part) in [
        ("zzyzx", "words-nowhere", "zzyzx"),
        ("+phare +zzyzx", "words-nowhere", "zzyzx"),
        ("+phare +digue", "not-together", "phare, digue"),
        ("phare -allume", "all-excluded", "(1)"),
        ("phare speaker:lefebvre", "filter-empty-near", "Zoé Lefèvre"),
        ("speaker:\"luc morell\"", "filter-empty-near", "Luc Morel"),
        ("speaker:nobody", "filter-empty", "speaker:nobody"),
        ("speaker:\"Élodie Ça-Va\"", "filter-empty", "speaker:\"Élodie Ça-Va\"`"),
        ("title:\"L’Été Zz\"", "filter-empty", "title:\"L’Été Zz\"`"),
        ("+phar* +\"sur la Digue\"", "not-together", "phar*, \"sur la Digue\""),
        ("phare source:prot.vtt", "filter-empty-near", "débats/port.vtt"),
        ("phare speaker:morel", "filtered-out", "speaker:morel: 1"),
        ("speaker:morel lang:en", "filters-together", "lang:en, speaker:morel"),
        ("lighthouse before:1990", "filter-empty", "before:1990-01-01"),
    ] {
        let response = place.search(question, &["--no-cross"]);
        assert!(hits(&response).is_empty(), "{question}");
        assert_eq!(codes(&response), [code], "{question}: {response}");
        let run = place.run(&["search", "--no-cross", "--", question]);
        assert!(run.err.contains(part) && run.err.contains("nothing found"), "{question}: {run:?}");
        let french = place.run(&["search", "--no-cross", "--ui-lang", "fr", "--", question]);
        assert!(french.err.starts_with("avertissement"), "{question}: {french:?}");
    }
    assert!(codes(&place.search("phare", &[])).is_empty(), "what was found needs no reason");
}

#[test]
fn a_question_without_words_is_told_once() {
    let place = place();
    for question in ["", "  ", "« »"] {
        let run = place.run(&["search", "--", question]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{question}: {run:?}");
        assert_eq!(run.err, "warning: there is no word to search for\n", "{question}");
    }
}

#[test]
fn a_page_without_passages_is_not_called_nothing() {
    let place = place();
    let past = place.run(&["search", "phare", "--offset", "9"]).done();
    assert!(past.err.contains("none is left after 9"), "{past:?}");
    assert!(!past.err.contains("nothing found"), "{past:?}");
    assert_eq!(
        codes(&place.run(&["search", "phare", "--offset", "9", "--json"]).json()),
        ["past-the-end"]
    );

    let none = place.run(&["search", "phare", "-n", "0"]).done();
    assert!(none.err.contains("1 passage answers") && none.out.is_empty(), "{none:?}");
    let json = place.run(&["search", "phare", "-n", "0", "--json"]).done().json();
    assert_eq!((hits(&json).len(), &json["total"]), (0, &Value::Null));
    assert_eq!(place.run(&["search", "zzyzx", "-n", "0"]).code, 1);
    assert_eq!(place.run(&["search", "zzyzx", "--offset", "9"]).code, 1);
}

#[test]
fn how_many_there_are_is_said_and_how_to_see_more() {
    let place = place();
    let footer = |args: &[&str]| {
        let run = place.run(&[&["search"], args].concat()).done();
        run.err.trim().lines().last().unwrap_or_default().to_owned()
    };
    assert!(footer(&["--lang", "fr", "-n", "1"]).starts_with("1 passage of 2 in "));
    assert!(footer(&["--lang", "fr", "-n", "1"]).ends_with("the next ones: --offset 1"));
    let last = footer(&["--lang", "fr", "-n", "1", "--offset", "1"]);
    assert!(last.starts_with("1 passage of 2 in ") && !last.contains("--offset"), "{last}");
    let all = footer(&["--lang", "fr"]);
    assert!(all.starts_with("2 passages in ") && !all.contains("--offset"), "{all}");
    let french = footer(&["--lang", "fr", "-n", "1", "--ui-lang", "fr"]);
    assert!(french.contains(" sur 2 en ") && french.ends_with("--offset 1"), "{french}");
}

#[test]
fn what_matches_in_title_and_headings_is_marked() {
    let place = Sandbox::indexed(&[(
        "a.md",
        "---\ntitle: La ruche du lycée\n---\n# Les abeilles\n\n## Le miel\n\nOn récolte en juillet.\n",
    )]);
    let hit = &place.search("ruche miel", &[])["hits"][0];
    assert_eq!(hit["title_highlights"], json!([{"bytes": [3, 8], "utf16": [3, 8]}]));
    assert_eq!(hit["highlights"], json!([]));
    let section = hit["section"].as_array().unwrap();
    let marks = hit["section_highlights"].as_array().unwrap();
    assert_eq!(marks.len(), section.len(), "{hit}");
    assert_eq!(marks.last().unwrap()[0]["bytes"], json!([3, 7]), "{hit}");
    let shown = place.run(&["search", "ruche miel", "--color", "always"]).done().out;
    let marked = |word: &str| shown.contains(&format!("\u{1b}[1m\u{1b}[33m{word}\u{1b}[0m"));
    assert!(marked("ruche") && marked("miel"), "{shown:?}");
    let plain = place.search("juillet", &[]);
    assert!(plain["hits"][0].get("title_highlights").is_none());
}

#[test]
fn what_may_be_meant_is_suggested_as_passages_write_it() {
    let place = place();
    let near = |question: &str| place.search(question, &[])["suggestions"].clone();
    assert_eq!(near("evenemnt"), json!([{"word": "evenemnt", "near": ["évènement"]}]));
    assert_eq!(near("phare comune"), json!([{"word": "comune", "near": ["commune"]}]));
    assert_eq!(near("Comune du lighthuse").as_array().unwrap().len(), 2);
    for right in ["phare", "évènement", "zzyzx", "COMUNE", "digu", "2O21", "comune1"] {
        assert_eq!(near(right), Value::Null, "{right}");
    }
    let written = Sandbox::indexed(&[
        ("a.md", "# NORMAL\n\nNormal.\n"),
        (
            "b.md",
            "It was the individual's right. Nothing about it is normal, and so it was said.\n",
        ),
        ("c.md", "La mairie rouvre aujourd’hui.\n"),
    ]);
    for (typed, meant) in [
        ("noormal", json!("normal")),
        ("indiviual", json!("individual")),
        ("aujoird’hui", json!("aujourd’hui")),
        ("NOORMAL's", Value::Null),
    ] {
        let response = written.search(typed, &[]);
        for told in response["query"]["warnings"].as_array().unwrap() {
            if told["code"] == "near-words" {
                assert!(text(&told["message"]).contains(meant.as_str().unwrap()), "{told}");
            }
        }
        assert_eq!(written.search(typed, &[])["suggestions"][0]["near"][0], meant, "{typed}");
    }
    let shown = place.run(&["search", "comune"]).done();
    assert!(shown.err.contains("`comune` is nowhere here; searched also: commune"), "{shown:?}");
}

#[test]
fn what_is_typed_is_completed_by_the_words_of_the_passages() {
    let place = place();
    let run = place.run(&["complete", "év"]).done();
    assert_eq!(run.out, "évènement\n");
    assert_eq!(place.run(&["complete", "la com"]).done().out, "la commune\n");
    assert_eq!(place.run(&["complete", "l’ÉVÈ"]).done().out, "l’évènement\n");
    let json = place.run(&["complete", "l", "-n", "1", "--json"]).done().json();
    assert_eq!(json["completions"].as_array().unwrap().len(), 1, "{json}");
    let none = place.run(&["complete", "zzy"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert!(none.err.contains("zzy"), "{none:?}");
    assert_eq!(place.run(&["complete"]).code, 2);
}

#[test]
fn sources_and_speakers_are_listed_with_counts() {
    let place = place();
    let sources = place.run(&["sources"]).done().out;
    assert!(sources.contains("\ndébats/port.vtt         2\n"), "{sources}");
    let json = place.run(&["sources", "--json"]).done().json();
    let listed = json["sources"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(
        (&listed[0]["source"], &listed[0]["passages"]),
        (&json!("débats/port.vtt"), &json!(2))
    );
    assert_eq!(listed[0]["format"], "webvtt");
    assert_eq!(place.run(&["sources", "--jsonl"]).done().out.lines().count(), 2);

    let speakers = place.run(&["speakers", "--json"]).done().json();
    let mut names: Vec<&str> =
        speakers["speakers"].as_array().unwrap().iter().map(|s| text(&s["speaker"])).collect();
    names.sort_unstable();
    assert_eq!(names, ["Luc Morel", "Zoé Lefèvre"]);
    assert_eq!(place.run(&["speakers", "--jsonl"]).done().out.lines().count(), 2);
    let french = place.run(&["speakers", "--ui-lang", "fr"]).done().out;
    assert!(
        french.starts_with("Personne") && french.contains("Zoé Lefèvre         1\n"),
        "{french}"
    );

    let silent = Sandbox::indexed(&[("a.txt", "Nobody is named here.")]);
    assert_eq!(silent.run(&["speakers"]).code, 1);
    assert_eq!(silent.run(&["sources", "--json", "--jsonl"]).code, 2);
}

#[test]
fn guillemets_hold_a_phrase_as_other_quotes_do() {
    let place = Sandbox::indexed(&[
        ("a.txt", "La digue de la commune tient encore."),
        ("b.txt", "La commune de la digue a un phare."),
    ]);
    let found = |question: &str| -> Vec<String> {
        let response = place.search(question, &["--no-cross"]);
        each(&response, "source").into_iter().map(str::to_owned).collect()
    };
    for quoted in ["“digue de la commune”", "« digue de la commune »", "«digue de la commune»"]
    {
        assert_eq!(found(quoted), ["a.txt"], "{quoted}");
        assert_eq!(found(&format!("commune -{quoted}")), ["b.txt"], "{quoted}");
    }
    // without a partner they are signs of the text
    assert_eq!(found("« digue de la commune").len(), 2);
    assert_eq!(found("digue de la commune »").len(), 2);
    assert_eq!(found("title:« digue »").len(), 0);
}

#[test]
fn every_name_of_a_filter_is_told() {
    let place = Sandbox::indexed(&[(
        "talk.vtt",
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Ada Morel>The weir is closed.\n",
    )]);
    let run = place.run(&["search", "--speaker", "nobody", "--speaker", "morell", "weir"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("speaker:nobody,morell") && run.err.contains("Ada Morel"), "{run:?}");
}

#[test]
fn a_page_past_the_end_counts_what_can_be_paged_through() {
    let text = |of: &str| {
        let said = |n: usize| format!("The weir of {of} is closed for reason {n}. ").repeat(12);
        (0..4).map(|n| said(n) + "\n\n").collect::<String>()
    };
    let (one, two) = (text("Ada"), text("Bo"));
    let place = Sandbox::indexed(&[("one.txt", &one), ("two.txt", &two)]);
    let all = hits(&place.search("weir", &["-n", "50"])).len();
    assert!(all > 2, "each source has several passages");

    let one_each = ["search", "weir", "--per-source", "1", "--offset", "5", "--ui-lang", "en"];
    let grouped = [&one_each[..], &["--group"]].concat();
    for args in [&one_each[..], &grouped] {
        let run = place.run(args);
        assert!(run.err.contains("passages that answer: 2;"), "{args:?}: {run:?}");
    }
}

#[test]
fn what_nobody_said_is_told_where_it_alone_answers() {
    let place = Sandbox::indexed(&[(
        "fair.vtt",
        "WEBVTT\n\n00:01.000 --> 00:04.000\n[Music]\n\n00:05.000 --> 00:09.000\nThe weir is closed.\n",
    )]);
    let told = place.search("music", &[]);
    assert_eq!(text(&told["query"]["warnings"][0]["code"]), "only-non-speech", "{told}");
    assert_eq!(hits(&place.search("music", &["--include-suspect"])).len(), 1);
    assert_eq!(place.search("weir", &[])["query"]["warnings"], json!([]));
    let none = place.search("zzyzx", &[]);
    assert_eq!(text(&none["query"]["warnings"][0]["code"]), "words-nowhere", "{none}");
}

#[test]
fn a_file_with_brackets_in_its_name_is_found_by_it() {
    let place =
        Sandbox::with(&[("[fin] (2) 50 %.txt", "Le phare du port.\n"), ("f.txt", "Le phare.\n")]);
    place.index();
    let found = |glob: &str| hits(&place.search("phare", &["--source", glob])).len();
    assert_eq!((found("[fin] (2) 50 %.txt"), found("[ef].txt"), found("*.txt")), (1, 1, 2));
}

#[test]
fn what_is_empty_is_no_quote() {
    let place = place();
    for quote in ["", " "] {
        let run = place.run(&["verify", "--", quote]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{quote:?}: {run:?}");
    }
    let run = place.run(&["search", "-n", "abc", "phare", "--ui-lang", "en"]);
    assert!(run.code == 2 && run.err.contains("give a whole number"), "{run:?}");
}
