//! What programs exchange with ibid: the JSON schemas in `schema/`, and answers that are read back.

use std::fs;

use ibid::{Response, Verdict};
use serde_json::Value;

use crate::environment::{indexed_corpus, root};

/// Compares a schema with the file that is written from it; with `IBID_BLESS` set, writes it.
fn check(name: &str, schema: &impl serde::Serialize) {
    let path = root().join("schema").join(name);
    let made = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("IBID_BLESS").is_some() {
        fs::create_dir_all(root().join("schema")).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == made,
        "schema/{name} is not what the types say: set IBID_BLESS=1 to write it"
    );
}

#[test]
fn the_schemas_are_those_of_the_types() {
    check("params.json", &ibid::schema::search_params());
    check("response.json", &ibid::schema::response());
    check("verdict.json", &ibid::schema::verdict());
    check("bench.json", &ibid::schema::bench_report());
    check("draft.json", &ibid::schema::draft_report());
}

#[test]
fn answers_are_read_back_as_they_were_written() {
    let place = indexed_corpus();
    for question in
        ["weak signals and public innovation", "zzyzx", "\"innovation publique\" lang:xx"]
    {
        let run = place.run(&["search", "--json", "--total", question]);
        let written: Value = run.json();
        let response: Response = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&response).unwrap(), written, "{question}");
    }
    let quote = "L'innovation publique, ici, n'a rien de spectaculaire";
    let written: Value = place.run(&["verify", "--json", quote]).json();
    let verdict: Verdict = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&verdict).unwrap(), written);
}

#[test]
fn the_schema_names_every_key_of_an_answer() {
    let schema = serde_json::to_value(ibid::schema::response()).unwrap();
    let answer = indexed_corpus().search("weak signals and public innovation", &["--total"]);
    let hit = &answer["hits"][0];
    for (of, told) in [
        (&answer, &schema["properties"]),
        (hit, &schema["$defs"]["HitView"]["properties"]),
        (&hit["citations"][0], &schema["$defs"]["Citation"]["properties"]),
        (&answer["query"], &schema["$defs"]["QueryView"]["properties"]),
    ] {
        let keys = of.as_object().unwrap().keys();
        for key in keys {
            assert!(told.get(key).is_some(), "{key} is not in the schema");
        }
    }
}
