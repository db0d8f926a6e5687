//! An index can be trusted: what is read is what was written, and reading writes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::environment::{BINARY, Sandbox, hits, how_many};

/// The names of the files of a folder, with their bytes and the time of their last change.
fn state_of(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let entry = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let changed = entry.metadata().unwrap().modified().unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, (fs::read(entry.path()).unwrap(), changed))
    };
    fs::read_dir(folder).unwrap().map(entry).collect()
}

#[test]
fn reading_an_index_writes_nothing() {
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    fs::remove_file(place.path(".ibid/writer.lock")).unwrap();
    let before = state_of(&place.path(".ibid"));
    let id = hits(&place.search("heron", &[]))[0]["id"].as_str().unwrap().to_owned();
    for args in [&["show", &id][..], &["verify", "the heron waits"], &["stats"]] {
        place.run(args).done();
    }
    assert_eq!(state_of(&place.path(".ibid")), before);
}

#[cfg(unix)]
#[test]
fn who_may_read_the_sources_may_read_the_index() {
    use std::os::unix::fs::PermissionsExt;
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let wanted = mode(&place.path("sources/heron.txt"));
    for name in state_of(&place.path(".ibid")).keys() {
        assert_eq!(mode(&place.path(".ibid").join(name)), wanted, "{name}");
    }
}

#[test]
fn a_first_run_that_was_cut_off_is_not_an_empty_index() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits beside the weir.")]);
    let options = ibid::WriterOptions { threads: 1, memory: 0 };
    let writer = ibid::Writer::open(&place.path(".ibid"), &options).unwrap();
    writer.progress(3, 8);
    let commands = [&["search", "heron"][..], &["stats"], &["verify", "the heron waits"]];
    let process = format!("process {}", std::process::id());
    for args in commands {
        let run = place.run(args);
        assert_eq!(run.code, 4, "{run:?}");
        for said in ["is being made", &process, "since ", "UTC", "3 of 8 files"] {
            assert!(run.err.contains(said), "{said}: {run:?}");
        }
    }

    drop(writer);
    for args in commands {
        let run = place.run(args);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(run.err.contains("never finished") && run.err.contains("ibid index"), "{run:?}");
    }
    place.run(&["index", "sources", "--dry-run"]).done();
    place.index();
    assert_eq!(hits(&place.search("heron", &[])).len(), 1);
}

#[test]
fn a_folder_whose_first_cache_is_being_made_is_told_so() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits beside the weir.")]);
    let search = ["search", "heron", "--in", "sources"];
    place.run(&search).done();
    let cached = fs::read_dir(place.path("cache/ibid")).unwrap().next().unwrap().unwrap().path();
    fs::remove_dir_all(&cached).unwrap();
    let options = ibid::WriterOptions { threads: 1, memory: 0 };
    let writer = ibid::Writer::open(&cached, &options).unwrap();
    let run = place.run(&search);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("is being made by process"), "{run:?}");

    // and one that was cut off is made good
    drop(writer);
    place.run(&search).done();
}

/// Files of several formats that make an index of some hundred blocks.
fn sources_of_all_kinds(place: &Sandbox) {
    for (n, word) in ["heron", "otter", "weir", "barge", "miller", "canal"].iter().enumerate() {
        let line = |i: usize| format!("The {word} number {i} waits beside bridge {}. ", i * 7 % 13);
        place.source(&format!("{n}.md"), (0..60 * (n + 1)).map(line).collect::<String>());
        let cue = |i: usize| {
            format!("00:{i:02}:00.000 --> 00:{i:02}:09.000\nLa {word} attend depuis {i} jours.\n\n")
        };
        let cues: String = (0..20).map(cue).collect();
        place.source(&format!("{n}.vtt"), format!("WEBVTT\n\n{cues}"));
    }
}

