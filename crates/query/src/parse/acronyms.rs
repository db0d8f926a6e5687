//! An acronym beside its expansion: one thing under two names.
//!
//! `la caisse d’allocations familiales (CAF)` asks for one office and not for four things. No table
//! tells so, but the initials. The acronym keeps its weight, since texts that speak of the thing go
//! on with it; the words of the expansion share that of one word.

use ibid_core::analysis::elision::without_elision;
use ibid_core::analysis::fold::folded;

use super::words::Found;

/// The lengths of acronyms, in letters. Of two letters only those are taken that brackets stand
/// beside.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=10;

/// How many words an expansion has at most for each letter, function words counted: so that a long
/// text full of capitals is gone through once.
const WORDS_A_LETTER: usize = 3;

/// Lowers the weights of words before or after an acronym whose initials it is.
pub(super) fn weigh(words: &mut [Found], text: &str) {
    for at in 0..words.len() {
        let Some(letters) = words.get(at).and_then(|found| acronym(&found.word.text)) else {
            continue;
        };
        let (before, rest) = words.split_at(at);
        let after = rest.get(1..).unwrap_or_default();
        let bracketed = |a: Option<&Found>, b: Option<&Found>| {
            let between = a.zip(b).and_then(|(a, b)| text.get(a.range.end..b.range.start));
            between.is_some_and(|between| between.contains(['(', ')']))
        };
        let close = letters.len() > 2;

        let backwards: Vec<char> = letters.iter().rev().copied().collect();
        let first = before
            .last()
            .filter(|last| close || bracketed(Some(last), rest.first()))
            .and_then(|_| spelt(before.iter().rev(), &backwards));
        let last = after
            .first()
            .filter(|first| close || bracketed(rest.first(), Some(first)))
            .and_then(|_| spelt(after.iter(), &letters));
        let range = match (first, last) {
            (Some(count), _) => at - count..at,
            (None, Some(count)) => at + 1..at + 1 + count,
            (None, None) => continue,
        };
        let expansion = words.get_mut(range).unwrap_or_default();
        let share = 1.0 / letters.len() as f64;
        expansion.iter_mut().for_each(|found| found.word.weight = share);
    }
}

/// The folded letters of a word in capitals, but for what an apostrophe cuts off: `l’ARCEP`.
fn acronym(word: &str) -> Option<Vec<char>> {
    let word = without_elision(word);
    let capitals = word.chars().all(char::is_uppercase);
    (capitals && LETTERS.contains(&word.chars().count())).then(|| folded(word).chars().collect())
}

/// How many words, from the first on, have these initials: those that are no function words
/// (`caisse d’allocations familiales`), or all of them (`Internet of Things`).
fn spelt<'a>(words: impl Iterator<Item = &'a Found> + Clone, letters: &[char]) -> Option<usize> {
    let words = words.take(letters.len() * WORDS_A_LETTER);
    let content = words.clone().enumerate().filter(|(_, found)| !found.word.stop);
    by_initials(content, letters).or_else(|| by_initials(words.enumerate(), letters))
}

fn by_initials<'a>(
    mut words: impl Iterator<Item = (usize, &'a Found)>,
    letters: &[char],
) -> Option<usize> {
    let mut last = 0;
    for letter in letters {
        let (at, found) = words.next()?;
        let word = found.word.exact.first()?;
        if !word.starts_with(*letter) {
            return None;
        }
        last = at;
    }
    Some(last + 1)
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::Analyzer;

    use super::super::{ParseOptions, parse};

    /// The words of a question that weigh less than others, which together weigh as much as one.
    fn lighter(question: &str) -> Vec<String> {
        let parsed = parse(question, &mut Analyzer::new(), &ParseOptions::default());
        let words = parsed.query.root.words();
        let lighter = words.iter().filter(|word| word.weight < 1.0 && !word.stop);
        lighter.map(|word| word.exact[0].clone()).collect()
    }

    #[test]
    fn the_words_of_an_expansion_share_the_weight_of_one() {
        let caf = ["caisse", "allocations", "familiales"];
        assert_eq!(lighter("Quand la caisse d’allocations familiales (CAF) verse-t-elle ?"), caf);
        assert_eq!(lighter("la CAF (caisse d'allocations familiales) et le RSA"), caf);
        let csa = ["contribution", "solidarite", "autonomie"];
        assert_eq!(lighter("la contribution de solidarité pour l’autonomie, CSA"), csa);

        let board = ["national", "labor", "relations", "board"];
        assert_eq!(lighter("Does the National Labor Relations Board (NLRB) decide?"), board);
        assert_eq!(lighter("What is the IoT?"), Vec::<String>::new());
        assert_eq!(lighter("Internet of Things (IOT) devices"), ["internet", "things"]);
        assert_eq!(lighter("the European Union (EU) law"), ["european", "union"]);
    }

    #[test]
    fn what_has_other_initials_is_two_things() {
        for question in [
            "la caisse de retraite (CAF)",
            "CAF et caisse d’allocations",
            "EN établissements nationaux",
            "la mairie et la CAF",
            "QUE FAIRE EN CAS DE LICENCIEMENT",
        ] {
            assert_eq!(lighter(question), Vec::<String>::new(), "{question}");
        }
    }
}
