//! Columns of which only what is read is checked.
//!
//! The engine is handed a column as one piece, and so all of it is checked when it is opened: ten
//! megabytes of each column of hashes at a million passages, of which an answer reads some hundred
//! numbers. A column that the engine has packed, all numbers in as many bits or each block of them in
//! its own way, is read here instead, and of its file only those blocks are checked that are asked
//! for. Any other is opened by the engine.

mod blockwise;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::columnar::column_index::open_column_index;
use tantivy::columnar::{CURRENT_VERSION, Column, ColumnIndex, ColumnType, ColumnValues};
use tantivy::directory::FileSlice;
use tantivy::{HasLen, SegmentReader};

use self::blockwise::Blockwise;
use crate::directory::{CheckedFile, IndexDirectory, Stretch};
use crate::variable_length;

/// A column of fewer bytes is opened by the engine.
const SMALL: usize = 4096;

/// A column of a segment, by its name.
pub(crate) fn column(
    reader: &SegmentReader,
    directory: &IndexDirectory,
    name: &str,
) -> tantivy::Result<Column<u64>> {
    let columns = reader.fast_fields();
    let packed = match columns.dynamic_column_handle(name, ColumnType::U64)? {
        Some(handle) if handle.file_slice().len() > SMALL => {
            let file = PathBuf::from(format!("{}.fast", reader.segment_id().uuid_string()));
            match directory.open_file(&file) {
                Some(file) => packed(handle.file_slice(), &file)?,
                None => None,
            }
        }
        _ => None,
    };
    packed.map_or_else(|| columns.u64(name), Ok)
}

/// A column of packed numbers that is part of a file; `None` where its bytes are in another form.
///
/// What the engine writes: which records have a number, the numbers, and in four bytes how long the
/// first of these is.
fn packed(column: &FileSlice, file: &Arc<CheckedFile>) -> io::Result<Option<Column<u64>>> {
    let (body, length) = column.clone().split_from_end(4);
    let length = length.read_bytes()?;
    let Some(length) = length.as_slice().first_chunk() else { return Ok(None) };
    let length = u32::from_le_bytes(*length) as usize;
    if length == 0 || length > body.len() {
        return Ok(None);
    }

    let (records, numbers) = body.split(length);
    let Some(values) = values(numbers, file)? else { return Ok(None) };
    let index = open_column_index(records.read_bytes()?, CURRENT_VERSION)?;
    let one_each = matches!(index, ColumnIndex::Full | ColumnIndex::Optional(_));
    Ok(one_each.then_some(Column { index, values }))
}

/// The numbers of a column that are part of a file; `None` where they are in another form.
fn values(
    numbers: FileSlice,
    file: &Arc<CheckedFile>,
) -> io::Result<Option<Arc<dyn ColumnValues>>> {
    /// How the engine calls the ways of packing.
    const PACKED: u8 = 0;
    const BLOCKWISE: u8 = 2;

    let Some((way, scale, numbers)) = Scale::read(&numbers)? else { return Ok(None) };
    Ok(match way {
        PACKED => Packed::open(&scale, &numbers, file)?.map(|steps| scale.numbers(steps)),
        BLOCKWISE => Blockwise::open(&scale, numbers, file)?.map(|steps| scale.numbers(steps)),
        _ => None,
    })
}

/// What numbers are like: how far each is above the smallest is said in steps of a common divisor.
struct Scale {
    smallest: u64,
    step: u64,
    /// How many steps the largest is above the smallest.
    steps: u64,
    count: u32,
}

impl Scale {
    /// Reads how the engine packed some numbers, what they are like, and the rest of the file; `None`
    /// where it says nothing of the kind.
    fn read(file: &FileSlice) -> io::Result<Option<(u8, Self, FileSlice)>> {
        /// Where the rest begins at the latest.
        const MOST: usize = 1 + 4 * 10;

        let head = file.read_bytes_slice(0..MOST.min(file.len()))?;
        let Some((way, rest)) = head.split_first() else { return Ok(None) };
        let Some((scale, left)) = Scale::of(rest) else { return Ok(None) };
        Ok(Some((*way, scale, file.slice_from(head.len() - left))))
    }

