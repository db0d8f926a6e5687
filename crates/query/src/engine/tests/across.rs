//! Questions that the other language answers.

use ibid_core::lexicon::terms::{Builder, Direction, Entry};

use super::*;
use crate::answer::{AcrossView, HitView};

const FRENCH: [&str; 4] = [
    "Le facteur de la commune passe le mardi avec le courrier.",
    "Les habitants de la commune parlent du budget et du jardin public.",
    "La mairie a ouvert un guichet pour les retraites.",
    "Le phare du port est éteint depuis le mois de mai.",
];

const ENGLISH: [&str; 6] = [
    "The postman brings the letters to the town every Tuesday, says Vexolin.",
    "Faint signs of change were seen by the council last year.",
    "The civil service hires a hundred people each year.",
    "A service for the town was opened, and the mayor was civil about it.",
    "The lighthouse of the harbour has been dark since May.",
    "The postman does not like the dog of the mayor.",
];

fn entry(fr: &[&str], en: &[&str], direction: Direction) -> Entry {
    let owned = |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect();
    Entry { fr: owned(fr), en: owned(en), direction, line: 1 }
}

/// Terms of the tests alone, so that what the program knows may change.
fn terms() -> Vec<Arc<TermList>> {
    let mut builder = Builder::new("list.csv");
    for (fr, en) in [
        (&["facteur"][..], &["postman"][..]),
        (&["signaux faibles"], &["faint signs"]),
        (&["fonction publique"], &["civil service", "officialdom"]),
        (&["phare"], &["lighthouse", "beacon"]),
        (&["maire"], &["mayor"]),
        (&["chien"], &["dog", "hound"]),
    ] {
        builder.add(&entry(fr, en, Direction::Both));
    }
    vec![Arc::new(builder.finish().0)]
}

fn options() -> SearchOptions {
    SearchOptions::default().with_terms(terms())
}

fn both() -> (Engine<Counting>, Arc<Asked>) {
    let counting = Counting::default();
    write_in(Some(Lang::Fr), &counting.memory, "notes.md", &FRENCH);
    write_in(Some(Lang::En), &counting.memory, "english.md", &ENGLISH);
    let asked = counting.asked.clone();
    (Engine::new(counting), asked)
}

fn in_french(question: &str, options: SearchOptions) -> Response {
    let options = SearchOptions { question_lang: Some(Lang::Fr), ..options };
    both().0.search(question, &options).unwrap()
}

fn block(question: &str) -> Option<AcrossView> {
    in_french(question, options()).across
}

fn texts(hits: &[HitView]) -> Vec<&str> {
    hits.iter().map(|hit| hit.text.as_str()).collect()
}

fn marks(hit: &HitView) -> Vec<&str> {
    let marks = hit.highlights.iter();
    marks.map(|mark| &hit.text[mark.bytes[0]..mark.bytes[1]]).collect()
}

fn english_only() -> Filter {
    Filter { langs: vec![Lang::En], ..Filter::default() }
}

#[test]
fn the_other_language_answers_in_a_block_and_the_own_list_stays() {
    let with = in_french("le facteur de la commune", options());
    let without = in_french("le facteur de la commune", options().with_across(0));
    assert_eq!(with.hits, without.hits);
    assert_eq!(without.across, None);
    assert!(without.query.expansions.is_empty());

    let across = with.across.unwrap();
    assert_eq!((across.lang, across.hits.len()), (Some(Lang::En), 2));
    let first = &across.hits[0];
    assert!(first.text.starts_with("The postman"), "{}", first.text);
    assert_eq!(marks(first)[0], "postman");
    assert!(across.hits.iter().all(|hit| hit.lang == Some(Lang::En)));

    let expansion = &with.query.expansions[0];
    let shown = (&*expansion.from, &*expansion.to, expansion.lang, &*expansion.source);
    assert_eq!(shown, ("facteur", "postman", Some(Lang::En), "terms:list.csv"));
    assert!((expansion.weight - 1.0).abs() < 1e-5);
}

#[test]
fn a_block_cites_its_second_and_holds_as_many_as_are_wanted() {
    let response = in_french("facteur", options().with_across(1));
    let across = response.across.unwrap();
    assert_eq!((across.hits.len(), across.interpreted.as_str()), (1, "postman"));
    let hit = &across.hits[0];
    let second = ENGLISH.iter().position(|text| *text == hit.text).unwrap() * 10;
    assert_eq!(hit.citations[0].t, Some(second as f64));
}

