//! Talks in both languages: a hit shows what says the same in the other.

use ibid_core::document::Medium;
use ibid_core::lexicon::terms::{Builder, Direction, Entry};

use super::*;

const FRENCH: [&str; 3] = [
    "Le facteur passe le mardi matin.",
    "Le phare est éteint depuis le mois de mai.",
    "Le facteur reprend le courrier le soir.",
];

const ENGLISH: [&str; 3] = [
    "The postman comes on Tuesday morning.",
    "The lighthouse has been dark since May.",
    "The postman takes the letters away at night.",
];

/// A talk of three passages, ten seconds each.
fn write_talk(memory: &Memory, name: &str, lang: Lang, texts: &[&str], medium: Option<&Medium>) {
    write_changed(memory, name, texts, |passage| {
        passage.lang = Some(lang);
        passage.about.medium = medium.cloned();
    });
}

fn options() -> SearchOptions {
    let mut builder = Builder::new("list.csv");
    for (fr, en) in [("facteur", "postman"), ("phare", "lighthouse")] {
        let [fr, en] = [fr, en].map(|term| vec![term.to_owned()]);
        builder.add(&Entry { fr, en, direction: Direction::Both, line: 1 });
    }
    let terms = vec![Arc::new(builder.finish().0)];
    let options = SearchOptions::default().with_terms(terms);
    SearchOptions { question_lang: Some(Lang::Fr), ..options }
}

#[test]
fn a_hit_carries_its_counterpart_and_the_block_gives_the_place_to_its_next() {
    let memory = Memory::new();
    let talk = Medium::YouTube("talk".to_owned());
    write_talk(&memory, "notes", Lang::Fr, &FRENCH, Some(&talk));
    write_talk(&memory, "subtitles", Lang::En, &ENGLISH, Some(&talk));
    let other = ["A postman rings twice in another talk."];
    write_talk(&memory, "other", Lang::En, &other, Some(&Medium::YouTube("other".to_owned())));

    let engine = Engine::new(memory);
    let response = engine.search("facteur", &options()).unwrap();
    assert_eq!(response.hits.len(), 2);
    for hit in &response.hits {
        let pair = hit.pair.as_ref().unwrap();
        assert_eq!((pair.lang, pair.t), (Some(Lang::En), hit.citations[0].t), "{hit:?}");
    }
    let across = response.across.unwrap();
    let texts: Vec<&str> = across.hits.iter().map(|hit| hit.text.as_str()).collect();
    assert_eq!(texts, other, "the others stand beside the hits");

    // with fewer hits than the block could have, the rest stands in it, each with its own pair
    let response = engine.search("facteur", &options().with_limit(1)).unwrap();
    let pair = response.hits[0].pair.as_ref().unwrap();
    let across = response.across.unwrap();
    assert_eq!(across.hits.len(), 2);
    assert!(across.hits.iter().all(|hit| hit.id != pair.id));
    let paired: Vec<bool> = across.hits.iter().map(|hit| hit.pair.is_some()).collect();
    assert_eq!(paired.iter().filter(|paired| **paired).count(), 1);

    let alone = engine.search("facteur", &options().with_across(0)).unwrap();
    assert!(alone.hits.iter().all(|hit| hit.pair.is_none()));
}

#[test]
fn an_original_and_its_interpretation_are_told_by_their_names() {
    let memory = Memory::new();
    write_talk(&memory, "seance_fr.vtt", Lang::Fr, &FRENCH, None);
    write_talk(&memory, "seance_en.vtt", Lang::En, &ENGLISH, None);
    let response = Engine::new(memory).search("phare", &options()).unwrap();
    assert_eq!(response.hits[0].pair.as_ref().unwrap().t, Some(10.0));
    assert_eq!(response.across, None, "what would stand in the block is the pair");
}