    /// What the bytes say, and how many are left.
    fn of(bytes: &[u8]) -> Option<(Self, usize)> {
        let (smallest, rest) = variable_length::read(bytes)?;
        let (step, rest) = variable_length::read(rest)?;
        let (steps, rest) = variable_length::read(rest)?;
        let (count, rest) = variable_length::read(rest)?;
        let count = u32::try_from(count).ok()?;
        Some((Scale { smallest, step, steps, count }, rest.len()))
    }

    /// The numbers of which the steps are known.
    fn numbers(self, steps: impl Steps) -> Arc<dyn ColumnValues> {
        Arc::new(Numbers { scale: self, steps })
    }
}

/// How many steps each number is above the smallest of all.
trait Steps: Send + Sync + 'static {
    /// Those of one number.
    fn of(&self, number: u32) -> u64;

    /// The first byte of what says them, whatever is in it.
    fn byte(&self, number: u32) -> u8;
}

/// The numbers of a column.
struct Numbers<S> {
    scale: Scale,
    steps: S,
}

/// Steps in as many bits each.
struct Packed {
    numbers: Bits,
    each: usize,
}

impl Packed {
    /// Opens the bits that the engine wrote; `None` where they are not those of such numbers.
    fn open(
        scale: &Scale,
        numbers: &FileSlice,
        file: &Arc<CheckedFile>,
    ) -> io::Result<Option<Self>> {
        let each = match u64::BITS - scale.steps.leading_zeros() {
            few if few <= 56 => few as usize,
            _ => 64,
        };
        let bytes = u64::from(scale.count).saturating_mul(each as u64).div_ceil(8);
        if each == 0 || bytes != numbers.len() as u64 {
            return Ok(None);
        }
        Ok(Bits::open(numbers, file)?.map(|numbers| Packed { numbers, each }))
    }
}

impl Steps for Packed {
    fn of(&self, number: u32) -> u64 {
        self.numbers.number(number as usize * self.each, self.each)
    }

    fn byte(&self, number: u32) -> u8 {
        self.numbers.byte(number as usize * self.each)
    }
}

/// Packed bits, checked where they are read.
struct Bits(Stretch);

impl Bits {
    /// The bits that are part of a file; `None` where they are of another file.
    fn open(bits: &FileSlice, file: &Arc<CheckedFile>) -> io::Result<Option<Self>> {
        Ok(file.stretch(bits)?.map(Bits))
    }

    /// The number in so many bits, at most 56 or 64, from the bit at a place.
    fn number(&self, bit: usize, bits: usize) -> u64 {
        if bits == 0 {
            return 0;
        }
        let word = self.0.number(bit / 8, (bit % 8 + bits).div_ceil(8));
        word >> (bit % 8) & (u64::MAX >> (64 - bits))
    }

    /// The byte that holds a bit, checked or not: see [`Stretch::byte`].
    fn byte(&self, bit: usize) -> u8 {
        self.0.byte(bit / 8)
    }
}

impl<S: Steps> ColumnValues for Numbers<S> {
    fn get_val(&self, number: u32) -> u64 {
        let Scale { smallest, step, .. } = self.scale;
        smallest.wrapping_add(self.steps.of(number).wrapping_mul(step))
    }

    fn get_vals_opt(&self, numbers: &[u32], output: &mut [Option<u64>]) {
        // memory is asked for all of them at once: the numbers take so many instructions each that the
        // processor would look ahead over a few of them only
        std::hint::black_box(numbers.iter().fold(0, |all, number| all ^ self.steps.byte(*number)));
        for (number, output) in numbers.iter().zip(output) {
            *output = Some(self.get_val(*number));
        }
    }