#[test]
fn each_document_has_a_place_before_one_has_two() {
    let counting = Counting::default();
    write_in(Some(Lang::Fr), &counting.memory, "notes.md", &FRENCH);
    let keeper = [
        "The lighthouse keeper lights the lighthouse.",
        "The lighthouse of the keeper is a lighthouse.",
        "A lighthouse, and another lighthouse.",
    ];
    write_in(Some(Lang::En), &counting.memory, "keeper.md", &keeper);
    let options = SearchOptions { question_lang: Some(Lang::Fr), ..options() };
    let ask = |engine: &Engine<Counting>, most| {
        let response = engine.search("le phare", &options.clone().with_across(most)).unwrap();
        let hits = response.across.unwrap().hits;
        assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        hits.into_iter().map(|hit| hit.source).collect::<Vec<_>>()
    };

    // one document alone has all places
    let engine = Engine::new(counting.clone());
    assert_eq!(ask(&engine, 2), ["keeper.md", "keeper.md"]);

    let harbour = ["It is dark at the harbour, where the boats wait for the lighthouse since May."];
    write_in(Some(Lang::En), &counting.memory, "harbour.md", &harbour);
    let engine = Engine::new(counting);
    assert_eq!(ask(&engine, 1), ["keeper.md"]);
    assert_eq!(ask(&engine, 2), ["keeper.md", "harbour.md"]);
    let mut all = ask(&engine, 3);
    all.sort();
    assert_eq!(all, ["harbour.md", "keeper.md", "keeper.md"]);
}

#[test]
fn a_set_phrase_is_one_thing() {
    let across = block("la fonction publique").unwrap();
    assert_eq!(across.hits[0].text, ENGLISH[2], "its words in a row come first");
    assert_eq!(marks(&across.hits[0]), ["civil service"]);
    assert_eq!(across.interpreted, "(\"civil service\" OR officialdom)");

    // one of its words alone is less than a word that is found whole
    let across = block("fonction publique facteur").unwrap();
    let whole = |text: &str| text.contains("postman") || text.contains("civil service");
    assert!(texts(&across.hits).iter().take(3).all(|text| whole(text)), "{across:?}");
}

