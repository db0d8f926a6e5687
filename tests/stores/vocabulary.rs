//! The words of a store, and the numbers that rank.

use ibid_core::analysis::Kind;
use ibid_core::backend::{KnownWord, Term, Vocabulary};
use ibid_core::hit::Hits;
use ibid_core::lang::Lang;
use ibid_core::ranking::LanguageStats;
use ibid_query::answer::Response;
use ibid_query::{Engine, SearchOptions};

use super::fixture::Fixture;
use super::world::World;
use super::write::{Change, Source};

pub(super) fn terms_are_counted_by_kind<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["les Débats publics", "un débat, des débats, le débat"]),
        Source::new("b").with("debate", |passage| {
            passage.lang = Some(Lang::En);
            passage.about.title = Some("Débat".to_owned());
        }),
    ]);
    let term = |kind, text: &str| Term { kind, text: text.to_owned() };
    let terms = [
        term(Kind::Exact, "debat"),
        term(Kind::Exact, "debats"),
        term(Kind::Exact, "inconnu"),
        term(Kind::Accented, "débat"),
        term(Kind::Accented, "debat"),
        term(Kind::Exact, ""),
        term(Kind::Exact, "debat"),
    ];
    let found = world.snapshot().frequencies(&terms).unwrap();
    assert_eq!(found, [2, 2, 0, 2, 0, 0, 2], "titles count, and a passage counts once");
    assert_eq!(found, world.expected().frequencies(&terms).unwrap());
    assert!(world.snapshot().frequencies(&[]).unwrap().is_empty());

    // stems are of a language
    let stems = ["fr:debat", "en:debat", "xx:debat"].map(|text| term(Kind::Stem, text));
    let found = world.snapshot().frequencies(&stems).unwrap();
    assert_eq!(found, world.expected().frequencies(&stems).unwrap());
    assert_eq!((found[0], found[2]), (2, 0));
}

pub(super) fn words_that_stand_in_no_passage_are_told<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["un phare et une digue", "un phare, un quai"]),
        Source::new("b").texts(&["la digue du port"]).with("quai du port", |passage| {
            passage.about.title = Some("Levée".to_owned());
        }),
    ]);
    // over several commits, and so maybe several places
    let more = (0..300).map(|n| format!("quai {n}")).collect::<Vec<_>>();
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    world.commit(&[Change::Put(Source::new("c").texts(&more))]);
    world.commit(&[Change::Put(Source::new("d").texts(&["phare du port", "vingt gares"]))]);
    world.commit(&[Change::Remove(Source::new("d").record.id)]);

    for (words, stand) in [
        (&[(0, "phare"), (3, "digue")][..], true),
        (&[(0, "phare"), (2, "digue")], false),
        (&[(0, "un"), (1, "phare"), (3, "une")], true),
        (&[(0, "phare"), (2, "quai")], true),
        (&[(0, "quai"), (2, "phare")], false),
        (&[(0, "phare"), (3, "digue"), (4, "quai")], false),
        (&[(0, "quai"), (1, "250")], true),
        (&[(0, "phare"), (1, "250")], false),
        (&[(0, "inconnu"), (1, "quai")], false),
        (&[(0, "inconnu")], false),
        (&[(0, "digue")], true),
        // in a title alone
        (&[(0, "levee")], false),
        // two function words, as any two words
        (&[(0, "et"), (1, "une")], true),
        (&[(0, "une"), (1, "et")], false),
        (&[], true),
    ] {
        let words: Vec<(u32, String)> =
            words.iter().map(|(at, word)| (*at, (*word).to_owned())).collect();
        assert_eq!(world.expected().may_hold_row(&words).unwrap(), stand, "{words:?}");
        // a store may not be able to tell
        let may_hold = world.snapshot().may_hold_row(&words).unwrap();
        assert!(may_hold || !stand, "{words:?}");
    }
}

fn known(words: &[(&str, u64)]) -> Vec<KnownWord> {
    let known = |(word, passages): &(&str, u64)| KnownWord {
        word: (*word).to_owned(),
        passages: *passages,
    };
    words.iter().map(known).collect()
}

pub(super) fn words_are_completed<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["maire mairie", "mairie maires", "marie mairie mairie"]),
        Source::new("b").texts(&["maire été mai", "étés"]),
    ]);
    // over several commits, and so maybe several places
    world.commit(&[Change::Put(Source::new("c").texts(&["maires maison"]))]);
    let complete = |prefix: &str, limit: usize| {
        let words = world.snapshot().words_with_prefix(prefix, limit).unwrap();
        assert_eq!(words, world.expected().words_with_prefix(prefix, limit).unwrap());
        words
    };
    let all = known(&[("mairie", 3), ("maire", 2), ("maires", 2), ("mai", 1), ("maison", 1)]);
    assert_eq!(complete("mai", 10), all);
    assert_eq!(complete("mai", 5), all);
    assert_eq!(complete("mai", 2), all[..2]);
    assert_eq!(complete("mai", 0), []);
    assert_eq!(complete("maires", 10), known(&[("maires", 2)]));
    assert_eq!(complete("zz", 10), []);
    // words are folded; their forms with accents are not words of their own
    assert_eq!(complete("et", 10), known(&[("ete", 1), ("etes", 1)]));
    assert_eq!(complete("é", 10), []);
    assert_eq!(complete("=", 10), []);
    assert_eq!(complete("", 1), all[..1]);
}

