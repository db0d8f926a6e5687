//! Queries without words: what passes their filters is listed.

use ibid_core::document::Date;
use ibid_core::lang::Lang;
use ibid_core::query::{Filter, Order};
use ibid_core::spread::Spread;

use super::ask::{Ask, texts, word};
use super::fixture::Fixture;
use super::world::World;
use super::write::{Source, id_of};

fn french() -> Filter {
    Filter { langs: vec![Lang::Fr], ..Filter::default() }
}

fn sources() -> Vec<Source> {
    vec![
        Source::new("c.md").texts(&["un", "deux ponts", "trois"]),
        Source::new("a.vtt").with("quatre", |passage| passage.about.date = Date::new(2019, 3, 1)),
        Source::new("b.md").with("five", |passage| passage.lang = Some(Lang::En)),
        // said twice, and therefore one hit
        Source::new("d.md").texts(&["quatre", "six"]),
    ]
}

pub(super) fn of_a_list_few_places_are_of_different_documents<F: Fixture>() {
    let world = World::<F>::with(sources());
    let ask = Ask::nothing().filter(french());
    let all = ask.of(&world.snapshot()).hits;
    let found = ask.spread(&world.snapshot(), Spread { places: 2, without: &[id_of("quatre")] });
    assert_eq!(found.hits.len() + found.left_out, all.len());
    let texts = texts(&found.hits);
    let place = |text: &str| texts.iter().position(|found| *found == text);
    assert!(place("un").is_some() && place("un") < place("six"), "{texts:?}");
}

pub(super) fn filters_alone_list_what_passes_them<F: Fixture>() {
    let world = World::<F>::with(sources());
    let found = world.ask(&Ask::nothing().filter(french()));
    assert_eq!(texts(&found.hits).len(), 5);
    assert_eq!(found.total, Some(5));
    assert!(found.hits.iter().all(|hit| hit.score == 0.0));

    let after = Filter { after: Date::new(2018, 1, 1), ..Filter::default() };
    assert_eq!(texts(&world.ask(&Ask::nothing().filter(after)).hits), ["quatre"]);
    let both = Ask::nothing()
        .filter(french())
        .filter(Filter { sources: vec!["c.md".to_owned()], ..Filter::default() });
    assert_eq!(texts(&world.ask(&both).hits), ["un", "deux ponts", "trois"]);
    let without = both.clone().not(word("ponts"));
    assert_eq!(texts(&world.ask(&without).hits), ["un", "trois"]);
    let among = both.among(&[id_of("trois"), id_of("five")]);
    assert_eq!(texts(&world.ask(&among).hits), ["trois"]);
    let none = Filter { langs: vec![Lang::En], sources: vec!["c.md".to_owned()], ..french() };
    assert_eq!(world.ask(&Ask::nothing().filter(none)).total, Some(0));
}

pub(super) fn a_list_is_in_the_order_of_its_sources<F: Fixture>() {
    let world = World::<F>::with(sources());
    let list = Ask::nothing().filter(french());
    assert_eq!(texts(&world.ask(&list).hits), ["quatre", "un", "deux ponts", "trois", "six"]);
    // each in a segment of its own, in another order
    let world = World::<F>::with([]);
    for source in sources().into_iter().rev() {
        world.commit(&[super::write::Change::Put(source)]);
    }
    assert_eq!(texts(&world.ask(&list).hits), ["quatre", "un", "deux ponts", "trois", "six"]);
}

pub(super) fn a_list_has_pages_and_an_order_by_date<F: Fixture>() {
    let world = World::<F>::with(sources());
    let list = Ask::nothing().filter(french());
    assert_eq!(texts(&world.ask(&list.clone().page(1, 2)).hits), ["un", "deux ponts"]);
    let past = world.ask(&list.clone().page(9, 2));
    assert!(past.hits.is_empty());
    assert_eq!(past.total, Some(5));
    let none = world.ask(&list.clone().page(0, 0));
    assert_eq!((none.hits.len(), none.total), (0, Some(5)));

    let mut by_date = list;
    by_date.order = Order::Date;
    assert_eq!(texts(&world.ask(&by_date).hits), ["quatre", "un", "deux ponts", "trois", "six"]);
    assert_eq!(texts(&world.ask(&by_date.page(1, 1)).hits), ["un"]);
}

pub(super) fn nothing_is_listed_without_a_filter<F: Fixture>() {
    let world = World::<F>::with(sources());
    assert_eq!(world.ask(&Ask::nothing()).total, Some(0));
    assert_eq!(world.ask(&Ask::nothing().filter(Filter::default())).total, Some(0));
    assert_eq!(world.ask(&Ask::nothing().not(word("six"))).total, Some(0));
}
