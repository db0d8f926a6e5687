//! Files that say the same: what one tool writes beside one another under one name, such as
//! `talk.srt`, `talk.tsv`, `talk.json` and `talk.txt`. The one whose times are best is read, and the
//! others are named as its twins.

use std::collections::{BTreeMap, HashMap};

use ibid_core::document::{BlockKind, Document};
use ibid_ingest::{Found, Limits};

/// The endings of files that tools write beside one another.
const ENDINGS: [&str; 16] = [
    "ass", "csv", "dfxp", "json", "json3", "lrc", "sbv", "srt", "srv1", "srv2", "srv3", "ssa",
    "tsv", "ttml", "txt", "vtt",
];
/// Of a hundred words, so many must be the same.
const SAME: usize = 90;
/// Fewer words than these are the same by chance.
const FEWEST: usize = 5;

/// How well a file tells what was said: the times of words, those of cues, who speaks, what kind of
/// evidence it is, and what it is about.
type Worth = (bool, bool, bool, bool, bool);

/// What a file says.
struct Said {
    words: HashMap<String, usize>,
    count: usize,
    worth: Worth,
}

/// Files with their places in a list: those that tools may have written beside one another together,
/// and each other one alone.
pub(super) fn groups(files: Vec<Found>) -> Vec<Vec<(usize, Found)>> {
    let mut groups: BTreeMap<(String, String), Vec<(usize, Found)>> = BTreeMap::new();
    let mut alone = Vec::new();
    for (i, file) in files.into_iter().enumerate() {
        let folder = file.absolute.parent().and_then(|folder| folder.to_str());
        let name = file.absolute.file_name().and_then(|name| name.to_str());
        let parts = name.and_then(|name| name.rsplit_once('.'));
        let is_known = |(stem, ending): &(&str, &str)| {
            ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) && !stem.ends_with(".info")
        };
        match (folder, parts.filter(is_known)) {
            (Some(folder), Some((stem, _))) => {
                let name = (folder.to_owned(), stem.to_owned());
                groups.entry(name).or_default().push((i, file));
            }
            _ => alone.push(vec![(i, file)]),
        }
    }

    alone.extend(groups.into_values());
    alone
}

/// For each file of a group that is the twin of a better one its place in the group, and the place
/// of that one.
pub(super) fn find(group: &[&Found], limits: &Limits) -> Vec<(usize, usize)> {
    if group.len() < 2 {
        return Vec::new();
    }
    let said = |(i, file): (usize, &&Found)| Some((i, Said::in_file(file, limits)?));
    let mut said: Vec<(usize, Said)> = group.iter().enumerate().filter_map(said).collect();
    // Equally good ones stay in the order of their names.
    said.sort_by_key(|(_, said)| std::cmp::Reverse(said.worth));

    let mut best: Vec<(usize, Said)> = Vec::new();
    let mut twins = Vec::new();
    for (i, own) in said {
        match best.iter().find(|(_, better)| own.is_like(better)) {
            Some((better, _)) => twins.push((i, *better)),
            None => best.push((i, own)),
        }
    }
    twins
}

impl Said {
    /// What a file says; `None` for what cannot be read, and for several documents in one file.
    fn in_file(file: &Found, limits: &Limits) -> Option<Self> {
        let documents = file.read(limits).ok()?;
        let [document] = documents.as_slice() else { return None };
        let (words, count) = words(document);
        let mut spans = document.blocks.iter().flat_map(|block| &block.spans);
        let timed = spans.any(|span| span.moment.is_some());
        let worth = (
            document.cues.iter().any(|cue| !cue.words.is_empty()),
            timed,
            document.blocks.iter().any(|block| block.speaker.is_some()),
            document.about.evidence.is_some(),
            document.about.medium.is_some(),
        );
        (count >= FEWEST).then_some(Said { words, count, worth })
    }

    /// Whether two files say the same, but for a few words.
    fn is_like(&self, other: &Said) -> bool {
        let shared = |(word, count): (&String, &usize)| {
            other.words.get(word).map_or(0, |others| *count.min(others))
        };
        let shared: usize = self.words.iter().map(shared).sum();
        shared * 100 >= self.count.max(other.count) * SAME
    }
}

/// The words of a document, and how many there are.
fn words(document: &Document) -> (HashMap<String, usize>, usize) {
    let (mut words, mut count) = (HashMap::new(), 0);
    let paragraphs =
        document.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Heading(_)));
    for block in paragraphs {
        for word in block.text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            *words.entry(word.to_lowercase()).or_insert(0) += 1;
            count += 1;
        }
    }
    (words, count)
}
