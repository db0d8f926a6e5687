//! Learns the French-English lexicon, and measures it.
//!
//! ```text
//! cargo run --release -p ibid-core --example lexicon -- learn DATA_DIR
//! cargo run --release -p ibid-core --example lexicon -- measure DATA_DIR
//! ```
//!
//! `learn` writes `crates/core/tables/lexicon.bin`, the same bytes from the same data. `measure`
//! reads the table as it was written last.
//!
//! `DATA_DIR` holds pairs of sentences (`data.rs` names the files), one a line: English, a tab,
//! French. None of their text ships; `NOTICE` names their authors and terms. An entry is learned
//! from what both directions of the alignment agree on (`align.rs`, `words.rs`); false friends are
//! left out (`friends.rs`), and the list by hand takes the place of what was learned (`hand.rs`).

#![allow(clippy::print_stdout, reason = "a tool for the terminal prints what it found")]

mod align;
mod data;
mod friends;
mod hand;
mod learn;
mod measure;
mod phrases;
mod rare;
mod stems;
mod surfaces;
mod terms;
mod words;

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["learn", data] => learn::run(Path::new(data)),
        ["measure", data] => measure::run(Path::new(data)),
        _ => Err("usage: lexicon learn DATA_DIR | lexicon measure DATA_DIR".into()),
    }
}

/// A file of the tables of this crate.
fn table(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tables").join(name)
}
