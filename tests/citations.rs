//! A citation opens at the second of the words that matched, and says how that second is known.

use serde_json::Value;

use crate::environment::{Sandbox, hits, text};

/// One passage with a time for each sentence: backwards once, and none for the last.
const NOTE: &str = r#"---
title: Notes from the river
videoId: ibidTest001
---

## Below the weir

The heron waits beside the weir <a class="yt-timestamp" data-t="00:03:36">[00:03:36]</a>. The otter sleeps under the bridge <a class="yt-timestamp" data-t="00:01:10">[00:01:10]</a>. Nobody has counted the salmon, says the keeper <a class="yt-timestamp" data-t="01:02:03">[01:02:03]</a>. A closing line speaks of the lamprey.
"#;

const LINK: &str = "https://www.youtube.com/watch?v=ibidTest001";

fn river() -> Sandbox {
    Sandbox::indexed(&[("river.txt", NOTE)])
}

/// The citations of the best hit as seconds; `None` for those without.
fn seconds(place: &Sandbox, words: &str) -> Vec<Option<f64>> {
    let response = place.search(words, &[]);
    assert_eq!(hits(&response).len(), 1, "{words}: the note is one passage: {response}");
    citations(&response).iter().map(|c| c["t"].as_f64()).collect()
}

fn citations(response: &Value) -> &[Value] {
    response["hits"][0]["citations"].as_array().unwrap()
}

fn check(cases: &[(&str, &[Option<f64>])]) {
    let place = river();
    for (words, want) in cases {
        assert_eq!(seconds(&place, words), *want, "{words}");
    }
}

#[test]
fn the_second_is_that_of_the_words_and_not_of_the_passage() {
    check(&[
        ("heron", &[Some(216.0)]),
        ("otter", &[Some(70.0)]),
        ("salmon", &[Some(3723.0)]),
        // inflected, and in another order than the text
        ("bridges otters", &[Some(70.0)]),
        ("keepers", &[Some(3723.0)]),
        // nothing supports the last sentence
        ("lamprey", &[None]),
    ]);
}

#[test]
fn the_span_with_most_of_the_words_comes_first_then_the_order_of_the_text() {
    check(&[
        ("otter salmon counted", &[Some(3723.0), Some(70.0)]),
        ("heron otter bridge", &[Some(70.0), Some(216.0)]),
        ("lamprey salmon", &[Some(3723.0), None]),
        ("salmon heron", &[Some(216.0), Some(3723.0)]),
    ]);
}

#[test]
fn a_phrase_across_two_spans_is_cited_where_it_begins() {
    check(&[
        ("\"the weir the otter sleeps\"", &[Some(216.0)]),
        ("\"the bridge nobody has counted\"", &[Some(70.0)]),
        ("\"keeper a closing line\"", &[Some(3723.0)]),
    ]);
}

#[test]
fn an_anchor_gives_a_link_that_opens_there_and_quotes_its_words() {
    let response = river().search("otter", &[]);
    let [citation] = citations(&response) else { panic!("one citation: {response}") };
    assert_eq!(citation["t"], 70.0);
    assert_eq!(citation["t_end"], Value::Null);
    assert_eq!(citation["method"], "anchor");
    assert_eq!(citation["url"], format!("{LINK}&t=70s"));
    assert_eq!(citation["quote"], "The otter sleeps under the bridge.");
    let line = format!("Notes from the river, 00:01:10, {LINK}&t=70s");
    assert_eq!(response["hits"][0]["citation"], line);
    assert_eq!(response["hits"][0]["evidence"], "paraphrase");
}

#[test]
fn words_without_a_time_are_cited_without_one() {
    let response = river().search("lamprey", &[]);
    let [citation] = citations(&response) else { panic!("one citation: {response}") };
    assert_eq!(citation["method"], "none");
    assert_eq!(citation["url"], LINK, "a link without a second");
    assert_eq!(citation["quote"], "A closing line speaks of the lamprey.");
    let line = format!("Notes from the river, {LINK}");
    assert_eq!(response["hits"][0]["citation"], line);
}

#[test]
fn a_lead_in_opens_the_link_earlier_and_changes_nothing_else() {
    let place = river();
    for (lead_in, opens) in [("0", "&t=70s"), ("5", "&t=65s"), ("70", "&t=0s"), ("900", "&t=0s")] {
        let response = place.search("otter", &["--lead-in", lead_in]);
        let citation = &citations(&response)[0];
        assert_eq!(citation["url"], format!("{LINK}{opens}"), "{lead_in} s");
        assert_eq!(citation["t"], 70.0);
        assert!(text(&response["hits"][0]["citation"]).contains("00:01:10"));
    }
}

