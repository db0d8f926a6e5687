//! What an `ibid.toml` says of the files of its folder, and of the folders below: where their
//! recordings or pages lie, their language, and what kind of evidence they are.
//!
//! Nothing else is taken from such a file here, so that a folder that came from elsewhere cannot
//! change what a program does.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibid_core::address::{UNRESERVED, percent_encoded};
use ibid_core::diagnostic::{Code, Diagnostic, ProblemKind};
use ibid_core::document::{Document, Evidence, Medium};
use ibid_core::lang::Lang;
use toml::de::{DeTable, DeValue};

use crate::Error;
use crate::formats::lines::LineCount;
use crate::track::stems;

/// The name of the file.
pub const NAME: &str = "ibid.toml";

/// Where an address has the name of the file without its ending and language.
const STEM: &str = "{stem}";

/// Where an address has the whole name of the file.
const NAME_OF_FILE: &str = "{name}";

/// No longer file is read.
const LONGEST: u64 = 1 << 20;

/// What holds for the files of a folder, where they say nothing else themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderRules {
    /// Where the recordings lie, with places to fill in: `https://host/{stem}.mp4`.
    media: Option<String>,
    /// Where the pages lie, with places to fill in.
    url: Option<String>,
    lang: Option<Lang>,
    evidence: Option<Evidence>,
}

/// The rules of folders, each read once.
#[derive(Default)]
pub(crate) struct Folders {
    known: HashMap<PathBuf, Ruled>,
    /// What of these files means nothing, by file.
    pub(crate) warnings: Vec<(PathBuf, Diagnostic)>,
    /// The folders whose files cannot be read, each once.
    pub(crate) failures: Vec<(PathBuf, Error)>,
}

/// What holds in a folder, as far as it can be told.
type Ruled = Result<Option<Arc<FolderRules>>, Unread>;

/// What holds in a folder cannot be told; the failure has been noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unread;

impl Folders {
    /// What holds in a folder: what its own file says, and for the rest that of the folder above.
    pub(crate) fn rules(&mut self, folder: &Path) -> Ruled {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let rules = self.with_above(folder);
        self.known.insert(folder.to_owned(), rules.clone());
        rules
    }

    fn with_above(&mut self, folder: &Path) -> Ruled {
        let above = match folder.parent() {
            Some(above) => self.rules(above)?,
            None => None,
        };
        Ok(match self.own(folder)? {
            Some(own) => Some(Arc::new(own.or(above.as_deref()))),
            None => above,
        })
    }

    fn own(&mut self, folder: &Path) -> Result<Option<FolderRules>, Unread> {
        let path = folder.join(NAME);
        let text = text_of(&path).map_err(|error| {
            self.failures.push((folder.to_owned(), error));
            Unread
        })?;
        let Some(text) = text else { return Ok(None) };
        let (rules, warnings) = FolderRules::read(&text);
        self.warnings.extend(warnings.into_iter().map(|warning| (path.clone(), warning)));
        Ok((rules != FolderRules::default()).then_some(rules))
    }
}

/// The text of such a file; `None` where there is none, or what is called so is no file.
fn text_of(path: &Path) -> Result<Option<String>, Error> {
    match crate::bytes_if_there(path, LONGEST) {
        Ok(bytes) => Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())),
        Err(Error::NotAFile { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl FolderRules {
    /// Reads what a text says of the files of its folder, and what of it means nothing. Other keys
    /// are left to whoever they are for.
    pub fn read(text: &str) -> (Self, Vec<Diagnostic>) {
        let mut rules = FolderRules::default();
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let line = line_of(text, error.span().map_or(0, |span| span.start));
                let problem = ProblemKind::of_toml(error.message());
                let fields = [
                    ("line", &*line),
                    ("problem", problem.text()),
                    ("problem-code", problem.name()),
                ];
                return (rules, vec![Diagnostic::new(Code::FolderFileBroken, &fields)]);
            }
        };

        let mut warnings = Vec::new();
        for (key, value) in &table {
            let name: &str = key.get_ref();
            let said = value.get_ref().as_str().unwrap_or_default();
            let holds = match name {
                "media" => set(&mut rules.media, address(said)),
                "url" => set(&mut rules.url, address(said)),
                "lang" => set(&mut rules.lang, Lang::from_tag(said)),
                "evidence" => set(&mut rules.evidence, Evidence::from_word(said)),
                _ => continue,
            };
            if !holds {
                let shown = match value.get_ref() {
                    DeValue::String(said) => said.to_string(),
                    _ => text.get(value.span()).unwrap_or_default().to_owned(),
                };
                let line = line_of(text, value.span().start);
                let fields = [("line", &*line), ("key", name), ("value", &*shown)];
                warnings.push(Diagnostic::new(Code::FolderFileValue, &fields));
            }
        }
        (rules, warnings)
    }

    /// These, and for what they leave open others.
    fn or(self, other: Option<&FolderRules>) -> Self {
        let Some(other) = other else { return self };
        FolderRules {
            media: self.media.or_else(|| other.media.clone()),
            url: self.url.or_else(|| other.url.clone()),
            lang: self.lang.or(other.lang),
            evidence: self.evidence.or(other.evidence),
        }
    }

    /// All that they say, as one text: what a file is read with beside its bytes.
    pub(crate) fn key(&self) -> String {
        let FolderRules { media, url, lang, evidence } = self;
        let (media, url) =
            (media.as_deref().unwrap_or_default(), url.as_deref().unwrap_or_default());
        let (lang, evidence) = (lang.map_or("", Lang::code), evidence.map_or("", Evidence::name));
        [media, url, lang, evidence].join("\0")
    }

    /// Whether what is read of a file depends on its name by these.
    pub(crate) fn use_names(&self) -> bool {
        let addresses = [&self.media, &self.url];
        addresses.into_iter().flatten().any(|a| a.contains(STEM) || a.contains(NAME_OF_FILE))
    }

    /// Gives a document what it does not say itself.
    pub(crate) fn apply(&self, document: &mut Document) {
        document.lang = document.lang.or(self.lang);
        document.about.evidence = document.about.evidence.or(self.evidence);
    }

    /// What a document of the file of this name opens: the recording, where it has times, or the
    /// page.
    pub(crate) fn medium(&self, is_timed: bool, file: &str) -> Option<Medium> {
        let media = self.media.as_deref().filter(|_| is_timed);
        media.or(self.url.as_deref()).map(|address| Medium::Web(filled(address, file)))
    }
}

