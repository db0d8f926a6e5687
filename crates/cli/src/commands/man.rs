//! `ibid man`: the manual pages, in the language of messages.

use std::io::Write;

use clap::{ArgMatches, Command};
use clap_mangen::Man;

use crate::FOUND;
use crate::failure::Usage;
use crate::output::Output;

pub(super) fn run(
    command: &Command,
    matches: &ArgMatches,
    output: &mut Output,
) -> anyhow::Result<u8> {
    let mut all = command.clone();
    // what all commands share is written into each
    all.build();
    let page = match matches.get_one::<String>("command").map(String::as_str) {
        None => all,
        Some(name) => match all.find_subcommand(name) {
            Some(of) => {
                of.clone().name(format!("ibid-{name}")).display_name(format!("ibid-{name}"))
            }
            None => {
                let text = output.m.say("usage.unknown-command", &[("arg", name)]);
                return Err(Usage(text).into());
            }
        },
    };

    let mut roff = Vec::new();
    Man::new(page).render(&mut roff)?;
    output.out.write_all(&roff)?;
    Ok(FOUND)
}
