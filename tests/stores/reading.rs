//! What is read without a question: passages, neighbours, sources, documents, counts.

use ibid_core::backend::{Counts, DocumentRecord, Snapshot, Vocabulary};
use ibid_core::ids::{DocumentId, PassageId};
use ibid_core::lang::Lang;

use super::ask::texts;
use super::fixture::Fixture;
use super::world::World;
use super::write::{Source, id_of};

pub(super) fn passages_are_fetched_by_id<F: Fixture>() {
    let named = Source::new("b.jsonl").with("une mairie", |passage| {
        passage.about.name = Some("doc 7".to_owned());
        passage.non_speech = true;
    });
    let world = World::<F>::with([Source::new("a.md").texts(&["le budget", "un jardin"]), named]);
    let ids = ["un jardin", "inconnu", "une mairie", "un jardin"].map(id_of);
    let fetched = world.snapshot().fetch(&ids).unwrap();
    assert_eq!(fetched, world.expected().fetch(&ids).unwrap());

    let [Some(garden), None, Some(named), Some(again)] = &fetched[..] else {
        panic!("in the order of the ids, and nothing for what is not there: {fetched:?}")
    };
    assert_eq!(garden, again);
    assert_eq!((garden.passage.text.as_str(), garden.passage.ordinal), ("un jardin", 1));
    assert_eq!((garden.path.as_str(), garden.file.as_str()), ("a.md", "/folder/a.md"));
    assert_eq!(named.path, "b.jsonl#doc 7");
    assert_eq!(garden.score.to_bits(), 0.0_f64.to_bits());
    assert_eq!(garden.quoted, None);
    assert_eq!(world.snapshot().fetch(&[]).unwrap(), []);
}

