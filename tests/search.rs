//! Searching: the shape of the response, the query language, the words of both languages.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::environment::{
    Sandbox, each, hits, indexed_corpus, marked, range, text, texts, timeless,
};

// The contract of the response.

/// The keys of JSON objects in their order, with what they hold; `serde_json` forgets the order.
enum Shape {
    Object(Vec<(String, Shape)>),
    List(Vec<Shape>),
    Leaf,
}

impl Shape {
    fn of(json: &str) -> Self {
        serde_json::from_str(json).unwrap()
    }

    fn keys(&self) -> Vec<&str> {
        let Shape::Object(fields) = self else { panic!("an object is expected") };
        fields.iter().map(|(key, _)| key.as_str()).collect()
    }

    /// What lies at `hits.0.snippet`.
    fn at(&self, path: &str) -> &Shape {
        path.split('.').fold(self, |shape, step| match shape {
            Shape::Object(fields) => &fields.iter().find(|(key, _)| key == step).unwrap().1,
            Shape::List(items) => &items[step.parse::<usize>().unwrap()],
            Shape::Leaf => panic!("{path}: nothing below {step}"),
        })
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Shape::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Shape::List(items))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Leaf)
    }
}

const HIT_KEYS: [&str; 14] = [
    "citation",
    "id",
    "source",
    "title",
    "section",
    "lang",
    "speaker",
    "evidence",
    "score",
    "text",
    "snippet",
    "highlights",
    "citations",
    "source_state",
];

/// What a hit has where there is something to say: its counterpart in the other language, and what
/// matched in its title and headings.
const SOMETIMES: [&str; 3] = ["pair", "title_highlights", "section_highlights"];

#[test]
fn a_response_has_the_keys_of_the_contract_in_its_order() {
    let run = indexed_corpus().run(&["search", "--json", "weak signals and public innovation"]);
    let shape = Shape::of(&run.done().out);
    let keys = ["schema", "generation", "query", "total", "took_us", "hits", "across"];
    assert_eq!(shape.keys(), keys);
    for (path, keys) in [
        ("query", &["text", "lang", "interpreted", "warnings", "expansions"][..]),
        ("hits.0", &HIT_KEYS),
        ("hits.0.snippet", &["text", "html"]),
        ("hits.0.highlights.0", &["bytes", "utf16"]),
        ("hits.0.citations.0", &["t", "t_end", "method", "url", "quote"]),
        ("across", &["lang", "interpreted", "hits"]),
        ("across.hits.0", &HIT_KEYS),
        ("query.expansions.0", &["from", "to", "lang", "source", "weight"]),
    ] {
        // a talk that exists in both languages has a pair, and others none
        let mut there = shape.at(path).keys();
        there.retain(|key| !SOMETIMES.contains(key));
        assert_eq!(there, keys, "{path}");
    }
    let Shape::List(hits) = shape.at("hits") else { panic!("hits is a list") };
    // but for the counterpart of a talk that exists in both languages
    for hit in hits {
        let mut keys = hit.keys();
        keys.retain(|key| !SOMETIMES.contains(key));
        assert_eq!(keys, HIT_KEYS, "every hit has the same keys");
    }
}

#[test]
fn an_answer_without_hits_has_the_same_shape() {
    let run = indexed_corpus().run(&["search", "--json", "zzyzx"]);
    assert_eq!(run.code, 1);
    let shape = Shape::of(&run.out);
    assert_eq!(shape.keys(), ["schema", "generation", "query", "total", "took_us", "hits"]);
    assert_eq!(run.json()["hits"], Value::Array(Vec::new()));
}

#[test]
fn the_values_of_a_response_are_of_their_kinds() {
    let response = indexed_corpus().search("weak signals and public innovation", &[]);
    assert_eq!(response["schema"], 1);
    assert_eq!(response["query"]["text"], "weak signals and public innovation");
    assert_eq!(response["query"]["lang"], "en");
    assert!(text(&response["query"]["interpreted"]).contains("innovation"));
    assert_eq!(response["total"], Value::Null, "nobody asked for the total");
    assert!(response["took_us"].is_u64());
    for hit in hits(&response) {
        assert_eq!(text(&hit["id"]).len(), 16, "{hit}");
        assert!(hit["score"].as_f64() > Some(0.0), "{hit}");
        assert!(["fr", "en"].contains(&text(&hit["lang"])), "{hit}");
        assert!(hit["speaker"].is_null() && hit["section"].is_array(), "{hit}");
        assert!(["verbatim", "paraphrase"].contains(&text(&hit["evidence"])), "{hit}");
    }
    let scores: Vec<f64> =
        hits(&response).iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "best first: {scores:?}");
}

