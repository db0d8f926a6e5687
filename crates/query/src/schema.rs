//! JSON schemas of what programs exchange with ibid, under the feature `schema`.

use schemars::{JsonSchema, Schema, schema_for};

use crate::answer::Response;
use crate::params::SearchParams;
use crate::verify::{DraftReport, Verdict};

/// The schema of [`SearchParams`].
pub fn search_params() -> Schema {
    schema_for!(SearchParams)
}

/// The schema of [`Response`].
pub fn response() -> Schema {
    schema_for!(Response)
}

/// The schema of [`Verdict`].
pub fn verdict() -> Schema {
    schema_for!(Verdict)
}

/// The schema of [`DraftReport`].
pub fn draft_report() -> Schema {
    schema_for!(DraftReport)
}

/// What a [`Diagnostic`](ibid_core::diagnostic::Diagnostic) is in JSON.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
pub(crate) struct DiagnosticSchema {
    /// A stable name in kebab case.
    code: String,
    /// What the message speaks of, by name.
    #[serde(default)]
    fields: Vec<(String, String)>,
    /// An English message: lower case, no full stop.
    message: String,
}
