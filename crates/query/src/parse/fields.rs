//! `lang:fr after:2017-05`: what a passage must satisfy whatever its words.

use ibid_core::analysis::Analyzer;
use ibid_core::diagnostic::Code;
use ibid_core::document::{Date, Evidence};
use ibid_core::query::{Filter, NameWords};

use super::{Warnings, words};
use crate::params;

/// The fields of the query language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Lang,
    Speaker,
    Source,
    Title,
    Evidence,
    After,
    Before,
}

impl Field {
    /// Reads a name in any case, in English or in French.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        // no name is longer; this keeps a long word cheap
        if name.len() > 10 {
            return None;
        }
        match name.to_lowercase().as_str() {
            "lang" | "langue" => Some(Field::Lang),
            "speaker" | "locuteur" => Some(Field::Speaker),
            "source" => Some(Field::Source),
            "title" | "titre" => Some(Field::Title),
            "evidence" | "preuve" => Some(Field::Evidence),
            "after" | "après" | "apres" => Some(Field::After),
            "before" | "avant" => Some(Field::Before),
            _ => None,
        }
    }

    /// The name of the contract.
    pub(super) fn name(self) -> &'static str {
        match self {
            Field::Lang => "lang",
            Field::Speaker => "speaker",
            Field::Source => "source",
            Field::Title => "title",
            Field::Evidence => "evidence",
            Field::After => "after",
            Field::Before => "before",
        }
    }
}

/// Adds a field to a filter; a value that says nothing is reported, and changes nothing.
pub(super) fn apply(
    field: Field,
    value: &str,
    filter: &mut Filter,
    analyzer: &mut Analyzer,
    warnings: &mut Warnings,
) -> bool {
    let value = value.trim();
    let understood = match field {
        Field::Lang => each(value, params::lang, &mut filter.langs),
        Field::Evidence => each(value, Evidence::from_word, &mut filter.evidence),
        Field::Source => add(params::is_glob(value), value.to_owned(), &mut filter.sources),
        Field::Title => {
            let words = analyzer.surface_words(value, words::guess(value));
            let text = value.to_owned();
            add(!words.is_empty(), NameWords { text, words }, &mut filter.titles)
        }
        Field::Speaker => {
            let ways = params::speaker_words(value, analyzer);
            let any = !ways.is_empty();
            // any of the ways will do
            for name in ways {
                add(true, name, &mut filter.speakers);
            }
            any
        }
        Field::After => Date::first_of(value).is_some_and(|day| {
            filter.after = Some(filter.after.map_or(day, |other| other.max(day)));
            true
        }),
        Field::Before => Date::first_of(value).is_some_and(|day| {
            filter.before = Some(filter.before.map_or(day, |other| other.min(day)));
            true
        }),
    };

    if !understood {
        warnings.add(Code::BadFieldValue, &[("field", field.name()), ("value", value)]);
    }
    understood
}

/// Reads every value of a list such as `fr,en`, or none.
fn each<T: PartialEq>(value: &str, read: impl Fn(&str) -> Option<T>, into: &mut Vec<T>) -> bool {
    let Some(values) = value.split(',').map(|v| read(v.trim())).collect::<Option<Vec<T>>>() else {
        return false;
    };
    for value in values {
        add(true, value, into);
    }
    true
}

fn add<T: PartialEq>(good: bool, value: T, into: &mut Vec<T>) -> bool {
    if good && !into.contains(&value) {
        into.push(value);
    }
    good
}
