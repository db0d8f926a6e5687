//! False friends: pairs that look alike and must not be given for each other.

use std::error::Error;

use ibid_core::lang::Lang;
use rustc_hash::FxHashSet;

use crate::stems::Keys;

const TABLE: &str = include_str!("../../tables/false_friends.tsv");

/// The table, by stems.
pub(crate) struct Friends {
    pairs: FxHashSet<[String; 2]>,
    /// The stems of both columns: every word that has a false friend.
    pub(crate) stems: [Vec<String>; 2],
}

impl Friends {
    /// Reads the table.
    pub(crate) fn read(keys: &mut Keys) -> Result<Friends, Box<dyn Error>> {
        let mut friends = Friends { pairs: FxHashSet::default(), stems: Default::default() };
        for row in TABLE.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            let Some((french, english)) = row.split_once('\t') else {
                return Err(format!("a row lacks a column: {row}").into());
            };
            let french = keys.keys(french, Lang::Fr);
            let english = keys.keys(english, Lang::En);
            for french in &french {
                for english in &english {
                    friends.pairs.insert([french.clone(), english.clone()]);
                }
            }
            friends.stems[0].extend(french);
            friends.stems[1].extend(english);
        }

        Ok(friends)
    }

    /// Whether a French and an English word are false friends, by any of their stems.
    pub(crate) fn are(&self, french: &[String], english: &[String]) -> bool {
        let with = |french: &String| {
            english.iter().any(|english| self.pairs.contains(&[french.clone(), english.clone()]))
        };
        french.iter().any(with)
    }
}
