//! Why a passage stands where it does: its score in parts, as an answer has them.

use ibid_core::lang::Lang;
use ibid_core::query::Query;
use ibid_core::ranking::{Explained, Feature, Place, Plan, ScorePart, ScoreRule};
use serde::{Deserialize, Serialize};

/// A score in parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explanation {
    /// The score, to six decimals.
    pub score: f64,
    /// What gave it: these add up to the score.
    pub parts: Vec<PartView>,
}

/// A part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PartView {
    /// What tells a good passage; `None` where a rule gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<Feature>,
    /// The rule that gave it, beside all features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<ScoreRule>,
    /// The word of the question, as it was typed; `None` for what the whole question gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The word of the question that stands near it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// The term that was found for the word, with its language before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// The language of the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Where it stands, shared out by how often it stands in each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Place>,
    /// By what the rarity of the term was multiplied, where that is not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// The rules that made the factor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<ScoreRule>,
    /// How much it gave to the score, to six decimals.
    pub gives: f64,
}

impl Explanation {
    /// What gave a passage its score; `rule` is what stands for the rest, where the features do not
    /// say it all.
    pub(crate) fn new(
        query: &Query,
        plan: &Plan,
        explained: Option<&Explained>,
        score: f64,
        rule: ScoreRule,
    ) -> Self {
        let parts = explained.map(|explained| plan.parts(explained)).unwrap_or_default();
        let rest = score - parts.iter().map(|part| part.gives).sum::<f64>();
        let mut parts: Vec<PartView> =
            parts.iter().map(|part| PartView::new(query, plan, part)).collect();
        if rest.abs() > 1e-6 {
            parts.push(PartView { rule: Some(rule), gives: rounded(rest), ..PartView::nothing() });
        }
        Explanation { score: rounded(score), parts }
    }
}

impl PartView {
    fn nothing() -> Self {
        PartView {
            feature: None,
            rule: None,
            word: None,
            with: None,
            term: None,
            lang: None,
            field: None,
            factor: None,
            rules: Vec::new(),
            gives: 0.0,
        }
    }

    fn new(query: &Query, plan: &Plan, part: &ScorePart) -> Self {
        let ScorePart { feature, word, with, place, gives } = *part;
        let view = PartView {
            feature: Some(feature),
            field: place,
            gives: rounded(gives),
            ..PartView::nothing()
        };
        let Some(at) = word else { return view };
        let Some(factor) = plan.factor(query, at) else { return view };
        let term = plan.words.get(at.0).and_then(|word| word.matching.get(at.1));
        let next = with.and_then(|with| plan.factor(query, (with, 0)));
        PartView {
            word: factor.typed.or_else(|| term.map(|term| term.term.clone())),
            with: next.and_then(|next| next.typed),
            term: term.map(|term| term.term.clone()),
            lang: term.and_then(|term| term.lang),
            factor: Some(rounded(factor.factor)).filter(|factor| (factor - 1.0).abs() > 1e-6),
            rules: factor.rules,
            ..view
        }
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
