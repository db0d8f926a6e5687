//! The word tables, read once. Adding a row to a table is all it takes to add a word.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::folded;
use super::sieve::Beginning;

pub(super) const FRENCH_IRREGULARS: &str = include_str!("../../tables/french_irregulars.tsv");
pub(super) const FRENCH_EXCEPTIONS: &str = include_str!("../../tables/french_exceptions.tsv");
pub(super) const FRENCH_VERBS: &str = include_str!("../../tables/french_verbs.txt");
pub(super) const FRENCH_STOPWORDS: &str = include_str!("../../tables/french_stopwords.txt");
pub(super) const ENGLISH_IRREGULARS: &str = include_str!("../../tables/english_irregulars.tsv");
pub(super) const ENGLISH_EXCEPTIONS: &str = include_str!("../../tables/english_exceptions.tsv");
pub(super) const ENGLISH_ISE: &str = include_str!("../../tables/english_ise_exceptions.txt");
pub(super) const ENGLISH_STOPWORDS: &str = include_str!("../../tables/english_stopwords.txt");
// This one says what the words of a question weigh. No term depends on it.
pub(super) const FRENCH_FRAME_WORDS: &str = include_str!("../../tables/french_frame_words.tsv");

/// Every table that makes terms: a row that changes makes other terms, and so another fingerprint.
#[cfg(test)]
pub(super) const ALL: [&str; 8] = [
    FRENCH_IRREGULARS,
    FRENCH_EXCEPTIONS,
    FRENCH_VERBS,
    FRENCH_STOPWORDS,
    ENGLISH_IRREGULARS,
    ENGLISH_EXCEPTIONS,
    ENGLISH_ISE,
    ENGLISH_STOPWORDS,
];

/// Rows of two columns parted by a tab; `#` starts a comment line.
pub(super) type Pairs = FxHashMap<Cow<'static, str>, &'static str>;

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim_end).filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// Reads a table of pairs; each form can also be looked up with its accents left out, unless that
/// is a row of its own.
pub(super) fn pairs(text: &'static str) -> Pairs {
    with_folded(rows(text))
}

/// Reads a table of pairs, and after its rows the present plurals of the verbs in a list.
pub(super) fn pairs_and_verbs(text: &'static str, verbs: &'static str) -> Pairs {
    let mut all = rows(text);
    all.extend(present_plurals(verbs));
    with_folded(all)
}

fn rows(text: &'static str) -> Vec<(Cow<'static, str>, &'static str)> {
    let split = lines(text).filter_map(|line| line.split_once('\t'));
    split.map(|(form, to)| (form.into(), to)).collect()
}

/// A form with its accents left out; `None` where that is the form itself, as it is of most. Each
/// process reads the tables, and folding takes longer than all the rest of that.
pub(super) fn other_folded(form: &str) -> Option<String> {
    let plain = form.bytes().all(|b| matches!(b, b'a'..=b'z' | b'-' | b'\''));
    (!plain).then(|| folded(form))
}

/// Of several rows for one form the first counts.
fn with_folded(variants: Vec<(Cow<'static, str>, &'static str)>) -> Pairs {
    let other = |(form, to): &(Cow<'static, str>, &'static str)| {
        Some((Cow::from(other_folded(form)?), *to))
    };
    let folded: Vec<_> = variants.iter().filter_map(other).collect();
    let mut pairs = Pairs::default();
    pairs.reserve(variants.len() + folded.len());
    for (form, to) in variants.into_iter().chain(folded) {
        pairs.entry(form).or_insert(to);
    }
    pairs
}

/// The present plurals of French verbs in -er: `proposons` and `proposent` of `proposer`.
fn present_plurals(text: &'static str) -> Vec<(Cow<'static, str>, &'static str)> {
    let mut forms = Vec::new();
    for (infinitive, base) in lines(text).filter_map(|verb| Some((verb, verb.strip_suffix("er")?)))
    {
        let we = match base.strip_suffix('c') {
            Some(before) => format!("{before}çons"),
            None if base.ends_with('g') => format!("{base}eons"),
            None => format!("{base}ons"),
        };
        forms.push((we.into(), infinitive));
        forms.push((format!("{}ent", stressed(base)).into(), infinitive));
    }

    forms
}

/// The stem of a verb before a silent ending: `gér` is `gèr` there, `men` is `mèn`, `employ` is
/// `emploi`.
fn stressed(base: &str) -> String {
    if let Some(before) = base.strip_suffix('y') {
        return format!("{before}i");
    }
    let consonants = base.chars().rev().take_while(|c| !"aeiouyéèêâîôû".contains(*c)).count();
    let vowel = base.char_indices().rev().nth(consonants);

    match vowel {
        Some((at, 'é')) if consonants > 0 => format!("{}è{}", &base[..at], &base[at + 2..]),
        Some((at, 'e')) if consonants == 1 => format!("{}è{}", &base[..at], &base[at + 1..]),
        _ => base.to_owned(),
    }
}

/// How words begin that have a stem: as it does, or as `yeux` for the `oeil` of a table and `went`
/// for the `go` of one.
pub(super) fn beginnings_of_stem(stem: &[u8], each: &mut impl FnMut(Beginning)) {
    /// Those of forms in tables whose stems begin otherwise, with how these do.
    static FORMS: OnceLock<Vec<(Beginning, Beginning)>> = OnceLock::new();

    let forms = FORMS.get_or_init(|| {
        let tables = [FRENCH_IRREGULARS, FRENCH_EXCEPTIONS, ENGLISH_IRREGULARS, ENGLISH_EXCEPTIONS];
        let rows = tables.into_iter().flat_map(rows);
        // the English stemmer has a table of its own
        let own = ["dying", "lying", "tying"].into_iter().zip(["die", "lie", "tie"]);
        let mut forms = FxHashSet::default();
        for (form, stem) in rows.chain(own.map(|(form, stem)| (form.into(), stem))) {
            let begins = |word: &str| Beginning::of(folded(beginning(word)).as_bytes());
            let (Some(form), Some(stem)) = (begins(&form), begins(stem)) else { continue };
            if form != stem {
                forms.insert((form, stem));
            }
        }
        forms.into_iter().collect()
    });

    let Some(stem) = Beginning::of_stem(stem) else { return };
    each(stem);
    for (form, _) in forms.iter().filter(|(_, of_form)| of_form.meets(&stem)) {
        each(*form);
        // a stem that a table gives may be looked up in another
        forms.iter().filter(|(_, other)| other.meets(form)).for_each(|(other, _)| each(*other));
    }
}

/// The first three letters of a word: to fold all of it takes longer.
fn beginning(word: &str) -> &str {
    word.char_indices().nth(3).map_or(word, |(end, _)| &word[..end])
}

/// Reads a list of words.
pub(super) fn words(text: &'static str) -> FxHashSet<&'static str> {
    lines(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_folded_is_as_it_would_be() {
        for table in ALL {
            for form in table.lines().flat_map(|line| line.split('\t')) {
                assert_eq!(other_folded(form).unwrap_or_else(|| form.to_owned()), folded(form));
            }
        }
    }
}
