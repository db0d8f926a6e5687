//! Several stores that rank as one: whoever asks adds up their numbers, and hands each the plan.

use std::collections::BTreeMap;
use std::convert::Infallible;

use ibid_core::backend::{Found, KnownWord, Snapshot, Term, Vocabulary};
use ibid_core::ranking::{CollectionStats, Plan};

use super::ask::{Ask, phrase, prefix, word};
use super::fixture::Fixture;
use super::world::{World, same};
use super::write::Source;

/// The words and numbers of some snapshots together.
struct Sum<'a, S>(&'a [S]);

impl<S: Snapshot> Sum<'_, S> {
    fn words(&self, of: impl Fn(&S) -> Vec<KnownWord>, limit: usize) -> Vec<KnownWord> {
        let mut all: BTreeMap<String, u64> = BTreeMap::new();
        for known in self.0.iter().flat_map(of) {
            *all.entry(known.word).or_default() += known.passages;
        }
        let known = |(word, passages)| KnownWord { word, passages };
        let mut words: Vec<KnownWord> = all.into_iter().map(known).collect();
        words.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.word.cmp(&b.word)));
        words.truncate(limit);
        words
    }
}

impl<S: Snapshot> Vocabulary for Sum<'_, S> {
    type Error = Infallible;

    fn collection(&self) -> Result<CollectionStats, Infallible> {
        let mut sum = CollectionStats::default();
        for snapshot in self.0 {
            let own = snapshot.collection().unwrap();
            for (sum, own) in sum.portions.iter_mut().zip(own.portions) {
                *sum = *sum + own;
            }
        }
        Ok(sum)
    }

    fn frequencies(&self, terms: &[Term]) -> Result<Vec<u64>, Infallible> {
        let mut sums = vec![0; terms.len()];
        for snapshot in self.0 {
            let own = snapshot.frequencies(terms).unwrap();
            sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
        Ok(sums)
    }

    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>, Infallible> {
        Ok(self.words(|snapshot| snapshot.words_with_prefix(prefix, usize::MAX).unwrap(), limit))
    }

    fn words_near(
        &self,
        words: &[&str],
        edits: u8,
        limit: usize,
    ) -> Result<Vec<Vec<KnownWord>>, Infallible> {
        let near =
            |snapshot: &S, word| snapshot.words_near(&[word], edits, usize::MAX).unwrap().remove(0);
        Ok(words.iter().map(|word| self.words(|s| near(s, *word), limit)).collect())
    }
}

/// The answers of several stores as one: by score, ties by id.
fn merged(answers: Vec<Found>, ask: &Ask) -> Found {
    let total = answers.iter().map(|found| found.total).sum();
    let mut hits: Vec<_> = answers.into_iter().flat_map(|found| found.hits).collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.id.cmp(&b.passage.id)));
    hits.truncate(ask.limit);
    Found { hits, total }
}

fn sources() -> Vec<Source> {
    let made = |n: usize| {
        let texts = [
            format!("le budget public {} {n}", "de la mairie ".repeat(n % 5)),
            format!("{}jardin auditeur{} numéro {n}", "très ".repeat(n % 7), n % 9),
        ];
        let lang = ibid_core::lang::Lang::BY_SLOT[n % 3];
        texts.iter().fold(Source::new(&format!("{n}.md")), |source, text| {
            source.with(text, |passage| {
                passage.lang = lang;
                passage.about.title = (n.is_multiple_of(4)).then(|| "Mairie".to_owned());
            })
        })
    };
    (0..80).map(made).collect()
}

pub(super) fn two_stores_rank_as_one<F: Fixture>() {
    // unlike in size, language and length, so that neither alone has the numbers of the whole
    let (some, others): (Vec<_>, Vec<_>) =
        sources().into_iter().enumerate().partition(|(n, _)| n % 3 == 0 || n % 5 == 0);
    let whole = World::<F>::with(sources());
    let parts = [some, others].map(|part| World::<F>::with(part.into_iter().map(|(_, s)| s)));
    let snapshots = [&parts[0], &parts[1]].map(World::snapshot);
    let sum = Sum(&snapshots);
    let one = whole.snapshot();
    assert_eq!(sum.collection().unwrap(), one.collection().unwrap());
    let words = sum.words_with_prefix("", 50).unwrap();
    assert_eq!(words, one.words_with_prefix("", 50).unwrap());
    let near = sum.words_near(&["marie", "jardim"], 2, 50).unwrap();
    assert_eq!(near, one.words_near(&["marie", "jardim"], 2, 50).unwrap());

    for ask in [
        Ask::words("budget mairie"),
        Ask::words("jardin public 7"),
        Ask::words("numéro").must(prefix("auditeur")),
        Ask::nothing().should(prefix("auditeur")).should(word("mairie")),
        Ask::words("mairie").must(phrase("budget public", 0)).not(word("3")),
        Ask::words("très jardin").must(phrase("jardin numéro", 3)),
    ] {
        let ask = ask.page(0, 60);
        let plan = Plan::new(&ask.query, &sum).unwrap();
        assert_eq!(plan, Plan::new(&ask.query, &one).unwrap());
        let answers = snapshots.iter().map(|snapshot| ask.with_plan(snapshot, &plan)).collect();
        let wanted = whole.ask(&ask);
        assert!(wanted.total > Some(5), "{ask:?}");
        same(&merged(answers, &ask), &wanted, &ask);
    }
}

pub(super) fn what_ranks_is_in_the_plan<F: Fixture>() {
    let world = World::<F>::with(sources());
    let (snapshot, reference) = (world.snapshot(), world.expected());
    // more than a block, so that the numbers choose candidates too
    let many = (0..400).map(|n| {
        let text = format!("{}{}{n}", "budget ".repeat(n % 5 + 1), "public ".repeat((n * 7) % 11));
        Source::new(&format!("{n}.md")).texts(&[&text])
    });
    let large = World::<F>::with(many);
    let ask = Ask::words("budget public mairie").page(0, 500);
    let own = Plan::new(&ask.query, &large.snapshot()).unwrap();
    let foreign = Plan::new(&ask.query, &snapshot).unwrap();
    assert_ne!(own, foreign);
    for plan in [&own, &foreign] {
        let found = ask.with_plan(&large.snapshot(), plan);
        same(&found, &ask.with_plan(&large.expected(), plan), &ask);
        let found = ask.with_plan(&snapshot, plan);
        same(&found, &ask.with_plan(&reference, plan), &ask);
    }
}
