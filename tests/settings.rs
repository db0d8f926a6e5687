//! `ibid.toml` and `ibid config`: what holds where nothing is typed.

use std::fs;

use serde_json::Value;

use crate::environment::{Run, Sandbox, each, hits, text};

/// A place with two sources, indexed, and an `ibid.toml` beside them.
fn place(settings: &str) -> Sandbox {
    let place = Sandbox::indexed(&[("a.md", "Le phare du port.\n"), ("b.md", "Un vieux phare.\n")]);
    fs::write(place.path("ibid.toml"), settings).unwrap();
    place
}

/// What is known of a key.
fn of<'c>(config: &'c Value, key: &str) -> &'c Value {
    let all = config["settings"].as_array().unwrap();
    all.iter().find(|value| value["key"] == key).unwrap_or_else(|| panic!("{key}: {config}"))
}

#[test]
fn what_is_typed_beats_the_environment_which_beats_the_file() {
    let place = place("[search]\nlimit = 1\n");
    let count = |args: &[&str], variable: &[(&str, &str)]| {
        let args = [&["search", "phare", "--json"], args].concat();
        hits(&place.run_with(&args, variable).json()).len()
    };
    assert_eq!(count(&[], &[]), 1, "the file");
    assert_eq!(count(&[], &[("IBID_LIMIT", "2")]), 2, "the environment");
    assert_eq!(count(&["-n", "0"], &[("IBID_LIMIT", "2")]), 0, "what is typed");
    fs::remove_file(place.path("ibid.toml")).unwrap();
    assert_eq!(count(&[], &[]), 2, "the default");
}

#[test]
fn what_is_typed_beats_settings_that_it_excludes() {
    let place = place("[search]\nin = [\"sources\"]\nno-cross = true\nformat = \"trec\"\n");
    let other = Sandbox::indexed(&[("c.md", "The lighthouse of the harbour.\n")]);
    let index = other.path(".ibid");
    let typed = ["search", "--index", index.to_str().unwrap(), "--json", "lighthouse"];
    assert_eq!(each(&place.run(&typed).json(), "source"), ["c.md"], "--index beats `in`");
    assert_eq!(hits(&place.run(&["search", "phare", "--json"]).json()).len(), 2, "`in` holds");

    let across = ["search", "--index", index.to_str().unwrap(), "--across", "1", "--json", "phare"];
    let found = place.run(&across).json();
    assert!(!found["across"].is_null(), "--across beats `no-cross`: {found}");
    let lines = place.run_with(&["search", "phare", "--json"], &[("IBID_JSONL", "true")]);
    assert!(lines.json()["hits"].is_array(), "--json beats `jsonl`: {lines:?}");
    let words = place.run_with(&["search", "phare", "--json"], &[("IBID_QUERIES", "none.jsonl")]);
    assert_eq!(hits(&words.json()).len(), 2, "words beat `queries`: {words:?}");
}

#[test]
fn the_file_is_found_upward_and_its_paths_begin_where_it_lies() {
    let place = place("index = \".ibid\"\nterms = [\"termes.csv\"]\nui-lang = \"fr\"\n");
    fs::write(place.path("termes.csv"), "fr,en\nphare,beacon\n").unwrap();
    fs::write(place.path("sources/c.md"), "The beacon of the harbour was lit.\n").unwrap();
    place.index();
    fs::create_dir_all(place.path("deep/er")).unwrap();
    let mut command = place.command();
    let run = Run::of(
        command.current_dir(place.path("deep/er")).args(["search", "phare"]).output().unwrap(),
    );
    assert!(run.out.contains("phare → beacon (termes.csv)"), "{run:?}");
    assert!(run.err.contains("passages en "), "{run:?}");
}

