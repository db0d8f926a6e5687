//! `ibid verify`: whether a quote is in the sources, to the letter or but for its typography, and
//! where it opens.

use serde_json::Value;

use crate::environment::{Run, Sandbox, range, text};

const TALK: &str = "WEBVTT

00:00:01.000 --> 00:00:04.000
<v Claire>L’État n’achète pas ce qu’il

00:00:04.000 --> 00:00:07.500
<v Claire>ne sait pas décrire, et cela coûte cher.

00:00:20.000 --> 00:00:23.000
<v Marc>Alors il faut apprendre à décrire.

00:00:30.000 --> 00:00:33.000
[Applaudissements]

00:00:40.000 --> 00:00:43.000
Sous-titres réalisés par la communauté d'Amara.org
";

fn place() -> Sandbox {
    Sandbox::indexed(&[
        ("talk.vtt", TALK),
        ("note.md", "# Achats\n\nIl faut apprendre à décrire, dit-on.\n\nPuis on recommence.\n"),
    ])
}

fn verify(place: &Sandbox, quote: &str) -> (Run, Value) {
    let run = place.run(&["verify", "--json", "--", quote]);
    let verdict = run.json();
    (run, verdict)
}

#[test]
fn a_quote_is_exact_normalised_or_not_there() {
    let place = place();
    for (quote, found, code) in [
        ("L’État n’achète pas ce qu’il ne sait pas décrire", "exact", 0),
        ("cela coûte cher.", "exact", 0),
        ("l'etat n'achete pas", "normalised", 0),
        ("cela coûte CHER !", "normalised", 0),
        ("« Alors il faut apprendre »", "normalised", 0),
        ("l’État achète ce qu’il décrit", "none", 1),
        ("décr", "none", 1),
        ("…", "none", 1),
    ] {
        let (run, verdict) = verify(&place, quote);
        assert_eq!((text(&verdict["found"]), run.code), (found, code), "{quote}: {verdict}");
        let places = verdict["places"].as_array().unwrap();
        assert_eq!(places.is_empty(), found == "none", "{quote}");
        for place in places {
            let words = text(&place["text"]).get(range(&place["bytes"])).unwrap();
            assert!(!words.is_empty() && place["citations"][0]["url"].is_string(), "{place}");
        }
    }
}

#[test]
fn a_quote_opens_where_it_begins() {
    let place = place();
    // it begins in the first of two cues, and most of its words are in the second
    let (_, verdict) = verify(&place, "ce qu’il ne sait pas décrire, et cela coûte cher");
    assert_eq!(verdict["places"][0]["citations"][0]["t"], 1.0);
    assert_eq!(text(&verdict["places"][0]["speaker"]), "Claire");
    assert!(verdict["places"][0].get("speakers").is_none(), "{verdict}");
    // it begins with one speaker and ends with the next: two passages
    let (_, verdict) = verify(&place, "et cela coûte cher. Alors il faut apprendre à décrire");
    assert_eq!(text(&verdict["found"]), "exact");
    assert_eq!(verdict["places"][0]["citations"][0]["t"], 4.0);
    let first = &verdict["places"][0];
    assert_eq!(crate::environment::texts(&first["speakers"]), ["Claire", "Marc"]);
    let told = place.run(&["verify", "et cela coûte cher. Alors il faut"]).done();
    assert!(told.out.contains("Claire, Marc"), "{told:?}");
    let words = text(&first["text"]).get(range(&first["bytes"])).unwrap();
    assert_eq!(words, "et cela coûte cher.\nAlors il faut apprendre à décrire");
}

#[test]
fn a_sign_before_the_words_takes_no_second_from_them() {
    let place = Sandbox::indexed(&[(
        "a.vtt",
        "WEBVTT\n\n00:20.000 --> 00:24.000\net ainsi de suite…\n\n00:24.500 --> 00:28.000\nBonjour à tous et merci de venir\n",
    )]);
    for quote in ["… Bonjour à tous et merci de venir", "Bonjour à tous et merci de venir"] {
        let (_, verdict) = verify(&place, quote);
        assert_eq!(text(&verdict["found"]), "exact", "{quote}");
        assert_eq!(verdict["places"][0]["citations"][0]["t"], 24.5, "{quote}");
        assert_eq!(place.search(quote, &[])["hits"][0]["citations"][0]["t"], 24.5, "{quote}");
    }
    let (run, verdict) = {
        let run = place.run(&["verify", "--json", "-n", "0", "merci de venir"]);
        let verdict = run.json();
        (run, verdict)
    };
    assert_eq!((text(&verdict["found"]), run.code), ("exact", 0), "none shown is not none found");
}