#[test]
fn a_file_that_is_not_as_it_was_written_is_named_in_the_language_of_the_person() {
    let place = Sandbox::new();
    sources_of_all_kinds(&place);
    place.index();
    let whole = state_of(&place.path(".ibid"));
    let parts = ["fast", "fieldnorm", "idx", "pos", "store", "term"];
    let of_engine = |name: &str| parts.iter().any(|part| name.ends_with(part));
    let told = |name: &str, args: &[&str], said: [&str; 2]| {
        for (lang, said) in ["fr", "en"].into_iter().zip(said) {
            let run = place.run(&[args, &["--ui-lang", lang]].concat());
            assert_eq!((run.code, run.out.as_str()), (4, ""), "{name}: {run:?}");
            let said = format!("{name} {said}");
            assert!(run.err.contains(&said) && run.err.contains("ibid reindex"), "{said}: {run:?}");
            for others in ["Error", "Failed", "while parsing", "expected value"] {
                assert!(!run.err.contains(others), "{name}: {run:?}");
            }
        }
    };

    let mut tried = 0;
    for (name, (bytes, _)) in whole.iter().filter(|(name, _)| of_engine(name)) {
        let path = place.path(".ibid").join(name);
        let half = bytes.len() / 2;
        fs::write(&path, &bytes[..half]).unwrap();
        told(name, &["search", "heron"], ["n’est plus tel", "is not what was written"]);
        fs::remove_file(&path).unwrap();
        told(name, &["search", "heron"], ["manque", "is missing"]);
        fs::write(&path, bytes).unwrap();
        tried += 1;
    }
    assert!(tried >= parts.len(), "{tried}");

    let meta = place.path(".ibid/meta.json");
    fs::write(meta, "junk").unwrap();
    for args in [&["search", "heron"][..], &["index", "sources"], &["stats"]] {
        told("meta.json", args, ["n’est plus tel", "is not what was written"]);
    }
}

#[test]
fn where_json_of_an_index_breaks_off_is_said_in_the_language_of_the_person() {
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    for (bytes, said) in [
        ("{", ["le JSON s’interrompt à la ligne 1", "the JSON breaks off at line 1"]),
        ("junk", ["le JSON n’est pas celui qui est attendu", "other JSON is expected"]),
    ] {
        fs::write(place.path(".ibid/ibid.json"), bytes).unwrap();
        for (lang, said) in ["fr", "en"].into_iter().zip(said) {
            let run = place.run(&["index", "sources", "--ui-lang", lang]);
            assert_eq!(run.code, 4, "{run:?}");
            assert!(run.err.contains("ibid.json") && run.err.contains(said), "{run:?}");
        }
    }
}

/// All that an index says to some questions, or why it does not.
fn answers(index: &Path) -> Result<String, ibid::ErrorKind> {
    let asked = || -> ibid::Result<String> {
        let library = ibid::open(index)?;
        let mut said = serde_json::to_string(&library.stats()?).unwrap();
        let mut ids = Vec::new();
        for words in
            ["heron bridge", "la loutre attend", "\"waits beside\"", "+the -weir", "zzz", "barg*"]
        {
            let mut response = library.search(words, 50)?;
            response.took_us = 0;
            ids.extend(response.hits.iter().take(2).map(|hit| hit.id));
            said += &serde_json::to_string(&response).unwrap();
        }
        for quote in ["the miller number 9 waits", "nobody ever said this"] {
            said += &serde_json::to_string(&library.verify(quote, 10)?).unwrap();
        }
        for id in ids {
            said += &serde_json::to_string(&library.show(id, 1)?).unwrap();
        }
        said += &serde_json::to_string(&library.sources()?).unwrap();
        Ok(said)
    };
    asked().map_err(|error| error.kind())
}

