use ibid_core::diagnostic::Code;
use ibid_core::document::{Medium, Span};
use ibid_core::time::{Moment, Timecode};
use serde_json::Value;

use super::*;
use crate::highlight::tests::passage as bare;
use crate::parse::{ParseOptions, parse};
use ibid_core::hit::Twins;

fn hit() -> Hit {
    let text = "🎉 L’école ouvre.";
    let mut passage = bare(text, Some(Lang::Fr));
    passage.about.title = Some("Rentrée".to_owned());
    passage.about.medium = Some(Medium::YouTube("abc".to_owned()));
    let moment = Some(Moment::anchor(Timecode::from_millis(61_000)));
    passage.spans = vec![Span { start: 0, end: text.len() as u32, moment, line: 0 }];
    Hit {
        passage,
        path: "a.md".to_owned(),
        file: "/notes/a.md".to_owned(),
        score: 1.234_567,
        quoted: None,
        also: Twins::default(),
        pair: None,
    }
}

fn answer(query: &str) -> Value {
    let mut analyzer = Analyzer::new();
    let parsed = parse(query, &mut analyzer, &ParseOptions::default());
    let hits = Hits { hits: vec![hit()], total: Some(1), ..Hits::default() };
    let response = respond(&parsed, &hits, &mut analyzer, &AnswerOptions::default());
    serde_json::to_value(response).unwrap()
}

#[test]
fn the_shape_is_that_of_the_contract() {
    let json = answer("ecole");
    let hit = &json["hits"][0];
    assert_eq!(json["schema"], 1);
    assert_eq!(json["total"], 1);
    assert!(json["took_us"].is_u64());
    assert_eq!(json["query"]["interpreted"], "ecole");
    assert_eq!(json["query"]["expansions"], Value::Array(Vec::new()));
    assert_eq!(hit["citation"], "Rentrée, 00:01:01, https://www.youtube.com/watch?v=abc&t=61s");
    assert_eq!((&hit["score"], &hit["evidence"]), (&1.2346.into(), &"verbatim".into()));
    assert_eq!(hit["snippet"]["html"], "🎉 L’<mark>école</mark> ouvre.");
    assert!(hit["snippet"].get("marks").is_none());
    // the emoji is four bytes and two units, the apostrophe three bytes and one
    assert_eq!(hit["highlights"], serde_json::json!([{"bytes": [9, 15], "utf16": [5, 10]}]));
    let citation = serde_json::json!({"t": 61.0, "t_end": null, "method": "anchor",
        "url": "https://www.youtube.com/watch?v=abc&t=61s", "quote": "🎉 L’école ouvre."});
    assert_eq!(hit["citations"], serde_json::json!([citation]));
    for key in ["id", "source", "title", "section", "lang", "speaker", "text"] {
        assert!(hit.get(key).is_some(), "{key}");
    }
}

#[test]
fn the_citation_is_the_first_key() {
    let view = passage(&hit(), &CiteOptions::default());
    assert!(
        serde_json::to_string(&view).unwrap().starts_with("{\"citation\":\"Rentrée, 00:01:01, ")
    );
}

#[test]
fn warnings_of_both_sides_are_told() {
    let mut analyzer = Analyzer::new();
    let parsed = parse("école (", &mut analyzer, &ParseOptions::default());
    let hits = Hits { warnings: vec![Diagnostic::new(Code::NoWords, &[])], ..Hits::default() };
    let response = respond(&parsed, &hits, &mut analyzer, &AnswerOptions::default());
    let codes: Vec<&str> = response.query.warnings.iter().map(|w| w.code.name()).collect();
    assert_eq!(codes, ["unbalanced-bracket", "no-words"]);
}
