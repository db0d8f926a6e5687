//! An index can be trusted: what is read is what was written, and reading writes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::environment::{Sandbox, hits};

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
    let mut writer = ibid::Writer::open(&place.path(".ibid"), &options).unwrap();
    writer.progress(3, 8);
    let commands = [&["search", "heron"][..], &["stats"], &["verify", "the heron waits"]];
    let process = format!("process {}", std::process::id());
    for args in commands {
        let run = place.run(args);
        assert_eq!(run.code, 4, "{run:?}");
        for said in ["is being made", &process, "since 20", "3 of 8 files"] {
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
