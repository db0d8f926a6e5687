//! The golden vocabulary: pairs of words that must meet, and pairs that must not.
//!
//! Anyone may add a row; a row that fails is mended in the chain or in its tables, or argued away.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it saw"
)]

use std::collections::HashSet;

use ibid_core::analysis::{Analyzer, Kind, Tokens};
use ibid_core::lang::Lang;

/// The stems that a text has, function words left out if there is more.
fn stems(analyzer: &mut Analyzer, text: &str, lang: Lang) -> HashSet<String> {
    let mut tokens = Tokens::new();
    analyzer.analyze(text, Some(lang), &mut tokens);
    let content = tokens.iter().any(|t| !t.stop);
    let kept = tokens.iter().filter(|t| t.kind == Kind::Stem && (!t.stop || !content));
    kept.map(|t| t.term.to_owned()).collect()
}

fn check(table: &str, lang: Lang) {
    let mut analyzer = Analyzer::new();
    let (mut meet, mut apart, mut failures) = (0, 0, Vec::new());
    for row in table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let mut columns = row.split('\t');
        let (Some(verdict), Some(left), Some(right)) =
            (columns.next(), columns.next(), columns.next())
        else {
            panic!("a row lacks columns: {row}");
        };
        let (a, b) = (stems(&mut analyzer, left, lang), stems(&mut analyzer, right, lang));
        let met = a.intersection(&b).next().is_some();
        match verdict {
            "meet" => meet += 1,
            "apart" => apart += 1,
            _ => panic!("unknown verdict: {row}"),
        }
        if met != (verdict == "meet") {
            failures.push(format!("{row}\n    {a:?} {b:?}"));
        }
    }
    println!("{lang}: {meet} pairs meet, {apart} stay apart");
    assert!(meet >= 300 && apart >= 80, "the vocabulary has shrunk: {meet} meet, {apart} apart");
    assert!(failures.is_empty(), "{} rows fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn french_words_meet_and_stay_apart() {
    check(include_str!("../golden/french.tsv"), Lang::Fr);
}

#[test]
fn english_words_meet_and_stay_apart() {
    check(include_str!("../golden/english.tsv"), Lang::En);
}
