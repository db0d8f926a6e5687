//! A tree of strings in one array, with a step for each byte.
//!
//! After J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", IEEE
//! Transactions on Software Engineering 15 (1989): a place has a base, and its step for a byte leads
//! to the slot `base ^ byte`, if that slot says that it is reached from there. So a step is one look
//! into memory, where a table of hashes needs several. Bytes that always follow are in the slot
//! itself: most places have one step, and they need no slots of their own.

use std::collections::VecDeque;

/// Strings in their order, each with its code.
type Sorted<'s> = [(&'s [u8], u16)];

/// How many bytes may follow in a slot.
const MOST_REST: usize = 7;

/// How many steps there may be from one place.
const BYTES: usize = 256;

/// The code where no string ends.
const NONE: u16 = u16::MAX;

/// The slot of the root, which no step leads to.
const ROOT: u32 = 0;

/// What the root is reached from, and what is free; neither is a slot.
const NOWHERE: u32 = (1 << NUMBER) - 1;
const FREE: Slot = Slot::new(0, NOWHERE - 1, NONE, 0);

/// A place in the tree, in few bytes: all of it stays near the processor.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// From the lowest bits on: where its steps begin, in 24; the slot that it is reached from, in 24;
    /// the code of the string that ends there, in 16.
    links: u64,
    /// The bytes that must follow the byte of the step, the first one lowest, and in the highest byte
    /// how many they are.
    rest: u64,
}

/// The bits of a number of a slot.
const NUMBER: u32 = 24;

impl Slot {
    const fn new(base: u32, from: u32, code: u16, rest: u64) -> Self {
        let links = base as u64 | (from as u64) << NUMBER | (code as u64) << (2 * NUMBER);
        Slot { links, rest }
    }

    fn base(self) -> u32 {
        self.links as u32 & NOWHERE
    }

    fn from(self) -> u32 {
        (self.links >> NUMBER) as u32 & NOWHERE
    }

    fn code(self) -> u16 {
        (self.links >> (2 * NUMBER)) as u16
    }

    /// How many bytes must follow, if those that do are these.
    fn rest_of(self, bytes: &[u8]) -> Option<usize> {
        let length = (self.rest >> (8 * MOST_REST)) as usize;
        if length == 0 {
            return Some(0);
        }
        let differing = self.rest ^ word(bytes);
        let is_same = differing << (64 - 8 * length) == 0 && length <= bytes.len();
        is_same.then_some(length)
    }

    fn is_free(self) -> bool {
        self.from() == FREE.from()
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
        making.take(ROOT, NOWHERE, 0);
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
        let mut base = self.slots.first()?.base();
        let mut taken = 0;
        while let Some((byte, after)) = bytes.get(taken..).and_then(<[u8]>::split_first) {
            let next = base ^ u32::from(*byte);
            let slot = self.slots.get(next as usize).filter(|slot| slot.from() == place);
            let Some((slot, rest)) = slot.and_then(|slot| Some((slot, slot.rest_of(after)?)))
            else {
                break;
            };
            taken += 1 + rest;
            (place, base) = (next, slot.base());
            if slot.code() != NONE {
                best = Some((slot.code(), taken));
            }
        }
        best
    }
}

/// The first eight bytes as a number, the first one lowest; 0 for those that are lacking.
fn word(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// How many bytes two strings begin with alike.
fn alike(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
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
        strings: &'a Sorted<'s>,
        waiting: &mut VecDeque<(u32, usize, &'a Sorted<'s>)>,
    ) {
        let byte_of = |(string, _): &(&[u8], u16)| string.get(depth).copied();
        let ended = strings.iter().take_while(|string| byte_of(string).is_none()).count();
        let (ending, longer) = strings.split_at(ended);
        let groups: Vec<_> = longer.chunk_by(|a, b| byte_of(a) == byte_of(b)).collect();
        let bytes: Vec<u8> = groups.iter().filter_map(|group| byte_of(group.first()?)).collect();

        let base = self.base_for(&bytes);
        if let Some(slot) = self.tree.slots.get_mut(place as usize) {
            let code = ending.first().map_or(NONE, |(_, code)| *code);
            *slot = Slot::new(base, slot.from(), code, slot.rest);
        }
        for (byte, group) in bytes.into_iter().zip(groups) {
            let next = base ^ u32::from(byte);
            let (first, last) = (group.first(), group.last());
            let both = first.zip(last).map_or(0, |((a, _), (b, _))| alike(a, b));
            let rest = both.saturating_sub(depth + 1).min(MOST_REST);
            let bytes = first.and_then(|(a, _)| a.get(depth + 1..)?.get(..rest));
            let following = word(bytes.unwrap_or_default()) | (rest as u64) << (8 * MOST_REST);
            self.take(next, place, following);
            waiting.push_back((next, depth + 1 + rest, group));
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
        self.tree.slots.get(slot as usize).is_some_and(|slot| slot.is_free())
    }

    fn take(&mut self, slot: u32, from: u32, rest: u64) {
        if let Some(slot) = self.tree.slots.get_mut(slot as usize) {
            *slot = Slot::new(0, from, NONE, rest);
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
            strings in proptest::collection::btree_set(proptest::collection::vec(0u8..3, 1..14), 0..60),
            text in proptest::collection::vec(0u8..4, 0..16), string in any::<usize>(), of in 0usize..16,
        ) {
            let strings: BTreeSet<Vec<u8>> = strings;
            // random bytes hardly ever go on as one of them does
            let some = strings.iter().nth(string % strings.len().max(1)).cloned().unwrap_or_default();
            let text = [some.get(..of).unwrap_or(&some), &text].concat();
            let tree = Tree::new(strings.iter().map(Vec::as_slice));
            let found = strings.iter().zip(0..).filter(|(string, _)| text.starts_with(string));
            let longest = found.max_by_key(|(string, _)| string.len());
            let longest = longest.map(|(string, code)| (code, string.len()));
            prop_assert_eq!(tree.longest(&text), longest);
        }
    }
}
