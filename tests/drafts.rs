//! `ibid verify --document`: the quotations of a draft, held against the sources; and what comes
//! nearest to a quote that is nowhere.
//!
//! The drafts in `tests/drafts` and what is to be said of them were written before the code that they
//! judge; they are not edited.

use std::fs;

use ibid::{DraftVerdict, Engine, Memory, Store, VerifyOptions};
use serde_json::Value;

use crate::environment::{Sandbox, indexed_corpus, root, text};

const KEEPER: &str = "The keeper climbed two hundred steps each evening, and he did not complain. \
    “The lamp,” he wrote, “needs 14 litres of oil a night.” His daughter lit it in the winter of 1962; it cost 50 € in the autumn, and 50 € in the spring, 5 % more.\n";

const GARDIENNE: &str = "La gardienne n’a jamais quitté le phare : elle comptait 36 navires par nuit. \
    Elle notait leurs noms dans un registre. Puis, un matin d’hiver, l’État a éteint la lampe.\n";

fn place() -> Sandbox {
    Sandbox::indexed(&[("keeper.txt", KEEPER), ("gardienne.txt", GARDIENNE)])
}

/// What is said of the quotations of a draft: the report, and the exit code.
fn checked(place: &Sandbox, name: &str, draft: &str) -> (Value, i32) {
    fs::write(place.path(name), draft).unwrap();
    let run = place.run(&["verify", "--json", "--document", name]);
    (run.json(), run.code)
}

fn verdicts(report: &Value) -> Vec<(&str, u64)> {
    let quotes = report["quotes"].as_array().unwrap();
    quotes.iter().map(|quote| (text(&quote["verdict"]), quote["line"].as_u64().unwrap())).collect()
}

#[test]
fn the_drafts_are_told_as_was_said_before() {
    let place = indexed_corpus();
    for draft in ["cantines-et-forets.fr.md", "walks-and-vans.en.html"] {
        let path = root().join("tests/drafts").join(draft);
        let stem = draft.rsplit_once('.').unwrap().0;
        let want = fs::read_to_string(path.with_file_name(format!("{stem}.tsv"))).unwrap();
        let want = want.lines().filter(|line| !line.starts_with('#'));
        let want: Vec<(&str, &str)> = want.map(|line| line.split_once('\t').unwrap()).collect();

        let args = ["verify".as_ref(), "--json".as_ref(), "--document".as_ref(), path.as_os_str()];
        let run = place.run(&args);
        assert_eq!(run.code, 1);
        let report = run.json();
        let quotes = report["quotes"].as_array().unwrap();
        let mut wrong = Vec::new();
        assert_eq!(quotes.len(), want.len(), "{draft}");
        for (quote, (verdict, begins)) in quotes.iter().zip(&want) {
            assert!(text(&quote["text"]).starts_with(begins), "{begins}: {quote}");
            if text(&quote["verdict"]) != *verdict {
                let (told, near) = (text(&quote["verdict"]), &quote["nearest"]["differs"]);
                wrong.push(format!("{told} for {verdict}: {} {near}", text(&quote["text"])));
            }
            let stands = matches!(*verdict, "exact" | "normalised");
            assert_eq!(quote["places"].as_array().unwrap().is_empty(), !stands, "{begins}");
            assert_eq!(quote.get("nearest").is_some(), *verdict == "altered", "{begins}");
        }
        assert!(wrong.is_empty(), "{draft}: {wrong:#?}");
        for verdict in ["exact", "normalised", "altered", "none"] {
            let count = want.iter().filter(|(told, _)| *told == verdict).count();
            assert_eq!(report["summary"][verdict], count, "{verdict}");
        }
        let lines = fs::read_to_string(&path).unwrap();
        for quote in quotes {
            let line = lines.lines().nth(quote["line"].as_u64().unwrap() as usize - 1).unwrap();
            let first = text(&quote["text"]).lines().next().unwrap();
            assert!(line.contains(first), "{line}: {first}");
        }
    }
}

