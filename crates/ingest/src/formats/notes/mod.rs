//! What people write in plain files: notes, and texts saved from pages.

pub(crate) mod markdown;
pub(crate) mod org;
pub(crate) mod text;
