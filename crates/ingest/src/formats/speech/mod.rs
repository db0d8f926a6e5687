//! Speech as a machine recognised it or a parliament wrote it down, and who speaks in it.

pub(crate) mod console;
pub(crate) mod hansard;
pub(crate) mod turns;
pub(crate) mod whisper;
