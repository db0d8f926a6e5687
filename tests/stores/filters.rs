//! What a passage must satisfy whatever its words.

use ibid_core::document::{Date, Evidence};
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_core::query::Filter;

use super::ask::{Ask, name_words, phrase, sorted_texts, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::{Source, id_of};

/// What is changed of a passage.
type Change<'a> = &'a dyn Fn(&mut Passage);

/// A store with a source for each text, each with something of its own.
fn world<F: Fixture, const N: usize>(sources: [(&str, Change<'_>); N]) -> World<F> {
    World::with(sources.map(|(text, change)| Source::new(text).with(text, change)))
}

/// What is found about the budget where a filter lets it through.
fn check<F: Fixture>(world: &World<F>, filter: &Filter, wanted: &[&str]) {
    let plain = Ask::words("budget").filter(filter.clone());
    let found = world.ask(&plain);
    assert_eq!(sorted_texts(&found), wanted, "{filter:?}");
    assert_eq!(found.total, Some(wanted.len() as u64), "{filter:?}");
    // a query that is more than some words goes another way
    let found = world.ask(&plain.must(phrase("budget", 0)));
    assert_eq!(sorted_texts(&found), wanted, "{filter:?}");
    assert_eq!(found.total, Some(wanted.len() as u64), "{filter:?}");
}

pub(super) fn languages_are_told_apart<F: Fixture>() {
    let world = world::<F, 3>([
        ("budget a", &|_| ()),
        ("budget b", &|passage| passage.lang = Some(Lang::En)),
        ("budget c", &|passage| passage.lang = None),
    ]);
    let langs = |langs: &[Lang]| Filter { langs: langs.to_vec(), ..Filter::default() };
    check(&world, &langs(&[]), &["budget a", "budget b", "budget c"]);
    check(&world, &langs(&[Lang::Fr]), &["budget a"]);
    check(&world, &langs(&[Lang::En]), &["budget b"]);
    check(&world, &langs(&[Lang::En, Lang::Fr]), &["budget a", "budget b"]);
}

pub(super) fn sources_are_chosen_by_path_and_by_name<F: Fixture>() {
    let mut twice = Source::new("notes/c.md").texts(&["budget c"]);
    twice.record.paths.push(super::write::source_path("autres/d.vtt"));
    let world = World::<F>::with([
        Source::new("notes/a.md").texts(&["budget a"]),
        Source::new("débats/b.vtt").texts(&["budget b", "budget b encore"]),
        twice,
        Source::new("notes/[e].md").texts(&["budget e"]),
    ]);
    let sources = |globs: &[&str]| Filter {
        sources: globs.iter().map(|glob| (*glob).to_owned()).collect(),
        ..Filter::default()
    };
    check(&world, &sources(&["*.vtt"]), &["budget b", "budget b encore", "budget c"]);
    check(&world, &sources(&["notes/*"]), &["budget a", "budget c", "budget e"]);
    check(&world, &sources(&["a.md"]), &["budget a"]);
    check(&world, &sources(&["débats/b.vtt"]), &["budget b", "budget b encore"]);
    check(&world, &sources(&["a.md", "autres/*"]), &["budget a", "budget c"]);
    // a path is also meant as it is written
    check(&world, &sources(&["notes/[e].md"]), &["budget e"]);
    check(&world, &sources(&["notes/[ab].md"]), &["budget a"]);
    check(&world, &sources(&["notes/[[]e].md"]), &["budget e"]);
    check(&world, &sources(&["["]), &[]);
    check(&world, &sources(&["A.md", "notes"]), &[]);
}

pub(super) fn speakers_and_titles_hold_words_in_a_row<F: Fixture>() {
    let says = |name: &'static str| {
        move |passage: &mut Passage| {
            passage.speaker = Some(name.to_owned());
            passage.about.title = Some(format!("Audition de {name}"));
        }
    };
    let world = world::<F, 4>([
        ("budget a", &says("Zoé Brun")),
        ("budget b", &says("Zoé Le Brun")),
        ("budget c", &says("Brunel")),
        ("budget d", &|_| ()),
    ]);
    let speakers = |names: &[&str]| Filter {
        speakers: names.iter().map(|name| name_words(name)).collect(),
        ..Filter::default()
    };
    let titles = |titles: &[&str]| Filter {
        titles: titles.iter().map(|title| name_words(title)).collect(),
        ..Filter::default()
    };
    check(&world, &speakers(&["brun"]), &["budget a", "budget b"]);
    check(&world, &speakers(&["zoe brun"]), &["budget a"]);
    check(&world, &speakers(&["Brunel", "le brun"]), &["budget b", "budget c"]);
    check(&world, &speakers(&["brune"]), &[]);
    check(&world, &titles(&["brun"]), &["budget a", "budget b"]);
    check(&world, &titles(&["audition", "le brun"]), &["budget b"]);
    check(&world, &titles(&["brun", "brunel"]), &[]);
    let both = Filter { titles: vec![name_words("zoé")], ..speakers(&["le"]) };
    check(&world, &both, &["budget b"]);
}

pub(super) fn kinds_of_evidence_are_told_apart<F: Fixture>() {
    let sources = Evidence::ALL.map(|kind| {
        let text = format!("budget {}", kind.name());
        Source::new(kind.name()).with(&text, |passage| passage.about.evidence = Some(kind))
    });
    let world = World::<F>::with(sources);
    world.commit(&[super::write::Change::Put(Source::new("x").texts(&["budget sans"]))]);
    let kinds = |kinds: &[Evidence]| Filter { evidence: kinds.to_vec(), ..Filter::default() };
    for kind in [Evidence::Paraphrase, Evidence::Machine, Evidence::Translation] {
        check(&world, &kinds(&[kind]), &[&format!("budget {}", kind.name())]);
    }
    // where nothing is said they are the words themselves
    check(&world, &kinds(&[Evidence::Verbatim]), &["budget sans", "budget verbatim"]);
    let two = kinds(&[Evidence::Machine, Evidence::Translation]);
    check(&world, &two, &["budget machine", "budget translation"]);
}

pub(super) fn dates_begin_on_a_day_and_end_before_one<F: Fixture>() {
    let on = |day: &'static str| {
        let date = Date::parse(day);
        assert!(date.is_some());
        move |passage: &mut Passage| passage.about.date = date
    };
    let world = world::<F, 4>([
        ("budget a", &on("2019-12-31")),
        ("budget b", &on("2020-01-01")),
        ("budget c", &on("2020-06-15")),
        ("budget d", &|_| ()),
    ]);
    let dates = |after: Option<&str>, before: Option<&str>| Filter {
        after: after.and_then(Date::parse),
        before: before.and_then(Date::parse),
        ..Filter::default()
    };
    check(&world, &dates(Some("2020-01-01"), None), &["budget b", "budget c"]);
    check(&world, &dates(None, Some("2020-01-01")), &["budget a"]);
    check(&world, &dates(Some("2020-01-01"), Some("2020-06-15")), &["budget b"]);
    check(&world, &dates(Some("2020-01-02"), Some("2020-01-02")), &[]);
    check(&world, &dates(None, Some("9999-12-31")), &["budget a", "budget b", "budget c"]);
    check(&world, &dates(None, None), &["budget a", "budget b", "budget c", "budget d"]);
}

pub(super) fn every_filter_must_be_passed<F: Fixture>() {
    let world = world::<F, 3>([
        ("budget a", &|passage| passage.about.date = Date::parse("2020-01-01")),
        ("budget b", &|passage| {
            passage.about.date = Date::parse("2020-01-01");
            passage.lang = Some(Lang::En);
        }),
        ("budget c", &|passage| passage.lang = Some(Lang::En)),
    ]);
    let english = Filter { langs: vec![Lang::En], ..Filter::default() };
    let dated = Filter { after: Date::parse("2019-01-01"), ..Filter::default() };
    check(&world, &Filter { langs: english.langs.clone(), ..dated.clone() }, &["budget b"]);
    let both = Ask::words("budget").filter(english.clone()).filter(dated);
    assert_eq!(texts(&world.ask(&both).hits), ["budget b"]);
    let french = Filter { langs: vec![Lang::Fr], ..Filter::default() };
    assert_eq!(world.ask(&Ask::words("budget").filter(english).filter(french)).total, Some(0));
    // the first filter wants no source in particular, the second does
    let named = Filter { sources: vec!["budget b".to_owned()], ..Filter::default() };
    let both = Ask::words("budget").filter(Filter::default()).filter(named);
    assert_eq!(texts(&world.ask(&both).hits), ["budget b"]);
}

pub(super) fn what_nobody_said_is_found_where_it_is_asked_for<F: Fixture>() {
    let world = world::<F, 2>([
        ("budget a", &|_| ()),
        ("[budget] b", &|passage| passage.non_speech = true),
    ]);
    let mut ask = Ask::words("budget");
    let found = world.ask(&ask);
    assert_eq!((texts(&found.hits), found.total), (vec!["budget a"], Some(1)));
    ask.query.non_speech = true;
    let found = world.ask(&ask);
    assert_eq!(sorted_texts(&found), ["[budget] b", "budget a"]);
    assert_eq!(found.total, Some(2));
}

pub(super) fn some_passages_are_searched_among<F: Fixture>() {
    let text = |n: usize| format!("budget {}{n}", "public ".repeat(n % 5));
    let sources = (0..300).map(|n| Source::new(&format!("{n}.md")).texts(&[&text(n)]));
    let world = World::<F>::with(sources);
    let ask = Ask::words("budget public").page(0, 400);
    let whole = world.ask(&ask);

    let ids: Vec<PassageId> = [7, 299, 4, 150, 13].map(|n| id_of(&text(n))).to_vec();
    let unknown = id_of("inconnu");
    let among = world.ask(&ask.clone().among(&[&ids[..], &[unknown]].concat()));
    let wanted: Vec<_> = whole.hits.iter().filter(|hit| ids.contains(&hit.passage.id)).collect();
    assert_eq!(among.total, Some(ids.len() as u64));
    assert!(among.hits.iter().eq(wanted), "the same order and scores as among all");

    let other = Ask { query: Ask::words("jardin").query, ..ask.clone() };
    assert_eq!(world.ask(&other.among(&ids)).total, Some(0), "they must match too");
    let both = ask.clone().must(phrase("public public", 0)).among(&ids);
    assert_eq!(world.ask(&both).total, Some(4), "150 holds the word less often");
    for none in [&[][..], &[unknown]] {
        assert_eq!(world.ask(&ask.clone().among(none)).total, Some(0));
    }
}
