//! What `--in` searches and does not keep: standard input, pipes, folders without a file to read, and
//! where nothing can be kept. And other input that comes through a pipe.

use std::fs;

use crate::environment::{Run, Sandbox, each};

const NOTE: (&str, &str) = ("note.txt", "The heron waits beside the weir all day.");

/// Runs the binary with something on its standard input.
fn run_on(place: &Sandbox, args: &[&str], input: &str) -> Run {
    Run::of(place.command().args(args).write_stdin(input).output().unwrap())
}

/// The indexes that are kept.
fn kept(place: &Sandbox) -> usize {
    fs::read_dir(place.path("cache/ibid")).map_or(0, Iterator::count)
}

#[test]
fn standard_input_is_searched_and_not_kept() {
    let place = Sandbox::with(&[NOTE]);
    let text = "A grebe dives below the weir.\n";
    let run = run_on(&place, &["search", "grebe", "--in", "-", "--json"], text);
    assert_eq!(each(&run.done().json(), "source"), ["stdin"]);
    let beside = ["search", "weir", "--in", "-", "--in", "sources", "--json"];
    let mut both = each(&run_on(&place, &beside, text).json(), "source").join(" ");
    both.retain(|c| c != ' ');
    assert!(both == "stdinnote.txt" || both == "note.txtstdin", "{both}");
    assert_eq!(run_on(&place, &["verify", "dives below", "--in", "-"], text).code, 0);
    assert_eq!(run_on(&place, &["search", "grebe", "--in", "-"], "").code, 1);
    assert_eq!(kept(&place), 0);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_where_a_file_is_named() {
    let place = Sandbox::indexed(&[NOTE]);
    let piped = |args: &[&str], text: &str| {
        let fifo = place.path("fifo");
        let _ = fs::remove_file(&fifo);
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let text = text.to_owned();
        let writer = std::thread::spawn(move || fs::write(fifo, text));
        let run = place.run(args);
        writer.join().unwrap().unwrap();
        run
    };

    let draft = "He wrote \"waits beside the weir all day\" and left.\n";
    let run = piped(&["verify", "--document", "fifo"], draft).done();
    assert!(run.out.contains("to the letter"), "{run:?}");
    let run = piped(&["search", "grebe", "--in", "fifo", "--json"], "A grebe dives.\n").done();
    assert_eq!(each(&run.json(), "source"), ["fifo"]);
    assert_eq!(kept(&place), 0);
    let run = piped(&["parse", "fifo", "--json"], "A grebe dives.\n").done();
    assert_eq!(run.json()["passages"][0]["text"], "A grebe dives.");
}

#[test]
fn a_folder_with_nothing_to_read_answers_nothing_and_says_so() {
    let place = Sandbox::new();
    for more in [&[][..], &["-q"], &["--json"]] {
        let run = place.run(&[&["search", "heron", "--in", "sources"], more].concat());
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.err.contains("nothing to read in sources"), "{run:?}");
    }
    let run = place.run(&["verify", "a heron waits here", "--in", "sources", "--ui-lang", "fr"]);
    assert!(run.code == 1 && run.err.contains("rien à lire dans sources"), "{run:?}");
    // what is not there is another thing
    assert_eq!(place.run(&["search", "heron", "--in", "nowhere"]).code, 3);
    // to make an index of nothing is no search
    assert_eq!(place.run(&["index", "sources"]).code, 3);
}

#[test]
fn where_no_file_could_be_read_each_is_named() {
    let place = Sandbox::new();
    place.source("a.jsonl", "{\"_id\":\"a\"}\n");
    place.source("b.jsonl", "{\"_id\":\"b\"}\n");
    for args in [&["index", "sources"][..], &["search", "heron", "--in", "sources"]] {
        let run = place.run(args);
        assert_eq!(run.code, 3, "{run:?}");
        for said in ["a.jsonl, line 1", "b.jsonl, line 1", "none of the files in sources"] {
            assert!(run.err.contains(said), "{said}: {run:?}");
        }
    }
    let run = place.run(&["index", "-q", "sources", "--ui-lang", "fr"]);
    assert!(run.err.contains("aucun des fichiers dans sources n’a pu être lu"), "{run:?}");
}

#[test]
fn where_no_index_can_be_kept_one_is_made_for_the_search() {
    let place = Sandbox::with(&[NOTE]);
    fs::write(place.path("taken"), "a file, and no folder").unwrap();
    let taken = place.path("taken");
    let cache = [("IBID_CACHE", taken.to_str().unwrap())];
    let run = place.run_with(&["search", "heron", "--in", "sources"], &cache).done();
    assert!(run.out.contains("waits beside the weir"), "{run:?}");
    assert!(run.err.contains("cannot be kept in") && run.err.contains("IBID_CACHE"), "{run:?}");
    let french = ["search", "heron", "--in", "sources", "--ui-lang", "fr"];
    assert!(place.run_with(&french, &cache).err.contains("impossible de conserver l’index dans"));

    let listed = place.run_with(&["cache"], &cache);
    assert_eq!(listed.code, 3, "{listed:?}");
    assert!(listed.err.contains("taken: cannot be read or written"), "{listed:?}");
}

#[test]
fn to_parse_a_text_of_nothing_is_not_silent() {
    let place = Sandbox::with(&[("empty.txt", "")]);
    let run = place.run(&["parse", "sources/empty.txt"]).done();
    assert!(run.err.contains("sources/empty.txt: there is no text in it"), "{run:?}");
    let run = run_on(&place, &["parse", "-", "--json", "--ui-lang", "fr"], "").done();
    assert!(run.err.contains("stdin\u{a0}: ne contient aucun texte"), "{run:?}");
    assert_eq!(run.json()["documents"], serde_json::json!([]));
}
