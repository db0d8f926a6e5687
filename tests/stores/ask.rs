//! Questions in the making, and what stores say to them.

use ibid_core::analysis::{Analyzer, Kind, Tokens};
use ibid_core::backend::{Found, Search, Snapshot};
use ibid_core::facets::Matched;
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Filter, NameWords, Order, Phrase, Query, Stem, Word};
use ibid_core::ranking::{Features, Plan};
use ibid_core::spread::Spread;

/// A question, and how much of its answer is wanted: ten hits and the total where nothing else is
/// said.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) query: Query,
    pub(super) among: Option<Vec<PassageId>>,
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) total: bool,
    pub(super) order: Order,
}

impl Ask {
    /// Asks for any of some words, in their order.
    pub(super) fn words(text: &str) -> Self {
        let (query, order) = (Query::default(), Order::Relevance);
        let ask = Ask { query, among: None, limit: 10, offset: 0, total: true, order };
        text.split_whitespace().fold(ask, |ask, text| ask.should(word(text)))
    }

    /// Asks for nothing yet.
    pub(super) fn nothing() -> Self {
        Ask::words("")
    }

    /// With a clause that ranks, after those that are there.
    pub(super) fn should(mut self, mut clause: Clause) -> Self {
        if let Clause::Word(word) = &mut clause {
            word.query_position = self.query.root.should.len() as u32;
        }
        self.query.root.should.push(clause);
        self
    }

    /// With a clause that is required.
    pub(super) fn must(mut self, clause: Clause) -> Self {
        self.query.root.must.push(clause);
        self
    }

    /// With a clause that is excluded.
    pub(super) fn not(mut self, clause: Clause) -> Self {
        self.query.root.not.push(clause);
        self
    }

    /// With one more filter.
    pub(super) fn filter(mut self, filter: Filter) -> Self {
        self.query.filters.push(filter);
        self
    }

    /// Among some passages only.
    pub(super) fn among(mut self, ids: &[PassageId]) -> Self {
        self.among = Some(ids.to_vec());
        self
    }

    /// A page of the answer.
    pub(super) fn page(mut self, offset: usize, limit: usize) -> Self {
        (self.offset, self.limit) = (offset, limit);
        self
    }

    /// As a search, with a plan.
    pub(super) fn search<'a>(&'a self, plan: &'a Plan) -> Search<'a> {
        let Ask { query, among, limit, offset, total, order } = self;
        Search {
            query,
            plan,
            among: among.as_deref(),
            limit: *limit,
            offset: *offset,
            total: *total,
            order: *order,
            spread: None,
        }
    }

    /// What a snapshot finds by its own numbers.
    pub(super) fn of<S: Snapshot>(&self, snapshot: &S) -> Found {
        let plan = Plan::new(&self.query, snapshot).unwrap();
        self.with_plan(snapshot, &plan)
    }

    /// What a snapshot finds by the numbers of a plan.
    pub(super) fn with_plan<S: Snapshot>(&self, snapshot: &S, plan: &Plan) -> Found {
        let mut found = snapshot.search(&[self.search(plan)]).unwrap();
        assert_eq!(found.len(), 1, "one answer to one search");
        found.remove(0)
    }

    /// The page of which only some hits are shown, by a snapshot's own numbers.
    pub(super) fn spread<S: Snapshot>(&self, snapshot: &S, spread: Spread<'_>) -> Found {
        let plan = Plan::new(&self.query, snapshot).unwrap();
        let search = Search { spread: Some(spread), ..self.search(&plan) };
        snapshot.search(&[search]).unwrap().remove(0)
    }

    /// What matches, with what it can be counted by, by a snapshot's own numbers.
    pub(super) fn matched<S: Snapshot>(&self, snapshot: &S) -> Vec<Matched> {
        let plan = Plan::new(&self.query, snapshot).unwrap();
        snapshot.matched(&self.search(&plan)).unwrap()
    }

    /// The best block with its features, by a snapshot's own numbers.
    pub(super) fn explained<S: Snapshot>(&self, snapshot: &S) -> Vec<(Hit, Features)> {
        let plan = Plan::new(&self.query, snapshot).unwrap();
        snapshot.explain(&self.search(&plan)).unwrap()
    }
}

/// A word as it is asked for: with its stems in both languages and in neither.
pub(super) fn word(text: &str) -> Clause {
    Clause::Word(bare_word(text))
}

fn bare_word(text: &str) -> Word {
    let mut analyzer = Analyzer::new();
    let mut word = Word { text: text.to_owned(), ..Word::default() };
    for lang in Lang::BY_SLOT {
        let mut tokens = Tokens::new();
        analyzer.analyze(text, lang, &mut tokens);
        for token in tokens.iter() {
            word.stop |= token.stop;
            let term = token.term.to_owned();
            match token.kind {
                Kind::Stem if !word.stems.iter().any(|stem| stem.term == term) => {
                    word.stems.push(Stem::new(term, lang));
                }
                Kind::Exact if !word.exact.contains(&term) => word.exact.push(term),
                Kind::Accented => word.accented = Some(term),
                Kind::Stem | Kind::Exact => {}
            }
        }
    }
    word
}

/// Words in a row, or with at most `slop` others among them.
pub(super) fn phrase(text: &str, slop: u32) -> Clause {
    let mut analyzer = Analyzer::new();
    let mut row = |lang| {
        let mut tokens = Tokens::new();
        analyzer.analyze(text, Some(lang), &mut tokens);
        let plain = tokens.iter().filter(|token| token.kind == Kind::Exact && token.primary);
        plain.map(|token| (token.position, token.term.to_owned())).collect()
    };
    let variants = Lang::ALL.into_iter().map(&mut row).collect();
    let words = text.split_whitespace().map(bare_word).collect();
    Clause::Phrase(Phrase { text: text.to_owned(), variants, slop, words, required: false })
}

/// All words with a beginning.
pub(super) fn prefix(text: &str) -> Clause {
    Clause::Prefix(text.to_owned())
}

/// A name, with its folded words.
pub(super) fn name_words(text: &str) -> NameWords {
    let words = Analyzer::new().surface_words(text, Some(Lang::Fr));
    NameWords { text: text.to_owned(), words }
}

/// The texts of what was found, best first.
pub(super) fn texts(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.passage.text.as_str()).collect()
}

/// The texts of what was found, in the order of the alphabet.
pub(super) fn sorted_texts(found: &Found) -> Vec<&str> {
    let mut texts = texts(&found.hits);
    texts.sort_unstable();
    texts
}

/// What must agree to the last bit between two stores.
pub(super) fn essence(hit: &Hit) -> (PassageId, u64, &str, &str) {
    (hit.passage.id, hit.score.to_bits(), &hit.path, &hit.file)
}
