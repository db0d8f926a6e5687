//! Captions: words with their times, one reader a format.

pub(crate) mod ass;
pub(crate) mod frames;
mod headerless;
pub(crate) mod json3;
pub(crate) mod lrc;
pub(crate) mod parts;
pub(crate) mod sami;
pub(crate) mod sbv;
pub(crate) mod scc;
pub(crate) mod srt;
pub(crate) mod timed_text;
pub(crate) mod ttml;
pub(crate) mod webvtt;

#[cfg(test)]
mod tests;
