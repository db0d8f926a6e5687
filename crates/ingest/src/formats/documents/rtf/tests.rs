use proptest::prelude::*;

use super::*;
use crate::read_bytes;

fn read_text(text: &str) -> Document {
    let mut documents = read_bytes(text.as_bytes(), "f.rtf").unwrap();
    assert_eq!((documents.len(), documents[0].format), (1, Format::Rtf));
    documents.remove(0)
}

fn said(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

#[test]
fn paragraphs_are_read_without_what_is_round_them() {
    let text = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}{\\colortbl;\\red0;}\n\
        {\\*\\generator Some 1.0;}{\\info{\\title Un titre}{\\author Anne}}{\\header Page \\chpgn\\par}\n\
        \\pard\\outlinelevel0 {\\b Le pont}\\par\n\
        \\pard Le pont est ferm\\'e9 \\u8212?d\\'e8s lundi\\rquote\\par Deux\\line lignes \\{et\\} un \\u-10179?\\u-8704?.\\par\n\
        {\\pard\\ls1{\\listtext\\bullet\\tab}Un point\\par}\\pard\\trowd A\\cell B b\\cell\\row Fin}";
    let document = read_text(text);
    let want = [
        "Le pont",
        "Le pont est fermé —dès lundi’",
        "Deux",
        "lignes {et} un 😀.",
        "Un point",
        "A B b",
        "Fin",
    ];
    assert_eq!(said(&document), want);
    assert_eq!(document.blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(document.blocks[4].kind, BlockKind::Bullet);
}

#[test]
fn other_code_pages_are_honoured() {
    for (page, bytes, word) in
        [("936", "\\'b2\\'e2\\'ca\\'d4", "测试"), ("10000", "d\\'8ej\\'88", "déjà")]
    {
        let text = format!("{{\\rtf1\\ansi\\ansicpg{page} {bytes}}}");
        assert_eq!(paragraphs(&text)[0].text, word);
    }
    let text = "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2}";
    assert_eq!(said(&read_text(text)), ["Привет"]);
}

#[test]
fn a_note_stands_below_the_paragraph_that_it_belongs_to() {
    for (text, want) in [
        (
            "Le maire a parl\\'e9{\\super\\chftn{\\footnote\\pard\\plain{\\super\\chftn} Le 4 mars.\\par Au soir.}} du toit.\\par Il fuit.",
            vec!["Le maire a parlé du toit.", "Le 4 mars. Au soir.", "Il fuit."],
        ),
        ("\\trowd A{\\footnote Un.}\\cell B\\cell\\row Fin", vec!["A B", "Un.", "Fin"]),
        ("Le toit{\\footnote Un.", vec!["Le toit", "Un."]),
    ] {
        assert_eq!(said(&read_text(&format!("{{\\rtf1\\ansi\\ansicpg1252 {text}}}"))), want);
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\\\(par|footnote|u[0-9]{1,6}|'e9|'|uc[0-9]|pard|cell|row|\\*|stylesheet|s[0-9]|sbasedon[0-9]|ansicpg[0-9]{1,5}|outlinelevel[0-9])|[{}\\\\é a\n]){0,80}") {
        read(&format!("{{\\rtf1{text}"), SourceId::from_bytes(b"x"));
    }
}
