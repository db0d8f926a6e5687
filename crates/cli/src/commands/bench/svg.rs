//! How times are distributed, as a picture: for each class, which share of the answers took no longer.

use std::fmt::Write;

use ibid::bench::{BenchReport, ClassView, Way};

use super::table::{class_name, way_name};
use crate::messages::Messages;

/// A panel and what is around it, in units of the picture.
const PANEL: (f64, f64) = (300.0, 170.0);
const MARGIN: (f64, f64) = (56.0, 54.0);
const COLUMNS: usize = 2;
/// What stands above the panels: the ways and their lines.
const LEGEND: f64 = 40.0;

/// The decades from the shortest time to the longest: powers of ten, in microseconds.
struct Scale {
    from: i32,
    to: i32,
}

impl Scale {
    fn of(report: &BenchReport) -> Self {
        let ways = report.classes.iter().flat_map(|class| &class.ways);
        let times = ways.flat_map(|way| &way.distribution_us).map(|time| time.max(1.0).log10());
        let (least, most) =
            times.fold((f64::MAX, f64::MIN), |(a, b), time| (a.min(time), b.max(time)));
        if least > most {
            return Scale { from: 0, to: 1 };
        }
        let from = least.floor() as i32;
        Scale { from, to: (most.ceil() as i32).max(from + 1) }
    }

    fn x(&self, micros: f64) -> f64 {
        let share =
            (micros.max(1.0).log10() - f64::from(self.from)) / f64::from(self.to - self.from);
        PANEL.0 * share
    }
}

/// Draws a report.
pub(super) fn draw(report: &BenchReport, m: Messages) -> String {
    let rows = report.classes.len().div_ceil(COLUMNS);
    let (across, down) = (PANEL.0 + MARGIN.0, PANEL.1 + MARGIN.1);
    let (width, height) = (across * COLUMNS as f64 + 24.0, LEGEND + down * rows as f64 + 8.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    legend(report, m, &mut out);
    let scale = Scale::of(report);
    for (number, class) in report.classes.iter().enumerate() {
        let (column, row) = (number % COLUMNS, number / COLUMNS);
        let (x, y) = (MARGIN.0 + across * column as f64, LEGEND + 24.0 + down * row as f64);
        let _ = writeln!(out, "<g transform=\"translate({x} {y})\">");
        panel(class, &scale, m, &mut out);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// The colour of a way, and its dashes: it is told apart without colours too.
fn stroke(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Answer => ("#b2182b", "none"),
        Way::OwnLanguage => ("#2166ac", "6 3"),
        Way::Tantivy => ("#555", "2 2"),
    }
}

fn legend(report: &BenchReport, m: Messages, out: &mut String) {
    let ways = report.classes.first().map(|class| class.ways.as_slice()).unwrap_or_default();
    for (number, way) in ways.iter().enumerate() {
        let x = MARGIN.0 + 190.0 * number as f64;
        let (colour, dashes) = stroke(way.way);
        let _ = writeln!(
            out,
            "<path d=\"M{x} 20h30\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dashes}\"/><text x=\"{}\" y=\"24\">{}</text>",
            x + 36.0,
            escaped(way_name(way.way, m))
        );
    }
}

fn panel(class: &ClassView, scale: &Scale, m: Messages, out: &mut String) {
    let (width, height) = PANEL;
    let title = format!("{} ({})", class_name(&class.class, m), m.number(class.queries as u64));
    let _ = writeln!(out, "<text y=\"-8\" font-weight=\"bold\">{}</text>", escaped(&title));
    for percent in [0, 50, 90, 100] {
        let y = height * (1.0 - f64::from(percent) / 100.0);
        let _ = writeln!(
            out,
            "<path d=\"M0 {y:.1}h{width}\" stroke=\"#ddd\"/><text x=\"-6\" y=\"{:.1}\" \
             text-anchor=\"end\">{percent} %</text>",
            y + 4.0
        );
    }
    for decade in scale.from..=scale.to {
        let x = scale.x(10f64.powi(decade));
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} 0v{height}\" stroke=\"#ddd\"/><text x=\"{x:.1}\" y=\"{}\" \
             text-anchor=\"middle\">{}</text>",
            height + 16.0,
            escaped(&unit(decade, m))
        );
    }
    for way in &class.ways {
        let (colour, dashes) = stroke(way.way);
        let points = way.distribution_us.iter().enumerate().map(|(percent, time)| {
            format!("{:.1},{:.1}", scale.x(*time), height * (1.0 - percent as f64 / 100.0))
        });
        let points = points.collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            out,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dashes}\"/>"
        );
    }
}

/// A power of ten of microseconds, in the unit that people use.
fn unit(decade: i32, m: Messages) -> String {
    let (unit, below) = match decade {
        ..3 => ("µs", 0),
        3..6 => ("ms", 3),
        _ => ("s", 6),
    };
    let number = 10u64.pow(u32::try_from(decade - below).unwrap_or(0));
    format!("{}\u{a0}{unit}", m.number(number))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
