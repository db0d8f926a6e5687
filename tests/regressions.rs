//! What was wrong once and must not come back: one test a mistake, named after what it did.

use crate::environment::{Place, each, hits};

#[test]
fn an_index_inside_its_own_folder_does_not_read_itself() {
    let place = Place::with(&[("heron.txt", "The heron waits beside the weir.")]);
    let index = ["index", "sources", "--index", "sources/index", "--json"];
    assert_eq!(place.run(&index).done().json()["indexed"], 1);
    let again = place.run(&index).done().json();
    assert_eq!((&again["indexed"], &again["skipped"]), (&0.into(), &1.into()), "{again}");
}

#[test]
fn a_run_that_fails_leaves_no_empty_index() {
    let place = Place::new();
    place.source("picture.png", b"\x89PNG\0\0\0\x0d");
    assert_eq!(place.run(&["index", "sources"]).code, 3);
    assert!(!place.path(".ibid").exists());
    assert_eq!(place.run(&["search", "heron"]).code, 4, "there is still no index");
}

#[test]
fn a_passage_of_two_files_is_one_hit() {
    let shared = "The heron waits beside the weir while the otter sleeps under the old bridge, and \
                  nobody in the village has seen either of them move since the flood went down, \
                  although the miller keeps a careful record of every bird that he meets there.";
    let own = |name: &str| {
        format!(
            "The {name} keeps its own account of the valley, written by hand in a green book that \
             lies on the counter of the post office, where anybody may read it, correct it or add \
             a line of their own about the weather, the harvest and the price of bread."
        )
    };
    let place = Place::indexed(&[
        (
            "one.jsonl",
            &serde_json::json!({ "text": format!("{shared}\n{}", own("school")) }).to_string(),
        ),
        (
            "two.jsonl",
            &serde_json::json!({ "text": format!("{shared}\n{}", own("museum")) }).to_string(),
        ),
    ]);
    let response = place.search("heron otter miller", &["--total"]);
    assert_eq!(hits(&response).len(), 1, "the same passage is told once: {response}");
    assert_eq!(response["total"], 1, "and counted once");
}

#[test]
fn a_direction_mark_is_no_letter() {
    // pasted from a web page: left-to-right and right-to-left marks, embeddings, isolates
    let place =
        Place::indexed(&[("heron.txt", "The \u{200e}heron\u{200f} waits beside the weir.")]);
    for words in ["heron", "\u{200e}heron", "heron\u{202e}", "\u{2066}heron\u{2069}"] {
        assert_eq!(hits(&place.search(words, &[])).len(), 1, "{words:?}");
    }
}

#[test]
fn a_compound_that_begins_with_a_function_word_is_found_as_one_word() {
    let place = Place::indexed(&[(
        "words.jsonl",
        "{\"_id\":\"en\",\"text\":\"The report is online now.\",\"lang\":\"en\"}\n\
         {\"_id\":\"fr\",\"text\":\"Le film a des soustitres en bas.\",\"lang\":\"fr\"}\n",
    )]);
    // as `e-mail` finds `email`
    for (words, source) in [("on-line", "words.jsonl#en"), ("sous-titres", "words.jsonl#fr")] {
        assert_eq!(each(&place.search(words, &[]), "source"), [source], "{words}");
    }
}
