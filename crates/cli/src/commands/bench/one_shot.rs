//! A process for each question: this program, run by itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ibid::bench::{OneShot, times_of};

/// No more processes are started.
const MOST: usize = 20;

/// Starts a process for some of the questions, one at each round, and as many that only say their
/// version, in turns. `None` where there is nothing to ask.
pub(super) fn measured(
    indexes: &[PathBuf],
    texts: &[&str],
    rounds: usize,
) -> anyhow::Result<Option<OneShot>> {
    if texts.is_empty() {
        return Ok(None);
    }
    let program = std::env::current_exe()?;
    let processes = rounds.clamp(1, MOST);
    let (mut whole, mut idle) = (Vec::new(), Vec::new());
    // the questions lie evenly among all of them; one round more only warms
    for round in 0..=processes {
        let text = texts[(round * texts.len() / processes) % texts.len()];
        let asked = run(asking(&program, indexes, text))?;
        let mut version = Command::new(&program);
        version.arg("--version");
        let told = run(version)?;
        if round > 0 {
            whole.push(asked);
            idle.push(told);
        }
    }
    Ok(Some(OneShot { processes, whole: times_of(&whole), idle: times_of(&idle) }))
}

/// A search as somebody types it.
fn asking(program: &Path, indexes: &[PathBuf], text: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["search", "--json"]);
    for index in indexes {
        command.arg("--index").arg(index);
    }
    command.arg("--").arg(text);
    command
}

/// Runs a process to its end, and reads what it prints.
fn run(mut command: Command) -> anyhow::Result<Duration> {
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    command.output()?;
    Ok(start.elapsed())
}
