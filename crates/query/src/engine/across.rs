//! The other language: which is asked, and the best of its passages in a block of their own.

use std::collections::HashSet;

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::hit::{Hit, TermWeight};
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::lexicon::Lexicon;
use ibid_core::query::Query;
use ibid_core::ranking::CollectionStats;
use ibid_core::spread::{Spread, places};

use super::arranged::Arrangement;
use super::session::Session;
use super::translate::{Dictionaries, Direction, Translated, Translator};
use super::{SearchOptions, families};
use crate::answer::Expansion;

/// So many times the places of the block are looked at: passages of one document stand near each
/// other, and the block holds one of each first.
const CANDIDATES: usize = 4;

/// What is asked of the passages in the language that the question is not in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Nothing.
    Own,
    /// The question is translated, and these passages are its hits: a filter leaves no others.
    Translated(Direction),
    /// Their best come in a block of their own: those of this language, or, where that of the
    /// question is not known, of both.
    Block(Option<Lang>),
}

/// The own list, beside which a block stands.
pub(super) struct Own<'a> {
    pub(super) hits: &'a [Hit],
    /// For each hit the passages that say the same in the other language.
    pub(super) counterparts: &'a [Vec<Hit>],
}

/// The best passages in the other language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Across {
    /// The language; `None` where both were asked.
    pub(crate) lang: Option<Lang>,
    /// What was asked, in each language.
    pub(crate) parts: Vec<Part>,
    /// What was found, best first, each with the number of its part.
    pub(crate) hits: Vec<(usize, Hit)>,
    /// What stands for which of the words that were typed.
    pub(crate) expansions: Vec<Expansion>,
}

/// What was asked in one language.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) query: Query,
    pub(crate) interpreted: String,
    pub(crate) weights: Vec<TermWeight>,
}

impl Scope {
    /// What a question asks of the other language, by its filters and what is wanted of the answer.
    pub(super) fn of(query: &Query, options: &SearchOptions) -> Self {
        if options.across == 0 {
            return Scope::Own;
        }
        let lets_through = |lang: &Lang| {
            let passes = |langs: &[Lang]| langs.is_empty() || langs.contains(lang);
            query.filters.iter().all(|filter| passes(&filter.langs))
        };
        let searched: Vec<Lang> = Lang::ALL.into_iter().filter(lets_through).collect();

        match searched[..] {
            [only] if query.lang != Some(only) => {
                Scope::Translated(Direction { to: only, keep_known: query.lang.is_none() })
            }
            [_] | [] => Scope::Own,
            // only the first page has a block
            _ if options.offset > 0 || options.limit == 0 => Scope::Own,
            _ => Scope::Block(query.lang.map(Lang::other)),
        }
    }
}

impl<S: Snapshot> Session<S> {
    /// A query in the other language; `None` where no word of it has an entry, or no passage is in
    /// that language.
    pub(super) fn translated(
        &mut self,
        query: &Query,
        direction: Direction,
        collection: &CollectionStats,
        options: &SearchOptions,
    ) -> Option<Translated> {
        if !collection.has(direction.to) {
            return None;
        }
        let (terms, lexicon) = (options.terms.clone(), Lexicon::shipped());
        let dictionaries = &Dictionaries { terms, lexicon };
        let (removed, analyzer) = (&mut self.removed, &mut self.analyzer);
        let query = &families::without_relatives(query);
        Translator { dictionaries, removed, analyzer }.translate(query, direction)
    }

