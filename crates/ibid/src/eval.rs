//! Measuring: how good the answers are, on the sources themselves or on judgements.

pub mod quotes;
