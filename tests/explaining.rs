//! Why a passage stands where it does: the parts of a score.

use serde_json::Value;

use crate::environment::{Sandbox, hits, indexed_corpus, text};

/// The hits of an answer, those of the block in the other language too.
fn all_hits(response: &Value) -> Vec<&Value> {
    let block = response.get("across").map(|across| &across["hits"]);
    let block = block.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    hits(response).iter().chain(block).collect()
}

/// The parts of a hit's score.
fn parts(hit: &Value) -> &[Value] {
    hit["explain"]["parts"].as_array().expect("the parts of a score")
}

/// Asserts that the parts of each hit's score add up to it.
fn add_up(response: &Value) {
    for hit in all_hits(response) {
        let sum: f64 = parts(hit).iter().map(|part| part["gives"].as_f64().unwrap()).sum();
        let score = hit["score"].as_f64().unwrap();
        assert!((sum - score).abs() <= 1e-4, "{sum} of {score}: {hit}");
        for part in parts(hit) {
            assert!(part.get("feature").is_some() != part.get("rule").is_some(), "{part}");
        }
    }
}

#[test]
fn parts_add_up_to_the_score() {
    let place = indexed_corpus();
    for question in [
        "innovation publique",
        "comment obtenir une aide publique pour les écoles",
        "inovation publike",
        "the council and its neighbours",
        "commu* +maire -école",
        "\"innovation publique\" lang:en",
        "de la",
        "écoles publique publique publique",
        "Il met en garde contre les concours de nouveautés",
        "innovation lang:en",
        "title:innovation innovation",
        "zzyzx",
    ] {
        for more in [
            &["-n", "30"][..],
            &["--offset", "4"],
            &["--sort", "date"],
            &["--per-source", "1"],
            &["--group", "--include-suspect"],
        ] {
            add_up(&place.search(question, &[&["--explain"], more].concat()));
        }
    }
}

#[test]
fn pages_past_the_first_block_are_explained_too() {
    // the longer ones rank behind by their words alone, and before by how near these stand
    let far = "bateau mer quai vent houle dune";
    let line = |n: usize| match n {
        0..400 => format!("{{\"text\": \"Le phare {n} {far} port.\"}}\n"),
        _ => format!("{{\"text\": \"Le phare port {n} {}.\"}}\n", far.repeat(2)),
    };
    let long: String = (0..600).map(line).collect();
    let place = Sandbox::indexed(&[("a.jsonl", &long)]);
    let response = place.search("phare port", &["--explain", "--offset", "250", "-n", "300"]);
    assert_eq!(hits(&response).len(), 300);
    add_up(&response);
    let held = hits(&response).iter().flat_map(parts);
    assert!(held.filter(|part| part["rule"] == "held-below").count() > 0);
}

#[test]
fn phrases_over_two_passages_are_explained_too() {
    let first = "Le phare est éteint depuis longtemps et personne ne le rallume. ".repeat(12);
    let words = format!("{first}La passerelle neuve\n\nrelie enfin les deux rives. {first}");
    let place = Sandbox::indexed(&[("a.txt", &words)]);
    let response = place.search("\"passerelle neuve relie enfin\"", &["--explain"]);
    assert_eq!(hits(&response).len(), 1, "{response}");
    add_up(&response);
}

#[test]
fn words_fields_languages_and_rules_are_named() {
    let place = Sandbox::indexed(&[
        ("phare.md", "---\ntitle: Le phare\nlang: fr\n---\nLe phare du port est vieux.\n"),
        ("port.md", "---\ntitle: Le port\nlang: fr\n---\nLe port attend son nouveau phare.\n"),
    ]);
    let response = place.search("phares", &["--explain", "-n", "1"]);
    let all = parts(&response["hits"][0]);
    let part = |feature: &str, field: &str| {
        let wanted = |part: &&Value| part["feature"] == feature && part["field"] == field;
        all.iter().find(wanted).unwrap_or_else(|| panic!("{feature} {field}: {all:?}"))
    };
    assert_eq!(part("stems", "text")["term"], "fr:phar");
    assert_eq!(part("stems", "headings")["lang"], "fr");
    assert_eq!(text(&part("headings", "headings")["word"]), "phares");
    assert!(part("opening", "text")["gives"].as_f64().unwrap() > 0.0);

    let misspelt = place.search("pharre", &["--explain", "-n", "1"]);
    let stem = &parts(&misspelt["hits"][0])[0];
    assert_eq!((&stem["factor"], &stem["rules"][0]), (&0.8.into(), &"near-word".into()));
    assert!(place.search("phare", &[])["hits"][0].get("explain").is_none());
}

#[test]
fn a_person_can_read_it() {
    let place = Sandbox::indexed(&[("phare.md", "---\nlang: fr\n---\nLe phare du port.\n")]);
    let shown = |lang: &str| {
        place
            .run(&["search", "phare port", "--explain", "--no-cross", "--ui-lang", lang])
            .done()
            .out
    };
    let (fr, en) = (shown("fr"), shown("en"));
    for told in ["phare · fr:phar · radical 0,", "phare + port · mots proches", "  score\n"] {
        assert!(fr.contains(told), "{told}: {fr}");
    }
    for told in ["phare · fr:phar · stem 0.", "phare + port · near one another", "  score\n"] {
        assert!(en.contains(told), "{told}: {en}");
    }
}
