//! One look at every passage of an index: what it hashes to, what to draw queries from, and what bare
//! tantivy is filled with.

use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_index::Reader;
use ibid_index::baseline::{BaselineWriter, each_passage};

use super::report::CorpusView;
use crate::error::Result;

/// A passage that queries may be drawn from. The order is that of its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Drawable {
    /// A hash of the seed and the passage.
    key: u64,
    pub(super) lang: Lang,
    pub(super) text: String,
}

/// What was seen.
pub(super) struct Seen {
    pub(super) corpus: CorpusView,
    /// The passages with the smallest keys, in the order of these: the same ones however they are
    /// stored.
    pub(super) drawable: Vec<Drawable>,
}

/// Told how many of how many passages were looked at.
pub(super) type Look<'a> = &'a dyn Fn(u64, u64);

/// Looks at all passages of some indexes, and fills bare tantivy with them where it is given.
pub(super) fn look_at(
    indexes: &[PathBuf],
    (seed, most): (u64, usize),
    bare: &mut Option<BaselineWriter>,
    (of, tell): (u64, Look<'_>),
) -> Result<Seen> {
    let (mut corpus, mut hash) = (CorpusView::default(), 0u128);
    let mut kept: BinaryHeap<Drawable> = BinaryHeap::new();
    for path in indexes {
        each_passage(&Reader::open(path)?, &mut |passage| {
            count(&mut corpus, passage);
            let one = hash_of(passage);
            hash = hash.wrapping_add(one);
            keep(&mut kept, passage, key(seed, one), most);
            if corpus.passages.is_multiple_of(1000) {
                tell(corpus.passages, of);
            }
            bare.as_mut().map_or(Ok(()), |bare| bare.add(passage))
        })?;
    }

    corpus.hash = format!("{hash:032x}");
    corpus.index_bytes = indexes.iter().map(|path| bytes_below(path)).sum();
    Ok(Seen { corpus, drawable: kept.into_sorted_vec() })
}

fn count(corpus: &mut CorpusView, passage: &Passage) {
    corpus.passages += 1;
    match passage.lang {
        Some(Lang::Fr) => corpus.french += 1,
        Some(Lang::En) => corpus.english += 1,
        None => {}
    }
    let title = passage.about.title.as_deref().unwrap_or_default();
    corpus.text_bytes += (title.len() + passage.text.len()) as u64;
}

/// A hash of a passage by itself.
fn hash_of(passage: &Passage) -> u128 {
    let title = passage.about.title.as_deref().unwrap_or_default();
    let lang = passage.lang.map_or("", Lang::code);
    let id = passage.id.to_string();
    let bytes = [id.as_str(), lang, title, &passage.text].join("\0");
    // an id is the first 128 bits of a hash, in hexadecimal digits
    let id = SourceId::from_bytes(bytes.as_bytes()).to_string();
    u128::from_str_radix(&id, 16).unwrap_or(0)
}

/// What puts passages into an order for a seed.
fn key(seed: u64, hash: u128) -> u64 {
    crate::random::Random::new(seed ^ (hash >> 64) as u64).next()
}

/// Keeps a passage if it is among those with the smallest keys.
fn keep(kept: &mut BinaryHeap<Drawable>, passage: &Passage, key: u64, most: usize) {
    let Some(lang) = passage.lang.filter(|_| !passage.non_speech) else { return };
    let is_full = kept.len() >= most;
    if is_full && kept.peek().is_none_or(|last| last.key <= key) {
        return;
    }
    kept.push(Drawable { key, lang, text: passage.text.clone() });
    if is_full {
        kept.pop();
    }
}

/// Bytes of the files in a folder and below; 0 for what cannot be read.
pub(super) fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => bytes_below(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    bytes.sum()
}
