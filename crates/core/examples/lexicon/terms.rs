//! The terms that the regulations define, in both languages.

use std::error::Error;
use std::path::Path;

use ibid_core::lang::Lang;
use ibid_core::lexicon::{Entry, MAX_ENTRY_WORDS};
use rustc_hash::FxHashSet;

use crate::learn::{Sides, put};
use crate::stems::Keys;

/// The file below the folder of data: English, French, how often it is defined so.
const FILE: &str = "pairs/canada-regulations-terms.tsv";

/// A term that is defined more seldom belongs to one regulation, and means little elsewhere.
const LEAST_COUNT: u32 = 2;

/// Adds the terms of several words that say more than their words, where no phrase was learned.
pub(crate) fn add(folder: &Path, keys: &mut Keys, sides: &mut Sides) -> Result<(), Box<dyn Error>> {
    let path = folder.join(FILE);
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut kept = 0;
    for row in text.lines() {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[english, french, count] = columns.as_slice() else {
            return Err(format!("{}: a row lacks columns: {row}", path.display()).into());
        };
        let count: u32 = count.parse()?;
        if count < LEAST_COUNT {
            continue;
        }
        for (from, text, to) in [(Lang::Fr, french, english), (Lang::En, english, french)] {
            let words = keys.words(text, from).len();
            if !(2..=MAX_ENTRY_WORDS).contains(&words) || is_composed(keys, sides, from, text, to) {
                continue;
            }
            let entries = &mut sides[Lang::slot(Some(from))];
            for key in keys.keys(text, from) {
                let new = || Entry { key: key.clone(), list: "terms", translations: Vec::new() };
                let entry = entries.entry(key.clone()).or_insert_with(new);
                if entry.list == "terms" {
                    put(entry, to.replace('’', "'"), f64::from(count));
                    kept += 1;
                }
            }
        }
    }
    println!("{kept} defined terms");

    Ok(())
}

/// Whether the words of a term give all content words of its translation one by one.
fn is_composed(keys: &mut Keys, sides: &Sides, from: Lang, text: &str, to: &str) -> bool {
    let entries = &sides[Lang::slot(Some(from))];
    let mut given: FxHashSet<String> = FxHashSet::default();
    for stem in keys.words(text, from).into_iter().flat_map(|word| word.stems) {
        let translations = entries.get(&stem).map(|entry| entry.translations.as_slice());
        for (text, _) in translations.unwrap_or_default() {
            given.extend(keys.words(text, from.other()).into_iter().flat_map(|word| word.stems));
        }
    }

    let mut content = keys.words(to, from.other()).into_iter().filter(|word| !word.stop);
    content.all(|word| word.stems.iter().any(|stem| given.contains(stem)))
}
