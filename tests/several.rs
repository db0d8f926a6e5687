//! Several indexes in one search: one ranking, as if they were one index.

use serde_json::Value;

use crate::environment::{Sandbox, hits};

/// The sources of the sample corpus dealt out among two indexes, and all of them in a third.
fn dealt() -> Sandbox {
    let place = Sandbox::new();
    let mut files: Vec<_> = std::fs::read_dir(crate::environment::corpus())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    for (nth, path) in files.iter().enumerate() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(path).unwrap();
        place.source(&format!("{}/{name}", ["un", "deux"][nth % 2]), &bytes);
    }
    for (index, folders) in [
        ("a", &["sources/un"][..]),
        ("b", &["sources/deux"]),
        ("all", &["sources/un", "sources/deux"]),
    ] {
        place.run(&[&["index", "-q", "--index", index][..], folders].concat()).done();
    }
    place
}

/// An answer without what tells which index it came from.
fn essence(mut response: Value) -> Value {
    response["took_us"].take();
    response["generation"].take();
    response
}

#[test]
fn two_indexes_ask_as_one() {
    let place = dealt();
    let ask = |indexes: &[&str], question: &str, more: &[&str]| {
        let mut args = vec!["search", "--json"];
        indexes.iter().for_each(|index| args.extend(["--index", index]));
        args.extend(more);
        args.extend(["--", question]);
        essence(place.run(&args).json())
    };
    for question in [
        "innovation publique",
        "the council and its neighbours",
        "inovation publike",
        "\"innovation publique\"",
        "commu* -maire",
        "Il met en garde contre les concours de nouveautés",
        "zzyzx",
        // lists, in the order of sources and times
        "lang:fr",
        "lang:en -the",
        "after:2020",
        "source:*.vtt",
    ] {
        for more in [
            &["--total", "-n", "40"][..],
            &["--offset", "3", "--explain"],
            &["--sort", "date", "--facets", "lang,source,speaker,year"],
            &["--group", "-C", "1"],
        ] {
            let one = ask(&["all"], question, more);
            assert_eq!(ask(&["a", "b"], question, more), one, "{question} {more:?}");
            assert_eq!(ask(&["b", "a", "./a"], question, more), one, "whatever the order");
        }
    }
    assert!(!hits(&ask(&["a", "b"], "innovation publique", &[])).is_empty());
}

#[test]
fn all_that_reads_asks_all_indexes() {
    let place =
        Sandbox::with(&[("un/a.md", "Le phare du port.\n"), ("deux/b.md", "Le vieux pont.\n")]);
    for (index, folder) in [("a", "sources/un"), ("b", "sources/deux")] {
        place.run(&["index", "-q", "--index", index, folder]).done();
    }
    let both = ["--index", "a", "--index", "b"];
    let with = |args: &[&str]| place.run(&[args, &both].concat());
    for quote in ["le phare du port", "le vieux pont"] {
        assert_eq!(with(&["verify", quote]).done().code, 0);
    }
    let stats = with(&["stats", "--json"]).done().json();
    assert_eq!((&stats["sources"], &stats["passages"]), (&2.into(), &2.into()));
    let id = |question: &str| {
        let response = with(&["search", "--json", question]).done().json();
        response["hits"][0]["id"].as_str().unwrap().to_owned()
    };
    for (question, text) in [("phare", "Le phare du port."), ("pont", "Le vieux pont.")] {
        assert!(with(&["show", &id(question)]).done().out.contains(text));
    }
    // indexes add up on both sides of the command
    let question = ["search", "--json", "phare pont"];
    for args in [
        [&both[..], &question].concat(),
        [&both[..2], &question, &both[2..]].concat(),
        [&["--index=a", "-q"][..], &question, &["--index=b"]].concat(),
    ] {
        assert_eq!(hits(&place.run(&args).done().json()).len(), 2, "{args:?}");
    }
    // what writes has one index: the last
    place.run(&["index", "-q", "sources/un", "--index", "z", "--index", "c"]).done();
    place.run(&["--index", "z", "index", "-q", "sources/un", "--index", "d"]).done();
    assert!(place.path("c").is_dir() && place.path("d").is_dir() && !place.path("z").exists());

    let missing = place.run(&["search", "phare", "--index", "a", "--index", "nowhere"]);
    assert_eq!((missing.code, missing.err.contains("nowhere")), (4, true), "{missing:?}");
}
