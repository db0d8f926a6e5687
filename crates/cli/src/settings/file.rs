//! Reading an `ibid.toml`.

use std::path::Path;

use clap::{Arg, ArgAction, Command};
use ibid::ProblemKind;
use strsim::damerau_levenshtein;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::apply::{is_common, is_flag, options, takes_path};
use super::{From, Mistake, OF_FOLDERS, Setting};
use crate::failure::Usage;
use crate::messages::{Messages, visible};

/// The key that holds for all commands that take lists of terms.
const TERMS: &str = "terms";

/// A file that is read.
struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    command: &'a Command,
    m: Messages,
}

/// All settings of a file, whose keys are the options of the commands.
pub(crate) fn read(path: &Path, command: &Command, m: Messages) -> Result<Vec<Setting>, Mistake> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Mistake::Unreadable(path.to_owned(), error))?;
    let reader = Reader { path, text: &text, command, m };
    let table = DeTable::parse(&text).map_err(|error| {
        let line = reader.line(error.span().map_or(0, |span| span.start)).to_string();
        let problem = m.problem(ProblemKind::of_toml(error.message()));
        let shown = super::shown(path);
        let fields = [("path", &*shown), ("line", &*line), ("problem", problem)];
        Mistake::Usage(Usage(m.say("settings.syntax", &fields)))
    })?;

    reader.table(table.get_ref()).map_err(Mistake::Usage)
}

/// What a text says of the language of messages.
pub(super) fn language(text: &str) -> Option<String> {
    let table = DeTable::parse(text).ok()?.into_inner();
    let (_, value) = table.iter().find(|(key, _)| key.get_ref() == "ui-lang")?;
    value.get_ref().as_str().map(str::to_owned)
}

impl Reader<'_> {
    fn table(&self, table: &DeTable<'_>) -> Result<Vec<Setting>, Usage> {
        let mut all = Vec::new();
        let common: Vec<Arg> = options(self.command)
            .filter(|(_, arg)| is_common(arg) || arg.get_long() == Some(TERMS))
            .map(|(_, arg)| arg.clone())
            .collect();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let DeValue::Table(inner) = value.get_ref() {
                let of = self.command.get_subcommands().find(|command| command.get_name() == name);
                let Some(of) = of else { return Err(self.unknown(key, self.top_keys(&common))) };
                all.extend(self.command_table(of, inner)?);
            } else if let Some(arg) = arg_named(common.iter(), name) {
                all.push(self.setting(None, arg, key, value)?);
            } else if !OF_FOLDERS.contains(&name) {
                let below = options(self.command).filter(|(_, arg)| arg.get_long() == Some(name));
                let mut below = below.map(|(command, _)| format!("{}.{name}", command.get_name()));
                let known = below.next().map_or_else(|| self.top_keys(&common), |key| vec![key]);
                return Err(self.unknown(key, known));
            }
        }
        Ok(all)
    }

    fn command_table(&self, command: &Command, table: &DeTable<'_>) -> Result<Vec<Setting>, Usage> {
        let args = || {
            let common = self.command.get_arguments().filter(|arg| is_common(arg));
            command.get_arguments().chain(common).filter(|arg| arg.get_long().is_some())
        };
        let mut all = Vec::new();
        for (key, value) in table {
            let Some(arg) = arg_named(args(), key.get_ref()) else {
                let known = args().filter_map(Arg::get_long).filter(|name| *name != "help");
                return Err(self.unknown(key, known.map(str::to_owned).collect()));
            };
            // a file has no place for `index` beside `[index]`, and both speak of one index
            let of_all = command.get_name() == "index" && arg.get_long() == Some("index");
            let owner = (!of_all).then(|| command.get_name().to_owned());
            all.push(self.setting(owner, arg, key, value)?);
        }
        Ok(all)
    }

    /// What may stand at the top.
    fn top_keys(&self, common: &[Arg]) -> Vec<String> {
        let args = common.iter().filter_map(Arg::get_long).map(str::to_owned);
        let commands = self.command.get_subcommands().map(|command| command.get_name().to_owned());
        let folders = OF_FOLDERS.iter().map(|key| (*key).to_owned());
        args.chain(commands).chain(folders).collect()
    }

    fn setting(
        &self,
        command: Option<String>,
        arg: &Arg,
        key: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Setting, Usage> {
        let from = From::File(self.path.to_owned(), self.line(key.span().start));
        let option = key.get_ref().to_string();
        let raw = self.text.get(value.span()).unwrap_or_default().to_owned();
        let setting = Setting { command, option, values: vec![raw], from };

        let is_flag = is_flag(arg);
        let values = match value.get_ref() {
            DeValue::Boolean(said) if is_flag => Some(vec![said.to_string()]),
            _ if is_flag => None,
            DeValue::Array(all) if matches!(arg.get_action(), ArgAction::Append) => {
                all.iter().map(|one| plain(one.get_ref())).collect()
            }
            one => plain(one).map(|one| vec![one]),
        };
        let Some(values) = values else { return Err(setting.wrong(self.m)) };
        let values = if takes_path(arg) {
            // a path is told from the folder of the file that names it
            let folder = self.path.parent().unwrap_or(Path::new(""));
            values.iter().map(|value| folder.join(value).to_string_lossy().into_owned()).collect()
        } else {
            values
        };
        Ok(Setting { values, ..setting })
    }

    /// That a key means nothing, with the nearest that does.
    fn unknown(&self, key: &Spanned<DeString<'_>>, known: Vec<String>) -> Usage {
        let name = key.get_ref().as_ref();
        let near = known
            .iter()
            .map(|other| (damerau_levenshtein(name, other), other))
            .filter(|(edits, other)| {
                *edits <= (other.len() / 2).max(1) || other.ends_with(&format!(".{name}"))
            })
            .min();
        let (path, line) = (super::shown(self.path), self.line(key.span().start).to_string());
        let shown = visible(name);
        let fields = [("path", &*path), ("line", &*line), ("key", shown.as_ref())];
        Usage(match near {
            Some((_, near)) => {
                let fields: Vec<(&str, &str)> =
                    fields.into_iter().chain([("near", near.as_str())]).collect();
                self.m.say("settings.unknown-near", &fields)
            }
            None => self.m.say("settings.unknown", &fields),
        })
    }

    /// The line of a byte, from 1.
    fn line(&self, byte: usize) -> u32 {
        let before = self.text.as_bytes().get(..byte).unwrap_or(self.text.as_bytes());
        let feeds = before.iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(feeds + 1).unwrap_or(u32::MAX)
    }
}

/// The argument with a long name; help is no setting.
fn arg_named<'a>(mut args: impl Iterator<Item = &'a Arg>, name: &str) -> Option<&'a Arg> {
    args.find(|arg| arg.get_long() == Some(name) && name != "help" && name != "version")
}

/// A value that is one word or number, as it would be typed.
fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().replace('_', "")),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

/// Whether a file among the sources says anything that is not for them.
pub(super) fn says_more(text: &str) -> bool {
    let Ok(table) = DeTable::parse(text) else { return false };
    table.get_ref().keys().any(|key| !OF_FOLDERS.contains(&key.get_ref().as_ref()))
}
