//! Trains the model that tells French from English, and measures it.
//!
//! ```text
//! cargo run --release -p ibid-core --example language -- train DATA_DIR
//! cargo run --release -p ibid-core --example language -- measure DATA_DIR
//! ```
//!
//! `train` writes `crates/core/tables/language.bin`, the same bytes from the same data. `measure`
//! reads the model that was compiled in and text that `train` never reads, and sets it beside
//! `whatlang` held to French and English.
//!
//! `DATA_DIR` holds collections as JSON lines with `text` and `lang`. None of their text ships; the
//! weights are learned from these alone, whose terms allow it:
//!
//! | Collection | Text | Terms |
//! | --- | --- | --- |
//! | `load/{fr,en}.eltec.jsonl`, nine books in ten | novels of 1840 to 1920 (`ELTeC`) | public domain |
//! | `beir/xl-canada-laws` | federal laws of Canada, French and English | Reproduction of Federal Law Order, SI/97-5 |
//! | `beir/cdtn-real-queries` | labour law, and what people ask about it (`SocialGouv`, DILA) | Licence Ouverte 2.0 |
//! | `beir/service-public-qr` | service-public.fr (DILA) | Licence Ouverte 2.0 |
//!
//! Reproductions of laws are not official versions, and nobody named here endorses this program.

#![allow(clippy::print_stdout, reason = "a tool for the terminal prints what it found")]

mod data;
mod measure;
mod random;
mod train;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["train", data] => train::run(Path::new(data)),
        ["measure", data] => measure::run(Path::new(data)),
        _ => Err("usage: language train DATA_DIR | language measure DATA_DIR".into()),
    }
}
