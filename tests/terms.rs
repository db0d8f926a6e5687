//! Lists of terms of one's own: `ibid search --terms FILE`.

use serde_json::Value;

use crate::environment::{Sandbox, marked, text};

/// Notes in both languages, and lists that say what no lexicon knows.
fn place() -> Sandbox {
    let place = Sandbox::indexed(&[
        (
            "bac.md",
            "---\ntitle: Le bac\nlang: fr\n---\nLe flibotin de la commune traverse la rivière chaque matin avec les écoliers.\n",
        ),
        (
            "ferry.md",
            "---\ntitle: The crossing\nlang: en\nvideoId: ibidFerry01\n---\nNobody waited for long <a class=\"yt-timestamp\" data-t=\"00:00:10\">[00:00:10]</a>. The municipal barge tender was late again on Tuesday morning <a class=\"yt-timestamp\" data-t=\"00:00:25\">[00:00:25]</a>.\n",
        ),
    ]);
    for (name, list) in [
        ("maison.csv", "fr,en\nflibotin,municipal barge tender\nflibotin géant,\n"),
        (
            "maison.tbx",
            "<tbx style=\"dca\" type=\"TBX-Basic\" xml:lang=\"en\"><text><body><conceptEntry id=\"1\">\
             <langSec xml:lang=\"en\"><termSec><term>municipal barge tender</term></termSec></langSec>\
             <langSec xml:lang=\"fr\"><termSec><term>flibotin</term></termSec></langSec>\
             </conceptEntry></body></text></tbx>",
        ),
        (
            "maison.po",
            "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\nmsgid \"_Municipal barge tender…\"\nmsgstr \"_Flibotin…\"\n",
        ),
        ("vide.csv", "fr,en\n,\n"),
    ] {
        std::fs::write(place.path(name), list).unwrap();
    }
    place
}

#[test]
fn a_term_of_ones_own_is_found_in_the_other_language() {
    let place = place();
    let without = place.search("où est le flibotin", &[]);
    assert!(without.get("across").is_none(), "{without}");
    for name in ["maison.csv", "maison.tbx", "maison.po"] {
        let response = place.search("où sont les flibotins", &["--terms", name]);
        let hit = &response["across"]["hits"][0];
        assert_eq!(text(&hit["source"]), "ferry.md", "{name}");
        assert_eq!(hit["citations"][0]["t"], 25.0);
        assert_eq!(marked(hit).join(" ").to_lowercase(), "municipal barge tender");

        let expansions = response["query"]["expansions"].as_array().unwrap();
        let own: Vec<&Value> =
            expansions.iter().filter(|one| one["source"] == format!("terms:{name}")).collect();
        assert_eq!(own.len(), 1, "{response}");
        assert_eq!((&own[0]["from"], &own[0]["lang"]), (&"flibotins".into(), &"en".into()));
        assert_eq!(text(&own[0]["to"]).to_lowercase(), "municipal barge tender");
    }
}

#[test]
fn both_directions_are_asked() {
    let place = place();
    let response = place.search("where is the municipal barge tender", &["--terms", "maison.csv"]);
    assert_eq!(text(&response["across"]["hits"][0]["source"]), "bac.md");
    assert_eq!(response["across"]["lang"], "fr");
}

#[test]
fn what_cannot_be_used_is_told_with_its_line() {
    let place = place();
    let told = "maison.csv, line 3: left out: there is no term in one of the two languages";
    let response = place.search("le flibotin", &["--terms", "maison.csv"]);
    let warning = &response["query"]["warnings"][0];
    assert_eq!((&warning["code"], &warning["message"]), (&"term-left-out".into(), &told.into()));

    for more in [&[][..], &["--jsonl"], &["--count"]] {
        let asked = ["search", "le flibotin", "--terms", "maison.csv"];
        let run = place.run(&[&asked[..], more].concat());
        assert!(run.err.contains(told), "{more:?}: {run:?}");
    }
    let asked = ["search", "le flibotin", "--terms", "maison.csv", "--ui-lang", "fr"];
    let french = place.run(&asked).err;
    assert!(
        french.contains("ligne 3") && french.contains("dans l’une des deux langues"),
        "{french}"
    );
}

