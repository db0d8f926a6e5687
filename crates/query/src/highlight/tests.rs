use ibid_core::document::About;
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use proptest::prelude::*;

use super::*;
use crate::parse::{ParseOptions, parse};

pub(crate) fn passage(text: &str, lang: Option<Lang>) -> Passage {
    Passage {
        id: PassageId::from_content("", &[], text, 0),
        source: SourceId::from_bytes(text.as_bytes()),
        about: About::default(),
        section: Vec::new(),
        ordinal: 0,
        line: 12,
        lang,
        speaker: None,
        non_speech: false,
        text: text.to_owned(),
        spans: Vec::new(),
    }
}

pub(crate) fn marks_of(query: &str, text: &str, lang: Lang) -> Vec<Mark> {
    let mut analyzer = Analyzer::new();
    let parsed = parse(query, &mut analyzer, &ParseOptions::default());
    highlight(&passage(text, Some(lang)), &parsed.query, &[], &mut analyzer)
}

fn marked<'t>(query: &str, text: &'t str, lang: Lang) -> Vec<&'t str> {
    marks_of(query, text, lang).into_iter().map(|m| &text[m.bytes]).collect()
}

#[test]
fn whole_words_are_marked_and_never_the_article_alone() {
    let fr = |query, text| marked(query, text, Lang::Fr);
    assert_eq!(
        fr("innovation", "Vers l'innovation et l’innovation."),
        ["innovation", "innovation"]
    );
    assert_eq!(fr("l'école", "Les écoles de la ville."), ["écoles"]);
    assert_eq!(fr("ecole", "L’ÉCOLE"), ["ÉCOLE"]);
    assert_eq!(fr("porte-parole", "La porte-parole parle."), ["porte-parole"]);
    assert_eq!(fr("innov*", "Il innove, l’innovation."), ["innove", "innovation"]);
    assert_eq!(marked("town's budgets", "The town has a budget.", Lang::En), ["town", "budget"]);
}

#[test]
fn function_words_are_marked_only_where_there_is_nothing_else() {
    assert_eq!(marked("the state of the art", "The art of the state.", Lang::En), ["art", "state"]);
    assert_eq!(marked("of the", "The art of war.", Lang::En), ["The", "of"]);
    assert_eq!(
        marked("\"state of the art\"", "A state of the art.", Lang::En),
        ["state of the art"]
    );
}

#[test]
fn a_phrase_is_marked_as_one_and_its_words_are_not() {
    let text = "La ville verte est une ville, verte ou non. Une Ville Verte!";
    assert_eq!(
        marked("\"ville verte\"", text, Lang::Fr),
        ["ville verte", "ville, verte", "Ville Verte"]
    );
    let text = "Une ville. Une ville verte.";
    assert_eq!(marked("\"ville verte\"", text, Lang::Fr), ["ville verte"]);
    assert_eq!(marked("\"ville verte\" OU ville", text, Lang::Fr), ["ville", "ville verte"]);
}

#[test]
fn near_words_are_marked_inside_their_window() {
    let text = "Verte hier, la ville est aujourd’hui une grande et belle ville plutôt très verte.";
    assert_eq!(marked("\"ville verte\"~2", text, Lang::Fr), ["Verte", "ville", "ville", "verte"]);
    assert_eq!(marked("\"ville verte\"~1", text, Lang::Fr), Vec::<&str>::new());
}

#[test]
fn what_is_excluded_is_not_marked() {
    assert_eq!(marked("budget -ville", "Le budget de la ville.", Lang::Fr), ["budget"]);
    assert_eq!(
        marked("-(ville \"le budget\") impôt", "Le budget, la ville, l’impôt.", Lang::Fr),
        ["impôt"]
    );
}

#[test]
fn weights_are_those_of_the_search() {
    let mut analyzer = Analyzer::new();
    let query = parse("budget ville", &mut analyzer, &ParseOptions::default()).query;
    let weights = [TermWeight { term: "budget".to_owned(), weight: 3.0 }];
    let text = "Le budget de la ville, le budget.";
    let marks = highlight(&passage(text, Some(Lang::Fr)), &query, &weights, &mut analyzer);
    let weights: Vec<f64> = marks.iter().map(|m| m.weight).collect();
    assert_eq!(weights, [3.0, UNWEIGHED, 3.0]);
    assert!((distinct_weight(marks.iter()) - 3.0 - UNWEIGHED).abs() < 1e-12);
}

proptest! {
    #[test]
    fn marks_are_sorted_disjoint_and_on_characters(query in "\\PC{0,30}", text in "\\PC{0,80}", fr in any::<bool>()) {
        let lang = if fr { Lang::Fr } else { Lang::En };
        let mut end = 0;
        for mark in marks_of(&query, &text, lang) {
            prop_assert!(mark.bytes.start >= end && mark.bytes.start < mark.bytes.end);
            prop_assert!(text.get(mark.bytes.clone()).is_some());
            prop_assert!(!mark.terms.is_empty());
            end = mark.bytes.end;
        }
    }

    #[test]
    fn what_is_marked_folds_to_a_word_of_the_query(
        // one apostrophe at most: a slice that begins with another would be cut again
        query in proptest::collection::vec("[a-zéàœ]{1,4}(['’-][a-zéàœ]{1,5})?", 1..4),
        text in proptest::collection::vec("[a-zA-Zéàœ'’.-]{1,8}", 0..20),
        fr in any::<bool>(),
    ) {
        let lang = if fr { Lang::Fr } else { Lang::En };
        // words of the query are in the text, so that there is something to mark
        let text = format!("{} {}", text.join(" "), query.join(", "));
        let query = query.join(" ");
        let mut analyzer = Analyzer::new();
        let parsed = parse(&query, &mut analyzer, &ParseOptions::default());
        let words = parsed.query.root.words();
        let marks = marks_of(&query, &text, lang);
        prop_assert_eq!(marks.is_empty(), words.is_empty());
        for mark in marks {
            let mut tokens = Tokens::new();
            analyzer.analyze(&text[mark.bytes.clone()], Some(lang), &mut tokens);
            let held = tokens.iter().any(|t| words.iter().any(|w| {
                w.exact.iter().any(|e| e == t.term) || w.stems.iter().any(|s| s.term == t.term)
            }));
            prop_assert!(held, "{:?} of {:?} for {:?}", &text[mark.bytes], text, query);
        }
    }
}