    /// The best passages in the other language, without those of the own list where both languages
    /// were asked; `None` where nothing was asked.
    pub(super) fn across(
        &mut self,
        query: &Query,
        lang: Option<Lang>,
        own: &Own<'_>,
        collection: &CollectionStats,
        options: &SearchOptions,
    ) -> Result<Option<(Across, Vec<Diagnostic>)>, S::Error> {
        let mut across = Across { lang, ..Across::default() };
        let mut warnings = Vec::new();
        let mut all = Vec::new();
        for to in lang.map_or(Lang::ALL.to_vec(), |lang| vec![lang]) {
            let direction = Direction { to, keep_known: false };
            all.extend(self.translated(query, direction, collection, options));
        }
        keep_likeliest(&mut all);

        let (mut queries, mut shares) = (Vec::new(), Vec::new());
        for translated in all {
            let Translated { query, interpreted, expansions, warnings: told, known } = translated;
            shares.push(known);
            queries.push(query.clone());
            across.parts.push(Part { query, interpreted, weights: Vec::new() });
            across.expansions.extend(expansions);
            warnings.extend(told);
        }
        if queries.is_empty() {
            return Ok(None);
        }

        // what stands beside a hit as its pair gives its place to the next
        let pairs = own.counterparts.iter().flatten();
        let mut shown: HashSet<PassageId> = pairs.map(|hit| hit.passage.id).collect();
        if lang.is_none() {
            shown.extend(own.hits.iter().map(|hit| hit.passage.id));
        }
        let reach = options.across.saturating_mul(CANDIDATES);
        let wanted = reach.saturating_add(shown.len());
        let arrangement = Arrangement::of(options);
        let elsewhere: Vec<PassageId> = shown.iter().copied().collect();
        // of one part alone it is known beforehand which hits have places
        let spread = match (&queries[..], &arrangement) {
            ([_], None) => Some(Spread { places: options.across, without: &elsewhere }),
            _ => None,
        };
        let found = self.look_up_spread(&queries, wanted, spread)?;
        for (number, (part, found)) in across.parts.iter_mut().zip(found).enumerate() {
            part.weights = found.weights;
            let new = found.hits.into_iter().filter(|hit| !shown.contains(&hit.passage.id));
            across.hits.extend(new.map(|hit| (number, hit)));
        }
        // of two languages the question is more likely in the one that knows more of its words
        if lang.is_none() {
            for (number, hit) in &mut across.hits {
                hit.score *= shares.get(*number).copied().unwrap_or(1.0);
            }
        }
        across.sort();
        // before the places are given away, so that others have those that a source may not have
        across.arrange(arrangement);
        across.spread(options.across);
        if across.hits.is_empty() {
            warnings.clear();
        }

        self.other_places(&mut across)?;
        let hits: Vec<&Hit> = across.hits.iter().map(|(_, hit)| hit).collect();
        let counterparts = self.counterparts(&hits)?;
        for ((_, hit), found) in across.hits.iter_mut().zip(counterparts) {
            hit.pair = found.into_iter().next().map(Box::new);
        }
        Ok(Some((across, warnings)))
    }

    /// Says of each hit where else its passage stands.
    fn other_places(&mut self, across: &mut Across) -> Result<(), S::Error> {
        for (number, part) in across.parts.iter().enumerate() {
            let of_part = |(of, _): &&mut (usize, Hit)| *of == number;
            let hits: Vec<&mut (usize, Hit)> = across.hits.iter_mut().filter(of_part).collect();
            let asked: Vec<Hit> = hits.iter().map(|(_, hit)| hit.clone()).collect();
            let twins = self.snapshot.twins(&part.query, &asked)?;
            hits.into_iter().zip(twins).for_each(|((_, hit), twins)| hit.also = twins);
        }
        Ok(())
    }

    /// What to tell of words that were to be taken out, and were not there.
    pub(super) fn not_removed(&self) -> Vec<Diagnostic> {
        let told = |word| Diagnostic::new(Code::NothingToRemove, &[("word", word)]);
        self.removed.unused().map(told).collect()
    }
}

/// Where one direction knows every word of a question and the other does not, the question is in the
/// language of the one: `innovation publique` has an English word in it, and is French.
fn keep_likeliest(all: &mut Vec<Translated>) {
    let knows_all = |translated: &Translated| translated.known >= 1.0;
    if all.iter().any(knows_all) {
        all.retain(knows_all);
    }
}

impl Across {
    /// Puts the best hits of all parts first, each passage once; ties in the order of their ids.
    fn sort(&mut self) {
        self.hits.sort_by(|(_, a), (_, b)| {
            b.score.total_cmp(&a.score).then(a.passage.id.cmp(&b.passage.id))
        });
        let mut seen = HashSet::new();
        self.hits.retain(|(_, hit)| seen.insert(hit.passage.id));
    }

    /// Keeps those that have one of `most` places, see [`places`]. The order stays.
    fn spread(&mut self, most: usize) {
        let documents: Vec<_> = self.hits.iter().map(|(_, hit)| hit.passage.document()).collect();
        let mut has_place = places(&documents, most).into_iter();
        self.hits.retain(|_| has_place.next().unwrap_or(false));
    }

    /// Keeps at most some hits of each source, those of one together, if that is asked.
    fn arrange(&mut self, arrangement: Option<Arrangement>) {
        if let Some(arrangement) = arrangement {
            let hits = std::mem::take(&mut self.hits);
            self.hits = arrangement.arrange_by(hits, |(_, hit)| hit.passage.source);
        }
    }

    /// What was asked, in the query language.
    pub(crate) fn interpreted(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.interpreted.as_str()).collect();
        parts.join(" · ")
    }
}
