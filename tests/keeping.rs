//! What stays and what goes: `ibid forget`, and the indexes that `--in` keeps.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::environment::{Sandbox, each, hits};

/// The sources that a search finds.
fn found(place: &Sandbox, question: &str) -> Vec<String> {
    let mut all: Vec<String> =
        each(&place.search(question, &[]), "source").into_iter().map(str::to_owned).collect();
    all.sort();
    all
}

fn three() -> Sandbox {
    Sandbox::indexed(&[
        ("a.md", "Le phare du port.\n"),
        ("old/b.md", "Un vieux phare.\n"),
        ("old/c.md", "Encore un phare éteint.\n"),
    ])
}

#[test]
fn what_is_forgotten_stays_out_until_it_is_named() {
    let place = three();
    let forgot = place.run(&["forget", "sources/a.md", "--json"]).done().json();
    assert_eq!(forgot, serde_json::json!({"forgotten": ["a.md"], "passages": 1}));
    assert_eq!(found(&place, "phare"), ["old/b.md", "old/c.md"]);

    // a run over its folder leaves it out and says so, also where it has changed
    fs::write(place.path("sources/a.md"), "Le phare du port, rallumé.\n").unwrap();
    let summary = place.index();
    assert_eq!((&summary["indexed"], &summary["skipped"]), (&0.into(), &2.into()), "{summary}");
    assert_eq!(summary["passed_over"][0]["path"], "a.md", "{summary}");
    assert!(summary["passed_over"][0]["reason"].as_str().unwrap().contains("taken out"));
    assert_eq!(found(&place, "phare").len(), 2);
    let shown = place.run(&["index", "sources", "--ui-lang", "fr"]).done().out;
    assert!(shown.contains("(retiré, "), "{shown}");

    place.run(&["reindex", "-q"]).done();
    assert_eq!(
        place.index()["passed_over"][0]["path"],
        "a.md",
        "also where the index is made anew"
    );
    assert_eq!(found(&place, "phare").len(), 2);

    let named = place.run(&["index", "sources/a.md", "--json"]).done().json();
    assert_eq!(named["indexed"], 1);
    assert_eq!(found(&place, "phare").len(), 3);
    assert_eq!(place.index()["passed_over"], serde_json::json!([]), "it is in again for good");
    assert_eq!(found(&place, "phare").len(), 3);
}

#[test]
fn a_damaged_list_of_what_was_taken_out_is_refused_and_repaired() {
    let place = three();
    place.run(&["forget", "sources/a.md"]).done();
    let list = place.path(".ibid/forgotten.json");
    let bytes = fs::read(&list).unwrap();
    // a name with another letter would bring the file back
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&list, flipped).unwrap();
        let refused = ibid::build(place.sources(), place.path(".ibid")).unwrap_err();
        assert_eq!(refused.kind(), ibid::ErrorKind::Damaged, "byte {at}");
    }
    for args in [&["index", "sources"][..], &["forget", "sources/old"], &["check"]] {
        let run = place.run(args);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(run.err.contains("forgotten.json is not what was written"), "{run:?}");
        assert!(run.err.contains("`ibid "), "a way out: {run:?}");
    }
    assert_eq!(found(&place, "phare").len(), 2, "who only asks needs no list");

    // nothing that was taken out comes back by the repair, and it is told that it may later
    let repaired = place.run(&["check", "--repair"]).done();
    assert!(repaired.err.contains("run `ibid forget` on it then"), "{repaired:?}");
    assert_eq!(found(&place, "phare").len(), 2);
    let kept = fs::read_to_string(place.path(".ibid/forgotten-damaged.json")).unwrap();
    assert!(kept.contains("a.md"), "{kept}");
    place.run(&["check"]).done();
    place.run(&["reindex"]).done();
    assert_eq!(found(&place, "phare").len(), 2);
    assert_eq!(place.index()["indexed"], 1);
    place.run(&["forget", "sources/a.md"]).done();
    place.index();
    assert_eq!(found(&place, "phare").len(), 2);
}

#[test]
fn a_list_that_is_gone_is_missed() {
    let place = three();
    place.run(&["forget", "sources/a.md"]).done();
    fs::remove_file(place.path(".ibid/forgotten.json")).unwrap();
    for args in [&["index", "sources"][..], &["forget", "sources/old"], &["check"]] {
        let run = place.run(args);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(run.err.contains("forgotten.json is missing"), "{run:?}");
        assert!(run.err.contains("`ibid "), "a way out: {run:?}");
    }
    let repaired = place.run(&["check", "--repair"]).done();
    assert!(repaired.err.contains("the list of what was taken out is gone"), "{repaired:?}");
    assert_eq!(found(&place, "phare").len(), 2);
    place.run(&["check"]).done();

    fs::remove_file(place.path(".ibid/roots.json")).unwrap();
    let check = place.run(&["check"]);
    assert_eq!(check.code, 4, "{check:?}");
    assert!(check.err.contains("roots.json is missing"), "{check:?}");
    let made = place.run(&["reindex", "--ui-lang", "fr"]).done();
    assert!(made.err.contains("est endommagée ou absente"), "{made:?}");
    place.run(&["check"]).done();
}

#[test]
fn a_folder_is_forgotten_whole_and_comes_back_whole() {
    let place = three();
    let shown = place.run(&["forget", "sources/old"]).done();
    assert_eq!(shown.err.trim(), "taken out: 2 sources, 2 passages");
    place.index();
    assert_eq!(found(&place, "phare"), ["a.md"]);
    place.run(&["index", "sources/old"]).done();
    place.index();
    assert_eq!(found(&place, "phare").len(), 3);
}