    fn min_value(&self) -> u64 {
        self.scale.smallest
    }

    fn max_value(&self) -> u64 {
        let Scale { smallest, step, steps, .. } = self.scale;
        smallest.saturating_add(steps.saturating_mul(step))
    }

    fn num_vals(&self) -> u32 {
        self.scale.count
    }
}

#[cfg(test)]
mod tests {
    use crate::Reader;
    use crate::columns::Number;
    use crate::sample;
    use crate::schema::column;

    use super::*;

    /// The names of the columns of numbers.
    const COLUMNS: [&str; 6] = [
        column::TIE_BREAKER,
        column::DOCUMENT_NUMBER,
        column::LANG,
        column::ORDINAL,
        column::STEM_TERMS,
        column::TEXT_FROM,
    ];

    fn index(path: &std::path::Path) -> Reader {
        sample::index(path, 0..4000)
    }

    #[test]
    fn numbers_are_those_that_the_engine_reads() {
        let dir = tempfile::tempdir().unwrap();
        let state = index(&dir.path().join("index")).state();
        let mut read_here = 0;
        for segment in state.segments() {
            for name in COLUMNS {
                let columns = segment.reader.fast_fields();
                let handle = columns.dynamic_column_handle(name, ColumnType::U64).unwrap().unwrap();
                let file = format!("{}.fast", segment.reader.segment_id().uuid_string());
                let file = state.directory.open_file(file.as_ref()).unwrap();
                let Some(own) = packed(handle.file_slice(), &file).unwrap() else { continue };
                let engine = columns.u64(name).unwrap();
                read_here += 1;
                for doc in 0..segment.reader.max_doc() {
                    assert_eq!(own.first(doc), engine.first(doc), "{name}, {doc}");
                }
                assert_eq!(own.num_docs(), engine.num_docs(), "{name}");
                assert_eq!(own.max_value(), engine.max_value(), "{name}");
                assert_eq!(own.min_value(), engine.min_value(), "{name}");
            }
        }
        assert!(read_here >= 2, "{read_here}");
    }

    #[test]
    fn a_block_that_is_broken_is_found_when_it_is_read_and_not_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let state = index(&path).state();
        let segment = state.segments().max_by_key(|segment| segment.reader.max_doc()).unwrap();
        let docs = segment.reader.max_doc();
        let columns = segment.reader.fast_fields();
        let handle = columns.dynamic_column_handle(column::TIE_BREAKER, ColumnType::U64).unwrap();
        let whole = handle.unwrap().file_slice().read_bytes().unwrap();
        assert!(whole.len() > 2 * SMALL, "{}", whole.len());

        // a bit of a number in the middle: where a column ends it says what it is like
        let name = path.join(format!("{}.fast", segment.reader.segment_id().uuid_string()));
        let mut bytes = std::fs::read(&name).unwrap();
        let at = bytes.windows(whole.len()).position(|window| window == whole.as_slice()).unwrap();
        bytes[at + whole.len() / 2] ^= 2;
        std::fs::write(&name, bytes).unwrap();

        let asked = |doc: u32| {
            let state = Reader::open(&path).unwrap().state();
            crate::directory::guarded(&state.directory, || {
                let mut segments = state.segments();
                let segment = segments.find(|segment| segment.reader.max_doc() == docs).unwrap();
                Ok(segment.number(Number::TieBreaker).unwrap().first(doc))
            })
        };
        let right = segment.number(Number::TieBreaker).unwrap().first(0);
        assert_eq!(asked(0).unwrap(), right);
        let all: Vec<_> = (0..docs).step_by(16).map(asked).collect();
        let broken =
            all.iter().filter(|number| matches!(number, Err(crate::Error::Damaged { .. })));
        let broken = broken.count();
        assert_eq!(broken, all.iter().filter(|number| number.is_err()).count());
        assert!(broken > 0 && broken < all.len() / 2, "{broken} of {}", all.len());
    }
}
