use std::path::Path;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{Backend, Snapshot, Store, Vocabulary};

use crate::sample::{add_source, index, passage_id, search, source_id, writer};
use crate::statistics::Statistics;
use crate::{Error, Reader};

fn names_in(path: &Path) -> Vec<String> {
    let mut names = super::names(path).unwrap();
    names.sort_unstable();
    names
}

#[test]
fn what_is_settled_half_way_is_seen_by_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index");
    index(&path, 0..300);
    let reader = Reader::open(&path).unwrap();
    let before = reader.snapshot().unwrap();
    let names = names_in(&path);

    // as a run does, up to its very last step
    let mut killed = writer(&path);
    (0..299).for_each(|n| killed.remove(source_id(n)).unwrap());
    killed.commit_with(&Statistics::default()).unwrap();
    killed.merge_segments().unwrap();
    killed.commit_with(&Statistics { generation: 2, ..Statistics::default() }).unwrap();
    for reader in [&reader, &Reader::open(&path).unwrap()] {
        reader.reload().unwrap();
        let snapshot = reader.snapshot().unwrap();
        assert_eq!(snapshot.generation(), before.generation());
        assert_eq!(search(&snapshot, "*", 300), search(&before, "*", 300));
        assert_eq!(snapshot.collection().unwrap(), before.collection().unwrap());
    }
    drop(killed);
    assert_eq!(names_in(&path), names, "what was not published is removed");

    // the next run has nothing to finish
    let mut again = writer(&path);
    (0..299).for_each(|n| again.remove(source_id(n)).unwrap());
    again.commit().unwrap();
    reader.reload().unwrap();
    let after = reader.snapshot().unwrap();
    assert_eq!(after.generation(), before.generation() + 1, "a run is one step");
    assert_eq!(search(&after, "*", 10).hits[0].passage.id, passage_id(299));
    assert_eq!(after.collection().unwrap().whole().passages, 1);
    assert_eq!(search(&before, "*", 300).total, Some(300), "the older one does not move");
}

#[test]
fn a_new_index_is_one_segment_however_many_threads_wrote_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index");
    let options = crate::WriterOptions { threads: 3, memory: 64 << 20 };
    let mut writer = crate::Writer::open(&path, &options).unwrap();
    let mut analyzer = Analyzer::new();
    (0..2000).for_each(|n| add_source(&mut writer, n, &mut analyzer));
    writer.commit().unwrap();
    let stores = |path| -> Vec<String> {
        names_in(path).into_iter().filter(|name| name.ends_with(".store")).collect()
    };
    let first = stores(&path);
    assert_eq!(first.len(), 1);

    // a run that adds to it leaves it where it is
    add_source(&mut writer, 2000, &mut analyzer);
    writer.commit().unwrap();
    let then = stores(&path);
    assert!(then.len() > 1 && then.contains(&first[0]), "{then:?}");
}

#[test]
fn what_comes_again_takes_the_place_of_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index");
    let (mut writer, mut analyzer) = (writer(&path), Analyzer::new());
    let total = |path: &Path| {
        let snapshot = Reader::open(path).unwrap().snapshot().unwrap();
        let sources = snapshot.sources(None, usize::MAX).unwrap().len();
        (search(&snapshot, "*", 9).total, sources)
    };
    // before it was committed
    (0..2).for_each(|_| add_source(&mut writer, 1, &mut analyzer));
    add_source(&mut writer, 2, &mut analyzer);
    writer.commit().unwrap();
    assert_eq!(total(&path), (Some(2), 2));

    // and after
    for _ in 0..2 {
        add_source(&mut writer, 1, &mut analyzer);
        writer.remove(source_id(2)).unwrap();
        add_source(&mut writer, 2, &mut analyzer);
        writer.commit().unwrap();
        assert_eq!(total(&path), (Some(2), 2));
    }
    writer.remove(source_id(2)).unwrap();
    writer.commit().unwrap();
    assert_eq!(total(&path), (Some(1), 1));
}

#[test]
fn what_a_cut_off_run_left_is_removed_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index");
    index(&path, 0..3);
    let whole = names_in(&path);
    let left = [
        "00000000000000000000000000000000.store",
        "00000000000000000000000000000000.7.del",
        ".tmpA1b2C3",
        ".managed.json",
        "meta.json.new",
    ];
    for name in left {
        std::fs::write(path.join(name), "left").unwrap();
    }
    std::fs::write(path.join("notes.txt"), "a person's").unwrap();
    writer(&path).commit().unwrap();
    let names: Vec<String> = names_in(&path).into_iter().filter(|n| n != "notes.txt").collect();
    assert_eq!(names, whole);
    assert!(path.join("notes.txt").exists());
}

#[test]
fn what_cannot_be_opened_is_not_removed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index");
    index(&path, 0..3);
    let (names, meta) = (names_in(&path), std::fs::read(path.join("meta.json")).unwrap());
    std::fs::write(path.join("meta.json"), "{").unwrap();
    let options = crate::WriterOptions { threads: 1, memory: 32 << 20 };
    assert!(crate::Writer::open(&path, &options).is_err());
    std::fs::write(path.join("meta.json"), meta).unwrap();
    assert_eq!(names_in(&path), names);
    assert_eq!(search(&Reader::open(&path).unwrap().snapshot().unwrap(), "*", 9).total, Some(3));
}

#[test]
fn a_first_run_that_was_cut_off_is_told_and_made_good() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index");
    let (mut cut, mut analyzer) = (writer(&path), Analyzer::new());
    add_source(&mut cut, 1, &mut analyzer);
    cut.progress(1, 3);
    let Err(Error::BeingMade { run, .. }) = Reader::open(&path) else { panic!("it answers") };
    assert_eq!((run.process, run.files, run.of_files), (std::process::id(), 1, 3));
    drop(cut);
    assert!(matches!(Reader::open(&path), Err(Error::Unfinished { .. })));

    index(&path, 0..3);
    assert_eq!(search(&Reader::open(&path).unwrap().snapshot().unwrap(), "*", 9).total, Some(3));
    std::fs::remove_file(path.join("meta.json")).unwrap();
    assert!(matches!(Reader::open(&path), Err(Error::Damaged { .. })), "it was lost");
    let options = crate::WriterOptions { threads: 1, memory: 32 << 20 };
    let opened = crate::Writer::open(&path, &options);
    assert!(matches!(opened, Err(Error::Damaged { .. })), "it would be emptied");
}
