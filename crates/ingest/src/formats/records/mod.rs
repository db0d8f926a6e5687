//! Records: documents in JSON, and what is known of a video.

pub(crate) mod info_json;
pub(crate) mod jsonl;
mod unread;
