//! What comes, goes and changes, and when it is seen.

use ibid_core::analysis::Kind;
use ibid_core::backend::{Backend, Snapshot, Store, Term, Vocabulary};
use ibid_core::query::Filter;

use super::ask::{Ask, sorted_texts, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::{Change, Source, id_of, source_path};

fn exact(text: &str) -> Term {
    Term { kind: Kind::Exact, text: text.to_owned() }
}

pub(super) fn a_source_is_taken_out_whole<F: Fixture>() {
    let gone = Source::new("a").texts(&["le budget public", "la mairie"]);
    let world = World::<F>::with([gone.clone(), Source::new("b").texts(&["un budget"])]);
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(2));

    world.commit(&[Change::Remove(gone.id())]);
    assert_eq!(texts(&world.ask(&Ask::words("budget mairie")).hits), ["un budget"]);
    world.check_lists();
    let snapshot = world.snapshot();
    let counts = snapshot.counts().unwrap();
    assert_eq!((counts.sources, counts.passages, counts.french), (1, 1, 1));
    assert_eq!(snapshot.collection().unwrap().whole().passages, 1);
    assert_eq!(snapshot.frequencies(&[exact("budget"), exact("mairie")]).unwrap(), [1, 0]);
    assert_eq!(snapshot.fetch(&[id_of("la mairie")]).unwrap(), [None]);
    assert!(snapshot.around_many(&[id_of("la mairie")], 1).unwrap()[0].is_empty());
    assert_eq!(snapshot.sources(None, 9).unwrap().len(), 1);
    assert_eq!(snapshot.documents(None, 9).unwrap().len(), 1);
    assert_eq!(snapshot.words_with_prefix("mai", 9).unwrap(), []);

    world.commit(&[Change::Remove(Source::new("b").id())]);
    world.check_lists();
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(0));
}

pub(super) fn a_source_is_replaced_whole<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["le budget public", "la mairie"]),
        Source::new("b").texts(&["un budget"]),
    ]);
    world.commit(&[Change::Put(Source::new("a").texts(&["le budget du parlement"]))]);
    let found = world.ask(&Ask::words("budget mairie"));
    assert_eq!(sorted_texts(&found), ["le budget du parlement", "un budget"]);
    assert_eq!(world.snapshot().counts().unwrap().passages, 2);
    world.check_lists();

    // with nothing in its place
    world.commit(&[Change::Put(Source::new("a"))]);
    assert_eq!(texts(&world.ask(&Ask::words("budget mairie")).hits), ["un budget"]);
    assert_eq!(world.snapshot().sources(None, 9).unwrap().len(), 2);
    world.check_lists();
}

