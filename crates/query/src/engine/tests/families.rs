//! Words of one family whose stems differ.

use ibid_core::ranking::ScoreRule;

use super::*;
use crate::answer::HitView;

const NOTES: [&str; 5] = [
    "La forclusion est prononcée par le juge.",
    "Il a laissé forclore son droit, et la forclusion est acquise.",
    "Le travail de nuit est interdit aux mineurs.",
    "La réduction des délais a été décidée par le conseil.",
    "Le conseil se réunit le mardi.",
];

fn french() -> SearchOptions {
    SearchOptions { question_lang: Some(Lang::Fr), ..SearchOptions::default() }
}

fn ask(question: &str) -> Response {
    engine_over("notes.md", &NOTES).0.search(question, &french()).unwrap()
}

fn relatives(question: &str) -> Vec<String> {
    ask(question).query.expansions.into_iter().map(|expansion| expansion.to).collect()
}

#[test]
fn a_word_finds_its_relatives_after_itself_and_that_is_said() {
    let response = ask("forclore");
    let texts: Vec<&str> = response.hits.iter().map(|hit| hit.text.as_str()).collect();
    assert_eq!(texts, [NOTES[1], NOTES[0]]);
    let [expansion] = &response.query.expansions[..] else { panic!("{response:?}") };
    assert_eq!((&*expansion.from, &*expansion.to), ("forclore", "forclusion"));
    assert_eq!(expansion.source, "word-family");
    assert!(expansion.weight < 1.0);

    let hit = &response.hits[1];
    let marks = hit.highlights.iter().map(|mark| &hit.text[mark.bytes[0]..mark.bytes[1]]);
    assert_eq!(marks.collect::<Vec<_>>(), ["forclusion"]);
}

#[test]
fn a_word_that_only_its_relatives_hold_is_not_taken_for_a_misspelt_one() {
    for (question, relative) in [("travailler", "travail"), ("réduire", "reduction")] {
        let response = ask(question);
        assert_eq!(response.hits.len(), 1, "{question}");
        assert_eq!(relatives(question), [relative]);
        assert!(response.query.warnings.is_empty(), "{question}: {:?}", response.query.warnings);
    }
}

#[test]
fn what_is_quoted_required_or_asked_for_already_is_as_it_was_typed() {
    for question in ["\"forclore\"", "+forclore", "forclore forclusion", "conseil"] {
        assert_eq!(relatives(question), Vec::<String>::new(), "{question}");
    }
}

#[test]
fn a_relative_can_be_taken_out_and_its_score_is_explained() {
    let (engine, _) = engine_over("notes.md", &NOTES);
    for word in ["forclusion", "Forclore"] {
        let options = french().with_without(vec![word.to_owned()]);
        let response = engine.search("forclore", &options).unwrap();
        assert_eq!(response.hits.len(), 1, "{word}");
        assert!(response.query.expansions.is_empty() && response.query.warnings.is_empty());
    }

    let response = engine.search("forclore", &french().with_explain(true)).unwrap();
    let of_family = |hit: &HitView| {
        let parts = hit.explain.clone().unwrap().parts.into_iter();
        parts.filter(|part| part.rules == [ScoreRule::WordFamily]).count()
    };
    assert!(of_family(&response.hits[1]) > 0);
    let explanation = response.hits[1].explain.clone().unwrap();
    let terms = explanation.parts.iter().filter_map(|part| part.factor);
    assert!(terms.clone().count() > 0 && terms.clone().all(|factor| factor < 0.5));
}

#[test]
fn a_lexicon_is_asked_for_what_was_typed_and_not_for_its_relatives() {
    let counting = Counting::default();
    write_in(Some(Lang::Fr), &counting.memory, "notes.md", &NOTES);
    write_in(Some(Lang::En), &counting.memory, "notes-en.md", &["The work was done at night."]);
    let engine = Engine::new(counting);
    let translations = |options: SearchOptions| {
        let response = engine.search("forclore travailler", &options).unwrap();
        let all = response.query.expansions.into_iter().filter(|one| one.lang.is_some());
        all.map(|one| (one.from, one.to)).collect::<Vec<_>>()
    };
    let without = ["forclusion", "travail"].map(str::to_owned).to_vec();
    let typed_alone = translations(french().with_without(without));
    assert!(!typed_alone.is_empty());
    assert_eq!(translations(french()), typed_alone);
}