/// Does harm to an index in many places, one after the other, and holds each time that it answers
/// as before or says that it is damaged. `harm` tells for a step which byte of all is met.
fn never_answers_otherwise(harms: usize, harm: impl Fn(&mut Vec<u8>, usize)) {
    let place = Sandbox::new();
    sources_of_all_kinds(&place);
    place.run(&["index", "sources", "--threads", "1"]).done();
    // a few passages are deleted, and stand in the files of the one segment still
    place.remove("0.vtt");
    place.index();
    let index = place.path(".ibid");
    let right = answers(&index).unwrap();
    let files = state_of(&index);
    let engine = |name: &&String| !["run.json", "writer.lock"].contains(&name.as_str());
    let names: Vec<&String> = files.keys().filter(engine).collect();
    assert!(names.iter().any(|name| name.ends_with(".del")), "{names:?}");
    let mut found = 0;
    for step in 0..harms {
        let name = names[step % names.len()];
        let mut bytes = files[name].0.clone();
        // spread over the file, and never at the same place of a byte twice
        harm(&mut bytes, step / names.len() * 2_654_435_761);
        fs::write(index.join(name), &bytes).unwrap();
        match answers(&index) {
            Ok(said) => assert!(said == right, "{name}, step {step}: another answer"),
            Err(ibid::ErrorKind::Damaged | ibid::ErrorKind::Incompatible) => found += 1,
            Err(other) => panic!("{name}, step {step}: {other}"),
        }
        fs::write(index.join(name), &files[name].0).unwrap();
    }
    assert!(found > harms / 2, "only {found} of {harms} were met at all");
    assert_eq!(answers(&index).as_ref(), Ok(&right));
}

#[test]
fn a_flipped_bit_is_never_answered_from() {
    never_answers_otherwise(how_many("IBID_FLIPS", 200), |bytes, n| {
        let bit = n % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
    });
}

#[test]
fn a_file_that_was_cut_is_never_answered_from() {
    never_answers_otherwise(how_many("IBID_CUTS", 50), |bytes, n| bytes.truncate(n % bytes.len()));
}

#[test]
fn a_flipped_bit_is_not_merged_under_a_fresh_checksum() {
    let place = Sandbox::new();
    sources_of_all_kinds(&place);
    // one segment, of which enough goes that all of it is written anew
    place.run(&["index", "sources", "--threads", "1"]).done();
    let index = place.path(".ibid");
    let before = state_of(&index);
    place.remove("5.md");
    let is_segment = |name: &&String| name.len() > 32 && !name.starts_with("ibid");
    for name in before.keys().filter(is_segment) {
        let mut bytes = before[name].0.clone();
        let middle = bytes.len() / 3;
        bytes[middle] ^= 4;
        fs::write(index.join(name), &bytes).unwrap();
        let run = place.run(&["index", "sources"]);
        assert_eq!(run.code, 4, "{name}: {run:?}");
        assert!(run.err.contains("damaged") && run.err.contains("ibid index"), "{run:?}");
        assert_eq!(fs::read(index.join(name)).unwrap(), bytes, "it is still there to be found");
        fs::write(index.join(name), &before[name].0).unwrap();
    }
    place.index();
    assert_eq!(hits(&place.search("heron", &[])).len(), 10);
}

/// The names of some files, `n` of them, each with a word of its own.
fn many_files(place: &Sandbox, n: usize) {
    for i in 0..n {
        place.source(&format!("{i}.txt"), format!("The heron of file {i} waits."));
    }
}

