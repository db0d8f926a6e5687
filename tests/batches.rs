//! Many questions at once, standard input, and links that are opened.

use serde_json::Value;

use crate::environment::{Run, Sandbox, hits, text};

fn place() -> Sandbox {
    Sandbox::indexed(&[
        ("a.md", "Le phare du port est vieux.\n"),
        ("b.md", "---\nurl: https://example.org/pont\n---\nLe pont du port est neuf.\n"),
        (
            "c.jsonl",
            "{\"_id\":\"doc 1\",\"text\":\"Le quai du port.\"}\n{\"_id\":\"doc2\",\"text\":\"Un quai.\"}\n",
        ),
    ])
}

/// Runs the binary with something on its standard input.
fn fed(place: &Sandbox, args: &[&str], input: &str) -> Run {
    Run::of(place.command().args(args).write_stdin(input).output().unwrap())
}

const QUESTIONS: &str = "{\"_id\": \"q1\", \"text\": \"phare\"}\n\n{\"_id\": 7, \"text\": \"quai port\", \"x\": 1}\nle pont\n{\"text\": \"zzyzx\"}\n";

#[test]
fn each_question_has_its_answer() {
    let place = place();
    std::fs::write(place.path("q.jsonl"), QUESTIONS).unwrap();
    let lines = |run: &Run| -> Vec<Value> {
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let run = place.run(&["search", "--queries", "q.jsonl", "--no-cross"]).done();
    let answers = lines(&run);
    let ids: Vec<&str> = answers.iter().map(|answer| text(&answer["_id"])).collect();
    assert_eq!(ids, ["q1", "7", "4", "5"], "a question without a name has that of its line");
    for (answer, question) in answers.iter().zip(["phare", "quai port", "le pont", "zzyzx"]) {
        let alone = place.search(question, &["--no-cross"]);
        assert_eq!(hits(answer), hits(&alone), "{question}");
        assert_eq!(answer["query"], alone["query"]);
    }
    let stdin =
        fed(&place, &["search", "--queries", "-", "--format", "jsonl", "--no-cross"], QUESTIONS);
    let without_time = |answers: Vec<Value>| -> Vec<Value> {
        answers
            .into_iter()
            .map(|mut answer| {
                answer["took_us"].take();
                answer
            })
            .collect()
    };
    assert_eq!(without_time(lines(&stdin)), without_time(answers));
    let list = place.run(&["search", "--queries", "q.jsonl", "--json"]).done().json();
    assert_eq!(list.as_array().unwrap().len(), 4);
    assert_eq!(fed(&place, &["search", "--queries", "-"], "zzyzx\n").code, 1);
}

#[test]
fn runs_are_those_of_trec() {
    let place = place();
    let run = fed(&place, &["search", "--queries", "-", "--format", "trec"], QUESTIONS).done();
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "ibid"), "{run:?}");
    let of = |id: &str| -> Vec<(&str, &str)> {
        rows.iter().filter(|row| row[0] == id).map(|row| (row[2], row[3])).collect()
    };
    assert_eq!(of("q1"), [("a.md", "1")]);
    assert_eq!(of("7")[0], ("doc_1", "1"), "the columns are parted by spaces");
    let scores: Vec<f64> =
        rows.iter().filter(|row| row[0] == "7").map(|row| row[4].parse().unwrap()).collect();
    assert!(scores.len() >= 2 && scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

#[test]
fn what_is_no_question_is_told_with_its_line() {
    let place = place();
    let run = fed(&place, &["search", "--queries", "-"], "phare\n{\"_id\": \"q\"}\n");
    assert_eq!((run.code, run.out.as_str()), (3, ""), "{run:?}");
    assert!(run.err.contains("stdin, line 2: "), "{run:?}");
    assert_eq!(fed(&place, &["search", "--queries", "-"], "\n").code, 3);
    let missing = place.run(&["search", "--queries", "none.jsonl", "--ui-lang", "fr"]);
    assert_eq!((missing.code, missing.err.contains("none.jsonl")), (3, true), "{missing:?}");
    for args in [
        &["search", "phare", "--queries", "-"][..],
        &["search", "--queries", "-", "--count"],
        &["search", "phare", "--format", "trec"],
        &["search"],
    ] {
        assert_eq!(place.run(args).code, 2, "{args:?}");
    }
}

#[test]
fn standard_input_is_read_where_a_dash_stands() {
    let place = place();
    let asked = fed(&place, &["search", "-", "--json"], "phare\n");
    assert_eq!(hits(&asked.done().json()).len(), 1);
    assert_eq!(fed(&place, &["verify", "-"], "Le pont du port est neuf").done().code, 0);
    let parsed =
        fed(&place, &["parse", "-", "--json"], "WEBVTT\n\n00:01.000 --> 00:02.000\nUn héron.\n");
    assert_eq!(parsed.done().json()["format"], "webvtt");

    let summary = fed(&place, &["index", "-", "--json"], "Un héron au bord du canal.\n").done();
    assert_eq!(summary.json()["indexed"], 1);
    let found = place.search("héron", &[]);
    assert_eq!(text(&found["hits"][0]["source"]), "stdin");
    assert_eq!(hits(&place.search("phare", &[])).len(), 1, "the other sources stay");
    fed(&place, &["index", "-", "-q"], "Une aigrette.\n").done();
    assert_eq!(
        hits(&place.search("héron", &["--no-cross"])).len(),
        0,
        "it takes the place of the last"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn the_link_of_the_first_hit_is_opened() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let bin = place.path("bin");
    std::fs::create_dir(&bin).unwrap();
    let opener = bin.join("xdg-open");
    std::fs::write(&opener, "#!/bin/sh\nprintf '%s' \"$1\" > opened.tmp\nmv opened.tmp opened\n")
        .unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let open = |question: &str| {
        let _ = std::fs::remove_file(place.path("opened"));
        let run = place.run_with(&["search", question, "--open", "--no-cross"], &[("PATH", &path)]);
        // it is not waited for
        for _ in 0..200 {
            if let Ok(opened) = std::fs::read_to_string(place.path("opened")) {
                return (run, opened);
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        (run, String::new())
    };
    let (run, opened) = open("pont neuf");
    assert!(opened.starts_with("https://example.org/pont"), "{run:?} {opened}");
    let (run, opened) = open("phare vieux");
    assert!(opened.starts_with("file:///") && opened.ends_with("sources/a.md"), "{run:?} {opened}");

    let none = place.run_with(&["search", "pont", "--open"], &[("PATH", "/nowhere")]);
    assert_eq!(none.code, 3, "{none:?}");
    assert!(
        none.err.contains("https://example.org/pont") && none.err.contains("could not be opened"),
        "{none:?}"
    );
    assert_eq!(place.run(&["search", "zzyzx", "--open"]).code, 1, "nothing to open");
}

#[test]
fn no_more_of_standard_input_is_read_than_may_be() {
    let place = Sandbox::new();
    let text = "Un héron au bord du canal.\n";
    let just = text.len().to_string();
    for command in ["parse", "index"] {
        fed(&place, &[command, "-", "--max-file-size", &just], text).done();
        let run = fed(&place, &[command, "-", "--max-file-size", "20"], text);
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{run:?}");
        assert!(run.err.contains("stdin: longer than the limit of 20 bytes"), "{run:?}");
    }
}

#[test]
fn a_draft_may_come_from_standard_input() {
    let place = Sandbox::indexed(&[("phare.txt", "Le phare du port est vieux et vide.\n")]);
    let draft = "Il écrit : « le phare du port est neuf ».\n";
    let run = fed(&place, &["verify", "--document", "-", "--json"], draft);
    assert_eq!((run.code, &run.json()["summary"]["altered"]), (1, &1.into()), "{run:?}");
}