#[test]
fn what_is_right_is_told_right_however_it_is_printed() {
    let place = place();
    let draft = "Le phare.\n\n« elle comptait 36 navires par nuit. » Puis « L'ETAT A ETEINT LA LAMPE », \
        et « elle comptait […] leurs noms dans un registre ».\n\n\
        “[t]he keeper climbed two hundred steps” and “climbed two hundred steps [every day] each evening”. \
        ‘he did not complain’ said “[the father] did not complain.”\n\n\
        > « un matin d’hiver,\n> « l’État a éteint\n> « la lampe »\n";
    let (report, code) = checked(&place, "a.md", draft);
    let want = [
        ("exact", 3),
        ("normalised", 3),
        ("exact", 3),
        ("normalised", 5),
        ("exact", 5),
        ("exact", 5),
        ("exact", 5),
        ("exact", 7),
    ];
    assert_eq!((verdicts(&report), code), (want.to_vec(), 0), "{report}");
    let first = &report["quotes"][0]["places"][0];
    assert!(first["citation"].is_string() && first["citations"][0]["url"].is_string());
    assert_eq!(text(&first["source_state"]), "same");
}

#[test]
fn a_number_a_negation_or_an_ending_makes_another_quotation() {
    let place = place();
    for (draft, quote, source) in [
        ("« elle comptait 63 navires par nuit »", "63", "36"),
        ("« La gardienne a quitté le phare »", "", "jamais"),
        ("« Elle notait leur nom dans un registre »", "leur nom", "leurs noms"),
        ("« elle comptera 36 navires par nuit »", "comptera", "comptait"),
        ("“and he did complain”", "", "not"),
        ("« Elle a quitté le phare : elle comptait »", "", "jamais"),
        ("“it cost 50 $ in the autumn”", "$", "€"),
        ("“it cost 50 in the spring, 5 % more”", "", "€"),
        ("“climbed three hundred steps each evening”", "three", "two"),
        ("“needs 41 litres of oil a night”", "41", "14"),
        ("“needs 14 litres of gold a night”", "gold", "oil"),
        ("“His daughter lit it […] of 1926”", "1926", "1962"),
        ("“he did not [ever] complain […] His son lit it”", "son", "daughter"),
    ] {
        let (report, code) = checked(&place, "a.txt", draft);
        let first = &report["quotes"][0];
        assert_eq!((text(&first["verdict"]), code), ("altered", 1), "{draft}: {report}");
        let differs = first["nearest"]["differs"].as_array().unwrap();
        let told =
            |one: &Value| text(&one["quote"]) == quote && text(&one["source"]).ends_with(source);
        assert!(differs.iter().any(told), "{draft}: {differs:?}");
    }
    for draft in [
        "« Les mouettes du port mangent le pain des marins »",
        "“Nobody has ever seen a whale from the gallery of this tower”",
    ] {
        let (report, code) = checked(&place, "a.txt", draft);
        assert_eq!((verdicts(&report), code), (vec![("none", 1)], 1), "{draft}: {report}");
        assert!(report["quotes"][0].get("nearest").is_none(), "{report}");
    }
}

#[test]
fn it_is_said_in_words_in_both_languages() {
    let place = place();
    let draft = "« elle comptait 63 navires par nuit », « un mot », « elle comptait 36 navires par nuit »\n\nUne « marque sans fin.\n";
    fs::write(place.path("a.md"), draft).unwrap();
    let said = |lang: &str| place.run(&["verify", "--ui-lang", lang, "--document", "a.md"]);
    let english = said("en");
    for words in ["a.md:1  altered", "the quotation says “63”, the source “36”", "to the letter"]
    {
        assert!(english.out.contains(words), "{words}: {english:?}");
    }
    for words in [
        "2 quotations: 1 to the letter",
        "1 altered",
        "1 quotation of fewer than four words",
        "line 3: this quotation mark",
    ] {
        assert!(english.err.contains(words), "{words}: {english:?}");
    }
    let french = said("fr");
    for words in [
        "a.md:1  modifiée",
        "la citation dit «\u{a0}63\u{a0}», la source «\u{a0}36\u{a0}»",
        "mot pour mot",
    ] {
        assert!(french.out.contains(words), "{words}: {french:?}");
    }
    for words in
        ["2 citations\u{a0}: 1 mot pour mot", "1 modifiée", "1 citation de moins de quatre mots"]
    {
        assert!(french.err.contains(words), "{words}: {french:?}");
    }
    assert_eq!((english.code, french.code), (1, 1));
    // without a quotation nothing is wrong, and that is said
    fs::write(place.path("b.md"), "Rien.\n").unwrap();
    let empty = place.run(&["verify", "--document", "b.md"]).done();
    assert!(empty.err.contains("b.md holds no quotation"), "{empty:?}");
    // what cannot be read is an error, and a quote beside a draft is one of usage
    assert_eq!(place.run(&["verify", "--document", "none.md"]).code, 3);
    assert_eq!(place.run(&["verify", "--document", "b.md", "--", "a quote"]).code, 2);
    assert_eq!(place.run(&["verify"]).code, 2);
}