#[test]
fn a_long_quote_with_one_other_word_is_not_there_and_soon_known_not_to_be() {
    let words: Vec<String> = (0..3000).map(|i| format!("mot{i}")).collect();
    let place = Sandbox::indexed(&[("long.txt", words.join(" ").as_str())]);
    assert_eq!(text(&verify(&place, &words[100..2600].join(" ")).1["found"]), "exact");
    let mut other = words[100..2600].to_vec();
    other[2400] = "autre".to_owned();
    assert_eq!(text(&verify(&place, &other.join(" ")).1["found"]), "none");
}

#[test]
fn a_pasted_quote_does_not_undo_what_is_excluded_or_filtered() {
    let place = Sandbox::indexed(&[
        ("a.txt", "Hier soir le conseil a voté la loi budget de la ville."),
        ("b.txt", "Un autre conseil, lui, a voté une loi sur les eaux."),
        (
            "c.vtt",
            "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Lee>C’est ce que les habitants attendent\n\n00:03.000 --> 00:06.000\n<v Roy>une réponse claire et rapide.\n",
        ),
    ]);
    let response = place.search("le conseil a voté la loi -budget", &["--total"]);
    assert_eq!(response["total"], 1);
    assert_eq!(crate::environment::each(&response, "source"), ["b.txt"]);
    let response =
        place.search("les habitants attendent une réponse claire", &["--speaker", "Roy"]);
    assert_eq!(crate::environment::each(&response, "speaker"), ["Roy"]);
    let response = place.search("les habitants attendent une réponse claire", &[]);
    assert_eq!(text(&response["hits"][0]["speaker"]), "Lee");
}

#[test]
fn every_place_is_told_the_most_exact_first() {
    let (_, verdict) = verify(&place(), "il faut apprendre à décrire");
    let places = verdict["places"].as_array().unwrap();
    let told: Vec<_> = places.iter().map(|p| (text(&p["source"]), text(&p["found"]))).collect();
    assert_eq!(told, [("talk.vtt", "exact"), ("note.md", "normalised")]);
}

#[test]
fn what_nobody_said_is_found_where_it_is_asked_for() {
    let place = place();
    assert_eq!(place.run(&["search", "Amara.org"]).code, 1);
    let all = place.search("Amara.org", &["--include-suspect"]);
    assert_eq!(all["hits"][0]["citations"][0]["t"], 40.0);
    assert_eq!(
        place.search("applaudissements", &["--include-suspect"])["hits"][0]["citations"][0]["t"],
        30.0
    );
    let (_, verdict) = verify(&place, "par la communauté d'Amara.org");
    assert_eq!(text(&verdict["found"]), "exact");
    // it is told from what somebody said
    assert_eq!(
        (&verdict["places"][0]["suspect"], &all["hits"][0]["suspect"]),
        (&true.into(), &true.into())
    );
    let (_, said) = verify(&place, "cela coûte cher");
    assert!(said["places"][0].get("suspect").is_none(), "{said}");
    let told = place.run(&["verify", "--ui-lang", "fr", "Applaudissements"]).done();
    assert!(told.out.contains("bruit ou ligne inventée"), "{told:?}");
    assert!(!told.out.contains("verbatim"), "{told:?}");
}

#[test]
fn what_somebody_said_comes_before_what_nobody_did() {
    let place = Sandbox::indexed(&[
        (
            "a.vtt",
            "WEBVTT\n\n00:01.000 --> 00:03.000\nBonjour à tous.\n\n00:40.000 --> 00:43.000\n[Rires du public]\n",
        ),
        ("b.txt", "Puis il y eut des rires, du public surtout, et l’on reprit."),
    ]);
    let (_, verdict) = verify(&place, "Rires du public");
    assert_eq!(text(&verdict["found"]), "normalised", "{verdict}");
    let places = verdict["places"].as_array().unwrap();
    let told: Vec<_> = places.iter().map(|p| (text(&p["source"]), text(&p["found"]))).collect();
    assert_eq!(told, [("b.txt", "normalised"), ("a.vtt", "exact")]);
}

#[test]
fn a_verdict_is_told_in_the_language_of_the_person() {
    let place = place();
    let said = |lang: &str, quote: &str| place.run(&["verify", "--ui-lang", lang, quote]);
    let exact = said("en", "cela coûte cher");
    assert!(exact.err.contains("to the letter") && exact.out.contains("00:00:04"), "{exact:?}");
    let none = said("fr", "rien de tel");
    assert!(none.err.contains("ne figure pas dans les sources") && none.code == 1, "{none:?}");
    let quoted = place.run(&["verify", "cela coûte cher", "--in", "sources", "-q"]).done();
    assert!(quoted.err.is_empty() && quoted.out.contains("talk.vtt"), "{quoted:?}");
}

