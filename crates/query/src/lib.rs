//! From words to a query, and from hits to an answer with highlights, snippets and citations.
//!
//! Two streams pass here. What a person types becomes a [`ibid_core::query::Query`] ([`mod@parse`]);
//! what a backend found becomes a [`answer::Response`]: marks on the words that matched
//! (`highlight`), the best sentences ([`snippet`]), and the seconds to open ([`cite`], with the
//! links that `link` writes). `relax` asks for less where phrases let nothing
//! be found. [`verify`] tells whether a quote is what a source says. Nothing here knows an index, and
//! nothing that is typed is an error.

pub mod answer;
pub mod cite;
#[cfg(test)]
#[path = "../../core/tests/cost/mod.rs"]
mod cost;
pub mod engine;
pub mod explain;
pub mod facets;
mod highlight;
mod link;
pub mod origin;
pub mod params;
pub mod parse;
pub mod reference;
mod relax;
#[cfg(feature = "schema")]
pub mod schema;
pub mod snippet;
pub mod verify;

mod pauses;

pub use answer::{AnswerOptions, Response, passage};
pub use engine::{Engine, SearchOptions, VerifyOptions};
pub use params::{ParamError, ParamField, SearchParams};
pub use parse::{ParseOptions, Parsed, parse};
