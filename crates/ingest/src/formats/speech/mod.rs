//! Speech as a machine recognised it or a parliament wrote it down.

mod beside;
pub(crate) mod chat;
pub(crate) mod clock;
pub(crate) mod console;
pub(crate) mod hansard;
pub(crate) mod recognisers;
pub(crate) mod table;
pub(crate) mod tei;
pub(crate) mod textgrid;
pub(crate) mod whisper;
