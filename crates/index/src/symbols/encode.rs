//! Writing with a table of strings: the longest that fits first.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{SYMBOLS, Table, code_bytes};

/// Where no string ends.
const NONE: u32 = u32::MAX;

/// The root of the tree.
const ROOT: u32 = 0;

/// Finds the strings of a table in text: a tree with a step for each byte.
#[derive(Clone, Debug)]
pub struct Encoder {
    /// The steps from the root, which every string takes.
    first: Vec<u32>,
    /// The other steps, by where they begin and their byte.
    steps: FxHashMap<(u32, u8), u32>,
    /// For each place in the tree the code of the string that ends there.
    codes: Vec<u32>,
}

/// Making it takes some milliseconds, and only who writes needs it.
static SHIPPED: LazyLock<Option<Encoder>> = LazyLock::new(|| {
    let table = Table::shipped()?;
    Some(Encoder::new((0..SYMBOLS).map(|code| table.symbol(code))))
});

impl Encoder {
    /// That of the table that every index is written with; none if there is no such table.
    pub fn shipped() -> Option<&'static Encoder> {
        SHIPPED.as_ref()
    }

    /// Makes one for some strings, in the order of their codes. All single bytes must be among them.
    pub fn new<'s>(symbols: impl Iterator<Item = &'s [u8]>) -> Encoder {
        let (first, steps) = (vec![ROOT; 256], FxHashMap::default());
        let mut encoder = Encoder { first, steps, codes: vec![NONE] };
        for (code, symbol) in symbols.enumerate() {
            let mut place = ROOT;
            for byte in symbol {
                place = encoder.step_or_make(place, *byte);
            }
            if let Some(end) = encoder.codes.get_mut(place as usize) {
                *end = code as u32;
            }
        }
        encoder
    }

    fn step_or_make(&mut self, place: u32, byte: u8) -> u32 {
        if let Some(next) = self.step(place, byte) {
            return next;
        }
        let next = self.codes.len() as u32;
        self.codes.push(NONE);
        match (place, self.first.get_mut(usize::from(byte))) {
            (ROOT, Some(first)) => *first = next,
            _ => drop(self.steps.insert((place, byte), next)),
        }
        next
    }

    fn step(&self, place: u32, byte: u8) -> Option<u32> {
        if place == ROOT {
            return self.first.get(usize::from(byte)).copied().filter(|next| *next != ROOT);
        }
        self.steps.get(&(place, byte)).copied()
    }

    /// The code of the longest string that `bytes` begin with, and its length; `None` of no bytes.
    fn longest(&self, bytes: &[u8]) -> Option<(u32, usize)> {
        let (mut place, mut best) = (ROOT, None);
        for (at, byte) in bytes.iter().enumerate() {
            let Some(next) = self.step(place, *byte) else { break };
            place = next;
            match self.codes.get(place as usize) {
                Some(code) if *code != NONE => best = Some((*code, at + 1)),
                _ => {}
            }
        }
        best
    }

    /// The codes of a text, in their order, up to a byte that the table lacks.
    pub fn codes<'e>(&'e self, text: &'e [u8]) -> impl Iterator<Item = usize> + 'e {
        self.cuts(text).map(|(code, _)| code as usize)
    }

    /// The same, each with the length of its string.
    fn cuts<'e>(&'e self, text: &'e [u8]) -> impl Iterator<Item = (u32, usize)> + 'e {
        let mut rest = text;
        std::iter::from_fn(move || {
            let (code, length) = self.longest(rest)?;
            rest = rest.get(length..)?;
            Some((code, length))
        })
    }

    /// A text, coded; `None` if the table lacks one of its bytes.
    pub fn encode(&self, text: &[u8]) -> Option<Vec<u8>> {
        let (mut coded, mut taken) = (Vec::with_capacity(text.len() / 2), 0);
        for (code, length) in self.cuts(text) {
            let (bytes, used) = code_bytes(code as usize);
            coded.extend(bytes.iter().take(used));
            taken += length;
        }
        (taken == text.len()).then_some(coded)
    }
}
