//! A store of one's own: two stores that rank as one.
//!
//! Their numbers are added up, both are handed the same plan, and what they find is merged. The
//! engine over both answers as it would over one store that holds all, as far as the first block of
//! candidates goes; `ibid::Several` does it for any number of stores, and without that limit.

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::convert::Infallible;

use ibid::{Backend, Engine, Memory, SearchOptions, Snapshot, Store};
use ibid_core::backend::{
    Counts, DocumentRecord, Found, Gathered, KnownWord, Search, SourceRecord, TalkMoment, Term,
    Vocabulary,
};
use ibid_core::facets::Matched;
use ibid_core::hit::{Hit, Twins};
use ibid_core::ids::{DocumentId, PassageId, SourceId};
use ibid_core::query::{Order, Query};
use ibid_core::ranking::{CollectionStats, Explained, Features};

type MemorySnapshot = <Memory as Backend>::Snapshot;

/// Two stores as one.
struct Both(Memory, Memory);

/// One state of each.
struct BothSnapshot([MemorySnapshot; 2]);

impl Backend for Both {
    type Error = Infallible;
    type Snapshot = BothSnapshot;

    fn snapshot(&self) -> Result<BothSnapshot, Infallible> {
        Ok(BothSnapshot([self.0.snapshot()?, self.1.snapshot()?]))
    }

    fn reload(&self) -> Result<(), Infallible> {
        self.0.reload()?;
        self.1.reload()
    }
}

impl Vocabulary for BothSnapshot {
    type Error = Infallible;

    fn collection(&self) -> Result<CollectionStats, Infallible> {
        let [a, b] = [self.0[0].collection()?, self.0[1].collection()?];
        let mut sum = a;
        for (sum, other) in sum.portions.iter_mut().zip(&b.portions) {
            *sum = *sum + *other;
        }
        Ok(sum)
    }

    fn frequencies(&self, terms: &[Term]) -> Result<Vec<u64>, Infallible> {
        let [a, b] = [self.0[0].frequencies(terms)?, self.0[1].frequencies(terms)?];
        Ok(a.iter().zip(&b).map(|(a, b)| a + b).collect())
    }

    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>, Infallible> {
        // the most frequent of both may be among the rare ones of each
        let all = |store: &MemorySnapshot| store.words_with_prefix(prefix, usize::MAX);
        Ok(most_frequent([all(&self.0[0])?, all(&self.0[1])?], limit))
    }

    fn words_near(
        &self,
        words: &[&str],
        edits: u8,
        limit: usize,
    ) -> Result<Vec<Vec<KnownWord>>, Infallible> {
        let all = |store: &MemorySnapshot| store.words_near(words, edits, usize::MAX);
        let both = all(&self.0[0])?.into_iter().zip(all(&self.0[1])?);
        Ok(both.map(|(a, b)| most_frequent([a, b], limit)).collect())
    }
}

/// The words of both stores with their numbers added up.
fn most_frequent(words: [Vec<KnownWord>; 2], limit: usize) -> Vec<KnownWord> {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for known in words.into_iter().flatten() {
        *sums.entry(known.word).or_default() += known.passages;
    }
    let known = |(word, passages)| KnownWord { word, passages };
    let words: Vec<KnownWord> = sums.into_iter().map(known).collect();
    KnownWord::most_frequent(words, limit)
}

impl Snapshot for BothSnapshot {
    fn generation(&self) -> u64 {
        self.0.iter().map(Snapshot::generation).sum()
    }

    fn counts(&self) -> Result<Counts, Infallible> {
        let [a, b] = [self.0[0].counts()?, self.0[1].counts()?];
        Ok(Counts {
            sources: a.sources + b.sources,
            passages: a.passages + b.passages,
            french: a.french + b.french,
            english: a.english + b.english,
            neither: a.neither + b.neither,
        })
    }