#[test]
fn a_disk_that_is_not_there_empties_no_index() {
    let place = Sandbox::new();
    many_files(&place, 3);
    place.index();
    for i in 0..3 {
        place.remove(&format!("{i}.txt"));
    }
    let run = place.run(&["index", "sources"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("3 of 3 files") && run.err.contains("--allow-empty"), "{run:?}");
    assert_eq!(hits(&place.search("heron", &[])).len(), 3, "nothing was changed");
    assert_eq!(place.run(&["index", "sources", "--dry-run"]).code, 3);

    place.run(&["index", "sources", "--allow-empty"]).done();
    assert_eq!(place.run(&["search", "heron"]).code, 1);
}

#[test]
fn most_of_many_files_are_not_taken_out_at_once() {
    let place = Sandbox::new();
    many_files(&place, 12);
    place.index();
    // half of them may go, and what only moves is not gone
    for i in 0..6 {
        place.remove(&format!("{i}.txt"));
    }
    fs::rename(place.path("sources/6.txt"), place.path("sources/moved.txt")).unwrap();
    let summary = place.index();
    assert_eq!(summary["deleted"], 7, "{summary}");

    many_files(&place, 12);
    place.index();
    for i in 0..8 {
        place.remove(&format!("{i}.txt"));
    }
    let run = place.run(&["index", "sources"]);
    assert_eq!(run.code, 3, "{run:?}");
    // the text of one of them lies elsewhere too
    assert!(run.err.contains("7 of 13 files"), "{run:?}");
    let again = place.run(&["index", "sources", "--allow-empty", "--json"]).done().json();
    assert_eq!(again["deleted"], 8, "{again}");
}

#[test]
fn what_is_there_and_left_out_now_is_not_gone() {
    let place = Sandbox::new();
    many_files(&place, 12);
    place.index();
    place.source(".ibidignore", "*.txt\n");
    place.source("kept.md", "The heron stays.");
    let summary = place.index();
    assert_eq!(summary["deleted"], 12, "{summary}");
}

#[test]
fn a_searched_folder_whose_disk_is_not_there_is_told() {
    let place = Sandbox::new();
    many_files(&place, 2);
    let search = ["search", "heron", "--in", "sources"];
    place.run(&search).done();
    place.remove("0.txt");
    place.run(&search).done();
    place.remove("1.txt");
    // all of it is gone: nothing is there that answers, and it is told why
    for quiet in [&[][..], &["-q"]] {
        let run = place.run(&[&search[..], quiet].concat());
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.err.contains("1 of 1 files"), "{run:?}");
    }
    place.source("1.txt", "The heron is back.");
    place.run(&search).done();
    place.remove("1.txt");
    assert_eq!(place.run(&[&search[..], &["--allow-empty"]].concat()).code, 1);
}

#[cfg(unix)]
#[test]
fn ignore_files_that_are_no_files_are_named() {
    let place = Sandbox::with(&[("heron.txt", "The heron waits."), ("a/b.txt", "An otter.")]);
    let fifo = place.path("sources/.gitignore");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", place.path("sources/a/.gitignore")).unwrap();
    place.source("c/.ibidignore", "[z-a]\n");
    place.source("c/d.txt", "A barge.");
    let summary = place.index();
    assert_eq!((&summary["indexed"], summary["failed"].as_array().unwrap().len()), (&3.into(), 2));
    assert_eq!(summary["warnings"][0]["code"], "bad-ignore-line", "{summary}");
    let run = place.run(&["index", "sources"]).done();
    assert!(run.err.contains(".gitignore: not a file"), "{run:?}");
}

#[test]
fn files_with_equal_bytes_cost_no_more_than_others() {
    let place = Sandbox::new();
    for i in 0..4000 {
        place.source(&format!("{}/{i}.txt", i % 20), "");
    }
    place.source("heron.txt", "The heron waits.");
    assert_eq!(place.index()["indexed"], 4001);
    // the square of it took half a minute
    let again = place.index();
    assert_eq!(again["skipped"], 4001, "{again}");
    assert!(again["took_ms"].as_u64().unwrap() < 10_000, "{again}");
}

#[test]
fn a_check_finds_every_file_that_is_not_as_it_was_written() {
    let place = Sandbox::new();
    sources_of_all_kinds(&place);
    place.index();
    let index = place.path(".ibid");
    let report = place.run(&["check", "--json"]).done().json();
    assert_eq!((&report["trusted"], &report["same"]), (&true.into(), &12.into()), "{report}");
    assert_eq!(report["passages"], ibid::open(&index).unwrap().stats().unwrap().counts.passages);

    let files = state_of(&index);
    let is_checked = |name: &&String| !["run.json", "writer.lock"].contains(&name.as_str());
    for name in files.keys().filter(is_checked) {
        for at in [0, 1, 2] {
            let mut bytes = files[name].0.clone();
            let last = bytes.len() - 1;
            bytes[at * last / 2] ^= 16;
            fs::write(index.join(name), &bytes).unwrap();
            let run = place.run(&["check"]);
            assert_eq!(run.code, 4, "{name}: {run:?}");
            assert!(run.err.contains("run `ibid "), "a way out: {run:?}");
        }
        fs::write(index.join(name), &files[name].0).unwrap();
    }
    place.run(&["check"]).done();
}

