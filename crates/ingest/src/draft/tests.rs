use proptest::prelude::*;

use super::read_draft;

/// The quotations of a draft, each with its line.
fn quotes(draft: &str) -> Vec<(u32, String)> {
    let draft = read_draft(draft.as_bytes(), "draft").unwrap();
    draft.quotations.into_iter().map(|quote| (quote.line, quote.text)).collect()
}

fn texts(draft: &str) -> Vec<String> {
    quotes(draft).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn the_marks_of_both_languages_are_quotations() {
    for draft in [
        "Il dit : « nous voulons un port ouvert », et part.",
        "Il dit : «\u{a0}nous voulons un port ouvert\u{a0}».",
        "Il dit : “nous voulons un port ouvert”.",
        "Il dit : \"nous voulons un port ouvert\".",
        "Er sagt: „nous voulons un port ouvert“.",
        "He says: ‘nous voulons un port ouvert’.",
        "<p>Il dit : <q>nous voulons un port ouvert</q>.</p>",
        "<!doctype html><p>Il dit : <q>nous voulons <em>un</em> port ouvert</q>.",
        "Il dit :\n\n> nous voulons un port ouvert\n\nEt part.",
        "Il dit :\n\n> « nous voulons un port ouvert »\n> — Le maire\n",
        "<!doctype html><p>Il dit :<blockquote>nous voulons un port ouvert<footer>Le maire, dans un long courrier</footer></blockquote>",
    ] {
        assert_eq!(texts(draft), ["nous voulons un port ouvert"], "{draft}");
    }
}

#[test]
fn quotations_within_others_belong_to_them() {
    for (draft, want) in [
        (
            "« il a dit “nous partons demain matin” et voilà »",
            "il a dit “nous partons demain matin” et voilà",
        ),
        (
            "« il a dit « nous partons demain » et voilà »",
            "il a dit « nous partons demain » et voilà",
        ),
        (
            "“he said ‘we’ll leave tomorrow’ and so it was”",
            "he said ‘we’ll leave tomorrow’ and so it was",
        ),
        ("\"he said 'we leave tomorrow' and went\"", "he said 'we leave tomorrow' and went"),
        (
            "‘the keeper’s lamp isn’t what the boys’ club said’",
            "the keeper’s lamp isn’t what the boys’ club said",
        ),
    ] {
        assert_eq!(texts(draft), [want], "{draft}");
    }
}

#[test]
fn a_quotation_goes_over_lines_and_paragraphs() {
    assert_eq!(
        quotes(
            "Voici.\n\nIl dit : « nous voulons\nun port ouvert », puis « un quai pour les barques »."
        ),
        [
            (3, "nous voulons\nun port ouvert".to_owned()),
            (4, "un quai pour les barques".to_owned())
        ]
    );
    // a guillemet at the head of each line
    for mark in ["«", "»"] {
        let draft = format!(
            "« nous voulons un port\n{mark} ouvert à tous les\n{mark} bateaux », dit-il, « et un quai large ici »."
        );
        assert_eq!(
            texts(&draft),
            ["nous voulons un port\n ouvert à tous les\n bateaux", "et un quai large ici"],
            "{mark}"
        );
    }
    // the last mark of a quotation at the head of a line closes it
    assert_eq!(
        texts("« nous voulons un port\n» et puis « un quai pour les barques »"),
        ["nous voulons un port", "un quai pour les barques"]
    );
    // a mark at the head of each paragraph
    let draft = "“We want an open port.\n\n“It must have a quay,” she said.\n";
    assert_eq!(quotes(draft), [(1, "We want an open port.\nIt must have a quay,".to_owned())]);
}

#[test]
fn what_is_not_quoted_and_what_is_short_is_left() {
    let read = |text: &str| read_draft(text.as_bytes(), "draft").unwrap();
    let draft = read("Le « port ouvert » et « nous voulons un port ouvert » et “trois mots ici”.");
    assert_eq!((draft.quotations.len(), draft.too_short), (1, 2));
    let draft =
        read("Une marque « sans fin et d’autres mots.\n\nPuis « nous voulons un port ouvert ».");
    assert_eq!(draft.quotations.len(), 1);
    assert_eq!(draft.warnings[0].fields[0].1, "1");
    let draft = read("Une marque « sans fin et puis “nous voulons un port ouvert”.");
    assert_eq!(draft.quotations.len(), 1, "{draft:?}");
    let code =
        "```\n\"nous voulons un port ouvert\"\n```\n\nUn tube de 5\" et de 7\" de large et long.\n";
    assert_eq!(read(code).quotations, []);
    assert!(texts("---\ntitle: « nous voulons un port ouvert »\n---\n\nRien.\n").is_empty());
    assert_eq!(quotes("---\ntitle: A\n---\n\n\n« nous voulons un port ouvert »\n")[0].0, 6);
}

#[test]
fn a_mark_that_nothing_closes_takes_no_other_quotation_with_it() {
    let text = "La maire : « nous voulons un port ouvert à tous.\nOn lit « le quai sera large et clair » \
                ici.\n« Nous partons demain matin tôt »\n";
    let draft = read_draft(text.as_bytes(), "draft").unwrap();
    let lines: Vec<u32> = draft.quotations.iter().map(|quote| quote.line).collect();
    assert_eq!(lines, [2, 3], "{draft:?}");
    assert_eq!(draft.warnings[0].fields[0].1, "1", "{draft:?}");
    // at the head of each line it is the same quotation
    let text = "« nous voulons un port\n« ouvert à tous et\n« un quai large »\n";
    assert_eq!(texts(text), ["nous voulons un port\n ouvert à tous et\n un quai large"]);
}

#[test]
fn the_lines_of_a_page_are_those_of_its_file() {
    let page = "<!doctype html>\n<html><head><title>«a b c d e»</title></head>\n<body>\n<p>Il dit&nbsp;:\n&laquo;&nbsp;nous voulons\nun port ouvert&nbsp;&raquo;.</p>\n<blockquote>\n<p>Le quai sera large et clair.</p>\n</blockquote></body></html>";
    assert_eq!(
        quotes(page),
        [
            (5, "nous voulons un port ouvert".to_owned()),
            (8, "Le quai sera large et clair.".to_owned())
        ]
    );
}

#[cfg(feature = "documents")]
#[test]
fn paragraphs_in_a_style_of_quotations_are_quotations() {
    use crate::formats::documents::docx::tests::packed;

    let numbered = |bytes: &[u8]| -> Vec<(u32, String)> {
        let draft = read_draft(bytes, "draft").unwrap();
        draft.quotations.into_iter().map(|quote| (quote.line, quote.text)).collect()
    };
    let want = [
        (2, "Le quai sera large et clair.".to_owned()),
        (4, "nous voulons un port ouvert".to_owned()),
    ];

    let paragraph = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        paragraph("Normal", "Le maire promet."),
        paragraph("Citation", "Le quai sera large et clair."),
        paragraph("Titre2", "Quatre mots de titre"),
        paragraph("Normal", "Il dit : « nous voulons un port ouvert »."),
    ];
    let style = |id: &str, name: &str| {
        format!("<w:style w:styleId=\"{id}\"><w:name w:val=\"{name}\"/></w:style>")
    };
    let styles = [style("Citation", "Quote"), style("Titre2", "heading 2")].concat();
    let docx = packed(&[
        ("word/document.xml", &format!("<w:document xmlns:w=\"w\">{}</w:document>", body.concat())),
        ("word/styles.xml", &format!("<w:styles xmlns:w=\"w\">{styles}</w:styles>")),
    ]);
    assert_eq!(numbered(&docx), want);

    let odt = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            "<office:document-content><style:style style:name=\"P3\" \
             style:parent-style-name=\"Quotations\"/><text:p>Le maire promet.</text:p><text:p \
             text:style-name=\"P3\">Le quai sera large et clair.</text:p><text:h>Quatre mots de \
             titre</text:h><text:p>Il dit : « nous voulons un port ouvert ».</text:p>\
             </office:document-content>",
        ),
    ]);
    assert_eq!(numbered(&odt), want);
}

