//! Words that nothing holds, and the words near them.

use ibid_core::diagnostic::Code;

use super::*;

const NOTES: [&str; 8] = [
    "Le licenciement est une mesure que la loi encadre de près.",
    "Le jardin public est ouvert le dimanche.",
    "Les jardins publics sont ouverts le dimanche, et un jardin aussi.",
    "La marée haute couvre les rochers du phare.",
    "Une mairie ouvre le mardi.",
    "Le maire parle, et la marge est faible.",
    "Le maire parle encore.",
    "Quelle heure est-il au phare ?",
];

fn notes() -> (Engine<Counting>, Arc<Asked>) {
    engine_over("notes.md", &NOTES)
}

fn ask(question: &str) -> Response {
    notes().0.search(question, &SearchOptions::default()).unwrap()
}

/// What was searched beside the words of a question.
fn near(question: &str) -> Vec<String> {
    ask(question).query.expansions.into_iter().map(|expansion| expansion.to).collect()
}

#[test]
fn a_misspelt_word_finds_what_was_meant_and_that_is_said() {
    let response = ask("licenciemenet");
    assert_eq!(response.hits.len(), 1);
    let hit = &response.hits[0];
    let marks = hit.highlights.iter().map(|mark| &hit.text[mark.bytes[0]..mark.bytes[1]]);
    assert_eq!(marks.collect::<Vec<_>>(), ["licenciement"]);

    let [expansion] = &response.query.expansions[..] else { panic!("{response:?}") };
    assert_eq!((&*expansion.from, &*expansion.to), ("licenciemenet", "licenciement"));
    assert_eq!(expansion.source, "spelling");
    assert!(expansion.weight < 1.0);
    assert_eq!(response.query.interpreted, "licenciemenet");
    let [warning] = &response.query.warnings[..] else { panic!("{response:?}") };
    assert_eq!(warning.code, Code::NearWords);
    let text = "`licenciemenet` is nowhere here; searched also: licenciement";
    assert_eq!(warning.message, text);
}

#[test]
fn a_misspelt_word_ranks_as_the_right_one_does_and_weighs_less() {
    let (engine, _) = notes();
    let hits = |question: &str| engine.hits(question, &SearchOptions::default()).unwrap().hits;
    let (right, misspelt) = (hits("jardin dimanche"), hits("jradin dimanche"));
    let ids = |hits: &[Hit]| hits.iter().map(|hit| hit.passage.id).collect::<Vec<_>>();
    assert_eq!(ids(&right), ids(&misspelt));
    assert!(misspelt[0].score < right[0].score);
    let explained = engine.explain("jradin dimanche").unwrap();
    assert_eq!(explained[0].0.score.to_bits(), misspelt[0].score.to_bits());
}

#[test]
fn misspelt_words_do_not_hide_the_language_of_a_question() {
    let texts = [
        "Public agents may appeal. The agents of the public sector are heard by a public board.",
        "Le licenciement des agents publics suit une procédure, et les agents publics la connaissent.",
        "La procédure est longue.",
        "The board is new.",
    ];
    let (engine, _) = engine_over("notes.md", &texts);
    let search = |question: &str| engine.search(question, &SearchOptions::default()).unwrap();
    for question in ["licenciemenet agnets publics", "procedrue licenciemenet agnets publics"] {
        let response = search(question);
        assert_eq!(response.query.lang, Some(Lang::Fr), "{question}");
        assert!(response.hits[0].text.starts_with("Le licenciement"), "{question}");
    }
    assert_eq!(search("the apeal of publicc agentss").query.lang, Some(Lang::En));

    let english = SearchOptions { question_lang: Some(Lang::En), ..SearchOptions::default() };
    let response = engine.search("licenciemenet agnets publics", &english).unwrap();
    assert_eq!(response.query.lang, Some(Lang::En), "what is said is not guessed again");
}