#[test]
fn sources_are_forgotten_by_the_names_that_hits_have() {
    let place = three();
    place.run(&["forget", "old/b.md"]).done();
    assert_eq!(found(&place, "phare"), ["a.md", "old/c.md"]);
    // a file that is gone can be forgotten too
    place.remove("a.md");
    place.run(&["forget", "sources/a.md"]).done();
    assert_eq!(found(&place, "phare"), ["old/c.md"]);

    let none = place.run(&["forget", "sources/nothing.md", "--ui-lang", "fr"]);
    assert_eq!(none.code, 1);
    assert!(
        none.err.starts_with("l’index ne contient rien qui vienne de sources/nothing.md"),
        "{none:?}"
    );
    let nowhere = place.run(&["forget", "a.md", "--index", "nowhere"]);
    assert_eq!((nowhere.code, place.path("nowhere").exists()), (4, false), "{nowhere:?}");
}

#[test]
fn of_two_equal_files_one_can_be_forgotten() {
    let text = "Le phare du port est vieux.\n";
    let place = Sandbox::indexed(&[("a.md", text), ("copie/z.md", text)]);
    place.run(&["forget", "sources/a.md"]).done();
    assert_eq!(found(&place, "phare"), ["copie/z.md"]);
    place.index();
    assert_eq!(found(&place, "phare"), ["copie/z.md"]);
}

/// What `ibid cache` lists.
fn kept(place: &Sandbox, args: &[&str]) -> Vec<Value> {
    let run = place.run(&[&["cache", "--json"], args].concat());
    run.json().as_array().unwrap().clone()
}

#[test]
fn kept_indexes_are_listed_and_removed() {
    let place = Sandbox::with(&[("un/a.md", "Le phare.\n"), ("deux/b.md", "Le pont.\n")]);
    let none = place.run(&["cache"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""), "{none:?}");
    for folder in ["sources/un", "sources/deux"] {
        assert!(
            !hits(&place.run(&["search", "--in", folder, "phare pont", "--json"]).json())
                .is_empty()
        );
    }
    // what is no index of ours is none of the list, and is never removed
    let cache = place.path("cache/ibid");
    let ours = cache.is_dir();
    assert!(ours, "the cache is where the environment of tests says");
    fs::create_dir_all(cache.join("other")).unwrap();
    fs::write(cache.join("other/ibid.json"), "{}").unwrap();

    let all = kept(&place, &[]);
    assert_eq!(all.len(), 2, "{all:?}");
    let paths: Vec<&str> = all.iter().map(|kept| kept["paths"][0].as_str().unwrap()).collect();
    assert!(paths[0].ends_with("sources/deux") && paths[1].ends_with("sources/un"), "{paths:?}");
    assert!(
        all.iter().all(|kept| kept["bytes"].as_u64().unwrap() > 100 && kept["used"].is_string())
    );
    let shown = place.run(&["cache", "--ui-lang", "fr"]).done().out;
    assert!(shown.contains("Dernier usage") && shown.contains("sources/un"), "{shown}");

    // the clock may have been set back since
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(400 * 86_400);
    let note = Path::new(all[0]["index"].as_str().unwrap()).join("in.json");
    fs::File::options().write(true).open(note).unwrap().set_modified(later).unwrap();
    assert_eq!(kept(&place, &["--older-than", "3"]).len(), 0);
    let recent = place.run(&["cache", "--clean", "--older-than", "3"]);
    assert!(recent.code == 1 && recent.err.contains("kept there: 2"), "{recent:?}");
    let other = place.run(&["cache", "sources/trois", "--ui-lang", "fr"]);
    assert!(other.code == 1 && other.err.contains("ne correspond à la demande"), "{other:?}");
    let removed = kept(&place, &["--clean", "sources/un"]);
    assert_eq!(removed.len(), 1);
    assert_eq!(kept(&place, &[]).len(), 1);
    let shown = place.run(&["cache", "--clean"]).done();
    assert!(shown.err.starts_with("removed: 1 index, "), "{shown:?}");
    assert!(cache.join("other/ibid.json").is_file());
    // what is searched again is read again
    assert!(
        !hits(&place.run(&["search", "--in", "sources/un", "phare", "--json"]).json()).is_empty()
    );
}

#[test]
fn manual_pages_are_those_of_the_help() {
    let place = Sandbox::new();
    let page = place.run(&["man"]).done().out;
    assert!(page.contains(".TH ibid 1") && page.contains("search"), "{page}");
    let french = place.run(&["man", "search", "--ui-lang", "fr"]).done().out;
    assert!(french.contains(".TH ibid-search 1"), "{french}");
    assert!(
        french.contains("Compter tous les passages") && french.contains("\\-\\-facets"),
        "{french}"
    );
    assert!(french.contains("\\-\\-ui\\-lang"), "the common options too: {french}");
    let wrong = place.run(&["man", "serach"]);
    assert_eq!((wrong.code, wrong.err.contains("serach")), (2, true), "{wrong:?}");
}

#[test]
fn the_index_of_a_folder_that_has_gone_is_removed_by_its_name() {
    let place = Sandbox::with(&[("un/a.md", "Le phare.\n")]);
    place.run(&["search", "--in", "sources/un", "phare"]).done();
    fs::remove_dir_all(place.path("sources/un")).unwrap();
    assert_eq!(kept(&place, &["--clean", "sources/un"]).len(), 1);
}