    fn search(&self, searches: &[Search<'_>]) -> Result<Vec<Found>, Infallible> {
        let wanted: Vec<Search<'_>> = searches.iter().map(whole).collect();
        let [a, b] = [self.0[0].search(&wanted)?, self.0[1].search(&wanted)?];

        let pairs = a.into_iter().zip(b).zip(searches);
        Ok(pairs.map(|((a, b), search)| merged(a, b, search)).collect())
    }

    fn search_explained(&self, search: &Search<'_>) -> Result<Vec<Explained>, Infallible> {
        let mut all = self.0[0].search_explained(&whole(search))?;
        all.extend(self.0[1].search_explained(&whole(search))?);
        all.sort_by(|a, b| order(&a.hit, &b.hit));
        Ok(all.into_iter().skip(search.offset).take(search.limit).collect())
    }

    fn gather(&self, search: &Search<'_>, most: usize) -> Result<Gathered, Infallible> {
        let [a, b] = [self.0[0].gather(search, most)?, self.0[1].gather(search, most)?];
        let mut passages: Vec<_> = a.passages.into_iter().chain(b.passages).collect();
        passages.sort_by(|a, b| b.phase_one.total_cmp(&a.phase_one));
        Ok(Gathered { passages, whole: a.whole && b.whole })
    }

    fn at_places(&self, places: &[(DocumentId, u32)]) -> Result<Vec<Option<Hit>>, Infallible> {
        let [a, b] = [self.0[0].at_places(places)?, self.0[1].at_places(places)?];
        Ok(a.into_iter().zip(b).map(|(a, b)| a.or(b)).collect())
    }

    fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>, Infallible> {
        let mut all = self.0[0].matched(search)?;
        all.extend(self.0[1].matched(search)?);
        Ok(all)
    }

    fn explain(&self, search: &Search<'_>) -> Result<Vec<(Hit, Features)>, Infallible> {
        let mut all = self.0[0].explain(search)?;
        all.extend(self.0[1].explain(search)?);
        all.sort_by(|a, b| order(&a.0, &b.0));
        Ok(all)
    }

    fn fetch(&self, ids: &[PassageId]) -> Result<Vec<Option<Hit>>, Infallible> {
        let [a, b] = [self.0[0].fetch(ids)?, self.0[1].fetch(ids)?];
        Ok(a.into_iter().zip(b).map(|(a, b)| a.or(b)).collect())
    }

    fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>, Infallible> {
        let mut ids = self.0[0].ids_between(first, last, limit)?;
        ids.extend(self.0[1].ids_between(first, last, limit)?);
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(limit);
        Ok(ids)
    }

    fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>, Infallible> {
        let [a, b] = [self.0[0].twins(query, hits)?, self.0[1].twins(query, hits)?];
        Ok(a.into_iter().zip(b).map(|(a, b)| all_twins(a, b)).collect())
    }

    fn around_many(&self, ids: &[PassageId], context: u32) -> Result<Vec<Vec<Hit>>, Infallible> {
        let [a, b] = [self.0[0].around_many(ids, context)?, self.0[1].around_many(ids, context)?];
        Ok(a.into_iter().zip(b).map(|(a, b)| if a.is_empty() { b } else { a }).collect())
    }

    fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>, Infallible> {
        let [a, b] = [self.0[0].said_at(moments)?, self.0[1].said_at(moments)?];
        let pairs = a.into_iter().zip(b).zip(moments);
        Ok(pairs.map(|((a, b), moment)| moment.choose(a.into_iter().chain(b))).collect())
    }

    fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>, Infallible> {
        let mut all = self.0[0].sources(after, limit)?;
        all.extend(self.0[1].sources(after, limit)?);
        all.sort_by_key(|record| record.id);
        all.truncate(limit);
        Ok(all)
    }

    fn passages_of(&self, documents: &[DocumentId]) -> Result<Vec<Vec<Hit>>, Infallible> {
        let [a, b] = [self.0[0].passages_of(documents)?, self.0[1].passages_of(documents)?];
        Ok(a.into_iter().zip(b).map(|(a, b)| if a.is_empty() { b } else { a }).collect())
    }

    fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>, Infallible> {
        let mut all = self.0[0].documents(after, limit)?;
        all.extend(self.0[1].documents(after, limit)?);
        all.sort_by_key(|record| record.id);
        all.truncate(limit);
        Ok(all)
    }
}

/// The search of which any page of both is a part: the page of each store up to its end.
fn whole<'a>(search: &Search<'a>) -> Search<'a> {
    let limit = search.offset.saturating_add(search.limit);
    // what one store shows is not what both show together
    Search { offset: 0, limit, spread: None, ..*search }
}

fn order(a: &Hit, b: &Hit) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then_with(|| a.passage.id.cmp(&b.passage.id))
}

fn merged(a: Found, b: Found, search: &Search<'_>) -> Found {
    let mut hits: Vec<Hit> = a.hits.into_iter().chain(b.hits).collect();
    hits.sort_by(order);
    if search.order == Order::Date {
        // stable: the order by relevance holds within a day
        hits.sort_by_key(|hit| Reverse(hit.passage.about.date));
    }
    let hits = hits.into_iter().skip(search.offset).take(search.limit).collect();
    Found { hits, total: a.total.zip(b.total).map(|(a, b)| a + b), left_out: 0 }
}

/// The twins of both stores, as those of one.
fn all_twins(a: Twins, b: Twins) -> Twins {
    let mut hits: Vec<Hit> = a.hits.into_iter().chain(b.hits).collect();
    hits.sort_by_key(|hit| (hit.passage.document(), hit.passage.ordinal));
    let beyond = hits.split_off(hits.len().min(Twins::MOST)).len() as u64;
    Twins { hits, more: a.more + b.more + beyond }
}

/// Texts with their names.
const TEXTS: [(&str, &str); 3] = [
    ("phare.txt", "Le phare est éteint depuis 1998. Sa lampe est au musée."),
    ("port.txt", "Le port attend un nouveau phare, plus haut que l’ancien."),
    ("harbour.txt", "The harbour has asked for a taller lighthouse."),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (french, english, all) = (Memory::new(), Memory::new(), Memory::new());
    for (name, text) in TEXTS {
        let own = if name == "harbour.txt" { &english } else { &french };
        for memory in [own, &all] {
            let mut writer = memory.writer();
            ibid::add_text(&mut writer, name, text)?;
            writer.commit()?;
        }
    }

    let (both, one) = (Engine::new(Both(french, english)), Engine::new(all));
    for question in ["le phare du port", "a taller lighthouse"] {
        let options = SearchOptions::default();
        let (both, one) = (both.search(question, &options)?, one.search(question, &options)?);
        for (hit, same) in both.hits.iter().zip(&one.hits) {
            println!("{:.4} {:.4}  {}", hit.score, same.score, hit.citation);
        }
        assert_eq!(both.hits, one.hits);
    }
    Ok(())
}

#[test]
fn it_runs() {
    main().expect("the example answers");
}
