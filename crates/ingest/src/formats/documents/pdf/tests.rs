use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use ibid_core::diagnostic::{Code, NotRead};
use ibid_core::document::{BlockKind, Document};

use crate::problem::Problem;
use crate::{Error, Format, read_bytes, split};

mod bounds;
mod columns;
mod drawing;

/// A PDF as a small tool writes it: Helvetica with the letters of Windows-1252, on pages of 600 by
/// 800 points.
#[derive(Default)]
struct Written {
    /// Objects from number 4 on; 1 to 3 are the catalogue, the pages and the font.
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    /// What else the trailer, the catalogue and each page have.
    trailer: &'static str,
    catalog: String,
    notes: String,
    /// What else the font has.
    font: &'static str,
}

impl Written {
    fn object(&mut self, bytes: Vec<u8>) -> usize {
        self.objects.push(bytes);
        self.objects.len() + 3
    }

    fn stream(&mut self, dictionary: &str, bytes: &[u8]) -> usize {
        let mut stream =
            format!("<< {dictionary} /Length {} >>\nstream\n", bytes.len()).into_bytes();
        stream.extend_from_slice(bytes);
        stream.extend_from_slice(b"\nendstream");
        self.object(stream)
    }

    fn page(&mut self, content: &str) {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(content);
        let content = self.stream("", &bytes);
        self.page_of(content, "");
    }

    fn page_of(&mut self, content: usize, resources: &str) {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R \
             /Resources << /Font << /F 3 0 R >> {resources} >> {} >>",
            self.notes
        );
        let page = self.object(page.into_bytes());
        self.pages.push(page);
    }

    fn bytes(&self) -> Vec<u8> {
        let kids: Vec<String> = self.pages.iter().map(|page| format!("{page} 0 R")).collect();
        let (kids, count) = (kids.join(" "), self.pages.len());
        let first = [
            format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog),
            format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>"),
            format!(
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding {} >>",
                self.font
            ),
        ];
        let mut out = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut places = Vec::new();
        let objects = first.into_iter().map(String::into_bytes).chain(self.objects.iter().cloned());
        for (i, object) in objects.enumerate() {
            places.push(out.len());
            writeln!(out, "{} 0 obj", i + 1).unwrap();
            out.extend(object);
            out.extend_from_slice(b"\nendobj\n");
        }

        let (start, size) = (out.len(), places.len() + 1);
        write!(out, "xref\n0 {size}\n0000000000 65535 f \n").unwrap();
        for at in places {
            writeln!(out, "{at:010} 00000 n ").unwrap();
        }
        let more = self.trailer;
        write!(out, "trailer\n<< /Size {size} /Root 1 0 R {more} >>\nstartxref\n{start}\n%%EOF\n")
            .unwrap();
        out
    }
}

/// Lines of a size below each other, from a place on.
fn at(x: u32, top: u32, size: u32, lines: &[&str]) -> String {
    let mut out = String::new();
    for (i, line) in (0u32..).zip(lines) {
        let line = line.replace('(', "\\(").replace(')', "\\)");
        writeln!(out, "BT /F {size} Tf {x} {} Td ({line}) Tj ET", top - (size + 3) * i).unwrap();
    }
    out
}

fn written(pages: &[String]) -> Vec<u8> {
    let mut written = Written::default();
    pages.iter().for_each(|page| written.page(page));
    written.bytes()
}

fn read(bytes: &[u8]) -> Document {
    let mut documents = read_bytes(bytes, "f.pdf").unwrap();
    assert_eq!((documents.len(), documents[0].format), (1, Format::Pdf));
    documents.remove(0)
}

fn said(document: &Document) -> Vec<(u32, &str)> {
    document.blocks.iter().map(|block| (block.line, block.text.as_str())).collect()
}

fn codes(document: &Document) -> Vec<Code> {
    document.warnings.iter().map(|warning| warning.code).collect()
}

