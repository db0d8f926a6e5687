//! What holds where nothing is typed: the environment, and the `ibid.toml` above where one stands.
//!
//! What is typed beats `IBID_*`, which beats `ibid.toml`, which beats the default. Settings become
//! the defaults of the options, so that a command asks for none of them.

mod apply;
mod file;

use std::path::{Path, PathBuf};

use apply::{NEVER, check, environment};
use clap::{Arg, ArgMatches, Command};
use file::read;

use crate::failure::Usage;
use crate::messages::{Messages, visible};

pub(crate) use apply::{apply, is_common, is_flag, options};

/// The name of the file.
pub(crate) const NAME: &str = "ibid.toml";

/// The keys that say something of the files of a folder, and nothing of a command.
pub(crate) const OF_FOLDERS: [&str; 4] = ["media", "url", "lang", "evidence"];

/// Where a setting stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// In the environment, under this name.
    Environment(String),
    /// In a file, on this line.
    File(PathBuf, u32),
}

/// One setting.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The command that it is for; `None` for all that have the option.
    pub(crate) command: Option<String>,
    /// The long name of the option.
    pub(crate) option: String,
    /// Its values, as they would be typed; `true` or `false` of an option without a value.
    pub(crate) values: Vec<String>,
    /// Where it stands.
    pub(crate) from: From,
}

/// All settings.
#[derive(Default)]
pub(crate) struct Settings {
    /// The file that holds, if there is one.
    pub(crate) file: Option<PathBuf>,
    /// Files that lie among the sources of the command: of these nothing is taken for commands.
    pub(crate) among_sources: Vec<PathBuf>,
    /// Those of the environment, then those of the file.
    pub(crate) all: Vec<Setting>,
}

/// A mistake in the settings.
#[derive(Debug)]
pub(crate) enum Mistake {
    /// The file cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// Something that means nothing, in words.
    Usage(Usage),
}

impl Setting {
    /// The setting of an option of a command: the environment comes first, then what the file says
    /// of the command, then what it says of all.
    fn of<'s>(all: &'s [Setting], command: &str, option: &str) -> Option<&'s Setting> {
        let named = || all.iter().filter(|setting| setting.option == option);
        let environment = named().find(|setting| matches!(setting.from, From::Environment(_)));
        let own = || named().find(|setting| setting.command.as_deref() == Some(command));
        let of_all = || named().find(|setting| setting.command.is_none());
        environment.or_else(own).or_else(of_all)
    }

    /// The setting that holds for an option of a command, if there is one.
    pub(crate) fn of_arg<'s>(all: &'s [Setting], command: &str, arg: &Arg) -> Option<&'s Setting> {
        let option = arg.get_long().filter(|long| !NEVER.contains(long))?;
        let setting = Setting::of(all, command, option)?;
        // a variable that is a list for one command is no switch of another
        let is_said = setting.values.iter().all(|value| value == "true" || value == "false");
        (!is_flag(arg) || is_said).then_some(setting)
    }

    /// That its value means nothing.
    pub(crate) fn wrong(&self, m: Messages) -> Usage {
        let values = self.values.join(", ");
        let value = visible(&values);
        match &self.from {
            From::Environment(name) => {
                Usage(m.say("settings.variable", &[("value", &value), ("name", name)]))
            }
            From::File(path, line) => {
                let (path, line) = (shown(path), line.to_string());
                let fields = [
                    ("path", path.into()),
                    ("line", line.into()),
                    ("value", value.clone()),
                    ("key", self.option.clone().into()),
                ];
                let fields = fields.each_ref().map(|(name, value)| (*name, value.as_ref()));
                Usage(m.say("settings.value", &fields))
            }
        }
    }
}

/// The settings for a command line that is understood by itself.
pub(crate) fn settings(
    command: &Command,
    matches: &ArgMatches,
    m: Messages,
) -> Result<Settings, Mistake> {
    let mut settings =
        Settings { all: environment(command, m).map_err(Mistake::Usage)?, ..Settings::default() };
    let here = std::env::current_dir().unwrap_or_default();
    let sources = source_paths(matches);
    for folder in here.ancestors() {
        let path = folder.join(NAME);
        if !path.is_file() {
            continue;
        }
        if sources.iter().any(|source| folder.starts_with(source)) {
            settings.among_sources.push(path);
            continue;
        }
        settings.all.extend(read(&path, command, m)?);
        settings.file = Some(path);
        break;
    }
    check(command, &settings.all, m).map_err(Mistake::Usage)?;
    Ok(settings)
}

/// The whole paths of the folders that a command line names as sources.
fn source_paths(matches: &ArgMatches) -> Vec<PathBuf> {
    let Some((name, matches)) = matches.subcommand() else { return Vec::new() };
    let ids: &[&str] = match name {
        "index" => &["paths"],
        "parse" => &["file"],
        "eval" => &["quotes"],
        _ => &["in"],
    };
    let named = |id: &&str| matches.try_get_many::<PathBuf>(id).ok().flatten();
    let paths = ids.iter().filter_map(named).flatten();
    paths.map(|path| ibid::whole_path(path)).filter(|path| path.is_dir()).collect()
}

/// The language that the file asks for, before anything is understood.
pub(crate) fn asked_language() -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let path = here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())?;
    let text = std::fs::read_to_string(path).ok()?;
    file::language(&text)
}

/// The files among the sources that say more than holds there.
pub(crate) fn left_aside(settings: &Settings) -> Vec<&PathBuf> {
    let says_more =
        |path: &&PathBuf| std::fs::read_to_string(path).is_ok_and(|text| file::says_more(&text));
    settings.among_sources.iter().filter(says_more).collect()
}

/// A path as it is shown: from where one stands, if it lies below.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    visible(&path.strip_prefix(&here).unwrap_or(path).to_string_lossy()).into_owned()
}
