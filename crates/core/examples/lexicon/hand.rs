//! The list by hand.

use std::error::Error;

use ibid_core::lang::Lang;
use ibid_core::lexicon::{Entry, MAX_TRANSLATIONS};

use crate::stems::Keys;

const LIST: &str = include_str!("../../tables/lexicon_hand.tsv");

/// The entries of the list, each with the language of its key.
pub(crate) fn read(keys: &mut Keys) -> Result<Vec<(Lang, Entry)>, Box<dyn Error>> {
    let mut entries: Vec<(Lang, Entry)> = Vec::new();
    for row in LIST.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[direction, french, english, _source] = columns.as_slice() else {
            return Err(format!("a row lacks columns: {row}").into());
        };
        for (from, text, to) in [(Lang::Fr, french, english), (Lang::En, english, french)] {
            if direction != "both" && direction != from.code() {
                continue;
            }
            let text = text.split('|').next().unwrap_or_default();
            for key in keys.keys(text, from) {
                add(&mut entries, from, key, to);
            }
        }
    }

    Ok(entries)
}

/// Adds the translations of a row to the entry of a key.
fn add(entries: &mut Vec<(Lang, Entry)>, from: Lang, key: String, to: &str) {
    let known = entries.iter().position(|(lang, entry)| *lang == from && entry.key == key);
    let at = known.unwrap_or_else(|| {
        entries.push((from, Entry { key, list: "hand", translations: Vec::new() }));
        entries.len() - 1
    });
    let Some((_, entry)) = entries.get_mut(at) else { return };
    for text in to.split('|') {
        let new = entry.translations.iter().all(|(other, _)| other != text);
        if new && entry.translations.len() < MAX_TRANSLATIONS {
            let weight = 1.0 / (entry.translations.len() + 1) as f64;
            entry.translations.push((text.to_owned(), weight));
        }
    }
}
