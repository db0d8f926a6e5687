//! A question as plain strings and numbers, as a web page, a tool or a command line has it.
//!
//! This is the one place where days, languages, names and kinds of evidence are read that come
//! beside a question; the fields within a question (`lang:fr`) are read by the same functions.

use ibid_core::analysis::Analyzer;
use ibid_core::document::{Date, Evidence};
use ibid_core::facets::Facet;
use ibid_core::lang::Lang;
use ibid_core::query::{Filter, NameWords, Order};
use serde::{Deserialize, Serialize};

use crate::answer::AnswerOptions;
use crate::cite::CiteOptions;
use crate::engine::SearchOptions;

/// A question and all that can be said beside it.
///
/// Made with [`SearchParams::new`], or read by serde: what is left out holds its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SearchParams {
    /// What is asked, in the query language.
    pub query: String,
    /// Only passages in this language: `fr` or `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Only sources whose path or name matches one of these globs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Only what one of these people says: a part of the name will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Only these kinds of evidence: `verbatim`, `paraphrase`, `machine`, `translation`, or the words
    /// for them that answers show (`notes`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Only what is dated on this day or later: `2017`, `2017-05` or `2017-05-12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Only what is dated before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How many hits at most; 10 if it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// How many of the best hits to skip.
    pub offset: u32,
    /// Whether to count all that match.
    pub total: bool,
    /// What comes first: `relevance`, which holds if it is left out, or `date` for the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// What all passages that match are counted by: `lang`, `source`, `speaker`, `year`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<String>,
    /// How many passages of each source at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_source: Option<u32>,
    /// Whether the passages of one source stand together, three of each if nothing else is said; the
    /// source with the best passage comes first.
    pub group: bool,
    /// How many passages of its document to show before and after each hit.
    pub context: u32,
    /// Whether to say of each hit what gave it its score.
    pub explain: bool,
    /// Whether to find also what nobody said: sound marks, and lines that speech recognition made
    /// up.
    pub suspect: bool,
    /// Seconds by which links open earlier than the time that is cited.
    pub lead_in: u32,
    /// How many passages of the other language at most, in a block of their own; 3 if it is left
    /// out. With 0 that language is left alone, also where `lang` lets no other through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub across: Option<u32>,
    /// Words that are not to be searched beside those of the question; a word of the question stands
    /// for all that is searched beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// A value of [`SearchParams`] that says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: `{value}` is not {expected}")]
#[non_exhaustive]
pub struct ParamError {
    /// The name of the field.
    pub field: ParamField,
    /// What stands there.
    pub value: String,
    /// What was expected, in English.
    pub expected: &'static str,
}

/// The fields of [`SearchParams`] that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamField {
    /// `lang`
    Lang,
    /// `sources`
    Sources,
    /// `speakers`
    Speakers,
    /// `evidence`
    Evidence,
    /// `after`
    After,
    /// `before`
    Before,
    /// `sort`
    Sort,
    /// `facets`
    Facets,
    /// `per_source`
    PerSource,
}

impl ParamField {
    /// All of them.
    pub const ALL: [ParamField; 9] = [
        ParamField::Lang,
        ParamField::Sources,
        ParamField::Speakers,
        ParamField::Evidence,
        ParamField::After,
        ParamField::Before,
        ParamField::Sort,
        ParamField::Facets,
        ParamField::PerSource,
    ];

    /// The name of the field, as it is in JSON.
    pub fn name(self) -> &'static str {
        match self {
            ParamField::Lang => "lang",
            ParamField::Sources => "sources",
            ParamField::Speakers => "speakers",
            ParamField::Evidence => "evidence",
            ParamField::After => "after",
            ParamField::Before => "before",
            ParamField::Sort => "sort",
            ParamField::Facets => "facets",
            ParamField::PerSource => "per_source",
        }
    }

    /// What a value of the field must be, in English.
    pub fn expected(self) -> &'static str {
        match self {
            ParamField::Lang => "`fr` or `en`",
            ParamField::Sources => "a glob such as `debates/*.vtt`",
            ParamField::Speakers => "a name",
            ParamField::Evidence => "`verbatim`, `paraphrase`, `machine` or `translation`",
            ParamField::After | ParamField::Before => {
                "a day such as 2017-12-21, a month such as 2017-12 or a year"
            }
            ParamField::Sort => "`relevance` or `date`",
            ParamField::Facets => "`lang`, `source`, `speaker` or `year`",
            ParamField::PerSource => "a number from 1",
        }
    }

    fn wrong(self, value: &str) -> ParamError {
        ParamError { field: self, value: value.to_owned(), expected: self.expected() }
    }
}

