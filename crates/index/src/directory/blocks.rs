//! A checksum for each block of a file: what is read is what was written.
//!
//! A file is followed by a table of checksums, one for each block of it, by the checksum of that
//! table, and by where the table begins:
//!
//! ```text
//! the file | CRC-32 of each block | CRC-32 of the table and of the length | length | magic
//!            4 bytes each           4 bytes                                 8 bytes   4 bytes
//! ```
//!
//! All numbers are little-endian. A block is checked the first time that a process is handed any of
//! it. CRC-32 finds any flip of up to three bits in a block of this size, and any run of broken bits
//! that is not longer than 32.

use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::{fmt, fs};

use crc32fast::Hasher;
use tantivy::HasLen;
use tantivy::directory::{AntiCallToken, FileHandle, FileSlice, OwnedBytes, TerminatingWrite};

use super::IndexDirectory;
use super::trouble::Verb;
use crate::error::BrokenFile;

/// The bytes of a block: a page of the systems that we run on.
const BLOCK: usize = 4096;

/// A thread is started for so many blocks at least: starting one costs as much as some dozens…
const MANY: usize = 256;

/// …and this many at most: memory is no faster for more.
const MOST_THREADS: usize = 4;

/// How many threads may check at once. The system is asked once: it reads files to tell.
static THREADS: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS));

/// The last bytes of a file that has a table.
const MAGIC: [u8; 4] = *b"ibB1";

/// The bytes after the table.
const TRAILER: usize = 4 + 8 + 4;

/// A file that is being written, with its checksums.
pub(super) struct NewFile {
    pub(super) file: fs::File,
    pub(super) name: PathBuf,
    pub(super) directory: IndexDirectory,
    sums: Vec<u8>,
    block: Hasher,
    in_block: usize,
    length: u64,
}

impl NewFile {
    pub(super) fn new(file: fs::File, name: &Path, directory: &IndexDirectory) -> Self {
        NewFile {
            file,
            name: name.to_owned(),
            directory: directory.clone(),
            sums: Vec::new(),
            block: Hasher::new(),
            in_block: 0,
            length: 0,
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.sums.extend_from_slice(&block.finalize().to_le_bytes());
        self.in_block = 0;
    }

    fn note(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.in_block));
            self.block.update(now);
            self.in_block += now.len();
            if self.in_block == BLOCK {
                self.end_block();
            }
            bytes = later;
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        let written = written.map_err(|e| self.directory.refused(Verb::Write, &self.name, e))?;
        self.note(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for NewFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        if self.in_block > 0 {
            self.end_block();
        }
        let mut end = std::mem::take(&mut self.sums);
        let length = self.length.to_le_bytes();
        let sum = sum_of_table(&end, &length);
        end.extend_from_slice(&sum.to_le_bytes());
        end.extend_from_slice(&length);
        end.extend_from_slice(&MAGIC);
        self.file.write_all(&end).map_err(|e| self.directory.refused(Verb::Write, &self.name, e))
    }
}

