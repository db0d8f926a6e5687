//! The nouns that the crates of ibid share, and nothing else.
//!
//! Reading makes a [`document::Document`], splitting makes [`passage::Passage`]s, analysis makes
//! [`analysis::Tokens`], parsing makes a [`query::Query`], a [`backend`] turns a query into
//! [`hit::Hit`]s. The crates that do these things know each other only through this one.

pub mod address;
pub mod analysis;
pub mod backend;
mod closed_set;
pub mod diagnostic;
pub mod document;
pub mod facets;
pub mod format;
pub mod globs;
pub mod hit;
pub mod identify;
pub mod ids;
pub mod lang;
pub mod lexicon;
pub mod passage;
pub mod path_text;
pub mod query;
pub mod ranking;
pub mod rules;
pub mod sentences;
pub mod several;
pub mod sounds;
pub mod spread;
pub mod talk;
pub mod time;
pub mod word_count;
pub mod wordlist;
