//! A long file of JSON lines that changes a little: only what differs is written, and the answers are
//! those of an index made at once.

use std::collections::BTreeMap;
use std::fs;

use ibid::{Backend, IndexOptions, Snapshot, Summary};

use crate::environment::{Dice, Sandbox, how_many};

const WORDS: [&str; 12] = [
    "heron", "weir", "moulin", "écluse", "budget", "forêt", "sluice", "ferry", "lavoir", "reed",
    "roi", "école",
];

/// A line with a name of its own, or without one.
fn line(n: usize, dice: &mut Dice) -> String {
    let [a, b, c] = [0; 3].map(|_| *dice.of(&WORDS));
    let name = if n.is_multiple_of(5) { String::new() } else { format!("\"_id\":\"d{n}\",") };
    let text = match n % 3 {
        0 => format!("The {a} stands by the {b} near the {c}."),
        1 => format!("Le {a} est près du {b} et du {c}."),
        _ => format!("The {a} is seen from the {b} at noon."),
    };
    format!("{{{name}\"title\":\"{a} {}\",\"text\":\"{text}\"}}", n % 7)
}

fn write(place: &Sandbox, name: &str, lines: &[String]) {
    place.source(name, lines.join("\n") + "\n");
}

fn run(place: &Sandbox) -> Summary {
    let index = place.path(".ibid");
    // one thread makes one segment, and the fourth merges them
    let writer = ibid::WriterOptions { threads: 1, memory: 32 << 20 };
    let options = IndexOptions::default().with_writer(writer);
    ibid::build_with(&[place.sources()], &index, &options).unwrap()
}

/// All that an index holds and what it answers, times and the generation apart.
fn said(place: &Sandbox, index: &str) -> Vec<String> {
    let path = place.path(index);
    let mut all = Vec::new();
    let snapshot = ibid::Reader::open(&path).unwrap().snapshot().unwrap();
    let documents = snapshot.documents(None, usize::MAX).unwrap();
    let mut paged = Vec::new();
    while let Some(page) = Some(snapshot.documents(paged.last().copied(), 97).unwrap()) {
        paged.extend(page.iter().map(|document| document.id));
        if page.len() < 97 {
            break;
        }
    }
    assert_eq!(paged, documents.iter().map(|document| document.id).collect::<Vec<_>>());
    for id in &paged {
        let hits = snapshot.passages_of(&[*id]).unwrap();
        all.push(serde_json::to_string(&hits).unwrap());
    }
    for mut record in snapshot.sources(None, usize::MAX).unwrap() {
        record.indexed_on = None;
        // a file that was just written has none yet
        record.paths.iter_mut().for_each(|path| path.stamp = None);
        all.push(serde_json::to_string(&record).unwrap());
    }

    let library = ibid::open(&path).unwrap();
    for question in [
        "heron",
        "écluse moulin",
        "\"the weir\"",
        "+la budget",
        "title:heron",
        "source:long*",
        "source:other* roi",
        "ferry NEAR reed",
        "the",
    ] {
        let mut response = library.search(question, 200).unwrap();
        (response.took_us, response.generation) = (0, 0);
        all.push(serde_json::to_string(&response).unwrap());
    }
    let report = ibid::check(&path, &mut |_, _, _| {}).unwrap();
    let faults = &report.index.faults;
    assert!(faults.is_empty(), "{faults:?}");
    all
}

/// What an index made at once of the same files says.
fn said_at_once(place: &Sandbox) -> Vec<String> {
    let index = place.path("fresh");
    let _ = fs::remove_dir_all(&index);
    ibid::build_with(&[place.sources()], &index, &IndexOptions::default()).unwrap();
    said(place, "fresh")
}

fn assert_same(place: &Sandbox, what: &str) {
    let (own, fresh) = (said(place, ".ibid"), said_at_once(place));
    assert_eq!(own.len(), fresh.len(), "{what}");
    for (own, fresh) in own.iter().zip(&fresh) {
        assert!(own == fresh, "{what}:\n{own:.600}\n{fresh:.600}");
    }
}

/// The lengths of the files in which passages are stored, by their names.
fn stores(place: &Sandbox) -> BTreeMap<String, u64> {
    let entries = fs::read_dir(place.path(".ibid")).unwrap().map(Result::unwrap);
    let named =
        entries.map(|e| (e.file_name().into_string().unwrap(), e.metadata().unwrap().len()));
    named.filter(|(name, _)| name.ends_with(".store")).collect()
}

