//! What asks for more than any of some words.

use ibid_core::query::{Clause, Group};
use ibid_core::ranking::{MAX_EXPANSIONS, Plan};

use super::ask::{Ask, phrase, prefix, sorted_texts, texts, word};
use super::fixture::Fixture;
use super::world::World;
use super::write::Source;

/// A store with a source for each text.
fn world<F: Fixture>(texts: &[&str]) -> World<F> {
    World::with(texts.iter().map(|text| Source::new(text).texts(&[text])))
}

pub(super) fn what_is_required_is_there<F: Fixture>() {
    let world = world::<F>(&["le budget public", "la mairie publique", "un budget", "un jardin"]);
    let ask = Ask::words("budget").must(word("public"));
    let found = world.ask(&ask);
    assert_eq!(texts(&found.hits), ["le budget public", "la mairie publique"]);
    assert_eq!(found.total, Some(2));
    let both = Ask::nothing().must(word("public")).must(word("mairie"));
    assert_eq!(texts(&world.ask(&both).hits), ["la mairie publique"]);
    let none = Ask::words("budget").must(word("inconnu"));
    assert_eq!(world.ask(&none).total, Some(0));
}

pub(super) fn what_is_excluded_is_not<F: Fixture>() {
    let world = world::<F>(&["le budget public", "la mairie publique", "un budget", "un jardin"]);
    let found = world.ask(&Ask::words("budget").not(word("publics")));
    assert_eq!(texts(&found.hits), ["un budget"]);
    let found = world.ask(&Ask::words("budget public").not(phrase("budget public", 0)));
    assert_eq!(sorted_texts(&found), ["la mairie publique", "un budget"]);
    let found = world.ask(&Ask::words("budget public").not(prefix("mai")));
    assert_eq!(sorted_texts(&found), ["le budget public", "un budget"]);
    assert_eq!(world.ask(&Ask::words("budget").not(word("inconnu"))).total, Some(2));
}

pub(super) fn phrases_stand_in_a_row<F: Fixture>() {
    let world = world::<F>(&[
        "le débat public national",
        "public débat",
        "débat très public",
        "débat",
        "un débat, puis un débat public",
    ]);
    let found = world.ask(&Ask::nothing().must(phrase("debat public", 0)));
    assert_eq!(
        sorted_texts(&found),
        ["le débat public national", "un débat, puis un débat public"]
    );
    assert_eq!(found.total, Some(2));
    let found = world.ask(&Ask::nothing().must(phrase("débat public national", 0)));
    assert_eq!(texts(&found.hits), ["le débat public national"]);
    // it is held as it is written, not by its stems
    assert_eq!(world.ask(&Ask::nothing().must(phrase("débats publics", 0))).total, Some(0));
    assert_eq!(world.ask(&Ask::nothing().must(phrase("débat inconnu", 0))).total, Some(0));
    // one word alone is a phrase too, and a phrase may be one thing among others
    assert_eq!(world.ask(&Ask::nothing().should(phrase("débat", 0))).total, Some(5));
    let either = Ask::words("national").should(phrase("très public", 0));
    assert_eq!(
        sorted_texts(&world.ask(&either)),
        ["débat très public", "le débat public national"]
    );
}

pub(super) fn phrases_that_most_hold_are_ranked_as_if_each_were_read<F: Fixture>() {
    // of each length and number of words some have the row and some have not
    let text = |n: usize| {
        let row = if n.is_multiple_of(3) { "la, de" } else { "de la" };
        let (before, after) = ("la ".repeat(n % 5), "de ".repeat(n / 5 % 4));
        format!("{before}ville {row} {after}{}{n}", "mer ".repeat(n * 7 % 11))
    };
    let texts: Vec<String> = (0..2500).map(text).collect();
    let sources = texts.chunks(50).enumerate().map(|(n, texts)| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Source::new(&format!("{n}.md")).texts(&texts)
    });
    let world = World::<F>::with(sources);
    for (words, slop) in [("de la", 0), ("la de", 0), ("ville de la", 0), ("ville la", 1)] {
        let all = Ask::nothing().must(phrase(words, slop));
        let found = world.ask(&all.page(0, 10));
        assert!(found.total > Some(600), "{words}: {:?}", found.total);
        let both = Ask::nothing().must(phrase(words, slop)).must(phrase("ville", 0));
        world.ask(&both.should(word("mer")).page(20, 10));
    }
}