fn sum_of_table(table: &[u8], length: &[u8; 8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(table);
    hasher.update(length);
    hasher.finalize()
}

/// A file that is read, and checked as it is handed out.
pub(crate) struct CheckedFile {
    name: PathBuf,
    directory: IndexDirectory,
    /// All of it, with its table.
    bytes: OwnedBytes,
    length: usize,
    /// A bit for each block that was found to be right.
    checked: Vec<AtomicU64>,
}

impl CheckedFile {
    /// Takes a file whose table is right.
    ///
    /// # Errors
    /// Where the file has no table, or a broken one.
    pub(super) fn new(
        name: &Path,
        directory: &IndexDirectory,
        bytes: OwnedBytes,
    ) -> io::Result<Self> {
        let length = length(&bytes)
            .ok_or_else(|| BrokenFile::Changed { file: name.display().to_string() })?;
        let words = length.div_ceil(BLOCK).div_ceil(64);
        let checked = (0..words).map(|_| AtomicU64::new(0)).collect();
        let directory = directory.clone();
        Ok(CheckedFile { name: name.to_owned(), directory, bytes, length, checked })
    }

    /// Checks all blocks that hold some of a range. Two threads may check the same one at a time.
    fn check(&self, range: &Range<usize>) -> io::Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
        let broken = match blocks.len() {
            // a dictionary is handed out whole where a process opens it
            many if many >= 2 * MANY => self.first_broken_of_many(blocks),
            _ => self.first_broken(blocks),
        };
        let Some(block) = broken else { return Ok(()) };
        Err(BrokenFile::Block { file: self.name.display().to_string(), block }.into())
    }

    /// The first block that is not as it was written.
    fn first_broken(&self, mut blocks: Range<usize>) -> Option<usize> {
        blocks.find(|block| {
            if self.is_checked(*block) {
                return false;
            }
            let is_right = self.is_right(*block) == Some(true);
            if let Some(word) = self.checked.get(block / 64).filter(|_| is_right) {
                word.fetch_or(1 << (block % 64), Ordering::Relaxed);
            }
            !is_right
        })
    }

    /// The same, looked for by several threads.
    fn first_broken_of_many(&self, blocks: Range<usize>) -> Option<usize> {
        let threads = (*THREADS).min(blocks.len() / MANY).max(1);
        let share = blocks.len().div_ceil(threads);
        let shares = (blocks.start..blocks.end).step_by(share);
        let shares = shares.map(|start| start..(start + share).min(blocks.end));
        let is_open = |share: &Range<usize>| !share.clone().all(|block| self.is_checked(block));
        let unchecked: Vec<Range<usize>> = shares.filter(is_open).collect();
        let (last, others) = unchecked.split_last()?;
        std::thread::scope(|scope| {
            let others: Vec<_> = others
                .iter()
                .map(|share| scope.spawn(|| self.first_broken(share.clone())))
                .collect();
            let last = self.first_broken(last.clone());
            // a thread that died has checked nothing
            let of = |other: std::thread::ScopedJoinHandle<'_, _>| {
                other.join().unwrap_or(Some(blocks.start))
            };
            others.into_iter().map(of).chain([last]).flatten().min()
        })
    }

    /// The part of this file that a slice of it is; `None` where the slice is of another.
    ///
    /// The engine keeps to itself where a slice begins, and the address of its first byte tells.
    ///
    /// # Errors
    /// Where the block of that byte is broken.
    pub(crate) fn stretch(self: &Arc<Self>, slice: &FileSlice) -> io::Result<Option<Stretch>> {
        let first = slice.read_bytes_slice(0..slice.len().min(1))?;
        let start = first.as_ptr().addr().checked_sub(self.bytes.as_ptr().addr());
        let range = start.and_then(|start| Some(start..start.checked_add(slice.len())?));
        // of nothing there is no address
        let range = if slice.is_empty() { Some(0..0) } else { range };
        let range = range.filter(|range| range.end <= self.length);
        Ok(range.map(|range| Stretch { file: self.clone(), range }))
    }

    /// Whether a block was found to be right.
    fn is_checked(&self, block: usize) -> bool {
        let word = self.checked.get(block / 64);
        word.is_some_and(|word| word.load(Ordering::Relaxed) & (1 << (block % 64)) != 0)
    }

    /// How many blocks are not as they were written, all of them read.
    pub(super) fn broken_blocks(&self) -> usize {
        let blocks = 0..self.length.div_ceil(BLOCK);
        blocks.filter(|block| self.is_right(*block) != Some(true)).count()
    }

    fn is_right(&self, block: usize) -> Option<bool> {
        let end = (block + 1).saturating_mul(BLOCK).min(self.length);
        let bytes = self.bytes.get(block * BLOCK..end)?;
        let at = self.length + block * 4;
        let sum = u32::from_le_bytes(self.bytes.get(at..at + 4)?.try_into().ok()?);
        Some(crc32fast::hash(bytes) == sum)
    }
}

/// The length of a file without its table, if the table is right.
fn length(bytes: &[u8]) -> Option<usize> {
    let (rest, trailer) = bytes.split_at_checked(bytes.len().checked_sub(TRAILER)?)?;
    let (sum, trailer) = trailer.split_first_chunk::<4>()?;
    let (length_bytes, magic) = trailer.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length_bytes)).ok()?;
    let table = rest.get(length..)?;
    let right = magic == MAGIC
        && table.len() == length.div_ceil(BLOCK).checked_mul(4)?
        && sum_of_table(table, length_bytes) == u32::from_le_bytes(*sum);
    right.then_some(length)
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.length
    }
}

