//! The commands, their exit codes, what they print and in which language.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use serde_json::Value;

use crate::environment::{BINARY, Run, Sandbox, corpus, each, hits, indexed_corpus, text};

const NOTE: (&str, &str) = ("note.txt", "The heron waits beside the weir all day.");

// Exit codes.

/// Each command line ends with this code, and says this on standard error.
fn check(place: &Sandbox, cases: &[(&[&str], i32, &str)]) {
    for (args, code, said) in cases {
        let run = place.run(args);
        assert_eq!(run.code, *code, "{args:?}: {run:?}");
        assert!(run.err.contains(said), "{args:?}: {said:?} is not said: {run:?}");
        let failed = *code > 1;
        assert_eq!(run.err.starts_with("error: "), failed, "{args:?}: {run:?}");
        assert!(!failed || run.out.is_empty(), "{args:?}: an error is no result: {run:?}");
    }
}

#[test]
fn found_is_0_and_nothing_found_is_1() {
    check(
        &Sandbox::indexed(&[NOTE]),
        &[
            (&["search", "heron"], 0, "1 passage in "),
            (&["search", "zzyzx"], 1, "nothing found for “zzyzx”"),
            (&["search", "--count", "zzyzx"], 1, ""),
            (&["show", "aaaaaaaaaaaaaaaa"], 1, "no passage has the id aaaaaaaaaaaaaaaa"),
            (&["analyze", "..."], 1, ""),
            (&["analyze", "word"], 0, ""),
            (&["stats"], 0, ""),
            (&["index", "sources"], 0, ""),
            (&["--version"], 0, ""),
            (&["--help"], 0, ""),
        ],
    );
}

#[test]
fn a_mistake_on_the_command_line_is_2_and_names_it() {
    check(
        &Sandbox::indexed(&[NOTE]),
        &[
            (&["nosuchcommand"], 2, "nosuchcommand"),
            (&["search"], 2, "WORDS"),
            (&["search", "--nosuchoption", "x"], 2, "--nosuchoption"),
            (&["search", "-weir"], 2, "-w"),
            (&["search", "x", "--limit", "many"], 2, "many"),
            (&["search", "x", "--limit", "-1"], 2, ""),
            (&["search", "x", "--limit"], 2, "--limit"),
            (&["search", "x", "--lang", "de"], 2, "de"),
            (&["search", "x", "--evidence", "hearsay"], 2, "hearsay"),
            (&["search", "x", "--after", "yesterday"], 2, "yesterday"),
            (&["search", "x", "--before", "2019-02-30"], 2, "2019-02-30"),
            (&["search", "x", "--json", "--jsonl"], 2, "--jsonl"),
            (&["search", "x", "--in", "sources", "--index", "other"], 2, "--in"),
            (&["show", "not an id"], 2, "not an id"),
            (&["show"], 2, "ID"),
            (&["show", "aaaaaaaaaaaaaaaa", "--context", "some"], 2, "some"),
            (&["index"], 2, "PATH"),
            (&["index", "sources", "--threads", "0"], 2, "0"),
            (&["index", "sources", "--memory", "a lot"], 2, "a lot"),
            (&["analyze", "x", "--lang", "de"], 2, "de"),
            (&["completions", "csh"], 2, "csh"),
            (&["stats", "--color", "blue"], 2, "blue"),
            (&["stats", "--ui-lang", "de"], 2, "de"),
        ],
    );
}

#[test]
fn input_that_cannot_be_read_is_3() {
    let place = Sandbox::with(&[("broken.jsonl", "{\"_id\":\"a\"}\n{\"_id\":\"b\"}\n")]);
    fs::create_dir(place.path("empty")).unwrap();
    fs::create_dir(place.path("pictures")).unwrap();
    fs::write(place.path("pictures/a.png"), b"\x89PNG\0\0\0\x0d").unwrap();
    check(
        &place,
        &[
            (&["index", "nowhere"], 3, "nowhere: no such file or folder"),
            (&["index", "empty"], 3, "nothing to read in empty"),
            (&["index", "pictures"], 3, "nothing to read in pictures"),
            (&["index", "pictures/a.png"], 3, "a.png"),
            (&["index", "sources/broken.jsonl"], 3, "broken.jsonl"),
            (&["index", "empty", "pictures"], 3, "empty, pictures"),
            (&["search", "x", "--in", "nowhere"], 3, "nowhere"),
            (&["parse", "nowhere.txt"], 3, "nowhere.txt"),
            (&["parse", "pictures/a.png"], 3, "not read: a picture"),
            (&["parse", "empty"], 3, "empty"),
        ],
    );
}

