//! The weights of the model: what each hashed feature says for French or against it.
//!
//! A logistic model: the weights of a text's features add up to the log-odds of French against
//! English. `cargo run --release -p ibid-core --example language -- train DIR...` makes the table.

use super::ngrams::BUCKETS;

/// What one nat of log-odds is in the units of the table.
pub const UNIT: i32 = 32;

/// One signed byte a bucket; above zero speaks for French. It is part of the fingerprint of the
/// analysis, since the language of a passage decides how it is analysed.
pub(super) static TABLE: &[u8; BUCKETS] = include_bytes!("../../tables/language.bin");

/// What a feature says, in 1/[`UNIT`] nats, from -128 to 127; above zero it speaks for French.
#[inline]
pub fn weight(bucket: u16) -> i32 {
    i32::from(TABLE[usize::from(bucket)].cast_signed())
}
