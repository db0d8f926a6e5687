//! What is not read is named, with the reason, and never taken for prose.

use serde_json::Value;

use crate::environment::{Sandbox, hits, text};

/// Path and reason of each file that a run named.
fn named(summary: &Value) -> Vec<(&str, &str)> {
    let files = summary["passed_over"].as_array().unwrap();
    files.iter().map(|file| (text(&file["path"]), text(&file["reason"]))).collect()
}

const SCRIPT: &str =
    "var pane = document.getElementById('pane');\npane.onclick = function () {\n  show();\n};\n";

#[test]
fn a_run_names_what_it_does_not_read_and_why() {
    let place = Sandbox::with(&[
        ("a.txt", "Le phare éclaire la baie.\n"),
        ("b.png", "GIF89a\0\0\0\u{1}\0\0"),
        ("c.js", SCRIPT),
        ("d.csv", "commune,habitants,maire\nVire,17000,Roy\nCaen,105000,Rey\n"),
        ("e.css", "body {\n  margin: 0;\n}\n"),
        ("f.sub", "{0}{25}Le phare dort.\n{50}{75}La baie aussi.\n"),
    ]);
    let summary = place.index();
    assert_eq!(summary["indexed"], 1, "{summary}");
    let want = [
        ("b.png", "a picture"),
        ("c.js", "code or settings of a program"),
        ("d.csv", "a table that names no times and words"),
        ("e.css", "a style sheet"),
        ("f.sub", "MicroDVD captions, whose frames tell no time"),
    ];
    assert_eq!(named(&summary), want);
    assert_eq!(summary["failed"], Value::Array(Vec::new()));
    assert_eq!(summary["passed_over"][0]["why"], "picture");

    // also when nothing is new, and in the words of the reader
    let again = place.run(&["index", "sources", "--ui-lang", "fr"]).done();
    assert!(again.out.contains("(une image)\u{a0}: b.png"), "{again:?}");
    assert!(hits(&place.search("dort", &[])).is_empty());
}

#[test]
fn files_without_text_and_links_are_named() {
    let place = Sandbox::with(&[
        ("a.txt", "Le phare éclaire la baie.\n"),
        ("empty.txt", ""),
        ("page.html", "<html><head></head><body></body></html>"),
        ("sub/blank.md", "  \n\n"),
    ]);
    let mut want: Vec<(&str, &str)> =
        ["empty.txt", "page.html", "sub/blank.md"].map(|file| (file, "without any text")).into();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", place.path("sources/lost.txt")).unwrap();
        std::os::unix::fs::symlink("..", place.path("sources/sub/up")).unwrap();
        want.insert(1, ("lost.txt", "a link, which is not followed"));
        want.push(("sub/up", "a link, which is not followed"));
    }
    let survey = place.run(&["parse", "sources", "--json"]).done().json();
    let mut surveyed = named(&survey);
    surveyed.sort_unstable();
    assert_eq!(surveyed, want);

    let summary = place.index();
    assert_eq!(named(&summary), want);
    // each is told once, not as a warning too
    assert_eq!(summary["warnings"], serde_json::json!([]));
    // they stay known, and are not read again
    assert_eq!(place.index()["skipped"], 4);
}

#[test]
fn the_parts_of_a_saved_page_are_no_sources() {
    let page = "<!DOCTYPE html><title>Le plan</title><article><p>Le barrage sera vidé en avril, \
                dit la préfecture, et les riverains seront prévenus.</p></article>";
    let place = Sandbox::with(&[
        ("Le plan.html", page),
        ("Le plan_files/ad.html", "<p>Achetez un barrage neuf, à crédit, avant avril.</p>\n"),
        ("Le plan_files/app.js", SCRIPT),
    ]);
    let summary = place.index();
    assert_eq!(summary["indexed"], 1, "{summary}");
    let reason = "a part of the saved page Le plan.html";
    assert_eq!(
        named(&summary),
        [("Le plan_files/ad.html", reason), ("Le plan_files/app.js", reason)]
    );
    assert_eq!(hits(&place.search("barrage", &[])).len(), 1);
}

