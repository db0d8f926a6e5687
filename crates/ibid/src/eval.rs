//! Measuring: how good the answers are, on the sources themselves or on judgements.

pub mod baseline;
pub mod beir;
pub mod compare;
pub mod measures;
mod progress;
pub mod quotes;
pub mod randomisation;
pub mod run;
pub mod seconds;

pub use progress::EvalProgress;
