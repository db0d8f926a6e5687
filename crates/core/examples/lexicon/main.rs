//! Learns the French-English lexicon, and measures it.
//!
//! ```text
//! cargo run --release -p ibid-core --example lexicon -- learn DATA_DIR
//! ```
//!
//! `learn` writes `crates/core/tables/lexicon.bin`, the same bytes from the same data.

#![allow(clippy::print_stdout, reason = "a tool for the terminal prints what it found")]

mod hand;
mod stems;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ibid_core::lang::Lang;
use ibid_core::lexicon::{Entry, write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["learn", data] => learn(Path::new(data)),
        _ => Err("usage: lexicon learn DATA_DIR".into()),
    }
}

/// A file of the tables of this crate.
fn table(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tables").join(name)
}

fn learn(_data: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut keys = stems::Keys::default();
    let mut sides: [BTreeMap<String, Entry>; 2] = Default::default();
    for entry in hand::read(&mut keys)? {
        let side = Lang::slot(Some(entry.0));
        if let Some(side) = sides.get_mut(side) {
            side.insert(entry.1.key.clone(), entry.1);
        }
    }

    let [french, english] = sides.map(|side| side.into_values().collect::<Vec<_>>());
    let bytes = write(&french, &english)?;
    std::fs::write(table("lexicon.bin"), &bytes)?;
    println!(
        "{} French entries, {} English entries, {} bytes",
        french.len(),
        english.len(),
        bytes.len()
    );
    Ok(())
}
