//! Finding the files under a path.
//!
//! `.gitignore` and `.ibidignore` of the folder given and of those below it are honoured, in a git
//! repository or not; ignore files above it are not, so that a folder named on purpose is read. They
//! are read as sources are: see `ignores.rs`.
//! Hidden files are skipped. Links are not followed, save a root that is a link itself: nothing
//! outside the folder is ever read.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ibid_core::diagnostic::{Diagnostic, NotRead};
use ignore::WalkBuilder;

use crate::folder::{self, Folders, Unread};
use crate::ignores::Ignores;
use crate::{Beside, Error};

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How it is called: its path below the root, with `/` on every system.
    pub shown: String,
    /// Where it is.
    pub absolute: PathBuf,
    /// What lies beside it and is read with it.
    pub beside: Beside,
}

/// What was found under a root.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, sorted by `shown`.
    pub files: Vec<Found>,
    /// The parts of pages that a browser saved with all that belongs to them, each with its page:
    /// scripts, styles, pictures and the frames of advertisements.
    pub page_parts: Vec<(Found, String)>,
    /// The links within the folder, and what is neither file nor folder, each as a file would be
    /// called, with what it is. A link leads out of the folder, or to what is found in it anyway.
    pub no_files: Vec<(String, NotRead)>,
    /// What could not be looked at; it never stops the walk.
    pub failures: Vec<(PathBuf, Error)>,
    /// What else there is to know: lines of ignore files that make no sense.
    pub warnings: Vec<(PathBuf, Diagnostic)>,
}

/// Finds the files under `root`, or `root` itself when it is a file.
pub fn walk(root: &Path) -> Walk {
    let mut walk = Walk::default();
    if let Err(error) = walk.fill(root) {
        walk.failures.push((root.to_path_buf(), error));
    }
    walk.files.sort();
    walk.part_pages();
    walk.no_files.sort();
    walk.failures.sort_by(|a, b| a.0.cmp(&b.0));
    walk
}

/// Files that are known to be there, each with how it is called, and what lies beside them. Those of
/// which that cannot be told are left out, and their folders are among the failures.
pub fn known_files(places: impl IntoIterator<Item = (String, PathBuf)>) -> Walk {
    let (mut names, mut walk) = (FolderNames::default(), Walk::default());
    let found = |(shown, absolute): (String, PathBuf)| {
        let beside = names.beside(&absolute).ok()?;
        Some(Found { shown, absolute, beside })
    };
    walk.files = places.into_iter().filter_map(found).collect();
    names.tell(&mut walk);
    walk
}

impl Walk {
    fn fill(&mut self, root: &Path) -> Result<(), Error> {
        let io = |source| Error::from_io(&root.to_string_lossy(), source);
        let metadata = std::fs::metadata(root).map_err(io)?;
        if metadata.is_file() {
            let named = std::path::absolute(root).map_err(io)?;
            let shown = named.file_name().unwrap_or(named.as_os_str()).to_string_lossy();
            // One file has one place, by whatever links it was named.
            let absolute = std::fs::canonicalize(root).map_err(io)?;
            let (beside, warnings) = Beside::of(&absolute)?;
            self.warnings.extend(warnings);
            self.files.push(Found { shown: shown.into_owned(), absolute, beside });
        } else if metadata.is_dir() {
            // The walker must start at the folder itself, not at a link to it.
            self.descend(&std::fs::canonicalize(root).map_err(io)?);
        } else {
            return Err(Error::NotAFile { path: root.to_string_lossy().into_owned() });
        }

        Ok(())
    }

    /// Takes out what belongs to saved pages.
    fn part_pages(&mut self) {
        let names: BTreeSet<String> = self.files.iter().map(|file| file.shown.clone()).collect();
        self.files.retain(|file| match page_of(&file.shown, &names) {
            Some(page) => {
                self.page_parts.push((file.clone(), page));
                false
            }
            None => true,
        });
    }