#[test]
fn a_missing_path_among_others_is_told_and_the_others_are_read() {
    let place = Sandbox::with(&[NOTE]);
    let run = place.run(&["index", "nowhere", "sources"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("nowhere: no such file or folder"), "{run:?}");
    assert_eq!(hits(&place.search("heron", &[])).len(), 1);
}

#[test]
fn an_index_that_cannot_be_used_is_4() {
    let place = Sandbox::with(&[NOTE]);
    fs::create_dir(place.path("foreign")).unwrap();
    fs::write(place.path("foreign/thesis.doc"), "precious").unwrap();
    fs::write(place.path("file"), "x").unwrap();
    check(
        &place,
        &[
            (&["search", "heron"], 4, "no index in .ibid"),
            (&["stats"], 4, "no index in .ibid"),
            (&["show", "aaaaaaaaaaaaaaaa"], 4, "no index in .ibid"),
            (&["search", "heron", "--index", "foreign"], 4, "no index in foreign"),
            (&["index", "sources", "--index", "foreign"], 4, "not empty and holds no index"),
            // permissions do not stop the superuser; a file where a folder should be does
            (&["index", "sources", "--index", "file/index"], 4, "cannot write file/index"),
            (&["index", "sources", "--index", "file"], 4, "cannot write file"),
        ],
    );
    let left: Vec<_> = fs::read_dir(place.path("foreign")).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is put into a foreign folder");
}

/// Changes one field of the stamp on an index.
fn restamp(place: &Sandbox, field: &str, value: Value) {
    let path = place.path(".ibid/ibid.json");
    let text = fs::read_to_string(&path).unwrap();
    let (stamp, _seal) = text.trim_end().rsplit_once('\n').unwrap();
    let mut stamp: Value = serde_json::from_str(stamp).unwrap();
    assert!(!stamp[field].is_null(), "{stamp}");
    stamp[field] = value;
    let stamp = format!("{stamp}\n");
    fs::write(path, format!("{stamp}{:08x}\n", crc32fast::hash(stamp.as_bytes()))).unwrap();
}

#[test]
fn an_index_of_another_version_is_4_and_names_both_repairs() {
    for (field, value, said) in [
        ("analysis", Value::from("0123456789abcdef"), "another analysis (0123456789abcdef"),
        ("layout", Value::from(999), "in layout 999"),
    ] {
        let place = Sandbox::indexed(&[NOTE]);
        restamp(&place, "made_by", Value::from("7.7.7"));
        assert_eq!(place.run(&["search", "heron"]).code, 0, "the version alone is no obstacle");
        restamp(&place, field, value);
        for args in [&["search", "heron"][..], &["stats"], &["index", "sources"]] {
            let run = place.run(args);
            assert_eq!(run.code, 4, "{run:?}");
            for part in [said, "7.7.7", "`ibid reindex`", "the version that wrote it"] {
                assert!(run.err.contains(part), "{part}: {run:?}");
            }
        }
    }
}

#[test]
fn a_damaged_index_is_4() {
    for (file, bytes) in [
        (".ibid/ibid.json", &b"{"[..]),
        (".ibid/ibid.json", b""),
        (".ibid/meta.json", b""),
        (".ibid/meta.json", b"{\"segments\": ["),
    ] {
        let place = Sandbox::indexed(&[NOTE]);
        fs::write(place.path(file), bytes).unwrap();
        for args in [&["search", "heron"][..], &["index", "sources"]] {
            let run = place.run(args);
            assert_eq!(run.code, 4, "{file}: {run:?}");
            assert!(run.err.contains("remove that folder"), "{file}: a repair: {run:?}");
        }
    }
}

#[test]
fn an_index_that_lost_a_file_is_4() {
    let place = Sandbox::indexed(&[NOTE]);
    let is_store = |path: &Path| path.extension().is_some_and(|e| e == "store");
    let mut removed = 0;
    for entry in fs::read_dir(place.path(".ibid")).unwrap() {
        let path = entry.unwrap().path();
        if is_store(&path) {
            fs::remove_file(path).unwrap();
            removed += 1;
        }
    }
    assert!(removed > 0, "an index keeps its passages in .store files");
    let run = place.run(&["search", "heron"]);
    assert_eq!(run.code, 4, "{run:?}");
}

#[test]
fn an_index_that_another_writer_holds_is_5() {
    let place = Sandbox::indexed(&[NOTE]);
    let options = ibid::WriterOptions { threads: 1, memory: 0 };
    let writer = ibid::Writer::open(&place.path(".ibid"), &options).unwrap();
    let run = place.run(&["index", "sources"]);
    assert_eq!(run.code, 5, "{run:?}");
    let holder = format!("being written by process {}, since ", std::process::id());
    assert!(run.err.contains(&holder), "{run:?}");
    assert_eq!(place.run(&["search", "heron"]).code, 0, "any number may read meanwhile");
    drop(writer);
    assert_eq!(place.run(&["index", "sources"]).code, 0);
}

#[test]
fn a_folder_is_searched_while_its_cache_is_being_refreshed() {
    let place = Sandbox::with(&[NOTE]);
    let search = ["search", "heron", "--in", "sources", "--json"];
    let before = place.run(&search).done().json();
    let cached = fs::read_dir(place.path("cache/ibid")).unwrap().next().unwrap().unwrap().path();
    let options = ibid::WriterOptions { threads: 1, memory: 0 };
    let _writer = ibid::Writer::open(&cached, &options).unwrap();
    let meanwhile = place.run(&search).done().json();
    assert_eq!(each(&before, "id"), each(&meanwhile, "id"));
}

#[test]
fn a_cache_that_cannot_be_used_is_made_anew() {
    let place = Sandbox::with(&[NOTE]);
    let search = ["search", "heron", "--in", "sources"];
    place.run(&search).done();
    let cached = fs::read_dir(place.path("cache/ibid")).unwrap().next().unwrap().unwrap().path();
    for file in ["ibid.json", "meta.json"] {
        fs::write(cached.join(file), "{").unwrap();
        place.run(&search).done();
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let place = indexed_corpus();
    let id = text(&place.search("innovation", &[])["hits"][0]["id"]).to_owned();
    let page = corpus().join("page-open-data.txt");
    for args in [
        &["search", "innovation"][..],
        &["search", "--json", "innovation"],
        &["search", "--jsonl", "innovation"],
        &["search", "--count", "innovation"],
        &["show", &id],
        &["show", &id, "--json"],
        &["parse", page.to_str().unwrap()],
        &["parse", page.to_str().unwrap(), "--json"],
        &["analyze", "some words"],
        &["stats"],
        &["completions", "bash"],
        &["--help"],
    ] {
        // nobody reads from the first byte on
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = place
            .process(BINARY)
            .args(args)
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
    }
}

// Where the index and the cache are.

#[test]
fn a_flag_beats_the_environment_which_beats_the_default() {
    let place = Sandbox::indexed(&[NOTE]);
    for name in ["from-flag", "from-environment"] {
        place.source("note.txt", format!("The heron of the index {name}."));
        place.run(&["index", "sources", "--index", name]).done();
    }
    let setting = [("IBID_INDEX", "from-environment")];
    for (args, settings, want) in [
        (&["search", "heron"][..], &[][..], "The heron waits"),
        (&["search", "heron"], &setting, "The heron of the index from-environment"),
        (&["search", "heron", "--index", "from-flag"], &setting, "of the index from-flag"),
        (&["search", "heron"], &[("IBID_INDEX", "")], "The heron waits"),
    ] {
        let run = place.run_with(args, settings).done();
        assert!(run.out.contains(want), "{want}: {run:?}");
    }
}

#[test]
fn a_searched_folder_keeps_its_index_in_the_cache_and_stays_as_it_is() {
    let place = Sandbox::with(&[NOTE]);
    let search = ["search", "heron", "--in", "sources"];
    place.run(&search).done();
    assert!(place.path("cache/ibid").is_dir(), "below XDG_CACHE_HOME");
    let cache = place.path("elsewhere");
    place.run_with(&search, &[("IBID_CACHE", cache.to_str().unwrap())]).done();
    assert!(cache.is_dir(), "IBID_CACHE beats it");
    assert!(!place.path(".ibid").exists());
    assert_eq!(fs::read_dir(place.path("sources")).unwrap().count(), 1);
    // and it is refreshed
    place.source("new.txt", "A kingfisher came too.");
    place.run(&["search", "kingfisher", "--in", "sources"]).done();
    place.remove("new.txt");
    assert_eq!(place.run(&["search", "kingfisher", "--in", "sources"]).code, 1);
    // one file can be searched as a folder is
    place.run(&["search", "heron", "--in", "sources/note.txt"]).done();
}

// The commands.

#[test]
fn show_gives_a_passage_in_its_context() {
    let place = indexed_corpus();
    let response = place.search("\"revenu de référence\"", &[]);
    let id = text(&response["hits"][0]["id"]);
    for (context, at_most) in [("0", 1), ("1", 3), ("2", 5)] {
        let shown = place.run(&["show", id, "--context", context, "--json"]).done().json();
        assert_eq!(shown["id"], id);
        let passages = shown["passages"].as_array().unwrap();
        assert!(passages.len() <= at_most, "{context}: {} passages", passages.len());
        assert_eq!(passages.iter().filter(|p| p["id"] == id).count(), 1);
        let same = |p: &&Value| p["source"] == "talk-fr.md";
        assert_eq!(passages.iter().filter(same).count(), passages.len());
    }
    // the second passage of several has one neighbour each way
    let wide = place.run(&["show", id, "--context", "99", "--json"]).done().json();
    let wide = wide["passages"].as_array().unwrap();
    assert!(wide.len() > 5, "the whole talk: {}", wide.len());
    let times: Vec<Option<f64>> = wide.iter().map(|p| p["citations"][0]["t"].as_f64()).collect();
    assert_eq!(times[0], Some(72.0), "in the order of the document");
    let second = text(&wide[1]["id"]);
    let three = place.run(&["show", second, "--json"]).done().json();
    assert_eq!(three["passages"].as_array().unwrap()[..], wide[..3], "one each way by default");
    let human = place.run(&["show", second]).done();
    assert_eq!(human.out.matches(second).count(), 1, "{human:?}");
    // an id is found in capitals and between spaces too
    place.run(&["show", &format!(" {} ", id.to_uppercase())]).done();
}

#[test]
fn parse_shows_what_is_left_out_and_the_rest_is_in_passages() {
    let place = Sandbox::new();
    for (page, left_out, kept) in [
        (
            "page-accessibilite.txt",
            &["Accéder à la navigation", "412 lectures", "Partager", "Commentaires fermés"][..],
            "Leur devise vient d’une collègue irlandaise",
        ),
        (
            "page-open-data.txt",
            &["You are here", "412 reads", "Leave a Reply"],
            "a beekeeper looking",
        ),
    ] {
        let path = corpus().join(page);
        let path = path.to_str().unwrap();
        let human = place.run(&["parse", path]).done().out;
        let parsed = place.run(&["parse", path, "--json"]).done().json();
        let lines = parsed["left_out"].as_array().unwrap();
        let passages: Vec<&str> =
            parsed["passages"].as_array().unwrap().iter().map(|p| text(&p["text"])).collect();
        let source = fs::read_to_string(path).unwrap();
        for line in left_out {
            let left = lines.iter().find(|l| l["text"] == *line);
            let left = left.unwrap_or_else(|| panic!("{page}: {line} is not left out"));
            let number = usize::try_from(left["line"].as_u64().unwrap()).unwrap();
            assert_eq!(source.lines().nth(number - 1), Some(*line), "{page}: the line of {line}");
            assert!(!text(&left["rule"]).is_empty());
            assert!(human.contains(line), "{page}: {line} is not shown");
            assert!(!passages.iter().any(|p| p.contains(line)), "{page}: {line} in a passage");
        }
        assert!(passages.iter().any(|p| p.contains(kept)), "{page}: {kept} is in no passage");
        assert!(human.contains(kept), "{page}");
    }
}

/// The tokens of a text, as (term, start, end).
fn tokens(words: &str, lang: &str, kind: &str) -> Vec<(String, u64, u64)> {
    let run = Sandbox::new().run(&["analyze", "--json", "--lang", lang, "--", words]).done().json();
    assert_eq!((&run["text"], &run["lang"]), (&Value::from(words), &Value::from(lang)));
    let tokens = run["tokens"].as_array().unwrap();
    let of_kind = tokens.iter().filter(|t| t["kind"] == kind);
    let number = |value: &Value| value.as_u64().unwrap();
    of_kind.map(|t| (text(&t["term"]).to_owned(), number(&t["start"]), number(&t["end"]))).collect()
}

#[test]
fn analyze_says_which_bytes_a_token_stands_for() {
    let one = |term: &str, start, end| vec![(term.to_owned(), start, end)];
    // l’ is four bytes: the apostrophe has three
    assert_eq!(tokens("l’innovation", "fr", "exact"), one("innovation", 4, 14));
    assert_eq!(tokens("l'innovation", "fr", "exact"), one("innovation", 2, 12));
    assert_eq!(tokens("aujourd'hui", "fr", "exact").len(), 1);
    assert_eq!(
        tokens("aujourd’hui", "fr", "exact"),
        one(&tokens("aujourd'hui", "fr", "exact")[0].0, 0, 13)
    );
    assert_eq!(tokens("government’s", "en", "stem").len(), 1);
}

#[test]
fn analyze_gives_variants_the_same_terms() {
    let terms = |words: &str, lang: &str| -> Vec<String> {
        tokens(words, lang, "stem").into_iter().map(|(term, ..)| term).collect()
    };
    for (lang, variants) in [
        ("fr", &["cœur", "coeur", "Cœurs", "COEUR"][..]),
        ("fr", &["été", "ÉTÉ", "e\u{301}te\u{301}", "l’été"]),
        ("fr", &["innovation", "innovations", "d'innovation"]),
        ("en", &["policy", "policies", "Policy’s"]),
    ] {
        for variant in variants {
            assert_eq!(terms(variant, lang), terms(variants[0], lang), "{variant}");
        }
    }
    assert_ne!(terms("chat", "fr"), terms("chat", "en"), "a stem carries its language");
}

#[test]
fn analyze_prints_terms_alone() {
    let run = Sandbox::new().run(&["analyze", "--terms", "--lang", "fr", "L’École"]).done();
    let terms: Vec<&str> = run.out.lines().collect();
    assert!(terms.contains(&"ecole"), "{terms:?}");
    assert!(terms.iter().all(|t| !t.contains(' ')), "{terms:?}");
}

#[test]
fn stats_count_what_was_read() {
    let place = Sandbox::indexed(&[
        NOTE,
        ("fr.txt", "Le héron attend toute la journée au bord de l’eau, près du barrage."),
        ("two.jsonl", "{\"text\":\"The first of them.\"}\n{\"text\":\"The second of them.\"}\n"),
    ]);
    let stats = place.run(&["stats", "--json"]).done().json();
    let bytes: u64 = fs::read_dir(place.path("sources"))
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    for (field, want) in
        [("sources", 3), ("passages", 4), ("french", 1), ("english", 3), ("source_bytes", bytes)]
    {
        assert_eq!(stats[field].as_u64(), Some(want), "{field}: {stats}");
    }
    assert_eq!(stats["neither"], 0, "{stats}");
    assert_eq!(stats["made_by"], env!("CARGO_PKG_VERSION"));
    let human = place.run(&["stats"]).done().out;
    assert!(human.contains(text(&stats["analysis"])), "{human}");
}

#[test]
fn completions_are_scripts_that_shells_read() {
    let place = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(&["completions", shell]).done().out;
        assert!(script.contains("ibid") && script.contains("search"), "{shell}");
    }
    // where there is no bash there is nothing to check it with
    let Ok(version) = Process::new("bash").arg("--version").output() else { return };
    assert!(version.status.success());
    let script = place.path("ibid.bash");
    fs::write(&script, place.run(&["completions", "bash"]).done().out).unwrap();
    let checked = Process::new("bash").arg("-n").arg(&script).output().unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

// What a person reads.

#[test]
fn a_hit_is_shown_with_rank_title_time_section_text_and_link() {
    let run = indexed_corpus().run(&["search", "quittance de loyer", "-n", "1"]).done();
    for part in [
        " 1  Ce qu’un laboratoire apprend d’un seul formulaire  00:07:10",
        "Partir des usagers › Les abandons en chiffres · French · notes",
        "car elle exigeait une quittance",
        "https://www.youtube.com/watch?v=ibidTalk001&t=430s",
    ] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
    assert!(run.err.contains("1 passage of 2 in "), "{run:?}");
    assert!(!run.out.contains('\u{1b}'), "no colour where nobody sees it: {run:?}");
    let second = indexed_corpus().run(&["search", "innovation", "-n", "1", "--offset", "1"]).done();
    assert!(second.out.starts_with(" 2  "), "ranks go on from page to page: {second:?}");
}

#[test]
fn colour_is_for_those_who_ask() {
    let place = Sandbox::indexed(&[NOTE]);
    let coloured = |args: &[&str], settings: &[(&str, &str)]| {
        place.run_with(args, settings).done().out.contains('\u{1b}')
    };
    let search = ["search", "heron"];
    let always = ["search", "heron", "--color", "always"];
    let never = ["search", "heron", "--color", "never"];
    assert!(!coloured(&search, &[]));
    assert!(coloured(&always, &[]));
    assert!(coloured(&always, &[("NO_COLOR", "1")]), "a flag beats the environment");
    assert!(coloured(&search, &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&never, &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["search", "heron", "--json", "--color", "always"], &[]));
    // marks are where the words are
    let run = place.run(&always).done();
    assert!(
        run.out.contains("\u{1b}[33mheron\u{1b}[0m") || run.out.contains("mheron\u{1b}[0m"),
        "{run:?}"
    );
}

#[test]
fn quiet_prints_results_and_errors_only() {
    let place = Sandbox::indexed(&[NOTE]);
    let found = place.run(&["search", "--quiet", "heron"]).done();
    assert!(found.err.is_empty() && found.out.contains("heron"), "{found:?}");
    let none = place.run(&["search", "-q", "zzyzx"]);
    assert_eq!((none.code, none.out.as_str(), none.err.as_str()), (1, "", ""));
    let indexed = place.run(&["index", "-q", "sources"]).done();
    assert_eq!((indexed.out.as_str(), indexed.err.as_str()), ("", ""));
    let failed = place.run(&["stats", "-q", "--index", "nowhere"]);
    assert!(failed.code == 4 && failed.err.starts_with("error: "), "{failed:?}");
}

/// The same command line says this in English and this in French, with the same code.
fn check_languages(place: &Sandbox, cases: &[(&[&str], &str, &str)]) {
    for (args, english, french) in cases {
        let en = place.run(args);
        let mut typed = args.to_vec();
        typed.extend(["--ui-lang", "fr"]);
        let fr = place.run(&typed);
        assert_eq!(en.code, fr.code, "{args:?}: {en:?} {fr:?}");
        assert!((en.out.clone() + &en.err).contains(english), "{english}: {en:?}");
        assert!((fr.out.clone() + &fr.err).contains(french), "{french}: {fr:?}");
        assert!(!(fr.out + &fr.err).contains(english), "{english} is said in French too");
    }
}

#[test]
fn everything_is_said_in_both_languages() {
    let place = Sandbox::indexed(&[
        NOTE,
        ("dated.jsonl", "{\"text\":\"The heron was seen.\",\"lang\":\"en\"}\n"),
    ]);
    let page = corpus().join("page-open-data.txt");
    let page = page.to_str().unwrap();
    check_languages(
        &place,
        &[
            (&["search", "heron"], "2 passages in ", "2 passages en "),
            (&["search", "heron"], "English · verbatim", "anglais · verbatim"),
            (
                &["search", "heron", "-n", "1"],
                "the next ones: --offset 1",
                "suite\u{a0}: --offset 1",
            ),
            (&["search", "heron", "--total", "-n", "1"], "1 passage of 2", "1 passage sur 2"),
            (
                &["search", "zzyzx"],
                "nothing found for “zzyzx”",
                "Aucun résultat pour «\u{a0}zzyzx\u{a0}»",
            ),
            (
                &["search", "heron", "--index", "no"],
                "error: no index in no",
                "erreur\u{a0}: pas d’index dans no",
            ),
            (&["index", "sources"], "unchanged: 2", "inchangés\u{a0}: 2"),
            (&["index", "sources", "--dry-run"], "dry run", "essai à blanc"),
            (&["stats"], "in English", "en anglais"),
            (
                &["show", "zz!?"],
                "is not the id of a passage",
                "n’est pas l’identifiant d’un passage",
            ),
            (
                &["show", "aaaaaaaaaaaaaaaa"],
                "no passage has the id",
                "aucun passage n’a l’identifiant",
            ),
            (&["search"], "missing: ", "il manque\u{a0}: "),
            (&["search", "x", "--limit", "z"], "“z” is not a value for", "valeur incorrecte pour"),
            (&["search", "x", "--after", "z"], "is not a date", "n’est pas une date"),
            (&["search", "x", "--nope"], "unknown option", "option ou argument inconnu"),
            (&["index", "sources", "--memory", "z"], "is not a size", "n’est pas une taille"),
            (&["parse", page], "Left out", "Laissé de côté"),
            (&["analyze", "--lang", "en", "the"], "function word", "mot-outil"),
        ],
    );
}

#[test]
fn warnings_and_failed_files_are_told_in_the_language_of_the_person() {
    let place = Sandbox::indexed(&[NOTE]);
    let bad = |name: &str| {
        // Windows-1252, a broken line and a long file, new each time so that they are read again
        place.source("latin.txt", [b"Le h\xe9ron de ", name.as_bytes()].concat());
        place.source("bad.jsonl", format!("{{\"text\":\"{name}\"}}\n{{oops\n"));
        place.source("long.txt", format!("{name} {}", "word ".repeat(100)));
    };
    let cases: [(&[&str], &str); 12] = [
        (&["search", "\"heron"], "has no partner"),
        (&["search", "(heron"], "has no partner"),
        (&["search", "heron AND"], "has nothing to join"),
        (&["search", "heron lang:xx"], "says nothing"),
        (&["search", ""], "there is no word"),
        (&["search", "lang:fr"], "no passage passes"),
        (&["search", "heron o*"], "too short"),
        (&["index", "nowhere"], "no such file"),
        (&["parse", "nowhere"], "no such file"),
        (&["index", "sources", "--max-file-size", "300"], "longer than"),
        (&["index", "sources", "--max-file-size", "300"], "was skipped"),
        (&["index", "sources", "--max-file-size", "300"], "read as windows-1252"),
    ];
    let mut untranslated = Vec::new();
    for (i, (args, english)) in cases.iter().enumerate() {
        bad(&format!("English {i}"));
        let en = place.run(args);
        assert!(en.err.contains(english), "{english}: {en:?}");
        bad(&format!("French {i}"));
        let fr = place.run_with(args, &[("LANG", "fr_CA.UTF-8")]);
        assert_eq!(en.code, fr.code, "{args:?}: {en:?} {fr:?}");
        if fr.err.contains(english) {
            untranslated.push(format!("{args:?}: {}", fr.err.trim()));
        }
    }
    assert!(untranslated.is_empty(), "in English still:\n{}", untranslated.join("\n"));
}

#[test]
fn the_language_of_messages_comes_from_the_flag_then_the_environment() {
    let place = Sandbox::indexed(&[NOTE]);
    let french = |args: &[&str], settings: &[(&str, &str)]| {
        place.run_with(args, settings).err.contains("Aucun résultat")
    };
    let search = ["search", "zzyzx"];
    for (args, settings, want) in [
        (&search[..], &[][..], false),
        (&search, &[("LANG", "fr_CA.UTF-8")], true),
        (&search, &[("LANG", "fr")], true),
        (&search, &[("LANG", "de_DE.UTF-8")], false),
        (&search, &[("LANG", "C.UTF-8")], false),
        (&search, &[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], false),
        (&search, &[("LANG", "en_GB.UTF-8"), ("LC_ALL", "fr_FR.UTF-8")], true),
        (&search, &[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "")], true),
        (&search, &[("LANG", "en"), ("IBID_UI_LANG", "fr")], true),
        (&["search", "zzyzx", "--ui-lang", "en"], &[("LANG", "fr")], false),
        (&["search", "zzyzx", "--ui-lang=fr"], &[], true),
        // a word of the question is no option
        (&["search", "--", "zzyzx", "--ui-lang=fr"], &[], false),
    ] {
        assert_eq!(french(args, settings), want, "{args:?} {settings:?}");
    }
}

#[test]
fn no_english_is_left_in_what_a_french_reader_sees_of_a_search() {
    let place = indexed_corpus();
    let english = [
        "French",
        "English",
        "other",
        "found",
        "nothing",
        "in",
        "of",
        "error",
        "warning",
        "and",
        "because",
        "passage(s)",
        "page",
        "time",
        "line",
        "section",
        "speech",
    ];
    let args =
        ["search", "innovation publique", "--lang", "fr", "--source", "talk-fr.md", "--total"];
    let run = place.run_with(&args, &[("LANG", "fr_CA.UTF-8")]).done();
    // what is not from the source: all but its words
    let words = |line: &str| -> Vec<String> {
        line.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let shown: Vec<&str> =
        run.out.lines().filter(|l| l.contains(" · ")).chain(run.err.lines()).collect();
    assert!(shown.iter().any(|l| l.contains("français · notes")), "{run:?}");
    for line in &shown {
        for word in words(line) {
            assert!(!english.contains(&word.as_str()), "{word}: {line}");
        }
    }
    assert!(run.err.contains("1 passage sur 1 en "), "{run:?}");
}

#[test]
fn french_is_french_to_the_last_sign() {
    let place = Sandbox::with(&[(
        "a.vtt",
        "WEBVTT\n\nPerdu.\n\nxx:00 --> 00:03.000\nBonjour.\n\n00:04.000 --> 00:03.000\nBonsoir.\n",
    )]);
    let run = |args: &[&str]| place.run(&[args, &["--ui-lang", "fr"]].concat());
    for args in [&["index", "sources"][..], &["parse", "sources"]] {
        let told = run(args);
        assert!(told.err.contains("a.vtt\u{a0}: ligne"), "{told:?}");
    }
    let left = run(&["parse", "sources/a.vtt"]);
    assert!(left.out.contains("sans minutage"), "{left:?}");
    let json = place.run(&["parse", "sources/a.vtt", "--json"]).json();
    assert_eq!(json["left_out"][0]["rule"], "no-time");
    let typed = run(&["search", "--help=foo"]);
    assert!(typed.err.contains("n’admet pas de valeur") && typed.code == 2, "{typed:?}");
}
