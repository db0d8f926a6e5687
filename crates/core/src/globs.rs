//! Globs over the paths of sources.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Some globs, of which one must match. One that cannot be read is taken as the path itself.
#[derive(Clone, Debug)]
pub struct SourceGlobs(GlobSet);

impl SourceGlobs {
    /// Makes globs ready.
    pub fn new(patterns: &[String]) -> Self {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let glob = Glob::new(pattern).or_else(|_| Glob::new(&globset::escape(pattern)));
            if let Ok(glob) = glob {
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
        assert!(!globs.matches("notes/one.vtt") && !globs.matches("one.vtt"));
        assert!(SourceGlobs::new(&["*.vtt".to_owned()]).matches("debates/one.vtt"));
        assert!(!SourceGlobs::new(&[]).matches("one.vtt"));
    }
}
