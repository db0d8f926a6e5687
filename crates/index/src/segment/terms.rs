//! The terms of a field while a segment is filled: each has a number, in the order in which they came.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// So many slots there are at first: a power of two.
const FIRST_SLOTS: usize = 1 << 10;

/// Terms, and a table that finds them.
#[derive(Debug)]
pub(super) struct Terms {
    /// The bytes of all terms, one after the other.
    bytes: Vec<u8>,
    /// Where each term ends in `bytes`.
    ends: Vec<u32>,
    /// The upper half of a slot has bits of the hash of a term, the lower half its number plus one.
    /// A slot that is free is 0. At most half of them are taken.
    slots: Vec<u64>,
}

impl Terms {
    pub(super) fn new() -> Self {
        Terms { bytes: Vec::new(), ends: Vec::new(), slots: vec![0; FIRST_SLOTS] }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The term with a number.
    pub(super) fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number] as usize]
    }

    /// The number of a term, which is a new one where it has none yet.
    pub(super) fn number_of(&mut self, term: &[u8]) -> u32 {
        let hash = hash(term);
        let mut at = self.first_slot(hash);
        loop {
            let slot = self.slots[at];
            let number = slot as u32;
            if number == 0 {
                break;
            }
            if slot >> 32 == hash >> 32 && self.get(number - 1) == term {
                return number - 1;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }

        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len() as u32);
        self.slots[at] = hash >> 32 << 32 | self.len() as u64;
        if self.len() * 2 > self.slots.len() {
            self.grow();
        }
        self.len() as u32 - 1
    }

    /// The slot where the search for a hash begins: by the bits that a slot keeps, so that a larger
    /// table can be made of the slots alone.
    fn first_slot(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        let slots = vec![0; 2 * self.slots.len()];
        let before = std::mem::replace(&mut self.slots, slots);
        for slot in before.into_iter().filter(|slot| *slot != 0) {
            let mut at = self.first_slot(slot);
            while self.slots[at] != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = slot;
        }
    }

    /// The numbers of all terms, in the order of the terms.
    pub(super) fn sorted(&self) -> Vec<u32> {
        // nearly all differ in their first bytes, which are compared as one number
        let mut sorted: Vec<(u128, u32)> =
            (0..self.len() as u32).map(|number| (first_bytes(self.get(number)), number)).collect();
        sorted.sort_unstable_by(|(a, x), (b, y)| {
            a.cmp(b).then_with(|| self.get(*x).cmp(self.get(*y)))
        });
        sorted.into_iter().map(|(_, number)| number).collect()
    }

    /// Forgets how terms are found, when no more come.
    pub(super) fn close(&mut self) {
        self.slots = Vec::new();
    }

    /// How many bytes of memory they take.
    pub(super) fn memory(&self) -> usize {
        self.bytes.len() + 4 * self.ends.len() + 8 * self.slots.len()
    }
}

fn hash(term: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(term);
    hasher.finish()
}

/// The first 16 bytes as a number that is ordered as they are; 0 for those that are lacking.
fn first_bytes(term: &[u8]) -> u128 {
    let mut first = [0; 16];
    let length = term.len().min(first.len());
    first[..length].copy_from_slice(&term[..length]);
    u128::from_be_bytes(first)
}
