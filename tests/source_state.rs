//! Files that have changed or gone since they were indexed: what is said of them is what was read,
//! and every answer says so.

use std::fs;
use std::thread;
use std::time::{Duration, SystemTime};

use ibid::{SourceState, VerifyOptions};
use serde_json::Value;

use crate::environment::{Run, Sandbox, text};

const SUMMER: &str = "The bridge will open in summer, and the ferry will stop on the same day.\n";
const AUTUMN: &str = "The bridge will open in autumn, and the ferry will stop on the same day.\n";
const QUOTE: &str = "the ferry will stop on the same day";

fn place() -> Sandbox {
    Sandbox::indexed(&[("a.txt", SUMMER)])
}

/// The state and the exit code that each command tells of the one source.
fn told(place: &Sandbox) -> [(String, i32); 3] {
    let state = |value: &Value| value["source_state"].as_str().unwrap_or("none").to_owned();
    let verified = place.run(&["verify", "--json", QUOTE]);
    let found = place.run(&["search", "--json", "ferry"]);
    let id = text(&found.json()["hits"][0]["id"]).to_owned();
    let shown = place.run(&["show", "--json", &id]);
    [
        (state(&verified.json()["places"][0]), verified.code),
        (state(&found.json()["hits"][0]), found.code),
        (state(&shown.json()["passages"][0]), shown.code),
    ]
}

fn all(state: &str, verified: i32) -> [(String, i32); 3] {
    [(state.to_owned(), verified), (state.to_owned(), 0), (state.to_owned(), 0)]
}

