//! A tree of strings in one array, with a step for each byte.
//!
//! After J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", IEEE
//! Transactions on Software Engineering 15 (1989): a place has a base, and its step for a byte leads
//! to the slot `base ^ byte`, if that slot says that it is reached from there. So a step is one look
//! into memory, where a table of hashes needs several.

use std::collections::VecDeque;

/// How many steps there may be from one place.
const BYTES: usize = 256;

/// The code where no string ends.
const NONE: u16 = u16::MAX;

/// The slot of the root, which no step leads to.
const ROOT: u32 = 0;

/// What the root is reached from, and what is free; neither is a slot.
const NOWHERE: u32 = u32::MAX;
const FREE: Slot = Slot { base: 0, from: u32::MAX - 1, code: NONE };

/// A place in the tree.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Where its steps begin.
    base: u32,
    /// The slot that it is reached from.
    from: u32,
    /// The code of the string that ends there.
    code: u16,
}

impl Slot {
    fn is_free(&self) -> bool {
        self.from == FREE.from
    }
}

/// The strings, with their codes.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// As many as a multiple of [`BYTES`].
    slots: Vec<Slot>,
}

impl Tree {
    /// The tree of some strings, whose codes are their places in the order.
    pub(super) fn new<'s>(strings: impl Iterator<Item = &'s [u8]>) -> Tree {
        let mut sorted: Vec<(&[u8], u16)> = strings.zip(0..NONE).collect();
        sorted.sort_unstable();
        let mut making = Making { tree: Tree { slots: Vec::new() }, first_free: 0 };
        making.grow();
        making.take(ROOT, NOWHERE);
        // the shallow places have the most steps, and take their slots while there is room
        let mut waiting = VecDeque::from([(ROOT, 0, sorted.as_slice())]);
        while let Some((place, depth, strings)) = waiting.pop_front() {
            making.steps(place, depth, strings, &mut waiting);
        }
        making.tree
    }

    /// The code of the longest string that `bytes` begin with, and its length; `None` where there is
    /// none.
    pub(super) fn longest(&self, bytes: &[u8]) -> Option<(u16, usize)> {
        let (mut place, mut best) = (ROOT, None);
        let mut base = self.slots.first()?.base;
        for (at, byte) in bytes.iter().enumerate() {
            let next = base ^ u32::from(*byte);
            let Some(slot) = self.slots.get(next as usize).filter(|slot| slot.from == place) else {
                break;
            };
            (place, base) = (next, slot.base);
            if slot.code != NONE {
                best = Some((slot.code, at + 1));
            }
        }
        best
    }
}

/// A tree that is being made.
struct Making {
    tree: Tree,
    /// No slot before it is free.
    first_free: usize,
}

impl Making {
    /// Makes the steps from a place, whose strings begin with the same bytes: so many.
    fn steps<'a, 's>(
        &mut self,
        place: u32,
        depth: usize,
        strings: &'a [(&'s [u8], u16)],
        waiting: &mut VecDeque<(u32, usize, &'a [(&'s [u8], u16)])>,
    ) {
        let byte_of = |(string, _): &(&[u8], u16)| string.get(depth).copied();
        let ended = strings.iter().take_while(|string| byte_of(string).is_none()).count();
        let (ending, longer) = strings.split_at(ended);
        let groups: Vec<_> = longer.chunk_by(|a, b| byte_of(a) == byte_of(b)).collect();
        let bytes: Vec<u8> = groups.iter().filter_map(|group| byte_of(group.first()?)).collect();

        let base = self.base_for(&bytes);
        if let Some(slot) = self.tree.slots.get_mut(place as usize) {
            slot.base = base;
            slot.code = ending.first().map_or(NONE, |(_, code)| *code);
        }
        for (byte, group) in bytes.into_iter().zip(groups) {
            let next = base ^ u32::from(byte);
            self.take(next, place);
            waiting.push_back((next, depth + 1, group));
        }
    }

    /// A base from which the steps for some bytes lead to free slots.
    fn base_for(&mut self, bytes: &[u8]) -> u32 {
        let Some(first) = bytes.first() else { return 0 };
        let mut at = self.first_free;
        loop {
            while at >= self.tree.slots.len() {
                self.grow();
            }
            let base = at as u32 ^ u32::from(*first);
            let is_free = |byte: &u8| self.is_free(base ^ u32::from(*byte));
            if bytes.iter().all(is_free) {
                return base;
            }
            at += 1;
        }
    }

    fn is_free(&self, slot: u32) -> bool {
        self.tree.slots.get(slot as usize).is_some_and(Slot::is_free)
    }

    fn take(&mut self, slot: u32, from: u32) {
        if let Some(slot) = self.tree.slots.get_mut(slot as usize) {
            *slot = Slot { from, ..FREE };
        }
        while self.tree.slots.get(self.first_free).is_some_and(|slot| !slot.is_free()) {
            self.first_free += 1;
        }
    }

    fn grow(&mut self) {
        self.tree.slots.resize(self.tree.slots.len() + BYTES, FREE);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_longest_string_is_found(
            strings in proptest::collection::btree_set(proptest::collection::vec(0u8..4, 1..6), 0..60),
            text in proptest::collection::vec(0u8..5, 0..8),
        ) {
            let strings: BTreeSet<Vec<u8>> = strings;
            let tree = Tree::new(strings.iter().map(Vec::as_slice));
            let found = strings.iter().zip(0..).filter(|(string, _)| text.starts_with(string));
            let longest = found.max_by_key(|(string, _)| string.len());
            let longest = longest.map(|(string, code)| (code, string.len()));
            prop_assert_eq!(tree.longest(&text), longest);
        }
    }
}