#[test]
fn one_changed_line_of_many_rewrites_its_own_passages() {
    let (place, mut dice) = (Sandbox::new(), Dice(3));
    let mut lines: Vec<String> = (0..2000).map(|n| line(n, &mut dice)).collect();
    write(&place, "long.jsonl", &lines);
    let first = run(&place);
    assert_eq!((first.passages, first.passages_written), (2000, 2000));
    let before = stores(&place);

    for (round, n) in [1200, 1999].into_iter().enumerate() {
        lines[n] = line(n + 1, &mut dice).replace("seen", "heard").replace("Le ", "Un ");
        write(&place, "long.jsonl", &lines);
        let again = run(&place);
        assert_eq!((again.indexed, again.passages, again.passages_written), (1, 2000, 1));
        assert_eq!(again.deleted, 0);

        let now = stores(&place);
        let kept = before.iter().filter(|(name, bytes)| now.get(*name) == Some(bytes)).count();
        assert_eq!(kept, before.len(), "round {round}: {before:?} {now:?}");
        let new: u64 =
            now.iter().filter(|(name, _)| !before.contains_key(*name)).map(|f| f.1).sum();
        assert!(new * 20 < before.values().sum(), "{before:?} {now:?}");
    }
    assert_same(&place, "two lines");
}

#[test]
fn any_edits_of_lines_give_what_an_index_made_at_once_gives() {
    let mut dice = Dice(11);
    let mut amended = 0;
    for round in 0..how_many("IBID_AMENDED", 2) {
        let place = Sandbox::new();
        let mut lines: Vec<String> = (0..600).map(|n| line(n, &mut dice)).collect();
        write(&place, "long.jsonl", &lines);
        run(&place);
        let first = lines.clone();
        for step in 0..6 {
            let at = if step == 0 { 590 } else { dice.below(lines.len()) };
            match if step == 0 { 0 } else { dice.below(6) } {
                0 => lines[at] = line(at + dice.below(9), &mut dice),
                1 => drop(lines.remove(at)),
                2 => lines.insert(at.max(560), line(at, &mut dice)),
                3 => {
                    let other = dice.below(lines.len());
                    lines.swap(at, other);
                }
                4 => lines[at] = lines[dice.below(lines.len())].clone(),
                _ => lines[at] = "{oops".to_owned(),
            }
            write(&place, "long.jsonl", &lines);
            // the bytes that it had before may lie elsewhere
            match dice.below(4) {
                0 => write(&place, "other.jsonl", &first),
                1 => drop(fs::remove_file(place.path("sources/other.jsonl"))),
                _ => {}
            }
            let summary = run(&place);
            amended += usize::from(summary.passages_written < 300);
            assert_same(&place, &format!("round {round}, step {step}"));
        }
    }
    assert!(amended > 4, "only {amended} runs wrote a part");
}

#[test]
fn the_bytes_of_before_stay_where_they_lie_elsewhere_too() {
    let (place, mut dice) = (Sandbox::new(), Dice(5));
    let mut lines: Vec<String> = (0..520).map(|n| line(n, &mut dice)).collect();
    write(&place, "long.jsonl", &lines);
    run(&place);

    // it is moved and changed at once
    write(&place, "other.jsonl", &lines);
    lines[100] = line(7, &mut dice);
    write(&place, "long.jsonl", &lines);
    run(&place);
    assert_same(&place, "copied");

    // and what it was comes back once it was handed over
    let before = lines.clone();
    fs::remove_file(place.path("sources/other.jsonl")).unwrap();
    run(&place);
    lines[200] = line(8, &mut dice);
    write(&place, "long.jsonl", &lines);
    assert_eq!(run(&place).passages_written, 1);
    write(&place, "again.jsonl", &before);
    assert_eq!(run(&place).passages_written, 520, "a key of its own");
    assert_same(&place, "come back");
    write(&place, "long.jsonl", &before);
    run(&place);
    assert_same(&place, "equal");
    fs::remove_file(place.path("sources/again.jsonl")).unwrap();
    run(&place);
    assert_same(&place, "one of two gone");
}