/// Gives a file a time.
fn touch(place: &Sandbox, time: SystemTime) {
    let file = fs::File::options().append(true).open(place.path("sources/a.txt")).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn a_file_that_is_as_it_was_is_the_same_also_where_it_was_touched() {
    let place = place();
    assert_eq!(told(&place), all("same", 0));
    touch(&place, SystemTime::now() + Duration::from_secs(60));
    assert_eq!(told(&place), all("same", 0));
    place.source("a.txt", SUMMER);
    assert_eq!(told(&place), all("same", 0));
}

#[test]
fn a_file_that_has_changed_is_told() {
    let place = place();
    place.source("a.txt", SUMMER.repeat(2));
    assert_eq!(told(&place), all("changed", 1));
    // of the same length
    place.source("a.txt", AUTUMN);
    touch(&place, SystemTime::now() + Duration::from_secs(60));
    assert_eq!(told(&place), all("changed", 1));
    // and indexed again it is what it is
    place.index();
    assert_eq!(told(&place), all("same", 0));
}

#[test]
fn a_file_that_was_given_its_old_time_vouches_for_nothing() {
    let place = Sandbox::with(&[("a.txt", SUMMER)]);
    let before = fs::metadata(place.path("sources/a.txt")).unwrap().modified().unwrap();
    // a stamp is made of files that have not just changed
    thread::sleep(Duration::from_millis(100));
    place.index();
    place.source("a.txt", AUTUMN);
    touch(&place, before);
    let run = place.run(&["verify", "--json", "the bridge will open in summer"]);
    assert_eq!(text(&run.json()["places"][0]["source_state"]), "changed");
    assert_eq!(run.code, 1);
}

#[test]
fn an_open_index_sees_each_change_of_a_file_that_it_has_read() {
    let place = place();
    let library = ibid::open(place.path(".ibid")).unwrap();
    let state = || library.search("ferry", 1).unwrap().hits[0].source_state;

    // an old time, so that what is read is remembered
    let old = SystemTime::now() - Duration::from_secs(600);
    touch(&place, old);
    thread::sleep(Duration::from_millis(100));
    assert_eq!([state(), state()], [Some(SourceState::Same); 2]);

    // one text after the other, of one length and with one time, faster than a file system counts
    for _ in 0..50 {
        for (text, is) in [(AUTUMN, SourceState::Changed), (SUMMER, SourceState::Same)] {
            place.source("a.txt", text);
            touch(&place, old);
            assert_eq!(state(), Some(is));
        }
    }

    fs::remove_file(place.path("sources/a.txt")).unwrap();
    assert_eq!(state(), Some(SourceState::Gone));
}

#[test]
fn a_file_that_has_gone_is_told() {
    let place = place();
    place.remove("a.txt");
    assert_eq!(told(&place), all("gone", 1));
    // something else under its name is no file that was read
    fs::create_dir(place.path("sources/a.txt")).unwrap();
    assert_eq!(told(&place), all("gone", 1));
    fs::remove_dir(place.path("sources/a.txt")).unwrap();
    #[cfg(unix)]
    {
        fs::write(place.path("other.txt"), SUMMER).unwrap();
        let link = place.path("sources/a.txt");
        std::os::unix::fs::symlink(place.path("other.txt"), link).unwrap();
        assert_eq!(told(&place), all("gone", 1));
    }
}

#[test]
fn it_is_told_in_words_with_the_day_in_both_languages() {
    let place = place();
    let said = |lang: &str, quote: &str| place.run(&["verify", "--ui-lang", lang, quote]);
    let same = said("en", QUOTE).done();
    assert!(same.err.contains("the quote is in the sources"), "{same:?}");

    place.source("a.txt", AUTUMN.repeat(2));
    let day = {
        let sources = ibid::open(place.path(".ibid")).unwrap().sources().unwrap();
        sources[0].indexed_on.unwrap()
    };
    let (day, jour) = (day.in_words(ibid::Lang::En), day.in_words(ibid::Lang::Fr));
    let english = said("en", QUOTE);
    let holds = |run: &Run, words: &[&str]| {
        assert!(words.iter().all(|word| run.err.contains(word)), "{words:?}: {run:?}");
    };
    holds(&english, &["the quote was in the sources", "a.txt", &day, "has changed since"]);
    assert!(!english.err.contains("the quote is in the sources"), "{english:?}");
    holds(&said("fr", QUOTE), &["figurait mot pour mot", "a.txt", &jour, "a changé depuis"]);
    holds(&said("en", &QUOTE.to_uppercase()), &["was in the sources, but for case"]);

    place.remove("a.txt");
    holds(&said("en", QUOTE), &["the quote was in the sources", &day, "no longer there"]);
    holds(&said("fr", QUOTE), &[&jour, "a disparu ou n’est plus lisible"]);
    holds(&place.run(&["search", "ferry"]).done(), &["a.txt", &day, "no longer there"]);
    let id = text(&place.search("ferry", &[])["hits"][0]["id"]).to_owned();
    holds(&place.run(&["show", &id]).done(), &["a.txt", &day, "no longer there"]);
    let shown = place.run(&["show", "--json", &id]).done().json();
    assert_eq!(text(&shown["warnings"][0]["code"]), "source-gone");
    let answer = place.search("ferry", &[]);
    assert_eq!(text(&answer["query"]["warnings"][0]["code"]), "source-gone");
}

#[test]
fn a_place_that_stands_is_told_before_those_that_do_not() {
    let place =
        Sandbox::indexed(&[("a.txt", SUMMER), ("b.txt", "THE FERRY WILL STOP ON THE SAME DAY!\n")]);
    let verify = |more: &[&str]| {
        let args: Vec<&str> = ["verify", "--json", QUOTE].iter().chain(more).copied().collect();
        let run = place.run(&args);
        (run.code, run.json())
    };
    assert_eq!(text(&verify(&[]).1["found"]), "exact");
    place.remove("a.txt");
    let (code, verdict) = verify(&[]);
    assert_eq!((text(&verdict["found"]), code), ("normalised", 0));
    let told = |place: &Value| {
        (text(&place["source"]).to_owned(), text(&place["source_state"]).to_owned())
    };
    let places: Vec<_> = verdict["places"].as_array().unwrap().iter().map(told).collect();
    let want = [("b.txt", "same"), ("a.txt", "gone")];
    assert_eq!(places, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    // also where one place is shown, or none
    let (code, verdict) = verify(&["-n", "1"]);
    assert_eq!((text(&verdict["places"][0]["source"]), code), ("b.txt", 0));
    assert_eq!(verify(&["-n", "0"]).0, 0);
    place.remove("b.txt");
    assert_eq!(verify(&["-n", "0"]).0, 1);
}

#[test]
fn a_source_stands_as_long_as_one_of_its_files_does() {
    let place = Sandbox::indexed(&[("a.txt", SUMMER), ("copy.txt", SUMMER)]);
    place.remove("a.txt");
    assert_eq!(told(&place), all("same", 0));
    place.source("copy.txt", AUTUMN.repeat(2));
    assert_eq!(told(&place), all("changed", 1));
}

#[test]
fn what_lies_beside_a_file_counts_where_it_is_read_with_it() {
    let captions = "WEBVTT\n\n00:01.000 --> 00:04.000\nthe ferry will stop on the same day\n";
    let place = Sandbox::indexed(&[("a.vtt", captions), ("a.info.json", "{\"title\":\"One\"}")]);
    assert_eq!(told(&place)[0], ("same".to_owned(), 0));
    place.source("a.mp4", "recording");
    assert_eq!(told(&place)[0], ("same".to_owned(), 0));
    place.source("a.info.json", "{\"title\":\"Another\"}");
    assert_eq!(told(&place)[0], ("changed".to_owned(), 1));
}

#[test]
fn one_record_of_a_file_stands_with_the_file() {
    let lines = |second: &str| {
        format!("{{\"_id\":\"x\",\"text\":\"{QUOTE}\"}}\n{{\"_id\":\"y\",\"text\":\"{second}\"}}\n")
    };
    let place = Sandbox::indexed(&[("a.jsonl", &lines("another document"))]);
    assert_eq!(told(&place)[0], ("same".to_owned(), 0));
    place.source("a.jsonl", lines("yet another document"));
    let run = place.run(&["verify", "--json", QUOTE]);
    assert_eq!((text(&run.json()["places"][0]["source_state"]), run.code), ("changed", 1));
    assert_eq!(run.json()["warnings"][0]["fields"][0][1], "a.jsonl");
}

#[test]
fn it_holds_from_wherever_the_index_is_asked() {
    let place = place();
    fs::create_dir(place.path("elsewhere")).unwrap();
    let verify = || {
        let mut command = place.command();
        command.current_dir(place.path("elsewhere"));
        Run::of(command.args(["verify", "--json", "--index", "../.ibid", QUOTE]).output().unwrap())
    };
    assert_eq!(text(&verify().done().json()["places"][0]["source_state"]), "same");
    // where the folder was moved with its index, no file lies where it lay
    fs::rename(place.path("sources"), place.path("moved")).unwrap();
    let run = verify();
    assert_eq!((text(&run.json()["places"][0]["source_state"]), run.code), ("gone", 1));
}

#[test]
fn a_text_from_memory_lies_elsewhere() {
    let place = Sandbox::new();
    let options = ibid::IndexOptions::default();
    let index = place.path("index");
    let mut indexer = ibid::Indexer::open(&index, &options).unwrap();
    indexer.add_text("memo", SUMMER).unwrap();
    indexer.commit().unwrap();
    drop(indexer);
    let verdict = ibid::open(&index).unwrap().verify(QUOTE, 5).unwrap();
    assert_eq!(verdict.places[0].source_state, Some(SourceState::Elsewhere));
    assert!(verdict.stands() && verdict.warnings.is_empty());
    place.run(&["verify", "--index", "index", QUOTE]).done();

    let memory = ibid::Memory::new();
    let mut writer = memory.writer();
    ibid::add_text(&mut writer, "memo", SUMMER).unwrap();
    ibid::Store::commit(&mut writer).unwrap();
    let verdict = ibid::Engine::new(memory).verify(QUOTE, &VerifyOptions::default()).unwrap();
    assert_eq!(verdict.places[0].source_state, Some(SourceState::Elsewhere));
}

#[test]
fn a_file_that_lies_beside_others_of_its_name_is_told_by_its_own_stamp() {
    let captions = "1\n00:00:01,000 --> 00:00:04,000\nthe ferry will stop on the same day\n";
    let place = Sandbox::with(&[("talk.srt", captions), ("talk.txt", QUOTE), ("talk.json", "{}")]);
    thread::sleep(Duration::from_millis(100));
    place.index();
    let source = ibid::open(place.path(".ibid")).unwrap().sources().unwrap().remove(0);
    let path = &source.paths[0];
    let found = ibid_ingest::walk(&place.path("sources/talk.srt")).files.remove(0);
    assert_eq!((&*path.shown, path.twins.len()), ("talk.srt", 1));
    // which is what an answer compares, so that it need not read the file
    assert_eq!(path.stamp, ibid_ingest::stamp(&[&found]));
    assert!(path.stamp.is_some() && path.group_stamp.is_some() && path.group_stamp != path.stamp);
}

#[test]
fn a_source_that_is_replaced_while_it_is_asked_for_is_not_called_gone() {
    let place = place();
    let (library, index) = (ibid::open(place.path(".ibid")).unwrap(), place.path(".ibid"));
    let state = library.engine().at_one_state().unwrap();
    let before = library.sources().unwrap().remove(0).id;
    let done = std::sync::atomic::AtomicBool::new(false);

    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..30 {
                // the file is there at any moment
                fs::write(place.path("new.txt"), format!("{QUOTE}, for the {round} time\n"))
                    .unwrap();
                fs::rename(place.path("new.txt"), place.path("sources/a.txt")).unwrap();
                ibid::build(place.sources(), &index).unwrap();
                library.reload().unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            let verdict = library.verify(QUOTE, 1).unwrap();
            assert_ne!(verdict.places[0].source_state, Some(SourceState::Gone));
        }
    });

    assert!(library.engine().source(before).unwrap().is_none());
    assert!(state.source(before).unwrap().is_some(), "an older state is what it was");
    state.reload().unwrap();
    assert!(state.source(before).unwrap().is_some());
}
