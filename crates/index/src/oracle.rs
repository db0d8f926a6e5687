//! The same search, done by going through everything: slow, in memory, and easy to believe.
//!
//! It shares with the index on disk what a score is ([`ibid_core::ranking`]) and nothing of how
//! passages are found, so that a property test can hold one against the other.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;

use ibid_core::analysis::Kind;
use ibid_core::backend::{AnalysedPassage, Counts, Search, SourcePath, SourceRecord, Store};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Filter, Group, Request};
use ibid_core::ranking::{
    CollectionStats, Frequencies, LanguageStats, PassageStats, Plan, WordHits,
};

use crate::dedup::{Dedup, TimedSegment};
use crate::filter::{globs, lies_in};
use crate::matching::is_plain;
use crate::phrases::phrase_matches;
use crate::postings::rounded;
use crate::schema::{LANGS, document_key, group, row};
use crate::snapshot::{Scored, most_frequent, sort_blocks};
use crate::tokenizer::in_field_of;

/// An index in memory that is searched exhaustively.
#[derive(Default)]
pub struct Oracle {
    sources: BTreeMap<SourceId, SourceRecord>,
    passages: Vec<AnalysedPassage>,
    started: HashSet<SourceId>,
}

impl Store for Oracle {
    type Error = Infallible;

    fn sources(&self) -> Result<Vec<SourceRecord>, Infallible> {
        Ok(self.sources.values().cloned().collect())
    }

    fn add(&mut self, source: SourceId, passages: Vec<AnalysedPassage>) -> Result<(), Infallible> {
        if self.started.insert(source) {
            self.remove(source)?;
        }
        self.passages.extend(passages);
        Ok(())
    }

    fn finish_source(&mut self, record: &SourceRecord) -> Result<(), Infallible> {
        self.add(record.id, Vec::new())?;
        self.started.remove(&record.id);
        self.sources.insert(record.id, record.clone());
        Ok(())
    }

    fn update_paths(&mut self, record: &SourceRecord) -> Result<(), Infallible> {
        self.sources.insert(record.id, record.clone());
        Ok(())
    }

