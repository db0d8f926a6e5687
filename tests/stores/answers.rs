//! Words find passages: which, in which order, with which scores, page by page.

use ibid_core::backend::Snapshot;
use ibid_core::lang::Lang;
use ibid_core::ranking::{CANDIDATES, Feature, Features, Plan};

use super::ask::{Ask, essence, sorted_texts, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::Source;

pub(super) fn words_are_found_by_their_stems<F: Fixture>() {
    let english = |text| Source::new(text).with(text, |passage| passage.lang = Some(Lang::En));
    let neither = |text| Source::new(text).with(text, |passage| passage.lang = None);
    let world = World::<F>::with([
        Source::new("a").texts(&["les services publics", "une audition au parlement"]),
        Source::new("b").texts(&["le service du budget"]),
        english("the services of the city"),
        neither("service xyz"),
    ]);
    let found = world.ask(&Ask::words("service"));
    let all =
        ["le service du budget", "les services publics", "service xyz", "the services of the city"];
    assert_eq!(sorted_texts(&found), all);
    assert_eq!(found.total, Some(4));
    // accents and case do not matter, and order only weighs
    assert_eq!(sorted_texts(&world.ask(&Ask::words("Auditions"))), ["une audition au parlement"]);
    assert_eq!(world.ask(&Ask::words("parlement public")).total, Some(2));
}

pub(super) fn scores_are_those_of_the_formula<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["budget lundi"]),
        Source::new("b").texts(&["jardin mardi"]),
    ]);
    let snapshot = world.snapshot();
    let explained = Ask::words("budget").explained(&snapshot);
    assert_eq!(explained.len(), 1);

    // one of two passages holds the word: ln(1 + (2 - 1 + 0.5) / (1 + 0.5)); once, in a passage of
    // mean length, the rest of BM25 is (1.2 + 1) / (1 + 1.2)
    let (hit, features) = &explained[0];
    let idf = std::f64::consts::LN_2;
    for (feature, wanted) in [
        (Feature::Stems, idf),
        (Feature::Surface, idf),
        (Feature::Accents, 0.0),
        (Feature::Pairs, 0.0),
        (Feature::Headings, 0.0),
        (Feature::Opening, idf),
        // the window is the passage: nothing is added
        (Feature::Window, 0.0),
    ] {
        let value = features.get(feature);
        assert!((value - wanted).abs() < 1e-12, "{feature:?}: {value}, not {wanted}");
    }
    assert_eq!(hit.score.to_bits(), features.score().to_bits());
    assert_eq!(world.ask(&Ask::words("budget")).hits[0].score.to_bits(), hit.score.to_bits());
}

pub(super) fn a_word_counts_as_often_as_it_is_asked_for<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["budget lundi", "le budget de la ville", "budget mardi"]),
        Source::new("b").texts(&["jardin public", "un jardin"]),
    ]);
    // three passages hold the one word and one the other, which is rarer
    let asked = |text: &str| texts(&world.ask(&Ask::words(text)).hits)[0].to_owned();
    assert_eq!(asked("public budget"), "jardin public");
    assert!(asked("public budget budget budget budget").starts_with("budget"));

    // all but nearness is a sum over the words: twice the word is twice the score, to the last bit
    let score = |text: &str| world.ask(&Ask::words(text)).hits[0].score;
    assert_eq!(score("budget budget").to_bits(), (2.0 * score("budget")).to_bits());
    let explained = Ask::words("budget jardin budget").explained(&world.snapshot());
    let adds_up = |score: f64, features: Features| score.to_bits() == features.score().to_bits();
    assert!(explained.iter().all(|(hit, features)| adds_up(hit.score, *features)));
}

pub(super) fn words_around_a_passage_count<F: Fixture>() {
    let filler = "mot ".repeat(400);
    let world = World::<F>::with([
        Source::new("near").texts(&["budget un", "jardin un", "place un"]),
        Source::new("far").texts(&["budget deux", &filler, "jardin deux"]),
        Source::new("apart").texts(&["budget trois"]),
        Source::new("alone").texts(&["jardin trois"]),
    ]);
    let explained = Ask::words("budget jardin").explained(&world.snapshot());
    let window = |text: &str| {
        let (_, features) = explained.iter().find(|(hit, _)| hit.passage.text == text).unwrap();
        features.get(Feature::Window)
    };

    // the word beside it counts, for one of the two, and one that is 400 words away does not
    let near = [window("budget un"), window("jardin un")];
    let alone = window("budget trois");
    assert!(near[0].max(near[1]) > alone && near[0].min(near[1]) < alone, "{near:?} {alone}");
    assert!(window("budget deux") < alone);
    // what has the other word beside it comes first
    assert_eq!(world.ask(&Ask::words("budget jardin")).hits[0].path, "near");
}

pub(super) fn ties_break_on_ids<F: Fixture>() {
    let days = ["lundi", "mardi", "jeudi", "vendredi", "samedi", "dimanche", "janvier", "octobre"];
    let sources = days.map(|day| Source::new(day).texts(&[&format!("budget {day}")]));
    let found = World::<F>::with(sources).ask(&Ask::words("budget"));
    assert_eq!(found.hits.len(), days.len());
    let scores: Vec<u64> = found.hits.iter().map(|hit| hit.score.to_bits()).collect();
    assert!(scores.iter().all(|score| *score == scores[0]), "all hold the word alike");
    assert!(found.hits.is_sorted_by_key(|hit| hit.passage.id));
}