/// Sets a value that is understood.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let understood = value.is_some();
    *place = value;
    understood
}

/// An address of the web in which nothing is to be filled in but the name of a file.
fn address(said: &str) -> Option<String> {
    let bare = said.replace(STEM, "").replace(NAME_OF_FILE, "");
    let web = ["https://", "http://"]
        .iter()
        .any(|scheme| said.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    let plain =
        !bare.contains(['{', '}']) && !bare.contains(|c: char| c.is_whitespace() || c.is_control());
    (web && plain).then(|| said.to_owned())
}

/// An address with the name of a file in it: `{name}` is all of it, `{stem}` what stands before the
/// ending and the language, `talk` of `talk.fr.vtt`.
fn filled(address: &str, name: &str) -> String {
    let stem = stems(name).map_or(name, |(stem, shorter)| shorter.unwrap_or(stem));
    let encoded = |text| percent_encoded(text, UNRESERVED);
    address.replace(STEM, &encoded(stem)).replace(NAME_OF_FILE, &encoded(name))
}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> String {
    LineCount::new(text).line_of(byte).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_filled_with_the_name_of_the_file() {
        let fill = |name| filled("https://host/{stem}.mp4?of={name}", name);
        assert_eq!(fill("talk.fr.vtt"), "https://host/talk.mp4?of=talk.fr.vtt");
        assert_eq!(
            fill("À côté.txt"),
            "https://host/%C3%80%20c%C3%B4t%C3%A9.mp4?of=%C3%80%20c%C3%B4t%C3%A9.txt"
        );
    }

    #[test]
    fn what_means_nothing_is_told_with_its_line() {
        let text = "lang = \"fr-CA\"\nevidence = \"machine\"\n\nmedia = \"file:///{stem}\"\nurl = 3\nlimit = 9\n";
        let (rules, warnings) = FolderRules::read(text);
        assert_eq!((rules.lang, rules.evidence), (Some(Lang::Fr), Some(Evidence::Machine)));
        assert_eq!((rules.media, rules.url), (None, None));
        let told: Vec<&str> = warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("line 4") && told[1].contains("line 5"), "{told:?}");

        let (rules, warnings) = FolderRules::read("lang = \"fr\"\nurl = \n");
        assert_eq!(rules, FolderRules::default());
        assert!(warnings[0].message.starts_with("line 2"), "{warnings:?}");
    }

    #[test]
    fn a_folder_has_what_the_one_above_says_beside_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(dir.path().join(NAME), "lang = \"fr\"\nevidence = \"machine\"\n").unwrap();
        std::fs::write(below.join(NAME), "lang = \"en\"\n").unwrap();
        let mut folders = Folders::default();
        let rules = folders.rules(&below).unwrap().unwrap();
        assert_eq!((rules.lang, rules.evidence), (Some(Lang::En), Some(Evidence::Machine)));
        assert_eq!(folders.rules(&dir.path().join("a")).unwrap().unwrap().lang, Some(Lang::Fr));
    }

    #[test]
    fn the_files_of_a_folder_are_not_read_without_what_it_says_of_them() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        for file in ["a/one.txt", "a/b/two.txt", "three.txt"] {
            std::fs::write(dir.path().join(file), "The heron waits.").unwrap();
        }
        let long = "#".repeat(usize::try_from(LONGEST).unwrap() + 1);
        std::fs::write(dir.path().join("a").join(NAME), long).unwrap();

        let walk = crate::walk(dir.path());
        let names: Vec<&str> = walk.files.iter().map(|file| file.shown.as_str()).collect();
        assert_eq!(names, ["three.txt"]);
        let [(folder, error)] = &walk.failures[..] else { panic!("{:?}", walk.failures) };
        assert!(folder.ends_with("a") && error.to_string().contains(NAME), "{error}");
        let alone = crate::walk(&below.join("two.txt"));
        assert!(matches!(alone.failures[..], [(_, Error::TooLarge { .. })]), "{alone:?}");
    }
}
