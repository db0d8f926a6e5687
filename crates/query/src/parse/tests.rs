use ibid_core::document::{Date, Evidence};
use ibid_core::query::{Clause, Group, Word};
use proptest::prelude::*;

use super::*;
use crate::cost;

fn read(text: &str) -> Parsed {
    parse(text, &mut Analyzer::new(), &ParseOptions::default())
}

/// The tree on one line: `+must should -not`, phrases in quotes, groups in brackets.
fn tree(text: &str) -> String {
    show(&read(text).query.root)
}

fn show(group: &Group) -> String {
    let lists = [("+", &group.must), ("", &group.should), ("-", &group.not)];
    let shown = lists
        .iter()
        .flat_map(|(sign, list)| list.iter().map(move |c| format!("{sign}{}", clause(c))));
    shown.collect::<Vec<_>>().join(" ")
}

fn clause(clause: &Clause) -> String {
    match clause {
        Clause::Word(word) => word.text.clone(),
        Clause::Phrase(phrase) if phrase.slop > 0 => format!("\"{}\"~{}", phrase.text, phrase.slop),
        Clause::Phrase(phrase) => format!("\"{}\"", phrase.text),
        Clause::Prefix(prefix) => format!("{prefix}*"),
        Clause::Group(group) => format!("({})", show(group)),
    }
}

fn codes(text: &str) -> Vec<&'static str> {
    read(text).warnings.into_iter().map(|w| w.code.name()).collect()
}

fn check(cases: &[(&str, &str)]) {
    for (typed, want) in cases {
        assert_eq!(tree(typed), *want, "{typed}");
    }
}

#[test]
fn words_rank_and_are_not_required() {
    check(&[
        ("marchés publics", "marchés publics"),
        ("l’école d'été", "école été"),
        ("don't panic", "don't panic"),
        ("porte-parole", "porte parole"),
        ("un budget de 12 500 euros", "un budget de 12 500 euros"),
        ("C++ and R&D", "C++ and R D"),
    ]);
}

