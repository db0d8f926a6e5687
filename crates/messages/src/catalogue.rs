//! The table of all texts: key, English, French.

use std::collections::HashMap;
use std::sync::LazyLock;

use ibid_core::lang::Lang;

const TABLE: &str = include_str!("../catalogue.tsv");

struct Row {
    key: &'static str,
    en: &'static str,
    fr: &'static str,
}

static BY_KEY: LazyLock<HashMap<&'static str, Row>> =
    LazyLock::new(|| rows().map(|row| (row.key, row)).collect());

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some(Row { key: columns.next()?, en: columns.next()?, fr: columns.next()? })
    })
}

/// The text of a key in a language.
pub(crate) fn find(key: &str, lang: Lang) -> Option<&'static str> {
    let row = BY_KEY.get(key)?;
    Some(match lang {
        Lang::En => row.en,
        Lang::Fr => row.fr,
    })
}

/// All keys, in the order of the table: a program's tests hold that it names no other and that none
/// is left over.
pub fn keys() -> impl Iterator<Item = &'static str> {
    rows().map(|row| row.key)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use ibid_core::diagnostic::{Code, NotRead, ProblemKind, Reason, places};
    use ibid_core::document::Evidence;
    use ibid_core::ranking::{Feature, ScoreRule};
    use ibid_core::rules::Rule;

    use super::*;

    fn sorted(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = places(text).collect();
        names.sort_unstable();
        names
    }

    /// What the libraries name: the family of a key, the name, and the English text where the type
    /// has one.
    fn named() -> Vec<(&'static str, &'static str, Option<&'static str>)> {
        let mut all = Vec::new();
        all.extend(Code::ALL.iter().map(|c| ("diagnostic", c.name(), Some(c.text()))));
        all.extend(Rule::ALL.iter().map(|r| ("rule", r.name(), Some(r.text()))));
        all.extend(Reason::ALL.iter().map(|r| ("reason", r.name(), Some(r.text()))));
        all.extend(NotRead::ALL.iter().map(|n| ("not-read", n.name(), Some(n.text()))));
        all.extend(ProblemKind::ALL.iter().map(|p| ("problem", p.name(), Some(p.text()))));
        all.extend(Evidence::ALL.iter().map(|e| ("evidence", e.name(), None)));
        // sounds, and what recognition made up, are evidence of nothing
        all.push(("evidence", "suspect", None));
        all.extend(Lang::ALL.iter().map(|l| ("lang", l.code(), None)));
        all.push(("lang", "none", None));
        all.extend(Feature::ALL.iter().map(|f| ("feature", f.name(), None)));
        all.extend(ScoreRule::ALL.iter().map(|r| ("score-rule", r.name(), None)));
        all
    }

    #[test]
    fn every_row_has_both_languages_with_the_same_places() {
        let mut seen = HashSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 3, "{line}");
        }
        for Row { key, en, fr } in rows() {
            assert!(seen.insert(key), "{key} comes twice");
            assert!(!en.is_empty() && !fr.is_empty(), "{key}");
            assert_eq!(sorted(en), sorted(fr), "{key}");
        }
    }

    #[test]
    fn all_that_the_libraries_name_has_a_row() {
        for (family, name, text) in named() {
            let key = format!("{family}.{name}");
            let en = find(&key, Lang::En);
            assert!(en.is_some(), "{key} has no row");
            if let (Some(en), Some(text)) = (en, text) {
                assert_eq!(sorted(en), sorted(text), "{key}");
            }
        }
    }

    #[test]
    fn no_row_is_left_of_what_the_libraries_do_not_name() {
        let known: HashSet<String> =
            named().iter().map(|(family, name, _)| format!("{family}.{name}")).collect();
        let families: HashSet<&str> = named().iter().map(|(family, ..)| *family).collect();
        for key in keys() {
            let family = key.split('.').next().unwrap();
            assert!(!families.contains(family) || known.contains(key), "{key} is named nowhere");
        }
    }

    #[test]
    fn english_is_the_text_of_the_libraries_but_where_it_names_what_to_type() {
        let mut own = BTreeSet::new();
        for (family, name, text) in named() {
            let en = find(&format!("{family}.{name}"), Lang::En);
            if let (Some(en), Some(text)) = (en, text)
                && en != text
            {
                assert!(en.contains("`ibid ") || en.contains("`--"), "{name}: {en}");
                own.insert(name);
            }
        }
        let want = [
            "files-gone",
            "forgotten-gone",
            "forgotten-lost",
            "index-damaged",
            "index-engine",
            "index-manifest",
            "index-missing",
            "index-other-analysis",
            "index-other-layout",
            "index-records-lost",
            "index-unfinished",
            "not-a-baseline",
            "not-an-index",
            "roots-lost",
            "source-changed",
            "too-much-memory",
        ];
        assert_eq!(own, want.into());
    }

    #[test]
    fn french_messages_are_typed_as_french_is() {
        for Row { fr, .. } in rows() {
            let chars: Vec<char> = fr.chars().collect();
            let straight = chars
                .windows(3)
                .any(|w| w[0].is_alphabetic() && w[1] == '\'' && w[2].is_alphabetic());
            assert!(!straight, "straight apostrophe: {fr}");
            let tight = chars
                .windows(2)
                .any(|w| (w[0] == ' ' && ":;!?»".contains(w[1])) || (w[0] == '«' && w[1] == ' '));
            assert!(!tight, "a plain space where a no-break space belongs: {fr}");
        }
    }
}
