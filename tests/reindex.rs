//! An index that is made anew from what it knows, and what is left of one that is damaged.

use std::fs;
use std::path::PathBuf;

use ibid::{IndexOptions, Indexer};

use crate::environment::{Sandbox, hits, text, timeless};

const HERON: (&str, &str) = ("heron.txt", "The heron waits beside the weir all day long.");
const TALK: (&str, &str) =
    ("talk.srt", "1\n00:00:01,000 --> 00:00:04,000\nThe otter sleeps under the bridge.\n");
const TWIN: (&str, &str) = ("talk.txt", "The otter sleeps under the bridge.\n");

/// What an index answers, without times and the number of its state.
fn answers(place: &Sandbox) -> Vec<String> {
    let ask = |words: &&str| timeless(place.search(words, &["--total"]));
    ["heron", "otter bridge", "swan", "evidence:paraphrase weir"].iter().map(ask).collect()
}

/// The files of an index that end so.
fn files(place: &Sandbox, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(place.path(".ibid")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect()
}

#[test]
fn an_index_is_made_anew_from_the_files_that_it_knows() {
    let place = Sandbox::with(&[HERON, TALK, TWIN]);
    place.run(&["index", "--evidence", "paraphrase", "sources"]).done();
    let (index, options) = (place.path(".ibid"), IndexOptions::default());
    let mut indexer = Indexer::open(&index, &options).unwrap();
    indexer.add_text("swan.txt", "Two swans share the reed bed.").unwrap();
    indexer.commit().unwrap();
    drop(indexer);
    place.source("toad.txt", "A toad sits under the lock gate.");
    place.run(&["index", "--evidence", "paraphrase", "sources"]).done();
    place.run(&["forget", "sources/toad.txt"]).done();
    let (before, generation) = (answers(&place), place.search("heron", &[])["generation"].as_u64());

    let reader = ibid::open(&index).unwrap();
    let summary = place.run(&["reindex", "--json"]).done().json();
    assert_eq!(
        (summary["indexed"].as_u64(), summary["failed"].as_array().map(Vec::len)),
        (Some(3), Some(0))
    );
    assert_eq!(answers(&place), before, "the text from memory and the kind of evidence are kept");
    assert!(place.search("heron", &[])["generation"].as_u64() > generation);
    assert!(!place.path(".ibid.new").exists());

    // who had it open goes on, and sees the new one when asked to
    assert_eq!(reader.search("heron", 5).unwrap().hits.len(), 1);
    reader.reload().unwrap();
    assert_eq!(reader.search("heron", 5).unwrap().hits.len(), 1);
    assert_eq!(place.index()["skipped"], 2, "the next run goes on from there");
    assert!(hits(&place.search("toad", &[])).is_empty(), "what was forgotten stays out");
}

#[test]
fn an_index_of_another_version_is_made_anew_from_its_records() {
    let place = Sandbox::with(&[HERON, TALK]);
    place.index();
    let (index, options) = (place.path(".ibid"), IndexOptions::default());
    let mut indexer = Indexer::open(&index, &options).unwrap();
    indexer.add_text("swan.txt", "Two swans share the reed bed.").unwrap();
    indexer.commit().unwrap();
    drop(indexer);

    let manifest = place.path(".ibid/ibid.json");
    let other = fs::read_to_string(&manifest).unwrap().replace("\"layout\": ", "\"layout\": 1");
    fs::write(&manifest, other).unwrap();
    assert_eq!(place.run(&["search", "heron"]).code, 4);

    let run = place.run(&["reindex"]);
    assert_eq!(run.code, 3, "a text from memory is lost, and named: {run:?}");
    assert!(run.err.contains("swan.txt"), "{run:?}");
    assert_eq!(hits(&place.search("heron", &[])).len(), 1);
    assert_eq!(text(&hits(&place.search("otter", &[]))[0]["source"]), "talk.srt");
}

#[test]
fn what_is_gone_is_taken_over_and_a_missing_disk_changes_nothing() {
    let place = Sandbox::with(&[HERON, TALK]);
    place.index();
    place.remove("heron.txt");
    place.run(&["reindex"]).done();
    assert_eq!(
        hits(&place.search("heron", &[])).len(),
        1,
        "the next run takes it out, and says so"
    );

    let manifest = place.path(".ibid/ibid.json");
    let other = fs::read_to_string(&manifest).unwrap().replace("\"layout\": ", "\"layout\": 1");
    fs::write(&manifest, other).unwrap();
    place.remove("talk.srt");
    let run = place.run(&["reindex"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(!place.path(".ibid.new").exists());
    assert_eq!(place.run(&["search", "otter"]).code, 4, "it is as it was");
}

#[test]
fn a_damaged_index_is_repaired_from_its_files() {
    let place = Sandbox::with(&[HERON, TALK]);
    place.index();
    let before = answers(&place);
    for ending in ["term", "idx", "fast", "fieldnorm"] {
        let path = &files(&place, ending)[0];
        let mut bytes = fs::read(path).unwrap();
        bytes[3] ^= 4;
        fs::write(path, bytes).unwrap();
        assert_eq!(place.run(&["check"]).code, 4, "{ending}");
        let run = place.run(&["check", "--repair"]);
        assert_eq!(run.code, 0, "{ending}: {run:?}");
        assert_eq!(answers(&place), before, "{ending}");
    }
}

#[test]
fn what_cannot_be_repaired_names_its_way_out() {
    let place = Sandbox::with(&[HERON]);
    place.run(&["index", "sources/heron.txt"]).done();
    let path = &files(&place, "store")[0];
    let mut bytes = fs::read(path).unwrap();
    bytes[9] ^= 1;
    fs::write(path, bytes).unwrap();
    let run = place.run(&["check", "--repair"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("remove that folder, then run `ibid index`"), "{run:?}");
    assert!(!place.path(".ibid.new").exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_an_index_stays_a_link_and_what_lies_beside_it_stays() {
    let place = Sandbox::with(&[HERON]);
    place.run(&["index", "sources", "--index", "real"]).done();
    fs::create_dir(place.path("real/mine")).unwrap();
    fs::write(place.path("real/mine/list.txt"), "a list").unwrap();
    std::os::unix::fs::symlink("mine/list.txt", place.path("real/link")).unwrap();
    std::os::unix::fs::symlink("real", place.path("named")).unwrap();

    place.run(&["reindex", "--index", "named"]).done();
    assert!(place.path("named").symlink_metadata().unwrap().is_symlink());
    assert_eq!(place.run(&["search", "heron", "--index", "real"]).code, 0);
    assert_eq!(fs::read_to_string(place.path("real/link")).unwrap(), "a list");
    assert!(!place.path("real.new").exists() && !place.path("named.new").exists());
}

#[test]
fn what_was_removed_halfway_does_not_block_the_next_attempt() {
    let place = Sandbox::with(&[HERON]);
    place.index();
    place.run(&["reindex"]).done();
    let left = place.path(".ibid.new");
    fs::create_dir(&left).unwrap();
    fs::copy(&files(&place, "store")[0], left.join(files(&place, "store")[0].file_name().unwrap()))
        .unwrap();
    fs::write(left.join("forgotten.json"), "{\"files\":{}}").unwrap();
    place.run(&["reindex"]).done();
    assert!(!left.exists());
}

#[test]
fn rules_of_a_folder_that_mean_nothing_are_told_again() {
    let place = Sandbox::with(&[HERON, ("ibid.toml", "lang = \"klingon\"\n")]);
    let run = place.run(&["index", "sources"]).done();
    let again = place.run(&["reindex"]).done();
    assert!(run.err.contains("ibid.toml") && again.err.contains("ibid.toml"), "{again:?}");
}

#[test]
fn what_is_new_in_a_folder_that_was_named_is_found() {
    let place = Sandbox::with(&[HERON]);
    place.run(&["index", "--evidence", "paraphrase", "sources"]).done();
    place.source("swan.txt", "Two swans share the reed bed.");
    place.source("toad.txt", "A toad sits under the lock gate.");
    place.run(&["index", "sources"]).done();
    place.run(&["forget", "sources/toad.txt"]).done();
    place.source("vole.txt", "A vole lives beside the towpath.");
    fs::create_dir(place.path("elsewhere")).unwrap();
    fs::write(place.path("elsewhere/newt.txt"), "A newt hides in the pond.").unwrap();
    place.run(&["index", "--evidence", "machine", "elsewhere"]).done();
    fs::write(place.path("elsewhere/crane.txt"), "A crane wades in the fen.").unwrap();

    place.run(&["reindex"]).done();
    for (word, evidence) in
        [("heron", "paraphrase"), ("swan", "verbatim"), ("vole", "verbatim"), ("newt", "machine")]
    {
        let found = place.search(word, &[]);
        assert_eq!(hits(&found)[0]["evidence"], evidence, "{word}");
    }
    let crane = place.search("crane", &[]);
    assert_eq!(hits(&crane)[0]["evidence"], "machine", "as was said of its folder");
    assert!(hits(&place.search("toad", &[])).is_empty(), "what was forgotten stays out");
    assert_eq!(place.index()["indexed"], 0, "the next run finds nothing new");

    // a folder that was forgotten is looked into no more
    place.run(&["forget", "elsewhere"]).done();
    fs::write(place.path("elsewhere/eel.txt"), "An eel rests in the ditch.").unwrap();
    place.run(&["reindex"]).done();
    assert!(hits(&place.search("eel", &[])).is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_told_and_what_was_read_of_it_stays() {
    let place = Sandbox::with(&[HERON, TALK]);
    fs::create_dir(place.path("elsewhere")).unwrap();
    fs::write(place.path("elsewhere/newt.txt"), "A newt hides in the pond.").unwrap();
    place.run(&["index", "sources", "elsewhere"]).done();
    fs::remove_dir_all(place.path("elsewhere")).unwrap();
    let run = place.run(&["reindex"]).done();
    assert!(run.err.contains("elsewhere") && run.err.contains("not there now"), "{run:?}");
    assert_eq!(hits(&place.search("newt", &[])).len(), 1);
}

#[test]
fn a_file_that_was_moved_is_not_taken_over_from_where_it_lay() {
    let place = Sandbox::with(&[HERON, TALK]);
    place.index();
    fs::create_dir(place.path("sources/birds")).unwrap();
    fs::rename(place.path("sources/heron.txt"), place.path("sources/birds/heron.txt")).unwrap();
    place.run(&["reindex"]).done();
    let found = place.search("heron", &[]);
    assert_eq!(hits(&found)[0]["source"], "birds/heron.txt");
    assert_eq!(hits(&found)[0]["also"], serde_json::Value::Null);
}

#[test]
fn a_list_of_folders_that_is_damaged_is_told_and_repaired() {
    let place = Sandbox::with(&[HERON]);
    place.index();
    let list = place.path(".ibid/roots.json");
    let bytes = fs::read_to_string(&list).unwrap();
    fs::write(&list, bytes.replacen("sources", "sourcez", 1)).unwrap();
    let check = place.run(&["check"]);
    assert_eq!(check.code, 4, "{check:?}");
    assert!(check.err.contains("roots.json"), "{check:?}");
    let repaired = place.run(&["check", "--repair"]).done();
    assert!(repaired.err.contains("list of the folders"), "{repaired:?}");
    place.run(&["check"]).done();
    place.index();
    assert_eq!(fs::read_to_string(&list).unwrap(), bytes, "the next run names the folder again");
}

/// Something that happens to an index, by what it is.
type Loss = (&'static str, fn(&Sandbox));

/// What may become of the files that say what an index is, and what it knows of its sources.
const LOSSES: [Loss; 4] = [
    ("meta.json is gone", |place| fs::remove_file(place.path(".ibid/meta.json")).unwrap()),
    ("a store is cut", |place| {
        let store = files(place, "store").remove(0);
        let bytes = fs::read(&store).unwrap();
        fs::write(&store, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("ibid.json is gone", |place| fs::remove_file(place.path(".ibid/ibid.json")).unwrap()),
    ("ibid.json is empty", |place| fs::write(place.path(".ibid/ibid.json"), "").unwrap()),
];

#[test]
fn whatever_is_damaged_the_folders_that_were_named_make_it_anew() {
    for (loss, damage) in LOSSES {
        let place = Sandbox::with(&[HERON, TALK]);
        place.index();
        let before = hits(&place.search("heron", &[]))[0]["id"].clone();
        let generation = place.search("heron", &[])["generation"].as_u64();
        damage(&place);
        for args in [&["search", "heron"][..], &["index", "sources"], &["check"]] {
            let run = place.run(args);
            assert_eq!(run.code, 4, "{loss}: {run:?}");
            let ways = ["`ibid reindex`", "`ibid check --repair`"];
            assert!(ways.iter().any(|way| run.err.contains(way)), "{loss}: {run:?}");
        }
        let repaired = place.run(&["check", "--repair", "--ui-lang", "fr"]);
        assert_eq!(repaired.code, 0, "{loss}: {repaired:?}");
        place.run(&["check"]).done();
        let found = place.search("heron", &[]);
        assert_eq!(hits(&found)[0]["id"], before, "{loss}");
        assert!(found["generation"].as_u64() > generation, "{loss}");
        assert_eq!(place.index()["skipped"], 2, "{loss}");
    }
}

#[test]
fn where_nothing_knows_the_sources_any_more_that_is_said() {
    let place = Sandbox::with(&[HERON]);
    place.run(&["index", "sources/heron.txt"]).done();
    fs::remove_file(place.path(".ibid/meta.json")).unwrap();
    for args in [&["reindex"][..], &["check", "--repair"]] {
        let run = place.run(args);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(run.err.contains("what it knew of its sources is lost"), "{run:?}");
        assert!(run.err.contains("remove that folder, then run `ibid index`"), "{run:?}");
    }
}
