//! `ibid config`: what holds where nothing is typed, and from where.

use std::io::Write;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use serde::Serialize;

use super::INDEX_DIR;
use crate::messages::{Messages, visible};
use crate::output::Output;
use crate::settings::{self, From, Setting, Settings, is_flag};
use crate::{FOUND, view};

/// All that holds.
#[derive(Serialize)]
struct Config {
    /// The file that was found.
    file: Option<String>,
    settings: Vec<Value>,
}

/// One value that holds.
#[derive(Serialize)]
struct Value {
    /// The option, after the command that it is for: `search.limit`.
    key: String,
    /// Its values, as they would be typed.
    values: Vec<String>,
    /// `flag`, `environment`, `file` or `default`.
    from: &'static str,
    /// The variable, or the file with the line.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

pub(super) fn run(
    command: &Command,
    settings: &Settings,
    matches: &ArgMatches,
    output: &mut Output,
) -> anyhow::Result<u8> {
    let file = settings.file.as_ref().map(|path| path.to_string_lossy().into_owned());
    let config = Config { file, settings: values(command, settings, matches) };
    if output.json {
        output.json(&config)?;
        return Ok(FOUND);
    }

    let m = output.m;
    let heading = match &config.file {
        Some(file) => m.say("config.file", &[("path", &visible(file))]),
        None => m.text("config.no-file").to_owned(),
    };
    writeln!(output.out, "{heading}\n")?;
    let mut rows = vec![[
        m.text("config.key").to_owned(),
        m.text("config.value").to_owned(),
        m.text("config.from").to_owned(),
    ]];
    rows.extend(config.settings.iter().map(|value| row(value, m)));
    view::left_table(&mut output.out, &rows)?;
    Ok(FOUND)
}

fn row(value: &Value, m: Messages) -> [String; 3] {
    let place = value.place.as_deref().map(|place| visible(place).into_owned());
    let from = match value.from {
        "flag" => m.text("config.typed").to_owned(),
        "default" => m.text("config.default").to_owned(),
        _ => place.unwrap_or_default(),
    };
    [value.key.clone(), visible(&value.values.join(", ")).into_owned(), from]
}

/// What each option holds that has a value: those of all commands once, then those of each.
fn values(command: &Command, settings: &Settings, matches: &ArgMatches) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for (owner, arg) in settings::options(command) {
        let (option, common) = (arg.get_long().unwrap_or_default(), settings::is_common(arg));
        let key = match common {
            true => option.to_owned(),
            false => format!("{}.{option}", owner.get_name()),
        };
        if all.iter().any(|value| value.key == key) {
            continue;
        }
        let id = arg.get_id().as_str();
        let typed = common && matches.value_source(id) == Some(ValueSource::CommandLine);
        if typed {
            let raw = matches.get_raw(id).into_iter().flatten();
            let values = raw.map(|value| value.to_string_lossy().into_owned()).collect();
            all.push(Value { key, values, from: "flag", place: None });
            continue;
        }

        if let Some(held) = Setting::of_arg(&settings.all, owner.get_name(), arg) {
            let (from, place) = match &held.from {
                From::Environment(name) => ("environment", name.clone()),
                From::File(path, line) => ("file", format!("{}:{line}", settings::shown(path))),
            };
            let values = held.values.clone();
            all.push(Value { key, values, from, place: Some(place) });
        } else if let Some(values) = default_of(arg) {
            all.push(Value { key, values, from: "default", place: None });
        }
    }
    all
}

/// What an option is where nothing else is said; nothing of a switch, which is off.
fn default_of(arg: &clap::Arg) -> Option<Vec<String>> {
    if arg.get_id() == "index-dir" {
        return Some(vec![format!("./{INDEX_DIR}")]);
    }
    let values = arg.get_default_values();
    let values = values.iter().map(|value| value.to_string_lossy().into_owned());
    Some(values.collect::<Vec<_>>()).filter(|values| !is_flag(arg) && !values.is_empty())
}
