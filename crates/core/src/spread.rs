//! Which of the best passages are shown where places are few: one of each document first.
//!
//! A block has few places: what a second passage of a document says is found where the first leads.

use std::collections::HashSet;
use std::hash::Hash;

use crate::ids::PassageId;

/// That only some of the hits of a search are shown.
#[derive(Clone, Copy, Debug)]
pub struct Spread<'a> {
    /// How many.
    pub places: usize,
    /// These passages are shown elsewhere, and take no place.
    pub without: &'a [PassageId],
}

/// For each of some ranked passages, by their documents, whether it has one of the places: the best of
/// each document; where the documents are fewer, the next ones fill the places that are left.
pub fn places<D: Eq + Hash>(documents: &[D], places: usize) -> Vec<bool> {
    let different: HashSet<&D> = documents.iter().collect();
    let (mut firsts, mut others) = (places, places.saturating_sub(different.len()));

    let mut seen = HashSet::new();
    let has_place = |document| {
        let left = if seen.insert(document) { &mut firsts } else { &mut others };
        let has_place = *left > 0;
        *left = left.saturating_sub(1);
        has_place
    };
    documents.iter().map(has_place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_of_each_document_comes_first_and_others_fill_up() {
        assert_eq!(places(&["a", "a", "b", "c"], 2), [true, false, true, false]);
        assert_eq!(places(&["a", "a", "b", "a"], 3), [true, true, true, false]);
        assert_eq!(places(&["a", "a"], 0), [false, false]);
        assert_eq!(places::<u8>(&[], 3), [false; 0]);
    }

    proptest! {
        #[test]
        fn those_with_places_keep_them(documents in proptest::collection::vec(0u8..5, 0..12), n in 0usize..6) {
            let has_place = places(&documents, n);
            let of_places: Vec<u8> =
                documents.iter().zip(&has_place).filter(|(_, has)| **has).map(|(d, _)| *d).collect();
            prop_assert_eq!(of_places.len(), n.min(documents.len()));
            prop_assert!(places(&of_places, n).iter().all(|has| *has));
        }
    }
}