    fn descend(&mut self, folder: &Path) {
        let mut builder = WalkBuilder::new(folder);
        // the walker would open an ignore file whatever it is, and wait for ever on a pipe
        builder.standard_filters(false).hidden(true).follow_links(false);
        let ignores = Arc::new(Mutex::new(Ignores::new(folder)));
        let asked = Arc::clone(&ignores);
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let mut ignores = asked.lock().unwrap_or_else(PoisonError::into_inner);
            entry.depth() == 0 || !ignores.leaves_out(entry.path(), is_folder)
        });

        let mut names = FolderNames::default();
        for entry in builder.build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => {
                    let shown = shown(entry.path(), folder);
                    let absolute = entry.into_path();
                    // it says something of the others
                    if absolute.file_name().is_some_and(|name| name == folder::NAME) {
                        continue;
                    }
                    // its folder is named once for all of its files
                    if let Ok(beside) = names.beside(&absolute) {
                        self.files.push(Found { shown, absolute, beside });
                    }
                }
                Ok(entry) if entry.file_type().is_some_and(|t| t.is_dir()) => {}
                Ok(entry) => {
                    let why = if entry.path_is_symlink() { NotRead::Link } else { NotRead::Device };
                    self.no_files.push((shown(entry.path(), folder), why));
                }
                Err(source) => {
                    let path = path_of(&source).unwrap_or(folder).to_path_buf();
                    let shown = path.to_string_lossy().into_owned();
                    let words = source.to_string();
                    // its own words name the path again
                    let source = source.into_io_error().unwrap_or_else(|| io::Error::other(words));
                    self.failures.push((path, Error::Walk { path: shown, source }));
                }
            }
        }

        names.tell(self);
        let mut ignores = ignores.lock().unwrap_or_else(PoisonError::into_inner);
        self.failures.append(&mut ignores.failures);
        self.warnings.append(&mut ignores.warnings);
    }
}

/// The names of the files of each folder, also of those that ignore rules leave out: a recording need
/// not be read to be opened by a link.
#[derive(Default)]
struct FolderNames {
    /// `None` of a folder that cannot be listed.
    names: HashMap<PathBuf, Option<HashSet<String>>>,
    folders: Folders,
    /// The folders that cannot be listed.
    failures: Vec<(PathBuf, Error)>,
}

impl FolderNames {
    /// What lies beside a file. A file is not read without it: it would be cited without its recording,
    /// its title or what kind of evidence it is, as if it had none.
    fn beside(&mut self, path: &Path) -> Result<Beside, Unread> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Ok(Beside::default());
        };
        let rules = self.folders.rules(folder)?;
        if !self.names.contains_key(folder) {
            let files = files_of(folder);
            let files = files.map_err(|source| {
                let path = folder.to_string_lossy().into_owned();
                self.failures.push((folder.to_owned(), Error::Walk { path, source }));
            });
            self.names.insert(folder.to_owned(), files.ok());
        }

        let files = self.names.get(folder).and_then(Option::as_ref).ok_or(Unread)?;
        let beside = name.to_str().map(|name| Beside::in_folder(name, files));
        Ok(Beside { rules, ..beside.unwrap_or_default() })
    }

    /// Tells of what could not be read, and of what means nothing.
    fn tell(&mut self, walk: &mut Walk) {
        walk.failures.append(&mut self.failures);
        walk.failures.append(&mut self.folders.failures);
        walk.warnings.append(&mut self.folders.warnings);
    }
}

/// The names of the files of a folder.
fn files_of(folder: &Path) -> io::Result<HashSet<String>> {
    let mut files = HashSet::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file()
            && let Ok(name) = entry.file_name().into_string()
        {
            files.insert(name);
        }
    }
    Ok(files)
}

/// The page that a file was saved with: browsers put what belongs to `Name.html` into a folder
/// `Name_files` beside it, whose ending may be in the language of the browser.
fn page_of(shown: &str, names: &BTreeSet<String>) -> Option<String> {
    const FOLDERS: [&str; 5] = ["_files", "_fichiers", "-files", ".files", "_file"];
    const PAGES: [&str; 5] = ["html", "htm", "xhtml", "shtml", "mhtml"];
    let folders = shown.match_indices('/').map(|(at, _)| shown.split_at(at).0);
    let stems = folders.filter_map(|folder| {
        FOLDERS.iter().find_map(|ending| folder.strip_suffix(ending)).filter(|s| !s.is_empty())
    });
    stems
        .flat_map(|stem| PAGES.iter().map(move |page| format!("{stem}.{page}")))
        .find(|page| names.contains(page))
}

