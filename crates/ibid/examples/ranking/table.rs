//! The table of the README, on all queries.

use std::error::Error;
use std::path::Path;

use ibid::Lang;
use ibid::eval::baseline::baseline;
use ibid::eval::measures::Mean;

use crate::data::{self, Row};

/// The figures of one row: ours, and nDCG@10 of plain BM25 over documents and over passages.
struct Line {
    mean: Mean,
    documents: f64,
    passages: f64,
}

pub(crate) fn run(data: &Path) -> Result<(), Box<dyn Error>> {
    println!(
        "| set | nDCG@10 | ± | MRR@10 | Recall@100 | Lucene nDCG@10 | BM25 documents | BM25 passages |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut lines = Vec::new();
    for row in data::all(data) {
        let line = measure(data, row)?;
        show(row, &line);
        lines.push((row, line));
    }

    for lang in Lang::ALL {
        let of: Vec<_> = lines.iter().filter(|(row, _)| row.counts() && row.lang == lang).collect();
        let mean = |value: &dyn Fn(&Row, &Line) -> f64| {
            of.iter().map(|(row, line)| value(row, line)).sum::<f64>() / of.len().max(1) as f64
        };
        println!(
            "| mean of {} rows ({}) | {:.4} | | | | {:.4} | {:.4} | {:.4} |",
            of.len(),
            lang.code(),
            mean(&|_, line| line.mean.mean.ndcg_10),
            mean(&|row, _| row.lucene.unwrap_or_default()),
            mean(&|_, line| line.documents),
            mean(&|_, line| line.passages),
        );
    }
    Ok(())
}

fn measure(data: &Path, row: &Row) -> Result<Line, Box<dyn Error>> {
    let (library, judged) = data::open(data, row)?;
    let mean = judged.score(&judged.ask(&library)?).mean;

    let plain = baseline(&data::folder(data, row), &judged)?;
    let documents = judged.score(&plain.documents).mean.mean.ndcg_10;
    let passages = judged.score(&plain.passages).mean.mean.ndcg_10;
    Ok(Line { mean, documents, passages })
}

fn show(row: &Row, line: &Line) {
    let mean = &line.mean.mean;
    println!(
        "| {} | {:.4} | {:.4} | {:.4} | {:.4} | {} | {:.4} | {:.4} |",
        row.label(),
        mean.ndcg_10,
        line.mean.ndcg_10_margin,
        mean.mrr_10,
        mean.recall_100,
        row.lucene.map(|lucene| format!("{lucene:.4}")).unwrap_or_default(),
        line.documents,
        line.passages,
    );
}
