//! Columns that the engine has packed block by block: numbers that rise or stay near one another.
//!
//! What the engine writes: the bits of all blocks, for each block its line and how many bits a
//! number has there, and in four bytes how long these lines are. A block has 512 numbers. The steps
//! of a number are what the line of its block is at its place, and how far they are above that.

use std::io;
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::FileSlice;

use super::{Bits, Scale, Steps};
use crate::directory::CheckedFile;
use crate::variable_length;

/// How many numbers a block has.
const BLOCK: u32 = 512;

/// Steps that are above the lines of their blocks.
pub(super) struct Blockwise {
    numbers: Bits,
    blocks: Box<[Block]>,
}

/// The line of a block, and where its numbers are. To read the lines again for each number took
/// longer than to keep them.
struct Block {
    /// What the line rises from one number to the next, in parts of 2^32.
    slope: u64,
    intercept: u64,
    /// How many bits the numbers of the blocks before it have, of each block those of one number.
    before: u32,
    /// How many bits a number of it has.
    bits: u8,
}

impl Blockwise {
    /// Opens what the engine wrote; `None` where it is in another form.
    pub(super) fn open(
        scale: &Scale,
        body: FileSlice,
        file: &Arc<CheckedFile>,
    ) -> io::Result<Option<Self>> {
        /// The bytes that say how long the lines are.
        const LENGTH: usize = 4;

        if body.len() < LENGTH {
            return Ok(None);
        }
        let (body, length) = body.split_from_end(LENGTH);
        let length = length.read_bytes()?;
        let Some(length) = length.first_chunk() else { return Ok(None) };
        let length = u32::from_le_bytes(*length) as usize;
        if length > body.len() {
            return Ok(None);
        }

        let (numbers, lines) = body.split_from_end(length);
        let Some(blocks) = blocks(&lines.read_bytes()?, scale.count) else { return Ok(None) };
        Ok(Bits::open(&numbers, file)?.map(|numbers| Blockwise { numbers, blocks }))
    }

    /// The block of a number, and the bit from which on it is.
    fn place(&self, number: u32) -> Option<(&Block, usize)> {
        let block = self.blocks.get((number / BLOCK) as usize)?;
        let (before, within) = (block.before as usize * BLOCK as usize, (number % BLOCK) as usize);
        Some((block, before + within * usize::from(block.bits)))
    }
}

/// The blocks of so many numbers; `None` where the bytes are not their lines.
fn blocks(mut lines: &[u8], count: u32) -> Option<Box<[Block]>> {
    /// The fewest bytes of a line.
    const SHORTEST: usize = 3;

    let wanted = count.div_ceil(BLOCK) as usize;
    let mut blocks = Vec::with_capacity(wanted.min(lines.len() / SHORTEST));
    let mut before = 0u32;
    for _ in 0..wanted {
        let (slope, rest) = variable_length::read(lines)?;
        let (intercept, rest) = variable_length::read(rest)?;
        let (bits, rest) = rest.split_first()?;
        let bits = *bits;
        if bits > 64 || (57..64).contains(&bits) {
            return None;
        }
        blocks.push(Block { slope, intercept, before, bits });
        before = before.checked_add(u32::from(bits))?;
        lines = rest;
    }
    lines.is_empty().then(|| blocks.into_boxed_slice())
}

impl Steps for Blockwise {
    fn of(&self, number: u32) -> u64 {
        let Some((block, bit)) = self.place(number) else { return 0 };
        let above = self.numbers.number(bit, usize::from(block.bits));
        // of the product the engine takes 32 bits, with their sign
        let within = u64::from(number % BLOCK);
        let risen = (within.wrapping_mul(block.slope) >> 32) as i32 as u64;
        block.intercept.wrapping_add(risen).wrapping_add(above)
    }

    fn byte(&self, number: u32) -> u8 {
        self.place(number).map_or(0, |(_, bit)| self.numbers.byte(bit))
    }
}

#[cfg(test)]
mod tests {
    use tantivy::directory::OwnedBytes;

    use crate::directory::checked;
    use proptest::prelude::*;
    use tantivy::columnar::column_values::{
        CodecType, load_u64_based_column_values, serialize_u64_based_column_values,
    };

    use super::super::values;
    use super::*;

    /// What the engine writes of some numbers in this way.
    fn written(numbers: &[u64]) -> OwnedBytes {
        let mut bytes = Vec::new();
        let way = [CodecType::BlockwiseLinear];
        serialize_u64_based_column_values(&numbers, &way, &mut bytes).unwrap();
        OwnedBytes::new(bytes)
    }

    proptest! {
        #[test]
        fn numbers_are_those_that_the_engine_reads(
            steps in proptest::collection::vec(0u64..2000, 1..1500),
            (first, times, falls) in (0u64..1 << 40, 1u64..1000, 1usize..700),
        ) {
            // they rise for a while and fall back, as places in one file after the other do
            let mut number = 0;
            let numbers: Vec<u64> = steps.iter().enumerate().map(|(at, step)| {
                number = if at % falls == 0 { *step } else { number + step };
                first + number * times
            }).collect();
            let bytes = written(&numbers);
            let engine = load_u64_based_column_values::<u64>(bytes.clone()).unwrap();
            let file = checked(&bytes);
            let own = values(FileSlice::new(file.clone()), &file).unwrap().unwrap();
            for (at, number) in numbers.iter().enumerate() {
                prop_assert_eq!(own.get_val(at as u32), *number);
            }
            prop_assert_eq!(own.num_vals(), engine.num_vals());
            prop_assert_eq!(own.min_value(), engine.min_value());
            prop_assert_eq!(own.max_value(), engine.max_value());
        }
    }

    #[test]
    fn what_is_cut_off_is_not_taken_for_a_column() {
        let bytes = written(&(0..2000).map(|at| at * at).collect::<Vec<u64>>());
        for end in 0..bytes.len() {
            let file = checked(&bytes[..end]);
            let own = values(FileSlice::new(file.clone()), &file);
            assert!(own.is_ok_and(|own| own.is_none()), "{end}");
        }
    }
}
