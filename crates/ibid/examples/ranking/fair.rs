//! Whether a small language ranks in a large collection of the other as it does alone.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use ibid::Lang;
use ibid::eval::beir::{Judged, Options, Report};
use ibid::{IndexOptions, build_with, open};

/// A set, its language, and the sets of the other that fill the collection up to 95 %.
const CASES: [(&str, Lang, &[&str]); 4] = [
    ("piaf-v1.1", Lang::Fr, &["xl-canada-laws", "squad2-dev-en"]),
    (
        "service-public-qr",
        Lang::Fr,
        &["xl-canada-laws", "afriqa-en", "squad2-dev-en", "xl-softdocs", "cacm", "cisi"],
    ),
    ("squad2-dev-en", Lang::En, &["xl-canada-laws", "piaf-v1.1"]),
    ("cacm", Lang::En, &["xl-canada-laws", "cdtn-real-queries", "piaf-v1.1", "xl-softdocs"]),
];

/// How many documents of the other language come to each of its own.
const OTHERS: usize = 19;

pub(crate) fn run(data: &Path) -> Result<(), Box<dyn Error>> {
    println!("{:<20} {:>7} {:>7} {:>7} {:>7}", "nDCG@10", "share", "alone", "among", "change");
    for (set, lang, others) in CASES {
        let own = lines(&data.join("beir").join(set), lang)?;
        let mut mixed = own.clone();
        for other in others {
            let room = (own.len() * (OTHERS + 1)).saturating_sub(mixed.len());
            mixed.extend(
                lines(&data.join("beir").join(other), lang.other())?.into_iter().take(room),
            );
        }
        let share = own.len() as f64 / mixed.len() as f64;
        let folder = data.join("index").join("fair").join(set);
        let (alone, among) =
            (measure(data, set, &own, &folder)?, measure(data, set, &mixed, &folder)?);
        let change = among.mean.mean.ndcg_10 - alone.mean.mean.ndcg_10;
        println!(
            "{set:<20} {:>6.1}% {:>7.4} {:>7.4} {change:>+7.4}",
            share * 100.0,
            alone.mean.mean.ndcg_10,
            among.mean.mean.ndcg_10
        );
    }
    Ok(())
}

/// The documents of a set that say they are in a language, or say nothing.
fn lines(set: &Path, lang: Lang) -> Result<Vec<String>, Box<dyn Error>> {
    let mut kept = Vec::new();
    for line in BufReader::new(fs::File::open(set.join("corpus.jsonl"))?).lines() {
        let line = line?;
        let said = serde_json::from_str::<serde_json::Value>(&line)?;
        let said = said.get("lang").and_then(|tag| tag.as_str()).and_then(Lang::from_tag);
        if said.is_none_or(|said| said == lang) {
            kept.push(line);
        }
    }
    Ok(kept)
}

fn measure(
    data: &Path,
    set: &str,
    lines: &[String],
    folder: &Path,
) -> Result<Report, Box<dyn Error>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let corpus = folder.join("corpus.jsonl");
    let mut out = BufWriter::new(fs::File::create(&corpus)?);
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    out.flush()?;
    build_with(&[corpus], &folder.join("index"), &IndexOptions::default())?;
    let judged = Judged::read(&data.join("beir").join(set), &Options::default())?;
    Ok(judged.score(&judged.ask(&open(folder.join("index"))?)?))
}