pub(super) fn words_are_corrected<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["maire marie mairie", "mare", "abc", "été"]),
        Source::new("b").texts(&["marie mare maires", "marie", "êtes", "θεωρια θεωρία"]),
    ]);
    world.commit(&[Change::Put(Source::new("c").texts(&["maire jardin"]))]);
    // what has no words is no reason to find none
    world.commit(&[Change::Put(Source::new("d"))]);
    let near = |word: &str, edits: u8, limit: usize| {
        let mut words = world.snapshot().words_near(&[word], edits, limit).unwrap();
        assert_eq!(words, world.expected().words_near(&[word], edits, limit).unwrap(), "{word}");
        words.remove(0)
    };
    // a swap of neighbours is one edit, an insertion and a deletion are one each
    let one = known(&[("marie", 3), ("mare", 2), ("maires", 1), ("mairie", 1)]);
    assert_eq!(near("maire", 1, 10), one);
    assert_eq!(near("maire", 1, 2), one[..2]);
    assert_eq!(near("maire", 1, 0), []);
    assert_eq!(near("maire", 2, 10), one);
    assert_eq!(near("jradin", 1, 10), known(&[("jardin", 1)]));
    assert_eq!(near("jradim", 1, 10), []);
    assert_eq!(near("jradim", 2, 10), known(&[("jardin", 1)]));
    // two edits are looked for only where the first letter is the same
    assert_eq!(near("nare", 1, 10), known(&[("mare", 2)]));
    assert_eq!(near("nare", 2, 10), []);
    assert_eq!(near("kardim", 2, 10), []);
    // each letter is edited once: a swap with a letter put between is three edits
    assert_eq!(near("ca", 2, 10), []);
    assert_eq!(near("acb", 1, 10), known(&[("abc", 1)]));
    // letters are counted and not bytes; forms with accents are no words
    assert_eq!(near("θεωριο", 1, 10).len(), 1);
    assert_eq!(near("ete", 1, 10), known(&[("etes", 1)]));
    assert_eq!(near("etee", 1, 10), known(&[("ete", 1), ("etes", 1)]));
    assert_eq!(near("inconnu", 2, 10), []);
    // several are answered in their order
    let two = world.snapshot().words_near(&["acb", "inconnu", "jradin"], 1, 10).unwrap();
    assert_eq!(two, [known(&[("abc", 1)]), Vec::new(), known(&[("jardin", 1)])]);
    assert!(world.snapshot().words_near(&[], 1, 10).unwrap().is_empty());
}

pub(super) fn misspelt_questions_are_answered_alike<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["le maire et la mairie", "une marée haute", "la loi du marché"]),
        Source::new("b").texts(&["des licenciements", "le licenciement des maires", "le marcher"]),
        Source::new("c").with("the dismissal of mayors", |passage| {
            passage.lang = Some(Lang::En);
        }),
    ]);
    let store = Engine::new(world.store.backend());
    let reference = Engine::new(world.reference);
    for question in
        ["licenciemenet", "maiire licenciemnt", "+marceh loi", "dismisal -mairee", "zzzzzz"]
    {
        let hits = |found: Hits| {
            let essences = found.hits.iter().map(|hit| (hit.passage.id, hit.score.to_bits()));
            essences.collect::<Vec<_>>()
        };
        let options = SearchOptions::default();
        let found = hits(store.hits(question, &options).unwrap());
        assert_eq!(found, hits(reference.hits(question, &options).unwrap()), "{question}");
        assert_eq!(found.is_empty(), question == "zzzzzz", "{question}");

        let expansions = |response: Response| response.query.expansions;
        let said = expansions(store.search(question, &options).unwrap());
        assert_eq!(said, expansions(reference.search(question, &options).unwrap()), "{question}");
    }
}

pub(super) fn numbers_are_kept_by_language<F: Fixture>() {
    let world = World::<F>::with([
        Source::new("a").texts(&["mairie jardin", "parlement"]),
        Source::new("b").with("garden", |passage| passage.lang = Some(Lang::En)),
        Source::new("c").with("ogród", |passage| passage.lang = None),
    ]);
    let collection = world.snapshot().collection().unwrap();
    assert_eq!(collection, world.expected().collection().unwrap());
    let french = collection.in_lang(Some(Lang::Fr));
    assert_eq!((french.passages, french.exact_terms), (2, 3));
    let english = collection.in_lang(Some(Lang::En));
    let one =
        |exact_terms| LanguageStats { passages: 1, stem_terms: 1, exact_terms, window_words: 1 };
    assert_eq!(english, one(1));
    // a form with its accents is no other word
    let neither = collection.in_lang(None);
    assert_eq!(neither, one(1));
}