pub(super) fn ids_are_listed_from_one_to_another<F: Fixture>() {
    let texts: Vec<String> = (0..40).map(|n| format!("texte {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // the same words twice are one id
    let world = World::<F>::with([
        Source::new("a.md").texts(&texts),
        Source::new("b.md").texts(&texts[..9]),
    ]);
    let (snapshot, expected) = (world.snapshot(), world.expected());
    let mut all: Vec<PassageId> = texts.iter().map(|text| id_of(text)).collect();
    all.sort_unstable();
    let (first, last) = PassageId::beginning_with("").unwrap();
    assert_eq!(snapshot.ids_between(first, last, 99).unwrap(), all);
    for (from, to, limit) in [(0, 39, 7), (3, 11, 99), (5, 5, 1), (9, 2, 9), (0, 39, 0)] {
        let found = snapshot.ids_between(all[from], all[to], limit).unwrap();
        assert_eq!(found, expected.ids_between(all[from], all[to], limit).unwrap());
        let want = all.get(from..=to).unwrap_or_default();
        assert_eq!(found, want[..want.len().min(limit)], "{from} {to} {limit}");
    }
}

/// A source of two documents, with six passages between them.
fn two_documents() -> Source {
    let order = [(0, 2), (1, 0), (0, 0), (1, 1), (0, 1), (0, 3)];
    order.into_iter().fold(Source::new("a.jsonl"), |source, (number, ordinal)| {
        source.with(&format!("texte {number} {ordinal}"), |passage| {
            passage.about.number = Some(number);
            passage.about.title = Some(format!("Document {number}"));
            passage.ordinal = ordinal;
        })
    })
}

pub(super) fn neighbours_are_of_the_same_document<F: Fixture>() {
    let world = World::<F>::with([two_documents(), Source::new("b.md").texts(&["seul", "à deux"])]);
    let ids = ["texte 0 1", "inconnu", "texte 1 1", "seul"].map(id_of);
    for (context, wanted) in [
        (0, [&["texte 0 1"][..], &[], &["texte 1 1"], &["seul"]]),
        (
            1,
            [
                &["texte 0 0", "texte 0 1", "texte 0 2"],
                &[],
                &["texte 1 0", "texte 1 1"],
                &["seul", "à deux"],
            ],
        ),
        (
            u32::MAX,
            [
                &["texte 0 0", "texte 0 1", "texte 0 2", "texte 0 3"],
                &[],
                &["texte 1 0", "texte 1 1"],
                &["seul", "à deux"],
            ],
        ),
    ] {
        let around = world.snapshot().around_many(&ids, context).unwrap();
        let found: Vec<Vec<&str>> = around.iter().map(|hits| texts(hits)).collect();
        assert_eq!(found, wanted, "{context}");
        assert_eq!(around, world.expected().around_many(&ids, context).unwrap());
    }
    assert_eq!(world.snapshot().around_many(&[], 2).unwrap(), Vec::<Vec<_>>::new());
}

pub(super) fn sources_are_listed_by_page<F: Fixture>() {
    let sources: Vec<Source> =
        (0..25).map(|n| Source::new(&format!("{n}.md")).texts(&["texte"])).collect();
    let world = World::<F>::with(sources.clone());
    // over several commits, and so maybe several places
    let more: Vec<Source> = (25..30).map(|n| Source::new(&format!("{n}.md"))).collect();
    for source in &more {
        world.commit(&[super::write::Change::Put(source.clone())]);
    }
    let mut records: Vec<_> =
        sources.iter().chain(&more).map(|source| source.record.clone()).collect();
    records.sort_by_key(|record| record.id);

    let snapshot = world.snapshot();
    assert_eq!(snapshot.sources(None, usize::MAX).unwrap(), records);
    let mut pages = Vec::new();
    loop {
        let page = snapshot.sources(pages.last().copied(), 7).unwrap();
        assert!(page.len() <= 7);
        pages.extend(page.iter().map(|record| record.id));
        if page.len() < 7 {
            break;
        }
    }
    assert_eq!(pages, records.iter().map(|record| record.id).collect::<Vec<_>>());
    assert_eq!(snapshot.sources(None, 0).unwrap(), []);
    assert_eq!(snapshot.sources(pages.last().copied(), 7).unwrap(), []);
    // after an id that no source has
    let between = Source::new("inconnu").id();
    let later: Vec<_> = records.iter().filter(|record| record.id > between).cloned().collect();
    assert_eq!(snapshot.sources(Some(between), usize::MAX).unwrap(), later);
}

pub(super) fn documents_are_listed_by_page<F: Fixture>() {
    let many = (0..9).map(|n| Source::new(&format!("{n}.md")).texts(&["texte", "suite"]));
    let empty = Source::new("vide.md");
    let world = World::<F>::with(many.chain([two_documents(), empty]));
    let snapshot = world.snapshot();
    let documents = snapshot.documents(None, usize::MAX).unwrap();
    assert_eq!(documents, world.expected().documents(None, usize::MAX).unwrap());
    assert_eq!(documents.len(), 11, "a source without passages has no document");
    assert!(documents.is_sorted_by_key(|document| document.id));

    let [first, second] = [0, 1].map(|number| {
        let id = DocumentId { source: two_documents().id(), number };
        documents.iter().find(|document| document.id == id).unwrap()
    });
    assert_eq!((first.passages, second.passages), (4, 2));
    assert_eq!(second.about.title.as_deref(), Some("Document 1"));

    let mut pages: Vec<DocumentRecord> = Vec::new();
    for _ in 0..4 {
        let after = pages.last().map(|document| document.id);
        pages.extend(snapshot.documents(after, 3).unwrap());
    }
    assert_eq!(pages, documents);
    let last = pages.last().map(|document| document.id);
    assert_eq!(snapshot.documents(last, 3).unwrap(), []);
    assert_eq!(snapshot.documents(None, 0).unwrap(), []);
    assert_eq!(snapshot.documents(Some(first.id), 1).unwrap()[0].id, second.id);
}

pub(super) fn passages_of_documents_come_in_their_order<F: Fixture>() {
    let world = World::<F>::with([two_documents(), Source::new("b.md").texts(&["seul", "à deux"])]);
    let of = |source: Source, number| DocumentId { source: source.id(), number };
    let asked = [
        of(two_documents(), 1),
        of(Source::new("inconnu"), 0),
        of(two_documents(), 0),
        of(Source::new("b.md").texts(&["seul", "à deux"]), 0),
        of(two_documents(), 2),
    ];
    let passages = world.snapshot().passages_of(&asked).unwrap();
    let found: Vec<Vec<&str>> = passages.iter().map(|hits| texts(hits)).collect();
    let first = ["texte 0 0", "texte 0 1", "texte 0 2", "texte 0 3"];
    let wanted: [&[&str]; 5] = [&["texte 1 0", "texte 1 1"], &[], &first, &["seul", "à deux"], &[]];
    assert_eq!(found, wanted);
    assert_eq!(passages, world.expected().passages_of(&asked).unwrap());
    assert_eq!(world.snapshot().passages_of(&[]).unwrap(), Vec::<Vec<_>>::new());
}

pub(super) fn passages_are_counted_by_language<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["un", "deux", "trois"]),
        Source::new("b").with("one", |passage| passage.lang = Some(Lang::En)),
        Source::new("c")
            .with("x", |passage| passage.lang = None)
            .with("y", |passage| passage.lang = None),
        Source::new("d"),
    ]);
    let counts = world.snapshot().counts().unwrap();
    assert_eq!((counts.sources, counts.passages), (4, 6));
    assert_eq!((counts.french, counts.english, counts.neither), (3, 1, 2));
    world.check_lists();
    assert_eq!(world.snapshot().collection().unwrap().whole().passages, counts.passages);
    let empty = World::<F>::with([]);
    assert_eq!(empty.snapshot().counts().unwrap(), Counts::default());
    empty.check_lists();
}
