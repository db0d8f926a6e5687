//! How an answer's time grows with the passages, from reports of `ibid bench` over indexes of several
//! sizes: a table and a picture, and what the same law says of sizes that were not measured.
//!
//! ```sh
//! cargo xtask growth OUT.svg 10k.json 100k.json 1m.json
//! ```
//!
//! The law is `time = a · passages^b`, the line through the logarithms with the least squares. It says
//! nothing of what a machine does whose memory no longer holds the index.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a tool for the terminal, which stops where it stands"
)]

mod picture;

use std::process::ExitCode;

use ibid::bench::{BenchReport, Way};

/// Sizes that are reckoned, in passages.
const RECKONED: [f64; 2] = [1e7, 1e8];

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let [command, out, reports @ ..] = &typed[..] else { return usage() };
    if command != "growth" || reports.len() < 2 {
        return usage();
    }
    let read = |path: &String| {
        let json = std::fs::read_to_string(path).expect("a report can be read");
        serde_json::from_str(&json).expect("a report of `ibid bench`")
    };
    let mut reports: Vec<BenchReport> = reports.iter().map(read).collect();
    reports.sort_by_key(|report| report.corpus.passages);

    let growths = growths(&reports);
    print!("{}", table(&growths));
    std::fs::write(out, picture::draw(&growths)).expect("the picture can be written");
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: growth OUT.svg REPORT.json REPORT.json...");
    ExitCode::from(2)
}

/// How the times of one class of questions grow.
struct Growth {
    class: String,
    /// Passages, and the median of the CPU times of whole answers without the other language, in
    /// microseconds.
    points: Vec<(f64, f64)>,
}

/// How the classes grow that all reports have.
fn growths(reports: &[BenchReport]) -> Vec<Growth> {
    let classes = reports.first().map(|report| report.classes.as_slice()).unwrap_or_default();
    let of_class = |class: &str| {
        let point = |report: &BenchReport| {
            let view = report.classes.iter().find(|view| view.class == class)?;
            let way = view.ways.iter().find(|view| view.way == Way::OwnLanguage)?;
            let times = way.cpu.as_ref().unwrap_or(&way.wall);
            Some((report.corpus.passages as f64, times.p50_us))
        };
        let points = reports.iter().map(point).collect::<Option<Vec<_>>>()?;
        Some(Growth { class: class.to_owned(), points })
    };
    classes.iter().filter_map(|view| of_class(&view.class)).collect()
}

impl Growth {
    /// The law: its factor `a` and its exponent `b`.
    fn law(&self) -> (f64, f64) {
        let logs: Vec<(f64, f64)> = self.points.iter().map(|(n, t)| (n.ln(), t.ln())).collect();
        let mean =
            |of: &dyn Fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
        let (n, t) = (mean(&|point| point.0), mean(&|point| point.1));
        let with = mean(&|point| (point.0 - n) * (point.1 - t));
        let own = mean(&|point| (point.0 - n) * (point.0 - n));
        let exponent = if own > 0.0 { with / own } else { 0.0 };
        ((t - exponent * n).exp(), exponent)
    }

    /// What the law says of a number of passages, in microseconds.
    fn at(&self, passages: f64) -> f64 {
        let (factor, exponent) = self.law();
        factor * passages.powf(exponent)
    }
}

/// The growths as a table of Markdown, in milliseconds.
fn table(growths: &[Growth]) -> String {
    let Some(first) = growths.first() else { return String::new() };
    let (mut head, mut rule) = ("| p50, ms |".to_owned(), "|---|".to_owned());
    for (passages, _) in &first.points {
        head += &format!(" {} |", thousands(*passages));
        rule += "--:|";
    }
    head += " exponent |";
    rule += "--:|";
    for passages in RECKONED {
        head += &format!(" *{}* |", thousands(passages));
        rule += "--:|";
    }

    let mut table = format!("{head}\n{rule}\n");
    for growth in growths {
        let measured = growth.points.iter().map(|(_, time)| format!(" {:.2} |", time / 1e3));
        let reckoned = RECKONED.map(|passages| format!(" *{:.1}* |", growth.at(passages) / 1e3));
        let row: String =
            measured.chain([format!(" {:.2} |", growth.law().1)]).chain(reckoned).collect();
        table += &format!("| {} |{row}\n", growth.class);
    }
    table
}

/// A number of passages, its digits in groups.
fn thousands(passages: f64) -> String {
    let digits = format!("{passages:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(points: &[(f64, f64)]) -> Growth {
        Growth { class: "question".to_owned(), points: points.to_vec() }
    }

    #[test]
    fn the_law_goes_through_what_was_measured() {
        let law = growth(&[(1e4, 100.0), (1e5, 200.0), (1e6, 400.0)]);
        assert!((law.law().1 - 2f64.log10()).abs() < 1e-9);
        assert!((law.at(1e7) - 800.0).abs() < 1e-6);
        assert!((growth(&[(1e4, 70.0), (1e6, 70.0)]).at(1e8) - 70.0).abs() < 1e-9);
        assert!((growth(&[(1e4, 70.0)]).law().1).abs() < 1e-9);
    }

    #[test]
    fn a_row_has_what_was_measured_and_what_was_reckoned() {
        let table = table(&[growth(&[(1e4, 1000.0), (1e6, 2000.0)])]);
        let rows: Vec<&str> = table.lines().collect();
        assert_eq!(
            rows[0],
            "| p50, ms | 10,000 | 1,000,000 | exponent | *10,000,000* | *100,000,000* |"
        );
        assert_eq!(rows[2], "| question | 1.00 | 2.00 | 0.15 | *2.8* | *4.0* |");
    }

    #[test]
    fn the_picture_has_a_line_for_each_class() {
        let picture = picture::draw(&[growth(&[(1e4, 1000.0), (1e6, 2000.0)])]);
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
        assert_eq!(picture.matches("<polyline").count(), 2, "measured and reckoned");
        assert!(!picture.contains("NaN"));
    }
}
