//! What could not be read is told: by the exit code, on standard error, and also where only results
//! and errors are wanted.

use serde_json::Value;

use crate::environment::{Run, Sandbox};

const NOTE: (&str, &str) = ("note.txt", "The heron waits beside the weir all day.");
/// A file of records without a single one.
const USELESS: (&str, &str) = ("useless.jsonl", "{\"_id\":\"a\"}\n{\"_id\":\"b\"}\n");

fn names_it(run: &Run) -> bool {
    run.err.lines().count() == 1 && run.err.contains("useless.jsonl, line 1")
}

#[test]
fn a_file_that_fails_is_named_also_where_the_run_is_quiet() {
    let place = Sandbox::with(&[NOTE, USELESS]);
    for args in [
        &["index", "-q", "sources"][..],
        &["index", "-q", "sources", "--json"],
        &["index", "-q", "sources", "--dry-run"],
        &["search", "-q", "heron", "--in", "sources"],
        &["parse", "-q", "sources"],
    ] {
        let run = place.run(args).done();
        assert!(names_it(&run), "{args:?}: {run:?}");
    }
    let run = place.run(&["index", "-q", "sources", "--ui-lang", "fr"]).done();
    assert!(run.err.contains("useless.jsonl, ligne 1"), "{run:?}");

    // what is only passed over is a kind of file, and no failure
    place.source("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let run = place.run(&["index", "-q", "sources"]).done();
    assert!(names_it(&run), "{run:?}");
}

#[test]
fn a_file_that_is_named_itself_and_fails_is_input_that_cannot_be_read() {
    let place = Sandbox::with(&[NOTE, USELESS]);
    let named = ["index", "sources/useless.jsonl", "sources/note.txt"];
    let run = place.run(&named);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("useless.jsonl, line 1"), "{run:?}");
    assert_eq!(place.run(&["search", "heron"]).code, 0, "what could be read is there");

    let in_json = place.run(&[&named[..], &["--json", "-q"]].concat());
    assert_eq!(in_json.code, 3, "{in_json:?}");
    assert_eq!(in_json.json()["failed"][0]["path"], "useless.jsonl");
    // of a folder that is named beside it, one file that makes no sense fails no run
    place.run(&["index", "sources"]).done();
    assert_eq!(place.run(&["index", "sources", "sources/useless.jsonl"]).code, 3);
}

#[cfg(unix)]
#[test]
fn what_the_system_refuses_is_input_that_cannot_be_read() {
    use std::fs::{Permissions, read, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let place = Sandbox::with(&[NOTE, ("secret.txt", "A grebe."), ("shut/x.txt", "An egret.")]);
    let shut = |name: &str| {
        let path = place.path("sources").join(name);
        set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
        path
    };
    let (secret, folder) = (shut("secret.txt"), shut("shut"));
    // who may do anything is refused nothing
    if read(&secret).is_ok() {
        set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        return;
    }

    for args in [&["index", "-q", "sources", "--json"][..], &["parse", "-q", "sources", "--json"]] {
        let run = place.run(args);
        let failed: Vec<Value> = run.json()["failed"].as_array().unwrap().clone();
        assert_eq!((run.code, failed.len()), (3, 2), "{run:?}");
        assert_eq!(run.err.matches("permission denied").count(), 2, "{run:?}");
    }
    assert_eq!(place.run(&["search", "heron"]).code, 0, "what could be read is there");
    set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
}
