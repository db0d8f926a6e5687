//! The table is held to what was written, and to bytes that are no table.

use proptest::prelude::*;

use super::*;
use crate::query::Stem;

fn entry(key: &str, list: &'static str, translations: &[(&str, f64)]) -> Entry {
    let translations = translations.iter().map(|(text, w)| ((*text).to_owned(), *w)).collect();
    Entry { key: key.to_owned(), list, translations }
}

fn over(bytes: Vec<u8>) -> Option<Lexicon> {
    Lexicon::over(Box::leak(bytes.into_boxed_slice()))
}

fn lexicon(french: &[Entry], english: &[Entry]) -> Lexicon {
    over(write(french, english).unwrap()).unwrap()
}

/// A word with these stems, which are French.
fn word(stems: &[&str]) -> Word {
    let stem = |stem: &&str| Stem::new(format!("fr:{stem}"), Some(Lang::Fr));
    Word { stems: stems.iter().map(stem).collect(), ..Word::default() }
}

fn found(lexicon: &Lexicon, words: &[Word]) -> Option<(usize, String)> {
    let words: Vec<&Word> = words.iter().collect();
    let found = lexicon.longest(&words, Lang::Fr)?;
    let texts: Vec<String> = found.translations.into_iter().map(|t| t.text).collect();
    Some((found.words, texts.join("|")))
}

#[test]
fn the_longest_entry_at_the_beginning_is_given() {
    let entries = [
        entry("fonction", "learned", &[("function", 0.6), ("duty", 0.2)]),
        entry("fonction public", "terms", &[("civil service", 1.0)]),
        entry("fonction public territorial de", "hand", &[("local civil service", 1.0)]),
        entry("publ", "learned", &[("public", 1.0)]),
    ];
    let lexicon = lexicon(&entries, &[]);
    let fonction = word(&["fonction"]);
    let publique = word(&["publ", "public"]);
    let territoriale = word(&["territorial"]);

    let both = [fonction.clone(), publique.clone()];
    assert_eq!(found(&lexicon, &both), Some((2, "civil service".to_owned())));
    let cut_short = [fonction.clone(), publique.clone(), territoriale.clone()];
    assert_eq!(found(&lexicon, &cut_short), Some((2, "civil service".to_owned())));
    let other = [fonction, territoriale];
    assert_eq!(found(&lexicon, &other), Some((1, "function|duty".to_owned())));
    assert_eq!(found(&lexicon, &[publique]), Some((1, "public".to_owned())));
    assert_eq!(found(&lexicon, &[word(&["publi"])]), None);
    assert_eq!(found(&lexicon, &[]), None);
}

/// A word that is written so, with these stems.
fn form(text: &str, stems: &[&str]) -> Word {
    Word { text: text.to_owned(), ..word(stems) }
}

#[test]
fn the_entry_of_a_form_comes_before_that_of_its_stem() {
    let entries = [
        entry("enregistr", "learned", &[("record", 1.0)]),
        entry("enregistr vocal", "learned", &[("voice recording", 1.0)]),
        entry("=enregistrement", "learned", &[("registration", 1.0)]),
    ];
    let lexicon = lexicon(&entries, &[]);
    for (text, expected) in [
        ("enregistrement", "registration"),
        ("Enregistrements", "registration"),
        ("l’enregistrement", "registration"),
        ("enregistrer", "record"),
        ("", "record"),
    ] {
        let asked = form(text, &["enregistr"]);
        assert_eq!(found(&lexicon, &[asked]), Some((1, expected.to_owned())), "{text}");
    }

    // a set phrase is longer than either
    let phrase = [form("enregistrement", &["enregistr"]), form("vocal", &["vocal"])];
    assert_eq!(found(&lexicon, &phrase), Some((2, "voice recording".to_owned())));
    // and a word of the other language has no form in this one
    let stem = Stem::new("en:enregistrement".to_owned(), Some(Lang::En));
    let other = Word { text: "enregistrement".to_owned(), stems: vec![stem], ..Word::default() };
    assert_eq!(found(&lexicon, &[other]), None);
}

#[test]
fn the_key_of_a_form_is_its_singular_with_its_accents() {
    for (lang, form, key) in [
        (Lang::Fr, "Décisions", "décision"),
        (Lang::Fr, "l’élection", "élection"),
        (Lang::Fr, "équipe", "équipe"),
        (Lang::Fr, "équipés", "équipé"),
        (Lang::Fr, "bureaux", "bureau"),
        (Lang::Fr, "régionaux", "régional"),
        (Lang::Fr, "contraignantes", "contraignant"),
        (Lang::Fr, "bus", "bus"),
        (Lang::En, "Agencies", "agency"),
        (Lang::En, "rules", "rule"),
        (Lang::En, "process", "process"),
        (Lang::En, "citizen's", "citizen"),
        (Lang::En, "", ""),
    ] {
        assert_eq!(form_key(form, lang), key, "{form}");
    }
}