#[test]
fn words_of_a_set_phrase_that_stand_apart_are_marked_where_nothing_else_is() {
    let apart = |question: &str| {
        let hits = block(question).unwrap().hits;
        let hit = hits.iter().find(|hit| hit.text == ENGLISH[3]).unwrap();
        marks(hit).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(apart("fonction publique"), ["service", "civil"]);
    assert_eq!(apart("fonction publique maire"), ["mayor"]);
}

#[test]
fn weights_of_one_word_add_up_to_one() {
    let response = in_french("phare fonction publique", options());
    for word in ["phare", "fonction publique"] {
        let of_word = response.query.expansions.iter().filter(|one| one.from == word);
        let weights: Vec<f64> = of_word.map(|one| one.weight).collect();
        assert!(weights.len() == 2 && (weights.iter().sum::<f64>() - 1.0).abs() < 1e-5);
    }
}

#[test]
fn a_name_is_taken_as_it_is_spelled_and_alone_it_asks_nothing() {
    let across = block("facteur Vexolin").unwrap();
    assert_eq!(across.hits[0].text, ENGLISH[0]);
    assert_eq!(marks(&across.hits[0]), ["postman", "Vexolin"]);
    assert_eq!(block("Vexolin"), None);
}

#[test]
fn what_is_quoted_is_never_translated() {
    assert_eq!(block("\"fonction publique\""), None);
    let response = in_french("le \"facteur\" et le phare", options());
    let from: Vec<&str> = response.query.expansions.iter().map(|one| &*one.from).collect();
    assert!(!from.contains(&"facteur") && from.contains(&"phare"), "{from:?}");
}

#[test]
fn a_required_word_is_met_by_its_translations_and_that_is_said() {
    let response = in_french("+facteur phare", options());
    let across = response.across.as_ref().unwrap();
    assert!(texts(&across.hits).iter().all(|text| text.contains("postman")), "{across:?}");
    assert!(codes(&response).contains(&"translations-required".to_owned()));
    let across = block("+\"signaux faibles\" facteur");
    assert_eq!(across, None, "a required phrase stays as it was typed");
    let response = in_french("+phare +fonction", options());
    assert_eq!(response.across, None);
}

#[test]
fn an_exclusion_excludes_only_itself() {
    let across = block("facteur -dog").unwrap();
    assert_eq!(texts(&across.hits), [ENGLISH[0]]);
    // its translation is not excluded
    let across = block("facteur -chien").unwrap();
    assert_eq!(across.hits.len(), 2);
    assert_eq!(across.interpreted, "postman -chien");
}

#[test]
fn a_filter_decides_what_is_searched_and_the_question_what_is_asked() {
    let response = in_french("le facteur", options().with_filter(english_only()));
    assert_eq!(response.across, None);
    assert_eq!(response.query.lang, Some(Lang::Fr));
    assert_eq!(response.query.expansions.len(), 1);
    assert!(response.hits.len() == 2 && response.hits.iter().all(|hit| marks(hit) == ["postman"]));
    assert_eq!(in_french("facteur lang:en", options()).hits.len(), 2);
    // pages agree, since all of it is one list
    let page = in_french("facteur lang:en", options().with_offset(1).with_limit(1));
    assert_eq!(page.hits, response.hits[1..]);

    let untranslated = options().with_filter(english_only()).with_across(0);
    assert!(in_french("le facteur", untranslated).hits.is_empty());
    let same = Filter { langs: vec![Lang::Fr], ..Filter::default() };
    let response = in_french("le facteur", options().with_filter(same));
    assert_eq!((response.hits.len(), response.across), (1, None));
}

#[test]
fn only_the_first_page_has_a_block() {
    assert_eq!(in_french("facteur", options().with_offset(1)).across, None);
    let counted = in_french("facteur", options().with_limit(0).with_total(true));
    assert_eq!((counted.total, counted.across), (Some(1), None));
}

#[test]
fn a_question_of_no_language_asks_both_and_repeats_nothing() {
    let (engine, _) = both();
    let response = engine.search("facteur lighthouse", &options()).unwrap();
    assert_eq!(response.query.lang, None);
    let across = response.across.unwrap();
    assert_eq!(across.lang, None);
    let own = texts(&response.hits);
    assert!(own.contains(&FRENCH[0]) && own.contains(&ENGLISH[4]), "{own:?}");
    let found = texts(&across.hits);
    assert!(found.contains(&FRENCH[3]) && found.contains(&ENGLISH[0]), "{found:?}");
    assert!(found.iter().all(|text| !own.contains(text)), "{found:?}");
}

#[test]
fn a_question_that_one_direction_knows_whole_is_asked_in_that_one() {
    let counting = Counting::default();
    let french =
        ["Une innovation modeste.", "La chose publique, sans innovation.", "Une innovation."];
    write_in(Some(Lang::Fr), &counting.memory, "notes.md", &french);
    write_in(Some(Lang::En), &counting.memory, "english.md", &["An innovative public office."]);

    // `innovation` is a word of both languages, `publique` of one
    let options = options().with_limit(1);
    let response = Engine::new(counting).search("innovation publique", &options).unwrap();
    assert_eq!(response.query.lang, None);
    let langs: Vec<_> = response.query.expansions.iter().map(|one| one.lang).collect();
    assert!(langs.len() > 1 && langs.iter().all(|lang| *lang == Some(Lang::En)), "{langs:?}");
    assert!(response.across.unwrap().hits.iter().all(|hit| hit.lang == Some(Lang::En)));
}

#[test]
fn an_expansion_can_be_taken_out() {
    let without = |word: &str| options().with_without(vec![word.to_owned()]);
    let response = in_french("chien phare", without("Hound"));
    let to: Vec<&str> = response.query.expansions.iter().map(|one| &*one.to).collect();
    assert_eq!(to, ["dog", "lighthouse", "beacon"]);
    assert!((response.query.expansions[0].weight - 1.0).abs() < 1e-5, "the rest has its weight");
    let response = in_french("chien phare", without("phare"));
    let from: Vec<&str> = response.query.expansions.iter().map(|one| &*one.from).collect();
    assert_eq!(from, ["chien", "chien"]);

    let response = in_french("chien phare", without("jardin"));
    assert_eq!(codes(&response), ["nothing-to-remove"]);
    // a word that was put beside a misspelt one too
    let near = in_french("courreir", without("courrier"));
    assert!(near.hits.is_empty() && near.query.expansions.is_empty(), "{near:?}");
}

#[test]
fn nothing_is_asked_where_no_word_has_an_entry_or_nothing_is_in_the_language() {
    let (engine, asked) = both();
    let batches = |question: &str, across: usize| {
        asked.batches.store(0, Ordering::Relaxed);
        engine.search(question, &options().with_across(across)).unwrap();
        asked.batches.load(Ordering::Relaxed)
    };
    assert_eq!(batches("Vexolin", 3), batches("Vexolin", 0));
    assert_eq!(batches("facteur", 3), batches("facteur", 0) + 1);

    let counting = Counting::default();
    write_in(Some(Lang::Fr), &counting.memory, "notes.md", &FRENCH);
    let response = Engine::new(counting).search("le facteur", &options()).unwrap();
    assert!(response.across.is_none() && response.query.expansions.is_empty());
}

#[test]
fn a_block_that_costs_too_much_is_given_up_and_that_is_said() {
    let budget = Budget { lookups: 1, ..Budget::default() };
    let response = in_french("facteur", options().with_budget(budget));
    assert_eq!((response.hits.len(), response.across.is_none()), (1, true));
    assert!(codes(&response).contains(&"work-given-up".to_owned()));

    // a long question is bounded, and answered
    let words: Vec<String> = (0..400).map(|i| format!("facteur phare mot{i}")).collect();
    let response = in_french(&words.join(" "), options());
    assert!(texts(&response.across.unwrap().hits)[..3].contains(&ENGLISH[5]));
}
