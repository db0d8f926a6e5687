//! What maintainers run, by one name each.
//!
//! ```text
//! cargo xtask                    # lists the verbs
//! cargo xtask VERB ARGUMENT...
//! ```
//!
//! A verb stands for a command that can be typed without it; which one is said before it is run.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

mod verbs;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use verbs::{Step, VERBS};

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = typed.split_first() else {
        list();
        return ExitCode::SUCCESS;
    };
    if ["help", "-h", "--help"].contains(&name.as_str()) {
        list();
        return ExitCode::SUCCESS;
    }

    let steps = verbs::find(name).and_then(|verb| verb.steps(rest, &root()));
    match steps.and_then(|steps| steps.iter().try_for_each(run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn list() {
    println!("usage: cargo xtask VERB ARGUMENT...\n");
    for verb in &VERBS {
        println!("  {:<27}  {}", format!("{} {}", verb.name, verb.takes), verb.about);
    }
}

/// Runs a step in the folder where one is, and says so first.
fn run(step: &Step) -> Result<(), String> {
    eprintln!("xtask: {}", step.line());
    let mut command = Command::new(&step.program);
    command.args(&step.arguments).envs(step.settings.iter().copied());
    let status = command.status().map_err(|e| format!("cannot run {}: {e}", step.program))?;
    if status.success() { Ok(()) } else { Err(format!("{}: {status}", step.program)) }
}
