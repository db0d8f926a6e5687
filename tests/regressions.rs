//! What was wrong once and must not come back: one test a mistake, named after what it did.

use crate::environment::{Sandbox, each, hits};

#[test]
fn an_index_inside_its_own_folder_does_not_read_itself() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits beside the weir.")]);
    let index = ["index", "sources", "--index", "sources/index", "--json"];
    assert_eq!(place.run(&index).done().json()["indexed"], 1);
    let again = place.run(&index).done().json();
    assert_eq!((&again["indexed"], &again["skipped"]), (&0.into(), &1.into()), "{again}");
}

#[test]
fn a_run_that_fails_leaves_no_empty_index() {
    let place = Sandbox::new();
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
    let place = Sandbox::indexed(&[
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
        Sandbox::indexed(&[("heron.txt", "The \u{200e}heron\u{200f} waits beside the weir.")]);
    for words in ["heron", "\u{200e}heron", "heron\u{202e}", "\u{2066}heron\u{2069}"] {
        assert_eq!(hits(&place.search(words, &[])).len(), 1, "{words:?}");
    }
}

#[test]
fn a_compound_that_begins_with_a_function_word_is_found_as_one_word() {
    let place = Sandbox::indexed(&[(
        "words.jsonl",
        "{\"_id\":\"en\",\"text\":\"The report is online now.\",\"lang\":\"en\"}\n\
         {\"_id\":\"fr\",\"text\":\"Le film a des soustitres en bas.\",\"lang\":\"fr\"}\n",
    )]);
    // as `e-mail` finds `email`
    for (words, source) in [("on-line", "words.jsonl#en"), ("sous-titres", "words.jsonl#fr")] {
        assert_eq!(each(&place.search(words, &[]), "source"), [source], "{words}");
    }
}

#[test]
fn a_lost_meta_file_is_not_an_empty_index() {
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    std::fs::remove_file(place.path(".ibid/meta.json")).unwrap();
    for command in [["search", "heron"], ["index", "sources"]] {
        let run = place.run(&command);
        assert_eq!(run.code, 4, "{run:?}");
    }
    assert!(!place.path(".ibid/meta.json").exists(), "asking must not write");
}

#[test]
fn a_folder_that_has_gone_takes_nothing_with_it() {
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    // a drive that is not there looks like this
    std::fs::rename(place.path("sources"), place.path("elsewhere")).unwrap();
    assert_eq!(place.run(&["index", "sources"]).code, 3);
    assert_eq!(hits(&place.search("heron", &[])).len(), 1);
}

#[test]
fn lines_without_a_name_are_documents_of_their_own() {
    let lines: Vec<String> = (0..30)
        .map(|i| format!("{{\"text\":\"Heron number {i} waits beside the weir.\"}}"))
        .collect();
    let place = Sandbox::indexed(&[("herons.jsonl", &lines.join("\n"))]);
    let id = hits(&place.search("heron 7", &[]))[0]["id"].as_str().unwrap().to_owned();
    let shown = place.run(&["show", &id, "--context", "3", "--json"]).done().json();
    assert_eq!(shown["passages"].as_array().unwrap().len(), 1, "{shown}");
}

#[test]
fn a_required_word_keeps_its_place_in_the_query() {
    let place = Sandbox::indexed(&[(
        "data.jsonl",
        "{\"_id\":\"a\",\"text\":\"They asked for open data in the valley.\",\"lang\":\"en\"}\n\
         {\"_id\":\"b\",\"text\":\"They asked for data open in the valley.\",\"lang\":\"en\"}\n",
    )]);
    for words in ["open data", "open +data", "+open data"] {
        assert_eq!(each(&place.search(words, &[]), "source")[0], "data.jsonl#a", "{words}");
    }
}

#[test]
fn a_source_does_not_steer_the_terminal() {
    let place = Sandbox::indexed(&[(
        "heron.md",
        "# The \u{1b}]0;gone\u{7} heron\n\nThe heron \u{1b}[2J waits.\n",
    )]);
    let run = place.run(&["search", "heron", "--color", "never"]).done();
    assert!(!run.out.contains(['\u{1b}', '\u{7}']), "{run:?}");
    assert!(run.out.contains('\u{fffd}'), "{run:?}");
}

#[test]
fn words_that_begin_with_a_hyphen_are_told_what_to_do() {
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    let run = place.run(&["search", "heron", "-weir"]);
    assert!(run.code == 2 && run.err.contains("put -- before"), "{run:?}");
}

#[test]
fn a_stamp_that_was_never_finished_is_made_anew() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits beside the weir.")]);
    std::fs::create_dir(place.path(".ibid")).unwrap();
    std::fs::write(place.path(".ibid/ibid.json.new"), "{").unwrap();
    place.run(&["index", "sources"]).done();
    assert_eq!(hits(&place.search("heron", &[])).len(), 1);
}
