//! The index on disk and the exhaustive oracle return the same ranking: same passages, same order,
//! same scores to the last bit, whatever the segments, deletions and threads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ibid_core::analysis::{AnalysedPassage, Analyzer, Kind, Tokens};
use ibid_core::backend::{Backend, Found, Search, Snapshot, SourcePath, SourceRecord, Store};
use ibid_core::document::{About, Date, Evidence, Medium, Span};
use ibid_core::format::Format;
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_core::query::{Budget, Clause, Filter, Group, Phrase, Query, Request, Stem, Word};
use ibid_core::ranking::Plan;
use ibid_core::time::{Method, Moment, Timecode};
use ibid_index::{Reader, Writer, WriterOptions};
use ibid_memory::{Memory, MemoryWriter};
use proptest::prelude::*;

const WORDS: [&str; 36] = [
    "innovation",
    "publique",
    "public",
    "service",
    "services",
    "l’état",
    "d'État",
    "agent·e·s",
    "travaux",
    "travail",
    "cœur",
    "data-driven",
    "data",
    "driven",
    "porte-parole",
    "le",
    "la",
    "the",
    "of",
    "et",
    "policy",
    "policies",
    "citizens",
    "citoyens",
    "hearing",
    "audition",
    "budget",
    "2,5",
    "126 000",
    "S.G.M.A.P.",
    "design",
    "évaluation",
    "evaluation",
    "laboratoire",
    "lab",
    "labs",
];

/// A generator that needs nothing but its seed (`SplitMix64`, Steele et al. 2014).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A word, the first ones far more often than the last.
    fn word(&mut self) -> &'static str {
        let n = self.below(WORDS.len()).min(self.below(WORDS.len()));
        WORDS[n]
    }

    fn text(&mut self, most: usize) -> String {
        let words: Vec<&str> = (0..=self.below(most)).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn lang(&mut self) -> Option<Lang> {
        [Some(Lang::Fr), Some(Lang::En), Some(Lang::Fr), None][self.below(4)]
    }
}

/// A time for some: passages of several files are of the same seconds.
fn span(rng: &mut Rng) -> Vec<Span> {
    if rng.below(3) > 0 {
        return Vec::new();
    }
    let start = Timecode::from_millis(1000 * rng.below(60) as u64);
    let end = Timecode::from_millis(start.millis() + 1000 * rng.below(9) as u64);
    let moment = Moment { start, end: Some(end), method: Method::Cue };
    vec![Span { start: 0, end: 1, moment: Some(moment), line: 1 }]
}

fn passage(rng: &mut Rng, source: SourceId, ordinal: u32, most: usize) -> Passage {
    let text = rng.text(most);
    let section = if rng.below(3) == 0 { vec![rng.text(3)] } else { Vec::new() };
    let dated = rng.below(2) == 0;
    Passage {
        id: PassageId::from_content("m", &section, &text, 0),
        source,
        about: About {
            title: (rng.below(2) == 0).then(|| rng.text(4)),
            medium: Some(Medium::YouTube("m".into())),
            date: if dated {
                Date::new(2015 + rng.below(6) as u16, 1 + rng.below(12) as u8, 1)
            } else {
                None
            },
            evidence: (rng.below(3) == 0).then_some(Evidence::Paraphrase),
            ..About::default()
        },
        section,
        ordinal,
        line: 1,
        lang: rng.lang(),
        non_speech: rng.below(8) == 0,
        speaker: (rng.below(3) == 0).then(|| rng.text(2)),
        text,
        spans: span(rng),
    }
}

fn word(analyzer: &mut Analyzer, text: &str) -> Word {
    let mut word = Word { text: text.to_owned(), ..Word::default() };
    for lang in [Some(Lang::Fr), Some(Lang::En), None] {
        let mut tokens = Tokens::new();
        analyzer.analyze(text, lang, &mut tokens);
        for token in tokens.iter() {
            word.stop |= token.stop;
            let term = token.term.to_owned();
            match token.kind {
                Kind::Stem if !word.stems.iter().any(|s| s.term == term) => {
                    word.stems.push(Stem { term, lang });
                }
                Kind::Exact if !word.exact.contains(&term) => word.exact.push(term),
                Kind::Accented => word.accented = Some(term),
                _ => {}
            }
        }
    }
    word
}