#[test]
fn a_list_that_cannot_be_used_ends_the_run() {
    let place = place();
    for (name, code, why) in [
        ("none.csv", 3, "none.csv: no such file or folder"),
        ("vide.csv", 3, "vide.csv, line 1: no term in both French and English was found"),
        ("", 2, ""),
    ] {
        let run = place.run(&["search", "le flibotin", "--terms", name]);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.out.is_empty() && run.err.contains(why), "{run:?}");
    }
    // nothing is translated there
    let both = place.run(&["search", "flibotin", "--terms", "maison.csv", "--no-cross"]);
    assert_eq!(both.code, 2, "{both:?}");
}

#[test]
fn of_two_lists_the_longest_term_counts_then_the_first() {
    let place = place();
    std::fs::write(place.path("courte.csv"), "fr,en\nflibotin,moonlight\n").unwrap();
    std::fs::write(
        place.path("longue.csv"),
        "fr,en\nflibotin de la commune,barge tender\nflibotin,sunlight\n",
    )
    .unwrap();
    let source = |asked: &str, lists: [&str; 2]| -> Vec<String> {
        let args = ["--terms", lists[0], "--terms", lists[1]];
        let response = place.search(asked, &args);
        let expansions = response["query"]["expansions"].as_array().unwrap().clone();
        let own = expansions.iter().filter(|one| text(&one["source"]).starts_with("terms:"));
        own.map(|one| text(&one["to"]).to_owned()).collect()
    };
    assert_eq!(source("le flibotin de la commune", ["courte.csv", "longue.csv"]), ["barge tender"]);
    assert_eq!(source("le flibotin", ["longue.csv", "courte.csv"]), ["sunlight"]);
    assert_eq!(source("le flibotin", ["courte.csv", "longue.csv"]), ["moonlight"]);
}

#[test]
fn bad_lists_and_long_questions_cost_bounded_work_and_are_told() {
    let place = place();
    let own = |asked: &str, list: &str| -> (Value, Vec<Value>) {
        let response = place.search(asked, &["--terms", list]);
        let expansions = response["query"]["expansions"].as_array().cloned().unwrap_or_default();
        let of_list = |one: &Value| text(&one["source"]).starts_with("terms:");
        (response, expansions.into_iter().filter(of_list).collect())
    };

    // a word with a hundred translations
    let rows: String = (0..100).map(|number| format!("flibotin,tender{number}\n")).collect();
    std::fs::write(place.path("cent.csv"), format!("fr,en\n{rows}")).unwrap();
    let (response, expansions) = own("le flibotin", "cent.csv");
    assert_eq!(expansions.len(), 4, "{response}");
    let weights: f64 = expansions.iter().filter_map(|one| one["weight"].as_f64()).sum();
    assert!((weights - 1.0).abs() < 1e-5, "{weights}");
    let told = response["query"]["warnings"].as_array().unwrap();
    let told: Vec<&str> = told.iter().map(|warning| text(&warning["code"])).collect();
    assert_eq!(told, ["many-translations"]);

    // two hundred words
    let long = "que fait le flibotin de la commune chaque ".repeat(25);
    let (response, expansions) = own(&long, "cent.csv");
    assert_eq!(expansions.len(), 4, "{response}");

    // terms that stand for each other, and for themselves
    let circle = "fr,en\nflibotin,barge tender\nbarge tender,flibotin\nflibotin,flibotin\n";
    std::fs::write(place.path("cercle.csv"), circle).unwrap();
    let (response, expansions) = own("le flibotin", "cercle.csv");
    let to: Vec<&str> = expansions.iter().map(|one| text(&one["to"])).collect();
    assert_eq!(to, ["barge tender", "flibotin"], "{response}");
    assert_eq!(text(&response["across"]["hits"][0]["source"]), "ferry.md");

    // what is no list at all
    std::fs::write(place.path("octets.csv"), (0..=255).collect::<Vec<u8>>()).unwrap();
    for (name, why) in [("octets.csv", "not a text file"), (".", "not a file that can be read")] {
        let run = place.run(&["search", "le flibotin", "--terms", name]);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.out.is_empty() && run.err.contains(why), "{run:?}");
    }
}
