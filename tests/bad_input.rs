//! Whatever is typed or lies in a folder: an explained answer, never a panic, never a stopped run.

use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use crate::environment::{Run, Sandbox, hits, marked, text, texts};

const NOTE: (&str, &str) = ("note.txt", "The heron waits beside the weir all day.");

// Questions.

/// Asks, and gives back how many were found and the codes of the warnings.
fn ask(place: &Sandbox, words: &str) -> (usize, Vec<String>) {
    let response = place.search(words, &[]);
    let warnings = response["query"]["warnings"].as_array().unwrap();
    let codes = warnings.iter().map(|w| text(&w["code"]).to_owned()).collect();
    (hits(&response).len(), codes)
}

#[test]
fn a_question_without_words_finds_nothing_and_says_why() {
    let place = Sandbox::indexed(&[NOTE]);
    for (words, warning) in [
        ("", "no-words"),
        ("   ", "no-words"),
        ("?!… — « »", "no-words"),
        ("\"\"", "no-words"),
        ("()", "no-words"),
        ("***", "no-words"),
        ("🚀👩‍🚀", "no-words"),
        ("-heron", "only-exclusions"),
        ("NOT heron", "only-exclusions"),
        ("-heron -\"the weir\"", "only-exclusions"),
    ] {
        let (found, warnings) = ask(&place, words);
        assert_eq!(found, 0, "{words}");
        assert!(warnings.iter().any(|w| w == warning), "{words}: {warnings:?}");
        let run = place.run(&["search", "--", words]);
        assert!(run.code == 1 && run.err.contains("warning: "), "{words}: {run:?}");
    }
}

#[test]
fn a_question_of_function_words_finds_them() {
    let place = Sandbox::indexed(&[
        NOTE,
        ("fr.txt", "Le héron attend toute la journée près du barrage, et il ne bouge pas de là."),
    ]);
    for words in ["the", "le la de", "to be or not to be the", "\"près du\"", "\"beside the\""] {
        let (found, warnings) = ask(&place, words);
        assert!(found > 0, "{words}");
        assert_eq!(warnings, [""; 0], "{words}");
    }
}

#[test]
fn a_question_of_100_kb_is_answered() {
    let place = Sandbox::indexed(&[NOTE]);
    let long = |unit: &str| unit.repeat(100_000 / unit.len());
    // words that no file holds, in an order that is the same on every run
    let many: Vec<String> = (0..14_000u64).map(|i| format!("w{}x", i * 7919 % 99_991)).collect();
    for (name, words, found) in [
        ("brackets", long("("), 0),
        ("nested brackets", format!("{}heron{}", "(".repeat(50_000), ")".repeat(50_000)), 1),
        ("closing brackets", format!("heron {}", long(")")), 1),
        ("quotes", long("\""), 0),
        ("quoted words", long("\"heron\" "), 1),
        ("a choice", format!("heron{}", long(" OR a")), 1),
        ("one word", long("a"), 0),
        ("one word again and again", long("heron "), 1),
        ("many words", format!("heron {}", many.join(" ")), 1),
        ("signs", long("+-"), 0),
        ("stars", long("a*"), 0),
        ("exclusions", long("-a "), 0),
        ("fields", format!("heron {}", long("lang:xx ")), 1),
        ("apostrophes", long("l'"), 0),
        ("hyphens", long("a-"), 0),
        ("tags", format!("heron {}", long("<a ")), 1),
        ("links", format!("heron {}", long("[[")), 1),
    ] {
        let response = place.search(&words, &[]);
        assert_eq!(hits(&response).len(), found, "{name}");
        let warnings = response["query"]["warnings"].as_array().unwrap();
        assert!(warnings.len() <= 16, "{name}: {} warnings", warnings.len());
    }
}

