//! How an answer is listed: counted by facets, by date, by sources, with what stands around.

use serde_json::Value;

use crate::environment::{Sandbox, each, hits, indexed_corpus, text};

/// Questions of several shapes, with and without an answer.
const QUESTIONS: [&str; 6] = [
    "innovation publique",
    "the council and its neighbours",
    "la",
    "\"innovation publique\"",
    "-maire +commune",
    "zzyzx",
];

/// The counts of a facet, added up.
fn sum(response: &Value, facet: &str) -> u64 {
    let counts = response["facets"][facet].as_object().unwrap();
    counts.values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn facets_add_up_to_the_total() {
    let place = indexed_corpus();
    for question in QUESTIONS {
        for filter in [&[][..], &["--lang", "fr"], &["--source", "*.md"], &["--include-suspect"]] {
            let more = [filter, &["--facets", "lang,source", "--facets", "speaker,year"]].concat();
            let response = place.search(question, &more);
            let total = response["total"].as_u64().unwrap();
            assert_eq!(total, place.search(question, &[filter, &["--total"]].concat())["total"]);
            for facet in ["lang", "source", "speaker", "year"] {
                assert_eq!(sum(&response, facet), total, "{facet}: {question}");
            }
            let asked = response["facets"].as_object().unwrap();
            assert_eq!(asked.len(), 4, "each facet once: {question}");
        }
    }
}

#[test]
fn facets_are_those_of_the_passages() {
    let place = Sandbox::indexed(&[
        ("un.md", "---\ndate: 2019-03-01\nlang: fr\n---\nLe phare du port est vieux.\n"),
        ("two.md", "---\ndate: 2021-03-01\nlang: en\n---\nThe phare is a lighthouse.\n"),
        (
            "trois.vtt",
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Zoé Brun>Le phare ne s’allume plus.\n",
        ),
    ]);
    let response = place.search("phare", &["--facets", "lang,source,speaker,year"]);
    let facets = &response["facets"];
    assert_eq!(facets["lang"], serde_json::json!({"fr": 2, "en": 1}));
    assert_eq!(facets["source"], serde_json::json!({"un.md": 1, "two.md": 1, "trois.vtt": 1}));
    assert_eq!(facets["speaker"], serde_json::json!({"": 2, "Zoé Brun": 1}));
    assert_eq!(facets["year"], serde_json::json!({"": 1, "2019": 1, "2021": 1}));

    let shown =
        place.run(&["search", "phare", "--facets", "lang,speaker", "--ui-lang", "fr"]).done();
    assert!(shown.out.contains("\nPersonne  passages\n"), "{shown:?}");
    assert!(shown.out.contains("\n(aucune)         2\nZoé Brun         1\n"), "{shown:?}");
    let counted = place.run(&["search", "phare", "-c", "--facets", "year"]).done();
    assert_eq!(counted.out.lines().next(), Some("3"));
    assert!(counted.out.contains("\n2021           1\n"), "{counted:?}");

    let wrong = place.run(&["search", "phare", "--facets", "langue"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("langue"), "{wrong:?}");
    let refused = place.run(&["search", "phare", "--facets", "lang", "--jsonl"]);
    assert_eq!(refused.code, 2, "no line of it could hold them");
}

#[test]
fn what_goes_on_in_the_next_passage_is_counted_too() {
    let first = "Le phare est éteint depuis longtemps et personne ne le rallume. ".repeat(12);
    let text = format!("{first}La passerelle neuve\n\nrelie enfin les deux rives. {first}");
    let place = Sandbox::indexed(&[("a.txt", &text)]);
    let response = place.search("\"passerelle neuve relie enfin\"", &["--facets", "lang,year"]);
    assert_eq!(hits(&response).len(), 1, "{response}");
    assert_eq!(response["total"], 1);
    assert_eq!(sum(&response, "lang"), 1);
}

#[test]
fn the_latest_comes_first() {
    let place = indexed_corpus();
    let all = place.search("innovation publique", &["--sort", "date", "-n", "100"]);
    let by_rank = place.search("innovation publique", &["-n", "100"]);
    let ids = |response: &Value| {
        let mut ids: Vec<String> = each(response, "id").into_iter().map(str::to_owned).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(&all), ids(&by_rank), "the same passages in another order");

    let facets = ["--sort", "date", "--facets", "year", "-n", "100"];
    let years = place.search("innovation publique", &facets)["facets"]["year"].clone();
    let newest = years.as_object().unwrap().keys().max().unwrap().clone();
    let filter = format!("after:{newest} innovation publique");
    let newest: Vec<String> = ids(&place.search(&filter, &["-n", "100"]));
    assert!(newest.contains(&text(&all["hits"][0]["id"]).to_owned()));

    let undated = Sandbox::indexed(&[("a.txt", "Le phare du port."), ("b.txt", "Un phare.")]);
    let response = undated.search("phare", &["--sort", "date"]);
    assert_eq!(response["query"]["warnings"][0]["code"], "no-dates");
}

/// Options that change what is listed, and how.
const LISTINGS: [&[&str]; 7] = [
    &[],
    &["--sort", "date"],
    &["--per-source", "1"],
    &["--per-source", "2", "--sort", "date"],
    &["--group"],
    &["--group", "--per-source", "2"],
    &["-C", "1"],
];

#[test]
fn ten_pages_of_three_are_one_page_of_thirty() {
    let place = indexed_corpus();
    for question in ["innovation publique", "the council and its neighbours", "la ville"] {
        for listing in LISTINGS {
            let page = |offset: usize, limit: usize| -> Vec<Value> {
                let (offset, limit) = (offset.to_string(), limit.to_string());
                let paging = ["--offset", &offset, "-n", &limit, "--no-cross"];
                hits(&place.search(question, &[listing, &paging].concat())).to_vec()
            };
            let pages: Vec<Value> = (0..10).flat_map(|n| page(3 * n, 3)).collect();
            assert_eq!(pages, page(0, 30), "{question} {listing:?}");
        }
    }
}

#[test]
fn of_each_source_come_as_many_as_were_asked_for() {
    let long = "Le phare du port est vieux, et le gardien le sait bien. ".repeat(60);
    let place = Sandbox::indexed(&[
        ("long.md", &long.replace(". ", ".\n\n")),
        ("court.md", "Le phare du port.\n"),
    ]);
    let sources = |more: &[&str]| -> Vec<String> {
        let response = place.search("phare port", &[more, &["-n", "100"]].concat());
        each(&response, "source").into_iter().map(str::to_owned).collect()
    };
    assert!(sources(&[]).iter().filter(|source| *source == "long.md").count() > 5);
    let mut two = sources(&["--per-source", "2"]);
    two.sort_unstable();
    assert_eq!(two, ["court.md", "long.md", "long.md"]);
    let grouped = sources(&["--group"]);
    assert_eq!(grouped.iter().filter(|source| *source == "long.md").count(), 3);
    let firsts: Vec<usize> =
        (0..grouped.len()).filter(|at| *at == 0 || grouped[*at] != grouped[at - 1]).collect();
    assert_eq!(firsts.len(), 2, "those of one source stand together: {grouped:?}");
    assert_eq!(place.run(&["search", "phare", "--per-source", "0"]).code, 2);
}

#[test]
fn context_is_what_stands_around() {
    let said = |n: usize| format!("Paragraphe {n} sur le sujet {}. ", "du jour ".repeat(60));
    let whole: String = (0..5).map(|n| said(n) + "\n\n").collect();
    let place = Sandbox::indexed(&[("a.md", &whole.replace("sujet", "phare"))]);
    let response = place.search("\"paragraphe 2\"", &["-C", "1", "-n", "1"]);
    let hit = &response["hits"][0];
    let passages = |key: &str| -> Vec<&str> {
        hit[key]
            .as_array()
            .map(|all| all.iter().map(|p| text(&p["text"])).collect())
            .unwrap_or_default()
    };
    assert!(text(&hit["text"]).contains("Paragraphe 2"));
    assert_eq!(passages("before").len(), 1, "{hit}");
    assert!(passages("before")[0].contains("Paragraphe 1"), "{hit}");
    assert!(passages("after")[0].contains("Paragraphe 3"), "{hit}");

    let shown = place.run(&["search", "\"paragraphe 2\"", "-C", "1", "-n", "1"]).done();
    let at = |n: usize| shown.out.find(&format!("Paragraphe {n}")).unwrap();
    assert!(at(1) < at(2) && at(2) < at(3), "{shown:?}");
    let led: Vec<&str> = shown.out.lines().filter(|line| line.starts_with("  > ")).collect();
    let text = shown.out.lines().filter(|line| line.starts_with("    ")).collect::<String>();
    assert!(led[0].contains("Paragraphe 2") && !led.concat().contains("Paragraphe 3"), "{led:?}");
    assert!(text.contains("Paragraphe 3") && !text.contains("Paragraphe 2"), "{shown:?}");
    let plain = place.search("\"paragraphe 2\"", &["-n", "1"]);
    assert!(plain["hits"][0].get("before").is_none(), "only where it was asked for");
}

#[test]
fn filters_alone_list_passages_in_the_order_of_source_and_time() {
    let place = Sandbox::indexed(&[
        (
            "b.vtt",
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Zoé Brun>Le phare ne s’allume plus.\n\n\
             00:09.000 --> 00:12.000\n<v Luc Morel>Le port dort.\n",
        ),
        ("a.md", "---\ntitle: Un phare\ndate: 2021-03-01\nlang: fr\n---\nLa mer est calme.\n"),
        ("c.md", "---\nlang: en\n---\nThe sea is calm, and the harbour sleeps.\n"),
    ]);
    let texts = |words: &str, more: &[&str]| -> Vec<String> {
        let response = place.search(words, more);
        let quiet = response["query"]["warnings"].as_array().unwrap().is_empty();
        assert!(quiet, "{words}: {response}");
        each(&response, "text").into_iter().map(str::to_owned).collect()
    };
    let (sea, lamp, port) = ("La mer est calme.", "Le phare ne s’allume plus.", "Le port dort.");
    assert_eq!(texts("lang:fr", &[]), [sea, lamp, port]);
    assert_eq!(texts("", &["--lang", "fr"]), [sea, lamp, port]);
    assert_eq!(texts("lang:fr -port", &[]), [sea, lamp]);
    assert_eq!(texts("speaker:\"luc morel\"", &[]), [port]);
    assert_eq!(texts("", &["--speaker", "brun", "--speaker", "morel"]), [lamp, port]);
    assert_eq!(texts("source:*.vtt", &["-n", "1", "--offset", "1"]), [port]);
    assert_eq!(texts("title:phare", &[]), [sea]);
    assert_eq!(texts("after:2020", &[]), [sea]);
    let english = "The sea is calm, and the harbour sleeps.";
    assert_eq!(texts("evidence:verbatim lang:en", &[]), [english]);
    assert_eq!(place.search("lang:fr", &["--total"])["total"], 3);

    // without any words typed
    let run = place.run(&["search", "--source", "b.vtt", "--json"]).done();
    assert_eq!(each(&run.json(), "text"), [lamp, port]);
    assert_eq!(run.json()["hits"][1]["citations"][0]["t"], 9.0);
    assert_eq!(place.run(&["search"]).code, 2, "neither words nor a filter");
    // what was typed is no word: that is told beside the list
    let odd = place.search("???", &["--lang", "fr"]);
    assert_eq!(odd["query"]["warnings"][0]["code"], "no-words", "{odd}");
}

#[test]
fn what_is_said_of_sources_holds_for_the_other_language_too() {
    let long = |topic: &str| -> String {
        (0..5)
            .map(|n| {
                format!("# Part {n}\n\nThe lighthouse of the harbour and its {topic} {n}.\n\n")
            })
            .collect()
    };
    let place = Sandbox::with(&[("fr.md", "Le phare du port est allumé.\n")]);
    place.source("one.md", format!("---\nlang: en\n---\n{}", long("lamp")));
    place.source("two.md", format!("---\nlang: en\n---\n{}", long("keeper")));
    place.index();
    let sources = |more: &[&str]| -> Vec<String> {
        let args = [&["--across", "6"], more].concat();
        let response = place.search("phare du port", &args);
        let block = response["across"]["hits"].as_array().unwrap();
        block.iter().map(|hit| text(&hit["source"]).to_owned()).collect()
    };
    let all = sources(&[]);
    assert_eq!(all.len(), 6, "{all:?}");
    let mut one_each = sources(&["--per-source", "1"]);
    one_each.sort();
    assert_eq!(one_each, ["one.md", "two.md"]);
    assert_eq!(sources(&["--per-source", "2"]).len(), 4);
    // those of one source together, three of each
    let grouped = sources(&["--group"]);
    assert_eq!(grouped.len(), 6, "{grouped:?}");
    assert!(grouped[..3].iter().all(|source| *source == grouped[0]), "{grouped:?}");
    assert!(grouped[3..].iter().all(|source| *source == grouped[3]), "{grouped:?}");
}
