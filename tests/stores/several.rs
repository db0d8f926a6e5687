//! Several stores that answer as one.

use ibid_core::backend::{Backend, Snapshot, Vocabulary};
use ibid_core::facets::{Facet, count};
use ibid_core::ranking::{Explained, Plan};
use ibid_core::several::Several;

use super::ask::{Ask, phrase, prefix, word};
use super::fixture::Fixture;
use super::world::{World, same};
use super::write::Source;

fn sources() -> Vec<Source> {
    let made = |n: usize| {
        let texts = [
            format!("le budget public {} {n}", "de la mairie ".repeat(n % 5)),
            format!("{}jardin auditeur{} numéro {n}", "très ".repeat(n % 7), n % 9),
        ];
        let lang = ibid_core::lang::Lang::BY_SLOT[n % 3];
        texts.iter().fold(Source::new(&format!("{n}.md")), |source, text| {
            source.with(text, |passage| {
                passage.lang = lang;
                passage.about.title = (n.is_multiple_of(4)).then(|| "Mairie".to_owned());
            })
        })
    };
    (0..80).map(made).collect()
}

pub(super) fn two_stores_rank_as_one<F: Fixture>() {
    // unlike in size, language and length, so that neither alone has the numbers of the whole
    let (some, others): (Vec<_>, Vec<_>) =
        sources().into_iter().enumerate().partition(|(n, _)| n % 3 == 0 || n % 5 == 0);
    let whole = World::<F>::with(sources());
    let parts = [some, others].map(|part| World::<F>::with(part.into_iter().map(|(_, s)| s)));
    let sum = Several::new(parts.iter().map(|part| part.store.backend()).collect());
    let sum = sum.snapshot().unwrap();
    let one = whole.snapshot();
    assert_eq!(sum.collection().unwrap(), one.collection().unwrap());
    let words = sum.words_with_prefix("", 50).unwrap();
    assert_eq!(words, one.words_with_prefix("", 50).unwrap());
    let near = sum.words_near(&["marie", "jardim"], 2, 50).unwrap();
    assert_eq!(near, one.words_near(&["marie", "jardim"], 2, 50).unwrap());

    for ask in [
        Ask::words("budget mairie"),
        Ask::words("jardin public 7"),
        Ask::words("numéro").must(prefix("auditeur")),
        Ask::nothing().should(prefix("auditeur")).should(word("mairie")),
        Ask::words("mairie").must(phrase("budget public", 0)).not(word("3")),
        Ask::words("très jardin").must(phrase("jardin numéro", 3)),
    ] {
        let ask = ask.page(0, 60);
        let plan = Plan::new(&ask.query, &sum).unwrap();
        assert_eq!(plan, Plan::new(&ask.query, &one).unwrap());
        let wanted = whole.ask(&ask);
        assert!(wanted.total > Some(5), "{ask:?}");
        same(&ask.of(&sum), &wanted, &ask);
    }
}

/// Holds several stores against one that holds all, in all that can be asked.
pub(super) fn ask_as_one<S: Snapshot, R: Snapshot>(several: &S, one: &R, ask: &Ask) {
    same(&ask.of(several), &ask.of(one), ask);
    let counts = |matched| count(matched, &Facet::ALL);
    assert_eq!(counts(ask.matched(several)), counts(ask.matched(one)), "{ask:?}");
    let explained = |search: Result<Vec<Explained>, _>| search.unwrap();
    let plan = Plan::new(&ask.query, one).unwrap();
    let there = several.search_explained(&ask.search(&plan)).map_err(|_| ());
    let here = one.search_explained(&ask.search(&plan)).map_err(|_| ());
    assert_eq!(explained(there), explained(here), "{ask:?}");

    let hits = ask.of(one).hits;
    let ids: Vec<_> = hits.iter().take(5).map(|hit| hit.passage.id).collect();
    assert_eq!(several.fetch(&ids).unwrap(), one.fetch(&ids).unwrap());
    assert_eq!(several.around_many(&ids, 1).unwrap(), one.around_many(&ids, 1).unwrap());
    assert_eq!(several.twins(&ask.query, &hits).unwrap(), one.twins(&ask.query, &hits).unwrap());
}

pub(super) fn what_ranks_is_in_the_plan<F: Fixture>() {
    let world = World::<F>::with(sources());
    let (snapshot, reference) = (world.snapshot(), world.expected());
    // more than a block, so that the numbers choose candidates too
    let many = (0..400).map(|n| {
        let text = format!("{}{}{n}", "budget ".repeat(n % 5 + 1), "public ".repeat((n * 7) % 11));
        Source::new(&format!("{n}.md")).texts(&[&text])
    });
    let large = World::<F>::with(many);
    let ask = Ask::words("budget public mairie").page(0, 500);
    let own = Plan::new(&ask.query, &large.snapshot()).unwrap();
    let foreign = Plan::new(&ask.query, &snapshot).unwrap();
    assert_ne!(own, foreign);
    for plan in [&own, &foreign] {
        let found = ask.with_plan(&large.snapshot(), plan);
        same(&found, &ask.with_plan(&large.expected(), plan), &ask);
        let found = ask.with_plan(&snapshot, plan);
        same(&found, &ask.with_plan(&reference, plan), &ask);
    }
}
