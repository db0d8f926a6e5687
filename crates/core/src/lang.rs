//! The two languages that ibid serves.

use serde::{Deserialize, Serialize};

/// A language that ibid analyses.
///
/// Exhaustive on purpose: a third language must break the build exactly where work is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which they are listed everywhere.
    pub const ALL: [Lang; 2] = [Lang::Fr, Lang::En];

    /// The ISO 639-1 code, in lower case.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Fr => "fr",
            Lang::En => "en",
        }
    }

    /// Reads a BCP 47 tag by its primary subtag (`fr`, `fr-CA`, `EN_us`, `fra`); `None` for any
    /// other language.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_', '.']).next().unwrap_or_default();
        let is_primary = |subtag: &&str| subtag.eq_ignore_ascii_case(primary);
        Lang::ALL.into_iter().find(|lang| lang.subtags().iter().any(is_primary))
    }

    /// What a primary subtag may be, and how the language is named in its place.
    const fn subtags(self) -> &'static [&'static str] {
        match self {
            Lang::Fr => &["fr", "fra", "fre", "french", "français"],
            Lang::En => &["en", "eng", "english"],
        }
    }

    /// How many numbers [`Lang::slot`] gives: one for each language, and one for neither.
    pub const SLOTS: usize = Lang::ALL.len() + 1;

    /// What each number of [`Lang::slot`] stands for, in their order: the languages, then neither.
    pub const BY_SLOT: [Option<Lang>; Lang::SLOTS] = {
        let mut langs = [None; Lang::SLOTS];
        let mut slot = 0;
        while slot < Lang::ALL.len() {
            langs[slot] = Some(Lang::ALL[slot]);
            slot += 1;
        }
        langs
    };

    /// A number for a language, or for neither: where each has a place of its own in an array.
    pub const fn slot(lang: Option<Lang>) -> usize {
        match lang {
            Some(Lang::Fr) => 0,
            Some(Lang::En) => 1,
            None => 2,
        }
    }

    /// The other language.
    pub fn other(self) -> Lang {
        match self {
            Lang::Fr => Lang::En,
            Lang::En => Lang::Fr,
        }
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

// A language that has a slot and is missing from `ALL` must break the build: neither comes last.
const _: () = {
    let mut slot = 0;
    while slot < Lang::SLOTS {
        assert!(Lang::slot(Lang::BY_SLOT[slot]) == slot, "`ALL` and `slot` disagree");
        slot += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_primary_subtag() {
        assert_eq!(Lang::from_tag("fr-CA"), Some(Lang::Fr));
        assert_eq!(Lang::from_tag(" EN_us.UTF-8"), Some(Lang::En));
        assert_eq!(Lang::from_tag("de"), None);
        assert_eq!(Lang::from_tag(""), None);
    }
}