pub(super) fn pages_are_parts_of_the_whole<F: Fixture>() {
    let made = |n: usize| {
        let texts: Vec<String> = (0..n % 7 + 1)
            .map(|i| format!("budget {} {}{n} {i}", "public ".repeat(n % 4), "long ".repeat(n % 5)))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Source::new(&format!("{n}.md")).texts(&texts)
    };
    let world = World::<F>::with((0..200).map(made));
    let ask = Ask::words("budget public");
    let whole = world.ask(&ask.clone().page(0, 2000));
    let total = whole.hits.len();
    assert!(total > 3 * CANDIDATES, "{total} hits are more than some blocks");
    assert_eq!(whole.total, Some(total as u64));
    assert!(whole.hits.is_sorted_by(|a, b| a.score >= b.score));

    let snapshot = world.snapshot();
    let mut pages = Vec::new();
    for offset in (0..total).step_by(90) {
        pages.extend(ask.clone().page(offset, 90).of(&snapshot).hits);
    }
    assert!(pages == whole.hits, "pages differ from the whole");
    let odd = ask.clone().page(CANDIDATES - 1, 2).of(&snapshot);
    assert!(odd.hits == whole.hits[CANDIDATES - 1..=CANDIDATES], "a page over an edge");

    for (offset, limit) in [(total, 10), (usize::MAX, 10), (usize::MAX, usize::MAX), (0, 0)] {
        let none = ask.clone().page(offset, limit).of(&snapshot);
        assert_eq!((none.hits.len(), none.total), (0, Some(total as u64)), "{offset} {limit}");
    }
    assert_eq!(Ask { total: false, ..ask }.of(&snapshot).total, None, "it was not asked for");
}

pub(super) fn searches_are_answered_in_their_order<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["le budget", "la mairie"]),
        Source::new("b").texts(&["une audition"]),
    ]);
    let asks = ["mairie", "inconnu", "budget", "audition"].map(Ask::words);
    let snapshot = world.snapshot();
    let queries: Vec<_> = asks.iter().map(|ask| &ask.query).collect();
    let plans = Plan::all(&queries, &snapshot).unwrap();
    let searches: Vec<_> = asks.iter().zip(&plans).map(|(ask, plan)| ask.search(plan)).collect();
    let found = snapshot.search(&searches).unwrap();
    let found: Vec<Vec<&str>> = found.iter().map(|found| texts(&found.hits)).collect();
    assert_eq!(found, [vec!["la mairie"], vec![], vec!["le budget"], vec!["une audition"]]);
    assert_eq!(snapshot.search(&[]).unwrap(), []);
}

pub(super) fn nothing_is_found_where_nothing_can_answer<F: Fixture>() {
    let empty = World::<F>::with([]);
    let full = World::<F>::with([Source::new("a").texts(&["le budget"])]);
    let nothing = |world: &World<F>, ask: &Ask| {
        let found = world.ask(ask);
        assert_eq!((found.hits.len(), found.total), (0, Some(0)), "{ask:?}");
        let silent = Ask { total: false, ..ask.clone() };
        assert_eq!(silent.of(&world.snapshot()).total, None);
    };
    nothing(&empty, &Ask::words("budget"));
    nothing(&full, &Ask::words("inconnu"));
    nothing(&full, &Ask::nothing());
    nothing(&full, &Ask::nothing().not(super::ask::word("mairie")));
    // a plan that may answer elsewhere, and a store that is empty
    let ask = Ask::words("budget");
    let plan = Plan::new(&ask.query, &full.snapshot()).unwrap();
    let found = ask.with_plan(&empty.snapshot(), &plan);
    assert_eq!((found.hits.len(), found.total), (0, Some(0)));
}

pub(super) fn explained_hits_are_those_that_are_found<F: Fixture>() {
    let made = |n: usize| {
        let text = format!("budget {}{n}", "public ".repeat(n % 6));
        Source::new(&format!("{n}.md")).with(&text, |passage| {
            passage.about.title = (n.is_multiple_of(3)).then(|| "Le budget".to_owned());
        })
    };
    let world = World::<F>::with((0..300).map(made));
    let ask = Ask::words("budget public");
    let snapshot = world.snapshot();
    let explained = ask.explained(&snapshot);
    assert_eq!(explained.len(), CANDIDATES, "the best block");

    let found = world.ask(&ask.clone().page(0, CANDIDATES));
    let hits: Vec<_> = explained.iter().map(|(hit, _)| essence(hit)).collect();
    assert!(hits == found.hits.iter().map(essence).collect::<Vec<_>>());
    for (hit, features) in &explained {
        assert_eq!(hit.score.to_bits(), features.score().to_bits());
    }
    // how much was asked for does not matter
    let other = ask.page(7, 3).explained(&snapshot);
    assert!(other == explained);
}
