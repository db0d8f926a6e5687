//! What matches is counted by language, source, speaker and year, and listed by date.

use ibid_core::document::Date;
use ibid_core::facets::{Facet, FacetCounts, Matched, count};
use ibid_core::lang::Lang;
use ibid_core::query::{Filter, Order};

use super::ask::{Ask, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::{Source, by_id};

/// The counts of what matches, each facet by its name.
fn counts(matched: Vec<Matched>) -> Vec<(Facet, Vec<(String, u64)>)> {
    let all = count(matched, &Facet::ALL).into_iter();
    all.map(|FacetCounts { facet, counts }| (facet, counts)).collect()
}

/// Two documents that share a passage, with names that differ by case alone.
fn world<F: Fixture>() -> World<F> {
    let [first, second] = by_id([Source::new("a.md"), Source::new("b.md")]);
    let said = |source: Source, name: &'static str, year: u16| {
        source
            .with("budget commun", move |passage| passage.speaker = Some(name.to_owned()))
            .with(name, move |passage| {
                passage.speaker = Some(name.to_owned());
                passage.about.date = Date::new(year, 3, 1);
            })
            .with(&format!("budget {year}"), move |passage| {
                passage.lang = Some(Lang::En);
                passage.about.date = Date::new(year, 5, 1);
            })
    };
    World::with([said(first, "Zoé BUDGET", 2019), said(second, "zoe budget", 2017)])
}

pub(super) fn what_matches_is_counted_by_facets<F: Fixture>() {
    let world = world::<F>();
    let ask = Ask::words("budget");
    let total = world.ask(&ask).total;
    assert_eq!(total, Some(5), "the passage that both hold counts once");

    let found = counts(ask.matched(&world.snapshot()));
    let of = |facet: Facet| -> Vec<(&str, u64)> {
        let of = found.iter().find(|(other, _)| *other == facet).unwrap();
        of.1.iter().map(|(value, n)| (value.as_str(), *n)).collect()
    };
    let [first, second] = by_id([Source::new("a.md"), Source::new("b.md")]);
    let path = |source: &Source| source.record.paths[0].shown.clone();
    assert_eq!(of(Facet::Lang), [("fr", 3), ("en", 2)]);
    assert_eq!(of(Facet::Source), [(path(&first).as_str(), 3), (path(&second).as_str(), 2)]);
    assert_eq!(of(Facet::Speaker), [("Zoé BUDGET", 3), ("", 2)]);
    assert_eq!(of(Facet::Year), [("2017", 2), ("2019", 2), ("", 1)]);

    let langs = vec![Lang::En];
    let english = ask.filter(Filter { langs, ..Filter::default() });
    let found = counts(english.matched(&world.snapshot()));
    assert_eq!(found[0].1, [("en".to_owned(), 2)]);
    assert!(Ask::words("néant").matched(&world.snapshot()).is_empty());
    assert!(Ask::words("budget").matched(&World::<F>::with([]).snapshot()).is_empty());
}

pub(super) fn the_latest_comes_first<F: Fixture>() {
    let world = World::<F>::with([Source::new("a.md")
        .texts(&["budget sans jour"])
        .with("un budget de mars parmi bien d’autres choses", |passage| {
            passage.about.date = Date::new(2018, 3, 1);
        })
        .with("budget de mars", |passage| passage.about.date = Date::new(2018, 3, 1))
        .with("budget de mai", |passage| passage.about.date = Date::new(2018, 5, 1))]);
    let latest = Ask { order: Order::Date, ..Ask::words("budget") };
    let found = world.ask(&latest);
    let wanted = [
        "budget de mai",
        "budget de mars",
        "un budget de mars parmi bien d’autres choses",
        "budget sans jour",
    ];
    assert_eq!(texts(&found.hits), wanted);

    let pages = (0..4).map(|offset| world.ask(&latest.clone().page(offset, 1)));
    let pages: Vec<_> = pages.flat_map(|found| found.hits).collect();
    assert_eq!(pages, found.hits);
}
