//! Phrases and nearness: whether words stand in a row, or near one another.

/// Whether words that stand at these (ascending) positions make the row: at `offsets` from the
/// first when `slop` is 0, otherwise all within a window with at most `slop` other words, in any
/// order.
pub fn phrase_matches<P: AsRef<[u32]>>(positions: &[P], offsets: &[u32], slop: u32) -> bool {
    let (Some(first), Some(start)) = (positions.first(), offsets.first()) else { return false };
    if slop == 0 {
        return first.as_ref().iter().any(|at| {
            let mut others = positions.iter().zip(offsets).skip(1);
            others
                .all(|(list, offset)| list.as_ref().binary_search(&(at + (offset - start))).is_ok())
        });
    }

    let mut cursors = vec![0usize; positions.len()];
    let span = positions.len() as u32 - 1 + slop;
    loop {
        let (mut low, mut high, mut lowest) = (u32::MAX, 0, 0);
        for (i, (list, cursor)) in positions.iter().zip(&cursors).enumerate() {
            let Some(at) = list.as_ref().get(*cursor) else { return false };
            high = high.max(*at);
            if *at < low {
                (low, lowest) = (*at, i);
            }
        }
        if high - low <= span {
            return true;
        }
        cursors[lowest] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_exact_and_near_words_are_near_in_any_order() {
        let at = |lists: &[&[u32]]| lists.iter().map(|l| l.to_vec()).collect::<Vec<_>>();
        assert!(phrase_matches(&at(&[&[1, 7], &[8]]), &[0, 1], 0));
        assert!(!phrase_matches(&at(&[&[1, 7], &[9]]), &[0, 1], 0));
        assert!(phrase_matches(&at(&[&[1, 7], &[9]]), &[0, 2], 0));
        assert!(phrase_matches(&at(&[&[9], &[7]]), &[0, 1], 1));
        assert!(phrase_matches(&at(&[&[7], &[10]]), &[0, 1], 2));
        assert!(!phrase_matches(&at(&[&[7], &[10]]), &[0, 1], 1));
        assert!(!phrase_matches(&at(&[&[], &[10]]), &[0, 1], 3));
        assert!(phrase_matches(&at(&[&[3]]), &[0], 0));
    }
}