impl fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckedFile({:?})", self.name)
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let checked = if range.start <= range.end && range.end <= self.length {
            self.check(&range)
        } else {
            // lengths that the engine has read lead out of the file
            Err(BrokenFile::Changed { file: self.name.display().to_string() }.into())
        };
        checked.map_err(|e| self.directory.refused(Verb::Read, &self.name, e))?;
        Ok(self.bytes.slice(range))
    }
}

/// A part of a file that is read in many places: what is handed out are numbers, not bytes.
pub(crate) struct Stretch {
    file: Arc<CheckedFile>,
    range: Range<usize>,
}

impl Stretch {
    /// The number in the eight bytes from a place on, the lowest first. Only the blocks of the first
    /// ones that are `needed` are checked, and the others are to be left aside.
    ///
    /// 0 where the needed bytes are not all there, or one of their blocks is broken: the directory has
    /// noted that, and nothing that was read counts.
    pub(crate) fn number(&self, at: usize, needed: usize) -> u64 {
        let from = self.range.start.saturating_add(at);
        let read = from..from.saturating_add(needed);
        if read.is_empty() || read.end > self.range.end || !self.is_right(&read) {
            return 0;
        }
        // behind the last block there is the table
        let word = self.file.bytes.get(from..).and_then(|bytes| bytes.first_chunk());
        word.map_or(0, |word| u64::from_le_bytes(*word))
    }

    /// The byte at a place, checked or not: to have the memory brought, and for nothing else.
    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.file.bytes.get(self.range.start.saturating_add(at)).copied().unwrap_or(0)
    }

    fn is_right(&self, read: &Range<usize>) -> bool {
        let (first, last) = (read.start / BLOCK, (read.end - 1) / BLOCK);
        // both are asked, also where they are one: whether it is the one that was asked last, or ends
        // here, cannot be guessed, and a wrong guess takes longer than to ask
        if self.file.is_checked(first) & self.file.is_checked(last) {
            return true;
        }
        let noted = |e| self.file.directory.refused(Verb::Read, &self.file.name, e);
        self.file.check(read).map_err(noted).is_ok()
    }
}

/// A file of some bytes, and what opens it anew with whatever is in it by then: both in memory.
#[cfg(test)]
fn sealed(bytes: &[u8]) -> (Vec<u8>, impl Fn(&[u8]) -> CheckedFile) {
    let dir = tempfile::tempdir().unwrap();
    let name = Path::new("0123456789abcdef0123456789abcdef.fast");
    let directory = IndexDirectory::for_writing(dir.path()).unwrap();
    let file = fs::File::create(dir.path().join(name)).unwrap();
    let mut new = NewFile::new(file, name, &directory);
    new.write_all(bytes).unwrap();
    new.terminate().unwrap();
    let whole = fs::read(dir.path().join(name)).unwrap();
    let open = move |whole: &[u8]| {
        CheckedFile::new(name, &directory, OwnedBytes::new(whole.to_vec())).unwrap()
    };
    (whole, open)
}

/// A file of some bytes, open.
#[cfg(test)]
pub(crate) fn checked(bytes: &[u8]) -> Arc<CheckedFile> {
    let (whole, open) = sealed(bytes);
    Arc::new(open(&whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_many_broken_blocks_is_named() {
        let blocks = 3 * MANY + 1;
        let bytes: Vec<u8> = (0..blocks * BLOCK - 7).map(|n| (n / 5 % 251) as u8).collect();
        let (mut whole, checked) = sealed(&bytes);
        let right = checked(&whole);
        assert_eq!(right.read_bytes(0..bytes.len()).unwrap().as_slice(), bytes);
        assert!((0..blocks).all(|block| right.is_checked(block)));
        for broken in [blocks - 1, 2 * MANY + 3, 5] {
            whole[broken * BLOCK + 9] ^= 1;
            let file = checked(&whole);
            let said = file.check(&(0..bytes.len())).unwrap_err();
            let said = BrokenFile::of(&said).cloned();
            assert!(
                matches!(said, Some(BrokenFile::Block { block, .. }) if block == broken),
                "{said:?}"
            );
            assert!(file.read_bytes(0..BLOCK).is_ok());
        }
    }
}
