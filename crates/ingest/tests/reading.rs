//! Reading whole files: from bytes to passages.

#[path = "../../core/tests/cost/mod.rs"]
mod cost;

use std::fs;
use std::path::Path;

use ibid_ingest::{Error, Limits, read_bytes, read_file, split, walk};
use proptest::prelude::*;

#[test]
fn a_folder_is_read_to_its_passages() {
    let dir = tempfile::tempdir().unwrap();
    let note = "---\ntitle: Labs\nvideoId: v1\n---\n\n## Part\n\nA claim <a class=\"yt-timestamp\" data-t=\"0:09\">[0:09]</a>.\n";
    fs::write(dir.path().join("a.txt"), note).unwrap();
    fs::write(dir.path().join("b.bin"), b"\x7fELF\0\0").unwrap();
    fs::write(
        dir.path().join("c.jsonl"),
        "{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":\"2\",\"text\":\"x\"}\n",
    )
    .unwrap();
    fs::write(dir.path().join("d.md"), " \n").unwrap();
    let found = walk(dir.path());
    let limits = Limits::default();
    let read: Vec<_> =
        found.files.iter().map(|f| read_file(&f.absolute, &f.shown, &limits)).collect();
    let passages: Vec<_> = read[0].as_ref().unwrap().iter().flat_map(split).collect();
    assert_eq!(passages.len(), 1);
    assert_eq!(passages[0].text, "A claim.");
    assert_eq!(passages[0].section, ["Part"]);
    assert_eq!(passages[0].spans[0].moment.map(|m| m.start.whole_seconds()), Some(9));
    assert!(matches!(&read[1], Err(Error::NotRead { path, .. }) if path == "b.bin"));
    let ids: Vec<_> = read[2].as_ref().unwrap().iter().flat_map(split).map(|p| p.id).collect();
    assert_ne!(ids[0], ids[1]);
    assert!(read[3].as_ref().unwrap().is_empty());
}

#[test]
fn all_names_of_html_are_decoded_wherever_there_is_markup() {
    // As for the last two: what is shown is in NFC, and an unknown name is text.
    let words = "Une lettre &alpha; &hearts; &rarr; &eacute; &acE; &angst; &nosuch; pour finir.";
    let decoded = "Une lettre α ♥ → é \u{223e}\u{333} Å &nosuch; pour finir.";
    let page = "<p>Un paragraphe assez long pour être le texte principal de la page.</p>".repeat(9);
    for file in [
        format!("<html><body><article>{page}<p>{words}</p></article></body></html>"),
        format!("# Titre\n\nUn **mot**.\n\n<div>\n{words}\n</div>\n"),
        format!("# Titre\n\nUn **mot**.\n\n{words}\n"),
        format!("WEBVTT\n\n00:01.000 --> 00:03.000\n{words}\n"),
        format!("1\n00:00:01,000 --> 00:00:03,000\n{words}\n"),
        format!("0:00:01.000,0:00:03.000\n{words}\n"),
        format!("[00:00:01] {words}\n[00:00:03] Et voilà.\n"),
        format!(
            "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div>\
             <p begin=\"1s\" end=\"3s\">{words}</p></div></body></tt>"
        ),
        format!("<transcript><text start=\"1\" dur=\"2\">{words}</text></transcript>"),
        format!(
            "<transcript><text start=\"1\" dur=\"2\">{}</text></transcript>",
            words.replace('&', "&amp;")
        ),
        format!("<SAMI><BODY><SYNC Start=1000><P>{words}<SYNC Start=3000><P>&nbsp;</BODY></SAMI>"),
        format!(
            "<Hansard xml:lang=\"FR\"><Intervention><Content><ParaText>{words}</ParaText>\
             </Content></Intervention></Hansard>"
        ),
    ] {
        let documents = read_bytes(file.as_bytes(), "x").unwrap();
        let text: String = documents.iter().flat_map(split).map(|passage| passage.text).collect();
        assert!(text.contains(decoded), "{file}\n{text}");
    }
}

#[test]
fn limits_and_missing_files_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    fs::write(&file, "four").unwrap();
    let limits = Limits { file_bytes: 3, ..Limits::default() };
    assert!(matches!(read_file(&file, "a.txt", &limits), Err(Error::TooLarge { limit: 3, .. })));
    let limits = Limits::default();
    assert!(matches!(read_file(Path::new("/no/such"), "x", &limits), Err(Error::Missing { .. })));
    assert!(matches!(read_file(dir.path(), "x", &limits), Err(Error::NotAFile { .. })));
}

#[test]
fn a_line_beyond_all_measure_is_an_error_with_its_number() {
    let mut bytes = b"WEBVTT\n\n00:01.000 --> 00:02.000\n".to_vec();
    bytes.resize(bytes.len() + (64 << 20) + 1, b'a');
    let error = read_bytes(&bytes, "a.vtt").unwrap_err();
    let said = "a.vtt, line 4: cannot be read as webvtt: the line is longer than 67108864 bytes";
    assert_eq!(error.to_string(), said);
}

