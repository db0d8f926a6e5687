//! Counts, the order of days, and what is limited by source.

use ibid_core::document::Date;

use super::*;
use crate::answer::HitView;

/// Five sources of a few passages each, some dated, about the same thing.
fn memory() -> Memory {
    let memory = Memory::new();
    for nth in 0..5u16 {
        let texts: Vec<String> = (0..=2 * nth)
            .map(|n| format!("the harbour light {n} {} of {nth}", "and gulls ".repeat(n.into())))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        write_changed(&memory, &format!("{nth}.md"), &texts, |passage| {
            passage.lang = Some(Lang::En);
            passage.about.date = Date::new(2015 + nth % 3, 1, 1).filter(|_| nth > 1);
        });
    }
    memory
}

/// The sources of the hits.
fn sources(response: &Response) -> Vec<&str> {
    response.hits.iter().map(|hit| hit.source.as_str()).collect()
}

#[test]
fn pages_are_parts_of_the_whole_however_it_is_listed() {
    let engine = Engine::new(memory());
    let options = SearchOptions::default;
    for options in [
        options(),
        options().with_order(Order::Date),
        options().with_per_source(Some(2)),
        options().with_grouped(true),
        options().with_grouped(true).with_order(Order::Date).with_per_source(Some(1)),
    ] {
        for question in ["harbour light", "the harbour light 2 and gulls and gulls", "gulls"] {
            let page = |offset, limit| {
                let options = options.clone().with_offset(offset).with_limit(limit);
                engine.search(question, &options).unwrap().hits
            };
            let whole = page(0, 30);
            let pages: Vec<HitView> = (0..10).flat_map(|n| page(3 * n, 3)).collect();
            assert!(pages == whole && !whole.is_empty(), "{question} {options:?}");
        }
    }
}

#[test]
fn counts_add_up_to_the_total() {
    let engine = Engine::new(memory());
    let options = SearchOptions::default().with_facets(Facet::ALL.to_vec());
    for question in ["harbour", "gulls", "\"harbour light\"", "nothing of that"] {
        let response = engine.search(question, &options).unwrap();
        let facets = response.facets.unwrap();
        assert_eq!(facets.0.len(), Facet::ALL.len());
        for (name, counts) in &facets.0 {
            let sum: u64 = counts.0.iter().map(|(_, count)| count).sum();
            assert_eq!(Some(sum), response.total, "{name} of {question}");
        }
    }
    let response = engine.search("harbour", &options).unwrap();
    let facets = response.facets.unwrap();
    assert_eq!(facets.get("source").unwrap().get("4.md"), Some(&9));
    assert_eq!(facets.get("year").unwrap().get(""), Some(&4), "two of the five have no date");
    let plain = engine.search("harbour", &SearchOptions::default()).unwrap();
    assert_eq!((plain.facets, plain.total), (None, None));
}

#[test]
fn the_sources_of_the_best_passages_come_with_their_others() {
    let engine = Engine::new(memory());
    let all = SearchOptions::default().with_limit(100);
    let grouped = engine.search("harbour gulls", &all.clone().with_grouped(true)).unwrap();
    let plain = engine.search("harbour gulls", &all).unwrap();
    let mut firsts = Vec::new();
    for source in sources(&plain) {
        if !firsts.contains(&source) {
            firsts.push(source);
        }
    }
    let mut order = sources(&grouped);
    assert!(order.len() < sources(&plain).len(), "at most three of each");
    order.dedup();
    assert_eq!(order, firsts);

    let latest = engine.search("harbour", &all.with_order(Order::Date)).unwrap();
    let undated = latest.hits.iter().position(|hit| ["0.md", "1.md"].contains(&&*hit.source));
    assert_eq!(undated, Some(latest.hits.len() - 4), "what has no date comes last");
}
