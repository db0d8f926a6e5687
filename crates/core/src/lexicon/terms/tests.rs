use super::*;
use crate::analysis::{Analyzer, Kind, Tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::query::Stem;

/// A list of rows `fr = en`, `fr > en` or `fr < en`, with `|` between terms of one side.
fn list(rows: &str) -> (TermList, Vec<Diagnostic>) {
    let mut builder = Builder::new("glossaires/maison.csv");
    for (line, row) in (1..).zip(rows.lines()) {
        let (sign, direction) = [
            ('=', Direction::Both),
            ('>', Direction::From(Lang::Fr)),
            ('<', Direction::From(Lang::En)),
        ]
        .into_iter()
        .find(|(sign, _)| row.contains(*sign))
        .unwrap();
        let (fr, en) = row.split_once(sign).unwrap();
        let terms = |side: &str| side.split('|').map(str::to_owned).collect();
        builder.add(&Entry { fr: terms(fr), en: terms(en), direction, line });
    }
    builder.finish()
}

/// The words of a question, with the stems of both languages, as the parser makes them.
fn words(text: &str) -> Vec<Word> {
    let mut analyzer = Analyzer::new();
    let mut words: Vec<Word> = Vec::new();
    for lang in Lang::ALL {
        let mut tokens = Tokens::new();
        analyzer.analyze(text, Some(lang), &mut tokens);
        for token in tokens.iter().filter(|t| t.kind == Kind::Stem) {
            let at = token.position as usize;
            words.resize_with(words.len().max(at + 1), Word::default);
            words[at].text = text[token.start as usize..token.end as usize].to_owned();
            words[at].stems.push(Stem::new(token.term, Some(lang)));
        }
    }
    words
}

/// How many words a list takes, and what it says: `2: civil service 1`.
fn ask(list: &TermList, text: &str, from: Lang) -> String {
    let words = words(text);
    let words: Vec<&Word> = words.iter().collect();
    match list.longest(&words, from) {
        None => "nothing".to_owned(),
        Some(found) => shown(&found),
    }
}

fn shown(found: &Match) -> String {
    let said = found.translations.iter();
    let said: Vec<_> = said.map(|t| format!("{} {:.2}", t.text, t.weight)).collect();
    format!("{}: {}", found.words, said.join(", "))
}

#[test]
fn the_longest_term_counts() {
    let (list, warnings) = list(
        "fonction = function\nfonction publique = civil service\nfonction publique hospitalière = hospital civil service",
    );
    assert_eq!(warnings, []);
    assert_eq!(list.len(), 3);
    for (asked, said) in [
        ("fonction publique hospitalière en France", "3: hospital civil service 1.00"),
        ("fonctions publiques", "2: civil service 1.00"),
        ("fonction affine", "1: function 1.00"),
        ("la fonction publique", "nothing"),
        ("publique", "nothing"),
    ] {
        assert_eq!(ask(&list, asked, Lang::Fr), said, "{asked}");
    }
    assert_eq!(ask(&list, "civil services", Lang::En), "2: fonction publique 1.00");
    assert_eq!(ask(&list, "fonction publique", Lang::En), "nothing");
}

#[test]
fn translations_name_their_list() {
    let (list, _) = list("élan = moose");
    assert_eq!(list.name(), "terms:maison.csv");
    let words = words("élan");
    let found = list.longest(&[&words[0]], Lang::Fr).unwrap();
    assert_eq!(found.translations[0].list, "terms:maison.csv");
    assert_eq!(Builder::new(r"C:\mots\a.tbx").finish().0.name(), "terms:a.tbx");
}

#[test]
fn a_direction_holds() {
    let (list, _) = list("chat > cat\nclavardage < chat\nchien = dog");
    assert_eq!(ask(&list, "chat", Lang::Fr), "1: cat 1.00");
    assert_eq!(ask(&list, "cat", Lang::En), "nothing");
    assert_eq!(ask(&list, "chat", Lang::En), "1: clavardage 1.00");
    assert_eq!(ask(&list, "clavardage", Lang::Fr), "nothing");
    assert_eq!(ask(&list, "dogs", Lang::En), "1: chien 1.00");
}

#[test]
fn several_terms_share_the_weight_by_how_often_they_come() {
    let (several, warnings) = list("courriel | mél | e-mail = email\ncourriel = electronic mail");
    assert_eq!(warnings, []);
    assert_eq!(ask(&several, "courriels", Lang::Fr), "1: email 0.50, electronic mail 0.50");
    assert_eq!(ask(&several, "email", Lang::En), "1: courriel 0.33, mél 0.33, e-mail 0.33");

    let (often, _) = list("ouvert = open\nouvrir = open\nOuvrir = Open\nOuvrez = open");
    assert_eq!(ask(&often, "open", Lang::En), "1: ouvrir 0.75, ouvert 0.25");
}

#[test]
fn four_translations_are_kept_and_the_rest_is_told() {
    let hundred: Vec<String> = (0..100).map(|n| format!("mot = meaning{n}x")).collect();
    let (list, warnings) = list(&(hundred.join("\n") + "\nmot = meaning70x"));
    let said = "1: meaning70x 0.40, meaning0x 0.20, meaning1x 0.20, meaning2x 0.20";
    assert_eq!(ask(&list, "mots", Lang::Fr), said);
    assert_eq!(ask(&list, "meaning98x", Lang::En), "1: mot 1.00");
    let told: Vec<_> = warnings.iter().map(|w| (w.code, w.message.as_str())).collect();
    let message = "glossaires/maison.csv, line 5: `mot` has 100 translations, of which 4 are used";
    assert_eq!(told, [(Code::ManyTranslations, message)]);
}

#[test]
fn any_stem_of_a_word_will_do_and_the_term_that_is_written_most_alike_counts() {
    let (list, _) = list(
        "pêche = fishing\npéché = sin\nélève = pupil\nélevé = high\ndroit = law\ndroits = rights",
    );
    assert_eq!(ask(&list, "pêche", Lang::Fr), "1: fishing 1.00");
    assert_eq!(ask(&list, "péchés", Lang::Fr), "1: sin 1.00");
    assert_eq!(ask(&list, "droit", Lang::Fr), "1: law 1.00");
    assert_eq!(ask(&list, "Droits", Lang::Fr), "1: rights 1.00");
    // typed without accents it may be either
    assert_eq!(ask(&list, "eleve", Lang::Fr), "1: pupil 0.50, high 0.50");
}

#[test]
fn acronyms_match_in_any_case() {
    let (list, warnings) = list(
        "OCDE = OECD\nS.G.M.A.P. = SGMAP\nDITP = Interministerial Directorate for Public Transformation",
    );
    assert_eq!(warnings, []);
    for asked in ["OCDE", "ocde", "O.C.D.E.", "l’OCDE"] {
        assert_eq!(ask(&list, asked, Lang::Fr), "1: OECD 1.00", "{asked}");
    }
    assert_eq!(ask(&list, "sgmap", Lang::Fr), "1: SGMAP 1.00");
    let asked = "interministerial directorate for public transformation";
    assert_eq!(ask(&list, asked, Lang::En), "5: DITP 1.00");
}

#[test]
fn an_acronym_that_is_a_function_word_needs_its_capitals() {
    let (list, _) = list("OMS = WHO\ninformatique = IT\nparce que = because\nET = alien");
    assert_eq!(ask(&list, "WHO", Lang::En), "1: OMS 1.00");
    assert_eq!(ask(&list, "who said it", Lang::En), "nothing");
    assert_eq!(ask(&list, "it", Lang::En), "nothing");
    assert_eq!(ask(&list, "et", Lang::Fr), "nothing");
    // whoever writes a function word in small letters means it
    assert_eq!(ask(&list, "because", Lang::En), "1: parce que 1.00");
    assert_eq!(ask(&list, "parce que", Lang::Fr), "2: because 1.00");
}

#[test]
fn a_hyphen_may_be_typed_or_not() {
    let (list, _) = list("porte-parole = spokes-person\nmise à jour = e-update");
    assert_eq!(ask(&list, "porte-parole", Lang::Fr), "2: spokes-person 1.00");
    assert_eq!(ask(&list, "porte parole", Lang::Fr), "2: spokes-person 1.00");
    assert_eq!(ask(&list, "spokesperson", Lang::En), "1: porte-parole 1.00");
    assert_eq!(ask(&list, "eupdate", Lang::En), "1: mise à jour 1.00");
}

#[test]
fn what_is_no_term_is_left_out_and_named() {
    let long = "mot ".repeat(200);
    let bytes = "x".repeat(2000);
    let rows = format!("a | b =  … \n = \n{long} | phare = lighthouse\nd = {bytes}\ne=f");
    let (list, warnings) = list(&rows);
    let said: Vec<_> = warnings.iter().map(|w| w.message.as_str()).collect();
    let path = "glossaires/maison.csv";
    let want = [
        format!("{path}, line 1: left out: there is no term in one of the two languages"),
        format!("{path}, line 2: left out: there is no term in one of the two languages"),
        format!("{path}, line 3: left out: a term of more than 16 words"),
        format!("{path}, line 4: left out: a term of more than 16 words"),
    ];
    assert_eq!(said, want);
    assert_eq!(ask(&list, "phare", Lang::Fr), "1: lighthouse 1.00");
    assert_eq!(ask(&list, "mot", Lang::Fr), "nothing");
    assert_eq!(list.len(), 2);
}

#[test]
fn many_bad_lines_are_counted() {
    let (list, warnings) = list(&"a =\n".repeat(50));
    assert!(list.is_empty());
    assert_eq!(warnings.len(), 21);
    let last = warnings.last().unwrap();
    assert_eq!(last.message, "glossaires/maison.csv: more lines that were left out: 30");
}

#[test]
fn one_side_has_so_many_terms() {
    let many: Vec<String> = (0..100).map(|n| format!("mot{n}x")).collect();
    let (list, warnings) = list(&format!("{} = word", many.join("|")));
    assert_eq!(
        warnings[0].message,
        "glossaires/maison.csv, line 1: left out: the terms beyond the first 64 of one language"
    );
    assert_eq!(ask(&list, "mot63x", Lang::Fr), "1: word 1.00");
    assert_eq!(ask(&list, "mot64x", Lang::Fr), "nothing");
}

#[test]
fn terms_in_a_circle_and_terms_that_stay_the_same_do_no_harm() {
    let (list, warnings) = list("chat > cat\nchat < cat\ncat > chat\nCRM = CRM\nchef = chief");
    assert_eq!(warnings, []);
    assert_eq!(ask(&list, "cat", Lang::Fr), "1: chat 1.00");
    assert_eq!(ask(&list, "crm", Lang::Fr), "1: CRM 1.00");
    assert_eq!(ask(&list, "CRM", Lang::En), "1: CRM 1.00");
}

#[test]
fn of_several_lists_the_longest_term_counts_then_the_first_list() {
    let (first, _) = list("service = department\nimpôt = tax");
    let (second, _) = list("service public = public service\nservice = service\nphare = beacon");
    let lists = [first, second];
    let said = |text: &str| {
        let words = words(text);
        let words: Vec<&Word> = words.iter().collect();
        longest(&lists, &words, Lang::Fr).map(|found| shown(&found))
    };
    assert_eq!(said("service").as_deref(), Some("1: department 1.00"));
    assert_eq!(said("services publics").as_deref(), Some("2: public service 1.00"));
    assert_eq!(said("phare").as_deref(), Some("1: beacon 1.00"));
    assert_eq!(said("rien"), None);
}

#[test]
fn the_same_list_says_the_same_each_time() {
    let rows: Vec<String> =
        (0..300).map(|n| format!("été{} côté = word{n}x | word{}x", n % 7, n % 11)).collect();
    let once = ask(&list(&rows.join("\n")).0, "ete3 cote", Lang::Fr);
    for _ in 0..5 {
        let (again, _) = list(&rows.join("\n"));
        assert_eq!(ask(&again, "ete3 cote", Lang::Fr), once);
    }
}

proptest::proptest! {
    #[test]
    fn weights_add_up_and_no_text_makes_it_panic(
        rows in proptest::collection::vec("[a-céê '’.|-]{0,12}(=|>|<)[a-céê|-]{0,12}", 0..30),
        asked in "[a-céê '’-]{0,12}",
    ) {
        let (list, _) = list(&rows.join("\n"));
        let words = words(&asked);
        let words: Vec<&Word> = words.iter().collect();
        for from in Lang::ALL {
            if let Some(found) = list.longest(&words, from) {
                let sum: f64 = found.translations.iter().map(|t| t.weight).sum();
                proptest::prop_assert!((sum - 1.0).abs() < 1e-9);
                proptest::prop_assert!((1..=words.len()).contains(&found.words));
                proptest::prop_assert!(found.translations.len() <= MAX_TRANSLATIONS);
            }
        }
    }
}
