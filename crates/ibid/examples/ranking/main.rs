//! Chooses the weights of phase two on judged questions, and shows what each is worth.
//!
//! ```text
//! cargo run --release -p ibid --example ranking -- COMMAND DATA_DIR [QUERIES]
//! ```
//!
//! - `tune`: searches for the weights that answer best, over all sets;
//! - `cross`: the same without one set after the other, each measured on what it did not see;
//! - `ablate`: what each feature in use is worth to each set;
//! - `table`: the figures of the README, on all queries: nDCG@10 with its interval of 95 %, MRR@10,
//!   Recall@100, and nDCG@10 of Lucene and of plain BM25 (`ibid::eval::baseline`);
//! - `fair`: French in a collection of 95 % English, and the other way round.
//!
//! `DATA_DIR` holds `beir/NAME` for each set of the table in `data.rs`; the indexes are kept in
//! `DATA_DIR/index`. `QUERIES` (800) are drawn evenly from each set, and what phase two sees of
//! their candidates is held in memory, so that one table of weights is tried in a tenth of a
//! second.

#![allow(clippy::print_stdout, reason = "its figures are read on a terminal")]

mod data;
mod fair;
mod table;
mod tune;

use std::error::Error;
use std::path::{Path, PathBuf};

use data::{Asked, ROWS};
use ibid::Lang;
use tune::{COUNT, Weights, mean, name, rows, search, shipped};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let data = PathBuf::from(arguments.next().ok_or("the folder of the data is missing")?);
    let most = arguments.next().map_or(Ok(800), |number| number.parse())?;
    match command.as_str() {
        "tune" => tune(&load(&data, most)?),
        "cross" => cross(&load(&data, most)?),
        "ablate" => ablate(&load(&data, most)?),
        "table" => table::run(&data)?,
        "fair" => fair::run(&data)?,
        other => {
            return Err(format!("`{other}` is none of tune, cross, ablate, table, fair").into());
        }
    }
    Ok(())
}

fn load(data: &Path, most: usize) -> Result<Vec<Vec<Asked>>, Box<dyn Error>> {
    ROWS.iter().map(|row| data::load(data, row, most)).collect()
}

fn tune(sets: &[Vec<Asked>]) {
    header();
    line("in use", &rows(sets, &shipped(), None));
    let weights = search(sets, None);
    line("tuned", &rows(sets, &weights, None));
    println!("\n{:<12} {:>8} {:>8}", "", "in use", "tuned");
    for (i, (before, after)) in shipped().iter().zip(&weights).enumerate() {
        println!("{:<12} {before:>8.3} {after:>8.3}", name(i));
    }
}

fn cross(sets: &[Vec<Asked>]) {
    header();
    line("in use", &rows(sets, &shipped(), None));
    let mut unseen = vec![None; ROWS.len()];
    let mut chosen: Vec<(&str, Weights)> = Vec::new();
    for row in &ROWS {
        if chosen.iter().any(|(set, _)| *set == row.set) {
            continue;
        }
        let weights = search(sets, Some(row.set));
        let measured = rows(sets, &weights, None);
        for (i, _) in ROWS.iter().enumerate().filter(|(_, other)| other.set == row.set) {
            unseen[i] = measured[i];
        }
        chosen.push((row.set, weights));
    }
    line("unseen", &unseen);
    print!("\n{:<20}", "without");
    (0..COUNT).for_each(|i| print!(" {:>10}", name(i)));
    println!();
    for (set, weights) in chosen {
        print!("{set:<20}");
        weights.iter().for_each(|weight| print!(" {weight:>10.3}"));
        println!();
    }
}

fn ablate(sets: &[Vec<Asked>]) {
    header();
    let weights = shipped();
    let all = rows(sets, &weights, None);
    line("all", &all);
    for i in 1..COUNT {
        let mut less = weights;
        less[i] = 0.0;
        line(&format!("- {}", name(i)), &difference(&rows(sets, &less, None), &all));
    }
    let mut only = [0.0; COUNT];
    only[0] = 1.0;
    line("Stems only", &difference(&rows(sets, &only, None), &all));
}

fn difference(a: &[Option<f64>], b: &[Option<f64>]) -> Vec<Option<f64>> {
    a.iter().zip(b).map(|(a, b)| Some((*a)? - (*b)?)).collect()
}

fn header() {
    print!("{:<13}", "");
    for row in &ROWS {
        let short: String = row.set.trim_start_matches("xl-").chars().take(7).collect();
        print!(" {short:>7}");
    }
    println!(" {:>7} {:>7}", "fr", "en");
}

fn line(title: &str, values: &[Option<f64>]) {
    print!("{title:<13}");
    for value in values {
        print!(" {:>7.4}", value.unwrap_or(f64::NAN));
    }
    println!(" {:>7.4} {:>7.4}", mean(values, Lang::Fr), mean(values, Lang::En));
}