#[test]
fn a_file_that_is_named_and_not_read_is_an_error_that_says_why() {
    let place = Sandbox::with(&[("c.js", SCRIPT)]);
    for args in [["parse", "sources/c.js"], ["index", "sources/c.js"]] {
        let run = place.run(&args);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.err.contains("code or settings of a program"), "{run:?}");
    }
}

const SRT: &str = "1\n00:00:00,140 --> 00:00:04,940\nLe barrage sera vidé en avril.\n\n2\n00:00:04,940 --> 00:00:09,120\nLes riverains seront prévenus par la mairie.\n";

#[test]
fn what_one_tool_writes_beside_one_another_is_one_document() {
    let table = "start\tend\ttext\n140\t4940\tLe barrage sera vidé en avril.\n4940\t9120\tLes riverains seront prévenus par la mairie.\n";
    let json = "{\"text\":\"x\",\"language\":\"fr\",\"segments\":[{\"start\":0.14,\"end\":4.94,\"text\":\" Le barrage sera vidé en avril.\"},\
                {\"start\":4.94,\"end\":9.12,\"text\":\" Les riverains seront prévenus par la mairie.\"}]}";
    let place = Sandbox::with(&[
        ("talk.json", json),
        ("talk.srt", SRT),
        ("talk.tsv", table),
        (
            "talk.txt",
            "Le barrage sera vidé en avril.\nLes riverains seront prévenus par la mairie.\n",
        ),
        (
            "talk.en.srt",
            "1\n00:00:00,140 --> 00:00:04,940\nThe dam will be emptied in April, they say.\n",
        ),
        ("other.srt", SRT),
        (
            "other.txt",
            "Tout autre chose : le marché couvert ouvrira ses portes en mai, sans les poissonniers.\n",
        ),
    ]);
    let summary = place.index();
    assert_eq!(summary["indexed"], 4, "{summary}");
    let same = "the same as talk.json";
    assert_eq!(named(&summary), [("talk.srt", same), ("talk.tsv", same), ("talk.txt", same)]);
    // nothing is new the second time, and the twins are named again
    let again = place.index();
    assert_eq!((&again["indexed"], named(&again).len()), (&Value::from(0), 3), "{again}");

    // without the best one the next best is read
    std::fs::remove_file(place.path("sources/talk.json")).unwrap();
    let third = place.index();
    assert_eq!(
        (third["indexed"].as_u64(), third["deleted"].as_u64()),
        (Some(1), Some(1)),
        "{third}"
    );
    assert_eq!(
        named(&third),
        [("talk.srt", "the same as talk.tsv"), ("talk.txt", "the same as talk.tsv")]
    );
}

#[test]
fn links_open_the_recording_beside_a_file_or_the_video_in_its_name() {
    let place = Sandbox::with(&[
        ("conseil.fr.srt", SRT),
        ("conseil.mp4", "\0\0\0 ftypisom\0\0\u{2}\0"),
        ("Le pont [ibidTest9_X].fr.srt", &SRT.replace("barrage", "pont")),
    ]);
    place.index();
    let link = |word: &str| {
        let found = place.search(word, &[]);
        text(&hits(&found)[0]["citations"][0]["url"]).to_owned()
    };
    assert!(link("barrage").ends_with("/conseil.mp4#t=0.14,4.94"), "{}", link("barrage"));
    assert_eq!(link("pont"), "https://www.youtube.com/watch?v=ibidTest9_X&t=0s");
}

#[test]
fn a_recording_is_told_from_its_first_bytes() {
    let mut recording = b"\0\0\0\x18ftypisom\0\0\0\0".to_vec();
    recording.resize(64 << 10, 0);
    let place = Sandbox::with(&[("a.txt", "Le phare éclaire la baie.\n")]);
    std::fs::write(place.path("sources/b.mp4"), &recording).unwrap();
    let options = ["index", "sources", "--max-file-size", "4KB", "--json"];
    let summary = place.run(&options).json();
    assert_eq!(named(&summary), [("b.mp4", "sound or video")], "{summary}");
    assert_eq!(summary["failed"], Value::Array(Vec::new()));
}
