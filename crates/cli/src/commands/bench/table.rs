//! What a benchmark measured, for people: a table for each class, then what holds for all of them.

use std::io::Write;

use ibid::bench::{BenchReport, CLASSES, ClassView, Way, WayView};

use crate::messages::Messages;
use crate::output::Output;
use crate::view;

/// The columns of numbers are as wide in all tables.
const WIDTHS: [usize; 7] = [6, 6, 6, 6, 7, 7, 9];

pub(super) fn show(report: &BenchReport, output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    if !report.classes.is_empty() {
        let queries: usize = report.classes.iter().map(|class| class.queries).sum();
        let [rounds, queries] = [report.rounds, queries].map(|n| m.number(n as u64));
        let clock = m.text(if by_cpu(report) { "bench.clock-cpu" } else { "bench.clock-wall" });
        let fields = [("rounds", &*rounds), ("queries", &queries), ("clock", clock)];
        output.line(&m.say("bench.about", &fields))?;
        writeln!(output.out)?;
    }
    let named = report.classes.iter().map(|class| name(class, m));
    let ways = Way::ALL.map(|way| way_name(way, m).to_owned());
    let widest = named.chain(ways).map(|name| name.chars().count()).max().unwrap_or(0);
    for class in &report.classes {
        let mut rows = vec![heads(class, widest, m)];
        rows.extend(class.ways.iter().map(|way| cells(way, widest, m)));
        view::table(&mut output.out, &rows)?;
        writeln!(output.out)?;
    }

    let facts = facts(report, m);
    let width = facts.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in facts {
        output.line(&format!("{label:<width$}  {}", view::plain(&value)))?;
    }
    Ok(())
}

/// Whether the ratios are those of the time of the processor.
fn by_cpu(report: &BenchReport) -> bool {
    report.classes.iter().flat_map(|class| &class.ways).all(|way| way.cpu.is_some())
}

/// The name of a class with the number of its queries.
fn name(class: &ClassView, m: Messages) -> String {
    format!("{} ({})", class_name(&class.class, m), m.number(class.queries as u64))
}

/// The name of a class; one that a file names is called as there.
pub(super) fn class_name(class: &str, m: Messages) -> String {
    let keys = ["bench.word", "bench.two-words", "bench.question", "bench.phrase", "bench.pasted"];
    let known = CLASSES.iter().position(|known| *known == class);
    match known.and_then(|at| keys.get(at)) {
        Some(key) => m.text(key).to_owned(),
        None if class == super::GIVEN => m.text("bench.given").to_owned(),
        None => class.to_owned(),
    }
}

pub(super) fn way_name(way: Way, m: Messages) -> &'static str {
    m.text(match way {
        Way::Answer => "bench.answer",
        Way::OwnLanguage => "bench.own-language",
        Way::Tantivy => "bench.tantivy",
    })
}

/// A row of cells: the name at the left, the others as wide as in all tables.
fn row(name: String, widest: usize, cells: [String; 7]) -> [String; 8] {
    let mut all = std::array::from_fn(|_| String::new());
    all[0] = format!("{name:<widest$}");
    for ((cell, width), place) in cells.into_iter().zip(WIDTHS).zip(&mut all[1..]) {
        *place = format!("{cell:>width$}");
    }
    all
}

fn heads(class: &ClassView, widest: usize, m: Messages) -> [String; 8] {
    let texts = ["bench.max", "bench.cpu", "bench.ratio", "bench.interval"].map(|key| m.text(key));
    let [max, cpu, ratio, interval] = texts;
    let heads = ["p50", "p90", "p99", max, cpu, ratio, interval].map(str::to_owned);
    row(name(class, m), widest, heads)
}

fn cells(way: &WayView, widest: usize, m: Messages) -> [String; 8] {
    let micros = |time: f64| short(time, m);
    let none = || "–".to_owned();
    let cpu = way.cpu.map_or_else(none, |cpu| micros(cpu.p50_us));
    // where other work takes its turns, it takes more of them from what lasts longer
    let own = way.cpu_ratio.or(way.ratio);
    let ratio = own.map_or_else(none, |ratio| times(ratio.ratio, m));
    let interval =
        own.map_or_else(none, |ratio| format!("{}–{}", times(ratio.low, m), times(ratio.high, m)));
    let wall = way.wall;
    let [p50, p90, p99, max] = [wall.p50_us, wall.p90_us, wall.p99_us, wall.max_us].map(micros);
    let cells = [p50, p90, p99, max, cpu, ratio, interval];
    row(way_name(way.way, m).to_owned(), widest, cells)
}

/// A number of microseconds in six columns at most: what is longer bears its unit.
fn short(micros: f64, m: Messages) -> String {
    match micros {
        ..99_999.5 => m.number(micros.round() as u64),
        ..999_500.0 => format!("{}\u{a0}ms", m.number((micros / 1e3).round() as u64)),
        _ => format!("{}\u{a0}s", m.decimal(micros / 1e6, 1)),
    }
}

