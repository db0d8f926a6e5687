use proptest::prelude::*;

use super::*;
use crate::highlight::Matched;

fn mark(bytes: Range<usize>, term: u32, weight: f64) -> Mark {
    Mark { bytes, weight, terms: vec![Matched { term, weight }] }
}

/// A mark on each occurrence of each word; the term is the word's number.
fn marks_on(text: &str, words: &[&str]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (i, word) in words.iter().enumerate() {
        marks.extend(text.match_indices(word).map(|(at, w)| mark(at..at + w.len(), i as u32, 1.0)));
    }
    marks.sort_by_key(|m| m.bytes.start);
    marks
}

fn cut(text: &str, words: &[&str], max: usize) -> String {
    Snippet::new(text, &marks_on(text, words), max).text
}

#[test]
fn the_sentences_with_most_different_words_are_shown_whole() {
    let text = "Le chat dort. Le chat et le chat dorment. Le chien voit le chat. Rien d’autre.";
    assert_eq!(cut(text, &["chat", "chien"], 30), "Le chien voit le chat.");
    assert_eq!(cut(text, &["chat"], 30), "Le chat et le chat dorment.");
    assert_eq!(cut(text, &["absent"], 30), "Le chat dort.");
    assert_eq!(cut(text, &["chat"], 1000), text);
    assert_eq!(cut("Titre\nUn mot. Deux mots.", &["Deux"], 11), "Deux mots.");
}

#[test]
fn a_sentence_that_is_too_long_is_cut_at_clauses() {
    let text = "Quand vient l’hiver, la ville se tait, et les rues sont vides, dit-on souvent.";
    assert_eq!(cut(text, &["rues"], 30), "… et les rues sont vides, …");
    assert_eq!(cut(text, &["Quand"], 30), "Quand vient l’hiver, …");
    assert_eq!(cut(text, &["vides"], 8), "… vides, …");
    let marks = [mark(text.find("la ville").unwrap()..text.find(", et").unwrap(), 0, 1.0)];
    assert_eq!(Snippet::new(text, &marks, 8).text, "… la ville se tait, …");
}

#[test]
fn html_is_escaped_and_holds_only_marks() {
    let text = "<script>alert('x')</script> & \"la ville\"";
    let snippet = Snippet::new(text, &marks_on(text, &["ville"]), 320);
    assert_eq!(
        snippet.html,
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;la <mark>ville</mark>&quot;"
    );
    assert_eq!(&snippet.text[snippet.marks[0].clone()], "ville");
}

fn plain(html: &str) -> String {
    let text = html.replace("<mark>", "").replace("</mark>", "");
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'");
    text.replace("&amp;", "&")
}

proptest! {
    #[test]
    fn html_without_marks_is_the_text(text in "[a-zé<>&\"'. ,\n!]{0,120}", max in 1usize..60) {
        let snippet = Snippet::new(&text, &marks_on(&text, &["a", "é"]), max);
        prop_assert_eq!(plain(&snippet.html), snippet.text.as_str());
        prop_assert!(!snippet.html.replace("<mark>", "").replace("</mark>", "").contains(['<', '>', '"', '\'']));
        prop_assert!(snippet.marks.iter().all(|m| matches!(&snippet.text[m.clone()], "a" | "é")));
    }

    #[test]
    fn a_snippet_is_a_part_of_the_text(text in "\\PC{0,200}", max in 0usize..50) {
        let range = snippet(&text, &[], max);
        prop_assert!(text.get(range.clone()).is_some());
        prop_assert_eq!(range.is_empty(), text.trim().is_empty());
    }

    #[test]
    fn no_edge_is_inside_a_word(words in proptest::collection::vec("[a-zé]{1,6}[,.]?", 1..40), max in 1usize..40) {
        let text = words.join(" ");
        let range = snippet(&text, &marks_on(&text, &["a"]), max);
        let edge = |at: usize| at == 0 || at == text.len() || text[..at].ends_with(' ') || text[at..].starts_with(' ');
        prop_assert!(edge(range.start) && edge(range.end), "{:?} of {text:?}", &text[range]);
    }
}
