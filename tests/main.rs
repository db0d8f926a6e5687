//! What ibid does from end to end: real files, a real index on disk, the real binary.
//!
//! One binary, a subject a module. Every test has folders of its own, so that they run side by side;
//! those that read the sample corpus share one index of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop where it stands

mod across;
mod amending;
mod bad_input;
mod batches;
mod bench;
mod captions;
mod citations;
mod citing;
mod cli;
mod command_line;
mod corpus;
mod crash;
mod drafts;
mod elsewhere;
mod enduring;
mod environment;
mod explaining;
mod export;
mod faults;
mod incremental;
mod indexer;
mod invariants;
mod keeping;
mod kept_index;
mod library;
mod listing;
mod nothing;
mod packaging;
mod passed_over;
mod passing;
mod picture;
mod progress;
mod quoted;
mod rankings;
mod readmes;
mod regressions;
mod reindex;
mod relevance;
mod rendering;
mod schema;
mod search;
mod seconds;
mod settings;
mod several;
mod snapshots;
mod source_state;
mod spelling;
mod stores;
mod terminal;
mod terms;
mod trust;
mod unread;
mod verify;
