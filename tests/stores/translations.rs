//! Words that stand for others: stems that do not weigh alike, words that weigh less than one, and
//! searches of one language alone.

use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Filter, Stem, Word};
use ibid_core::ranking::Plan;

use super::ask::{Ask, sorted_texts, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::Source;

/// A word that is found by some English stems, each with its weight.
fn translated(stems: &[(&str, f64)], weight: f64) -> Clause {
    let stem = |(stem, weight): &(&str, f64)| Stem {
        weight: *weight,
        ..Stem::new(format!("en:{stem}"), Some(Lang::En))
    };
    Clause::Word(Word { stems: stems.iter().map(stem).collect(), weight, ..Word::default() })
}

fn english(text: &str) -> Source {
    Source::new(text).with(text, |passage| passage.lang = Some(Lang::En))
}

pub(super) fn translations_of_a_word_rank_by_their_weight<F: Fixture>() {
    let world = World::<F>::with([english("weak monday"), english("feeble monday")]);
    let asked = |weak: f64, feeble: f64| {
        let found = world
            .ask(&Ask::nothing().should(translated(&[("weak", weak), ("feebl", feeble)], 1.0)));
        assert_eq!(found.total, Some(2));
        texts(&found.hits)[0].to_owned()
    };
    assert_eq!(asked(0.7, 0.3), "weak monday");
    assert_eq!(asked(0.3, 0.7), "feeble monday");

    // each has its share of the weight of the word in phase one; in phase two the heaviest is the word
    let word = Ask::nothing().should(translated(&[("weak", 0.6), ("feebl", 0.2)], 0.5));
    let plan = Plan::new(&word.query, &world.snapshot()).unwrap();
    let weights: Vec<(f64, f64)> =
        plan.words[0].matching.iter().map(|term| (term.weight, term.agreement)).collect();
    let wanted = [(0.375, 0.5), (0.125, 0.5 * (1.0_f64 / 3.0).powf(0.25))];
    for ((share, agreement), (wanted_share, wanted_agreement)) in weights.iter().zip(wanted) {
        assert!((share - wanted_share).abs() < 1e-12, "{weights:?}");
        assert!((agreement - wanted_agreement).abs() < 1e-12, "{weights:?}");
    }
}

pub(super) fn a_word_of_the_same_family_takes_nothing_from_the_word<F: Fixture>() {
    let world = World::<F>::with([english("weak monday"), english("feeble monday")]);
    let stem = |term: &str| Stem::new(term, Some(Lang::En));
    let relative = Stem { weight: 0.4, relative: true, ..stem("en:feebl") };
    let word = Word { stems: vec![stem("en:weak"), relative], ..Word::default() };
    let ask = Ask::nothing().should(Clause::Word(word));
    assert_eq!(texts(&world.ask(&ask).hits), ["weak monday", "feeble monday"]);

    let plan = Plan::new(&ask.query, &world.snapshot()).unwrap();
    let weights = plan.words[0].matching.iter().map(|term| (term.weight, term.agreement));
    assert_eq!(weights.collect::<Vec<_>>(), [(1.0, 1.0), (0.4, 0.4)]);
}

pub(super) fn a_word_weighs_what_it_is_said_to<F: Fixture>() {
    let world = World::<F>::with([english("civil monday"), english("budget monday")]);
    let asked = |civil: f64, budget: f64| {
        let ask = Ask::nothing().should(translated(&[("civil", 1.0)], civil));
        let found = world.ask(&ask.should(translated(&[("budget", 1.0)], budget)));
        texts(&found.hits)[0].to_owned()
    };
    assert_eq!(asked(1.0, 0.5), "civil monday");
    assert_eq!(asked(0.5, 1.0), "budget monday");
}

pub(super) fn translated_words_are_searched_in_one_language<F: Fixture>() {
    let english_only = Filter { langs: vec![Lang::En], ..Filter::default() };
    let world = World::<F>::with([
        english("a weak signal"),
        english("a signal on monday"),
        Source::new("fr").texts(&["un signal weak"]),
    ]);
    // a passage in French is not found, though it holds the words as they are written
    let ask = Ask::words("signal").should(translated(&[("weak", 1.0)], 1.0)).filter(english_only);
    let found = world.ask(&ask);
    assert_eq!(sorted_texts(&found), ["a signal on monday", "a weak signal"]);
    assert_eq!((found.total, texts(&found.hits)[0]), (Some(2), "a weak signal"));

    // what must be there may be there by any of its stems
    let must = translated(&[("weak", 0.5), ("feebl", 0.5)], 1.0);
    assert_eq!(sorted_texts(&world.ask(&Ask::words("signal").must(must))), ["a weak signal"]);
}