#[test]
fn weights_of_an_entry_add_up_to_one_and_name_their_list() {
    let entries = [entry("impot", "hand", &[("tax", 0.9), ("taxation", 0.3)])];
    let lexicon = lexicon(&entries, &[]);
    let found = lexicon.longest(&[&word(&["impot"])], Lang::Fr).unwrap();

    let weights: Vec<f64> = found.translations.iter().map(|t| t.weight).collect();
    assert_eq!(weights, [0.75, 0.25]);
    assert_eq!(found.translations[0].list, "hand");
}

#[test]
fn a_word_without_any_meaning_is_known_all_the_same() {
    let lexicon = lexicon(&[entry("lunat", "hand", &[])], &[]);
    assert_eq!(found(&lexicon, &[word(&["lunat"])]), Some((1, String::new())));
}

#[test]
fn entries_that_a_table_cannot_hold_are_refused() {
    let long = "a".repeat(256);
    for (entries, reason) in [
        (vec![entry("", "hand", &[])], "its key is empty or too long"),
        (vec![entry(&long, "hand", &[])], "its key is empty or too long"),
        (vec![entry("a  b", "hand", &[])], "its key has too many words, or two spaces"),
        (
            vec![entry("a b c d e f g h i", "hand", &[])],
            "its key has too many words, or two spaces",
        ),
        (vec![entry("a", "hand", &[]), entry("a", "terms", &[])], "its key comes twice"),
        (vec![entry("a", "mine", &[])], "its list is not known"),
        (vec![entry("a", "hand", &[("b", 0.0)])], "a weight is not above zero"),
        (vec![entry("a", "hand", &[("b", 1.0); 5])], "it has too many translations"),
        (vec![entry("a", "hand", &[(&long, 1.0)])], "its text is empty or too long"),
    ] {
        let error = write(&entries, &[]).unwrap_err().to_string();
        assert!(error.ends_with(reason), "{error}");
    }
}

#[test]
fn the_shipped_table_has_the_shape_of_one() {
    let lexicon = Lexicon::shipped();
    assert!(lexicon.size() < 1_000_000, "{} bytes", lexicon.size());
    for lang in Lang::ALL {
        let entries: Vec<_> = lexicon.entries(lang).collect();
        assert!(!entries.is_empty());
        assert!(entries.is_sorted_by(|a, b| a.0 < b.0), "the keys of {lang} are out of order");
        for (key, translations) in entries {
            let sum: f64 = translations.iter().map(|t| t.weight).sum();
            let whole = translations.is_empty() || (sum - 1.0).abs() < 1e-9;
            assert!(whole, "{lang} {key}: the weights add up to {sum}");
            assert!(translations.is_sorted_by(|a, b| a.weight >= b.weight), "{lang} {key}");
            assert!(translations.len() <= MAX_TRANSLATIONS, "{lang} {key}");
            assert!(key.split(' ').count() <= MAX_ENTRY_WORDS, "{lang} {key}");
            assert!(translations.iter().all(|t| !t.text.is_empty() && !t.list.is_empty()));
        }
    }
}

/// Keys of one to three short words, so that many begin alike.
fn keys() -> impl Strategy<Value = Vec<String>> {
    let key = "[a-c]{1,3}( [a-c]{1,2}){0,2}";
    prop::collection::btree_set(key, 0..80).prop_map(|keys| keys.into_iter().collect())
}

proptest! {
    #[test]
    fn every_entry_is_found_by_its_words(keys in keys()) {
        let give = |key: &String| entry(key, "learned", &[(&format!("<{key}>"), 1.0)]);
        let entries: Vec<Entry> = keys.iter().map(give).collect();
        let lexicon = lexicon(&entries, &[]);

        prop_assert_eq!(lexicon.entries(Lang::Fr).count(), keys.len());
        for key in &keys {
            let words: Vec<Word> = key.split(' ').map(|stem| word(&[stem])).collect();
            let expected = Some((words.len(), format!("<{key}>")));
            prop_assert_eq!(found(&lexicon, &words), expected);
        }
    }

    #[test]
    fn bytes_that_are_no_table_never_panic(
        keys in keys(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<bool>(),
    ) {
        let give = |key: &String| entry(key, "learned", &[("one", 1.0), ("two", 1.0)]);
        let entries: Vec<Entry> = keys.iter().map(give).collect();
        let mut bytes = write(&entries, &[]).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }

        if let Some(lexicon) = over(bytes) {
            let words = [word(&["a", "b"]), word(&["b", "c"]), word(&["a"])];
            found(&lexicon, &words);
            lexicon.entries(Lang::Fr).for_each(drop);
        }
    }
}
