//! Chooses the weights of phase two on judged questions, and shows what each is worth.
//!
//! ```text
//! cargo run --release -p ibid --example ranking -- COMMAND DATA_DIR [QUERIES]
//! ```
//!
//! - `tune`: searches for the weights that answer best, over all sets;
//! - `cross`: the same without one set after the other, each measured on what it did not see, with
//!   the rule that says whether a change of the ranking stays; `cross DATA_DIR QUERIES FILE` keeps
//!   the figures of each question in `FILE`;
//! - `compare BEFORE AFTER`: two such files, one made before a change and one after it;
//! - `judge FEATURE DATA_DIR [QUERIES]`: whether a feature stays, by searches with it and without it
//!   on sets that neither saw;
//! - `ablate`: what each feature in use is worth to each set, with the weights of the others as they
//!   are, how likely chance does as much, and what it costs (`cost.rs`);
//! - `table`: the figures of the README, on all queries: nDCG@10 with its interval of 95 %, MRR@10,
//!   Recall@100, and nDCG@10 of Lucene and of plain BM25 (`ibid::eval::baseline`);
//! - `make`: writes sets of our own kinds into `DATA_DIR/beir`, from those that are there (`make.rs`
//!   says how): rows under the others, no part of any mean;
//! - `seconds FILE [NAME=]PATH...`: how often a search opens where the answer is said, on a file of
//!   judged seconds (`ibid::eval::seconds`); each path is a collection that the file names, as a
//!   folder of sources or as an index;
//! - `fair`: French in a collection of 95 % English, and the other way round;
//! - `misspelt`: what one misspelt word costs a question, and what near words win back.
//!
//! `DATA_DIR` holds `beir/NAME` for each set of the table in `data.rs`; the indexes are kept in
//! `DATA_DIR/index`. `QUERIES` (800) are drawn evenly from each set, and what phase two sees of
//! their candidates is held in memory, so that one table of weights is tried in a fraction of a
//! second.

#![allow(clippy::print_stdout, reason = "its figures are read on a terminal")]

mod cost;
mod cross;
mod data;
mod decide;
mod fair;
mod make;
mod misspelt;
mod seconds;
mod table;
mod tune;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use cost::Costs;
use data::Loaded;
use ibid::Feature;
use ibid::Lang;
use ibid::eval::randomisation::p_value;
use tune::{COUNT, Limits, by_group, mean, name, rows, search, shipped};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["compare", before, after] => cross::compare(Path::new(before), Path::new(after)),
        ["seconds", file, ref collections @ ..] => seconds::run(Path::new(file), collections),
        ["judge", feature, data, ref rest @ ..] => {
            let feature = tune::named(feature).ok_or("no such feature")?;
            cross::judge(&load(data, rest)?, feature);
            Ok(())
        }
        [command, data, ref rest @ ..] => run(command, data, rest),
        _ => Err("a command and the folder of the data are missing".into()),
    }
}

fn run(command: &str, data: &str, rest: &[&str]) -> Result<(), Box<dyn Error>> {
    match command {
        "tune" => tune(&load(data, rest)?),
        "cross" => cross::run(&load(data, rest)?, rest.get(1).map(Path::new))?,
        "ablate" => ablate(&load(data, rest)?, &Costs::measure(Path::new(data))?),
        "table" => table::run(Path::new(data))?,
        "make" => make::run(Path::new(data))?,
        "fair" => fair::run(Path::new(data))?,
        "misspelt" => misspelt::run(Path::new(data))?,
        other => return Err(format!("`{other}` is no command, or wants other words").into()),
    }
    Ok(())
}

/// The rows with their questions: as many of each as the first of `rest` says.
fn load(data: &str, rest: &[&str]) -> Result<Vec<Loaded>, Box<dyn Error>> {
    let most = rest.first().map_or(Ok(800), |number| number.parse())?;
    let data = Path::new(data);
    data::all(data).map(|row| Ok(Loaded { row, asked: data::load(data, row, most)? })).collect()
}

fn tune(sets: &[Loaded]) {
    header(sets);
    line("in use", sets, &rows(sets, &shipped()));
    let weights = search(sets, Limits::default());
    line("tuned", sets, &rows(sets, &weights));
    println!("\n{:<12} {:>8} {:>8}", "", "in use", "tuned");
    for (i, (before, after)) in shipped().iter().zip(&weights).enumerate() {
        println!("{:<12} {before:>8.3} {after:>8.3}", name(i));
    }
}

fn ablate(sets: &[Loaded], costs: &Costs) {
    println!(
        "Phase two takes {:.0} microseconds; what each feature adds is beside it.\n",
        costs.all()
    );
    header(sets);
    line("all", sets, &rows(sets, &shipped()));
    for i in 1..COUNT {
        let mut less = shipped();
        less[i] = 0.0;
        let cost = Feature::ALL.get(i).and_then(|feature| costs.of(*feature));
        let cost = cost.map_or(String::new(), |cost| format!(" {cost:.0}"));
        change(&format!("- {}{cost}", name(i)), sets, &less);
    }

    let mut only = [0.0; COUNT];
    only[0] = 1.0;
    change("Stems only", sets, &only);
}

/// What other weights do to each row, and below it how likely chance does as much.
fn change(title: &str, sets: &[Loaded], weights: &tune::Weights) {
    let (before, after) = (rows(sets, &shipped()), rows(sets, weights));
    let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    line(title, sets, &differences);

    print!("{:>13}", "p");
    for set in sets {
        let old: BTreeMap<&str, f64> = by_group(&set.asked, &shipped());
        let new = by_group(&set.asked, weights);
        let each: Vec<f64> = new.values().zip(old.values()).map(|(a, b)| a - b).collect();
        print!(" {:>7.4}", p_value(&each));
    }
    println!();
}

fn header(sets: &[Loaded]) {
    print!("{:<13}", "");
    for set in sets {
        let short: String = set.row.set.trim_start_matches("xl-").chars().take(7).collect();
        print!(" {short:>7}");
    }
    println!(" {:>7} {:>7}", "fr", "en");
}

fn line(title: &str, sets: &[Loaded], values: &[f64]) {
    print!("{title:<13}");
    for value in values {
        print!(" {value:>7.4}");
    }
    println!(" {:>7.4} {:>7.4}", mean(sets, values, Lang::Fr), mean(sets, values, Lang::En));
}
