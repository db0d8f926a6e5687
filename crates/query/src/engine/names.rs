//! Who speaks and what the sources are called: all of them, and those that are called nearly so.

use ibid_core::backend::{Search, Snapshot};
use ibid_core::facets::{Facet, count};
use ibid_core::query::{Filter, NameWords, Order, Query};
use ibid_core::ranking::Plan;

use super::session::Session;

/// No more names are told.
const MOST: usize = 5;

/// How far a known name is from what was typed: words without a partner, then edits.
type Distance = (usize, usize);

impl<S: Snapshot> Session<S> {
    /// Who speaks, with the number of passages of each; the most frequent first.
    pub(super) fn speakers(&self) -> Result<Vec<(String, u64)>, S::Error> {
        // a row of no words is in any name
        let anybody = Filter { speakers: vec![NameWords::default()], ..Filter::default() };
        let query = &Query { filters: vec![anybody], ..Query::default() };
        let plan = &Plan::new(query, &self.snapshot)?;
        let (among, limit, offset, total) = (None, 0, 0, false);
        let order = Order::Relevance;
        let search = Search { query, plan, among, limit, offset, total, order, spread: None };

        let mut counts = count(self.snapshot.matched(&search)?, &[Facet::Speaker]);
        let mut names = counts.pop().map(|facet| facet.counts).unwrap_or_default();
        names.retain(|(name, _)| !name.is_empty());
        Ok(names)
    }

    /// The speakers that are called nearly as some folded words say, the nearest first.
    pub(super) fn near_speakers(&mut self, words: &[String]) -> Result<Vec<String>, S::Error> {
        let mut near: Vec<(Distance, String)> = Vec::new();
        for (name, _) in self.speakers()? {
            let known = self.analyzer.surface_words(&name, None);
            near.extend(distance(words, &known).map(|distance| (distance, name)));
        }
        Ok(nearest(near))
    }

    /// The sources whose names are nearly what was typed, the nearest first.
    pub(super) fn near_sources(&self, typed: &str) -> Result<Vec<String>, S::Error> {
        let literal = typed.trim_matches(['*', '?', '/']).to_lowercase();
        let mut near = Vec::new();
        for record in self.snapshot.sources(None, usize::MAX)? {
            for path in record.paths {
                let edits = path_distance(&literal, &path.shown.to_lowercase());
                near.extend(edits.map(|edits| ((0, edits), path.shown)));
            }
        }
        Ok(nearest(near))
    }
}

fn nearest(mut near: Vec<(Distance, String)>) -> Vec<String> {
    // stable: where two are as near, the order of before holds
    near.sort_by_key(|(distance, _)| *distance);
    near.truncate(MOST);
    near.into_iter().map(|(_, name)| name).collect()
}

/// How far some words are from those of a name; `None` where no word is near any.
fn distance(words: &[String], name: &[String]) -> Option<Distance> {
    let (mut alone, mut edits) = (0, 0);
    for word in words {
        match name.iter().filter_map(|other| word_distance(word, other)).min() {
            Some(near) => edits += near,
            None => alone += 1,
        }
    }
    (alone < words.len()).then_some((alone, edits))
}

/// The edits between two words, or the letters that are left of the longer one; `None` for words
/// that are not alike. Function words (`la`, `de`) tell no name from another.
fn word_distance(word: &str, other: &str) -> Option<usize> {
    const SHORTEST: usize = 4;
    let letters = word.chars().count();
    if letters < SHORTEST {
        return None;
    }
    let edits = strsim::osa_distance(word, other);
    let begins = || other.starts_with(word).then(|| other.chars().count() - letters);
    (edits <= letters.div_ceil(4)).then_some(edits).or_else(begins)
}

/// As [`word_distance`], of a path without its folders and its ending.
fn path_distance(typed: &str, path: &str) -> Option<usize> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let (typed, known) = (stem(&name(typed)), stem(&name(path)));
    if typed.is_empty() {
        return None;
    }
    let edits = strsim::osa_distance(&typed, &known);
    let letters = typed.chars().count();
    let holds = || known.contains(&typed).then(|| known.chars().count() - letters);
    (edits <= letters.div_ceil(4)).then_some(edits).or_else(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_near_by_their_words() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let near = |typed: &str, name: &str| distance(&words(typed), &words(name));
        assert_eq!(near("marie duran", "marie durand"), Some((0, 1)));
        assert_eq!(near("mari", "marie durand"), Some((0, 1)));
        assert_eq!(near("marie dupont", "marie durand"), Some((1, 0)));
        assert_eq!(near("dupont", "marie durand"), None);
        assert_eq!(near("la", "la maire"), None, "no name is told by its article");
    }

    #[test]
    fn paths_are_near_by_their_names() {
        assert_eq!(path_distance("debat.vtt", "2019/débat.vtt"), Some(1));
        assert_eq!(path_distance("debate", "2019/debate-lamps.xml"), Some(6));
        assert_eq!(path_distance("notes.md", "2019/debate.xml"), None);
        assert_eq!(path_distance("", "a.md"), None);
    }
}
