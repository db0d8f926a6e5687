use ibid_core::document::Medium;
use ibid_core::lang::Lang;
use ibid_core::time::{Moment, TimeSpan};

use super::*;
use crate::highlight::tests::{marks_of, passage};
use ibid_core::hit::Twins;

const TEXT: &str = "La ville dort encore. Son budget grandit, et la ville aussi. Rien ne change.";

/// A passage with a span for each sentence; seconds run backwards, and the last has none.
fn timed() -> Passage {
    let mut passage = passage(TEXT, Some(Lang::Fr));
    passage.about.title = Some("Conseil".to_owned());
    passage.about.medium = Some(Medium::YouTube("abc".to_owned()));
    let seconds = [Some(90), Some(30), None];
    let ranges = sentences(TEXT);
    for (range, second) in ranges.iter().zip(seconds) {
        let moment = second.map(|s: u64| Moment::anchor(Timecode::from_millis(s * 1000 + 400)));
        let end = (range.end + 1).min(TEXT.len()) as u32;
        passage.spans.push(Span { start: range.start as u32, end, moment, line: 0 });
    }
    passage
}

/// A passage that was found in a file.
fn hit(passage: &Passage, path: &str) -> Hit {
    let (path, file) = (path.to_owned(), path.to_owned());
    Hit {
        passage: passage.clone(),
        path,
        file,
        score: 0.0,
        quoted: None,
        also: Twins::default(),
        pair: None,
    }
}

fn cited(query: &str) -> Vec<(Option<f64>, String)> {
    let marks = marks_of(query, TEXT, Lang::Fr);
    let all = citations(&hit(&timed(), "a.md"), &marks, None, &CiteOptions::default());
    all.into_iter().map(|c| (c.t, c.quote)).collect()
}

#[test]
fn the_span_with_most_different_terms_comes_first() {
    let first = (Some(90.4), "La ville dort encore.".to_owned());
    let second = (Some(30.4), "Son budget grandit, et la ville aussi.".to_owned());
    assert_eq!(cited("ville"), [first.clone(), second.clone()]);
    assert_eq!(cited("ville budget"), [second, first.clone()]);
    assert_eq!(cited("absent"), [first]);
    assert_eq!(cited("change"), [(None, "Rien ne change.".to_owned())]);
}

#[test]
fn a_phrase_that_crosses_spans_is_cited_where_it_begins() {
    assert_eq!(cited("\"dort encore son budget\"").len(), 1);
    assert_eq!(cited("\"dort encore son budget\"")[0].0, Some(90.4));
}

#[test]
fn a_citation_tells_its_time_its_method_and_its_link() {
    let marks = marks_of("budget", TEXT, Lang::Fr);
    let mut passage = timed();
    let options = CiteOptions::default().with_lead_in(5);
    let citation = citations(&hit(&passage, "a.md"), &marks, None, &options).remove(0);
    assert_eq!((citation.t, citation.t_end, citation.method), (Some(30.4), None, Method::Anchor));
    assert_eq!(citation.url.as_deref(), Some("https://www.youtube.com/watch?v=abc&t=25s"));
    assert_eq!(
        line(&passage, "a.md", &citation),
        "Conseil, 00:00:30, https://www.youtube.com/watch?v=abc&t=25s"
    );
    let early = CiteOptions::default().with_lead_in(500);
    let opened = citations(&hit(&passage, "a.md"), &marks, None, &early).remove(0).url.unwrap();
    assert!(opened.ends_with("&t=0s"));
    let span = TimeSpan::new(Timecode::from_millis(1000), Timecode::from_millis(2000));
    passage.spans[1].moment = Some(Moment::span(span, Method::Cue));
    assert_eq!(
        citations(&hit(&passage, "a.md"), &marks, None, &options).remove(0).t_end,
        Some(2.0)
    );
    assert_eq!(all(&hit(&passage, "a.md"), &options).len(), 3);
}

#[test]
fn without_spans_the_marked_sentences_are_cited() {
    let plain = passage(TEXT, Some(Lang::Fr));
    let quote = |query: &str| {
        let marks = marks_of(query, TEXT, Lang::Fr);
        let mut all = citations(&hit(&plain, "notes/a.md"), &marks, None, &CiteOptions::default());
        assert_eq!(all.len(), 1);
        all.remove(0)
    };
    let citation = quote("budget");
    assert_eq!(citation.quote, "Son budget grandit, et la ville aussi.");
    assert_eq!((citation.t, citation.method), (None, Method::None));
    assert_eq!(line(&plain, "notes/a.md", &citation), "notes/a.md, notes/a.md#L12");
    assert_eq!(
        quote("dort budget").quote,
        "La ville dort encore. Son budget grandit, et la ville aussi."
    );
    assert_eq!(quote("absent").quote, "La ville dort encore.");
}

#[test]
fn links_to_files_are_what_is_asked_for() {
    let mut plain = passage(TEXT, Some(Lang::Fr));
    plain.line = 3;
    plain.about.name = Some("deux".to_owned());
    let path = "procès verbaux/a.jsonl#deux".to_owned();
    let file = "/srv/procès verbaux/a.jsonl".to_owned();
    let hit = Hit {
        passage: plain,
        path,
        file,
        score: 0.0,
        quoted: None,
        also: Twins::default(),
        pair: None,
    };

    let url = |local| all(&hit, &CiteOptions::default().with_local(local)).remove(0).url;
    let found = |text: &str| Some(text.to_owned());
    assert_eq!(url(LocalLinks::Absolute), found("/srv/procès verbaux/a.jsonl#L3"));
    assert_eq!(url(LocalLinks::Relative), found("procès verbaux/a.jsonl#L3"));
    let below = url(LocalLinks::Below("https://example.org/files/".to_owned()));
    assert_eq!(below, found("https://example.org/files/proc%C3%A8s%20verbaux/a.jsonl#L3"));
    assert_eq!(url(LocalLinks::None), None);
}
