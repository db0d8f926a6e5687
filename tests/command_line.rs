//! Options stand anywhere, the last of a repeated one holds, and a mistake names what was meant.

use crate::environment::{Run, Sandbox, each, text};

const NOTE: (&str, &str) = ("note.txt", "The heron waits beside the weir all day.");

/// Each command with what it needs.
const COMMANDS: [&[&str]; 23] = [
    &["index", "sources"],
    &["search", "heron"],
    &["verify", "waits beside the weir"],
    &["show", "aaaaaaaaaaaaaaaa"],
    &["cite", "aaaaaaaaaaaaaaaa"],
    &["similar", "aaaaaaaaaaaaaaaa"],
    &["parse", "sources/note.txt"],
    &["analyze", "herons"],
    &["eval", "nowhere"],
    // what it measures is never the same
    &["bench", "--queries", "nowhere"],
    &["stats"],
    &["check"],
    &["reindex"],
    &["export"],
    &["forget", "sources/none.txt"],
    &["cache"],
    &["config"],
    &["sources"],
    &["speakers"],
    &["complete", "her"],
    &["completions", "bash"],
    &["man", "search"],
    &["help", "search"],
];

/// The options that every command has.
const COMMON: [&[&str]; 9] = [
    &["--index", "other"],
    &["--index=nowhere"],
    &["--json"],
    &["--quiet"],
    &["-q"],
    &["--color", "always"],
    &["--color", "never"],
    &["--ui-lang", "fr"],
    &["--ui-lang=fr-CA"],
];

/// A place with an index in `.ibid` and another, of another text, in `other`.
fn place() -> Sandbox {
    let place = Sandbox::indexed(&[NOTE]);
    place.run(&["index", "sources", "--index", "other"]).done();
    place.source("more.txt", "A second heron stands on the lock gate.");
    place.run(&["index", "sources"]).done();
    place
}

/// What was printed, without what differs from run to run: durations and their units.
fn same(run: &Run) -> (i32, String, String) {
    let timeless = |text: &str| {
        let kept: String = text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
        kept.replace("µs", "").replace("ms", "")
    };
    (run.code, timeless(&run.out), timeless(&run.err))
}

