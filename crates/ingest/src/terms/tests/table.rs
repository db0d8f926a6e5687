use super::*;
use crate::cost;

#[test]
fn the_first_line_names_the_languages() {
    for text in [
        "fr,en\nphare,lighthouse\n",
        "en;fr\nlighthouse;phare\n",
        "English\tFrançais\nlighthouse\tphare\n",
        "Anglais,Note,Français\nlighthouse,x,phare\n",
        "fr-CA,en-CA\nphare,lighthouse\n",
        "fr_FR,en_US\n\"phare\",\"lighthouse\"\n",
        "SUBJECT_EN,TERM_EN,TERM_EN_PARAMETER,DOMAINE_FR,TERME_FR\nSea,lighthouse,correct,Mer,phare\n",
        "id|fr|en\n".replace('|', ",").as_str(),
    ] {
        if text.starts_with("id") {
            assert!(read(text).is_err());
            continue;
        }
        let (list, warnings) = good(text);
        assert_eq!(
            (fr(&list, "phares"), en(&list, "lighthouse")),
            ("lighthouse".into(), "phare".into()),
            "{text}"
        );
        assert_eq!(warnings, [""; 0], "{text}");
        assert_eq!(list.len(), 1);
    }
}

#[test]
fn without_a_first_line_the_order_is_french_english_unless_the_words_say_otherwise() {
    let (list, warnings) = good("phare,lighthouse\nOCDE,OECD\nfonction publique,civil service\n");
    assert_eq!(fr(&list, "fonction publique"), "civil service");
    assert_eq!(fr(&list, "phare"), "lighthouse");
    assert_eq!(warnings, [""; 0]);

    let rows = "civil service,fonction publique\nthe public authorities,les pouvoirs publics\nweak signals,signaux faibles\n";
    for text in [rows.to_owned(), format!("source,target\n{rows}")] {
        let (list, warnings) = good(&text);
        assert_eq!(fr(&list, "signaux faibles"), "weak signals");
        assert_eq!(en(&list, "source"), "");
        assert_eq!(
            warnings,
            ["no line names the languages; by its words the first column is English"]
        );
    }
}

#[test]
fn other_languages_are_refused() {
    for text in ["fr,de\nphare,Leuchtturm\n", "en,es\nlighthouse,faro\n"] {
        assert!(bad(text).contains("the languages are not named, or are not French and English"));
    }
}

#[test]
fn cells_hold_several_terms_and_a_direction() {
    let (list, warnings) = good(
        "fr,en,sens\n\
         courriel|mél,email; electronic mail,\n\
         chat,cat,fr>en\n\
         clavardage,chat,en → fr\n\
         élan,moose,fr<->en\n\
         bogue,bug,both\n\
         pétrolier,oil tanker,nord\n\
         navire,ship,fr>de\n",
    );
    assert_eq!(fr(&list, "mél"), "email|electronic mail");
    assert_eq!(en(&list, "email"), "courriel|mél");
    assert_eq!((fr(&list, "chat"), en(&list, "cat")), ("cat".into(), String::new()));
    assert_eq!((en(&list, "chat"), fr(&list, "clavardage")), ("clavardage".into(), String::new()));
    assert_eq!((en(&list, "moose"), en(&list, "bug")), ("élan".into(), "bogue".into()));
    assert_eq!(
        warnings,
        ["line 7: left out: `nord` is no direction", "line 8: left out: `fr>de` is no direction"]
    );
}

#[test]
fn a_semicolon_parts_cells_where_it_is_the_delimiter() {
    let (list, _) = good("sep=;\nfr;en\ncourriel|mél;email, e-mail\n");
    assert_eq!(fr(&list, "mél"), "email, e-mail");
    let (list, _) = good("mise à jour, ou MàJ;update\nimpôt;tax\n");
    assert_eq!(fr(&list, "impôts"), "tax");
}

#[test]
fn bad_lines_are_named_and_the_others_are_used() {
    let (list, warnings) = good(
        "fr,en\n\
         \n\
         # une remarque, qui ne dit rien\n\
         phare,\n\
         a, b,c\n\
         impôt,tax,,\n\
         \"sans fin,endless\n\
         forêt,forest\n\
         \"à la fin\",\"last\"\n",
    );
    assert_eq!(
        warnings,
        [
            "line 4: left out: there is no term in one of the two languages",
            "line 5: left out: the line has more cells than the others",
            "line 7: left out: a quotation mark is opened and not closed",
        ]
    );
    assert_eq!(list.len(), 3);
    assert_eq!(fr(&list, "impôt"), "tax");
    assert_eq!(fr(&list, "forêt"), "forest");
    assert_eq!(fr(&list, "à la fin"), "last");
}

#[test]
fn quoted_cells_hold_delimiters_marks_and_lines() {
    let (list, warnings) = good(
        "fr,en,note\n\
         \"Conseil d’État, section\",\"Council of State, section\",\"dit \"\"le Conseil\"\"\n\
         suite\"\n\
         \"courriel\n\
         mél\",email,\n\
         tube de 5\",5\" pipe,\n",
    );
    assert_eq!(warnings, [""; 0]);
    assert_eq!(fr(&list, "Conseil d'État section"), "Council of State, section");
    assert_eq!(fr(&list, "mél"), "email");
    assert_eq!(fr(&list, "tube de 5"), "5\" pipe");
}

#[test]
fn open_marks_cost_no_more_than_the_file_is_long() {
    // each line would go on to the end of the file
    cost::grows_with_its_input("open marks", 60_000, |times| {
        let rows = format!("fr,en\n{}phare,lighthouse\n", "a\"b,\"c\n".repeat(times));
        let (list, warnings) = good(&rows);
        assert_eq!(fr(&list, "phare"), "lighthouse");
        assert_eq!(warnings[0], "line 2: left out: a quotation mark is opened and not closed");
    });
}
