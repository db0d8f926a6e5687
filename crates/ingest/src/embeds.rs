//! The recording that a text names itself: Obsidian's `![[talk.mp4]]`, `![](talk.mp4)`, links to its
//! seconds, and elements of HTML that play it.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use crate::beside::{is_recording, metadata_if_there};
use crate::formats::links;

/// A vault has no more folders one in the other.
const MOST_FOLDERS: usize = 16;
/// No name is longer, in bytes.
const LONGEST: usize = 1024;
/// A text that names more recordings is about none of them.
const MOST_NAMES: usize = 8;

/// Where the recording lies that the text of a file names, seen from its folder: the only one that it
/// names and that is there, beside the file or at its place in the vault; or else the only one that it
/// embeds or opens at a second, as its text says so, wherever it may be.
pub(crate) fn recording(bytes: &[u8], path: &Path) -> Option<String> {
    let (names, embedded) = names(bytes);
    if names.is_empty() || names.len() > MOST_NAMES {
        return None;
    }
    let path = std::path::absolute(path).ok()?;
    let folders: Vec<&Path> = path.parent()?.ancestors().take(MOST_FOLDERS).collect();
    // Names count from the folder of the vault, or from that of the note.
    let vault = folders.iter().position(|folder| folder.join(".obsidian").is_dir());
    let above = 1 + vault.unwrap_or_default();

    let place = |name: &String| {
        let is_there = |folder: &&Path| {
            let found = metadata_if_there(&folder.join(name)).ok().flatten();
            found.is_some_and(|metadata| metadata.is_file())
        };
        let up = folders.iter().take(above).position(is_there)?;
        Some(format!("{}{name}", "../".repeat(up)))
    };
    let mut places: Vec<String> = names.iter().filter_map(place).collect();
    if places.is_empty() && names.len() == 1 {
        return embedded.into_iter().next();
    }
    places.pop().filter(|_| places.is_empty())
}

/// The names of recordings that a text embeds or links to, without those on the web; and of those that
/// it embeds or opens at a second.
fn names(bytes: &[u8]) -> (BTreeSet<String>, BTreeSet<String>) {
    const MARKS: [(&str, &[u8]); 4] =
        [("[[", b"]]"), ("](", b")"), ("src=\"", b"\""), ("src='", b"'")];
    let (mut names, mut embedded) = (BTreeSet::new(), BTreeSet::new());
    for (open, close) in MARKS {
        for at in memchr::memmem::find_iter(bytes, open) {
            let rest = &bytes[at + open.len()..];
            let rest = &rest[..rest.len().min(LONGEST)];
            let Some(end) = memchr::memmem::find(rest, close) else { continue };
            let Ok(target) = std::str::from_utf8(&rest[..end]) else { continue };
            let Some(name) = name(target) else { continue };
            // What is opened at a second is what the seconds of the text are of.
            let is_timed = || links::time_of(target).is_some();
            if open.starts_with("src") || bytes[..at].ends_with(b"!") || is_timed() {
                embedded.insert(name.clone());
            }
            names.insert(name);
        }
    }
    (names, embedded)
}

/// The name of a recording below some folder that a link means.
fn name(target: &str) -> Option<String> {
    let target = target.split(['#', '|']).next()?.trim().trim_matches(['<', '>']);
    let target = links::decoded(target);
    let target = target.strip_prefix("./").unwrap_or(&target);
    let is_below = || Path::new(target).components().all(|c| matches!(c, Component::Normal(_)));
    let is_plain = !target.contains(['\\', '\0', '\n']) && !target.contains("://");
    (is_recording(target) && is_plain && is_below()).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_recordings_stand_in_embeds_and_links() {
        let of = |text: &str| names(text.as_bytes()).0.into_iter().collect::<Vec<_>>().join("|");
        for (text, want) in [
            ("![[Le bac.mp4]]", "Le bac.mp4"),
            ("![[media/bac.MP3#t=10|300]] et [[bac]]", "media/bac.MP3"),
            ("![](./media/le%20bac.webm) [0:05](<bac.ogg#t=5>)", "bac.ogg|media/le bac.webm"),
            ("<video controls src=\"bac.mp4\"></video><audio src='b.wav'>", "b.wav|bac.mp4"),
            ("![](https://e.org/bac.mp4) ![[../bac.mp4]] [x](/bac.mp4) ![[bac.png]] [[bac.mp4", ""),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }

    #[test]
    fn one_recording_that_is_there_is_that_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"x").unwrap();
        };
        ["notes/bac.mp4", "media/quai.mp3", "notes/deep/n.md"].into_iter().for_each(write);
        let of = |text: &str, note: &str| recording(text.as_bytes(), &folder.path().join(note));
        assert_eq!(of("![[bac.mp4]]", "notes/n.md").as_deref(), Some("bac.mp4"));
        assert_eq!(of("![[bac.mp4]] ![[gone.mp4]]", "notes/n.md").as_deref(), Some("bac.mp4"));
        // What is nowhere may still be what the note is about, where it is shown in it.
        assert_eq!(of("![[gone.mp4]]", "notes/n.md").as_deref(), Some("gone.mp4"));
        assert_eq!(of("[[gone.mp4]]", "notes/n.md"), None);
        let seconds = "[[gone.mp4#t=5]] A [0:09](gone.mp4#t=9)";
        assert_eq!(of(seconds, "notes/n.md").as_deref(), Some("gone.mp4"));
        assert_eq!(of("![[gone.mp4]] ![[lost.mp4]]", "notes/n.md"), None);
        // Outside of a vault nothing lies above.
        let quai = of("![[media/quai.mp3]]", "notes/deep/n.md");
        assert_eq!(quai.as_deref(), Some("media/quai.mp3"));

        std::fs::create_dir(folder.path().join(".obsidian")).unwrap();
        let quai = of("![[media/quai.mp3]]", "notes/deep/n.md");
        assert_eq!(quai.as_deref(), Some("../../media/quai.mp3"));
        assert_eq!(of("![[bac.mp4]] ![[media/quai.mp3]]", "notes/n.md"), None);
    }

    #[test]
    fn a_note_opens_the_recording_that_it_embeds() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Le bac.mp4"), b"x").unwrap();
        let note = folder.path().join("visite.md");
        let read = |text: &str| {
            std::fs::write(&note, text).unwrap();
            let all = crate::read_file(&note, "visite.md", &crate::Limits::default()).unwrap();
            all[0].about.medium.clone()
        };
        let medium = Some(ibid_core::document::Medium::Recording("Le bac.mp4".to_owned()));
        let lines =
            "\n\n[00:05] Le bac part du quai.\n[00:12] Il fait froid.\n[00:20] On rentre.\n";
        assert_eq!(read(&format!("![[Le bac.mp4]]{lines}")), medium);
        assert_eq!(read(&format!("[[Autre.mp4]]{lines}")), None);
        assert_eq!(read("![[Le bac.mp4]]\n\nLe bac part du quai sans heure."), None);
    }
}
