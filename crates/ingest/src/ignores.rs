//! The ignore files of a folder, read as sources are: regular files only, of a bounded length, and
//! no link out of the folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibid_core::diagnostic::{Code, Diagnostic};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::Error;

/// The names of ignore files: what the first says of a path counts before what the second says.
const NAMES: [&str; 2] = [".ibidignore", ".gitignore"];

/// The longest ignore file, in bytes: 1 MB.
const LONGEST: u64 = 1 << 20;

/// The most warnings of one file.
const MOST_WARNINGS: usize = 10;

/// What the ignore files below a folder say, each read when it is first met.
pub(crate) struct Ignores {
    root: PathBuf,
    /// By folder, in the order of [`NAMES`].
    read: HashMap<PathBuf, Arc<[Gitignore; 2]>>,
    /// What could not be read.
    pub(crate) failures: Vec<(PathBuf, Error)>,
    /// Lines that make no sense, each with the file.
    pub(crate) warnings: Vec<(PathBuf, Diagnostic)>,
}

impl Ignores {
    pub(crate) fn new(root: &Path) -> Self {
        let (failures, warnings) = (Vec::new(), Vec::new());
        Ignores { root: root.to_owned(), read: HashMap::new(), failures, warnings }
    }

    /// Whether a file or folder below the root is to be left out. The nearest folder that says
    /// something decides; the folders above it are not left out, or this would not be asked.
    pub(crate) fn leaves_out(&mut self, path: &Path, is_folder: bool) -> bool {
        let folders: Vec<PathBuf> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(&self.root))
            .map(Path::to_owned)
            .collect();
        for kind in 0..NAMES.len() {
            for folder in &folders {
                let of_folder = self.of_folder(folder);
                match of_folder.get(kind).map(|said| said.matched(path, is_folder)) {
                    Some(Match::Ignore(_)) => return true,
                    Some(Match::Whitelist(_)) => return false,
                    Some(Match::None) | None => {}
                }
            }
        }

        false
    }

    fn of_folder(&mut self, folder: &Path) -> Arc<[Gitignore; 2]> {
        if let Some(known) = self.read.get(folder) {
            return Arc::clone(known);
        }
        let said = Arc::new(NAMES.map(|name| self.file(folder, name)));
        self.read.insert(folder.to_owned(), Arc::clone(&said));
        said
    }

    /// What one ignore file says; nothing where there is none, or none that may be read.
    fn file(&mut self, folder: &Path, name: &str) -> Gitignore {
        let path = folder.join(name);
        match crate::bytes_if_there(&path, LONGEST) {
            Ok(None) => Gitignore::empty(),
            Ok(Some(bytes)) => self.lines(folder, &path, &String::from_utf8_lossy(&bytes)),
            Err(error) => {
                self.failures.push((path, error));
                Gitignore::empty()
            }
        }
    }

    fn lines(&mut self, folder: &Path, path: &Path, text: &str) -> Gitignore {
        let mut builder = GitignoreBuilder::new(folder);
        let mut bad = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (i, line) in text.lines().enumerate() {
            if builder.add_line(None, line).is_err() {
                bad.push(i + 1);
            }
        }
        for line in bad.into_iter().take(MOST_WARNINGS) {
            let fields = [("line", line.to_string())];
            let diagnostic = Diagnostic::with_values(Code::BadIgnoreLine, &fields);
            self.warnings.push((path.to_owned(), diagnostic));
        }

        builder.build().unwrap_or_else(|_| {
            self.warnings.push((path.to_owned(), Diagnostic::new(Code::BadIgnoreFile, &[])));
            Gitignore::empty()
        })
    }
}