#[test]
fn control_characters_are_no_words() {
    let place = Sandbox::indexed(&[NOTE]);
    for words in
        ["\u{1}heron\u{7f}", "heron\n\t\r", "\u{feff}heron", "her\u{ad}on", "\u{200b}heron\u{200b}"]
    {
        assert_eq!(ask(&place, words).0, 1, "{words:?}");
        // nothing of it reaches the terminal as a command
        let run = place.run(&["search", "--", words]).done();
        assert!(!run.out.contains(['\u{1}', '\u{7f}', '\u{1b}']), "{run:?}");
    }
    let colours = ask(&place, "\u{1b}[31mheron");
    assert!(colours.0 <= 1);
}

#[test]
fn numbers_at_the_edge_are_taken() {
    let place = Sandbox::indexed(&[NOTE]);
    for args in [
        ["search", "heron", "--limit", "4294967295"],
        ["search", "heron", "--lead-in", "4294967295"],
        ["search", "\"heron weir\"~99999999999999999999", "--limit", "1"],
        ["search", "heron after:0000 before:9999-12-31", "--limit", "1"],
        ["search", "heron title:", "--limit", "1"],
    ] {
        let run = place.run(&args);
        assert!(run.code <= 1 && !run.err.contains("panicked"), "{args:?}: {run:?}");
    }
    let far = place.run(&["search", "heron", "--offset", "4294967295", "--limit", "4294967295"]);
    assert_eq!((far.code, far.out.as_str()), (0, ""), "{far:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_typed_is_an_error(
        words in prop_oneof![
            any::<String>(),
            // the signs of the query language, with words that are there
            r#"([+\-(~]?("|“|«)?(heron|weir|été|l’|lang:|AND|OU|NOT|\*|x)("|”|»|\)|\*|:|~3)? ?){0,12}"#,
        ],
    ) {
        SHARED.with(|(_place, library)| {
            let response = library.search(&words, 5).unwrap();
            let response = serde_json::to_value(&response).unwrap();
            for hit in hits(&response) {
                // cut at whole characters, or this panics
                prop_assert!(marked(hit).iter().all(|mark| !mark.is_empty()));
                prop_assert!(!hit["citations"].as_array().unwrap().is_empty());
            }
            Ok(())
        })?;
    }
}

thread_local! {
    static SHARED: (Sandbox, ibid::Library) = {
        let place = Sandbox::indexed(&[NOTE, ("fr.txt", "L’été, le héron attend à l’ombre : il fait chaud.")]);
        let library = ibid::open(place.path(".ibid")).unwrap();
        (place, library)
    };
}

// Folders.

/// A summary, and what was said beside it.
fn index(place: &Sandbox, more: &[&str]) -> (Value, Run) {
    let args: Vec<&str> = ["index", "sources", "--json"].iter().chain(more).copied().collect();
    let run = place.run(&args).done();
    (run.json(), run)
}

fn names<'s>(list: &'s Value, field: &str) -> Vec<&'s str> {
    list.as_array().unwrap().iter().map(|entry| text(&entry[field])).collect()
}