#[test]
fn every_command_is_tried_with_the_common_options() {
    let help = Sandbox::new().run(&["help"]).done().out;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let named: Vec<&str> =
        lines.map_while(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    assert!(named.len() > 20, "{named:?}");
    for name in named {
        assert!(COMMANDS.iter().any(|command| command[0] == name), "{name}");
    }
}

#[test]
fn every_common_option_means_the_same_before_and_after_every_command() {
    let shared = place();
    for command in COMMANDS {
        for option in COMMON {
            // what one run writes must not be there for the other
            let writes = ["index", "reindex"].contains(&command[0]);
            let own = writes.then(|| (place(), place()));
            let (first, second) = own.as_ref().map_or((&shared, &shared), |(a, b)| (a, b));
            let before = first.run(&[option, command].concat());
            let after = second.run(&[command, option].concat());
            assert_eq!(same(&before), same(&after), "{option:?} and {command:?}");

            let made = [first, second].map(|place| place.path("nowhere").exists());
            let makes = command[0] == "index" && option == ["--index=nowhere"];
            assert_eq!(made, [makes; 2], "{option:?}");
        }
    }
}

#[test]
fn a_common_option_that_does_nothing_for_a_command_is_told() {
    let place = place();
    let reading = COMMANDS.iter().filter(|command| !["index", "reindex"].contains(&command[0]));
    let (mut told, mut heeded) = (0, 0);
    for command in reading {
        let without = place.run(command);
        for option in [&["--json"][..], &["--index", "nowhere"]] {
            let with = place.run(&[command, option].concat());
            let said =
                with.err.contains(&format!("{} does nothing for `ibid {}`", option[0], command[0]));
            // a list that is empty, or an error, is the same in JSON
            let same = same(&without).1 == same(&with).1 && without.code == with.code;
            let shows = !without.out.is_empty();
            assert!(!said || same, "{command:?} {option:?}: {with:?}");
            assert!(said || !(same && shows), "{command:?} {option:?}: {with:?}");
            if said { told += 1 } else { heeded += 1 }
        }
    }
    assert!(told > 9 && heeded > 15, "{told} {heeded}");

    let french = place.run(&["man", "--json", "--ui-lang", "fr"]);
    assert!(french.err.contains("--json est sans effet pour «\u{a0}ibid man\u{a0}»"), "{french:?}");
    // a setting that is there for other commands is no mistake
    let set = place.run_with(&["man"], &[("IBID_INDEX", "nowhere"), ("IBID_JSON", "1")]);
    assert_eq!(set.err, "");
}

#[test]
fn what_a_count_and_a_measurement_do_not_heed_is_told() {
    let place = place();
    let count = ["search", "heron", "--count"];
    let plain = place.run(&count).done();
    for option in [
        &["-n", "3"][..],
        &["--offset", "1"],
        &["-C", "1"],
        &["--ids"],
        &["--jsonl"],
        &["--sort", "date"],
        &["--group"],
        &["--per-source", "1"],
        &["--lead-in", "3"],
        &["--across", "2"],
    ] {
        let run = place.run(&[&count[..], option].concat()).done();
        assert_eq!(run.out, plain.out, "{option:?}");
        assert!(run.err.contains("does nothing for `ibid search --count`"), "{option:?}: {run:?}");
    }
    assert_eq!(plain.err, "");
    let run = place.run(&["eval", "--quotes", "sources", "--per-query"]);
    assert!(run.err.contains("--per-query does nothing for `ibid eval --quotes`"), "{run:?}");
}

#[test]
fn an_option_before_the_command_is_not_left_out() {
    let place = place();
    assert_eq!(place.run(&["--index", "nowhere", "stats"]).code, 4);
    let found = |args: &[&str]| hits_of(&place.run(args).json());
    assert_eq!(found(&["--json", "search", "heron"]), 2);
    assert_eq!(found(&["--json", "--index", "other", "search", "heron"]), 1);
    assert!(place.run(&["-q", "search", "heron"]).done().err.is_empty());
    assert!(place.run(&["--color", "always", "search", "zzyzx"]).err.contains("zzyzx"));
    assert!(place.run(&["--ui-lang", "fr", "search", "zzyzx"]).err.contains("«\u{a0}zzyzx"));
}

fn hits_of(response: &serde_json::Value) -> usize {
    each(response, "id").len()
}

#[test]
fn the_last_of_a_repeated_option_holds_on_either_side() {
    let place = place();
    for args in [
        &["--color", "never", "search", "heron", "--index", "other", "--json", "--json"][..],
        &["search", "heron", "--json", "--index", "other", "-n", "0", "-n", "5", "--limit", "1"],
        &["search", "heron", "--json", "--lang", "fr", "--index", "other", "--lang", "en"],
    ] {
        assert_eq!(hits_of(&place.run(args).done().json()), 1, "{args:?}");
    }
    let french = place.run(&["--ui-lang", "en", "search", "zzyzx", "--ui-lang", "fr"]);
    assert!(french.err.contains("«\u{a0}zzyzx"), "{french:?}");
}

#[test]
fn what_is_spelt_nearly_so_comes_first() {
    let place = Sandbox::new();
    for (typed, meant) in [
        ("serach", "did you mean search?"),
        ("verifi", "did you mean verify?"),
        ("indx", "did you mean index?"),
        ("stat", "did you mean stats?"),
        ("exprot", "did you mean export?"),
    ] {
        let run = place.run(&[typed]);
        assert!(run.code == 2 && run.err.contains(meant), "{run:?}");
    }
    let run = place.run(&["search", "x", "--limt", "3"]);
    assert!(run.err.contains("did you mean --limit?"), "{run:?}");
}

#[test]
fn a_number_that_cannot_be_is_told_as_one() {
    let place = Sandbox::indexed(&[NOTE]);
    for (args, en, fr) in [
        (&["search", "x", "-n", "-1"][..], "0 or more", "à partir de 0"),
        (&["search", "x", "--per-source", "-2"], "1 or more", "à partir de 1"),
        (&["search", "x", "--per-source", "0"], "1 or more", "à partir de 1"),
        (&["search", "x", "--offset", "1.5"], "a whole number", "un nombre entier"),
        (&["index", "sources", "--threads", "-1"], "from 1 to 8", "de 1 à 8"),
        (&["show", "aaaa", "--context", "-1"], "0 or more", "à partir de 0"),
    ] {
        let run = place.run(args);
        assert!(run.code == 2 && run.err.contains("is not a value for"), "{args:?}: {run:?}");
        assert!(run.err.contains(en), "{args:?}: {run:?}");
        let run = place.run(&[args, &["--ui-lang", "fr"]].concat());
        assert!(run.err.contains("valeur incorrecte") && run.err.contains(fr), "{run:?}");
    }
}

#[test]
fn memory_that_cannot_be_used_is_told() {
    let place = Sandbox::with(&[NOTE]);
    let index = ["index", "sources", "--threads", "2", "--memory"];
    for (size, said) in [
        ("1", "--memory 1 B: 160 MB is used"),
        ("159M", "160 MB is used, the least that indexing takes"),
    ] {
        let run = place.run(&[&index[..], &[size]].concat()).done();
        assert!(run.err.contains(said), "{size}: {run:?}");
        assert!(place.run(&["reindex", "--threads", "2", "--memory", size]).err.contains(said));
    }
    let run = place.run(&[&index[..], &["160MB"]].concat()).done();
    assert_eq!(run.err, "");
}

#[test]
fn options_that_add_up_are_all_taken() {
    let place = Sandbox::with(&[
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada Poole>The heron waits by the weir.\n"),
        ("b.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ben Stone>The heron left the lock.\n"),
        ("c.md", "# Birds\n\nThe heron came back in spring, and nobody saw it.\n"),
    ]);
    place.index();
    let found = |more: &[&str]| hits_of(&place.search("heron", more));
    assert_eq!(found(&[]), 3);
    assert_eq!(found(&["--source", "a.vtt"]), 1);
    assert_eq!(found(&["--source", "a.vtt", "--source", "c.md"]), 2);
    assert_eq!(found(&["--speaker", "poole", "--speaker", "stone"]), 2);
    assert_eq!(found(&["--evidence", "paraphrase", "--evidence", "verbatim"]), 3);

    // kinds of evidence are told by the words that results show too
    let all = ["--evidence", "verbatim", "--evidence", "traduction", "--evidence", "notes"];
    assert_eq!((found(&["--evidence", "Notes"]), found(&all)), (0, 3));
    place.run(&["index", "sources", "--evidence", "Notes"]).done();
    assert_eq!((found(&["--evidence", "notes"]), found(&["--evidence", "verbatim"])), (3, 0));
    assert_eq!(hits_of(&place.search("heron evidence:notes", &[])), 3);
    let wrong = place.run(&["search", "heron", "--evidence", "hearsay"]);
    assert!(wrong.err.contains("verbatim, paraphrase, machine, translation"), "{wrong:?}");

    let (one, two) = (["--in", "sources/a.vtt"], ["--in", "sources/b.vtt"]);
    assert_eq!(found(&one), 1);
    assert_eq!(found(&[one, two].concat()), 2);
    assert_eq!(found(&[two, one].concat()), 2);
    let caches = std::fs::read_dir(place.path("cache/ibid")).unwrap().count();
    assert_eq!(caches, 2, "the order of the paths makes no other index");
}

#[test]
fn options_that_exclude_each_other_do_so_on_either_side() {
    let place = place();
    for args in [
        &["--index", "other", "search", "heron", "--in", "sources"][..],
        &["search", "heron", "--in", "sources", "--index", "other"],
        &["--json", "search", "heron", "--jsonl"],
        &["search", "heron", "--jsonl", "--json"],
    ] {
        let run = place.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.err.contains("cannot be used with"), "{args:?}: {run:?}");
    }
}