impl std::fmt::Display for ParamField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl SearchParams {
    /// A question with nothing said beside it.
    pub fn new(query: impl Into<String>) -> Self {
        SearchParams { query: query.into(), ..SearchParams::default() }
    }

    /// The same as options for the engine.
    ///
    /// # Errors
    /// Names the first field with a value that says nothing.
    pub fn options(&self) -> Result<SearchOptions, ParamError> {
        let default = SearchOptions::default();
        let limit = self.limit.map_or(default.limit, |limit| limit as usize);
        let across = self.across.map_or(default.across, |across| across as usize);
        let cite = CiteOptions::default().with_lead_in(u64::from(self.lead_in));
        let answer = AnswerOptions::default().with_cite(cite);

        Ok(default
            .with_limit(limit)
            .with_offset(self.offset as usize)
            .with_total(self.total)
            .with_order(self.order()?)
            .with_facets(self.facets()?)
            .with_per_source(self.per_source()?)
            .with_grouped(self.group)
            .with_context(self.context)
            .with_explain(self.explain)
            .with_non_speech(self.suspect)
            .with_across(across)
            .with_without(self.without.clone())
            .with_filter(self.filter()?)
            .with_answer(answer))
    }

    fn order(&self) -> Result<Order, ParamError> {
        match self.sort.as_deref() {
            None | Some("relevance") => Ok(Order::Relevance),
            Some("date") => Ok(Order::Date),
            Some(other) => Err(ParamField::Sort.wrong(other)),
        }
    }

    /// The facets, each once.
    fn facets(&self) -> Result<Vec<Facet>, ParamError> {
        let mut facets = Vec::new();
        for name in &self.facets {
            let facet =
                Facet::from_name(name.trim()).ok_or_else(|| ParamField::Facets.wrong(name))?;
            if !facets.contains(&facet) {
                facets.push(facet);
            }
        }
        Ok(facets)
    }

    fn per_source(&self) -> Result<Option<usize>, ParamError> {
        match self.per_source {
            Some(0) => Err(ParamField::PerSource.wrong("0")),
            most => Ok(most.map(|most| most as usize)),
        }
    }

    fn filter(&self) -> Result<Filter, ParamError> {
        let mut filter = Filter::default();
        if let Some(tag) = &self.lang {
            filter.langs.push(lang(tag).ok_or_else(|| ParamField::Lang.wrong(tag))?);
        }

        for glob in &self.sources {
            if !is_glob(glob) {
                return Err(ParamField::Sources.wrong(glob));
            }
            filter.sources.push(glob.clone());
        }

        for name in &self.evidence {
            let kind = Evidence::from_word(name);
            filter.evidence.push(kind.ok_or_else(|| ParamField::Evidence.wrong(name))?);
        }
        filter.speakers = self.speakers()?;
        filter.after = day(ParamField::After, self.after.as_deref())?;
        filter.before = day(ParamField::Before, self.before.as_deref())?;

        Ok(filter)
    }

    fn speakers(&self) -> Result<Vec<NameWords>, ParamError> {
        let mut analyzer = Analyzer::new();
        let mut all = Vec::new();
        for name in &self.speakers {
            let ways = speaker_words(name, &mut analyzer);
            // a name without a word would be that of all who have none
            if ways.is_empty() {
                return Err(ParamField::Speakers.wrong(name));
            }
            all.extend(ways);
        }

        Ok(all)
    }
}

fn day(field: ParamField, text: Option<&str>) -> Result<Option<Date>, ParamError> {
    let Some(text) = text else { return Ok(None) };
    Date::first_of(text.trim()).map(Some).ok_or_else(|| field.wrong(text))
}

/// Reads a language by its tag, or by its name in French.
pub(crate) fn lang(name: &str) -> Option<Lang> {
    match name.trim().to_lowercase().as_str() {
        "francais" | "français" => Some(Lang::Fr),
        "anglais" => Some(Lang::En),
        tag => Lang::from_tag(tag),
    }
}

