use biblatex::{Bibliography, ChunksExt};
use ibid_core::document::{Date, Evidence};
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;
use proptest::prelude::*;

use super::{Reference, ReferenceKind, ReferenceOptions, ReferenceStyle};

fn reference() -> Reference {
    Reference {
        id: PassageId::from_content("", &[], "", 0),
        title: "Débat : 50 % & plus_".to_owned(),
        author: Some("Sénat".to_owned()),
        speaker: Some("Mme Éloïse Roy".to_owned()),
        date: Date::new(2017, 5, 1),
        lang: Some(Lang::Fr),
        evidence: Evidence::Verbatim,
        kind: ReferenceKind::Recording,
        start: Some(Timecode::from_millis(1_526_000)),
        end: Some(Timecode::from_millis(1_570_400)),
        url: Some("https://www.youtube.com/watch?v=R6dI_JvNncCE&t=1526s".to_owned()),
        path: "debat.vtt".to_owned(),
        quote: "L’État n’achète pas\nce qu’il #ignore_.".to_owned(),
        source_state: None,
        origin: None,
    }
}

fn write(reference: &Reference, style: ReferenceStyle, lang: Lang) -> String {
    let options = ReferenceOptions::new(style, lang).with_accessed(Date::new(2026, 11, 28));
    reference.write(&options)
}

#[test]
fn prose_has_all_parts_in_the_language_of_whoever_cites() {
    use ReferenceStyle::{Iso690, Markdown, Plain};
    let url = "https://www.youtube.com/watch?v=R6dI_JvNncCE&t=1526s";
    for (style, lang, want) in [
        (
            Plain,
            Lang::En,
            format!(
                "Mme Éloïse Roy, “L’État n’achète pas ce qu’il #ignore_.”, Débat : 50 % & plus_, Sénat, 1\u{a0}May 2017, 00:25:26–00:26:10, {url} (accessed 28\u{a0}November 2026)"
            ),
        ),
        (
            Plain,
            Lang::Fr,
            format!(
                "Mme Éloïse Roy, «\u{a0}L’État n’achète pas ce qu’il #ignore_.\u{a0}», Débat : 50 % & plus_, Sénat, 1er\u{a0}mai 2017, 00:25:26–00:26:10, {url} (consulté le 28\u{a0}novembre 2026)"
            ),
        ),
        (
            Markdown,
            Lang::En,
            format!(
                "> L’État n’achète pas\n> ce qu’il #ignore\\_.\n>\n> — Mme Éloïse Roy, [Débat : 50 % \\& plus\\_, 00:25:26–00:26:10](<{url}>), Sénat, 1\u{a0}May 2017, accessed 28\u{a0}November 2026"
            ),
        ),
        (
            Iso690,
            Lang::Fr,
            format!(
                "SÉNAT. Débat : 50 % & plus_ [en ligne]. 1er\u{a0}mai 2017 [consulté le 28\u{a0}novembre 2026]. 00:25:26–00:26:10. Mme Éloïse Roy\u{a0}: «\u{a0}L’État n’achète pas ce qu’il #ignore_.\u{a0}» Disponible à l’adresse\u{a0}: {url}"
            ),
        ),
    ] {
        assert_eq!(write(&reference(), style, lang), want, "{style:?} {lang:?}");
    }
}

#[test]
fn what_a_source_does_not_say_is_left_out() {
    let bare = Reference {
        title: "note.md".to_owned(),
        path: "note.md".to_owned(),
        author: None,
        speaker: None,
        date: None,
        start: None,
        end: None,
        url: None,
        kind: ReferenceKind::File,
        evidence: Evidence::Paraphrase,
        quote: "Un jardin.".to_owned(),
        ..reference()
    };
    assert_eq!(
        bare.write(&ReferenceOptions::new(ReferenceStyle::Plain, Lang::En)),
        "“Un jardin.” (notes, not the words that were said), note.md"
    );
    for style in ReferenceStyle::ALL {
        for lang in Lang::ALL {
            let text = write(&bare, style, lang);
            assert!(text.contains("Un jardin") && !text.contains("None"), "{style:?}: {text}");
        }
    }
}