#[test]
fn words_that_are_known_ask_the_vocabulary_for_nothing() {
    let (engine, asked) = notes();
    for question in ["jardin", "le maire parle encore", "\"jardin public\""] {
        asked.batches.store(0, Ordering::Relaxed);
        let response = engine.search(question, &SearchOptions::default()).unwrap();
        assert!(response.query.expansions.is_empty(), "{question}");
        assert_eq!(asked.batches.load(Ordering::Relaxed), 1, "{question}: the search itself");
    }
}

#[test]
fn short_words_numbers_and_acronyms_are_as_they_are_typed() {
    for question in ["mare", "jardin2 jard1n", "JRADIN", "l’JRADIN", "maxis"] {
        assert_eq!(near(question), Vec::<String>::new(), "{question}");
    }
    assert_eq!(near("Jradin"), ["jardin"], "a name may be misspelt too");
    assert_eq!(near("l’jradin"), ["jardin"]);
}

#[test]
fn two_edits_are_for_long_words_and_where_one_finds_nothing() {
    assert_eq!(near("lisenciemenet"), ["licenciement"]);
    assert_eq!(near("dimenchee"), ["dimanche"]);
    assert_eq!(near("jradim"), Vec::<String>::new());
}

#[test]
fn the_same_first_letter_comes_first_and_then_what_is_frequent() {
    let counting = Counting::default();
    let texts =
        ["marge", "large large", "large", "barge", "charge", "marte marbe", "marbe", "marne"];
    write(&counting.memory, "words.txt", &texts);
    let engine = Engine::new(counting);
    let response = engine.search("marve", &SearchOptions::default()).unwrap();
    let near: Vec<&str> = response.query.expansions.iter().map(|e| e.to.as_str()).collect();
    assert_eq!(near, ["marbe", "marge", "marne"], "no more than three");
    let response = engine.search("xarge", &SearchOptions::default()).unwrap();
    let near: Vec<&str> = response.query.expansions.iter().map(|e| e.to.as_str()).collect();
    assert_eq!(near, ["large", "barge", "marge"]);
}

#[test]
fn what_seems_to_be_a_function_word_is_not_searched() {
    assert_eq!(near("quellle phare"), Vec::<String>::new());
}

#[test]
fn a_required_word_may_be_met_by_one_near_it_and_an_excluded_one_is_not() {
    let required = ask("+licenciemenet loi");
    assert_eq!(required.hits.len(), 1);
    assert_eq!(codes(&required), ["near-words-required"]);

    let excluded = ask("dimanche -jradin");
    assert_eq!(excluded.hits.len(), 2);
    assert!(excluded.query.expansions.is_empty());
}

#[test]
fn a_phrase_is_as_it_is_typed_until_its_words_are_asked_for() {
    let phrase = ask("\"licenciemenet loi\"");
    assert_eq!(codes(&phrase), ["near-words", "phrase-words"]);
    let explained = notes().0.explain("\"licenciemenet loi\"").unwrap();
    assert_eq!(explained[0].0.passage.id, phrase.hits[0].id, "what is asked instead is explained");

    let required = ask("+\"licenciemenet loi\"");
    assert!(required.hits.is_empty() && required.query.expansions.is_empty());
    assert_eq!(codes(&required), ["words-nowhere"]);
}

#[test]
fn what_the_budget_does_not_allow_is_given_up_and_that_is_said() {
    let (engine, asked) = notes();
    let nothing = Budget { lookups: 0, ..Budget::default() };
    let options = SearchOptions::default().with_budget(nothing);
    let response = engine.search("licenciemenet", &options).unwrap();
    assert!(response.hits.is_empty());
    assert_eq!(codes(&response), ["words-nowhere", "work-given-up"]);

    let many: Vec<String> = (0..20u8).map(|i| format!("wort{}", char::from(b'a' + i))).collect();
    asked.lookups.store(0, Ordering::Relaxed);
    let response = engine.search(&many.join(" "), &SearchOptions::default()).unwrap();
    assert!(codes(&response).contains(&"work-given-up".to_owned()), "{:?}", codes(&response));
    assert!(asked.lookups.load(Ordering::Relaxed) < 20);
}
