//! Documents whose paragraphs are a transcript.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{BY_NAME, Said, Written, short};

pub(crate) fn formats() -> Vec<Written> {
    let named = |name, write| Written { name, write, step: 1000, named: BY_NAME };
    vec![
        named("docx", docx),
        named("odt", odt),
        named("epub", epub),
        named("rtf", rtf),
        named("pdf", pdf),
    ]
}

/// A name and a clock, then the words, each a paragraph.
fn paragraphs(all: &[Said]) -> Vec<String> {
    let two = |said: &Said| [format!("{}  {}", said.who, short(said.start)), said.text.clone()];
    all.iter().flat_map(two).collect()
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        // The kind of an archive is told by its first part, which is not packed (ODF 1.3, part 2, 3.3).
        let method = match *name {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx(all: &[Said]) -> Vec<u8> {
    let one =
        |text: String| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    let body: String = paragraphs(all).into_iter().map(one).collect();
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    archive(&[("word/document.xml", &document)])
}

fn odt(all: &[Said]) -> Vec<u8> {
    let one = |text: String| format!("<text:p>{}</text:p>", text.replace("  ", " <text:s/>"));
    let body: String = paragraphs(all).into_iter().map(one).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

/// The first half of the paragraphs is one page, and the rest is another.
fn epub(all: &[Said]) -> Vec<u8> {
    let one = |text: &String| format!("<p>{text}</p>\n");
    let page = |paragraphs: &[String]| {
        let body: String = paragraphs.iter().map(one).collect();
        format!("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{body}</body></html>")
    };
    let paragraphs = paragraphs(all);
    let (first, second) = paragraphs.split_at(all.len() / 2 * 2);
    let opf = "<package xmlns=\"http://www.idpf.org/2007/opf\"><manifest>\
        <item id=\"b\" href=\"b.xhtml\" media-type=\"application/xhtml+xml\"/>\
        <item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
        <spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";
    let container = "<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>";
    archive(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("p.opf", opf),
        ("a.xhtml", &page(first)),
        ("b.xhtml", &page(second)),
    ])
}

fn rtf(all: &[Said]) -> Vec<u8> {
    let code = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        c => format!("\\u{}?", u32::from(c)),
    };
    let one = |text: String| format!("{}\\par\n", text.chars().map(code).collect::<String>());
    let body: String = paragraphs(all).into_iter().map(one).collect();
    format!("{{\\rtf1\\ansi\\ansicpg1252\n{body}}}").into_bytes()
}

/// One page of lines in Helvetica, with the letters of Windows-1252.
fn pdf(all: &[Said]) -> Vec<u8> {
    let mut content = "BT /F 11 Tf 14 TL 40 780 Td\n".to_owned();
    for line in paragraphs(all) {
        content += &format!("({}) Tj T*\n", line.replace('(', "\\(").replace(')', "\\)"));
    }
    // The apostrophe is the one character here beyond Latin-1.
    let letter = |c: char| u8::try_from(u32::from(c)).unwrap_or(0x92);
    let content: Vec<u8> = (content + "ET").chars().map(letter).collect();
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 842] /Contents 5 0 R /Resources << /Font << /F 3 0 R >> >> >>".to_vec(),
        [format!("<< /Length {} >>\nstream\n", content.len()).as_bytes(), &content, b"\nendstream"].concat(),
    ];

    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj", at + 1).unwrap();
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    writeln!(out, "xref\n0 6\n0000000000 65535 f ").unwrap();
    for at in places {
        writeln!(out, "{at:010} 00000 n ").unwrap();
    }
    writeln!(out, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").unwrap();
    out
}
