use proptest::prelude::*;

use super::*;

/// Every event on a line of its own: `12 <name`, `12 >name`, `12 text`.
fn read(text: &str) -> (Vec<String>, Option<Broken>) {
    let mut xml = Xml::new(text);
    let mut seen = Vec::new();
    while let Some(event) = xml.next().unwrap() {
        let line = xml.line();
        seen.push(match event {
            Event::Start(tag) => format!("{line} <{}", tag.name),
            Event::End(name) => format!("{line} >{name}"),
            Event::Text(text) => format!("{line} {text}"),
        });
    }
    (seen, xml.broken().cloned())
}

#[test]
fn events_have_their_names_lines_and_texts() {
    let file = "\u{feff}<?xml version='1.0'?>\n<!-- a\nb -->\n<x:a>\n<b/>1 &lt; 2 &amp; 3&#233;&nbsp;&zz;<![CDATA[<b>&amp;]]></x:a>";
    let (seen, broken) = read(file);
    let text: String = seen.iter().filter(|e| e.starts_with("5 ")).map(|e| &e[2..]).collect();
    assert_eq!(text, "<b>b1 < 2 & 3é\u{a0}&zz;<b>&amp;>a");
    assert_eq!(seen[..2], ["4 <a", "4 \n"]);
    assert_eq!(broken, None);
}

#[test]
fn attributes_are_found_by_their_local_names() {
    let mut xml = Xml::new("<a x:b=\"1 &amp; 2\" c='&eacute;' d=\"&unknown;\" e/>");
    let Some(Event::Start(tag)) = xml.next().unwrap() else { panic!() };
    assert_eq!(tag.attribute("b").as_deref(), Some("1 & 2"));
    assert_eq!(tag.attribute("c").as_deref(), Some("é"));
    assert_eq!(tag.attribute("d").as_deref(), Some("&unknown;"));
    assert_eq!(tag.attribute("f"), None);
}

#[test]
fn what_is_not_well_formed_is_read_as_well_as_it_goes() {
    let (seen, broken) = read("<a>\n<b>x & y</a>\n</c>");
    assert_eq!(seen.iter().filter(|e| e.contains('>')).count(), 2);
    assert_eq!(seen.concat().replace('\n', ""), "1 <a1 2 <b2 x 2 & y2 >b2 >a");
    let broken = broken.unwrap();
    assert_eq!((broken.line, broken.count), (2, 2));
    assert_eq!(broken.problem.to_string(), "`</a>` closes what it did not open");
    let (seen, broken) = read("<a>text <b");
    assert_eq!(seen, ["1 <a", "1 text ", "1 >a"]);
    assert_eq!(broken.unwrap().problem, Problem::UnclosedMarkup);
    assert_eq!(read("<a>text").1.unwrap().problem.to_string(), "`<a>` is never closed");
}

#[test]
fn entities_of_a_document_are_refused() {
    let bomb = "<?xml version='1.0'?>\n<!DOCTYPE tt [\n <!ELEMENT tt ANY>\n <!ENTITY a 'ha'>\n <!ENTITY b '&a;&a;'>\n]>\n<tt>&b;</tt>";
    let mut xml = Xml::new(bomb);
    assert_eq!(xml.next().unwrap_err().line, 4);
    assert_eq!(root(bomb).map(|r| r.0), Some("tt"));
    assert_eq!(read("<!DOCTYPE a><a/>").0, ["1 <a", "1 >a"]);
}

#[test]
fn the_root_is_seen_from_the_start() {
    let name = |text| root(text).map(|r| r.0);
    assert_eq!(name("\u{feff}<?xml version='1.0'?>\n<!-- a <b> -->\n<t:tt a='1'>"), Some("tt"));
    assert_eq!(name("<!DOCTYPE tt SYSTEM 'x'><tt/>"), Some("tt"));
    assert_eq!(root("<tt lang='fr'>x"), Some(("tt", "tt lang='fr'")));
    for text in ["", "<", "< a>", "text <a>", "<!-- <a>", "<3 you>", "<!DOCTYPE tt ["] {
        assert_eq!(name(text), None, "{text}");
    }
}

#[test]
fn hostile_documents_are_read_in_linear_time() {
    const MANY: usize = 200_000;
    let many = [
        "<a>".repeat(MANY),
        format!("{}{}", "<a>".repeat(MANY), "</b>".repeat(MANY)),
        format!("{}{}", "<a>".repeat(MANY), "</a>".repeat(MANY)),
        "</a>".repeat(MANY),
        "&".repeat(5 * MANY),
        "<a<".repeat(MANY),
        "<!-- ".repeat(MANY),
        "<![CDATA[".repeat(MANY),
        "<?".repeat(MANY),
        "&a;\n".repeat(MANY),
        format!("<a {}>", "b='1' ".repeat(MANY)),
    ];

    for text in many {
        let mut xml = Xml::new(&text);
        while let Ok(Some(event)) = xml.next() {
            if let Event::Start(tag) = event {
                assert_eq!(tag.attribute("c"), None);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<[a/!?]|</a>|>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<!DOCTYPE |&amp;|&|;|=|['\"\n ab:]|\\PC){0,60}") {
        let mut xml = Xml::new(&text);
        let (mut starts, mut ends) = (0, 0);

        while let Ok(Some(event)) = xml.next() {
            match event {
                Event::Start(tag) => {
                    starts += 1;
                    let _ = (tag.attribute("a"), tag.attribute(""));
                }
                Event::End(_) => ends += 1,
                Event::Text(_) => {}
            }
        }
        prop_assert!(ends <= starts);

        let _ = root(&text);
    }
}