/// The folded words of a name, in each way of analysing it: a name is analysed as its passage was.
pub(crate) fn speaker_words(name: &str, analyzer: &mut Analyzer) -> Vec<NameWords> {
    let mut all: Vec<NameWords> = Vec::new();
    for way in [None, Some(Lang::Fr), Some(Lang::En)] {
        let words = analyzer.surface_words(name, way);
        if !words.is_empty() && all.iter().all(|name| name.words != words) {
            all.push(NameWords { text: name.to_owned(), words });
        }
    }
    all
}

/// Whether a text says which sources are meant. One that is no glob is taken as a path.
pub(crate) fn is_glob(text: &str) -> bool {
    !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_holds_its_default() {
        let params: SearchParams = serde_json::from_str(r#"{"query":"phare"}"#).unwrap();
        assert_eq!(params, SearchParams::new("phare"));
        let options = params.options().unwrap();
        assert_eq!((options.limit, options.offset, options.total), (10, 0, false));
        assert_eq!(options.across, 3);
        assert!(options.filter.is_empty());
        assert!(serde_json::from_str::<SearchParams>(r#"{"query":"a","limits":3}"#).is_err());
    }

    #[test]
    fn all_that_is_said_is_in_the_options() {
        let params = SearchParams {
            lang: Some("fr-CA".to_owned()),
            sources: vec!["*.vtt".to_owned()],
            speakers: vec!["l’Hôte".to_owned()],
            evidence: vec!["Machine".to_owned()],
            after: Some("2017-05".to_owned()),
            before: Some("2018".to_owned()),
            limit: Some(3),
            offset: 2,
            total: true,
            sort: Some("date".to_owned()),
            facets: vec!["year".to_owned(), " lang".to_owned(), "year".to_owned()],
            per_source: Some(2),
            group: true,
            context: 4,
            suspect: true,
            lead_in: 5,
            across: Some(7),
            without: vec!["poste".to_owned()],
            ..SearchParams::new("phare")
        };
        let options = params.options().unwrap();
        let filter = &options.filter;
        assert_eq!(filter.langs, [Lang::Fr]);
        assert_eq!(filter.evidence, [Evidence::Machine]);
        let host = |name: &NameWords| name.words == ["hote"] && name.text == "l’Hôte";
        assert!(filter.speakers.iter().any(host), "{:?}", filter.speakers);
        assert_eq!((filter.after, filter.before), (Date::new(2017, 5, 1), Date::new(2018, 1, 1)));
        assert_eq!((options.limit, options.offset, options.total), (3, 2, true));
        assert_eq!((options.non_speech, options.answer.cite.lead_in), (true, 5));
        assert_eq!((options.order, options.grouped, options.context), (Order::Date, true, 4));
        assert_eq!(
            (&options.facets[..], options.per_source),
            (&[Facet::Year, Facet::Lang][..], Some(2))
        );
        assert_eq!((options.across, &options.without[..]), (7, &["poste".to_owned()][..]));
    }

    #[test]
    fn errors_name_the_field_and_the_value() {
        let wrong = |params: SearchParams| params.options().unwrap_err();
        let asked = || SearchParams::new("phare");
        for (params, field, value) in [
            (SearchParams { lang: Some("de".to_owned()), ..asked() }, ParamField::Lang, "de"),
            (SearchParams { sources: vec![" ".to_owned()], ..asked() }, ParamField::Sources, " "),
            (SearchParams { speakers: vec!["…".to_owned()], ..asked() }, ParamField::Speakers, "…"),
            (SearchParams { evidence: vec!["x".to_owned()], ..asked() }, ParamField::Evidence, "x"),
            (SearchParams { after: Some("hier".to_owned()), ..asked() }, ParamField::After, "hier"),
            (SearchParams { sort: Some("x".to_owned()), ..asked() }, ParamField::Sort, "x"),
            (SearchParams { facets: vec!["x".to_owned()], ..asked() }, ParamField::Facets, "x"),
            (SearchParams { per_source: Some(0), ..asked() }, ParamField::PerSource, "0"),
            (
                SearchParams { before: Some("2017-13".to_owned()), ..asked() },
                ParamField::Before,
                "2017-13",
            ),
        ] {
            let error = wrong(params);
            assert_eq!((error.field, error.value.as_str()), (field, value));
            assert_eq!(
                error.to_string(),
                format!("{field}: `{value}` is not {}", field.expected())
            );
        }
    }
}
