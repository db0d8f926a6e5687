use ibid_core::document::{Document, Evidence};
use proptest::prelude::*;

use crate::{Format, sniff};

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// Start, end and text of each cue.
fn cues(document: &Document) -> Vec<(u64, u64, &str)> {
    document.cues.iter().map(|c| (c.start.millis(), c.end.millis(), c.text.as_str())).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

const HEARD: &str = r#"{"wireMagic": "pb3", "pens": [{}], "wsWinStyles": [{}, {"mhModeHint": 2}],
"wpWinPositions": [{}], "events": [
{"tStartMs": 0, "dDurationMs": 90000, "id": 1, "wpWinPosId": 1},
{"tStartMs": 500, "dDurationMs": 4000, "wWinId": 1, "segs": [{"utf8": "le", "acAsrConf": 0},
 {"utf8": " vieux", "tOffsetMs": 200, "acAsrConf": 0}, {"utf8": " pont", "tOffsetMs": 1700}]},
{"tStartMs": 2990, "dDurationMs": 1510, "wWinId": 1, "aAppend": 1, "segs": [{"utf8": "\n"}]},
{"tStartMs": 3000, "dDurationMs": 4000, "wWinId": 1, "segs": [{"utf8": "s'ouvre"}, {"utf8": " demain", "tOffsetMs": 500}]}
]}"#;

#[test]
fn words_have_the_times_of_their_segs() {
    let document = read(HEARD);
    assert_eq!(document.format, Format::Json3);
    assert_eq!(document.about.evidence, Some(Evidence::Machine));
    assert_eq!(cues(&document), [(500, 3000, "le vieux pont"), (3000, 7000, "s'ouvre demain")]);

    let words: Vec<_> = document.cues[0]
        .words
        .iter()
        .map(|w| (w.bytes.clone(), w.start.millis(), w.end.millis(), w.confidence))
        .collect();
    assert_eq!(words, [(0..2, 500, 700, None), (3..8, 700, 2200, None), (9..13, 2200, 3000, None)]);
    assert_eq!(document.cues[1].line, 7);
    assert_eq!(document.blocks.len(), 1);
    assert_eq!(codes(&document), [""; 0]);

    let sure = read(&HEARD.replacen("\"acAsrConf\": 0", "\"acAsrConf\": 255", 1));
    assert_eq!(sure.cues[0].words[0].confidence, Some(1.0));
}

#[test]
fn captions_that_people_wrote_are_cues() {
    let document = read(
        r#"{"wireMagic":"pb3","events":[
{"tStartMs":1000,"dDurationMs":3000,"segs":[{"utf8":"Bonjour  à\ntoutes\u200b"}]},
{"tStartMs":3000,"dDurationMs":1000,"segs":[{"utf8":"et à tous."}]},
{"tStartMs":5000,"dDurationMs":1000,"segs":[{"utf8":"\u200b"}]},
{"dDurationMs":1000,"segs":[{"utf8":"Quand ?"}]}, 3]}"#,
    );
    assert_eq!(cues(&document), [(1000, 4000, "Bonjour à\ntoutes"), (3000, 4000, "et à tous.")]);
    assert_eq!(document.about.evidence, None);
    assert!(document.cues.iter().all(|cue| cue.words.is_empty()));
    assert_eq!(
        document.blocks.iter().find(|block| block.spans.is_empty()).unwrap().text,
        "Quand ?"
    );
    assert_eq!(codes(&document), ["unreadable-entry", "unreadable-cue-time", "kept-without-time"]);
}

#[test]
fn odd_offsets_cost_the_times_of_words_alone() {
    let far = read(&HEARD.replace("1700", "99999999"));
    assert_eq!((codes(&far), cues(&far).len()), (vec!["unreadable-word-times"], 2));
    let huge = read(&HEARD.replace("\"tStartMs\": 3000", "\"tStartMs\": 1e300"));
    assert_eq!(cues(&huge), [(500, 4500, "le vieux pont")]);
    let open = read(&HEARD.replace("\"dDurationMs\": 4000, ", ""));
    assert_eq!(cues(&open)[0], (500, 3000, "le vieux pont"));
    assert_eq!(cues(&open)[1], (3000, 3500, "s'ouvre demain"));
}

#[test]
fn what_breaks_off_is_kept_and_said() {
    let cut = read(&HEARD[..HEARD.find(" demain").unwrap()]);
    assert_eq!(cues(&cut), [(500, 4500, "le vieux pont")]);
    assert_eq!(codes(&cut), ["unreadable-entry", "broken-file"]);
    let bad = crate::read_bytes(b"{\"wireMagic\": \"pb3\",\n\"events\": [", "x").unwrap_err();
    assert!(matches!(&bad, crate::Error::Malformed { line: 2, format: "json3", .. }), "{bad}");
    assert_eq!(codes(&read("{\"wireMagic\": \"pb3\"}")), ["no-cues"]);
}

#[test]
fn only_json3_is_taken_for_it() {
    assert_eq!(sniff("{\"events\": [{\"tStartMs\": 1}]}"), Format::Json3);
    for no in [
        "{\"events\": [{\"start\": 1}]}",
        "{\"wireMagic\": \"pb4\"}",
        "{\"text\": \"wireMagic pb3 tStartMs\"}",
        "[{\"tStartMs\": 1}]",
    ] {
        assert_ne!(sniff(no), Format::Json3, "{no}");
    }
}

#[test]
fn hostile_input_costs_no_more_than_its_length() {
    let segs = "{\"utf8\":\"a\",\"tOffsetMs\":1},".repeat(50_000);
    let file =
        format!("{{\"events\":[{{\"tStartMs\":1,\"dDurationMs\":9,\"segs\":[{segs}{{}}]}}]}}");
    assert_eq!(read(&file).cues.len(), 1);
    let deep = format!("{{\"events\":[{{\"tStartMs\":1,\"segs\":{}", "[".repeat(100_000));
    assert!(crate::read_bytes(deep.as_bytes(), "x").is_err());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        let _ = super::read(&text, ibid_core::ids::SourceId::from_bytes(b""));
        let _ = super::sniff(&text);
    }

    #[test]
    fn no_damage_makes_it_panic(
        cuts in proptest::collection::vec((0usize..700, 0usize..6, "[\\[\\]{}\",:0-9.eE-]{0,3}"), 1..6)
    ) {
        let mut text = HEARD.to_owned();
        for (at, length, put) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.replace_range(at..end, &put);
        }
        if let Ok(document) = super::read(&text, ibid_core::ids::SourceId::from_bytes(b"")) {
            prop_assert!(document.cues.iter().all(|cue| cue.start <= cue.end));
        }
        let _ = super::sniff(&text);
    }
}