#[test]
fn a_pasted_quote_is_cited_where_it_begins_and_comes_first() {
    let mut files = vec![("talk.vtt".to_owned(), TALK.to_owned())];
    // notes that hold all of its words many times, in another order
    for i in 0..6 {
        let line = "Cela ne coûte pas : décrire, décrire, il faut, il sait, cher, cher État. ";
        files.push((format!("note{i}.md"), format!("# Note {i}\n\n{}\n", line.repeat(i + 2))));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let place = Sandbox::indexed(&files);
    for quote in [
        "ce qu'il ne sait pas décrire, et cela coûte cher",
        "ne sait pas décrire et cela coute cher alors il faut",
    ] {
        let response = place.search(quote, &[]);
        let first = &response["hits"][0];
        assert_eq!(text(&first["source"]), "talk.vtt", "{quote}: {response}");
        let want = if quote.starts_with("ce") { 1.0 } else { 4.0 };
        assert_eq!(first["citations"][0]["t"], want, "{quote}");
        // pages agree with the whole
        let ids = |value: &Value| -> Vec<String> {
            value["hits"].as_array().unwrap().iter().map(|h| text(&h["id"]).to_owned()).collect()
        };
        let all = ids(&place.search(quote, &["-n", "9"]));
        let mut pages = Vec::new();
        for offset in ["0", "3", "6"] {
            pages.extend(ids(&place.search(quote, &["-n", "3", "--offset", offset])));
        }
        assert_eq!(pages, all, "{quote}");
    }
}

#[test]
fn a_sound_mark_that_was_copied_along_is_left_out() {
    let place = Sandbox::indexed(&[(
        "a.vtt",
        "WEBVTT\n\n00:20.000 --> 00:24.000\nMerci. [Applaudissements] Je continue (rires) et je termine.\n",
    )]);
    for quote in [
        "Merci. [Applaudissements] Je continue (rires) et je termine.",
        "Je continue (rires) et je termine",
    ] {
        let (_, verdict) = verify(&place, quote);
        assert_eq!(text(&verdict["found"]), "normalised", "{quote}: {verdict}");
        assert_eq!(text(&verdict["warnings"][0]["code"]), "marks-left-out", "{quote}");
        assert_eq!(verdict["places"][0]["citations"][0]["t"], 20.0, "{quote}");
    }
    let (_, verdict) = verify(&place, "Je continue et je termine.");
    assert_eq!(text(&verdict["found"]), "exact");
    assert!(verdict.get("warnings").is_none(), "{verdict}");
    assert_eq!(text(&verify(&place, "Je continue (rires) encore").1["found"]), "none");
}

#[test]
fn numbers_and_initials_are_found_however_they_are_written() {
    let place = Sandbox::indexed(&[
        (
            "fr.txt",
            "Le ministre a dit que les agents d’É.D.F. ont reçu 250\u{202f}000 lettres des usagers en colère.",
        ),
        (
            "en.txt",
            "The minister said that the board of the B.B.C. has read 1,000,000 letters from angry viewers.",
        ),
    ]);
    for quote in [
        "les agents d’EDF ont reçu 250000 lettres",
        "ont reçu 250 000 lettres des usagers",
        "ont reçu 250,000 lettres",
        "the BBC has read 1000000 letters",
        "has read 1 000 000 letters",
    ] {
        assert_eq!(text(&verify(&place, quote).1["found"]), "normalised", "{quote}");
    }
}

#[test]
fn parts_of_a_quote_that_leaves_words_out_stand_in_order_in_one_document() {
    let place = place();
    for quote in [
        "L’État n’achète pas … cela coûte cher",
        "l'Etat n'achete pas ... il faut apprendre",
        "ce qu’il ne sait [...] Alors il faut […] apprendre à décrire",
        "« n’achète pas (…) à décrire. »",
    ] {
        let (_, verdict) = verify(&place, quote);
        assert_eq!(text(&verdict["found"]), "normalised", "{quote}: {verdict}");
        assert_eq!(text(&verdict["warnings"][0]["code"]), "words-left-out", "{quote}");
        assert_eq!(verdict["places"].as_array().unwrap().len(), 1, "{quote}");
        assert_eq!(verdict["places"][0]["citations"][0]["t"], 1.0, "{quote}");
    }
    for quote in [
        "cela coûte cher … L’État n’achète pas",
        "L’État n’achète pas … Puis on recommence",
        "L’État n’achète … cher",
        "L’État n’achète pas … rien de tel",
        "il faut apprendre … il faut apprendre",
    ] {
        let (_, verdict) = verify(&place, quote);
        assert_eq!(text(&verdict["found"]), "none", "{quote}: {verdict}");
        assert!(verdict.get("warnings").is_none(), "{quote}: {verdict}");
    }
}

/// Two people, and a note of two paragraphs.
fn spoken() -> Sandbox {
    Sandbox::indexed(&[
        (
            "lock.vtt",
            "WEBVTT\n\n00:01.000 --> 00:06.000\n<v Ada Poole>The heron waits beside the weir all day \
             and nobody feeds it in winter.\n\n00:20.000 --> 00:24.000\n<v Ben Stone>We shall close \
             the upper lock for repairs before the first of November.\n",
        ),
        (
            "canal.txt",
            "La commune a décidé de replanter quarante platanes le long du canal avant le printemps.\n",
        ),
        ("other.txt", "The council met again and spoke of the ferry and of the price of bread.\n"),
    ])
}

#[test]
fn a_quote_that_is_put_together_is_told_with_the_places_of_its_parts() {
    let place = spoken();
    let quote = "The heron waits beside the weir all day before the first of November.";
    let run = place.run(&["verify", "--json", quote]);
    assert_eq!(run.code, 1, "{run:?}");
    let verdict = run.json();
    assert_eq!(
        (&verdict["found"], verdict["places"].as_array().unwrap().len()),
        (&"none".into(), 0)
    );
    let parts = verdict["parts"].as_array().unwrap();
    let of = |at: usize, field: &str| text(&parts[at][field]).to_owned();
    assert_eq!(of(0, "quote"), "The heron waits beside the weir all day");
    assert_eq!(of(1, "quote"), "before the first of November");
    assert_eq!((of(0, "speaker"), of(1, "speaker")), ("Ada Poole".into(), "Ben Stone".into()));
    assert!(of(1, "citation").contains("00:00:20"), "{verdict}");
    assert_eq!(parts[1]["source_state"], "same");

    for (lang, said) in
        [("en", "its parts stand in different places:"), ("fr", "des endroits différents\u{a0}:")]
    {
        let run = place.run(&["verify", quote, "--ui-lang", lang]);
        assert!(run.err.contains(said) && run.out.contains("lock.vtt:7"), "{run:?}");
    }
    // of three sources, with what is left out told
    let quote = "the price of bread […] replanter quarante platanes le long du canal […] the upper lock for repairs";
    let verdict = place.run(&["verify", "--json", quote]).json();
    assert_eq!(verdict["parts"].as_array().unwrap().len(), 3, "{verdict}");

    std::fs::write(place.path("draft.md"), format!("He said \u{201c}{quote}\u{201d}.\n")).unwrap();
    let report = place.run(&["verify", "--document", "draft.md", "--json"]).json();
    assert_eq!(report["quotes"][0]["verdict"], "altered", "{report}");
    assert_eq!(report["quotes"][0]["parts"].as_array().unwrap().len(), 3);

    // one that is altered in one place is no such thing, nor one that is nowhere
    for quote in [
        "The heron waits beside the wall all day and nobody feeds it in winter.",
        "The mayor promised a new bridge to everybody who lives by the canal.",
    ] {
        let verdict = place.run(&["verify", "--json", quote]).json();
        assert!(verdict.get("parts").is_none(), "{verdict}");
    }
}

#[test]
fn a_quote_full_of_slips_has_its_nearest_passage() {
    let place = spoken();
    for (quote, source) in [
        ("la comune a deside de replenter quarente plattanes", "canal.txt"),
        ("teh heron wiats besides the wier al day", "lock.vtt"),
        ("we shal cloze the uper lokc for repares", "lock.vtt"),
    ] {
        let verdict = place.run(&["verify", "--json", quote]).json();
        assert_eq!(verdict["nearest"]["source"], source, "{quote}: {verdict}");
    }
}

#[test]
fn places_that_are_not_shown_are_counted() {
    let files: Vec<(String, String)> = (0..13)
        .map(|n| (format!("{n}.md"), format!("Le bac {n} part à midi pile, dit-on.\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let place = Sandbox::indexed(&files);
    let (run, verdict) = verify(&place, "part à midi pile");
    assert_eq!((run.code, verdict["places"].as_array().unwrap().len()), (0, 10), "{verdict}");
    assert_eq!(verdict["more"], 3, "{verdict}");
    let shown = place.run(&["verify", "-n", "2", "part à midi pile", "--ui-lang", "fr"]).done();
    assert!(shown.err.contains("au moins 11 autres endroits"), "{shown:?}");
    let all = place.run(&["verify", "-n", "20", "part à midi pile", "--json"]).json();
    assert!(all.get("more").is_none(), "{all}");
}

#[test]
fn what_nobody_said_is_told_also_around_a_passage() {
    let place = place();
    let shown = place.run(&["search", "alors source:talk.vtt", "-C", "5", "-n", "1"]).done().out;
    let told = shown.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("[sound or made up by recognition] [Applaudissements]"), "{shown}");
    let found = place.search("alors source:talk.vtt", &[]);
    let id = text(&found["hits"][0]["id"]);
    let shown = place.run(&["show", id, "--context", "5", "--ui-lang", "fr"]).done().out;
    assert!(shown.contains("bruit ou ligne inventée par la reconnaissance"), "{shown}");
}