/// A ratio with three digits, or all that stand before the point.
fn times(ratio: f64, m: Messages) -> String {
    match ratio {
        ..9.995 => m.decimal(ratio, 2),
        ..99.95 => m.decimal(ratio, 1),
        _ => format!("{ratio:.0}"),
    }
}

/// What holds for all classes: labels and values.
fn facts(report: &BenchReport, m: Messages) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let ms = |micros: f64| m.time(micros.round() as u64);
    for count in &report.throughput {
        let fields = [
            ("threads", m.number(count.threads as u64)),
            ("rate", m.number(count.per_second.round() as u64)),
        ];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        facts.push((m.text("bench.throughput"), m.say("bench.rate", &fields)));
    }
    let opening = &report.opening;
    let [first, again, answer] =
        [opening.first_us, opening.again_us, opening.first_answer_us].map(ms);
    let fields = [("first", &*first), ("again", &*again), ("answer", &*answer)];
    facts.push((m.text("bench.opening"), m.say("bench.opened", &fields)));
    if let Some(one) = &report.one_shot {
        let times = [one.whole.p50_us, one.whole.max_us, one.idle.p50_us].map(ms);
        let [whole, max, idle] = &times;
        let processes = m.number(one.processes as u64);
        let fields = [("whole", &**whole), ("max", max), ("idle", idle), ("processes", &processes)];
        facts.push((m.text("bench.one-shot"), m.say("bench.process", &fields)));
    }
    facts.extend(of_corpus(report, m));
    facts.extend(of_machine(report, m));
    facts
}

fn of_corpus(report: &BenchReport, m: Messages) -> Vec<(&'static str, String)> {
    let corpus = &report.corpus;
    let [passages, french, english] =
        [corpus.passages, corpus.french, corpus.english].map(|n| m.number(n));
    let fields = [("passages", &*passages), ("french", &*french), ("english", &*english)];
    let mut facts = vec![(m.text("bench.corpus"), m.say("bench.held", &fields))];
    let [text, index] = [corpus.text_bytes, corpus.index_bytes].map(|bytes| m.size(bytes));
    let sizes = m.say("bench.sizes", &[("text", &text), ("index", &index)]);
    facts.push((m.text("bench.size"), sizes));
    if let Some(bare) = &report.baseline {
        let lang = ibid::Lang::from_tag(&bare.lang);
        let fields = [("lang", m.language(lang)), ("bytes", &*m.size(bare.bytes))];
        let text = m.say("bench.bare", &fields);
        facts.push((m.text("bench.tantivy"), text));
    }
    facts.push((m.text("bench.corpus-hash"), corpus.hash.clone()));
    facts.push((m.text("bench.queries-hash"), report.queries.hash.clone()));
    facts
}

fn of_machine(report: &BenchReport, m: Messages) -> Vec<(&'static str, String)> {
    let machine = &report.machine;
    let mut parts = vec![machine.system.clone()];
    parts.extend(machine.cpu.clone());
    parts.push(m.count("bench.cores", machine.cores as u64, &[]));
    parts.extend(machine.memory_bytes.map(|bytes| m.size(bytes)));
    let mut facts = vec![(m.text("bench.machine"), parts.join(", "))];
    if let (Some(before), Some(after)) = (machine.load, report.load_after) {
        let [before, after] = [before, after].map(|load| m.decimal(load, 1));
        let text = m.say("bench.loads", &[("before", &before), ("after", &after)]);
        facts.push((m.text("bench.load"), text));
    }
    let commit = report.commit.iter().map(|commit| format!(" ({commit})"));
    let version = format!("{}{}", report.made_by, commit.collect::<String>());
    facts.push((m.text("stats.made-by"), version));
    facts
}

#[cfg(test)]
mod tests {
    use ibid::Lang;

    use super::*;

    #[test]
    fn times_and_ratios_of_any_length_fit_their_columns() {
        let m = Messages::new(Lang::En);
        let times = [0.4, 99_999.4, 99_999.6, 999_499.0, 999_600.0, 9_940_000.0];
        let shown = ["0", "99,999", "100\u{a0}ms", "999\u{a0}ms", "1.0\u{a0}s", "9.9\u{a0}s"];
        assert_eq!(times.map(|time| short(time, m)), shown);
        assert!(times.iter().all(|time| short(*time, m).chars().count() <= WIDTHS[3]));
        let ratios = [0.5, 9.994, 9.996, 99.94, 99.96, 1699.7].map(|ratio| super::times(ratio, m));
        assert_eq!(ratios, ["0.50", "9.99", "10.0", "99.9", "100", "1700"]);
    }
}