#[test]
fn no_stop_stands_twice_and_a_file_is_named_with_its_folder() {
    let file = Reference {
        title: "Les oiseaux du lac.".to_owned(),
        path: "/archives/lac/oiseaux.md".to_owned(),
        author: Some("J. D.".to_owned()),
        speaker: None,
        date: None,
        start: None,
        end: None,
        url: None,
        kind: ReferenceKind::File,
        ..reference()
    };
    let iso = |reference: &Reference, lang| write(reference, ReferenceStyle::Iso690, lang);
    assert_eq!(
        iso(&file, Lang::Fr),
        "J. D. Les oiseaux du lac. [s. d.] [consulté le 28\u{a0}novembre 2026]. \
         «\u{a0}L’État n’achète pas ce qu’il #ignore_.\u{a0}» Fichier\u{a0}: /archives/lac/oiseaux.md"
    );
    assert_eq!(
        iso(&file, Lang::En),
        "J. D. Les oiseaux du lac. [n.d.] [accessed 28\u{a0}November 2026]. \
         “L’État n’achète pas ce qu’il #ignore_.” File: /archives/lac/oiseaux.md"
    );
    let asked =
        Reference { title: "Qui paie ?".to_owned(), quote: "Lui".to_owned(), ..file.clone() };
    assert!(iso(&asked, Lang::En).contains("Qui paie ? [n.d.]"));
    assert!(iso(&asked, Lang::En).contains(" “Lui”. File: "));

    for style in ReferenceStyle::ALL {
        for lang in Lang::ALL {
            for reference in [&file, &asked, &reference()] {
                let text = write(reference, style, lang);
                let twice = ["..", "lac.,", ".\u{a0}».", ".”.", "?."];
                let twice = twice.iter().find(|twice| text.contains(*twice));
                assert_eq!(twice, None, "{style:?}: {text}");
            }
        }
    }
    let bibtex = write(&file, ReferenceStyle::Bibtex, Lang::Fr);
    assert!(bibtex.contains("howpublished = {/archives/lac/oiseaux.md}"), "{bibtex}");
    // a recording without an address is no page
    let recording = Reference { kind: ReferenceKind::Recording, ..file };
    assert!(write(&recording, ReferenceStyle::Bibtex, Lang::Fr).starts_with("@misc{"));
}

#[test]
fn bibtex_is_read_back() {
    for lang in Lang::ALL {
        let text = write(&reference(), ReferenceStyle::Bibtex, lang);
        let bibliography = Bibliography::parse(&text).unwrap();
        let entry = bibliography.iter().next().unwrap();
        assert_eq!(entry.key, format!("ibid-{}", reference().id));
        let field = |name: &str| entry.get(name).unwrap().format_verbatim();
        assert_eq!(field("title"), reference().title, "{text}");
        assert_eq!(field("url"), reference().url.unwrap());
        assert_eq!(field("urldate"), "2026-11-28");
        assert_eq!(field("date"), "2017-05-01");
        assert!(field("note").contains("00:25:26–00:26:10, Mme Éloïse Roy"));
        assert!(field("annotation").contains("L’État n’achète pas ce qu’il #ignore_."));
        let authors = entry.author().unwrap();
        assert_eq!(authors[0].name, "Sénat");
    }
}

#[test]
fn csl_json_is_read_back() {
    let text = write(&reference(), ReferenceStyle::CslJson, Lang::En);
    let items: Vec<citationberg::json::Item> = serde_json::from_str(&text).unwrap();
    assert_eq!(items.len(), 1);
    let item = serde_json::to_value(&text.parse::<serde_json::Value>().unwrap()[0]).unwrap();
    assert_eq!(item["issued"]["date-parts"], serde_json::json!([[2017, 5, 1]]));
    assert_eq!(item["accessed"]["date-parts"], serde_json::json!([[2026, 11, 28]]));
    assert_eq!(item["type"], "motion_picture");
    assert_eq!(item["author"][0]["literal"], "Sénat");
    assert_eq!(item["URL"], reference().url.unwrap());
    assert!(item["note"].as_str().unwrap().contains("00:25:26–00:26:10"));
}

proptest! {
    #[test]
    fn whatever_a_source_says_is_read_back(text in "[a-zé {}\\\\%&#$_~^\"'@,=\n<>\\[\\]*-]{1,40}") {
        let text = format!("x{text}");
        let odd = Reference {
            title: text.clone(),
            author: Some(text.clone()),
            speaker: Some(text.clone()),
            quote: text,
            ..reference()
        };
        let bibtex = write(&odd, ReferenceStyle::Bibtex, Lang::En);
        let bibliography = Bibliography::parse(&bibtex);
        prop_assert!(bibliography.is_ok_and(|all| all.len() == 1), "{}", bibtex);
        let csl = write(&odd, ReferenceStyle::CslJson, Lang::Fr);
        let items: Vec<citationberg::json::Item> = serde_json::from_str(&csl).unwrap();
        prop_assert_eq!(items.len(), 1);
        let markdown = write(&odd, ReferenceStyle::Markdown, Lang::En);
        prop_assert!(markdown.lines().all(|line| line.starts_with('>')), "{}", markdown);
    }
}