#[test]
fn unknown_keys_name_the_file_the_line_and_the_nearest() {
    for (settings, line, near) in [
        ("serach = 3\n", 1, "`search`"),
        ("quiet = true\n[search]\nlimitt = 3\n", 3, "`limit`"),
        ("quiet = false\nlimit = 3\n", 2, "`search.limit`"),
        ("[sauces]\na = 1\n", 1, "unknown key `sauces`"),
    ] {
        let place = place(settings);
        let run = place.run(&["search", "phare"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.starts_with(&format!("error: ibid.toml, line {line}: ")), "{run:?}");
        assert!(run.err.contains(near), "{run:?}");
        let french = place.run(&["config", "--ui-lang", "fr"]);
        assert!(
            french.err.contains(&format!("ibid.toml, ligne {line}\u{a0}: clé inconnue")),
            "{french:?}"
        );
        // what is asked for help is helped
        assert_eq!(place.run(&["search", "--help"]).code, 0);
    }
}

#[test]
fn values_that_mean_nothing_name_where_they_stand() {
    for (settings, line, value) in [
        ("[search]\nlimit = \"beaucoup\"\n", 2, "beaucoup"),
        ("[search]\n\nlang = \"de\"\n", 3, "de"),
        ("json = 3\n", 1, "3"),
        ("color = [\"always\"]\n", 1, "always"),
        ("[search]\nsort = \"size\"\n[index]\nthreads = 99\n", 4, "99"),
    ] {
        let run = place(settings).run(&["stats"]);
        assert_eq!(run.code, 2, "{settings}: {run:?}");
        let told =
            run.err.contains(&format!("ibid.toml, line {line}: ")) && run.err.contains(value);
        assert!(told || settings.contains("size"), "{run:?}");
    }
    // the index is one for all, wherever it is said
    let elsewhere = place("[index]\nindex = \"none\"\nthreads = 1\n").run(&["stats"]);
    assert_eq!((elsewhere.code, elsewhere.err.contains("none")), (4, true), "{elsewhere:?}");
    let broken = place("[search\n").run(&["stats"]);
    assert_eq!((broken.code, broken.err.contains("line 1: not TOML")), (2, true), "{broken:?}");
    let variable = place("").run_with(&["search", "phare"], &[("IBID_LIMIT", "beaucoup")]);
    assert_eq!((variable.code, variable.err.contains("IBID_LIMIT")), (2, true), "{variable:?}");
}

#[test]
fn what_is_no_toml_is_told_in_the_language_of_the_person() {
    let place = place("");
    fs::remove_file(place.path("ibid.toml")).unwrap();
    for (text, line, cause) in [
        ("lang = fr", 1, "un texte s’écrit entre guillemets droits"),
        ("lang = \"fr", 1, "un texte s’écrit entre guillemets droits"),
        ("\n[search\nlimit = 3", 2, "un crochet ou une accolade n’est pas fermé"),
        ("json = true\njson = true", 2, "la clé y figure deux fois"),
        ("json: true", 1, "«\u{a0}clé = valeur\u{a0}» est attendu"),
        ("json == true", 1, "ceci n’est pas attendu à cet endroit"),
    ] {
        fs::write(place.path("ibid.toml"), text).unwrap();
        let run = place.run(&["search", "phare", "--ui-lang", "fr"]);
        let said = format!("ligne {line}\u{a0}: ce n’est pas du TOML\u{a0}: {cause}");
        assert!(run.code == 2 && run.err.contains(&said), "{text}: {run:?}");
        // beside sources it holds for these alone, and is a warning
        fs::rename(place.path("ibid.toml"), place.path("sources/ibid.toml")).unwrap();
        let run = place.run(&["index", "sources", "--ui-lang", "fr"]).done();
        assert!(run.err.contains(cause), "{text}: {run:?}");
        fs::remove_file(place.path("sources/ibid.toml")).unwrap();
    }
}

#[test]
fn config_says_what_holds_and_from_where() {
    let place =
        place("color = \"never\"\n\n[search]\nacross = 0\nsource = [\"*.md\", \"*.vtt\"]\n");
    let run =
        place.run_with(&["config", "--json", "--index", "z"], &[("IBID_LEAD_IN", "4")]).done();
    let config = run.json();
    assert!(text(&config["file"]).ends_with("ibid.toml"));
    assert_eq!(
        *of(&config, "index"),
        serde_json::json!({"key": "index", "values": ["z"], "from": "flag"})
    );
    let color = of(&config, "color");
    assert_eq!((&color["from"], &color["where"]), (&"file".into(), &"ibid.toml:1".into()));
    assert_eq!(of(&config, "search.source")["values"], serde_json::json!(["*.md", "*.vtt"]));
    assert_eq!(of(&config, "search.lead-in")["where"], "IBID_LEAD_IN");
    assert_eq!(of(&config, "search.limit")["from"], "default");

    let shown = place.run(&["config", "--ui-lang", "fr"]).done().out;
    assert!(shown.starts_with("Réglages lus dans ") && shown.contains("Provenance"), "{shown}");
    assert!(shown.contains("search.across"), "{shown}");
    fs::remove_file(place.path("ibid.toml")).unwrap();
    let none = place.run(&["config"]).done().out;
    assert!(none.starts_with("No ibid.toml here or above"), "{none}");
}

const CAPTIONS: &str = "WEBVTT\n\n00:10.000 --> 00:14.000\nThe lighthouse is old and grey.\n";

#[test]
fn a_folder_of_sources_says_where_its_recordings_and_pages_are() {
    let place = Sandbox::with(&[
        ("ibid.toml", "media = \"https://host/{stem}.mp4\"\nurl = \"https://host/{name}\"\n"),
        ("talk.en.vtt", CAPTIONS),
        ("deux mots.txt", "Le phare est vieux.\n"),
        ("own/ibid.toml", "lang = \"fr\"\nevidence = \"machine\"\n"),
        ("own/page.md", "---\nurl: https://elsewhere.org/page\n---\nLighthouse lighthouse.\n"),
    ]);
    let summary = place.index();
    assert_eq!((&summary["indexed"], &summary["warnings"]), (&3.into(), &serde_json::json!([])));
    let url = |question: &str| {
        let response = place.search(question, &["--no-cross"]);
        let all = hits(&response).iter().map(|hit| text(&hit["citations"][0]["url"]).to_owned());
        all.collect::<Vec<_>>()
    };
    assert_eq!(url("old grey"), ["https://host/talk.mp4#t=10,14"]);
    assert!(
        url("phare vieux")[0].starts_with("https://host/deux%20mots.txt"),
        "{:?}",
        url("phare")
    );
    let own = place.search("lighthouse source:own/page.md", &[]);
    assert!(text(&own["hits"][0]["citations"][0]["url"]).starts_with("https://elsewhere.org/page"));
    assert_eq!(
        (&own["hits"][0]["lang"], &own["hits"][0]["evidence"]),
        (&"fr".into(), &"machine".into())
    );

    // what a file reads when it is read by itself is the same
    let parsed = place.run(&["parse", "sources/talk.en.vtt", "--json"]).done().json();
    assert!(parsed.to_string().contains("https://host/talk.mp4"), "{parsed}");

    // other rules are another reading of the same bytes
    place.source("ibid.toml", "media = \"https://other/{stem}.webm\"\n");
    let again = place.index();
    assert_eq!(again["indexed"], 3, "{again}");
    assert_eq!(url("old grey"), ["https://other/talk.webm#t=10,14"]);
    place.source("ibid.toml", "media = \"ftp://other\"\n");
    let told = place.index()["warnings"].clone();
    assert_eq!(
        (&told[0]["code"], told.as_array().unwrap().len()),
        (&"folder-file-value".into(), 1)
    );
}

#[test]
fn a_folder_of_sources_cannot_turn_a_command_elsewhere() {
    let place = Sandbox::with(&[
        ("ibid.toml", "lang = \"fr\"\n[index]\nindex = \"../stolen\"\ndry-run = true\n"),
        ("a.md", "Lighthouse.\n"),
    ]);
    let inside = |args: &[&str]| {
        Run::of(place.command().current_dir(place.path("sources")).args(args).output().unwrap())
    };
    for args in [["index", "."], ["index", "../sources"]] {
        let run = inside(&args).done();
        assert!(run.err.contains("ibid.toml lies among the sources"), "{run:?}");
        assert!(place.path("sources/.ibid").is_dir() && !place.path("stolen").exists());
    }
    let found = inside(&["search", "--in", ".", "lighthouse", "--json"]).done();
    assert_eq!(each(&found.json(), "lang"), ["fr"], "what it says of its files holds");
    assert!(!place.path("stolen").exists());

    // what only speaks of the files is no reason to complain
    place.source("ibid.toml", "lang = \"fr\"\n");
    assert_eq!(inside(&["index", "."]).done().err.matches("warning").count(), 0);
}
