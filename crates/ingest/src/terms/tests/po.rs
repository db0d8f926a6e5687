use super::*;

const HEADER: &str = "# French translation\n\
    msgid \"\"\n\
    msgstr \"\"\n\
    \"Project-Id-Version: a 1\\n\"\n\
    \"Content-Type: text/plain; charset=UTF-8\\n\"\n\
    \"Language: fr_FR\\n\"\n\
    \"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n\n";

fn po(body: &str) -> String {
    format!("{HEADER}{body}")
}

#[test]
fn messages_are_read_with_their_plurals() {
    let (list, warnings) = good(&po("#. for the menu\n\
         #: src/a.c:12\n\
         msgctxt \"menu\"\n\
         msgid \"bookmark\"\n\
         msgstr \"signet\"\n\
         \n\
         #, c-format\n\
         msgid \"%d attached file\"\n\
         msgid_plural \"%d attached files\"\n\
         msgstr[0] \"%d fichier joint\"\n\
         msgstr[1] \"%d fichiers joints\"\n\
         \n\
         msgid \"\"\n\
         \"civil \"\n\
         \"service\"\n\
         msgstr \"\"\n\
         \"fonction \"\n\
         \"publique\"\n"));
    assert_eq!(warnings, [""; 0]);
    assert_eq!(list.len(), 3);
    assert_eq!(fr(&list, "signets"), "bookmark");
    assert_eq!(en(&list, "attached files"), "fichier joint");
    assert_eq!(fr(&list, "fichiers joints"), "attached file");
    assert_eq!(en(&list, "civil service"), "fonction publique");
    assert_eq!(fr(&list, "Content-Type"), "");
}

#[test]
fn what_is_not_translated_for_sure_is_left_out_and_counted() {
    let (list, warnings) = good(&po("#, fuzzy, c-format\n\
         #| msgid \"old\"\n\
         msgid \"lighthouse\"\n\
         msgstr \"phare\"\n\
         \n\
         msgid \"forest\"\n\
         msgstr \"\"\n\
         \n\
         msgid \"tax\"\n\
         msgstr \"impôt\"\n\
         \n\
         #~ msgid \"gone\"\n\
         #~ msgstr \"parti\"\n\
         #~ msgid \"lost\"\n\
         #~ msgstr \"perdu\"\n"));
    assert_eq!(
        warnings,
        ["messages that are not translated, or not for sure, and were left out: 4"]
    );
    assert_eq!((fr(&list, "phare"), fr(&list, "parti")), (String::new(), String::new()));
    assert_eq!(fr(&list, "impôt"), "tax");
    let template = bad(&po("msgid \"tax\"\nmsgstr \"\"\n"));
    assert!(
        template.contains("line 9") && template.contains("a message is not translated"),
        "{template}"
    );
}

#[test]
fn values_markup_and_keys_are_taken_out() {
    for (message, want) in [
        ("_File", "File"),
        ("Save &As…", "Save As"),
        ("E_xit", "Exit"),
        ("~Tools", "Tools"),
        ("&amp;Open…\tCtrl+O", "Open"),
        ("R&D", "R&D"),
        ("user_name", "user_name"),
        ("AT&T", "AT&T"),
        ("Research & development", "Research & development"),
        ("50 % of users", "50 % of users"),
        ("Delete <b>%s</b> from {folder}", "Delete from"),
        ("%1$s is in %(place)s", "is in"),
        ("Page %1 of %2", "Page of"),
        ("{{ count }} {n, plural, one {file} other {files}} in ${dir}", "in"),
        ("a < b and c > d", "a < b and c > d"),
        ("Name:", "Name"),
        ("don\\'t", "don't"),
    ] {
        let (list, _) = good(&po(&format!("msgid \"{message}\"\nmsgstr \"un mot\"\n")));
        assert_eq!(fr(&list, "un mot"), want, "{message}");
    }
    // a message of nothing but values says nothing, and needs no warning
    let (list, warnings) =
        good(&po("msgid \"%s: %d\"\nmsgstr \"%s : %d\"\n\nmsgid \"tax\"\nmsgstr \"impôt\"\n"));
    assert_eq!((list.len(), warnings.len()), (1, 0));
}

#[test]
fn languages_are_those_of_the_header_or_of_the_words() {
    let french =
        "msgid \"tax on the income of the year\"\nmsgstr \"impôt sur les revenus de l’année\"\n";
    let english =
        "msgid \"impôt sur les revenus de l’année\"\nmsgstr \"tax on the income of the year\"\n";
    let header = |fields: &str| format!("msgid \"\"\nmsgstr \"{fields}\"\n\n");
    for (fields, body) in [
        ("Language: fr\\n", french),
        ("X-Poedit-Language: French\\n", french),
        ("Project-Id-Version: x\\n", french),
        ("Language: en\\n", english),
        ("Language: en_GB\\nX-Source-Language: fr\\n", english),
        ("Project-Id-Version: x\\n", english),
    ] {
        let (list, _) = good(&format!("{}{body}", header(fields)));
        assert_eq!(en(&list, "tax on the income of the year"), "impôt sur les revenus de l’année");
    }
    for (fields, body) in [
        ("Language: de\\n", french),
        ("Language: fr\\nX-Source-Language: de\\n", french),
        ("Language: en_GB\\n", french),
        ("Language: fr\\n", english),
    ] {
        let error = bad(&format!("{}{body}", header(fields)));
        assert!(
            error.contains("the languages are not named, or are not French and English"),
            "{fields}"
        );
    }
}

#[test]
fn bad_lines_are_named_and_the_others_are_used() {
    let (list, warnings) = good(&po("stray\n\
         msgid \"tax\n\
         msgstr \"impôt\"\n\
         \n\
         msgid \"forest\"\n\
         msgid \"lighthouse\"\n\
         msgstr \"phare\"\n\
         \"msgstr\n"));
    assert_eq!(
        warnings,
        [
            "line 9: left out: no line of a message",
            "line 10: left out: a quotation mark is opened and not closed",
            "line 13: left out: a message is not translated, or not for sure",
            "line 16: left out: a quotation mark is opened and not closed",
        ]
    );
    assert_eq!(fr(&list, "impôt"), "tax");
}
