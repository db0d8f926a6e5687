//! Talks that exist in both languages: of which talk a passage is, and when its words were said.
//!
//! Two files are of one talk if they speak of one medium, or, where they name none, if their paths
//! differ in nothing but the language: `talk.fr.vtt` and `talk.en.vtt`, `fr/talk.srt` and
//! `en/talk.srt`. That passages say the same is told by their times, and never by their words.

use crate::lang::Lang;
use crate::passage::Passage;

/// What two files of one talk have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TalkKey {
    /// The medium that they speak of, by what identifies it.
    Medium(String),
    /// Their path without the language in it, where they speak of no medium.
    Path(String),
}

/// When the words of a passage were said, in milliseconds from the start. `to` is never before
/// `from`; they are the same where only one moment is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The first moment.
    pub from: u64,
    /// The last.
    pub to: u64,
}

impl Stretch {
    /// When the words of a passage were said; `None` where its source gives no time.
    pub fn of(passage: &Passage) -> Option<Self> {
        let moments = || passage.spans.iter().filter_map(|span| span.moment);
        let from = moments().map(|moment| moment.start).min()?.millis();
        let to = moments().map(|moment| moment.end.unwrap_or(moment.start)).max()?.millis();
        Some(Stretch { from, to: to.max(from) })
    }

    /// How many milliseconds they share, where these are half of the shorter one or more; `None`
    /// where they are fewer. One moment is shared if it lies within the other.
    pub fn shared(&self, other: &Stretch) -> Option<u64> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        let shared = to.checked_sub(from)?;
        let shorter = (self.to - self.from).min(other.to - other.from);
        (shared.saturating_mul(2) >= shorter).then_some(shared)
    }

    /// Whether any moment may be in both.
    pub fn meets(&self, from: u64, to: u64) -> bool {
        self.from <= to && from <= self.to
    }
}

impl TalkKey {
    /// The talk that a passage is of, which lies at `path` below the folder that was indexed.
    ///
    /// `None` for one of several documents in a file without a medium, and where neither a medium
    /// nor the path tells.
    pub fn of(passage: &Passage, path: &str) -> Option<Self> {
        match (&passage.about.medium, &passage.about.name) {
            (Some(medium), _) => Some(TalkKey::Medium(medium.key().to_owned())),
            (None, None) => TalkKey::from_path(path),
            (None, Some(_)) => None,
        }
    }

    /// A path without the language in it; `None` where it names none.
    ///
    /// The language stands before the ending of a file, as in `talk.fr.vtt`, `talk.en-orig.vtt` or
    /// `talk_fr.vtt`, or it is the name of a folder.
    pub fn from_path(path: &str) -> Option<Self> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        if let Some(talk) = without_tag(stem) {
            return Some(TalkKey::Path(format!("{folders}/{talk}")));
        }

        let mut folders: Vec<&str> = folders.split('/').collect();
        let at = folders.iter().rposition(|folder| is_lang(folder))?;
        folders.remove(at);
        Some(TalkKey::Path(format!("{}//{stem}", folders.join("/"))))
    }
}

/// The name of a file without its ending and without the language at its end.
fn without_tag(stem: &str) -> Option<&str> {
    if let Some((talk, tag)) = stem.rsplit_once('.') {
        let lang = tag.split(['-', '_']).next().unwrap_or_default();
        if is_lang(lang) && !talk.is_empty() {
            return Some(talk);
        }
    }
    let (talk, tag) = stem.rsplit_once(['-', '_', ' '])?;
    (is_lang(tag) && !talk.is_empty()).then_some(talk)
}

/// Whether a text is the code of a language, or its name.
fn is_lang(text: &str) -> bool {
    Lang::from_tag(text).is_some() && !text.contains(['-', '_', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let key = TalkKey::from_path(a);
        key.is_some() && key == TalkKey::from_path(b)
    }

    #[test]
    fn paths_that_differ_in_their_language_are_of_one_talk() {
        assert!(same("a/talk.fr.vtt", "a/talk.en.vtt"));
        assert!(same("talk.fr-orig.vtt", "talk.en-j3PyPqV.srt"));
        assert!(same("itw_mayotte_fr.vtt", "itw_mayotte_en.vtt"));
        assert!(same("fr/talk.srt", "en/talk.vtt"));
        assert!(same("2024/fr/day 1/talk.srt", "2024/en/day 1/talk.srt"));
        assert!(!same("a/talk.fr.vtt", "b/talk.en.vtt"));
        assert!(!same("talk.fr.vtt", "speech.en.vtt"));
        assert!(!same("fr/talk.srt", "talk.en.srt"));
    }

    #[test]
    fn a_path_without_a_language_is_of_no_talk() {
        for path in ["talk.vtt", "comite-places-en-creche.xml", "en.vtt", "fr", "", "a.b.c"] {
            assert_eq!(TalkKey::from_path(path), None, "{path}");
        }
    }

    #[test]
    fn times_run_together_where_half_of_the_shorter_is_shared() {
        let stretch = |from, to| Stretch { from, to };
        assert_eq!(stretch(0, 10).shared(&stretch(5, 30)), Some(5));
        assert_eq!(stretch(0, 10).shared(&stretch(6, 30)), None);
        assert_eq!(stretch(0, 10).shared(&stretch(11, 30)), None);
        assert_eq!(stretch(7, 7).shared(&stretch(5, 30)), Some(0));
        assert_eq!(stretch(7, 7).shared(&stretch(7, 7)), Some(0));
        assert_eq!(stretch(7, 7).shared(&stretch(8, 8)), None);
    }
}
