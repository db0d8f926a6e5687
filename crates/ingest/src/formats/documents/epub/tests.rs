use ibid_core::diagnostic::{Code, NotRead};
use ibid_core::document::{BlockKind, Document};
use ibid_core::lang::Lang;
use ibid_core::rules::Rule;

use crate::formats::documents::docx::tests::packed;
use crate::{Error, Format, read_bytes};

const CONTAINER: &str = "<?xml version=\"1.0\"?><container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
const OPF: &str = "<package xmlns:dc=\"d\"><metadata><dc:title>Le lavoir</dc:title><dc:title>Essai</dc:title>\
    <dc:creator>Anne Roy</dc:creator><dc:creator>Jean Pic</dc:creator><dc:language>fr</dc:language></metadata>\
    <manifest><item id=\"n\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
    <item id=\"p\" href=\"p.svg\" media-type=\"image/svg+xml\"/>\
    <item id=\"b\" href=\"../text/two%20b.xhtml\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"a\" href=\"one.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
    <spine><itemref idref=\"b\" linear=\"no\"/><itemref idref=\"p\"/><itemref idref=\"n\"/><itemref idref=\"a\"/></spine></package>";
const ONE: &str = "<html><head><title>x</title></head><body><h1>Un</h1><p>Il y gèle.</p><footer>Page 3</footer></body></html>";
const TWO: &str =
    "<html><head><title>Deux</title></head><body><p>On lave le linge le lundi.</p></body></html>";

fn book(pages: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", OPF),
    ];
    parts.extend(pages);
    packed(&parts)
}

fn read_pages(pages: &[(&str, &str)]) -> Result<Document, Error> {
    read_bytes(&book(pages), "l.epub").map(|mut all| all.remove(0))
}