fn phrase(analyzer: &mut Analyzer, rng: &mut Rng) -> Phrase {
    let texts = [rng.word(), rng.word()];
    let row = |a: &mut Analyzer, lang| {
        let mut tokens = Tokens::new();
        a.analyze(&texts.join(" "), lang, &mut tokens);
        let exact = tokens.iter().filter(|t| t.kind == Kind::Exact && t.primary);
        exact.map(|t| (t.position, t.term.to_owned())).collect::<Vec<_>>()
    };
    let variants = vec![row(analyzer, Some(Lang::Fr)), row(analyzer, Some(Lang::En))];
    let words = texts.iter().map(|t| word(analyzer, t)).collect();
    Phrase { text: texts.join(" "), variants, slop: rng.below(3) as u32, words, required: false }
}

fn clause(analyzer: &mut Analyzer, rng: &mut Rng, depth: u32) -> Clause {
    match rng.below(if depth == 0 { 9 } else { 11 }) {
        0 => Clause::Phrase(phrase(analyzer, rng)),
        1 => Clause::Prefix(["in", "pol", "la", "cit", "zz"][rng.below(5)].to_owned()),
        2..=8 => Clause::Word(word(analyzer, rng.word())),
        _ => Clause::Group(group(analyzer, rng, depth - 1)),
    }
}

fn group(analyzer: &mut Analyzer, rng: &mut Rng, depth: u32) -> Group {
    let mut group = Group::default();
    for _ in 0..=rng.below(4) {
        let clause = clause(analyzer, rng, depth);
        match rng.below(8) {
            0 => group.must.push(clause),
            1 => group.not.push(clause),
            _ => group.should.push(clause),
        }
    }
    group
}

fn request(analyzer: &mut Analyzer, rng: &mut Rng) -> Request {
    let root = if rng.below(2) == 0 {
        let should = (0..=rng.below(5)).map(|place| {
            Clause::Word(Word { query_position: place as u32, ..word(analyzer, rng.word()) })
        });
        Group { should: should.collect(), ..Group::default() }
    } else {
        group(analyzer, rng, 2)
    };
    let mut filter = Filter::default();
    match rng.below(12) {
        0 => filter.langs = vec![Lang::En],
        1 => filter.sources = vec!["*1.md".to_owned()],
        2 => filter.after = Date::parse("2017-01-01"),
        3 => filter.before = Date::parse("2017-01-01"),
        4 => filter.evidence = vec![Evidence::Paraphrase],
        5 => filter.titles = vec![analyzer.surface_words(rng.word(), Some(Lang::Fr))],
        6 => filter.speakers = vec![analyzer.surface_words(rng.word(), Some(Lang::Fr))],
        _ => {}
    }
    let lang = if rng.below(2) == 0 { rng.lang() } else { None };
    let limit = [1, 3, 10, 400][rng.below(4)];
    let filters = if rng.below(4) == 0 { vec![filter.clone(), filter] } else { vec![filter] };
    let query = Query { text: String::new(), lang, root, filters, non_speech: rng.below(3) == 0 };
    let (offset, total) = ([0, 0, 2, 300][rng.below(4)], rng.below(2) == 0);
    Request { query, limit, offset, total, budget: Budget::default() }
}

