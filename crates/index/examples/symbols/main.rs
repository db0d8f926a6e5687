//! Learns the table of strings with which passages are kept, and measures it.
//!
//! ```sh
//! cargo run --release -p ibid-index --example symbols -- learn INDEX... crates/index/tables/symbols.bin
//! cargo run --release -p ibid-index --example symbols -- measure TABLE INDEX...
//! ```
//!
//! Of all sources of an index the same number of bytes is taken at most, so that none has the table
//! to itself. `learn` holds every fourth stretch of documents back at first, and says how small a
//! table learned from the others makes them; then it learns from all. After each round of learning,
//! strings that often follow one another are tried as one; those stay that save most.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use ibid_core::backend::{Backend, Snapshot};
use ibid_core::document::About;
use ibid_core::ids::{DocumentId, SourceId};
use ibid_index::symbols::{Encoder, MAX_LENGTH, SYMBOLS, Table, texts_of};
use ibid_index::{IndexSnapshot, Reader};

/// So many bytes are taken of one index, of each of its sources as many.
const OF_ONE_INDEX: usize = 72_000_000;

/// How often strings are joined and sorted out.
const ROUNDS: usize = 14;

/// So many documents stand together.
const STRETCH: usize = 40;

/// About what a string costs where it is written: most codes have two bytes. Of 0, 1, 1.5, 1.8 and 2.2
/// this made what was held back smallest.
const CODE_BYTES: f64 = 1.8;

/// What is found less often is chance.
const LEAST: u32 = 6;

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let done = match &typed[..] {
        ["learn", indexes @ .., table] if !indexes.is_empty() => learn(indexes, Path::new(table)),
        ["measure", table, indexes @ ..] if !indexes.is_empty() => {
            measure(Path::new(table), indexes)
        }
        _ => Err("usage: symbols learn INDEX... TABLE | symbols measure TABLE INDEX...".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("symbols: {error}");
            ExitCode::FAILURE
        }
    }
}

fn learn(indexes: &[&str], table: &Path) -> Done<()> {
    let documents = sample(indexes)?;
    let (held_back, others): (Vec<_>, Vec<_>) =
        documents.into_iter().enumerate().partition(|(at, _)| at % 4 == 0);
    let texts = |some: Vec<(usize, Vec<Vec<u8>>)>| -> Vec<Vec<u8>> {
        some.into_iter().flat_map(|(_, passages)| passages).collect()
    };
    let (held_back, mut others) = (texts(held_back), texts(others));
    tell("held back", &Encoder::new(learned(&others).iter().map(Vec::as_slice)), &held_back);

    others.extend(held_back);
    let symbols = learned(&others);
    tell("learned from", &Encoder::new(symbols.iter().map(Vec::as_slice)), &others);
    std::fs::write(table, Table::written(&symbols))?;
    Ok(())
}

fn measure(table: &Path, indexes: &[&str]) -> Done<()> {
    let table = Table::new(std::fs::read(table)?.leak()).ok_or("the table is none")?;
    let encoder = Encoder::new((0..SYMBOLS).map(|code| table.symbol(code)));
    for index in indexes {
        let texts: Vec<Vec<u8>> = sample(&[index])?.into_iter().flatten().collect();
        tell(index, &encoder, &texts);
    }
    Ok(())
}

fn tell(what: &str, encoder: &Encoder, texts: &[Vec<u8>]) {
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let mut coded = Vec::new();
    for text in texts {
        let _ = encoder.encode(text, &mut coded);
    }
    let coded = coded.len();
    println!("{what}: {bytes} bytes, {coded} coded, {:.3}", coded as f64 / bytes as f64);
}

/// What is kept of the passages of some indexes, by stretches of documents that stand together: so
/// many from all over each source that it gives the bytes that are taken of one.
fn sample(indexes: &[&str]) -> Done<Vec<Vec<Vec<u8>>>> {
    let mut all = Vec::new();
    for index in indexes {
        let snapshot = Reader::open(Path::new(index))?.snapshot()?;
        let mut by_source: BTreeMap<SourceId, Vec<DocumentId>> = BTreeMap::new();
        for document in snapshot.documents(None, usize::MAX)? {
            by_source.entry(document.id.source).or_default().push(document.id);
        }
        for documents in by_source.values() {
            all.extend(of_source(&snapshot, documents, OF_ONE_INDEX / by_source.len())?);
        }
    }
    Ok(all)
}