#[test]
fn one_bad_file_stops_nothing() {
    let place = Sandbox::with(&[NOTE]);
    place.source("binary.bin", b"\x7fELF\x02\x01\x01\0\0\0\0\0");
    place.source("empty.txt", b"");
    place.source("broken.jsonl", b"{\"text\":\"A pelican flew over.\"}\n{oops\n\n{\"a\":1}\n");
    place.source("useless.jsonl", b"{\"_id\":\"a\"}\n{\"_id\":\"b\"}\n");
    place.source("long.txt", "A stork among many words. ".repeat(1000));
    place.source("crlf.txt", b"The gannet dives.\r\n\r\nThe puffin digs.\r\n");
    let (summary, run) = index(&place, &["--max-file-size", "10k"]);
    assert_eq!(names(&summary["failed"], "path"), ["long.txt", "useless.jsonl"]);
    assert_eq!(names(&summary["warnings"], "path"), ["broken.jsonl", "broken.jsonl"]);
    for named in ["long.txt", "useless.jsonl", "broken.jsonl: line 2", "broken.jsonl: line 4"] {
        assert!(run.err.contains(named), "{named} is not named: {run:?}");
    }
    for (words, found) in
        [("heron", 1), ("pelican", 1), ("stork", 0), ("gannet", 1), ("puffin", 1), ("elf", 0)]
    {
        assert_eq!(hits(&place.search(words, &[])).len(), found, "{words}");
    }
    // and the same run again has nothing left to do but to say it again
    let (again, _) = index(&place, &["--max-file-size", "10k"]);
    assert_eq!((&again["indexed"], &again["deleted"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(again["failed"], summary["failed"]);
}

#[test]
fn line_ends_leave_no_trace() {
    let place = Sandbox::new();
    place.source("crlf.txt", "The gannet dives,\r\nand rises.\r\n\r\nThe puffin digs.\r\n");
    place.source("cr.txt", "The razorbill waits,\rand sleeps.\r");
    place.index();
    for words in ["gannet", "razorbill", "puffin"] {
        let response = place.search(words, &[]);
        assert!(!response.to_string().contains("\\r"), "{response}");
    }
    assert_eq!(hits(&place.search("\"dives and rises\"", &[])).len(), 1);
    assert_eq!(hits(&place.search("\"waits and sleeps\"", &[])).len(), 1);
}

#[test]
fn other_encodings_are_read_and_said() {
    let place = Sandbox::new();
    let utf16: Vec<u8> =
        "\u{feff}La mésange à tête noire".encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.source("utf16.txt", utf16);
    place.source("bom.txt", "\u{feff}La sittelle torchepot grimpe.");
    place.source(
        "latin.txt",
        b"L\x92\xe9t\xe9 des cigognes co\xfbte 5 \x80 \x96 c\x92est peu, dit l\x92\x9cuvre.",
    );
    place.source("broken.txt", b"Les \xc3\xa9chassiers d\xc3\xa9j\xc3\xa0 partis \xc3\xa0 l\xe2\x80\x99\xc3\xa9t\xc3\xa9 \xff reviendront.");
    let (summary, _) = index(&place, &[]);
    assert_eq!(summary["failed"], Value::Array(Vec::new()));
    let said: Vec<(&str, &str)> = names(&summary["warnings"], "path")
        .into_iter()
        .zip(names(&summary["warnings"], "code"))
        .collect();
    assert_eq!(said, [("broken.txt", "replaced-characters"), ("latin.txt", "guessed-encoding")]);
    for (words, shown) in [
        ("mesange", "La mésange à tête noire"),
        ("sittelle", "La sittelle torchepot grimpe."),
        ("cigognes", "L’été des cigognes coûte 5 € – c’est peu, dit l’œuvre."),
        ("échassiers", "Les échassiers déjà partis à l’été \u{fffd} reviendront."),
    ] {
        let response = place.search(words, &[]);
        assert_eq!(response["hits"][0]["text"], shown, "{words}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    use std::os::unix::fs::symlink;

    let place = Sandbox::with(&[NOTE]);
    fs::create_dir(place.path("outside")).unwrap();
    fs::write(place.path("outside/secret.txt"), "The password is swordfish.").unwrap();
    symlink(place.path("outside/secret.txt"), place.path("sources/link.txt")).unwrap();
    symlink(place.path("outside"), place.path("sources/folder")).unwrap();
    symlink(place.path("sources"), place.path("sources/loop")).unwrap();
    symlink(place.path("nowhere"), place.path("sources/dangling")).unwrap();
    let summary = place.index();
    assert_eq!(summary["indexed"], 1, "{summary}");
    assert!(hits(&place.search("swordfish", &[])).is_empty());
    // a link that is named on purpose is what the person asked for
    symlink(place.path("outside"), place.path("named")).unwrap();
    place.run(&["search", "swordfish", "--in", "named"]).done();
}

#[test]
fn odd_names_are_names() {
    let place = Sandbox::new();
    let odd = ["l’été à la mer.txt", "a b#c?d%20.txt", "-n.txt", "deep/deeper/x.md", "no-ending"];
    for name in odd {
        place.source(name, format!("The bird in {name} sings."));
    }
    place.source(".hidden.txt", "The bird in hiding sings.");
    let summary = place.index();
    assert_eq!(summary["indexed"].as_u64(), Some(odd.len() as u64), "{summary}");
    let response = place.search("bird sings", &[]);
    let mut sources: Vec<&str> = hits(&response).iter().map(|h| text(&h["source"])).collect();
    sources.sort_unstable();
    let mut want = odd;
    want.sort_unstable();
    assert_eq!(sources, want);
}

#[test]
fn documents_that_are_all_but_text_are_read() {
    let place = Sandbox::new();
    let deep = "#".repeat(5000);
    for (name, content) in [
        ("front.md", "---\ntitle: [unclosed\n---\n\nThe redstart sings.\n".to_owned()),
        ("open.md", "---\ntitle: never closed\n\nThe redstart sings.\n".to_owned()),
        ("times.md", "---\nvideoId: x\n---\nThe redstart sings <a class=\"yt-timestamp\" data-t=\"99:99:99\">[99:99:99]</a>.\n".to_owned()),
        ("anchor.md", "## H\n\nThe redstart <a class=\"yt-timestamp\" data-t=\"\">".to_owned()),
        ("deep.md", format!("{deep}\n\n{}The redstart sings.\n", "> ".repeat(3000))),
        ("links.md", format!("## H\n\n{}The redstart sings.\n", "[[".repeat(3000))),
        ("title.md", "# The redstart sings\n".to_owned()),
        ("nested.jsonl", format!("{{\"text\":\"The redstart sings\",\"x\":{}1{}}}\n", "[".repeat(90), "]".repeat(90))),
        ("words.txt", format!("The redstart sings. {}", "word ".repeat(20_000))),
        ("letters.txt", format!("The redstart sings. {}", "é".repeat(50_000))),
    ] {
        place.source(name, content);
    }
    let (summary, _) = index(&place, &[]);
    assert_eq!(summary["failed"], Value::Array(Vec::new()), "{summary}");
    let response = place.search("redstart", &["-n", "50"]);
    let mut found: Vec<&str> = hits(&response).iter().map(|h| text(&h["source"])).collect();
    found.sort_unstable();
    found.dedup();
    let sources = fs::read_dir(place.path("sources")).unwrap().count();
    assert_eq!(found.len(), sources, "{found:?}");
    // what had to be guessed is said
    let warned = names(&summary["warnings"], "path");
    assert!(warned.contains(&"front.md") && warned.contains(&"times.md"), "{warned:?}");
}

#[test]
fn a_broken_time_is_no_time() {
    let place = Sandbox::indexed(&[(
        "times.md",
        "---\nvideoId: x\n---\n\nThe wren is small <a class=\"yt-timestamp\" data-t=\"noon\">[noon]</a>. \
         The dipper dives <a class=\"yt-timestamp\" data-t=\"00:00:09\">[00:00:09]</a>.\n",
    )]);
    let response = place.search("dipper", &[]);
    assert_eq!(response["hits"][0]["citations"][0]["t"], 9.0);
    assert!(texts(&response["hits"][0]["section"]).is_empty());
}

#[test]
fn a_file_that_would_take_more_memory_than_there_is_is_named() {
    let place = Sandbox::new();
    place.source("heron.txt", "The heron waits beside the weir.");
    place.source("long.txt", "weir ".repeat(3 << 20));
    // small enough, and nothing but elements
    place.source("tags.html", format!("<html><body>{}", "<p><b>a</b>".repeat(300_000)));
    let filler = "x".repeat(20_000);
    let line = |n: usize| format!("{{\"text\": \"otter {n}\", \"raw\": \"{filler}\"}}\n");
    place.source("lines.jsonl", (0..800).map(line).collect::<String>());

    let run = place.run(&["index", "--memory", "1MB", "sources"]).done();
    assert!(run.err.contains("160 MB is used"), "{run:?}");
    for name in ["long.txt", "tags.html"] {
        assert!(run.err.contains(&format!("{name}: reading it takes")), "{run:?}");
    }
    assert!(run.err.contains("--memory") && !run.err.contains("lines.jsonl"), "{run:?}");
    assert_eq!(place.search("otter", &["--total"])["total"], 800);
    assert_eq!(place.search("heron", &["--total"])["total"], 1);
}
