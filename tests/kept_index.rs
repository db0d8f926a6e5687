//! Indexes that earlier versions made. Each later version opens them, or refuses them and says the
//! way out.
//!
//! `tests/kept-index/` has one for each layout, for good. Where the layout or the analysis has
//! changed, `IBID_KEEP=1 cargo test -p ibid-cli --test main kept_index` adds that of today; it writes
//! over none that is there.

use std::fs;
use std::path::{Path, PathBuf};

use ibid::{IndexOptions, Indexer, Manifest, WriterOptions};

use crate::environment::{Sandbox, copy, hits, root, text};

/// Texts of our own, in memory: no file of them can be there or gone.
const TEXTS: [(&str, &str); 3] = [
    ("weir.en.txt", "The heron waits beside the weir until the sluice is opened at noon."),
    ("lavoir.fr.txt", "Le lavoir du village est restauré par une équipe de bénévoles."),
    (
        "talk.srt",
        "1\n00:00:05,000 --> 00:00:09,000\nThe ferry stops at the old lock every Sunday.\n",
    ),
];

fn folder() -> PathBuf {
    root().join("tests/kept-index")
}

/// The name of the folder of an index of this version.
fn name_of(manifest: &Manifest) -> String {
    format!("layout-{}-{}", manifest.layout, &manifest.analysis[..8])
}

fn keep(place: &Path) {
    let writer = WriterOptions { threads: 1, memory: 32 << 20 };
    let options = IndexOptions::default().with_writer(writer);
    let mut indexer = Indexer::open(place, &options).unwrap();
    for (name, text) in TEXTS {
        indexer.add_text(name, text).unwrap();
    }
    indexer.commit().unwrap();
    drop(indexer);
}

fn kept() -> Vec<PathBuf> {
    let today = folder().join(name_of(&Manifest::current()));
    if std::env::var_os("IBID_KEEP").is_some() && !today.exists() {
        keep(&today);
    }
    let mut kept: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    kept.sort();
    kept
}

/// A copy of a kept index, as that of a sandbox.
fn copied(index: &Path) -> Sandbox {
    let place = Sandbox::new();
    copy(index, &place.path(".ibid"));
    place
}

#[test]
fn each_kept_index_answers_or_is_refused_with_its_way_out() {
    let kept = kept();
    assert!(!kept.is_empty(), "one of each layout is kept");
    for index in kept {
        let place = copied(&index);
        let manifest: Manifest =
            serde_json::Deserializer::from_slice(&fs::read(index.join("ibid.json")).unwrap())
                .into_iter()
                .next()
                .unwrap()
                .unwrap();
        let current = Manifest::current();
        if (manifest.layout, &manifest.analysis) != (current.layout, &current.analysis) {
            let run = place.run(&["search", "heron"]);
            assert_eq!(run.code, 4, "{run:?}");
            assert!(run.err.contains("ibid reindex"), "{run:?}");
            continue;
        }

        for (words, source) in
            [("heron", "weir.en.txt"), ("bénévole", "lavoir.fr.txt"), ("ferries", "talk.srt")]
        {
            let found = place.search(words, &[]);
            assert_eq!(text(&hits(&found)[0]["source"]), source, "{words}");
        }
        assert!(text(&hits(&place.search("ferry", &[]))[0]["citation"]).contains("0:05"));
        place.run(&["verify", "waits beside the weir until the sluice"]).done();
        place.run(&["check"]).done();
        let run = place.run(&["stats", "--json"]).done().json();
        assert_eq!((&run["sources"], &run["passages"]), (&3.into(), &3.into()));
    }
}

#[test]
fn an_older_and_a_newer_layout_are_refused_with_the_way_out() {
    let today = name_of(&Manifest::current());
    let index = kept().into_iter().find(|index| index.ends_with(&today)).unwrap();
    for change in [-1, 1] {
        let place = copied(&index);
        let path = place.path(".ibid/ibid.json");
        let manifest = fs::read_to_string(&path).unwrap();
        let layout = i64::from(Manifest::current().layout);
        let other = layout + change;
        let changed =
            manifest.replace(&format!("\"layout\": {layout}"), &format!("\"layout\": {other}"));
        assert_ne!(changed, manifest);
        fs::write(&path, changed).unwrap();

        for command in [&["search", "heron"][..], &["stats"], &["check"], &["index", "sources"]] {
            let run = place.run(command);
            assert_eq!(run.code, 4, "{run:?}");
            let told =
                [format!("layout {other}"), format!("layout {layout}"), "ibid reindex".into()];
            assert!(told.iter().all(|told| run.err.contains(told)), "{run:?}");
        }
    }
}
