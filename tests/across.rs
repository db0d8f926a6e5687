//! Questions that the other language answers: the block, its marks, the terminal, and measuring.

use serde_json::Value;

use crate::environment::{Sandbox, hits, marked, text};

/// Notes in both languages. Their words are entries that the program has by hand.
fn place() -> Sandbox {
    Sandbox::indexed(&[
        (
            "service.md",
            "---\ntitle: Carrières\nlang: fr\n---\nLa fonction publique recrute chaque année des agents dans toutes les régions du pays.\n",
        ),
        (
            "service-en.md",
            "---\ntitle: Careers\nlang: en\nvideoId: ibidCareer1\n---\nNobody knew the town <a class=\"yt-timestamp\" data-t=\"00:00:10\">[00:00:10]</a>. The civil service hires people in every region of the country <a class=\"yt-timestamp\" data-t=\"00:00:25\">[00:00:25]</a>.\n",
        ),
        (
            "machines.md",
            "---\ntitle: Machines\nlang: en\n---\nArtificial intelligence was discussed by the mayors of the island for two days.\n",
        ),
    ])
}

fn block(response: &Value) -> Vec<&str> {
    response["across"]["hits"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|hit| text(&hit["source"]))
        .collect()
}

#[test]
fn the_other_language_stands_in_a_block_of_its_own() {
    let place = place();
    let plain = place.search("la fonction publique recrute", &["--no-cross"]);
    let response = place.search("la fonction publique recrute", &[]);
    assert_eq!(response["hits"], plain["hits"]);
    assert!(plain.get("across").is_none() && plain["query"]["expansions"] == Value::Array(vec![]));

    assert_eq!(block(&response), ["service-en.md"]);
    let hit = &response["across"]["hits"][0];
    assert_eq!(response["across"]["lang"], "en");
    assert!(marked(hit).contains(&"civil service"), "{hit}");
    assert_eq!((&hit["citations"][0]["t"], &hit["lang"]), (&25.0.into(), &"en".into()));
    assert!(text(&hit["citations"][0]["url"]).ends_with("t=25s"));

    let expansions = response["query"]["expansions"].as_array().unwrap();
    let civil = expansions.iter().find(|one| one["to"] == "civil service").unwrap();
    assert_eq!((&civil["from"], &civil["lang"]), (&"fonction publique".into(), &"en".into()));
    assert!(civil["weight"].as_f64().unwrap() > 0.0 && civil["source"].is_string());
}

#[test]
fn an_answer_in_the_other_language_alone_is_found_and_that_is_said() {
    let place = place();
    let asked = ["search", "les maires de l’île"];
    let french = place.run(&[&asked[..], &["--ui-lang", "fr"]].concat());
    assert_eq!(french.code, 0, "{french:?}");
    assert!(french.out.starts_with("En anglais\n") && french.out.contains("maires → mayor"));
    assert!(french.err.contains("Aucun résultat en français pour"), "{french:?}");
    let english = place.run(&[&asked[..], &["--ui-lang", "en"]].concat());
    assert!(english.out.starts_with("In English\n"), "{english:?}");
    assert_eq!(place.run(&["search", "les maires de l’île", "--no-cross"]).code, 1);

    let lines = place.run(&[&asked[..], &["--jsonl"]].concat()).done().out;
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!((&last["across"], &last["source"]), (&true.into(), &"machines.md".into()));

    let counted = place.run(&[&asked[..], &["--count"]].concat());
    assert_eq!((counted.code, counted.out.trim()), (1, "0"));
}

#[test]
fn a_filter_by_language_makes_them_hits() {
    let place = place();
    let response = place.search("la fonction publique", &["--lang", "en"]);
    assert!(response.get("across").is_none());
    assert_eq!(text(&hits(&response)[0]["source"]), "service-en.md");
    assert_eq!(response["query"]["lang"], "fr");
    let shown = place.run(&["search", "la fonction publique", "--lang", "en"]).done().out;
    assert!(shown.starts_with("fonction publique → "), "{shown}");

    let without = ["--lang", "en", "--without", "civil service"];
    let response = place.search("la fonction publique", &without);
    let expansions = response["query"]["expansions"].to_string();
    assert!(!expansions.contains("civil service"), "{expansions}");
    let nothing = place.search("la fonction publique", &["--without", "phare"]);
    assert_eq!(nothing["query"]["warnings"][0]["code"], "nothing-to-remove");
    assert_eq!(place.run(&["search", "a", "--across", "2", "--no-cross"]).code, 2);
}

#[test]
fn a_talk_in_both_languages_is_shown_as_a_pair() {
    let cues = |words: [&str; 2]| {
        format!(
            "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\n{}\n\n00:02:10.000 --> 00:02:14.000\n{}\n",
            words[0], words[1]
        )
    };
    let fr = cues([
        "L'intelligence artificielle change le travail des agents de la mairie.",
        "Le jardin est fermé pendant tout le mois de mai.",
    ]);
    let en = cues([
        "Artificial intelligence changes the work of the people of the town hall.",
        "The garden is closed during the whole month of May.",
    ]);
    let place = Sandbox::indexed(&[("seance_fr.vtt", &fr), ("seance_en.vtt", &en)]);
    let response = place.search("le jardin est fermé", &[]);
    let pair = &hits(&response)[0]["pair"];
    assert_eq!((&pair["lang"], &pair["t"]), (&"en".into(), &130.0.into()), "{response}");
    let shown = place.run(&["search", "le jardin est fermé", "--ui-lang", "en"]).done().out;
    assert!(shown.contains("also in English: 00:02:10"), "{shown}");

    // what stands beside a hit does not stand in the block
    let response = place.search("l'intelligence artificielle", &[]);
    assert!(
        hits(&response)[0]["pair"].is_object() && response.get("across").is_none(),
        "{response}"
    );
}

#[test]
fn judgements_are_scored_in_the_language_of_the_answers_and_in_the_block() {
    let place = Sandbox::with(&[
        (
            "set/corpus.jsonl",
            "{\"_id\": \"fr1\", \"lang\": \"fr\", \"text\": \"La fonction publique recrute des agents dans toutes les régions.\"}\n{\"_id\": \"en1\", \"lang\": \"en\", \"text\": \"The civil service hires people in every region of the country.\"}\n{\"_id\": \"en2\", \"lang\": \"en\", \"text\": \"The garden of the mayor is closed during the month of May.\"}\n",
        ),
        (
            "set/queries.jsonl",
            "{\"_id\": \"q1\", \"text\": \"la fonction publique\", \"lang\": \"fr\"}\n",
        ),
        ("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\ten1\t1\n"),
    ]);
    let mrr = |more: &[&str]| {
        let run = place.run(&[&["eval", "sources/set", "--json"], more].concat()).done().json();
        run["mrr_10"].as_f64().unwrap()
    };
    let exact = |value: f64, wanted: f64| (value - wanted).abs() < 1e-9;
    assert!(exact(mrr(&[]), 0.0), "the own list holds French alone");
    assert!(exact(mrr(&["--answers", "en"]), 1.0));
    assert!(exact(mrr(&["--answers", "en", "--no-cross"]), 0.0), "as it is spelled");
    assert!(exact(mrr(&["--answers", "fr"]), 0.0));
    assert!(exact(mrr(&["--across", "3"]), 1.0));
    assert_eq!(place.run(&["eval", "sources/set", "--across", "0"]).code, 2);
}
