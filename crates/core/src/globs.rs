//! Globs over the paths of sources.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Some globs, of which one must match. Each is also taken as the path itself: names of files hold
/// brackets and question marks.
#[derive(Clone, Debug)]
pub struct SourceGlobs(GlobSet);

impl SourceGlobs {
    /// Makes globs ready.
    pub fn new(patterns: &[String]) -> Self {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let glob = [pattern.as_str(), &globset::escape(pattern)].map(Glob::new);
            for glob in glob.into_iter().flatten() {
                set.add(glob);
            }
        }
        SourceGlobs(set.build().unwrap_or_else(|_| GlobSet::empty()))
    }

    /// Whether a shown path matches: as a whole, or by the name of its file.
    pub fn matches(&self, shown: &str) -> bool {
        let name = shown.rsplit('/').next().unwrap_or_default();
        self.0.is_match(shown) || self.0.is_match(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_whole_or_by_its_name() {
        let globs = SourceGlobs::new(&["debates/*.vtt".to_owned(), "[".to_owned()]);
        assert!(globs.matches("debates/one.vtt") && globs.matches("["));
        assert!(
            SourceGlobs::new(&["[fin] (2) 50 %.txt".to_owned()]).matches("a/[fin] (2) 50 %.txt")
        );
        assert!(!globs.matches("notes/one.vtt") && !globs.matches("one.vtt"));
        assert!(SourceGlobs::new(&["*.vtt".to_owned()]).matches("debates/one.vtt"));
        assert!(!SourceGlobs::new(&[]).matches("one.vtt"));
    }
}