#[test]
fn a_language_is_taken_as_people_write_it() {
    let place = place();
    for tag in ["en", "EN", "en-GB", "en_GB.UTF-8", "English"] {
        assert_eq!(hits_of(&place.search("heron", &["--lang", tag])), 2, "{tag}");
        assert!(place.run(&["analyze", "herons", "--lang", tag]).done().out.contains("en:"));
    }
    for tag in ["FR", "fr-CA", "fr_FR.UTF-8"] {
        let run = place.run(&["search", "zzyzx", "--ui-lang", tag]);
        assert!(run.err.contains("Aucun résultat"), "{tag}: {run:?}");
    }
}

#[test]
fn a_mistake_names_what_was_meant_and_what_can_be() {
    let place = place();
    for (args, said) in [
        (&["serach", "heron"][..], "search"),
        (&["search", "heron", "--limt", "3"], "--limit"),
        (&["search", "heron", "--evidence", "verbatm"], "did you mean verbatim?"),
        (
            &["search", "heron", "--evidence", "hearsay"],
            "verbatim, paraphrase, machine, translation",
        ),
        (&["search", "heron", "--lang", "de"], "fr, en"),
        (&["search", "heron", "--sort", "size"], "relevance, date"),
        (&["search", "heron", "--facets", "lang,size"], "lang, source, speaker, year"),
        (&["search", "heron", "--lang"], "fr, en"),
        (&["stats", "--color", "blue"], "auto, always, never"),
        (&["completions", "csh"], "bash, elvish, fish, powershell, zsh"),
        (&["index", "sources", "--threads", "0"], "from 1 to 8"),
        (&["search", "heron", "--context", "101"], "from 0 to 100"),
        (&["stats", "--offset", "1"], "ibid search --offset"),
        (&["search", "heron", "--threads", "3"], "ibid index --threads"),
        (&["help", "serach"], "search"),
        (&["--json"], "COMMAND"),
    ] {
        let run = place.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.err.starts_with("error: ") && run.err.contains(said), "{args:?}: {run:?}");
        let french = place.run(&[&["--ui-lang", "fr"], args].concat());
        assert!(french.err.starts_with("erreur"), "{args:?}: {french:?}");
    }
}

