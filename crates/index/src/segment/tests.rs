use std::collections::BTreeMap;

use ibid_core::analysis::{Analyzer, PlacedTerm};
use ibid_core::backend::SourceRecord;
use ibid_core::document::{About, Medium};
use ibid_core::format::Format;
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::passage::{Passage, TextPlace};
use proptest::prelude::*;
use tantivy::indexer::{AddOperation, SegmentWriter};
use tantivy::schema::Document;
use tantivy::tokenizer::{PreTokenizedString, RawTokenizer, Token};
use tantivy::{Index, TantivyDocument};

use super::*;

/// The files of a segment.
const FILES: [SegmentComponent; 6] = [
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::Store,
];

fn files(segment: &Segment) -> BTreeMap<String, Vec<u8>> {
    let file = |component: SegmentComponent| {
        let bytes = segment.open_read(component.clone()).unwrap().read_bytes().unwrap();
        (format!("{component:?}"), bytes.as_slice().to_vec())
    };
    FILES.into_iter().map(file).collect()
}

/// A record as the engine takes it.
fn document(record: &Record, fields: &Fields) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    for kind in Kind::ALL {
        let token = |PlacedTerm { term, position, .. }: PlacedTerm<'_>| Token {
            text: term.to_owned(),
            position: position as usize,
            ..Token::default()
        };
        let tokens = record.tokens.placed().filter(|term| term.kind == kind).map(token).collect();
        let text = PreTokenizedString { text: String::new(), tokens };
        doc.add_pre_tokenized_text(fields.terms(kind), text);
    }
    record.keys.iter().for_each(|(field, key)| doc.add_bytes(field, key));
    record.numbers.iter().for_each(|(field, number)| doc.add_u64(*field, *number));
    record.texts.iter().for_each(|(field, text)| doc.add_text(*field, text));
    record.stored.iter().for_each(|(field, bytes)| doc.add_bytes(*field, bytes));
    doc
}

/// What the engine writes of some records, and what we write of them and close by so many threads.
fn both(records: &[Record], fields: &Fields, threads: usize) -> [BTreeMap<String, Vec<u8>>; 2] {
    let index = Index::create_in_ram(fields.schema.clone());
    // it asks for what cuts words, and never calls it
    index.tokenizers().register("ibid", RawTokenizer::default());
    let segment = index.new_segment();
    let mut theirs = SegmentWriter::for_segment(16 << 20, segment.clone()).unwrap();
    let mut ours = SegmentBuilder::new(&index, fields, threads).unwrap();
    for record in records {
        let document = document(record, fields);
        assert!(document.iter_fields_and_values().count() > 0);
        theirs.add_document(AddOperation { opstamp: 0, document }).unwrap();
        ours.add(record).unwrap();
    }
    theirs.finalize().unwrap();
    let segment_of_ours = ours.segment.clone();
    let meta = ours.close().unwrap();
    assert_eq!(meta.max_doc() as usize, records.len());
    [files(&segment), files(&segment_of_ours)]
}

fn passage(text: String, title: Option<String>, lang: Option<Lang>, n: u32) -> Passage {
    Passage {
        id: PassageId::from_content("", &[], &text, n),
        source: SourceId::from_bytes(b"a file"),
        about: About { title, number: Some(n), ..About::default() },
        section: Vec::new(),
        ordinal: n % 3,
        line: n + 1,
        lang,
        speaker: n.is_multiple_of(4).then(|| "Anne Roy".to_owned()),
        non_speech: n.is_multiple_of(5),
        text,
        spans: Vec::new(),
    }
}

fn file() -> SourceRecord {
    SourceRecord {
        id: SourceId::from_bytes(b"a file"),
        format: Format::JsonLines,
        reader: 1,
        evidence: None,
        paths: Vec::new(),
        bytes: 1,
        passages: 1,
        indexed_on: None,
    }
}

fn records(passages: Vec<Passage>, fields: &Fields) -> Vec<Record> {
    // two threads have their own, with numbers of their own
    let mut analyzers = [Analyzer::new(), Analyzer::new()];
    let key = SourceId::from_bytes(b"a key");
    let path = std::path::Path::new("x");
    let record = |passage: Passage| {
        let analyzer = &mut analyzers[passage.ordinal as usize % 2];
        let analysed = analyzer.passage(passage, TextPlace::default());
        fields.passage_record(analysed, key, path).unwrap()
    };
    let mut records: Vec<Record> = passages.into_iter().map(record).collect();
    records.insert(records.len() / 2, fields.source_record(&file(), path).unwrap());
    records
}

#[test]
fn lists_of_many_blocks_are_as_the_engine_writes_them() {
    let fields = Fields::new();
    let words = ["le", "héron", "attend", "près", "du", "moulin", "the", "mill", "C++", "2017"];
    let text = |n: usize| -> String {
        let word = |i: usize| format!("{} ", words[(n * n + i * 7 + i * i * n) % words.len()]);
        (0..n % 23).map(word).collect::<String>() + &format!("mot{n}")
    };
    let passages = (0..700).map(|n| {
        let mut passage =
            passage(text(n), Some(format!("Titre {}", n % 9)), Some(Lang::Fr), n as u32);
        passage.about.medium = Some(Medium::Web(format!("https://example.org/{}", n % 50)));
        passage
    });
    let records = records(passages.collect(), &fields);
    for threads in 1..=2 {
        let [theirs, ours] = both(&records, &fields, threads);
        assert!(theirs == ours, "{threads}");
    }
}

proptest! {
    #[test]
    fn files_are_those_that_the_engine_writes(
        texts in proptest::collection::vec(("[a-dé'’. -]{0,60}|\\PC{0,60}", proptest::option::of("\\PC{0,20}"), 0usize..3), 0..12), threads in 1usize..3
    ) {
        let fields = Fields::new();
        let passages = texts.into_iter().zip(0..).map(|((text, title, lang), n)| {
            passage(text, title, Lang::BY_SLOT[lang], n)
        });
        let [theirs, ours] = both(&records(passages.collect(), &fields), &fields, threads);
        prop_assert!(theirs == ours);
    }

    #[test]
    fn terms_are_numbered_as_they_come_and_sorted(
        words in proptest::collection::vec("[ab\0é]{0,20}", 0..300)
    ) {
        let mut terms = terms::Terms::new();
        let mut known: Vec<&str> = Vec::new();
        for word in &words {
            let number = terms.number_of(word.as_bytes()) as usize;
            let expected = known.iter().position(|known| known == word).unwrap_or(known.len());
            prop_assert_eq!(number, expected);
            if expected == known.len() {
                known.push(word);
            }
        }
        let sorted: Vec<&[u8]> = terms.sorted().into_iter().map(|n| terms.get(n)).collect();
        known.sort_unstable();
        prop_assert_eq!(sorted, known.iter().map(|word| word.as_bytes()).collect::<Vec<_>>());
    }
}