pub(super) fn a_source_comes_in_many_parts<F: Fixture>() {
    let texts: Vec<String> = (0..40).map(|n| format!("budget numéro {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let whole = Source::new("a").texts(&texts);
    let world = World::<F>::with([Source::new("a").texts(&["un ancien budget"])]);
    world.commit(&[
        Change::Parts(whole.clone(), 3),
        Change::Put(Source::new("b").texts(&["jardin"])),
    ]);
    let ask = Ask::words("budget").page(0, 100);
    let found = world.ask(&ask);
    assert_eq!(found.total, Some(40));
    let around = world.snapshot().around_many(&[whole.passages[20].id], 50).unwrap().remove(0);
    assert_eq!(super::ask::texts(&around), texts, "in the order of the document");
    world.check_lists();

    let at_once = World::<F>::with([whole, Source::new("b").texts(&["jardin"])]);
    super::world::same(&found, &ask.of(&at_once.snapshot()), &ask);
}

pub(super) fn paths_change_and_passages_stay<F: Fixture>() {
    let source = Source::new("vieux/a.md").with("le budget", |passage| {
        passage.about.name = Some("x".to_owned());
    });
    let world = World::<F>::with([source.clone(), Source::new("b.md").texts(&["un budget"])]);
    let found = world.ask(&Ask::words("budget"));
    let before = world.snapshot().generation();

    let mut record = source.record.clone();
    record.paths = vec![source_path("neuf/a.md"), source_path("neuf/z.md")];
    world.commit(&[Change::Paths(record.clone())]);
    let moved = world.ask(&Ask::words("budget"));
    let passages = |found: &ibid_core::backend::Found| {
        found.hits.iter().map(|hit| (hit.passage.clone(), hit.score.to_bits())).collect::<Vec<_>>()
    };
    assert_eq!(passages(&moved), passages(&found));
    let hit = moved.hits.iter().find(|hit| hit.passage.source == source.id()).unwrap();
    assert_eq!((hit.path.as_str(), hit.file.as_str()), ("neuf/a.md#x", "/folder/neuf/a.md"));
    assert!(world.snapshot().sources(None, 9).unwrap().contains(&record));
    assert!(world.snapshot().generation() > before);
    world.check_lists();

    for (glob, total) in [("vieux/*", 0), ("neuf/*", 1), ("z.md", 1), ("*.md", 2)] {
        let filter = Filter { sources: vec![glob.to_owned()], ..Filter::default() };
        let ask = Ask::words("budget").filter(filter);
        assert_eq!(world.ask(&ask).total, Some(total), "{glob}");
    }
    // and they go with it
    world.commit(&[Change::Remove(source.id())]);
    assert_eq!(texts(&world.ask(&Ask::words("budget")).hits), ["un budget"]);
    world.check_lists();
}

pub(super) fn of_two_equal_sources_one_stays<F: Fixture>() {
    let [first, second] =
        super::write::by_id(["a", "b"].map(|path| Source::new(path).texts(&["le budget"])));
    let world = World::<F>::with([first.clone(), second.clone()]);
    assert_eq!(world.ask(&Ask::words("budget")).hits[0].passage.source, first.id());
    world.commit(&[Change::Remove(first.id())]);
    let found = world.ask(&Ask::words("budget"));
    assert_eq!((found.hits[0].passage.source, found.total), (second.id(), Some(1)));
    world.commit(&[Change::Put(first.clone())]);
    assert_eq!(world.ask(&Ask::words("budget")).hits[0].passage.source, first.id());
    world.check_lists();
}

pub(super) fn what_is_not_committed_is_never_seen<F: Fixture>() {
    let source = Source::new("a").texts(&["le budget"]);
    let world = World::<F>::with([source.clone()]);
    let backend = world.store.backend();
    let before = backend.snapshot().unwrap().generation();

    let mut writer = world.store.writer();
    for change in [
        Change::Parts(Source::new("b").texts(&["un budget", "une mairie"]), 1),
        Change::Put(Source::new("a").texts(&["autre budget"])),
        Change::Remove(source.id()),
    ] {
        change.make(&mut writer);
        backend.reload().unwrap();
        let snapshot = backend.snapshot().unwrap();
        assert_eq!(texts(&Ask::words("budget").of(&snapshot).hits), ["le budget"]);
        assert_eq!(snapshot.generation(), before);
    }
    drop(writer);

    backend.reload().unwrap();
    assert_eq!(backend.snapshot().unwrap().generation(), before);
    world.check_lists();
    assert_eq!(texts(&world.ask(&Ask::words("budget")).hits), ["le budget"]);
    // the next writer begins with what was committed
    world.commit(&[Change::Put(Source::new("c").texts(&["budget c"]))]);
    assert_eq!(sorted_texts(&world.ask(&Ask::words("budget mairie"))), ["budget c", "le budget"]);
    world.check_lists();
}

pub(super) fn nothing_changes_without_a_change<F: Fixture>() {
    let world = World::<F>::with([Source::new("a").texts(&["le budget"])]);
    let before = world.snapshot().generation();
    world.commit(&[]);
    assert_eq!(world.snapshot().generation(), before);
    world.commit(&[Change::Remove(Source::new("inconnu").id())]);
    assert_eq!(world.snapshot().generation(), before);
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(1));
    world.check_lists();
}

pub(super) fn a_source_comes_goes_and_comes_again<F: Fixture>() {
    let world = World::<F>::with([]);
    let source = Source::new("a").texts(&["le budget"]);
    let (put, remove) = (Change::Put(source.clone()), Change::Remove(source.id()));
    world.commit(&[put.clone(), remove.clone()]);
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(0));
    world.commit(&[put.clone(), remove.clone(), put.clone()]);
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(1));
    world.commit(&[put.clone(), put, remove]);
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(0));
    world.check_lists();

    // what goes need not have been whole
    let passages = vec![source.passages[0].clone()];
    let analysed = ibid_core::analysis::Analyzer::new().passages(passages);
    let mut writer = world.store.writer();
    writer.add(source.id(), analysed.clone()).unwrap();
    writer.remove(source.id()).unwrap();
    writer.add(source.id(), analysed).unwrap();
    writer.remove(source.id()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(world.ask(&Ask::words("budget")).total, Some(0));
    assert_eq!(world.snapshot().counts().unwrap().passages, 0);
}

pub(super) fn sources_are_those_of_the_last_commit<F: Fixture>() {
    let sources = ["c", "a", "b"].map(|path| Source::new(path).texts(&["le budget"]));
    let world = World::<F>::with(sources.clone());
    let mut records: Vec<_> = sources.iter().map(|source| source.record.clone()).collect();
    records.sort_by_key(|record| record.id);

    let mut writer = world.store.writer();
    let mut known = writer.sources().unwrap();
    known.sort_by_key(|record| record.id);
    assert_eq!(known, records);
    Change::Put(Source::new("d").texts(&["un budget"])).make(&mut writer);
    Change::Remove(sources[0].id()).make(&mut writer);
    assert_eq!(writer.sources().unwrap().len(), 3, "nothing was committed");
    writer.commit().unwrap();
    let known: Vec<_> = writer.sources().unwrap().into_iter().map(|record| record.id).collect();
    assert!(known.contains(&Source::new("d").id()) && !known.contains(&sources[0].id()));
}

pub(super) fn numbers_are_those_of_a_store_made_anew<F: Fixture>() {
    let source = |n: usize| {
        let texts = [format!("budget {n} public"), format!("mairie {}", "de tous ".repeat(n % 9))];
        Source::new(&format!("{n}")).texts(&[&texts[0], &texts[1]])
    };
    let world = World::<F>::with((0..60).map(source));
    let gone: Vec<Change> = (0..60).step_by(3).map(|n| Change::Remove(source(n).id())).collect();
    world.commit(&gone);
    world.commit(&(60..90).map(|n| Change::Put(source(n))).collect::<Vec<_>>());
    world.commit(&(60..90).step_by(2).map(|n| Change::Put(source(n))).collect::<Vec<_>>());
    world.check_lists();

    let kept = (0..90).filter(|n| *n >= 60 || n % 3 != 0);
    let anew = World::<F>::with(kept.map(source));
    let (snapshot, other) = (world.snapshot(), anew.snapshot());
    assert_eq!(snapshot.collection().unwrap(), other.collection().unwrap());
    let terms = ["budget", "public", "tous", "mairie", "7"].map(exact);
    assert_eq!(snapshot.frequencies(&terms).unwrap(), other.frequencies(&terms).unwrap());
    for words in ["budget public", "mairie tous", "7 mairie"] {
        let ask = Ask::words(words).page(0, 500);
        super::world::same(&world.ask(&ask), &ask.of(&other), &ask);
    }
}