#[test]
fn the_total_is_told_when_it_is_asked_for() {
    let place = indexed_corpus();
    let all = hits(&place.search("innovation", &["-n", "100"])).len();
    assert!(all > 3, "{all}");
    let total = place.search("innovation", &["-n", "3", "--total"]);
    assert_eq!((hits(&total).len(), total["total"].as_u64()), (3, Some(all as u64)));

    let count = place.run(&["search", "--count", "innovation"]).done();
    assert_eq!(count.out, format!("{all}\n"));
    let json = place.run(&["search", "--count", "--json", "innovation"]).done().json();
    assert_eq!(json["total"].as_u64(), Some(all as u64));
    let none = place.run(&["search", "--count", "zzyzx"]);
    assert_eq!((none.code, none.out.as_str()), (1, "0\n"));
}

#[test]
fn jsonl_is_the_hits_a_line_each() {
    let place = indexed_corpus();
    let lines = place.run(&["search", "--jsonl", "-n", "4", "innovation"]).done().out;
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let response = place.search("innovation", &["-n", "4"]);
    let (own, across) = lines.split_at(hits(&response).len());
    assert_eq!(own, hits(&response));
    let block = response["across"]["hits"].as_array().into_iter().flatten();
    assert_eq!(across.len(), block.clone().count());
    let same = |(line, hit): (&Value, &Value)| line["id"] == hit["id"] && line["across"] == true;
    assert!(across.iter().zip(block).all(same), "{across:?}");
    let none = place.run(&["search", "--jsonl", "zzyzx"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
}

#[test]
fn a_snippet_is_escaped_and_bears_marks_only() {
    let place = Sandbox::indexed(&[(
        "html.jsonl",
        r#"{"text":"The <script>alert(\"heron\")</script> & the 'heron' of <b>bold</b> birds.","lang":"en"}"#,
    )]);
    let response = place.search("heron alert", &[]);
    let snippet = &response["hits"][0]["snippet"];
    let (plain, html) = (text(&snippet["text"]), text(&snippet["html"]));
    assert!(plain.contains("<script>"), "the text stays as it is: {plain}");
    assert_eq!(html.matches("<mark>").count(), 3, "{html}");
    assert_eq!(html.matches("</mark>").count(), 3, "{html}");
    let bare = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!bare.contains(['<', '>', '"', '\'']), "{html}");
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let shown = entities.iter().fold(bare, |html, (entity, sign)| html.replace(entity, sign));
    assert_eq!(shown, plain);
}

#[test]
fn highlights_are_counted_in_bytes_and_in_utf16() {
    let place = Sandbox::indexed(&[(
        "aube.jsonl",
        r#"{"text":"Élan 🚀 : l’œuvre d’été commence à l’aube, 👩‍🚀 puis l’œuvre s’achève.","lang":"fr"}"#,
    )]);
    let response = place.search("oeuvre ete aube", &[]);
    let hit = &response["hits"][0];
    assert_eq!(marked(hit), ["œuvre", "été", "aube", "œuvre"]);
    let units: Vec<u16> = text(&hit["text"]).encode_utf16().collect();
    let by_units: Vec<String> = hit["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| String::from_utf16(&units[range(&h["utf16"])]).unwrap())
        .collect();
    assert_eq!(by_units, marked(hit));
}

#[test]
fn highlights_are_whole_words_without_what_is_elided() {
    let place = indexed_corpus();
    for words in
        ["l’innovation", "l'administration d'une équipe", "users", "qu’il s’agit d’un essai"]
    {
        let response = place.search(words, &["-n", "20"]);
        assert!(!hits(&response).is_empty(), "{words}");
        for hit in hits(&response) {
            let whole = text(&hit["text"]);
            for highlight in hit["highlights"].as_array().unwrap() {
                let bytes = range(&highlight["bytes"]);
                let marked = &whole[bytes.clone()];
                let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                assert!(!letter(whole[..bytes.start].chars().next_back()), "{marked}: {whole}");
                assert!(!letter(whole[bytes.end..].chars().next()), "{marked}: {whole}");
                assert!(!marked.ends_with(['\'', '’']), "{marked}: {whole}");
                assert!(!marked.starts_with("l’") && !marked.starts_with("l'"), "{marked}");
            }
        }
    }
}

#[test]
fn a_phrase_is_one_mark_and_its_words_are_not_marked_elsewhere() {
    let place = Sandbox::indexed(&BIRDS);
    let response = place.search("\"heron waits beside the weir\"", &[]);
    assert_eq!(marked(&response["hits"][0]), ["heron waits beside the weir"]);
    let response = place.search("\"the weir\"", &["--source", "heron.txt"]);
    assert_eq!(marked(&response["hits"][0]), ["the weir"]);
}

// The query language.

const BIRDS: [(&str, &str); 4] = [
    ("heron.txt", "The heron waits beside the weir while the otter sleeps under the old bridge."),
    ("otter.txt", "An otter swam past the mill and nobody in the village noticed that it had."),
    ("salmon.txt", "Every salmon that climbs the weir is counted by a retired teacher."),
    ("swans.txt", "Two swans and one heron share the reed bed that lies below the mill."),
];

/// Every query finds exactly these sources, in whichever order.
fn check(place: &Sandbox, cases: &[(&str, &[&str])]) {
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|(words, want)| {
            let response = place.search(words, &["-n", "100"]);
            let got: BTreeSet<&str> = each(&response, "source").into_iter().collect();
            let want: BTreeSet<&str> = want.iter().copied().collect();
            (got != want).then(|| format!("{words}: got {got:?}, wanted {want:?}"))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn words_rank_and_signs_and_operators_require() {
    let (heron, otter, salmon, swans) = ("heron.txt", "otter.txt", "salmon.txt", "swans.txt");
    check(
        &Sandbox::indexed(&BIRDS),
        &[
            ("heron otter", &[heron, otter, swans]),
            ("heron nosuchword", &[heron, swans]),
            ("+heron otter", &[heron, swans]),
            ("+heron +otter", &[heron]),
            ("heron -otter", &[swans]),
            ("mill -\"reed bed\"", &[otter]),
            ("-otter heron mill", &[swans]),
            ("heron AND otter mill", &[heron]),
            ("le heron ET otter", &[heron]),
            ("salmon OR swans", &[salmon, swans]),
            ("salmon OU swans", &[salmon, swans]),
            ("weir NOT otter", &[salmon]),
            ("weir SAUF otter", &[salmon]),
            ("(salmon OR swans) AND mill", &[swans]),
            ("mill AND (heron OR otter)", &[otter, swans]),
            // in lower case they are words
            ("salmon and swans", &[salmon, swans]),
            ("swan*", &[swans]),
            ("SWAN*", &[swans]),
            ("+sal* weir", &[salmon]),
        ],
    );
}

#[test]
fn phrases_are_required_and_near_words_are_near() {
    let (heron, otter, salmon, swans) = ("heron.txt", "otter.txt", "salmon.txt", "swans.txt");
    check(
        &Sandbox::indexed(&BIRDS),
        &[
            ("\"otter sleeps\"", &[heron]),
            ("+\"sleeps otter\"", &[]),
            ("“otter sleeps”", &[heron]),
            ("\"the weir\"", &[heron, salmon]),
            ("\"otter sleeps\" swans", &[swans, heron, otter]),
            ("+\"otter sleeps\" swans", &[heron]),
            ("+\"heron weir\"", &[]),
            ("\"heron weir\"~2", &[]),
            ("\"heron weir\"~3", &[heron]),
            ("\"weir heron\"~3", &[heron]),
            ("\"swans heron\"~2", &[swans]),
            ("\"otter mill\"~9", &[otter]),
        ],
    );
}

#[test]
fn the_last_word_of_a_heading_is_not_near_the_first_of_the_text() {
    let page = "# The diary of a heron\n\nWeirs are where it waits, and an otter sleeps there.\n";
    let place = Sandbox::indexed(&[("diary.md", page)]);
    let found = |words: &str| hits(&place.search(words, &[])).len();
    assert_eq!((found("+\"heron weirs\"~31"), found("+\"heron weirs\"~999")), (0, 0));
    assert_eq!((found("+\"diary heron\"~31"), found("+\"weirs otter\"~999")), (1, 1));
}

#[test]
fn equal_texts_are_one_hit_that_names_all_its_places() {
    let line = |id: &str, text: &str| {
        format!(r#"{{"_id":"{id}","title":"Weir","url":"https://birds.org/weir","text":"{text}"}}"#)
    };
    let heron = "The heron waits beside the weir.";
    let one = [line("a", heron), line("b", heron), line("c", "No bird is here.")].join("\n");
    let two = line("d", heron);
    let place = Sandbox::indexed(&[("one.jsonl", &one), ("two.jsonl", &two)]);

    let response = place.search("heron", &[]);
    let [hit] = hits(&response) else { panic!("{response}") };
    let also = hit["also"].as_array().unwrap();
    assert_eq!(also.len(), 2, "{hit}");
    let mut places: Vec<&str> = also.iter().map(|place| text(&place["source"])).collect();
    places.push(text(&hit["source"]));
    places.sort_unstable();
    assert_eq!(places, ["one.jsonl#a", "one.jsonl#b", "two.jsonl#d"]);
    for other in also {
        let source = text(&other["source"]);
        assert!(source.ends_with(&format!("#{}", text(&other["document"]))), "{other}");
        assert_eq!((&other["url"], &other["title"]), (&hit["citations"][0]["url"], &hit["title"]));
        assert_eq!(other["citation"], hit["citation"]);
    }
    assert!(hits(&place.search("bird", &[]))[0].get("also").is_none());
    assert!(hit.get("also_more").is_none());

    let names = format!("{}, {}", text(&also[0]["source"]), text(&also[1]["source"]));
    for (lang, told) in [("en", format!("also: {names}")), ("fr", format!("aussi\u{a0}: {names}"))]
    {
        let shown = place.run(&["search", "heron", "--ui-lang", lang]).done();
        assert!(shown.out.contains(&told), "{shown:?}");
    }
}

#[test]
fn a_phrase_beside_other_words_ranks_and_does_not_filter() {
    let place = Sandbox::indexed(&BIRDS);
    for typed in ["\"otter sleeps\" mill", "“otter sleeps”, mill: why?"] {
        let response = place.search(typed, &[]);
        let found: BTreeSet<&str> = each(&response, "source").into_iter().collect();
        assert_eq!(found, BTreeSet::from(["heron.txt", "otter.txt", "swans.txt"]), "{typed}");
        assert!(!text(&response["query"]["interpreted"]).contains('"'), "{typed}");
        assert_eq!(response["query"]["warnings"], serde_json::json!([]), "{typed}");
    }

    // where they stand side by side, words rank best
    let response = place.search("why \"otter sleeps\" weir", &[]);
    assert_eq!(each(&response, "source").first(), Some(&"heron.txt"));
    assert_eq!(marked(&response["hits"][0]), ["weir", "otter", "sleeps"]);

    let response = place.search("+\"otter sleeps\" mill", &[]);
    assert_eq!(each(&response, "source"), ["heron.txt"]);
    assert_eq!(response["query"]["interpreted"], "+\"otter sleeps\" mill");
}

#[test]
fn a_phrase_that_nothing_holds_is_relaxed_and_that_is_said() {
    let past = || "past-the-end".to_owned();
    let place = Sandbox::indexed(&BIRDS);
    for (words, found, code) in [
        ("\"sleeps otter\"", Some("heron.txt"), "phrase-near"),
        ("\"swans mill\"", None, "phrase-words"),
        ("\"otter nosuchword\"", None, "phrase-words"),
    ] {
        let response = place.search(words, &[]);
        assert_eq!(codes(&response), [code], "{words}");
        let first = text(&hits(&response)[0]["source"]);
        assert!(found.is_none_or(|found| found == first), "{words}: {response}");
        let next = place.search(words, &["--offset", "100"]);
        assert_eq!(
            (hits(&next).len(), codes(&next)),
            (0, vec![code.to_owned(), past()]),
            "{words}"
        );
    }
    let nothing = place.search("\"nosuchword atall\"", &[]);
    assert!(hits(&nothing).is_empty() && codes(&nothing) == ["words-nowhere"], "{nothing}");
    let exact = place.search("\"otter sleeps\"", &["--offset", "100"]);
    assert!(hits(&exact).is_empty() && codes(&exact) == [past()], "{exact}");
    let french = place.run(&["search", "\"sleeps otter\"", "--ui-lang", "fr"]).done();
    assert!(french.err.contains("aucun passage ne contient \"sleeps otter\""), "{french:?}");
}

#[test]
fn a_phrase_that_goes_on_in_the_next_passage_is_found_where_it_begins() {
    let cues = |cues: &[(u32, &str)]| {
        let cue = |(t, text): &(u32, &str)| format!("00:{t}.000 --> 00:{}.000\n{text}\n\n", t + 4);
        format!("WEBVTT\n\n{}", cues.iter().map(cue).collect::<String>())
    };
    let ann = [
        (10, "<v Ann>Dear members of the committee,"),
        (14, "<v Ann>we shall consider the weak"),
        (20, "<v Bob>signals of public innovation"),
        (24, "<v Bob>in the north, and adjourn."),
    ];
    let one = [(30, "<v Lee>The public signals"), (36, "<v Roy>innovation is weak.")];
    let place = Sandbox::indexed(&[("ann.vtt", &cues(&ann)), ("lee.vtt", &cues(&one))]);
    for (words, more, t, mark) in [
        ("\"weak signals\"", &[][..], 14.0, "weak"),
        ("\"consider the weak signals\"", &[], 14.0, "consider the weak"),
        ("\"the weak signals of public innovation in the north\"", &[], 14.0, "the weak"),
        ("+\"weak signals\"", &[], 14.0, "weak"),
        ("\"weak signals\" -budget", &[], 14.0, "weak"),
        ("\"weak signals\"", &["--speaker", "Ann"], 14.0, "weak"),
        ("\"no such\" OR \"signals innovation\"", &[], 30.0, "signals"),
    ] {
        let response = place.search(words, &[more, &["--total"]].concat());
        assert_eq!(codes(&response), [""; 0], "{words}: {response}");
        let first = &hits(&response)[0];
        assert_eq!((&first["citations"][0]["t"], &response["total"]), (&t.into(), &1.into()));
        assert!(marked(first).contains(&mark), "{words}: {first}");
        let next = place.search(words, &[more, &["--offset", "1"]].concat());
        assert_eq!((hits(&next).len(), &codes(&next)[..]), (0, &["past-the-end".to_owned()][..]));
        let count = place.run(&[&["search", "-c"], more, &["--", words]].concat());
        assert_eq!(count.out.trim(), "1", "{words}: {count:?}");
    }
    // what a filter, a sign or nearness asks for holds
    for (words, more) in [
        ("\"weak signals\"", &["--speaker", "Bob"][..]),
        ("\"weak signals\" -members", &[]),
        ("\"signals weak\"", &[]),
        ("\"weak signals\"~0 +nosuchword", &[]),
    ] {
        let response = place.search(words, more);
        let told = hits(&response).is_empty() || codes(&response)[0].starts_with("phrase-");
        assert!(told, "{words}: {response}");
    }
}

#[test]
fn everything_else_is_text() {
    let (heron, otter, swans) = ("heron.txt", "otter.txt", "swans.txt");
    let place = Sandbox::indexed(&BIRDS);
    check(
        &place,
        &[
            ("note: heron", &[heron, swans]),
            ("heron: swans", &[heron, swans]),
            ("http://heron", &[heron, swans]),
            ("« heron »", &[heron, swans]),
            ("the heron's", &[heron, swans]),
            ("l'otter d’heron", &[heron, otter, swans]),
            ("heron? otter!", &[heron, otter, swans]),
            ("heron/otter", &[heron, otter, swans]),
            ("heron & otter || {mill} [x] ^2 ~", &[heron, otter, swans]),
            ("heron\\", &[heron, swans]),
            ("*heron", &[heron, swans]),
        ],
    );
    for words in ["note: heron", "« heron »", "l'otter d’heron", "the heron's"] {
        assert_eq!(warnings(&place, words), [""; 0], "{words}");
    }
}

/// The codes of what could not be honoured.
fn warnings(place: &Sandbox, words: &str) -> Vec<String> {
    codes(&place.search(words, &[]))
}

fn codes(response: &Value) -> Vec<String> {
    let warnings = response["query"]["warnings"].as_array().unwrap();
    assert!(warnings.iter().all(|w| !text(&w["message"]).is_empty()), "{response}");
    warnings.iter().map(|w| text(&w["code"]).to_owned()).collect()
}

#[test]
fn what_is_not_honoured_is_said() {
    let place = Sandbox::indexed(&BIRDS);
    for (words, warning, found) in [
        ("\"otter", "unbalanced-quote", 2),
        ("otter\"", "unbalanced-quote", 2),
        ("\"nosuchword", "unbalanced-quote", 0),
        ("(otter", "unbalanced-bracket", 2),
        ("otter)", "unbalanced-bracket", 2),
        ("otter AND", "dangling-operator", 2),
        ("lang:klingon otter", "bad-field-value", 2),
        ("after:yesterday otter", "bad-field-value", 2),
        ("evidence:hearsay otter", "bad-field-value", 2),
        ("o* otter", "short-prefix", 2),
        ("\"the otter\"~32", "slop-too-wide", 2),
        ("-lang:en otter", "excluded-field", 2),
    ] {
        let mut told = warnings(&place, words);
        told.retain(|code| code != "words-nowhere");
        assert_eq!(told, [warning], "{words}");
        assert_eq!(hits(&place.search(words, &[])).len(), found, "{words}");
    }
    let run = place.run(&["search", "\"otter"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("warning:") && run.err.contains("quotation mark"), "{run:?}");
    assert!(!run.out.contains("warning"), "warnings are no results: {run:?}");
    let quiet = place.run(&["search", "--quiet", "\"otter"]);
    assert_eq!((quiet.err.as_str(), quiet.out), ("", run.out));
}

// Filters.

const DATED: &str = r#"{"_id":"flood","title":"Flood diary","text":"The heron returned after the flood.","lang":"en","date":"2017-05-12","evidence":"machine"}
{"_id":"weir","title":"Weir accounts","text":"The heron cost nothing.","lang":"en","date":"2019-01-01"}
{"_id":"crue","title":"Journal de crue","text":"Le héron est revenu après la crue.","lang":"fr","date":"2021-03-02","evidence":"translation"}
{"_id":"undated","text":"The heron bears no date.","lang":"en"}
"#;

fn dated() -> Sandbox {
    let place = Sandbox::with(&[("dated.jsonl", DATED)]);
    place.source("deep/er/other.txt", "Another heron stands in a file of its own.");
    place.index();
    place
}

const FLOOD: &str = "dated.jsonl#flood";
const WEIR: &str = "dated.jsonl#weir";
const CRUE: &str = "dated.jsonl#crue";
const UNDATED: &str = "dated.jsonl#undated";
const OTHER: &str = "deep/er/other.txt";

#[test]
fn fields_filter() {
    check(
        &dated(),
        &[
            ("heron", &[FLOOD, WEIR, CRUE, UNDATED, OTHER]),
            ("heron lang:fr", &[CRUE]),
            ("heron langue:français", &[CRUE]),
            ("lang:en heron", &[FLOOD, WEIR, UNDATED, OTHER]),
            ("heron after:2019", &[WEIR, CRUE]),
            ("heron après:2019-02", &[CRUE]),
            ("heron before:2019", &[FLOOD]),
            ("heron avant:2019-01-01", &[FLOOD]),
            ("heron after:2017-05-12 before:2017-05-13", &[FLOOD]),
            ("heron after:2017-05-13 before:2019", &[]),
            ("heron evidence:machine", &[FLOOD]),
            ("heron evidence:machine,translation", &[FLOOD, CRUE]),
            ("heron evidence:verbatim", &[WEIR, UNDATED, OTHER]),
            ("heron title:flood", &[FLOOD]),
            ("heron title:\"journal de crue\"", &[CRUE]),
            ("heron titre:weir", &[WEIR]),
            ("heron source:other.txt", &[OTHER]),
            ("heron source:deep/**", &[OTHER]),
            ("heron source:*.jsonl", &[FLOOD, WEIR, CRUE, UNDATED]),
            ("heron source:nowhere*", &[]),
            ("heron speaker:nobody", &[]),
        ],
    );
}

#[test]
fn options_filter_as_fields_do() {
    let place = dated();
    for (options, want) in [
        (&["--lang", "fr"][..], &[CRUE][..]),
        (&["--lang", "en"], &[FLOOD, WEIR, UNDATED, OTHER]),
        (&["--after", "2019"], &[WEIR, CRUE]),
        (&["--before", "2019-01"], &[FLOOD]),
        (&["--after", "2017-05-12", "--before", "2020"], &[FLOOD, WEIR]),
        (&["--evidence", "machine", "--evidence", "translation"], &[FLOOD, CRUE]),
        (&["--source", "other.txt"], &[OTHER]),
        (&["--source", "deep/**", "--source", "nowhere"], &[OTHER]),
        (&["--lang", "en", "--after", "2018"], &[WEIR]),
    ] {
        let response = place.search("heron", options);
        let got: BTreeSet<&str> = each(&response, "source").into_iter().collect();
        assert_eq!(got, want.iter().copied().collect(), "{options:?}");
    }
    // what is asked on both sides must hold on both
    let both = place.search("heron after:2018", &["--before", "2020"]);
    assert_eq!(each(&both, "source"), [WEIR]);
}

#[test]
fn a_filter_alone_lists_what_passes_it() {
    let place = dated();
    assert_eq!(each(&place.search("lang:fr", &[]), "source"), [CRUE]);
    let response = place.search("lang:xx", &[]);
    assert!(hits(&response).is_empty(), "what is not understood lists nothing");
    assert_eq!(codes(&response), ["bad-field-value", "no-words"]);
}

#[test]
fn a_filter_does_not_change_the_scores_of_what_it_leaves() {
    let place = dated();
    let all = place.search("heron returned", &["-n", "20"]);
    let some = place.search("heron returned", &["-n", "20", "--lang", "en"]);
    for hit in hits(&some) {
        let same = hits(&all).iter().find(|other| other["id"] == hit["id"]).unwrap();
        assert_eq!(same["score"], hit["score"]);
    }
    assert_eq!(hits(&some).len(), 4);
}

// Pages.

#[test]
fn ten_pages_of_three_are_one_of_thirty() {
    let place = indexed_corpus();
    for words in ["the and of a to", "le service public et les agents"] {
        let whole = place.search(words, &["-n", "30"]);
        let mut paged = Vec::new();
        for page in 0..10 {
            let offset = (page * 3).to_string();
            let response = place.search(words, &["-n", "3", "--offset", &offset]);
            paged.extend(hits(&response).iter().cloned());
        }
        assert_eq!(paged, hits(&whole), "{words}");
    }
    assert_eq!(hits(&place.search("the and of a to", &["-n", "30"])).len(), 30);
}

#[test]
fn a_page_beyond_the_last_is_empty_and_no_error() {
    let place = indexed_corpus();
    for offset in ["1000", "4294967295"] {
        let run = place.run(&["search", "--json", "--offset", offset, "innovation"]);
        assert_eq!((run.code, hits(&run.json()).len()), (0, 0), "{offset}");
    }
    let none = place.search("innovation", &["-n", "0", "--total"]);
    assert!(hits(&none).is_empty() && none["total"].as_u64() > Some(0));
}

#[test]
fn no_passage_is_found_twice() {
    let place = indexed_corpus();
    for words in ["the", "de la", "innovation", "service* public*", "page ou pages OU page"] {
        let response = place.search(words, &["-n", "200"]);
        let ids = each(&response, "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(distinct.len(), ids.len(), "{words}");
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let place = indexed_corpus();
    for words in ["innovation publique", "who can stop the trial?"] {
        let once = timeless(place.search(words, &[]));
        assert_eq!(once, timeless(place.search(words, &[])), "{words}");
        // several words on the command line are one question
        let typed: Vec<&str> = ["search", "--json"].into_iter().chain(words.split(' ')).collect();
        assert_eq!(once, timeless(place.run(&typed).json()), "{words}");
    }
}

// The words of both languages.

const FRENCH: [(&str, &str); 10] = [
    ("ete", "L’été fut long et l’équipe a tenu."),
    ("coeur", "Le cœur de la réforme, c’est une œuvre collective."),
    ("inclusive", "Les agent·e·s et les citoyen(ne)s ont voté."),
    ("sigle", "La D.S.I. vérifie la compatibilité des logiciels."),
    ("compose", "Le porte-parole a demandé des sous-titres."),
    ("nombre", "Le fonds dispose de 126\u{202f}000 euros, soit 2,5 % du total."),
    ("lexical", "Aujourd'hui, dans la presqu’île, quelqu’un attend."),
    ("verbe", "Ils naviguaient chaque jour sur le canal."),
    ("pluriel", "Les journaux municipaux paraissent le mardi."),
    ("prime", "Le conseil des prud’hommes a rendu l\u{2bc}avis."),
];

const ENGLISH: [(&str, &str); 8] = [
    ("policy", "The government’s policies were organised by a small team."),
    ("accent", "The naïve café owner kept her résumé in a drawer."),
    ("compound", "An e-mail about decision-making reached the whole floor."),
    ("number", "The pilot cost $250,000, or 38% of what the council had."),
    ("acronym", "The O.E.C.D. published a report about the trial."),
    ("verb", "Children were running through the empty library."),
    ("contraction", "They don’t know what the mayor’s office wanted."),
    ("ligature", "The oﬃce ﬁled each claim by hand."),
];

/// Documents of one language, a line each, by name.
fn lines(lang: &str, documents: &[(&str, &str)]) -> String {
    let line = |(name, text): &(&str, &str)| {
        serde_json::json!({ "_id": name, "text": text, "lang": lang }).to_string()
    };
    documents.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Every query finds this document first, and marks these words in it.
fn check_words(lang: &str, documents: &[(&str, &str)], cases: &[(&str, &str, &[&str])]) {
    let place = Sandbox::indexed(&[("words.jsonl", &lines(lang, documents))]);
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|(words, name, marks)| {
            let response = place.search(words, &[]);
            let best = &response["hits"][0];
            let source = format!("words.jsonl#{name}");
            if best["source"] != source.as_str() {
                return Some(format!("{words}: got {}, wanted {source}", best["source"]));
            }
            let got = marked(best);
            (got != *marks).then(|| format!("{words}: marks {got:?}, wanted {marks:?}"))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn french_words_are_found_however_they_are_typed() {
    check_words(
        "fr",
        &FRENCH,
        &[
            ("été", "ete", &["été"]),
            ("ete", "ete", &["été"]),
            ("ÉTÉ", "ete", &["été"]),
            ("l'été", "ete", &["été"]),
            ("l’e\u{301}te\u{301}", "ete", &["été"]),
            ("equipes", "ete", &["équipe"]),
            ("cœur", "coeur", &["cœur"]),
            ("coeurs", "coeur", &["cœur"]),
            ("OEUVRES", "coeur", &["œuvre"]),
            ("agents", "inclusive", &["agent·e·s"]),
            ("agentes", "inclusive", &["agent·e·s"]),
            ("citoyenne", "inclusive", &["citoyen(ne)s"]),
            ("citoyens", "inclusive", &["citoyen(ne)s"]),
            ("agent.e.s", "inclusive", &["agent·e·s"]),
            ("DSI", "sigle", &["D.S.I"]),
            ("d.s.i.", "sigle", &["D.S.I"]),
            ("porte-parole", "compose", &["porte-parole"]),
            ("porteparole", "compose", &["porte-parole"]),
            ("soustitres", "compose", &["sous-titres"]),
            ("le sous-titre", "compose", &["sous-titres"]),
            ("126000", "nombre", &["126\u{202f}000"]),
            ("126 000 euros", "nombre", &["126\u{202f}000", "euros"]),
            ("2,5", "nombre", &["2,5"]),
            ("2.5", "nombre", &["2,5"]),
            ("aujourd'hui", "lexical", &["Aujourd'hui"]),
            ("aujourd’hui", "lexical", &["Aujourd'hui"]),
            ("presqu'ile", "lexical", &["presqu’île"]),
            ("naviguer", "verbe", &["naviguaient"]),
            ("naviguait", "verbe", &["naviguaient"]),
            ("journal municipal", "pluriel", &["journaux", "municipaux"]),
            ("prud'hommes", "prime", &["prud’hommes"]),
            ("l’avis", "prime", &["avis"]),
        ],
    );
}

#[test]
fn english_words_are_found_however_they_are_typed() {
    check_words(
        "en",
        &ENGLISH,
        &[
            ("policy", "policy", &["policies"]),
            ("governments", "policy", &["government’s"]),
            ("government's", "policy", &["government’s"]),
            ("organized", "policy", &["organised"]),
            ("naive", "accent", &["naïve"]),
            ("cafe", "accent", &["café"]),
            ("email", "compound", &["e-mail"]),
            ("e-mails", "compound", &["e-mail"]),
            ("decision-making", "compound", &["decision-making"]),
            ("\"decision making\"", "compound", &["decision-making"]),
            ("250000", "number", &["250,000"]),
            ("250,000", "number", &["250,000"]),
            ("38%", "number", &["38"]),
            ("OECD", "acronym", &["O.E.C.D"]),
            ("runs", "verb", &["running"]),
            ("child", "verb", &["Children"]),
            ("office", "ligature", &["oﬃce"]),
            ("filing", "ligature", &["ﬁled"]),
        ],
    );
}

#[test]
fn text_in_neither_language_is_found_by_its_words() {
    let place = Sandbox::indexed(&[(
        "german.txt",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, während die Möwen \
         kreischen und der Wind die Wolken über das dunkle Wasser treibt.",
    )]);
    for words in ["boxkampfer", "Möwen", "\"Sylter Deich\"", "deich*", "wolken treibt"] {
        let response = place.search(words, &[]);
        assert_eq!(hits(&response).len(), 1, "{words}");
        assert_eq!(hits(&response)[0]["lang"], Value::Null, "{words}");
    }
}

#[test]
fn a_word_of_both_languages_is_sought_in_both() {
    let documents =
        [("fr", "Le chat dort sur le tapis du salon."), ("en", "The chat went on for an hour.")];
    let both: Vec<String> =
        documents.iter().map(|(lang, text)| lines(lang, &[(lang, text)])).collect();
    let place = Sandbox::indexed(&[("chat.jsonl", &both.join("\n"))]);
    check(&place, &[("chat", &["chat.jsonl#fr", "chat.jsonl#en"])]);
    // the language of the question decides who comes first
    for (words, first) in
        [("le chat qui dort", "chat.jsonl#fr"), ("how long was the chat", "chat.jsonl#en")]
    {
        assert_eq!(each(&place.search(words, &[]), "source")[0], first, "{words}");
    }
}

#[test]
fn words_of_the_title_and_of_headings_find_and_are_not_marked() {
    let place = Sandbox::indexed(&[(
        "note.md",
        "---\ntitle: Kingfisher report\n---\n\n## Sandbanks\n\nThe bird nests in the spring.\n",
    )]);
    for words in ["kingfisher", "sandbank"] {
        let response = place.search(words, &[]);
        let [hit] = hits(&response) else { panic!("{words}: {response}") };
        assert_eq!(texts(&hit["section"]), ["Sandbanks"]);
        assert!(marked(hit).is_empty(), "{words}: {hit}");
        assert!(!text(&hit["snippet"]["text"]).is_empty());
    }
    // no phrase crosses from a heading to the text
    check(&place, &[("+\"sandbanks the bird\"", &[]), ("\"the bird nests\"", &["note.md"])]);
}