#[test]
fn paragraphs_of_rtf_in_a_style_of_quotations_are_quotations() {
    let rtf = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}
{\stylesheet{\ql \snext0 Normal;}{\*\cs10 \additive Quote;}{\s1\sbasedon0\snext0 heading 1;}
{\s29\qj\li864 \sbasedon0 \snext0 \slink30 \sqformat Quote;}{\s31\sbasedon29 Ma citation;}}
{\info{\title T}}\pard\plain\s0 Le maire promet.\par
\pard\plain \ltrpar\s29\qj {\rtlch Le quai sera large et clair.}{\par }
\pard\plain\s1 Quatre mots de titre\par
\pard\plain Il dit : \'ab nous voulons un port ouvert \'bb.\par
\pard\s31 {Les bancs seront en bois.\par}\pard Rien de plus que cela ici.\par
\pard {\cs10 Un mot de caract\'e8re ici.}\par}";
    let draft = read_draft(rtf.as_bytes(), "draft").unwrap();
    let found = draft.quotations.iter().map(|quote| (quote.line, quote.text.as_str()));
    let want = [
        (2, "Le quai sera large et clair."),
        (4, "nous voulons un port ouvert"),
        (5, "Les bancs seront en bois."),
    ];
    assert_eq!(found.collect::<Vec<_>>(), want);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "[«»“”„‘’\"a-d \n>.…<p>/q-]{0,80}") {
        let _ = read_draft(text.as_bytes(), "draft");
        let _ = read_draft(format!("<!doctype html>{text}").as_bytes(), "draft");
    }
}
