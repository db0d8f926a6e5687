//! What is there twice is one hit: passages with one id, and passages of one moment.

use ibid_core::backend::Snapshot;
use ibid_core::document::{Evidence, Medium, Span};
use ibid_core::hit::Twins;
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_core::query::Filter;
use ibid_core::time::{Method, Moment, Timecode};

use super::ask::{Ask, sorted_texts, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::{Source, by_id};

pub(super) fn passages_with_one_id_are_one_hit<F: Fixture>() {
    let held = ["le budget public", "le budget de la mairie", "un jardin"];
    let world = World::<F>::with([
        Source::new("a").texts(&held),
        Source::new("b").texts(&held),
        Source::new("c").texts(&held[1..]),
    ]);
    let found = world.ask(&Ask::words("budget"));
    assert_eq!(sorted_texts(&found), ["le budget de la mairie", "le budget public"]);
    assert_eq!(found.total, Some(2));

    // so many copies that the best block needs more candidates than it has places
    let copies = (0..300).map(|n| Source::new(&format!("{n}")).texts(&held));
    let found = World::<F>::with(copies).ask(&Ask::words("budget jardin"));
    assert_eq!((found.hits.len(), found.total), (3, Some(3)));
}

pub(super) fn the_smallest_source_answers<F: Fixture>() {
    let [first, second, third] =
        by_id(["a", "b", "c"].map(|path| Source::new(path).texts(&["le budget"])));
    let path = first.record.paths[0].shown.clone();
    let id = first.passages[0].id;
    let world = World::<F>::with([third, first, second]);
    assert_eq!(world.ask(&Ask::words("budget")).hits[0].path, path);
    let fetched = ibid_core::backend::Snapshot::fetch(&world.snapshot(), &[id]).unwrap();
    assert_eq!(fetched[0].as_ref().unwrap().path, path);
}

pub(super) fn the_better_passage_answers<F: Fixture>() {
    let [plain, mut titled] =
        by_id(["a", "b"].map(|path| Source::new(path).texts(&["le travail du budget"])));
    titled.passages[0].about.title = Some("Budget".to_owned());
    let path = titled.record.paths[0].shown.clone();
    let world = World::<F>::with([plain, titled]);
    let found = world.ask(&Ask::words("budget"));
    assert_eq!((found.hits.len(), found.total), (1, Some(1)));
    assert_eq!(found.hits[0].path, path, "its title has the word too");
}

pub(super) fn the_first_of_a_source_answers<F: Fixture>() {
    let place = |number: u32, ordinal: u32| {
        move |passage: &mut Passage| {
            passage.about.number = Some(number);
            passage.about.name = Some(format!("{number}-{ordinal}"));
            passage.ordinal = ordinal;
        }
    };
    for places in [[(2, 0), (0, 1), (1, 0)], [(1, 0), (2, 0), (0, 1)], [(0, 1), (2, 0), (1, 0)]] {
        let source = places.into_iter().fold(Source::new("a"), |source, (number, ordinal)| {
            source.with("le budget", place(number, ordinal))
        });
        let id = source.passages[0].id;
        let world = World::<F>::with([source]);
        let fetched = ibid_core::backend::Snapshot::fetch(&world.snapshot(), &[id]).unwrap();
        assert_eq!(fetched[0].as_ref().unwrap().path, "a#0-1");
        // an opening weighs in phase two alone, which sees one of those with one id
        assert_eq!(world.ask(&Ask::words("budget")).hits[0].path, "a#0-1");
    }
}

/// Where else a store and the reference say that the only hit of a question stands, and how many
/// more there are.
fn twins<F: Fixture>(world: &World<F>, ask: &Ask) -> (Vec<String>, u64) {
    let hits = world.ask(ask).hits;
    assert_eq!(hits.len(), 1);
    let found = world.snapshot().twins(&ask.query, &hits).unwrap();
    assert_eq!(found, world.expected().twins(&ask.query, &hits).unwrap());
    let paths = found[0].hits.iter().map(|hit| hit.path.clone());
    (paths.collect(), found[0].more)
}

pub(super) fn the_other_places_of_a_passage_are_told<F: Fixture>() {
    let numbered = |number: u32| {
        move |passage: &mut Passage| {
            passage.about.number = Some(number);
            passage.about.name = Some(format!("n{number}"));
        }
    };
    let english = |passage: &mut Passage| passage.lang = Some(Lang::En);
    let [first, second, third] = by_id(["a", "b", "c"].map(Source::new));
    let paths = [&first, &second, &third].map(|source| source.record.paths[0].shown.clone());
    let world = World::<F>::with([
        third.with("le budget", english),
        first.with("le budget", numbered(0)).with("le budget", numbered(1)),
        second.texts(&["le budget", "un jardin"]),
    ]);

    let [a, b, c] = paths;
    let wanted = vec![format!("{a}#n1"), b.clone(), c];
    assert_eq!(twins(&world, &Ask::words("budget")), (wanted, 0));
    assert_eq!(twins(&world, &Ask::words("jardin")), (Vec::new(), 0));

    // what a filter leaves out is no place to tell of
    let french = Filter { langs: vec![Lang::Fr], ..Filter::default() };
    let ask = Ask::words("budget").filter(french);
    assert_eq!(twins(&world, &ask), (vec![format!("{a}#n1"), b], 0));
    let there = Filter { sources: vec![a], ..Filter::default() };
    assert_eq!(twins(&world, &Ask::words("budget").filter(there)).0.len(), 1);

    let copies = (0..20).map(|n| Source::new(&format!("{n}")).texts(&["le budget"]));
    let (paths, more) = twins(&World::<F>::with(copies), &Ask::words("budget"));
    assert_eq!((paths.len(), more), (Twins::MOST, 9));
}

/// Makes words be said at some seconds.
fn said(from: u64, to: u64) -> impl Fn(&mut Passage) + Copy {
    move |passage| {
        let at = |second| Timecode::from_millis(second * 1000);
        let moment = Moment { start: at(from), end: Some(at(to)), method: Method::Cue };
        let end = passage.text.len() as u32;
        passage.spans = vec![Span { start: 0, end, moment: Some(moment), line: 1 }];
        passage.about.medium = Some(Medium::YouTube("talk".to_owned()));
    }
}

pub(super) fn a_moment_is_one_hit<F: Fixture>() {
    let noted = |passage: &mut Passage| {
        said(100, 110)(passage);
        passage.about.evidence = Some(Evidence::Paraphrase);
    };
    let machine = |passage: &mut Passage| {
        said(102, 112)(passage);
        passage.about.evidence = Some(Evidence::Machine);
    };
    let world = World::<F>::with([
        Source::new("a").with("le budget public", said(100, 110)),
        Source::new("b").with("le budget", machine),
        Source::new("c").with("notes du budget", noted),
        Source::new("d").with("budget plus tard", said(108, 118)),
        Source::new("e").with("budget sans heure", |_| ()),
        // of one source, both stay
        Source::new("f")
            .with("budget de mars", said(200, 210))
            .with("budget de mai", said(200, 210)),
    ]);
    let found = world.ask(&Ask::words("budget public"));
    let wanted = [
        "budget de mai",
        "budget de mars",
        "budget plus tard",
        "budget sans heure",
        "le budget public",
        "notes du budget",
    ];
    assert_eq!(sorted_texts(&found), wanted);
    assert_eq!(texts(&found.hits)[0], "le budget public");
    assert_eq!(found.total, Some(7), "what matches is counted, not what is shown");
    // where the better one does not answer, the other does
    let machine_alone = Ask::words("budget").not(super::ask::word("public"));
    assert_eq!(world.ask(&machine_alone).hits.len(), 6);
}