#[test]
fn warnings_of_one_kind_are_counted_beyond_a_hundred() {
    let lines = "{\"text\": \"a\", \"date\": \"soon\"}\n".repeat(250);
    let documents = read_bytes(lines.as_bytes(), "x").unwrap();
    let said: Vec<_> = documents.iter().flat_map(|d| &d.warnings).collect();
    assert_eq!(said.len(), 101);
    assert!(said[1..].iter().all(|diagnostic| diagnostic.code.name() == "unreadable-field"));
    assert_eq!(documents[0].warnings[0].code.name(), "more-unreadable-fields");
    assert_eq!(documents[0].warnings[0].message, "more fields that were not understood: 150");
    let few = "{\"text\": \"a\", \"date\": \"soon\"}\n".repeat(100);
    let documents = read_bytes(few.as_bytes(), "x").unwrap();
    assert!(documents.iter().all(|d| d.warnings.len() == 1));
}

#[test]
fn passages_do_not_repeat_a_long_title_without_end() {
    let title = "Titre ".repeat(16_000);
    let prose = "Une phrase de plusieurs mots pour voir. ".repeat(2_000);
    let json = format!("{{\"title\": \"{title}\", \"text\": \"{prose}\"}}");
    for text in [
        format!("---\ntitle: {title}\n---\n{prose}"),
        format!("# {title}\n\n## {title}\n\n{prose}"),
        format!("# Titre\n\n{title}\n---\n\n{prose}"),
        format!("{title}\n\n{prose}"),
        json,
    ] {
        let documents = read_bytes(text.as_bytes(), "x").unwrap();
        for passage in documents.iter().flat_map(split) {
            let short = |text: &String| text.chars().count() <= 300;
            assert!(passage.about.title.iter().all(short) && passage.section.iter().all(short));
        }
    }
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(documents) = read_bytes(bytes, "x") {
        for document in &documents {
            let passages = split(document);
            prop_assert!(passages.iter().all(|p| !p.text.is_empty()));
            prop_assert!(!passages.is_empty() || document.blocks.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }

    #[test]
    fn no_markdown_makes_it_panic(text in "---\n(title: |videoId: |\\PC|\n){0,20}\n---\n(# |\\* |<a data-t='1'>|</a>|\\[\\[|\\]\\]|\\|\\PC|\n){0,40}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn no_json_lines_make_it_panic(text in "\\{\"text\": \"(\\PC|\\\\n|\\\\u00e9){0,20}\"\\}\n(\\{\"title\": \"a\"\\}\n|\\PC|\n){0,20}") {
        check(text.as_bytes())?;
    }
}

proptest! {
    #[test]
    fn no_captions_make_it_panic(
        head in "(WEBVTT\n\n|1\n|0:00:01.000,0:00:02.000\n|)",
        text in "(00:00:0[0-9][.,][0-9]00|[0-9]:0[0-9]:00\\.000,0:00:02\\.000| --> |\n|\n\n|<v A>|<00:00:01\\.000>|</|<c>|&amp;|NOTE|STYLE|-|>>|[A-Z]{2}: |\\[|\\]|♪|\\{\\\\an8\\}|[0-9]\n|word |é|\0|\\PC){0,80}",
    ) {
        check(format!("{head}00:00:01.000 --> 00:00:02.000\n{text}").as_bytes())?;
        check(format!("{head}{text}").as_bytes())?;
    }
}

/// However often a thing is repeated.
#[test]
fn repetition_costs_no_more_than_its_length() {
    let units = [
        "<",
        "<v ",
        "<a",
        "</",
        "&",
        "{\\",
        "[",
        "(",
        "♪",
        ">> ",
        "- A\n",
        "AB: ",
        "-->",
        "00:00:01.000 --> 00:00:02.000\n",
        "00:00:01.000 --> 00:00:02.000\nnon\nnon\n\n",
        "<00:00:01.000>",
        "<00:00:01.000>a ",
        "<v A>b",
        "1\n\n",
        "\n",
        "0:00:01.000,0:00:02.000\na\n\n",
        "mot ",
        " ",
        "WEBVTT ",
        "NOTE\n",
        "a\n",
    ];
    for unit in units {
        for head in [
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n",
            "1\n00:00:01,000 --> 00:00:02,000\n",
            "0:00:01.000,0:00:02.000\n",
        ] {
            cost::grows_with_its_input(&format!("{unit:?} after {head:?}"), 40_000, |bytes| {
                let text = format!("{head}{}", unit.repeat(bytes / unit.len()));
                let documents = read_bytes(text.as_bytes(), "x").unwrap_or_default();
                let passages: usize = documents.iter().map(|d| split(d).len()).sum();
                assert!(passages <= bytes);
            });
        }
    }
}