fn is_refused(bytes: &[u8], problem: &Problem) -> bool {
    matches!(read_bytes(bytes, "f.pdf"), Err(Error::Malformed { problem: found, .. }) if found == *problem)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn pages_are_read_into_paragraphs_without_their_heads_and_numbers() {
    let page = |number: u32, text: &[&str]| {
        at(60, 780, 9, &["Rapport annuel - Commission"])
            + &at(60, 700, 11, text)
            + &at(300, 30, 9, &[&format!("- {number} -")])
    };
    let first = ["Le barrage sera vidé en avril, dit la pré-", "fecture, et l'on verra."];
    let document = read(&written(&[
        at(60, 740, 18, &["Le plan eau"]) + &page(1, &first),
        page(2, &["Une autre page commence ici, et la phrase se pour-"]),
        page(3, &["suit sur la suivante (enfin)."]),
    ]));

    assert_eq!(
        said(&document),
        [
            (1, "Le plan eau"),
            (1, "Le barrage sera vidé en avril, dit la préfecture, et l'on verra."),
            (2, "Une autre page commence ici, et la phrase se poursuit sur la suivante (enfin)."),
        ]
    );
    let left: Vec<(u32, &str)> =
        document.left_out.iter().map(|left| (left.line, left.text.as_str())).collect();
    let head = "Rapport annuel - Commission";
    assert_eq!(left, [(1, head), (1, "- 1 -"), (2, head), (2, "- 2 -"), (3, head), (3, "- 3 -")]);
    assert_eq!(codes(&document), []);
}

#[test]
fn a_passage_says_which_of_its_words_stand_on_which_page() {
    let document = read(&written(&[
        at(60, 700, 11, &["The ferry will not sail in winter, and the"]),
        at(60, 700, 11, &["council has said so twice."]),
    ]));
    assert!(document.about.paged);
    let passages = split(&document);
    assert_eq!(passages.len(), 1);
    let spans: Vec<(u32, &str)> = passages[0]
        .spans
        .iter()
        .map(|span| (span.line, &passages[0].text[span.start as usize..span.end as usize]))
        .collect();
    assert_eq!(
        spans,
        [(1, "The ferry will not sail in winter, and the "), (2, "council has said so twice.")]
    );
}

#[test]
fn a_hyphen_at_the_end_of_a_line_is_kept_where_the_word_has_one() {
    let lines = [
        "Le maire viendra peut-être, dit-il, et peut-",
        "être pas ; la secré-",
        "taire l'a dit, et le sous-préfet, le sous-",
        "préfet même, viendra dit-",
        "elle sans faute, car elle dit vrai.",
    ];
    let document = read(&written(&[at(60, 700, 11, &lines)]));
    assert_eq!(
        said(&document)[0].1,
        "Le maire viendra peut-être, dit-il, et peut-être pas ; la secrétaire l'a dit, et le \
         sous-préfet, le sous-préfet même, viendra dit-elle sans faute, car elle dit vrai."
    );
}

#[test]
fn numbers_and_addresses_go_on_across_lines_and_spaced_letters_are_one_word() {
    let spaced = "BT /F 11 Tf 3 Tc 60 740 Td (AVIS AU PUBLIC DE LA COMMUNE) Tj 0 Tc ET\n";
    let lines = ["The request 2023-", "0379 is on https://", "example.org, from 4 -", "8 in May."];
    let page = spaced.to_owned() + &at(60, 700, 11, &lines);
    assert_eq!(
        said(&read(&written(&[page]))),
        [
            (1, "AVIS AU PUBLIC DE LA COMMUNE"),
            (1, "The request 2023-0379 is on https://example.org, from 4 - 8 in May."),
        ]
    );
}

#[test]
fn the_sign_of_an_item_makes_no_heading_of_it() {
    let item =
        "BT /F 16 Tf 60 700 Td (\u{95}) Tj /F 11 Tf 12 0 Td ( A fountain near the stop) Tj ET\n";
    let rest = at(
        60,
        680,
        11,
        &[
            "The list is closed, and there is",
            "nothing more to be said of it",
            "until the meeting in May.",
        ],
    );
    let document = read(&written(&[item.replace('\u{95}', "•") + &rest]));
    let kinds: Vec<BlockKind> = document.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [BlockKind::Bullet, BlockKind::Paragraph]);
    assert_eq!(document.blocks[0].text, "A fountain near the stop");
}

#[test]
fn what_a_program_wrote_before_the_pdf_is_passed_over() {
    let whole = written(&[at(60, 700, 11, &["Bonjour à tous."])]);
    let noisy = [b"Some Program 10.2\nCopyright\n".as_slice(), &whole].concat();
    assert_eq!(said(&read(&noisy)), [(1, "Bonjour à tous.")]);
    let text = read_bytes(b"A file begins with\n%PDF-1.4\nand then goes on.\n", "f.txt").unwrap();
    assert_eq!(text[0].format, Format::Text);
}

