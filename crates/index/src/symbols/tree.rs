//! A tree of strings in one array, with a step for each byte.
//!
//! After J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", IEEE
//! Transactions on Software Engineering 15 (1989): a place has a base, and its step for a byte leads
//! to the slot `base ^ byte`, if that slot says that it is reached from there. So a step is one look
//! into memory, where a table of hashes needs several. Bytes that always follow stand beside the slot:
//! most places have one step, and they need no slots of their own. Where the first two bytes of a text
//! lead is known for all of them.

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

/// What the root is reached from, what is free, and where a walk is that is over; none is a slot.
const NOWHERE: u32 = (1 << NUMBER) - 1;
const OVER: u32 = NOWHERE - 2;
const FREE: Slot = Slot::new(0, NOWHERE - 1, NONE, 0);

/// A place in the tree, in few bytes: all of them stay near the processor.
///
/// From the lowest bits on: where its steps begin, in 20; the slot that it is reached from, in 20; the
/// code of the string that ends there, in 16; and how many bytes must follow the byte of the step.
#[derive(Clone, Copy, Debug)]
struct Slot(u64);

/// The bits of a number of a slot.
const NUMBER: u32 = 20;

/// The bits of a code.
const CODE: u32 = u16::BITS;

impl Slot {
    const fn new(base: u32, from: u32, code: u16, rest: usize) -> Self {
        let links = base as u64 | (from as u64) << NUMBER | (code as u64) << (2 * NUMBER);
        Slot(links | (rest as u64) << (2 * NUMBER + CODE))
    }

    fn base(self) -> u32 {
        self.0 as u32 & NOWHERE
    }

    fn from(self) -> u32 {
        (self.0 >> NUMBER) as u32 & NOWHERE
    }

    fn code(self) -> u16 {
        (self.0 >> (2 * NUMBER)) as u16
    }

    fn rest(self) -> usize {
        (self.0 >> (2 * NUMBER + CODE)) as usize
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
    /// The bytes that must follow where a slot says so, the first one lowest.
    rests: Vec<u64>,
    /// For each two bytes, as one number, how far a walk comes with them.
    begun: Vec<Walk>,
}

/// A walk along the bytes of a text.
#[derive(Clone, Copy, Debug)]
struct Walk {
    /// The slot that it has come to; [`OVER`] where it goes no further.
    place: u32,
    /// Where the steps from there begin.
    base: u32,
    /// The code of the longest string that it has come by, and its length.
    code: u16,
    length: u16,
    /// How many bytes it has gone along.
    taken: u16,
}

impl Tree {
    /// The tree of some strings, whose codes are their places in the order.
    pub(super) fn new<'s>(strings: impl Iterator<Item = &'s [u8]>) -> Tree {
        let mut sorted: Vec<(&[u8], u16)> = strings.zip(0..NONE).collect();
        sorted.sort_unstable();
        let tree = Tree { slots: Vec::new(), rests: Vec::new(), begun: Vec::new() };
        let mut making = Making { tree, first_free: 0 };
        making.grow();
        making.take(ROOT, NOWHERE, &[]);
        // the shallow places have the most steps, and take their slots while there is room
        let mut waiting = VecDeque::from([(ROOT, 0, sorted.as_slice())]);
        while let Some((place, depth, strings)) = waiting.pop_front() {
            making.steps(place, depth, strings, &mut waiting);
        }
        let mut tree = making.tree;
        tree.begun = (0..=u16::MAX).map(|two| tree.begun(two.to_be_bytes())).collect();
        tree
    }

    /// The code of the longest string that `bytes` begin with, and its length; `None` where there is
    /// none.
    pub(super) fn longest(&self, bytes: &[u8]) -> Option<(u16, usize)> {
        let two = bytes.first_chunk().map(|two| usize::from(u16::from_be_bytes(*two)));
        let begun = two.and_then(|two| self.begun.get(two)).copied();
        let mut walk = begun.unwrap_or_else(|| self.root());
        while let Some((byte, after)) =
            bytes.get(usize::from(walk.taken)..).and_then(<[u8]>::split_first)
        {
            if !self.step(&mut walk, *byte, after) {
                break;
            }
        }
        (walk.code != NONE).then_some((walk.code, usize::from(walk.length)))
    }

    /// A walk that has not begun.
    fn root(&self) -> Walk {
        let base = self.slots.first().map_or(0, |root| root.base());
        Walk { place: ROOT, base, code: NONE, length: 0, taken: 0 }
    }

    /// Goes on by a byte, before others. Whether a string does.
    fn step(&self, walk: &mut Walk, byte: u8, after: &[u8]) -> bool {
        let next = walk.base ^ u32::from(byte);
        let slot = self.slots.get(next as usize).filter(|slot| slot.from() == walk.place);
        let Some(slot) = slot.filter(|slot| self.goes_on(next, slot.rest(), after)) else {
            return false;
        };
        walk.taken += 1 + slot.rest() as u16;
        (walk.place, walk.base) = (next, slot.base());
        if slot.code() != NONE {
            (walk.code, walk.length) = (slot.code(), walk.taken);
        }
        true
    }

    /// How far two bytes lead, whatever follows them.
    fn begun(&self, two: [u8; 2]) -> Walk {
        let mut walk = self.root();
        for byte in two {
            let next = self.slots.get((walk.base ^ u32::from(byte)) as usize);
            // what comes behind the two tells whether a string goes on that wants more
            if next.is_some_and(|slot| slot.rest() > 0) {
                break;
            }
            if !self.step(&mut walk, byte, &[]) {
                walk.place = OVER;
                break;
            }
        }
        walk
    }

    /// Whether the bytes after a step to a slot are the `length` ones that must follow.
    fn goes_on(&self, slot: u32, length: usize, bytes: &[u8]) -> bool {
        if length == 0 {
            return true;
        }
        let rest = self.rests.get(slot as usize).copied().unwrap_or_default();
        let differing = rest ^ word(bytes);
        differing << (64 - 8 * length) == 0 && length <= bytes.len()
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
            *slot = Slot::new(base, slot.from(), code, slot.rest());
        }
        for (byte, group) in bytes.into_iter().zip(groups) {
            let next = base ^ u32::from(byte);
            let (first, last) = (group.first(), group.last());
            let both = first.zip(last).map_or(0, |((a, _), (b, _))| alike(a, b));
            let rest = both.saturating_sub(depth + 1).min(MOST_REST);
            let bytes = first.and_then(|(a, _)| a.get(depth + 1..)?.get(..rest));
            self.take(next, place, bytes.unwrap_or_default());
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

    /// Takes a slot that is reached from another one where some bytes follow.
    fn take(&mut self, slot: u32, from: u32, rest: &[u8]) {
        let slot = slot as usize;
        let places = (self.tree.slots.get_mut(slot), self.tree.rests.get_mut(slot));
        if let (Some(slot), Some(following)) = places {
            *slot = Slot::new(0, from, NONE, rest.len());
            *following = word(rest);
        }
        while self.tree.slots.get(self.first_free).is_some_and(|slot| !slot.is_free()) {
            self.first_free += 1;
        }
    }

    fn grow(&mut self) {
        let slots = self.tree.slots.len() + BYTES;
        self.tree.slots.resize(slots, FREE);
        self.tree.rests.resize(slots, 0);
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