#[test]
fn phrases_are_required_where_nothing_else_is_asked_for() {
    check(&[
        (r#""marchés publics""#, r#"+"marchés publics""#),
        (r#""marchés publics" "open data""#, r#"+"marchés publics" +"open data""#),
        (r#""marchés publics" lang:fr"#, r#"+"marchés publics""#),
        (r#"“open data” and the"#, r#"+"open data" and the"#),
        (r#""open data" -portal"#, r#"+"open data" -portal"#),
        (r#""données ouvertes"~3 ville"#, r#"+"données ouvertes"~3 ville"#),
        (r#""seul""#, "+seul"),
        (r#""""#, ""),
        ("\"le “bon” plan\" +\"ville\"", "+\"le “bon” plan\" +ville"),
        ("“le \"bon\" plan”", "+\"le \"bon\" plan\""),
        (r#""a b"~99999999999"#, r#"+"a b"~31"#),
    ]);
}

#[test]
fn phrases_beside_other_words_rank() {
    check(&[
        (
            r#"COVID-19 : le pass "activités", comment ça marche ?"#,
            "COVID 19 le pass activités comment ça marche",
        ),
        ("“open data” portal", "open data portal"),
        (r#""open data" portal lang:en"#, "open data portal"),
        (r#"the portal (of "open data")"#, "the portal of open data"),
        (r#"open* "reed bed""#, "open* reed bed"),
        (r#"+portal "open data""#, "+portal open data"),
    ]);
    assert!(read(r#""open data" portal"#).query.root.is_plain());
}

#[test]
fn phrases_filter_beside_other_words_where_that_is_explicit() {
    check(&[
        (r#"+"open data" portal"#, r#"+"open data" portal"#),
        (r#"-"open data" portal"#, r#"portal -"open data""#),
        (r#""open data" OR portal"#, r#""open data" portal"#),
        (r#""open data" town AND portal"#, r#"+"open data" +town +portal"#),
        (r#""open data" town -(portal north)"#, r#"+"open data" town -(portal north)"#),
        (r#"+("open data" portal)"#, r#"+(+"open data" portal)"#),
    ]);
    let long = r#"how did the mayor of the old town by the river come to speak of +"open data""#;
    assert!(tree(long).starts_with(r#"+"open data""#), "{}", tree(long));
}

#[test]
fn a_quoted_phrase_of_function_words_ranks() {
    let ranking = |text: &str| {
        let query = read(text).query;
        let words = query.root.words().into_iter().filter(|word| !word.stop);
        words.map(|word| word.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ranking(r#""the who" concert"#), ["the", "who", "concert"]);
    assert_eq!(ranking(r#""the mayor" concert"#), ["mayor", "concert"]);
}

#[test]
fn guillemets_without_a_partner_and_apostrophes_are_text() {
    check(&[
        ("Juin 2019 : le « rapport annuel", "Juin 2019 le rapport annuel"),
        ("rapport » annuel « 2019", "rapport annuel 2019"),
        ("„guter Plan“", "guter Plan"),
        ("'tis the season'", "tis the season"),
        ("l'État d'alors", "État alors"),
    ]);
    assert!(codes("Juin 2019 : le « rapport annuel").is_empty());
}

#[test]
fn guillemets_in_pairs_are_quotation_marks() {
    check(&[
        ("« bien commun »", "+\"bien commun\""),
        ("«bien commun»", "+\"bien commun\""),
        ("-«bien commun» ville", "ville -\"bien commun\""),
        ("ville « bien commun »", "ville bien commun"),
        ("« le « bien commun » ici »", "+\"le « bien commun » ici\""),
    ]);
    assert!(codes("« bien commun »").is_empty());
}

#[test]
fn signs_count_only_before_a_word() {
    check(&[
        ("+budget ville -impôt", "+budget ville -impôt"),
        ("start-up nation", "start up nation"),
        ("- premier point", "premier point"),
        ("— dit-elle", "dit elle"),
        ("a -- b --json", "a b json"),
        ("ville -(nord sud)", "ville -(nord sud)"),
        ("hub -start-up", "hub -\"start-up\""),
        ("+l'école", "+école"),
    ]);
}

#[test]
fn operators_are_words_in_capitals() {
    check(&[
        ("ville AND budget", "+ville +budget"),
        ("ville ET budget impôt", "+ville +budget impôt"),
        ("ville OU village", "ville village"),
        ("ville budget OR village AND impôt", "ville budget (+village +impôt)"),
        ("ville SAUF budget", "ville -budget"),
        ("ville AND NOT budget", "+ville -budget"),
        ("ville NOT NOT budget", "ville budget"),
        ("(ville OR village) AND budget", "+(ville village) +budget"),
        ("ville and budget or not", "ville and budget or not"),
        ("VILLE ET BUDGET", "VILLE ET BUDGET"),
        ("lang:fr VILLE OU BUDGET", "VILLE OU BUDGET"),
        ("ville OR -budget", "ville -budget"),
    ]);
    assert_eq!(codes("ville OR -budget"), ["exclusion-in-choice"]);
}

#[test]
fn dangling_operators_are_ignored_and_reported() {
    check(&[
        ("ville AND", "ville"),
        ("OU ville", "ville"),
        ("ville OR OR budget", "ville budget"),
        ("ville AND SAUF", "ville"),
        ("ville (AND) budget", "ville budget"),
    ]);
    for text in ["ville AND", "OU ville", "ville OR OR budget", "ville SAUF"] {
        assert_eq!(codes(text), ["dangling-operator"], "{text}");
    }
}

#[test]
fn brackets_that_nothing_joins_change_nothing() {
    check(&[
        ("école (primaire)", "école primaire"),
        ("+ville (budget impôt)", "+ville budget impôt"),
        ("((ville))", "ville"),
        ("ville () budget", "ville budget"),
        ("citoyen(ne)s actifs", "citoyen(ne)s actifs"),
        ("+(ville village) budget", "+(ville village) budget"),
    ]);
}

#[test]
fn what_has_no_partner_is_ignored_and_reported() {
    for (text, want, code) in [
        ("ville \"budget", "ville budget", "unbalanced-quote"),
        ("“ville", "ville", "unbalanced-quote"),
        ("ville (budget", "ville budget", "unbalanced-bracket"),
        ("ville) budget", "ville budget", "unbalanced-bracket"),
        ("((((ville", "ville", "unbalanced-bracket"),
    ] {
        assert_eq!(tree(text), want, "{text}");
        assert_eq!(codes(text), [code], "{text}");
    }
    for silent in ["écran 15\" plat", "a) premier\nb) second", "1) one", "rock\"n\"roll"] {
        assert!(codes(silent).is_empty(), "{silent}: {:?}", codes(silent));
    }
}

#[test]
fn a_star_ends_a_beginning() {
    check(&[
        ("innov*", "innov*"),
        ("l’Écol* +vil*", "+vil* ecol*"),
        ("20* ville", "20* ville"),
        ("a* ville", "a ville"),
        ("*deux mots* et trois*", "deux mots et trois"),
        ("2 * 3", "2 3"),
    ]);
    assert_eq!(codes("a* ville"), ["short-prefix"]);
}

#[test]
fn words_are_near_within_a_heading_only() {
    let slop = |text: &str| match &read(text).query.root.must[..] {
        [Clause::Phrase(phrase)] => phrase.slop,
        other => panic!("{other:?}"),
    };
    assert_eq!((slop("\"a b\"~31"), codes("\"a b\"~31")), (31, Vec::new()));
    for wide in ["32", "64", "99999999999"] {
        let text = format!("\"a b\"~{wide}");
        assert_eq!((slop(&text), codes(&text)), (31, vec!["slop-too-wide"]), "{text}");
    }
}

#[test]
fn fields_filter() {
    let filter = |text: &str| read(text).query.filters.pop().unwrap_or_default();
    assert_eq!(filter("ville lang:FR").langs, [Lang::Fr]);
    assert_eq!(filter("Langue:fr,en").langs, [Lang::Fr, Lang::En]);
    assert_eq!(filter("source:notes/**/2017*.md").sources, ["notes/**/2017*.md"]);
    assert_eq!(filter("titre:\"Le Budget d’été\" x").titles[0].words, ["le", "budget", "ete"]);
    assert_eq!(filter("speaker:Ministre").speakers[0].words, ["ministre"]);
    assert_eq!(filter("preuve:machine").evidence, [Evidence::Machine]);
    assert_eq!(filter("après:2017 before:2018-02").after, Date::new(2017, 1, 1));
    assert_eq!(filter("après:2017 before:2018-02").before, Date::new(2018, 2, 1));
    assert_eq!(filter("after:2017 after:2019").after, Date::new(2019, 1, 1));
    for text in [
        "Titre : ville",
        "https://source.org",
        "00:03:36",
        "innovation : bilan",
        "note:fr",
        "xlang:fr",
        "source:https://x.fr",
    ] {
        assert!(filter(text).is_empty(), "{text}");
        assert!(!read(text).query.root.is_empty(), "{text}");
    }
}

#[test]
fn a_field_that_says_nothing_is_ignored_and_reported() {
    for text in ["ville lang:de", "ville after:hier", "ville preuve:oui", "ville titre:!!"] {
        assert!(read(text).query.filters.is_empty(), "{text}");
        assert_eq!(tree(text), "ville", "{text}");
        assert_eq!(codes(text), ["bad-field-value"], "{text}");
    }
    assert_eq!(codes("ville -lang:fr"), ["excluded-field"]);
}

#[test]
fn emptiness_is_explained() {
    for text in ["", "  ", "« »", "!?", "lang:fr", "\"\"", "()"] {
        assert_eq!(codes(text), ["no-words"], "{text:?}");
    }
    assert_eq!(codes("-ville"), ["only-exclusions"]);
}

#[test]
fn a_pasted_sentence_is_its_words() {
    let text = "- The mayor (re-elected in May) called the plan \"a new start\" for all AND said \
                -quietly- that +nothing else* would change before:long (source:town) at all";
    let parsed = read(text);
    let root = &parsed.query.root;
    assert!(root.must.is_empty() && root.not.is_empty());
    assert!(root.should.iter().all(|c| matches!(c, Clause::Word(_))));
    assert!(
        tree(text).contains("called the plan a new start for all AND said quietly that nothing")
    );
    assert!(parsed.query.filters.iter().all(|f| f.sources.is_empty()));
    let short = "le maire parle d'un \"nouveau départ\" pour tous";
    assert!(tree(short).ends_with("nouveau départ pour tous"));
}

#[test]
fn a_long_query_full_of_operators_is_no_prose() {
    let text = "(ville OR village OR commune OR bourg OR hameau OR cité) AND \
                (budget OR impôt OR taxe OR dépense OR recette OR dette OR emprunt)";
    assert_eq!(read(text).query.root.must.len(), 2);
}

#[test]
fn pasted_markup_leaves_its_words() {
    check(&[(
        "* The plan of [[town_hall | the town]] <a class=\"yt-timestamp\" data-t=\"00:01:02\">[00:01:02]</a>.",
        "The plan of the town",
    )]);
    check(&[("the \"[[plan_b | new plan]]\" <br/>", "the new plan")]);
}

fn word(text: &str) -> Word {
    match read(text).query.root.words().first() {
        Some(word) => (*word).clone(),
        None => panic!("no word in {text}"),
    }
}

#[test]
fn a_word_has_the_stems_of_every_way() {
    let word = word("évaluations");
    let terms: Vec<&str> = word.stems.iter().map(|s| s.term.as_str()).collect();
    assert!(terms.iter().any(|t| t.starts_with("fr:")), "{terms:?}");
    assert!(terms.iter().any(|t| t.starts_with("en:")), "{terms:?}");
    assert!(terms.contains(&"xx:evaluations"), "{terms:?}");
    assert_eq!(word.exact, ["evaluations"]);
    assert!(!word.stop);
}

#[test]
fn a_compound_goes_to_its_first_part() {
    let compound = word("porte-parole");
    assert_eq!(compound.text, "porte");
    assert_eq!(compound.exact.first().map(String::as_str), Some("porte"));
    assert!(compound.exact.iter().any(|e| e == "porteparole"));
    assert!(compound.stems.iter().any(|s| s.term == "xx:porteparole"));
}

#[test]
fn phrases_have_a_row_for_each_way() {
    let parsed = read("\"l'accès aux données\"");
    let Some(Clause::Phrase(phrase)) = parsed.query.root.must.first() else { panic!("no phrase") };
    let row = |words: &[&str]| {
        words.iter().enumerate().map(|(i, w)| (i as u32, (*w).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(phrase.variants.first(), Some(&row(&["acces", "aux", "donnees"])));
    assert_eq!(phrase.words.len(), 3);
    let parsed = read("\"porte-parole\"");
    let Some(Clause::Phrase(phrase)) = parsed.query.root.must.first() else { panic!("no phrase") };
    assert_eq!(phrase.variants, [row(&["porte", "parole"]), row(&["porteparole"])]);
}

#[test]
fn function_words_stay_and_are_flagged() {
    let stops = |text: &str| {
        let parsed = read(text);
        parsed
            .query
            .root
            .words()
            .iter()
            .filter(|w| w.stop)
            .map(|w| w.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(stops("the state of the union"), ["the", "of", "the"]);
    assert_eq!(stops("comment la ville dépense son budget"), ["comment", "la", "son"]);
    assert!(stops("thé").is_empty());
}

#[test]
fn the_language_is_guessed_or_given() {
    let lang = |text: &str| read(text).query.lang;
    assert_eq!(lang("comment la ville dépense son budget"), Some(Lang::Fr));
    // an elided word is French where nothing else tells
    assert_eq!(lang("startups d’État"), Some(Lang::Fr));
    assert_ne!(lang("O’Brien startups"), Some(Lang::Fr));
    assert_eq!(lang("how does the town spend its budget"), Some(Lang::En));
    assert_eq!(lang("2017"), None);
    let options = ParseOptions { lang: Some(Lang::En) };
    let parsed = parse("la ville", &mut Analyzer::new(), &options);
    assert_eq!(parsed.query.lang, Some(Lang::En));
    assert!(parsed.query.filters.is_empty());
}

#[test]
fn what_was_understood_is_said() {
    for (typed, want) in [
        ("weak signals", "weak signals"),
        ("  l’école,   (d'été) !", "l’école (d'été)"),
        ("+ville -\"bas  coût\" ET l'impôt lang:fr", "+ville -\"bas coût\" AND l'impôt lang:fr"),
        ("ville innov* \"a b\"~2 title:\"le plan\"", "ville innov* \"a b\"~2 title:\"le plan\""),
        ("ville (budget lang:xx", "ville budget"),
        ("126 000 C++", "126 000 C++"),
        ("le pass \"bon\n  plan\", où ?", "le pass bon plan où"),
        ("\"the who\" concert", "\"the who\" concert"),
        ("\"bon  plan\"", "\"bon plan\""),
        ("+\"bon plan\" ville", "+\"bon plan\" ville"),
    ] {
        assert_eq!(read(typed).interpreted, want, "{typed}");
    }
}

#[test]
fn the_cost_of_hostile_queries_grows_with_their_length() {
    let hundred_kb = |part: &str| part.repeat(100_000 / part.len() + 1);
    cost::grows_with_its_input("quotes inside words", 10_000, |times| {
        read(&format!("{}{}", "“ ".repeat(times * 8 / 5), "a”a".repeat(times)));
    });
    let parts = [
        "(", ")", "()", "a OR ", "a AND ", "NOT ", "a NOT ", "\"", "“", "\"a b\" ", "“a ", "-a ",
        "+(", "-(a ", "<a ", "<a x=", "[[", "](x/", "lang:", "lang:x ", "title:\"", "a:", "a*",
        "ab* ", "a(b", "l'", "é", "a-", "0 000 ", "[[a|", "\"a\"b", "a ", "(a OR ", "*a ",
        "a\u{301}", "\n", "1) ",
    ];
    for part in parts {
        cost::grows_with_its_input(part, 100_000 / part.len() + 1, |times| {
            let parsed = read(&part.repeat(times));
            assert!(parsed.warnings.len() <= Warnings::MOST);
            assert!(depth(&parsed.query.root) <= 40);
        });
    }
    assert!(codes(&hundred_kb("a OR ")).contains(&"too-many-words"));
    let deep = format!("{}ville{}", "(".repeat(50), ")".repeat(50));
    assert_eq!(codes(&deep), ["nested-too-deep"]);
    assert_eq!(tree(&deep), "ville");
}

fn depth(group: &Group) -> usize {
    let inner = group.must.iter().chain(&group.should).chain(&group.not);
    1 + inner.map(|c| if let Clause::Group(g) = c { depth(g) } else { 0 }).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn nothing_typed_is_an_error(text in any::<String>()) {
        let parsed = read(&text);
        prop_assert_eq!(parsed.query.text, text);
    }

    #[test]
    fn nor_is_anything_made_of_signs(parts in proptest::collection::vec(
        prop::sample::select(vec!["(", ")", "\"", "“", "”", " ", "-", "+", "*", "~", "~3", ":", "AND", "OU ", "SAUF ",
            "lang:", "titre:", "é", "l’", "ville", "<a ", ">", "[[", "]]", "|", "«", "\n", "12", "\u{301}"]), 0..40)) {
        let parsed = read(&parts.concat());
        // what is understood is understood alike when it is typed again
        prop_assert!(parsed.interpreted.len() <= 4 * parts.concat().len() + 64);
    }

    #[test]
    fn plain_words_are_all_kept(words in proptest::collection::vec("[a-zéàç]{3,9}", 1..8)) {
        let parsed = read(&words.join(" "));
        let found: Vec<String> = parsed.query.root.words().iter().map(|w| w.text.clone()).collect();
        prop_assert_eq!(&parsed.interpreted, &words.join(" "));
        prop_assert_eq!(found, words);
    }
}