#[test]
fn bullets_have_times_of_their_own_and_their_introduction_has_none() {
    let place = Sandbox::indexed(&[(
        "rules.md",
        r#"---
videoId: ibidTest002
---

Every trial of the service opens with an agreement <a class="yt-timestamp" data-t="00:16:08">[00:16:08]</a>.

Its purpose for the sponsors is to:
*   name a manager who can stop the trial <a class="yt-timestamp" data-t="00:16:31">[00:16:31]</a>.
*   protect everyone who took part <a class="yt-timestamp" data-t="00:15:20">[00:15:20]</a>.
"#,
    )]);
    for (words, want) in [
        ("agreement", Some(968.0)),
        ("sponsors", None),
        ("manager", Some(991.0)),
        ("protect", Some(920.0)),
    ] {
        let response = place.search(words, &[]);
        assert_eq!(citations(&response)[0]["t"].as_f64(), want, "{words}");
    }
}

#[test]
fn one_anchor_supports_every_sentence_since_the_one_before() {
    let place = Sandbox::indexed(&[(
        "notes.md",
        r#"---
videoId: ibidTest003
---

The office paid for each reset <a class="yt-timestamp" data-t="00:00:10">[00:00:10]</a>. It hired a plumber. It also hired a baker, <a class="yt-timestamp" data-t="00:00:20">[00:00:20]</a> and a florist came later <a class="yt-timestamp" data-t="00:00:30">[00:00:30]</a>.
"#,
    )]);
    for (words, want) in [("reset", 10.0), ("plumber", 20.0), ("baker", 20.0), ("florist", 30.0)] {
        let response = place.search(words, &[]);
        assert_eq!(citations(&response)[0]["t"].as_f64(), Some(want), "{words}");
    }
}

#[test]
fn a_text_without_times_is_cited_by_its_line_or_its_words() {
    let lines = [
        r#"{"_id":"page","text":"The kingfisher nests in the bank.","url":"https://example.org/birds?x=1"}"#,
        r#"{"_id":"none","text":"The nightjar churrs at dusk."}"#,
    ];
    let place = Sandbox::indexed(&[
        ("plain.txt", "\nNothing stands on the first line.\n\nThe bittern booms in the marsh.\n"),
        ("lines.jsonl", &lines.join("\n")),
    ]);
    let local = |file: &str| format!("{}/{file}", place.sources().display());
    let page = "https://example.org/birds?x=1#:~:text=The%20kingfisher%20nests%20in%20the%20bank";
    for (words, source, url) in [
        ("bittern", "plain.txt", local("plain.txt#L2")),
        ("kingfisher", "lines.jsonl#page", page.to_owned()),
        // `path#L12`: a second `#` would make it no path
        ("nightjar", "lines.jsonl#none", local("lines.jsonl#L2")),
    ] {
        let response = place.search(words, &[]);
        let hit = &response["hits"][0];
        assert_eq!(hit["source"], source);
        let citation = &hit["citations"][0];
        assert_eq!((&citation["t"], &citation["t_end"]), (&Value::Null, &Value::Null));
        assert_eq!(citation["method"], "none", "{words}");
        assert_eq!(citation["url"], url, "{words}");
    }
}

#[test]
fn every_quote_is_in_the_text_and_every_hit_has_a_citation() {
    let place = crate::environment::indexed_corpus();
    for words in ["innovation", "agents", "\"public sector\"", "budget participatif", "users*"] {
        let response = place.search(words, &["-n", "30"]);
        assert!(!hits(&response).is_empty(), "{words}");
        for hit in hits(&response) {
            let citations = hit["citations"].as_array().unwrap();
            assert!(!citations.is_empty(), "{hit}");
            for citation in citations {
                let quote = text(&citation["quote"]);
                assert!(!quote.is_empty() && text(&hit["text"]).contains(quote), "{hit}");
                let timed = citation["t"].is_number();
                assert_eq!(citation["method"] != "none", timed, "{citation}");
                let link = text(&citation["url"]);
                // captions that name no medium are cited by their line
                let line = link.rsplit_once("#L").is_some_and(|(_, n)| n.parse::<u32>().is_ok());
                assert_eq!(link.contains("&t="), timed && !line, "{citation}");
            }
            let first = text(&citations[0]["url"]);
            assert!(text(&hit["citation"]).ends_with(first), "{hit}");
        }
    }
}

#[test]
fn captions_are_cited_at_the_cue_where_the_words_begin() {
    let captions = "WEBVTT\n\n00:00:04.000 --> 00:00:07.500\n<v Ada>The lock keeper counts the\n\n\
                    00:00:07.500 --> 00:00:11.000\n<v Ada>grey herons before the gates open.\n\n\
                    01:00:12.000 --> 01:00:15.000\n<v Ben>Nobody counts the otters.\n";
    let place = Sandbox::indexed(&[("lock.txt", captions)]);
    for (words, second) in
        [("\"counts the grey herons\"", 4.0), ("gates open", 7.5), ("otters", 3612.0)]
    {
        let response = place.search(words, &[]);
        let citation = &hits(&response)[0]["citations"][0];
        assert_eq!(
            (&citation["t"], &citation["method"]),
            (&second.into(), &"cue".into()),
            "{words}"
        );
    }
    let ben = place.search("speaker:ben counts", &[]);
    assert_eq!(hits(&ben).len(), 1);
    assert_eq!(hits(&ben)[0]["speaker"], "Ben");
}
