//! What checking the quotations of a draft has to say.

use ibid_core::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};

use super::nearest::Nearest;
use super::parts::QuotePart;
use super::{Agreement, TextMatch, settle};
use crate::origin::stale;

/// What a quotation of a draft is, held against the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum DraftVerdict {
    /// It is in the sources to the letter, but for words that it says it leaves out or replaces.
    Exact,
    /// It is there but for case, accents, apostrophes, punctuation or white space.
    Normalised,
    /// It is nowhere, and a passage has most of its words.
    Altered,
    /// It is nowhere.
    None,
}

/// A quotation, held against the sources.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CheckedQuotation {
    /// What it is.
    pub verdict: DraftVerdict,
    /// Where it stands, the best agreement first.
    pub places: Vec<TextMatch>,
    /// What comes nearest to it, where it is altered.
    pub nearest: Option<Nearest>,
    /// Where its parts stand, where it is put together of what stands in several places.
    pub parts: Vec<QuotePart>,
    /// Whether it leaves words out, or puts others in brackets.
    pub abridged: bool,
    /// What else there is to know.
    pub warnings: Vec<Diagnostic>,
}

/// A quotation of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DraftQuote {
    /// The quotation, as it stands in the draft.
    pub text: String,
    /// The line of the draft where it begins, from 1; the paragraph in a document of a word
    /// processor.
    pub line: u32,
    /// What it is.
    pub verdict: DraftVerdict,
    /// Where it stands, the best agreement first.
    pub places: Vec<TextMatch>,
    /// What comes nearest to it, where it is altered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
    /// Where its parts stand, where it is put together of what stands in several places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<QuotePart>,
    /// Whether it leaves words out, with `[…]`, or puts others in brackets: what else it says is in
    /// the sources as `verdict` tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abridged: bool,
}

/// How many quotations of a draft are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DraftSummary {
    /// To the letter.
    pub exact: u64,
    /// But for case and typography.
    pub normalised: u64,
    /// With other words.
    pub altered: u64,
    /// Nowhere.
    pub none: u64,
}

/// All quotations of a draft, held against the sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DraftReport {
    /// The quotations, in the order of the draft.
    pub quotes: Vec<DraftQuote>,
    /// How many are what.
    pub summary: DraftSummary,
    /// How many were not looked for, since they are of fewer than four words.
    pub too_short: u64,
    /// What else there is to know: marks without a partner, sources that are not as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::DiagnosticSchema>"))]
    pub warnings: Vec<Diagnostic>,
}

impl CheckedQuotation {
    pub(crate) fn found(agreement: Agreement, places: Vec<TextMatch>) -> Self {
        let verdict = DraftVerdict::from(agreement);
        CheckedQuotation {
            verdict,
            places,
            nearest: None,
            parts: Vec::new(),
            abridged: false,
            warnings: Vec::new(),
        }
    }

    /// Puts places whose sources are as they were first and keeps at most `limit`; the verdict is
    /// that of the first.
    pub fn settle(&mut self, limit: usize) {
        if let Some(found) = settle(&mut self.places, limit) {
            self.verdict = found.into();
        }
    }
}

impl From<Agreement> for DraftVerdict {
    fn from(agreement: Agreement) -> Self {
        match agreement {
            Agreement::Exact => DraftVerdict::Exact,
            Agreement::Normalised => DraftVerdict::Normalised,
            Agreement::None => DraftVerdict::None,
        }
    }
}

impl DraftReport {
    /// A report of quotations that were checked, each with its text and its line.
    pub fn new(
        quotes: impl IntoIterator<Item = (String, u32, CheckedQuotation)>,
        too_short: u64,
        mut warnings: Vec<Diagnostic>,
    ) -> Self {
        let mut summary = DraftSummary::default();
        let mut all = Vec::new();
        for (text, line, checked) in quotes {
            let CheckedQuotation { verdict, places, nearest, parts, abridged, warnings: told } =
                checked;
            *match verdict {
                DraftVerdict::Exact => &mut summary.exact,
                DraftVerdict::Normalised => &mut summary.normalised,
                DraftVerdict::Altered => &mut summary.altered,
                DraftVerdict::None => &mut summary.none,
            } += 1;
            let of_parts = stale(parts.iter().map(|part| &part.place));
            let told = told.into_iter().chain(stale(&places)).chain(stale(&nearest));
            for one in told.chain(of_parts) {
                if !warnings.contains(&one) {
                    warnings.push(one);
                }
            }
            all.push(DraftQuote { text, line, verdict, places, nearest, parts, abridged });
        }
        DraftReport { quotes: all, summary, too_short, warnings }
    }

    /// Whether every quotation is in the sources as they are.
    pub fn stands(&self) -> bool {
        self.quotes.iter().all(DraftQuote::stands)
    }
}

impl DraftQuote {
    /// Whether it is in the sources as they are.
    pub fn stands(&self) -> bool {
        self.places.iter().any(TextMatch::stands)
    }
}