fn shown(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(walk: &Walk) -> Vec<&str> {
        walk.files.iter().map(|f| f.shown.as_str()).collect()
    }

    #[test]
    fn ignored_hidden_and_linked_files_are_left_alone() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "x").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("b")).unwrap();

        for name in ["b/two.md", "a.txt", "no.log", "b/draft.md", ".hidden"] {
            fs::write(at(name), "x").unwrap();
        }
        fs::write(at(".gitignore"), "*.log\n").unwrap();
        fs::write(at("b/.ibidignore"), "draft*\n").unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.path(), at("out")).unwrap();
            std::os::unix::fs::symlink(outside.path().join("secret.txt"), at("out.txt")).unwrap();
            std::os::unix::fs::symlink(dir.path(), at("b/loop")).unwrap();
        }

        let found = walk(dir.path());
        assert_eq!(names(&found), ["a.txt", "b/two.md"]);
        assert!(found.failures.is_empty());
        #[cfg(unix)]
        {
            let links = ["b/loop", "out", "out.txt"].map(|name| (name.to_owned(), NotRead::Link));
            assert_eq!(found.no_files, links);

            // A root that is a link is what the person asked for.
            let link = outside.path().join("link");
            std::os::unix::fs::symlink(dir.path(), &link).unwrap();
            assert_eq!(names(&walk(&link)), ["a.txt", "b/two.md"]);
        }
    }

    #[test]
    fn what_belongs_to_a_saved_page_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["sub/La page_files/frames", "Autre_files", "notes_files"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        let pages = ["sub/La page.html", "Autre.htm"];
        let parts =
            ["Autre_files/x.css", "sub/La page_files/app.js", "sub/La page_files/frames/ad.html"];
        let others = ["notes_files/a.txt", "sub/page.txt"];
        for name in pages.iter().chain(&parts).chain(&others) {
            fs::write(dir.path().join(name), "x").unwrap();
        }

        let found = walk(dir.path());
        assert_eq!(
            names(&found),
            ["Autre.htm", "notes_files/a.txt", "sub/La page.html", "sub/page.txt"]
        );
        let told: Vec<_> =
            found.page_parts.iter().map(|(f, page)| (f.shown.as_str(), page.as_str())).collect();
        assert_eq!(told, [(parts[0], pages[1]), (parts[1], pages[0]), (parts[2], pages[0])]);

        // a folder that is named on purpose is read
        assert_eq!(names(&walk(&dir.path().join("Autre_files"))), ["x.css"]);
    }

    #[test]
    fn the_nearest_ignore_file_decides_and_its_bad_lines_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("b/c")).unwrap();
        for name in ["a.log", "b/keep.log", "b/c/d.log", "b/c/e.txt", "b/c/f.txt", "x/y.txt"] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), "x").unwrap();
        }
        fs::write(at(".gitignore"), "\u{feff}*.log\n/x/\n# a note\n\n[z-a]\n").unwrap();
        fs::write(at("b/.gitignore"), "!keep.log\nc/f.*\n").unwrap();
        fs::write(at("b/c/.ibidignore"), "!d.log\n").unwrap();

        let found = walk(dir.path());
        assert_eq!(names(&found), ["b/c/d.log", "b/c/e.txt", "b/keep.log"]);
        let [(path, warning)] = &found.warnings[..] else { panic!("{:?}", found.warnings) };
        assert!(path.ends_with(".gitignore") && warning.message.contains("line 5"), "{warning:?}");
        assert!(found.failures.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn an_ignore_file_that_is_no_file_is_named_and_never_opened() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["a", "b", "c"] {
            fs::create_dir(at(name)).unwrap();
            fs::write(at(name).join("file.txt"), "x").unwrap();
        }
        let made = std::process::Command::new("mkfifo").arg(at("a/.gitignore")).status();
        assert!(made.unwrap().success());
        std::os::unix::fs::symlink("/dev/zero", at("b/.gitignore")).unwrap();
        fs::write(at("c/.ibidignore"), "#".repeat((1 << 20) + 1)).unwrap();

        let found = walk(dir.path());
        assert_eq!(names(&found), ["a/file.txt", "b/file.txt", "c/file.txt"]);
        let failed: Vec<bool> =
            found.failures.iter().map(|(_, e)| matches!(e, Error::TooLarge { .. })).collect();
        assert_eq!(failed, [false, false, true], "{:?}", found.failures);
        assert!(matches!(found.failures[0].1, Error::NotAFile { .. }));
    }

    #[test]
    fn a_file_is_its_own_root_and_a_missing_root_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("été.txt");
        fs::write(&file, "x").unwrap();
        let found = walk(&file);
        assert_eq!(names(&found), ["été.txt"]);
        assert!(found.files[0].absolute.is_absolute());
        #[cfg(unix)]
        {
            let (folder, link) = (dir.path().join("folder"), dir.path().join("autre.txt"));
            std::os::unix::fs::symlink(dir.path(), &folder).unwrap();
            std::os::unix::fs::symlink(&file, &link).unwrap();
            for (named, shown) in [(folder.join("été.txt"), "été.txt"), (link, "autre.txt")] {
                let linked = walk(&named);
                assert_eq!(names(&linked), [shown]);
                assert_eq!(linked.files[0].absolute, found.files[0].absolute);
            }
        }

        let missing = walk(&dir.path().join("none"));
        assert!(missing.files.is_empty());
        assert!(matches!(missing.failures[..], [(_, Error::Missing { .. })]));
    }
}