    fn remove(&mut self, source: SourceId) -> Result<(), Infallible> {
        self.sources.remove(&source);
        self.passages.retain(|p| p.passage.source != source);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Search for Oracle {
    type Error = Infallible;

    fn search(&self, request: &Request) -> Result<Hits, Infallible> {
        let plan = Plan::new(&request.query, self.collection(), self)?;
        let content = request.query.root.has_content();
        let matching: Vec<&AnalysedPassage> = self
            .passages
            .iter()
            .filter(|p| {
                !plan.words.is_empty()
                    && (request.query.non_speech || !p.passage.non_speech)
                    && request.query.filters.iter().all(|f| self.passes(f, p))
            })
            .filter(|p| match is_plain(&request.query.root) {
                true => word_hits(&plan, p).iter().any(|hits| !hits.positions.is_empty()),
                false => self.group_matches(&request.query.root, p, content),
            })
            .collect();
        let mut ranked: Vec<(f64, Scored, &AnalysedPassage)> = Vec::new();
        for analysed in &matching {
            let hits = word_hits(&plan, analysed);
            let shape = PassageStats {
                stem_terms: rounded(count(analysed, Kind::Stem) as u32),
                exact_terms: rounded(count(analysed, Kind::Exact) as u32),
                text_from: analysed.text_from,
                heading_words: analysed.heading_words,
                document: group(&analysed.passage),
                ordinal: analysed.passage.ordinal,
            };
            let passage = plan.candidate(&hits, &shape);
            let tie_breaker = analysed.passage.id.leading_bits();
            let scored = Scored { tie_breaker, passage, score: 0.0 };
            ranked.push((plan.phase_one(&hits, &shape), scored, analysed));
        }
        ranked.sort_by(|a, b| {
            let origin = |(_, scored, analysed): &(f64, Scored, &AnalysedPassage)| {
                (analysed.passage.id, analysed.passage.source, scored.passage.place())
            };
            b.0.total_cmp(&a.0).then_with(|| origin(a).cmp(&origin(b)))
        });
        let mut seen = HashSet::new();
        ranked.retain(|r| seen.insert(r.2.passage.id));
        sort_blocks(&mut ranked, |r| &mut r.1, |r| &r.1);
        let total = ranked.len() as u64;
        let mut places = Dedup::default();
        ranked.retain(|(_, scored, analysed)| {
            let said = TimedSegment::from_passage(&analysed.passage).unwrap_or_default();
            places.is_new(said, scored.passage.place().0)
        });
        let page = ranked.iter().skip(request.offset).take(request.limit);
        Ok(Hits {
            hits: page.map(|(_, scored, passage)| self.hit(passage, scored.score)).collect(),
            total: request.total.then_some(total),
            weights: plan.weights(),
            warnings: Vec::new(),
        })
    }

    fn around(&self, id: PassageId, context: u32) -> Result<Vec<Hit>, Infallible> {
        let duplicates = self.passages.iter().filter(|p| p.passage.id == id);
        let Some(here) = duplicates.min_by_key(|p| p.passage.source) else {
            return Ok(Vec::new());
        };
        let key = document_key(&here.passage);
        let near = |p: &&AnalysedPassage| {
            document_key(&p.passage) == key
                && p.passage.ordinal.abs_diff(here.passage.ordinal) <= context
        };
        let mut hits: Vec<Hit> =
            self.passages.iter().filter(near).map(|p| self.hit(p, 0.0)).collect();
        hits.sort_by_key(|hit| hit.passage.ordinal);
        Ok(hits)
    }

    fn counts(&self) -> Result<Counts, Infallible> {
        let of = |lang: Option<Lang>| {
            self.passages.iter().filter(|p| p.passage.lang == lang).count() as u64
        };
        Ok(Counts {
            sources: self.sources.len() as u64,
            passages: self.passages.len() as u64,
            french: of(Some(Lang::Fr)),
            english: of(Some(Lang::En)),
            neither: of(None),
        })
    }
}

impl Frequencies for Oracle {
    type Error = Infallible;

    fn passages_with(&self, kind: Kind, term: &str) -> Result<u64, Infallible> {
        let holds =
            |p: &&AnalysedPassage| p.tokens.iter().any(|t| t.kind == kind && t.term == term);
        Ok(self.passages.iter().filter(holds).count() as u64)
    }

    fn expand(&self, prefix: &str) -> Result<Vec<String>, Infallible> {
        let mut words: HashMap<String, u64> = HashMap::new();
        for passage in &self.passages {
            let exact = passage
                .tokens
                .iter()
                .filter(|t| t.kind == Kind::Exact && t.term.starts_with(prefix));
            let mut held: Vec<&str> = exact.map(|t| t.term).collect();
            held.sort_unstable();
            held.dedup();
            for word in held {
                *words.entry(word.to_owned()).or_default() += 1;
            }
        }
        Ok(most_frequent(words))
    }
}

impl Oracle {
    fn collection(&self) -> CollectionStats {
        let portion = |lang: Option<Lang>| {
            let of = || self.passages.iter().filter(move |p| p.passage.lang == lang);
            LanguageStats {
                passages: of().count() as u64,
                stem_terms: of().map(|p| count(p, Kind::Stem)).sum(),
                exact_terms: of().map(|p| count(p, Kind::Exact)).sum(),
            }
        };
        CollectionStats { portions: LANGS.map(portion) }
    }

    fn hit(&self, passage: &AnalysedPassage, score: f64) -> Hit {
        let passage = passage.passage.clone();
        let record = self.sources.get(&passage.source);
        let path = record.and_then(|r| r.paths.first()).cloned();
        let SourcePath { shown, absolute } = path.unwrap_or_default();
        let path = match &passage.about.name {
            Some(name) => format!("{shown}#{name}"),
            None => shown,
        };
        Hit { passage, path, file: absolute, score, quoted: None }
    }

    fn passes(&self, filter: &Filter, analysed: &AnalysedPassage) -> bool {
        let passage = &analysed.passage;
        let dated =
            |ok: &dyn Fn(ibid_core::document::Date) -> bool| passage.about.date.is_some_and(ok);
        let holds = |words: &[String], wanted: &[String]| row(words).contains(&row(wanted));
        (filter.langs.is_empty() || passage.lang.is_some_and(|l| filter.langs.contains(&l)))
            && (filter.evidence.is_empty() || filter.evidence.contains(&passage.evidence()))
            && filter.after.is_none_or(|after| dated(&|d| d >= after))
            && filter.before.is_none_or(|before| dated(&|d| d < before))
            && filter.titles.iter().all(|title| holds(&analysed.title_words, title))
            && (filter.speakers.is_empty()
                || filter.speakers.iter().any(|s| holds(&analysed.speaker_words, s)))
            && (filter.sources.is_empty()
                || self
                    .sources
                    .get(&passage.source)
                    .is_some_and(|r| lies_in(r, &globs(&filter.sources))))
    }
}

fn count(passage: &AnalysedPassage, kind: Kind) -> u64 {
    passage.tokens.iter().filter(|t| in_field_of(t.kind, kind)).count() as u64
}

fn positions(passage: &AnalysedPassage, kind: Kind, term: &str) -> Vec<u32> {
    let found = passage.tokens.iter().filter(|t| t.kind == kind && t.term == term);
    found.map(|t| t.position).collect()
}

fn word_hits(plan: &Plan, passage: &AnalysedPassage) -> Vec<WordHits> {
    let tf = |kind: Kind, term: &str| positions(passage, kind, term).len() as u32;
    let hits = plan.words.iter().map(|word| {
        let mut at: Vec<u32> =
            word.matching.iter().flat_map(|t| positions(passage, t.kind, &t.term)).collect();
        at.sort_unstable();
        at.dedup();
        WordHits {
            matching: word.matching.iter().map(|t| tf(t.kind, &t.term)).collect(),
            surface: word.surface.iter().map(|(term, _)| tf(Kind::Exact, term)).sum(),
            accented: word.accented.iter().any(|term| tf(Kind::Accented, term) > 0),
            positions: at,
        }
    });
    hits.collect()
}

impl Oracle {
    fn group_matches(&self, group: &Group, passage: &AnalysedPassage, content: bool) -> bool {
        let left_out = |c: &&Clause| !matches!(c, Clause::Word(w) if w.stems.is_empty() || (content && w.stop));
        let mut should = group.should.iter().filter(left_out);
        let asks = !group.must.is_empty() || should.clone().next().is_some();
        asks && group.must.iter().all(|c| self.clause_matches(c, passage, content))
            && (!group.must.is_empty() || should.any(|c| self.clause_matches(c, passage, content)))
            && !group.not.iter().any(|c| self.clause_matches(c, passage, content))
    }

    fn clause_matches(&self, clause: &Clause, passage: &AnalysedPassage, content: bool) -> bool {
        let has = |kind: Kind, ok: &dyn Fn(&str) -> bool| {
            passage.tokens.iter().any(|t| t.kind == kind && ok(t.term))
        };
        match clause {
            Clause::Word(word) => {
                has(Kind::Stem, &|term| word.stems.iter().any(|s| s.term == term))
            }
            Clause::Prefix(prefix) => {
                let Ok(words) = self.expand(prefix);
                has(Kind::Exact, &|term| words.iter().any(|word| word == term))
            }
            Clause::Group(group) => self.group_matches(group, passage, content),
            Clause::Phrase(phrase) => {
                phrase.variants.iter().filter(|row| !row.is_empty()).any(|row| {
                    let offsets: Vec<u32> = row.iter().map(|(offset, _)| *offset).collect();
                    let at: Vec<Vec<u32>> =
                        row.iter().map(|(_, term)| positions(passage, Kind::Exact, term)).collect();
                    phrase_matches(&at, &offsets, phrase.slop)
                })
            }
        }
    }
}