#[test]
fn a_transcript_in_a_pdf_keeps_its_seconds_its_speakers_and_its_pages() {
    let first = [
        "Jeanne Roy  0:05",
        "Bonjour à tous et bienvenue dans cette réu-",
        "nion du conseil.",
        "Marc Rey  1:15",
        "Merci, nous parlerons du budget.",
    ];
    let second = ["Jeanne Roy  2:30", "Le marché sera déplacé au printemps."];
    let document = read(&written(&[at(60, 700, 11, &first), at(60, 700, 11, &second)]));
    let cues: Vec<(u64, Option<&str>, &str, u32)> = document
        .cues
        .iter()
        .map(|cue| (cue.start.millis(), cue.speaker.as_deref(), cue.text.as_str(), cue.line))
        .collect();
    assert_eq!(
        cues,
        [
            (
                5000,
                Some("Jeanne Roy"),
                "Bonjour à tous et bienvenue dans cette réunion du conseil.",
                1
            ),
            (75_000, Some("Marc Rey"), "Merci, nous parlerons du budget.", 1),
            (150_000, Some("Jeanne Roy"), "Le marché sera déplacé au printemps.", 2),
        ]
    );
}

#[test]
fn a_space_that_a_font_calls_a_control_character_is_a_space() {
    // The bar stands for the space.
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
               /CMapName /X def /CMapType 2 def\n\
               1 begincodespacerange <00> <ff> endcodespacerange\n\
               2 beginbfrange <20> <7b> <0020> <7d> <7e> <007d> endbfrange\n\
               1 beginbfchar <7c> <0001> endbfchar\n\
               endcmap CMapName currentdict /CMap defineresource pop end end";
    let mut pdf = Written { font: "/ToUnicode 4 0 R", ..Written::default() };
    pdf.stream("", map.as_bytes());
    pdf.page(&at(
        50,
        700,
        12,
        &[
            "Ida|Moss|00:59:58",
            "The|ferry|leaves.",
            "Tim|Rook|01:00:13",
            "Nobody|told|us|of|it.",
            "Ida|Moss|01:00:19",
            "It|was|on|the|board.",
        ],
    ));
    let document = read(&pdf.bytes());
    let cues = document.cues.iter().map(|cue| {
        (cue.start.whole_seconds(), cue.speaker.as_deref().unwrap_or_default(), cue.text.as_str())
    });
    let want = [
        (3598, "Ida Moss", "The ferry leaves."),
        (3613, "Tim Rook", "Nobody told us of it."),
        (3619, "Ida Moss", "It was on the board."),
    ];
    assert_eq!(cues.collect::<Vec<_>>(), want);
}

#[test]
fn what_is_drawn_twice_to_look_bold_is_said_once() {
    let line = ["Attention, all letters are told."];
    let twice = at(60, 700, 12, &line) + &at(60, 700, 12, &line).replace("60 700", "60.3 700");
    let stroked = twice + &at(60, 660, 12, &["Filled."]).replace("Tf", "Tf 2 Tr");
    let document = read(&written(&[stroked]));
    let text: Vec<&str> = said(&document).into_iter().map(|(_, text)| text).collect();
    assert_eq!(text.join(" "), "Attention, all letters are told. Filled.");
}

#[test]
fn a_pdf_without_text_says_so_and_one_with_some_says_how_many_pages_have_none() {
    const PICTURE: &str = "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q\n";
    let scan = written(&[PICTURE.to_owned()]);
    let refused = read_bytes(&scan, "f.pdf");
    assert!(matches!(refused, Err(Error::NotRead { why: NotRead::PdfWithoutText, .. })));

    let text = at(60, 700, 11, &["One page has words."]);
    let document = read(&written(&[PICTURE.to_owned(), text, String::new()]));
    assert_eq!(codes(&document), [Code::PagesWithoutText]);
    assert_eq!(document.blocks[0].line, 2);
}

#[test]
fn a_damaged_pdf_is_an_error_or_says_that_it_breaks_off() {
    let whole = written(&[at(60, 700, 11, &["Bonjour à tous."])]);
    for end in [9, 60] {
        assert!(is_refused(&whole[..end], &Problem::Damaged), "{end}");
    }
    let cut = read(&whole[..whole.len() - 40]);
    assert_eq!(
        (said(&cut), codes(&cut)),
        (vec![(1, "Bonjour à tous.")], vec![Code::PdfWithoutEnd])
    );
    for at in (0..whole.len()).step_by(37) {
        let mut broken = whole.clone();
        broken[at] = b'<';
        let _ = read_bytes(&broken, "f.pdf");
    }
}

#[test]
fn a_pdf_that_wants_a_password_says_so() {
    let mut locked = Written {
        trailer: "/Encrypt 6 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
        ..Written::default()
    };
    locked.page("BT ET");
    let secret = "41".repeat(32);
    let dictionary =
        format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{secret}> /U <{secret}> >>");
    assert_eq!(locked.object(dictionary.into_bytes()), 6);
    let refused = read_bytes(&locked.bytes(), "f.pdf");
    assert!(matches!(refused, Err(Error::NotRead { why: NotRead::Locked, .. })), "{refused:?}");
}
