use ibid_core::document::{BlockKind, Document};

use crate::formats::documents::docx::tests::packed;
use crate::{Format, read_bytes};

fn read_text(body: &str) -> Document {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let meta = "<office:document-meta xmlns:dc=\"d\"><office:meta><dc:title>Le pont</dc:title><dc:creator>Anne Roy</dc:creator></office:meta></office:document-meta>";
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_str()),
        ("meta.xml", meta),
    ];
    let mut documents = read_bytes(&packed(&parts), "f.odt").unwrap();
    assert_eq!((documents.len(), documents[0].format), (1, Format::Odt));
    documents.remove(0)
}

fn said(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

#[test]
fn paragraphs_headings_lists_tables_and_notes_are_read() {
    let document = read_text(
        "<text:tracked-changes><text:p>Supprimé</text:p></text:tracked-changes>\
         <text:h text:outline-level=\"2\">Le budget</text:h>\
         <text:p>Il est<text:s text:c=\"3\"/>voté<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Une note.</text:p></text:note-body></text:note>\n en <text:span>mars</text:span>.</text:p>\
         <text:list><text:list-item><text:p>Un point</text:p></text:list-item></text:list>\
         <table:table><table:table-row><table:table-cell><text:p>Poste</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>\
         <text:p>Fin<office:annotation><text:p>Un avis</text:p></office:annotation>.<text:line-break/>Suite</text:p>",
    );
    let want =
        ["Le budget", "Il est voté en mars.", "Une note.", "Un point", "Poste 12", "Fin.", "Suite"];
    assert_eq!(said(&document), want);
    assert_eq!(document.blocks[0].kind, BlockKind::Heading(2));
    assert_eq!(document.blocks[3].kind, BlockKind::Bullet);
    assert_eq!(document.about.title.as_deref(), Some("Le pont"));
}

#[test]
fn a_document_that_is_a_transcript_keeps_its_seconds() {
    let lines = [
        "[00:00:05] Claire : Bonjour à tous.",
        "[00:01:15] Marc : Merci.",
        "[00:02:00] Claire : Passons.",
    ];
    let document = read_text(&lines.map(|line| format!("<text:p>{line}</text:p>")).concat());
    let starts: Vec<_> = document.cues.iter().map(|cue| cue.start.millis()).collect();
    assert_eq!(starts, [5_000, 75_000, 120_000]);
}
