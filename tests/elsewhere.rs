//! Indexes on other disks and of other people, for real: read-only mounts, small disks, another user.
//!
//! That takes the rights of root, so these run only when they are asked for, and fail where they
//! cannot be: `sudo -E cargo test -p ibid-cli --test main elsewhere -- --ignored --nocapture`.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use crate::crash::{answers, answers_of_round, write_sources};
use crate::environment::{BINARY, Run, Sandbox, copy, hits, tell};

/// What is mounted on a folder until it is dropped.
struct Mount(PathBuf);

impl Mount {
    /// Mounts, with the arguments of `mount` before the folder.
    fn new(args: &[&str], folder: &Path) -> Self {
        mount(args, folder);
        Mount(folder.to_owned())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg(&self.0).status();
    }
}

#[track_caller]
fn mount(args: &[&str], folder: &Path) {
    let run = Process::new("mount").args(args).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "this test mounts a disk, which only root may: {said}");
}

/// A run of the binary as the user whom the system calls nobody.
fn as_nobody(place: &Sandbox, args: &[&str]) -> Run {
    let mut process = place.process("setpriv");
    process.args(["--reuid=65534", "--regid=65534", "--clear-groups", BINARY]).args(args);
    let output = process.output().expect("setpriv is not there");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        out: text(&output.stdout),
        err: text(&output.stderr),
    };
    assert!(
        !run.err.contains("setpriv:"),
        "this test becomes another user, as only root may: {run:?}"
    );
    run
}

fn place() -> Sandbox {
    let place = Sandbox::new();
    place.source("stays.txt", "The heron waits where it always waits.");
    write_sources(&place, 0);
    place.index();
    place
}

/// Holds that what is said is said in words, and leaves no debug text.
fn in_words(run: &Run, said: &[&str]) {
    assert!(said.iter().any(|said| run.err.contains(said)), "{said:?}: {run:?}");
    for debug in ["panicked", "Os {", "Custom {", "Error("] {
        assert!(!run.err.contains(debug), "{run:?}");
    }
    assert!(run.err.lines().count() <= 6, "{run:?}");
}

#[test]
#[ignore = "mounts, as only root may"]
fn an_index_on_a_disk_that_is_only_read_answers() {
    let place = place();
    let right = answers(&place);
    let index = place.path(".ibid");
    let source = index.to_string_lossy().into_owned();
    let _disk = Mount::new(&["--bind", &source], &index);
    mount(&["-o", "remount,bind,ro"], &index);

    assert_eq!(answers(&place), right);
    for args in [&["search", "heron"][..], &["stats"], &["check"], &["verify", "the heron waits"]] {
        place.run(args).done();
    }
    write_sources(&place, 1);
    for (lang, said) in [("en", "can only be read"), ("fr", "lecture seule")] {
        let run = place.run(&["index", "sources", "--ui-lang", lang]);
        assert_eq!(run.code, 4, "{run:?}");
        in_words(&run, &[said]);
    }
    assert_eq!(answers(&place), right);
}

#[test]
#[ignore = "becomes another user, as only root may"]
fn another_user_may_ask_and_is_told_that_he_may_not_write() {
    let place = place();
    let mode = |mode: u32| fs::set_permissions(place.path(""), PermissionsExt::from_mode(mode));
    mode(0o755).unwrap();
    let own: serde_json::Value = place.search("heron weir", &[]);
    let run = as_nobody(&place, &["search", "--json", "heron weir"]);
    assert_eq!(run.code, 0, "{run:?}");
    let theirs: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(hits(&theirs), hits(&own));
    for args in [&["stats"][..], &["check"], &["verify", "the heron waits"]] {
        assert_eq!(as_nobody(&place, args).code, 0, "{args:?}");
    }

    for (lang, said) in [("en", "permission denied"), ("fr", "permission refusée")] {
        let run = as_nobody(&place, &["index", "sources", "--ui-lang", lang]);
        assert_eq!(run.code, 4, "{run:?}");
        in_words(&run, &[said]);
    }
}

#[test]
#[ignore = "mounts, as only root may"]
fn a_disk_of_any_size_that_fills_loses_nothing() {
    let place = place();
    let (before, after) = (answers_of_round(0), answers_of_round(1));
    let (index, kept) = (place.path(".ibid"), place.path("kept"));
    fs::rename(&index, &kept).unwrap();
    let mut ends = [0, 0];
    for kilobytes in (96..320).step_by(8) {
        copy(&kept, &index);
        let held = place.path("held");
        fs::rename(&index, &held).unwrap();
        fs::create_dir(&index).unwrap();
        let size = format!("size={kilobytes}k");
        let disk = Mount::new(&["-t", "tmpfs", "-o", &size, "tmpfs"], &index);
        let copied = fs::read_dir(&held).unwrap().all(|entry| {
            let entry = entry.unwrap();
            fs::copy(entry.path(), index.join(entry.file_name())).is_ok()
        });
        fs::remove_dir_all(&held).unwrap();
        if copied {
            write_sources(&place, 1);
            let lang = if kilobytes % 16 == 0 { "fr" } else { "en" };
            let run = place.run(&["index", "sources", "--json", "--ui-lang", lang]);
            let seen = answers(&place);
            if run.code == 0 {
                assert!(seen == after, "{kilobytes} kB: a loss is no success: {run:?}");
            } else {
                assert_eq!(run.code, 4, "{kilobytes} kB: {run:?}");
                in_words(&run, &["no space left", "plus de place sur le disque"]);
                assert!(seen == before || seen == after, "{kilobytes} kB: {run:?}");
            }
            ends[usize::from(run.code == 0)] += 1;

            mount(&["-o", "remount,size=16m"], &index);
            place.index();
            assert_eq!(answers(&place), after, "{kilobytes} kB: the next run");
            write_sources(&place, 0);
        }
        drop(disk);
        fs::remove_dir(&index).unwrap();
    }
    assert!(ends[0] >= 3 && ends[1] >= 3, "{ends:?}");
    tell(&format!("disks that filled: {}, that did not: {}", ends[0], ends[1]));
}
