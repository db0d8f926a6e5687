//! Counts of what matches, by language, source, speaker and year.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::document::Date;
use crate::ids::DocumentId;
use crate::lang::Lang;
use crate::passage::Passage;

/// What passages can be counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// The language.
    Lang,
    /// The path of the source.
    Source,
    /// Who speaks.
    Speaker,
    /// The year of the date.
    Year,
}

impl Facet {
    /// All of them.
    pub const ALL: [Facet; 4] = [Facet::Lang, Facet::Source, Facet::Speaker, Facet::Year];

    /// Its name, as it is in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Lang => "lang",
            Facet::Source => "source",
            Facet::Speaker => "speaker",
            Facet::Year => "year",
        }
    }

    /// The facet with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Facet::ALL.into_iter().find(|facet| facet.name() == name)
    }
}

/// A passage that matches, by what it can be counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The leading bits of its id: passages with one id are one.
    pub id: u64,
    /// Its document, and its place there: of passages with one id the first one counts.
    pub place: (DocumentId, u32),
    /// Its language.
    pub lang: Option<Lang>,
    /// Where its source lies, as it is shown; of several places the first.
    pub source: Arc<str>,
    /// Who speaks.
    pub speaker: SpeakerName,
    /// The day that it is dated on.
    pub date: Option<Date>,
}

impl Matched {
    /// A passage that was read whole, with where its source lies and the folded words of who speaks, a
    /// [`word_row`](crate::analysis::word_row).
    pub fn new(passage: &Passage, source: Arc<str>, speaker_row: &str) -> Self {
        let shown = passage.speaker.as_deref().unwrap_or_default().into();
        Matched {
            id: passage.id.leading_bits(),
            place: (passage.document(), passage.ordinal),
            lang: passage.lang,
            source,
            speaker: SpeakerName { folded: speaker_row.trim_matches(' ').into(), shown },
            date: passage.about.date,
        }
    }
}

/// A speaker, for counting: names that differ by case and accents alone are one. Empty where nothing
/// says who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeakerName {
    /// The folded words of the name, with a space between them.
    pub folded: Arc<str>,
    /// The name as it is written; only that of the first passage of a document order with these
    /// words is looked at.
    pub shown: Arc<str>,
}

/// How many passages have each value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The facet.
    pub facet: Facet,
    /// Its values with their counts, the most frequent first, ties in the order of their bytes. The
    /// empty value stands for passages that have none. The counts add up to the number of passages.
    pub counts: Vec<(String, u64)>,
}

/// Counts passages by some facets, those with one id once: the first by document and place.
pub fn count(mut matched: Vec<Matched>, facets: &[Facet]) -> Vec<FacetCounts> {
    matched.sort_unstable_by_key(|passage| passage.place);
    let mut names: HashMap<Arc<str>, Arc<str>> = HashMap::new();
    for passage in &matched {
        let SpeakerName { folded, shown } = &passage.speaker;
        names.entry(folded.clone()).or_insert_with(|| shown.clone());
    }
    let mut seen = HashSet::new();
    matched.retain(|passage| seen.insert(passage.id));

    let value = |facet: Facet, passage: &Matched| -> String {
        match facet {
            Facet::Lang => passage.lang.map(Lang::code).unwrap_or_default().to_owned(),
            Facet::Source => passage.source.to_string(),
            Facet::Speaker => {
                names.get(&passage.speaker.folded).map(|name| name.to_string()).unwrap_or_default()
            }
            Facet::Year => passage.date.map(|date| date.year.to_string()).unwrap_or_default(),
        }
    };
    let counted = |facet: &Facet| {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for passage in &matched {
            *counts.entry(value(*facet, passage)).or_default() += 1;
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        FacetCounts { facet: *facet, counts }
    };
    facets.iter().map(counted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SourceId;

    #[test]
    fn passages_with_one_id_count_once_and_names_are_those_of_the_first() {
        let passage = |id, ordinal, speaker: &str, year: Option<u16>| Matched {
            id,
            place: (DocumentId::from_hash(SourceId::from_bytes(b"a"), 0), ordinal),
            lang: Some(Lang::Fr),
            source: "a.md".into(),
            speaker: SpeakerName { folded: speaker.to_lowercase().into(), shown: speaker.into() },
            date: year.and_then(|year| Date::new(year, 1, 1)),
        };
        let matched = vec![
            passage(1, 2, "ANNE", Some(2017)),
            passage(1, 3, "ANNE", Some(2018)),
            passage(2, 1, "Anne", None),
            passage(3, 4, "", None),
        ];
        let counts = count(matched, &Facet::ALL);
        let of = |at: usize| -> Vec<(&str, u64)> {
            counts[at].counts.iter().map(|(value, n)| (value.as_str(), *n)).collect()
        };
        assert_eq!(of(0), [("fr", 3)]);
        assert_eq!(of(1), [("a.md", 3)]);
        assert_eq!(of(2), [("Anne", 2), ("", 1)]);
        assert_eq!(of(3), [("", 2), ("2017", 1)]);
    }
}
