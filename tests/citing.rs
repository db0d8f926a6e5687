//! From what was found to a citation to paste: ids by their beginning, `show`, `cite` and `similar`.

use serde_json::Value;

use crate::environment::{Sandbox, each, hits, indexed_corpus, text};

const TALK: &str = "WEBVTT

00:00:01.000 --> 00:00:04.000
<v Claire>L’État n’achète pas ce qu’il ne sait pas décrire, et cela coûte cher.

00:00:20.000 --> 00:00:23.500
<v Marc>Alors il faut apprendre à décrire les besoins.
";

const INFO: &str = r#"{"id":"R6dIJvNncCE","webpage_url":"https://www.youtube.com/watch?v=R6dIJvNncCE","title":"Achats & prix à 50 %","upload_date":"20170512","channel":"Ville de Lyon"}"#;

fn place() -> Sandbox {
    Sandbox::indexed(&[
        ("talk.vtt", TALK),
        ("talk.info.json", INFO),
        (
            "note.md",
            "# Le four\n\nLe boulanger allume le four à trois heures du matin, avant la farine.\n",
        ),
        (
            "other.md",
            "# Le pain\n\nSans farine ni four, le boulanger du matin ne fait rien de bon.\n",
        ),
        (
            "copy.md",
            "# Ailleurs\n\nLe boulanger allume le four à trois heures du matin, avant la farine.\n",
        ),
    ])
}

fn id(place: &Sandbox, words: &str) -> String {
    text(&place.search(words, &[])["hits"][0]["id"]).to_owned()
}

#[test]
fn the_beginning_of_an_id_names_its_passage() {
    let place = place();
    let id = id(&place, "il ne sait pas décrire");
    for typed in [id.as_str(), &id[..4], &id[..9], &id[..7].to_uppercase()] {
        let shown = place.run(&["show", "--json", "--", typed]).done().json();
        assert_eq!(text(&shown["id"]), id, "{typed}");
    }
    // what names no passage, or could name several
    for (typed, code, says) in [
        (&id[..3], 2, "too short"),
        ("aaaa2222", 1, "no passage has the id aaaa2222"),
        ("not an id", 2, "is not the id of a passage"),
        ("18aa", 2, "is not the id of a passage"),
        ("", 2, "is not the id"),
    ] {
        for command in ["show", "cite", "similar"] {
            let run = place.run(&[command, typed]);
            assert_eq!(run.code, code, "{command} {typed}: {run:?}");
            assert!(run.err.contains(says) || typed.is_empty(), "{command} {typed}: {run:?}");
            assert!(run.out.is_empty(), "{run:?}");
        }
    }
}

