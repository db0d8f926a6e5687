//! `ibid eval`: relevance on judgements in BEIR layout.

use crate::environment::Sandbox;

/// Three documents, two French questions of one topic and an English one, and a query that nothing
/// answers.
fn folder() -> Sandbox {
    Sandbox::with(&[
        (
            "set/corpus.jsonl",
            "{\"_id\": \"d1\", \"title\": \"\", \"text\": \"Le phare éclaire la baie chaque nuit.\"}\n{\"_id\": \"d2\", \"text\": \"La baie se vide à marée basse.\"}\n{\"_id\": \"d3\", \"text\": \"The lighthouse keeper counts the ships.\"}\n",
        ),
        (
            "set/queries.jsonl",
            "{\"_id\": \"q1\", \"text\": \"phare de la baie\", \"lang\": \"fr\", \"topic\": 1}\n{\"_id\": \"q2\", \"text\": \"marée basse\", \"lang\": \"fr\", \"topic\": 1}\n{\"_id\": \"q3\", \"text\": \"lighthouse keeper\", \"lang\": \"en\", \"topic\": 2}\n{\"_id\": \"q4\", \"text\": \"xylophone\", \"lang\": \"en\", \"topic\": 3}\n{\"_id\": \"q5\", \"text\": \"not judged\", \"lang\": \"en\"}\n",
        ),
        (
            "set/qrels/test.tsv",
            "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td2\t1\nq3\td3\t1\nq4\td1\t1\n",
        ),
    ])
}

#[test]
fn judgements_are_scored_as_trec_eval_scores_them() {
    let place = folder();
    let all = place.run(&["eval", "sources/set", "--run", "run.txt", "--json"]).done().json();
    assert_eq!(all["n"], 4, "a query without a judgement does not count: {all}");
    assert!((all["ndcg_10"].as_f64().unwrap() - 0.75).abs() < 1e-9, "{all}");
    assert_eq!(all["queries"][3]["recall_100"], 0.0, "what finds nothing counts with zero");
    let run = std::fs::read_to_string(place.path("run.txt")).unwrap();
    assert!(run.starts_with("q1 Q0 d1 1 "), "{run}");
    let french = place.run(&["eval", "sources/set", "--lang", "fr", "--json"]).done().json();
    assert_eq!((french["n"].as_u64(), french["mrr_10"].as_f64()), (Some(2), Some(1.0)));
    let by_topic = place.run(&["eval", "sources/set", "--macro", "topic", "--json"]).done().json();
    assert_eq!(by_topic["n"], 3);
}

#[test]
fn documents_of_equal_text_are_all_found() {
    let line = |id: &str, text: &str| {
        format!("{{\"_id\": \"{id}\", \"url\": \"https://a.org/b\", \"text\": \"{text}\"}}\n")
    };
    let lamp = "The keeper of the lighthouse lights the lamp.";
    let corpus = [line("d1", lamp), line("d2", lamp), line("d3", "A lamp.")].concat();
    let place = Sandbox::with(&[
        ("set/corpus.jsonl", &corpus),
        ("set/queries.jsonl", "{\"_id\": \"q1\", \"text\": \"lighthouse lamp\"}\n"),
        ("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t1\n"),
    ]);
    let all = place.run(&["eval", "sources/set", "--run", "run.txt", "--json"]).done().json();
    assert_eq!(all["ndcg_10"], 1.0, "{all}");
    let run = std::fs::read_to_string(place.path("run.txt")).unwrap();
    let lines: Vec<Vec<&str>> = run.lines().map(|l| l.split(' ').collect()).collect();
    let names: Vec<&str> = lines.iter().map(|columns| columns[2]).collect();
    assert_eq!(names, ["d1", "d2", "d3"], "{run}");
}

#[test]
fn two_runs_are_compared_query_by_query() {
    let place = folder();
    let other = "q1 Q0 d2 1 2.0 x\nq1 Q0 d1 2 1.0 x\nq3 Q0 d3 1 1.0 x\n";
    std::fs::write(place.path("other.txt"), other).unwrap();
    let shown =
        place.run(&["eval", "sources/set", "--against", "other.txt", "--json"]).done().json();
    assert!(shown["against"]["difference"].as_f64().unwrap() > 0.2, "{shown}");
    let p = shown["against"]["p"].as_f64().unwrap();
    assert!((p - 0.5).abs() < 0.03, "of two queries that differ, half the signs agree: {shown}");
    assert_eq!(shown["against"]["won"][0][0], "marée basse");
    assert!(shown["against"]["lost"].as_array().unwrap().is_empty());
    let human = place.run(&["eval", "sources/set", "--ui-lang", "fr", "--per-query"]).done();
    assert!(human.out.contains("Rappel@100") && human.out.contains("0,7500"), "{human:?}");
}

#[test]
fn plain_bm25_is_shown_beside_when_it_is_asked_for() {
    let place = folder();
    let without = place.run(&["eval", "sources/set", "--json"]).done().json();
    assert!(without.get("baseline").is_none(), "{without}");

    let all = place.run(&["eval", "sources/set", "--baseline", "--json"]).done().json();
    assert_eq!(all["ndcg_10"], without["ndcg_10"]);
    for unit in ["documents", "passages"] {
        let plain = &all["baseline"][unit];
        assert_eq!((&plain["n"], &plain["ndcg_10"]), (&all["n"], &all["ndcg_10"]), "{all}");
        assert_eq!((&plain["difference"], &plain["p"]), (&0.0.into(), &1.0.into()), "{all}");
    }

    let human = place.run(&["eval", "sources/set", "--ui-lang", "fr", "--baseline"]).done();
    assert!(human.out.contains("BM25, passages") && human.out.contains("classement"), "{human:?}");
    assert_eq!(place.run(&["eval", "--quotes", "sources", "--baseline"]).code, 2);
}

#[test]
fn what_is_no_judgement_is_named_with_its_line() {
    let place = folder();
    place.source("set/qrels/bad.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tgood\n");
    let bad = place.run(&["eval", "sources/set", "--qrels", "bad"]);
    assert!(bad.code == 3 && bad.err.contains("bad.tsv, line 2"), "{bad:?}");
    let none = place.run(&["eval", "sources/set", "--qrels", "none"]);
    assert!(none.code == 3 && none.err.contains("none.tsv"), "{none:?}");
    assert_eq!(place.run(&["eval"]).code, 2);
}