pub(super) fn phrases_do_not_cross_headings<F: Fixture>() {
    let titled = |title: &str, section: &str, text: &str| {
        Source::new(text).with(text, |passage| {
            passage.about.title = Some(title.to_owned());
            passage.section = vec![section.to_owned()];
        })
    };
    let world = World::<F>::with([
        titled("Le débat", "Public", "national de tous"),
        titled("Annexe", "Un débat public", "sur le reste"),
    ]);
    let found = world.ask(&Ask::nothing().must(phrase("débat public", 0)));
    assert_eq!(texts(&found.hits), ["sur le reste"]);
    assert_eq!(world.ask(&Ask::nothing().must(phrase("débat public", 9))).total, Some(1));
    assert_eq!(world.ask(&Ask::nothing().must(phrase("public national", 0))).total, Some(0));
    assert_eq!(world.ask(&Ask::words("débat")).total, Some(2), "headings are found by words");
}

pub(super) fn near_words_are_near_in_any_order<F: Fixture>() {
    let world = world::<F>(&[
        "débat public",
        "public débat",
        "débat vraiment public",
        "public et libre débat",
        "débat un deux trois public",
    ]);
    let near = |slop| Ask::nothing().must(phrase("débat public", slop));
    assert_eq!(world.ask(&near(0)).total, Some(1));
    let found = world.ask(&near(1));
    assert_eq!(sorted_texts(&found), ["débat public", "débat vraiment public", "public débat"]);
    assert_eq!(world.ask(&near(2)).total, Some(4));
    assert_eq!(world.ask(&near(3)).total, Some(5));
}

pub(super) fn prefixes_stand_for_the_words_of_the_plan<F: Fixture>() {
    let world = world::<F>(&["une audition", "un auditeur", "des auditeurs", "un aulne", "aucun"]);
    let found = world.ask(&Ask::nothing().should(prefix("audit")));
    assert_eq!(sorted_texts(&found), ["des auditeurs", "un auditeur", "une audition"]);
    assert_eq!(world.ask(&Ask::nothing().must(prefix("audit")).must(word("une"))).total, Some(1));
    assert_eq!(world.ask(&Ask::words("auditeur").must(prefix("auditi"))).total, Some(1));
    assert_eq!(world.ask(&Ask::nothing().should(prefix("zz"))).total, Some(0));

    // whoever plans says what a prefix stands for: it may be words of other stores too
    let ask = Ask::words("auditeur").must(prefix("audit"));
    let snapshot = world.snapshot();
    let mut plan = Plan::new(&ask.query, &snapshot).unwrap();
    plan.prefixes.insert("audit".to_owned(), vec!["auditeur".to_owned(), "audace".to_owned()]);
    assert_eq!(texts(&ask.with_plan(&snapshot, &plan).hits), ["un auditeur"]);

    // no more than the most frequent words
    let many: Vec<String> = (0..=MAX_EXPANSIONS).map(|n| format!("zebra{n:02}")).collect();
    let texts: Vec<&str> = many.iter().map(String::as_str).collect();
    let world = self::world::<F>(&texts);
    let found = world.ask(&Ask::nothing().should(prefix("zebra")).page(0, 100));
    assert_eq!(found.total, Some(MAX_EXPANSIONS as u64));
    assert!(!super::ask::texts(&found.hits).contains(&"zebra64"), "the last in order of bytes");
}

pub(super) fn groups_are_met_in_full<F: Fixture>() {
    let world = world::<F>(&[
        "le budget de la mairie",
        "le budget du parlement",
        "le budget",
        "la mairie au parlement",
        "le jardin de la mairie",
    ]);
    let any = |words: [&str; 2]| {
        Clause::Group(Group { should: words.map(word).to_vec(), ..Group::default() })
    };
    let found = world.ask(&Ask::nothing().must(word("budget")).must(any(["mairie", "parlement"])));
    assert_eq!(sorted_texts(&found), ["le budget de la mairie", "le budget du parlement"]);

    let but = |yes: &str, no: &str| {
        let (should, not) = (vec![word(yes)], vec![word(no)]);
        Clause::Group(Group { should, not, ..Group::default() })
    };
    let found =
        world.ask(&Ask::nothing().should(but("budget", "mairie")).should(but("jardin", "budget")));
    assert_eq!(
        sorted_texts(&found),
        ["le budget", "le budget du parlement", "le jardin de la mairie"]
    );
    let found = world.ask(&Ask::words("mairie").not(any(["budget", "jardin"])));
    assert_eq!(sorted_texts(&found), ["la mairie au parlement"]);
}

pub(super) fn function_words_find_nothing_beside_others<F: Fixture>() {
    let world = world::<F>(&["le budget", "le jardin", "un parlement"]);
    assert_eq!(sorted_texts(&world.ask(&Ask::words("le budget"))), ["le budget"]);
    assert_eq!(sorted_texts(&world.ask(&Ask::words("le"))), ["le budget", "le jardin"]);
    let constrained = Ask::words("le budget").not(word("parlement"));
    assert_eq!(sorted_texts(&world.ask(&constrained)), ["le budget"]);
    assert_eq!(world.ask(&Ask::words("jardin").must(word("le"))).total, Some(2));
}