#[test]
fn a_quotation_of_a_file_that_has_changed_does_not_stand() {
    let place = place();
    place.source("gardienne.txt", "Autre chose.");
    let (report, code) = checked(&place, "a.md", "« elle comptait 36 navires par nuit »");
    assert_eq!((verdicts(&report), code), (vec![("exact", 1)], 1));
    assert_eq!(text(&report["quotes"][0]["places"][0]["source_state"]), "changed");
    assert_eq!(text(&report["warnings"][0]["code"]), "source-changed");
    let told = place.run(&["verify", "--document", "a.md"]);
    assert!(told.out.contains("was in the sources when they were indexed"), "{told:?}");
    assert!(!told.out.contains("to the letter"), "{told:?}");
}

#[test]
fn any_store_is_held_against() {
    let memory = Memory::new();
    let mut writer = memory.writer();
    ibid::add_text(&mut writer, "keeper.txt", KEEPER).unwrap();
    writer.commit().unwrap();
    let draft = "“climbed two hundred steps” and “climbed nine hundred steps each evening”";
    let draft = ibid::read_draft(draft.as_bytes(), "draft").unwrap();
    let report = ibid::check_draft(&Engine::new(memory), draft, &VerifyOptions::default()).unwrap();
    let told: Vec<DraftVerdict> = report.quotes.iter().map(|quote| quote.verdict).collect();
    assert_eq!(told, [DraftVerdict::Exact, DraftVerdict::Altered]);
    assert!(!report.stands());
}

#[test]
fn a_document_of_a_word_processor_is_read() {
    let place = place();
    let rtf = r"{\rtf1\ansi\ansicpg1252 First.\par He said \u8220?the keeper climbed two hundred steps\u8221? once.\par}";
    let (report, code) = checked(&place, "a.rtf", rtf);
    assert_eq!((verdicts(&report), code), (vec![("normalised", 2)], 0), "{report}");
}

#[test]
fn a_quote_that_is_nowhere_has_the_nearest_passage_and_what_differs() {
    let place = place();
    let verify = |quote: &str| {
        let run = place.run(&["verify", "--json", "--", quote]);
        assert_eq!(run.code, 1, "{run:?}");
        run.json()
    };
    let verdict = verify("elle comptait 63 bateaux par nuit");
    let near = &verdict["nearest"];
    assert_eq!((text(&verdict["found"]), text(&near["source"])), ("none", "gardienne.txt"));
    assert_eq!(
        near["differs"],
        serde_json::json!([{"quote": "63 bateaux", "source": "36 navires"}])
    );
    let bytes = crate::environment::range(&near["bytes"]);
    assert_eq!(text(&near["text"]).get(bytes), Some("elle comptait 36 navires par nuit"));
    assert!(near["id"].is_string() && near["citation"].is_string());
    // where nothing is near, nothing is shown
    assert!(verify("zyzzyva zyzzyva zyzzyva").get("nearest").is_none());
    // and what is found has none
    let found = place.run(&["verify", "--json", "elle comptait 36 navires"]).done().json();
    assert!(found.get("nearest").is_none());

    let said = |lang: &str| place.run(&["verify", "--ui-lang", lang, "needs 41 litres of oil"]);
    let (english, french) = (said("en"), said("fr"));
    assert!(
        english.err.contains("what comes nearest") && english.out.contains("“41”"),
        "{english:?}"
    );
    assert!(
        french.err.contains("le passage le plus proche") && french.out.contains("«\u{a0}41\u{a0}»"),
        "{french:?}"
    );
}
