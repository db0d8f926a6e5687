use std::io::{Cursor, Write};

use ibid_core::document::{BlockKind, Document};

use crate::{Error, Format, read_bytes};

/// An archive with some parts.
pub(crate) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        // The first part says what the document is, and is never compressed.
        let method = match *name {
            "mimetype" => zip::CompressionMethod::Stored,
            _ => zip::CompressionMethod::Deflated,
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const CORE: &str = "<cp:coreProperties xmlns:dc=\"d\"><dc:title>Le pont</dc:title><dc:creator>Anne Roy</dc:creator></cp:coreProperties>";

fn body(paragraphs: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{paragraphs}<w:sectPr/></w:body></w:document>"
    )
}

fn paragraph(style: &str, text: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!("<w:pPr>{style}</w:pPr>") };
    format!("<w:p>{style}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn read_parts(parts: &[(&str, &str)]) -> Document {
    let mut documents = read_bytes(&packed(parts), "f.docx").unwrap();
    assert_eq!((documents.len(), documents[0].format), (1, Format::Docx));
    documents.remove(0)
}

fn said(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

#[test]
fn paragraphs_headings_lists_tables_and_notes_are_read() {
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Titre1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
    let text = body(&[
        paragraph("<w:pStyle w:val=\"Titre1\"/>", "Le budget"),
        "<w:p><w:r><w:t>Il est </w:t></w:r><w:del><w:r><w:delText>faux</w:delText></w:r></w:del><w:ins><w:r><w:t>voté</w:t></w:r></w:ins><w:r><w:t> &amp; signé.</w:t></w:r></w:p>".to_owned(),
        paragraph("<w:numPr/>", "Un point"),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Poste</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>Cadre</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Cadre</w:t></w:r></mc:Fallback></mc:AlternateContent><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>".to_owned(),
    ].concat());
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote><w:footnote w:id=\"1\"><w:p><w:r><w:t>Une note.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let document = read_parts(&[
        ("word/document.xml", &text),
        ("word/styles.xml", styles),
        ("word/footnotes.xml", notes),
        ("word/header1.xml", &body(&paragraph("", "En-tête"))),
        ("docProps/core.xml", CORE),
    ]);

    let want = ["Le budget", "Il est voté & signé.", "Un point", "Poste 12", "Cadre", "Une note."];
    assert_eq!(said(&document), want);
    assert_eq!(document.blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(document.blocks[2].kind, BlockKind::Bullet);
    assert_eq!(document.blocks[3].line, 4);
    assert_eq!(document.about.title.as_deref(), Some("Le pont"));
    assert_eq!(document.about.author.as_deref(), Some("Anne Roy"));
}

#[test]
fn a_document_that_is_a_transcript_keeps_its_seconds() {
    let lines = [
        "[00:00:05] Claire: Bonjour à tous.",
        "[00:01:15] Marc: Merci de votre accueil.",
        "[00:02:00] Claire: Passons au budget.",
    ];
    let text = body(&lines.map(|line| paragraph("", line)).concat());
    let document = read_parts(&[("word/document.xml", &text)]);
    let cues: Vec<_> = document
        .cues
        .iter()
        .map(|cue| (cue.line, cue.start.millis(), cue.speaker.as_deref()))
        .collect();
    assert_eq!(
        cues,
        [(1, 5_000, Some("Claire")), (2, 75_000, Some("Marc")), (3, 120_000, Some("Claire"))]
    );
}

#[test]
fn a_table_of_times_is_a_transcript() {
    let row = |cells: [&str; 3]| {
        let cells: String = cells
            .iter()
            .map(|cell| format!("<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>"))
            .collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let rows = [
        row(["Start", "Speaker", "Text"]),
        row(["00:00:05", "Ann", "Good morning, all."]),
        row(["00:01:15", "Bob", "Thank you."]),
    ];
    let text = body(&format!("<w:tbl>{}</w:tbl>", rows.concat()));
    let document = read_parts(&[("word/document.xml", &text)]);
    let cues: Vec<_> = document
        .cues
        .iter()
        .map(|cue| (cue.start.millis(), cue.speaker.as_deref(), cue.text.as_str()))
        .collect();
    assert_eq!(
        cues,
        [(5_000, Some("Ann"), "Good morning, all."), (75_000, Some("Bob"), "Thank you.")]
    );
}

#[test]
fn damaged_and_swollen_archives_are_errors() {
    let whole = packed(&[("word/document.xml", &body(&paragraph("", "Bonjour à tous.")))]);
    for end in [40, whole.len() / 2, whole.len() - 30] {
        assert!(read_bytes(&whole[..end], "f.docx").is_err(), "{end}");
    }
    let swollen = packed(&[("word/document.xml", &" ".repeat(65 * 1024 * 1024))]);
    assert!(swollen.len() < 1024 * 1024);
    assert!(matches!(read_bytes(&swollen, "f.docx"), Err(Error::TooLarge { .. })));
}

#[test]
fn the_text_is_in_the_part_that_the_package_names() {
    let relation = |kind: &str, target: &str| {
        format!("<Relationship Type=\"http://e.org/relationships/{kind}\" Target=\"{target}\"/>")
    };
    let list = |all: &[String]| format!("<Relationships>{}</Relationships>", all.concat());
    let whole = list(&[
        relation("officeDocument", "/word/document2.xml"),
        relation("metadata/core-properties", "docProps/core2.xml"),
    ]);
    let own = list(&[relation("styles", "styles2.xml"), relation("footnotes", "notes2.xml")]);
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"T1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
    let text = body(
        &(paragraph("<w:pStyle w:val=\"T1\"/>", "Le budget") + &paragraph("", "Il est voté.")),
    );
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"1\"><w:p><w:r><w:t>Une note.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types = format!(
        "<Types><Override PartName=\"/word/document2.xml\" ContentType=\"{kind}\"/></Types>"
    );
    for slash in ["/", "\\"] {
        let name = |name: &str| name.replace('/', slash);
        let document = read_parts(&[
            ("[Content_Types].xml", &types),
            (&name("_rels/.rels"), &whole),
            (&name("word/_rels/document2.xml.rels"), &own),
            (&name("word/document2.xml"), &text),
            (&name("word/styles2.xml"), styles),
            (&name("word/notes2.xml"), notes),
            (&name("docProps/core2.xml"), CORE),
        ]);
        assert_eq!(said(&document), ["Le budget", "Il est voté.", "Une note."], "{slash}");
        assert_eq!(document.blocks[0].kind, BlockKind::Heading(1));
        assert_eq!(document.about.title.as_deref(), Some("Le pont"));
    }
}