#[test]
fn help_is_shown_to_who_asks_and_to_who_types_nothing() {
    let place = Sandbox::new();
    let whole = place.run(&["--help"]).done().out;
    assert_eq!(place.run(&["help"]).done().out, whole);
    let search = place.run(&["search", "--help"]).done().out;
    assert_eq!(place.run(&["help", "search"]).done().out, search);
    assert!(search.contains("--offset") && !whole.contains("--offset"), "{whole}");

    // no command is a mistake: what is shown is no result
    let nothing = place.run::<&str>(&[]);
    assert_eq!((nothing.code, text(&nothing.err.as_str().into())), (2, whole.as_str()));
    assert!(nothing.out.is_empty());
}

#[test]
fn none_of_many_is_not_nothing() {
    let place = Sandbox::indexed(&[
        ("a.md", "The heron waits beside the weir all day.\n"),
        ("b.md", "A heron waits beside the lock gate all day.\n"),
    ]);
    let id = text(&place.search("heron", &["-n", "1"])["hits"][0]["id"]).to_owned();
    for args in [&["similar", &id, "-n", "0"][..], &["complete", "her", "-n", "0"]] {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""), "{args:?}");
    }
    let none = place.run(&["complete", "zzy", "-n", "0"]);
    assert_eq!((none.code, none.err.contains("zzy")), (1, true), "{none:?}");
}

#[test]
fn a_run_for_trec_eval_is_no_json() {
    let place = place();
    std::fs::write(place.path("questions.txt"), "heron\n").unwrap();
    let ask = ["search", "--queries", "questions.txt", "--format", "trec"];
    for args in [[&["--json"], &ask[..]].concat(), [&ask[..], &["--json"]].concat()] {
        let run = place.run(&args);
        assert!(run.code == 2 && run.err.contains("--json cannot be used with"), "{run:?}");
    }
    // a setting gives way to what was typed
    let run = place.run_with(&ask, &[("IBID_JSON", "true")]).done();
    assert!(run.out.contains(" Q0 note.txt 1 "), "{run:?}");
    let json = ["search", "--queries", "questions.txt", "--json"];
    let run = place.run_with(&json, &[("IBID_FORMAT", "trec")]).done();
    assert_eq!(run.json()[0]["_id"], "1", "{run:?}");
}
