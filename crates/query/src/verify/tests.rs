use ibid_core::analysis::Analyzer;
use proptest::prelude::*;

use super::{Agreement, Quote};

fn find(quote: &str, text: &str) -> Option<(Agreement, String)> {
    let found = Quote::new(quote)?.find_in(text);
    found.into_iter().next().map(|found| (found.agreement, text[found.bytes].to_owned()))
}

#[test]
fn typography_is_told_from_other_words() {
    use Agreement::{Exact, Normalised};
    let text = "Il a dit : « L’État n’innove pas, il achète. »\nVoilà tout.";
    let exact = |quote: &str| assert_eq!(find(quote, text), Some((Exact, quote.into())));
    exact("L’État n’innove pas");
    exact("il achète.");
    exact("« L’État n’innove pas, il achète. »");
    assert_eq!(find("achète. »  Voilà", text), Some((Exact, "achète. »\nVoilà".into())));
    for quote in [
        "l'Etat n'innove pas",
        "L’ÉTAT N’INNOVE PAS !",
        "n’innove pas il achète",
        "“L’État n’innove pas, il achète.”",
        "L’E\u{301}tat n’inno\u{ad}ve pas",
    ] {
        assert_eq!(find(quote, text).map(|f| f.0), Some(Normalised), "{quote}");
    }
    for quote in ["l’État innove", "État n’innov", "achètera", "", "…"] {
        assert_eq!(find(quote, text), None, "{quote}");
    }
}

#[test]
fn numbers_and_initials_agree_however_they_are_written() {
    for (quote, text) in [
        ("250000 personnes", "soit 250\u{a0}000 personnes"),
        ("soit 250,000 personnes", "soit 250\u{202f}000 personnes"),
        ("1,000,000 people", "for 1000000 people"),
        ("les agents d’EDF", "les agents d’É.D.F. sont"),
        ("agents d'E.D.F.", "les agents d’EDF sont"),
    ] {
        assert_eq!(find(quote, text).map(|f| f.0), Some(Agreement::Normalised), "{quote}");
    }
    assert_eq!(find("3 250 personnes", "3 250 personnes").map(|f| f.0), Some(Agreement::Exact));
    assert_eq!(find("2500 personnes", "2.500 personnes"), None);
}

#[test]
fn every_place_is_found() {
    let quote = Quote::new("non non").unwrap();
    assert_eq!(quote.find_in("Non, non, non !").len(), 2);
}

#[test]
fn one_of_the_rows_that_are_asked_for_crosses_no_edge() {
    let mut analyzer = Analyzer::new();
    let count = |words: usize, analyzer: &mut Analyzer| {
        let text = (0..words).map(|i| format!("mot{i}")).collect::<Vec<_>>().join(" ");
        Quote::new(&text).unwrap().queries(analyzer).len()
    };
    assert_eq!(count(1, &mut analyzer), 2);
    assert_eq!(count(9, &mut analyzer), 4);
    assert_eq!(count(100, &mut analyzer), 5);
}

proptest! {
    #[test]
    fn a_part_of_a_text_is_found_to_the_letter(text in "[a-zéà’ ,.«»\n-]{1,80}", from in 0usize..40, len in 1usize..40) {
        let chars: Vec<char> = text.chars().collect();
        let from = from.min(chars.len() - 1);
        let part: String = chars[from..(from + len).min(chars.len())].iter().collect();
        let whole_words = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric());
        let before = from.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get((from + len).min(chars.len()));
        if let (Some(quote), true, true) = (Quote::new(&part), whole_words(before), whole_words(after)) {
            let found = quote.find_in(&text);
            prop_assert!(found.iter().any(|f| f.agreement == Agreement::Exact), "{part:?}");
        }
    }

    #[test]
    fn what_is_not_folded_is_found_as_if_it_were(
        quote in "((250|000|250000|EDF|E\\.D\\.F|agent|État|½)[ .,\u{a0}]{0,1}){1,5}",
        text in "((250|000|250000|EDF|E\\.D\\.F|agent|état|½|par)[ .,\u{a0}]{0,1}){0,9}",
    ) {
        let Some(sought) = Quote::new(&quote) else { return Ok(()) };
        prop_assert_eq!(sought.find_in(&text), sought.places_in(&text));
    }

    #[test]
    fn nothing_makes_it_panic(quote in ".*", text in ".*") {
        if let Some(quote) = Quote::new(&quote) {
            for found in quote.find_in(&text) {
                prop_assert!(text.get(found.bytes).is_some() && text.get(found.words).is_some());
            }
        }
    }
}
