//! Files that say the same: what one tool writes beside one another under one name, such as
//! `talk.srt`, `talk.tsv`, `talk.json` and `talk.txt`. The one whose times are best is read, and the
//! others are named as its twins.

use std::collections::{BTreeMap, HashMap};

use ibid_core::document::{BlockKind, Document};
use ibid_ingest::{Error, Found, Limits, memory_for, read_each};

use super::IndexOptions;
use super::memory::ReadingMemory;

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

/// How files are read to find twins: within the memory that the run may take, as they are read for
/// good.
pub(super) struct Comparing {
    limits: Limits,
    memory: ReadingMemory,
}

/// What a look at a group found, by places in it.
#[derive(Default)]
pub(super) struct Compared {
    /// For each file that is the twin of a better one its place, and the place of that one.
    pub(super) twins: Vec<(usize, usize)>,
    /// The files that the system did not let be read: whether they are twins cannot be told.
    pub(super) failed: Vec<(usize, Error)>,
}

impl Comparing {
    pub(super) fn new(options: &IndexOptions<'_>) -> Self {
        let share = options.reading_share();
        let limits = Limits { memory_bytes: share, ..options.limits };
        Comparing { limits, memory: ReadingMemory::new(share) }
    }

    /// Finds the twins of a group.
    pub(super) fn find(&self, group: &[&Found]) -> Compared {
        let mut compared = Compared::default();
        if group.len() < 2 {
            return compared;
        }
        let mut said = Vec::new();
        for (i, file) in group.iter().enumerate() {
            match self.read(file) {
                Ok(own) => said.extend(own.map(|own| (i, own))),
                Err(error) => compared.failed.push((i, error)),
            }
        }
        // Equally good ones stay in the order of their names.
        said.sort_by_key(|(_, said)| std::cmp::Reverse(said.worth));

        let mut best: Vec<(usize, Said)> = Vec::new();
        for (i, own) in said {
            match best.iter().find(|(_, better)| own.is_like(better)) {
                Some((better, _)) => compared.twins.push((i, *better)),
                None => best.push((i, own)),
            }
        }
        compared
    }

    /// What a file says; `None` where that is nothing to compare, for what is no text, and for several
    /// documents in one file. Why such a file cannot be read is told when it is read for good.
    fn read(&self, file: &Found) -> Result<Option<Said>, Error> {
        let bytes = file.absolute.metadata().map_or(0, |metadata| metadata.len());
        let held = self.memory.take(memory_for(bytes));
        let mut documents = Vec::new();
        let read = file.load(&self.limits).and_then(|loaded| {
            let _held = held.raised_to(loaded.memory());
            // of a long file of many documents two are enough
            read_each(loaded, &file.shown, &mut |part| {
                documents.extend(part.into_iter().take(2_usize.saturating_sub(documents.len())));
            })
        });
        match (read, documents.as_slice()) {
            (Err(error @ (Error::Io { .. } | Error::Changed { .. })), _) => Err(error),
            (Ok(_), [document]) => Ok(Said::of(document)),
            _ => Ok(None),
        }
    }
}

impl Said {
    /// What a document says; `None` where it has too few words to be compared.
    fn of(document: &Document) -> Option<Self> {
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
