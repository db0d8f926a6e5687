//! Finding the files under a path.
//!
//! `.gitignore` and `.ibidignore` of the folder given and of those below it are honoured, in a git
//! repository or not; ignore files above it are not, so that a folder named on purpose is read.
//! Hidden files are skipped. Links are not followed, save a root that is a link itself: nothing
//! outside the folder is ever read.

use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::Error;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How it is called: its path below the root, with `/` on every system.
    pub shown: String,
    /// Where it is.
    pub absolute: PathBuf,
}

/// What was found under a root.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, sorted by `shown`.
    pub files: Vec<Found>,
    /// What could not be looked at; it never stops the walk.
    pub failures: Vec<(PathBuf, Error)>,
}

/// Finds the files under `root`, or `root` itself when it is a file.
pub fn walk(root: &Path) -> Walk {
    let mut walk = Walk::default();
    if let Err(error) = walk.fill(root) {
        walk.failures.push((root.to_path_buf(), error));
    }
    walk.files.sort();
    walk.failures.sort_by(|a, b| a.0.cmp(&b.0));
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
            self.files.push(Found { shown: shown.into_owned(), absolute });
        } else if metadata.is_dir() {
            // The walker must start at the folder itself, not at a link to it.
            self.descend(&std::fs::canonicalize(root).map_err(io)?);
        } else {
            return Err(Error::NotAFile { path: root.to_string_lossy().into_owned() });
        }

        Ok(())
    }

    fn descend(&mut self, folder: &Path) {
        let mut builder = WalkBuilder::new(folder);
        builder
            .standard_filters(false)
            .hidden(true)
            .git_ignore(true)
            .require_git(false)
            .follow_links(false)
            .add_custom_ignore_filename(".ibidignore");

        for entry in builder.build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => {
                    let shown = shown(entry.path(), folder);
                    self.files.push(Found { shown, absolute: entry.into_path() });
                }
                Ok(_) => {}
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
    }
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
            // A root that is a link is what the person asked for.
            let link = outside.path().join("link");
            std::os::unix::fs::symlink(dir.path(), &link).unwrap();
            assert_eq!(names(&walk(&link)), ["a.txt", "b/two.md"]);
        }
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