#[test]
fn an_id_that_begins_as_several_do_is_told_with_these() {
    // of so many passages two have ids that share their first four characters
    let lines: Vec<String> =
        (0..3000).map(|n| format!("{{\"text\":\"mot{n} seul{n}\"}}")).collect();
    let place = Sandbox::indexed(&[("a.jsonl", &(lines.join("\n") + "\n"))]);
    let library = ibid::open(place.path(".ibid")).unwrap();
    let all = library.ids_beginning("", 5000).unwrap();
    assert_eq!(all.len(), 3000);
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    let pair = all.windows(2).find(|pair| pair[0][..4] == pair[1][..4]).unwrap();
    for (lang, says) in [("en", "several passages"), ("fr", "plusieurs passages")] {
        let run = place.run(&["show", "--ui-lang", lang, &pair[0][..4]]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(pair.iter().all(|id| run.err.contains(id)) && run.err.contains(says), "{run:?}");
    }
    let shown = place.run(&["show", "--json", &pair[1]]).done().json();
    assert_eq!(text(&shown["id"]), pair[1]);
    assert_eq!(library.ids_beginning(&pair[0][..4], 1).unwrap().len(), 1);
    assert!(library.ids_beginning("8", 9).unwrap().is_empty());
}

#[test]
fn ids_are_shown_where_they_are_asked_for_and_lead_on() {
    let place = place();
    let id = id(&place, "sait décrire");
    let found = place.run(&["search", "--ids", "sait décrire"]).done();
    assert!(found.out.contains(&id), "{found:?}");
    assert!(!place.run(&["search", "sait décrire"]).out.contains(&id));
    // the folder is asked in the same way as by a search
    let shown = place.run(&["show", "--in", "sources", &id[..8]]).done();
    assert!(shown.out.contains("ne sait pas décrire"), "{shown:?}");
    place.run(&["cite", "--in", "sources", &id[..8]]).done();
    place.run(&["similar", "--in", "sources", &id[..8], "-n", "1"]);
}

fn cite(place: &Sandbox, id: &str, more: &[&str]) -> String {
    let args: Vec<&str> = ["cite", id].iter().chain(more).copied().collect();
    place.run(&args).done().out
}

#[test]
fn a_passage_is_cited_in_five_styles_and_two_languages() {
    let place = place();
    let id = id(&place, "il ne sait pas décrire");
    let today = ibid::today().unwrap();
    let link = "https://www.youtube.com/watch?v=R6dIJvNncCE&t=1s";
    let quote = "L’État n’achète pas ce qu’il ne sait pas décrire, et cela coûte cher.";
    for style in ["plain", "markdown", "iso690"] {
        for (lang, words) in [
            ("en", &["12\u{a0}May 2017", "accessed ", "Ville de Lyon"][..]),
            ("fr", &["12\u{a0}mai 2017", "consulté le "]),
        ] {
            let cited = cite(&place, &id, &["--style", style, "--ui-lang", lang]);
            let year = today.year.to_string();
            let of_all = [quote, "Claire", "00:00:01–00:00:04", link, year.as_str()];
            for part in of_all.iter().chain(words) {
                let held =
                    cited.contains(part) || cited.to_lowercase().contains(&part.to_lowercase());
                assert!(held, "{style} {lang}: {part}: {cited}");
            }
        }
    }

    let bibtex = cite(&place, &id, &["--style", "bibtex"]);
    assert!(bibtex.contains("title = {{Achats \\& prix à 50 \\%}}"), "{bibtex}");
    assert!(bibtex.contains(&format!("urldate = {{{today}}}")), "{bibtex}");
    let csl: Value = serde_json::from_str(&cite(&place, &id, &["--style", "csl-json"])).unwrap();
    assert_eq!(csl[0]["title"], "Achats & prix à 50 %");
    assert_eq!(csl[0]["accessed"]["date-parts"][0][0], today.year);
    assert_eq!(csl[0]["URL"], link);

    // a link that opens earlier cites the same second
    let early = cite(&place, &id, &["--lead-in", "1"]);
    assert!(early.contains("&t=0s") && early.contains("00:00:01–00:00:04"), "{early}");
    let json = place.run(&["cite", "--json", "--style", "bibtex", &id]).done().json();
    assert_eq!((text(&json["style"]), text(&json["quote"])), ("bibtex", quote));
    assert_eq!((&json["t"], text(&json["source_state"])), (&1.0.into(), "same"));
    assert!(text(&json["text"]).starts_with("@online{"), "{json}");
    assert_eq!(place.run(&["cite", "--style", "apa", &id]).code, 2);
}

#[test]
fn a_file_that_has_changed_is_cited_with_a_warning() {
    let place = place();
    let id = id(&place, "il ne sait pas décrire");
    place.source("talk.vtt", TALK.replace("cher", "peu"));
    let run = place.run(&["cite", &id]).done();
    assert!(
        run.err.contains("has changed since") && run.out.contains("cela coûte cher"),
        "{run:?}"
    );
    let json = place.run(&["cite", "--json", &id]).done().json();
    assert_eq!(text(&json["source_state"]), "changed");
    assert_eq!(text(&json["warnings"][0]["code"]), "source-changed");
}

#[test]
fn similar_passages_are_never_the_same_one() {
    let place = place();
    let id = id(&place, "allume le four à trois heures");
    let run = place.run(&["similar", "--json", &id]).done();
    let response = run.json();
    // neither itself nor the same words elsewhere
    assert_eq!(each(&response, "source"), ["other.md"], "{response}");
    let told = place.run(&["similar", &id[..6], "-n", "1"]).done();
    assert!(told.out.contains("other.md") || told.out.contains("Le pain"), "{told:?}");

    let alone = Sandbox::indexed(&[("a.txt", "Une phrase qui n’a pas sa pareille ici.")]);
    let id = self::id(&alone, "phrase");
    for (lang, says) in [("en", "no passage is like"), ("fr", "aucun passage ne ressemble")] {
        let run = alone.run(&["similar", "--ui-lang", lang, &id]);
        assert_eq!(run.code, 1);
        assert!(run.err.contains(says), "{run:?}");
    }
}

#[test]
fn similar_passages_are_about_the_same_thing() {
    let place = indexed_corpus();
    let found = place.search("quittance de loyer", &[]);
    let first = &hits(&found)[0];
    let (id, words) = (text(&first["id"]), text(&first["text"]));
    let response = place.run(&["similar", "--json", "-n", "3", id]).done().json();
    assert!(!hits(&response).is_empty() && hits(&response).len() <= 3);
    for hit in hits(&response) {
        assert!(text(&hit["id"]) != id && text(&hit["text"]) != words, "{hit}");
        assert!(hit["source_state"].is_string());
    }
    // pages of it are parts of a longer one
    let ids =
        |n: &str| each(&place.run(&["similar", "--json", "-n", n, id]).json(), "id").join(" ");
    assert!(ids("8").starts_with(&ids("3")));
}
