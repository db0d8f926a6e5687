//! The growth of times as a picture: both axes in powers of ten.

use std::fmt::Write;

use super::{Growth, RECKONED, thousands};

/// The panel and what is left and above of it, in units of the picture.
const PANEL: (f64, f64) = (420.0, 260.0);
const MARGIN: (f64, f64) = (64.0, 24.0);
/// What is right of the panel: the names of the classes.
const NAMES: f64 = 110.0;

/// Colours of the classes, whose names stand beside their lines.
const COLOURS: [&str; 5] = ["#b2182b", "#2166ac", "#1b7837", "#762a83", "#555"];

/// Names are no nearer to each other than this.
const LINE: f64 = 13.0;

/// Powers of ten from one to another, along so many units.
struct Axis {
    from: i32,
    to: i32,
    length: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>, length: f64) -> Self {
        let logs = values.map(|value| value.max(1.0).log10());
        let (least, most) = logs.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
        let from = least.min(most).floor() as i32;
        Axis { from, to: (most.ceil() as i32).max(from + 1), length }
    }

    fn at(&self, value: f64) -> f64 {
        let share =
            (value.max(1.0).log10() - f64::from(self.from)) / f64::from(self.to - self.from);
        self.length * share
    }

    fn decades(&self) -> impl Iterator<Item = f64> {
        (self.from..=self.to).map(|decade| 10f64.powi(decade))
    }
}

/// Draws some growths: whole lines through what was measured, and dots beyond.
pub(super) fn draw(growths: &[Growth]) -> String {
    let points = || growths.iter().flat_map(|growth| growth.points.iter().copied());
    let reckoned = growths.iter().flat_map(|growth| RECKONED.map(|n| growth.at(n)));
    let across = Axis::over(points().map(|(n, _)| n).chain(RECKONED), PANEL.0);
    let up = Axis::over(points().map(|(_, time)| time).chain(reckoned), PANEL.1);

    let (width, height) = (MARGIN.0 + PANEL.0 + NAMES, MARGIN.1 + PANEL.1 + 48.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <g transform=\"translate({} {})\">\n",
        MARGIN.0, MARGIN.1
    );
    grid(&across, &up, &mut out);
    let coloured = || growths.iter().zip(COLOURS.iter().cycle());
    for (growth, colour) in coloured() {
        lines(growth, colour, &across, &up, &mut out);
    }

    let end = |growth: &Growth| PANEL.1 - up.at(growth.at(RECKONED[1]));
    let mut names: Vec<_> =
        coloured().map(|(growth, colour)| (end(growth), growth, colour)).collect();
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut above = f64::MIN;
    for (y, growth, colour) in names {
        above = y.max(above + LINE);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>",
            PANEL.0 + 6.0,
            above + 4.0,
            growth.class
        );
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn grid(across: &Axis, up: &Axis, out: &mut String) {
    let (width, height) = PANEL;
    for passages in across.decades() {
        let x = across.at(passages);
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} 0v{height}\" stroke=\"#ddd\"/><text x=\"{x:.1}\" y=\"{}\" \
             text-anchor=\"middle\">{}</text>",
            height + 16.0,
            thousands(passages)
        );
    }
    for micros in up.decades() {
        let y = height - up.at(micros);
        let _ = writeln!(
            out,
            "<path d=\"M0 {y:.1}h{width}\" stroke=\"#ddd\"/><text x=\"-6\" y=\"{:.1}\" \
             text-anchor=\"end\">{} ms</text>",
            y + 4.0,
            micros / 1e3
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">passages; dotted: not measured</text>",
        width / 2.0,
        height + 36.0
    );
}

fn lines(growth: &Growth, colour: &str, across: &Axis, up: &Axis, out: &mut String) {
    let place = |(passages, micros): (f64, f64)| {
        format!("{:.1},{:.1}", across.at(passages), PANEL.1 - up.at(micros))
    };
    let line = |points: &[(f64, f64)], dashes: &str, out: &mut String| {
        let points: Vec<String> = points.iter().copied().map(place).collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dashes}\"/>",
            points.join(" ")
        );
    };

    line(&growth.points, "none", out);
    let beyond = RECKONED.map(|passages| (passages, growth.at(passages)));
    let last = growth.points.last().copied().into_iter().chain(beyond);
    line(&last.collect::<Vec<_>>(), "2 3", out);
}