#[test]
fn a_check_tells_sources_that_changed_or_went() {
    let place = Sandbox::new();
    many_files(&place, 4);
    place.index();
    place.source("1.txt", "The otter came.");
    place.remove("2.txt");
    let run = place.run(&["check"]).done();
    for said in ["since it was indexed: 1.txt", "since it was indexed: 2.txt"] {
        assert!(run.err.contains(said), "{run:?}");
    }
    let report = place.run(&["check", "--json"]).done().json();
    assert_eq!((&report["same"], &report["gone"][0]), (&2.into(), &"2.txt".into()));
    assert_eq!(place.run(&["check", "--index", "none"]).code, 4);
}

#[cfg(unix)]
#[test]
fn a_name_prints_no_line_of_its_own_and_turns_no_text() {
    let place = Sandbox::with(&[("b.txt", "A heron.")]);
    // Latin-1, so that there is something to say of it
    place.source("a\nerror: all is lost.txt", b"Le caf\xe9 est ferm\xe9 ce soir.");
    place.source("a\nerror: nothing is left.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    place.source(
        "c\u{202e}d.md",
        "---\ntitle: The \u{202e}weir\u{2066}\n---\nA heron \u{202e}waits.\n",
    );
    let run = place.run(&["index", "sources"]);
    let lines = run.err.lines().chain(run.out.lines());
    let lines: Vec<&str> = lines.filter(|line| line.starts_with("error")).collect();
    assert!(lines.is_empty(), "{run:?}");
    assert!(run.err.contains("nothing is left.png") || run.out.contains("nothing is left.png"));
    assert!(run.err.contains("a\\nerror: all is lost.txt"), "{run:?}");
    let run = place.run(&["search", "heron weir"]).done();
    let steers = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!run.out.contains(steers) && run.out.contains('\u{fffd}'), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_3_and_said() {
    let place = Sandbox::indexed(&[("heron.txt", "The heron waits beside the weir.")]);
    for args in [
        &["search", "heron"][..],
        &["stats"],
        &["stats", "--json"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = place
            .process(BINARY)
            .args(args)
            .args((args[0] == "search").then_some("--ui-lang=fr"))
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(3), "{args:?}: {run:?}");
        let said = String::from_utf8(run.stderr).unwrap();
        assert!(said.contains("place sur le disque") || said.contains("no space left"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_are_no_utf_8_are_told_apart_and_found_again() {
    use std::os::unix::ffi::OsStrExt;
    let place = Sandbox::with(&[("oak.txt", "The badger sleeps below the oak.")]);
    // `réunion` and `rêunion`, as Latin-1 writes them
    let [one, other] = [b"r\xe9union.txt", b"r\xeaunion.txt"]
        .map(|name| place.path("sources").join(std::ffi::OsStr::from_bytes(name)));
    fs::write(&one, "The heron waits beside the weir.").unwrap();
    fs::write(&other, "The otter swims under the bridge.").unwrap();

    let states = |words: &str| {
        let found = place.search(words, &[]);
        let of = |hit: &serde_json::Value| hit["source_state"].as_str().unwrap().to_owned();
        hits(&found).iter().map(of).collect::<Vec<_>>()
    };
    let index = |args: &[&str]| {
        let args = [&["index", "--json", "sources"], args].concat();
        let summary = place.run(&args).done().json();
        ["indexed", "skipped", "deleted"].map(|count| summary[count].as_u64().unwrap())
    };
    assert_eq!(index(&[]), [3, 0, 0]);
    assert_eq!((states("heron"), states("otter")), (vec!["same".into()], vec!["same".into()]));
    assert_eq!(index(&[])[1..], [3, 0]);

    fs::remove_file(&other).unwrap();
    assert_eq!(index(&[])[1..], [2, 1]);
    assert_eq!(states("heron"), ["same"]);
    assert_eq!(states("otter"), [""; 0]);
    place.run(&["reindex"]).done();
    assert_eq!(states("heron"), ["same"]);
    place.run(&["forget".as_ref(), one.as_os_str()]).done();
    assert_eq!(states("heron"), [""; 0]);
    assert_eq!(index(&[])[2], 0);
    assert_eq!(states("heron"), [""; 0]);
}
