//! Makes one file of many real passages from collections that lie in a folder: what large benchmarks
//! are made over. `benches/DATA.md` says which collections.
//!
//! ```sh
//! cargo xtask million FOLDER OUT.jsonl           # a million passages
//! cargo xtask million FOLDER OUT.jsonl 100000
//! ```
//!
//! It reads every file below FOLDER, in the order of their paths: JSON lines with `_id` or `id`, `title`,
//! `text` and perhaps `lang` (BEIR's `corpus.jsonl` among them; `queries.jsonl` is none), and texts
//! (`.txt`, `.md`). Texts are cut at the ends of sentences into passages of about 40 words; equal
//! texts count once. Of all passages those with the smallest hashes are kept, in the order in which
//! they were read, so that a smaller file is a part of a larger one. What is written depends on
//! nothing but the names and bytes of the files.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a tool for the terminal, which stops where it stands"
)]

mod passages;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ibid_core::ids::{ByteHasher, SourceId};
use passages::{Passage, each_passage};

/// How many passages are wanted where nothing else is said.
const WANTED: usize = 1_000_000;

fn main() {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let [command, folder, out, wanted @ ..] = &typed[..] else {
        eprintln!("usage: million FOLDER OUT.jsonl [PASSAGES]");
        std::process::exit(2);
    };
    assert_eq!(command, "million", "the only command");
    let wanted =
        wanted.first().map_or(WANTED, |wanted| wanted.parse().expect("a number of passages"));
    let files = files_below(Path::new(folder));
    let made = make(&files, Path::new(folder), Path::new(out), wanted);
    println!("{made}");
}

/// What was written.
#[derive(Debug, Default, PartialEq)]
struct Made {
    passages: usize,
    /// By language: French, English, neither.
    langs: [usize; 3],
    words: usize,
    bytes: u64,
    /// The first 128 bits of the BLAKE3 hash of the file.
    hash: String,
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Made { passages, langs: [french, english, neither], words, bytes, hash } = self;
        let mean = *words as f64 / (*passages).max(1) as f64;
        write!(
            f,
            "{passages} passages ({french} French, {english} English, {neither} neither), {mean:.1} \
             words each, {bytes} bytes, BLAKE3 {hash}"
        )
    }
}

/// The files that are read, in the order of their paths.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if ["jsonl", "txt", "md"].contains(&extension.as_str())
                && !name.starts_with("queries")
                && !name.starts_with("README")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Writes the passages of some files, at most so many.
fn make(files: &[PathBuf], folder: &Path, out: &Path, wanted: usize) -> Made {
    let last = last_key(files, folder, wanted);
    let mut out = BufWriter::new(File::create(out).expect("the file can be written"));
    let (mut made, mut hasher) = (Made::default(), ByteHasher::default());
    let mut seen = HashSet::new();
    for file in files {
        each_passage(file, folder, &mut |passage| {
            let key = key(&passage);
            if key > last || !seen.insert(key) {
                return;
            }
            let mut line = serde_json::to_string(&passage).expect("a passage is JSON");
            line.push('\n');
            made.passages += 1;
            made.langs[ibid::Lang::slot(passage.lang)] += 1;
            made.words += passage.text.split_whitespace().count();
            made.bytes += line.len() as u64;
            hasher.update(line.as_bytes());
            out.write_all(line.as_bytes()).expect("the file can be written");
        });
    }
    out.flush().expect("the file can be written");
    made.hash = SourceId::from_hash(hasher.finish()).to_string();
    made
}

/// The largest hash that is kept.
fn last_key(files: &[PathBuf], folder: &Path, wanted: usize) -> u64 {
    let mut keys = Vec::new();
    for file in files {
        each_passage(file, folder, &mut |passage| keys.push(key(&passage)));
    }
    keys.sort_unstable();
    keys.dedup();
    eprintln!("{} files, {} different passages", files.len(), keys.len());
    keys.get(wanted).map_or(u64::MAX, |next| next - 1)
}

/// A hash of the text: passages with the same words are one.
fn key(passage: &Passage) -> u64 {
    SourceId::from_bytes(passage.text.as_bytes()).leading_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "{\"_id\":\"a\",\"title\":\"Le port\",\"text\":\"Le phare veille. Les bateaux dorment.\",\"lang\":\"fr\"}\n\
                         {\"_id\":\"b\",\"title\":\"\",\"text\":\"Le phare veille. Les bateaux dorment.\"}\n\
                         {\"_id\":\"c\",\"text\":\"The heron waits beside the old weir all day long, and the miller waves.\"}\n";

    #[test]
    fn the_same_files_make_the_same_passages_and_fewer_are_a_part_of_them() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("data");
        std::fs::create_dir_all(folder.join("set")).unwrap();
        std::fs::write(folder.join("set/corpus.jsonl"), LINES).unwrap();
        std::fs::write(folder.join("set/queries.jsonl"), LINES).unwrap();
        std::fs::write(folder.join("novel.txt"), "Un jour, il plut.\n\nPuis le soleil revint.\n")
            .unwrap();
        let files = files_below(&folder);
        assert_eq!(files.len(), 2, "{files:?}");

        let make = |name: &str, wanted| {
            let out = dir.path().join(name);
            let made = make(&files, &folder, &out, wanted);
            (made, std::fs::read_to_string(out).unwrap())
        };
        let (all, text) = make("all", 10);
        assert_eq!(all, make("again", 10).0);
        // two of the lines hold the same words
        assert_eq!((all.passages, all.langs[1], all.langs[2]), (3, 1, 0), "{text}");
        assert!(text.contains("\"title\":\"Le port\"") && all.bytes == text.len() as u64);

        let (few, part) = make("few", 2);
        assert_eq!(few.passages, 2);
        assert!(part.lines().all(|line| text.contains(line)));
    }
}