fn both(
    rng: &mut Rng,
    writer: &mut Writer,
    oracle: &mut MemoryWriter,
    analyzer: &mut Analyzer,
    size: usize,
) {
    let mut ids = Vec::new();
    let mut before: Vec<Passage> = Vec::new();
    let mut left = size;
    while left > 0 {
        let n = left.min(1 + rng.below(1 + size / 3));
        left -= n;
        let source = SourceId::from_bytes(&rng.next().to_le_bytes());
        let most = [4, 12, 60][rng.below(3)];
        // some files hold what another held before
        let again = rng.below(4) == 0;
        let made = (0..n).map(|i| match before.get(i).filter(|_| again) {
            Some(twin) => Passage { source, ..twin.clone() },
            None => passage(rng, source, i as u32, most),
        });
        before = made.collect();
        let passages: Vec<AnalysedPassage> =
            before.iter().map(|p| analyzer.passage(p.clone())).collect();
        let shown = format!("{}.md", ids.len() % 3);
        let record = SourceRecord {
            id: source,
            format: Format::Markdown,
            reader: 1,
            evidence: None,
            paths: vec![SourcePath { absolute: format!("/{shown}"), shown, modified_ms: None }],
            bytes: 1,
            passages: n as u32,
            indexed_on: None,
        };
        let (first, rest) = passages.split_at(rng.below(n));
        for part in [first, rest] {
            writer.add(source, part.to_vec()).unwrap();
            oracle.add(source, part.to_vec()).unwrap();
        }
        writer.finish_source(&record).unwrap();
        oracle.finish_source(&record).unwrap();
        ids.push(source);
        match rng.below(6) {
            0 => writer.commit().unwrap(),
            1 => {
                let gone = ids.swap_remove(rng.below(ids.len()));
                writer.remove(gone).unwrap();
                oracle.remove(gone).unwrap();
            }
            _ => {}
        }
    }
    writer.commit().unwrap();
    oracle.commit().unwrap();
}

/// What a store finds by numbers of its own, and the weights of its terms.
fn ask<S: Snapshot>(snapshot: &S, request: &Request) -> (Found, Vec<ibid_core::hit::TermWeight>) {
    let plan = Plan::new(&request.query, snapshot).unwrap();
    let search = Search {
        query: &request.query,
        plan: &plan,
        among: None,
        limit: request.limit,
        offset: request.offset,
        total: request.total,
    };
    let found = snapshot.search(&[search]).unwrap().remove(0);
    (found, plan.weights())
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 64, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn index_and_oracle_rank_alike(seed in any::<u64>(), size in prop_oneof![1usize..40, 300usize..900]) {
        let mut rng = Rng(seed);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let threads = 1 + rng.below(2);
        let options = WriterOptions { threads, memory: threads * (16 << 20) };
        let mut writer = Writer::open(&path, &options).unwrap();
        let memory = Memory::new();
        let mut oracle = memory.writer();
        let mut analyzer = Analyzer::new();
        both(&mut rng, &mut writer, &mut oracle, &mut analyzer, size);
        let reader = Reader::open(&path).unwrap().snapshot().unwrap();
        let oracle = memory.snapshot().unwrap();
        prop_assert_eq!(reader.counts().unwrap(), oracle.counts().unwrap());
        for _ in 0..12 {
            let request = request(&mut analyzer, &mut rng);
            let (found, found_weights) = ask(&reader, &request);
            let (wanted, wanted_weights) = ask(&oracle, &request);
            let brief = |hits: &Found| {
                hits.hits.iter().map(|h| (h.passage.id, h.score.to_bits(), h.path.clone())).collect::<Vec<_>>()
            };
            let (found_brief, wanted_brief) = (brief(&found), brief(&wanted));
            let pairs = found_brief.iter().zip(&wanted_brief);
            let first = pairs.take_while(|(a, b)| a == b).count();
            prop_assert!(
                found_brief == wanted_brief,
                "from hit {first} on: {:?} for {:?}, of {} and {}; {request:?}",
                found_brief.get(first), wanted_brief.get(first), found_brief.len(), wanted_brief.len(),
            );
            prop_assert_eq!(found.total, wanted.total, "{:?}", &request);
            prop_assert_eq!(found_weights, wanted_weights);
        }
        let innovation = Clause::Word(word(&mut analyzer, "innovation"));
        let root = Group { should: vec![innovation], ..Group::default() };
        let query = Query { root, ..Query::default() };
        let whole = Request { query, limit: 1000, offset: 0, total: false, budget: Budget::default() };
        let all = ask(&reader, &whole).0.hits;
        let pages = (0..all.len().div_ceil(70)).flat_map(|page| {
            let page = Request { limit: 70, offset: page * 70, ..whole.clone() };
            ask(&reader, &page).0.hits
        });
        prop_assert!(pages.collect::<Vec<_>>() == all, "pages differ from the whole");
        let some = ask(&oracle, &Request { limit: 1, ..whole }).0;
        for hit in some.hits {
            let around = reader.around_many(&[hit.passage.id], 2).unwrap().remove(0);
            prop_assert!(around.iter().any(|h| h.passage.id == hit.passage.id));
        }
    }
}