fn said(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

fn codes(document: &Document) -> Vec<Code> {
    document.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn chapters_stand_in_the_order_of_the_spine() {
    let nav = "<html><body><h1>Le lavoir</h1><nav><ol><li>Un</li></ol></nav></body></html>";
    let document = read_pages(&[
        ("text/two b.xhtml", TWO),
        ("OEBPS/one.xhtml", ONE),
        ("OEBPS/nav.xhtml", nav),
    ])
    .unwrap();
    assert_eq!(said(&document), ["Un", "Il y gèle.", "Deux", "On lave le linge le lundi."]);
    let lines: Vec<u32> = document.blocks.iter().map(|block| block.line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
    assert_eq!(document.blocks[2].kind, BlockKind::Heading(1));

    let left: Vec<_> = document.left_out.iter().map(|left| (left.rule, &*left.text)).collect();
    let want =
        [(Rule::RepeatedTitle, "Le lavoir"), (Rule::Navigation, "Un"), (Rule::Footer, "Page 3")];
    assert_eq!(left, want);
    assert_eq!((document.format, document.lang), (Format::Epub, Some(Lang::Fr)));
    assert_eq!(document.about.title.as_deref(), Some("Le lavoir"));
    assert_eq!(document.about.author.as_deref(), Some("Anne Roy, Jean Pic"));
    assert_eq!(codes(&document), [Code::PagesWithoutText]);
    assert!(document.warnings[0].message.ends_with("1 of 4"), "{:?}", document.warnings);
}

#[test]
fn what_is_left_out_at_the_end_is_told_there() {
    let text = |n| format!("<html><body><p>Il y gèle.</p><footer>Page {n}</footer></body></html>");
    let pages = [("text/two b.xhtml", text(2)), ("OEBPS/one.xhtml", text(1))];
    let document = read_pages(&pages.each_ref().map(|(name, text)| (*name, &**text))).unwrap();
    assert_eq!(document.left_out.iter().map(|left| left.line).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(document.blocks.len(), 2);
}

#[test]
fn a_book_of_more_pages_than_people_write_is_refused() {
    let refs = "<itemref idref=\"a\"/>".repeat(10_001);
    let opf = format!(
        "<package><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine>{refs}</spine></package>"
    );
    let parts = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", &*opf),
    ];
    let error = read_bytes(&packed(&parts), "l.epub").unwrap_err();
    assert!(error.to_string().contains("more than"), "{error}");
}

#[test]
fn a_page_that_is_missing_is_told_and_a_book_without_any_is_damaged() {
    let document = read_pages(&[("OEBPS/one.xhtml", ONE)]).unwrap();
    assert_eq!(said(&document), ["Un", "Il y gèle."]);
    assert_eq!(codes(&document), [Code::BrokenFile, Code::PagesWithoutText]);

    for bytes in [
        book(&[]),
        packed(&[("mimetype", "application/epub+zip")]),
        packed(&[
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/book.opf", "<package><manifest/></package>"),
        ]),
        book(&[("OEBPS/one.xhtml", ONE)])[..300].to_vec(),
    ] {
        let error = read_bytes(&bytes, "l.epub").unwrap_err();
        assert!(matches!(error, Error::Malformed { format: "epub", .. }), "{error:?}");
    }
}

#[test]
fn encrypted_pages_lock_a_book_and_encrypted_fonts_do_not() {
    let of = |name: &str| {
        format!(
            "<encryption><enc:EncryptedData><enc:CipherReference URI=\"{name}\"/></enc:EncryptedData></encryption>"
        )
    };
    let with = |name: &str| {
        let encryption = of(name);
        read_pages(&[
            ("OEBPS/one.xhtml", ONE),
            ("OEBPS/nav.xhtml", "<nav/>"),
            ("text/two b.xhtml", TWO),
            ("META-INF/encryption.xml", &encryption),
        ])
    };
    assert_eq!(said(&with("OEBPS/fonts/a.otf").unwrap()).len(), 4);
    for page in ["OEBPS/one.xhtml", "text/two%20b.xhtml"] {
        let error = with(page).unwrap_err();
        assert!(matches!(error, Error::NotRead { why: NotRead::Locked, .. }), "{error:?}");
    }
}

#[test]
fn a_book_that_unpacks_to_more_than_people_write_is_refused() {
    let page = format!("<p>{}</p>", "a ".repeat(5 << 20));
    let error = read_pages(&[("OEBPS/one.xhtml", &page)]).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");
}

#[test]
fn a_book_that_is_a_transcript_keeps_its_seconds() {
    let lines = [
        "[00:00:05] Claire : Bonjour à tous.",
        "[00:01:15] Marc : Merci.",
        "[00:02:00] Claire : Passons.",
    ];
    let page = lines.map(|line| format!("<p>{line}</p>")).concat();
    let document = read_pages(&[("OEBPS/one.xhtml", &page)]).unwrap();
    let starts: Vec<_> = document.cues.iter().map(|cue| cue.start.millis()).collect();
    assert_eq!(starts, [5_000, 75_000, 120_000]);
}

#[test]
fn a_page_without_a_heading_is_called_as_the_contents_call_it() {
    let nav = "<html><body><nav><ol><li><a href=\"one.xhtml\">Le linge</a></li>\
        <li><a href=\"../text/two%20b.xhtml\">Le rinçage</a></li></ol></nav></body></html>";
    let page = |title: &str, words: &str| {
        format!("<html><head><title>{title}</title></head><body><p>{words}</p></body></html>")
    };
    let one = page("Le lavoir : essai", "On lave le linge le lundi.");
    let two = page("Le lavoir : essai", "On le rince le mardi.");
    let document = read_pages(&[
        ("text/two b.xhtml", &two),
        ("OEBPS/one.xhtml", &one),
        ("OEBPS/nav.xhtml", nav),
    ])
    .unwrap();
    let want = ["Le linge", "On lave le linge le lundi.", "Le rinçage", "On le rince le mardi."];
    assert_eq!(said(&document), want);
    assert_eq!(document.blocks[0].kind, BlockKind::Heading(1));

    // a list that names one page of many names no chapters
    let nav = nav.replace("../text/two%20b.xhtml", "other.xhtml");
    let few = OPF.replace("<itemref idref=\"a\"/>", &"<itemref idref=\"a\"/>".repeat(2));
    let few =
        few.replace("<itemref idref=\"b\" linear=\"no\"/>", &"<itemref idref=\"b\"/>".repeat(4));
    let parts = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", &few),
        ("text/two b.xhtml", &two),
        ("OEBPS/one.xhtml", &one),
        ("OEBPS/nav.xhtml", &nav),
    ];
    let document = read_bytes(&packed(&parts), "l.epub").unwrap().remove(0);
    assert!(!said(&document).contains(&"Le linge"), "{:?}", said(&document));
}

#[test]
fn a_page_that_nothing_names_is_no_part_of_the_chapter_above() {
    let opf = |names: [&str; 3]| {
        let item = |(at, name): (usize, &str)| {
            format!("<item id=\"i{at}\" href=\"{name}\" media-type=\"application/xhtml+xml\"/>")
        };
        let items: String = names.into_iter().enumerate().map(item).collect();
        let refs = [0, 1, 2].map(|at| format!("<itemref idref=\"i{at}\"/>")).concat();
        format!("<package><manifest>{items}</manifest><spine>{refs}</spine></package>")
    };
    let page = |words: &str| format!("<html><body>{words}</body></html>");
    let sections = |names: [&str; 3]| {
        let opf = opf(names);
        let pages = [
            page("<h1>La digue</h1><p>Elle a cédé en mars.</p>"),
            page("<p>Le maire a signé le constat.</p>"),
            page("<p>Les photos sont de Lise Caron.</p>"),
        ];
        let paths = names.map(|name| format!("OEBPS/{name}"));
        let mut parts = vec![
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/book.opf", &*opf),
        ];
        parts.extend(paths.iter().map(String::as_str).zip(pages.iter().map(String::as_str)));
        let document = read_bytes(&packed(&parts), "d.epub").unwrap().remove(0);
        let told = |passage: ibid_core::passage::Passage| (passage.section.join("/"), passage.text);
        crate::split(&document).into_iter().map(told).collect::<Vec<_>>()
    };

    let one = |section: &str, text: &str| (section.to_owned(), text.to_owned());
    let apart = [
        one("La digue", "Elle a cédé en mars."),
        one("", "Le maire a signé le constat.\nLes photos sont de Lise Caron."),
    ];
    assert_eq!(sections(["a.xhtml", "b.xhtml", "c.xhtml"]), apart);
    let cut = [
        one("La digue", "Elle a cédé en mars.\nLe maire a signé le constat."),
        one("", "Les photos sont de Lise Caron."),
    ];
    assert_eq!(sections(["a_split_000.html", "a_split_001.html", "c.html"]), cut);
}

#[test]
fn a_book_of_pictures_has_no_text_and_is_not_damaged() {
    let opf = "<package><manifest><item id=\"p\" href=\"p.svg\" media-type=\"image/svg+xml\"/>\
        </manifest><spine><itemref idref=\"p\"/></spine></package>";
    let bytes = packed(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", opf),
        ("OEBPS/p.svg", "<svg><path d=\"M0 0\"/></svg>"),
    ]);
    let document = read_bytes(&bytes, "l.epub").unwrap().remove(0);
    assert!(document.blocks.is_empty());
    assert_eq!(codes(&document), [Code::PagesWithoutText, Code::NoText]);
}