/// Stretches of the documents of one source.
fn of_source(
    snapshot: &IndexSnapshot,
    documents: &[DocumentId],
    most: usize,
) -> Done<Vec<Vec<Vec<u8>>>> {
    let stretches: Vec<&[DocumentId]> = documents.chunks(STRETCH).collect();
    // a step that shares no factor with most numbers goes through all in a scattered order
    let order = (0..stretches.len()).map(|n| n * 7919 % stretches.len());
    let (mut all, mut taken, mut seen) = (Vec::new(), 0, HashSet::new());
    let mut known = HashSet::new();
    for stretch in order.filter(|n| seen.insert(*n)).map(|n| stretches[n]) {
        let mut texts = Vec::new();
        for hit in snapshot.passages_of(stretch)?.into_iter().flatten() {
            let mut passage = hit.passage;
            // what is known of the document is the same for all its passages, and what follows in
            // the store is compressed by it
            if !known.insert(serde_json::to_string(&passage.about)?) {
                passage.about = About::default();
            }
            texts.push(texts_of(&passage)?);
        }
        taken += texts.iter().map(Vec::len).sum::<usize>();
        all.push(texts);
        if taken >= most {
            break;
        }
    }
    Ok(all)
}

/// The strings of a table, in the order of their codes: the most frequent have the short ones.
fn learned(texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut symbols: Vec<Vec<u8>> = (0..=u8::MAX).map(|byte| vec![byte]).collect();
    for round in 0..ROUNDS {
        let used = Used::count(&symbols, texts);
        // at the end nothing new is tried: the counts are those of what stays
        let nothing = HashMap::new();
        let joined = if round + 1 < ROUNDS { &used.pairs } else { &nothing };
        symbols = used.best(&symbols, joined);
    }
    symbols
}

/// How often the strings of a table were used.
struct Used {
    alone: Vec<u32>,
    pairs: HashMap<(u32, u32), u32>,
}

impl Used {
    fn count(symbols: &[Vec<u8>], texts: &[Vec<u8>]) -> Used {
        let encoder = Encoder::new(symbols.iter().map(Vec::as_slice));
        let mut used = Used { alone: vec![0; symbols.len()], pairs: HashMap::new() };
        for text in texts {
            let mut before = None;
            for code in encoder.codes(text) {
                used.alone[code] += 1;
                if let Some(before) = before {
                    *used.pairs.entry((before, code as u32)).or_default() += 1;
                }
                before = Some(code as u32);
            }
        }
        used
    }

    /// The strings that save most, of those that were used and of pairs joined to one; all single bytes
    /// are among them. The most frequent come first.
    fn best(&self, symbols: &[Vec<u8>], joined: &HashMap<(u32, u32), u32>) -> Vec<Vec<u8>> {
        let mut often: HashMap<Vec<u8>, u32> = HashMap::new();
        for (symbol, times) in symbols.iter().zip(&self.alone) {
            *often.entry(symbol.clone()).or_default() += times;
        }
        for ((first, second), times) in joined {
            let pair = [&*symbols[*first as usize], &*symbols[*second as usize]].concat();
            if *times >= LEAST && pair.len() <= MAX_LENGTH {
                *often.entry(pair).or_default() += times;
            }
        }

        let (singles, mut longer): (Vec<_>, Vec<_>) =
            often.into_iter().partition(|(symbol, _)| symbol.len() == 1);
        let saved = |(symbol, times): &(Vec<u8>, u32)| {
            f64::from(*times) * (symbol.len() as f64 - CODE_BYTES)
        };
        longer.sort_by(|a, b| saved(b).total_cmp(&saved(a)).then_with(|| a.0.cmp(&b.0)));
        longer.truncate(SYMBOLS - singles.len());
        longer.extend(singles);
        longer.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        longer.into_iter().map(|(symbol, _)| symbol).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_frequent_is_learned_and_no_byte_is_lost() {
        let texts = vec![b"le budget de la commune, le budget de la ville".to_vec(); 40];
        let symbols = learned(&texts);
        assert!(symbols.len() <= SYMBOLS);
        for byte in 0..=u8::MAX {
            assert!(symbols.contains(&vec![byte]));
        }

        let encoder = Encoder::new(symbols.iter().map(Vec::as_slice));
        let codes: Vec<usize> = encoder.codes(&texts[0]).collect();
        let read: Vec<u8> = codes.iter().flat_map(|code| symbols[*code].clone()).collect();
        assert_eq!(read, texts[0]);
        assert!(codes.len() <= 6, "{codes:?}");
    }
}
