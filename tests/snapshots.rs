//! What the binary prints, held as snapshots in `tests/snapshots`: what is read of each file of the
//! sample corpus, some searches, and the help of every command in both languages.
//!
//! A change of the output fails here and leaves the new text beside the old one, as `.snap.new`;
//! CONTRIBUTING.md says how it is looked at and accepted. With `CI` or `INSTA_UPDATE=no` in the
//! environment nothing is written.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use insta::Settings;

use crate::environment::{Sandbox, corpus, indexed_corpus, root};
use crate::{rendering, terminal};

/// A snapshot by its name, and what is now in its place.
type Shown = (String, String);

/// A search by the name of its snapshot, and what is typed after `ibid search --json`.
const SEARCHES: [(&str, &[&str]); 5] = [
    ("french", &["-n", "3", "innovation publique"]),
    ("english", &["-n", "3", "why did telephone calls not fall?"]),
    ("phrase", &["-n", "3", "\"revenu de référence\""]),
    ("warning", &["-n", "3", "dog licences lang:xx"]),
    ("nothing", &["zzyzx"]),
];

/// Holds each against its snapshot, and fails at the end if any differs: so all that moved is seen
/// in one run.
fn hold(shown: &[Shown]) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);

    let differs = |(name, text): &&Shown| {
        let held = || settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        catch_unwind(AssertUnwindSafe(held)).is_err()
    };
    let moved: Vec<&str> = shown.iter().filter(differs).map(|(name, _)| name.as_str()).collect();
    assert!(moved.is_empty(), "{} snapshots moved: {}", moved.len(), moved.join(", "));
}

/// What is read of each file of the sample corpus.
fn parsed() -> Vec<Shown> {
    let place = Sandbox::new();
    let read = |name: String| {
        let path = corpus().join(&name);
        let run = place.run(&["parse".as_ref(), "--json".as_ref(), path.as_os_str()]);
        (format!("parse.{name}"), rendering::parsed(run.done().json()))
    };
    sources().into_iter().map(read).collect()
}

/// The files of the sample corpus, save those that are about it.
fn sources() -> BTreeSet<String> {
    let about = ["README.md", "queries.tsv", ".ibidignore"];
    let names = fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| !about.contains(&name.as_str())).collect()
}

/// The answers to some searches.
fn searched() -> Vec<Shown> {
    let place = indexed_corpus();
    // links hold its name as the system gives it
    let corpus = corpus().canonicalize().unwrap();
    let ask = |(name, args): &(&str, &[&str])| {
        let run = place.run(&[&["search", "--json"], *args].concat());
        (format!("search.{name}"), rendering::answer(run.json(), &corpus))
    };
    SEARCHES.iter().map(ask).collect()
}

/// The help of the program and of each command, a snapshot for each language.
fn helped() -> Vec<Shown> {
    let place = Sandbox::new();
    let help = |command: &[&str], lang: &str| {
        let run = place.run(&[command, &["--help", "--ui-lang", lang]].concat()).done();
        assert!(run.err.is_empty(), "{run:?}");
        // a program has another name on Windows
        run.out.replace("ibid.exe", "ibid")
    };

    let whole = help(&[], "en");
    let commands = commands(&whole);
    let in_one = |lang: &str| {
        let mut text = format!("$ ibid --help\n{}", help(&[], lang));
        for command in &commands {
            text += &format!("\n$ ibid {command} --help\n{}", help(&[command], lang));
        }
        (format!("help.{lang}"), text)
    };
    ["en", "fr"].map(in_one).into()
}

/// The names of the commands, as the help lists them.
fn commands(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed.take_while(|line| !line.is_empty());
    let names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 9, "{help}");
    names
}

#[test]
fn what_is_read_of_the_corpus_is_what_its_snapshots_show() {
    hold(&parsed());
}

#[test]
fn answers_are_those_of_their_snapshots() {
    hold(&searched());
}

#[test]
fn help_is_that_of_its_snapshots_in_both_languages() {
    hold(&helped());
}

#[test]
fn terminals_show_what_their_snapshots_show() {
    hold(&terminal::pictures());
}

#[test]
fn every_snapshot_has_a_test() {
    let mut named: BTreeSet<String> = ["help.en", "help.fr"].map(str::to_owned).into();
    named.extend(sources().iter().map(|name| format!("parse.{name}")));
    named.extend(terminal::names());
    named.extend(SEARCHES.iter().map(|(name, _)| format!("search.{name}")));

    let files = fs::read_dir(root().join("tests/snapshots")).unwrap();
    let files = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let kept = files.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned));
    let forgotten: Vec<String> = kept.filter(|name| !named.contains(name)).collect();
    assert!(forgotten.is_empty(), "to be removed: {}", forgotten.join(", "));
}
